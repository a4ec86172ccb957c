"""A registry with one bad habit: those that real registries, or proxies before them, are known for.

A stand-in: the real ones cannot be had from the package registries, and most have but one such habit. Everything else of it
follows the distribution-spec. docs/registries.md has a row for each habit; a test compares them.
"""

import contextlib
import hashlib
import itertools
import json
import re
import threading
import urllib.parse
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Callable, NamedTuple

from images import Made


class Answer(NamedTuple):
    """What is answered; without a status, the connection ends instead. ``before`` it comes something, or the end ``closes`` it."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = {}
    before: bytes = b""
    closes: bool = False


class Request(NamedTuple):
    """A request, with the parts of a path of the distribution-spec: kind is manifests, blobs, uploads or tags."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    repository: str
    kind: str
    reference: str

    def reads(self, kind: str) -> bool:
        return self.kind == kind and self.method in ("GET", "HEAD")


def error(status: int, code: str) -> Answer:
    body = json.dumps({"errors": [{"code": code, "message": code.lower().replace("_", " ")}]})
    return Answer(status, body.encode(), {"Content-Type": "application/json"})


MISSING = error(404, "MANIFEST_UNKNOWN")


@dataclass
class Registry:
    """What it holds, and its habit; ``host`` and ``base`` while it runs."""

    habit: Callable[["Registry", Request], Answer] | None = None
    blobs: dict[tuple[str, str], bytes] = field(default_factory=dict)
    manifests: dict[tuple[str, str], tuple[bytes, str]] = field(default_factory=dict)
    tags: dict[tuple[str, str], str] = field(default_factory=dict)
    seen: list[Request] = field(default_factory=list)
    numbers: itertools.count = field(default_factory=itertools.count)
    # What habits remember.
    notes: dict[object, int] = field(default_factory=dict)
    # Tags on a page of a list.
    page: int = 3
    host: str = ""

    @property
    def base(self) -> str:
        return f"http://{self.host}"

    def push(self, repository: str, made: Made, *tags: str) -> None:
        for name, body in made.blobs.items():
            self.blobs[repository, name] = body
        for child in made.children:
            self.push(repository, child)
        self.manifests[repository, made.digest] = (made.body, made.media_type)
        for tag in tags:
            self.tags[repository, tag] = made.digest

    def has(self, repository: str, tag: str, made: Made) -> bool:
        """Whether a tag is exactly this image, down to the last blob."""
        return (
            self.tags.get((repository, tag)) == made.digest
            and self.manifests[repository, made.digest][0] == made.body
            and all(self.blobs.get((repository, name)) == body for name, body in made.blobs.items())
        )

    def serve(self, request: Request) -> Answer:
        """What the specification wants."""
        if request.kind == "tags":
            return self._list(request)
        if request.kind == "manifests":
            return self._manifest(request)
        return self._upload(request) if request.kind == "uploads" else self._blob(request)

    def named(self, request: Request) -> str:
        """The digest that the reference of a request means; empty if there is none."""
        known = self.tags.get((request.repository, request.reference), request.reference)
        return known if (request.repository, known) in self.manifests else ""

    def _list(self, request: Request) -> Answer:
        tags = sorted(tag for repository, tag in self.tags if repository == request.repository)
        if not tags:
            return error(404, "NAME_UNKNOWN")
        first = tags.index(request.query["last"]) + 1 if "last" in request.query else 0
        page = tags[first : first + self.page]
        link = (
            f'</v2/{request.repository}/tags/list?n={self.page}&last={page[-1]}>; rel="next"' if page else ""
        )
        headers = {"Link": link} if first + self.page < len(tags) else {}
        return Answer(200, json.dumps({"name": request.repository, "tags": page}).encode(), headers)

    def _manifest(self, request: Request) -> Answer:
        repository, reference = request.repository, request.reference
        if request.method == "PUT":
            name = _digest(request.body)
            listed = json.loads(request.body)
            parts = [listed["config"], *listed["layers"]] if "layers" in listed else []
            if any((repository, part["digest"]) not in self.blobs for part in parts):
                return error(400, "MANIFEST_BLOB_UNKNOWN")
            self.manifests[repository, name] = (request.body, request.headers["Content-Type"])
            if ":" not in reference:
                self.tags[repository, reference] = name
            return Answer(201, b"", {"Docker-Content-Digest": name, "Location": f"{request.path}"})
        name = self.named(request)
        if not name:
            return MISSING
        if request.method == "DELETE":
            self.tags.pop((repository, reference), None)
            if ":" in reference:
                self.forget(repository, name)
            return Answer(202)
        body, media_type = self.manifests[repository, name]
        return Answer(200, body, {"Content-Type": media_type, "Docker-Content-Digest": name})

    def forget(self, repository: str, name: str) -> None:
        """Delete an image with all of its tags."""
        self.manifests.pop((repository, name), None)
        for place, digest in list(self.tags.items()):
            if place[0] == repository and digest == name:
                del self.tags[place]

    def _blob(self, request: Request) -> Answer:
        body = self.blobs.get((request.repository, request.reference))
        if body is None:
            return error(404, "BLOB_UNKNOWN")
        return Answer(200, body, {"Docker-Content-Digest": request.reference})

    def _upload(self, request: Request) -> Answer:
        repository, query = request.repository, request.query
        if request.method == "POST":
            source = self.blobs.get((query.get("from", ""), query.get("mount", "")))
            if source is not None:
                self.blobs[repository, query["mount"]] = source
                return Answer(201, b"", {"Location": f"/v2/{repository}/blobs/{query['mount']}"})
            number = next(self.numbers)
            return Answer(202, b"", {"Location": f"/v2/{repository}/blobs/uploads/{number}?_state=x%3D1"})
        if query.get("_state") != "x=1":
            return error(404, "BLOB_UPLOAD_UNKNOWN")
        if _digest(request.body) != query["digest"]:
            return error(400, "DIGEST_INVALID")
        self.blobs[repository, query["digest"]] = request.body
        return Answer(201, b"", {"Docker-Content-Digest": query["digest"]})


