"""Tags of a repository: their names, their ages, and how they are deleted."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import NamedTuple, Protocol

from ansible.module_utils.image_gate.errors import RegistryError, RegistryErrors
from ansible.module_utils.image_gate.image import configs
from ansible.module_utils.image_gate.manifest import Manifest
from ansible.module_utils.image_gate.moment import moment_of
from ansible.module_utils.image_gate.parallel import each
from ansible.module_utils.image_gate.registry import WRITE, Registry

UNSUPPORTED = (400, 404, 405, 501)

# Requests at a time, where tags have to be looked at and written again.
JOBS = 8


class TagsLost(RegistryErrors):
    """Tags that the registry took away with another one, and that could not be written again."""


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


def try_to_delete(tags: Tags, repository: str, tag: str) -> str:
    """Delete a tag; why it stays, or nothing. Raises ``TagsLost``: that is more than a tag that stays."""
    try:
        tags.delete(repository, tag)
    except TagsLost:
        raise
    except RegistryError as error:
        return str(error)
    return ""


class SpecTags:
    """Tags by the distribution-spec alone, for every registry that has no interface of its own here.

    Some registries delete the image with the tag, and so every other tag of it, against the specification
    ("Deleting tags"). Therefore the first deletion is on trial: what else would be lost is known before, and
    written again if it is. Only a registry that passes is trusted with the others.
    """

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._trial, self._decided = threading.Lock(), threading.Event()
        self._refusal: RegistryError | None = None

    @property
    def requests(self) -> dict[str, int]:
        """None of its own: all are requests of the registry's client."""
        return {}

    def tags(self, repository: str) -> list[Tag]:
        """All tags of a repository; the specification knows no moments."""
        return [Tag(name, None) for name in self._registry.tags(repository)]

    def delete(self, repository: str, tag: str) -> None:
        """Delete a tag ("Deleting tags"); one that is gone already is no error."""
        if not self._decided.is_set():
            with self._trial:
                if not self._decided.is_set():
                    self._delete_on_trial(repository, tag)
                    return
        if self._refusal:
            raise RegistryError(
                self._registry.host,
                f"delete tag {tag}",
                repository=repository,
                status=self._refusal.status,
                detail=self._refusal.detail,
                advice=self._refusal.advice,
            )
        self._delete(repository, tag)

    def _delete_on_trial(self, repository: str, tag: str) -> None:
        manifest = self._registry.find_manifest(repository, tag, WRITE)
        if manifest is None:
            return
        others = [name for name in self._registry.tags(repository) if name != tag]
        self._delete(repository, tag)
        if self._registry.digest(repository, manifest.digest, WRITE) is None:
            self._restore(repository, tag, others, manifest)
        elif self._registry.digest(repository, tag, WRITE) == manifest.digest:
            detail = "the registry answers that it is deleted, and still has it"
            raise RegistryError(
                self._registry.host, f"delete tag {tag}", repository=repository, detail=detail
            )
        else:
            self._decided.set()

    def _delete(self, repository: str, tag: str) -> None:
        try:
            self._registry.delete_tag(repository, tag)
        except RegistryError as error:
            if error.status not in UNSUPPORTED:
                raise
            # Some registries answer 404 to a method that they do not know, so the tag itself has to tell.
            if error.status == 404 and self._registry.digest(repository, tag) is None:
                return
            error.advice = "This registry deletes no tags; remove it with the registry's own tools."
            self._refuse(error)
            raise

    def _restore(self, repository: str, tag: str, others: list[str], manifest: Manifest) -> None:
        """Write the tags again that are gone with the image; none if only ``tag`` had it."""
        found = each(
            lambda name: self._registry.digest(repository, name, WRITE), others, JOBS, to_the_end=True
        )
        lost = [name for name, digest in zip(others, found) if digest is None]
        try:
            each(
                lambda name: self._registry.put_manifest(repository, name, manifest),
                lost,
                JOBS,
                to_the_end=True,
            )
        except RegistryErrors as error:
            closing = (
                f"With the tag {tag} the registry deleted its image, {manifest.digest}, from {repository}, "
                f"and so the tags {', '.join(lost)}. Write those again that are missing."
            )
            raise TagsLost(error.errors, closing) from error
        if lost:
            detail = "the registry deletes the image with a tag, and so every other tag of the image"
            advice = "What the first deletion took away was written again; remove the rest by other means."
            self._refuse(RegistryError(self._registry.host, "delete tags", detail=detail, advice=advice))

    def _refuse(self, reason: RegistryError) -> None:
        self._refusal = reason
        self._decided.set()


def created(registry: Registry, repository: str, tag: str) -> datetime | None:
    """When the image of a tag was made, of an index its newest image; None if nothing tells."""
    top = registry.find_manifest(repository, tag)
    moments = (
        [moment_of(config.get("created")) for config in configs(registry, repository, top)] if top else []
    )
    return max((moment for moment in moments if moment), default=None)
