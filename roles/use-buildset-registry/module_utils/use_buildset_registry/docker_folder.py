"""What docker and its plugins keep of their own in a user's ~/.docker: builders, references, a number of the user."""

from __future__ import annotations

import os

from ansible.module_utils.image_gate.node import node_file
from ansible.module_utils.use_buildset_registry.account import User

LIMIT = 20_000  # entries; whoever has more than that keeps what comes


def content(user: User) -> list[str] | None:
    """Paths in the folder, relative to it, as the user sees them; None where there is no folder."""
    folder = os.path.dirname(user.config)
    with node_file.acting_as(user.uid, user.gid):
        return _below(folder) if os.path.isdir(folder) else None


def remove_new(user: User, before: list[str] | None) -> list[str]:
    """Remove what came since ``before``, except the file of logins; returns what to warn about."""
    folder = os.path.dirname(user.config)
    known = {*(before or ()), os.path.basename(user.config)}
    if len(known) > LIMIT:
        return []
    failed = ""
    with node_file.acting_as(user.uid, user.gid):
        # The innermost first, so that a folder is empty when its turn comes.
        for path in sorted(set(_below(folder)) - known, key=lambda path: path.count(os.sep), reverse=True):
            full = os.path.join(folder, path)
            try:
                os.rmdir(full) if os.path.isdir(full) and not os.path.islink(full) else os.remove(full)
            except OSError as error:
                failed = failed or str(error)
        if before is None:
            node_file.remove_empty_folders([folder])
    return [f"What docker left in {folder} stays: {failed}"] if failed else []


def _below(folder: str) -> list[str]:
    found: list[str] = []
    for here, folders, files in os.walk(folder):
        found += [os.path.relpath(os.path.join(here, name), folder) for name in (*folders, *files)]
        if len(found) > LIMIT:
            break
    return found[:LIMIT]
