"""A job's image list, read and checked once, so that every later task works on the same values."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.image_gate.input.fields import WRONG, mappings_in, not_a_list
from ansible.module_utils.image_gate.input.findings import Findings
from ansible.module_utils.image_gate.input.image_fields import ImageKeys
from ansible.module_utils.image_gate.input.listed_image import Family, ListedImage
from ansible.module_utils.image_gate.text.formats import problem_of
from ansible.module_utils.image_gate.text.names import show


def read_images(
    raw: Any, family: Family, registry: str, dockerfile: str, found: Findings, builds: bool = True
) -> list[ListedImage]:
    """The images of the list ``raw`` that have no errors; problems go to ``found``."""
    items = _items(raw, family, found)
    registry = registry if _good_registry(registry, family, found) else ""
    images = []
    for index, item in mappings_in(items, family.images, found):
        where = f"{family.images}[{index}]"
        before = len(found.errors)
        image = ImageKeys(item, where, family, found).read(index, registry, dockerfile, builds)
        if len(found.errors) == before:
            images.append(image)
    _check_duplicates(images, family, found)
    return images


def _items(raw: Any, family: Family, found: Findings) -> list[Any]:
    if raw is None or isinstance(raw, list):
        return raw or []
    template = "; if a template made it, check that its variables are defined and that it yields a list"
    found.error(family.images, not_a_list(raw) + (template if isinstance(raw, str) else ""), WRONG)
    return []


def _good_registry(registry: str, family: Family, found: Findings) -> bool:
    return not family.registry or found.check(
        family.registry, registry, problem_of("host-port", registry), WRONG
    )


def _check_duplicates(images: list[ListedImage], family: Family, found: Findings) -> None:
    first: dict[tuple[str, str, str], str] = {}
    for image in images:
        for number, tag in enumerate(image.tags):
            place = f"{family.images}[{image.index}].tags[{number}]"
            earlier = first.setdefault((image.registry, image.target_repository, tag), place)
            if earlier != place:
                name = show(f"{image.reference_base}:{tag}")
                found.error(
                    place,
                    f"{name} is already made by {earlier}; change the tag or the repository",
                    "duplicate-image",
                )
