"""Hosts for the tests of modules that change a node."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from generations import Generation  # noqa: E402
from node_hosts import (  # noqa: E402
    ROOT_OF_REGISTRY,
    Hosts,
    Module,
    runner,
    running_hosts,
    serve_a_buildset,
)
from used_hosts import leave_traces, let_docker_use_tls  # noqa: E402


@pytest.fixture(scope="session")
def hosts(generation: Generation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    """Two hosts that have served others before."""
    with running_hosts("nodes", 2, generation.name) as started:
        serve_a_buildset(started, runner(started, tmp_path_factory.mktemp("earlier"), "11"))
        leave_traces(started.run, started.inventory)
        yield started


@pytest.fixture
def module(hosts: Hosts, tmp_path: Path, ansible: str) -> Module:
    """Runs one module on one host, by ansible-playbook of the version under test."""
    return runner(hosts, tmp_path, ansible)


@pytest.fixture
def module_11(hosts: Hosts, tmp_path: Path) -> Module:
    """The same, where one version of Ansible is enough."""
    return runner(hosts, tmp_path, "11")


@pytest.fixture(autouse=True)
def clean_hosts(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    """Whatever a test did, the next one finds hosts without a registry, and a dockerd that has used TLS."""
    if "hosts" in request.fixturenames:
        used: Hosts = request.getfixturevalue("hosts")
        let_docker_use_tls(used.run, used.inventory)
    yield
    if "hosts" in request.fixturenames:
        hosts: Hosts = request.getfixturevalue("hosts")
        for host in hosts.inventory:
            # A test that failed has not given the node back.
            if "client" in hosts.run(host, "sudo ls /var/lib/image-gate 2>&1 || true"):
                runner(hosts, tmp_path, "11")(host, "buildset_registry_client", state="absent", user="zuul")
            hosts.run(
                host,
                "docker rm --force --volumes $(docker ps --all --quiet) 2>/dev/null; "
                f"sudo rm -rf {ROOT_OF_REGISTRY} zuul-output /var/lib/image-gate /etc/docker/certs.d;"
                "test ! -d .local/share/containers/storage || podman system reset --force >/dev/null 2>&1;"
                "sudo podman rmi --all --force >/dev/null 2>&1; rm -rf .docker .config .cache .local/share/containers/*;"
                "sudo iptables -F openstack-INPUT; sudo ip6tables -F openstack-INPUT",
                check=False,
            )
