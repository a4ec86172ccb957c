"""The registry's two containers: nginx, which has the port, and the store behind it.

They share a Unix socket instead of a network: nobody reaches the store but through the front, and each can be
restarted alone, in any order, as a restart of the engine does.
"""

from __future__ import annotations

import contextlib
import json
import os

from ansible.module_utils.image_gate import node_file
from ansible.module_utils.image_gate.command import find_command, last_lines, run_command
from ansible.module_utils.image_gate.engine import EngineError, run_engine
from ansible.module_utils.image_gate.node_error import NodeError

FRONT = "buildset_registry"
STORE = "buildset_registry_store"
LABEL = "org.zuul-ci.image-gate.settings"
PORT = 5000
PULL_TIMEOUT = 600  # seconds
FOLDER = "/etc/buildset-registry"
SOCKET = f"{FOLDER}/socket/registry.sock"

# label=disable: the mounted files have the labels of a home folder, which SELinux hides from containers.
COMMON = ("--detach", "--init", "--restart", "unless-stopped", "--security-opt", "label=disable")
STORE_ENVIRONMENT = {
    "REGISTRY_HTTP_NET": "unix",
    "REGISTRY_HTTP_ADDR": "/run/registry/registry.sock",
    "REGISTRY_HTTP_RELATIVEURLS": "true",
    "REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY": "/var/lib/registry",
    "REGISTRY_STORAGE_DELETE_ENABLED": "true",
    # distribution 3 would try to send traces to a collector that is not there.
    "OTEL_TRACES_EXPORTER": "none",
}


def inspect(engine: str, name: str) -> dict[str, object] | None:
    """What the engine knows about a container; None when there is none of that name."""
    try:
        found = json.loads(run_engine(engine, "container", "inspect", name))
    except EngineError as error:
        if "no such" in error.stderr.lower():
            return None
        raise
    return found[0] if found else None


def are_running(engine: str, settings: str) -> bool:
    """Whether both containers run with these settings."""
    for name in (FRONT, STORE):
        found = inspect(engine, name)
        if found is None or not found["State"]["Running"]:
            return False
        if (found["Config"]["Labels"] or {}).get(LABEL) != settings:
            return False
    return True


def existing(engine: str) -> list[str]:
    """Names of our containers, running or not."""
    return [name for name in (FRONT, STORE) if inspect(engine, name) is not None]


def provide_image(engine: str, image: str) -> bool:
    """Pull the image if the node has none of that name; returns whether it was pulled."""
    try:
        run_engine(engine, "image", "inspect", "--format", "{{.Id}}", image)
        return False
    except EngineError as error:
        if "no such" not in error.stderr.lower():
            raise
    try:
        run_engine(engine, "pull", "--quiet", image, timeout=PULL_TIMEOUT)
    except EngineError as error:
        raise NodeError(
            f"the image {image} is not on this node and cannot be pulled: {last_lines(error.stderr, 1)}. "
            "Load it onto the node, or name one that can be pulled "
            "(buildset_registry_image, buildset_registry_front_image)."
        ) from error
    return True


def run_store(engine: str, image: str, root: str, settings: str) -> None:
    """Start the store; its images live in an anonymous volume, which goes with the container."""
    environment = [f"--env={name}={value}" for name, value in STORE_ENVIRONMENT.items()]
    volumes = ["--volume", "/var/lib/registry", "--volume", f"{root}/socket:/run/registry"]
    named = ["--name", STORE, "--label", f"{LABEL}={settings}"]
    run_engine(engine, "run", *COMMON, *named, "--network", "none", *volumes, *environment, image)


def run_front(engine: str, image: str, root: str, port: int, settings: str) -> None:
    """Start nginx on the port of the node."""
    files = ["--read-only", "--tmpfs", "/tmp", "--volume", f"{root}:{FOLDER}:ro"]
    named = ["--name", FRONT, "--label", f"{LABEL}={settings}", "--publish", f"{port}:{PORT}"]
    command = ["--entrypoint", "nginx", image, "-c", f"{FOLDER}/nginx.conf", "-g", "daemon off;"]
    run_engine(engine, "run", *COMMON, *named, *files, *command)


def reload_front(engine: str) -> None:
    """Let nginx read its configuration again; connections that are open stay open."""
    run_engine(engine, "kill", "--signal", "HUP", FRONT)


def remove(engine: str) -> None:
    """Remove both containers and their volumes."""
    found = existing(engine)
    if found:
        run_engine(engine, "rm", "--force", "--volumes", *found, timeout=120)


def remove_images(engine: str, images: list[str]) -> None:
    """Remove images that were pulled for the registry, except those that something else uses by now."""
    for image in images:
        with contextlib.suppress(EngineError):
            run_engine(engine, "image", "rm", image)


def log_tail(engine: str) -> str:
    """The last lines of the containers' logs, for an error message."""
    return "\n".join(f"{name}: {_log(engine, name, '--tail', '5').strip()}" for name in existing(engine))


def save_logs(engine: str, folder: str) -> None:
    """Write the log of each container to ``<folder>/<name>.txt``, as the owner of the folder around it."""
    around = (node_file.missing_folders(folder) or [folder])[0]
    logs = {name: _log(engine, name) for name in existing(engine)}
    owner = os.stat(os.path.dirname(around))
    with node_file.acting_as(owner.st_uid, owner.st_gid):
        node_file.make_folders(folder)
        for name, text in logs.items():
            node_file.write_text(os.path.join(folder, f"{name}.txt"), text)


def _log(engine: str, name: str, *options: str) -> str:
    command = find_command(engine) or engine
    return run_command(command, "logs", "--timestamps", *options, name, join_streams=True).stdout
