"""Runs one of the modules by a real ansible-playbook, and gives back its result."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
ROLES = ROOT / "roles"
LOCAL = {"localhost": {"ansible_connection": "local", "ansible_python_interpreter": "/usr/bin/python3"}}


@dataclass
class Outcome:
    """What the module returned, and all that Ansible printed with its highest verbosity but one."""

    result: dict
    output: str

    def good(self) -> dict:
        """The result of a module that succeeded."""
        assert not self.result.get("failed"), self.result.get("msg", self.output)
        return self.result

    @property
    def message(self) -> str:
        """The message of a module that failed."""
        assert self.result.get("failed"), self.result
        return self.result["msg"]


def run(
    directory: Path, ansible: str, module: dict, inventory=None, variables=None, check=False, enter=()
) -> Outcome:
    """Run the task ``module`` on the only host of ``inventory`` with ansible-core 2.16 ("9") or 2.18 ("11").

    ``enter`` is the command that enters the network of the host.
    """
    result = directory / "result.json"
    keep = {"content": "{{ result | to_json }}", "dest": str(result)}
    tasks = [
        {**module, "register": "result", "ignore_errors": True},
        {
            "ansible.builtin.copy": keep,
            "connection": "local",
            "delegate_to": "localhost",
            "check_mode": False,
        },
    ]
    play = {"hosts": "all", "gather_facts": False, "vars": variables or {}, "tasks": tasks}
    (directory / "play.yaml").write_text(yaml.safe_dump([play]))
    (directory / "inventory.yaml").write_text(yaml.safe_dump({"all": {"hosts": dict(inventory or LOCAL)}}))
    folders = sorted(ROLES.glob("*/library")), sorted(ROLES.glob("*/module_utils"))
    environment = {
        **os.environ,
        "ANSIBLE_LIBRARY": ":".join(map(str, folders[0])),
        "ANSIBLE_MODULE_UTILS": ":".join(map(str, folders[1])),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_LOCAL_TEMP": str(directory / "tmp"),
        # Hosts of other tests, that run at the same time, have the same addresses.
        "ANSIBLE_SSH_ARGS": "-o ControlMaster=no",
    }
    playbook = ROOT / ".venv/ansible" / ansible / "bin/ansible-playbook"
    argv = [*enter, playbook, "-vvv", "-i", directory / "inventory.yaml", directory / "play.yaml"]
    done = subprocess.run(
        [*map(str, argv), *(["--check"] if check else [])],
        cwd=directory,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )
    assert result.exists(), done.stdout
    outcome = Outcome(json.loads(result.read_text()), done.stdout)
    result.unlink()
    return outcome
