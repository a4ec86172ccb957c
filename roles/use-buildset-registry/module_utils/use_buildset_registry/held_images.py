"""What a buildset registry holds that docker on a node would not find there by itself."""

from __future__ import annotations

import json
import re
from typing import Any, Iterable, Mapping

from ansible.module_utils.image_gate.node.buildset_pull import Place, is_on_docker_hub, names_of
from ansible.module_utils.image_gate.node.engine import EngineError, run_engine
from ansible.module_utils.image_gate.node.node_error import NodeError
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.manifest import Manifest
from ansible.module_utils.image_gate.oci.parallel import each
from ansible.module_utils.image_gate.oci.registry import Registry
from ansible.module_utils.image_gate.publish.ownership import BUILT_MARK, PULLED_MARK
from ansible.module_utils.image_gate.text.names import (
    buildset_path,
    canonical_registry,
    canonical_repository,
    repository_problem,
    split_registry,
    tag_problem,
)

MARK = re.compile(rf"(?:{PULLED_MARK}|{BUILT_MARK})[0-9a-f]{{40}}")
JOBS = 8
MOST = 200  # images that a node gets at a time
MEGABYTE = 1_000_000
CONTAINER_IMAGE = "container_image"


def places(registry: Registry, told: Iterable[Place]) -> tuple[list[Place], bool]:
    """All images of the registry, and whether it lists them; else those of which Zuul has told the job."""
    try:
        repositories = registry.repositories()
    except RegistryError as error:
        if error.status is None or error.status >= 500:
            raise
        repositories = None
    if repositories is None:
        return list(dict.fromkeys(told)), False
    tags = each(registry.tags, repositories, JOBS, to_the_end=True)
    return [
        Place(repository, tag)
        for repository, found in zip(repositories, tags)
        for tag in sorted(found)
        if not MARK.fullmatch(tag)
    ], True


def told_by_zuul(artifacts: Any, recorded: Any) -> list[Place]:
    """The images that artifacts and ``buildset_images`` name. Any job may return them; what is not well formed is left out."""
    names: list[tuple[str, str]] = []
    for item in artifacts if isinstance(artifacts, list) else []:
        about = item.get("metadata") if isinstance(item, dict) else None
        if isinstance(about, dict) and about.get("type") == CONTAINER_IMAGE:
            repository = str(about.get("repository"))
            if not repository_problem(split_registry(repository)[1]):
                names.append((buildset_path(*split_registry(repository)), str(about.get("tag"))))
    for record in recorded.values() if isinstance(recorded, Mapping) else []:
        names += [str(name).rpartition(":")[::2] for name in (record if isinstance(record, Mapping) else [])]
    return [Place(path, tag) for path, tag in names if not repository_problem(path) and not tag_problem(tag)]


def wanted(found: Iterable[Place], only: list[str]) -> dict[Place, list[str]]:
    """The names that docker needs to be given, by place: those of other registries, and those that the node has.

    ``only`` has names, with or without a tag, that alone count; none means all.
    """
    here = _local_names()
    chosen = {_canonical(name) for name in only}
    result: dict[Place, list[str]] = {}
    for place in found:
        names = [
            name
            for name in names_of(place)
            if (not is_on_docker_hub(name) or name in here)
            and (not chosen or {_canonical(name), _canonical(name.rpartition(":")[0])} & chosen)
        ]
        if names:
            result[place] = names
    return result


def _canonical(name: str) -> str:
    registry, rest = split_registry(name)
    return f"{canonical_registry(registry)}/{canonical_repository(registry, rest)}"


def _local_names() -> set[str]:
    try:
        listing = run_engine("docker", "image", "ls", "--format", "{{.Repository}}:{{.Tag}}")
    except EngineError as error:
        raise NodeError(f"docker does not tell which images this node has: {error}") from error
    return set(listing.split())


def missing(
    registry: Registry, names: Mapping[Place, list[str]]
) -> tuple[dict[Place, list[str]], dict[Place, Manifest]]:
    """Those of the names that do not stand for the registry's image yet, and the manifests of their images."""
    manifests = dict(
        zip(
            names,
            each(lambda place: registry.find_manifest(place.path, place.tag), names, JOBS, to_the_end=True),
        )
    )
    there = {place: manifest for place, manifest in manifests.items() if manifest}
    left = {
        place: [name for name in names[place] if manifest.digest not in _digests(name)]
        for place, manifest in there.items()
    }
    return {place: rest for place, rest in left.items() if rest}, there


def _digests(name: str) -> set[str]:
    try:
        told = run_engine("docker", "image", "inspect", "--format", "{{json .RepoDigests}}", name)
    except EngineError:
        return set()
    return {str(digest).rpartition("@")[2] for digest in json.loads(told) or []}


def megabytes(registry: Registry, manifests: Mapping[Place, Manifest]) -> int:
    """How much docker may have to load, each layer once, rounded up."""
    architecture = run_engine("docker", "version", "--format", "{{.Server.Arch}}").strip()
    sizes: dict[str, int] = {}

    def measure(item: tuple[Place, Manifest]) -> None:
        place, manifest = item
        parts = [manifest]
        if manifest.is_index:
            digests = [
                entry["digest"]
                for entry in manifest.content.get("manifests") or []
                if entry.get("platform", {}).get("architecture", architecture) == architecture
            ]
            parts = [part for digest in digests if (part := registry.find_manifest(place.path, digest))]
        sizes.update({blob.digest: blob.size for part in parts for blob in part.blobs})

    each(measure, manifests.items(), JOBS, to_the_end=True)
    return -(-sum(sizes.values()) // MEGABYTE)
