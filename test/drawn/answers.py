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


#: The modules that read the input of a job, and their functions that tell what is wrong with it.
READERS = {
    "image_check": lambda module, options: module.checked({**options, "library": ""}),
    "image_plan": lambda module, options: module.planned(options)[1],
    "mirror_plan": lambda module, options: module.planned(options)[1],
}


def _first_reader(tasks: list[dict[str, Any]]) -> tuple[str, dict[str, Any]] | None:
    for task in tasks:
        called = [(name, task[name]) for name in READERS if name in task]
        found = called[0] if called else _first_reader(task.get("block", []))
        if found:
            return found
    return None


def _without_omitted(value: Any) -> Any:
    """A value without what is omitted in it, as Ansible hands it over."""
    if isinstance(value, dict):
        return {name: _without_omitted(part) for name, part in value.items() if part != OMIT}
    return [_without_omitted(part) for part in value] if isinstance(value, list) else value


class Task:
    """The first task of a file that reads the input of a job, below ``roles/``."""

    def __init__(self, path: str) -> None:
        file = ROLES / path
        self.module, self._options = _first_reader(yaml.safe_load(file.read_text()))
        defaults = file.parents[1] / "defaults/main.yaml"
        self._defaults = yaml.safe_load(defaults.read_text()) if defaults.exists() else {}
        self._filled: dict[str, Any] = {}

    def options(self, variables: dict[str, Any]) -> dict[str, Any]:
        """The options of the module for a job with these variables."""
        templar = Templar(DataLoader(), variables={**GIVEN, **self._defaults, **variables})
        filled = {name: self._fill(value, templar, variables) for name, value in self._options.items()}
        return _without_omitted(filled)

    def _fill(self, value: Any, templar: Templar, variables: dict[str, Any]) -> Any:
        """The value with its templates filled in; once for the same values of the variables that it names."""
        text = json.dumps(value)
        named = set(re.findall(r"\w+", text))
        key = json.dumps([text, {name: variables[name] for name in variables if name in named}])
        if key not in self._filled:
            self._filled[key] = templar.template(value)
        return self._filled[key]


def _load(name: str) -> Any:
    (file,) = ROLES.glob(f"*/library/{name}.py")
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _errors(modules: dict[str, Any], task: Task, variables: dict[str, Any]) -> list[str]:
    module = modules[task.module]
    read = ArgumentSpecValidator(module.ARGUMENTS).validate(task.options(variables))
    # Without the folder of the playbooks nothing but the input is looked at.
    return list(read.error_messages) or READERS[task.module](module, read.validated_parameters).errors


def main() -> None:
    """Answer all jobs in their order."""
    ansible.module_utils.__path__.extend(str(path) for path in sorted(ROLES.glob("*/module_utils")))
    modules = {name: _load(name) for name in READERS}
    jobs = json.load(sys.stdin)
    tasks = {path: Task(path) for path in {job["task"] for job in jobs}}
    json.dump([_errors(modules, tasks[job["task"]], job["variables"]) for job in jobs], sys.stdout)


if __name__ == "__main__":
    main()
