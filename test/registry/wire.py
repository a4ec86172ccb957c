"""A server that speaks bytes instead of HTTP: what it sends is up to the test."""

import contextlib
import socket
import threading
from typing import Callable


class Talk:
    """One connection: read a request, say anything."""

    def __init__(self, connection: socket.socket, ended: threading.Event) -> None:
        self._connection, self.ended = connection, ended

    def request(self) -> bytes:
        """The head of the next request; empty when the other side is gone."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            piece = self._connection.recv(1)
            if not piece:
                return b""
            head += piece
        return head

    def take(self, count: int) -> bytes:
        return self._connection.recv(count)

    def say(self, *pieces: bytes, pause: float = 0.0) -> None:
        for piece in pieces:
            self._connection.sendall(piece)
            if pause and self.ended.wait(pause):
                return

    def forever(self, piece: bytes, pause: float = 0.0) -> None:
        while not self.ended.is_set():
            self.say(piece, pause=pause)


@contextlib.contextmanager
def talking(script: Callable[[Talk], None]):
    """Run ``script`` for every connection; gives ``host:port``."""
    ended = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def serve(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            script(Talk(connection, ended))

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        ended.set()
        listener.close()
