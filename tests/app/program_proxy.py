"""A small reverse proxy as hubs have one: adds forwarded headers, one request per connection, WebSockets too."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress


async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    with suppress(OSError):
        writer.close()


async def serve(here: int, there: int) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            behind, onwards = await asyncio.open_connection("127.0.0.1", there)
        except (OSError, asyncio.IncompleteReadError):
            writer.close()
            return
        lines = head.split(b"\r\n")[:-2]
        upgrade = any(line.lower().startswith(b"upgrade:") for line in lines)
        if not upgrade:
            lines = [line for line in lines if not line.lower().startswith(b"connection:")]
            lines.append(b"Connection: close")
        lines += [
            b"X-Forwarded-For: 203.0.113.7",
            b"X-Forwarded-Host: localhost:%d" % here,
            b"X-Forwarded-Proto: http",
        ]
        onwards.write(b"\r\n".join(lines) + b"\r\n\r\n")
        await asyncio.gather(pour(reader, onwards), pour(behind, writer))

    server = await asyncio.start_server(handle, "127.0.0.1", here)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
