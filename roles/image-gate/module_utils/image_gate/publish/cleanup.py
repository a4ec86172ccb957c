"""Find staged tags that nobody promoted, and delete those that are old."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Collection, NamedTuple, Sequence

from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.parallel import each
from ansible.module_utils.image_gate.tags.api import Tag, Tags, delete_all
from ansible.module_utils.image_gate.tags.staging import (
    STAGED_DIGEST,
    STAGED_TAG,
    Companion,
    annotations_of,
    companions_of,
    is_staged_by_change,
    mark_of,
)
from ansible.module_utils.image_gate.tags.trial import PREFIX

# The reason of a staged tag whose age nothing tells.
UNKNOWN = "nothing tells when it was staged: it has no companion tag, and the registry does not say when it was pushed"
ANEW = "it stands for another image than its companion tag tells of, so something has staged it anew since"


class Folder(NamedTuple):
    """A repository to look through: ``keep`` has the final tags, whatever their form, and ``staged`` the names that count
    as staged besides those of changes. With a ``pattern``, those count that match it, and no others. ``now`` is in seconds
    since 1970.
    """

    tags: Tags
    repository: str
    now: int
    keep: Collection[str] = ()
    staged: Collection[str] = ()
    pattern: re.Pattern[str] | None = None

    def is_about(self, tag: str) -> bool:
        """Whether a tag may go, if it is old."""
        if self.pattern:
            return tag not in self.keep and self.pattern.match(tag) is not None
        return is_staged(tag, self.keep, self.staged)


class Staged(NamedTuple):
    """A staged tag; ``age`` in seconds, None if nothing tells; ``reason`` why it stays, empty if it goes.

    ``failed`` says that it stays because the registry refused something. Without a tag it stands for all of a
    repository that cannot be looked through. A ``companion`` is a tag that only tells when another one was staged;
    ``by`` is the one that tells of this tag.
    """

    folder: Folder
    tag: str
    age: int | None
    reason: str = ""
    failed: bool = False
    companion: bool = False
    by: str = ""


@dataclass
class CleanedUp:
    """The staged tags that were found, by what became of them (with ``check``: would become)."""

    deleted: list[Staged] = field(default_factory=list)
    kept: list[Staged] = field(default_factory=list)


@dataclass
class _Found:
    """The tags of a repository that concern a clean-up."""

    staged: list[Staged] = field(default_factory=list)
    companions: list[Staged] = field(default_factory=list)
    of: dict[str, list[str]] = field(default_factory=dict)


def clean_up(folders: Sequence[Folder], max_age: int, check: bool = False, jobs: int = 8) -> CleanedUp:
    """Delete the staged tags of these repositories that were staged more than ``max_age`` seconds ago.

    A repository that does not exist has none. What cannot be listed or deleted is kept and named, and so is a tag whose
    companion tells of another image. Raises ``TagsLost``. Beside one list of each repository only deletions cost requests.
    """

    def find(folder: Folder) -> _Found:
        try:
            listed = folder.tags.tags(folder.repository)
        except RegistryError as error:
            missing = error.status == 404
            return _Found([] if missing else [Staged(folder, "", None, str(error), failed=True)])
        return _sort(folder, listed, max_age)

    found = each(find, folders, jobs, to_the_end=True)
    outcome = CleanedUp(kept=[one for group in found for one in group.staged if one.reason])
    old = [one for group in found for one in group.staged if not one.reason]
    proven = each(_prove, old, jobs, to_the_end=True)
    outcome.kept += [one for one in proven if one.reason]
    _carry_out([one for one in proven if not one.reason], outcome, check, jobs)
    # Companions go after the tags that they tell of, and stay with those that could not be deleted.
    gone = {(one.folder.tags, one.folder.repository, one.tag) for one in outcome.deleted}
    unneeded = [
        one
        for group in found
        for one in group.companions
        if all((one.folder.tags, one.folder.repository, tag) in gone for tag in group.of.get(one.tag, []))
    ]
    notes = each(_is_note, unneeded, jobs, to_the_end=True)
    _carry_out([one for one, note in zip(unneeded, notes) if note], outcome, check, jobs)
    return outcome


def _prove(one: Staged) -> Staged:
    """A tag that is to be deleted, or why it stays after all: a companion is what its annotations say, not its name."""
    if not one.by:
        return one
    try:
        companion, standing = (
            one.folder.tags.manifest(one.folder.repository, name) for name in (one.by, one.tag)
        )
    except RegistryError as error:
        return one._replace(reason=str(error), failed=True)
    told = annotations_of(companion) if companion else {}
    if told.get(STAGED_TAG) != one.tag:
        return one._replace(reason=UNKNOWN)
    # Engines push what they stage after its companion is written, so that does not tell a digest.
    digest = told.get(STAGED_DIGEST)
    return (
        one
        if digest is None or standing is None or standing.is_called(str(digest))
        else one._replace(reason=ANEW)
    )


def _is_note(one: Staged) -> bool:
    """Whether a tag with the name of a companion is one; what cannot be read stays."""
    try:
        manifest = one.folder.tags.manifest(one.folder.repository, one.tag)
    except RegistryError:
        return False
    # The trial of a registry gives an image a second tag for a moment.
    return bool(manifest and annotations_of(manifest)) or one.tag.startswith(PREFIX)


def is_staged(tag: str, keep: Collection[str], staged: Collection[str]) -> bool:
    """Whether a tag has the form that uploads of untested changes get, or is one of ``staged``."""
    return tag not in keep and (tag in staged or is_staged_by_change(tag))


def _sort(folder: Folder, listed: Sequence[Tag], max_age: int) -> _Found:
    names = [tag.name for tag in listed if tag.name not in folder.keep]
    companions = companions_of(names)
    by_mark: dict[str, list[Companion]] = {}
    for one in companions:
        by_mark.setdefault(one.mark, []).append(one)
    notes = {one.name for one in companions}
    found = _Found()
    for tag in listed:
        # Other tags than staged ones keep their companions, too: somebody else's clean-up may know them.
        own = [one for one in by_mark.get(mark_of(tag.name), ()) if one.is_of(tag.name)]
        for one in own:
            found.of.setdefault(one.name, []).append(tag.name)
        if folder.is_about(tag.name) and tag.name not in notes:
            found.staged.append(_judge(folder, tag, own, max_age))
    for one in companions:
        age = folder.now - one.moment
        if one.name in found.of or age > max_age:
            found.companions.append(Staged(folder, one.name, age, companion=True))
    return found


def _judge(folder: Folder, tag: Tag, companions: Sequence[Companion], max_age: int) -> Staged:
    """By the newest companion, else by what the registry says of the push; never by the date of the image."""
    newest = max(companions, key=lambda one: one.moment, default=None)
    moment = newest.moment if newest else int(tag.pushed.timestamp()) if tag.pushed else None
    if moment is None:
        return Staged(folder, tag.name, None, UNKNOWN)
    age = folder.now - moment
    reason = "" if age > max_age else f"it is not older than {max_age} seconds"
    return Staged(folder, tag.name, age, reason, by=newest.name if newest else "")


def _carry_out(old: Sequence[Staged], outcome: CleanedUp, check: bool, jobs: int) -> None:
    for tags in dict.fromkeys(one.folder.tags for one in old):
        own = [one for one in old if one.folder.tags is tags]
        places = [(one.folder.repository, one.tag) for one in own]
        reasons = [""] * len(own) if check else delete_all(tags, places, jobs)
        for one, reason in zip(own, reasons):
            if reason:
                outcome.kept.append(one._replace(reason=reason, failed=True))
            else:
                outcome.deleted.append(one)
