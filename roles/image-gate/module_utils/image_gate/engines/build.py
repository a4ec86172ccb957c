"""What a build is told, as all engines take it."""

from __future__ import annotations

from typing import Protocol, Sequence


class Build(Protocol):
    """What a build takes of an image; paths are relative to its context. Without a Dockerfile the engine looks for its own."""

    path: str
    dockerfile: str
    target: str
    build_args: Sequence[str]
    siblings: Sequence[str]
    reference_base: str
    arch: Sequence[str]
    is_index: bool


def names_of(image: Build, local_tags: Sequence[str]) -> list[str]:
    """All names of the image on the node."""
    return [f"{image.reference_base}:{tag}" for tag in local_tags]


def build_options(image: Build, labels: Sequence[str], names: Sequence[str]) -> list[str]:
    """The path and every option of an image on the command line, ``names`` as its tags."""
    argv = [image.path, *(["-f", image.dockerfile] if image.dockerfile else [])]
    if image.target:
        argv += ["--target", image.target]
    for value in image.build_args:
        argv += ["--build-arg", value]
    if image.siblings:
        argv += ["--build-arg", f"ZUUL_SIBLINGS={' '.join(image.siblings)}"]
    if image.arch:
        argv += ["--platform", ",".join(image.arch)]
    for name in names:
        argv += ["--tag", name]
    for label in labels:
        argv += ["--label", label]
    return argv
