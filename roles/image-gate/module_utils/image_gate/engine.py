"""A container engine's command line; errors carry the engine's own words."""

from __future__ import annotations

import subprocess
from typing import Callable

from ansible.module_utils.image_gate.command import find_command, run_command
from ansible.module_utils.image_gate.node_error import NodeError


class EngineError(NodeError):
    """An engine's command that failed; ``stderr`` is what it said."""

    def __init__(self, command: str, stderr: str) -> None:
        super().__init__(f"{command}: {stderr or 'failed without a message'}")
        self.stderr = stderr


def run_engine(
    engine: str,
    *arguments: str,
    timeout: float = 60,
    environment: dict[str, str] | None = None,
    before: Callable[[], None] | None = None,
) -> str:
    """Run one command of the engine and return its standard output; raises EngineError.

    ``environment`` and ``before`` are those of ``run_command``.
    """
    command = find_command(engine)
    if command is None:
        raise EngineError(engine, "the command is not installed")
    shown = " ".join((engine, *arguments[:2]))
    try:
        done = run_command(command, *arguments, timeout=timeout, environment=environment, before=before)
    except subprocess.TimeoutExpired as error:
        raise EngineError(shown, f"no answer within {timeout:g} s") from error
    if done.returncode != 0:
        raise EngineError(shown, done.stderr.strip())
    return done.stdout


def server_version(engine: str) -> str:
    """Version of the engine that answers; raises EngineError when none does."""
    return run_engine(engine, "version", "--format", "{{.Server.Version}}").strip()
