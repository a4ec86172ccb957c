"""Drops the first connections to a registry: flaky.py PORT REGISTRY_PORT DROPS (all on 10.99.0.1)."""

import asyncio
import sys

HOST = "10.99.0.1"


async def pipe(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


async def main(port, target, drops):
    left = drops

    async def serve(reader, writer):
        nonlocal left
        if left > 0:
            left -= 1
            writer.transport.abort()
            return
        to_reader, to_writer = await asyncio.open_connection(HOST, target)
        await asyncio.gather(pipe(reader, to_writer), pipe(to_reader, writer))

    server = await asyncio.start_server(serve, HOST, port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
