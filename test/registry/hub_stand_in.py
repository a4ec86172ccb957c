"""Stand-ins for what of Docker Hub cannot be had here: its tag interface, and the way to its host names.

The tag interface answers in Docker Hub's form about a real registry behind it, which also deletes the tags.
The tunnel is an HTTP proxy (CONNECT) that leads registry-1.docker.io and hub.docker.com to loopback ports.
"""

import base64
import contextlib
import json
import re
import select
import socket
import ssl
import threading
import urllib.parse
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from certificates import Certificates
from servers import PASSWORD, USER, Server

TOKEN = "jwt-secret-4411"
PER_PAGE = 2


@dataclass
class Hub:
    """The running tag interface; ``pushed`` has the moment of each tag, ``seen`` the requests."""

    registry: Server
    address: tuple[str, int]
    pushed: dict[str, str] = field(default_factory=dict)
    seen: list[tuple[str, str, str]] = field(default_factory=list)
    refuse: set[str] = field(default_factory=set)
    # "both" ways to log in and two paths, as today; "documented" ones alone, as for a token of an organisation; the "older",
    # or "none" that leads to tags.
    ways: str = "both"
    # Logins that are stale when they are used.
    expired: int = 0
    # Where a log-in is led (307), and what is listed instead of what is there.
    leads_to: str = ""
    # Whether a deletion is answered, and not done.
    keeps: bool = False
    # How many looks at single tags still find what is gone.
    late: int = 0
    listed: list[object] | None = None


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Clients hang up as they like."""


@contextlib.contextmanager
def _running(server: ThreadingHTTPServer):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextlib.contextmanager
def hub(registry: Server, tls: Certificates):
    """Run the tag interface over a registry."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            account = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            running.seen.append(("POST", self.path, self.headers.get("Authorization", "")))
            if running.leads_to and "again" not in self.path:
                self.send_response(307)
                self.send_header("Location", f"{running.leads_to}{self.path}?again")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self.path = self.path.partition("?")[0]
            if self.path == "/v2/auth/token" and running.ways == "older":
                self.answer(404, {"message": "object not found"})
            elif self.path == "/v2/auth/token" and account == {"identifier": USER, "secret": PASSWORD}:
                self.answer(200, {"access_token": TOKEN})
            elif self.path == "/v2/users/login/" and running.ways == "documented":
                self.answer(401, {"detail": "Cannot log into an organization account"})
            elif self.path == "/v2/users/login/" and account == {"username": USER, "password": PASSWORD}:
                self.answer(200, {"token": TOKEN})
            else:
                self.answer(401, {"detail": "Incorrect authentication credentials"})

        def do_GET(self) -> None:
            parts = urllib.parse.urlsplit(self.path)
            place = self.place(parts.path)
            if not place:
                return
            repository, tag = place
            if tag:
                there = registry.peer.manifest(repository, tag) is not None or running.late > 0
                running.late -= 1
                self.answer(200 if there else 404, {"name": tag} if there else {"message": "tag not found"})
                return
            if running.listed is not None:
                self.answer(200, {"results": running.listed})
                return
            query = urllib.parse.parse_qs(parts.query)
            names = json.loads(registry.peer.request("GET", f"/v2/{repository}/tags/list")[2]).get("tags")
            if names is None:
                self.answer(404, {"message": "object not found"})
                return
            page = int(query.get("page", ["1"])[0])
            first = PER_PAGE * (page - 1)
            more = (
                f"https://hub.docker.com{parts.path}?page={page + 1}"
                if first + PER_PAGE < len(names)
                else None
            )
            shown = names[first : first + PER_PAGE]
            results = [{"name": name, "tag_last_pushed": running.pushed.get(name)} for name in shown]
            self.answer(200, {"count": len(names), "next": more, "results": results})

        def do_DELETE(self) -> None:
            place = self.place(self.path)
            if not place:
                return
            repository, tag = place
            if tag in running.refuse:
                self.answer(403, {"detail": "insufficient scopes"})
                return
            if running.keeps:
                self.answer(204, None)
                return
            status = registry.peer.request("DELETE", f"/v2/{repository}/manifests/{tag}")[0]
            self.answer(204 if status == 202 else 404, None)

        def place(self, path: str) -> tuple[str, str] | None:
            """Repository and tag that a path means, if the login may see them; else it is answered."""
            authorization = self.headers.get("Authorization", "")
            running.seen.append((self.command, path, authorization))
            wanted = f"JWT {TOKEN}" if running.ways == "older" else f"Bearer {TOKEN}"
            if authorization != wanted or running.expired > 0:
                running.expired -= 1
                self.answer(401, {"detail": "authentication required"})
                return None
            older = re.fullmatch(r"/v2/repositories/([^/]+/[^/]+)/tags(?:/([^/]+)/)?", path)
            newer = re.fullmatch(r"/v2/namespaces/([^/]+)/repositories/([^/]+)/tags(?:/([^/]+))?", path)
            if newer and running.ways not in ("older", "none"):
                return f"{newer[1]}/{newer[2]}", newer[3] or ""
            if older and running.ways not in ("documented", "none"):
                return older[1], older[2] or ""
            self.answer(403 if older else 404, {"detail": "access to the resource is forbidden"})
            return None

        def answer(self, status: int, content: object) -> None:
            body = b"" if content is None else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = _Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tls.certificate, tls.key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    running = Hub(registry, server.server_address)
    with _running(server):
        yield running


@contextlib.contextmanager
def tunnel(places: dict[str, tuple[str, int]], status: int = 200):
    """Run a proxy that leads ``host:port`` to these addresses and refuses all others; its URL, with a login."""
    login = base64.b64encode(b"clerk:p@ss").decode()

    class Handler(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            place = places.get(self.path)
            if place is None or self.headers.get("Proxy-Authorization") != f"Basic {login}":
                self.send_error(403 if place is None else 407)
                return
            with socket.create_connection(place) as there:
                self.send_response(status)
                self.end_headers()
                self.close_connection = True
                self.pass_on(there)

        def pass_on(self, there: socket.socket) -> None:
            ways = {self.connection: there, there: self.connection}
            while True:
                for here in select.select(list(ways), [], [], 20)[0]:
                    piece = here.recv(65536)
                    if not piece:
                        return
                    ways[here].sendall(piece)

        def log_message(self, *_: object) -> None:
            pass

    server = _Server(("127.0.0.1", 0), Handler)
    with _running(server):
        yield f"http://clerk:p%40ss@127.0.0.1:{server.server_address[1]}"
