"""The verbs of the OCI distribution-spec 1.1 that copying, promoting and cleaning up need.

Each verb names the end-point of the specification's table ("Endpoints") that it uses. Every verb but
``open_blob`` is tried again where that is worth it; each raises ``RegistryError``.
"""

from __future__ import annotations

import email.utils
import urllib.parse
from datetime import datetime, timezone
from typing import Any, Callable, Container, Iterator

from ansible.module_utils.image_gate import manifest as manifests
from ansible.module_utils.image_gate.connection import PIECE, Response, Send, Timeouts
from ansible.module_utils.image_gate.errors import RegistryError
from ansible.module_utils.image_gate.manifest import Descriptor, Manifest
from ansible.module_utils.image_gate.name_list import list_names
from ansible.module_utils.image_gate.references import (
    HUB,
    HUB_HOST,
    canonical_registry,
    registry_problem,
    repository_problem,
    show,
    tag_problem,
)
from ansible.module_utils.image_gate.retry import Retry
from ansible.module_utils.image_gate.transport import (
    ADVICE,
    CONNECTION_FAULTS,
    SUCCESS,
    Answer,
    Call,
    Statuses,
    Transport,
)

# Bytes; the specification asks registries to accept manifests of at least 4 MiB ("Pushing Manifests").
LONGEST_MANIFEST = 8 * 1024 * 1024
TAGS_PER_PAGE = 100
REPOSITORIES_PER_PAGE = 1000
# The tags of each are asked for.
MOST_REPOSITORIES = 1000
# Mounts that may fail for a reason that time could heal, before a registry is asked for no more of them.
MOST_FAILED_MOUNTS = 3
NO_MOUNTS = (404, 405, 501)
# Not to be written again, or not by this account.
REFUSED = Statuses(400, 499, but=(401, 408, 429))

# Actions of a token's scope.
READ, WRITE = "pull", "pull,push"

DEFAULT_RETRY = Retry()
DEFAULT_TIMEOUTS = Timeouts()

