"""Give tested images their final tags: all of them or none, then delete the staged tags."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import Mapping, NamedTuple, Sequence

from ansible.module_utils.image_gate.oci.client import WRITE
from ansible.module_utils.image_gate.oci.errors import RegistryError, RegistryErrors
from ansible.module_utils.image_gate.oci.manifest import Manifest
from ansible.module_utils.image_gate.oci.manifest_verbs import REFUSED
from ansible.module_utils.image_gate.oci.parallel import each
from ansible.module_utils.image_gate.oci.registry import Registry
from ansible.module_utils.image_gate.publish.origin import (
    Change,
    Origin,
    origin_of,
    why_older,
    why_perhaps_lost,
)
from ansible.module_utils.image_gate.tags.api import Tags, delete_all
from ansible.module_utils.image_gate.tags.staging import Companion, annotations_of, companions_of


class Promotion(NamedTuple):
    """One tag to write, from a staged one of the same repository; ``digest`` is what was built, where that is known."""

    repository: str
    staged_tag: str
    tag: str
    digest: str = ""


@dataclass
class Promoted:
    """A promotion that succeeded; ``previously`` if an earlier run did it and took the staged tag away.

    ``written`` says whether the final tag has to be written: not if it has the digest already, or if it stays because
    it is ``newer``, which is the reason in words. ``remarks`` are what has to be known of one that is written.
    """

    promotion: Promotion
    manifest: Manifest
    previously: bool = False
    written: bool = True
    newer: str = ""
    before: str = ""
    remarks: list[str] = field(default_factory=list)


@dataclass
class Outcome:
    """What was promoted, and which staged tags were deleted or, for a reason, stay."""

    promoted: list[Promoted]
    deleted: list[tuple[str, str]] = field(default_factory=list)
    kept: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass
class _Found:
    """What there is for one promotion before anything is written; ``unseen`` if the registry does not show the final tag."""

    promotion: Promotion
    staged: Manifest | None
    final: Manifest | None
    unseen: RegistryError | None = None


def promote(
    registry: Registry,
    tags: Tags,
    promotions: Sequence[Promotion],
    change: Change | None = None,
    delete_staged: bool = True,
    check: bool = False,
    allow_older: bool = False,
    jobs: int = 8,
) -> Outcome:
    """Promote a batch; nothing is written unless every staged tag, or its earlier promotion, was found.

    A staged tag that is missing counts as promoted where the final tag has the digest that was built, or its image is
    labelled with ``change``, or was built on top of it. A final tag whose image is newer than the staged one stays, and its staged tag too, unless ``allow_older``.
    Raises ``RegistryError``, also if the image of a staged tag is labelled with another change, or a final tag does not
    show what was written; a staged tag that cannot be deleted is no error. One whose name is a final tag as well stays,
    and so does one that stands for another image by now.
    """
    _refuse_conflicts(registry, promotions)
    found = each(lambda one: _find(registry, one), list(dict.fromkeys(promotions)), jobs, to_the_end=True)
    origins = _origins(registry, found, jobs, strict=change is not None)
    judged = each(
        lambda one: _judge(registry, one, change, origins, allow_older), found, jobs, to_the_end=True
    )
    final = {(item.promotion.repository, item.promotion.tag) for item in judged}
    wanted = {_place(item) for item in judged if item.newer and not item.previously}
    staged = {_place(item): item.manifest.digest for item in judged if not item.previously}
    unneeded = [place for place in staged if place not in final and place not in wanted]
    outcome = Outcome(judged)
    if check:
        outcome.deleted = unneeded if delete_staged else []
        return outcome
    # Those of what is staged from now on are not ours to delete.
    companions = _companions(registry, unneeded) if delete_staged and not registry.is_docker_hub else []
    _write(registry, [item for item in judged if item.written], jobs)
    if delete_staged:
        _delete(registry, tags, {place: staged[place] for place in unneeded}, outcome, jobs)
        _delete_companions(registry, companions, outcome.deleted, jobs)
    return outcome


def _place(item: Promoted) -> tuple[str, str]:
    return item.promotion.repository, item.promotion.staged_tag


def _refuse_conflicts(registry: Registry, promotions: Sequence[Promotion]) -> None:
    sources: dict[tuple[str, str], str] = {}
    for repository, staged_tag, tag, _ in promotions:
        other = sources.setdefault((repository, tag), staged_tag)
        if other != staged_tag:
            detail = f"both {other} and {staged_tag} are to become {tag}"
            raise RegistryError(registry.host, "promote", repository=repository, detail=detail)


def _find(registry: Registry, promotion: Promotion) -> _Found:
    repository, staged_tag, tag, _ = promotion
    staged = registry.find_manifest(repository, staged_tag, WRITE)
    try:
        final = registry.find_manifest(repository, tag, WRITE)
    except RegistryError as error:
        # What stands there only advises, unless there is nothing to promote.
        if staged is None or not _advises(error):
            raise
        return _Found(promotion, staged, None, error)
    return _Found(promotion, staged, final)


def _advises(error: RegistryError) -> bool:
    """Whether what could not be read will not be read later either: it is no image, is broken, or not to be seen."""
    return error.malformed or error.status in REFUSED or error.status == 401


def _origins(
    registry: Registry, found: Sequence[_Found], jobs: int, strict: bool
) -> dict[tuple[str, str], Origin]:
    """Where the images come from that have to be told apart, by repository and digest.

    ``strict`` says that nothing is promoted without knowing it of what is staged; else only what is replaced matters.
    """
    # Whether nothing goes without: an image that is about to be replaced may be broken.
    wanted: dict[tuple[str, Manifest], bool] = {}
    for one in found:
        same = one.staged and one.final and one.staged.digest == one.final.digest
        replaced = None if same else one.final
        for manifest in (one.staged if strict or replaced else None, replaced):
            if manifest:
                place = one.promotion.repository, manifest
                needed = manifest is one.staged or one.staged is None
                wanted[place] = wanted.get(place, False) or (strict and needed)

    def read(place: tuple[str, Manifest]) -> Origin:
        try:
            return origin_of(registry, *place)
        except RegistryError as error:
            if wanted[place] or not _advises(error):
                raise
            return Origin()

    origins = each(read, wanted, jobs, to_the_end=True)
    return {(repository, image.digest): origin for (repository, image), origin in zip(wanted, origins)}


def _judge(
    registry: Registry,
    found: _Found,
    change: Change | None,
    origins: dict[tuple[str, str], Origin],
    allow_older: bool,
) -> Promoted:
    promotion, staged, final = found.promotion, found.staged, found.final

    def origin(manifest: Manifest) -> Origin:
        return origins.get((promotion.repository, manifest.digest), Origin())

    if staged is None:
        if final and promotion.digest and final.is_called(promotion.digest):
            return Promoted(promotion, final, previously=True, written=False)
        if final and change and origin(final).is_of(change):
            return Promoted(promotion, final, previously=True, written=False)
        if final and change and change.url in origin(final).ahead:
            return Promoted(promotion, final, True, False, newer=why_older(Origin(), origin(final), change))
        raise _missing(registry, promotion, change, origin(final) if final and change else None)
    if change and origin(staged).is_of_another(change):
        raise _foreign(registry, promotion, change, origin(staged))
    if promotion.digest and not staged.is_called(promotion.digest):
        raise _different(registry, promotion, staged)
    if final and final.digest == staged.digest:
        return Promoted(promotion, staged, written=False)
    newer = why_older(origin(staged), origin(final), change) if final and change and not allow_older else ""
    lost = why_perhaps_lost(origin(staged), origin(final)) if final and not change else ""
    remarks = [f"what it was is {lost}: check that nothing is missing in it"] if lost else []
    if found.unseen:
        remarks.append(f"what it was could not be read, so nobody knows whether it was newer: {found.unseen}")
    return Promoted(
        promotion, staged, False, not newer, newer, before=final.digest if final else "", remarks=remarks
    )


def _missing(
    registry: Registry, promotion: Promotion, change: Change | None, final: Origin | None
) -> RegistryError:
    repository, staged_tag, tag, _ = promotion
    known = f" (it is of change {final.name})" if final and final.numbers else ""
    other = f", and {tag} is not of change {change.number}{known}" if change else ""
    return RegistryError(
        registry.host,
        f"promote {staged_tag} to {tag}",
        repository=repository,
        detail=f"there is no such staged tag{other}",
        advice="Check that the upload of this change succeeded, and that nothing removed the tag since.",
    )


def _foreign(registry: Registry, promotion: Promotion, change: Change, staged: Origin) -> RegistryError:
    repository, staged_tag, tag, _ = promotion
    own = f"change {change.number}" + (f" ({change.url})" if change.url else "")
    return RegistryError(
        registry.host,
        f"promote {staged_tag} to {tag}",
        repository=repository,
        detail=f"its image is labelled as of change {staged.name}, and this is {own}",
        advice="Check what else pushes to this repository; an image that has the label from its base image needs its "
        "own (org.zuul-ci.change). Nothing was promoted.",
    )


def _different(registry: Registry, promotion: Promotion, staged: Manifest) -> RegistryError:
    repository, staged_tag, tag, digest = promotion
    return RegistryError(
        registry.host,
        f"promote {staged_tag} to {tag}",
        repository=repository,
        detail=f"it stands for {staged.digest} instead of {digest}, which this buildset has built",
        advice="Another upload has replaced it since, perhaps of the same pipeline: let its promotion do, or run both "
        "again. Nothing was promoted.",
    )


def _write(registry: Registry, pending: Sequence[Promoted], jobs: int) -> None:
    written: list[str] = []

    def write(item: Promoted) -> None:
        repository, tag, manifest = item.promotion.repository, item.promotion.tag, item.manifest
        registry.put_manifest(repository, tag, manifest)
        written.append(f"{repository}:{tag}")

    def confirm(item: Promoted) -> None:
        repository, tag, manifest = item.promotion.repository, item.promotion.tag, item.manifest
        standing = registry.confirm_tag(repository, tag, manifest, item.before)
        if standing.digest != manifest.digest:
            item.remarks.append(
                f"{manifest.digest} was written, and something else has written {standing.digest} a moment later"
            )

    try:
        each(write, pending, jobs, to_the_end=False)
        each(confirm, pending, jobs, to_the_end=True)
    except RegistryErrors as error:
        done = ", ".join(sorted(written)) or "nothing"
        error.closing = f"Promoted so far: {done}. All staged tags are kept: once the cause is gone, promote again to complete it."
        raise


def _delete(
    registry: Registry, tags: Tags, staged: Mapping[tuple[str, str], str], outcome: Outcome, jobs: int
) -> None:
    """Delete staged tags by place, as far as each still stands for the digest that was promoted."""

    def why_kept(place: tuple[str, str]) -> str:
        # A look may be out of date where it says what is wanted, which does no harm, but not the other way round.
        if registry.look(*place, WRITE) == staged[place]:
            return ""
        try:
            standing = registry.find_manifest(*place, WRITE)
        except RegistryError as error:
            return str(error) if not _advises(error) else ""
        if standing is None or standing.digest == staged[place]:
            return ""
        return f"it stands for {standing.digest} by now, instead of {staged[place]}: something has staged it anew"

    reasons = dict(zip(staged, each(why_kept, staged, jobs, to_the_end=True)))
    outcome.kept += [(*place, reason) for place, reason in reasons.items() if reason]
    unneeded = [place for place, reason in reasons.items() if not reason]
    for place, reason in zip(unneeded, delete_all(tags, unneeded, jobs)):
        if reason:
            outcome.kept.append((*place, reason))
        else:
            outcome.deleted.append(place)


def _companions(
    registry: Registry, places: Sequence[tuple[str, str]]
) -> list[tuple[tuple[str, str], Companion]]:
    """What tells when these tags were staged, each with the place of its tag; a clean-up finds what is missing here."""
    found = []
    for repository in dict.fromkeys(repository for repository, _ in places):
        with contextlib.suppress(RegistryError):
            listed = companions_of(registry.tags(repository))
            own = [place for place in places if place[0] == repository]
            found += [(place, one) for one in listed for place in own if one.is_of(place[1])]
    return found


def _delete_companions(
    registry: Registry,
    companions: Sequence[tuple[tuple[str, str], Companion]],
    deleted: Sequence[tuple[str, str]],
    jobs: int,
) -> None:
    """Take away what only told when these tags were staged; a clean-up finds what stays here.

    This registry has deleted tags a moment ago, and a companion shares its digest with no other tag.
    """

    def delete(place: tuple[str, str]) -> None:
        with contextlib.suppress(RegistryError):
            manifest = registry.find_manifest(*place, WRITE)
            if manifest and annotations_of(manifest):
                registry.delete_tag(*place)

    places = [(place[0], one.name) for place, one in companions if place in deleted]
    each(delete, dict.fromkeys(places), jobs, to_the_end=True)
