"""What roles do with accounts and reviews, on the executor alone, with a real registry that asks for a password."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Iterator, List

import pytest
import yaml
from hosts.executor import ROOT, Build, Run

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "registry"))

import certificates  # noqa: E402
import images  # noqa: E402
import servers  # noqa: E402

pytestmark = pytest.mark.registries

USER = "_json_key"
# bcrypt, and so htpasswd, heeds 72 bytes.
KEY = '{"type": "service_account", "private_key": "a\\nb\\n", "valid": true}'
IMAGE = {"context": "img", "repository": "acme/app"}


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A registry whose only account is the key of a service account."""
    folder = tmp_path_factory.mktemp("target")
    tls = certificates.make(folder)
    made = subprocess.run(
        ["htpasswd", "-niB", "-C", "4", USER], input=KEY, text=True, capture_output=True, check=True
    )
    (folder / "htpasswd").write_text(made.stdout)
    auth = {"htpasswd": {"realm": "test", "path": str(folder / "htpasswd")}}
    with servers.distribution(servers.DISTRIBUTION_3, folder / "registry", tls, auth) as server:
        server.peer = images.Peer(f"https://{server.host}", USER, KEY, tls.pem)
        yield server


@pytest.fixture(scope="module")
def buildset(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A buildset registry."""
    folder = tmp_path_factory.mktemp("buildset")
    with servers.front(folder / "front", certificates.make(folder)) as server:
        yield server


@pytest.fixture
def job(tmp_path: Path, ansible: str, target: Any, buildset: Any) -> Build:
    """A build whose images are in the buildset registry, in a pipeline of which Zuul does not say when it runs."""
    project = {"name": "acme/app", "short_name": "app", "src_dir": "src/project"}
    job = Build(tmp_path / "b", ansible, {"change": "7", "pipeline": "gate", "project": project})
    host, _, port = buildset.host.rpartition(":")
    known = {"host": host, "port": int(port), "username": servers.USER, "password": servers.PASSWORD}
    job.job_vars.update(
        docker_images=[IMAGE],
        docker_registry=target.host,
        buildset_registry={**known, "cert": buildset.options["cert"]},
    )
    buildset.peer.push(
        f"{target.host.replace(':', '_')}/acme/app",
        images.image([images.layer()], labels={"org.zuul-ci.change": "7"}),
        "latest",
    )
    return job


class Unsafe(str):
    """A text as Zuul writes those of secrets."""


yaml.SafeDumper.add_representer(Unsafe, lambda dumper, text: dumper.represent_scalar("!unsafe", str(text)))


def account(target: Any, **more: str) -> dict:
    """The secret."""
    data = {"username": USER, "password": KEY, "cert": target.options["cert"], **more}
    return {"docker_credentials": {name: Unsafe(text) for name, text in data.items()}}


def play(job: Build, role: str, secrets: dict) -> Run:
    """Runs one role on the executor."""
    book = job.directory / "play.yaml"
    book.write_text(f"- hosts: localhost\n  gather_facts: false\n  roles: [{role}]\n")
    return job.play(book, secrets=secrets)


def tags(target: Any, *names: str) -> List[bool]:
    """Which of some tags of the image are there."""
    return [target.peer.manifest("acme/app", name) is not None for name in names]


def test_a_key_in_json_uploads_and_promotes(job: Build, target: Any) -> None:
    """It is the account for this registry, by its key and by its pattern."""
    host = target.host.replace(".", "\\.")
    secrets = account(
        target, registry=target.host, repository=f"^{host}/acme/{{{{ zuul.project.short_name }}}}$"
    )
    assert KEY not in play(job, "upload-docker-image", secrets).must_succeed().output
    assert tags(target, "change_7_latest") == [True]
    # What builds nothing needs no context.
    job.job_vars["docker_images"] = [{"repository": IMAGE["repository"]}]
    assert KEY not in play(job, "promote-docker-image", secrets).must_succeed().output
    assert tags(target, "latest") == [True]
    assert "warnings" not in job.results.get("data", {}).get("zuul", {})


@pytest.mark.parametrize(
    "limits", [{"registry": "quay.io"}, {"repository": "^acme/"}, {"repository": "^quay.io/acme/"}]
)
@pytest.mark.parametrize("role", ["upload-docker-image", "promote-docker-image"])
def test_an_account_of_another_registry_is_not_sent(job: Build, target: Any, role: str, limits: dict) -> None:
    """Before any request."""
    asked = target.log.count("http.request.uri")
    output = play(job, role, account(target, **limits)).must_fail().output
    assert "is not the registry for which docker_credentials are" in output
    assert "quay" not in output and "^acme" not in output
    assert target.log.count("http.request.uri") == asked


def test_an_account_without_limits_is_told_where_it_goes(job: Build, target: Any) -> None:
    """As a warning of the change."""
    play(job, "upload-docker-image", account(target)).must_succeed()
    play(job, "promote-docker-image", account(target)).must_succeed()
    (warning,) = job.results["data"]["zuul"]["warnings"]
    assert f"add 'registry: {target.host}' to the secret" in warning


@pytest.mark.parametrize("promote", [True, False])
@pytest.mark.parametrize("own_registry", [True, False])
def test_nothing_is_uploaded_before_review(
    job: Build, target: Any, promote: bool, own_registry: bool
) -> None:
    """Staged or not, from the buildset registry or from the engine."""
    job.zuul.update(pipeline="check", post_review=False, change="8")
    job.job_vars["upload_docker_image_promote"] = promote
    job.job_vars["docker_images"] = [{**IMAGE, "tags": ["unreviewed"]}]
    if not own_registry:
        del job.job_vars["buildset_registry"]
    asked = target.log.count("http.request.uri")
    output = play(job, "upload-docker-image", account(target, registry=target.host)).must_fail().output
    assert "zuul.post_review: the pipeline 'check' runs changes before review" in output
    assert target.log.count("http.request.uri") == asked


def test_nothing_is_promoted_before_review(job: Build, target: Any) -> None:
    """Nor deleted."""
    job.zuul.update(post_review=False)
    output = play(job, "promote-docker-image", account(target, registry=target.host)).must_fail().output
    assert "zuul.post_review: " in output


def test_artifacts_that_lie_elsewhere_end_the_build_for_good(job: Build, target: Any) -> None:
    """Another attempt would get the same ones, so Zuul is told to make none."""
    metadata = {"type": "container_image", "repository": "acme/base", "tag": "latest"}
    url = "docker://elsewhere.example.test/acme/base:latest"
    job.zuul["artifacts"] = [{"name": "acme/base:latest", "url": url, "metadata": metadata}]
    host, _, port = target.host.rpartition(":")
    known = {"host": host, "port": int(port), "username": USER, "password": Unsafe(KEY)}
    secrets = {"intermediate_registry": {**known, "cert": target.options["cert"]}}
    output = play(job, "pull-from-intermediate-registry", secrets).must_fail().output
    assert "zuul.artifacts[0].url" in output
    assert job.results["data"] == {"zuul": {"retry": False}}


def test_a_promotion_in_the_buildset_of_the_upload(job: Build, target: Any) -> None:
    """It gives the final tag to what that upload recorded, and to nothing that was staged since."""
    del job.zuul["change"]
    job.zuul.update(pipeline="periodic", post_review=True)
    job.job_vars["docker_images"] = [{**IMAGE, "tags": ["nightly"]}]
    path = f"{target.host.replace(':', '_')}/acme/app"
    own, other = (images.image([images.layer()]) for _ in range(2))
    known = job.job_vars["buildset_registry"]
    job.job_vars["buildset_images"] = {f"{known['host']}:{known['port']}": {f"{path}:nightly": own.digest}}
    secrets = account(target, registry=target.host)

    target.peer.push("acme/app", other, "periodic_nightly")
    output = play(job, "promote-docker-image", secrets).must_fail().output
    assert f"it stands for {other.digest} instead of {own.digest}" in output
    target.peer.push("acme/app", own, "periodic_nightly")
    play(job, "promote-docker-image", secrets).must_succeed()
    assert target.peer.manifest("acme/app", "nightly") == own.body


def test_an_upload_after_review(job: Build, target: Any) -> None:
    """As Zuul says it of the gate."""
    job.zuul.update(post_review=True, change="9")
    play(job, "upload-docker-image", account(target, registry=target.host)).must_succeed()
    assert tags(target, "change_9_latest") == [True]


def test_a_node_that_answers_in_the_place_of_a_module(tmp_path: Path, ansible: str) -> None:
    """Its warnings reach the change without what a terminal or a page would obey, and not all of them."""
    text = "\x1b[2J\u202eno\r\nforged: ünï"
    unseen = "\u061c\u00ad\u2066\u200f\ufff9\U000e0041"
    answer = {"changed": False, "warnings_found": [f"{number} {text}{unseen}" for number in range(500)]}
    node = {"ansible_connection": "local", "ansible_become": False, "ansible_user": "root"}
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\ncat >/dev/null\ncat {tmp_path}/answer.json\n")
    python.chmod(0o755)
    job = Build(tmp_path / "b", ansible, {}, {"node1": {**node, "ansible_python_interpreter": str(python)}})
    book = tmp_path / "play.yaml"
    tasks = [{"ansible.builtin.include_role": {"name": "use-buildset-registry", "tasks_from": "remove"}}]
    book.write_text(yaml.safe_dump([{"hosts": "all", "gather_facts": False, "tasks": tasks}]))
    (tmp_path / "answer.json").write_text(json.dumps(answer))
    job.play(book).must_succeed()
    warnings = job.results["data"]["zuul"]["warnings"]
    assert len(warnings) == 50
    assert warnings[0] == f"0 ?[2J?no? forged: ünï{'?' * len(unseen)}"
    (tmp_path / "answer.json").write_text(json.dumps({"failed": True, "msg": f"{text}{unseen}{'x' * 50000}"}))
    known = {"host": "10.0.0.1", "port": 5000, "username": "u", "password": "p" * 20, "cert": "c"}
    job.job_vars["buildset_registry"] = known
    tasks[0]["ansible.builtin.include_role"].pop("tasks_from")
    book.write_text(yaml.safe_dump([{"hosts": "all", "gather_facts": False, "tasks": tasks}]))
    output = job.play(book).must_fail().output
    assert "?[2J?no?" in output
    assert not set(unseen) & set(output)
    assert "\x1b[2J" not in output and "\u202e" not in output and "x" * 20000 not in output
    plays = yaml.safe_load((ROOT / "playbooks/buildset-registry/clean.yaml").read_text())
    book.write_text(yaml.safe_dump([{**play, "gather_facts": False} for play in plays]))
    job.play(book).must_succeed()
    (settings, *_) = (one for one in job.results["data"]["zuul"]["warnings"] if "settings of" in one)
    assert settings.startswith("settings of the buildset registry stay on node1: ?[2J?no? forged: ünï")
    assert len(settings) < 1200
