"""Registries in the network of the hosts."""

from __future__ import annotations

import json
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterator, List, Sequence

import yaml

from hosts.generations import ROOT
from hosts.running import GATEWAY, Hosts

AUTHORITY = ROOT / ".rehearsal-cache/authority"


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
            "-H",
            "Accept: application/json, application/vnd.oci.image.index.v1+json, "
            "application/vnd.docker.distribution.manifest.list.v2+json",
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
