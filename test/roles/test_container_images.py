"""The container family on real hosts: two registries in one job, podman and docker, from the build to the promotion."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hosts.executor import PLAYBOOKS, Build, Run
from hosts.registry import Registry, running_registry
from hosts.running import Hosts
from states import state_of

PRE = PLAYBOOKS / "buildset-registry/pre.yaml"
PULL = PLAYBOOKS / "container-image/pre.yaml"
RUN = PLAYBOOKS / "container-image/run.yaml"
UPLOAD = PLAYBOOKS / "container-image/upload.yaml"
POST = PLAYBOOKS / "buildset-registry/post.yaml"
CLEAN = PLAYBOOKS / "buildset-registry/clean.yaml"
PROMOTE = PLAYBOOKS / "container-image/promote.yaml"
BUSYBOX = "docker.io/library/busybox:stable"
APP = "ARG BASE\\nFROM $BASE\\nRUN sed s/hello/goodbye/ /greeting >/farewell\\n"


@pytest.fixture(scope="module")
def other(hosts: Hosts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """Another registry to which images are published, with an account of its own."""
    with running_registry(hosts, tmp_path_factory.mktemp("other") / "registry", 8443) as registry:
        yield registry


@pytest.fixture(scope="module", autouse=True)
def files(hosts: Hosts) -> Iterator[None]:
    """What podman builds from, and a second file beside the Dockerfile of the hosts."""
    # podman 4.3 does not know whose image it loads.
    load = f"docker save {BUSYBOX} | podman load; podman image exists {BUSYBOX} || podman tag busybox:stable {BUSYBOX}"
    hosts.run("node1", f"{load}; printf '{APP}' >src/project/img/App")
    yield
    hosts.run("node1", "rm src/project/img/App; podman image rm --all --force")


@pytest.fixture(autouse=True)
def no_images_left(hosts: Hosts) -> Iterator[None]:
    """Removes what the tests build."""
    yield
    listing = "images --format '{{.Repository}}:{{.Tag}}' | grep '/acme/'"
    for engine in ("docker", "podman"):
        hosts.run("node1", f"{engine} {listing} | grep -v earlier | xargs -r {engine} rmi -f", check=False)


def images(target: Registry, other: Registry, ansible: str) -> list:
    """A base image of one registry, and one of another that is built on top of it."""
    base = f"{target.address}/acme/base-{ansible}"
    return [
        {
            "context": "img",
            "registry": target.address,
            "repository": base,
            "build_args": ["GREETING='hello world'"],
            "namespace": "acme",
            "repo_shortname": "base",
        },
        {
            "context": "img",
            "registry": other.address,
            "repository": f"{other.address}/acme/app-{ansible}",
            "container_filename": "App",
            "tags": ["latest", "1.0"],
            "build_args": [f"BASE={base}"],
        },
    ]


def credentials(*registries: Registry) -> dict:
    """The secret with an account for each registry."""
    accounts = {
        each.address: {
            "username": each.username,
            "password": each.password,
            "repository": "^acme/",
            "api_token": "token-which-must-not-be-seen",
        }
        for each in registries
    }
    return {"container_registry_credentials": accounts}


def read(hosts: Hosts, engine: str, name: str) -> str:
    """The farewell in an image of the node; nothing of the image runs."""
    copied = f"id=$({engine} create {name} true) && {engine} cp $id:/farewell - | tar -xO; {engine} rm $id >/dev/null"
    return hosts.run("node1", copied)


def play(job: Build, playbook, secrets=None, phase="run") -> Run:
    """Runs a playbook of a job that succeeded so far."""
    extra = {"zuul_success": "True"} if phase == "post" else {}
    return job.play(playbook, secrets or {}, phase, extra)


def test_one_change_from_build_to_promotion(hosts, build, intermediate, target, other, ansible):
    """Build with a registry of its own, upload to two registries, keep, clean; then promote, twice."""
    podman_images = "podman images --format '{{.Repository}}:{{.Tag}} {{.ID}}' | sort"
    before = state_of(hosts, "node1"), hosts.run("node1", podman_images)
    change = f"45{ansible}"
    listed = images(target, other, f"one-{ansible}")
    base, app = (one["repository"].partition("/")[2] for one in listed)
    secrets = {"intermediate_registry": intermediate.secret}
    job = build(change=change, pipeline="gate")
    job.job_vars.update(container_images=listed, container_build_extra_env={"ANY": 0})

    outputs = [play(job, PRE, secrets, "pre").must_succeed(), play(job, PULL, secrets, "pre").must_succeed()]
    outputs.append(play(job, RUN).must_succeed())
    (recorded,) = job.results["data"]["buildset_images"].values()
    assert len(recorded) == 3 and all(digest.startswith("sha256:") for digest in recorded.values())
    local = f"{listed[1]['repository']}:change_{change}_1.0"
    assert read(hosts, "podman", local) == "goodbye world\n"

    outputs.append(play(job, UPLOAD, credentials(target, other), "post").must_succeed())
    assert f"change_{change}_latest" in target.tags(base)
    assert {f"change_{change}_latest", f"change_{change}_1.0"} <= set(other.tags(app))
    outputs.append(play(job, POST, secrets, "post").must_succeed())
    artifacts = {one["name"]: one for one in job.results["data"]["zuul"]["artifacts"]}
    assert sorted(artifacts) == sorted(
        [
            f"{listed[0]['repository']}:latest",
            f"{listed[1]['repository']}:latest",
            f"{listed[1]['repository']}:1.0",
        ]
    )
    digest = artifacts[f"{listed[1]['repository']}:1.0"]["metadata"]["digest"]
    assert digest == other.digest(app, f"change_{change}_1.0")
    assert digest in recorded.values()
    outputs.append(play(job, CLEAN, secrets, "post").must_succeed())
    assert (state_of(hosts, "node1"), hosts.run("node1", podman_images)) == before

    promotion = build(change=change, pipeline="promote")
    promotion.job_vars.update(container_images=listed)
    promotion.job_vars["promote_container_image_extra_tags"] = ["by-{{ zuul.pipeline }}"]
    outputs.append(play(promotion, PROMOTE, credentials(target, other)).must_succeed())
    promoted = ["by-promote", "latest"], ["1.0", "by-promote", "latest"]
    assert (target.tags(base), other.tags(app)) == promoted
    assert other.digest(app, "1.0") == other.digest(app, "by-promote") == digest
    play(promotion, PROMOTE, credentials(target, other)).must_succeed()

    everything = "".join(run.output for run in outputs)
    for secret in (intermediate.password, target.password, other.password, "token-which-must"):
        assert secret not in everything


# docker 29 builds images of several platforms below, and those of this family in the rehearsal.
@pytest.mark.oldest_is_enough
def test_promotion_is_all_or_nothing(hosts, build, target, other, ansible):
    """With a staged tag missing in one registry, no tag of the other one is promoted."""
    listed = images(target, other, f"whole-{ansible}")
    base, app = (one["repository"].partition("/")[2] for one in listed)
    job = build(change="46")
    job.job_vars.update(container_images=listed, container_command="docker")
    book = job.directory / "roles.yaml"
    book.write_text("- hosts: all\n  roles: [build-container-image, upload-container-image]\n")
    # Without a buildset registry: from the engine of the node.
    job.job_vars["container_images"] = listed[:1]
    play(job, book, credentials(target, other)).must_succeed()

    promotion = build(change="46", pipeline="promote")
    promotion.job_vars.update(container_images=listed)
    failed = play(promotion, PROMOTE, credentials(target, other)).must_fail()
    assert app in failed.output and "change_46_latest" in failed.output
    assert "latest" not in target.tags(base)
    job.job_vars["container_images"] = listed
    play(job, book, credentials(target, other)).must_succeed()
    play(promotion, PROMOTE, credentials(target, other)).must_succeed()
    assert (target.tags(base), other.tags(app)) == (["latest"], ["1.0", "latest"])


@pytest.mark.newest_is_enough
def test_podman_pushes_where_there_is_no_buildset_registry(hosts, build, target, other, ansible):
    """Final tags, to two registries; no login stays on the node."""
    listed = images(target, other, f"engine-{ansible}")
    base, app = (one["repository"].partition("/")[2] for one in listed)
    job = build(change="47")
    job.job_vars.update(container_images=listed, upload_container_image_promote=False)
    book = job.directory / "roles.yaml"
    book.write_text("- hosts: all\n  roles: [build-container-image, upload-container-image]\n")
    done = play(job, book, credentials(target, other)).must_succeed()
    assert (target.tags(base), other.tags(app)) == (["latest"], ["1.0", "latest"])
    published = job.results["data"]["buildset_images"]
    assert published[other.address][f"{other.address.replace(':', '_')}/{app}:1.0"] == other.digest(
        app, "1.0"
    )
    assert sorted(published) == sorted([target.address, other.address])
    logins = "cat ~/.docker/config.json ~/.config/containers/auth.json /run/user/*/containers/auth.json 2>/dev/null || true"
    assert target.address not in hosts.run("node1", logins)
    assert target.password not in done.output and other.password not in done.output


@pytest.mark.newest_is_enough
def test_hostile_values_stay_values(hosts, build):
    """Neither a build argument, nor a label, nor the environment becomes an option or a command."""
    job = build()
    image = {
        "context": "img",
        "repository": "quay.io/acme/hostile",
        "build_args": ["GREETING=$(id) --no-cache; x"],
        "labels": ["a=b --target c", "c={% raw %}{{ d }}{% endraw %}"],
    }
    job.job_vars.update(container_images=[image], container_build_extra_env={"LANG": "$(id); x"})
    book = job.directory / "roles.yaml"
    book.write_text("- hosts: all\n  roles: [build-container-image]\n")
    play(job, book).must_succeed()
    form = '{{index .Config.Labels "a"}}|{{index .Config.Labels "c"}}'
    labels = hosts.run("node1", f"podman image inspect --format '{form}' quay.io/acme/hostile:latest")
    assert labels == "b --target c|{{ d }}\n"
    copied = "id=$(podman create quay.io/acme/hostile:latest true) && podman cp $id:/greeting - | tar -xO; podman rm $id >/dev/null"
    assert hosts.run("node1", copied) == "$(id) --no-cache; x\n"


@pytest.mark.parametrize("engine", ["podman", pytest.param("docker", marks=pytest.mark.newest_is_enough)])
def test_images_of_two_platforms(hosts, build, intermediate, target, other, ansible, engine):
    """Two images of one change and one of the next, each built on top of the one before: all are indexes, and arrive as such.

    A base image is that of the change ahead whatever the node has under its name, and of a registry for which there is no mirror.
    """
    listing = "podman images --format '{{.Repository}}:{{.Tag}} {{.ID}}' | sort"
    platforms = ["linux/amd64", "linux/arm64"]
    first, second, third = (
        f"{registry.address}/acme/{name}-{engine}-{ansible}"
        for registry, name in ((target, "first"), (other, "second"), (other, "third"))
    )
    # Nothing runs, since no node here can run what is for another machine.
    copies = "FROM scratch\nARG TARGETARCH\nCOPY Dockerfile /$TARGETARCH\n"
    child = "ARG BASE\nFROM $BASE AS base\nFROM base\nARG TARGETARCH\nCOPY --from=base /$TARGETARCH /again\n"
    hosts.run("node1", f"cd src/project/img; printf '{copies}' >Copies; printf '{child}' >Child")
    removal = "rm src/project/img/Copies src/project/img/Child"
    before = state_of(hosts, "node1"), hosts.run("node1", listing)
    image = {"context": "img", "arch": platforms, "container_filename": "Child"}
    secrets = {"intermediate_registry": intermediate.secret}
    steps = ((PRE, "pre"), (PULL, "pre"), (RUN, "run"), (UPLOAD, "post"), (POST, "post"), (CLEAN, "post"))

    def run(job: Build, steps) -> str:
        said = ""
        for playbook, phase in steps:
            given = {RUN: None, UPLOAD: credentials(target, other)}.get(playbook, secrets)
            said += play(job, playbook, given, phase).must_succeed().output
        return said

    job = build(change="51")
    job.job_vars.update(
        container_command=engine,
        container_images=[
            {**image, "repository": first, "container_filename": "Copies"},
            {**image, "repository": second, "build_args": [f"BASE={first}"], "tags": ["latest", "1"]},
        ],
    )
    if engine == "docker":
        is_old = "snapshotter" not in hosts.run("node1", "docker info --format '{{json .DriverStatus}}'")
    else:
        is_old = (
            int(hosts.run("node1", "podman version --format '{{.Client.Version}}'").partition(".")[0]) < 5
        )
    if is_old:
        # It cannot keep such images; that is told before the build.
        for playbook, phase in steps[:2]:
            play(job, playbook, secrets, phase).must_succeed()
        failed = play(job, RUN).must_fail()
        assert "container_images[0].arch: " in failed.output and engine in failed.output
        play(job, CLEAN, secrets, "post").must_succeed()
        assert (state_of(hosts, "node1"), hosts.run("node1", listing)) == before
        hosts.run("node1", removal)
        return
    run(job, steps)
    hosts.run("node1", f"{engine} tag {BUSYBOX} {second}:1")
    artifacts = [
        {**one, "change": "51", "project": "acme/base", "job": "x"}
        for one in job.results["data"]["zuul"]["artifacts"]
    ]
    behind = build(change="52", artifacts=artifacts)
    behind.job_vars.update(
        container_command=engine,
        container_images=[{**image, "repository": third, "build_args": [f"BASE={second}:1"]}],
    )
    # Nobody is behind this one.
    said = run(behind, [step for step in steps if step[0] != POST])
    assert f"{second}:1 is the image of this buildset, sha256:" in said
    # The node's own image has its name back.
    id_of = f"{engine} image inspect --format '{{{{.Id}}}}'"
    assert hosts.run("node1", f"{id_of} {second}:1") == hosts.run("node1", f"{id_of} {BUSYBOX}")
    # Without a second name, podman would take all names of the image.
    hosts.run(
        "node1", f"podman untag {BUSYBOX} {second}:1" if engine == "podman" else f"docker rmi {second}:1"
    )
    assert (state_of(hosts, "node1"), hosts.run("node1", listing)) == before
    for registry, name, tag in (
        (target, first, "change_51_latest"),
        (other, second, "change_51_1"),
        (other, third, "change_52_latest"),
    ):
        index = registry.get(f"{name.partition('/')[2]}/manifests/{tag}")
        found = [entry["platform"]["architecture"] for entry in index["manifests"]]
        assert sorted(set(found) - {"unknown"}) == ["amd64", "arm64"]
    hosts.run("node1", removal)


@pytest.mark.oldest_is_enough
def test_the_first_task_tells_what_is_wrong_with_both_lists(hosts, build, intermediate):
    """Before anything is started."""
    course = {"pre_playbooks": [PRE, PULL], "playbooks": [RUN], "post_playbooks": [UPLOAD, POST, CLEAN]}
    context = {phase: [{"path": str(path)} for path in paths] for phase, paths in course.items()}
    job = build(playbook_context=context)
    image = {"context": "img", "registry": "quay.io", "repository": "quay.io/acme/app"}
    job.job_vars.update(
        container_images=[
            {**image, "arch": ["arm64"]},
            {**image, "registry": "ghcr.io", "container_filename": "Missing"},
        ],
        # The same anchor serves both families; this job is of one of them.
        docker_images=[image],
        container_command="dockr",
    )
    failed = play(job, PRE, {"intermediate_registry": intermediate.secret}, "pre").must_fail()
    for place in (
        "container_images[0].arch[0]: 'arm64' is not a platform",
        "container_images[1].repository: 'quay.io/acme/app' names the registry 'quay.io', but registry is 'ghcr.io'",
        "container_command: is 'dockr'; expected 'docker' or 'podman'",
        "container_registry_credentials: not defined",
    ):
        assert place in failed.output
    assert "docker_images[" not in failed.output
    assert job.results["data"] == {"zuul": {"retry": False}}
    assert hosts.run("node1", "docker ps -q") == ""
