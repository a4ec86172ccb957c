"""Sending a body while listening: who refuses an upload early may read no more of it, and says why at once."""

from __future__ import annotations

import http.client
import re
import select
import socket
import ssl
import time

from ansible.module_utils.image_gate.oci.bounded_response import LONGEST_HEAD, BoundedResponse
from ansible.module_utils.image_gate.oci.pace import Pace

# Bytes that are taken of an answer that comes early.
PIECE = 16 * 1024

_WOULD_BLOCK = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
# RFC 9112, section 4; a server may send interim answers (1xx) that nobody has asked for.
_BEGIN = b"HTTP/1."
_INTERIM = re.compile(rb"HTTP/1\.\d 1\d\d")
_FINAL = re.compile(rb"HTTP/1\.\d [2-9]")
_END = b"\r\n\r\n"


class Answered(Exception):
    """The other side answers before it has everything."""


class UploadStream:
    """Sends the body of one request; ``timeout`` in seconds is for every wait, and ``Pace`` for all of them.

    Whether a readable connection has an answer only reading tells: with TLS 1.3 it may be a ticket. So what
    came early is kept, and ``response`` gives it to the parser.
    """

    def __init__(self, sock: socket.socket, timeout: float) -> None:
        self._socket, self._timeout, self._early, self._heard = sock, timeout, bytearray(), 0
        self._pace = Pace(timeout)
        self._poll = select.poll()
        self._poll.register(sock, select.POLLIN | select.POLLOUT)
        sock.setblocking(False)

    def send(self, piece: bytes | memoryview) -> None:
        """Send a piece; raises ``Answered``, ``socket.timeout``, ``HTTPException``, and what sockets raise."""
        rest = memoryview(piece)
        while rest:
            began = time.monotonic()
            try:
                ready = self._poll.poll(self._pace.left() * 1000)
                if not ready:
                    raise socket.timeout("timed out")
                if ready[0][1] & ~select.POLLOUT:
                    self._listen()
                count = self._socket.send(rest)
            except _WOULD_BLOCK:
                continue
            finally:
                # All of it, not the waiting alone: TLS may have much to say that is no byte for us.
                self._pace.waited(time.monotonic() - began)
            self._pace.moved(count)
            rest = rest[count:]

    def response(self, method: str) -> http.client.HTTPResponse | None:
        """The answer that came early, read to the end of its head; None if none has begun."""
        self._socket.settimeout(self._timeout)
        if not self._early:
            return None
        response = BoundedResponse(self._socket, method=method, early=bytes(self._early))
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
        # What came before may end in a part of the mark.
        begin = max(0, len(self._early) - len(_END))
        self._early += piece
        self._heard += len(piece)
        while _INTERIM.match(self._early):
            end = self._early.find(_END, begin)
            if end < 0:
                break
            del self._early[: end + len(_END)]
            begin = 0
        if _FINAL.match(self._early):
            raise Answered
        if not self._early.startswith(_BEGIN[: len(self._early)]) or self._heard > LONGEST_HEAD:
            raise http.client.HTTPException("it sends something that is no answer")
