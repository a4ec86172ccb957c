"""A proxy before a real registry that spoils chosen requests: resets, stalls, wrong bytes, redirects."""

import contextlib
import http.client
import re
import socket
import ssl
import struct
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Callable

from certificates import Certificates

HOP_BY_HOP = ("connection", "transfer-encoding", "date", "server")


@dataclass
class Seen:
    """A request as it arrived."""

    method: str
    path: str
    authorization: str


@dataclass
class Fault:
    """What happens to the next ``times`` requests whose method and path match."""

    act: Callable[["Handler"], None]
    method: str
    path: str
    times: int = 1

    def matches(self, method: str, path: str) -> bool:
        return self.times > 0 and method == self.method and re.search(self.path, path) is not None


@dataclass
class FaultProxy:
    """The running proxy: what it saw, and what it is to spoil."""

    upstream: str
    base: str
    seen: list[Seen] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    token: str = ""
    token_answer: bytes = b""
    tokens_given: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def host(self) -> str:
        return self.base.partition("://")[2]

    def spoil(self, method: str, path: str, act: Callable[["Handler"], None], times: int = 1) -> None:
        self.faults.append(Fault(act, method, path, times))

    def count(self, method: str, path: str = "") -> int:
        return sum(1 for seen in self.seen if seen.method == method and re.search(path, seen.path))

    def take(self, method: str, path: str) -> Fault | None:
        with self.lock:
            for fault in self.faults:
                if fault.matches(method, path):
                    fault.times -= 1
                    return fault
        return None

    def demand_token(self, token: str) -> None:
        """From now on only this token is valid, and the proxy's own realm gives it to everybody."""
        self.token = token


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    proxy: FaultProxy

    def do_ANY(self) -> None:
        proxy = self.proxy
        with proxy.lock:
            proxy.seen.append(Seen(self.command, self.path, self.headers.get("Authorization", "")))
        if self.path.startswith("/token"):
            proxy.tokens_given += 1
            self.answer(200, proxy.token_answer or f'{{"token": "{proxy.token}"}}'.encode())
            return
        fault = proxy.take(self.command, self.path)
        if fault:
            fault.act(self)
        elif proxy.token and self.headers.get("Authorization") != f"Bearer {proxy.token}":
            self.read_body()
            self.challenge()
        else:
            self.answer(*self.forward())

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_ANY

    def challenge(self) -> None:
        realm = f'Bearer realm="{self.proxy.base}/token",service="proxy",scope="repository:x:pull"'
        self.answer(
            401, b'{"errors":[{"code":"UNAUTHORIZED","message":"log in"}]}', {"WWW-Authenticate": realm}
        )

    def read_body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def forward(self) -> tuple[int, bytes, dict[str, str]]:
        """What the registry answers."""
        body = self.read_body()
        connection = http.client.HTTPConnection(self.proxy.upstream, timeout=20)
        headers = {name: value for name, value in self.headers.items() if name.lower() != "authorization"}
        connection.request(self.command, self.path, body, headers)
        with contextlib.closing(connection):
            answer = connection.getresponse()
            kept = {name: value for name, value in answer.headers.items() if name.lower() not in HOP_BY_HOP}
            return answer.status, answer.read(), kept

    def answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        headers = dict(headers or {})
        if not any(name.lower() == "content-length" for name in headers):
            headers["Content-Length"] = str(len(body))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def reset(self) -> None:
        """End the connection so that the other side gets an error, not an end."""
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def log_message(self, *_: object) -> None:
        pass


# Faults


def refuse(status: int, body: bytes = b"", **headers: str) -> Callable[[Handler], None]:
    """An answer of the proxy's own."""

    def act(handler: Handler) -> None:
        handler.read_body()
        handler.answer(status, body, {name.replace("_", "-"): value for name, value in headers.items()})

    return act


def reset(handler: Handler) -> None:
    """No answer, and the connection is gone."""
    handler.reset()


def reset_in_upload(handler: Handler) -> None:
    """Half of the body is taken, then the connection is gone."""
    handler.rfile.read(int(handler.headers["Content-Length"]) // 2)
    handler.reset()


def truncate(handler: Handler) -> None:
    """Half of the answer comes, then the connection ends."""
    status, body, headers = handler.forward()
    handler.answer(status, body[: len(body) // 2], {**headers, "Content-Length": str(len(body))})
    handler.close_connection = True


def corrupt(handler: Handler) -> None:
    """The answer has the right length and wrong bytes."""
    status, body, headers = handler.forward()
    handler.answer(status, body[:-1] + bytes([body[-1] ^ 1]), headers)


def stall(handler: Handler) -> None:
    """Nothing comes any more."""
    handler.proxy.ended.wait(30)
    handler.close_connection = True


def delete_the_image_too(handler: Handler) -> None:
    """The registry deletes the image that a tag stands for, and so all of its tags, as some do."""
    repository, _, tag = handler.path.rpartition("/manifests/")
    connection = http.client.HTTPConnection(handler.proxy.upstream, timeout=20)
    accept = "application/vnd.oci.image.manifest.v1+json"
    with contextlib.closing(connection):
        connection.request("HEAD", f"{repository}/manifests/{tag}", headers={"Accept": accept})
        answer = connection.getresponse()
        answer.read()
    handler.path = f"{repository}/manifests/{answer.headers.get('Docker-Content-Digest', tag)}"
    handler.answer(*handler.forward())


def lose_answer(handler: Handler) -> None:
    """The registry does its work, but nobody hears of it."""
    handler.forward()
    handler.reset()


def expire(token: str) -> Callable[[Handler], None]:
    """The valid token changes at this request."""

    def act(handler: Handler) -> None:
        handler.read_body()
        handler.proxy.demand_token(token)
        handler.challenge()

    return act


def redirect(status: int, base: str) -> Callable[[Handler], None]:
    """The answer is at another place."""

    def act(handler: Handler) -> None:
        handler.answer(status, b"", {"Location": base + handler.path})

    return act


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are what the tests are about."""


@contextlib.contextmanager
def fault_proxy(upstream: str, tls: Certificates | None):
    """Run a proxy before the plain-http registry at ``upstream``."""
    handler = type("BoundHandler", (Handler,), {})
    server = _Server(("127.0.0.1", 0), handler)
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls.certificate, tls.key)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    proxy = FaultProxy(upstream, f"http{'s' if tls else ''}://127.0.0.1:{server.server_address[1]}")
    handler.proxy = proxy
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield proxy
    finally:
        proxy.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()
