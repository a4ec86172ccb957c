"""Whether a buildset registry still holds what builds have pushed: compared at the end, by the marks that they left."""

from __future__ import annotations

from typing import NamedTuple

from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.parallel import each
from ansible.module_utils.image_gate.oci.registry import Registry
from ansible.module_utils.image_gate.publish.ownership import BUILT_MARK, built_mark, different


class Compared(NamedTuple):
    """The tags that were compared, as ``repository:tag``, and an error for each that stands for another image.

    ``gone`` are the digests of what was built under tags that are not there any more, as ``repository@digest``.
    """

    tags: list[str]
    differences: list[RegistryError]
    gone: list[str]


def compare_built(registry: Registry, jobs: int) -> Compared | None:
    """Compare all tags that a build has marked; None where the registry does not tell what it holds.

    Raises ``RegistryError`` if it cannot be read.
    """
    repositories = registry.repositories()
    if repositories is None:
        return None
    listed = each(registry.tags, repositories, jobs, to_the_end=True)
    marked = [
        (repository, tag)
        for repository, tags in zip(repositories, listed)
        for marks in [{tag for tag in tags if tag.startswith(BUILT_MARK)}]
        for tag in tags
        if built_mark(tag) in marks
    ]

    def difference(at: tuple[str, str]) -> RegistryError | None:
        repository, tag = at
        built = registry.get_manifest(repository, built_mark(tag)).digest
        actual = registry.get_manifest(repository, tag).digest
        return different(registry, repository, tag, actual, built) if actual != built else None

    found = each(difference, marked, jobs, to_the_end=True)
    named = {(repository, built_mark(tag)) for repository, tag in marked}
    left = [
        (repository, mark)
        for repository, tags in zip(repositories, listed)
        for mark in tags
        if mark.startswith(BUILT_MARK) and (repository, mark) not in named
    ]
    gone = each(lambda at: f"{at[0]}@{registry.get_manifest(*at).digest}", left, jobs, to_the_end=True)
    return Compared([":".join(at) for at in marked], [error for error in found if error], gone)
