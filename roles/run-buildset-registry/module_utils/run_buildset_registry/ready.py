"""Waiting until the registry answers, and asking whether a port is free."""

from __future__ import annotations

import errno
import os
import socket
import ssl
import time

from ansible.module_utils.image_gate.node.node_error import NodeError

LOOPBACK = "127.0.0.1"


def status(host: str, port: int, cert: str, basic: str) -> int:
    """HTTP status of GET /v2/ as the writer: 200 only when front, store and password are as they must be.

    Goes to the loopback address, because a node does not always reach itself by the address that others use,
    and verifies the certificate for that address. Raises OSError (ssl.SSLError is one).
    """
    context = ssl.create_default_context(cafile=cert)
    name = f"[{host}]" if ":" in host else host
    request = f"GET /v2/ HTTP/1.0\r\nHost: {name}:{port}\r\nAuthorization: Basic {basic}\r\n\r\n"
    plain = socket.create_connection((LOOPBACK, port), timeout=10)
    with plain, context.wrap_socket(plain, server_hostname=host) as secure:
        secure.sendall(request.encode())
        words = secure.makefile("rb").readline().split()
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else 0


def wait_until_ready(host: str, port: int, cert: str, basic: str, timeout: float) -> None:
    """Ask until the registry takes the writer's password; raises NodeError after ``timeout`` seconds."""
    end = time.monotonic() + timeout
    pause = 0.05
    while True:
        try:
            code = status(host, port, cert, basic)
            if code == 200:
                return
            seen = f"it answers {code}, not 200"
        except OSError as error:
            seen = str(error)
        if time.monotonic() > end:
            raise NodeError(f"the registry on port {port} is not ready after {timeout:g} s: {seen}.")
        time.sleep(pause)
        pause = min(pause * 1.1, 1.0)


def require_free_port(port: int) -> None:
    """Raises NodeError when something on the node listens on the port already."""
    for family, address in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                probe.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise NodeError(
                    f"port {port} of this node is in use. "
                    "Set buildset_registry_port to another one, or end what listens there."
                ) from error


def has_ipv6() -> bool:
    """Whether the kernel has IPv6 at all; nginx refuses to start with a listener that it cannot have."""
    return os.path.exists("/proc/net/if_inet6")
