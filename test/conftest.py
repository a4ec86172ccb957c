"""Lets tests import what roles ship in module_utils, and runs those that need hosts on several generations of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import ansible.module_utils
import pytest
from hosts.builds import DOCKERFILE, serve_a_buildset
from hosts.generations import Generation, ansibles, chosen, pairs
from hosts.registry import Registry, running_registry
from hosts.running import Hosts, running_hosts
from hosts.used import leave_traces, let_docker_use_tls

ROLES = Path(__file__).resolve().parent.parent / "roles"
ansible.module_utils.__path__.extend(str(p) for p in sorted(ROLES.glob("*/module_utils")))


def pytest_configure(config: pytest.Config) -> None:
    """Names the marks."""
    config.addinivalue_line("markers", "hosts: needs hosts with container engines")
    config.addinivalue_line("markers", "registries: needs registries on loopback")
    for name in ("oldest", "newest"):
        config.addinivalue_line(
            "markers", f"{name}_is_enough: no engine decides; {name} hosts run it for all"
        )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what needs hosts or registries, so that it can be left out, or run alone."""
    for item in items:
        for fixture, mark in (("generation", "hosts"), ("started", "registries")):
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(mark)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Repeats tests: on each generation of hosts with its Ansible; without hosts with both."""
    names = [name for name in ("generation", "ansible") if name in metafunc.fixturenames]
    if len(names) == 2:
        values = pairs()
    else:
        values = [(one,) for one in (chosen() if names == ["generation"] else ansibles())]
    ids = ["-".join(getattr(value, "name", value) for value in each) for each in values]
    if names:
        metafunc.parametrize(names, values, ids=ids, indirect=True, scope="session")


@pytest.fixture
def ansible(request: pytest.FixtureRequest) -> str:
    """The version of Ansible, by Zuul's name for it; Zuul 14.3 runs 9 and 11."""
    return request.param


@pytest.fixture(scope="session")
def generation(request: pytest.FixtureRequest) -> Generation:
    """The generation of the hosts."""
    return request.param


@pytest.fixture(scope="session")
def hosts(generation: Generation) -> Iterator[Hosts]:
    """Two hosts with docker, that have served others before; all tests share them."""
    with running_hosts("test", 2, generation.name) as started:
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
