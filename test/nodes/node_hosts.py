"""Modules that change a node, run on real hosts by real ansible-playbook."""

from __future__ import annotations

import difflib
import json
import os
import shlex
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml
from generations import HOSTS_CLI
from used_hosts import shared_connection

ROOT = Path(__file__).resolve().parent.parent.parent
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
class Hosts:
    """Disposable hosts with docker; `inventory` has Ansible's variables by name, `folder` is theirs while they run."""

    folder: Path
    inventory: Mapping[str, Mapping[str, str]]

    def run(self, host: str, command: str, check: bool = True) -> str:
        """The output of a shell command on a host, run as the user zuul."""
        variables = self.inventory[host]
        argv = ["ssh", "-i", variables["ansible_ssh_private_key_file"]]
        argv += [
            *shlex.split(variables["ansible_ssh_common_args"]),
            *shared_connection(self.folder),
            f"zuul@{variables['ansible_host']}",
            command,
        ]
        done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
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
        inventory = yaml.safe_load((folder / "inventory.yaml").read_text())
        yield Hosts(folder, inventory["all"]["hosts"])
    finally:
        subprocess.run([*HOSTS_CLI, "down", "--name", name], check=True)


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
        argv = [str(ROOT / ".venv/ansible" / version / "bin/ansible-playbook"), "-i", str(inventory)]
        argv += ["-vvv", *(["--check"] if check else []), str(playbook)]
        done = subprocess.run(argv, env=environment, capture_output=True, text=True)
        start = done.stdout.find("=> {")
        assert start > 0, done.stdout + done.stderr
        values = json.JSONDecoder().raw_decode(done.stdout[start + 3 :])[0]
        return Result({"failed": done.returncode != 0, **values}, done.stdout + done.stderr)

    return run


def serve_a_buildset(hosts: Hosts, module: Module) -> None:
    """Let these hosts be those of a buildset, from its registry to its end."""
    registry = module("node1", "buildset_registry", **REGISTRY)
    for host in hosts.inventory:
        module(host, "buildset_registry_client", **client(registry))
        push(hosts, host, "acme/earlier:1")
        hosts.run(host, f"docker pull {NAME}/acme/earlier:1; docker pull acme/earlier:1")
        hosts.run(host, "printf 'FROM acme/earlier:1\nRUN touch /x\n' | docker build --tag acme/built:1 -")
    for host in hosts.inventory:
        module(host, "buildset_registry_client", state="absent", user="zuul")
    module("node1", "buildset_registry", state="stopped", root=ROOT_OF_REGISTRY)


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
