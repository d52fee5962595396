"""The public port: what is for phones stays, all else is handed on; and there is always room."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from kit.participant.doorway import for_phones
from kit.participant.limits import Buckets
from kit.participant.limits import room as room_for
from kit.participant.server import PhoneServer
from kit.store import StoreError
from tests.participant.buffering import BufferingProxy
from tests.participant.room import Room


@pytest.mark.parametrize(
    ("first", "base", "ours"),
    [
        (b"GET /delta HTTP/1.1\r\n", "/", True),
        (b"GET /delta/K7M4PA?r=1 HTTP/1.1\r\n", "/", True),
        (b"POST /delta/K7M4PA/answers HTTP/1.1\r\n", "/", True),
        (b"GET /healthz HTTP/1.1\r\n", "/", True),
        (b"GET /delta?kode=K7 HTTP/1.1\r\n", "/", True),
        (b"GET http://samling:80/delta/K7 HTTP/1.1\r\n", "/", True),
        (b"GET /deltager HTTP/1.1\r\n", "/", False),
        (b"GET / HTTP/1.1\r\n", "/", False),
        (b"GET /voila/render/start.ipynb HTTP/1.1\r\n", "/", False),
        (b"GET /user/x/delta/K7 HTTP/1.1\r\n", "/user/x/", True),
        (b"GET /delta/K7 HTTP/1.1\r\n", "/user/x/", False),
        (b"GET /voila?next=/delta HTTP/1.1\r\n", "/", False),
        (b"GE", "/", None),
        (b"GET /de", "/", None),
        (b"GET /delta", "/", True),
        (b"GET /v", "/", False),
        (b"\x16\x03\x01\x02", "/", True),
        (b"tull\r\n", "/", True),
    ],
)
def test_whose_request(first: bytes, base: str, ours: bool | None) -> None:
    assert for_phones(first, base) is ours


def test_buckets_refill_and_survive_a_clock_that_stands_still() -> None:
    now = [100.0]
    bucket = Buckets(2, 0.5, clock=lambda: now[0])
    assert [bucket.take("a"), bucket.take("a")] == [0, 0]
    assert bucket.take("a") == pytest.approx(2)
    assert bucket.take("b") == 0
    now[0] += 2
    assert bucket.take("a") == 0


@pytest.mark.parametrize("files", [64, 256, 1024, 65_536])
def test_streams_leave_as_much_room_for_short_requests(files: int) -> None:
    connections, streams = room_for(files)
    assert 0 < streams <= connections - streams <= files


class Other:
    """Stands for the dashboards' server: answers on whatever connection it is handed."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    def take(self, connection: socket.socket, address: Any) -> None:
        threading.Thread(target=self._serve, args=(connection,)).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.setblocking(True)
        self.taken.append(connection.recv(65536).split(b"\r\n")[0])
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\ndashboard")
        connection.close()


@pytest.fixture
def other() -> Other:
    return Other()


@pytest.fixture
def shared(tmp_path: Path, other: Other) -> Iterator[tuple[PhoneServer, int]]:
    phones = PhoneServer(f"sqlite:///{tmp_path / 'room.db'}", hand_over=other.take)
    phones.start()
    yield phones, phones.listen("127.0.0.1", 0)
    phones.close()


@pytest.mark.server
class TestHandOver:
    def test_what_is_not_for_phones(self, shared: tuple[PhoneServer, int], other: Other) -> None:
        base = f"http://127.0.0.1:{shared[1]}"
        assert httpx.get(f"{base}/voila/render/start.ipynb").text == "dashboard"
        assert httpx.get(f"{base}/delta").status_code == 200
        assert httpx.get(f"{base}/healthz").json()["status"] == "ok"
        assert httpx.post(f"{base}/api/kernels", content=b"x" * 1000).text == "dashboard"
        assert other.taken == [b"GET /voila/render/start.ipynb HTTP/1.1", b"POST /api/kernels HTTP/1.1"]

    def test_a_kept_connection_is_sent_to_ask_again(self, shared: tuple[PhoneServer, int]) -> None:
        with httpx.Client(base_url=f"http://127.0.0.1:{shared[1]}", follow_redirects=True) as client:
            client.get("/healthz")
            reply = client.get("/voila/render/start.ipynb?x=%C3%A5")
            assert reply.text == "dashboard"
            assert [r.status_code for r in reply.history] == [307]
            assert reply.history[0].headers["connection"] == "close"

    def test_a_first_line_in_pieces(self, shared: tuple[PhoneServer, int]) -> None:
        for path, wanted in ((b"/delta", b"Bli med"), (b"/", b"dashboard")):
            with socket.create_connection(("127.0.0.1", shared[1]), timeout=5) as s:
                for piece in (b"GE", b"T ", path, b" HTTP/1.1\r\nHost: x\r\n", b"Connection: close\r\n\r\n"):
                    s.sendall(piece)
                    time.sleep(0.03)
                found = b""
                while part := s.recv(65536):
                    found += part
            assert wanted in found

    def test_silent_connections_do_no_harm(self, shared: tuple[PhoneServer, int]) -> None:
        silent = [socket.create_connection(("127.0.0.1", shared[1])) for _ in range(50)]
        assert httpx.get(f"http://127.0.0.1:{shared[1]}/healthz").status_code == 200
        for s in silent:
            s.close()

    def test_listening_in_more_places(self, shared: tuple[PhoneServer, int]) -> None:
        phones, port = shared
        phones.listen("127.0.0.2", port)
        assert httpx.get(f"http://127.0.0.2:{port}/delta").status_code == 200
        with pytest.raises(OSError, match=r"."):
            phones.listen("127.0.0.2", port)
        phones.unlisten("127.0.0.2")
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"http://127.0.0.2:{port}/delta")
        assert httpx.get(f"http://127.0.0.1:{port}/delta").status_code == 200


