"""HTTP connections to one registry and the hosts it refers to: TLS, timeouts, keep-alive, request counts."""

from __future__ import annotations

import functools
import http.client
import re
import select
import ssl
import threading
import urllib.parse
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any, Callable, Mapping, NamedTuple, Union

from ansible.module_utils.image_gate.oci.bounded_response import BoundedResponse
from ansible.module_utils.image_gate.oci.certs_d import Certificates
from ansible.module_utils.image_gate.oci.proxy import TunnelledConnection, proxy_of
from ansible.module_utils.image_gate.oci.upload_stream import Answered, UploadStream

# Bytes that are read and sent at a time: few calls, and still little memory for many streams.
PIECE = 256 * 1024
# Bytes of an answer that are read at a time where it is collected in memory.
SMALL_PIECE = 64 * 1024

USER_AGENT = "image-gate"

REDIRECTS = (301, 302, 303, 307, 308)
MOST_REDIRECTS = 5

# A name or an address, as urllib gives it: without brackets, and without anything that a message could not show.
_HOST = re.compile(r"[A-Za-z0-9._:-]+")

Send = Callable[[Any], None]
Body = Union[None, bytes, Callable[[Send], None]]

# What a connection raises that the other side has closed.
CLOSED = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError, ssl.SSLEOFError)

# What OpenSSL reads (RFC 7468); between the certificates of a bundle may stand anything, in any encoding.
_CERTIFICATE = re.compile(
    r"-----BEGIN ((?:X509 |TRUSTED )?CERTIFICATE)-----[\x00-\x7f]*?-----END \1-----", re.ASCII
)


@dataclass(frozen=True)
class Timeouts:
    """Seconds to wait for a connection, and for the other side to take or give the next bytes (see ``Pace``).

    A registry may be silent for minutes at the end of an upload, while it moves a large blob to its place.
    """

    connect: float = 30.0
    read: float = 300.0


class Origin(NamedTuple):
    """The host that a request goes to; credentials of one origin are never sent to another."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _default_port(self.scheme) else f"{host}:{self.port}"


def origin_of(url: str) -> Origin:
    """The origin of an absolute http or https URL; ``ValueError`` for anything else."""
    try:
        parts = urllib.parse.urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        # The words of the standard library quote the address, and with it an account that it may hold.
        host, port = None, None
    if not host or not _HOST.fullmatch(host) or parts.scheme not in ("http", "https"):
        raise ValueError("not an http or https address")
    return Origin(parts.scheme, host.lower(), port or _default_port(parts.scheme))


def target_of(url: str) -> str:
    """Path and query of a URL, as they stand in a request line."""
    parts = urllib.parse.urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _default_port(scheme: str) -> int:
    return 443 if scheme == "https" else 80


@functools.lru_cache(maxsize=None)
def tls_context(
    cert: str, authorities: tuple[str, ...] = (), client: tuple[str, str] | None = None
) -> ssl.SSLContext:
    """The system's authorities, those in ``cert`` (PEM, may be empty) and those in the files ``authorities``.

    ``client`` are the files of a certificate to show, and of its key. ``ValueError`` names what is not PEM or not
    readable.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    texts = {"cert": cert} if cert.strip() else {}
    # As for skopeo, a file without a certificate counts for nothing.
    texts.update((path, text) for path, text in map(_read, authorities) if _CERTIFICATE.search(text))
    if texts:
        # Python 3.13 refuses certificates without key identifiers, which many private authorities issue.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    for name, text in texts.items():
        blocks = "\n".join(found.group() for found in _CERTIFICATE.finditer(text))
        try:
            context.load_verify_locations(cadata=blocks)
        except (ssl.SSLError, ValueError):
            raise ValueError(f"{name} is not a certificate in PEM form") from None
    if client:
        try:
            # Without the function, OpenSSL would ask a terminal for the password of a key.
            context.load_cert_chain(*client, password=_no_password)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise ValueError(f"{client[0]} with {client[1]} cannot be used: {reason}") from None
    return context


def _read(path: str) -> tuple[str, str]:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return path, file.read()
    except FileNotFoundError:
        # A link that leads nowhere; skopeo goes on as well.
        return path, ""
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from None


def _no_password() -> str:
    raise ValueError("the key has a password")


