"""What the first task of a job knows of its playbooks and of the repositories on the executor."""

import os

import pytest
from ansible.module_utils.image_gate.plan.check import check_job
from ansible.module_utils.image_gate.plan.job import Job

APP = "src/review.example.org/acme/app"
LIBRARY = "src/review.example.org/acme/library"
OURS = "trusted/project_1/review.example.org/image-gate/playbooks"
PRE = [f"{OURS}/buildset-registry/pre.yaml", f"{OURS}/docker-image/pre.yaml"]
RUN = [f"{OURS}/docker-image/run.yaml"]
UPLOAD = [f"{OURS}/docker-image/upload.yaml", f"{OURS}/buildset-registry/post.yaml"]
OTHER = "untrusted/project_0/review.example.org/acme/app/playbooks/docker-image/run.yaml"
BASE = "trusted/project_0/review.example.org/site/playbooks/base/pre.yaml"


@pytest.fixture
def build(tmp_path):
    """The directory of a build with two repositories."""
    for source in (APP, LIBRARY):
        (tmp_path / "work" / source / "ctx").mkdir(parents=True)
        (tmp_path / "work" / source / "ctx/Dockerfile").write_text("FROM scratch\n")
    return tmp_path


def errors(build, *images, work_dir=APP, pre=(BASE, *PRE), run=RUN, post=(), post_review=None, **job):
    phases = {"pre_playbooks": pre, "playbooks": run, "post_playbooks": post}
    zuul = {
        "change": "1",
        "pipeline": "check",
        "post_review": post_review,
        "executor": {"work_root": str(build / "work")},
        "project": {"src_dir": APP},
        "projects": {"app": {"src_dir": APP}, "library": {"src_dir": LIBRARY}},
        "playbook_context": {name: [{"path": path} for path in paths] for name, paths in phases.items()},
    }
    listed = [{"context": "ctx", "tags": [], **image} for image in images] or None
    asked = Job(images=listed, work_dir=work_dir, zuul=zuul, **job)
    return check_job([asked], str(build / OURS)).errors


@pytest.mark.parametrize(
    "image",
    [
        {},
        {"dockerfile": "../ctx/Dockerfile"},
        {"path": "https://git.example.org/app.git", "dockerfile": "Missing"},
        {"path": "git@git.example.org:acme/app.git", "dockerfile": "Missing"},
        {"path": "github.com/acme/app", "dockerfile": "Missing"},
        {"siblings": ["review.example.org/acme/library"]},
    ],
)
def test_all_is_there(build, image):
    assert errors(build, image) == []


def test_all_that_is_missing(build):
    images = [
        {"context": "ctxx"},
        {"dockerfile": "Dockerfil"},
        {"path": "sub"},
        {"siblings": ["example.org/x"]},
    ]
    assert errors(build, *images) == [
        f"docker_images[0].context: the directory {APP}/ctxx does not exist; contexts are relative to zuul_work_dir",
        f"docker_images[1].dockerfile: the file {APP}/ctx/Dockerfil does not exist; the context has Dockerfile",
        f"docker_images[2].path: the directory {APP}/ctx/sub does not exist; paths are relative to the context",
        "docker_images[3].siblings[0]: 'example.org/x' is not in src; "
        "add the project to the job's required-projects",
    ]


@pytest.mark.parametrize(
    "playbooks",
    [
        {"pre": [BASE, *PRE, "untrusted/project_0/review.example.org/acme/app/playbooks/make.yaml"]},
        {"run": [OTHER]},
        {"run": [OTHER, *RUN]},
        {"pre": []},
    ],
)
def test_what_another_playbook_may_make(build, playbooks):
    assert errors(build, {"context": "made"}, **playbooks) == []


@pytest.mark.parametrize(
    ("work_dir", "message"),
    [
        (
            "src/review.example.org/acme/ap",
            "zuul_work_dir: 'src/review.example.org/acme/ap' is in none of the repositories that Zuul prepared "
            f"({APP}, {LIBRARY}); correct it, or add its project to the job's required-projects",
        ),
        (
            f"{APP}/nowhere",
            f"zuul_work_dir: the directory {APP}/nowhere does not exist; expected one in {APP}",
        ),
    ],
)
def test_a_work_directory_that_is_not_there(build, work_dir, message):
    assert errors(build, {}, work_dir=work_dir) == [message]


@pytest.mark.parametrize("work_dir", ["/home/zuul/x", "~/x", "build", ""])
def test_a_work_directory_that_only_the_node_knows(build, work_dir):
    assert errors(build, {"context": "x"}, work_dir=work_dir) == []


def test_another_project_may_hold_the_contexts(build):
    assert errors(build, {}, work_dir=LIBRARY) == []
    assert len(errors(build, {"context": "x"}, work_dir=LIBRARY)) == 1


def test_a_repository_that_is_not_checked_out_tells_nothing(tmp_path):
    (tmp_path / "work" / APP / ".git").mkdir(parents=True)
    assert errors(tmp_path, {"context": "x"}) == []


def test_a_build_job_without_images(build):
    assert errors(build) == [
        "docker_images: not defined; give the job a list of images. If it has one, a template in it uses a "
        "variable that does not exist"
    ]
    assert errors(build, run=[OTHER]) == []


