"""podman: its command lines, and what it says of an image that it has pushed."""

from __future__ import annotations

import re
from typing import Sequence

from ansible.module_utils.image_gate.engines.build import Build, build_options, names_of
from ansible.module_utils.image_gate.text.names import (
    HUB,
    canonical_registry,
    canonical_repository,
    split_registry,
)

NAME = "podman"
#: What a build looks for where no Dockerfile is named, the first one first (podman-build(1)).
FILES = ("Containerfile", "Dockerfile")
#: A push names what it sends and where to, so no tag is made for it.
TAGS_FOR_PUSH = False
#: The file with accounts that counts instead of all others (containers-auth.json(5)).
LOGIN_FILE = "REGISTRY_AUTH_FILE"
#: What tells the digest of an image that was pulled; the output of the pull does not.
PULLED_FORMAT = "{{.Digest}}"
#: An image that loses its name stays, and can be found by its ID.
LOSES_IMAGES = False
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def build_argv(image: Build, labels: Sequence[str], local_tags: Sequence[str]) -> list[str]:
    """Every option of an image on the command line."""
    names = names_of(image, local_tags)
    # A job has no session of systemd, which podman otherwise asks for the groups of containers.
    argv = [NAME, "build", "--cgroup-manager", "cgroupfs", "--force-rm"]
    if not image.is_index:
        return [*argv, *build_options(image, labels, names)]
    # A tag would be that of one platform, whichever is built last.
    listed = ["--manifest", names[0]] if names else []
    return [*argv, *build_options(image, labels, ()), *listed]


def tag_argv(image: Build, local_tags: Sequence[str]) -> list[str]:
    """What gives an image of several platforms the other names than its first one; empty where there is nothing to do."""
    names = names_of(image, local_tags)
    return [NAME, "tag", *names] if image.is_index and len(names) > 1 else []


def push_arguments(local: str, remote: str, told: str, is_index: bool) -> list[str]:
    """The arguments of a push that writes the digest into the file ``told``."""
    # podman takes a name without a registry for one of its own machine.
    registry, rest = split_registry(remote)
    full = remote if registry else f"{HUB}/{canonical_repository(HUB, rest)}"
    verb = ["manifest", "push", "--all"] if is_index else ["push"]
    return [*verb, "--digestfile", told, local, full]


def login_key(registry: str) -> str:
    """What the account of a registry is filed under in ``auth.json``."""
    return canonical_registry(registry)


def pushed_digest(_output: str, told: str) -> str:
    """The digest that a push has written into its file; empty if it has written none."""
    return told.strip() if _DIGEST.fullmatch(told.strip()) else ""


def stored_digest(_inspected: bytes) -> str:
    """Nothing: the layers are stored as they were built, and a push compresses them."""
    return ""
