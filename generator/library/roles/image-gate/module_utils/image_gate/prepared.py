"""The repositories that Zuul prepared on the executor: what a build will find on its node, known beforehand."""

from __future__ import annotations

import os
import subprocess
from typing import Any, Sequence

from ansible.module_utils.image_gate.contexts import problems
from ansible.module_utils.image_gate.findings import Findings
from ansible.module_utils.image_gate.references import show


class Prepared:
    """Repositories below ``root``, by the ``src_dir`` of each project of ``zuul``."""

    def __init__(self, root: str, zuul: dict[str, Any]) -> None:
        self.root = os.path.abspath(root)
        projects = [zuul.get("project") or {}, *(zuul.get("projects") or {}).values()]
        self._sources = sorted({project["src_dir"] for project in projects if project.get("src_dir")})

    def check(self, work_dir: str, images: Sequence[dict[str, Any]], variable: str, found: Findings) -> None:
        """Check the directory of the job and the contexts of its images; problems go to ``found``.

        A path outside of the repositories says nothing: playbooks may make it on the node. The same holds for
        what git ignores, and for repositories that are not checked out.
        """
        if not work_dir or work_dir.startswith(("/", "~")):
            return
        directory = os.path.join(self.root, work_dir)
        parts = os.path.normpath(work_dir).split("/")
        if parts[0] == "src" and len(parts) > 1 and self._repository(directory) is None:
            expected = ", ".join(self._sources)
            found.error(
                "zuul_work_dir",
                f"{show(work_dir)} is in none of the repositories that Zuul prepared ({expected}); "
                "correct it, or add its project to the job's required-projects",
            )
        elif not os.path.isdir(directory) and not self.comes_later(directory):
            found.error("zuul_work_dir", f"the directory {work_dir} does not exist in its repository")
        elif os.path.isdir(directory):
            for image in images:
                for key, problem in problems(
                    image, os.path.join(self.root, "src"), self.root, self.comes_later
                ):
                    found.error(f"{variable}[{image['index']}].{key}", problem)

    def comes_later(self, path: str) -> bool:
        """Whether a missing path may still be made by a playbook of the job."""
        repository = self._repository(path)
        if repository is None or set(os.listdir(repository)) <= {".git"}:
            return True
        return _is_ignored(repository, path)

    def _repository(self, path: str) -> str | None:
        """The repository in which ``path`` lies."""
        inside = os.path.normpath(path) + "/"
        repositories = [os.path.join(self.root, source) for source in self._sources]
        found = [each for each in repositories if inside.startswith(f"{each}/") and os.path.isdir(each)]
        return max(found, key=len, default=None)


def _is_ignored(repository: str, path: str) -> bool:
    """Whether git ignores ``path``, as a file or as a directory; also true where git cannot tell."""
    # Neither an option nor a pattern of git, whatever the path is called.
    name = f"./{os.path.relpath(path, repository)}"
    command = ["git", "-C", repository, "check-ignore", "--", name, f"{name}/"]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError:
        return True
    # git-check-ignore(1), "EXIT STATUS": 1 is the one answer that says no.
    return done.returncode != 1
