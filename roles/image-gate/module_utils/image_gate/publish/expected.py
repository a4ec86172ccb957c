"""Tags that must stand for the digest that somebody recorded, compared before anything is copied."""

from __future__ import annotations

from typing import NamedTuple, Sequence

from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.image import Place
from ansible.module_utils.image_gate.oci.manifest import Manifest, digest_of
from ansible.module_utils.image_gate.oci.parallel import each
from ansible.module_utils.image_gate.oci.registry import Registry
from ansible.module_utils.image_gate.publish.ownership import different


class Expected(NamedTuple):
    """A tag, and the digest that was recorded for it."""

    registry: Registry
    repository: str
    tag: str
    digest: str


def compare(expected: Sequence[Expected], jobs: int) -> dict[Place, Manifest]:
    """Compare all of them; raises ``RegistryErrors`` with both digests of each that differs.

    Returns the manifests, by their digests: what was read by its tag need not be read by its digest as well.
    """
    found = each(_compare, expected, jobs, to_the_end=True)
    return {Place(one.registry, one.repository, one.digest): read for one, read in zip(expected, found)}


def _compare(one: Expected) -> Manifest:
    # By GET: a HEAD is answered wrongly by some registries, and its digest is only told, not computed.
    found = one.registry.find_manifest(one.repository, one.tag)
    if found is None:
        raise RegistryError(
            one.registry.host,
            f"use tag {one.tag}",
            repository=one.repository,
            detail=f"there is no such tag any more; {one.digest} was recorded for it",
        )
    actual = digest_of(found.body, one.digest)
    if actual != one.digest:
        raise different(one.registry, one.repository, one.tag, actual, one.digest)
    return found
