# Generated from generator/library/roles/image-gate/module_utils/image_gate/tags.py - do not edit.
# To change it, edit that file and run: npm run generate
"""Tags of a repository: their names, their ages, and how they are deleted."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, Protocol

from ansible.module_utils.image_gate.errors import RegistryError
from ansible.module_utils.image_gate.image import configs
from ansible.module_utils.image_gate.moment import moment_of
from ansible.module_utils.image_gate.registry import Registry

UNSUPPORTED = (400, 404, 405, 501)


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

    def delete(self, repository: str, tag: str) -> None:
        """Delete a tag, and nothing that other tags need."""


class SpecTags:
    """Tags by the distribution-spec alone, for every registry that has no interface of its own here."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    @property
    def requests(self) -> dict[str, int]:
        """None of its own: all are requests of the registry's client."""
        return {}

    def tags(self, repository: str) -> list[Tag]:
        """All tags of a repository; the specification knows no moments."""
        return [Tag(name, None) for name in self._registry.tags(repository)]

    def delete(self, repository: str, tag: str) -> None:
        """Delete a tag ("Deleting tags"); one that is gone already is no error."""
        try:
            self._registry.delete_tag(repository, tag)
        except RegistryError as error:
            if error.status not in UNSUPPORTED:
                raise
            # Some registries answer 404 to a method that they do not know, so the tag itself has to tell.
            if error.status == 404 and self._registry.digest(repository, tag) is None:
                return
            error.advice = "This registry deletes no tags; remove it with the registry's own tools."
            raise


def created(registry: Registry, repository: str, tag: str) -> datetime | None:
    """When the image of a tag was made, of an index its newest image; None if nothing tells."""
    top = registry.find_manifest(repository, tag)
    moments = (
        [moment_of(config.get("created")) for config in configs(registry, repository, top)] if top else []
    )
    return max((moment for moment in moments if moment), default=None)
