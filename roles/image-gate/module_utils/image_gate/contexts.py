"""What a build needs before it can begin: its context, its Dockerfile, its siblings."""

from __future__ import annotations

import os
from typing import Any, Iterator


def problems(image: dict[str, Any], source_root: str, root: str = "") -> Iterator[tuple[str, str]]:
    """What is missing for one image of the plan: the key, and what is wrong with its value.

    The image's ``workdir`` is absolute or below ``root``; with a root, messages name paths below it.
    """
    workdir = os.path.abspath(os.path.join(root, os.path.expanduser(image["workdir"])))

    def shown(path: str) -> str:
        return os.path.relpath(path, root) if root else path

    if not os.path.isdir(workdir):
        yield (
            "context",
            f"the directory {shown(workdir)} does not exist; contexts are relative to zuul_work_dir",
        )
        return
    remote = _is_remote(image["path"])
    path = os.path.join(workdir, image["path"])
    if not remote and not os.path.isdir(path):
        yield "path", f"the directory {shown(path)} does not exist; paths are relative to the context"
    file = os.path.join(workdir, image["dockerfile"])
    if not remote and not os.path.isfile(file):
        similar = sorted(name for name in os.listdir(workdir) if name.lower().endswith("file"))
        hint = (
            f"the context has {', '.join(similar)}" if similar else "Dockerfiles are relative to the context"
        )
        yield "dockerfile", f"the file {shown(file)} does not exist; {hint}"
    for number, sibling in enumerate(image["siblings"]):
        if not os.path.isdir(os.path.join(source_root, sibling)):
            yield (
                f"siblings[{number}]",
                f"'{sibling}' is not in {shown(source_root)}; add the project to the job's required-projects",
            )


def _is_remote(path: str) -> bool:
    """Whether the build fetches its files itself, from a git repository or an archive."""
    return "://" in path or path.startswith(("git@", "github.com/"))
