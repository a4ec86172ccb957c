"""Under which conditions is measured: on loopback, over a long way, and with a registry that thinks."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Iterator, NamedTuple

import processes
from certificates import Certificates

RELAY = str(Path(__file__).with_name("relay.py"))
ROUND_TRIP = 0.010  # seconds
THINKING = 0.2  # seconds for each request

FRONT = """
user root;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/x; uwsgi_temp_path {folder}/x; scgi_temp_path {folder}/x;
  upstream store {{ server 127.0.0.1:{store}; keepalive 64; }}
  server {{
    listen 127.0.0.1:{listen} ssl;
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    keepalive_requests 100000;
    client_max_body_size 0;
    proxy_http_version 1.1;
    proxy_request_buffering off;
    proxy_buffering off;
    location / {{
      auth_request /think;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_pass https://store;
    }}
    location = /think {{
      internal;
      proxy_pass_request_body off;
      proxy_set_header Content-Length "";
      proxy_pass http://127.0.0.1:{thinker};
    }}
  }}
}}
"""


class Condition(NamedTuple):
    """A name for tables, and what it means; how many times less often it is measured."""

    name: str
    words: str
    slower: int = 1


CONDITIONS = (
    Condition("direct", "on loopback"),
    Condition("way", f"{ROUND_TRIP * 1000:.0f} ms round trip to both registries"),
    Condition("thinks", f"a target that takes {THINKING} s for each request", slower=3),
)


class Ports(NamedTuple):
    """Where clients reach source and target; both keep their ports over all runs."""

    source: int
    target: int


@contextlib.contextmanager
def reached(condition: Condition, ports: Ports, folder: Path, tls: Certificates) -> Iterator[Ports]:
    """The ports under a condition; what is between ends with the block."""
    folder.mkdir()
    with contextlib.ExitStack() as stack:

        def relay(kind: str, *words: object) -> int:
            port = processes.free_port()
            own = folder / f"{kind}-{port}"
            own.mkdir()
            argv = [sys.executable, RELAY, kind, str(port), *map(str, words)]
            stack.enter_context(processes.running(argv, own, ("127.0.0.1", port)))
            return port

        if condition.name == "way":
            yield Ports(*(relay("way", port, ROUND_TRIP / 2) for port in ports))
        elif condition.name == "thinks":
            listen = processes.free_port()
            text = FRONT.format(
                folder=folder, store=ports.target, listen=listen, thinker=relay("think", THINKING),
                certificate=tls.certificate, key=tls.key,
            )  # fmt: skip
            (folder / "nginx.conf").write_text(text)
            argv = [processes.NGINX, "-e", "stderr", "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
            stack.enter_context(processes.running(argv, folder, ("127.0.0.1", listen)))
            yield Ports(ports.source, listen)
        else:
            yield ports
