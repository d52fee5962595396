"""Starts the real command in a process of its own, and finds free ports."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil
import pytest

PROGRAM = Path(__file__).with_name("program_serve.py")


@dataclass
class Running:
    """A started ``fagsamling``."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)
    errors: Path = Path()

    @property
    def address(self) -> str:
        """What was said under «Åpne»."""
        return next(m[1] for line in self.lines if (m := re.match(r"\s+Åpne:\s+(\S+)", line)))

    @property
    def port(self) -> int:
        return httpx.URL(self.address).port or 0

    @property
    def home(self) -> str:
        return f"http://localhost:{self.port}"

    def url(self, path: str, host: str = "localhost") -> str:
        return f"http://{host}:{self.port}/{path.lstrip('/')}"

    def stop(self, how: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.end()

    def end(self) -> int:
        """Wait until it ends by itself; the exit code."""
        rest, _nothing = self.process.communicate(timeout=20)
        self.lines += rest.splitlines()
        return self.process.returncode


Start = Callable[..., Running]


def free_port() -> int:
    """A port that is free on both names of this machine, and on 127.0.0.2."""
    while True:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
        with socket.socket() as other:
            try:
                other.bind(("127.0.0.2", port))
            except OSError:
                continue
        return port


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """``start("--share", notebooks=folder)``; everything started is stopped again."""
    running: list[Running] = []

    def begin(
        *options: str, notebooks: Path | None = None, port: int | None = -1, **environment: str
    ) -> Running:
        errors = tmp_path / f"errors-{len(running)}.txt"
        chosen = [] if port is None else ["--port", str(free_port() if port == -1 else port)]
        if "--database" not in options and "--demo" not in options:
            options = (*options, "--database", str(tmp_path / "samling.db"))
        browser = [] if "BROWSER" in environment else ["--no-browser"]
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("FAGSAMLING", "BROWSER"))}
        process = subprocess.Popen(
            [sys.executable, str(PROGRAM), str(notebooks or ""), *options, *chosen, *browser],
            stdout=subprocess.PIPE,
            stderr=errors.open("w"),
            text=True,
            encoding="utf-8",
            env={**clean, "PYTHONUTF8": "1", **environment},
            cwd=tmp_path,
        )
        one = Running(process, errors=errors)
        running.append(one)
        assert process.stdout is not None
        for line in process.stdout:
            one.lines.append(line.rstrip("\n"))
            if "Avslutt:" in line or "allerede i gang" in line:
                break
        return one

    yield begin
    for one in running:
        if one.process.poll() is None:
            one.stop()


def kernels_of(pid: int) -> list[psutil.Process]:
    """The kernels of a server, whether it started them or its nursery did."""
    found = []
    for process in psutil.Process(pid).children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if "ipykernel" in command(process) or (is_nursery(process) and is_nursery(process.parent())):
                found.append(process)
    return found


def command(process: psutil.Process | None) -> str:
    """What it was started with; nothing where it is gone, or just going."""
    with suppress(psutil.Error):
        return " ".join(process.cmdline()) if process else ""
    return ""


def is_nursery(process: psutil.Process | None) -> bool:
    """Whether it is the nursery, or a fork of it."""
    return "kit._app.nursery" in command(process)


def dashboards_of(pid: int) -> psutil.Process:
    """The process of the dashboards of a server."""
    return next(p for p in psutil.Process(pid).children() if "backstage" in command(p))


@pytest.fixture
def small_notebook(tmp_path: Path) -> Path:
    """A folder with a start.ipynb: one widget, and cells that Voilà must leave alone."""
    import nbformat.v4 as nb

    def cell(source: str, *tags: str, text: bool = False) -> object:
        made = nb.new_markdown_cell(source) if text else nb.new_code_cell(source)
        made.metadata["tags"] = list(tags)
        return made

    folder = tmp_path / "notebooks"
    folder.mkdir()
    ran = folder / "ran"
    notebook = nb.new_notebook(
        cells=[
            cell("Bare i JupyterLab", "lab-only", text=True),
            cell("Vises i Voilà", text=True),
            cell(f"open({str(ran)!r}, 'w').close()", "lab-only"),
            cell(WIDGET),
        ],
        metadata={
            "kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"},
            "voila": {"template": "fagsamling"},
        },
    )
    (folder / "start.ipynb").write_text(nb.writes(notebook), "utf-8")
    return folder


WIDGET = '''
import os, anywidget, traitlets

class Counter(anywidget.AnyWidget):
    _esm = """
    export default {
      render({ model, el }) {
        const button = document.createElement("button"), text = document.createElement("p");
        button.textContent = "Tell";
        button.onclick = () => model.send({ type: "press" });
        model.on("msg:custom", message => { text.textContent = message.text; });
        model.on("change:n", () => { text.dataset.n = model.get("n"); });
        el.append(button, text);
        model.send({ type: "hello" });
      },
    };"""
    _css = "p { color: rgb(14, 81, 96); }"
    n = traitlets.Int(0).tag(sync=True)

counter = Counter()

def received(_widget, content, _buffers):
    counter.n += 1
    if counter.n == 13:
        os._exit(1)
    counter.send({"text": f"{content['type']} æøå"})

counter.on_msg(received)
counter
'''