@pytest.mark.server
def test_without_anybody_to_hand_over_to(room: Room) -> None:
    assert room.client.get("/").headers["location"] == "/delta"
    reply = room.client.get("/voila/render/start.ipynb")
    assert reply.status_code == 404
    assert "Skriv inn koden" in reply.text


def test_a_store_that_cannot_be_opened_is_told_to_the_starter(tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"not a database, but long enough to look at" * 50)
    with pytest.raises(StoreError):
        PhoneServer(f"sqlite:///{broken}").start()


@pytest.mark.server
def test_a_phone_from_outside_is_noted(room: Room) -> None:
    assert room.g.phone_seen is None
    room.client.get(room.path)
    assert room.g.phone_seen is None, "that was this machine itself"
    room.phones.listen("127.0.0.2", room.port)
    httpx.get(f"http://127.0.0.2:{room.port}{room.path}")
    assert room.g.phone_seen is not None
    [entry] = room.store.history(room.id, "phone", "")
    assert entry.body == {"address": f"http://127.0.0.2:{room.port}"}


CROWD = """
    import json, resource, sys, threading, time
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
    from kit.participant.server import PhoneServer
    phones = PhoneServer(sys.argv[1])
    phones.start()
    print(phones.listen("127.0.0.1", 0), phones.service.max_streams, flush=True)
    sys.stdin.read()
    phones.close()
"""


@pytest.mark.server
def test_many_phones_few_files(room: Room) -> None:
    """With 256 files, streams fill their half; five hundred phones still poll and post."""
    program = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(CROWD), room.url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ},
    )
    assert program.stdin
    assert program.stdout
    held: list[socket.socket] = []
    try:
        port, streams = map(int, program.stdout.readline().split())
        assert 20 < streams < 128
        request = f"GET {room.path}/events HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        first: list[bytes] = []
        for _ in range(streams + 10):
            s = socket.create_connection(("127.0.0.1", port), timeout=10)
            s.sendall(request)
            first.append(s.recv(12))
            held.append(s)
        assert first == [b"HTTP/1.1 200"] * streams + [b"HTTP/1.1 204"] * 10
        held += [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(300)]  # say nothing
        base = f"http://127.0.0.1:{port}"

        def phone(n: int) -> list[int]:
            with httpx.Client(base_url=base, timeout=30, verify=False) as client:
                polled = client.get(f"{room.path}/state?page=1")
                posted = client.post(f"{room.path}/answers", json=room.body(respondent=f"phone-{n:03}"))
                return [polled.status_code, posted.status_code]

        with ThreadPoolExecutor(24) as crowd:
            assert list(crowd.map(phone, range(500))) == [[200, 201]] * 500
        assert program.poll() is None
    finally:
        for s in held:
            s.close()
        program.stdin.close()
        program.wait(15)
        program.stdout.close()
    assert len(room.store.answers(room.id)) == 500


@pytest.mark.server
def test_fifty_phones_through_a_proxy_that_buffers_everything(room: Room) -> None:
    """Their event streams never begin; they find the next question by asking, and answer it."""
    proxy = BufferingProxy(room.port)
    proxy.start()
    held: list[socket.socket] = []
    try:
        for _ in range(50):
            s = socket.create_connection(("127.0.0.1", proxy.port))
            s.sendall(f"GET {room.path}/events HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            held.append(s)
        room.do("next", "open")

        def phone(n: int) -> int:
            with httpx.Client(base_url=f"http://127.0.0.1:{proxy.port}", timeout=20, verify=False) as client:
                state = client.get(f"{room.path}/state?page=1&r=phone-{n:03}").json()
                body = room.body(
                    activity=state["activity"]["id"], respondent=f"phone-{n:03}", answer={"texts": ["Ro"]}
                )
                return client.post(f"{room.path}/answers", json=body).status_code

        with ThreadPoolExecutor(10) as crowd:
            assert list(crowd.map(phone, range(50))) == [201] * 50
        assert {r.activity for r in room.store.answers(room.id)} == {"a2"}
        for s in held:
            s.setblocking(False)
            with pytest.raises(BlockingIOError):
                s.recv(1)
    finally:
        for s in held:
            s.close()
        proxy.close()
