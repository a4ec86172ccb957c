"""One change from its registry to its promotion, with the playbooks of the library on real hosts."""

from __future__ import annotations

import pytest
from hosts.executor import PLAYBOOKS
from states import images_of, state_of

IMAGES = [
    {
        "context": "img",
        "repository": "acme/app",
        "tags": ["latest", "1.0"],
        "build_args": ["GREETING='hello world'"],
    }
]
PRE = PLAYBOOKS / "buildset-registry/pre.yaml"
PULL = PLAYBOOKS / "docker-image/pre.yaml"
RUN = PLAYBOOKS / "docker-image/run.yaml"
UPLOAD = PLAYBOOKS / "docker-image/upload.yaml"
POST = PLAYBOOKS / "buildset-registry/post.yaml"
CLEAN = PLAYBOOKS / "buildset-registry/clean.yaml"
PROMOTE = PLAYBOOKS / "docker-image/promote.yaml"


def test_one_change_from_build_to_promotion(hosts, build, intermediate, target, ansible, generation):
    """Build with a registry of its own, upload, keep for changes behind, clean; then promote, twice."""
    platforms = {"arch": ["linux/amd64", "linux/arm64"], "dockerfile": "Nothing", "tags": ["platforms"]}
    listed = [*IMAGES, {**IMAGES[0], **platforms}] if generation.store == "containerd" else IMAGES
    hosts.run("node1", "printf 'FROM scratch\\nCOPY Dockerfile /\\n' >src/project/img/Nothing")
    before = state_of(hosts, "node1")
    change = f"12{ansible}"
    docker_credentials = {
        "username": target.username,
        "password": target.password,
        "registry": target.address,
        "repository": r"^acme/{{ zuul.project.short_name }}",
    }
    secrets = {"intermediate_registry": intermediate.secret}
    job = build(change=change, pipeline="gate")
    job.job_vars.update(docker_images=listed, docker_registry=target.address)

    started = job.play(PRE, secrets, phase="pre").must_succeed()
    registry = job.results["secret_data"]["buildset_registry"]
    assert sorted(registry) == ["cert", "host", "password", "port", "username"]
    assert (registry["host"], registry["port"]) == (hosts.inventory["node1"]["ansible_host"], 5000)
    job.play(PULL, secrets, phase="pre").must_succeed()
    built = job.play(RUN).must_succeed()
    assert job.results["data"]["zuul"]["pause"] is True
    (recorded,) = job.results["data"]["buildset_images"].values()
    tags = sorted(tag for one in listed for tag in one["tags"])
    assert sorted(name.rpartition(":")[2] for name in recorded) == tags
    local = f"{target.address}/acme/app:change_{change}_1.0"
    assert hosts.run("node1", f"docker run --rm {local} cat /greeting") == "hello world\n"

    uploaded = job.play(
        UPLOAD, {"docker_credentials": docker_credentials}, phase="post", extra={"zuul_success": "True"}
    ).must_succeed()
    assert {f"change_{change}_latest", f"change_{change}_1.0"} <= set(target.tags("acme/app"))
    kept = job.play(POST, secrets, phase="post", extra={"zuul_success": "True"}).must_succeed()
    artifacts = {a["metadata"]["tag"]: a for a in job.results["data"]["zuul"]["artifacts"]}
    repository = f"{target.address}/acme/app"
    assert artifacts["1.0"] == {
        "name": f"{repository}:1.0",
        # A port cannot stand in a path.
        "url": f"docker://{intermediate.address}/{repository.replace(':', '_')}:{job.zuul['build']}_1.0",
        "metadata": {
            "type": "container_image",
            "repository": repository,
            "tag": "1.0",
            "digest": target.digest("acme/app", f"change_{change}_1.0"),
        },
    }
    assert set(recorded.values()) == {artifacts[tag]["metadata"]["digest"] for tag in tags}
    cleaned = job.play(CLEAN, secrets, phase="post").must_succeed()
    assert state_of(hosts, "node1") == before

    promotion = build(change=change, pipeline="promote")
    promotion.job_vars.update(docker_images=listed, docker_registry=target.address)
    promoted = promotion.play(PROMOTE, {"docker_credentials": docker_credentials}).must_succeed()
    assert not [tag for tag in target.tags("acme/app") if tag.startswith("change_")]
    assert target.digest("acme/app", "latest") == artifacts["latest"]["metadata"]["digest"]
    promotion.play(PROMOTE, {"docker_credentials": docker_credentials}).must_succeed()
    if listed != IMAGES:
        index = target.get("acme/app/manifests/platforms")
        found = {entry["platform"]["architecture"] for entry in index["manifests"]}
        assert found - {"unknown"} == {"amd64", "arm64"}
    hosts.run("node1", "rm src/project/img/Nothing")

    everything = "".join(run.output for run in (started, built, uploaded, kept, cleaned, promoted))
    for secret in (intermediate.password, target.password, registry["password"]):
        assert secret not in everything


