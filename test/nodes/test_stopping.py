"""A buildset registry that goes without a trace, whatever happened before its end."""

from __future__ import annotations

import pytest
from node_hosts import (
    NAME,
    REGISTRY,
    ROOT_OF_REGISTRY,
    Hosts,
    Module,
    assert_unchanged,
    client,
    push,
    state_of,
)

LOGS = "/home/zuul/zuul-output/logs/docker"


@pytest.mark.parametrize(
    ("damage", "warning"),
    [
        ("mkdir zuul-output; touch zuul-output/logs", f"are not in {LOGS}: "),
        ("sudo mount -t tmpfs -o size=0,nr_inodes=1 none zuul-output", f"are not in {LOGS}: "),
        (f"echo '[' | sudo tee {ROOT_OF_REGISTRY}/pulled.json", ""),
        (f"printf '\\374' | sudo tee {ROOT_OF_REGISTRY}/pulled.json", ""),
        (f"echo '{{\"a\": 1}}' | sudo tee {ROOT_OF_REGISTRY}/pulled.json", ""),
    ],
    ids=["file in the way", "full disk", "not JSON", "not UTF-8", "no list"],
)
@pytest.mark.newest_is_enough
def test_it_goes_whatever_became_of_its_files(
    hosts: Hosts, module_11: Module, damage: str, warning: str
) -> None:
    before = state_of(hosts, "node1")
    module_11("node1", "buildset_registry", **REGISTRY)
    hosts.run("node1", f"rm -rf zuul-output; mkdir zuul-output; {damage} >/dev/null", check=False)

    stopped = module_11("node1", "buildset_registry", state="stopped", root=ROOT_OF_REGISTRY, log_dir=LOGS)
    hosts.run("node1", "sudo umount zuul-output 2>/dev/null; sudo rm -rf zuul-output", check=False)

    assert not stopped.failed and stopped["changed"], stopped.output
    assert bool(stopped["warnings_found"]) is bool(warning)
    assert warning in "".join(stopped["warnings_found"])
    assert_unchanged(hosts, {"node1": before})


@pytest.mark.newest_is_enough
def test_logs_go_to_a_folder_of_a_user_without_a_name(hosts: Hosts, module_11: Module) -> None:
    module_11("node1", "buildset_registry", **REGISTRY)
    # Who owns the folder must get there: newer releases close the homes of users.
    hosts.run(
        "node1", "chmod a+x .; rm -rf zuul-output; mkdir zuul-output; sudo chown 54321:54322 zuul-output"
    )

    stopped = module_11("node1", "buildset_registry", state="stopped", root=ROOT_OF_REGISTRY, log_dir=LOGS)

    assert stopped["warnings_found"] == []
    owners = hosts.run("node1", f"sudo stat -c %u:%g {LOGS} {LOGS}/buildset_registry.txt").split()
    assert owners == ["54321:54322"] * 2
    hosts.run("node1", "sudo rm -rf zuul-output")


@pytest.fixture
def images(hosts: Hosts, module_11: Module) -> dict[str, object]:
    """Images that a registry on the second host has to pull from the first one's."""
    registry = module_11("node1", "buildset_registry", **REGISTRY)
    module_11("node2", "buildset_registry_client", **client(registry))
    push(hosts, "node2", "infra/store:1", "registry:2")
    push(hosts, "node2", "infra/store:2", "registry:2")
    push(hosts, "node2", "infra/front:1", "nginx:stable")
    yield {"image": f"{NAME}/infra/store:1", "front_image": f"{NAME}/infra/front:1", "host": "10.99.0.12"}
    module_11("node2", "buildset_registry_client", state="absent", user="zuul")
    module_11("node1", "buildset_registry", state="stopped", root=ROOT_OF_REGISTRY)


@pytest.mark.parametrize("change", [{"port": 22}, {"front_image": "registry.invalid/front:1"}])
def test_a_start_that_fails_keeps_no_image(
    hosts: Hosts, module_11: Module, images: dict[str, object], change: dict[str, object]
) -> None:
    before = state_of(hosts, "node2")
    failed = module_11("node2", "buildset_registry", **{**REGISTRY, **images, **change})
    assert failed.failed
    assert_unchanged(hosts, {"node2": before})


@pytest.mark.oldest_is_enough
def test_images_of_all_starts_go(hosts: Hosts, module_11: Module, images: dict[str, object]) -> None:
    before = state_of(hosts, "node2")
    for change in ({}, {"host": "localhost"}, {"image": f"{NAME}/infra/store:2"}):
        started = module_11("node2", "buildset_registry", **{**REGISTRY, **images, **change})
        assert not started.failed, started.output
    module_11("node2", "buildset_registry", state="stopped", root=ROOT_OF_REGISTRY)
    assert_unchanged(hosts, {"node2": before})
