"""Hosts, registries and builds for the tests of roles."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Callable, Dict, Iterator

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from executor import Build  # noqa: E402
from hosts import Hosts, Registry, running_hosts, running_registry  # noqa: E402

DOCKERFILE = """FROM docker.io/library/busybox:stable
ARG GREETING=none
ARG ZUUL_SIBLINGS=none
RUN echo "$GREETING" >/greeting; echo "$ZUUL_SIBLINGS" >/siblings
"""


@pytest.fixture(scope="session")
def hosts() -> Iterator[Hosts]:
    """Two hosts with docker."""
    with running_hosts("roles", 2) as started:
        for host in started.inventory:
            started.run(
                host, f"mkdir -p src/project/img && printf '%s' '{DOCKERFILE}' >src/project/img/Dockerfile"
            )
        yield started


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


@pytest.fixture(params=["9", "11"])
def ansible(request: pytest.FixtureRequest) -> str:
    """Each version of Ansible that Zuul 14.3 supports, by Zuul's name for it."""
    return request.param


@pytest.fixture
def build(hosts: Hosts, ansible: str) -> Iterator[Callable[..., Build]]:
    """Makes builds of a change, on one host unless more are named."""
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

    yield make
    shutil.rmtree(folder)


def prepare_repository(folder: Path) -> None:
    """The project as Zuul checks it out on the executor."""
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    (folder / "img").mkdir()
    (folder / "img/Dockerfile").write_text(DOCKERFILE)
