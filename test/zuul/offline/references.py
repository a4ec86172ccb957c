"""Follows what a playbook pulls in, to find roles that are on no role path."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROLE, TASKS, PLAYBOOK = "role", "tasks", "playbook"
ACTIONS = {
    "include_role": ROLE,
    "import_role": ROLE,
    "include_tasks": TASKS,
    "import_tasks": TASKS,
    "import_playbook": PLAYBOOK,
}


class AnsibleLoader(yaml.SafeLoader):
    """Reads over Ansible's tags (`!unsafe`, `!vault`)."""


AnsibleLoader.add_multi_constructor("!", lambda loader, suffix, node: None)


def missing_roles(playbook: Path, role_path: list[Path]) -> set[str]:
    """Names of roles that Ansible would not find for a playbook, through includes and dependencies."""
    missing: set[str] = set()
    seen: set[Path] = set()
    todo = [playbook]
    while todo:
        path = todo.pop()
        if path in seen or not path.is_file():
            continue
        seen.add(path)
        for kind, name in references(path):
            if kind != ROLE:
                todo.append(path.parent / name)
                continue
            role = next((place / name for place in role_path if (place / name).is_dir()), None)
            if role is None:
                missing.add(name)
                continue
            todo += [role / "meta/main.yaml", *role.glob("tasks/*.y*ml"), *role.glob("handlers/*.y*ml")]
    return missing


@cache
def references(path: Path) -> tuple[tuple[str, str], ...]:
    """Kind and name of everything that a file pulls in; names made by Jinja are left out."""
    content = yaml.load(path.read_text("utf-8"), Loader=AnsibleLoader)
    return tuple((kind, name) for kind, name in walk(content) if "{{" not in name)


def walk(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, list):
        for child in node:
            yield from walk(child)
    elif isinstance(node, dict):
        for key, value in node.items():
            kind = ACTIONS.get(str(key).rpartition(".")[2])
            if kind:
                yield kind, value if isinstance(value, str) else value["name" if kind == ROLE else "file"]
            elif key in ("roles", "dependencies") and isinstance(value, list):
                for role in value:
                    yield ROLE, role if isinstance(role, str) else role.get("role") or role["name"]
            elif key != "vars":
                yield from walk(value)
