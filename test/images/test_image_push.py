"""The module image_push with a real docker on a host and a real registry with TLS and accounts."""

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import playbook
import pytest
from hosts.running import GATEWAY

FLAKY_PORT = 7443
SILENT_PORT = 7444
LISTED = "docker images --format '{{.Repository}}:{{.Tag}}' | grep -v '<none>'"


@pytest.fixture
def registry(target):
    return target


@pytest.fixture
def docker(hosts):
    """Runs a shell command on the host; two images are there before each test, and none of it after."""

    def run(command):
        return hosts.run("node1", command).strip()

    before = set(run(LISTED).split())
    for name in ("pushed", "tools"):
        run(f"printf 'FROM busybox:stable\\nLABEL name={name}\\n' | docker build -qt acme/{name} -")
    yield run
    for name in set(run(LISTED).split()) - before:
        run(f"docker rmi -f {name}")
    run("rm -rf ~/.docker")


def push(hosts, tmp_path, ansible="11", check=False, **options):
    module = {"image_push": {"delay": 1, **options}}
    return playbook.run(
        tmp_path, ansible, module, {"node1": hosts.inventory["node1"]}, check=check, enter=hosts.enter
    )


def pushes(registry, *names):
    return [
        {"local": f"{name}:latest", "remote": f"{registry.address}/{name}:latest", "tag": "latest"}
        for name in names
    ]


def login(registry):
    return {"registry": registry.address, "username": registry.username, "password": registry.password}


def until(condition):
    for _ in range(300):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it does not happen")


def names(docker):
    """The test's own images; another person has some as well."""
    return sorted(docker(f"{LISTED} | grep acme | grep -v '^acme/app:'").split())


def logins(docker):
    """Files with a login, and directories made for one."""
    return docker("find ~ /tmp -name 'image-push-*' -o -name config.json 2>/dev/null || true").split()


def test_images_arrive_and_nothing_stays(tmp_path, hosts, registry, docker, ansible):
    before = names(docker)
    outcome = push(
        hosts, tmp_path, ansible, pushes=pushes(registry, "acme/pushed", "acme/tools"), **login(registry)
    )
    got = outcome.good()["pushes"]
    assert [item["remote"] for item in got] == [
        f"{registry.address}/acme/{name}:latest" for name in ("pushed", "tools")
    ]
    assert [item["digest"] for item in got] == [
        registry.digest(f"acme/{n}", "latest") for n in ("pushed", "tools")
    ]
    assert [(item["tag"], item["seconds"] > 0) for item in got] == [("latest", True)] * 2
    assert names(docker) == before
    assert logins(docker) == []
    assert registry.password not in outcome.output


def test_one_name_is_neither_tagged_nor_removed(tmp_path, hosts, registry, docker):
    name = f"{registry.address}/acme/pushed:change_1_latest"
    docker(f"docker tag acme/pushed {name}")
    (got,) = push(hosts, tmp_path, pushes=[{"local": name, "remote": name}], **login(registry)).good()[
        "pushes"
    ]
    assert got["digest"] == registry.digest("acme/pushed", "change_1_latest")
    assert name in names(docker)


def test_the_users_own_login_and_settings_count(tmp_path, hosts, registry, docker):
    docker(f"docker login -u {registry.username} -p {registry.password} {registry.address} 2>/dev/null")
    before = docker("sha256sum ~/.docker/config.json")
    push(hosts, tmp_path, pushes=pushes(registry, "acme/pushed")).good()
    assert docker("sha256sum ~/.docker/config.json") == before


def test_a_login_wins_over_a_credential_store(tmp_path, hosts, registry, docker):
    settings = json.dumps({"credsStore": "not-installed", "HttpHeaders": {"X-Own": "1"}})
    docker(f"mkdir -p ~/.docker/contexts && echo '{settings}' > ~/.docker/config.json")
    before = docker("ls ~/.docker")
    push(hosts, tmp_path, pushes=pushes(registry, "acme/pushed"), **login(registry)).good()
    assert json.loads(docker("cat ~/.docker/config.json")) == json.loads(settings)
    assert docker("ls ~/.docker") == before


def test_a_wrong_password_is_tried_once(tmp_path, hosts, registry, docker):
    wrong = {**login(registry), "password": "wrong-horse-8812"}
    outcome = push(hosts, tmp_path, pushes=pushes(registry, "acme/pushed"), **wrong)
    first, *rest = outcome.message.splitlines()
    assert first == f"docker push {registry.address}/acme/pushed:latest: failed, tried once:"
    assert "unauthorized" in rest[-1].lower() or "no basic auth" in rest[-1]
    assert names(docker) == ["acme/pushed:latest", "acme/tools:latest"]
    assert "wrong-horse-8812" not in outcome.output


def test_all_images_that_are_missing(tmp_path, hosts, registry, docker):
    message = push(hosts, tmp_path, pushes=pushes(registry, "acme/a", "acme/pushed", "acme/b")).message
    assert [line.split(": ")[0] for line in message.splitlines()] == [
        f"docker tag acme/{name}:latest {registry.address}/acme/{name}:latest" for name in ("a", "b")
    ]
    assert names(docker) == ["acme/pushed:latest", "acme/tools:latest"]


