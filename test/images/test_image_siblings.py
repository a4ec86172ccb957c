"""The module image_siblings on real directories, by a real ansible-playbook."""

import os
import subprocess

import playbook
import pytest

OWN = "review.example.org/acme/app"
LIBRARY = "review.example.org/acme/library"


@pytest.fixture
def sources(tmp_path):
    """Two projects as Zuul prepares them, one with git's files, links and an executable."""
    root = tmp_path / "src"
    for project in (OWN, LIBRARY):
        (root / project / "ctx").mkdir(parents=True)
        (root / project / "ctx/Dockerfile").write_text("FROM scratch\n")
    subprocess.run(["git", "init", "-q", str(root / LIBRARY)], check=True)
    (root / LIBRARY / "run.sh").write_text("#!/bin/sh\n")
    (root / LIBRARY / "run.sh").chmod(0o755)
    (root / LIBRARY / "link").symlink_to("nowhere")
    (root / LIBRARY / "folder").symlink_to("ctx")
    return root


def image(sources, context="ctx", index=0, **keys):
    workdir = str(sources / OWN / context)
    return {
        "index": index,
        "workdir": workdir,
        "path": ".",
        "dockerfile": "Dockerfile",
        "siblings": [],
        **keys,
    }


def siblings(tmp_path, sources, images, state="present", ansible="11", check=False):
    module = {"images": images, "state": state, "source_root": str(sources)}
    return playbook.run(tmp_path, ansible, {"image_siblings": module}, check=check)


def test_they_come_and_go(tmp_path, sources, ansible):
    images = [image(sources, siblings=[LIBRARY]), image(sources, index=1)]
    directory = sources / OWN / "ctx/.zuul-siblings"
    copy = directory / LIBRARY

    assert siblings(tmp_path, sources, images, check=True, ansible=ansible).good()["directories"] == [
        str(directory)
    ]
    assert not directory.exists()
    assert siblings(tmp_path, sources, images, ansible=ansible).good()["changed"] is True
    assert os.access(copy / "run.sh", os.X_OK)
    assert os.readlink(copy / "link") == "nowhere"
    assert os.readlink(copy / "folder") == "ctx"
    assert (copy / ".git/HEAD").is_file()
    assert siblings(tmp_path, sources, images, ansible=ansible).good()["changed"] is False

    assert siblings(tmp_path, sources, images, "absent", ansible).good()["directories"] == [str(directory)]
    assert sorted(os.listdir(sources / OWN / "ctx")) == ["Dockerfile"]
    assert siblings(tmp_path, sources, images, "absent", ansible).good()["changed"] is False


def test_leftovers_and_changes_are_replaced(tmp_path, sources):
    images = [image(sources, siblings=[LIBRARY])]
    leftover = sources / OWN / "ctx/.zuul-siblings/other.example.org/x"
    leftover.mkdir(parents=True)
    assert siblings(tmp_path, sources, images).good()["changed"] is True
    assert not leftover.exists()
    (sources / LIBRARY / "run.sh").write_text("#!/bin/bash\n")
    assert siblings(tmp_path, sources, images).good()["changed"] is True
    assert (sources / OWN / "ctx/.zuul-siblings" / LIBRARY / "run.sh").read_text() == "#!/bin/bash\n"
    assert siblings(tmp_path, sources, [image(sources)]).good()["changed"] is True
    assert not (sources / OWN / "ctx/.zuul-siblings").exists()


def test_a_project_in_its_own_context(tmp_path, sources):
    (sources / OWN / "Dockerfile").write_text("FROM scratch\n")
    images = [image(sources, ".", siblings=[OWN])]
    siblings(tmp_path, sources, images).good()
    assert siblings(tmp_path, sources, images).good()["changed"] is False
    copy = sources / OWN / ".zuul-siblings" / OWN
    assert sorted(os.listdir(copy)) == ["Dockerfile", "ctx"]


def test_paths_relative_to_the_directory_of_the_task(tmp_path, sources):
    images = [{**image(sources), "workdir": f"src/{OWN}/ctx", "siblings": [LIBRARY]}]
    module = {"images": images, "source_root": "src"}
    got = playbook.run(tmp_path, "11", {"image_siblings": module}).good()
    assert got["directories"] == [str(sources / OWN / "ctx/.zuul-siblings")]


def test_all_that_is_missing_before_anything_is_copied(tmp_path, sources, ansible):
    project = sources / OWN
    (project / "other").mkdir()
    (project / "other/Containerfile").touch()
    images = [
        image(sources, siblings=[LIBRARY]),
        image(sources, "nowhere", 1),
        image(sources, "other", 2),
        image(sources, "ctx", 3, path="sub", dockerfile="D.f", siblings=["example.org/x"]),
        image(sources, "ctx", 4, path="https://git.example.org/acme/app.git"),
    ]
    assert siblings(tmp_path, sources, images, ansible=ansible).message.splitlines() == [
        f"docker_images[1].context: the directory {project}/nowhere does not exist; "
        "contexts are relative to zuul_work_dir",
        f"docker_images[2].dockerfile: the file {project}/other/Dockerfile does not exist; "
        "the context has Containerfile",
        f"docker_images[3].path: the directory {project}/ctx/sub does not exist; paths are "
        "relative to the context",
        f"docker_images[3].dockerfile: the file {project}/ctx/D.f does not exist; the context has Dockerfile",
        f"docker_images[3].siblings[0]: 'example.org/x' is not in {sources}; "
        "add the project to the job's required-projects",
    ]
    assert not (project / "ctx/.zuul-siblings").exists()


def test_absent_needs_no_context(tmp_path, sources):
    assert siblings(tmp_path, sources, [image(sources, "nowhere")], "absent").good()["changed"] is False