class Response:
    """An answer whose body is still on the wire; read to the end, then closed, it keeps the connection."""

    def __init__(
        self, raw: http.client.HTTPResponse, connection: http.client.HTTPConnection, keep: Callable[[], None]
    ) -> None:
        self._raw, self._connection, self._keep = raw, connection, keep
        self.status = raw.status
        self.headers = raw.headers
        # The address that this is the answer of, after redirects.
        self.url = ""

    def read(self, limit: int) -> bytes:
        """At most ``limit`` bytes of the body.

        In pieces, because before Python 3.10 ``HTTPResponse.read`` takes memory for the whole limit.
        """
        body, buffer = bytearray(), memoryview(bytearray(min(limit, SMALL_PIECE)))
        while len(body) < limit:
            length = self._raw.readinto(buffer[: limit - len(body)])
            if not length:
                break
            body += buffer[:length]
        return bytes(body)

    def readinto(self, buffer: memoryview) -> int:
        """Fill ``buffer`` as far as the next piece reaches; 0 at the end of the body."""
        return self._raw.readinto(buffer)

    def close(self) -> None:
        """Give the connection back, or drop it where unread bytes are left on it."""
        if self._raw.isclosed() and not self._raw.will_close:
            self._keep()
        else:
            self._connection.close()


class Connections:
    """Connections that one registry's requests share; safe for several threads.

    What the machine ``held`` for the registry counts besides ``cert``; its client certificate is shown to ``own``, the
    registry itself, alone. Raises ``ValueError`` for what is not PEM.
    """

    def __init__(self, cert: str, timeouts: Timeouts, own: Origin, held: Certificates) -> None:
        self._tls, self._timeouts, self._own = tls_context(cert, held.authorities), timeouts, own
        client = held.clients[0] if held.clients else None
        self._own_tls = tls_context(cert, held.authorities, client)
        self._idle: dict[Origin, list[http.client.HTTPConnection]] = defaultdict(list)
        self._lock = threading.Lock()
        self.requests: Counter[str] = Counter()

    def exchange(
        self, origin: Origin, method: str, target: str, headers: Mapping[str, str], body: Body
    ) -> Response:
        """Send one request and read the head of its answer; raises what sockets and ``http.client`` raise.

        A kept connection that turns out to be closed is replaced silently, unless ``body`` streams: what it
        took from its source is gone.
        """
        while True:
            connection, kept = self._take(origin)
            headers = {"User-Agent": USER_AGENT, **headers}
            with self._lock:
                self.requests[str(origin)] += 1
            try:
                connection.sock.settimeout(self._timeouts.read)
                if callable(body):
                    raw = _upload(connection, method, target, headers, body, self._timeouts.read)
                else:
                    connection.request(method, target, body=body, headers=headers)
                    raw = connection.getresponse()
            except BaseException as error:
                connection.close()
                if kept and isinstance(error, CLOSED) and not callable(body):
                    continue
                raise
            return Response(raw, connection, functools.partial(self._give, origin, connection))

    def close(self) -> None:
        """Close all idle connections."""
        with self._lock:
            for connections in self._idle.values():
                while connections:
                    connections.pop().close()

    def _take(self, origin: Origin) -> tuple[http.client.HTTPConnection, bool]:
        with self._lock:
            while self._idle[origin]:
                kept = self._idle[origin].pop()
                if _is_open(kept.sock):
                    return kept, True
                kept.close()
        connection = self._new(origin)
        connection.response_class = BoundedResponse
        connection.connect()
        return connection, False

    def _give(self, origin: Origin, connection: http.client.HTTPConnection) -> None:
        with self._lock:
            self._idle[origin].append(connection)

    def _new(self, origin: Origin) -> http.client.HTTPConnection:
        options: dict[str, Any] = {"timeout": self._timeouts.connect, "blocksize": PIECE}
        if origin.scheme == "http":
            return http.client.HTTPConnection(origin.host, origin.port, **options)
        options["context"] = self._own_tls if origin == self._own else self._tls
        proxy = proxy_of(origin.host, origin.port)
        if proxy is None:
            return http.client.HTTPSConnection(origin.host, origin.port, **options)
        return TunnelledConnection(proxy, origin.host, origin.port, **options)


def _is_open(sock: Any) -> bool:
    """Whether nothing has come on a connection that nobody waits on: the other side closes it, or says what nobody asked."""
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return not poll.poll(0)


def _upload(
    connection: http.client.HTTPConnection,
    method: str,
    target: str,
    headers: Mapping[str, str],
    body: Callable[[Send], None],
    timeout: float,
) -> http.client.HTTPResponse:
    connection.putrequest(method, target, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    stream = UploadStream(connection.sock, timeout)
    try:
        body(stream.send)
    except Answered:
        pass
    except CLOSED:
        # A server may refuse an upload before it has read everything; its reason is worth more.
        try:
            return stream.response(method) or connection.getresponse()
        except (http.client.HTTPException, OSError):
            pass
        raise
    return stream.response(method) or connection.getresponse()
