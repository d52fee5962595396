"""The real program with a gathering of many activities, and how much memory each of its processes has."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

from kit.store import NewGathering, NewUnit, Store, open_store
from kit.store.commands import run_command
from tests.load.phones import request

HOST = "127.0.0.1"
STATEMENTS = [
    {"id": f"s{i}", "text": f"Påstand nummer {i} om hvordan vi har det hos oss"} for i in range(1, 5)
]
PHONES, DASHBOARDS, NURSERY, KERNELS = "phones' server", "dashboards' server", "kernels' nursery", "kernels"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as s:
        s.bind((HOST, 0))
        return int(s.getsockname()[1])


def own_memory(process: psutil.Process) -> float:
    """MB that this process needs: its own, and its share of what it has in common with others.

    Where the system does not tell shares: what nobody else has.
    """
    memory = process.memory_full_info()
    return float(getattr(memory, "pss", memory.uss)) / 1e6


class Kit:
    """The running program, and a gathering with one activity per burst."""

    def __init__(self, folder: Path, phones: int) -> None:
        self.port = free_port()
        self.url = f"sqlite:///{folder / 'load.db'}"
        self.store: Store = open_store(self.url)
        units = [NewUnit("Fjordgløtt barnehage", "barnehage"), NewUnit("Bjørkåsen skole", "skole")]
        new = NewGathering(
            theme=3,
            date=dt.date(2026, 11, 12),
            municipality="Fjordvik",
            units=units,
            expected=phones,
            mode="person",
        )
        self.id = self.store.create_gathering(new)
        self.activities = [f"last{i}" for i in range(8)]
        for name in self.activities:
            body = {
                "kind": "scale",
                "prompt": "Hvor trygt er det å være uenig hos oss?",
                "settings": {"statements": STATEMENTS, "steps": 5},
            }
            self.store.record(self.id, "activity", name, {**body, "minutes": 5})
        self.store.record(self.id, "agenda", "", {"items": self.activities, "start": "09:00"})
        self.code = self.store.state(self.id).code
        env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        command = [sys.executable, "-m", "kit.app", "--no-browser"]
        self.log = (folder / "server.log").open("w")
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port), "--database", self.url],
            env=env,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )

    async def ready(self) -> None:
        """Wait until the program has said that it runs."""
        for _ in range(600):
            if "Ctrl+C" in Path(self.log.name).read_text("utf-8"):
                return
            await asyncio.sleep(0.1)
        raise SystemExit(f"the program did not start:\n{Path(self.log.name).read_text('utf-8')}")

    def memory(self) -> dict[str, float]:
        """MB in each kind of process; kernels that are gone by the time they are asked do not count."""
        found = dict.fromkeys((PHONES, DASHBOARDS, NURSERY, KERNELS), 0.0)
        server = psutil.Process(self.process.pid)
        for process in [server, *server.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                found[self._kind(process)] += own_memory(process)
        return found

    def _kind(self, process: psutil.Process) -> str:
        if process.pid == self.process.pid:
            return PHONES
        command, parent = " ".join(process.cmdline()), process.parent()
        if "kit._app.backstage" in command:
            return DASHBOARDS
        below_nursery = parent is not None and "kit._app.nursery" in " ".join(parent.cmdline())
        return NURSERY if "kit._app.nursery" in command and not below_nursery else KERNELS

    def open(self, activity: str) -> float:
        """Open an activity as a dashboard would; the moment it was stored."""
        state = self.store.state(self.id)
        state = run_command(self.store, state, "go_to", "load", activity_id=activity)
        run_command(self.store, state, "open", "load")
        return time.perf_counter()

    def show(self) -> None:
        """Show the answers on the projected screen."""
        run_command(self.store, self.store.state(self.id), "show", "load")

    async def longest_block(self) -> float:
        """The longest time the phones' event loop stood still since last asked, in milliseconds."""
        _status, body, (_r, writer) = await request(HOST, self.port, "GET", "/healthz?load=1")
        writer.close()
        return float(json.loads(body)["longest_block_ms"])

    def stop(self) -> None:
        """Stop the program and its kernels."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()
        self.store.close()
