"""The registry's two containers: nginx, which has the port, and the store behind it.

They share a Unix socket instead of a network: nobody reaches the store but through the front, and each can be
restarted alone, in any order, as a restart of the engine does.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Sequence

from ansible.module_utils.image_gate.node.command import last_lines
from ansible.module_utils.image_gate.node.container_logs import log_of
from ansible.module_utils.image_gate.node.engine import EngineError, run_engine
from ansible.module_utils.image_gate.node.node_error import NodeError
from ansible.module_utils.image_gate.text.names import show

NAME = "buildset_registry"
LABEL = "org.zuul-ci.image-gate.settings"
LABEL_ROOT = "org.zuul-ci.image-gate.root"
LABEL_PORT = "org.zuul-ci.image-gate.port"
FIELDS = (LABEL, LABEL_ROOT, LABEL_PORT)
PORT = 5000
PULL_TIMEOUT = 600  # seconds
FOLDER = "/etc/buildset-registry"
SOCKET = f"{FOLDER}/socket/registry.sock"
STORAGE = "/var/lib/registry"

# label=disable: the mounted files have the labels of a home folder, which SELinux hides from containers.
COMMON = ("--detach", "--init", "--restart", "unless-stopped", "--security-opt", "label=disable")
STORE_ENVIRONMENT = {
    "REGISTRY_HTTP_NET": "unix",
    "REGISTRY_HTTP_ADDR": "/run/registry/registry.sock",
    "REGISTRY_HTTP_RELATIVEURLS": "true",
    "REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY": STORAGE,
    "REGISTRY_STORAGE_DELETE_ENABLED": "true",
    # distribution 3 would try to send traces to a collector that is not there.
    "OTEL_TRACES_EXPORTER": "none",
}


@dataclass(frozen=True)
class Place:
    """Which registry of the node is meant: no other one has its port or its folder."""

    root: str
    port: int

    @property
    def front(self) -> str:
        """Name of the container that has the port; on another port than the usual one with that in it."""
        return NAME if self.port == PORT else f"{NAME}_{self.port}"

    @property
    def store(self) -> str:
        """Name of the container behind it."""
        return f"{self.front}_store"

    @property
    def images(self) -> str:
        """Name of the volume that has the registry's images: the store writes them, the front looks at them."""
        return f"{self.front}_images"

    @property
    def names(self) -> tuple[str, str]:
        """Both names."""
        return self.front, self.store


@dataclass(frozen=True)
class Container:
    """A container of the node: its name and whether it runs, and, if it is a registry's, with which settings and whose."""

    name: str
    runs: bool
    settings: str
    root: str
    port: str

    def is_of(self, place: Place) -> bool:
        """Whether it belongs to this registry."""
        return (self.root, self.port) == (place.root, str(place.port))


def listing(engine: str) -> list[Container]:
    """All containers of the node, by one question; raises EngineError where the engine does not answer."""
    labels = "\t".join('{{.Label "' + label + '"}}' for label in FIELDS)
    form = "{{.Names}}\t{{.State}}\t" + labels
    lines = run_engine(engine, "ps", "--all", "--no-trunc", "--format", form).splitlines()
    rows = [line.split("\t") for line in lines]
    return [
        Container(name, state == "running", *told) for name, state, *told in rows if len(told) == len(FIELDS)
    ]


def are_running(known: Sequence[Container], place: Place, settings: str) -> bool:
    """Whether both containers run with these settings."""
    running = [one.name for one in known if one.runs and one.settings == settings]
    return all(name in running for name in place.names)


def places(known: Sequence[Container]) -> list[Place]:
    """The registries of this role on the node, by the labels of their containers, running or not."""
    return list(dict.fromkeys(Place(one.root, int(one.port)) for one in known if one.port.isdigit()))


def existing(known: Sequence[Container], place: Place) -> list[str]:
    """Names of the containers of this registry, running or not."""
    return [one.name for one in known if one.name in place.names and one.is_of(place)]


