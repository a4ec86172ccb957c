"""Copies of images of others into registries of one's own, from a list that users write."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Mapping, NamedTuple

from ansible.module_utils.image_gate.input.accounts import NO_ACCOUNTS, check_accounts
from ansible.module_utils.image_gate.input.field_table import IMAGES
from ansible.module_utils.image_gate.input.fields import WRONG, mappings_in, not_a_list, read_mapping
from ansible.module_utils.image_gate.input.findings import Findings
from ansible.module_utils.image_gate.input.listed_image import FAMILIES, named_image
from ansible.module_utils.image_gate.input.review import check_review
from ansible.module_utils.image_gate.plan.pulls import one_copy
from ansible.module_utils.image_gate.text.names import (
    canonical_registry,
    canonical_repository,
    show,
    split_registry,
)

VARIABLE = "mirror_container_images_images"
DESTINATION = "mirror-destination"
#: The accounts are those of the container family.
_FAMILY = replace(FAMILIES["container"], images=VARIABLE)


class Place(NamedTuple):
    """A tag of a repository in a registry, all in full."""

    registry: str
    repository: str
    tag: str


class Mirror(NamedTuple):
    """One copy of the list."""

    index: int
    source: Place
    destination: Place


def plan_mirrors(
    raw: Any, accounts: Mapping[str, Any] | None, zuul: dict[str, Any], before_review: bool
) -> tuple[dict[str, Any], Findings]:
    """The copies, and the registries that are read without an account; with errors they are of no use."""
    found = Findings()
    if not before_review:
        check_review(zuul, found)
    mirrors = _read(raw, found)
    _check_destinations(mirrors, found)
    written = [named_image(*mirror.destination, mirror.index) for mirror in mirrors]
    known = check_accounts(
        NO_ACCOUNTS if accounts is None else accounts,
        written,
        zuul.get("project") or {},
        _FAMILY,
        found,
        "{images}[{index}].dest_repository",
    )
    sources = dict.fromkeys(mirror.source.registry for mirror in mirrors)
    plan = {
        "copies": [one_copy(mirror.source, mirror.destination) for mirror in mirrors],
        "anonymous": [{"host": registry} for registry in sources if registry not in known],
    }
    return plan, found


def _read(raw: Any, found: Findings) -> list[Mirror]:
    if not isinstance(raw, list):
        found.error(VARIABLE, not_a_list(raw), WRONG)
        return []
    mirrors = []
    for index, item in mappings_in(raw, VARIABLE, found):
        where = f"{VARIABLE}[{index}]"
        before = len(found.errors)
        values = read_mapping(item, IMAGES[VARIABLE], where, found)
        if len(found.errors) == before:
            source = _place(values["src_repository"], "", values["src_tag"] or "latest")
            destination = _place(
                values["dest_repository"], values["dest_registry"], values["dest_tag"] or source.tag
            )
            mirrors.append(Mirror(index, source, destination))
            _check_registry(values, where, found)
    return mirrors


def _place(written: str, registry: str, tag: str) -> Place:
    own, repository = split_registry(written)
    full = canonical_registry(own or registry)
    return Place(full, canonical_repository(full, repository), tag)


def _check_registry(values: dict[str, Any], where: str, found: Findings) -> None:
    named, written = values["dest_registry"], values["dest_repository"]
    own, repository = split_registry(written)
    if own and named and canonical_registry(own) != canonical_registry(named):
        found.error(
            f"{where}.dest_repository",
            f"{show(written)} names the registry '{own}', but dest_registry is {show(named)}; set 'dest_repository: {named}/{repository}'",
            DESTINATION,
        )


def _check_destinations(mirrors: list[Mirror], found: Findings) -> None:
    first: dict[Place, Mirror] = {}
    for mirror in mirrors:
        where = f"{VARIABLE}[{mirror.index}]"
        earlier = first.setdefault(mirror.destination, mirror)
        name = show("{}/{}:{}".format(*mirror.destination))
        if earlier is not mirror:
            found.error(
                where,
                f"{name} is already written by {VARIABLE}[{earlier.index}]; change one of them",
                DESTINATION,
            )
        if mirror.source == mirror.destination:
            found.error(where, f"{name} is its own source; change one of the two", DESTINATION)