def _digest(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


_PATH = re.compile(r"/v2/(.+?)/(manifests|blobs/uploads|blobs|tags)/(.*)")


@contextlib.contextmanager
def running(registry: Registry):
    """Run it on loopback without TLS."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_ANY(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            if len(body) < length:
                # Even the most careless notice a request that was broken off.
                self.close_connection = True
                return
            parts = urllib.parse.urlsplit(self.path)
            query: dict[str, str] = {}
            for name, value in urllib.parse.parse_qsl(parts.query):
                query[name] = f"{query[name]} {value}" if name in query else value
            found = _PATH.fullmatch(parts.path)
            place = found.groups() if found else ("", "", "")
            kind = "uploads" if place[1] == "blobs/uploads" else place[1]
            request = Request(
                self.command, parts.path, query, dict(self.headers), body, place[0], kind, place[2]
            )
            with lock:
                registry.seen.append(request)
                answer = registry.habit(registry, request) if registry.habit else registry.serve(request)
            self.give(answer)

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_ANY

        def give(self, answer: Answer) -> None:
            if not answer.status:
                self.close_connection = True
                return
            self.wfile.write(answer.before)
            self.send_response(answer.status)
            length = {"Content-Length": str(len(answer.body))}
            chunked = answer.headers.get("Transfer-Encoding") == "chunked"
            for name, value in {**({} if chunked else length), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.close_connection |= answer.closes
            if self.command == "HEAD":
                return
            if chunked:
                for piece in (answer.body[:7], answer.body[7:]):
                    if piece:
                        self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                self.wfile.write(b"0\r\n\r\n")
            else:
                self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, *_: object) -> None:
            """Clients hang up as they like."""

    server = Server(("127.0.0.1", 0), Handler)
    registry.host = f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield registry
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
