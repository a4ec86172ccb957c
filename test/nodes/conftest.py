"""Hosts for the tests of modules that change a node."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from hosts.running import Hosts  # noqa: E402
from node_hosts import ROOT_OF_REGISTRY, Module, runner  # noqa: E402


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
    """Whatever a test did, the next one finds hosts without a registry."""
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
                "docker volume rm --force $(docker volume ls --quiet) 2>/dev/null; "
                f"sudo rm -rf {ROOT_OF_REGISTRY} zuul-output /var/lib/image-gate /etc/docker/certs.d;"
                "test ! -d .local/share/containers/storage || podman system reset --force >/dev/null 2>&1;"
                "sudo podman rmi --all --force >/dev/null 2>&1; rm -rf .docker .config .cache .local/share/containers/*;"
                "sudo iptables -F openstack-INPUT; sudo ip6tables -F openstack-INPUT",
                check=False,
            )
