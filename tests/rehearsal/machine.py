"""The machine that Binder lends out: the server with its token, 1 GB of memory, and the hub's proxy in front."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from tests.rehearsal.image import Image
from tests.running import free_port

HOST = "hub.binder.example"  # the browser is told where that is; scripts knock on 127.0.0.1
BASE = "/user/x-y-123/"
TOKEN = "noekkel-fra-binder"
GB = 1 << 30
QUIET = 10  # seconds; the hub has 600, and stops also what somebody has open but does nothing
_PROXY = Path(__file__).parents[1] / "app/program_proxy.py"


@dataclass
class Memory(threading.Thread):
    """Looks at what the server and all it started have in memory together, and remembers the most.

    In bytes, what several processes share counted once (PSS).
    """

    pid: int
    most: int = 0
    parts: dict[str, int] = field(default_factory=dict)  # when it was at its most: name → bytes

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self._end = threading.Event()

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        while not self._end.wait(0.4):
            self.look()

    def look(self) -> int:
        parts: dict[str, int] = {}
        with contextlib.suppress(psutil.NoSuchProcess):
            server = psutil.Process(self.pid)
            for process in [server, *server.children(recursive=True)]:
                with contextlib.suppress(psutil.NoSuchProcess, OSError):
                    parts[_name(process, server)] = _pss(process.pid)
        now = sum(parts.values())
        if now > self.most:
            self.most, self.parts = now, parts
        return now

    def close(self) -> None:
        self._end.set()
        self.join(5)

    def __str__(self) -> str:
        each = ", ".join(f"{name} {size >> 20}" for name, size in self.parts.items())
        return f"{self.most >> 20} MB at most ({each})"


def _name(process: psutil.Process, server: psutil.Process) -> str:
    if process.pid == server.pid:
        return "server"
    return f"{'kernels come from' if process.ppid() == server.pid else 'dashboard'} {process.pid}"


def _pss(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:"))


class ControlGroup:
    """A limit on memory that the system itself keeps, where we may set one: past it processes are killed."""

    def __init__(self, limit: int) -> None:
        self.path: Path | None = None
        root = Path("/sys/fs/cgroup")
        old = (root / "memory").is_dir()
        path = (root / "memory" if old else root) / f"fagsamling-rehearsal-{os.getpid()}"
        with contextlib.suppress(OSError):
            path.mkdir()
            self.path = path
            (path / ("memory.limit_in_bytes" if old else "memory.max")).write_text(str(limit))

    def __bool__(self) -> bool:
        return self.path is not None

    def take_me(self) -> None:
        """Called in the new process, before it becomes the server."""
        if self.path is not None:
            with contextlib.suppress(OSError):
                (self.path / "cgroup.procs").write_text(str(os.getpid()))

    def close(self) -> None:
        for _ in range(50):
            if self.path is None:
                return
            try:
                self.path.rmdir()
            except FileNotFoundError:
                return
            except OSError:  # somebody is still on the way out
                time.sleep(0.1)


@dataclass(frozen=True)
class Machine:
    """``home`` is the address as people see it."""

    image: Image
    process: subprocess.Popen[bytes]
    port: int
    memory: Memory
    limited: bool
    log: Path

    @property
    def home(self) -> str:
        return f"http://{HOST}:{self.port}{BASE}"

    @property
    def database(self) -> Path:
        return self.image.repo / ".fagsamling/fagsamling.db"

    def badge(self, urlpath: str) -> str:
        """Where Binder sends the browser when somebody has pressed a badge."""
        return f"{self.home}{urlpath}{'&' if '?' in urlpath else '?'}token={TOKEN}"

    def ask(self, method: str, path: str, **more: object) -> httpx.Response:
        """One request from outside, without a token and without a cookie, through the hub's proxy."""
        headers = {"Host": f"{HOST}:{self.port}", **dict(more.pop("headers", {}))}  # type: ignore[call-overload]
        address = f"http://127.0.0.1:{self.port}{BASE}{path}"
        return httpx.request(method, address, headers=headers, timeout=20, **more)  # type: ignore[arg-type]

    def last_active(self) -> dt.datetime:
        """When the server was last used, as it tells those who decide whether to stop it."""
        owner = {"Authorization": f"token {TOKEN}"}
        found = self.ask("GET", "api/status?no_track_activity=1", headers=owner).json()
        return dt.datetime.fromisoformat(found["last_activity"])

    def children(self) -> list[psutil.Process]:
        """The dashboards' kernels."""
        server = psutil.Process(self.process.pid)
        return [p for p in server.children(recursive=True) if p.ppid() != server.pid]


@contextlib.contextmanager
def started(image: Image) -> Iterator[Machine]:
    """As Binder starts it: JupyterLab's server, below a prefix, with the hub's own settings."""
    behind, front = free_port(), free_port()
    group = ControlGroup(GB)
    log = image.repo.parent / "log"
    clean = {
        k: v for k, v in os.environ.items() if not k.startswith(("FAGSAMLING", "JUPYTER", "XDG", "PYTHON"))
    }
    environment = {
        **clean,
        "HOME": str(image.repo),
        "PATH": f"{image.environment / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "BINDER_LAUNCH_HOST": "http://binder.example/",
        "BINDER_REPO_URL": "http://binder.example/repo",
        "MEM_LIMIT": str(GB),
    }
    command = [
        image.program("jupyter-lab"),
        "--ip=127.0.0.1",
        f"--port={behind}",
        "--no-browser",
        "--allow-root",
        "--ServerApp.port_retries=0",
        f"--ServerApp.base_url={BASE}",
        f"--IdentityProvider.token={TOKEN}",
        "--ServerApp.trust_xheaders=True",
        "--ServerApp.allow_origin=*",
        "--ServerApp.allow_remote_access=True",
        "--ServerApp.shutdown_no_activity_timeout=600",
        f"--MappingKernelManager.cull_idle_timeout={QUIET}",
        "--MappingKernelManager.cull_interval=2",
        "--MappingKernelManager.cull_connected=True",
    ]
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, cwd=image.repo, env=environment, stdout=output, stderr=output, preexec_fn=group.take_me
        )
    proxy = subprocess.Popen(
        [sys.executable, str(_PROXY), str(front), str(behind), f"{HOST}:{front}", BASE],
        stdout=subprocess.DEVNULL,
    )
    machine = Machine(image, server, front, Memory(server.pid), bool(group), log)
    try:
        _wait(machine)
        machine.memory.start()
        yield machine
    finally:
        machine.memory.close()
        for process in (server, proxy):
            process.terminate()
            process.wait(20)
        group.close()


def _wait(machine: Machine) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        assert machine.process.poll() is None, machine.log.read_text()
        with contextlib.suppress(httpx.HTTPError):
            if machine.ask("GET", "healthz").status_code == 200:
                return
        time.sleep(0.1)
    raise AssertionError(machine.log.read_text())
