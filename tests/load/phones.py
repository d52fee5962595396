"""Phones made of two sockets each: one listens to the event stream, one posts answers.

Hand-written HTTP keeps the generator light, since it shares the machine's two cores with the
server that it measures.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


async def request(
    host: str, port: int, method: str, path: str, body: Json | None = None, connection: Any = None
) -> tuple[int, bytes, Any]:
    """One HTTP request; returns status, body and the connection, ready for the next request."""
    reader, writer = connection or await asyncio.open_connection(host, port)
    data = b"" if body is None else json.dumps(body).encode()
    head = f"{method} {path} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: {len(data)}\r\n"
    if data:
        head += "Content-Type: application/json\r\n"
    writer.write(head.encode() + b"\r\n" + data)
    await writer.drain()
    status = int((await reader.readline()).split()[1])
    length = 0
    while (line := await reader.readline()) not in (b"\r\n", b""):
        name, _, value = line.decode().partition(":")
        if name.lower() == "content-length":
            length = int(value)
    content = await reader.readexactly(length) if length else b""
    return status, content, (reader, writer)


def answer_for(form: Json, rng: random.Random) -> Json:
    """A valid answer built from the form alone, as any script could."""
    answer: Json = {}
    for f in form["fields"]:
        options = [o["id"] for o in f.get("options", [])]
        match f["type"]:
            case "scale":
                answer[f["name"]] = rng.randint(int(f["min"]), int(f["max"]))
            case "texts":
                answer[f["name"]] = ["Vi snakker sammen om det"]
            case "picks":
                answer[f["name"]] = [rng.choice(options)]
            case "pick":
                answer[f["name"]] = rng.choice(options)
            case "points":
                answer[f["name"]] = 0
            case "ranking":
                answer[f["name"]] = rng.sample(options, len(options))
            case "place":
                answer[f["name"]] = [rng.randint(0, 100), rng.randint(0, 100)]
            case "number":
                answer[f["name"]] = f.get("min", 0)
    points = [f["name"] for f in form["fields"] if f["type"] == "points"]
    if points:
        answer[points[0]] = 1
    return answer


@dataclass
class Phone:
    """One phone. ``told`` maps an activity id to the moment this phone heard of it."""

    host: str
    port: int
    code: str
    respondent: str = field(default_factory=lambda: uuid.uuid4().hex)
    told: dict[str, float] = field(default_factory=dict)
    seq: int = 0
    _connection: Any = None
    _stream: Any = None
    _listening: asyncio.Task[None] | None = None

    async def listen(self) -> None:
        """Open the event stream; returns when the first event has come."""
        first = asyncio.Event()
        self._listening = asyncio.create_task(self._listen(first))
        await asyncio.wait_for(first.wait(), 30)

    async def _listen(self, first: asyncio.Event) -> None:
        reader, writer = await asyncio.open_connection(self.host, self.port)
        self._stream = writer
        writer.write(
            f"GET /delta/{self.code}/events HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n\r\n".encode()
        )
        while line := await reader.readline():
            if not line.startswith(b"data:"):
                continue
            state = json.loads(line[5:])
            if not isinstance(state, dict):
                continue  # a beat
            activity = state.get("activity")
            if activity and activity.get("open"):
                self.told.setdefault(f"{activity['id']}:{activity['round']}", time.perf_counter())
            first.set()

    async def answer(
        self, activity: str, round_: int, answer: Json, group: str | None = None
    ) -> tuple[int, float]:
        """Send one answer; status and seconds until the receipt."""
        self.seq += 1
        body = {
            "id": str(uuid.uuid4()),
            "seq": self.seq,
            "activity": activity,
            "round": round_,
            "respondent": self.respondent,
            "group": group,
            "unit": None,
            "answer": answer,
        }
        began = time.perf_counter()
        status, _content, self._connection = await request(
            self.host, self.port, "POST", f"/delta/{self.code}/answers", body, self._connection
        )
        return status, time.perf_counter() - began

    async def close(self) -> None:
        """Hang up."""
        if self._listening:
            self._listening.cancel()
        for writer in (self._stream, self._connection[1] if self._connection else None):
            if writer:
                writer.close()
