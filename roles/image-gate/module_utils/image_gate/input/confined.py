"""Looking at files below one directory only, whatever '..' and the links in it say."""

from __future__ import annotations

import os
import posixpath
from typing import Sequence

# As Linux has it: links on one way, and the length of a path.
MOST_LINKS = 40
LONGEST = 4096


class Confined:
    """The ``projects`` in the folder ``sources`` of ``root``; both are paths below ``root``.

    The folders between sources and projects may be passed through. All else does not exist for the questions asked
    here: not even whether it is there is found out. Nor is anything told of a project that is not checked out.
    """

    def __init__(self, root: str, sources: str, projects: Sequence[str]) -> None:
        self.root = os.path.realpath(root)
        self.sources = sources
        self.projects = projects
        self._present = [each for each in projects if _is_checked_out(os.path.join(self.root, each))]

    def look(self, path: str) -> str | None:
        """The real path of what ``path`` (below the root) leads to; None where that is in no project."""
        at = self.way(path)
        inside = at is not None and any(is_below(at, each) for each in self._present)
        return os.path.join(self.root, at) if at and inside else None

    def shown(self, path: str) -> str:
        """A path as messages name it: as it was written, below the root."""
        return posixpath.normpath(path)

    def has_project(self, name: str) -> bool:
        """Whether a project was prepared, or the name leads out of where they are."""
        at = self.way(f"{self.sources}/{name}")
        return at is None or any(is_below(at, each) for each in self.projects)

    def way(self, path: str) -> str | None:
        """Where ``path`` leads, below the root; None where a step leaves the sources, if only to come back.

        What is not there is gone through as it is written.
        """
        if path.startswith("/") or len(path) > LONGEST:
            return None
        at, links, steps = "", 0, path.split("/")[::-1]
        while steps:
            step = steps.pop()
            if step in ("", "."):
                continue
            before, at = at, posixpath.dirname(at) if step == ".." else posixpath.join(at, step)
            if not is_below(at, self.sources):
                return None
            target = self._target(at)
            if target:
                links += 1
                if target.startswith("/") or links > MOST_LINKS:
                    return None
                at = before
                steps += target.split("/")[::-1]
        return at or None

    def _target(self, at: str) -> str:
        """Where a link points; '' for what is none."""
        try:
            return os.readlink(os.path.join(self.root, at))
        except (OSError, ValueError):
            return ""


def is_below(path: str, directory: str) -> bool:
    """Whether a path is a directory, or in it."""
    return f"{path}/".startswith(f"{directory}/")


def _is_checked_out(source: str) -> bool:
    return os.path.isdir(source) and not set(os.listdir(source)) <= {".git"}
