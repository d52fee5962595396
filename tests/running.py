"""The real program in a process of its own, and Debian's Chromium to look at it."""

from __future__ import annotations

import ctypes
import datetime as dt
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx

HOST = "127.0.0.1"
ELSEWHERE = "America/New_York"  # the zone of a machine that is set wrong
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str:
    """Where Chromium is; a missing browser is a failure with an explanation, never a skip."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert found, "Chromium is needed for these tests: apt-get install chromium"
    return found


def just_now(text: str) -> bool:
    """Whether the last clock in a text («Kopi 09.31») is Norway's, at most three minutes ago."""
    hour, minute = map(int, re.findall(r"(\d\d)\.(\d\d)", text)[-1])
    now = dt.datetime.now(ZoneInfo("Europe/Oslo"))
    return 0 <= (now.hour * 60 + now.minute - hour * 60 - minute) % (24 * 60) <= 3


def _like_anybodys() -> None:
    """From now on nothing that we start can put itself before others: as root, Chromium's pages do (nice -8)."""
    if sys.platform == "linux" and os.geteuid() == 0:
        pr_capbset_drop, cap_sys_nice = 24, 23  # linux/prctl.h, linux/capability.h
        ctypes.CDLL(None).prctl(pr_capbset_drop, cap_sys_nice, 0, 0, 0)


_like_anybodys()  # here, since Playwright's own process is started before the browser


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as s:
        s.bind((HOST, 0))
        return int(s.getsockname()[1])


def eventually(what: Callable[[], object], seconds: float = 20) -> None:
    """Wait until it is so."""
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)


class Program:
    """``fagsamling`` on a database of its own; survives being killed and started again."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.url = f"sqlite:///{folder / 'fagsamling.db'}"
        self.options = options
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def base(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def log(self) -> str:
        """What the program has printed so far."""
        return (self.folder / "program.log").read_text("utf-8", "replace")

    def start(self) -> Program:
        """Start, and wait until it answers."""
        command = [sys.executable, "-m", "kit.app", "--no-browser", "--port", str(self.port), *self.options]
        if "--demo" not in self.options:
            command += ["--database", self.url]
        with (self.folder / "program.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=subprocess.STDOUT, env=dict(os.environ), start_new_session=True
            )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log
            try:
                if httpx.get(f"{self.base}/healthz", timeout=2).status_code == 200:
                    return self
            except httpx.HTTPError:
                time.sleep(0.1)
        raise AssertionError(f"the program did not answer\n{self.log}")

    def kill(self) -> None:
        """SIGKILL, the whole group: server and kernels, as when the power goes."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def stop(self) -> None:
        """Stop as Ctrl+C does."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            finally:
                self.kill()

    def notebook(self, name: str, search: str = "") -> str:
        """The address of a dashboard."""
        return f"{self.base}/voila/render/{name}.ipynb{search}"
