"""The process of the dashboards: Voilà, and what its kernels are forked from. The phones' process starts it.

Run as a module it is that process. Arguments: the number of a socket on which connections come, and the file to log to.
Its settings come on standard input as JSON, and it says when it is ready. When the socket closes it ends, with all its
kernels, whatever became of the process that held the other end.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from kit._app import lean, logs
from kit._app.behind import READY, Settings

if TYPE_CHECKING:
    from kit._app.voila_server import Dashboards

_NICE = 5  # a page that comes later is better than a phone that waits
_SESSION = Path("/proc/self/autogroup")  # how nice a whole session is, where Linux shares between sessions
_FAREWELL = 8.0


def main(connections: socket.socket, log_path: Path) -> None:
    """Serve until the socket closes."""
    for number in (signal.SIGINT, signal.SIGTERM):  # whoever started us says when it is over
        signal.signal(number, signal.SIG_IGN)
    connections.set_inheritable(False)
    _give_way()
    logs.share(log_path)
    lean.keep_out()
    from kit._app import forked
    from kit.participant.limits import raise_file_limit

    raise_file_limit()
    nursery = forked.Nursery()
    try:
        nursery.begin(log_path)
        forked.use(nursery)
        from kit._app.voila_server import Dashboards

        told = sys.stdin.buffer.read()
        if told:  # else it was over before it began
            settings = Settings(**json.loads(told))
            os.environ.update(settings.environment)
            asyncio.run(serve(Dashboards(settings, log_path), connections))
    finally:
        nursery.close()


def _give_way() -> None:
    """The phones' process first, and whatever else runs on this machine."""
    with contextlib.suppress(OSError):
        os.nice(_NICE)
    with contextlib.suppress(OSError):
        _SESSION.write_text(str(_NICE))


async def serve(dashboards: Dashboards, connections: socket.socket) -> None:
    """Open, and take connections until there can be no more."""
    loop, over = asyncio.get_running_loop(), asyncio.Event()

    def take() -> None:
        try:
            word, files, _flags, _address = socket.recv_fds(connections, 1, 1)
        except (BlockingIOError, InterruptedError):
            return
        for file in files:
            dashboards.take(socket.socket(fileno=file))
        if not word:
            loop.remove_reader(connections)
            over.set()

    await dashboards.open()
    connections.setblocking(False)
    loop.add_reader(connections, take)
    _say_ready()
    await over.wait()
    late = threading.Timer(_FAREWELL, os._exit, [1])
    late.daemon = True
    late.start()
    await dashboards.close()


def _say_ready() -> None:
    with contextlib.suppress(OSError):
        os.write(1, READY)
    os.dup2(2, 1)  # what is printed after this is for the log


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2]))
