"""A host that stops being a client after jobs have done what they like to it."""

from __future__ import annotations

import json

import pytest
from node_hosts import (
    ALIAS,
    NAME,
    REGISTRY,
    ROOT_OF_REGISTRY,
    Hosts,
    Module,
    assert_unchanged,
    client,
    push,
    restart_docker,
    state_of,
    write,
)

CONFIG = "/home/zuul/.docker/config.json"
DAEMON_JSON = "/etc/docker/daemon.json"
DROP_IN = "/etc/containers/registries.conf.d/job.conf"
SITE = '[[registry]]\nprefix = "quay.io"\nlocation = "quay.io"\n'
FAILED_BUILD = "FROM busybox:stable as a\nRUN touch /a\nFROM busybox:stable\nCOPY --from=a /a /b\nRUN false\n"
NAMELESS = "docker image ls --all --no-trunc --format '{{.Repository}} {{.ID}}' | sed -n 's/^<none> //p'"
IMAGES = "image ls --all --no-trunc --quiet | sort"


@pytest.fixture
def used(hosts: Hosts, module_11: Module) -> Module:
    """A client of a registry on the other host; both are ended after the test."""
    registry = module_11("node1", "buildset_registry", **REGISTRY)

    def use(**changes: object) -> None:
        result = module_11("node2", "buildset_registry_client", **client(registry, **changes))
        assert not result.failed, result.output

    yield use
    hosts.run(
        "node2",
        "sudo rm -rf .docker /etc/containers/registries.conf.d/*; docker rm --force user",
        check=False,
    )
    module_11("node2", "buildset_registry_client", state="absent", user="zuul")
    module_11("node1", "buildset_registry", state="stopped", root=ROOT_OF_REGISTRY)


def leave(module: Module, user: str = "zuul") -> object:
    return module("node2", "buildset_registry_client", state="absent", user=user)


@pytest.mark.newest_is_enough
def test_files_that_a_job_has_spoilt(hosts: Hosts, module_11: Module, used: Module) -> None:
    write(hosts, "node2", "/etc/containers/registries.conf.d/site.conf", SITE)
    before = state_of(hosts, "node2")
    used()
    write(hosts, "node2", CONFIG, '{"auths": {')
    write(hosts, "node2", DAEMON_JSON, '{"mtu": 1400,}')
    for path in ("/etc/containers/registries.conf", "/etc/containers/registries.conf.d/site.conf", DROP_IN):
        hosts.run("node2", f"printf '# Gr\\374\\337e\\n' | sudo tee {path} >/dev/null")

    left = leave(module_11)

    assert not left.failed, left.output
    spoilt = [warning for warning in left["warnings_found"] if "was spoilt" in warning]
    assert len(spoilt) == 3, left["warnings_found"]
    assert (
        f"{DROP_IN} was left alone: {DROP_IN} is not UTF-8 text. Repair or remove it."
        in left["warnings_found"]
    )
    hosts.run("node2", f"sudo rm {DROP_IN}")
    assert_unchanged(hosts, {"node2": before})
    hosts.run("node2", "sudo rm /etc/containers/registries.conf.d/site.conf")


@pytest.mark.newest_is_enough
def test_a_problem_hinders_no_other_step(hosts: Hosts, module_11: Module, used: Module) -> None:
    before = state_of(hosts, "node2")
    hosts.run("node2", "mkdir -p .docker; echo '{}' > .docker/config.json")
    used()
    write(hosts, "node2", CONFIG, '{"auths": {')

    left = leave(module_11)

    assert left.failed
    assert left["msg"] == (
        "Buildset registry: the node is not yet as it was before:\n"
        f"- {CONFIG} is not valid JSON (line 1, column 12). Repair or remove it."
    )
    assert ALIAS not in hosts.run(
        "node2", "cat /etc/hosts; docker info --format '{{json .RegistryConfig.Mirrors}}'"
    )
    notes = json.loads(hosts.run("node2", "sudo sh -c 'cat /var/lib/image-gate/*'"))
    assert (notes["files"], notes["own"], list(notes["accounts"])) == ({}, [], ["zuul"])
    write(hosts, "node2", CONFIG, json.dumps({"auths": {NAME: {"auth": "x"}}}))
    assert not leave(module_11).failed
    assert json.loads(hosts.run("node2", "cat .docker/config.json")) == {}
    hosts.run("node2", "rm -r .docker")
    assert_unchanged(hosts, {"node2": before})