@pytest.mark.oldest_is_enough
def test_a_consumer_gets_the_images_of_changes_ahead(hosts, build, intermediate, ansible):
    """A build keeps its image; the registry job of another change pulls it, and docker of a second node finds it by its plain name."""
    before = [state_of(hosts, host) for host in ("node1", "node2")]
    secrets = {"intermediate_registry": intermediate.secret}
    ahead = build("node1", change="7")
    ahead.job_vars["docker_images"] = [
        {"context": "img", "repository": "acme/base", "build_args": [f"GREETING=ahead-{ansible}"]}
    ]
    for playbook, phase in ((PRE, "pre"), (PULL, "pre"), (RUN, "run"), (POST, "post"), (CLEAN, "post")):
        ahead.play(playbook, {} if playbook == RUN else secrets, phase).must_succeed()

    artifacts = [
        {**a, "change": "7", "project": "acme/base", "job": "x"}
        for a in ahead.results["data"]["zuul"]["artifacts"]
    ]
    registry_job = build("node1", change="8", artifacts=artifacts)
    registry_job.play(PRE, secrets, "pre").must_succeed()
    registry_job.play(PLAYBOOKS / "buildset-registry/run.yaml", secrets).must_succeed()
    assert registry_job.results["data"]["zuul"]["pause"] is True

    consumer = build("node2", change="8")
    consumer.job_vars["buildset_registry"] = registry_job.results["secret_data"]["buildset_registry"]
    use = consumer.directory / "use.yaml"
    use.write_text("- hosts: all\n  roles: [use-buildset-registry]\n")
    consumer.play(use, phase="pre").must_succeed()
    place, name = "zuul-jobs.buildset-registry:5000/quay.io/acme/tool:1", "quay.io/acme/tool:1"
    hosts.run("node2", f"docker tag busybox:stable {place} && docker push -q {place} && docker rmi {place}")
    again = consumer.play(use, phase="pre").must_succeed()
    assert f"{name} is the image of this buildset, sha256:" in again.output
    hosts.run("node2", f"docker run --rm {name} true")
    assert hosts.run("node2", "docker run --rm acme/base cat /greeting 2>/dev/null") == f"ahead-{ansible}\n"
    child = "printf 'FROM acme/base\\nRUN touch /child\\n' | docker build -q -t acme/child -"
    hosts.run("node2", f"docker rmi -f acme/base >/dev/null; {child}")
    consumer.play(CLEAN, secrets, "post").must_succeed()
    assert "acme/base" not in hosts.run("node2", "docker images")
    hosts.run("node2", "docker rmi -f acme/child")
    registry_job.play(CLEAN, secrets, "post").must_succeed()
    assert [state_of(hosts, host) for host in ("node1", "node2")] == before


