"""The plan of the container family: several registries in one job, two engines, an account for each registry."""

import pytest
from ansible.module_utils.image_gate.plan.check import plan_what_is_built
from ansible.module_utils.image_gate.plan.plan import Job, make_plan

BUILD = "0123456789abcdef0123456789abcdef"
ZUUL = {
    "build": BUILD,
    "change": "1234",
    "change_url": "U",
    "pipeline": "gate",
    "project": {"name": "acme/app", "short_name": "app"},
}
BUILDSET = {"host": "10.1.2.3", "port": 5000}
INTERMEDIATE = {"host": "ireg.example.org", "port": 5000}


def image(**keys):
    return {"context": "ctx", "registry": "quay.io", "repository": "quay.io/acme/app", **keys}


def accounts(**repositories):
    """Accounts by registry, each with its pattern."""
    names = [name.replace("__", ":").replace("_", ".") for name in repositories]
    keys = [["username", "password"] for _ in names]
    return {
        "registries": names,
        "whole": names,
        "keys": keys,
        "texts": keys,
        "repositories": list(repositories.values()),
    }


def make(*images, **job):
    return make_plan(Job(**{"family": "container", "images": list(images), "zuul": ZUUL, **job}))


def plan(*images, **job):
    made, found = make(*images, **job)
    assert (found.errors, found.warnings) == ([], [])
    return made


def errors(*images, **job):
    return make(*images, **job)[1].errors


def argv(*images, **job):
    """The build command up to the labels of Zuul."""
    (one,) = plan(*images, **job)["images"]
    command = one["build_argv"]
    return " ".join(command[: command.index("--label")])


def test_podman_builds():
    command = argv(image(target="prod", build_args=["A='x y'"], container_filename="sub/C", tags=["1"]))
    assert command == (
        "podman build --cgroup-manager cgroupfs --force-rm . -f sub/C --target prod --build-arg A=x y "
        "--tag quay.io/acme/app:change_1234_1 --tag quay.io/acme/app:1"
    )


def test_docker_builds_where_the_job_says_so():
    command = argv(image(), engine="docker")
    assert command == (
        "docker build --force-rm . --tag quay.io/acme/app:change_1234_latest --tag quay.io/acme/app:latest"
    )


@pytest.mark.parametrize(
    ("engine", "files"),
    [("podman", ["sub/Containerfile", "sub/Dockerfile"]), ("docker", ["sub/Dockerfile"])],
)
def test_the_engine_looks_for_its_own_file(engine, files):
    (one,) = plan(image(path="sub"), engine=engine)["images"]
    assert (one["dockerfile"], one["files"]) == ("", files)
    (one,) = plan(image(path="sub"), engine=engine, dockerfile="C")["images"]
    assert one["dockerfile"] == "C"


@pytest.mark.parametrize(
    ("repository", "registry", "path", "kept"),
    [
        ("quay.io/acme/app", "quay.io", "quay.io/acme/app", "quay.io/acme/app"),
        ("docker.io/acme/app", "docker.io", "acme/app", "docker.io/acme/app"),
        ("acme/app", "docker.io", "acme/app", "acme/app"),
        ("docker.io/debian", "", "library/debian", "docker.io/debian"),
        ("127.0.0.1:5001/a/b", "127.0.0.1:5001", "127.0.0.1_5001/a/b", "127.0.0.1_5001/a/b"),
    ],
)
def test_where_an_image_lies(repository, registry, path, kept):
    made = plan(
        image(repository=repository, registry=registry),
        buildset_registry=BUILDSET,
        intermediate_registry=INTERMEDIATE,
    )
    (push,), (copy,) = made["pushes"], made["intermediate"]
    assert push["local"] == f"{repository}:latest"
    assert push["remote"] == f"zuul-jobs.buildset-registry:5000/{path}:latest"
    assert copy["destination"]["repository"] == kept
    assert copy["artifact"]["name"] == f"{repository}:latest"


