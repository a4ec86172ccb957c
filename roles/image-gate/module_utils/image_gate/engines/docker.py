"""docker: its command lines, and what it says of an image that it has pushed."""

from __future__ import annotations

import json
import re
from typing import Sequence

from ansible.module_utils.image_gate.engines.build import Build, build_options, names_of
from ansible.module_utils.image_gate.text.names import HUB, canonical_registry

NAME = "docker"
#: What a build looks for where no Dockerfile is named.
FILES = ("Dockerfile",)
#: A push sends what has the remote name, so that has to be made first.
TAGS_FOR_PUSH = True
#: The folder of the client's configuration, with the file of accounts.
LOGIN_FILE = ""
#: The output of a pull tells the digest.
PULLED_FORMAT = ""
#: An image that loses its name is rubbish, and gone at once where BuildKit fills the containerd store.
LOSES_IMAGES = True
# The key of Docker Hub in docker's configuration; every other registry is known by host and port.
_HUB_KEY = "https://index.docker.io/v1/"
_PUSHED = re.compile(r"digest: (sha256:[0-9a-f]{64}) size: \d+")


def build_argv(image: Build, labels: Sequence[str], local_tags: Sequence[str]) -> list[str]:
    """Every option of an image on the command line."""
    # Without --force-rm the container of a step that failed stays on the node; BuildKit, which has none, takes it as well.
    return [NAME, "build", "--force-rm", *build_options(image, labels, names_of(image, local_tags))]


def tag_argv(_image: Build, _local_tags: Sequence[str]) -> list[str]:
    """Nothing: a build gives an image all of its names."""
    return []


def push_arguments(_local: str, remote: str, _told: str, _is_index: bool) -> list[str]:
    """The arguments of a push of an image that has its remote name already."""
    return ["push", remote]


def login_key(registry: str) -> str:
    """What the account of a registry is filed under in ``config.json``."""
    return _HUB_KEY if canonical_registry(registry) == HUB else registry


def pushed_digest(output: str, _told: str) -> str:
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
