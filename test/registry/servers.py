"""Configurations of the registries that the tests start."""

import base64
import contextlib
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from certificates import Certificates
from images import Peer
from processes import DISTRIBUTION_2, DISTRIBUTION_3, NGINX, ZUUL_REGISTRY, free_port, running

USER, PASSWORD = "robot", "correct-horse-7391"
ROLES = Path(__file__).resolve().parents[2] / "generator/library/roles"


@dataclass
class Server:
    """A running registry: how the client and how the tests' own peer reach it."""

    name: str
    options: dict
    peer: Peer
    directory: Path

    @property
    def host(self) -> str:
        return self.options["host"]

    @property
    def log(self) -> str:
        return (self.directory / "log").read_text(errors="replace")


def _server(
    name: str,
    port: int,
    directory: Path,
    tls: Certificates | None,
    user: str = USER,
    password: str = PASSWORD,
):
    host = f"127.0.0.1:{port}"
    options = {"host": host, "username": user, "password": password}
    options.update({"cert": tls.pem} if tls else {"plain_http": True})
    peer = Peer(f"http{'s' if tls else ''}://{host}", user, password, tls.pem if tls else "")
    return Server(name, options, peer, directory)


@contextlib.contextmanager
def distribution(
    program: str,
    directory: Path,
    tls: Certificates | None = None,
    auth: dict | None = None,
    port: int | None = None,
    **http: object,
):
    """distribution 2.8 or 3.1 with its storage in ``directory``."""
    directory.mkdir()
    port = port or free_port()
    config = {
        "version": "0.1",
        "log": {"level": "info"},
        "storage": {"filesystem": {"rootdirectory": str(directory / "data")}, "delete": {"enabled": True}},
        "http": {"addr": f"127.0.0.1:{port}", **http},
    }
    if tls:
        config["http"]["tls"] = {"certificate": str(tls.certificate), "key": str(tls.key)}
    if auth:
        config["auth"] = auth
    (directory / "config.yml").write_text(json.dumps(config))
    with running([program, "serve", str(directory / "config.yml")], directory, port):
        yield _server(Path(program).name, port, directory, tls, *((USER, PASSWORD) if auth else ("", "")))


def htpasswd(directory: Path) -> dict:
    path = directory / "htpasswd"
    made = subprocess.run(
        ["htpasswd", "-niB", "-C", "4", USER], input=PASSWORD, text=True, capture_output=True, check=True
    )
    path.write_text(made.stdout)
    return {"htpasswd": {"realm": "test", "path": str(path)}}


@contextlib.contextmanager
def zuul_registry(directory: Path, tls: Certificates):
    """zuul-registry 1.3.0 as a site's existing intermediate registry."""
    directory.mkdir()
    port = free_port()
    config = {"registry": {
        "address": "127.0.0.1", "port": port, "public-url": f"https://127.0.0.1:{port}", "secret": "unused",
        "tls-cert": str(tls.certificate), "tls-key": str(tls.key),
        "users": [{"name": USER, "pass": PASSWORD, "access": "write"}],
        "storage": {"driver": "filesystem", "root": str(directory / "data")},
    }}  # fmt: skip
    (directory / "data").mkdir()
    (directory / "config.yaml").write_text(json.dumps(config))
    with running([ZUUL_REGISTRY, "-c", str(directory / "config.yaml"), "serve"], directory, port):
        yield _server("zuul-registry", port, directory, tls)


FRONT = """
daemon off; master_process off; pid nginx.pid; error_log stderr;
events {}
http {
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy;
  fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  map $http_authorization $reader {
    default anonymous; "Basic @BASIC@" writer; "Bearer @TOKEN@" writer; "~^Basic " stranger;
  }
  map $reader $issued { default read-only; writer @TOKEN@; }
  map "$reader $request_method" $open { default 0; "~^writer " 1; "~ (GET|HEAD)$" 1; }
  upstream storage { server @UPSTREAM@; keepalive 16; }
  server {
    listen 127.0.0.1:@PORT@ ssl;
    ssl_certificate @CERTIFICATE@; ssl_certificate_key @KEY@;
    client_max_body_size 0;
    location = /token {
      if ($reader = stranger) { return 401; }
      default_type application/json;
      return 200 '{"token":"$issued","expires_in":3600}';
    }
    location /v2/ {
      error_page 401 = @ask;
      if ($open = 0) { return 401; }
      proxy_pass http://storage; proxy_http_version 1.1;
      proxy_set_header Connection ""; proxy_set_header Authorization ""; proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-Proto https;
      proxy_request_buffering off; proxy_buffering off;
    }
    location @ask {
      default_type application/json;
      add_header WWW-Authenticate 'Bearer realm="https://$http_host/token",service="front"' always;
      return 401 '{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}';
    }
  }
}
"""


@contextlib.contextmanager
def front(directory: Path, tls: Certificates, upstream: Server):
    """nginx before a registry without authentication: everybody reads, one user writes."""
    directory.mkdir()
    port = free_port()
    values = {
        "BASIC": base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode(), "TOKEN": "write-token-5521",
        "UPSTREAM": upstream.host, "PORT": str(port),
        "CERTIFICATE": str(tls.certificate), "KEY": str(tls.key),
    }  # fmt: skip
    text = FRONT
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    (directory / "nginx.conf").write_text(text)
    argv = [NGINX, "-p", str(directory), "-e", "stderr", "-c", str(directory / "nginx.conf")]
    with running(argv, directory, port):
        yield _server("front", port, directory, tls)


__all__ = ["DISTRIBUTION_2", "DISTRIBUTION_3", "Server", "distribution", "front", "htpasswd", "zuul_registry"]
