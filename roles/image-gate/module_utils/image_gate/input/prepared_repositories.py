"""The repositories that Zuul prepared on the executor: what a build will find on its node, known beforehand."""

from __future__ import annotations

import os
from typing import Any, Sequence

from ansible.module_utils.image_gate.input.confined import Confined, is_below
from ansible.module_utils.image_gate.input.contexts import problems
from ansible.module_utils.image_gate.input.findings import Findings
from ansible.module_utils.image_gate.input.listed_image import Family
from ansible.module_utils.image_gate.text.legible import names
from ansible.module_utils.image_gate.text.names import show

SOURCES = "src"


def check_prepared(
    zuul: dict[str, Any], work_dir: str, images: Sequence[dict[str, Any]], family: Family, found: Findings
) -> None:
    """Check the directory of the job and the contexts of its images; problems go to ``found``.

    Nobody may have reviewed what is in the repositories: what lies outside of them, by an absolute path, '..' or a
    link, is not looked at and tells nothing. Nor does a repository that is not checked out.
    """
    root = zuul["executor"]["work_root"]
    projects = [zuul.get("project") or {}, *(zuul.get("projects") or {}).values()]
    sources = sorted({project["src_dir"] for project in projects if project.get("src_dir")})
    place = Confined(root, SOURCES, sources)
    way = place.way(work_dir)
    if way is None:
        return
    own = [each for each in sources if is_below(way, each)]
    if not own and not any(is_below(each, way) for each in sources):
        found.error(
            "zuul_work_dir",
            f"{show(work_dir)} is in none of the repositories that Zuul prepared ({names(sources)}); "
            "correct it, or add its project to the job's required-projects",
        )
        return
    directory = place.look(work_dir)
    if directory and not os.path.isdir(directory):
        expected = f"expected one in {max(own, key=len)}"
        found.error("zuul_work_dir", f"the directory {place.shown(work_dir)} does not exist; {expected}")
        return
    for image in images:
        for key, problem in problems(image, place, family.file):
            found.error(f"{family.images}[{image['index']}].{key}", problem)
