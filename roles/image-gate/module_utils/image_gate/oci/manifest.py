"""Manifests and descriptors: what an image consists of; their bytes are never changed.

OCI image-spec 1.1 ("Image Manifest", "Image Index", "Content Descriptors"), Docker manifest v2 schema 2.
"""

from __future__ import annotations

import hashlib
import re
import threading
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from ansible.module_utils.image_gate.text.json_text import read_json
from ansible.module_utils.image_gate.text.names import show

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_ARTIFACT = "application/vnd.oci.artifact.manifest.v1+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json"
OCI_CONFIG = "application/vnd.oci.image.config.v1+json"

INDEXES = (OCI_INDEX, DOCKER_LIST)
MANIFESTS = (OCI_MANIFEST, DOCKER_MANIFEST, OCI_ARTIFACT)
# Configurations of images that run; those of artifacts say neither when they were made nor by whom.
CONFIGS = (OCI_CONFIG, DOCKER_CONFIG)
ACCEPT = ", ".join(INDEXES + MANIFESTS)

# Layers that may not be redistributed: their bytes come from their urls, registries do not hold them.
FOREIGN = (
    "application/vnd.docker.image.rootfs.foreign.diff.tar",
    "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
    "application/vnd.oci.image.layer.nondistributable.v1.tar",
    "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
    "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
)

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}")


def is_digest(text: str) -> bool:
    """Whether ``text`` is a digest with an algorithm that the image-spec registers ("Digests")."""
    return _DIGEST.fullmatch(text) is not None


def hasher(digest: str) -> Any:
    """A hash object of the algorithm that ``digest`` names."""
    return hashlib.new(digest.partition(":")[0])


def digest_of(body: bytes, like: str = "sha256:") -> str:
    """The digest of ``body``, by the algorithm of the digest ``like``."""
    algorithm = like.partition(":")[0]
    return f"{algorithm}:{hashlib.new(algorithm, body).hexdigest()}"


class Descriptor(NamedTuple):
    """A reference to content (image-spec, "Content Descriptors"); ``size`` in bytes."""

    media_type: str
    digest: str
    size: int
    foreign: bool = False


class _Parts(NamedTuple):
    config: Descriptor | None
    children: tuple[Descriptor, ...]
    blobs: tuple[Descriptor, ...]


# What is parsed takes many times the memory of its bytes: one manifest at a time, and only its descriptors are kept.
_PARSING = threading.Lock()


@dataclass(frozen=True)
class Manifest:
    """The bytes of a manifest or index as a registry gave them, with their media type and digest."""

    body: bytes
    media_type: str
    digest: str

    @property
    def content(self) -> dict[str, Any]:
        """The parsed manifest, parsed each time."""
        return read_json(self.body)

    @property
    def is_index(self) -> bool:
        """Whether this lists other manifests instead of layers."""
        return self.media_type in INDEXES

    @property
    def config(self) -> Descriptor | None:
        """The configuration; an index and an artifact manifest have none."""
        return self._parts.config

    @property
    def children(self) -> tuple[Descriptor, ...]:
        """The manifests that an index lists. ``subject`` is a hint for referrers, not a part of the image."""
        return self._parts.children

    @property
    def blobs(self) -> tuple[Descriptor, ...]:
        """Configuration and layers that a registry has to hold, each once.

        An index may list blobs too, as BuildKit's cache does; foreign layers are left out.
        """
        return self._parts.blobs

    def is_called(self, digest: str) -> bool:
        """Whether ``digest``, of whatever algorithm, is one of these bytes."""
        return digest_of(self.body, digest) == digest

    def check(self) -> None:
        """Read all descriptors; raises what a malformed one raises."""
        self._parts  # noqa: B018

    @cached_property
    def _parts(self) -> _Parts:
        with _PARSING:
            content = self.content
            listed = [_descriptor(each) for each in content.get("manifests") or []] if self.is_index else []
            config = _descriptor(content["config"]) if content.get("config") else None
            layers = [_descriptor(each) for each in content.get("layers") or content.get("blobs") or []]
        children = tuple(each for each in listed if each.media_type in INDEXES + MANIFESTS)
        others = [each for each in listed if each.media_type not in INDEXES + MANIFESTS]
        own = [*([config] if config else []), *layers, *others]
        return _Parts(
            config, children, tuple({each.digest: each for each in own if not each.foreign}.values())
        )


def parse(body: bytes, content_type: str, digest: str = "") -> Manifest:
    """Read a manifest that came with this Content-Type; ``digest`` is the one it was asked by, if any.

    Raises ``ValueError`` if the bytes are another digest's, or no manifest that can be copied.
    """
    actual = digest_of(body, digest or "sha256:")
    if digest and actual != digest:
        raise ValueError(f"its bytes are {actual} instead of {digest}")
    with _PARSING:
        try:
            content = read_json(body)
        except ValueError:
            raise ValueError("it is not JSON") from None
        if not isinstance(content, dict):
            raise ValueError("it is not a JSON object")
        media_type = _media_type(content, content_type.partition(";")[0].strip())
        del content
    if media_type not in INDEXES + MANIFESTS:
        raise ValueError(
            f"its media type is {show(media_type)}, which is neither an OCI nor a Docker v2 manifest"
        )
    manifest = Manifest(body, media_type, actual)
    try:
        manifest.check()
    except (KeyError, TypeError, AttributeError):
        raise ValueError("a descriptor in it lacks mediaType, digest or size") from None
    return manifest


def _media_type(content: dict[str, Any], content_type: str) -> str:
    # A PUT must carry the media type that the manifest itself names (distribution-spec, "Pushing Manifests").
    if content.get("mediaType"):
        return str(content["mediaType"])
    if content_type in INDEXES + MANIFESTS:
        return content_type
    if content.get("schemaVersion") == 2 and "manifests" in content:
        return OCI_INDEX
    if content.get("schemaVersion") == 2 and "config" in content:
        config = content["config"]
        named = config.get("mediaType") if isinstance(config, dict) else None
        return DOCKER_MANIFEST if named == DOCKER_CONFIG else OCI_MANIFEST
    return content_type


def _descriptor(entry: dict[str, Any]) -> Descriptor:
    digest, size = entry["digest"], entry["size"]
    if not isinstance(digest, str) or not is_digest(digest):
        raise ValueError(f"{show(digest)} in it is not a digest")
    if not isinstance(size, int) or not 0 <= size < 2**63:
        raise ValueError(f"{show(size)} in it is not a size")
    # An entry of an index without a media type (not allowed, but seen) is a manifest.
    media_type = str(entry.get("mediaType") or OCI_MANIFEST)
    return Descriptor(media_type, digest, size, media_type in FOREIGN and bool(entry.get("urls")))