def test_an_upload_job_without_credentials(build):
    (message,) = errors(build, {}, post=UPLOAD)
    assert message.startswith("docker_credentials: not defined; ")
    assert errors(build, {}, post=UPLOAD, credentials_keys=["username", "password"]) == []


def test_the_list_of_another_family_does_not_count(build):
    registry_job = {"pre": [BASE, PRE[0]], "run": [f"{OURS}/buildset-registry/run.yaml"]}
    assert errors(build, {"context": "../.."}, credentials_keys=[], **registry_job) == []


def test_a_zuul_that_does_not_tell_its_playbooks():
    zuul = {"change": "1", "executor": {"work_root": "/nowhere/work"}}
    job = Job(images=[{"context": "..", "tags": []}], zuul=zuul)
    assert len(check_job([job], "/nowhere").errors) == 1


def test_all_lists_of_a_job():
    """Each is read; what they have in common is told once."""
    zuul = {"change": "1", "pipeline": "check", "project": {}}
    lists = [Job(images=[{"context": f"../{name}", "tags": []}], promote="flase", zuul=zuul) for name in "ab"]
    told = check_job(lists, "").errors
    places = ["upload_docker_image_promote", "docker_images[0].context", "docker_images[0].context"]
    assert [error.partition(":")[0] for error in told] == places


@pytest.fixture
def foreign(build):
    """A folder that is not the job's, and links to it, by several ways, in the repository of the change."""
    folder = build / "foreign"
    folder.mkdir()
    (folder / "private.file").write_text("x")
    (folder / "Dockerfile").write_text("FROM scratch\n")
    app = build / "work" / APP
    (app / "out").symlink_to(folder)
    (app / "relative").symlink_to("../../../../../foreign")
    (app / "file").symlink_to(folder / "private.file")
    (app / "none").symlink_to(folder / "nothing")
    (app / "chain").symlink_to("ctx/../relative")
    (app / "loop").symlink_to("loop")
    (app / "whole").symlink_to("/")
    return folder


@pytest.mark.parametrize(
    "image",
    [
        {"context": "out"},
        {"context": "relative"},
        {"context": "chain"},
        {"context": "loop"},
        {"context": "whole/etc"},
        {"context": "out/nothing"},
        {"dockerfile": "../file"},
        {"dockerfile": "../none"},
        {"dockerfile": "/etc/passwd"},
        {"dockerfile": "/etc/nothing"},
        {"dockerfile": "{foreign}/private.file"},
        {"dockerfile": "../out/Dockerfile"},
        {"dockerfile": "../out/Missing"},
        {"dockerfile": "../../../../../../foreign/private.file"},
        {"dockerfile": "../../../../../../foreign/nothing"},
        # Out and back in again would tell what is on the way.
        {"dockerfile": "../../../../../../foreign/../work/" + APP + "/Missing"},
        {"path": "../out"},
        {"path": "../out/nothing"},
        {"path": "/etc"},
        {"path": "/nothing"},
        {"context": "x/" * 2047},
    ],
)
def test_files_elsewhere_tell_nothing(build, foreign, image):
    assert errors(build, {key: text.format(foreign=foreign) for key, text in image.items()}) == []


def test_links_between_repositories_are_followed(build):
    (build / "work" / APP / "lib").symlink_to("../library/ctx")
    assert errors(build, {"context": "lib"}) == []
    (message,) = errors(build, {"context": "lib", "dockerfile": "Missing"})
    assert message.endswith("; the context has Dockerfile")


@pytest.mark.parametrize(
    "work_dir", [f"{APP}/../../../../../foreign", f"{APP}/out", "src/../../foreign", "src/x/../.."]
)
def test_a_work_directory_elsewhere(build, foreign, work_dir):
    assert errors(build, {"context": "private.file"}, work_dir=work_dir) == []


def test_a_work_directory_above_the_repositories(build):
    assert errors(build, {"context": "acme/app/ctx"}, work_dir="src/review.example.org") == []
    (message,) = errors(build, {"context": "acme/app/ctxx"}, work_dir="src/review.example.org")
    assert message.startswith("docker_images[0].context: the directory")


def test_names_of_files_are_few_and_escaped(build):
    context = build / "work" / APP / "many"
    context.mkdir()
    for number in range(9):
        (context / f"{number}.Dockerfile").write_text("")
    (context / "\x1b[2J\u202efile").write_text("")
    (context / ("0" * 200 + "file")).write_text("")
    (message,) = errors(build, {"context": "many"})
    assert message.isprintable()
    assert message.endswith("file, 6 more")
    assert len(message) < 400
    (context / "a\nzuul_work_dir: forged file").write_text("")
    assert len(errors(build, {"context": "many", "dockerfile": "\u202eMissing"})) == 1


def test_what_is_there_and_no_file(build):
    """The words must not say that it is missing, and nothing waits for what never comes."""
    context = build / "work" / APP / "odd"
    context.mkdir()
    os.mkfifo(context / "Dockerfile")
    (context / "file").write_text("")
    assert errors(
        build, {"context": "odd"}, {"context": "ctx", "dockerfile": "."}, {"context": "odd/file"}
    ) == [
        f"docker_images[0].dockerfile: {APP}/odd/Dockerfile is not a regular file; the context has Dockerfile, file",
        f"docker_images[1].dockerfile: {APP}/ctx is not a regular file; the context has Dockerfile",
        f"docker_images[2].context: {APP}/odd/file is not a directory; contexts are relative to zuul_work_dir",
    ]
