"""The phones' server: a thread and a loop of its own, so that no dashboard can keep five hundred phones waiting."""

from __future__ import annotations

import asyncio
import logging
import selectors
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from tornado import httputil, web
from tornado.http1connection import HTTP1ServerConnection
from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream

from kit.participant.base import Base
from kit.participant.doorway import Doorway, bound
from kit.participant.limits import file_limit, raise_file_limit, room
from kit.participant.routes import NothingHere, routes
from kit.participant.service import ParticipantService
from kit.store import open_store
from kit.store.writer import Writer

log = logging.getLogger(__name__)

HandOver = Callable[[socket.socket, Any], None]
_AT_ONCE = 16
_IDLE = 30.0  # seconds that a connection is kept for the next request
_IDLE_CROWDED = 2.0


class _FewAtATime(selectors.DefaultSelector):
    """Reports some of what is ready; the rest is still ready next time.

    So five hundred answers that arrive together are worked on in slices, and no turn of the loop is long.
    """

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(timeout)[:_AT_ONCE]


class Elsewhere(Base):
    """Not ours, on a connection that is: the browser asks again on a new one, which is handed over."""

    async def on_get(self) -> None:
        self._again()

    async def on_post(self) -> None:
        self._again()

    def _again(self) -> None:
        self.set_header("Connection", "close")
        self.set_header("Location", self.request.uri or "/")
        self.set_status(307)


class _Http(HTTPServer):
    """Knows which of its connections wait for a next request, and since when."""

    def initialize(self, *args: Any, **kwargs: Any) -> None:
        super().initialize(*args, **kwargs)
        self.idle: dict[object, float] = {}

    def start_request(
        self, server_conn: object, request_conn: httputil.HTTPConnection
    ) -> httputil.HTTPMessageDelegate:
        self.idle[server_conn] = time.monotonic()
        return super().start_request(server_conn, request_conn)

    def on_close(self, server_conn: object) -> None:
        self.idle.pop(server_conn, None)
        super().on_close(server_conn)

    def count(self) -> int:
        return len(self._connections)

    def make_room(self) -> None:
        """Close connections that have been waiting for a while."""
        before = time.monotonic() - _IDLE_CROWDED
        for connection, since in list(self.idle.items()):
            assert isinstance(connection, HTTP1ServerConnection)
            if since < before and connection.stream.reading():
                connection.stream.close()

    def crowded(self, yes: bool) -> None:
        """While crowded, a connection serves one request."""
        self.conn_params.no_keep_alive = yes
        self.conn_params.header_timeout = _IDLE_CROWDED * 2 if yes else _IDLE


class PhoneServer:
    """Serves the phones' pages on the public port.

    ``hand_over(connection, address)`` gets every connection whose first request is for something
    else; nothing has been read from it. It is called in this server's thread. Without it, such a
    request is answered here with one sentence. All methods may be called from any thread.
    """

    def __init__(
        self, database: str | None = None, *, hand_over: HandOver | None = None, base_url: str = "/"
    ) -> None:
        self._database, self._hand_over = database, hand_over
        self._base_url = "/" + f"{base_url.strip('/')}/".lstrip("/")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = threading.Event()
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="phones", daemon=True)
        self._listeners: dict[str, list[socket.socket]] = {}
        self._guard = threading.Lock()
        self.service: ParticipantService

    # --- from other threads

    def start(self) -> None:
        """Begin. Raises what went wrong (``StoreError``) where that is not possible."""
        self._thread.start()
        self._ready.wait()
        if self._failed is not None:
            raise self._failed

    def listen(self, address: str, port: int) -> int:
        """Take phones in at this address too; the port. Raises OSError where it is in use."""
        listener = bound(address, port)
        with self._guard:
            self._listeners.setdefault(address, []).append(listener)
        self._do(lambda: self._doorway.open(listener))
        return int(listener.getsockname()[1])

    def unlisten(self, address: str) -> None:
        """No new phones at this address; those that are in stay."""
        with self._guard:
            gone = self._listeners.pop(address, [])

        def close() -> None:
            for listener in gone:
                self._doorway.close(listener)

        self._do(close)

    def close(self) -> None:
        """Hang up, save what is waiting, and end the thread."""
        if self._loop is not None and self._thread.is_alive():
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._end.set)
        if self._thread.ident is not None:
            self._thread.join(10)
        with self._guard:
            left = [x for listeners in self._listeners.values() for x in listeners]
            self._listeners = {}
        for listener in left:
            listener.close()

    def _do(self, work: Callable[[], None]) -> None:
        done = threading.Event()

        def doing() -> None:
            try:
                work()
            finally:
                done.set()

        assert self._loop is not None
        self._loop.call_soon_threadsafe(doing)
        done.wait(5)

    # --- in the thread

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(_FewAtATime())) as runner:
                runner.run(self._serve())
        except BaseException as error:
            if self._ready.is_set():
                log.exception("the phones' server stopped")
            self._failed = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        raise_file_limit()
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        store = open_store(self._database)
        writer = Writer(store)
        try:
            most, streams = room(file_limit())
            self.service = ParticipantService(store, writer, max_streams=streams)
            self._most = most
            self._http = _Http(
                self._application(), no_keep_alive=False, idle_connection_timeout=_IDLE, xheaders=False
            )
            self._doorway = Doorway(self._base_url, self._keep, self._hand_over, self._full)
            self.service.start()
            self._ready.set()
            await self._until_the_end()
        finally:
            self._loop = None
            await asyncio.get_running_loop().run_in_executor(None, writer.close)
            store.close()

    async def _until_the_end(self) -> None:
        minder = asyncio.create_task(self._mind_the_room())
        try:
            await self._end.wait()
        finally:
            minder.cancel()
            self._doorway.close_all()
            await self.service.stop()
            with suppress(Exception):
                await asyncio.wait_for(self._http.close_all_connections(), 2)

    def _application(self) -> web.Application:
        found = routes(self._base_url, self.service)
        given = {"service": self.service, "base_url": self._base_url}
        return web.Application(
            found,
            default_handler_class=Elsewhere if self._hand_over else NothingHere,
            default_handler_args=given,
            log_function=lambda handler: None,
        )

    def _keep(self, connection: socket.socket, address: Any) -> None:
        self._http.handle_stream(IOStream(connection), address)

    # --- room for all

    def _count(self) -> int:
        return self._http.count() + self.service.n_streams + self._doorway.waiting

    def _full(self) -> bool:
        if self._count() < self._most:
            return False
        self._doorway.make_room()
        self._http.make_room()
        return self._count() >= self._most

    async def _mind_the_room(self) -> None:
        while True:
            self._http.crowded(self._count() > 0.6 * self._most)
            await asyncio.sleep(0.25)