def test_several_registries_of_one_job():
    made = plan(
        image(),
        image(repository="ghcr.io/acme/app", registry=""),
        image(repository="quay.io/acme/other"),
        image(repository="tool", registry=""),
        accounts=accounts(
            quay_io="^quay\\.io/acme/", ghcr_io="^acme/{{ zuul.project.short_name }}$", index_docker_io=""
        ),
        buildset_registry=BUILDSET,
    )
    assert [
        (copy["destination"]["registry"], copy["destination"]["repository"]) for copy in made["uploads"]
    ] == [
        ("quay.io", "acme/app"),
        ("ghcr.io", "acme/app"),
        ("quay.io", "acme/other"),
        ("docker.io", "library/tool"),
    ]
    assert [
        (target["host"], target["account"], target["repositories"], len(target["engine_uploads"]))
        for target in made["targets"]
    ] == [
        ("quay.io", "quay.io", ["acme/app", "acme/other"], 2),
        ("ghcr.io", "ghcr.io", ["acme/app"], 1),
        ("docker.io", "index.docker.io", ["library/tool"], 1),
    ]
    assert [one["registry"] for one in made["promotions"]] == ["quay.io", "ghcr.io", "quay.io", "docker.io"]


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        (
            {"registry": "ghcr.io"},
            "container_images[0].repository: 'quay.io/acme/app' names the registry 'quay.io', but registry is 'ghcr.io'; "
            "set 'repository: ghcr.io/acme/app'",
        ),
        (
            {"repository": "acme/app"},
            "container_images[0].repository: 'acme/app' names no registry, which means Docker Hub, but registry is "
            "'quay.io'; set 'repository: quay.io/acme/app'",
        ),
        (
            {"container_filenam": "C"},
            'container_images[0].container_filenam: is not a known key; did you mean "container_filename"?',
        ),
    ],
)
def test_keys_that_do_not_go_together(keys, message):
    assert errors(image(**keys)) == [message]


def test_podman_builds_one_platform():
    command = argv(image(arch=["linux/arm64"], tags=["1"]))
    assert command.endswith(
        " . --platform linux/arm64 --tag quay.io/acme/app:change_1234_1 --tag quay.io/acme/app:1"
    )


def test_podman_builds_several_platforms():
    made = plan(
        image(arch=["linux/amd64", "linux/arm64"], tags=["1"]),
        image(repository="quay.io/acme/other"),
        buildset_registry=BUILDSET,
    )
    one, other = made["images"]
    command = " ".join(one["build_argv"])
    assert " . --platform linux/amd64,linux/arm64 --label " in command
    assert command.endswith(" --manifest quay.io/acme/app:change_1234_1")
    assert one["tag_argv"] == ["podman", "tag", "quay.io/acme/app:change_1234_1", "quay.io/acme/app:1"]
    assert other["tag_argv"] == []
    assert [push.get("index") for push in made["pushes"]] == [True, None]
    assert [push.get("index") for push in made["targets"][0]["engine_uploads"]] == [True, None]


def test_docker_builds_several_platforms():
    (one,) = plan(image(arch=["linux/amd64", "linux/arm64"]), engine="docker")["images"]
    assert " --platform linux/amd64,linux/arm64 --tag quay.io" in " ".join(one["build_argv"])
    assert one["tag_argv"] == []


def test_a_platform_that_is_none():
    (error,) = errors(image(arch=["arm64"]))
    assert error == (
        "container_images[0].arch[0]: 'arm64' is not a platform; expected system and architecture, such as 'linux/arm64'"
    )


