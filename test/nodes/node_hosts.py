"""Modules that change a node, run on real hosts by real ansible-playbook."""

from __future__ import annotations

import difflib
import json
import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from hosts.generations import ROOT
from hosts.running import Hosts

ROLES = ROOT / "roles"
PASSWORD = "correct-horse-battery-staple"
ROOT_OF_REGISTRY = "/home/zuul/buildset_registry"
REGISTRY: dict[str, object] = {
    "root": ROOT_OF_REGISTRY,
    "host": "10.99.0.11",
    "password": PASSWORD,
    "image": "registry:2",
    "front_image": "nginx:stable",
    "firewall_chain": "openstack-INPUT",
    "timeout": 30,
}
ALIAS = "zuul-jobs.buildset-registry"
NAME = f"{ALIAS}:5000"
FOLDERS = "/etc /home /root /usr/local /var/lib"
# What lives there without being any of a job's business.
ELSEWHERE = (
    "/var/lib/docker",
    "/var/lib/containerd",
    "/var/lib/sudo",
    "/var/lib/systemd",
    "/home/zuul/zuul-output",
)
PRUNE = " -o ".join(f"-path {path} -prune" for path in (*ELSEWHERE, "/home/zuul/.ansible", "/root/.ansible"))
SNAPSHOT = f"""
exec 2>/dev/null  # docker warns there, at any moment
sudo find {FOLDERS} -xdev {PRUNE} -o -printf '%m %u %g %p %l\\n' | sort -k4
sudo find {FOLDERS} -xdev {PRUNE} -o -type f -print0 | sudo xargs -0 sha256sum | sort -k2
docker image ls --no-trunc --digests --format '{{{{.Repository}}}}:{{{{.Tag}}}} {{{{.Digest}}}} {{{{.ID}}}}' | sort
docker ps --all --no-trunc --format '{{{{.Names}}}} {{{{.Image}}}}' | sort
docker volume ls --quiet
docker info --format '{{{{json .RegistryConfig.Mirrors}}}}'
sudo iptables-save -t filter | grep -v '^[#:]'; sudo iptables-save -t nat | grep -v '^[#:]'
sudo ip6tables-save -t filter | grep -v '^[#:]'
pidof dockerd
"""


@dataclass(frozen=True)
class Result:
    """What a module returned, and everything that Ansible printed."""

    values: dict[str, object]
    output: str

    def __getitem__(self, name: str) -> object:
        return self.values[name]

    @property
    def words(self) -> str:
        """What was printed, without the line breaks that Ansible puts into warnings."""
        return " ".join(self.output.split())

    @property
    def failed(self) -> bool:
        return bool(self.values.get("failed"))


Module = Callable[..., Result]


def runner(hosts: Hosts, folder: Path, version: str) -> Module:
    inventory = folder / "inventory.yaml"
    inventory.write_text(
        yaml.safe_dump({"all": {"hosts": {name: dict(values) for name, values in hosts.inventory.items()}}})
    )
    environment = {
        **os.environ,
        "ANSIBLE_LIBRARY": ":".join(str(path) for path in sorted(ROLES.glob("*/library"))),
        "ANSIBLE_MODULE_UTILS": ":".join(str(path) for path in sorted(ROLES.glob("*/module_utils"))),
        "ANSIBLE_HOME": str(folder / "ansible"),
        # Other hosts have the same addresses, and a connection is found by its address.
        "ANSIBLE_SSH_CONTROL_PATH_DIR": str(hosts.folder / "ssh"),
        "ANSIBLE_STDOUT_CALLBACK": "minimal",
        "ANSIBLE_PIPELINING": "true",  # as Zuul has it
    }

    def run(node: str, name: str, /, become: bool = True, check: bool = False, **arguments: object) -> Result:
        task = {"name": "Task under test", name: arguments, "become": become}
        play = {"hosts": node, "gather_facts": False, "remote_user": "zuul", "tasks": [task]}
        playbook = folder / "playbook.yaml"
        playbook.write_text(yaml.safe_dump([play]))
        argv = [*hosts.enter, str(ROOT / ".venv/ansible" / version / "bin/ansible-playbook")]
        argv += ["-i", str(inventory), "-vvv", *(["--check"] if check else []), str(playbook)]
        done = subprocess.run(argv, env=environment, capture_output=True, text=True)
        start = done.stdout.find("=> {")
        assert start > 0, done.stdout + done.stderr
        values = json.JSONDecoder().raw_decode(done.stdout[start + 3 :])[0]
        return Result({"failed": done.returncode != 0, **values}, done.stdout + done.stderr)

    return run


def state_of(hosts: Hosts, host: str) -> list[str]:
    """Everything on a host that a job must leave as it was."""
    return hosts.run(host, SNAPSHOT, check=False).splitlines()


def assert_unchanged(hosts: Hosts, before: Mapping[str, list[str]]) -> None:
    """Fails with the lines that differ from an earlier state of these hosts."""
    for host, lines in before.items():
        now = state_of(hosts, host)
        difference = list(difflib.unified_diff(lines, now, "before", "now", n=0, lineterm=""))
        assert not difference, "\n".join([host, *difference])


def client(registry: Result, **changes: object) -> dict[str, object]:
    """Arguments of a client of this registry."""
    return {
        "user": "zuul",
        "host": registry["host"],
        "port": registry["port"],
        "username": "zuul",
        "password": PASSWORD,
        "cert": registry["cert"],
        **changes,
    }


def write(hosts: Hosts, host: str, path: str, text: str) -> None:
    """Write a file on a host as root."""
    quoted = text.replace("'", "'\\''")
    hosts.run(host, f"sudo mkdir -p $(dirname {path}); printf %s '{quoted}' | sudo tee {path} >/dev/null")


def restart_docker(hosts: Hosts, host: str) -> None:
    """Restart dockerd, also more often than systemd allows."""
    hosts.run(host, "sudo systemctl reset-failed docker docker.socket; sudo systemctl restart docker")


def push(hosts: Hosts, host: str, image: str, source: str = "busybox:stable") -> str:
    """Push an image to the registry as docker does, and forget the name."""
    return hosts.run(
        host, f"docker tag {source} {NAME}/{image} && docker push {NAME}/{image} && docker rmi {NAME}/{image}"
    )