def test_a_passing_fault_is_overcome_and_a_lasting_one_is_not(tmp_path, hosts, registry, docker):
    remote = f"{GATEWAY}:{FLAKY_PORT}/acme/pushed:latest"
    options = {
        **login(registry),
        "registry": f"{GATEWAY}:{FLAKY_PORT}",
        "pushes": [{"local": "acme/pushed", "remote": remote}],
    }
    refused = push(hosts, tmp_path, retries=2, **options).message
    assert refused.startswith(f"docker push {remote}: failed, tried 2 times:\n")

    script = Path(__file__).with_name("flaky.py")
    # Docker asks by TLS, and again without, in each try.
    relay = [*hosts.enter, sys.executable, str(script), str(FLAKY_PORT), str(registry.port), "3"]
    subprocess.Popen(relay)
    listening = [*hosts.enter, "ss", "-Hltn", f"sport = {FLAKY_PORT}"]
    until(lambda: subprocess.run(listening, stdout=subprocess.PIPE).stdout)
    (got,) = push(hosts, tmp_path, retries=5, **options).good()["pushes"]
    assert got["digest"] == registry.digest("acme/pushed", "latest")


@pytest.mark.oldest_is_enough
def test_an_aborted_task_leaves_no_login(tmp_path, hosts, registry, docker):
    """A registry that accepts connections and then says nothing keeps the push waiting."""
    listen = f"import socket, time; s = socket.create_server(('{GATEWAY}', {SILENT_PORT})); time.sleep(600)"
    subprocess.Popen([*hosts.enter, sys.executable, "-c", listen])
    silent = f"{GATEWAY}:{SILENT_PORT}"
    options = {**login(registry), "registry": silent}
    with ThreadPoolExecutor(1) as pool:
        pushing = pool.submit(
            push, hosts, tmp_path, pushes=[{"local": "acme/pushed", "remote": f"{silent}/x"}], **options
        )
        until(lambda: docker("pgrep -x docker || true") and logins(docker))
        assert docker("stat -c %a /tmp/image-push-*") == "700"
        assert registry.password not in docker("ps axww")
        # The dot keeps the pattern from finding the shell that looks for it.
        docker("pkill -TERM -o -f '^/usr/bin/python3.*image_push[.]py'")
        until(lambda: not logins(docker))
        docker("pkill -TERM -x docker")
        assert pushing.result().result["failed"]
    assert names(docker) == ["acme/pushed:latest", "acme/tools:latest"]


@pytest.mark.oldest_is_enough
def test_check_mode(tmp_path, hosts, registry, docker):
    docker("docker tag acme/pushed acme/checked")
    got = push(hosts, tmp_path, pushes=pushes(registry, "acme/checked"), check=True).good()
    assert got["changed"] is True
    assert got["pushes"][0]["digest"] == ""
    assert "errors" in registry.get("acme/checked/tags/list")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"pushes": [{"local": "a"}]}, "pushes[0].remote: None is not the name of an image"),
        ({"pushes": [{"local": "--x", "remote": "a"}]}, "pushes[0].local: '--x' is not the name of an image"),
        (
            {"pushes": [], "username": "u"},
            "password: empty, although there is a username; give both or none",
        ),
    ],
)
@pytest.mark.oldest_is_enough
def test_bad_arguments(tmp_path, hosts, options, message):
    assert push(hosts, tmp_path, **options).message == message


def test_the_digest_of_a_local_image_is_told(tmp_path, hosts, registry, docker, generation):
    outcome = push(hosts, tmp_path, pushes=pushes(registry, "acme/pushed"), **login(registry)).good()
    (got,) = outcome["pushes"]
    assert got["local_digest"] == (got["digest"] if generation.store == "containerd" else "")
    assert outcome["warnings_found"] == []


def test_an_image_that_was_pulled_for_one_platform_is_told_apart(
    tmp_path, hosts, registry, docker, generation
):
    if generation.store != "containerd":
        pytest.skip("only the containerd store keeps an image for several platforms")
    local = f"{registry.address}/acme/several:latest"
    docker(f"docker login -u {registry.username} -p {registry.password} {registry.address} 2>/dev/null")
    platforms = "linux/amd64,linux/arm64"
    docker(
        f"printf 'FROM scratch\\nCOPY <<E /x\\nx\\nE\\n' | docker build --platform {platforms} -qt {local} -"
    )
    docker(f"docker push -q {local} && docker rmi {local} && docker pull -q {local}")
    built = registry.digest("acme/several", "latest")

    remote = f"{registry.address}/other/several:latest"
    outcome = push(hosts, tmp_path, pushes=[{"local": local, "remote": remote}], **login(registry)).good()

    (got,) = outcome["pushes"]
    assert got["digest"] == registry.digest("other/several", "latest") != built
    assert got["local_digest"] == built
    (warning,) = outcome["warnings_found"]
    assert f"docker pushed {got['digest']} instead of the local image {built}" in warning
