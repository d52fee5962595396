"""Event streams: told once, told soon, and never in the way."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from kit.participant import service as service_module
from tests.participant.room import OPEN, SCALE, Room

pytestmark = pytest.mark.server


class Listener:
    """One phone that listens, on a socket of its own."""

    def __init__(self, room: Room, query: str = "", **headers: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", room.port), timeout=5)
        lines = [f"GET {room.path}/events{query} HTTP/1.1", "Host: samling"]
        lines += [f"{k.replace('_', '-')}: {v}" for k, v in headers.items()]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self.buffer = b""
        self.status = self.line().strip()
        self.headers: dict[str, str] = {}
        while line := self.line().strip():
            name, _, value = line.partition(": ")
            self.headers[name.lower()] = value

    def line(self) -> str:
        """The next line; "" at the end of the stream."""
        while b"\n" not in self.buffer:
            more = self.socket.recv(65536)
            if not more:
                return ""
            self.buffer += more
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.decode() + "\n"

    def event(self, seconds: float = 5) -> dict[str, Any]:
        """The next event: its fields, with ``data`` read as JSON."""
        self.socket.settimeout(seconds)
        found: dict[str, Any] = {}
        while True:
            line = self.line()
            assert line, "the stream ended"
            if line == "\n":
                if "data" in found:
                    return found
                found = {}
                continue
            name, _, value = line.rstrip("\n").partition(": ")
            found[name] = json.loads(value) if name == "data" else value

    def nothing(self, seconds: float) -> bool:
        try:
            self.event(seconds)
        except TimeoutError:
            return True
        return False

    def close(self) -> None:
        self.socket.close()


@contextmanager
def listening(room: Room, n: int = 1, **more: Any) -> Iterator[list[Listener]]:
    listeners = [Listener(room, **more) for _ in range(n)]
    try:
        yield listeners
    finally:
        for each in listeners:
            each.close()


def test_headers_and_first_event(room: Room) -> None:
    with listening(room) as [phone]:
        assert phone.status == "HTTP/1.1 200 OK"
        assert phone.headers["content-type"].startswith("text/event-stream")
        assert phone.headers["cache-control"] == "no-cache, no-transform"
        assert phone.headers["x-accel-buffering"] == "no"
        first = phone.event()
        assert first["event"] == "state"
        assert first["data"]["activity"]["open"] is True
        assert "html" in first["data"]["activity"]


def test_resume_tells_only_what_is_new(room: Room) -> None:
    with listening(room) as [phone]:
        first = phone.event()["id"]
    with listening(room, Last_Event_ID=first) as [phone]:
        assert phone.nothing(0.3)
        room.do("lock")
        second = phone.event()
        assert second["data"]["activity"]["open"] is False
        assert "html" not in second["data"]["activity"], "it has the form already"
    with listening(room, Last_Event_ID=first) as [phone]:
        assert phone.event()["id"] == second["id"]
    with listening(room, query=f"?seen={second['id']}") as [phone]:
        assert phone.nothing(0.2)


def test_ids_are_the_same_after_a_restart(room: Room) -> None:
    with listening(room) as [phone]:
        before = phone.event()["id"]
    room.restart()
    with listening(room, Last_Event_ID=before) as [phone]:
        assert phone.nothing(0.3)


def test_only_what_phones_see_is_told(room: Room) -> None:
    with listening(room, 2) as phones:
        for phone in phones:
            phone.event()
        room.send()
        room.client.post(f"{room.path}/seat", json={"respondent": "phone-one", "group": "g2"})
        room.client.post(f"{room.path}/seat", json={"respondent": "phone-two", "name": "De blå"})
        room.do("show", "hide")
        assert phones[0].nothing(0.5)
        room.do("start_timer", seconds=90)
        told = [phone.event()["data"]["activity"] for phone in phones]
        assert told[0]["seconds_left"] in (89, 90)
        assert told[0]["running"] is True
        assert phones[0].nothing(1.3), "phones count down themselves"


def test_the_countdown_locks_by_itself(room: Room) -> None:
    with listening(room) as [phone]:
        phone.event()
        room.do("start_timer", seconds=1.6, lock_at_zero=True)
        assert phone.event()["data"]["activity"]["open"] is True
        assert phone.event(3)["data"]["activity"]["open"] is False


def test_fifty_phones_are_told(room: Room) -> None:
    with listening(room, 50) as phones:
        for phone in phones:
            phone.event()
        assert room.client.get(f"{room.path}/presence").json() == {"connected": 50}
        for commands, name in (
            (("next", "open"), "a2"),
            (("previous", "open"), "a1"),
            (("next", "open"), "a2"),
        ):
            room.do(*commands)
            for phone in phones:
                while True:
                    data = phone.event()["data"]
                    if data["activity"]["id"] == name and data["activity"]["open"]:
                        break
    time.sleep(0.1)
    assert room.client.get(f"{room.path}/presence").json() == {"connected": 0}


def test_beat(monkeypatch: pytest.MonkeyPatch, make_room: Callable[..., Room]) -> None:
    monkeypatch.setattr(service_module, "BEAT_EVERY", 0.2)
    room = make_room(SCALE)
    with listening(room) as [phone]:
        phone.event()
        assert [phone.event(1)["event"] for _ in range(2)] == ["beat", "beat"]


def test_past_the_cap_phones_are_sent_away_to_poll(room: Room) -> None:
    room.phones.service.max_streams = 3
    with listening(room, 5) as phones:
        assert [p.status.split()[1] for p in phones] == ["200", "200", "200", "204", "204"]
        assert room.client.get(f"{room.path}/state?page=1").status_code == 200


def test_a_phone_that_never_reads_does_not_hold_others_up(make_room: Callable[..., Room]) -> None:
    long = {**OPEN, "prompt": "x" * 20_000}
    room = make_room(SCALE, long)
    with listening(room) as [phone], socket.create_connection(("127.0.0.1", room.port)) as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.sendall(f"GET {room.path}/events HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        for n in range(60):
            room.do(*(("next", "open") if n % 2 == 0 else ("previous",)))
            while phone.event()["data"]["activity"]["id"] != ("a2" if n % 2 == 0 else "a1"):
                pass
        assert room.client.get("/healthz").elapsed.total_seconds() < 1


def test_what_a_listener_says_is_not_kept(room: Room) -> None:
    with listening(room) as [phone]:
        phone.event()
        with pytest.raises(OSError, match=r"."):
            phone.socket.sendall(b"x" * 40_000_000)


def test_streams_and_posts_together(room: Room) -> None:
    """A burst of answers from fifty phones that listen: each is saved once."""
    with listening(room, 50):
        statuses: list[int] = []

        def post(n: int) -> None:
            statuses.append(
                httpx.post(
                    f"{room.address}{room.path}/answers", json=room.body(respondent=f"phone-{n:03}")
                ).status_code
            )

        threads = [threading.Thread(target=post, args=(n,)) for n in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert statuses == [201] * 50
    assert len(room.store.answers(room.id)) == 50


def test_stopping_hangs_up(room: Room) -> None:
    with listening(room) as [phone]:
        phone.event()
        room.phones.close()
        assert phone.line() == ""
