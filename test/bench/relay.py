"""What lies between a client and a registry: a long way, or a registry that thinks before it answers.

Usage: relay.py way LISTEN TARGET SECONDS, or relay.py think LISTEN SECONDS.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys

PIECE = 256 * 1024


async def way(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float) -> None:
    """Pass bytes on, each piece ``delay`` seconds after it came: what is on the way does not hold up what follows."""
    pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=1024)
    clock = asyncio.get_running_loop().time

    async def take() -> None:
        while True:
            piece = await reader.read(PIECE)
            await pieces.put((clock() + delay, piece))
            if not piece:
                return

    taking = asyncio.create_task(take())
    try:
        while True:
            due, piece = await pieces.get()
            await asyncio.sleep(max(due - clock(), 0))
            if not piece:
                writer.write_eof()
                return
            writer.write(piece)
            await writer.drain()
    finally:
        taking.cancel()


async def both_ways(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: int, delay: float
) -> None:
    """One connection, with the same delay in both directions."""
    with contextlib.suppress(OSError):
        there, back = await asyncio.open_connection("127.0.0.1", target)
        with contextlib.closing(writer), contextlib.closing(back):
            await asyncio.gather(way(reader, back, delay), way(there, writer, delay))


async def think(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float) -> None:
    """Answer each request after ``delay`` seconds: nginx asks here before it passes a request on."""
    with contextlib.suppress(OSError, asyncio.IncompleteReadError), contextlib.closing(writer):
        while True:
            await reader.readuntil(b"\r\n\r\n")
            await asyncio.sleep(delay)
            writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")


async def serve(kind: str, listen: str, *rest: str) -> None:
    """Serve until the end of the process."""
    delay = float(rest[-1])

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if kind == "way":
            await both_ways(reader, writer, int(rest[0]), delay)
        else:
            await think(reader, writer, delay)

    server = await asyncio.start_server(client, "127.0.0.1", int(listen), limit=PIECE)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
