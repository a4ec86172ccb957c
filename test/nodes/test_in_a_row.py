"""Registries one after the other and beside each other, on nodes that have served others before."""

from __future__ import annotations

import json

import pytest
from node_hosts import (
    NAME,
    PASSWORD,
    REGISTRY,
    ROOT_OF_REGISTRY,
    Hosts,
    Module,
    assert_unchanged,
    client,
    push,
    state_of,
    write,
)

SECOND = {
    **REGISTRY,
    "port": 5001,
    "root": "/home/zuul/second_registry",
    "password": "another-password-for-it",
}
NAMES = "docker ps --all --format '{{.Names}}' | sort"


def stop(module: Module, host: str = "node1", **which: object) -> None:
    stopped = module(host, "buildset_registry", state="stopped", **{"root": ROOT_OF_REGISTRY, **which})
    assert not stopped.failed, stopped.output


def test_the_next_registry_is_trusted_without_a_restart(hosts: Hosts, module_11: Module) -> None:
    before = {host: state_of(hosts, host) for host in hosts.inventory}
    module_11("node1", "buildset_registry", **REGISTRY)
    # From now on dockerd knows the authorities that it has read.
    assert "x509" in hosts.run("node2", "docker pull 10.99.0.11:5000/acme/x", check=False)
    for number in (1, 2):
        registry = module_11("node1", "buildset_registry", **REGISTRY)
        assert not registry.failed, registry.output
        used = module_11("node2", "buildset_registry_client", **client(registry))
        assert not used.failed, used.output
        image = f"acme/round{number}:1"
        push(hosts, "node2", image)
        hosts.run("node2", f"printf 'FROM {image}\\nRUN true\\n' | docker build -t built:1 -")
        hosts.run("node2", f"docker rmi {image} built:1; docker pull {image}; docker pull {NAME}/{image}")
        hosts.run("node2", f"podman pull --quiet docker.io/{image}")
        left = module_11("node2", "buildset_registry_client", state="absent", user="zuul")
        assert not left.failed and left["warnings_found"] == [], left.output
        stop(module_11)
    hosts.run("node2", "rm -rf ~/.config ~/.cache ~/.local/share/containers/* 2>/dev/null; true", check=False)
    assert_unchanged(hosts, before)


@pytest.mark.oldest_is_enough
def test_a_certificate_of_the_site_comes_back(hosts: Hosts, module_11: Module) -> None:
    registry = module_11("node1", "buildset_registry", **{**REGISTRY, "host": "node1"})
    for path in ("/etc/docker/certs.d/node1:5000/ca.crt", "/etc/docker/certs.d/docker.io/site.crt"):
        write(hosts, "node2", path, str(registry["cert"]))
    write(hosts, "node2", "/usr/local/share/ca-certificates/node1.crt", str(registry["cert"]) + "\n")
    hosts.run("node2", "sudo update-ca-certificates")
    before = state_of(hosts, "node2")
    stop(module_11)
    again = module_11("node1", "buildset_registry", **{**REGISTRY, "host": "node1"})

    used = module_11("node2", "buildset_registry_client", **client(again))
    assert not used.failed, used.output
    hosts.run("node2", "docker tag busybox:stable node1:5000/acme/app && docker push node1:5000/acme/app")
    assert not module_11("node2", "buildset_registry_client", **client(again))["changed"]
    left = module_11("node2", "buildset_registry_client", state="absent", user="zuul")

    assert not left.failed, left.output
    assert_unchanged(hosts, {"node2": before})
    hosts.run("node2", "sudo rm -r /etc/docker/certs.d /usr/local/share/ca-certificates/node1.crt")
    hosts.run("node2", "sudo update-ca-certificates --fresh")
    stop(module_11)


