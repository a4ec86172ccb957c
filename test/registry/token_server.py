"""A token server for distribution's "token" authentication: what docker_auth or a site's own would be.

A stand-in: the real ones cannot be had from the package registries. The tokens are real JSON Web Tokens
(RS256), which distribution verifies by itself.
"""

import base64
import contextlib
import json
import ssl
import subprocess
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from certificates import Certificates

SERVICE, ISSUER = "test-registry", "test-issuer"


@dataclass
class TokenServer:
    """The running server; the next ``expired`` tokens are stale when they are given."""

    port: int
    directory: Path
    user: str
    password: str
    expired: int = 0
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)

    @property
    def auth(self) -> dict:
        """The section of distribution's configuration."""
        realm = f"https://127.0.0.1:{self.port}/token"
        bundle = str(self.directory / "token.pem")
        return {"token": {"realm": realm, "service": SERVICE, "issuer": ISSUER, "rootcertbundle": bundle}}

    def token(self, scopes: list[str]) -> str:
        now = int(time.time())
        # distribution forgives a minute.
        until = now - 300 if self.expired > 0 else now + 300
        self.expired -= 1
        access = []
        for scope in scopes:
            kind, name, actions = scope.split(":")
            access.append({"type": kind, "name": name, "actions": actions.split(",")})
        chain = (self.directory / "token.pem").read_text().split("-----")[2]
        head = {"typ": "JWT", "alg": "RS256", "x5c": ["".join(chain.split())]}
        claims = {
            "iss": ISSUER, "sub": self.user, "aud": SERVICE, "access": access, "jti": str(time.time_ns()),
            "iat": now - 600, "nbf": now - 600, "exp": until,
        }  # fmt: skip
        text = ".".join(_encode(json.dumps(part).encode()) for part in (head, claims))
        sign = ["openssl", "dgst", "-sha256", "-sign", str(self.directory / "token.key")]
        signature = subprocess.run(sign, input=text.encode(), capture_output=True, check=True).stdout
        return f"{text}.{_encode(signature)}"


def _encode(body: bytes) -> str:
    return base64.urlsafe_b64encode(body).rstrip(b"=").decode()


@contextlib.contextmanager
def token_server(directory: Path, tls: Certificates, user: str, password: str):
    """Run a token server that gives tokens to one user, with a signing key of its own."""
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=tokens"]
    make += ["-keyout", str(directory / "token.key"), "-out", str(directory / "token.pem")]
    subprocess.run(make, check=True, capture_output=True)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
            running.asked.append(query)
            pair = base64.b64encode(f"{user}:{password}".encode()).decode()
            allowed = self.headers.get("Authorization") == f"Basic {pair}"
            body = (
                {"token": running.token(query.get("scope", [])), "expires_in": 300}
                if allowed
                else {"details": "wrong"}
            )
            answer = json.dumps(body).encode()
            self.send_response(200 if allowed else 401)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tls.certificate, tls.key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    running = TokenServer(server.server_address[1], directory, user, password)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
