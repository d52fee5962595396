"""What is behind the phones' doorway: the dashboards, in a process of their own where a socket can be sent to one.

Drawing pages and passing on kernels' messages keeps Python busy for up to a second at a time. In another process,
which gives way to this one, it holds up no phone; and when it fails, the phones do not notice.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from kit._app.voila_server import Dashboards

READY = b"ready\n"
PROCESS = [sys.executable, "-P", "-m", "kit._app.backstage"]
_SOON = 10.0  # seconds; a process that ends sooner than this is not started again at once
_LONGEST_PAUSE = 5.0
_TRIES = (0.5, 2.0)  # seconds before it is tried again
_FAREWELL = 10.0

log = logging.getLogger("fagsamling")


@dataclass(frozen=True)
class Settings:
    """What the dashboards are told before they open. ``cookie_secret`` is in hexadecimal digits."""

    notebooks: str
    token: str
    cookie_secret: str
    any_host: bool
    port: int
    environment: dict[str, str] = field(default_factory=dict)  # for kernels


class Behind(Protocol):
    """Begins to load when it is made; opens later, when the settings are known; ends with the block."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *_error: object) -> None: ...
    def open(self, settings: Settings) -> AbstractAsyncContextManager[None]:
        """Be ready for connections."""
        ...

    def adopt(self, connection: socket.socket, address: object) -> None:
        """Take over a connection from which nothing has been read; from any thread, never waiting."""
        ...


def begin(log_path: Path) -> Behind:
    """The dashboards, in the best way that this system has."""
    return OtherProcess(log_path) if hasattr(socket, "send_fds") else ThisProcess(log_path)


class OtherProcess:
    """Our end of :mod:`kit._app.backstage`, which is started again should it end.

    Connections go through a pair of sockets. This process keeps both ends, so those that come while there is nobody
    at the other one wait there. When this process is gone, however it ended, the other end closes, and what is
    behind it ends too.
    """

    def __init__(self, log_path: Path) -> None:
        self._log_path = log_path
        self._ours, self._theirs = socket.socketpair()
        self._ours.setblocking(False)
        self._ending = threading.Event()
        self._keeper: threading.Thread | None = None
        self._start()

    def _start(self) -> None:
        self._since = time.monotonic()
        with (
            self._log_path.open("ab") if self._log_path.parent.exists() else open(os.devnull, "ab") as output
        ):
            self._process = subprocess.Popen(
                [*PROCESS, str(self._theirs.fileno()), str(self._log_path)],
                pass_fds=[self._theirs.fileno()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                # Ctrl+C in the terminal is for this process, which says goodbye to the other. And Linux shares the
                # processor between sessions first, so that this one need not wait behind kernels.
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        return self

    @contextlib.asynccontextmanager
    async def open(self, settings: Settings) -> AsyncIterator[None]:
        """Raises RuntimeError where the other process cannot open, nor another one after it.

        The phones are served already; they should not lose the program to a disk that is full for a moment.
        """
        for pause in _TRIES:
            if await asyncio.to_thread(self._tell, settings):
                break
            log.error("the dashboards could not open, and ended with %s", self._process.wait())
            await asyncio.sleep(pause)
            self._start()
        else:
            if not await asyncio.to_thread(self._tell, settings):
                raise RuntimeError(f"the dashboards ended with {self._process.wait()}")
        self._keeper = threading.Thread(target=self._keep, args=(settings,), name="dashboards", daemon=True)
        self._keeper.start()
        yield

    def _tell(self, settings: Settings) -> bool:
        """Whether the process is ready with these settings; False when it has ended instead."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(OSError), self._process.stdin as pipe:
            pipe.write(json.dumps(asdict(settings)).encode())
        with self._process.stdout as answer:
            return answer.readline() == READY

    def _keep(self, settings: Settings) -> None:
        pause = 0.0
        while True:
            code = self._process.wait()
            if self._ending.is_set():
                return
            log.error("the dashboards ended with %s; they are started again", code)
            short = time.monotonic() - self._since < _SOON
            pause = min(_LONGEST_PAUSE, max(0.5, 2 * pause)) if short else 0.0
            if self._ending.wait(pause):
                return
            try:
                self._start()
                self._tell(settings)
            except OSError:  # no room for another process, say; waiting for the old one again comes back here
                log.exception("the dashboards could not be started")

    def adopt(self, connection: socket.socket, address: object) -> None:
        """Send it. With hundreds waiting already, hang up: the phones come first."""
        with connection:
            try:
                socket.send_fds(self._ours, [b"+"], [connection.fileno()])
            except BlockingIOError:
                log.warning("too many wait for the dashboards")
            except OSError:
                if not self._ending.is_set():
                    raise

    def __exit__(self, *_error: object) -> None:
        self._ending.set()
        self._ours.close()  # the word to end
        if self._keeper is None:  # it has opened nothing yet, so there is nothing to say goodbye to
            self._process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_FAREWELL)
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        if self._keeper is not None:
            self._keeper.join(_FAREWELL)
        for end in (self._process.stdin, self._process.stdout, self._theirs):
            assert end is not None
            end.close()


class ThisProcess:
    """The dashboards on the loop that opens them, beside the phones' thread."""

    def __init__(self, log_path: Path) -> None:
        from kit._app import forked

        self._log_path = log_path
        self._nursery = forked.Nursery()
        self._nursery.begin(log_path)
        forked.use(self._nursery)
        self._dashboards: Dashboards | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def __enter__(self) -> Self:
        return self

    @contextlib.asynccontextmanager
    async def open(self, settings: Settings) -> AsyncIterator[None]:
        """Raises what hinders it."""
        from kit._app.voila_server import Dashboards

        os.environ.update(settings.environment)
        self._loop, self._dashboards = asyncio.get_running_loop(), Dashboards(settings, self._log_path)
        await self._dashboards.open()
        try:
            yield
        finally:
            await self._dashboards.close()

    def adopt(self, connection: socket.socket, address: object) -> None:
        """Pass it to the other loop."""
        try:
            assert self._loop is not None
            assert self._dashboards is not None
            self._loop.call_soon_threadsafe(self._dashboards.take, connection)
        except (AssertionError, RuntimeError):  # not open yet, or just closed
            connection.close()

    def __exit__(self, *_error: object) -> None:
        self._nursery.close()
