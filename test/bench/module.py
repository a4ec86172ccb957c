"""This library's modules as Ansible runs them: one process each, from the start of Python to its answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Mapping

import processes
from stage import Stage

ROLE = processes.ROOT / "roles/image-gate"


def prepare(stage: Stage, name: str, arguments: Mapping[str, Any]) -> list[str]:
    """The command that Ansible would run for a module with these arguments, made by Ansible itself, which runs it."""
    ansible = processes.ROOT / ".venv/ansible/11/bin/ansible"
    keep = Path(tempfile.mkdtemp(dir=stage.directory))
    environment = {
        **os.environ,
        "ANSIBLE_LIBRARY": str(ROLE / "library"), "ANSIBLE_MODULE_UTILS": str(ROLE / "module_utils"),
        "ANSIBLE_PYTHON_INTERPRETER": sys.executable, "ANSIBLE_LOCALHOST_WARNING": "0",
        "ANSIBLE_KEEP_REMOTE_FILES": "1", "ANSIBLE_REMOTE_TMP": str(keep),
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "0",
    }  # fmt: skip
    argv = [ansible, "localhost", "-c", "local", "-m", name, "-a", json.dumps(arguments)]
    subprocess.run(argv, env=environment, check=True, stdout=subprocess.DEVNULL)
    (wrapper,) = keep.glob(f"*/AnsiballZ_{name}.py")
    return [sys.executable, str(wrapper)]


def run(command: list[str]) -> dict[str, Any]:
    """Run a module; its result. Raises ``RuntimeError`` if it fails."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    assert process.stdout is not None
    answer = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    result = json.loads(answer)
    if process.returncode or result.get("failed"):
        raise RuntimeError(result.get("msg"))
    return {**result, "peak_rss_mb": usage.ru_maxrss / 1000}
