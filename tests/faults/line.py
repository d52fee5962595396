"""The network between a room and its server, as a line that can be cut, go dead, or lose what the server says."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Literal

from tests.running import HOST

Mode = Literal["open", "cut", "dead", "deaf"]


class Line:
    """Forwards a port of ``host`` (another loopback address is another host to a browser) to one of this machine.

    ``cut`` hangs up on everyone and takes no call; ``dead`` takes calls, and nothing comes through
    (TCP notices nothing); ``deaf`` carries what is said to the server, and loses its answers.
    """

    def __init__(self, behind: int, host: str = HOST) -> None:
        self.host, self.behind = host, behind
        self.port = 0
        self.mode: Mode = "open"
        self._flows = asyncio.Event()
        self._flows.set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._calls: set[asyncio.Task[None]] = set()  # the loop itself holds on to no task
        self._server: asyncio.Server | None = None

    async def open(self) -> Line:
        self._server = await asyncio.start_server(self._called, self.host, 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def set(self, mode: Mode) -> None:
        self.mode = mode
        if mode == "dead":
            self._flows.clear()
        else:
            self._flows.set()
        if mode == "cut":
            self.hang_up()

    def hang_up(self) -> None:
        """Every connection breaks."""
        for writer in list(self._writers):
            with suppress(Exception):
                writer.transport.abort()

    async def close(self) -> None:
        self.set("cut")
        if self._server:
            self._server.close()
        for call in self._calls:
            call.cancel()
        await asyncio.gather(*self._calls, return_exceptions=True)

    def _called(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        call = asyncio.get_running_loop().create_task(self._call(reader, writer))
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)

    async def _call(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        inner: asyncio.StreamWriter | None = None
        ways: list[asyncio.Task[None]] = []
        try:
            if self.mode == "cut":
                return
            await self._flows.wait()
            answers, inner = await asyncio.open_connection(HOST, self.behind)
            self._writers.add(inner)
            ways = [
                asyncio.create_task(self._carry(reader, inner, from_server=False)),
                asyncio.create_task(self._carry(answers, writer, from_server=True)),
            ]
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        except OSError:
            pass  # nobody behind: the call is not taken
        finally:
            for end in (writer, inner):
                if end is not None:
                    self._writers.discard(end)
                    with suppress(Exception):
                        end.transport.abort()
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, from_server: bool
    ) -> None:
        lost = False
        with suppress(OSError):
            while data := await reader.read(65536):
                await self._flows.wait()
                lost = lost or (from_server and self.mode == "deaf")
                if lost:  # the rest would be nonsense without it
                    continue
                writer.write(data)
                await writer.drain()
