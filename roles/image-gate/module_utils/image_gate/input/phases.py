"""What a job runs beside the playbook that asks, as Zuul tells it in ``zuul.playbook_context``."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

START = "buildset-registry/pre.yaml"


@dataclass(frozen=True)
class Course:
    """The playbooks of each phase in their order: those of the library by their path below ``playbooks``, others empty."""

    before: tuple[str, ...]
    run: tuple[str, ...]
    after: tuple[str, ...]

    def is_of(self, folder: str) -> bool:
        """Whether the job is one that inherits from a job whose playbooks are in ``folder``."""
        return any(path.startswith(f"{folder}/") for path in (*self.before, *self.run, *self.after))

    def builds(self, folder: str) -> bool:
        """Whether the images are built by the library's own playbook, which needs a list of them."""
        return f"{folder}/run.yaml" in self.run

    def uploads(self, folder: str) -> bool:
        """Whether the job uploads what it has built."""
        return f"{folder}/upload.yaml" in self.after

    @property
    def is_known_until_build(self) -> bool:
        """Whether only playbooks of the library run until the images are built: no other can make files for it."""
        pending = self.before[self.before.index(START) + 1 :] if START in self.before else ("",)
        return all((*pending, *self.run))


def course_of(zuul: dict[str, Any], library: str) -> Course | None:
    """The course of the job; None if Zuul does not tell. ``library`` is the absolute path of the library's playbooks."""
    context = zuul.get("playbook_context")
    root = os.path.dirname((zuul.get("executor") or {}).get("work_root") or "")
    if not context or "pre_playbooks" not in context or not root:
        return None

    def paths(phase: str) -> tuple[str, ...]:
        names = [os.path.relpath(os.path.join(root, each["path"]), library) for each in context[phase]]
        return tuple("" if name.startswith("..") else name for name in names)

    return Course(paths("pre_playbooks"), paths("playbooks"), paths("post_playbooks"))
