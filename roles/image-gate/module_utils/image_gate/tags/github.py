"""GitHub packages: their API lists versions, which are images with all their tags, and deletes nothing less.

So a tag that is to go is first moved to a note of its own, whose version nothing else needs; that one is deleted.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Collection, Iterable, Mapping

from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.registry import Registry
from ansible.module_utils.image_gate.oci.transport import SUCCESS, Transport
from ansible.module_utils.image_gate.tags.api import Tag
from ansible.module_utils.image_gate.tags.own_api import TAGS_PER_PAGE, ApiTags, Interface, by_link, quoted
from ansible.module_utils.image_gate.tags.staging import CREATED, NOTE, STAGED_TAG, note, put_note
from ansible.module_utils.image_gate.text.moment import moment_of

API = "https://api.github.com"
#: Whose packages they are; users have another path than organisations.
OWNERS = ("orgs", "users")


def _versions(owners: str, repository: str) -> str:
    owner, _, package = repository.partition("/")
    return f"/{owners}/{quoted(owner)}/packages/container/{quoted(package)}/versions"


def _entries(content: Any) -> Iterable[Tag]:
    for version in content:
        moment = moment_of(version.get("updated_at") or version.get("created_at"))
        for name in version["metadata"]["container"]["tags"]:
            yield Tag(name, moment)


def _interface(owners: str) -> Interface:
    return Interface(
        lambda repository: f"{_versions(owners, repository)}?per_page={TAGS_PER_PAGE}&page=1",
        lambda repository, version: f"{_versions(owners, repository)}/{quoted(version)}",
        _entries,
        by_link,
    )


class GitHubTags(ApiTags):
    """The tags of packages at GitHub; GitHub REST API, "Packages"."""

    def __init__(self, registry: Registry, transport: Transport, headers: Mapping[str, str]) -> None:
        super().__init__(registry, transport, _interface(OWNERS[0]), headers)

    def tags(self, repository: str) -> list[Tag]:
        """All tags of a package; it is an organisation's, or a user's."""
        for owners in OWNERS:
            self._interface = _interface(owners)
            try:
                return super().tags(repository)
            except RegistryError as error:
                if error.status != 404 or owners == OWNERS[-1]:
                    raise
        return []

    def delete(self, repository: str, tag: str, doomed: Collection[str] = ()) -> None:
        """Delete a tag; its image stays as a version without it, if no other tag has it."""
        if self.manifest(repository, tag) is None:
            return
        moment = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        words = "takes the place of a tag that is to be deleted"
        placeholder = note({NOTE: words, STAGED_TAG: tag, CREATED: moment})
        put_note(self._registry, repository, placeholder, [tag])
        version = self._registry.retry.run(lambda: self._version(repository, tag, placeholder.digest))
        path = self._interface.delete_path(repository, version)
        call = self._call(f"delete tag {tag}", repository, "DELETE", path)._replace(accepted=SUCCESS)
        self._exchange(call)
        self._registry.retry.run(lambda: self._look(call, tag))

    def _version(self, repository: str, tag: str, digest: str) -> str:
        """The id of the version that is the placeholder, which is among the newest; raises ``RegistryError``."""
        for owners in OWNERS:
            self._interface = _interface(owners)
            path = self._interface.list_path(repository)
            call = self._call(f"delete tag {tag}", repository, "GET", path)._replace(accepted=(200, 404))
            page = self._exchange(call)
            versions = self._transport.any_json(call, page) if page.status == 200 else []
            for version in versions if isinstance(versions, list) else []:
                if isinstance(version, dict) and version.get("name") == digest:
                    return str(version["id"])
        detail = f"its interface does not show the version {digest}, to which the tag was moved"
        raise self._transport.error(call, detail=detail, retryable=True)