@pytest.mark.parametrize(
    ("job", "message"),
    [
        ({"engine": "dockr"}, "container_command: is 'dockr'; expected 'docker' or 'podman'"),
        (
            {"method": "skopeo"},
            "promote_container_image_method: is 'skopeo'; expected 'tag' or 'intermediate-registry'",
        ),
        (
            {"environment": {"A B": "1"}},
            "container_build_extra_env.'A B': 'A B' is not the name of an environment variable; "
            "expected letters, digits and '_', such as 'DOCKER_BUILDKIT'",
        ),
        (
            {"environment": {"A": True}},
            "container_build_extra_env.A: True is a boolean; expected text or a number; put it in quotes",
        ),
        ({"environment": ["A=1"]}, "container_build_extra_env: is a list; expected a mapping"),
        ({"dockerfile": "-x"}, None),
        (
            {"buildset_registry": {"host": "quay.io", "port": 443}},
            "buildset_registry: quay.io:443 is the address of container_images[0] as well; expected the registry that a job of "
            "this buildset has started. Look for the job that returned it",
        ),
    ],
)
def test_other_input(job, message):
    found = errors(image(), **job)
    assert len(found) == 1
    assert message in (None, found[0])


def test_the_environment_of_a_build():
    environment = {"DOCKER_BUILDKIT": 1, "WORD": "x y", "NOTHING": None}
    assert plan(image(), environment=environment)["environment"] == {"DOCKER_BUILDKIT": "1", "WORD": "x y"}


def test_every_registry_needs_its_account():
    (error,) = errors(
        image(), image(repository="ghcr.io/a/b", registry="ghcr.io"), accounts=accounts(quay_io="")
    )
    assert error == (
        "container_registry_credentials: no account for 'ghcr.io', the registry of container_images[1]; "
        "add 'ghcr.io' with 'username' and 'password' to the secret"
    )
    nothing = dict.fromkeys(("registries", "whole", "keys", "texts", "repositories"), [])
    (error,) = errors(image(), accounts=nothing)
    assert error.startswith("container_registry_credentials: not defined; ")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"keys": [["username"]], "texts": [["username"]]}, "quay.io: password is missing"),
        ({"texts": [["username"]]}, "quay.io.password: is not text"),
        (
            {"repositories": ["^acme/other$"]},
            "container_images[0].repository: 'quay.io/acme/app' is not among",
        ),
        ({"repositories": ["^ghcr.io/acme"]}, "quay.io.repository: begins with another registry"),
        ({"repositories": ["("]}, "quay.io.repository: is not a valid regular expression"),
        ({"whole": [], "keys": [], "texts": [], "repositories": []}, "quay.io: is not a mapping"),
    ],
)
def test_an_account_that_is_not_right(changed, message):
    (error,) = errors(image(), accounts={**accounts(quay_io=""), **changed})
    assert message in error


def test_two_accounts_for_one_registry():
    hub = image(repository="acme/app", registry="")
    (error,) = errors(hub, accounts=accounts(docker_io="", index_docker_io=""))
    assert "is the same registry as 'docker.io'" in error


def test_accounts_may_have_what_sister_roles_read():
    given = accounts(quay_io="")
    given["keys"] = given["texts"] = [["username", "password", "api_token", "api_url", "type"]]
    assert plan(image(), accounts=given)


def test_an_image_without_a_name():
    assert plan({"context": "ctx", "tags": []}, accounts=accounts(quay_io=""))["targets"] == []


def test_flat_credentials_are_told_as_such():
    given = {"registries": ["username", "password"], "whole": [], "keys": [], "texts": [], "repositories": []}
    (error,) = errors(image(), accounts=given)
    assert "put 'username' and 'password' below the name of their registry" in error


@pytest.mark.parametrize(
    ("folder", "counts"),
    [("container-image", True), ("docker-image", False), ("elsewhere", True)],
)
def test_a_list_counts_in_jobs_of_its_family(folder, counts):
    """Both lists may be there, by one anchor; a job with playbooks of its own may call either role."""
    playbooks = [{"path": f"trusted/library/playbooks/{folder}/run.yaml"}]
    context = {"pre_playbooks": [], "playbooks": playbooks, "post_playbooks": []}
    zuul = {**ZUUL, "playbook_context": context, "executor": {"work_root": "/builds/1/work"}}
    job = Job(family="container", images=[image()], zuul=zuul, buildset_registry=BUILDSET)
    made, found = plan_what_is_built(job, "/builds/1/trusted/library/playbooks")
    assert found.errors == []
    assert bool(made["images"]) == counts
