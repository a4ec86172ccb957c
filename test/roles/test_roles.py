"""Roles one by one: what the flow of a change does not show."""

from __future__ import annotations

import pytest
from hosts.executor import PLAYBOOKS, Build, Run
from states import images_of

IMAGE = {"context": "img", "repository": "acme/app"}


def role(build: Build, name: str, hosts: str = "all", **kwargs) -> Run:
    """Runs one role in a play of its own."""
    playbook = build.directory / f"{name}.yaml"
    facts = "" if hosts == "all" else "  gather_facts: false\n"
    playbook.write_text(f"- hosts: {hosts}\n{facts}  roles: [{name}]\n")
    return build.play(playbook, **kwargs)


def credentials(target) -> dict:
    """The secret for the target registry."""
    return {"docker_credentials": {"username": target.username, "password": target.password}}


@pytest.fixture(autouse=True)
def no_images_left(hosts, target):
    """Removes what the tests build, by name."""
    yield
    hosts.run(
        "node1",
        "docker images --format '{{.Repository}}:{{.Tag}}' | grep acme/ | grep -vx acme/app:latest | xargs -r docker rmi -f",
        check=False,
    )


@pytest.mark.oldest_is_enough
def test_an_image_without_tags_needs_no_repository(hosts, build):
    """A build that only shows that the image can be built."""
    job = build()
    job.job_vars["docker_images"] = [{"context": "img", "tags": []}]
    before = images_of(hosts, "node1")
    role(job, "build-docker-image").must_succeed()
    assert images_of(hosts, "node1") == before


@pytest.mark.oldest_is_enough
def test_siblings_are_there_for_the_build_only(hosts, build):
    """Also when the build fails."""
    hosts.run("node1", "mkdir -p src/example.test/acme/lib && echo lib >src/example.test/acme/lib/file")
    job = build()
    image = {**IMAGE, "siblings": ["example.test/acme/lib"]}
    job.job_vars["docker_images"] = [image]
    role(job, "build-docker-image").must_succeed()
    assert hosts.run("node1", "docker run --rm acme/app cat /siblings") == "example.test/acme/lib\n"
    job.job_vars["docker_images"] = [{**image, "target": "no-such-stage"}]
    role(job, "build-docker-image").must_fail()
    assert hosts.run("node1", "ls -A src/project/img") == "Dockerfile\n"


def test_a_build_that_fails_leaves_no_container(hosts, build):
    """Nor the image of the change."""
    failing = "printf 'FROM busybox:stable\\nRUN touch /x\\nRUN false\\n' >src/project/img/Failing"
    hosts.run("node1", failing)
    job = build()
    job.job_vars["docker_images"] = [{**IMAGE, "dockerfile": "Failing"}]
    role(job, "build-docker-image").must_fail()
    hosts.run("node1", "rm src/project/img/Failing")
    assert hosts.run("node1", "docker ps -aq") == ""


@pytest.mark.oldest_is_enough
def test_a_missing_dockerfile_is_told_before_the_first_build(hosts, build):
    """The first image of the list is not built either."""
    before = images_of(hosts, "node1")
    job = build()
    job.job_vars["docker_images"] = [IMAGE, {**IMAGE, "repository": "acme/other", "dockerfile": "Missing"}]
    failed = role(job, "build-docker-image").must_fail()
    assert "docker_images[1].dockerfile" in failed.output
    assert images_of(hosts, "node1") == before


@pytest.mark.newest_is_enough
def test_hostile_values_stay_values(hosts, build):
    """Neither a build argument nor a label becomes an option or a command."""
    job = build()
    job.job_vars["docker_images"] = [
        {**IMAGE, "build_args": ["GREETING=$(id) --no-cache; x"], "labels": ["a=b --target c"]}
    ]
    role(job, "build-docker-image").must_succeed()
    assert hosts.run("node1", "docker run --rm acme/app cat /greeting") == "$(id) --no-cache; x\n"
    assert (
        hosts.run("node1", "docker inspect --format '{{index .Config.Labels \"a\"}}' acme/app")
        == "b --target c\n"
    )


def test_the_engine_uploads_where_there_is_no_buildset_registry(hosts, build, target):
    """Final tags, since nothing is to be promoted; no login stays on the node."""
    job = build(change="31")
    job.job_vars.update(
        docker_images=[{**IMAGE, "repository": "acme/engine"}],
        docker_registry=target.address,
        upload_docker_image_promote="false",
    )
    role(job, "build-docker-image").must_succeed()
    role(job, "upload-docker-image", secrets=credentials(target), phase="post").must_succeed()
    assert target.tags("acme/engine") == ["latest"]
    # A promotion in this buildset goes by it.
    published = {
        f"{target.address.replace(':', '_')}/acme/engine:latest": target.digest("acme/engine", "latest")
    }
    assert job.results["data"]["buildset_images"] == {target.address: published}
    assert "auths" not in hosts.run("node1", "cat ~/.docker/config.json 2>/dev/null || true")


@pytest.mark.oldest_is_enough
def test_credentials_restrict_the_repository(build, target):
    """The pattern of the secret counts, with the name of the project in it."""
    job = build()
    job.job_vars.update(docker_images=[{**IMAGE, "repository": "other/app"}], docker_registry=target.address)
    secrets = credentials(target)
    limits = {"registry": target.address, "repository": "^acme/{{ zuul.project.short_name }}"}
    secrets["docker_credentials"].update(limits)
    failed = role(job, "upload-docker-image", secrets=secrets, phase="post").must_fail()
    assert "docker_images[0].repository" in failed.output
    assert "other/app" in failed.output


