"""A buildset registry on one real host, and another host as its client, from nothing to nothing."""

from __future__ import annotations

import json

import pytest
from hosts.generations import Generation
from node_hosts import (
    ALIAS,
    NAME,
    PASSWORD,
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

SITE_MIRROR = "https://mirror.example.org"
DAEMON_JSON = '{"registry-mirrors":  ["https://mirror.example.org"], "labels": ["site=example"]}'
DROP_IN = '[[registry]]\nprefix = "quay.io"\nlocation = "quay.io"\n'
OTHER_LOGIN = '{\n\t"auths": {\n\t\t"quay.io": {\n\t\t\t"auth": "cm9ib3Q6c2VjcmV0"\n\t\t}\n\t}\n}'
SECRET = "cm9ib3Q6c2VjcmV0"


def test_a_buildset_leaves_no_trace(hosts: Hosts, module: Module) -> None:
    write(hosts, "node2", "/etc/docker/daemon.json", DAEMON_JSON)
    write(hosts, "node2", "/etc/containers/registries.conf.d/site.conf", DROP_IN)
    write(hosts, "node2", "/home/zuul/.docker/config.json", OTHER_LOGIN)
    hosts.run("node2", "sudo chown -R zuul: .docker; chmod 600 .docker/config.json")
    restart_docker(hosts, "node2")
    before = {host: state_of(hosts, host) for host in hosts.inventory}

    registry = module("node1", "buildset_registry", **REGISTRY)
    assert (registry["changed"], registry["host"], registry["port"]) == (True, "10.99.0.11", 5000)
    assert not module("node1", "buildset_registry", **REGISTRY)["changed"]
    used = module("node2", "buildset_registry_client", **client(registry))
    assert used["changed"] and used["alias"] == ALIAS
    assert used["ca_file"] == f"/usr/local/share/ca-certificates/{ALIAS}.crt" and used["docker_config"]
    again = module("node2", "buildset_registry_client", **client(registry))
    assert (again["changed"], again["files"]) == (False, [])

    mirrors = json.loads(hosts.run("node2", "docker info --format '{{json .RegistryConfig.Mirrors}}'"))
    assert mirrors == [f"https://{NAME}/", f"{SITE_MIRROR}/"]
    assert hosts.run("node2", "pidof dockerd") == before["node2"][-1] + "\n"
    assert "digest: sha256:" in push(hosts, "node2", "acme/app:latest")
    push(hosts, "node2", "quay.io/acme/tool:latest")
    push(hosts, "node2", "library/busybox:new")
    assert "Downloaded newer image" in hosts.run("node2", "docker pull acme/app:latest")
    hosts.run("node2", f"docker run --rm acme/app:latest true; docker pull {NAME}/quay.io/acme/tool:latest")
    hosts.run(
        "node2",
        "for i in acme/app:latest quay.io/acme/tool:latest busybox:new; do podman pull -q $i && podman rmi $i; done",
    )
    hosts.run("node2", f"curl -sf https://{NAME}/v2/_catalog >/dev/null")  # the system trusts it, too
    wrong = hosts.run(
        "node2",
        f"echo {PASSWORD}x | docker --config /tmp/w login -u zuul --password-stdin {NAME}",
        check=False,
    )
    assert "unauthorized: wrong user name or password" in wrong
    refused = hosts.run(
        "node2",
        f"docker tag busybox:stable {NAME}/x; docker --config /tmp/w push {NAME}/x; docker rmi {NAME}/x",
        check=False,
    )
    words = ("unauthorized: writing takes the account of the registry", "no basic auth credentials")
    assert any(word in refused for word in words) and "Retrying" not in refused
    notes = hosts.run(
        "node2",
        "sudo sh -c 'cat /var/lib/image-gate/*; stat -c %a /var/lib/image-gate /var/lib/image-gate/*'",
    )
    assert notes.split()[-2:] == ["700", "600"]

    left = module("node2", "buildset_registry_client", state="absent", user="zuul")
    assert left["changed"] and left["images"] == sorted(
        ["acme/app:latest", f"{NAME}/quay.io/acme/tool:latest"]
    )
    again = module("node2", "buildset_registry_client", state="absent", user="zuul")
    assert (again["changed"], again["files"], again["images"]) == (False, [], [])
    stopped = module(
        "node1",
        "buildset_registry",
        state="stopped",
        root=ROOT_OF_REGISTRY,
        log_dir="/home/zuul/zuul-output/logs/docker",
    )
    assert stopped["changed"]
    logs = hosts.run("node1", "ls -l zuul-output/logs/docker; cat zuul-output/logs/docker/*")
    assert '"PUT /v2/acme/app/manifests/latest" 201' in logs and "-rw-r--r-- 1 zuul zuul" in logs
    assert not module("node1", "buildset_registry", state="stopped", root=ROOT_OF_REGISTRY)["changed"]
    hosts.run("node1", "rm -r zuul-output")
    hosts.run(
        "node2", "rm -rf /tmp/w ~/.config ~/.cache ~/.local/share/containers/* 2>/dev/null; true", check=False
    )

    assert_unchanged(hosts, before)
    seen = [registry.output, used.output, again.output, left.output, stopped.output, notes, logs]
    arguments = PASSWORD  # Ansible -vvv prints the invocation; what is no_log must not be there
    for text in seen:
        assert arguments not in text and SECRET not in text
    write(hosts, "node2", "/etc/docker/daemon.json", "{}")
    hosts.run(
        "node2", "sudo rm -r /etc/docker/daemon.json /etc/containers/registries.conf.d/site.conf .docker"
    )
    restart_docker(hosts, "node2")


@pytest.mark.newest_is_enough
def test_check_mode_changes_nothing(hosts: Hosts, module_11: Module) -> None:
    before = {host: state_of(hosts, host) for host in hosts.inventory}
    assert module_11("node1", "buildset_registry", check=True, **REGISTRY)["changed"]
    assert_unchanged(hosts, {"node1": before["node1"]})
    registry = module_11("node1", "buildset_registry", **REGISTRY)
    assert not module_11("node1", "buildset_registry", check=True, **REGISTRY)["changed"]
    planned = module_11("node2", "buildset_registry_client", check=True, **client(registry))
    assert planned["changed"] and "/etc/docker/daemon.json" in planned["files"]
    assert_unchanged(hosts, {"node2": before["node2"]})
    used = module_11("node2", "buildset_registry_client", **client(registry))
    assert used["files"] == planned["files"]
    running = {host: state_of(hosts, host) for host in hosts.inventory}
    leaving = module_11("node2", "buildset_registry_client", check=True, state="absent", user="zuul")
    assert leaving["changed"]
    assert module_11("node1", "buildset_registry", check=True, state="stopped", root=ROOT_OF_REGISTRY)[
        "changed"
    ]
    assert_unchanged(hosts, running)
    module_11("node2", "buildset_registry_client", state="absent", user="zuul")
    assert_unchanged(hosts, {"node2": before["node2"]})


@pytest.mark.newest_is_enough
def test_a_new_password_keeps_the_images(hosts: Hosts, module_11: Module) -> None:
    registry = module_11("node1", "buildset_registry", **REGISTRY)
    module_11("node2", "buildset_registry_client", **client(registry))
    push(hosts, "node2", "acme/app:latest")
    containers = hosts.run("node1", "docker ps --quiet --no-trunc")

    renewed = module_11("node1", "buildset_registry", **{**REGISTRY, "password": "another-password-for-it"})
    assert renewed["changed"] and renewed["cert"] == registry["cert"]
    assert hosts.run("node1", "docker ps --quiet --no-trunc") == containers
    hosts.run("node2", "docker pull acme/app:latest")
    # Not the same image: what is there already need not be written.
    with pytest.raises(AssertionError, match="unauthorized|takes the account"):
        push(hosts, "node2", "acme/other:latest")
    hosts.run("node2", f"docker rmi {NAME}/acme/other:latest")
    changed = module_11(
        "node2", "buildset_registry_client", **client(renewed, password="another-password-for-it")
    )
    assert changed["files"] == ["/home/zuul/.docker/config.json"]
    push(hosts, "node2", "acme/app:latest")
    module_11("node2", "buildset_registry_client", state="absent", user="zuul")


@pytest.mark.newest_is_enough
def test_leftovers_of_a_crash_are_replaced(hosts: Hosts, module_11: Module) -> None:
    started = module_11("node1", "buildset_registry", **REGISTRY)
    hosts.run(
        "node1",
        "docker rm --force buildset_registry_store; docker stop buildset_registry;"
        f"sudo sh -c 'rm {ROOT_OF_REGISTRY}/key.pem; echo x >{ROOT_OF_REGISTRY}/cert.pem; touch {ROOT_OF_REGISTRY}/x'",
    )
    registry = module_11("node1", "buildset_registry", **REGISTRY)
    assert not registry.failed and "BEGIN CERTIFICATE" in str(registry["cert"])
    assert registry["cert"] != started["cert"]
    names = hosts.run("node1", "docker ps --format '{{.Names}}' | sort").split()
    assert names == ["buildset_registry", "buildset_registry_store"]
    assert "x" not in hosts.run("node1", f"sudo ls {ROOT_OF_REGISTRY}").split()


@pytest.mark.newest_is_enough
def test_the_registry_comes_back_with_the_engine(hosts: Hosts, module_11: Module) -> None:
    registry = module_11("node1", "buildset_registry", **REGISTRY)
    module_11("node2", "buildset_registry_client", **client(registry))
    push(hosts, "node2", "acme/app:latest")
    restart_docker(hosts, "node1")
    assert not module_11("node1", "buildset_registry", **REGISTRY)["changed"]
    hosts.run("node2", "docker pull acme/app:latest")
    hosts.run("node1", "sudo kill -9 $(docker inspect --format '{{.State.Pid}}' buildset_registry_store)")
    hosts.run("node2", "for i in 1 2 3 4 5; do docker pull acme/app:latest && exit 0; sleep 1; done; exit 1")
    module_11("node2", "buildset_registry_client", state="absent", user="zuul")


@pytest.mark.newest_is_enough
def test_the_newer_registry_replaces_the_older(hosts: Hosts, module_11: Module) -> None:
    before = state_of(hosts, "node2")
    first = module_11("node1", "buildset_registry", **REGISTRY)
    module_11("node2", "buildset_registry_client", **client(first))
    module_11("node1", "buildset_registry", state="stopped", root=ROOT_OF_REGISTRY)
    hosts.run("node1", "sudo ip -6 addr replace fd00:99::11/64 dev eth0 nodad")
    hosts.run("node2", "sudo ip -6 addr replace fd00:99::12/64 dev eth0 nodad")
    second = module_11("node1", "buildset_registry", **{**REGISTRY, "host": "fd00:99::11", "port": 5001})
    assert not second.failed, second.output
    used = module_11("node2", "buildset_registry_client", **client(second))
    assert not used.failed, used.output

    files = "/etc/hosts /etc/docker/daemon.json /etc/containers/registries.conf /etc/buildkit/buildkitd.toml .docker/config.json"
    text = hosts.run(
        "node2",
        f"cat {files}; ls /etc/docker/certs.d; getent hosts {ALIAS}; sudo grep -c 5000 {files}",
        check=False,
    )
    assert f"{NAME}" not in text and f"{ALIAS}:5001" in text and "fd00:99::11" in text
    hosts.run(
        "node2",
        f"docker tag busybox:stable {ALIAS}:5001/acme/app && docker push {ALIAS}:5001/acme/app && docker pull acme/app",
    )
    left = module_11("node2", "buildset_registry_client", state="absent", user="zuul")
    assert left["images"] == ["acme/app:latest", f"{ALIAS}:5001/acme/app:latest"]
    assert_unchanged(hosts, {"node2": before})


@pytest.mark.newest_is_enough
def test_images_when_the_registry_is_gone(hosts: Hosts, module_11: Module) -> None:
    hosts.run("node2", "docker tag busybox:stable acme/base:1")
    before = state_of(hosts, "node2")
    registry = module_11("node1", "buildset_registry", **REGISTRY)
    module_11("node2", "buildset_registry_client", **client(registry))
    hosts.run(
        "node2",
        f"echo 'FROM busybox:stable\nLABEL a=b' | docker build -q -t acme/base:1 -t {NAME}/acme/base:1 -",
    )
    hosts.run(
        "node2",
        f"docker push {NAME}/acme/base:1; docker tag acme/base:1 acme/new:1; docker run -d --name user acme/base:1 sleep 60",
    )
    module_11("node1", "buildset_registry", state="stopped", root=ROOT_OF_REGISTRY)

    left = module_11("node2", "buildset_registry_client", state="absent", user="zuul")
    assert left["images"] == ["acme/base:1", "acme/new:1", f"{NAME}/acme/base:1"]
    names = hosts.run(
        "node2",
        "docker rm -f user >/dev/null; docker image prune -f >/dev/null; docker image ls acme/base --no-trunc -q",
    )
    assert names == hosts.run("node2", "docker image ls busybox --no-trunc -q")  # what it meant before
    assert_unchanged(hosts, {"node2": before})
    hosts.run("node2", "docker rmi acme/base:1")


@pytest.mark.newest_is_enough
def test_settings_go_without_the_journal(hosts: Hosts, module_11: Module) -> None:
    write(
        hosts,
        "node2",
        "/etc/docker/daemon.json",
        json.dumps({"registry-mirrors": [SITE_MIRROR]}, indent=2) + "\n",
    )
    restart_docker(hosts, "node2")
    before = state_of(hosts, "node2")
    registry = module_11("node1", "buildset_registry", **REGISTRY)
    module_11("node2", "buildset_registry_client", **client(registry))
    hosts.run("node2", "sudo rm -r /var/lib/image-gate; docker pull busybox:stable", check=False)
    module_11(
        "node2",
        "buildset_registry_client",
        state="absent",
        user="zuul",
        host=registry["host"],
        port=registry["port"],
    )
    after = state_of(hosts, "node2")
    assert [line for line in before if line not in after] == []
    new = [line for line in after if line not in before]
    # Without notes nobody knows that these were not there before.
    assert [
        line
        for line in new
        if " /etc/buildkit" not in line and "/.docker" not in line and "certs.d" not in line
    ] == []
    hosts.run(
        "node2",
        "echo {} | sudo tee /etc/docker/daemon.json; sudo rm -rf /etc/docker/daemon.json /etc/buildkit .docker",
    )
    restart_docker(hosts, "node2")


@pytest.mark.oldest_is_enough
def test_errors_come_before_changes(hosts: Hosts, module_11: Module) -> None:
    before = {host: state_of(hosts, host) for host in hosts.inventory}

    def message(host: str, name: str, /, **arguments: object) -> str:
        result = module_11(host, name, **arguments)
        assert result.failed, result.output
        assert PASSWORD not in result.output
        return str(result["msg"])

    missing = message("node1", "buildset_registry", **{**REGISTRY, "image": "registry.invalid/store:1"})
    assert "the image registry.invalid/store:1 is not on this node and cannot be pulled" in missing
    assert "Load it onto the node" in missing
    assert message("node1", "buildset_registry", **{**REGISTRY, "port": 22}) == (
        "Buildset registry: port 22 of this node is in use. "
        "Set buildset_registry_port to another one, or end what listens there."
    )
    assert "port is 70000; it must be between 1 and 65535" in message(
        "node1", "buildset_registry", **{**REGISTRY, "port": 70000}
    )
    assert "host is '[::1]'" in message("node1", "buildset_registry", **{**REGISTRY, "host": "[::1]"})
    broken = message(
        "node1", "buildset_registry", **{**REGISTRY, "front_image": "busybox:stable", "timeout": 5}
    )
    assert "nginx" in broken
    registry = module_11("node1", "buildset_registry", **REGISTRY)
    assert "is not a certificate" in message(
        "node2", "buildset_registry_client", **client(registry, cert="x")
    )
    assert "host name or an IP address" in message(
        "node2", "buildset_registry_client", **client(registry, host="a b")
    )
    assert "there is no user nobody2" in message(
        "node2", "buildset_registry_client", **client(registry, user="nobody2")
    )
    for path, text, problem in (
        ("/etc/docker/daemon.json", '{"a": ', "/etc/docker/daemon.json is not valid JSON (line 1, column 7)"),
        (
            "/etc/containers/registries.conf.d/x.conf",
            "a = 1\nb\n",
            "/etc/containers/registries.conf.d/x.conf: line 2 is not valid TOML",
        ),
        ("/home/zuul/.docker/config.json", '["secret"]', "config.json holds a list, not an object"),
    ):
        write(hosts, "node2", path, text)
        with_file = state_of(hosts, "node2")
        assert problem in message("node2", "buildset_registry_client", **client(registry))
        assert_unchanged(hosts, {"node2": with_file})
        hosts.run(
            "node2", f"sudo rm {path}; sudo rmdir --ignore-fail-on-non-empty .docker || true", check=False
        )
    module_11("node1", "buildset_registry", state="stopped", root=ROOT_OF_REGISTRY)
    assert_unchanged(hosts, before)


@pytest.mark.newest_is_enough
def test_the_docker_group_is_enough_without_a_firewall(hosts: Hosts, module_11: Module) -> None:
    before = state_of(hosts, "node1")
    registry = module_11(
        "node1", "buildset_registry", become=False, **{**REGISTRY, "firewall_chain": "", "port": 60000}
    )
    assert not registry.failed, registry.output
    owner = hosts.run(
        "node1",
        f"stat -c '%U %a' {ROOT_OF_REGISTRY} {ROOT_OF_REGISTRY}/nginx.conf {ROOT_OF_REGISTRY}/key.pem",
    )
    assert owner.splitlines() == ["zuul 700", "zuul 600", "zuul 600"]
    hosts.run("node1", "curl -sfk https://10.99.0.11:60000/v2/_catalog")
    refused = module_11("node1", "buildset_registry", become=False, **REGISTRY)
    assert refused["msg"] == "Buildset registry: firewall_chain needs root: run this task with become."
    module_11("node1", "buildset_registry", become=False, state="stopped", root=ROOT_OF_REGISTRY)
    assert_unchanged(hosts, {"node1": before})


@pytest.mark.oldest_is_enough
def test_images_that_were_pulled_for_the_registry_go_with_it(hosts: Hosts, module_11: Module) -> None:
    registry = module_11("node1", "buildset_registry", **REGISTRY)
    module_11("node2", "buildset_registry_client", **client(registry))
    push(hosts, "node2", "infra/store:1", "registry:2")
    push(hosts, "node2", "infra/front:1", "nginx:stable")
    before = state_of(hosts, "node2")
    images = {"image": f"{NAME}/infra/store:1", "front_image": "infra/front:1", "host": "10.99.0.12"}
    second = module_11("node2", "buildset_registry", **{**REGISTRY, **images})
    assert not second.failed, second.output
    assert hosts.run("node2", f"docker image inspect --format {{{{.Id}}}} {NAME}/infra/store:1 infra/front:1")
    module_11("node2", "buildset_registry", state="stopped", root=ROOT_OF_REGISTRY)
    assert_unchanged(hosts, {"node2": before})
    module_11("node2", "buildset_registry_client", state="absent", user="zuul")


@pytest.mark.oldest_is_enough
def test_a_client_without_a_running_engine(hosts: Hosts, module_11: Module) -> None:
    registry = module_11("node1", "buildset_registry", **REGISTRY)
    hosts.run("node2", "sudo systemctl stop docker.socket docker")
    try:
        before = state_of(hosts, "node2")
        used = module_11("node2", "buildset_registry_client", **client(registry))
        assert "/etc/docker/daemon.json" in used["files"]
        left = module_11("node2", "buildset_registry_client", state="absent", user="zuul")
        assert (left["files"], left["images"]) == (used["files"], [])
        assert [line for line in state_of(hosts, "node2") if line not in before] == []
    finally:
        restart_docker(hosts, "node2")


@pytest.mark.newest_is_enough
def test_stopping_where_docker_does_not_answer(hosts: Hosts, module_11: Module) -> None:
    hosts.run("node1", "sudo systemctl stop docker.socket docker")
    try:
        started = module_11("node1", "buildset_registry", **REGISTRY)
        assert started.failed and "Run the role ensure-docker first" in str(started["msg"])
        stopped = module_11("node1", "buildset_registry", state="stopped", root=ROOT_OF_REGISTRY)
        assert not stopped.failed and not stopped["changed"]
        assert "were not removed" in stopped.words
    finally:
        restart_docker(hosts, "node1")


def test_engine_facts(hosts: Hosts, module: Module, generation: Generation) -> None:
    facts = module("node1", "docker_engine", become=False)
    assert facts["installed"] and facts["running"] and facts["answers"] and facts["in_group"]
    assert (facts["user"], facts["family"], facts["distribution"], facts["packages"]) == (
        "zuul",
        "Debian",
        "debian",
        ["docker.io"] if generation.name == "bookworm" else ["docker.io", "docker-cli", "docker-buildx"],
    )
    assert facts["version"] in hosts.run("node1", "/usr/sbin/dockerd --version")
    assert f" mtu {facts['mtu']} " in hosts.run("node1", "ip -o link show eth0")
    hosts.run("node1", "sudo ip link set docker0 mtu 1450 && sudo ip route add default dev docker0 metric 1")
    hosts.run("node1", "sudo ip route del default via 10.99.0.1")
    tunnelled = module("node1", "docker_engine", become=False)
    hosts.run("node1", "sudo ip route del default dev docker0 metric 1; sudo ip link set docker0 mtu 1500")
    hosts.run("node1", "sudo ip route add default via 10.99.0.1")
    assert (tunnelled["mtu"], tunnelled["container_mtu"]) == (1450, 1400)
    assert not module("node1", "docker_engine", become=False, group="nogroup")["in_group"]
    hosts.run("node1", "sudo useradd stranger")
    stranger = module("node1", "docker_engine", user="stranger")
    assert not stranger["answers"] and "permission denied" in str(stranger["reason"])
    hosts.run("node1", "sudo usermod -aG docker stranger")
    assert module("node1", "docker_engine", user="stranger")["answers"]
    hosts.run("node1", "sudo userdel stranger")


def test_settings_of_the_engine(hosts: Hosts, module: Module) -> None:
    result = module("node1", "docker_settings", settings={"mtu": 1400, "registry-mirrors": None})
    assert (result["changed"], result["keys"], result["action"]) == (True, ["mtu"], "restart")
    assert json.loads(hosts.run("node1", "cat /etc/docker/daemon.json")) == {"mtu": 1400}
    assert not module("node1", "docker_settings", settings={"mtu": 1400})["changed"]
    assert (
        module("node1", "docker_settings", settings={"registry-mirrors": [SITE_MIRROR]})["action"] == "reload"
    )
    hosts.run("node1", "sudo rm /etc/docker/daemon.json")


@pytest.mark.newest_is_enough
def test_lists_of_settings_keep_their_entries_in_front(hosts: Hosts, module_11: Module) -> None:
    site = {"insecure-registries": ["old.example.org"], "registry-mirrors": [SITE_MIRROR]}
    write(hosts, "node2", "/etc/docker/daemon.json", json.dumps(site))
    restart_docker(hosts, "node2")
    registry = module_11("node1", "buildset_registry", **REGISTRY)
    module_11("node2", "buildset_registry_client", **client(registry))
    wanted = {
        "insecure-registries": ["new.example.org"],
        "registry-mirrors": ["https://other.example.org", f"{SITE_MIRROR}/"],
    }
    result = module_11("node2", "docker_settings", settings=wanted)
    assert (result["keys"], result["action"]) == (["insecure-registries", "registry-mirrors"], "reload")
    assert not module_11("node2", "docker_settings", settings=wanted)["changed"]
    now = json.loads(hosts.run("node2", "cat /etc/docker/daemon.json"))
    mirrors = [SITE_MIRROR, "https://other.example.org"]
    assert now == {
        "insecure-registries": ["old.example.org", "new.example.org"],
        "registry-mirrors": [f"https://{NAME}", *mirrors],
    }
    module_11("node2", "buildset_registry_client", state="absent", user="zuul")
    left = json.loads(hosts.run("node2", "cat /etc/docker/daemon.json"))
    assert left == {**now, "registry-mirrors": mirrors}
    hosts.run("node2", "sudo rm /etc/docker/daemon.json")
    restart_docker(hosts, "node2")
    module_11("node1", "buildset_registry", state="stopped", root=ROOT_OF_REGISTRY)
