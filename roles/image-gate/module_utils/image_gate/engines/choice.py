"""The engines by their names."""

from __future__ import annotations

from typing import Protocol, Sequence

from ansible.module_utils.image_gate.engines import docker, podman
from ansible.module_utils.image_gate.engines.build import Build


class Engine(Protocol):
    """What the module of an engine offers."""

    NAME: str
    #: Names of the file that a build looks for where none is given.
    FILES: Sequence[str]
    #: Whether a push needs an image to have the remote name.
    TAGS_FOR_PUSH: bool
    #: The variable of the environment that names a file with accounts; empty where it names docker's folder.
    LOGIN_FILE: str
    #: A format of ``image inspect`` with the digest of an image that was pulled; empty where the pull itself tells.
    PULLED_FORMAT: str
    #: Whether an image is lost that loses its last name.
    LOSES_IMAGES: bool

    def build_argv(self, image: Build, labels: Sequence[str], local_tags: Sequence[str]) -> list[str]:
        """Every option of an image on the command line."""

    def tag_argv(self, image: Build, local_tags: Sequence[str]) -> list[str]:
        """A command that has to follow the build; empty if none has to."""

    def push_arguments(self, local: str, remote: str, told: str, is_index: bool) -> list[str]:
        """The arguments of a push of an image, or of one with several platforms, which may write the digest into the file ``told``."""

    def login_key(self, registry: str) -> str:
        """What the account of a registry is filed under in the engine's configuration."""

    def pushed_digest(self, output: str, told: str) -> str:
        """The digest that the output of a push, or the content of its file, tells; empty if neither does."""

    def stored_digest(self, inspected: bytes) -> str:
        """The digest under which a local image is kept; empty if it is not told."""


ENGINES: dict[str, Engine] = {engine.NAME: engine for engine in (docker, podman)}