@pytest.mark.newest_is_enough
def test_a_user_who_is_gone(hosts: Hosts, module_11: Module, used: Module) -> None:
    before = state_of(hosts, "node2")
    hosts.run("node2", "sudo useradd --create-home visitor")
    used(user="visitor")
    hosts.run("node2", "sudo userdel --remove visitor", check=False)

    left = leave(module_11, "visitor")

    assert not left.failed, left.output
    assert "there is no user visitor on this node" in left.words
    for path in ("passwd", "group", "shadow", "gshadow", "subuid", "subgid"):
        hosts.run("node2", f"sudo cp -p /etc/{path} /tmp/{path}; sudo rm -f /etc/{path}-")
    changed = [line for line in state_of(hosts, "node2") if line not in before]
    assert [line for line in changed if not line.split()[-1].startswith("/etc/")] == []


@pytest.mark.oldest_is_enough
def test_a_daemon_that_does_not_take_its_settings(hosts: Hosts, module_11: Module, used: Module) -> None:
    used()
    settings = json.loads(hosts.run("node2", f"cat {DAEMON_JSON}"))
    write(hosts, "node2", DAEMON_JSON, json.dumps({**settings, "no-such-option": 1}))

    left = leave(module_11)

    assert left.failed
    assert f"- dockerd did not take {DAEMON_JSON} within 15 s; see its log" in str(left["msg"])
    assert ALIAS not in hosts.run("node2", f"cat /etc/hosts {DAEMON_JSON}")
    hosts.run("node2", f"sudo rm {DAEMON_JSON}")
    assert not leave(module_11).failed
    assert ALIAS not in hosts.run("node2", "docker info --format '{{json .RegistryConfig.Mirrors}}'")


def test_images_without_a_name_and_the_build_cache_go(hosts: Hosts, module_11: Module, used: Module) -> None:
    hosts.run(
        "node2",
        "printf 'FROM busybox:stable\nRUN touch /site\nRUN false\n' | DOCKER_CONFIG=/tmp/site docker build --force-rm -",
        check=False,
    )
    of_the_site = hosts.run("node2", f"docker {IMAGES}")
    before = state_of(hosts, "node2")
    used()
    hosts.run("node2", f"printf '{FAILED_BUILD}' | docker build --force-rm -", check=False)
    hosts.run("node2", f"printf '{FAILED_BUILD}' | DOCKER_BUILDKIT=1 docker build -", check=False)
    hosts.run(
        "node2", "printf 'FROM busybox:stable\nRUN touch /x\n' | DOCKER_BUILDKIT=1 docker build -t x:1 -"
    )
    cache = "docker system df --verbose --format '{{range .BuildCache}}{{println .ID}}{{end}}'"
    assert hosts.run("node2", cache).split()
    assert hosts.run("node2", f"docker {IMAGES}") != of_the_site
    nameless = set(hosts.run("node2", NAMELESS).split()) - set(of_the_site.split())

    left = leave(module_11)

    assert not left.failed and left["warnings_found"] == [], left.output
    assert "x:1" in left["images"]
    # BuildKit keeps no image of a step.
    assert any(name.startswith("sha256:") for name in left["images"]) == bool(nameless)
    assert hosts.run("node2", f"docker {IMAGES}") == of_the_site
    assert hosts.run("node2", cache).split() == []
    assert_unchanged(hosts, {"node2": before})
    hosts.run("node2", "docker image prune --force")


