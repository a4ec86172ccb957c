"""Promotions from the intermediate registry, on the executor alone: real registries, and a stand-in for Zuul's web interface."""

from __future__ import annotations

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Iterator, List

import pytest
from hosts.executor import Build, Run

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "registry"))

import certificates  # noqa: E402
import images  # noqa: E402
import servers  # noqa: E402

pytestmark = pytest.mark.registries

BUILD = "0123456789abcdef0123456789abcdef"


class Zuul:
    """A stand-in for the one request that is made of Zuul: the real one would need a buildset that has run."""

    def __init__(self) -> None:
        self.builds: List[dict] = []
        self.asked: List[str] = []
        zuul = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                zuul.asked.append(self.path)
                body = json.dumps(zuul.builds).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.api = f"http://127.0.0.1:{self.server.server_port}/api/tenant/acme"


@pytest.fixture
def zuul() -> Iterator[Zuul]:
    """Zuul's web interface."""
    standing_in = Zuul()
    yield standing_in
    standing_in.server.shutdown()


@pytest.fixture(scope="module")
def registries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """An intermediate registry and a target, each with an account."""
    folder = tmp_path_factory.mktemp("registries")
    tls = certificates.make(folder)
    auth = servers.htpasswd(folder)
    with servers.distribution(
        servers.DISTRIBUTION_3, folder / "intermediate", tls, auth
    ) as intermediate, servers.distribution(servers.DISTRIBUTION_3, folder / "target", tls, auth) as target:
        yield intermediate, target


def secrets(intermediate: Any, target: Any) -> dict:
    """What the job of the site and its child give."""
    host, _, port = intermediate.host.rpartition(":")
    account = {name: intermediate.options[name] for name in ("username", "password", "cert")}
    return {
        "intermediate_registry": {"host": host, "port": int(port), **account},
        "container_registry_credentials": {target.host: {**account}},
    }


def promotion(tmp_path: Path, ansible: str, target: Any, zuul: Zuul, **more: Any) -> Build:
    """The promotion of change 7, patchset 2."""
    project = {"name": "acme/app", "short_name": "app", "src_dir": "src/project"}
    about = {"change": "7", "patchset": "2", "pipeline": "promote", "project": project}
    job = Build(tmp_path / "b", ansible, about)
    job.job_vars.update(
        container_images=[
            {"context": "img", "registry": target.host, "repository": f"{target.host}/acme/app"}
        ],
        promote_container_image_method="intermediate-registry",
        promote_container_image_api=zuul.api,
        promote_container_image_job="app-upload",
        **more,
    )
    return job


def play(job: Build, given: dict) -> Run:
    """Runs the role."""
    book = job.directory / "play.yaml"
    book.write_text("- hosts: localhost\n  gather_facts: false\n  roles: [promote-container-image]\n")
    return job.play(book, secrets=given)


def kept(intermediate: Any, target: Any, made: Any, **more: str) -> dict:
    """A build that has kept an image, as Zuul tells of it."""
    path = f"{target.host.replace(':', '_')}/acme/app"
    intermediate.peer.push(path, made, f"{BUILD}_latest")
    metadata = {"type": "container_image", "repository": f"{target.host}/acme/app", "tag": "latest", **more}
    url = f"docker://{intermediate.host}/{path}:{BUILD}_latest"
    return {"uuid": "1", "result": "SUCCESS", "artifacts": [{"name": "x", "url": url, "metadata": metadata}]}


def test_an_image_comes_from_the_intermediate_registry(
    tmp_path: Path, ansible: str, registries: Any, zuul: Zuul
) -> None:
    """By its digest, under its final tag, twice; nothing staged stays."""
    intermediate, target = registries
    made = images.image([images.layer()], labels={"org.zuul-ci.change": "7"})
    zuul.builds = [{"uuid": "2", "result": "FAILURE"}, kept(intermediate, target, made, digest=made.digest)]
    job = promotion(tmp_path, ansible, target, zuul)
    given = secrets(intermediate, target)
    first, second = (play(job, given).must_succeed() for _ in range(2))
    assert zuul.asked[0] == ("/api/tenant/acme/builds?change=7&patchset=2&pipeline=gate&job_name=app-upload")
    assert target.peer.manifest("acme/app", "latest") == made.body
    assert target.peer.manifest("acme/app", "change_7_latest") is None
    assert given["intermediate_registry"]["password"] not in first.output + second.output


def test_what_is_refused(tmp_path: Path, ansible: str, registries: Any, zuul: Zuul) -> None:
    """An image of another change, one that lies elsewhere, one that is not there, and a build that is not there."""
    intermediate, target = registries
    given = secrets(intermediate, target)
    job = promotion(tmp_path, ansible, target, zuul, promote_container_image_cleanup=False)
    job.job_vars["container_images"][0]["repository"] += "-refused"
    job.job_vars["container_images"][0]["tags"] = ["refused"]
    output = play(job, given).must_fail().output
    assert "Zuul knows no build of it that succeeded" in output

    build = kept(intermediate, target, images.image([images.layer()], labels={"org.zuul-ci.change": "8"}))
    zuul.builds = [build]
    output = play(job, given).must_fail().output
    assert "container_images[0]: the build of the upload job has told of no image" in output
    metadata = build["artifacts"][0]["metadata"]
    metadata.update(repository=f"{target.host}/acme/app-refused", tag="refused")
    output = play(job, given).must_fail().output
    assert "8" in output and target.peer.manifest("acme/app-refused", "refused") is None
    build["artifacts"][0]["url"] = "docker://elsewhere.example.test/acme/app:1"
    output = play(job, given).must_fail().output
    assert "is not in the intermediate registry" in output
    del job.job_vars["promote_container_image_job"]
    assert "promote_container_image_job are needed" in play(job, given).must_fail().output


def test_an_upload_has_nothing_to_do(tmp_path: Path, ansible: str, registries: Any, zuul: Zuul) -> None:
    """Nor does it need an account."""
    _, target = registries
    job = promotion(tmp_path, ansible, target, zuul)
    book = job.directory / "play.yaml"
    book.write_text("- hosts: localhost\n  gather_facts: false\n  roles: [upload-container-image]\n")
    job.play(book).must_succeed()
    assert job.results == {}
