"""What the role changed on a node, kept there until it is taken back; without secrets, and for root only."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field

from ansible.module_utils.image_gate.node import node_file
from ansible.module_utils.use_buildset_registry.account import Before

PATH = "/var/lib/image-gate/buildset-registry-client.json"


@dataclass
class Journal:
    """What there was before, and what was written.

    ``files``: text before (None: no file) and SHA-256 of the text that was written, by path. ``own``: files
    that are the role's alone. ``folders``: those that were made. ``accounts``: name of the registry, and what
    was there of the user's file, by user; ``podman_accounts``: the same of podman's file. ``docker_files``: what
    was in ``~/.docker``, by user (None: no such folder). ``images``: what was in the engines' stores, by store;
    ``cache``: IDs of docker's build cache (None: not known).
    """

    host: str = ""
    port: int = 0
    files: dict[str, dict[str, str | None]] = field(default_factory=dict)
    own: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    accounts: dict[str, tuple[str, Before]] = field(default_factory=dict)
    podman_accounts: dict[str, tuple[str, Before]] = field(default_factory=dict)
    docker_files: dict[str, list[str] | None] = field(default_factory=dict)
    images: dict[str, dict[str, str] | None] | None = None
    cache: list[str] | None = None

    def note(self, path: str, original: str | None, written: str) -> None:
        """Remember a file's text before a change and after it."""
        self.files[path] = {"original": original, "written": digest(written)}

    def original(self, path: str, current: str | None) -> tuple[bool, str | None]:
        """Whether the file is still as it was written, and the text that it had before."""
        entry = self.files.get(path)
        if entry is None or current is None or digest(current) != entry["written"]:
            return False, None
        return True, entry["original"]


def digest(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def load(path: str = PATH) -> Journal:
    """The journal of this node; an empty one when there is none or it is not readable."""
    text = node_file.read_text(path)
    try:
        return Journal(**json.loads(text)) if text else Journal()
    except (TypeError, ValueError):
        return Journal()


def save(journal: Journal, path: str = PATH) -> None:
    """Keep the journal."""
    node_file.make_folders(os.path.dirname(path), 0o700)
    node_file.write_text(path, json.dumps(asdict(journal), indent=1) + "\n", 0o600)


def forget(path: str = PATH) -> None:
    """Remove the journal, and its folder if nothing else is in it."""
    if os.path.exists(path):
        os.remove(path)
    node_file.remove_empty_folders([os.path.dirname(path)])
