"""The engines by their names."""

from __future__ import annotations

from typing import Protocol, Sequence

from ansible.module_utils.image_gate.engines import docker
from ansible.module_utils.image_gate.engines.docker import Build


class Engine(Protocol):
    """What the module of an engine offers."""

    NAME: str

    def build_argv(self, image: Build, labels: Sequence[str], local_tags: Sequence[str]) -> list[str]:
        """Every option of an image on the command line."""

    def login_key(self, registry: str) -> str:
        """What the account of a registry is filed under in the engine's configuration."""

    def pushed_digest(self, output: str) -> str:
        """The digest that the output of a push tells; empty if it tells none."""

    def stored_digest(self, inspected: bytes) -> str:
        """The digest under which a local image is kept; empty if it is not told."""


ENGINES: dict[str, Engine] = {engine.NAME: engine for engine in (docker,)}