def test_a_second_registry_lives_beside_the_first(hosts: Hosts, module_11: Module) -> None:
    before = {host: state_of(hosts, host) for host in hosts.inventory}
    first = module_11("node1", "buildset_registry", **REGISTRY)
    module_11("node2", "buildset_registry_client", **client(first))
    push(hosts, "node2", "acme/app:1")
    second = module_11("node1", "buildset_registry", **SECOND)

    assert not second.failed, second.output
    assert hosts.run("node1", NAMES).split() == [
        "buildset_registry",
        "buildset_registry_5001",
        "buildset_registry_5001_store",
        "buildset_registry_store",
    ]
    rules = hosts.run("node1", "sudo iptables -S openstack-INPUT 2>/dev/null | grep -c dport; true")
    assert not module_11("node1", "buildset_registry", **SECOND)["changed"]
    assert not module_11("node1", "buildset_registry", **REGISTRY)["changed"]
    hosts.run("node2", "docker pull acme/app:1")
    stop(module_11, root=SECOND["root"], port=5001)
    assert hosts.run("node1", NAMES).split() == ["buildset_registry", "buildset_registry_store"]
    hosts.run("node2", "docker rmi acme/app:1; docker pull acme/app:1")
    assert int(rules) in (0, 2)

    # Its port, or its folder, alone is not enough to be the first one.
    for change, words in (
        ({"port": 5001}, "belongs to the registry on port 5000, which runs. Set buildset_registry_root"),
        ({"root": "/home/zuul/other"}, "belongs to the registry of '/home/zuul/buildset_registry'"),
    ):
        refused = module_11("node1", "buildset_registry", **{**REGISTRY, **change})
        assert refused.failed and words in str(refused["msg"]), refused.output
    kept = module_11("node1", "buildset_registry", state="stopped", root=ROOT_OF_REGISTRY, port=5001)
    assert not kept["changed"] and "both stay" in kept.words
    assert hosts.run("node1", NAMES).split() == ["buildset_registry", "buildset_registry_store"]
    module_11("node2", "buildset_registry_client", state="absent", user="zuul")
    stop(module_11, port=5000)
    assert_unchanged(hosts, before)


@pytest.mark.newest_is_enough
def test_what_is_not_ours_stays(hosts: Hosts, module_11: Module) -> None:
    hosts.run("node1", "docker run --detach --name buildset_registry busybox:stable sleep 600")
    refused = module_11("node1", "buildset_registry", **REGISTRY)
    assert refused.failed and "the container buildset_registry on this node belongs to somebody else" in str(
        refused["msg"]
    )
    stop(module_11, port=5000)
    assert hosts.run("node1", "docker ps --format '{{.Names}}'").split() == ["buildset_registry"]
    hosts.run(
        "node1",
        f"docker rm --force buildset_registry; mkdir {ROOT_OF_REGISTRY}; touch {ROOT_OF_REGISTRY}/mine",
    )
    refused = module_11("node1", "buildset_registry", **REGISTRY)
    assert refused.failed and "it has 'mine' in it" in str(refused["msg"])
    stopped = module_11("node1", "buildset_registry", state="stopped", root=ROOT_OF_REGISTRY)
    assert "'mine' in it is not of the buildset registry" in stopped.words
    assert hosts.run("node1", f"ls {ROOT_OF_REGISTRY}").split() == ["mine"]


def test_podman_in_the_place_of_docker_is_told(hosts: Hosts, module_11: Module) -> None:
    hosts.run("node1", "sudo mv /usr/bin/docker /usr/bin/docker.away")
    try:
        without = module_11("node1", "buildset_registry", **REGISTRY)
        hosts.run(
            "node1",
            "printf '#!/bin/sh\\nexec podman \"$@\"\\n' | sudo tee /usr/bin/docker; sudo chmod 755 /usr/bin/docker",
        )
        shim = module_11("node1", "buildset_registry", **REGISTRY)
        facts = module_11("node1", "docker_engine", become=False)
    finally:
        hosts.run("node1", "sudo mv /usr/bin/docker.away /usr/bin/docker")
    assert "docker is not installed on this node; podman is, but cannot take its place yet" in str(
        without["msg"]
    )
    assert "/usr/bin/docker is podman under docker's name" in str(shim["msg"])
    assert facts["podman"] and not module_11("node1", "docker_engine", become=False)["podman"]


