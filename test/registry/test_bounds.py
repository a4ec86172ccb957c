"""Who answers without end, or a byte now and then, keeps the executor busy for no longer than it is told to wait."""

import itertools
import json
import os
import socket
import ssl
import time
import unicodedata

import images
import pytest
from ansible.module_utils.image_gate.oci import name_list
from ansible.module_utils.image_gate.oci.challenge import challenge_of
from ansible.module_utils.image_gate.oci.connection import Timeouts
from ansible.module_utils.image_gate.oci.errors import RegistryError, RegistryErrors
from ansible.module_utils.image_gate.oci.link_header import next_page
from ansible.module_utils.image_gate.oci.manifest import Descriptor
from ansible.module_utils.image_gate.oci.registry import Registry
from ansible.module_utils.image_gate.oci.retry import Retry
from ansible.module_utils.image_gate.oci.upload_stream import UploadStream
from ansible.module_utils.image_gate.text.json_text import read_json
from ansible.module_utils.image_gate.text.legible import clean
from misbehaving import Answer, running
from misbehaving import Registry as Misbehaving
from wire import talking

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
REPOSITORY, BODY = "acme/app", os.urandom(40_000_000)
BLOB = Descriptor("x", images.digest(BODY), len(BODY))
# Seconds; each of these ends after one, and machines that run tests are slow.
SOON = 15


def _client(host):
    return Registry(host, plain_http=True, retry=Retry(attempts=1), timeouts=Timeouts(1, 1))


def _read(registry):
    registry.get_manifest(REPOSITORY, "latest")


def _soon(host, act=_read):
    began = time.monotonic()
    with pytest.raises(RegistryError) as caught:
        act(_client(host))
    assert time.monotonic() - began < SOON
    assert str(caught.value).isprintable()
    return str(caught.value)


@pytest.mark.parametrize(
    ("begin", "piece", "pause"),
    [
        (OK, b"X: " + b"a" * 1000 + b"\r\n", 0),
        (OK + b"X: ", b"a" * 65536, 0),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100, 0),
        (b"", b"x" * 65536, 0),
        (OK, b"X", 0.1),
        (OK + b"Content-Length: 1000\r\n\r\n", b"x", 0.1),
        (OK + b"\r\n", b"x", 0.1),
        (OK + b"\r\n", b"x" * 65536, 0),
        (CHUNKED, b"1\r\nx\r\n" * 1000, 0),
        (CHUNKED, b"1;" + b"e" * 60_000 + b"\r\nx\r\n", 0),
        (CHUNKED, b"1\r\nx\r\n", 0.1),
        (CHUNKED + b"0\r\n", b"Trailer: x\r\n" * 1000, 0),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", b"x" * 65536, 0),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", b"x", 0.1),
    ],
    ids=[
        "headers", "header", "interim answers", "no HTTP", "slow head", "slow body", "slow body without length", "body",
        "pieces", "extensions of pieces", "slow pieces", "trailers", "error", "slow error",
    ],
)  # fmt: skip
def test_answers_without_end(begin, piece, pause):
    def script(talk):
        talk.request()
        talk.say(begin)
        talk.forever(piece, pause)

    with talking(script) as host:
        _soon(host)


@pytest.mark.parametrize(
    "piece",
    [
        b"x" * 65536,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 100,
        b"HTTP/1.1 100 Continue\r\nX: " + b"a" * 9_999,
        b"",
    ],
)
@pytest.mark.parametrize("slow", [True, False])
def test_uploads_without_end(piece, slow):
    def script(talk):
        while True:
            method = talk.request().partition(b" ")[0]
            if method == b"HEAD":
                talk.say(b"HTTP/1.1 404 x\r\nContent-Length: 0\r\n\r\n")
            elif method == b"POST":
                talk.say(b"HTTP/1.1 202 x\r\nLocation: /v2/up\r\nContent-Length: 0\r\n\r\n")
            elif method == b"PUT":
                while not talk.ended.is_set():
                    talk.say(piece)
                    if slow or not piece:
                        talk.ended.wait(0.1)
                        talk.take(1)
                return
            else:
                return

    class Source:
        def __init__(self):
            self.at = 0

        def readinto(self, buffer):
            piece = BODY[self.at : self.at + len(buffer)]
            self.at += len(piece)
            buffer[: len(piece)] = piece
            return len(piece)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

    with talking(script) as host:
        _soon(host, lambda registry: registry.upload_blob(REPOSITORY, BLOB, Source))