def require_no_other(known: Sequence[Container], place: Place) -> None:
    """Raises NodeError when a registry of another folder or port, or a stranger, stands in the way."""
    for one in known:
        if one.name not in place.names or one.is_of(place) or one.root and not one.runs:
            continue
        whose = f"the registry of {show(one.root)}" if one.root else "somebody else"
        raise NodeError(
            f"the container {one.name} on this node belongs to {whose}. "
            f"Set buildset_registry_port to another port than {place.port}, or remove that container first."
        )
    for other in places(known):
        if other.root == place.root and other.port != place.port and is_running(known, other):
            raise NodeError(
                f"{place.root} belongs to the registry on port {other.port}, which runs. "
                "Set buildset_registry_root to a folder of its own for each port."
            )


def is_running(known: Sequence[Container], place: Place) -> bool:
    """Whether a container of this registry runs."""
    return any(one.runs and one.name in place.names and one.is_of(place) for one in known)


def provide_images(engine: str, images: Sequence[str], pulled: list[str]) -> None:
    """Pull those of the images of which the node has none of that name; ``pulled`` gets each once it is there."""
    wanted = list(dict.fromkeys(images))
    try:
        run_engine(engine, "image", "inspect", "--format", "{{.Id}}", *wanted)
        return
    except EngineError as error:
        if "no such" not in error.stderr.lower():
            raise
    for image in wanted:
        if _provide(engine, image):
            pulled.append(image)


def _provide(engine: str, image: str) -> bool:
    try:
        run_engine(engine, "image", "inspect", "--format", "{{.Id}}", image)
        return False
    except EngineError as error:
        if "no such" not in error.stderr.lower():
            raise
    try:
        run_engine(engine, "pull", "--quiet", image, timeout=PULL_TIMEOUT, logins=True)
    except EngineError as error:
        raise NodeError(
            f"the image {image} is not on this node and cannot be pulled: {last_lines(error.stderr, 1)}. "
            "Load it onto the node, or name one that can be pulled "
            "(buildset_registry_image, buildset_registry_front_image)."
        ) from error
    return True


def run_store(engine: str, image: str, place: Place, settings: str) -> None:
    """Start the store."""
    environment = [f"--env={name}={value}" for name, value in STORE_ENVIRONMENT.items()]
    volumes = ["--volume", f"{place.images}:{STORAGE}", "--volume", f"{place.root}/socket:/run/registry"]
    named = _named(place.store, place, settings)
    run_engine(engine, "run", *COMMON, *named, "--network", "none", *volumes, *environment, image)


def run_front(engine: str, image: str, place: Place, settings: str) -> None:
    """Start nginx on the port of the node."""
    files = ["--read-only", "--tmpfs", "/tmp", "--volume", f"{place.root}:{FOLDER}:ro"]
    files += ["--volume", f"{place.images}:{STORAGE}"]
    named = [*_named(place.front, place, settings), "--publish", f"{place.port}:{PORT}"]
    command = ["--entrypoint", "nginx", image, "-c", f"{FOLDER}/nginx.conf", "-g", "daemon off;"]
    run_engine(engine, "run", *COMMON, *named, *files, *command)


def _named(name: str, place: Place, settings: str) -> list[str]:
    labels = {LABEL: settings, LABEL_ROOT: place.root, LABEL_PORT: str(place.port)}
    return ["--name", name, *(word for key in labels for word in ("--label", f"{key}={labels[key]}"))]


def reload_front(engine: str, place: Place) -> None:
    """Let nginx read its configuration again; connections that are open stay open."""
    run_engine(engine, "kill", "--signal", "HUP", place.front)


def remove(engine: str, place: Place, known: Sequence[Container]) -> None:
    """Remove both containers with their images, and what does not run any more under their names."""
    found = [
        one.name
        for one in known
        if one.name in place.names and (one.is_of(place) or one.root and not one.runs)
    ]
    if found:
        run_engine(engine, "rm", "--force", "--volumes", *found, timeout=120)
    run_engine(engine, "volume", "rm", "--force", place.images, timeout=120)


def remove_images(engine: str, images: list[str]) -> None:
    """Remove images that were pulled for the registry, except those that something else uses by now."""
    for image in images:
        with contextlib.suppress(EngineError):
            run_engine(engine, "image", "rm", image)


def log_tail(engine: str, place: Place) -> str:
    """The last lines of the containers' logs, for an error message."""
    return "\n".join(
        f"{name}: {log_of(engine, name, '--tail', '5').strip()}" for name in existing(listing(engine), place)
    )
