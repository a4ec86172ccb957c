"""Whether dockerd reaches the registry under its name, asked of dockerd itself."""

from __future__ import annotations

import http.client
import json
import os
import socket
import time

from ansible.module_utils.image_gate.node import docker_daemon

SOCKET = "/var/run/docker.sock"
#: Go programs look at /etc/hosts again five seconds after they did last (Go's net package, ``cacheMaxAge``).
PATIENCE = 8.0
_PAUSE = 0.2
_REQUEST_TIMEOUT = 5.0


class _Daemon(http.client.HTTPConnection):
    """HTTP over dockerd's socket."""

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(_REQUEST_TIMEOUT)
        self.sock.connect(SOCKET)


def wait_until_reached(name: str, username: str, password: str) -> str:
    """Wait until dockerd can log in to the registry ``name`` (``host:port``); why it cannot, or an empty text.

    For some seconds a dockerd that has looked at /etc/hosts before knows neither a new name nor a new address of one.
    Nothing is asked where no dockerd runs, or where it listens elsewhere. The answer never holds the password.
    """
    if docker_daemon.daemon_pid() is None or not os.path.exists(SOCKET):
        return ""
    end = time.monotonic() + PATIENCE
    while True:
        problem = _log_in(name, username, password)
        # The registry's own answer is final; with another certificate it would not have been asked.
        if not problem or "unauthorized" in problem or time.monotonic() > end:
            return problem.replace(password, "***")
        time.sleep(_PAUSE)


def _log_in(name: str, username: str, password: str) -> str:
    """One attempt (Docker Engine API, "Check auth configuration"); dockerd keeps nothing of it."""
    account = {"username": username, "password": password, "serveraddress": name}
    daemon = _Daemon("localhost")
    try:
        daemon.request("POST", "/auth", json.dumps(account), {"Content-Type": "application/json"})
        answer = daemon.getresponse()
        text = answer.read(65536).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as error:
        return f"dockerd does not answer at {SOCKET}: {error}"
    finally:
        daemon.close()
    if answer.status == http.client.OK:
        return ""
    try:
        return str(json.loads(text)["message"])
    except (ValueError, KeyError, TypeError):
        return f"HTTP {answer.status} {text[:200]}"
