"""Copies of sibling projects in build contexts."""

from __future__ import annotations

import os
import shutil
import stat
from typing import Dict, Mapping, Tuple

SIBLINGS = ".zuul-siblings"

Listing = Dict[str, Tuple[int, ...]]


def is_present(directory: str, projects: Mapping[str, str]) -> bool:
    """Whether ``directory`` holds these projects (name to source) as they are now, and nothing else."""
    above = {sibling[:end] for sibling in projects for end, c in enumerate(f"{sibling}/") if c == "/"}
    actual = {name: value for name, value in listing(directory).items() if name not in above}
    expected = {
        os.path.join(sibling, name): value
        for sibling, source in projects.items()
        for name, value in listing(source).items()
    }
    return actual == expected and all(os.path.isdir(os.path.join(directory, name)) for name in above)


def listing(root: str) -> Listing:
    """All below ``root`` by path: mode, and but for directories size and time of change in nanoseconds."""
    found: Listing = {}
    for directory, directories, files in os.walk(root):
        if SIBLINGS in directories:
            directories.remove(SIBLINGS)
        for name in directories + files:
            path = os.path.join(directory, name)
            status = os.lstat(path)
            content = () if stat.S_ISDIR(status.st_mode) else (status.st_size, status.st_mtime_ns)
            found[os.path.relpath(path, root)] = (status.st_mode, *content)
    return found


def copy(directory: str, projects: Mapping[str, str]) -> None:
    """Copy each project (name to source) into the new ``directory``."""
    for sibling, source in projects.items():
        # A project that is its own sibling would be copied into itself without end.
        ignore = shutil.ignore_patterns(SIBLINGS)
        shutil.copytree(
            source, os.path.join(directory, sibling), symlinks=True, ignore=ignore, dirs_exist_ok=True
        )


def remove(directory: str) -> None:
    """Remove ``directory``, or whatever else has its name."""
    if os.path.isdir(directory) and not os.path.islink(directory):
        shutil.rmtree(directory)
    elif os.path.lexists(directory):
        os.unlink(directory)
