"""Blobs of a repository: read, mounted and uploaded (distribution-spec 1.1, "Endpoints")."""

from __future__ import annotations

import urllib.parse
from typing import Any, Callable, Iterator

from ansible.module_utils.image_gate.oci import manifest as manifests
from ansible.module_utils.image_gate.oci.client import READ, WRITE, Client, told_digest
from ansible.module_utils.image_gate.oci.connection import PIECE, Response, Send
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.manifest import Descriptor
from ansible.module_utils.image_gate.oci.transport import (
    ADVICE,
    CONNECTION_FAULTS,
    LONGEST_ANSWER,
    SUCCESS,
    Call,
)

# Mounts that may fail for a reason that time could heal, before a registry is asked for no more of them.
MOST_FAILED_MOUNTS = 3
NO_MOUNTS = (404, 405, 501)
# What is said of an upload that is not known, or not as far as this one.
LOST_UPLOAD = (404, 416)

_OTHER_BYTES = "the source gives other bytes than its digest and size say"


class BlobStream:
    """The bytes of a blob as they arrive; faults of the source are reported as the source's."""

    def __init__(self, response: Response, fault: Callable[[Exception], RegistryError]) -> None:
        self._response, self._fault = response, fault

    def readinto(self, buffer: memoryview) -> int:
        """Fill ``buffer`` with the next bytes; 0 at the end."""
        try:
            return self._response.readinto(buffer)
        except CONNECTION_FAULTS as error:
            raise self._fault(error) from error

    def __enter__(self) -> BlobStream:
        return self

    def __exit__(self, *_: object) -> None:
        self._response.close()


