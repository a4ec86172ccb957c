"""Images of the buildset registry that a node gets under the names which people write.

docker takes what a node has under a name, whatever a registry holds, and knows mirrors of Docker Hub only.
"""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Mapping, Sequence

from ansible.module_utils.image_gate.engines import docker
from ansible.module_utils.image_gate.engines.choice import ENGINES
from ansible.module_utils.image_gate.node.engine import EngineError, run_engine
from ansible.module_utils.image_gate.node.node_error import NodeError
from ansible.module_utils.image_gate.text.names import buildset_path, registry_problem, repository_problem

PULL_TIMEOUT = 1800  # seconds
AT_ONCE = 3
ABSENT = ("not found", "manifest unknown", "name unknown", "does not exist", "no such manifest")
OTHER_PLATFORM = "no matching manifest"
DIGEST = re.compile(r"^Digest: (\S+)$", re.MULTILINE)
# Repository of the node's own images that lost a name; the tag is the image's ID.
KEPT = "image-gate-kept"
WITH_PORT = re.compile(r"(.+)_([0-9]{1,5})")


@dataclass(frozen=True)
class Place:
    """Where a buildset registry holds, or would hold, an image."""

    path: str
    tag: str


def names_of(place: Place) -> list[str]:
    """The names that stand for a place, as engines show them: two where its folder may be a registry or a user.

    None for a registry with an IPv6 address, which docker's names cannot have.
    """
    folder, _, rest = place.path.partition("/")
    found = []
    port = WITH_PORT.fullmatch(folder)
    for registry in (folder, f"{port.group(1)}:{port.group(2)}" if port else ""):
        is_host = "." in registry or ":" in registry or registry == "localhost"
        if is_host and not registry_problem(registry) and buildset_path(registry, rest) == place.path:
            found.append(f"{registry}/{rest}:{place.tag}")
    if "." not in folder and folder != "localhost" and not repository_problem(place.path):
        found.append(f"{rest if folder == 'library' else place.path}:{place.tag}")
    return found


def is_on_docker_hub(name: str) -> bool:
    """Whether a name of ``names_of`` is one of Docker Hub."""
    first, slash, _ = name.partition("/")
    return not slash or not ("." in first or ":" in first or first == "localhost")


def take(
    wanted: Mapping[Place, Sequence[str]],
    registry: str,
    what: str,
    environment: Mapping[str, str] | None = None,
    absent: Sequence[str] = ABSENT,
    engine: str = docker.NAME,
) -> dict[Place, str]:
    """Give each image that the registry has its names on the node; returns the digests of those.

    ``what`` says in errors what the images are, ``environment`` has the login; without it that of the user counts. A
    digest is empty if the engine did not tell it. An engine that fails with words of ``absent`` did not find the image;
    for any other failure raises NodeError.
    """
    taken = _Take(registry, what, environment, absent, engine)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        digests = list(pool.map(lambda place: taken.one(place, wanted[place]), wanted))
    return {place: digest for place, digest in zip(wanted, digests) if digest is not None}


@dataclass(frozen=True)
class _Take:
    registry: str
    what: str
    environment: Mapping[str, str] | None
    absent: Sequence[str]
    engine: str
    lock: threading.Lock = field(default_factory=threading.Lock)

    def one(self, place: Place, names: Sequence[str]) -> str | None:
        source = f"{self.registry}/{place.path}:{place.tag}"
        was_there = _id(source, self.engine)
        try:
            output = self._run("pull", source, timeout=PULL_TIMEOUT)
        except EngineError as error:
            if any(words in error.stderr.lower() for words in self.absent):
                return None
            raise NodeError(
                f"{names[0]}: the buildset registry does not tell whether it has this {self.what}: {error}"
            ) from error
        with self.lock:
            for name in names:
                keep(name, but=source, engine=self.engine)
                self._run("tag", source, name)
        form = ENGINES[self.engine].PULLED_FORMAT
        told = f"Digest: {self._run('image', 'inspect', '--format', form, source)}" if form else output
        if not was_there:
            self._run("rmi", source)
        digest = DIGEST.search(told)
        return digest.group(1) if digest else ""

    def _run(self, *arguments: str, timeout: float = 60) -> str:
        environment = dict(self.environment) if self.environment else None
        return run_engine(self.engine, *arguments, timeout=timeout, environment=environment, logins=True)


def keep(name: str, but: str = "", engine: str = docker.NAME) -> None:
    """Give the image that is about to lose its name another one; not if it is the image called ``but``.

    Nor where the engine keeps images without a name.
    """
    now = _id(name, engine) if ENGINES[engine].LOSES_IMAGES else ""
    if now and (not but or now != _id(but, engine)):
        run_engine(engine, "tag", now, f"{KEPT}:{now.rpartition(':')[2]}", logins=True)


def _id(name: str, engine: str) -> str:
    """ID of an image of the node; empty if there is none."""
    try:
        return run_engine(engine, "image", "inspect", "--format", "{{.Id}}", name, logins=True).strip()
    except EngineError:
        return ""
