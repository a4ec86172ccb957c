"""docker: its command lines, and what it says of an image that it has pushed."""

from __future__ import annotations

import json
import re
from typing import Protocol, Sequence

from ansible.module_utils.image_gate.text.names import HUB, canonical_registry

NAME = "docker"
# The key of Docker Hub in docker's configuration; every other registry is known by host and port.
_HUB_KEY = "https://index.docker.io/v1/"
_PUSHED = re.compile(r"digest: (sha256:[0-9a-f]{64}) size: \d+")


class Build(Protocol):
    """What a build takes of an image; paths are relative to its context."""

    path: str
    dockerfile: str
    target: str
    build_args: Sequence[str]
    siblings: Sequence[str]
    reference_base: str


def build_argv(image: Build, labels: Sequence[str], local_tags: Sequence[str]) -> list[str]:
    """Every option of an image on the command line."""
    # Without --force-rm the container of a step that failed stays on the node; BuildKit, which has none, takes it as well.
    argv = [NAME, "build", "--force-rm", image.path, "-f", image.dockerfile]
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


def login_key(registry: str) -> str:
    """What the account of a registry is filed under in ``config.json``."""
    return _HUB_KEY if canonical_registry(registry) == HUB else registry


def pushed_digest(output: str) -> str:
    """The digest that the output of a push tells; empty if it tells none."""
    found = _PUSHED.search(output)
    return found.group(1) if found else ""


def stored_digest(inspected: bytes) -> str:
    """The digest under which a local image is kept, from ``image inspect --format '{{json .}}'``; empty if it is not told.

    docker tells it since version 28 with the containerd store, where an image has the digest that a push sends.
    """
    try:
        return str(json.loads(inspected).get("Descriptor")["digest"])
    except (ValueError, AttributeError, TypeError, KeyError):
        return ""
