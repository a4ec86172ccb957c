"""A container engine's command line; errors carry the engine's own words."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from typing import Callable, Iterator

from ansible.module_utils.image_gate.node.command import find_command, run_command
from ansible.module_utils.image_gate.node.node_error import NodeError


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
    logins: bool = False,
) -> str:
    """Run one command of the engine and return its standard output; raises EngineError.

    ``environment`` and ``before`` are those of ``run_command``. With ``logins`` a command of docker sees those
    of whoever runs it; without, it neither reads nor leaves anything in ``~/.docker``.
    """
    command = find_command(engine)
    if command is None:
        raise EngineError(engine, "the command is not installed")
    shown = " ".join((engine, *arguments[:2]))
    with _folder_of_its_own(engine == "docker" and not logins) as private:
        try:
            done = run_command(
                command,
                *arguments,
                timeout=timeout,
                environment={**private, **(environment or {})},
                before=before,
            )
        except subprocess.TimeoutExpired as error:
            raise EngineError(shown, f"no answer within {timeout:g} s") from error
    if done.returncode != 0:
        raise EngineError(shown, done.stderr.strip())
    return done.stdout


@contextlib.contextmanager
def _folder_of_its_own(wanted: bool) -> Iterator[dict[str, str]]:
    if not wanted:
        yield {}
        return
    with tempfile.TemporaryDirectory(prefix="image-gate-") as folder:
        yield {"DOCKER_CONFIG": folder}


def server_version(engine: str) -> str:
    """Version of the engine that answers; raises EngineError when none does."""
    return run_engine(engine, "version", "--format", "{{.Server.Version}}").strip()


def is_podman(command: str) -> bool:
    """Whether a command called docker is podman, as the packages podman-docker make it: a link or a script."""
    try:
        return "podman" in run_command(command, "--version").stdout.lower()
    except (OSError, subprocess.SubprocessError):
        return False


def require_engine(engine: str, what: str) -> None:
    """Raises NodeError where docker is wanted, for ``what``, and only podman is there, be it under docker's name."""
    command = find_command(engine)
    if command is None:
        there = "; podman is, but cannot take its place yet" if find_command("podman") else ""
        raise NodeError(
            f"{engine} is not installed on this node{there}. "
            f"{what} needs {engine}: run the role ensure-{engine} first."
        )
    if is_podman(command):
        raise NodeError(
            f"{command} is podman under docker's name. {what} needs docker itself: remove that command "
            "(in most distributions the package podman-docker), and run the role ensure-docker."
        )
