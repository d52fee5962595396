"""Whatever is sent: one sentence in Norwegian, no traceback, nothing lost."""

from __future__ import annotations

import json
import re
import socket
import sqlite3
import threading
import time
from collections import Counter

import httpx
import pytest

from tests.participant.room import Room

pytestmark = pytest.mark.server


def raw(room: Room, request: bytes, more: bytes = b"", *, patient: bool = True) -> bytes:
    """Send bytes as they are; everything that comes back."""
    with socket.create_connection(("127.0.0.1", room.port), timeout=10) as s:
        s.sendall(request)
        try:
            for start in range(0, len(more), 65536):
                s.sendall(more[start : start + 65536])
        except OSError:
            assert not patient
        found = b""
        while part := s.recv(65536):
            found += part
        return found


def head(room: Room, path: str, *lines: str) -> bytes:
    given = [f"POST {path} HTTP/1.1", "Host: samling", "Content-Type: application/json", "Connection: close"]
    given += [*lines, "", ""]
    return "\r\n".join(given).encode()


def sentence(reply: httpx.Response) -> str:
    assert reply.headers["content-type"].startswith("application/json"), reply.text
    text = reply.json()["error"]
    assert re.fullmatch(r"[A-ZÆØÅ«].*\.", text)
    assert "Traceback" not in reply.text
    return str(text)


def test_unknown_code(room: Room) -> None:
    for path, method in (("state", "GET"), ("events", "GET"), ("answers", "POST"), ("seat", "POST")):
        reply = room.client.request(method, f"/delta/abcdef/{path}", json={} if method == "POST" else None)
        assert reply.status_code == 404
        expected = "Koden ABCDEF finnes ikke. Se etter koden på skjermen i rommet, og skriv den på nytt."
        assert sentence(reply) == expected
    page = room.client.get("/delta/abcdef")
    assert page.status_code == 404
    assert "Koden ABCDEF finnes ikke" in page.text
    assert "<script>alert" not in room.client.get("/delta/<script>alert(1)").text


def test_wrong_method_is_json_with_allow(room: Room) -> None:
    for method, path, allow in (
        ("PUT", "answers", "POST"),
        ("GET", "answers", "POST"),
        ("DELETE", "state", "GET"),
        ("POST", "state", "GET"),
        ("POST", "events", "GET"),
    ):
        reply = room.client.request(method, f"{room.path}/{path}")
        assert (reply.status_code, reply.headers["allow"]) == (405, allow)
        assert sentence(reply)


