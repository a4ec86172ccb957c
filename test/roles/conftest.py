"""Hosts, registries and builds for the tests of roles."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Callable, Dict, Iterator

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from executor import PLAYBOOKS, Build  # noqa: E402
from generations import Generation  # noqa: E402
from hosts import GATEWAY, Hosts, Registry, running_hosts, running_registry  # noqa: E402
from used_hosts import leave_traces, let_docker_use_tls  # noqa: E402

DOCKERFILE = """FROM docker.io/library/busybox:stable
ARG GREETING=none
ARG ZUUL_SIBLINGS=none
RUN echo "$GREETING" >/greeting; echo "$ZUUL_SIBLINGS" >/siblings
"""


@pytest.fixture(scope="session")
def hosts(generation: Generation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    """Two hosts with docker, that have served others before."""
    with running_hosts("roles", 2, generation.name) as started:
        for host in started.inventory:
            started.run(
                host, f"mkdir -p src/project/img && printf '%s' '{DOCKERFILE}' >src/project/img/Dockerfile"
            )
        serve_a_buildset(started)
        leave_traces(started.run, started.inventory)
        yield started


@pytest.fixture(autouse=True)
def used_docker(request: pytest.FixtureRequest) -> None:
    """Every test finds a dockerd that has used TLS, also after one that started it anew."""
    if "hosts" in request.fixturenames:
        used: Hosts = request.getfixturevalue("hosts")
        let_docker_use_tls(used.run, used.inventory)


@pytest.fixture(scope="session")
def intermediate(hosts: Hosts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """The site's intermediate registry."""
    with running_registry(hosts, tmp_path_factory.mktemp("intermediate") / "registry", 5443) as registry:
        yield registry


@pytest.fixture(scope="session")
def target(hosts: Hosts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """The registry to which images are published."""
    with running_registry(hosts, tmp_path_factory.mktemp("target") / "registry", 6443) as registry:
        yield registry


@pytest.fixture
def build(hosts: Hosts, ansible: str) -> Iterator[Callable[..., Build]]:
    """Makes builds of a change, on one host unless more are named."""
    with building(hosts, ansible) as make:
        yield make


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
