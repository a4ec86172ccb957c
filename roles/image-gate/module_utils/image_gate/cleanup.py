"""Find staged tags that nobody promoted, and delete those that are old."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Collection, Mapping, NamedTuple, Sequence

from ansible.module_utils.image_gate.errors import RegistryError
from ansible.module_utils.image_gate.parallel import each
from ansible.module_utils.image_gate.registry import Registry
from ansible.module_utils.image_gate.tags import Tag, Tags, created, try_to_delete

_CHANGE = re.compile(r"change_\d+_.")


class Staged(NamedTuple):
    """A staged tag; ``age`` in seconds, None if nothing tells; ``reason`` why it stays, empty if it goes.

    ``failed`` says that it stays because the registry refused something. Without a tag it stands for all of a
    repository that cannot be looked through.
    """

    repository: str
    tag: str
    age: int | None
    reason: str = ""
    failed: bool = False


@dataclass
class Outcome:
    """The staged tags that were found, by what became of them (with ``check``: would become)."""

    deleted: list[Staged] = field(default_factory=list)
    kept: list[Staged] = field(default_factory=list)


def clean_up(
    registry: Registry,
    tags: Tags,
    repositories: Sequence[str],
    keep: Mapping[str, Collection[str]],
    staged: Mapping[str, Collection[str]],
    max_age: int,
    now: datetime,
    check: bool = False,
    jobs: int = 8,
) -> Outcome:
    """Delete the staged tags of these repositories that are older than ``max_age`` seconds.

    By repository, ``keep`` has the final tags, whatever their form, and ``staged`` the names that count as
    staged besides those of changes. A repository that does not exist has none. What cannot be listed or
    deleted is kept and named. Raises ``TagsLost``.
    """

    def find(repository: str) -> list[Tag] | Staged:
        try:
            listed = tags.tags(repository)
        except RegistryError as error:
            return [] if error.status == 404 else Staged(repository, "", None, str(error), failed=True)
        ours, final = staged.get(repository, ()), keep.get(repository, ())
        return [tag for tag in listed if is_staged(tag.name, final, ours)]

    def judge(item: tuple[str, Tag]) -> Staged:
        return _judge(registry, item[0], item[1], max_age, now)

    def delete(item: Staged) -> Staged:
        reason = item.reason or ("" if check else try_to_delete(tags, item.repository, item.tag))
        return item._replace(reason=reason, failed=item.failed or reason != item.reason)

    listed = list(zip(repositories, each(find, repositories, jobs, to_the_end=True)))
    found = [(repository, tag) for repository, group in listed if isinstance(group, list) for tag in group]
    judged = each(judge, found, jobs, to_the_end=True)
    done = [group for _, group in listed if isinstance(group, Staged)]
    done += each(delete, judged, jobs, to_the_end=True)
    return Outcome([item for item in done if not item.reason], [item for item in done if item.reason])


def is_staged(tag: str, keep: Collection[str], staged: Collection[str]) -> bool:
    """Whether a tag has the form that uploads of untested changes get, or is one of ``staged``."""
    return tag not in keep and (tag in staged or bool(_CHANGE.match(tag)))


def _judge(registry: Registry, repository: str, tag: Tag, max_age: int, now: datetime) -> Staged:
    try:
        moment = tag.pushed or created(registry, repository, tag.name)
    except RegistryError as error:
        return Staged(repository, tag.name, None, f"its age is unknown: {error}", failed=True)
    if moment is None:
        return Staged(
            repository, tag.name, None, "its age is unknown: neither the registry nor the image tells it"
        )
    age = int((now - moment).total_seconds())
    return Staged(
        repository, tag.name, age, "" if age > max_age else f"it is not older than {max_age} seconds"
    )