@pytest.mark.parametrize("buildkit", ["0", "1"])
def test_a_build_takes_the_base_image_of_the_buildset(hosts: Hosts, module_11: Module, buildkit: str) -> None:
    """Also an older one of the same name is there, docker knows no mirror of its registry, or BuildKit none at all."""
    hosts.run(
        "node2", "docker tag busybox:stable acme/base:1; docker tag busybox:stable quay.io/acme/tools:latest"
    )
    before = state_of(hosts, "node2")
    registry = module_11("node1", "buildset_registry", **REGISTRY)
    module_11("node2", "buildset_registry_client", **client(registry))
    for image in ("acme/base:1", "quay.io/acme/tools:latest", "acme/new:latest"):
        hosts.run(
            "node2", f"printf 'FROM busybox:stable\\nLABEL of={image}\\n' | docker build -t {NAME}/{image} -"
        )
        hosts.run("node2", f"docker push {NAME}/{image} && docker rmi {NAME}/{image}")
    hosts.run(
        "node2",
        "mkdir -p context; printf 'ARG TAG=1\\nFROM acme/base:$TAG\\nCOPY --from=quay.io/acme/tools /bin/true /x\\n"
        "FROM acme/new\\nFROM busybox:stable\\n' >context/Dockerfile",
    )
    image = {
        "workdir": "/home/zuul/context",
        "dockerfile": "Dockerfile",
        "build_args": [],
        "local_tags": ["latest"],
    }
    task = {"images": [{**image, "reference_base": "acme/app"}], "registry": NAME, "buildkit": True}

    taken = module_11("node2", "base_images", become=False, **task)

    assert not taken.failed, taken.output
    assert [base["name"] for base in taken["bases"]] == ["acme/base:1", "quay.io/acme/tools", "acme/new"]
    for base in taken["bases"]:
        assert base["digest"].startswith("sha256:")
        assert f"{base['name']} is the image of this buildset, {base['digest']}" in str(taken["msg"])
        label = hosts.run(
            "node2", f"docker image inspect --format '{{{{json .Config.Labels}}}}' {base['name']}"
        )
        assert json.loads(label)["of"].startswith(base["name"])
    hosts.run("node2", f"cd context && DOCKER_BUILDKIT={buildkit} docker build -t acme/app .")
    assert NAME not in hosts.run("node2", "docker image ls")

    hosts.run("node2", "rm -r context")
    left = module_11("node2", "buildset_registry_client", state="absent", user="zuul")
    assert not left.failed and left["warnings_found"] == [], left.output
    assert_unchanged(hosts, {"node2": before})
    hosts.run("node2", "docker rmi acme/base:1 quay.io/acme/tools:latest")
    stop(module_11)


@pytest.mark.newest_is_enough
def test_a_registry_that_does_not_answer_is_not_taken_for_one_without_the_image(
    hosts: Hosts, module_11: Module
) -> None:
    hosts.run("node2", "mkdir -p context; echo FROM acme/base >context/Dockerfile")
    image = {"workdir": "context", "dockerfile": "Dockerfile", "build_args": [], "local_tags": ["latest"]}
    task = {"images": [{**image, "reference_base": "acme/app"}], "registry": "10.99.0.11:5999"}
    refused = module_11("node2", "base_images", become=False, **task)
    hosts.run("node2", "rm -r context")
    assert refused.failed
    assert "acme/base: the buildset registry does not tell whether it has this base image" in str(
        refused["msg"]
    )


def test_dockers_own_files_of_the_user_go(hosts: Hosts, module_11: Module) -> None:
    hosts.run(
        "node2",
        'mkdir -p .docker/buildx/refs; echo site >.docker/buildx/refs/site; echo \'{"credsStore" :"x"}\' >.docker/config.json',
    )
    before = state_of(hosts, "node2")
    registry = module_11("node1", "buildset_registry", **REGISTRY)
    used = module_11("node2", "buildset_registry_client", **client(registry))
    assert "/home/zuul/.config/containers/auth.json" in used["files"]
    hosts.run(
        "node2", "mkdir -p .docker/buildx/refs/a/b; touch .docker/.token_seed .docker/buildx/refs/a/b/c"
    )
    hosts.run("node2", "ln -s /etc .docker/buildx/link; ln -s /etc/hostname .docker/other")
    push(hosts, "node2", "acme/app:1")
    hosts.run(
        "node2", f"podman pull --quiet {NAME}/acme/app:1 && podman tag {NAME}/acme/app:1 {NAME}/acme/app:2"
    )
    hosts.run("node2", f"podman push --quiet {NAME}/acme/app:2")

    left = module_11("node2", "buildset_registry_client", state="absent", user="zuul")

    assert not left.failed and left["warnings_found"] == [], left.output
    assert PASSWORD not in left.output
    assert "containers" not in hosts.run("node2", "ls .config || true")  # the rest of it is podman's
    hosts.run("node2", "rm -rf ~/.config ~/.cache ~/.local/share/containers/* 2>/dev/null; true", check=False)
    assert_unchanged(hosts, {"node2": before})
    hosts.run("node2", "rm -r .docker")
    stop(module_11)
