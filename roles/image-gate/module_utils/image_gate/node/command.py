"""Commands of a node: argument lists without a shell, time limits in seconds, messages in English."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import Callable

SEARCH_PATH = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")


def find_command(name: str) -> str | None:
    """Path of a command, also where PATH lacks the administrator's folders, as in a shell without login."""
    return shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", ""), *SEARCH_PATH)))


def run_command(
    *arguments: str,
    timeout: float = 60,
    join_streams: bool = False,
    environment: dict[str, str] | None = None,
    before: Callable[[], None] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a command without input and wait for it; raises subprocess.TimeoutExpired.

    ``join_streams`` puts standard error into the output, in the order in which both were written. ``before``
    runs in the new process ahead of the command.
    """
    return subprocess.run(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if join_streams else subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        timeout=timeout,
        preexec_fn=before,
        env={**os.environ, "LC_ALL": "C", **(environment or {})},
    )


def last_lines(text: str, count: int = 2) -> str:
    """The end of what a command said, in one line."""
    return " ".join(line.strip() for line in text.strip().splitlines()[-count:]) or "no reason given"