def test_a_source_that_is_slow_is_no_slow_registry(monkeypatch):
    monkeypatch.setattr("ansible.module_utils.image_gate.oci.pace.SLOWEST", 1e9)

    class Source:
        parts = [b"ab", b"cd", b"ef"]

        def __enter__(self):
            self.left = list(self.parts)
            return self

        def __exit__(self, *_):
            pass

        def readinto(self, buffer):
            time.sleep(0.5)
            piece = self.left.pop(0) if self.left else b""
            buffer[: len(piece)] = piece
            return len(piece)

    with running(Misbehaving()) as target:
        blob = Descriptor("x", images.digest(b"abcdef"), 6)
        assert _client(target.host).upload_blob(REPOSITORY, blob, Source)
    assert target.blobs[REPOSITORY, blob.digest] == b"abcdef"


def test_lists_without_end(monkeypatch):
    monkeypatch.setattr(name_list, "MOST_PAGES", 20)
    numbers = itertools.count()

    def habit(registry, request):
        link = f'<{request.path}?n=3&last={next(numbers)}>; rel="next"'
        return Answer(200, b'{"tags": []}', {"Link": link})

    with running(Misbehaving(habit)) as target:
        message = _soon(target.host, lambda registry: registry.tags(REPOSITORY))
    assert "its list does not end after 21 pages with 0 tags" in message


def test_a_list_with_more_tags_than_there_are(monkeypatch):
    monkeypatch.setattr(name_list, "MOST_NAMES", 1000)
    tags = json.dumps({"tags": [f"t{number}" for number in range(1001)]}).encode()
    with running(Misbehaving(lambda registry, request: Answer(200, tags))) as target:
        assert "with 1001 tags" in _soon(target.host, lambda registry: registry.tags(REPOSITORY))


@pytest.mark.parametrize("token", ["x" * 100_000, "x" * 1_000_000])
def test_tokens_without_end(token):
    def habit(registry, request):
        if request.path == "/token":
            return Answer(200, json.dumps({"token": token}).encode())
        return Answer(401, b"", {"WWW-Authenticate": f'Bearer realm="{registry.base}/token"'})

    with running(Misbehaving(habit)) as target:
        assert "its answer holds no token" in _soon(target.host)


@pytest.mark.parametrize(
    "text",
    ["1" * 1_000_000, "[" + "[]," * 400_000 + "1]", '{"size": 1e' + "9" * 500 + "}", "[NaN]", "[-Infinity]"],
    ids=["number", "parts", "exponent", "no number", "infinity"],
)
@pytest.mark.parametrize("encode", [str, str.encode])
def test_json_that_asks_too_much(text, encode):
    began = time.monotonic()
    with pytest.raises(ValueError, match="too many parts|too long|is not JSON"):
        read_json(encode(text))
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (challenge_of, "Bearer " + "a" * 60_000),
        (challenge_of, "Bearer " + "a=" * 30_000),
        (challenge_of, "Bearer " + 'a="' * 20_000),
        (challenge_of, "Bearer" + " " * 60_000),
        (challenge_of, "," * 60_000),
        (challenge_of, "Bearer a=" + " =" * 30_000),
        (next_page, "<" * 60_000),
        (next_page, "<a>" * 20_000),
        (next_page, "<a>" + ";a" * 30_000),
        (next_page, "<a>" + " " * 60_000),
        (next_page, '<a>;b="' + "\\" * 60_000),
        (next_page, '<a>;b="' * 10_000),
    ],
    ids=range(12),
)
def test_headers_are_read_in_linear_time(function, text):
    began = time.monotonic()
    function(text * 2)
    assert time.monotonic() - began < 0.5


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ('</v2/a/tags/list?n=2&last=b>; rel="next"', "/v2/a/tags/list?n=2&last=b"),
        ("<a>; rel=prev, <b>; rel=next", "b"),
        ('<a>; title="x, <y>; rel=next"; rel="prev"', ""),
        ('<a> ; Rel = "first NEXT"', "a"),
        ("<a>; anchor; rel=next", "a"),
        ("<a>", ""),
        ("", ""),
    ],
)
def test_next_pages(link, target):
    assert next_page(link) == target