@pytest.mark.oldest_is_enough
def test_several_nodes_share_one_registry(hosts, build, intermediate):
    """Only the first node starts a registry; all of them use it."""
    job = build("node1", "node2")
    secrets = {"intermediate_registry": intermediate.secret}
    job.play(PRE, secrets, "pre").must_succeed()
    running = [hosts.run(host, "docker ps --format '{{.Names}}'").split() for host in ("node1", "node2")]
    known = hosts.run("node2", "docker info --format '{{.RegistryConfig.Mirrors}}'")
    job.play(PRE, secrets, "pre").must_succeed()
    job.play(CLEAN, secrets, "post").must_succeed()
    assert sorted(running[0]) == ["buildset_registry", "buildset_registry_store"]
    assert running[1] == []
    assert "zuul-jobs.buildset-registry:5000" in known


@pytest.mark.oldest_is_enough
def test_a_bad_list_stops_the_job_before_the_first_build(hosts, build):
    """All mistakes in one message, with their places; no image is built."""
    job = build()
    job.job_vars["docker_images"] = [
        {"context": "img", "repositry": "acme/app", "tags": ["not a tag"]},
        {"context": "img", "repository": "acme/Upper"},
    ]
    before = images_of(hosts, "node1")
    failed = job.play(RUN).must_fail()
    assert "docker_images[0].repositry" in failed.output
    assert "docker_images[0].tags[0]" in failed.output
    assert "docker_images[1].repository" in failed.output
    assert failed.tasks <= 4
    assert images_of(hosts, "node1") == before


@pytest.mark.oldest_is_enough
def test_the_first_task_tells_all_that_is_wrong(hosts, build, intermediate):
    """Before anything is started; and Zuul is told not to try again."""
    artifact = {
        "name": "x",
        "url": "docker://evil.example.test/x:1",
        "metadata": {"type": "container_image", "repository": "x", "tag": "1"},
    }
    course = {"pre_playbooks": [PRE, PULL], "playbooks": [RUN], "post_playbooks": [UPLOAD, POST, CLEAN]}
    context = {phase: [{"path": str(path)} for path in paths] for phase, paths in course.items()}
    job = build(artifacts=[artifact], playbook_context=context)
    images = [
        {**IMAGES[0], **key} for key in ({"tags": ["a b"]}, {"dockerfile": "Missing"}, {"context": "imgg"})
    ]
    job.job_vars["docker_images"] = images
    secret = {key: value for key, value in intermediate.secret.items() if key != "username"}
    failed = job.play(PRE, {"intermediate_registry": secret}, "pre").must_fail()
    for place in (
        "docker_images[0].tags[0]: 'a b'",
        "docker_images[1].dockerfile: the file src/project/img/Missing does not exist",
        "docker_images[2].context: the directory src/project/imgg does not exist",
        "docker_credentials: not defined",
        "intermediate_registry: username is missing",
    ):
        assert place in failed.output
    assert job.results["data"] == {"zuul": {"retry": False}}
    assert hosts.run("node1", "docker ps -q") == ""

    job.job_vars["docker_images"] = []
    failed = job.play(PRE, {"intermediate_registry": intermediate.secret}, "pre").must_fail()
    assert "zuul.artifacts[0].url" in failed.output
    assert hosts.run("node1", "docker ps -q") == ""


@pytest.mark.oldest_is_enough
def test_a_job_that_failed_publishes_nothing(build, intermediate, target):
    """Neither the upload nor the push for changes behind happens."""
    job = build(change="666")
    job.job_vars.update(docker_images=IMAGES, docker_registry=target.address)
    credentials = {"username": target.username, "password": target.password}
    failed = {"zuul_success": "False"}
    job.play(UPLOAD, {"docker_credentials": credentials}, "post", failed).must_succeed()
    job.play(POST, {"intermediate_registry": intermediate.secret}, "post", failed).must_succeed()
    assert job.results == {}


