"""The registry's front, a real nginx, before a real store on a Unix socket: who may do what."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import os
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from ansible.module_utils.run_buildset_registry import certificate, front, ready

pytestmark = pytest.mark.registries

ROOT = Path(__file__).resolve().parent.parent.parent
STORES = {"2.8": "/usr/bin/docker-registry", "3.1": str(ROOT / ".venv/go/bin/registry")}
PORT = 15443
# Characters that base64 turns into letters of either case, and into a plus sign.
PASSWORD = "xX>>~password-of-the-writer"
STORE = """
version: 0.1
storage: {{filesystem: {{rootdirectory: {folder}/storage}}, delete: {{enabled: true}}}}
http: {{net: unix, addr: {folder}/registry.sock, relativeurls: true}}
"""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


@dataclass(frozen=True)
class Front:
    folder: Path

    def ask(
        self, method: str, path: str, authorization: str = "", body: bytes = b"", **headers: str
    ) -> Answer:
        context = ssl.create_default_context(cafile=str(self.folder / "cert.pem"))
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        connection = http.client.HTTPSConnection("127.0.0.1", PORT, context=context, timeout=30)
        if authorization:
            headers["Authorization"] = authorization
        connection.request(
            method, path, body or None, {name.replace("_", "-"): headers[name] for name in headers}
        )
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())

    def token(self, authorization: str, query: str) -> Answer:
        return self.ask("GET", f"/token?service=registry&{query}", authorization)


def basic(username: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


@pytest.fixture(scope="module", params=STORES)
def registry(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("front")
    certificate.make_certificate("127.0.0.1", str(folder))
    places = front.Places(PORT, str(folder), f"{folder}/registry.sock", f"{folder}/storage", str(folder))
    text = front.configuration("zuul", PASSWORD, places, ipv6=ready.has_ipv6())
    text = text.replace("/dev/stdout", f"{folder}/access.log")
    (folder / "nginx.conf").write_text(text)
    (folder / "store.yml").write_text(STORE.format(folder=folder))
    nginx = ["nginx", "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    store = [STORES[request.param], "serve", str(folder / "store.yml")]
    environment = {**os.environ, "OTEL_TRACES_EXPORTER": "none"}
    with (folder / "log").open("wb") as log:
        started = [subprocess.Popen(argv, stdout=log, stderr=log, env=environment) for argv in (nginx, store)]
        try:
            token = front.basic("zuul", PASSWORD)
            ready.wait_until_ready("127.0.0.1", PORT, str(folder / "cert.pem"), token, 20)
            yield Front(folder)
        finally:
            for process in started:
                process.terminate()
                process.wait()


def push(registry: Front, authorization: str, content: bytes, repository: str = "acme/app") -> int:
    started = registry.ask("POST", f"/v2/{repository}/blobs/uploads/", authorization)
    if started.status != 202:
        return started.status
    location = started.headers["Location"]
    digest = hashlib.sha256(content).hexdigest()
    sign = "&" if "?" in location else "?"
    return registry.ask("PUT", f"{location}{sign}digest=sha256:{digest}", authorization, content).status


def test_everybody_is_asked_for_a_token_first(registry: Front) -> None:
    for authorization in ("", basic("zuul", "wrong"), basic("robot", "other-registry")):
        answer = registry.ask("GET", "/v2/", authorization)
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"] == (
            f'Bearer realm="https://127.0.0.1:{PORT}/token",service="registry"'
        )
        assert json.loads(answer.body)["errors"][0]["code"] == "UNAUTHORIZED"


def test_the_writer_may_write_and_delete(registry: Front) -> None:
    token = json.loads(registry.token(basic("zuul", PASSWORD), "scope=repository:acme/app:pull,push").body)[
        "token"
    ]
    for authorization in (basic("zuul", PASSWORD), f"Bearer {token}"):
        assert registry.ask("GET", "/v2/", authorization).status == 200
        assert push(registry, authorization, os.urandom(100)) == 201
        content = b"to be deleted"
        assert push(registry, authorization, content) == 201
        path = f"/v2/acme/app/blobs/sha256:{hashlib.sha256(content).hexdigest()}"
        assert registry.ask("DELETE", path, authorization).status == 202


def test_nobody_else_may_write(registry: Front) -> None:
    read = json.loads(registry.token("", "scope=repository:acme/app:pull,push").body)["token"]
    for authorization in ("", f"Bearer {read}", "Bearer x", basic("zuul", "wrong"), basic("", PASSWORD)):
        for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            answer = registry.ask(method, "/v2/acme/app/manifests/latest", authorization, b"{}")
            assert answer.status == 401, (authorization, method)
            # Who writes is asked for the account itself: not every client can fetch a token.
            scheme = "Bearer" if method == "OPTIONS" else "Basic"
            assert answer.headers["WWW-Authenticate"].startswith(f"{scheme} realm=")


def test_a_password_counts_with_its_case(registry: Front) -> None:
    right = front.basic("zuul", PASSWORD)
    assert right != right.swapcase()
    for encoded in (right.swapcase(), right.lower(), right + "=", "x" + right):
        assert registry.ask("GET", "/v2/", f"Basic {encoded}").status == 401
    assert (
        registry.ask("GET", "/v2/", f"Bearer {front.write_token(PASSWORD).upper()}").status == 200
    )  # reader
    assert push(registry, f"Bearer {front.write_token(PASSWORD).upper()}", b"x") == 401


def test_a_wrong_password_gets_no_token(registry: Front) -> None:
    for query in ("", "scope=repository%3Aacme%2Fapp%3Apull%2Cpush", "scope=repository:acme/app:pull,push"):
        answer = registry.token(basic("zuul", "wrong"), query)
        assert answer.status == 401
        assert json.loads(answer.body)["errors"][0]["message"] == "wrong user name or password"


@pytest.mark.parametrize("scope", ["repository:library/debian:pull", "repository%3Alibrary%2Fdebian%3Apull"])
def test_docker_may_show_its_account_of_docker_hub_to_read(registry: Front, scope: str) -> None:
    answer = registry.token(basic("somebody", "password-of-docker-hub"), f"scope={scope}")
    assert answer.status == 200
    token = json.loads(answer.body)["token"]
    assert registry.ask("GET", "/v2/_catalog", f"Bearer {token}").status == 200
    assert push(registry, f"Bearer {token}", b"x") == 401


def test_containerd_is_sent_from_post_to_get(registry: Front) -> None:
    assert registry.ask("POST", "/token", basic("zuul", PASSWORD), b"grant_type=password").status == 404


def test_a_layer_is_read_in_parts(registry: Front) -> None:
    content = os.urandom(70_000)
    assert push(registry, basic("zuul", PASSWORD), content) == 201
    path = f"/v2/acme/app/blobs/sha256:{hashlib.sha256(content).hexdigest()}"
    whole = registry.ask("GET", path)
    part = registry.ask("GET", path, Range="bytes=1000-1999")
    assert (whole.status, whole.body) == (200, content)
    assert (part.status, part.body) == (206, content[1000:2000])
    assert part.headers["Content-Range"] == "bytes 1000-1999/70000"


def test_a_large_layer_goes_straight_through(registry: Front) -> None:
    assert push(registry, basic("zuul", PASSWORD), os.urandom(32 * 1024 * 1024)) == 201
    written = [path for path in registry.folder.glob("body/**/*") if path.is_file()]
    assert written == []


def blob(repository: str, content: bytes) -> str:
    return f"/v2/{repository}/blobs/sha256:{hashlib.sha256(content).hexdigest()}"


def manifest(layer: bytes, config: bytes) -> bytes:
    def descriptor(kind: str, content: bytes) -> dict[str, object]:
        digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
        return {"mediaType": kind, "size": len(content), "digest": digest}

    kind = "application/vnd.docker.{}.v{}+json".format
    made = {
        "schemaVersion": 2,
        "mediaType": kind("distribution.manifest", 2),
        "config": descriptor("application/vnd.docker.container.image.v1+json", config),
        "layers": [descriptor("application/vnd.docker.image.rootfs.diff.tar.gzip", layer)],
    }
    return json.dumps(made).encode()


def test_a_layer_of_another_repository_need_not_be_sent(registry: Front) -> None:
    writer, layer, config = basic("zuul", PASSWORD), os.urandom(1000), b'{"new": "%d"}' % time.time_ns()
    assert push(registry, writer, layer, "acme/base") == 201
    assert push(registry, writer, config, "acme/child/image_2.x") == 201
    wanted = manifest(layer, config)
    path = "/v2/acme/child/image_2.x/manifests/latest"
    kind = json.loads(wanted)["mediaType"]
    # The store's own check: without the look before, it does not take the image.
    assert registry.ask("PUT", path, writer, wanted, Content_Type=kind).status == 400
    looked = registry.ask("HEAD", blob("acme/child/image_2.x", layer), writer)
    assert (looked.status, looked.headers["Content-Length"]) == (200, "1000")
    assert registry.ask("PUT", path, writer, wanted, Content_Type=kind).status == 201
    assert registry.ask("GET", blob("acme/child/image_2.x", layer)).body == layer


def test_who_may_not_write_makes_no_layer_known_elsewhere(registry: Front) -> None:
    layer = os.urandom(1000)
    assert push(registry, basic("zuul", PASSWORD), layer, "acme/base") == 201
    read = json.loads(registry.token("", "scope=repository:acme/other:pull").body)["token"]
    for authorization in ("", f"Bearer {read}"):
        asked = registry.ask("HEAD", blob("acme/other", layer), authorization)
        assert (asked.status, asked.headers["WWW-Authenticate"]) == (401, 'Basic realm="registry"')
        assert registry.ask("HEAD", blob("acme/other", b"not sent"), authorization).status == 404
    # It is refused at the upload, with words.
    assert registry.ask("HEAD", blob("acme/other", layer), basic("zuul", "wrong")).status == 404
    for authorization in (f"Bearer {read}", basic("zuul", PASSWORD)):
        assert registry.ask("GET", blob("acme/other", layer), authorization).status == 404
    assert not list(registry.folder.glob("storage/**/acme/other"))


def test_a_layer_that_nobody_sent_is_not_there(registry: Front) -> None:
    writer = basic("zuul", PASSWORD)
    for path in (blob("acme/app", os.urandom(10)), blob("acme/../../x", b"")):
        assert registry.ask("HEAD", path, writer).status == 404
    answer = registry.ask("GET", blob("acme/app", os.urandom(10)), writer)
    assert json.loads(answer.body)["errors"][0]["code"] == "BLOB_UNKNOWN"


def test_only_the_registry_is_served(registry: Front) -> None:
    for path in ("/", "/debug/health", "/metrics", "/v1/_ping", "/tokens"):
        assert registry.ask("GET", path, basic("zuul", PASSWORD)).status == 404


def test_logs_hold_no_secret(registry: Front) -> None:
    registry.token(basic("zuul", PASSWORD), "account=zuul&scope=repository:acme/app:pull,push")
    registry.ask("GET", "/v2/?access_token=secret-in-query", basic("zuul", PASSWORD))
    end = time.monotonic() + 5
    while '"GET /token" 200' not in (registry.folder / "access.log").read_text() and time.monotonic() < end:
        time.sleep(0.05)
    seen = "".join((registry.folder / name).read_text() for name in ("access.log", "error.log"))
    assert '"GET /token" 200' in seen
    assert "secret-in-query" not in seen
    seen += (registry.folder / "log").read_text()
    for secret in (PASSWORD, front.basic("zuul", PASSWORD), front.write_token(PASSWORD)):
        assert secret not in seen


def test_the_certificate_is_for_the_registry_alone(registry: Front) -> None:
    text = subprocess.run(
        ["openssl", "x509", "-in", str(registry.folder / "cert.pem"), "-noout", "-text"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert "DNS:zuul-jobs.buildset-registry, IP Address:127.0.0.1" in text
    assert "Digital Signature" in text and "Certificate Sign" not in text
    assert oct((registry.folder / "key.pem").stat().st_mode & 0o777) == "0o600"


@pytest.mark.parametrize(
    ("host", "names"),
    [
        ("192.0.2.1", ["DNS:zuul-jobs.buildset-registry", "IP:192.0.2.1", "IP:127.0.0.1"]),
        ("2001:DB8::1", ["DNS:zuul-jobs.buildset-registry", "IP:2001:db8::1", "IP:127.0.0.1"]),
        ("node.example.org", ["DNS:zuul-jobs.buildset-registry", "DNS:node.example.org", "IP:127.0.0.1"]),
        ("127.0.0.1", ["DNS:zuul-jobs.buildset-registry", "IP:127.0.0.1"]),
    ],
)
def test_names_are_names_and_addresses_are_addresses(host: str, names: list[str], tmp_path: Path) -> None:
    assert certificate.alternative_names(host) == names
    certificate.make_certificate(host, str(tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cert.pem", "key.pem"]
