"""Answers whose size and time are bounded, whatever the other side sends and however slowly."""

from __future__ import annotations

import http.client
import io
import socket
import time
from typing import Any

from ansible.module_utils.image_gate.oci.pace import Pace

# Bytes of a head with all interim answers before it; http.client alone takes a hundred lines of 64 KiB, many times.
LONGEST_HEAD = 64 * 1024
# Bytes that a body may have on the wire beyond itself: the sizes of its pieces, and what is read ahead.
OVERHEAD = 1024 * 1024
# Bytes on the wire for a byte of a body that comes in pieces: those of ten bytes take fifteen. Each piece costs time.
MOST_EXPANSION = 1.5


class Wire(io.RawIOBase):
    """A socket as ``HTTPResponse`` reads from it, with the bytes that came ``early`` before the others."""

    def __init__(self, sock: socket.socket, silence: float, early: bytes = b"") -> None:
        self._socket, self._rest, self._early = sock, sock.makefile("rb", buffering=0), early
        self._pace, self._taken, self._allowed = Pace(silence), 0, float(LONGEST_HEAD)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What ``HTTPResponse`` asks a socket for."""
        return io.BufferedReader(self)

    def begin_body(self) -> None:
        """The head is complete: from now on time and bytes of the body count."""
        self._pace, self._taken, self._allowed = Pace(self._pace.silence), 0, OVERHEAD

    def got(self, count: int) -> None:
        """Tell that ``count`` bytes of the body were read."""
        self._pace.moved(count)
        self._allowed += MOST_EXPANSION * count

    def readable(self) -> bool:
        """Whether this can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` with the next bytes; raises ``socket.timeout`` and ``HTTPException`` where it is too much."""
        if self._early:
            piece, self._early = self._early[: len(buffer)], self._early[len(buffer) :]
            buffer[: len(piece)] = piece
            return len(piece)
        left = self._pace.left()
        if self._socket.gettimeout() != left:
            self._socket.settimeout(left)
        began = time.monotonic()
        count = self._rest.readinto(buffer) or 0
        self._pace.waited(time.monotonic() - began)
        self._taken += count
        if self._taken > self._allowed:
            raise http.client.HTTPException("its answer is longer than it may be")
        return count

    def close(self) -> None:
        """Close the reading end."""
        self._rest.close()
        super().close()


class BoundedResponse(http.client.HTTPResponse):
    """An answer that ends within bounds; its head may have begun with ``early``.

    The time to wait for bytes is the one that ``sock`` has when this is made.
    """

    def __init__(
        self,
        sock: socket.socket,
        debuglevel: int = 0,
        method: str | None = None,
        url: str | None = None,
        *,
        early: bytes = b"",
    ) -> None:
        self.wire = Wire(sock, sock.gettimeout() or 0.0, early)
        super().__init__(self.wire, debuglevel, method, url)  # type: ignore[arg-type]

    def begin(self) -> None:
        """Read the head."""
        super().begin()
        if self.length == 0:
            # No body follows a HEAD or a 204, whatever their heads say of pieces (RFC 9112, section 6.3).
            self.chunked = False
        self.wire.begin_body()

    def _read_status(self) -> tuple[str, int, str]:
        # http.client takes 100 alone for an interim answer; no client asks for 101 here (RFC 9110, section 15.2).
        version, status, reason = super()._read_status()  # type: ignore[misc]
        while 102 <= status <= 199:
            http.client.parse_headers(self.fp)
            version, status, reason = super()._read_status()  # type: ignore[misc]
        return version, status, reason

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` with the next bytes of the body."""
        count = super().readinto(buffer)
        self.wire.got(count)
        return count
