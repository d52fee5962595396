"""Phones in one process, dashboards in another: who ends when, who comes back, and what the other one notices."""

from __future__ import annotations

import datetime as dt
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psutil
import pytest
from playwright.sync_api import Browser, expect

from kit.sample import begin
from kit.store import open_store
from kit.store.commands import run_command
from tests.app.conftest import Start, command, dashboards_of, kernels_of
from tests.running import HOST, eventually

pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(not hasattr(socket, "send_fds"), reason="one process there"),
]


def test_the_phones_process_loads_nothing_of_jupyter() -> None:
    script = (
        "import sys, kit._app.running, kit._app.behind, kit.participant.server, kit._app.demo\n"
        "print({m.split('.')[0] for m in sys.modules} & {'voila', 'nbconvert', 'jupyter_server', 'zmq', 'pandas'})"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_phones_come_first(start: Start, small_notebook: Path) -> None:
    server = start(notebooks=small_notebook)
    assert "fs-page" in httpx.get(server.url("voila/render/start.ipynb"), timeout=40).text
    phones = psutil.Process(server.process.pid)
    behind = [dashboards_of(phones.pid), *dashboards_of(phones.pid).children(recursive=True)]
    assert len(behind) == 3  # dashboards, nursery, a kernel
    assert all(process.nice() > phones.nice() for process in behind)


def test_dashboards_that_end_come_back(
    start: Start, small_notebook: Path, chromium: Browser, tmp_path: Path
) -> None:
    store = open_store(str(tmp_path / "samling.db"))
    gathering = begin(store, date=dt.date(2026, 11, 12))
    server = start(notebooks=small_notebook)
    page = chromium.new_page()
    page.goto(server.address)
    expect(page.locator("p[data-n='1']")).to_be_visible(timeout=20_000)
    with socket.create_connection((HOST, server.port)) as phone:
        phone.settimeout(10)
        phone.sendall(b"GET /delta/DEMO/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        heard = b""
        while b"data:" not in heard:
            heard += phone.recv(65536)
        dashboards = dashboards_of(server.process.pid)
        below = dashboards.children(recursive=True)
        dashboards.kill()
        _gone, alive = psutil.wait_procs([dashboards, *below], timeout=10)
        assert not alive
        run_command(store, store.state(gathering), "lock", "test")
        told = b""
        while b"data:" not in told:  # on the same connection
            told += phone.recv(65536)
    assert httpx.get(server.url("healthz"), timeout=5).status_code == 200
    # The page finds its way to a new kernel by itself, and connections that came meanwhile were not lost.
    assert httpx.get(server.url("voila/render/start.ipynb"), timeout=40).status_code == 200
    eventually(lambda: kernels_of(server.process.pid), 30)
    expect(page.get_by_role("status")).to_have_text("", timeout=30_000)
    page.get_by_role("button", name="Tell").click()
    expect(page.locator("p[data-n='2']")).to_have_text("press æøå", timeout=20_000)
    page.close()
    store.close()
    assert "they are started again" in (tmp_path / "samling.log").read_text("utf-8")
    assert server.stop() == 0
    assert server.errors.read_text() == ""


def test_dashboards_that_end_while_they_open_are_tried_again(
    start: Start, small_notebook: Path, tmp_path: Path
) -> None:
    def opening() -> list[psutil.Process]:
        return [p for p in psutil.Process().children(recursive=True) if "kit._app.backstage" in command(p)]

    with ThreadPoolExecutor(1) as aside:
        starting = aside.submit(start, notebooks=small_notebook)
        eventually(opening)
        opening()[0].kill()
        server = starting.result()
    assert "fs-page" in httpx.get(server.url("voila/render/start.ipynb"), timeout=40).text
    assert "the dashboards could not open" in (tmp_path / "samling.log").read_text("utf-8")
    assert server.stop() == 0


def test_nothing_is_left_of_a_server_that_was_killed(start: Start, small_notebook: Path) -> None:
    server = start(notebooks=small_notebook)
    assert "fs-page" in httpx.get(server.url("voila/render/start.ipynb"), timeout=40).text
    started = psutil.Process(server.process.pid).children(recursive=True)
    assert len(started) == 3
    server.stop(signal.SIGKILL)  # that process only
    again = start(notebooks=small_notebook, port=server.port)  # at once
    assert again.port == server.port
    assert "fs-page" in httpx.get(again.url("voila/render/start.ipynb"), timeout=40).text
    _gone, alive = psutil.wait_procs(started, timeout=15)
    assert not alive


def test_a_server_that_is_stopped_at_once_leaves_nothing(start: Start, tmp_path: Path) -> None:
    first = start()
    second = start(
        "--database", str(tmp_path / "annen.db"), port=first.port
    )  # in use: ends while the rest loads
    assert second.end() == 1
    kept = {p.pid for p in psutil.Process(first.process.pid).children(recursive=True)}

    def others() -> list[int]:
        found = [p for p in psutil.process_iter(["cmdline", "cwd"]) if p.info["cwd"] == str(tmp_path)]
        return [p.pid for p in found if p.pid not in kept | {first.process.pid}]

    eventually(lambda: not others())


def test_a_connection_is_handed_over_as_it_came(start: Start) -> None:
    server = start()
    with socket.create_connection((HOST, server.port)) as slow:
        for piece in (
            b"GE",
            b"T /not",
            b"hing HTTP/1.1\r\nHo",
            b"st: localhost\r\nConnection: close\r\n\r\n",
        ):
            slow.sendall(piece)
            time.sleep(0.05)
        slow.settimeout(10)
        answer = b""
        while more := slow.recv(65536):
            answer += more
    assert answer.startswith(b"HTTP/1.1 404")
    assert "Her er det ingen side" in answer.decode()


def test_more_than_there_is_room_for(start: Start) -> None:
    """While the dashboards stand still, connections for them wait or are hung up on; phones are served."""
    server = start()
    dashboards = dashboards_of(server.process.pid)
    dashboards.suspend()
    waiting = []
    try:
        for _ in range(600):
            waiting.append(socket.create_connection((HOST, server.port)))
            waiting[-1].sendall(b"GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert httpx.get(server.url("delta"), timeout=10).status_code == 200
    finally:
        dashboards.resume()
    waiting[0].settimeout(20)
    assert waiting[0].recv(100).startswith(b"HTTP/1.1 404")
    for connection in waiting:
        connection.close()
    assert httpx.get(server.url("nothing"), timeout=10).status_code == 404


def test_one_process_where_there_can_be_no_other(start: Start, small_notebook: Path) -> None:
    server = start("--token", "noekkel-til-test", notebooks=small_notebook, KIT_TEST_ONE_PROCESS="1")
    assert httpx.get(server.url("delta"), timeout=10).status_code == 200
    page = server.url("voila/render/start.ipynb")
    assert httpx.get(page, timeout=10).status_code == 302
    cookies = httpx.get(f"{page}?token=noekkel-til-test", timeout=10).cookies
    assert "fs-page" in httpx.get(page, cookies=cookies, timeout=40).text
    started = psutil.Process(server.process.pid).children(recursive=True)
    assert server.stop() == 0
    _gone, alive = psutil.wait_procs(started, timeout=10)
    assert not alive
    assert server.errors.read_text() == ""