EVIL = "\x1b[31m\u202egnp.exe\u202c\u2066\u200b\x00\x07\r\n\x9b2J\ud800\u2028"


def test_text_of_others_is_one_line_of_visible_characters():
    shown = clean(EVIL + "\u00fc\u65e5" + "x" * 10_000, 300)
    assert len(shown) <= 300
    assert shown.startswith("\\x1b[31m\\u202egnp.exe\\u202c\\u2066\\u200b\\x00\\x07 ")
    assert "\u00fc\u65e5" in shown
    assert not [one for one in shown if unicodedata.category(one)[0] in "C" or one in "\u2028\u2029"]


def _evil(**headers):
    body = json.dumps({"errors": [{"code": EVIL, "message": EVIL}]}).encode()
    return lambda registry, request: Answer(400, body, {"Content-Type": "application/json", **headers})


@pytest.mark.parametrize(
    ("habit", "act"),
    [
        (_evil(), _read),
        (lambda *_: Answer(400, EVIL.encode("utf-8", "surrogatepass")), _read),
        (lambda *_: Answer(200, json.dumps({"mediaType": EVIL}).encode()), _read),
        (
            lambda *_: Answer(200, json.dumps({"tags": [EVIL]}).encode()),
            lambda client: client.tags(REPOSITORY),
        ),
        (lambda *_: Answer(307, b"", {"Location": "http://\x1b[31m\x9b/"}), _read),
        (lambda *_: Answer(401, b"", {"WWW-Authenticate": 'Bearer realm="http://\x1b[3\x9b/"'}), _read),
    ],
    ids=["error", "text", "media type", "tag", "location", "realm"],
)
def test_nothing_invisible_reaches_a_message(habit, act):
    with running(Misbehaving(habit)) as target:
        _soon(target.host, act)


def test_failures_of_a_batch_are_not_told_without_end():
    errors = [RegistryError("r", f"delete tag {number} {EVIL}", detail=EVIL) for number in range(1000)]
    lines = str(RegistryErrors(errors, f"{EVIL} x")).splitlines()
    assert len(lines) < 60
    assert "- and 950 more" in lines
    assert all(line.isprintable() for line in lines)


def test_a_host_in_the_place_of_a_path_is_not_asked():
    with running(Misbehaving()) as other:

        def habit(registry, request):
            return Answer(200, b'{"tags": []}', {"Link": f'<https://x//{other.host}/v2/>; rel="next"'})

        with running(Misbehaving(habit)) as target:
            assert _client(target.host).tags(REPOSITORY) == []
    assert (len(target.seen), other.seen) == (2, [])


def test_scopes_without_end():
    numbers, asked = itertools.count(), []

    def habit(registry, request):
        if request.path == "/token":
            asked.append(request)
            return Answer(200, json.dumps({"token": f"t{next(numbers)}"}).encode())
        if registry.notes.setdefault(0, 0) % 2:
            registry.notes[0] += 1
            return Answer(200, b'{"tags": []}')
        registry.notes[0] += 1
        scopes = " ".join(f"repository:x{next(numbers)}:pull" for _ in range(20))
        return Answer(
            401, b"", {"WWW-Authenticate": f'Bearer realm="{registry.base}/token?a=b",scope="{scopes}"'}
        )

    with running(Misbehaving(habit)) as target:
        client = _client(target.host)
        lengths = []
        for _ in range(20):
            client.tags(REPOSITORY)
            lengths.append(
                sum(len(client._transport._auth._named[key]) for key in client._transport._auth._named)
            )
    assert asked
    assert lengths[-1] <= 20


def test_an_upload_to_somebody_who_keeps_tls_busy(monkeypatch):
    """As a server does that sends tickets without end: there is always something to read, and never a byte of it."""
    here, there = socket.socketpair()

    class Busy:
        def fileno(self):
            return here.fileno()

        def setblocking(self, _):
            pass

        def recv(self, _):
            raise ssl.SSLWantReadError

        def send(self, _):
            raise ssl.SSLWantWriteError

    with here, there:
        there.sendall(b"x")
        began = time.monotonic()
        with pytest.raises(socket.timeout):
            UploadStream(Busy(), 0.2).send(b"x")
        assert time.monotonic() - began < SOON
