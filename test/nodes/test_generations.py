"""Hosts are what the table of generations says, and their engines do what jobs need of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hosts.generations import Generation
from node_hosts import Hosts

REGISTRY = "127.0.0.1:5055"
STORES = {"overlay2": "overlay2", "containerd": "io.containerd.snapshotter.v1"}


@pytest.fixture
def registry(hosts: Hosts) -> Iterator[str]:
    """A registry on the host itself, where engines ask for no certificate."""
    hosts.run("node1", f"docker run --detach --name registry --publish {REGISTRY}:5000 registry:2")
    # docker's proxy takes connections before the registry does.
    hosts.run(
        "node1", f"curl --fail --silent --retry 30 --retry-all-errors --retry-delay 1 http://{REGISTRY}/v2/"
    )
    yield REGISTRY
    hosts.run("node1", "docker rm --force --volumes registry")


def test_engines_have_the_versions_of_the_table(hosts: Hosts, generation: Generation) -> None:
    versions = hosts.run("node1", "docker version --format '{{.Server.Version}} {{.Client.Version}}'").split()
    assert [version.startswith(f"{generation.docker}.") for version in versions] == [True, True], versions
    podman = hosts.run("node1", "podman --version").split()[-1]
    assert podman.startswith(f"{generation.podman}."), podman


def test_images_are_in_the_store_of_the_table(hosts: Hosts, generation: Generation) -> None:
    told = hosts.run("node1", "docker info --format '{{.Driver}} {{json .DriverStatus}}'")
    assert STORES[generation.store] in told
    assert ("containerd" in told) is (generation.store == "containerd")


def test_every_unit_of_the_host_came_up(hosts: Hosts) -> None:
    for host in hosts.inventory:
        assert hosts.run(host, "systemctl --failed --plain --no-legend") == ""


def test_docker_builds_pushes_pulls_and_runs(hosts: Hosts, registry: str) -> None:
    image = f"{registry}/acme/made:1"
    dockerfile = "printf 'FROM busybox:stable\\nRUN echo made >/made\\n'"
    for buildkit in (0, 1):
        hosts.run("node1", f"{dockerfile} | DOCKER_BUILDKIT={buildkit} docker build --tag {image} -")
        hosts.run("node1", f"docker push {image}; docker rmi {image}; docker pull {image}")
        assert hosts.run("node1", f"docker run --rm {image} cat /made") == "made\n"
    hosts.run("node1", f"docker rmi {image}")


@pytest.mark.parametrize("podman", ["podman", "sudo podman"])
def test_podman_builds_pushes_pulls_and_runs(hosts: Hosts, registry: str, podman: str) -> None:
    image = f"{registry}/acme/made:2"
    hosts.run(
        "node1", f"docker tag busybox:stable {registry}/acme/base:1; docker push {registry}/acme/base:1"
    )
    dockerfile = f"printf 'FROM {registry}/acme/base:1\\nRUN echo made >/made\\n'"
    option = "--tls-verify=false"
    hosts.run("node1", f"{dockerfile} | {podman} build {option} --tag {image} -")
    hosts.run(
        "node1", f"{podman} push {option} {image} && {podman} rmi {image} && {podman} pull {option} {image}"
    )
    # podman 4 has a warning before it where there are no controllers
    assert hosts.run("node1", f"{podman} run --rm {image} cat /made").splitlines()[-1] == "made"
    hosts.run("node1", f"docker rmi {registry}/acme/base:1; {podman} rmi --all --force")
