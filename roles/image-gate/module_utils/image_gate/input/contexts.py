"""What a build needs before it can begin: its context, its Dockerfile, its siblings."""

from __future__ import annotations

import os
from typing import Any, Iterator, Protocol

from ansible.module_utils.image_gate.text.legible import names


class Place(Protocol):
    """Where the files of a build are; projects lie below ``sources``."""

    sources: str

    def look(self, path: str) -> str | None:
        """The path of a file on this host; None if nothing may be said about it."""

    def shown(self, path: str) -> str:
        """The path as messages name it."""

    def has_project(self, name: str) -> bool:
        """Whether a project is there, as far as anything may be said about it."""


class OnNode:
    """The node itself: paths are absolute, or below the working directory or a home."""

    def __init__(self, sources: str) -> None:
        self.sources = sources

    def look(self, path: str) -> str:
        """The absolute path."""
        return os.path.abspath(os.path.expanduser(path))

    shown = look

    def has_project(self, name: str) -> bool:
        """Whether there is such a directory."""
        return os.path.isdir(self.look(os.path.join(self.sources, name)))


def files_of(image: dict[str, Any]) -> list[str]:
    """The Dockerfile of an image of the plan, relative to its context; where none is named, those for which the engine looks."""
    return [image["dockerfile"]] if image["dockerfile"] else list(image["files"])


def problems(image: dict[str, Any], place: Place, key: str = "dockerfile") -> Iterator[tuple[str, str]]:
    """What is missing for one image of the plan: the key, and what is wrong with its value. ``key`` is that of the Dockerfile."""
    context = image["workdir"]
    workdir = place.look(context)
    if workdir is not None and not os.path.isdir(workdir):
        fault = _fault(workdir, "directory", place.shown(context))
        yield "context", f"{fault}; contexts are relative to zuul_work_dir"
        return
    path = os.path.join(context, image["path"])
    if not _is_remote(image["path"]):
        directory = place.look(path)
        if directory is not None and not os.path.isdir(directory):
            fault = _fault(directory, "directory", place.shown(path))
            yield "path", f"{fault}; paths are relative to the context"
        files = [os.path.join(context, name) for name in files_of(image)]
        actual = [place.look(file) for file in files]
        if all(one is not None and not os.path.isfile(one) for one in actual):
            yield key, f"{_fault(actual[-1] or '', 'file', place.shown(files[-1]))}; {_hint(workdir)}"
    for number, sibling in enumerate(image["siblings"]):
        if not place.has_project(sibling):
            yield (
                f"siblings[{number}]",
                f"'{sibling}' is not in {place.shown(place.sources)}; add the project to the job's required-projects",
            )


def _fault(path: str, kind: str, shown: str) -> str:
    """Why ``path`` is no regular file, or no directory, in words."""
    if os.path.lexists(path):
        return f"{shown} is not a {'regular file' if kind == 'file' else kind}"
    return f"the {kind} {shown} does not exist"


def _hint(workdir: str | None) -> str:
    similar = sorted(one for one in os.listdir(workdir) if one.lower().endswith("file")) if workdir else []
    return f"the context has {names(similar)}" if similar else "Dockerfiles are relative to the context"


def _is_remote(path: str) -> bool:
    """Whether the build fetches its files itself, from a git repository or an archive."""
    return "://" in path or path.startswith(("git@", "github.com/"))
