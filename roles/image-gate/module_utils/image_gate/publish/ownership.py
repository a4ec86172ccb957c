"""Who put a tag into a buildset registry: a build of the buildset itself, or a pull of what a change ahead has built.

Registries of every make have to do, so tags of the same repository tell it, beside each tag that they are about:
``ahead-<hash>`` stands for an image that was pulled under that tag; a tag without one for its digest was pushed by the
buildset. ``built-<hash>`` stands for the image that a build of the buildset has pushed last. A pull marks before it
writes, and looks for a build's mark afterwards; a build marks after it has pushed, and looks at the tag afterwards:
however the two meet, one of them sees the other, and the image of the build stays.
"""

from __future__ import annotations

import hashlib

from ansible.module_utils.image_gate.oci.client import WRITE
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.manifest import Manifest
from ansible.module_utils.image_gate.oci.registry import Registry

#: Where the image of a copy comes from, and what that means for the tags which it is to get.
AHEAD, BUILDSET, BUILT = "ahead", "buildset", "built"
ORIGINS = ("", AHEAD, BUILDSET, BUILT)
PULLED_MARK, BUILT_MARK = "ahead-", "built-"
#: More than one, as pulls that began before may each write once.
TRIES = 5
ADVICE = (
    "Something in this buildset pushed another image under this name: let one job alone build it, "
    "and give images that are made for tests names of their own."
)


def pulled_mark(tag: str, digest: str) -> str:
    """The tag that stands for an image of a change ahead which was pulled as ``tag``.

    The digest is in its name: what a pull that was cut short, or another one at the same time, has marked stays true.
    """
    return PULLED_MARK + _hash(f"{tag}@{digest}")


def built_mark(tag: str) -> str:
    """The tag that stands for what a build of the buildset has pushed as ``tag``."""
    return BUILT_MARK + _hash(tag)


def own_image(registry: Registry, repository: str, tag: str) -> Manifest | None:
    """The image that the buildset has pushed as ``tag``; None if there is none, or one of a change ahead."""
    standing = registry.find_manifest(repository, tag, WRITE)
    if standing is None:
        return None
    if registry.find_manifest(repository, pulled_mark(tag, standing.digest), WRITE) is None:
        return standing
    # A build may have made the very image that was pulled before.
    return registry.find_manifest(repository, built_mark(tag), WRITE)


def put_pulled(registry: Registry, repository: str, tag: str, manifest: Manifest) -> Manifest:
    """Write the image of another change, unless the buildset has one of its own; which of them has the tag now."""
    registry.put_manifest(repository, pulled_mark(tag, manifest.digest), manifest)
    own = own_image(registry, repository, tag)
    if own:
        return own
    standing = _put(registry, repository, tag, manifest, gives_way=True)
    built = registry.find_manifest(repository, built_mark(tag), WRITE)
    if built is None or built.digest == manifest.digest:
        return standing
    return _put(registry, repository, tag, built)


def put_built(registry: Registry, repository: str, tag: str, manifest: Manifest) -> None:
    """Mark what a build has pushed as ``tag`` a moment ago, and write the tag again if a pull has come in between."""
    registry.put_manifest(repository, built_mark(tag), manifest)
    if _digest(registry, repository, tag) != manifest.digest:
        _put(registry, repository, tag, manifest)


def different(
    registry: Registry, repository: str, tag: str, actual: str, wanted: str, advice: str = ADVICE
) -> RegistryError:
    """The error about a tag that stands for another digest than the one that is wanted."""
    detail = f"it stands for {actual} instead of {wanted}"
    return RegistryError(registry.host, f"use tag {tag}", repository=repository, detail=detail, advice=advice)


def _put(
    registry: Registry, repository: str, tag: str, manifest: Manifest, gives_way: bool = False
) -> Manifest:
    for _ in range(TRIES):
        registry.put_manifest(repository, tag, manifest)
        actual = _digest(registry, repository, tag)
        if actual == manifest.digest:
            return manifest
        # A pull that has looked before may still write once; a build may have come.
        own = own_image(registry, repository, tag) if gives_way else None
        if own:
            return own
    # zuul-registry keeps a tag for each media type, and goes on to give an older one.
    advice = "This registry does not replace a tag by an image of another media type: use another registry."
    raise different(registry, repository, tag, actual, manifest.digest, advice)


def _digest(registry: Registry, repository: str, tag: str) -> str:
    standing = registry.find_manifest(repository, tag, WRITE)
    return standing.digest if standing else "nothing"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:40]
