"""Which repository of a registry holds a blob, by the images that are known to be there."""

from __future__ import annotations

from typing import Dict, Iterable, Tuple

from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.image import Place, read_images
from ansible.module_utils.image_gate.oci.manifest import Descriptor
from ansible.module_utils.image_gate.oci.parallel import each
from ansible.module_utils.image_gate.oci.registry import Registry

#: The repository that holds a blob, by registry and digest.
Holders = Dict[Tuple[Registry, str], str]


def find_holders(places: Iterable[Place], jobs: int) -> Holders:
    """The blobs of the images at these places; what is not there, or cannot be read, only saves nothing."""

    def blobs(place: Place) -> tuple[Descriptor, ...]:
        try:
            return read_images([place], [place], 1)[place].blobs
        except RegistryError:
            return ()

    wanted = list(dict.fromkeys(places))
    found = zip(wanted, each(blobs, wanted, jobs, to_the_end=True))
    return {(place.registry, blob.digest): place.repository for place, held in found for blob in held}