@pytest.mark.parametrize("podman", ["podman", "sudo podman"])
def test_images_in_the_stores_of_podman_go(
    hosts: Hosts, module_11: Module, used: Module, podman: str
) -> None:
    hosts.run("node2", f"docker save busybox:stable -o /tmp/b.tar; {podman} load --quiet --input /tmp/b.tar")
    hosts.run("node2", f"{podman} tag busybox:stable docker.io/acme/base:1; sudo rm /tmp/b.tar")
    listing = (
        f"{podman} image ls --all --no-trunc --format '{{{{.Repository}}}}:{{{{.Tag}}}} {{{{.ID}}}}' | sort"
    )
    before = hosts.run("node2", listing)
    used()
    push(hosts, "node2", "acme/app:1")
    hosts.run("node2", f"{podman} pull --quiet docker.io/acme/app:1")
    hosts.run("node2", f"printf '{FAILED_BUILD}' | {podman} build -", check=False)
    hosts.run(
        "node2", f"printf 'FROM busybox:stable\nLABEL a=b\n' | {podman} build -t docker.io/acme/base:1 -"
    )
    assert hosts.run("node2", listing) != before

    left = leave(module_11)

    assert not left.failed and left["warnings_found"] == [], left.output
    assert {"docker.io/acme/app:1", "docker.io/acme/base:1"} <= set(left["images"])
    assert hosts.run("node2", listing) == before


@pytest.mark.parametrize("engine", ["docker", pytest.param("podman", marks=pytest.mark.newest_is_enough)])
def test_an_image_in_use_is_a_warning(hosts: Hosts, module_11: Module, used: Module, engine: str) -> None:
    hosts.run("node2", "docker save busybox:stable | podman load --quiet")
    used()
    hosts.run(
        "node2", f"printf 'FROM busybox:stable\nLABEL in=use\n' | {engine} build -t docker.io/acme/used:1 -"
    )
    hosts.run("node2", f"{engine} run --detach --network none --name user docker.io/acme/used:1 sleep 60")

    left = leave(module_11)

    assert not left.failed, left.output
    (warning,) = left["warnings_found"]
    assert warning.startswith(f"Images that came meanwhile stay in {engine}")
    assert "no reason given" not in warning
    assert hosts.run("node2", f"{engine} ps --quiet --filter name=user").strip()
    assert "acme/used" not in hosts.run("node2", f"{engine} image ls")
    hosts.run("node2", f"{engine} rm --force user; {engine} image prune --force")


@pytest.mark.newest_is_enough
def test_docker_that_is_installed_meanwhile(hosts: Hosts, module_11: Module, used: Module) -> None:
    hosts.run("node2", "docker image prune --force")
    before = state_of(hosts, "node2")
    hosts.run(
        "node2", "docker save registry:2 nginx:stable busybox:stable acme/app:latest -o /tmp/images.tar"
    )
    hosts.run(
        "node2", "sudo systemctl stop docker.socket docker; sudo mv /usr/bin/docker /usr/bin/docker.away"
    )
    try:
        used()
    finally:
        hosts.run("node2", "sudo mv /usr/bin/docker.away /usr/bin/docker")
        restart_docker(hosts, "node2")
    push(hosts, "node2", "acme/app:1")
    hosts.run("node2", "docker pull acme/app:1")

    left = leave(module_11)

    # What was in its folder before is not told apart: where docker was not installed, there is none.
    images = ["acme/app:1", "acme/app:latest", "busybox:stable", "nginx:stable", "registry:2"]
    assert left["images"] == images
    hosts.run("node2", "docker load --input /tmp/images.tar; rm /tmp/images.tar")
    names = [line for line in before if not line.startswith("-A") and not line.isdigit()]
    # It was started anew, with another process and another order of its firewall rules.
    assert names == [
        line for line in state_of(hosts, "node2") if not line.startswith("-A") and not line.isdigit()
    ]


def test_images_that_lost_their_name_go(hosts: Hosts, module_11: Module, used: Module) -> None:
    """docker 29 does not list them; the steps of the first builder are such images with others built on them."""
    everything = f"docker {IMAGES}"
    before = hosts.run("node2", everything)
    used()
    for number in range(3):
        steps = "".join(f"RUN echo {number} >/{step}\\n" for step in range(4))
        for builder in ("0", "1"):
            build = f"DOCKER_BUILDKIT={builder} docker build --tag x:1 -"
            hosts.run("node2", f"printf 'FROM busybox:stable\\n{steps}' | {build}", check=builder == "0")
    assert len(hosts.run("node2", everything).splitlines()) > len(before.splitlines()) + 2

    left = leave(module_11)

    assert not left.failed and left["warnings_found"] == [], left.output
    assert hosts.run("node2", everything) == before
