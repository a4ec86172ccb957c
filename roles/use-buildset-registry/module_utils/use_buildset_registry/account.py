"""The registry's account in a user's files of logins.

``~/.docker/config.json`` is what docker, buildx, podman and skopeo read. Where a credential store or helper stands
in it, docker asks that and not the file; an empty helper for the registry sends docker back to the file. podman
and skopeo would fail on the empty helper, so the account stands in their own file as well then.
"""

from __future__ import annotations

import base64
import os
import pwd
from dataclasses import dataclass

from ansible.module_utils.image_gate.node import json_document, json_edit, node_file
from ansible.module_utils.image_gate.node.node_error import NodeError

AUTHS = "auths"
STORE = "credsStore"
HELPERS = "credHelpers"
HELPER = "helper="
# What was there before the role: "nothing", or "file" (without accounts) or "auths"; then, separated by spaces,
# "credHelpers" if the file had some, and "helper=<name>" for that of the registry.
Before = str


class UnknownUser(NodeError):
    """A user whom the node does not have, or has no more."""


@dataclass(frozen=True)
class User:
    """A user of the node; the files are read and written with the user's rights."""

    name: str
    uid: int
    gid: int
    home: str

    @property
    def config(self) -> str:
        """Path of the file of docker."""
        return os.path.join(self.home, ".docker", "config.json")

    @property
    def podman_config(self) -> str:
        """Path of the file that podman, buildah and skopeo read before docker's (containers-auth.json(5))."""
        return os.path.join(self.home, ".config", "containers", "auth.json")

    def read(self, path: str) -> str | None:
        """Content of a file of the user; None when there is none."""
        with node_file.acting_as(self.uid, self.gid):
            return node_file.read_text(path)

    def write(self, path: str, text: str | None) -> None:
        """Write a file of the user, a new one for the user alone; None removes it."""
        with node_file.acting_as(self.uid, self.gid):
            if text is None:
                os.remove(path)
            else:
                node_file.make_folders(os.path.dirname(path), 0o700)
                node_file.write_text(path, text, 0o600)


def find(name: str) -> User:
    """A user of this node. Raises UnknownUser."""
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        raise UnknownUser(f"there is no user {name} on this node.") from None
    return User(name, entry.pw_uid, entry.pw_gid, entry.pw_dir)


def logged_in(text: str, path: str, registry: str, username: str, password: str) -> str:
    """The file with this account for the registry, everything else kept."""
    config = _load(text, path)
    auths, helpers = _object(config, AUTHS, path), _object(config, HELPERS, path)
    entry = {"auth": base64.b64encode(f"{username}:{password}".encode()).decode()}
    if not text.strip():
        return json_document.dump({AUTHS: {registry: entry}}, text)
    text = json_edit.put(text, (auths.key, registry), entry)
    if helpers.members.get(registry) or (config.get(_key(config, STORE)) and registry not in helpers.members):
        text = json_edit.put(text, (helpers.key, registry), "")
    return text


def sends_docker_to_the_file(text: str, path: str, registry: str) -> bool:
    """Whether the file has an empty helper for the registry."""
    return _object(_load(text, path), HELPERS, path).members.get(registry) == ""


def logged_out(text: str, path: str, registry: str, before: Before) -> str | None:
    """The file without an account for the registry; None where it need not exist."""
    config = _load(text, path)
    auths, helpers = _object(config, AUTHS, path), _object(config, HELPERS, path)
    words, had_helper, helper = before.partition(HELPER)
    known = words.split()
    if registry in auths.members:
        alone = len(auths.members) == 1 and AUTHS not in known
        text = json_edit.cut(text, (auths.key,) if alone else (auths.key, registry))
    if helpers.members.get(registry) == "":
        alone = len(helpers.members) == 1 and HELPERS not in known
        if had_helper:
            text = json_edit.put(text, (helpers.key, registry), helper)
        else:
            text = json_edit.cut(text, (helpers.key,) if alone else (helpers.key, registry))
    return text if before != "nothing" or _load(text, path) else None


def log_out(name: str, registry: str, before: Before, podman: bool = False) -> list[str]:
    """Take an account away, and the file with it if the role made it; returns the file if it changed.

    A file that the role made goes also if a job has spoilt it. Raises NodeError (UnknownUser is one).
    """
    user = find(name)
    path = user.podman_config if podman else user.config
    try:
        current = user.read(path)
        rest = None if current is None else logged_out(current, path, registry, before)
    except NodeError:
        if before != "nothing":
            raise
        current, rest = "", None
    if rest == current:
        return []
    user.write(path, rest)
    return [path]


def before(text: str | None, path: str, registry: str = "") -> Before:
    """How much of the file was there before the role."""
    if text is None:
        return "nothing"
    config = _load(text, path)
    helpers = _object(config, HELPERS, path)
    words = [AUTHS if _key(config, AUTHS) in config else "file"]
    words += [HELPERS] if helpers.key in config else []
    helper = helpers.members.get(registry)
    return " ".join([*words, *([f"{HELPER}{helper}"] if isinstance(helper, str) else [])])


@dataclass(frozen=True)
class Edit:
    """A file of logins: its text now, the text with the account, and what was there before the role."""

    path: str
    current: str | None
    wanted: str | None
    before: Before


def edit(
    user: User, path: str, noted: tuple[str, Before] | None, registry: str, username: str, password: str
) -> Edit:
    """What logging in makes of a file in which an earlier registry (``noted``) may have an account."""
    current = user.read(path)
    text, known = current, None
    if noted and noted[0] == registry:
        known = noted[1]
    elif noted and text is not None:
        text = logged_out(text, path, *noted)
    known = before(text, path, registry) if known is None else known
    return Edit(path, current, logged_in(text or "", path, registry, username, password), known)


def _load(text: str, path: str) -> dict[str, object]:
    if text.startswith(json_document.BOM):
        raise NodeError(f"{path} begins with a byte order mark, which docker refuses. Save it without.")
    return json_document.load(text, path)


@dataclass(frozen=True)
class _Object:
    key: str
    members: dict[str, object]


def _key(config: dict[str, object], name: str) -> str:
    """The name as the file spells it: docker and podman, written in Go, take capital and small letters alike."""
    return next((key for key in config if key.lower() == name.lower()), name)


def _object(config: dict[str, object], name: str, path: str) -> _Object:
    key = _key(config, name)
    value = config.get(key) or {}
    if not isinstance(value, dict):
        raise NodeError(f'{path}: "{key}" must be an object. Repair or remove the file.')
    return _Object(key, value)
