"""A phone without a screen, with the memory and the manners of ``kit/participant/static/phone/``."""

from __future__ import annotations

import asyncio
import json
import random
import uuid
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from tests.load.phones import answer_for, request

Json = dict[str, Any]
_PATIENCE = 6.0  # seconds for one request


@dataclass
class SimPhone:
    """``out`` is sent until there is a receipt; ``held`` is what was acknowledged, kept for a restored machine."""

    host: str
    port: int
    code: str
    group: str
    rng: random.Random
    respondent: str = ""
    seq: int = 0
    drafts: dict[str, Json] = field(default_factory=dict)
    out: dict[str, Json] = field(default_factory=dict)
    held: dict[str, Json] = field(default_factory=dict)
    late: set[str] = field(default_factory=set)
    taken_back: set[str] = field(default_factory=set)  # ids of answers that are drafts again
    seen: Counter[str] = field(default_factory=Counter)  # what came back
    sent: set[str] = field(default_factory=set)  # rounds with an acknowledged answer
    brought_back: int = 0
    strange: list[str] = field(default_factory=list)
    gathering: str = ""
    turns: asyncio.Lock = field(default_factory=asyncio.Lock)
    _connection: Any = None
    _compare: bool = False

    def __post_init__(self) -> None:
        self.respondent = self.respondent or self._id()

    async def live(self, end: asyncio.Event) -> None:
        """Until ``end``: ask what is open, answer it, and send what has not arrived."""
        await asyncio.sleep(self.rng.uniform(0, 1.5))
        while not end.is_set():
            async with self.turns:
                await self.turn()
            await asyncio.sleep(self.rng.uniform(0.7, 1.8))

    async def scan(self, host: str, port: int, code: str) -> SimPhone | None:
        """The new code on the screen. A new host has a memory of its own: what stays at the old one comes back."""
        async with self.turns:
            left = None
            if host != self.host:
                left = replace(self)
                self.drafts, self.out, self.held = {}, {}, {}
                self.late, self.sent, self.seq = set(), set(), 0
                self.respondent = self._id()
            if not (self.drafts or self.out or self.held):
                self.gathering = (
                    ""  # it may have joined what the old code led to; a page finds out by being opened
                )
            self._hang_up()
            self.host, self.port, self.code = host, port, code
            return left

    def _id(self) -> str:
        return str(uuid.UUID(int=self.rng.getrandbits(128), version=4))

    async def turn(self) -> None:
        """One look at the gathering."""
        try:
            status, state = await self._ask("GET", "state")
            if status != 200:
                self.seen[f"state {status} {state.get('reason', '')}"] += 1
                self._compare = True
                return
            self.gathering = self.gathering or state["gathering"]
            if state["gathering"] != self.gathering:
                self.seen["another gathering"] += 1
                self._compare = True
                return
            self._act(state)
            if self._compare and self.held:
                await self._bring_back()
            self._compare = False
            await self._flush(state)
        except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError, IndexError):
            self.seen["no contact"] += 1
            self._hang_up()
            self._compare = True

    def _act(self, state: Json) -> None:
        activity = state["activity"]
        if not activity or not activity["open"]:
            return
        key = f"{activity['id']}:{activity['round']}"
        if key in self.out:
            return
        if key in self.drafts:
            if self.rng.random() < 0.6:
                self._send(activity, key)
        elif key not in self.sent or self.rng.random() < 0.08:  # the first answer, or another one
            self.drafts[key] = self._written(activity["form"])

    def _written(self, form: Json) -> Json:
        answer = answer_for(form, self.rng)
        return {
            name: [f"Svar {self.rng.getrandbits(40):x} fra {self.group}"]
            if isinstance(value, list) and value == ["Vi snakker sammen om det"]
            else value
            for name, value in answer.items()
        }

    def _send(self, activity: Json, key: str) -> None:
        self.seq += 1
        self.out[key] = {
            "id": self._id(),
            "gathering": self.gathering,
            "seq": self.seq,
            "activity": activity["id"],
            "round": activity["round"],
            "respondent": self.respondent,
            "group": self.group,
            "unit": None,
            "answer": self.drafts.pop(key),
        }

    async def _flush(self, state: Json) -> None:
        activity = state["activity"] or {"id": "", "round": 0, "open": False}
        here = f"{activity['id']}:{activity['round']}"
        for key, body in list(self.out.items()):
            if key in self.late and not (key == here and activity["open"]):
                continue
            status, reply = await self._ask("POST", "answers", body)
            self.seen[f"answer {status}"] += 1
            if status in (200, 201):
                del self.out[key]
                self.late.discard(key)
                self.sent.add(key)
                self.held[body["id"]] = body | {"saved": reply["receipt"]}
            elif status == 409 and reply.get("reason") == "locked":
                self.late.add(key)
            elif reply.get("reason") in ("round", "activity"):  # an older copy, where this was never asked
                self.drafts[key] = self.out.pop(key)["answer"]
                self.taken_back.add(body["id"])
            elif status < 500 and status != 429 and reply.get("reason") != "code":
                self.strange.append(f"{status} {reply}")

    async def _bring_back(self) -> None:
        ids = list(self.held)[-200:]
        status, reply = await self._ask("POST", "held", {"respondent": self.respondent, "ids": ids})
        if status != 200:
            raise OSError(status)
        for id_ in reply["missing"]:
            status, reply = await self._ask("POST", "answers", self.held[id_])
            self.seen[f"again {status} {reply.get('reason', '')}"] += 1
            if status not in (200, 201):
                raise OSError(status)  # the next turn asks again
            self.brought_back += 1

    @property
    def settled(self) -> bool:
        """Nothing is under way any more, except for rounds that were locked."""
        return not self._compare and all(key in self.late for key in self.out)

    async def _ask(self, method: str, what: str, body: Json | None = None) -> tuple[int, Json]:
        try:
            status, content, self._connection = await asyncio.wait_for(
                request(self.host, self.port, method, f"/delta/{self.code}/{what}", body, self._connection),
                _PATIENCE,
            )
        except BaseException:
            self._hang_up()
            raise
        return status, json.loads(content or b"{}")

    def _hang_up(self) -> None:
        if self._connection:
            self._connection[1].close()
        self._connection = None
