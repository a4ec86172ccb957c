"""Manifests and tags of a repository: read, looked up, written and deleted (distribution-spec 1.1, "Endpoints")."""

from __future__ import annotations

from ansible.module_utils.image_gate.oci import manifest as manifests
from ansible.module_utils.image_gate.oci.client import READ, WRITE, Client, told_digest
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.manifest import Manifest
from ansible.module_utils.image_gate.oci.transport import ADVICE, SUCCESS, Call, Statuses

# Bytes; the specification asks registries to accept manifests of 4 MiB ("Pushing Manifests"), and they take no longer ones.
LONGEST_MANIFEST = 4 * 1024 * 1024
# Not to be written again, or not by this account.
REFUSED = Statuses(400, 499, but=(401, 408, 429))
UNMOVED = (
    "Look for the reason in the registry's log. zuul-registry does not replace a tag by an image of another media type: "
    "use another registry, or delete the tag there."
)


class Manifests(Client):
    """The verbs for manifests; each is tried again where that is worth it, and raises ``RegistryError``."""

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
        told = told_digest(answer)
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
        return told_digest(answer) if answer and answer.status == 200 else None

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
        told = told_digest(answer)
        if told and not manifest.is_called(told):
            raise self._transport.error(call, detail=f"it is stored as {told} instead of {manifest.digest}")
        if not told:
            self._read_back(call, reference, manifest)

    def confirm_tag(self, repository: str, tag: str, manifest: Manifest, before: str = "") -> Manifest | None:
        """What a tag that was written a moment ago really stands for; ``before`` is the digest that it had.

        None where it is not to be seen: the account may write and not read, or a policy hides what was not scanned yet. The
        word of the registry has to do then.

        Some registries say that a tag is written, digest and all, and keep what it was: zuul-registry where the media
        type is another one, others for some moments. Raises ``RegistryError`` if it is still what it was, or nothing;
        who has written another image meanwhile is the caller's to judge.
        """
        call = self._manifest(f"write tag {tag}", "GET", repository, tag, WRITE, (200,))

        def once() -> Manifest | None:
            try:
                found = self.find_manifest(repository, tag, WRITE)
            except RegistryError as error:
                if error.status == 401 or error.status in REFUSED:
                    return None
                raise
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
