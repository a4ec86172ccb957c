"""A registry, or somebody in its place, that answers nonsense gets an error, and no secret into it."""

import base64
import gzip
import json

import fault_proxy as faults
import images
import pytest
from ansible.module_utils.image_gate.oci.connection import Response, Timeouts, origin_of
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.manifest import Descriptor
from ansible.module_utils.image_gate.oci.registry import Registry
from ansible.module_utils.image_gate.oci.retry import Retry, seconds_of
from wire import talking

DEEP = b"[" * 200_000


@pytest.fixture
def proxy(started, tls):
    with faults.fault_proxy(started("plain-3.1").host, tls) as running:
        yield running


@pytest.fixture
def registry(started, connect, tls, proxy):
    return connect(started("plain-3.1"), host=proxy.host, cert=tls.pem, plain_http=False)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b'{"schemaVersion":2,"config":"x"}', "a descriptor in it lacks"),
        (b'{"schemaVersion":2,"config":["x"],"layers":[5]}', "a descriptor in it lacks"),
        (b'{"mediaType":["x"]}', "its media type is"),
        (b'{"schemaVersion":2,"manifests":5}', "a descriptor in it lacks"),
        (DEEP, "it is not JSON"),
        (b'{"schemaVersion":2,"config":' + DEEP, "it is not JSON"),
    ],
    ids=range(6),
)
def test_manifests(registry, proxy, repository, body, problem):
    proxy.spoil("GET", "/manifests/", faults.refuse(200, body))
    with pytest.raises(RegistryError, match=problem):
        registry.get_manifest(repository, "latest")


@pytest.mark.parametrize("name", ["distribution-2.8", "token-3.1", "front", "zuul-registry"])
def test_lists_of_repositories(started, connect, repository, name):
    server = started(name)
    server.peer.push(repository, images.image([]), "latest")
    listed = connect(server).repositories()
    assert listed is None or repository in listed
    assert (listed is None) is (name == "zuul-registry")


def test_a_manifest_of_another_digest_than_it_is_told(registry, proxy, repository):
    made = images.image([images.layer()])
    told = images.digest(b"another one")
    answer = faults.refuse(200, made.body, Docker_Content_Digest=told)
    proxy.spoil("GET", "/manifests/", answer)
    with pytest.raises(RegistryError) as caught:
        registry.get_manifest(repository, "latest")
    assert f"its bytes are {made.digest}, but Docker-Content-Digest says {told}" in str(caught.value)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b'{"tags": 5}', "holds no list of tags"),
        (b'{"tags": {"a": 1}}', "holds no list of tags"),
        (b"5", "is not a JSON object"),
        (b"\xff", "is not a JSON object"),
        (DEEP, "is refused: its nesting is too deep"),
        (b'{"tags": [' + b'"a",' * 1_000_000 + b'"a"]}', "is refused: it has too many parts"),
    ],
    ids=range(6),
)
def test_lists_of_tags(registry, proxy, repository, body, problem):
    proxy.spoil("GET", "/tags/list", faults.refuse(200, body))
    with pytest.raises(RegistryError, match=f"its answer {problem}"):
        registry.tags(repository)


def test_an_error_without_end(registry, proxy, repository):
    proxy.spoil("GET", "/manifests/", faults.refuse(400, DEEP))
    with pytest.raises(RegistryError, match="HTTP 400"):
        registry.get_manifest(repository, "latest")


@pytest.mark.parametrize(
    "answer",
    [b'{"token": "x", "expires_in": 1' + b"0" * 400 + b"}", b'{"token": 5}', b"[]", DEEP],
    ids=range(4),
)
def test_tokens(registry, proxy, repository, answer):
    proxy.demand_token("unused")
    proxy.token_answer = answer
    with pytest.raises(RegistryError, match="its answer holds no token"):
        registry.get_manifest(repository, "latest")


@pytest.mark.parametrize(
    "text",
    ["Fri, 31 Dec 99999999999999999999 23:59:59 GMT", "Fri, 31 Dec 9999 23:59:59 -2400", "\u00b2", "-1"],
)
def test_moments_that_are_none(text):
    assert not seconds_of(text)


@pytest.mark.parametrize(
    "location",
    [
        "https://storage.example/blob?sig=SECRET-44 x",
        "https://user:SECRET-44@storage.example:port/blob",
        "https://user:SECRET-44@[storage/blob",
        "ftp://user:SECRET-44@storage.example/blob",
    ],
)
def test_addresses_that_hold_secrets(registry, proxy, repository, location):
    def redirect(handler):
        handler.answer(307, b"", {"Location": location.replace("storage.example/", f"{proxy.host}/")})

    proxy.spoil("GET", "/blobs/", redirect, times=9)
    with pytest.raises(RegistryError) as caught:
        registry.get_json(repository, Descriptor("x", "sha256:" + "0" * 64, 1000))
    assert "SECRET-44" not in str(caught.value)
    assert proxy.count("GET", "/blobs/") == 1


