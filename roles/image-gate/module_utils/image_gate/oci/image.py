"""Whole images: a manifest or index with everything below it."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from typing import Any, Container, Iterable, Iterator, Mapping, NamedTuple

from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.manifest import CONFIGS, Descriptor, Manifest
from ansible.module_utils.image_gate.oci.parallel import each
from ansible.module_utils.image_gate.oci.registry import Registry

# Indexes within indexes, and manifests of one image, beyond any that people make.
DEEPEST = 8
MOST_MANIFESTS = 1000
# Bytes of all manifests, or of all configurations, that are in memory at a time.
MOST_BYTES = 32 * 1024 * 1024
# What a blob of a manifest counts beside the bytes that name it there: each is a transfer of its own.
BLOB_BYTES = 256


class Place(NamedTuple):
    """Where an image is read; ``reference`` is a tag or a digest."""

    registry: Registry
    repository: str
    reference: str


@dataclass(frozen=True)
class Image:
    """An image as it was read: its manifest, and those that it lists, each before those that list it."""

    top: Manifest
    children: tuple[Manifest, ...]

    @property
    def blobs(self) -> tuple[Descriptor, ...]:
        """All blobs of all manifests, each once."""
        return tuple(
            {blob.digest: blob for manifest in (self.top, *self.children) for blob in manifest.blobs}.values()
        )

    @property
    def size(self) -> int:
        """Bytes of all manifests and blobs."""
        bodies = sum(len(manifest.body) for manifest in (self.top, *self.children))
        return bodies + sum(blob.size for blob in self.blobs)


def read_images(
    places: Iterable[Place], whole: Container[Place], jobs: int, read_before: Mapping[Place, Manifest] = {}
) -> dict[Place, Image]:
    """Read the images at all places, each manifest once; those not in ``whole`` only at the top.

    Manifests that were ``read_before`` are not read again.
    Raises ``RegistryErrors`` that name everything that is missing, and ``RegistryError`` for an image without an end.
    """
    allowance = _Allowance()

    def read(place: Place) -> Manifest:
        allowance.take(place, 0)
        manifest = read_before.get(place) or place.registry.get_manifest(place.repository, place.reference)
        allowance.take(place, len(manifest.body) + BLOB_BYTES * len(manifest.blobs))
        return manifest

    wanted = list(dict.fromkeys(places))
    tops = dict(zip(wanted, each(read, wanted, jobs, to_the_end=True)))
    known = {place._replace(reference=top.digest): top for place, top in tops.items()}
    # A manifest that is met again further down moves to the end: it has to stand behind all that list it.
    below: dict[Place, dict[str, Manifest]] = {place: {} for place in wanted}
    level = [(place, top) for place, top in tops.items() if place in whole]
    depth = 0
    while level:
        depth += 1
        listed = dict.fromkeys(
            (place, place._replace(reference=child.digest))
            for place, manifest in level
            for child in manifest.children
        )
        # Of all lists of a level together: none of them alone may be too long.
        new = Counter(place for place, at in listed if at.reference not in below[place])
        for place in dict.fromkeys(place for place, _ in listed):
            if depth > DEEPEST or len(below[place]) + new[place] > MOST_MANIFESTS:
                raise _endless(place)
        missing = [at for at in dict.fromkeys(at for _, at in listed) if at not in known]
        known.update(zip(missing, each(read, missing, jobs, to_the_end=True)))
        level = [(place, known[at]) for place, at in listed]
        for place, manifest in level:
            below[place].pop(manifest.digest, None)
            below[place][manifest.digest] = manifest
    return {place: Image(top, tuple(reversed(list(below[place].values())))) for place, top in tops.items()}


class _Allowance:
    """What may be read of the images of one task; safe for several threads."""

    def __init__(self) -> None:
        self._left, self._lock = MOST_BYTES, threading.Lock()

    def take(self, place: Place, size: int) -> None:
        """Take ``size`` bytes for what is at a place; raises ``RegistryError``, the same for a whole repository, if it is too much."""
        with self._lock:
            self._left -= size
        if self._left < 0:
            detail = f"the manifests and configurations of all images together have more than {MOST_BYTES >> 20} MiB"
            raise RegistryError(
                place.registry.host, "read images", repository=place.repository, detail=detail, malformed=True
            )


def _endless(place: Place) -> RegistryError:
    detail = (
        f"more than {DEEPEST} indexes lie within each other, or it has more than {MOST_MANIFESTS} manifests"
    )
    return RegistryError(
        place.registry.host,
        f"read image {place.reference}",
        repository=place.repository,
        detail=detail,
        malformed=True,
    )


def configs(registry: Registry, repository: str, top: Manifest) -> Iterator[dict[str, Any]]:
    """The configuration of an image, of an index those of all its images that the registry has, each once.

    An index may list platforms whose images were never copied. Raises ``RegistryError`` for an image without an end.
    """
    place, allowance = Place(registry, repository, top.digest), _Allowance()

    def find(digest: str) -> Manifest | None:
        found = registry.find_manifest(repository, digest)
        allowance.take(place, len(found.body) if found else 0)
        return found

    seen, told, level = {top.digest}, set(), [top]
    for _ in range(DEEPEST + 1):
        for config in (manifest.config for manifest in level):
            if config and config.media_type in CONFIGS and config.digest not in told:
                told.add(config.digest)
                allowance.take(place, config.size)
                yield registry.get_json(repository, config)
        new = dict.fromkeys(
            child.digest for manifest in level for child in manifest.children if child.digest not in seen
        )
        seen.update(new)
        if len(seen) > MOST_MANIFESTS:
            break
        level = [found for digest in new if (found := find(digest))]
        if not level:
            return
    raise _endless(place)
