"""Base images that this change is tested with: taken from the buildset registry before a build looks for them.

A build takes what the node has under a name, whatever the registry holds; the BuildKit of docker 20.10 does not
hear of mirrors while dockerd runs; and docker knows mirrors of Docker Hub only. So what the buildset registry has of
the images that a Dockerfile names gets that name on the node, for every registry.
"""

from __future__ import annotations

import os
from typing import Any

from ansible.module_utils.image_gate.build.dockerfile import base_words
from ansible.module_utils.image_gate.input.contexts import files_of
from ansible.module_utils.image_gate.node import buildset_pull
from ansible.module_utils.image_gate.node.buildset_pull import Place
from ansible.module_utils.image_gate.text.names import (
    buildset_path,
    registry_problem,
    repository_problem,
    split_registry,
    tag_problem,
)


def wanted(images: list[dict[str, Any]]) -> dict[Place, list[str]]:
    """The base images of a list under the names that Dockerfiles have for them.

    Without those that an image before in the list provides, and those of builds for certain platforms.
    """
    found: dict[Place, list[str]] = {}
    made: set[Place] = set()
    for image in images:
        for name in names_in(image) if not image.get("arch") else ():
            place = place_of(name)
            if place and place not in made and name not in found.setdefault(place, []):
                found[place].append(name)
        made.update(places_made(image))
    return found


def names_in(image: dict[str, Any]) -> dict[str, list[str]]:
    """What the Dockerfile of an image names, with the words that stand for it there."""
    return base_words(dockerfile_of(image), _build_args(image))


def places_made(image: dict[str, Any]) -> list[Place]:
    """Where an image of the list would be."""
    return list(filter(None, (place_of(f"{image['reference_base']}:{tag}") for tag in image["local_tags"])))


def take(bases: dict[Place, list[str]], registry: str, engine: str) -> list[dict[str, str]]:
    """Give each base image that the registry has its names on the node; returns them with their digests."""
    digests = buildset_pull.take(bases, registry, "base image", engine=engine)
    return [
        {"name": name, "digest": digests[place]}
        for place, names in bases.items()
        if place in digests
        for name in names
    ]


def keep_replaced(images: list[dict[str, Any]], engine: str) -> None:
    """Keep what the node has under the names that builds are going to take."""
    for image in images:
        for tag in image["local_tags"]:
            buildset_pull.keep(f"{image['reference_base']}:{tag}", engine=engine)


def place_of(name: str) -> Place | None:
    """Where an image of this name would be; None for a digest, and for what is no name."""
    if "@" in name:
        return None
    registry, rest = split_registry(name)
    repository, colon, tag = rest.partition(":")
    if (
        (registry and registry_problem(registry))
        or repository_problem(repository)
        or (colon and tag_problem(tag))
    ):
        return None
    return Place(buildset_path(registry, repository), tag if colon else "latest")


def dockerfile_of(image: dict[str, Any]) -> str:
    """The text of an image's Dockerfile; empty where it cannot be read here."""
    for name in files_of(image):
        try:
            path = os.path.join(os.path.expanduser(image["workdir"]), name)
            with open(path, encoding="utf-8", errors="replace") as stream:
                return stream.read()
        except OSError:
            continue
    return ""  # the context is a remote one


def _build_args(image: dict[str, Any]) -> dict[str, str]:
    pairs = (text.partition("=") for text in image["build_args"])
    return {name: value for name, equals, value in pairs if equals}
