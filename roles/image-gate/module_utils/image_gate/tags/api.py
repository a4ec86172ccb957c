"""What a registry offers for its tags, whatever its API: list, date, read and delete them."""

from __future__ import annotations

from datetime import datetime
from typing import Collection, NamedTuple, Protocol, Sequence

from ansible.module_utils.image_gate.oci.errors import RegistryError, RegistryErrors
from ansible.module_utils.image_gate.oci.manifest import Manifest
from ansible.module_utils.image_gate.oci.parallel import each


class TagsLost(RegistryErrors):
    """Tags that the registry took away with another one, or may have, and that could not be written again."""


class Tag(NamedTuple):
    """A tag, and the moment when it was pushed if the registry tells that with the list."""

    name: str
    pushed: datetime | None


class Tags(Protocol):
    """What a registry offers for its tags."""

    @property
    def requests(self) -> dict[str, int]:
        """How many requests were sent by this interface, by host."""

    def tags(self, repository: str) -> list[Tag]:
        """All tags of a repository."""

    def manifest(self, repository: str, tag: str) -> Manifest | None:
        """What a tag stands for; None if it is not there, or this interface does not tell."""

    def delete(self, repository: str, tag: str, doomed: Collection[str] = ()) -> None:
        """Delete a tag, and nothing that other tags need; ``doomed`` are no loss, as they are to be deleted too."""


def delete_all(tags: Tags, places: Sequence[tuple[str, str]], jobs: int) -> list[str]:
    """Delete tags (repository and name); for each why it stays, or an empty text.

    Raises ``TagsLost``, and begins no other deletion then: that is more than tags that stay.
    """

    doomed: dict[str, set[str]] = {}
    for repository, tag in places:
        doomed.setdefault(repository, set()).add(tag)

    def delete(place: tuple[str, str]) -> str:
        try:
            tags.delete(*place, doomed[place[0]])
        except TagsLost:
            raise
        except RegistryError as error:
            return str(error)
        return ""

    try:
        return each(delete, places, jobs, to_the_end=False)
    except RegistryErrors as error:
        raise TagsLost(error.errors) from error
