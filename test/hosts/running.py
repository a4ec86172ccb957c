"""Disposable hosts with docker, in a network of their own."""

from __future__ import annotations

import json
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, List, Mapping

import yaml

from hosts.generations import HOSTS_CLI, ROOT
from hosts.used import shared_connection

GATEWAY = "10.99.0.1"
COMMON = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"


@dataclass(frozen=True)
class Hosts:
    """Running hosts; `inventory` has Ansible's variables by name for playbooks in their network, `folder` is theirs while they run."""

    folder: Path
    inventory: Mapping[str, Mapping[str, object]]

    @property
    def enter(self) -> List[str]:
        """The command that runs another one in the namespaces of the hosts."""
        record = json.loads((self.folder / "namespaces.json").read_text())
        flags = ["--mount", "--net", "--pid", "--ipc", "--uts"]
        return ["nsenter", "--target", str(record["holder"]["pid"]), *flags, "--", "env", "-C", "/"]

    def run(self, host: str, command: str, check: bool = True, user: str = "zuul") -> str:
        """The output of a shell command on a host."""
        variables = self.inventory[host]
        argv = ["ssh", "-i", str(variables["ansible_ssh_private_key_file"]), *COMMON.split()]
        argv += [*shared_connection(self.folder), f"{user}@{variables['ansible_host']}", command]
        done = subprocess.run(
            [*self.enter, *argv], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert not check or done.returncode == 0, f"{host}: {command}\n{done.stdout}"
        return done.stdout


@contextmanager
def running_hosts(kind: str, count: int, generation: str) -> Iterator[Hosts]:
    """Starts hosts with docker and the images of a site, and takes them away at the end."""
    # Those of other generations run beside them.
    name = f"{kind}-{generation}"
    up = ["up", str(count), "--name", name, "--hosts", generation, "--images"]
    subprocess.run([*HOSTS_CLI, *up], check=True, stdout=subprocess.DEVNULL)
    try:
        folder = ROOT / ".rehearsal" / name
        inventory = yaml.safe_load((folder / "inventory.yaml").read_text())["all"]["hosts"]
        # Playbooks run in the hosts' network, so they need no proxy to get there.
        yield Hosts(
            folder,
            {host: {**variables, "ansible_ssh_common_args": COMMON} for host, variables in inventory.items()},
        )
    finally:
        subprocess.run([*HOSTS_CLI, "down", "--name", name], check=True)
