"""Starts kernels as forks of the nursery where that is possible, and in the usual way elsewhere."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import time
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, cast

from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from kit._app.nursery import READY

NAME = "fagsamling-forked"
_PATIENCE = 6.0  # seconds that the first page waits for the nursery rather than start afresh
_LAUNCHER = "ipykernel_launcher"

log = logging.getLogger("fagsamling.kernels")


class Nursery:
    """Our end of the process in :mod:`kit._app.nursery`."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = False

    def begin(self, output: Path) -> None:
        """Start warming up; kernels can be asked for at once."""
        if not sys.platform.startswith("linux"):  # elsewhere libraries do not survive a fork
            return
        ours, theirs = socket.socketpair()
        single = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        command = [sys.executable, "-P", "-m", "kit._app.nursery", str(theirs.fileno())]
        with output.open("ab") as file, theirs:
            self._process = subprocess.Popen(
                command,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                env=os.environ | single,
                process_group=0,  # Ctrl+C is for the server; one session, and so one priority, with it
            )
        ours.setblocking(False)
        self._socket = ours

    async def fork(self, request: dict[str, Any], output: int) -> Forked | None:
        """A new kernel, or None where there is no nursery (any more)."""
        try:
            if self._socket is None or not await self._is_ready():
                return None
            reading, writing = os.pipe()
            try:
                line = json.dumps(request).encode() + b"\n"
                self._socket.setblocking(True)
                self._socket.settimeout(5)
                sent = socket.send_fds(self._socket, [line], [output, writing])
                self._socket.sendall(line[sent:])
                pid = int(self._socket.recv(32))
            except BaseException:
                os.close(reading)
                raise
            finally:
                os.close(writing)
                self._socket.setblocking(False)
            return Forked(pid, reading)
        except (OSError, ValueError):
            log.exception("the nursery is gone; kernels start in the usual way")
            self.close()
            return None

    async def _is_ready(self) -> bool:
        until = time.monotonic() + _PATIENCE
        loop = asyncio.get_running_loop()
        while not self._ready and self._socket is not None and time.monotonic() < until:
            try:
                said = await asyncio.wait_for(loop.sock_recv(self._socket, 64), until - time.monotonic())
            except TimeoutError:
                return False
            if said != READY:
                raise OSError("the nursery ended")
            self._ready = True
        return self._ready

    def close(self) -> None:
        """End the nursery, and with it what is left of its kernels."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(2)
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()
            self._process = None


class Forked:
    """A kernel that is not our child, looked at like one: it holds a pipe for as long as it lives."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, alive: int) -> None:
        self.pid, self.returncode = pid, None
        self._alive: int | None = alive

    def poll(self) -> int | None:
        """None while it lives."""
        if self._alive is not None:
            ended, _nothing, _no = select.select([self._alive], [], [], 0)
            if ended:
                os.close(self._alive)
                self._alive = None
        return None if self._alive is not None else 0

    def wait(self, timeout: float | None = None) -> int:
        until = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            time.sleep(0.02)
        return 0

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class ForkedProvisioner(LocalProvisioner):
    """Jupyter's way to say where kernels come from."""

    nursery: Nursery | None = None

    async def launch_kernel(self, cmd: list[str], **details: Any) -> Any:
        output: Any = details.get("stdout")
        if self.nursery is None or _LAUNCHER not in cmd or not hasattr(output, "fileno"):
            return await super().launch_kernel(cmd, **details)
        request = {
            "arguments": cmd[cmd.index(_LAUNCHER) + 1 :],
            "env": details.get("env") or dict(os.environ),
            "cwd": str(details.get("cwd") or Path.cwd()),
        }
        forked = await self.nursery.fork(request, output.fileno())
        if forked is None:
            return await super().launch_kernel(cmd, **details)
        self.process = cast(Any, forked)
        self.pid = self.pgid = forked.pid  # it leads a group of its own
        self.cwd = details.get("cwd", Path.cwd())
        return self.connection_info


def use(nursery: Nursery) -> None:
    """Let kernels whose specification names us come from this nursery."""
    ForkedProvisioner.nursery = nursery
    entry = EntryPoint(NAME, f"{__name__}:ForkedProvisioner", KernelProvisionerFactory.GROUP_NAME)
    KernelProvisionerFactory.instance().provisioners[NAME] = entry
