"""Pushing from a container engine: tags for the push, retries, and a login that leaves nothing behind."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import subprocess
import tempfile
import time
from typing import Iterator, Mapping, Sequence

from ansible.module_utils.image_gate.engines import docker
from ansible.module_utils.image_gate.engines.choice import ENGINES
from ansible.module_utils.image_gate.node.engine import find_command
from ansible.module_utils.image_gate.text.legible import legible

OUTPUT_LINES = 10
# Words of an engine that a further try does not change; the containerd store of docker has words of its own, and
# tells those of the registry without the code of the error.
PERMANENT = (
    "unauthorized",
    "denied",
    "no basic auth credentials",
    "authorization failed",
    "wrong user name or password",
    "writing takes the account of the registry",
    "403 forbidden",
    "does not exist locally",
    "tag does not exist",
    "no such image",
    "image not known",
    "authentication required",
    "invalid reference format",
    "x509:",
    "http response to https client",
)


class PushError(Exception):
    """A push that failed for good; the message ends with the engine's last lines."""


class Pusher:
    """Pushes with one engine; ``delay`` is in seconds. ``warnings`` is what went wrong without harm to a push."""

    def __init__(self, engine: str, environment: Mapping[str, str], retries: int, delay: float) -> None:
        command = find_command(engine)
        if command is None:
            raise PushError(f"{engine}: the command is not installed on this host; install the engine first")
        self.engine = engine
        self.command = command
        self.environment = {**os.environ, "LC_ALL": "C", **environment}
        self.retries = retries
        self.delay = delay
        self.warnings: list[str] = []

    @contextlib.contextmanager
    def tagged(self, names: Sequence[tuple[str, str]]) -> Iterator[None]:
        """Give each local image its remote name for a while, if the engine needs that; raises PushError naming all missing ones."""
        made: list[str] = []
        failures: list[str] = []
        try:
            for local, remote in names:
                if local == remote or not ENGINES[self.engine].TAGS_FOR_PUSH:
                    continue
                code, output = self._run("tag", local, remote)
                if code:
                    failures.append(f"{self.engine} tag {local} {remote}: {output}")
                else:
                    made.append(remote)
            if failures:
                raise PushError("\n".join(failures))
            yield
        finally:
            code, output = self._run("rmi", *made) if made else (0, "")
            if code:
                self.warnings.append(f"Tags that only the push needed stay in {self.engine}: {output}")

    def stored_digest(self, name: str) -> str:
        """The digest under which the engine keeps a local image; empty where it does not tell."""
        done = subprocess.run(
            (self.command, "image", "inspect", "--format", "{{json .}}", name),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self.environment,
        )
        return ENGINES[self.engine].stored_digest(done.stdout)

    def push(self, local: str, name: str, is_index: bool = False) -> tuple[str, float] | PushError:
        """Push one image to its remote name: digest and seconds, or what went wrong."""
        began = time.monotonic()
        for attempt in range(1, self.retries + 1):
            with tempfile.NamedTemporaryFile("r", prefix="image-digest-") as told:
                code, output = self._run(
                    *ENGINES[self.engine].push_arguments(local, name, told.name, is_index)
                )
                digest = ENGINES[self.engine].pushed_digest(output, told.read()) if code == 0 else ""
            if code == 0:
                return digest, round(time.monotonic() - began, 3)
            if attempt == self.retries or any(words in output.lower() for words in PERMANENT):
                break
            time.sleep(self.delay * 2 ** (attempt - 1))
        tries = "once" if attempt == 1 else f"{attempt} times"
        return PushError(f"{self.engine} push {name}: failed, tried {tries}:\n{output}")

    def _run(self, *args: str) -> tuple[int, str]:
        done = subprocess.run(
            (self.command, *args),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self.environment,
        )
        lines = done.stdout.decode("utf-8", "replace").strip().splitlines()
        return done.returncode, legible("\n".join(lines[-OUTPUT_LINES:]))


@contextlib.contextmanager
def login(registry: str, username: str, password: str, engine: str = docker.NAME) -> Iterator[dict[str, str]]:
    """The environment of a client that is logged in, by a private directory that goes away with the context.

    What else the user's own directory holds stays in force. Without a username the user's logins count.
    """
    if not username:
        yield {}
        return
    file_variable = ENGINES[engine].LOGIN_FILE
    home = os.environ.get("DOCKER_CONFIG") or os.path.expanduser("~/.docker")
    with tempfile.TemporaryDirectory(prefix="image-push-") as directory:
        if file_variable:
            path = os.path.join(directory, "auth.json")
            with open(path, "w", encoding="utf-8") as file:
                json.dump({"auths": _auths(registry, username, password, engine)}, file)
            yield {file_variable: path}
            return
        settings = _read_settings(os.path.join(home, "config.json"))
        # A credential store would be asked instead of the login below. docker takes small and capital letters alike.
        for name in [name for name in settings if name.lower() in ("credsstore", "credhelpers", "auths")]:
            del settings[name]
        settings["auths"] = _auths(registry, username, password, engine)
        with open(os.path.join(directory, "config.json"), "w", encoding="utf-8") as file:
            json.dump(settings, file)
        for name in os.listdir(home) if os.path.isdir(home) else ():
            if name != "config.json":
                os.symlink(os.path.join(os.path.abspath(home), name), os.path.join(directory, name))
        yield {"DOCKER_CONFIG": directory}


def _auths(registry: str, username: str, password: str, engine: str) -> dict[str, dict[str, str]]:
    # Files from which secrets are made often end with a line feed.
    pair = ":".join(text.strip("\r\n") for text in (username, password)).encode()
    return {ENGINES[engine].login_key(registry): {"auth": base64.b64encode(pair).decode()}}


def _read_settings(path: str) -> dict[str, object]:
    try:
        with open(path, encoding="utf-8") as file:
            settings = json.load(file)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise PushError(f"{path}: cannot be read ({type(error).__name__}); correct or remove it") from error
    return settings if isinstance(settings, dict) else {}
