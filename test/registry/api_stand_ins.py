"""Stand-ins for registries with an interface of their own for tags: each answers in the documented form.

Behind all of them is a real distribution, which has the images: what is no path of the interface is passed on to it, and
deletions are carried out there. Pages are short, and the habits of a `StandIn` are those that such services have.
"""

from __future__ import annotations

import base64
import contextlib
import json
import re
import ssl
import threading
import urllib.parse
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, NamedTuple

import images
from certificates import Certificates
from servers import PASSWORD, USER, Server

PER_PAGE = 2
TOKEN = "application-token-8823"
BASIC = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()


@dataclass
class StandIn:
    """A running stand-in; ``pushed`` has the moment of each tag (RFC 3339), ``seen`` method and path of requests for tags."""

    registry: Server
    kind: str
    port: int = 0
    pushed: dict[str, str] = field(default_factory=dict)
    seen: list[tuple[str, str]] = field(default_factory=list)
    # Tags that may not be deleted; whether a deletion is answered and not done; answers 429 before the next right one.
    refuse: set[str] = field(default_factory=set)
    keeps: bool = False
    busy: int = 0
    # What is answered instead of a list.
    listed: object = None
    # Where the next page is said to be.
    leads_to: str = ""

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def tags(self, repository: str) -> dict[str, str] | None:
        """Digest by tag."""
        names = json.loads(self.registry.peer.request("GET", f"/v2/{repository}/tags/list")[2]).get("tags")
        if names is None:
            return None
        found = {name: self.registry.peer.manifest(repository, name) for name in sorted(names)}
        return {name: images.digest(body) for name, body in found.items() if body}


class Page(NamedTuple):
    """What is answered: a part of a list, and the path of the next one."""

    content: Any
    following: str = ""


class Form(NamedTuple):
    """The interface of one kind: its paths, who may use it, and the form of a page.

    ``listing`` and ``deletion`` are patterns of paths with the groups ``repository`` and ``tag``; ``page`` makes a page of
    the items (name, digest) from ``first`` on.
    """

    listing: str
    deletion: str
    authorization: str
    page: Callable[[StandIn, list[tuple[str, str]], int, str], Page]
    deleted: int = 204


def _cut(items: list[Any], first: int) -> tuple[list[Any], bool]:
    return items[first : first + PER_PAGE], first + PER_PAGE < len(items)


def _numbered(path: str, number: int) -> str:
    return re.sub(r"([?&]page=)\d+", rf"\g<1>{number}", path)