class Blobs(Client):
    """The verbs for blobs. Every one but ``open_blob`` is tried again where that is worth it; each raises ``RegistryError``."""

    _mounts, _failed_mounts = True, 0

    def open_blob(self, repository: str, digest: str, actions: str = READ) -> BlobStream:
        """Start to read a blob, following redirects (end-2); a single attempt."""
        call = self._blob("read", "GET", repository, digest, actions, (200,))
        response = self._transport.open(call._replace(headers={"Accept-Encoding": "identity"}))
        return BlobStream(response, lambda error: self._transport.fault(call, error, response.url))

    def get_json(self, repository: str, blob: Descriptor) -> dict[str, Any]:
        """Read a blob that holds a JSON object, such as an image's configuration, verified (end-2)."""
        call = self._blob("read", "GET", repository, blob.digest, READ, (200,))
        answer = self._retried(call, min(blob.size, LONGEST_ANSWER))
        if manifests.digest_of(answer.body, blob.digest) != blob.digest:
            raise self._transport.error(call, detail="its bytes have another digest", malformed=True)
        return self._transport.json(call, answer)

    def mount_blob(self, repository: str, digest: str, source: str) -> bool:
        """Make a blob of the repository ``source`` known in ``repository`` ("Mounting a blob", end-11).

        False where the registry does not do it; the blob has to be uploaded then.
        """
        if not self._mounts:
            return False
        query = urllib.parse.urlencode({"mount": digest, "from": self._name(source)})
        path = f"{self._path(repository, 'blobs/uploads/')}?{query}"
        scopes = self._scopes(repository, WRITE) + self._scopes(source, READ)
        call = Call(f"mount blob {digest}", repository, "POST", path, scopes, ADVICE)
        try:
            answer = self._transport.exchange(call)
            status: int | None = answer.status
        except RegistryError as error:
            status, answer = error.status, None
        if status in NO_MOUNTS:
            self._mounts = False
        elif status is None or status >= 500:
            self._failed_mounts += 1
            self._mounts = self._failed_mounts < MOST_FAILED_MOUNTS
        # Whatever the reason (the account may not read the other repository, say), an upload needs no mount;
        # if that is refused as well, its reason is the one to tell.
        return answer is not None and status == 201 and told_digest(answer) in ("", digest)

    def upload_blob(self, repository: str, blob: Descriptor, source: Callable[[], BlobStream]) -> bool:
        """Upload a blob unless it is there (end-2, end-4a, end-6); whether it was sent.

        The bytes of ``source`` pass in pieces and are verified before the last of them leaves. After an
        interruption everything starts anew, with a new upload and a new source.
        """
        refused = False

        def once() -> bool:
            nonlocal refused
            if self._has_blob(repository, blob):
                return False
            url = self._start_upload(repository, blob.digest)
            try:
                with source() as stream:
                    self._finish_upload(repository, url, blob, stream)
            except RegistryError as error:
                if error.status == 401:
                    # A token may expire on the way; a new one that is refused as well is no accident.
                    error.retryable, refused = error.retryable and not refused, True
                raise
            return True

        return self.retry.run(once)

    def _has_blob(self, repository: str, blob: Descriptor) -> bool:
        answer = self._advice(
            self._blob("look up", "HEAD", repository, blob.digest, WRITE, ADVICE), once=True
        )
        # A blob of another size is what an interrupted upload left behind in a careless registry.
        return (
            answer is not None
            and answer.status == 200
            and answer.headers.get("Content-Length", str(blob.size)) == str(blob.size)
        )

    def _start_upload(self, repository: str, digest: str) -> str:
        path = self._path(repository, "blobs/uploads/")
        scopes = self._scopes(repository, WRITE)
        call = Call(f"start to upload blob {digest}", repository, "POST", path, scopes, SUCCESS)
        answer = self._transport.exchange(call)
        location = answer.headers.get("Location")
        if not location:
            raise self._transport.error(call, detail="its answer has no Location")
        url = self._transport.absolute(call, location, answer.url)
        # The location's own query is the registry's state and stays as it is.
        return f"{url}{'&' if '?' in url else '?'}{urllib.parse.urlencode({'digest': digest})}"

    def _finish_upload(self, repository: str, url: str, blob: Descriptor, stream: BlobStream) -> None:
        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(blob.size)}
        scopes = self._scopes(repository, WRITE)
        call = Call(f"upload blob {blob.digest}", repository, "PUT", url, scopes, SUCCESS, headers)
        complete = False

        def send_all(send: Send) -> None:
            nonlocal complete
            for piece in self._verified(call, blob, stream):
                send(piece)
            complete = True

        try:
            answer = self._transport.exchange(call._replace(body=send_all))
        except RegistryError as error:
            # It was begun a moment ago: a registry that does not know it has lost it (BLOB_UPLOAD_UNKNOWN).
            error.retryable |= error.operation == call.operation and error.status in LOST_UPLOAD
            raise
        if not complete:
            detail = f"it answers {answer.status} before it has everything"
            raise self._transport.error(call, detail=detail, retryable=True)
        told = told_digest(answer)
        if told and told.partition(":")[0] == blob.digest.partition(":")[0] and told != blob.digest:
            raise self._transport.error(call, detail=f"it is stored as {told}")
        if answer.status != 201 and told != blob.digest and self._lacks(repository, blob):
            detail = f"it answers {answer.status}, and does not have it"
            raise self._transport.error(call, detail=detail, retryable=True)

    def _lacks(self, repository: str, blob: Descriptor) -> bool:
        """Whether a registry says, when it is asked for the blob itself, that it does not have it."""
        if self._has_blob(repository, blob):
            return False
        try:
            with self.open_blob(repository, blob.digest, WRITE):
                return False
        except RegistryError as error:
            return error.status == 404

    def _verified(self, call: Call, blob: Descriptor, stream: BlobStream) -> Iterator[memoryview]:
        hasher, count, buffer = manifests.hasher(blob.digest), 0, memoryview(bytearray(PIECE))
        while True:
            length = stream.readinto(buffer)
            if length == 0:
                break
            piece = buffer[:length]
            hasher.update(piece)
            count += length
            if count > blob.size or (
                count == blob.size and hasher.hexdigest() != blob.digest.partition(":")[2]
            ):
                raise self._transport.error(call, detail=_OTHER_BYTES)
            yield piece
        if count < blob.size:
            raise self._transport.error(
                call, detail=f"the source gave {count} of {blob.size} bytes", retryable=True
            )
        if hasher.hexdigest() != blob.digest.partition(":")[2]:
            # Only an empty blob comes here: it has no last piece before which to look.
            raise self._transport.error(call, detail=_OTHER_BYTES)
