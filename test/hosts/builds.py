"""Builds on the hosts: playbooks of the library as jobs of a change run them."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Callable, Dict, Iterator

from hosts.executor import PLAYBOOKS, Build
from hosts.running import GATEWAY, Hosts

DOCKERFILE = """FROM docker.io/library/busybox:stable
ARG GREETING=none
ARG ZUUL_SIBLINGS=none
RUN echo "$GREETING" >/greeting; echo "$ZUUL_SIBLINGS" >/siblings
"""


@contextmanager
def building(hosts: Hosts, ansible: str) -> Iterator[Callable[..., Build]]:
    """What makes builds with one version of Ansible."""
    made = []
    # pytest's own folders are too long for the sockets of ssh.
    folder = Path(tempfile.mkdtemp(prefix="build"))

    def make(*nodes: str, change: str = "1234", **zuul: Any) -> Build:
        project = {
            "name": "acme/app",
            "short_name": "app",
            "src_dir": "src/project",
            "canonical_name": "example.test/acme/app",
        }
        variables: Dict[str, Any] = {
            "change": change,
            "patchset": "1",
            "change_url": f"https://review.example.test/{change}",
            "pipeline": "check",
            "job": "build-app",
            "project": project,
            "build": f"{len(made):032x}",
            **zuul,
        }
        inventory = {node: hosts.inventory[node] for node in nodes or ("node1",)}
        made.append(Build(folder / str(len(made)), ansible, variables, inventory, hosts.enter))
        prepare_repository(made[-1].directory / "work/src/project")
        return made[-1]

    try:
        yield make
    finally:
        shutil.rmtree(folder)


def serve_a_buildset(hosts: Hosts) -> None:
    """Let these hosts be those of a buildset, from its registry to its end."""
    registry = PLAYBOOKS / "buildset-registry"
    secrets = {"intermediate_registry": {"host": GATEWAY, "port": 1, "username": "x", "password": "x" * 20}}
    with building(hosts, "11") as build:
        job = build(*hosts.inventory, change="1")
        job.job_vars["docker_images"] = [{"context": "img", "repository": "acme/earlier"}]
        job.play(registry / "pre.yaml", secrets, "pre").must_succeed()
        job.play(PLAYBOOKS / "docker-image/run.yaml").must_succeed()
        for host in hosts.inventory:
            hosts.run(host, "docker pull acme/earlier")
        job.play(registry / "clean.yaml", secrets, "post").must_succeed()


def prepare_repository(folder: Path) -> None:
    """The project as Zuul checks it out on the executor."""
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    (folder / "img").mkdir()
    (folder / "img/Dockerfile").write_text(DOCKERFILE)
