"""The verbs of the OCI distribution-spec 1.1 that copying, promoting and cleaning up need.

Each verb names the end-point of the specification's table ("Endpoints") that it uses. Every verb but
``open_blob`` is tried again where that is worth it; each raises ``RegistryError``.
"""

from __future__ import annotations

import email.utils
import re
import urllib.parse
from datetime import datetime, timezone
from typing import Any, Callable, Container, Iterator

from ansible.module_utils.image_gate import manifest as manifests
from ansible.module_utils.image_gate.connection import PIECE, Response, Send, Timeouts
from ansible.module_utils.image_gate.errors import RegistryError
from ansible.module_utils.image_gate.link_header import next_page
from ansible.module_utils.image_gate.manifest import Descriptor, Manifest
from ansible.module_utils.image_gate.retry import Retry
from ansible.module_utils.image_gate.transport import CONNECTION_FAULTS, Answer, Call, Transport

DOCKER_HUB = ("docker.io", "index.docker.io", "registry-1.docker.io")
DOCKER_HUB_ENDPOINT = "registry-1.docker.io"

# Bytes; the specification asks registries to accept manifests of at least 4 MiB ("Pushing Manifests").
LONGEST_MANIFEST = 8 * 1024 * 1024
TAGS_PER_PAGE = 100

# Actions of a token's scope.
READ, WRITE = "pull", "pull,push"

DEFAULT_RETRY = Retry()
DEFAULT_TIMEOUTS = Timeouts()

_HOST = re.compile(r"(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?")
# distribution-spec, "Pulling manifests"; a name that fits can neither leave its path nor carry a query.
_COMPONENT = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_REPOSITORY = re.compile(rf"{_COMPONENT}(?:/{_COMPONENT})*")
_OTHER_BYTES = "the source gives other bytes than its digest and size say"
_TAG = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}")


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