@pytest.mark.parametrize(
    "location", ["http://\x1b[31m.example/", "http://a b/", "http://fe80::1%25eth0/", "http://x\x9b/"]
)
def test_hosts_that_no_message_can_show(location):
    with pytest.raises(ValueError, match="not an http or https address"):
        origin_of(location)


@pytest.mark.parametrize("secret", ["pass  word-61", 'pass"word-61', "pass\tword-61", "p\xe4ss/word-61"])
@pytest.mark.parametrize("form", ["status line", "text", "json", "json list", "json in another key", "tags"])
def test_secrets_that_an_answer_repeats(secret, form):
    def script(talk):
        while True:
            head = talk.request()
            if b"Authorization" not in head:
                talk.say(b"HTTP/1.1 401 x\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n")
                continue
            echo = base64.b64decode(head.partition(b"Basic ")[2].partition(b"\r")[0]) + b" "
            echo += head.partition(b"Basic ")[2].partition(b"\r")[0]
            answers = {
                "json": {"errors": [{"message": "x" * 280 + echo.decode()}]},
                "json list": [echo.decode()],
                "json in another key": {"error": f"bad login {echo.decode()}"},
            }
            text = json.dumps(answers[form]).encode() if form in answers else echo
            status = b"400 x"
            if form == "tags":
                status, text = b"200 OK", json.dumps({"tags": [echo.decode()]}).encode()
            if form == "status line":
                talk.say(echo + b"\r\n")
                return
            talk.say(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(text), text))

    with talking(script) as host:
        client = Registry(host, "user", secret, plain_http=True, retry=Retry(attempts=1))
        with pytest.raises(RegistryError) as caught:
            client.tags("acme/app")
    told = str(caught.value)
    for part in ("word-61", base64.b64encode(f"user:{secret}".encode()).decode()[:8]):
        assert part not in told


def test_an_answer_without_a_body_has_none():
    def script(talk):
        while talk.request():
            talk.say(b"HTTP/1.1 204 x\r\nTransfer-Encoding: chunked\r\n\r\n")

    with talking(script) as host:
        client = Registry(host, plain_http=True, retry=Retry(attempts=1), timeouts=Timeouts(1, 1))
        client.delete_tag("acme/app", "latest")


class _Raw:
    """What http.client gives, as far as a body is read from it."""

    status, headers = 200, {}

    def __init__(self, pieces):
        self.pieces, self.largest = pieces, 0

    def readinto(self, buffer):
        self.largest = max(self.largest, len(buffer))
        piece = self.pieces.pop(0) if self.pieces else b""
        buffer[: len(piece)] = piece
        return len(piece)


def test_an_answer_takes_no_more_memory_than_it_has_bytes():
    # Before Python 3.10, HTTPResponse.read(n) makes n bytes before it reads the first.
    raw = _Raw([b"ab", b"cde"])
    assert Response(raw, None, None).read(16 * 1024 * 1024) == b"abcde"
    assert raw.largest <= 65536
    assert Response(_Raw([b"ab", b"c"]), None, None).read(3) == b"abc"


def test_a_manifest_of_a_registry_that_says_nothing_of_its_type(registry, proxy, repository):
    made = images.image([], docker=True, named=False)
    proxy.spoil("GET", "/manifests/", faults.refuse(200, made.body))
    assert registry.get_manifest(repository, "latest").media_type == images.DOCKER_MANIFEST


@pytest.mark.parametrize(
    ("pack", "told"),
    [
        (gzip.compress, "HTTP 403 DENIED: quota exceeded"),
        (lambda body: gzip.compress(body)[:-20], "HTTP 403"),
        (lambda body: gzip.compress(body + b" " * 200_000_000), "HTTP 403 DENIED: quota exceeded"),
        (bytes, "HTTP 403. "),
    ],
    ids=["packed", "cut off", "bomb", "not packed"],
)
def test_a_reason_that_is_packed(registry, proxy, repository, pack, told):
    body = pack(json.dumps({"errors": [{"code": "DENIED", "message": "quota exceeded"}]}).encode())
    proxy.spoil("GET", "/manifests/", faults.refuse(403, body, Content_Encoding="gzip"))
    with pytest.raises(RegistryError) as caught:
        registry.get_manifest(repository, "latest")
    if told != "HTTP 403 DENIED: quota exceeded" or pack is gzip.compress:
        assert told in str(caught.value)
    assert "\\x" not in str(caught.value)