def _without_companions(tags):
    """Tags without those that only tell when another one was staged."""
    return [tag for tag in tags if "_staged-" not in tag]


@pytest.mark.oldest_is_enough
def test_promotion_is_all_or_nothing(hosts, build, target, ansible):
    """With one staged tag missing no tag is promoted; once it is there, all are; the leftovers of other changes go."""
    job = build(change="41")
    # Names of its own for each Ansible: what the other run promoted would count as promoted before.
    first, second = f"acme/first-{ansible}", f"acme/second-{ansible}"
    images = [{**IMAGE, "repository": first}, {**IMAGE, "repository": second}]
    job.job_vars.update(docker_images=images[:1], docker_registry=target.address)
    role(job, "build-docker-image").must_succeed()
    role(job, "upload-docker-image", secrets=credentials(target), phase="post").must_succeed()

    promotion = build(change="41", pipeline="promote")
    promotion.job_vars.update(docker_images=images, docker_registry=target.address)
    failed = promotion.play(PLAYBOOKS / "docker-image/promote.yaml", credentials(target)).must_fail()
    assert second in failed.output and "change_41_latest" in failed.output
    assert _without_companions(target.tags(first)) == ["change_41_latest"]

    job.job_vars["docker_images"] = images[1:]
    role(job, "build-docker-image").must_succeed()
    role(job, "upload-docker-image", secrets=credentials(target), phase="post").must_succeed()
    left = build(change="40")
    left.job_vars.update(docker_images=images[:1], docker_registry=target.address)
    role(left, "build-docker-image").must_succeed()
    role(left, "upload-docker-image", secrets=credentials(target), phase="post").must_succeed()

    promotion.job_vars.update(promote_docker_image_max_age=0, promote_docker_image_cleanup_dry_run=True)
    shown = promotion.play(PLAYBOOKS / "docker-image/promote.yaml", credentials(target)).must_succeed()
    assert "change_40_latest" in shown.output
    assert _without_companions(target.tags(first)) == ["change_40_latest", "latest"]
    promotion.job_vars.update(promote_docker_image_max_age=1, promote_docker_image_cleanup_dry_run=False)
    promotion.play(PLAYBOOKS / "docker-image/promote.yaml", credentials(target)).must_succeed()
    assert target.tags(first) == ["latest"]
    assert target.tags(second) == ["latest"]


def test_the_engine_is_made_usable(hosts, build):
    """A stopped engine is started, and a user who is no member of the group becomes one."""
    hosts.run("node2", "sudo systemctl stop docker docker.socket; sudo gpasswd -d zuul docker")
    role(build("node2"), "ensure-docker").must_succeed()
    assert hosts.run("node2", "docker version --format '{{.Server.Version}}'")


def test_settings_of_the_engine_are_merged(hosts, build):
    """What the site has in daemon.json stays; the engine knows the new mirror without a restart."""
    hosts.run(
        "node2", "echo '{\"debug\": true}' | sudo tee /etc/docker/daemon.json; sudo systemctl reload docker"
    )
    before = hosts.run("node2", "pidof dockerd")
    job = build("node2")
    job.job_vars["docker_mirror"] = "https://mirror.example.test"
    role(job, "ensure-docker").must_succeed()
    assert "mirror.example.test" in hosts.run("node2", "docker info")
    job = build("node2")
    role(job, "use-docker-mirror").must_succeed()
    job.job_vars["mirror_fqdn"] = "site.example.test"
    role(job, "use-docker-mirror").must_succeed()
    mirrors = hosts.run("node2", "docker info --format '{{json .RegistryConfig.Mirrors}}'")
    assert mirrors == '["https://mirror.example.test/","http://site.example.test:8082/"]\n'
    assert '"debug"' in hosts.run("node2", "cat /etc/docker/daemon.json")
    assert hosts.run("node2", "pidof dockerd") == before
    # Without a word about mirrors it would keep them.
    undo = (
        "echo '{\"registry-mirrors\": []}' | sudo tee /etc/docker/daemon.json; sudo systemctl reload docker"
    )
    hosts.run("node2", f"{undo}; sudo rm /etc/docker/daemon.json")
    assert "mirror.example.test" not in hosts.run("node2", "docker info")


@pytest.mark.oldest_is_enough
def test_logs_of_containers_are_kept(hosts, build):
    """Of each, running or not, with both of its streams; an engine that does not answer is a warning."""
    hosts.run("node2", "docker run --name said busybox:stable sh -c 'echo this; echo that >&2'")
    role(build("node2"), "collect-container-logs").must_succeed()
    kept = hosts.run("node2", "ls zuul-output/logs/docker; cat zuul-output/logs/docker/said.txt")
    hosts.run("node2", "docker rm said; rm -r zuul-output")
    assert kept.startswith("said.txt\n") and " this\n" in kept and " that\n" in kept
    job = build("node2")
    job.job_vars["container_command"] = "podman"
    hosts.run("node2", "mkdir .config; echo '[' >.config/containers; true")
    done = role(job, "collect-container-logs").must_succeed()
    hosts.run("node2", "rm -r .config")
    assert "The logs of the containers of podman are not kept: " in done.output


@pytest.mark.oldest_is_enough
def test_a_job_with_its_own_registry_pauses(build):
    """And one that depends on a registry does not."""
    job = build()
    role(job, "pause-buildset-registry", "localhost").must_succeed()
    assert job.results["data"]["zuul"]["pause"] is True
    other = build()
    other.job_vars["buildset_registry"] = {
        "host": "10.99.0.11",
        "port": 5000,
        "username": "u",
        "password": "p",
        "cert": "c",
    }
    role(other, "pause-buildset-registry", "localhost").must_succeed()
    assert other.results == {}