@pytest.mark.oldest_is_enough
def test_artifacts_of_other_jobs_are_not_trusted(build, intermediate):
    """An artifact that points elsewhere stops the job, and names the artifact."""
    artifact = {
        "name": "x",
        "url": "docker://evil.example.test/x:1",
        "metadata": {"type": "container_image", "repository": "x", "tag": "1"},
    }
    job = build(artifacts=[artifact])
    job.job_vars["buildset_registry"] = {
        "host": "10.99.0.11",
        "port": 5000,
        "username": "zuul",
        "password": "x" * 20,
        "cert": "",
    }
    failed = job.play(PULL, {"intermediate_registry": intermediate.secret}).must_fail()
    assert "zuul.artifacts[0].url" in failed.output


@pytest.mark.oldest_is_enough
def test_a_wrong_password_is_explained_but_not_shown(build, intermediate, target):
    """The reason of a task that logs nothing is still told."""
    job = build(change="77")
    job.job_vars.update(docker_images=IMAGES, docker_registry=target.address)
    credentials = {"username": target.username, "password": "a-wrong-password"}
    failed = job.play(PROMOTE, {"docker_credentials": credentials}, arguments=["-vvv"]).must_fail()
    assert target.address in failed.output
    assert "401" in failed.output
    assert "a-wrong-password" not in failed.output


@pytest.mark.oldest_is_enough
def test_a_consumer_without_a_registry_is_told_what_to_do(build, intermediate):
    """Both ways of using a registry that is not there."""
    job = build()
    use = job.directory / "use.yaml"
    use.write_text("- hosts: all\n  roles: [use-buildset-registry]\n")
    assert "dependencies: [opendev-buildset-registry]" in job.play(use).must_fail().output


@pytest.mark.oldest_is_enough
def test_a_list_that_only_the_nodes_know(hosts, build, intermediate, target):
    """Zuul fills in templates with facts of a node for that node alone; all of the job works on the same list."""
    job = build(change="501", pipeline="gate")
    image = {"context": "img", "repository": "acme/facts", "owner": "somebody"}
    node = dict(job.inventory["node1"], docker_images=[image])
    job.inventory = {"node1": node}
    job.job_vars["docker_registry"] = target.address
    secrets = {"intermediate_registry": intermediate.secret}
    credentials = {"docker_credentials": {"username": target.username, "password": target.password}}
    for playbook, phase in ((PRE, "pre"), (RUN, "run")):
        job.play(playbook, {} if playbook == RUN else secrets, phase).must_succeed()
    job.play(UPLOAD, credentials, "post", {"zuul_success": "True"}).must_succeed()
    job.play(POST, secrets, "post", {"zuul_success": "True"}).must_succeed()
    job.play(CLEAN, secrets, "post").must_succeed()
    assert [tag for tag in target.tags("acme/facts") if "_staged-" not in tag] == ["change_501_latest"]
    (warning,) = job.results["data"]["zuul"]["warnings"]
    assert warning.startswith("docker_images[0].owner: is not a known key, and is ignored")
    (artifact,) = job.results["data"]["zuul"]["artifacts"]
    assert artifact["metadata"]["repository"].endswith("acme/facts")
    node["docker_images"] = [{"context": "img", "repository": "acme/Facts"}]
    assert "docker_images[0].repository" in job.play(PRE, secrets, "pre").must_fail().output


@pytest.mark.oldest_is_enough
def test_a_node_that_cannot_be_cleaned_does_not_fail_the_job(hosts, build, intermediate):
    """A job may have taken sudo away; Zuul reports what stays."""
    job = build()
    secrets = {"intermediate_registry": intermediate.secret}
    job.play(PRE, secrets, "pre").must_succeed()
    hosts.run("node1", "sudo mv /etc/sudoers.d/zuul /root/zuul-sudo; ! sudo -n true")
    try:
        job.play(CLEAN, secrets, "post").must_succeed()
    finally:
        hosts.run("node1", "mv /root/zuul-sudo /etc/sudoers.d/zuul", user="root")
    warnings = job.results["data"]["zuul"]["warnings"]
    assert ["stays on node1" in warning or "stay on node1" in warning for warning in warnings] == [True, True]
    job.play(CLEAN, secrets, "post").must_succeed()
    assert hosts.run("node1", "docker ps -q") == ""
