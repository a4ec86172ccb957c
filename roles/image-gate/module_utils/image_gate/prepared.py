"""The repositories that Zuul prepared on the executor: what a build will find on its node, known beforehand."""

from __future__ import annotations

import os
from typing import Any, Sequence

from ansible.module_utils.image_gate.contexts import problems
from ansible.module_utils.image_gate.findings import Findings
from ansible.module_utils.image_gate.references import show

SOURCES = "src"


def check_prepared(
    zuul: dict[str, Any], work_dir: str, images: Sequence[dict[str, Any]], variable: str, found: Findings
) -> None:
    """Check the directory of the job and the contexts of its images; problems go to ``found``.

    What lies outside of the repositories, or in one that is not checked out, tells nothing.
    """
    root = zuul["executor"]["work_root"]
    projects = [zuul.get("project") or {}, *(zuul.get("projects") or {}).values()]
    sources = sorted({project["src_dir"] for project in projects if project.get("src_dir")})
    if os.path.normpath(work_dir).split("/")[0] != SOURCES:
        return
    source = max((each for each in sources if f"{work_dir}/".startswith(f"{each}/")), key=len, default=None)
    if source is None:
        found.error(
            "zuul_work_dir",
            f"{show(work_dir)} is in none of the repositories that Zuul prepared ({', '.join(sources)}); "
            "correct it, or add its project to the job's required-projects",
        )
    elif not set(os.listdir(os.path.join(root, source))) <= {".git"}:
        if not os.path.isdir(os.path.join(root, work_dir)):
            found.error("zuul_work_dir", f"the directory {work_dir} does not exist; expected one in {source}")
            return
        for image in images:
            for key, problem in problems(image, os.path.join(root, SOURCES), root):
                found.error(f"{variable}[{image['index']}].{key}", problem)
