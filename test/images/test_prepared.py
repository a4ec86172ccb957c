"""What the first task of a job knows of the repositories on the executor, with real git repositories."""

import subprocess

import pytest
from ansible.module_utils.image_gate.plan import Job, make_plan

APP = "src/review.example.org/acme/app"
LIBRARY = "src/review.example.org/acme/library"
ZUUL = {
    "change": "1",
    "project": {"src_dir": APP},
    "projects": {"app": {"src_dir": APP}, "library": {"src_dir": LIBRARY}},
}


@pytest.fixture
def root(tmp_path):
    """The work directory of an executor with two repositories; one of them ignores what a build makes."""
    for source in (APP, LIBRARY):
        subprocess.run(["git", "init", "-q", str(tmp_path / source)], check=True)
        (tmp_path / source / "ctx").mkdir()
        (tmp_path / source / "ctx/Dockerfile").write_text("FROM scratch\n")
    (tmp_path / APP / ".gitignore").write_text("made/\n*.gen\n")
    return tmp_path


def errors(root, *images, work_dir=APP, zuul=ZUUL):
    listed = [{"context": "ctx", "tags": [], **image} for image in images]
    return make_plan(Job(images=listed, work_dir=work_dir, zuul=zuul, sources=str(root)))[1].errors


@pytest.mark.parametrize(
    "image",
    [
        {},
        {"dockerfile": "../ctx/Dockerfile"},
        {"context": "made"},
        {"context": "made/by/a/playbook", "dockerfile": "Dockerfile"},
        {"dockerfile": "Dockerfile.gen"},
        {"path": "../made"},
        {"path": "https://git.example.org/app.git", "dockerfile": "Missing"},
        {"siblings": ["review.example.org/acme/library"]},
    ],
)
def test_there_or_made_later(root, image):
    assert errors(root, image) == []


def test_all_that_is_missing(root):
    images = [
        {"context": "ctxx"},
        {"dockerfile": "Dockerfil"},
        {"path": "sub"},
        {"siblings": ["example.org/x"]},
    ]
    assert errors(root, *images) == [
        f"docker_images[0].context: the directory {APP}/ctxx does not exist; contexts are relative to zuul_work_dir",
        f"docker_images[1].dockerfile: the file {APP}/ctx/Dockerfil does not exist; the context has Dockerfile",
        f"docker_images[2].path: the directory {APP}/ctx/sub does not exist; paths are relative to the context",
        "docker_images[3].siblings[0]: 'example.org/x' is not in src; "
        "add the project to the job's required-projects",
    ]


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
            f"zuul_work_dir: the directory {APP}/nowhere does not exist in its repository",
        ),
    ],
)
def test_a_work_directory_that_is_not_there(root, work_dir, message):
    assert errors(root, {}, work_dir=work_dir) == [message]


@pytest.mark.parametrize("work_dir", ["/home/zuul/x", "~/x", "build", f"{APP}/made", "", "src"])
def test_a_work_directory_that_only_the_node_knows(root, work_dir):
    assert errors(root, {"context": "x"}, work_dir=work_dir) == []


def test_another_project_may_hold_the_contexts(root):
    assert errors(root, {}, work_dir=LIBRARY) == []
    assert len(errors(root, {"context": "x"}, work_dir=LIBRARY)) == 1


def test_a_repository_that_is_not_checked_out_tells_nothing(tmp_path):
    subprocess.run(["git", "init", "-q", str(tmp_path / APP)], check=True)
    assert errors(tmp_path, {"context": "x"}) == []


def test_names_that_look_like_options(root):
    assert len(errors(root, {"context": ":!x"})) == 1
    assert len(errors(root, {"context": "sub/--stdin"})) == 1
