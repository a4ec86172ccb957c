"""Disposable hosts and registries for the tests of roles: a network of their own, in which playbooks run."""

from __future__ import annotations

import json
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterator, List, Mapping, Sequence

import yaml
from executor import ROOT
from generations import HOSTS_CLI
from used_hosts import shared_connection

GATEWAY = "10.99.0.1"
AUTHORITY = ROOT / ".rehearsal-cache/authority"


@dataclass(frozen=True)
class Hosts:
    """A running set of hosts; `inventory` maps their names to Ansible's variables."""

    name: str
    inventory: Mapping[str, Mapping[str, object]]

    @property
    def enter(self) -> List[str]:
        """The command that runs another one in the namespaces of the hosts."""
        record = json.loads((ROOT / ".rehearsal" / self.name / "namespaces.json").read_text())
        flags = ["--mount", "--net", "--pid", "--ipc", "--uts"]
        return ["nsenter", "--target", str(record["holder"]["pid"]), *flags, "--", "env", "-C", "/"]

    def run(self, host: str, command: str, check: bool = True, user: str = "zuul") -> str:
        """The output of a shell command on a host."""
        variables = self.inventory[host]
        argv = [
            "ssh",
            *("-i", str(variables["ansible_ssh_private_key_file"])),
            *("-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR"),
            *shared_connection(ROOT / ".rehearsal" / self.name),
            f"{user}@{variables['ansible_host']}",
            command,
        ]
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
        inventory = yaml.safe_load((ROOT / ".rehearsal" / name / "inventory.yaml").read_text())
        hosts = inventory["all"]["hosts"]
        for variables in hosts.values():
            # Playbooks run in the hosts' network, so they need no proxy to get there.
            variables["ansible_ssh_common_args"] = (
                "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
            )
        yield Hosts(name, hosts)
    finally:
        subprocess.run([*HOSTS_CLI, "down", "--name", name], check=True)


def images_of(hosts: Hosts, host: str) -> List[str]:
    """The names of the images that a host has."""
    return sorted(hosts.run(host, "docker images --format '{{.Repository}}:{{.Tag}}' | grep -v none").split())


def state_of(hosts: Hosts, host: str) -> str:
    """Everything on a host that jobs may change and must leave as it was."""
    return hosts.run(
        host,
        "docker ps --all --format '{{.Names}} {{.Image}}' | sort; docker images --format '{{.Repository}}:{{.Tag}}' | sort;"
        "docker volume ls -q; cat /etc/hosts; sudo find /etc/docker /etc/containers /etc/buildkit /usr/local/share/ca-certificates"
        " -type f -exec sha256sum {} + 2>/dev/null | sort; sha256sum /etc/ssl/certs/ca-certificates.crt;"
        "find ~ -path '*/src' -prune -o -type f ! -name '.ansible*' -print | grep -v '/.ansible/\\|/.local/\\|zuul-output' | sort;"
        "sudo iptables-save -t filter | grep openstack; sudo ip6tables-save -t filter | grep openstack;"
        "find src/project | sort; pidof dockerd",
    )


@dataclass(frozen=True)
class Registry:
    """A registry in the network of the hosts."""

    port: int
    username: str
    password: str
    enter: Sequence[str]

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{GATEWAY}:{self.port}"

    @property
    def secret(self) -> Dict[str, object]:
        """What a Zuul secret says of it."""
        return {"host": GATEWAY, "port": self.port, "username": self.username, "password": self.password}

    def get(self, path: str) -> Dict[str, object]:
        """A JSON document of the registry, by its path below /v2/."""
        argv = [
            *self.enter,
            "curl",
            "-sS",
            "-u",
            f"{self.username}:{self.password}",
            f"https://{self.address}/v2/{path}",
        ]
        return json.loads(subprocess.run(argv, check=True, stdout=subprocess.PIPE, text=True).stdout)

    def tags(self, repository: str) -> List[str]:
        """The tags of a repository, sorted."""
        return sorted(self.get(f"{repository}/tags/list").get("tags") or [])

    def digest(self, repository: str, tag: str) -> str:
        """The digest of a tag."""
        accept = "application/vnd.oci.image.index.v1+json,application/vnd.oci.image.manifest.v1+json,"
        accept += "application/vnd.docker.distribution.manifest.v2+json,application/vnd.docker.distribution.manifest.list.v2+json"
        url = f"https://{self.address}/v2/{repository}/manifests/{tag}"
        argv = [
            *self.enter,
            "curl",
            "-sSI",
            "-H",
            f"Accept: {accept}",
            "-u",
            f"{self.username}:{self.password}",
            url,
        ]
        headers = subprocess.run(argv, check=True, stdout=subprocess.PIPE, text=True).stdout
        return next(
            line.split(":", 1)[1].strip()
            for line in headers.splitlines()
            if line.lower().startswith("docker-content-digest:")
        )


@contextmanager
def running_registry(hosts: Hosts, folder: Path, port: int) -> Iterator[Registry]:
    """Distribution 3.1 with TLS and an account, in the network of the hosts."""
    username, password = "robot", f"password-of-{port}-which-must-not-be-seen"
    _certificate(folder)
    htpasswd = subprocess.run(
        ["htpasswd", "-nbB", username, password], check=True, stdout=subprocess.PIPE, text=True
    )
    (folder / "htpasswd").write_text(htpasswd.stdout.strip() + "\n")
    configuration = {
        "version": 0.1,
        "storage": {"filesystem": {"rootdirectory": str(folder / "storage")}, "delete": {"enabled": True}},
        "http": {
            "addr": f"{GATEWAY}:{port}",
            "tls": {"certificate": str(folder / "tls.crt"), "key": str(folder / "tls.key")},
        },
        "auth": {"htpasswd": {"realm": "test", "path": str(folder / "htpasswd")}},
    }
    (folder / "config.yml").write_text(yaml.safe_dump(configuration))
    argv = [*hosts.enter, str(ROOT / ".venv/go/bin/registry"), "serve", str(folder / "config.yml")]
    registry = Registry(port, username, password, hosts.enter)
    with (folder / "log").open("w") as log:
        # Ends with the process namespace of the hosts.
        subprocess.Popen(argv, stdout=log, stderr=subprocess.STDOUT)
        for _ in range(50):
            ready = subprocess.run(
                [*hosts.enter, "curl", "-sk", f"https://{registry.address}/v2/"], stdout=subprocess.DEVNULL
            )
            if ready.returncode == 0:
                break
            time.sleep(0.2)
        else:
            raise AssertionError(f"the registry does not start: {(folder / 'log').read_text()}")
        yield registry


def _certificate(folder: Path) -> None:
    folder.mkdir(parents=True)
    openssl = [
        "openssl",
        "req",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=registry",
        "-keyout",
        str(folder / "tls.key"),
    ]
    subprocess.run([*openssl, "-out", str(folder / "tls.csr")], check=True, stderr=subprocess.DEVNULL)
    (folder / "extensions").write_text(f"subjectAltName=IP:{GATEWAY}\n")
    sign = [
        "openssl",
        "x509",
        "-req",
        "-in",
        str(folder / "tls.csr"),
        "-days",
        "3",
        "-extfile",
        str(folder / "extensions"),
    ]
    sign += [
        "-CA",
        str(AUTHORITY / "ca.crt"),
        "-CAkey",
        str(AUTHORITY / "ca.key"),
        "-set_serial",
        str(time.time_ns()),
    ]
    subprocess.run([*sign, "-out", str(folder / "tls.crt")], check=True, stderr=subprocess.DEVNULL)