def test_wrong_content_type_and_foreign_origin(room: Room) -> None:
    answers = f"{room.path}/answers"
    text = json.dumps(room.body())
    assert room.client.post(answers, content=text, headers={"Content-Type": "text/plain"}).status_code == 415
    assert room.client.post(answers, data={"a": "b"}).status_code == 415
    own = f"http://127.0.0.1:{room.port}"
    for origin, host, status in (
        ("http://ond.example", None, 403),
        ("null", None, 403),
        ("http://127.0.0.1:1", None, 403),
        ("https://hub.example", "hub.example", 201),
        ("https://hub.example", "other.example, hub.example", 201),
        ("http://[", None, 403),
        (own, None, 201),
    ):
        headers = {"Origin": origin} | ({"X-Forwarded-Host": host} if host else {})
        reply = room.client.post(answers, json=room.body(), headers=headers)
        assert reply.status_code == status, (origin, host)
        assert status == 201 or sentence(reply)
    form = room.client.post(room.path, data={"act": "seat"}, headers={"Origin": "http://ond.example"})
    assert form.status_code == 403
    assert "Traceback" not in form.text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe{}",
        b"[]",
        b"null",
        b"{",
        b'{"id": NaN}',
        b"[" * 60_000,
        b'{"seq": ' + b"9" * 9000 + b"}",
    ],
)
def test_no_json(room: Room, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    reply = room.client.post(f"{room.path}/answers", content=body, headers=headers)
    assert reply.status_code == 400
    assert sentence(reply)


def test_broken_utf8_everywhere(room: Room) -> None:
    assert room.client.get("/delta/%ff%fe").status_code in (400, 404)
    assert room.client.get(f"{room.path}/state?r=%ff").status_code == 400
    form = room.client.post(
        room.path, content=b"act=%ff&name=\xff", headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert form.status_code == 400
    assert "UTF-8" in form.text


def test_ten_megabytes(room: Room) -> None:
    size = 10_000_000
    reply = raw(room, head(room, f"{room.path}/answers", f"Content-Length: {size}"), b"x" * size)
    assert reply.startswith(b"HTTP/1.1 413 ")
    assert reply.count(b"HTTP/1.1") == 1
    assert json.loads(reply.split(b"\r\n\r\n", 1)[1])["error"].startswith("Dette er for mye")
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    chunked = raw(
        room, head(room, f"{room.path}/seat", "Transfer-Encoding: chunked"), chunk * 150 + b"0\r\n\r\n"
    )
    assert chunked.startswith(b"HTTP/1.1 413 ")
    to_page = raw(room, head(room, room.path, f"Content-Length: {size}"), b"x" * size)
    assert b"<!doctype html>" in to_page
    assert to_page.startswith(b"HTTP/1.1 413 ")
    nowhere = raw(room, head(room, "/nowhere", f"Content-Length: {size}"), b"x" * size)
    assert nowhere.startswith(b"HTTP/1.1 413 ")


def test_a_polite_sender_is_told_before_it_sends(room: Room) -> None:
    lines = ("Content-Length: 10000000", "Expect: 100-continue")
    reply = raw(room, head(room, f"{room.path}/answers", *lines))
    assert reply.startswith(b"HTTP/1.1 413 ")
    assert reply.count(b"HTTP/1.1") == 1


def test_endless_body_is_cut_off(room: Room) -> None:
    request = head(room, f"{room.path}/answers", "Content-Length: 99999999999")
    with socket.create_connection(("127.0.0.1", room.port), timeout=10) as s:
        s.sendall(request)
        with pytest.raises(OSError, match=r"."):
            s.sendall(b"x" * 80_000_000)


def test_no_http(room: Room) -> None:
    for junk in (b"\x16\x03\x01\x02\x00", b"hei\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", room.port), timeout=5) as s:
            s.sendall(junk)
            s.shutdown(socket.SHUT_WR)
            s.recv(1000)
    assert room.client.get("/healthz").status_code == 200


def test_over_long_text_says_the_limit(room: Room) -> None:
    room.do("next", "open")
    reply = room.send(activity="a2", answer={"texts": ["x" * 281]})
    assert reply.status_code == 400
    assert "280" in sentence(reply)


def test_html_and_formulas_are_kept_as_they_are(room: Room) -> None:
    room.do("next", "open")
    texts = ["<script>alert(1)</script>", "=1+1", "\u202eomvendt", "Robert'); DROP TABLE answer;--"]
    for n, text in enumerate(texts):
        assert room.send(activity="a2", seq=n, answer={"texts": [text]}).status_code == 201
    assert len(room.store.answers(room.id)) == len(texts)


def test_one_wild_respondent_while_six_hundred_pass(room: Room) -> None:
    """Ten thousand posts a minute from one phone are 167 a second; everybody has the same address."""
    stop = threading.Event()
    wild: Counter[int] = Counter()
    waits: set[str] = set()

    def shoot() -> None:
        with httpx.Client(base_url=room.address) as client:
            n = 0
            while not stop.is_set():
                n += 1
                reply = client.post(f"{room.path}/answers", json=room.body(respondent="the-wild-one", seq=n))
                wild[reply.status_code] += 1
                waits.add(reply.headers.get("retry-after", ""))
                time.sleep(0.003)

    thread = threading.Thread(target=shoot)
    thread.start()
    try:
        statuses = Counter(room.send(respondent=f"honest-{n:04}").status_code for n in range(600))
    finally:
        stop.set()
        thread.join()
    assert statuses == {201: 600}
    assert wild[429] > wild[201]
    assert set(wild) == {201, 429}
    assert all(w.isdigit() for w in waits - {""})


def test_a_locked_database_is_a_sentence_and_nothing_is_lost(room: Room) -> None:
    other = sqlite3.connect(str(room.store.path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    body = room.body()
    try:
        with httpx.Client(base_url=room.address, timeout=30) as client:
            reply = client.post(f"{room.path}/answers", json=body)
        assert reply.status_code == 503
        assert sentence(reply)
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert room.client.post(f"{room.path}/answers", json=body).status_code in (200, 201)
    assert len(room.store.answers(room.id)) == 1


def test_deleted_gathering_is_an_unknown_code(room: Room) -> None:
    path = room.path
    assert room.client.get(f"{path}/state").status_code == 200
    room.store.delete_gathering(room.id)
    time.sleep(0.05)
    assert room.client.get(f"{path}/state").status_code == 404


def test_settings_that_cannot_be_used(room: Room) -> None:
    body = {"kind": "scale", "prompt": "Hva?", "settings": {"tull": 1}}
    room.store.record(room.id, "activity", "a1", body)
    time.sleep(0.05)
    assert room.client.get(f"{room.path}/state").json()["activity"] is None
    reply = room.send()
    assert reply.status_code == 503
    assert sentence(reply)
    assert room.client.get(room.path).status_code == 200
