"""Consumers find the images of unmerged changes under the names that they write, on docker of every generation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from node_hosts import NAME, PASSWORD, REGISTRY, Hosts, Module, Result, assert_unchanged, client, state_of

QUAY, OLDER, HUB = "quay.io/acme/app:latest", "ghcr.io/acme/tools:2", "acme/base:1"


def account(registry: Result) -> dict[str, object]:
    kept = client(registry)
    del kept["user"]
    return kept


def publish(hosts: Hosts, image: str, path: str = "") -> None:
    """Push an image that tells its name as only the buildset registry has it."""
    place = f"{NAME}/{path or image}"
    hosts.run(
        "node2", f"printf 'FROM busybox:stable\\nRUN echo {image} >/of\\n' | docker build -q -t {place} -"
    )
    hosts.run("node2", f"docker push {place} && docker rmi {place}")


@pytest.fixture
def registry(hosts: Hosts, module_11: Module) -> Iterator[Result]:
    """A buildset registry that node2 uses."""
    started = module_11("node1", "buildset_registry", **REGISTRY)
    used = module_11("node2", "buildset_registry_client", **client(started))
    assert not used.failed, used.output
    yield started
    module_11("node2", "buildset_registry_client", state="absent", user="zuul")
    module_11("node1", "buildset_registry", state="stopped", root=REGISTRY["root"])


def test_a_consumer_finds_images_of_every_registry(hosts: Hosts, module_11: Module) -> None:
    hosts.run(
        "node2",
        f"printf 'FROM busybox:stable\\nLABEL of=node\\nRUN echo node >/of\\n' | docker build -q -t {OLDER} -",
    )
    hosts.run("node2", f"docker tag {OLDER} {HUB}; rm -rf .docker")
    hosts.run("node2", "sudo mkdir -p /etc/containerd/certs.d /etc/rancher/k3s")
    before = state_of(hosts, "node2")
    started = module_11("node1", "buildset_registry", **REGISTRY)
    module_11("node2", "buildset_registry_client", **client(started))
    for image in (QUAY, OLDER, HUB, "acme/lazy:1"):
        publish(hosts, image)
    hosts.run("node2", "docker builder prune --all --force")
    task = {"registry": account(started)}

    planned = module_11("node2", "buildset_registry_images", check=True, **task)
    assert planned["changed"] and "No such image" in hosts.run(
        "node2", f"docker image inspect {QUAY}", check=False
    )
    given = module_11("node2", "buildset_registry_images", **task)

    assert not given.failed and given["warnings_found"] == [], given.output
    assert PASSWORD not in given.output
    assert sorted(image["name"] for image in given["images"]) == sorted([QUAY, OLDER, HUB])
    for image in given["images"]:
        assert image["digest"].startswith("sha256:")
        assert f"{image['name']} is the image of this buildset, {image['digest']}" in str(given["told"])
    for image in (QUAY, OLDER, HUB, "acme/lazy:1"):
        assert hosts.run("node2", f"docker run --rm {image} cat /of").splitlines()[-1] == image
    assert NAME not in hosts.run("node2", "docker image ls")
    assert NAME in hosts.run("node2", "cat /etc/rancher/k3s/registries.yaml")
    # containerd asks the registry itself.
    pulled = " ".join([QUAY, f"docker.io/{HUB}"])
    for image in pulled.split():
        hosts.run("node2", f"sudo ctr images pull --hosts-dir /etc/containerd/certs.d {image}")
    hosts.run("node2", f"sudo ctr images rm --sync {pulled}")
    hosts.run("node2", "docker image prune --force --filter label=of=node")  # it has lost its own names
    again = module_11("node2", "buildset_registry_images", **task)
    assert not again.failed, again.output

    left = module_11("node2", "buildset_registry_client", state="absent", user="zuul")
    assert not left.failed and left["warnings_found"] == [], left.output
    assert_unchanged(hosts, {"node2": before})
    made = "/etc/containerd/certs.d /etc/rancher/k3s"
    assert hosts.run("node2", f"find {made} -mindepth 1; sudo rmdir {made}") == ""
    for image in (OLDER, HUB):
        assert hosts.run("node2", f"docker run --rm {image} cat /of") == "node\n"
    hosts.run("node2", f"docker rmi {OLDER} {HUB}")
    module_11("node1", "buildset_registry", state="stopped", root=REGISTRY["root"])


def test_what_is_chosen_and_what_is_too_much(hosts: Hosts, module_11: Module, registry: Result) -> None:
    for image in (QUAY, OLDER):
        publish(hosts, image)
    task = {"registry": account(registry)}
    refused = module_11("node2", "buildset_registry_images", **task, limit=0)
    assert refused.failed and "docker would have to pull 2 of them, " in str(refused["msg"])
    assert "buildset_registry_pull_limit is 0. Name the images that the job needs" in str(refused["msg"])
    given = module_11("node2", "buildset_registry_images", **task, names=["quay.io/acme/app"])
    assert [image["name"] for image in given["images"]] == [QUAY]
