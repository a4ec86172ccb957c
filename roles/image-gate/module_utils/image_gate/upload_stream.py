"""Sending a body while listening: who refuses an upload early may read no more of it, and says why at once."""

from __future__ import annotations

import http.client
import io
import re
import select
import socket
import ssl

# Bytes that are taken of an answer that comes early.
PIECE = 64 * 1024

_WOULD_BLOCK = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
# RFC 9112, section 4; a server may send interim answers (1xx) that nobody has asked for.
_INTERIM = re.compile(rb"HTTP/1\.\d 1\d\d.*?\r\n\r\n", re.DOTALL)
_FINAL = re.compile(rb"HTTP/1\.\d [2-9]")


class Answered(Exception):
    """The other side answers before it has everything."""


class UploadStream:
    """Sends the body of one request; ``timeout`` in seconds is for every wait.

    Whether a readable connection has an answer only reading tells: with TLS 1.3 it may be a ticket. So what
    came early is kept, and ``response`` gives it to the parser.
    """

    def __init__(self, sock: socket.socket, timeout: float) -> None:
        self._socket, self._timeout, self._early = sock, timeout, b""
        self._poll = select.poll()
        self._poll.register(sock, select.POLLIN | select.POLLOUT)
        sock.setblocking(False)

    def send(self, piece: bytes | memoryview) -> None:
        """Send a piece; raises ``Answered``, ``socket.timeout``, and what sockets raise."""
        rest = memoryview(piece)
        while rest:
            ready = self._poll.poll(self._timeout * 1000)
            if not ready:
                raise socket.timeout("timed out")
            if ready[0][1] & ~select.POLLOUT:
                self._listen()
            try:
                rest = rest[self._socket.send(rest) :]
            except _WOULD_BLOCK:
                continue

    def response(self, method: str) -> http.client.HTTPResponse | None:
        """The answer that came early, read to the end of its head; None if none has begun."""
        self._socket.settimeout(self._timeout)
        if not self._early:
            return None
        response = http.client.HTTPResponse(_Begun(self._early, self._socket), method=method)
        response.begin()
        # The rest of the body was not sent, so nothing else can be on this connection.
        response.will_close = True
        return response

    def _listen(self) -> None:
        try:
            piece = self._socket.recv(PIECE)
        except _WOULD_BLOCK:
            return
        if not piece:
            raise ConnectionResetError("the other side closed the connection")
        self._early += piece
        while _INTERIM.match(self._early):
            self._early = _INTERIM.sub(b"", self._early, count=1)
        if _FINAL.match(self._early):
            raise Answered


class _Begun(io.RawIOBase):
    """A socket of which some bytes have been read already, in the form that ``HTTPResponse`` takes."""

    def __init__(self, early: bytes, sock: socket.socket) -> None:
        self._early, self._rest = early, sock.makefile("rb", buffering=0)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        if not self._early:
            return self._rest.readinto(buffer)
        piece, self._early = self._early[: len(buffer)], self._early[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._rest.close()
        super().close()
