"""The way to a registry through the proxy that the environment names (https_proxy, no_proxy)."""

from __future__ import annotations

import base64
import socket
import ssl
import urllib.parse
import urllib.request
from http.client import HTTPSConnection, responses
from typing import NamedTuple

from ansible.module_utils.image_gate.oci.bounded_response import BoundedResponse
from ansible.module_utils.image_gate.oci.errors import ProxyError, RegistryError
from ansible.module_utils.image_gate.oci.no_proxy import is_reached_directly

# What curl and Docker take for a proxy without a port.
DEFAULT_PORT = 80


class Proxy(NamedTuple):
    """An HTTP proxy, and the header that it wants of its clients (empty if it wants none)."""

    host: str
    port: int
    authorization: str

    @property
    def name(self) -> str:
        """Its address, for messages."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def proxy_of(host: str, port: int) -> Proxy | None:
    """The proxy on the way to this place by https, if any.

    Raises ``RegistryError`` for one that is spoken to by TLS or SOCKS: its account would go out in clear text.
    """
    environment = urllib.request.getproxies_environment()
    address = environment.get("https")
    bare = f"[{host}]" if ":" in host else host
    if not address or is_reached_directly(host, port, environment.get("no", "")):
        return None
    try:
        parts = urllib.parse.urlsplit(address if "://" in address else f"http://{address}")
        name, number = parts.hostname, parts.port or DEFAULT_PORT
    except ValueError:
        name = None
    if not name or parts.scheme != "http":
        detail = "https_proxy in the environment is not the address of an HTTP proxy"
        advice = "Write it as http://name:port, or name the registry in no_proxy."
        raise RegistryError(f"{bare}:{port}", "reach it through a proxy", detail=detail, advice=advice)
    return Proxy(name, number, _authorization(parts))


def _authorization(parts: urllib.parse.SplitResult) -> str:
    if parts.username is None:
        return ""
    user = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
    return "Basic " + base64.b64encode(user.encode()).decode()


class TunnelledConnection(HTTPSConnection):
    """TLS with a host to which a proxy leads (CONNECT, RFC 9110, section 9.3.6).

    The standard library has a tunnel too, but before Python 3.12 it writes IPv6 addresses without brackets.
    """

    def __init__(
        self, proxy: Proxy, host: str, port: int, context: ssl.SSLContext, timeout: float, blocksize: int
    ) -> None:
        super().__init__(host, port, context=context, timeout=timeout, blocksize=blocksize)
        self._proxy, self._tls = proxy, context

    def connect(self) -> None:
        """Connect to the proxy, have it connect to the host, and agree on TLS with the latter."""
        try:
            plain = socket.create_connection(self._proxy[:2], self.timeout)
        except OSError as error:
            reason = error.strerror or str(error)
            raise ProxyError(f"the proxy {self._proxy.name} cannot be reached: {reason}") from error
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            plain.sendall(self._request())
            answer = BoundedResponse(plain, method="CONNECT")
            answer.begin()
            if not 200 <= answer.status <= 299:
                raise ProxyError(
                    f"the proxy {self._proxy.name} answers {answer.status} {responses.get(answer.status, '')}"
                )
            plain.settimeout(self.timeout)
            self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise

    def _request(self) -> bytes:
        place = f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
        lines = [f"CONNECT {place} HTTP/1.1", f"Host: {place}"]
        if self._proxy.authorization:
            lines.append(f"Proxy-Authorization: {self._proxy.authorization}")
        return ("\r\n".join([*lines, "", ""])).encode("ascii")
