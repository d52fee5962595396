"""A small reverse proxy as hubs have one: adds forwarded headers, one request per connection, WebSockets too.

Arguments: port in front, port behind, and where wanted the name that people use and the only path that is let through.
"""

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


async def serve(here: int, there: int, name: str, prefix: str) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.split(b" ")[1].startswith(prefix.encode()):
                writer.write(b"HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 3\r\n\r\nhub")
                raise OSError("not for the server")
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
            b"X-Forwarded-Host: " + name.encode(),
            b"X-Forwarded-Proto: http",
        ]
        onwards.write(b"\r\n".join(lines) + b"\r\n\r\n")
        await asyncio.gather(pour(reader, onwards), pour(behind, writer))

    server = await asyncio.start_server(handle, "127.0.0.1", here)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    port, name, prefix = int(sys.argv[1]), f"localhost:{sys.argv[1]}", "/"
    if len(sys.argv) > 3:
        name, prefix = sys.argv[3:5]
    asyncio.run(serve(port, int(sys.argv[2]), name, prefix))
