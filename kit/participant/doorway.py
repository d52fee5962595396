"""The public port: accepts connections, looks at the first line, and keeps only what is for phones.

Looking (``MSG_PEEK``) takes nothing out of the socket, so whoever gets it reads the request from its start.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

log = logging.getLogger(__name__)

BACKLOG = 2048
_ENOUGH = 512  # bytes of a first line that are looked at
_PATIENCE = 60.0  # browsers open connections ahead of need
_TOO_MANY = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
_AT_ONCE = 32


def for_phones(first: bytes, base_url: str) -> bool | None:
    """Whether a request that begins like this is ours; None while that cannot be told yet."""
    line, ended, _rest = first.partition(b"\n")
    words = line.split(b" ")
    if len(words) < 2:
        return None if not ended and len(first) < _ENOUGH and line.isalpha() else True
    path = words[1]
    if path[:7].lower() == b"http://" or path[:8].lower() == b"https://":
        path = b"/" + path.split(b"/", 3)[3] if path.count(b"/") > 2 else b"/"
    whole = bool(ended) or len(words) > 2 or len(first) >= _ENOUGH
    path = path.split(b"?")[0].rstrip(b"\r") if whole or b"?" in path else path
    base = base_url.encode()
    for name in (b"delta", b"healthz"):
        ours = base + name
        if path == ours or path.startswith(ours + b"/"):
            return True
        if not whole and ours.startswith(path):
            return None
    return False


def bound(address: str, port: int) -> socket.socket:
    """A listening socket. Raises OSError where that is not possible."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows: else two programs could share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((address, port))
        listener.listen(BACKLOG)
        listener.setblocking(False)
    except BaseException:
        listener.close()
        raise
    return listener


class Doorway:
    """Belongs to one loop. ``keep`` gets the phones' connections, ``pass_on`` all others."""

    def __init__(
        self,
        base_url: str,
        keep: Callable[[socket.socket, Any], None],
        pass_on: Callable[[socket.socket, Any], None] | None,
        full: Callable[[], bool],
    ) -> None:
        self._base_url, self._keep, self._pass_on, self._full = base_url, keep, pass_on, full
        self._loop = asyncio.get_running_loop()
        self._listeners: dict[socket.socket, bool] = {}  # listener → whether it is accepting
        self._waiting: dict[socket.socket, tuple[Any, asyncio.TimerHandle]] = {}
        self._unwell = False

    def open(self, listener: socket.socket) -> None:
        self._listeners[listener] = True
        self._loop.add_reader(listener, self._accept, listener)

    def close(self, listener: socket.socket) -> None:
        if self._listeners.pop(listener, False):
            self._loop.remove_reader(listener)
        listener.close()

    def close_all(self) -> None:
        for listener in list(self._listeners):
            self.close(listener)
        for connection in list(self._waiting):
            self._stop_waiting(connection)
            connection.close()

    def _accept(self, listener: socket.socket) -> None:
        for _turn in range(_AT_ONCE):
            if self._full():
                self._rest(listener, 0.05)
                return
            try:
                connection, address = listener.accept()
            except (BlockingIOError, InterruptedError):
                return
            except OSError as error:
                if error.errno in _TOO_MANY:
                    if not self._unwell:
                        log.warning("no more connections for now: %s", error)
                    self._unwell = True
                    self._rest(listener, 0.25)
                    return
                continue  # that one was gone again before it was accepted
            self._unwell = False
            with suppress(OSError):
                connection.setblocking(False)
                if connection.family in (socket.AF_INET, socket.AF_INET6):
                    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._look(connection, address)

    def _rest(self, listener: socket.socket, seconds: float) -> None:
        """New phones wait in the system's queue; those inside are served meanwhile."""
        self._listeners[listener] = False
        self._loop.remove_reader(listener)

        def again() -> None:
            if self._listeners.get(listener) is False:
                self.open(listener)

        self._loop.call_later(seconds, again)

    # --- whose is it

    def _look(self, connection: socket.socket, address: Any) -> None:
        if self._pass_on is None:
            self._keep(connection, address)
            return
        try:
            first = connection.recv(_ENOUGH, socket.MSG_PEEK)
        except (BlockingIOError, InterruptedError):
            self._wait(connection, address)
            return
        except OSError:
            self._drop(connection)
            return
        if not first:
            self._drop(connection)
            return
        ours = for_phones(first, self._base_url)
        if ours is None:  # a first line in pieces; the socket stays readable, so ask the clock instead
            self._stop_reading(connection)
            self._waited(connection, address)
            self._loop.call_later(0.01, self._look_again, connection, address)
            return
        self._stop_waiting(connection)
        try:
            (self._keep if ours else self._pass_on)(connection, address)
        except Exception:
            log.exception("a connection could not be handed on")
            connection.close()

    def _waited(self, connection: socket.socket, address: Any) -> None:
        if connection not in self._waiting:
            timer = self._loop.call_later(_PATIENCE, self._drop, connection)
            self._waiting[connection] = (address, timer)

    def _wait(self, connection: socket.socket, address: Any) -> None:
        self._waited(connection, address)
        self._loop.add_reader(connection, self._look, connection, address)

    def _look_again(self, connection: socket.socket, address: Any) -> None:
        if connection in self._waiting:
            self._look(connection, address)

    def _stop_reading(self, connection: socket.socket) -> None:
        if connection.fileno() >= 0:
            self._loop.remove_reader(connection)

    def _stop_waiting(self, connection: socket.socket) -> None:
        known = self._waiting.pop(connection, None)
        if known is not None:
            known[1].cancel()
            self._stop_reading(connection)

    def _drop(self, connection: socket.socket) -> None:
        self._stop_waiting(connection)
        connection.close()

    @property
    def waiting(self) -> int:
        """Connections that have not said what they want."""
        return len(self._waiting)

    def make_room(self) -> None:
        """Let go of those that have said nothing."""
        for connection in list(self._waiting):
            self._drop(connection)
