"""The registry's account in a user's ~/.docker/config.json, which docker, podman, skopeo and buildx read."""

from __future__ import annotations

import base64
import os
import pwd
from dataclasses import dataclass
from typing import Literal

from ansible.module_utils.image_gate import json_document, node_file
from ansible.module_utils.image_gate.node_error import NodeError

AUTHS = "auths"
Before = Literal["nothing", "file", "auths"]


class UnknownUser(NodeError):
    """A user whom the node does not have, or has no more."""


@dataclass(frozen=True)
class User:
    """A user of the node; the file is read and written with the user's rights."""

    name: str
    uid: int
    gid: int
    home: str

    @property
    def config(self) -> str:
        """Path of the user's file."""
        return os.path.join(self.home, ".docker", "config.json")

    def read(self) -> str | None:
        """Content of the user's file; None when there is none."""
        with node_file.acting_as(self.uid, self.gid):
            return node_file.read_text(self.config)

    def write(self, text: str | None) -> None:
        """Write the user's file, a new one for the user alone; None removes it."""
        with node_file.acting_as(self.uid, self.gid):
            if text is None:
                os.remove(self.config)
            else:
                node_file.make_folders(os.path.dirname(self.config), 0o700)
                node_file.write_text(self.config, text, 0o600)


def find(name: str) -> User:
    """A user of this node. Raises UnknownUser."""
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        raise UnknownUser(f"there is no user {name} on this node.") from None
    return User(name, entry.pw_uid, entry.pw_gid, entry.pw_dir)


def logged_in(text: str, path: str, registry: str, username: str, password: str) -> str:
    """The file with this account for the registry, everything else kept."""
    config = json_document.load(text, path)
    secret = base64.b64encode(f"{username}:{password}".encode()).decode()
    return json_document.dump({**config, AUTHS: {**_auths(config, path), registry: {"auth": secret}}}, text)


def logged_out(text: str, path: str, registry: str, before: Before) -> str | None:
    """The file without an account for the registry; None where it need not exist."""
    config = json_document.load(text, path)
    auths = _auths(config, path)
    if registry not in auths:
        return text
    kept = {name: value for name, value in auths.items() if name != registry}
    rest = {key: value for key, value in config.items() if key != AUTHS}
    if kept or before == "auths":
        rest = {**config, AUTHS: kept}
    return json_document.dump(rest, text) if rest or before != "nothing" else None


def log_out(name: str, registry: str, before: Before) -> list[str]:
    """Take an account away, and the file with it if the role made it; returns the file if it changed.

    A file that the role made goes also if a job has spoilt it. Raises NodeError (UnknownUser is one).
    """
    user = find(name)
    try:
        current = user.read()
        rest = None if current is None else logged_out(current, user.config, registry, before)
    except NodeError:
        if before != "nothing":
            raise
        current, rest = "", None
    if rest == current:
        return []
    user.write(rest)
    return [user.config]


def before(text: str | None, path: str) -> Before:
    """How much of the file was there before the role."""
    if text is None:
        return "nothing"
    return "auths" if AUTHS in json_document.load(text, path) else "file"


def _auths(config: dict[str, object], path: str) -> dict[str, object]:
    auths = config.get(AUTHS) or {}
    if not isinstance(auths, dict):
        raise NodeError(f'{path}: "{AUTHS}" must be an object. Repair or remove the file.')
    return auths
