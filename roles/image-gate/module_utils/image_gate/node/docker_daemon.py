"""dockerd's settings: editing daemon.json, and telling a running daemon without a restart."""

from __future__ import annotations

import json
import os
import signal
import time
from typing import Callable

from ansible.module_utils.image_gate.node import json_document, node_file
from ansible.module_utils.image_gate.node.engine import EngineError, run_engine
from ansible.module_utils.image_gate.node.node_error import NodeError

DAEMON_JSON = "/etc/docker/daemon.json"
PID_FILE = "/var/run/docker.pid"
MIRRORS = "registry-mirrors"


def with_settings(text: str, settings: dict[str, object], path: str = DAEMON_JSON) -> str:
    """daemon.json with some settings replaced, the others kept. Raises NodeError if it is not JSON."""
    return json_document.dump({**json_document.load(text, path), **settings}, text)


def merged(current: object, wanted: object) -> object:
    """A setting with another value; a list keeps its entries in front, since others rely on them too."""
    if not isinstance(current, list) or not isinstance(wanted, list):
        return wanted
    known = [_bare(entry) for entry in current]
    return [*current, *(entry for entry in wanted if _bare(entry) not in known)]


def _bare(entry: object) -> object:
    return entry.rstrip("/") if isinstance(entry, str) else entry


def with_first_mirror(text: str, url: str, ours: Callable[[str], bool], path: str = DAEMON_JSON) -> str:
    """daemon.json with a mirror before the ones that the site has; stale ones of ours go."""
    others = [mirror for mirror in _mirrors(text, path) if not ours(mirror)]
    return with_settings(text, {MIRRORS: [url, *others]}, path)


def without_mirrors(text: str, ours: Callable[[str], bool], path: str = DAEMON_JSON) -> str:
    """daemon.json without our mirrors; empty text if nothing else was in it."""
    mirrors = _mirrors(text, path)
    others = [mirror for mirror in mirrors if not ours(mirror)]
    if others == mirrors:
        return text
    settings = json_document.load(text, path)
    settings[MIRRORS] = others
    if not others:
        del settings[MIRRORS]
    return json_document.dump(settings, text) if settings else ""


def _mirrors(text: str, path: str) -> list[str]:
    mirrors = json_document.load(text, path).get(MIRRORS) or []
    if not isinstance(mirrors, list) or not all(isinstance(mirror, str) for mirror in mirrors):
        raise NodeError(f'{path}: "{MIRRORS}" must be a list of URLs. Repair it.')
    return mirrors


def daemon_arguments(pid_file: str = PID_FILE) -> list[str] | None:
    """Command line of the dockerd that runs; None when none does."""
    pid = daemon_pid(pid_file)
    if pid is None:
        return None
    with open(f"/proc/{pid}/cmdline", "rb") as stream:
        return [word.decode("utf-8", "replace") for word in stream.read().split(b"\0")[:-1]]


def daemon_pid(pid_file: str = PID_FILE) -> int | None:
    """Process id of the dockerd that runs; a number left behind by one that does not is not believed."""
    try:
        with open(pid_file, encoding="ascii") as stream:
            pid = int(stream.read())
        with open(f"/proc/{pid}/comm", encoding="utf-8") as stream:
            return pid if stream.read().strip() == "dockerd" else None
    except (OSError, ValueError):
        return None


def option(arguments: list[str], name: str) -> str | None:
    """Value of a long option on dockerd's command line."""
    for index, word in enumerate(arguments):
        if word == f"--{name}" and index + 1 < len(arguments):
            return arguments[index + 1]
        if word.startswith(f"--{name}="):
            return word.partition("=")[2]
    return None


def settings_path(arguments: list[str] | None) -> str:
    """The settings file that the daemon reads."""
    return option(arguments or [], "config-file") or DAEMON_JSON


def require_mirrors_from_file(arguments: list[str] | None) -> None:
    """Raises NodeError for a daemon with mirrors on its command line: it would refuse others in its file."""
    value = option(arguments or [], "registry-mirror")
    if value is not None:
        raise NodeError(
            f"dockerd runs with --registry-mirror {value}, and so refuses mirrors in {DAEMON_JSON}. "
            f'Move the mirror to "{MIRRORS}" in that file.'
        )


def replace_settings(path: str, text: str | None, url: str, present: bool, timeout: float = 15) -> None:
    """Give the settings file a new text (None: no file), and let a running dockerd take its mirrors.

    The daemon is told by SIGHUP. Returns when it has the mirror ``url``, or has it no more; ``timeout`` is in
    seconds. Raises NodeError when it keeps what it had. Where none runs, only the file changes.
    """
    pid = daemon_pid()
    if pid is None and has_mirror(url) is (not present):
        raise NodeError(
            f"a docker daemon answers, but {PID_FILE} does not tell which, so it cannot be reloaded."
        )
    if pid is not None:
        # A reload keeps the mirrors that dockerd has unless the file has a list of them, be it an empty one.
        explicit = with_settings(text or "", {MIRRORS: _mirrors(text or "", path)}, path)
        _write(path, explicit)
        os.kill(pid, signal.SIGHUP)
        end = time.monotonic() + timeout
        while has_mirror(url) != present:
            if time.monotonic() > end:
                raise NodeError(
                    f"dockerd did not take {path} within {timeout:g} s; "
                    "see its log (journalctl -u docker) for the reason."
                )
            time.sleep(0.1)
    if text is not None:
        _write(path, text)
    elif os.path.exists(path):
        os.remove(path)


def _write(path: str, text: str) -> None:
    if not node_file.has_text(path, text):
        node_file.make_folders(os.path.dirname(path))
        node_file.write_text(path, text)


def has_mirror(url: str) -> bool | None:
    """Whether the running daemon uses a mirror; None when no daemon answers."""
    try:
        found = json.loads(run_engine("docker", "info", "--format", "{{json .RegistryConfig.Mirrors}}"))
    except (EngineError, ValueError):
        return None
    return url.rstrip("/") in [mirror.rstrip("/") for mirror in found or []]
