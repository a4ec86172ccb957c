"""Tags by the distribution-spec alone, for every registry that has no API of its own here."""

from __future__ import annotations

import threading
from typing import Collection, Sequence

from ansible.module_utils.image_gate.oci.client import WRITE
from ansible.module_utils.image_gate.oci.errors import RegistryError, RegistryErrors
from ansible.module_utils.image_gate.oci.manifest import Manifest
from ansible.module_utils.image_gate.oci.registry import Registry
from ansible.module_utils.image_gate.tags import trial
from ansible.module_utils.image_gate.tags.api import Tag, TagsLost
from ansible.module_utils.image_gate.tags.staging import companion_of
from ansible.module_utils.image_gate.tags.trial import Refused, Unseen

# Other tags of a repository that are looked at before the first deletion in it: each promotion costs as many requests as
# there are tags. Where there are more, the registry is tried out once more, with a second tag of the first image to go.
MOST_WATCHED = 100


class SpecTags:
    """Tags by the distribution-spec alone, for every registry that has no interface of its own here.

    Before anything is deleted, the registry shows with a note of ours that it deletes a tag alone, and it is known what
    the other tags of the repository stand for. The first deletion of a tag whose image has others is watched: they are
    looked at after it.
    """

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._lock = threading.Lock()
        self._passed = False
        self._trusted: set[str] = set()
        # Other tags by repository and digest, as they were before the first deletion.
        self._others: dict[str, dict[str, list[str]]] = {}
        # All tags of repositories that have too many of them to be looked at.
        self._unwatched: dict[str, list[str]] = {}
        # Reasons to delete nothing, by repository; an empty name stands for all of them.
        self._refusals: dict[str, RegistryError] = {}

    @property
    def requests(self) -> dict[str, int]:
        """None of its own: all are requests of the registry's client."""
        return {}

    def tags(self, repository: str) -> list[Tag]:
        """All tags of a repository; the specification knows no moments."""
        return [Tag(name, None) for name in self._registry.tags(repository)]

    def manifest(self, repository: str, tag: str) -> Manifest | None:
        """What a tag stands for; None if it is not there."""
        return self._registry.find_manifest(repository, tag, WRITE)

    def delete(self, repository: str, tag: str, doomed: Collection[str] = ()) -> None:
        """Delete a tag ("Deleting tags"); one that is gone already is no error. Raises ``TagsLost``."""
        doomed = {*doomed, tag}
        try:
            if repository not in self._trusted:
                with self._lock:
                    if repository not in self._trusted and self._watch(repository, tag, doomed):
                        return
            self._heed(repository, tag)
            trial.delete(self._registry, repository, tag)
        except Unseen as error:
            self._refusals.setdefault(repository, error)
            raise
        except Refused as error:
            self._refusals.setdefault("", error)
            self._heed(repository, tag)

    def _heed(self, repository: str, tag: str) -> None:
        reason = self._refusals.get("") or self._refusals.get(repository)
        if reason:
            raise RegistryError(
                self._registry.host,
                f"delete tag {tag}",
                repository=repository,
                status=reason.status,
                detail=reason.detail,
                advice=reason.advice,
            )

    def _watch(self, repository: str, tag: str, doomed: Collection[str]) -> bool:
        """Delete a tag and look at those of the same image; False where there are none, so that it only has to be deleted."""
        self._heed(repository, tag)
        manifest = self._registry.find_manifest(repository, tag, WRITE)
        if manifest is None:
            return True
        if repository not in self._others:
            self._prepare(repository, tag, doomed)
        if repository in self._unwatched:
            trial.try_out_on(self._registry, repository, tag, manifest, self._unwatched[repository])
            self._trusted.add(repository)
            return False
        twins = [name for name in self._others[repository].get(manifest.digest, ()) if name not in doomed]
        if not twins:
            return False
        self._delete_watched(repository, tag, twins, manifest)
        self._trusted.add(repository)
        return True

    def _prepare(self, repository: str, tag: str, doomed: Collection[str]) -> None:
        """Try the registry out, and find out what the other tags of the repository stand for."""
        listed = self._registry.tags(repository)
        if not self._passed:
            self._try_out(repository, tag, listed)
            self._passed = True
        names = [name for name in listed if name not in doomed and not companion_of(name)]
        if len(names) > MOST_WATCHED:
            self._unwatched[repository], names = listed, []
        try:
            self._others[repository] = trial.by_digest(self._registry, repository, names)
        except RegistryErrors as error:
            detail = f"it cannot be seen which other tags are of the same image: {error.errors[0]}"
            self._refusals[repository] = RegistryError(
                self._registry.host, "delete tags", detail=detail, advice="Nothing was deleted there."
            )
            self._heed(repository, tag)

    def _try_out(self, repository: str, tag: str, listed: Sequence[str]) -> None:
        try:
            trial.try_out(self._registry, repository, listed)
        except Refused:
            raise
        except RegistryError as error:
            # The account may not delete in this repository, say: the other tags need no trial of their own.
            self._refusals[repository] = error
            self._heed(repository, tag)
            raise

    def _delete_watched(self, repository: str, tag: str, twins: Sequence[str], manifest: Manifest) -> None:
        registry = self._registry
        failure: RegistryError | None = None
        try:
            trial.delete(registry, repository, tag)
        except RegistryError as error:
            if not trial.may_be_done(error):
                raise
            failure = error
        lost, doubts = trial.lost_of(registry, repository, twins)
        if lost or doubts:
            advice = "What the first deletion took away was written again; remove the rest by other means."
            self._refusals[""] = trial.refused(registry, trial.TAKES_THE_IMAGE, advice)
            doubts += trial.write_again(registry, repository, lost, manifest)
        missing = [name for name in twins if not self._is_there(repository, name)] if doubts else []
        if missing:
            closing = f"With the tag {tag} the registry took away, or may have, other tags of its image. "
            raise TagsLost(doubts, closing + trial.restoring(registry, repository, missing, manifest))
        if failure:
            raise failure

    def _is_there(self, repository: str, name: str) -> bool:
        try:
            return self._registry.find_manifest(repository, name, WRITE) is not None
        except RegistryError:
            return False
