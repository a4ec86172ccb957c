"""Take away the staged tags of images that were promoted, and what only told when they were staged."""

from __future__ import annotations

import contextlib
from typing import Iterable, Mapping, Sequence

from ansible.module_utils.image_gate.oci.client import WRITE
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.parallel import each
from ansible.module_utils.image_gate.oci.registry import Registry
from ansible.module_utils.image_gate.publish.judgement import advises
from ansible.module_utils.image_gate.publish.promotion import PromotedBatch, Tagged
from ansible.module_utils.image_gate.tags.api import Tags, delete_all
from ansible.module_utils.image_gate.tags.staging import Companion, annotations_of, companions_of


def delete_staged(
    tags: Mapping[Registry, Tags], staged: Mapping[Tagged, str], outcome: PromotedBatch, jobs: int
) -> None:
    """Delete staged tags, as far as each still stands for the digest that was promoted."""

    def why_kept(place: Tagged) -> str:
        # A look may be out of date where it says what is wanted, which does no harm, but not the other way round.
        if place.registry.look(place.repository, place.tag, WRITE) == staged[place]:
            return ""
        try:
            standing = place.registry.find_manifest(place.repository, place.tag, WRITE)
        except RegistryError as error:
            return str(error) if not advises(error) else ""
        if standing is None or standing.digest == staged[place]:
            return ""
        return f"it stands for {standing.digest} by now, instead of {staged[place]}: something has staged it anew"

    reasons = dict(zip(staged, each(why_kept, staged, jobs, to_the_end=True)))
    outcome.kept += [(place, reason) for place, reason in reasons.items() if reason]
    for registry in dict.fromkeys(place.registry for place in staged):
        unneeded = [place for place in staged if place.registry is registry and not reasons[place]]
        names = [(place.repository, place.tag) for place in unneeded]
        for place, reason in zip(unneeded, delete_all(tags[registry], names, jobs)):
            if reason:
                outcome.kept.append((place, reason))
            else:
                outcome.deleted.append(place)


def list_companions(places: Sequence[Tagged]) -> list[tuple[Tagged, Companion]]:
    """What tells when these tags were staged, each with its tag; a clean-up finds what is missing here.

    Docker Hub has none. Listed before anything is written: those of what is staged later are not ours to delete.
    """
    found = []
    for registry, repository in dict.fromkeys((place.registry, place.repository) for place in places):
        if registry.is_docker_hub:
            continue
        with contextlib.suppress(RegistryError):
            listed = companions_of(registry.tags(repository))
            own = [place for place in places if place[:2] == (registry, repository)]
            found += [(place, one) for one in listed for place in own if one.is_of(place.tag)]
    return found


def delete_companions(
    companions: Sequence[tuple[Tagged, Companion]], deleted: Iterable[Tagged], jobs: int
) -> None:
    """Delete the companions of tags that were deleted; a clean-up finds what stays here.

    These registries have deleted tags a moment ago, and a companion shares its digest with no other tag.
    """

    def delete(place: Tagged) -> None:
        registry, repository, name = place
        with contextlib.suppress(RegistryError):
            manifest = registry.find_manifest(repository, name, WRITE)
            if manifest and annotations_of(manifest):
                registry.delete_tag(repository, name)

    gone = set(deleted)
    places = [place._replace(tag=one.name) for place, one in companions if place in gone]
    each(delete, dict.fromkeys(places), jobs, to_the_end=True)
