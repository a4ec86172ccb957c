"""Reads a JSON list of jobs (``task``, ``variables``), and tells for each what its task says against the variables.

The task is the generated one, its templates are filled in by Ansible, and its options are read as Ansible reads them: a variable that
the task does not hand over is one that nobody checks.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path
from typing import Any

import ansible.module_utils
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

ROLES = Path(__file__).resolve().parents[2] / "roles"
OMIT = "__omit_place_holder__"
#: What Zuul and Ansible give to every job.
GIVEN = {
    "omit": OMIT,
    "groups": {"all": []},
    "hostvars": {},
    "playbook_dir": "",
    "zuul": {
        "build": "0123456789abcdef" * 2,
        "change": "1234",
        "pipeline": "gate",
        "post_review": True,
        "project": {"name": "acme/app", "short_name": "app", "src_dir": "src/example.org/acme/app"},
    },
}


def _first_plan(tasks: list[dict[str, Any]]) -> dict[str, Any] | None:
    for task in tasks:
        found = task.get("image_plan") or _first_plan(task.get("block", []))
        if found:
            return found
    return None


class Task:
    """The first task of a file that makes a plan, below ``roles/``."""

    def __init__(self, path: str) -> None:
        file = ROLES / path
        self._options = _first_plan(yaml.safe_load(file.read_text())) or {}
        self._defaults = yaml.safe_load((file.parents[1] / "defaults/main.yaml").read_text())
        self._filled: dict[str, Any] = {}

    def options(self, variables: dict[str, Any]) -> dict[str, Any]:
        """The options of the module for a job with these variables."""
        templar = Templar(DataLoader(), variables={**GIVEN, **self._defaults, **variables})
        filled = {name: self._fill(value, templar, variables) for name, value in self._options.items()}
        return {name: value for name, value in filled.items() if value != OMIT}

    def _fill(self, value: Any, templar: Templar, variables: dict[str, Any]) -> Any:
        """The value with its templates filled in; once for the same values of the variables that it names."""
        text = json.dumps(value)
        named = set(re.findall(r"\w+", text))
        key = json.dumps([text, {name: variables[name] for name in variables if name in named}])
        if key not in self._filled:
            self._filled[key] = templar.template(value)
        return self._filled[key]


def _errors(module: Any, task: Task, variables: dict[str, Any]) -> list[str]:
    read = ArgumentSpecValidator(module.ARGUMENTS).validate(task.options(variables))
    if read.error_messages:
        return list(read.error_messages)
    # Without the folder of the playbooks nothing but the input is looked at.
    return module.planned({**read.validated_parameters, "library": ""})[1].errors


def main() -> None:
    """Answer all jobs in their order."""
    ansible.module_utils.__path__.extend(str(path) for path in sorted(ROLES.glob("*/module_utils")))
    spec = importlib.util.spec_from_file_location("image_plan", ROLES / "image-gate/library/image_plan.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    jobs = json.load(sys.stdin)
    tasks = {path: Task(path) for path in {job["task"] for job in jobs}}
    json.dump([_errors(module, tasks[job["task"]], job["variables"]) for job in jobs], sys.stdout)


if __name__ == "__main__":
    main()
