"""What a promotion finds, and what it may do then: whose image it is, and which of two is newer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Sequence, Tuple

from ansible.module_utils.image_gate.oci.client import WRITE
from ansible.module_utils.image_gate.oci.errors import RegistryError
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
from ansible.module_utils.image_gate.publish.promotion import Promoted, Promotion
from ansible.module_utils.image_gate.tags.staging import annotations_of


@dataclass
class Found:
    """What there is for one promotion before anything is written; ``unseen`` if the registry does not show the final tag."""

    promotion: Promotion
    staged: Manifest | None
    final: Manifest | None
    unseen: RegistryError | None = None


def look_up(promotion: Promotion) -> Found:
    """Read the staged and the final tag of a promotion."""
    registry, repository, staged_tag, tag, _ = promotion
    staged = registry.find_manifest(repository, staged_tag, WRITE)
    # What takes the place of a staged tag until it can be deleted (GitHub) is no image.
    staged = None if staged and annotations_of(staged) else staged
    try:
        final = registry.find_manifest(repository, tag, WRITE)
    except RegistryError as error:
        # What stands there only advises, unless there is nothing to promote.
        if staged is None or not advises(error):
            raise
        return Found(promotion, staged, None, error)
    return Found(promotion, staged, final)


def advises(error: RegistryError) -> bool:
    """Whether what could not be read will not be read later either: it is no image, is broken, or not to be seen."""
    return error.malformed or error.status in REFUSED or error.status == 401


Origins = Dict[Tuple[Registry, str, str], Origin]


def origins_of(found: Sequence[Found], jobs: int, strict: bool) -> Origins:
    """Where the images come from that have to be told apart, by registry, repository and digest.

    ``strict`` says that nothing is promoted without knowing it of what is staged; else only what is replaced matters.
    """
    # Whether nothing goes without: an image that is about to be replaced may be broken.
    wanted: dict[tuple[Registry, str, Manifest], bool] = {}
    for one in found:
        same = one.staged and one.final and one.staged.digest == one.final.digest
        replaced = None if same else one.final
        for manifest in (one.staged if strict or replaced else None, replaced):
            if manifest:
                place = one.promotion.registry, one.promotion.repository, manifest
                needed = manifest is one.staged or one.staged is None
                wanted[place] = wanted.get(place, False) or (strict and needed)

    def read(place: tuple[Registry, str, Manifest]) -> Origin:
        try:
            return origin_of(*place)
        except RegistryError as error:
            if wanted[place] or not advises(error):
                raise
            return Origin()

    origins = each(read, wanted, jobs, to_the_end=True)
    return {
        (registry, repository, image.digest): origin
        for (registry, repository, image), origin in zip(wanted, origins)
    }


def judge(found: Found, change: Change | None, origins: Origins, allow_older: bool) -> Promoted:
    """What becomes of a promotion; raises ``RegistryError`` if it must not be."""
    promotion, staged, final = found.promotion, found.staged, found.final

    def origin(manifest: Manifest) -> Origin:
        return origins.get((promotion.registry, promotion.repository, manifest.digest), Origin())

    if staged is None:
        if final and promotion.digest and final.is_called(promotion.digest):
            return Promoted(promotion, final, previously=True, written=False)
        if final and change and origin(final).is_of(change):
            return Promoted(promotion, final, previously=True, written=False)
        if final and change and change.url in origin(final).ahead:
            return Promoted(promotion, final, True, False, newer=why_older(Origin(), origin(final), change))
        raise _missing(promotion, change, origin(final) if final and change else None)
    if change and origin(staged).is_of_another(change):
        raise _foreign(promotion, change, origin(staged))
    if promotion.digest and not staged.is_called(promotion.digest):
        raise _different(promotion, staged)
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


def _missing(promotion: Promotion, change: Change | None, final: Origin | None) -> RegistryError:
    registry, repository, staged_tag, tag, _ = promotion
    known = f" (it is of change {final.name})" if final and final.numbers else ""
    other = f", and {tag} is not of change {change.number}{known}" if change else ""
    return RegistryError(
        registry.host,
        f"promote {staged_tag} to {tag}",
        repository=repository,
        detail=f"there is no such staged tag{other}",
        advice="Check that the upload of this change succeeded, and that nothing removed the tag since.",
    )


def _foreign(promotion: Promotion, change: Change, staged: Origin) -> RegistryError:
    registry, repository, staged_tag, tag, _ = promotion
    own = f"change {change.number}" + (f" ({change.url})" if change.url else "")
    return RegistryError(
        registry.host,
        f"promote {staged_tag} to {tag}",
        repository=repository,
        detail=f"its image is labelled as of change {staged.name}, and this is {own}",
        advice="Check what else pushes to this repository; an image that has the label from its base image needs its "
        "own (org.zuul-ci.change). Nothing was promoted.",
    )


def _different(promotion: Promotion, staged: Manifest) -> RegistryError:
    registry, repository, staged_tag, tag, digest = promotion
    return RegistryError(
        registry.host,
        f"promote {staged_tag} to {tag}",
        repository=repository,
        detail=f"it stands for {staged.digest} instead of {digest}, which this buildset has built",
        advice="Another upload has replaced it since, perhaps of the same pipeline: let its promotion do, or run both "
        "again. Nothing was promoted.",
    )
