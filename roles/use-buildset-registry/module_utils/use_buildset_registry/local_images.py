"""Images in the engines' own stores that a job must not leave on a node which others use after it."""

from __future__ import annotations

import functools
import glob
import os
from dataclasses import dataclass
from typing import Dict, Optional

from ansible.module_utils.image_gate.node import node_file
from ansible.module_utils.image_gate.node.buildset_pull import KEPT
from ansible.module_utils.image_gate.node.command import find_command, last_lines
from ansible.module_utils.image_gate.node.engine import EngineError, is_podman, run_engine
from ansible.module_utils.use_buildset_registry.account import User

NONE = "<none>"
ID = "sha256:"
FORMAT = "{{.Repository}}\t{{.Tag}}\t{{.Digest}}\t{{.ID}}"
# podman would make its store, and more, in order to list it; the file is there as soon as an image was.
PODMAN_IMAGES = "*-images/images.json"
PODMAN_STORE = "/var/lib/containers/storage"
PODMAN_STORE_OF_USER = ".local/share/containers/storage"
TIMEOUT = 300  # seconds for a command that removes many images
ROUNDS = 20  # an image can go when those that were built on it are gone; so long as each round gets on

# Image ID by reference (``repository:tag`` or ``repository@digest``), and by itself where it has none; None
# where there is a store and its engine does not answer.
Content = Optional[Dict[str, str]]


@dataclass(frozen=True)
class Store:
    """An engine's store: the engine's command, who runs it (None: root), and the folder that it is in."""

    name: str
    engine: str
    user: User | None = None
    folder: str = ""

    def run(self, *arguments: str, timeout: float = 60) -> str:
        """Run one command of the engine; raises EngineError."""
        if self.user is None:
            return run_engine(self.engine, *arguments, timeout=timeout)
        runtime = f"/run/user/{self.user.uid}"
        environment = {"HOME": self.user.home, "USER": self.user.name, "LOGNAME": self.user.name}
        environment["XDG_RUNTIME_DIR"] = runtime if os.path.isdir(runtime) else ""
        become = functools.partial(_become, self.user.uid, *node_file.groups_of(self.user.uid, self.user.gid))
        return run_engine(self.engine, *arguments, timeout=timeout, environment=environment, before=become)

    def content(self) -> Content:
        """What is in the store now; nothing where there is no engine, or none that has been used."""
        if find_command(self.engine) is None or (
            self.folder and not glob.glob(os.path.join(glob.escape(self.folder), PODMAN_IMAGES))
        ):
            return {}
        try:
            # docker hides images without a name (since 29), and shows the steps of its first builder with them.
            every = ["--all"] if self.engine == "docker" else []
            listing = self.run("image", "ls", *every, "--no-trunc", "--digests", "--format", FORMAT)
        except EngineError:
            return None
        found = {}
        for line in listing.splitlines():
            repository, tag, digest, identifier = line.split("\t")
            if repository != NONE and tag != NONE:
                found[f"{repository}:{tag}"] = identifier
            elif repository != NONE and digest != NONE:
                found[f"{repository}@{digest}"] = identifier
            else:
                found[identifier] = identifier
        return found


def _become(uid: int, gid: int, groups: list[int]) -> None:
    os.chdir("/")
    os.setgroups(groups)
    os.setgid(gid)
    os.setuid(uid)


def stores(user: User | None) -> list[Store]:
    """The stores that a job of this user fills: docker's, and podman's of root and of the user.

    Where docker is podman under its name, that store is podman's.
    """
    command = find_command("docker")
    found = [] if command is not None and is_podman(command) else [Store("docker", "docker")]
    found.append(Store("podman", "podman", folder=PODMAN_STORE))
    if user and user.uid != 0:
        folder = os.path.join(user.home, PODMAN_STORE_OF_USER)
        found.append(Store(f"podman of {user.name}", "podman", user, folder))
    return found


def brought(now: dict[str, str], before: Content, name: str) -> list[str]:
    """References that are new or mean another image than ``before``, and new images without one.

    All of them go, whether they came from the buildset registry (``name``), from a build or from a mirror: a
    node that is used again must not take yesterday's ``latest`` for today's. Without a note of what was there
    before, only references that name the registry itself are known to be the job's.
    """
    if before is None:
        return sorted(reference for reference in now if reference.startswith(f"{name}/"))
    known = set(before.values())
    return sorted(
        reference
        for reference, identifier in now.items()
        if before.get(reference) != identifier and not (reference == identifier and identifier in known)
    )


def remove(store: Store, chosen: list[str], before: Content) -> list[str]:
    """Remove what was brought; references that existed before mean again what they meant.

    Returns what to warn about: an image that a container uses stays, without a name if that is possible.
    """
    earlier = before or {}
    kept = [name for name in chosen if name.startswith(f"{KEPT}:")]
    named = [name for name in chosen if not _is_id(name) and name not in kept]
    reason = _remove(store, named)
    now = store.content() or {}
    for reference in named:
        if store.engine == "podman" and reference in now:
            # A list of platforms goes by a command of its own.
            reason = _try(store, "manifest", "rm", reference) and _try(store, "untag", reference) or reason
        if reference in earlier and "@" not in reference:
            reason = _try(store, "tag", earlier[reference], reference) or reason
    reason = _remove(store, kept) or reason
    known = set(earlier.values())
    count = -1
    for _ in range(ROUNDS):
        now = store.content() or {}
        # The newest stand first: those that were built on others.
        nameless = [name for name in now if _is_id(name) and name not in known and before is not None]
        if len(nameless) in (0, count):
            break
        count = len(nameless)
        reason = _remove(store, nameless)
    lost = [name for name in named if name in earlier and "@" not in name and name not in now]
    lost_words = [f"Images that the node had are gone from {store.name}: {', '.join(lost)}"] if lost else []
    left = [name for name in chosen if now.get(name, earlier.get(name)) != earlier.get(name)]
    left = sorted({*left, *nameless})
    if not left:
        return lost_words
    return [
        *lost_words,
        f"Images that came meanwhile stay in {store.name}, {', '.join(left)}: {reason or 'no reason given'}",
    ]


def _is_id(name: str) -> bool:
    return name.startswith(ID)


def _remove(store: Store, names: list[str]) -> str:
    # With --force, podman would remove the containers that use an image, too.
    force = ["--force"] if store.engine == "docker" else []
    return _try(store, "image", "rm", *force, *names) if names else ""


def _try(store: Store, *arguments: str) -> str:
    """Run a command; what it said if it failed."""
    try:
        store.run(*arguments, timeout=TIMEOUT)
    except EngineError as error:
        return last_lines(error.stderr, 1)
    return ""


def build_cache() -> list[str] | None:
    """IDs of docker's build cache; none where there is no docker, None where it does not tell."""
    if find_command("docker") is None:
        return []
    try:
        form = "{{range .BuildCache}}{{println .ID}}{{end}}"
        return run_engine("docker", "system", "df", "--verbose", "--format", form).split()
    except EngineError:
        return None


def empty_build_cache(before: list[str] | None) -> list[str]:
    """Remove the build cache if any of it came since ``before``; returns what to warn about.

    All of it that is not in use goes: docker can choose what is old, but not what is new.
    """
    now = build_cache()
    if not now or (before is not None and set(now) <= set(before)):
        return []
    try:
        run_engine("docker", "builder", "prune", "--all", "--force", timeout=TIMEOUT)
    except EngineError as error:
        return [f"The build cache stays in docker: {last_lines(error.stderr, 1)}"]
    return []
