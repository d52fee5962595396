"""Event streams: one open connection per phone, kept as small as it can be.

The HTTP machinery lets go of the connection once the headers are out; what stays is a socket
with a small buffer. The same bytes go to all, a few phones at a time, so that answers get
their turn on the loop in between.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterable
from contextlib import suppress

from tornado.iostream import IOStream, StreamBufferFullError, StreamClosedError

HEAD = (
    b"HTTP/1.1 200 OK\r\n"
    b"Content-Type: text/event-stream; charset=utf-8\r\n"
    b"Cache-Control: no-cache, no-transform\r\n"
    b"X-Accel-Buffering: no\r\n"
    b"X-Content-Type-Options: nosniff\r\n"
    b"Connection: close\r\n\r\n"
)
RETRY = b"retry: 2000\n\n"
BEAT = b"event: beat\ndata: 1\n\n"
_BACKLOG = 512 * 1024  # a phone that is this far behind reconnects instead
_AT_ONCE = 20


class Stream:
    """One phone that listens."""

    __slots__ = ("_stream", "key", "language", "seen")

    def __init__(self, stream: IOStream, closed: Callable[[Stream], None]) -> None:
        self._stream = stream
        self.seen = ""  # id of the last view it was sent
        self.key = ""  # which form it has
        self.language = ""
        stream.max_buffer_size = 4096  # it has nothing more to say
        stream.max_write_buffer_size = _BACKLOG
        _notice_the_vanished(stream)
        stream.set_close_callback(lambda: closed(self))

    def send(self, chunk: bytes) -> None:
        """Write without waiting; a phone that cannot keep up is let go."""
        try:
            future = self._stream.write(chunk)
        except StreamClosedError:
            return
        except StreamBufferFullError:
            self._stream.close()
            return
        future.add_done_callback(lambda f: f.exception())

    def close(self) -> None:
        self._stream.close()


def _notice_the_vanished(stream: IOStream) -> None:
    """A phone that left without a word is noticed after a minute, not after a quarter of an hour."""
    connection = getattr(stream, "socket", None)
    if connection is None:
        return
    with suppress(OSError):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 60_000)


async def send_to_all(streams: Iterable[Stream], chunk: Callable[[Stream], bytes | None]) -> None:
    """Send each stream its chunk (None: nothing), letting others have the loop in between."""
    for n, stream in enumerate(list(streams), 1):
        data = chunk(stream)
        if data is not None:
            stream.send(data)
        if n % _AT_ONCE == 0:
            await asyncio.sleep(0)
