# Generated from generator/library/roles/image-gate/module_utils/image_gate/cleanup.py - do not edit.
# To change it, edit that file and run: npm run generate
"""Find staged tags that nobody promoted, and delete those that are old."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Sequence

from ansible.module_utils.image_gate.errors import RegistryError
from ansible.module_utils.image_gate.parallel import each
from ansible.module_utils.image_gate.registry import Registry
from ansible.module_utils.image_gate.tags import Tag, Tags, created

_CHANGE = re.compile(r"change_\d+_.")


class Staged(NamedTuple):
    """A staged tag; ``age`` in seconds, None if nothing tells; ``reason`` why it stays, empty if it goes."""

    repository: str
    tag: str
    age: int | None
    reason: str = ""


@dataclass
class Outcome:
    """The staged tags that were found, by what became of them (with ``check``: would become)."""

    deleted: list[Staged] = field(default_factory=list)
    kept: list[Staged] = field(default_factory=list)


def clean_up(
    registry: Registry,
    tags: Tags,
    repositories: Sequence[str],
    prefixes: Sequence[str],
    max_age: int,
    now: datetime,
    check: bool = False,
    jobs: int = 8,
) -> Outcome:
    """Delete the staged tags of these repositories that are older than ``max_age`` seconds.

    A tag is staged if it begins with ``change_<number>_`` or with one of ``prefixes``. A repository that does
    not exist has none. Raises ``RegistryError``; a tag that cannot be deleted is kept and named.
    """
    for number, prefix in enumerate(prefixes):
        if not re.fullmatch(r"\w[\w.-]*_", prefix):
            detail = f"prefixes[{number}] is {prefix!r}; it would match tags that are not staged"
            advice = "Give the name of a pipeline and an underscore, such as periodic_."
            raise RegistryError(registry.host, "clean up", detail=detail, advice=advice)

    def find(repository: str) -> list[tuple[str, Tag]]:
        return [(repository, tag) for tag in _listed(tags, repository) if is_staged(tag.name, prefixes)]

    def judge(item: tuple[str, Tag]) -> Staged:
        return _judge(registry, item[0], item[1], max_age, now)

    def delete(item: Staged) -> Staged:
        return item if item.reason or check else _delete(tags, item)

    found = [item for group in each(find, repositories, jobs, to_the_end=True) for item in group]
    judged = each(judge, found, jobs, to_the_end=True)
    done = each(delete, judged, jobs, to_the_end=True)
    return Outcome([item for item in done if not item.reason], [item for item in done if item.reason])


def is_staged(tag: str, prefixes: Sequence[str]) -> bool:
    """Whether a tag has the form that uploads of untested changes and of pipelines get."""
    return bool(_CHANGE.match(tag)) or any(
        len(tag) > len(prefix) and tag.startswith(prefix) for prefix in prefixes
    )


def _listed(tags: Tags, repository: str) -> list[Tag]:
    try:
        return tags.tags(repository)
    except RegistryError as error:
        if error.status == 404:
            return []
        raise


def _judge(registry: Registry, repository: str, tag: Tag, max_age: int, now: datetime) -> Staged:
    try:
        moment = tag.pushed or created(registry, repository, tag.name)
    except RegistryError as error:
        return Staged(repository, tag.name, None, f"its age is unknown: {error}")
    if moment is None:
        return Staged(
            repository, tag.name, None, "its age is unknown: neither the registry nor the image tells it"
        )
    age = int((now - moment).total_seconds())
    return Staged(
        repository, tag.name, age, "" if age > max_age else f"it is not older than {max_age} seconds"
    )


def _delete(tags: Tags, item: Staged) -> Staged:
    try:
        tags.delete(item.repository, item.tag)
    except RegistryError as error:
        return item._replace(reason=str(error))
    return item