class Registry:
    """One registry as one user sees it; safe for several threads.

    ``host`` is a name or address with an optional port (``[v6]:port`` for IPv6), ``cert`` an additional
    authority in PEM form; ``plain_http`` says that the registry has no TLS.
    """

    def __init__(
        self,
        host: str,
        username: str = "",
        password: str = "",
        cert: str = "",
        plain_http: bool = False,
        *,
        retry: Retry = DEFAULT_RETRY,
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
    ) -> None:
        if not _HOST.fullmatch(host):
            detail = "its host is not a name or address with an optional port"
            raise RegistryError(host, "use this registry", detail=detail)
        self.host = host
        self.is_docker_hub = host in DOCKER_HUB
        self.retry = retry
        base = f"{'http' if plain_http else 'https'}://{DOCKER_HUB_ENDPOINT if self.is_docker_hub else host}"
        self._transport = Transport(host, base, username, password, cert, timeouts)
        self._mounts = True

    @property
    def requests(self) -> dict[str, int]:
        """How many requests were sent, by host, those to token servers and redirect targets included."""
        return dict(self._transport.connections.requests)

    def close(self) -> None:
        """Close the connections that are kept."""
        self._transport.connections.close()

    # Manifests and tags

    def get_manifest(self, repository: str, reference: str, actions: str = READ) -> Manifest:
        """Read a manifest by tag or digest; a digest is verified (end-3).

        ``actions`` WRITE makes use of the token that a later write needs.
        """
        call = self._manifest(f"read manifest {reference}", "GET", repository, reference, actions, (200,))
        answer = self._retried(call._replace(headers={"Accept": manifests.ACCEPT}), LONGEST_MANIFEST)
        try:
            asked = reference if manifests.is_digest(reference) else ""
            return manifests.parse(answer.body, answer.headers.get("Content-Type", ""), asked)
        except ValueError as error:
            raise self._transport.error(call, detail=str(error)) from error

    def find_manifest(self, repository: str, reference: str, actions: str = READ) -> Manifest | None:
        """Like ``get_manifest``, but None where there is no such manifest."""
        try:
            return self.get_manifest(repository, reference, actions)
        except RegistryError as error:
            if error.status == 404:
                return None
            raise

    def digest(self, repository: str, reference: str, actions: str = READ) -> str | None:
        """The digest that a tag stands for, or None if there is no such tag (end-3)."""
        call = self._manifest(f"look up {reference}", "HEAD", repository, reference, actions, (200, 404))
        answer = self._retried(call._replace(headers={"Accept": manifests.ACCEPT}))
        if answer.status == 404:
            return None
        # The header is recommended only ("Checking if content exists in the registry").
        return answer.headers.get("Docker-Content-Digest") or self.get_manifest(repository, reference).digest

    def put_manifest(self, repository: str, reference: str, manifest: Manifest) -> None:
        """Write a manifest as it was read, and verify the digest that the registry gives it (end-7)."""
        call = self._manifest(f"write manifest {reference}", "PUT", repository, reference, WRITE, (201,))
        answer = self._retried(
            call._replace(headers={"Content-Type": manifest.media_type}, body=manifest.body)
        )
        stored = answer.headers.get("Docker-Content-Digest") or self.digest(repository, reference)
        if stored != manifest.digest:
            raise self._transport.error(call, detail=f"it is stored as {stored} instead of {manifest.digest}")

    def delete_tag(self, repository: str, tag: str) -> None:
        """Delete a tag alone ("Deleting tags", end-9); a registry that cannot answers 400 or 405."""
        self._retried(
            self._manifest(f"delete tag {tag}", "DELETE", repository, tag, f"{WRITE},delete", (200, 202, 204))
        )

    def tags(self, repository: str) -> list[str]:
        """All tags of a repository, page by page ("Listing Tags", end-8a, end-8b)."""
        path = self._path(repository, "tags/list")
        call = Call(
            "list tags",
            repository,
            "GET",
            f"{path}?n={TAGS_PER_PAGE}",
            self._scopes(repository, READ),
            (200,),
        )
        found: list[str] = []
        pages: set[str] = set()
        while call.url not in pages:
            pages.add(call.url)
            try:
                answer = self._retried(call)
            except RegistryError as error:
                # A registry without paging may refuse the parameter (zuul-registry answers 404).
                if error.status not in (400, 404) or len(pages) > 1:
                    raise
                call = call._replace(url=path)
                continue
            listed = self._transport.json(call, answer).get("tags") or []
            if not isinstance(listed, list):
                raise self._transport.error(call, detail="its answer holds no list of tags")
            found += [str(tag) for tag in listed]
            following = next_page(", ".join(answer.headers.get_all("Link", [])))
            if following:
                call = call._replace(url=self._transport.absolute(call, following))
        return list(dict.fromkeys(found))

    def clock(self) -> datetime | None:
        """What the registry's clock says; None if it does not tell (RFC 9110, section 6.6.1)."""
        answers = [status for status in range(200, 600) if status != 401]
        call = Call("ask for the time", "", "GET", "/v2/", (), answers)
        try:
            date = self._transport.exchange(call).headers.get("Date", "")
            return email.utils.parsedate_to_datetime(date).astimezone(timezone.utc)
        except (RegistryError, TypeError, ValueError, OverflowError, OSError):
            return None

    # Blobs

    def open_blob(self, repository: str, digest: str) -> BlobStream:
        """Start to read a blob, following redirects (end-2); a single attempt."""
        call = self._blob("read", "GET", repository, digest, READ, (200,))
        response = self._transport.open(call._replace(headers={"Accept-Encoding": "identity"}))
        return BlobStream(response, lambda error: self._transport.fault(call, error))

    def get_json(self, repository: str, digest: str) -> dict[str, Any]:
        """Read a blob that holds a JSON object, such as an image's configuration, verified (end-2)."""
        call = self._blob("read", "GET", repository, digest, READ, (200,))
        answer = self._retried(call)
        if manifests.digest_of(answer.body, digest) != digest:
            raise self._transport.error(call, detail="its bytes have another digest")
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
        call = Call(f"mount blob {digest}", repository, "POST", path, scopes, (201, 202))
        try:
            return self._retried(call).status == 201
        except RegistryError as error:
            # Whatever the reason (the account may not read the other repository, say), an upload needs no mount;
            # if that is refused as well, its reason is the one to tell.
            if error.retryable or error.status is None or not 400 <= error.status < 500:
                raise
            if error.status in (404, 405):
                self._mounts = False
            return False

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
        answer = self._transport.exchange(
            self._blob("look up", "HEAD", repository, blob.digest, WRITE, (200, 404))
        )
        # A blob of another size is what an interrupted upload left behind in a careless registry.
        return answer.status == 200 and answer.headers.get("Content-Length", str(blob.size)) == str(blob.size)

    def _start_upload(self, repository: str, digest: str) -> str:
        path = self._path(repository, "blobs/uploads/")
        call = Call(
            f"start to upload blob {digest}",
            repository,
            "POST",
            path,
            self._scopes(repository, WRITE),
            (202,),
        )
        location = self._transport.exchange(call).headers.get("Location")
        if not location:
            raise self._transport.error(call, detail="its answer has no Location")
        url = self._transport.absolute(call, location)
        # The location's own query is the registry's state and stays as it is.
        return f"{url}{'&' if '?' in url else '?'}{urllib.parse.urlencode({'digest': digest})}"

    def _finish_upload(self, repository: str, url: str, blob: Descriptor, stream: BlobStream) -> None:
        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(blob.size)}
        call = Call(
            f"upload blob {blob.digest}",
            repository,
            "PUT",
            url,
            self._scopes(repository, WRITE),
            (201,),
            headers,
        )

        complete = False

        def send_all(send: Send) -> None:
            nonlocal complete
            for piece in self._verified(call, blob, stream):
                send(piece)
            complete = True

        answer = self._transport.exchange(call._replace(body=send_all))
        if not complete:
            detail = f"it answers {answer.status} before it has everything"
            raise self._transport.error(call, detail=detail, retryable=True)
        stored = answer.headers.get("Docker-Content-Digest") or blob.digest
        if stored != blob.digest:
            raise self._transport.error(call, detail=f"it is stored as {stored}")

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

    # Requests

    def _name(self, repository: str) -> str:
        if not _REPOSITORY.fullmatch(repository):
            raise RegistryError(
                self.host,
                "use this repository",
                repository=repository,
                detail="its name is not valid",
                advice="A repository name has lower case letters and digits, joined by '.', '_', '-' or '/'.",
            )
        return f"library/{repository}" if self.is_docker_hub and "/" not in repository else repository

    def _path(self, repository: str, rest: str) -> str:
        return f"/v2/{self._name(repository)}/{rest}"

    def _scopes(self, repository: str, actions: str) -> tuple[str, ...]:
        return (f"repository:{self._name(repository)}:{actions}",)

    def _manifest(
        self,
        operation: str,
        method: str,
        repository: str,
        reference: str,
        actions: str,
        accepted: Container[int],
    ) -> Call:
        if not (_TAG.fullmatch(reference) or manifests.is_digest(reference)):
            detail = f"{reference!r} is neither a tag nor a digest"
            raise RegistryError(self.host, operation, repository=repository, detail=detail)
        path = self._path(repository, f"manifests/{reference}")
        return Call(operation, repository, method, path, self._scopes(repository, actions), accepted)

    def _blob(
        self, verb: str, method: str, repository: str, digest: str, actions: str, accepted: Container[int]
    ) -> Call:
        path = self._path(repository, f"blobs/{digest}")
        return Call(
            f"{verb} blob {digest}", repository, method, path, self._scopes(repository, actions), accepted
        )

    def _retried(self, call: Call, *longest: int) -> Answer:
        return self.retry.run(lambda: self._transport.exchange(call, *longest))
