"""Builds for certain platforms: what has to be there for them, and where their base images come from.

An image of the node has one platform, so what the buildset registry has of their base images cannot get its name there: the build is
told to take it from the registry, by digest.
"""

from __future__ import annotations

from typing import Any

from ansible.module_utils.image_gate.build.bases import names_in, place_of, places_made
from ansible.module_utils.image_gate.input.listed_image import Family
from ansible.module_utils.image_gate.node.engine import EngineError, run_engine
from ansible.module_utils.image_gate.node.node_error import NodeError
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.registry import Registry

#: What docker says of a store that can hold images of several platforms.
CONTAINERD = "io.containerd.snapshotter"
#: Older versions list no images at all where one has several platforms, and take another one than was named away.
PODMAN_SINCE = 5


def require(images: list[dict[str, Any]], engine: str, family: Family) -> None:
    """Raises NodeError where an image is to have several platforms, and the engine of this node cannot keep it."""
    several = [image for image in images if len(image.get("arch") or ()) > 1]
    if not several:
        return
    reason = _docker_lacks(family) if engine == "docker" else _podman_lacks()
    if reason:
        raise NodeError(f"{family.images}[{several[0]['index']}].arch: {reason}")


def _docker_lacks(family: Family) -> str:
    if CONTAINERD in run_engine("docker", "info", "--format", "{{json .DriverStatus}}"):
        return ""
    another = f"podman ({family.command})" if family.command else "podman (container_images)"
    return (
        "docker on this node keeps images of one platform only, as it does not use the containerd image store; "
        f"turn that store on (see docker's documentation), or build with {another}"
    )


def _podman_lacks() -> str:
    version = run_engine("podman", "version", "--format", "{{.Client.Version}}").strip()
    major = version.partition(".")[0]
    if not major.isdigit() or int(major) >= PODMAN_SINCE:
        return ""
    return (
        f"podman {version} on this node cannot manage images of several platforms; choose a node with podman {PODMAN_SINCE} or newer, "
        "or with docker and its containerd image store (container_command)"
    )


def _require_buildx(base: str) -> None:
    try:
        run_engine("docker", "buildx", "version", logins=True)
    except EngineError:
        raise NodeError(
            f"{base} is an image of this buildset, which docker on this node cannot take for another platform without its plugin buildx. "
            "Install it (docker-buildx of the distribution, or docker-buildx-plugin of Docker)."
        ) from None


def forget(images: list[dict[str, Any]], engine: str) -> None:
    """Take the names that podman's lists of platforms are going to have from what has them: a build adds to a list."""
    for image in images if engine == "podman" else ():
        for tag in image["local_tags"] if len(image.get("arch") or ()) > 1 else ():
            name = f"{image['reference_base']}:{tag}"
            for words in (("manifest", "rm", name), ("untag", name, name)):
                try:
                    run_engine(engine, *words)
                    break
                except EngineError:
                    continue


def options(
    images: list[dict[str, Any]], registry: str, engine: str
) -> tuple[list[list[str]], list[dict[str, str]]]:
    """For each image what the build is told of its base images, and which of them are the registry's, with their digests."""
    client = Registry(registry) if registry else None
    told: list[list[str]] = []
    taken: dict[str, str] = {}
    made: set[Any] = set()
    for image in images:
        told.append([])
        for name, words in names_in(image).items() if client and image.get("arch") else ():
            place = place_of(name)
            if not place or place in made:
                continue
            try:
                found = client.find_manifest(place.path, place.tag)
            except RegistryError as error:
                raise NodeError(
                    f"{name}: the buildset registry does not tell whether it has this base image: {error}"
                ) from error
            if found:
                source = f"docker-image://{registry}/{place.path}@{found.digest}"
                # podman looks for what stands in the file, docker for what that means.
                for word in dict.fromkeys(words if engine == "podman" else [name]):
                    told[-1] += ["--build-context", f"{word}={source}"]
                taken[name] = found.digest
        made.update(places_made(image))
    if taken and engine == "docker":
        _require_buildx(next(iter(taken)))
    return told, [{"name": name, "digest": digest} for name, digest in taken.items()]