UNMOVED = (
    "Look for the reason in the registry's log. zuul-registry does not replace a tag by an image of another media type: "
    "use another registry, or delete the tag there."
)

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
        if registry_problem(host):
            detail = "its host is not a name or address with an optional port"
            raise RegistryError(host, "use this registry", detail=detail)
        self.host = host
        self.is_docker_hub = canonical_registry(host) == HUB or host.lower() == HUB_HOST
        self.retry = retry
        base = f"{'http' if plain_http else 'https'}://{HUB_HOST if self.is_docker_hub else host}"
        self._transport = Transport(host, base, username, password, cert, timeouts)
        self._mounts, self._failed_mounts = True, 0

    @property
    def requests(self) -> dict[str, int]:
        """How many requests were sent, by host, those to token servers and redirect targets included."""
        return dict(self._transport.connections.requests)

    def close(self) -> None:
        """Close the connections that are kept."""
        self._transport.connections.close()

    # Manifests and tags

    def get_manifest(self, repository: str, reference: str, actions: str = READ) -> Manifest:
        """Read a manifest by tag or digest; the digest, also the one that the registry tells, is verified (end-3).

        ``actions`` WRITE makes use of the token that a later write needs.
        """
        call = self._manifest(f"read manifest {reference}", "GET", repository, reference, actions, (200,))
        answer = self._retried(call._replace(headers={"Accept": manifests.ACCEPT}), LONGEST_MANIFEST)
        try:
            asked = reference if manifests.is_digest(reference) else ""
            manifest = manifests.parse(answer.body, answer.headers.get("Content-Type", ""), asked)
        except ValueError as error:
            raise self._transport.error(call, detail=str(error), malformed=True) from error
        told = _told(answer)
        if told and not manifest.is_called(told):
            actual = manifests.digest_of(manifest.body, told)
            detail = f"its bytes are {actual}, but Docker-Content-Digest says {told}"
            raise self._transport.error(call, detail=detail)
        return manifest

    def find_manifest(self, repository: str, reference: str, actions: str = READ) -> Manifest | None:
        """Like ``get_manifest``, but None where there is no such manifest."""
        try:
            return self.get_manifest(repository, reference, actions)
        except RegistryError as error:
            if error.status == 404:
                return None
            raise

    def look(self, repository: str, reference: str, actions: str = READ) -> str | None:
        """The digest that a tag seems to stand for, or None: only advice, for what is written if it is not there.

        Registries answer 403, 404 or 405 for what is there, or is not there yet. The write that follows decides.
        """
        call = self._manifest(f"look up {reference}", "HEAD", repository, reference, actions, ADVICE)
        answer = self._advice(call._replace(headers={"Accept": manifests.ACCEPT}))
        return _told(answer) if answer and answer.status == 200 else None

    def put_manifest(self, repository: str, reference: str, manifest: Manifest) -> None:
        """Write a manifest as it was read, and verify the digest that the registry gives it (end-7).

        Whatever the registry answers, the manifest is written if it is there afterwards: a tag that may not be written
        again (immutable tags) may have this digest already.
        """
        call = self._manifest(f"write manifest {reference}", "PUT", repository, reference, WRITE, SUCCESS)
        try:
            answer = self._retried(
                call._replace(headers={"Content-Type": manifest.media_type}, body=manifest.body)
            )
        except RegistryError as error:
            if error.status not in REFUSED:
                raise
            standing = self._standing(repository, reference)
            if standing and standing.body == manifest.body:
                return
            if standing:
                error.advice = (
                    f"{error.advice} The tag stands for {standing.digest}: where tags may not be replaced (immutable "
                    "tags), exempt final tags that move, and staged ones (change_..., PIPELINE_...)."
                ).strip()
            raise
        told = _told(answer)
        if told and not manifest.is_called(told):
            raise self._transport.error(call, detail=f"it is stored as {told} instead of {manifest.digest}")
        if not told:
            self._read_back(call, reference, manifest)

    def confirm_tag(self, repository: str, tag: str, manifest: Manifest, before: str = "") -> Manifest:
        """What a tag that was written a moment ago really stands for; ``before`` is the digest that it had.

        Some registries say that a tag is written, digest and all, and keep what it was: zuul-registry where the media
        type is another one, others for some moments. Raises ``RegistryError`` if it is still what it was, or nothing;
        who has written another image meanwhile is the caller's to judge.
        """
        call = self._manifest(f"write tag {tag}", "GET", repository, tag, WRITE, (200,))

        def once() -> Manifest:
            found = self.find_manifest(repository, tag, WRITE)
            if found is None or found.digest != manifest.digest and found.digest == before:
                stands = (
                    f"it still stands for {before} instead of {manifest.digest}"
                    if found
                    else "it is not there"
                )
                detail = f"{stands} after the registry has answered that it is written"
                raise self._transport.error(call, detail=detail, advice=UNMOVED, retryable=True)
            return found

        return self.retry.run(once)

    def _read_back(self, call: Call, reference: str, manifest: Manifest) -> None:
        """Compare what was written with what is there; some registries show it a moment later."""

        def once() -> None:
            found = self.find_manifest(call.repository, reference, WRITE)
            if found is None:
                detail = "it is not there after it was written"
                raise self._transport.error(call, detail=detail, retryable=True)
            if found.body != manifest.body:
                detail = f"it is stored as {found.digest} instead of {manifest.digest}"
                raise self._transport.error(call, detail=detail)

        self.retry.run(once)

    def _standing(self, repository: str, reference: str) -> Manifest | None:
        try:
            return self.find_manifest(repository, reference, WRITE)
        except RegistryError:
            return None

    def delete_tag(self, repository: str, tag: str) -> None:
        """Delete a tag alone ("Deleting tags", end-9); a registry that cannot answers 400 or 405."""
        self._retried(
            self._manifest(f"delete tag {tag}", "DELETE", repository, tag, f"{WRITE},delete", SUCCESS)
        )

    def tags(self, repository: str) -> list[str]:
        """All tags of a repository, page by page ("Listing Tags", end-8a, end-8b)."""
        path = self._path(repository, "tags/list")
        call = Call("list tags", repository, "GET", path, self._scopes(repository, READ), (200,))

        def is_tag(name: str) -> bool:
            return tag_problem(name) is None or manifests.is_digest(name)

        # Some registries list manifests without a tag as well.
        found = list_names(self._transport, self.retry, call, "tags", TAGS_PER_PAGE, is_tag)
        return [name for name in found if not manifests.is_digest(name)]

    def repositories(self) -> list[str] | None:
        """All repositories, page by page; None where the registry does not list them.

        Not of the specification: ``_catalog`` is of the distribution project.
        """
        call = Call("list repositories", "", "GET", "/v2/_catalog", ("registry:catalog:*",), (200,))
        try:
            page, most = REPOSITORIES_PER_PAGE, MOST_REPOSITORIES
            return list_names(self._transport, self.retry, call, "repositories", page, _is_repository, most)
        except RegistryError as error:
            if error.status == 404:
                return None
            raise

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

    def open_blob(self, repository: str, digest: str, actions: str = READ) -> BlobStream:
        """Start to read a blob, following redirects (end-2); a single attempt."""
        call = self._blob("read", "GET", repository, digest, actions, (200,))
        response = self._transport.open(call._replace(headers={"Accept-Encoding": "identity"}))
        return BlobStream(response, lambda error: self._transport.fault(call, error, response.url))

    def get_json(self, repository: str, digest: str) -> dict[str, Any]:
        """Read a blob that holds a JSON object, such as an image's configuration, verified (end-2)."""
        call = self._blob("read", "GET", repository, digest, READ, (200,))
        answer = self._retried(call)
        if manifests.digest_of(answer.body, digest) != digest:
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
        return answer is not None and status == 201 and _told(answer) in ("", digest)

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

        answer = self._transport.exchange(call._replace(body=send_all))
        if not complete:
            detail = f"it answers {answer.status} before it has everything"
            raise self._transport.error(call, detail=detail, retryable=True)
        told = _told(answer)
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

    # Requests

    def _name(self, repository: str) -> str:
        # A name that fits can neither leave its path nor carry a query; nor can a tag.
        if repository_problem(repository):
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
        if tag_problem(reference) and not manifests.is_digest(reference):
            detail = f"{show(reference)} is neither a tag nor a digest"
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

    def _advice(self, call: Call, *, once: bool = False) -> Answer | None:
        """The answer to a look, whatever its status; None where the account may not even look.

        ``once`` is for a caller who tries again by himself.
        """
        try:
            return self._transport.exchange(call) if once else self._retried(call)
        except RegistryError as error:
            # A wrong password is told where it is found out; a token that does not reach as far is no verdict.
            if error.status == 401 and error.operation == call.operation:
                return None
            raise

    def _retried(self, call: Call, *longest: int) -> Answer:
        return self.retry.run(lambda: self._transport.exchange(call, *longest))


def _is_repository(name: str) -> bool:
    return repository_problem(name) is None


def _told(answer: Answer) -> str:
    """The digest that an answer names, if it does: the header is recommended only ("Pulling manifests")."""
    told = answer.headers.get("Docker-Content-Digest", "").strip()
    return told if manifests.is_digest(told) else ""