def _quay(one: StandIn, items: list[tuple[str, str]], first: int, _: str) -> Page:
    from datetime import datetime

    shown, more = _cut(items, first)

    def seconds(name: str) -> int:
        told = one.pushed.get(name, "2026-01-01T00:00:00Z").replace("Z", "+00:00")
        return int(datetime.fromisoformat(told).timestamp())

    tags = [{"name": n, "manifest_digest": d, "start_ts": seconds(n)} for n, d in shown]
    return Page({"tags": tags, "page": first // PER_PAGE + 1, "has_additional": more})


def _versions(items: list[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """Images with all their tags."""
    found: dict[str, list[str]] = {}
    for name, digest in items:
        found.setdefault(digest, []).append(name)
    return list(found.items())


def _harbor(one: StandIn, items: list[tuple[str, str]], first: int, path: str) -> Page:
    shown, more = _cut(_versions(items), first)
    artifacts = [
        {"digest": digest, "tags": [{"name": n, "push_time": one.pushed.get(n)} for n in names]}
        for digest, names in shown
    ]
    # Artifacts without tags have null there.
    return Page(
        [*artifacts, {"digest": "sha256:0", "tags": None}],
        _numbered(path, first // PER_PAGE + 2) if more else "",
    )


def _github(one: StandIn, items: list[tuple[str, str]], first: int, path: str) -> Page:
    shown, more = _cut(_versions(items), first)
    versions = [
        {
            "id": int(digest[-12:], 16),
            "name": digest,
            "updated_at": one.pushed.get(names[0]),
            "metadata": {"package_type": "container", "container": {"tags": names}},
        }
        for digest, names in shown
    ]
    return Page(versions, _numbered(path, first // PER_PAGE + 2) if more else "")


def _named(
    one: StandIn, items: list[tuple[str, str]], path: str, first: int, key: str
) -> tuple[list[Any], str]:
    """A page that begins after a name (``last``)."""
    shown, more = _cut(items, first)
    parts = urllib.parse.urlsplit(path)
    following = f"{parts.path}?n={PER_PAGE}&last={shown[-1][0]}" if more else ""
    return [{"name": n, "digest": d, key: one.pushed.get(n)} for n, d in shown], following


def _gitlab(one: StandIn, items: list[tuple[str, str]], first: int, path: str) -> Page:
    return Page(*_named(one, items, path, first, "published_at"))


def _azure(one: StandIn, items: list[tuple[str, str]], first: int, path: str) -> Page:
    tags, following = _named(one, items, path, first, "lastUpdateTime")
    return Page({"registry": "x.azurecr.io", "imageName": "x", "tags": tags or None}, following)


def _artifactory(one: StandIn, items: list[tuple[str, str]], _: int, path: str) -> Page:
    files = [{"uri": f"/{n}", "folder": True, "lastModified": one.pushed.get(n)} for n, _ in items]
    others = [{"uri": "/_uploads", "folder": True}, {"uri": "/x.json", "folder": False}]
    return Page({"uri": path, "files": [*files, *others]})


_REPOSITORY = "(?P<repository>[^?]+)"
FORMS = {
    "quay": Form(
        rf"/api/v1/repository/{_REPOSITORY}/tag/", rf"/api/v1/repository/{_REPOSITORY}/tag/(?P<tag>[^/]+)",
        f"Bearer {TOKEN}", _quay,
    ),
    "harbor": Form(
        r"/api/v2.0/projects/(?P<project>[^/]+)/repositories/(?P<repository>[^/]+)/artifacts",
        r"/api/v2.0/projects/(?P<project>[^/]+)/repositories/(?P<repository>[^/]+)/artifacts/(?P<tag>[^/]+)/tags/(?P=tag)",
        BASIC, _harbor, 200,
    ),
    "github": Form(
        r"/users/(?P<project>[^/]+)/packages/container/(?P<repository>[^/]+)/versions",
        r"/users/(?P<project>[^/]+)/packages/container/(?P<repository>[^/]+)/versions/(?P<version>\d+)",
        f"Bearer {TOKEN}", _github,
    ),
    "gitlab": Form(
        rf"/gitlab/v1/repositories/{_REPOSITORY}/tags/list/", rf"/v2/{_REPOSITORY}/manifests/(?P<tag>[^:/]+)",
        BASIC, _gitlab, 202,
    ),
    "azure": Form(
        rf"/acr/v1/{_REPOSITORY}/_tags", rf"/acr/v1/{_REPOSITORY}/_tags/(?P<tag>[^/]+)", BASIC, _azure, 202
    ),
    "artifactory": Form(
        rf"/artifactory/api/storage/{_REPOSITORY}", rf"/artifactory/(?!api/){_REPOSITORY}/(?P<tag>[^/]+)",
        BASIC, _artifactory,
    ),
}  # fmt: skip


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Clients hang up as they like."""


def _handler(one: StandIn, challenge: str) -> type[BaseHTTPRequestHandler]:
    form = FORMS[one.kind]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _any(self) -> None:
            path = self.path.partition("?")[0]
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            listing = self.command == "GET" and re.fullmatch(form.listing, path)
            deletion = self.command == "DELETE" and re.fullmatch(form.deletion, path)
            if listing or deletion:
                one.seen.append((self.command, path))
                self._of_the_interface(listing or deletion, bool(deletion))
            elif challenge and path in challenge:
                self._answer(200, {"token": TOKEN})
            elif path.startswith("/v2/"):
                self._pass_on(body)
            else:
                self._answer(404, {"message": "Not Found"})

        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = _any

        def _of_the_interface(self, found: re.Match[str], deletes: bool) -> None:
            rights = [form.authorization, *([f"Bearer {TOKEN}"] if challenge else [])]
            if self.headers.get("Authorization") not in rights:
                named = (
                    {"WWW-Authenticate": challenge or 'Basic realm="x"'}
                    if form.authorization == BASIC
                    else {}
                )
                self._answer(401, {"message": f"not {self.headers.get('Authorization')}"}, named)
                return
            if one.busy > 0:
                one.busy -= 1
                self._answer(429, {"message": "too many requests"}, {"Retry-After": "0"})
                return
            groups = found.groupdict()
            # Harbor's paths have what GitHub's have once encoded twice.
            name = urllib.parse.unquote(urllib.parse.unquote(groups["repository"]))
            repository = f"{groups['project']}/{name}" if "project" in groups else name
            if deletes:
                self._delete(repository, groups)
            else:
                self._list(repository)

        def _list(self, repository: str) -> None:
            tags = one.tags(repository)
            if one.listed is not None or tags is None:
                self._answer(404 if one.listed is None else 200, one.listed)
                return
            query = dict(urllib.parse.parse_qsl(self.path.partition("?")[2]))
            items = list(tags.items())
            after = [name for name in tags if name <= query["last"]] if "last" in query else []
            first = len(after) if after else PER_PAGE * (int(query.get("page", 1)) - 1)
            page = form.page(one, items, first, self.path)
            target = one.leads_to + page.following if page.following else ""
            self._answer(200, page.content, {"Link": f'<{target}>; rel="next"'} if target else {})

        def _delete(self, repository: str, groups: dict[str, str]) -> None:
            tags = one.tags(repository) or {}
            if "version" in groups:
                gone = [
                    tag for tag, digest in tags.items() if int(digest[-12:], 16) == int(groups["version"])
                ]
            else:
                gone = [tag for tag in tags if tag == urllib.parse.unquote(groups["tag"])]
            if one.refuse.intersection(gone):
                self._answer(403, {"message": "insufficient rights"})
                return
            if not gone:
                self._answer(404, {"message": "not found"})
                return
            for tag in () if one.keeps else gone:
                one.registry.peer.request("DELETE", f"/v2/{repository}/manifests/{tag}")
            self._answer(form.deleted, None)

        def _pass_on(self, body: bytes) -> None:
            if challenge and not self.headers.get("Authorization"):
                self._answer(401, {"errors": []}, {"WWW-Authenticate": challenge})
                return
            kept = ("Content-Type", "Accept", "Range")
            headers = {name: self.headers[name] for name in kept if self.headers.get(name)}
            status, answered, content = one.registry.peer.request(self.command, self.path, body, **headers)
            self.send_response(status)
            for name in ("Content-Type", "Docker-Content-Digest", "Location", "Link"):
                if answered.get(name):
                    self.send_header(name, answered[name])
            self.send_header("Content-Length", answered.get("Content-Length") or str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        def _answer(self, status: int, content: object, headers: dict[str, str] | None = None) -> None:
            body = b"" if content is None else json.dumps(content).encode()
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@contextlib.contextmanager
def stand_in(kind: str, registry: Server, tls: Certificates, challenge: str = ""):
    """Run a stand-in before a registry; ``challenge`` is what it answers to strangers (WWW-Authenticate).

    ``{}`` in it stands for its host; at the realm that it names everybody gets a token.
    """
    one = StandIn(registry, kind)
    server = _Server(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.RequestHandlerClass = _handler(one, challenge.format(f"127.0.0.1:{server.server_address[1]}"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tls.certificate, tls.key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    one.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield one
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
