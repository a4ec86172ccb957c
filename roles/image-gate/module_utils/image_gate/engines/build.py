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


def build_options(image: Build, labels: Sequence[str], local_tags: Sequence[str]) -> list[str]:
    """The path and every option of an image on the command line."""
    argv = [image.path, *(["-f", image.dockerfile] if image.dockerfile else [])]
    if image.target:
        argv += ["--target", image.target]
    for value in image.build_args:
        argv += ["--build-arg", value]
    if image.siblings:
        argv += ["--build-arg", f"ZUUL_SIBLINGS={' '.join(image.siblings)}"]
    for tag in local_tags:
        argv += ["--tag", f"{image.reference_base}:{tag}"]
    for label in labels:
        argv += ["--label", label]
    return argv
