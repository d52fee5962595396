"""The groups of the demo: they answer through the phones' own route, like anybody else."""

from __future__ import annotations

import http.client
import json
import logging
import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from kit import i18n
from kit.programme import ActivityTemplate, Sample, programme, sample
from kit.sample import CODE, answer_of, waiting
from kit.store import Store, StoreError

SPREAD = 60.0  # seconds over which a room answers
PATIENCE = 20.0  # seconds until the groups begin without anybody watching
_BEAT = 0.25
_LOOKS = 8.0  # seconds between two looks of a phone that is open at its table

log = logging.getLogger("fagsamling.demo")


def moments(n: int, rng: random.Random, spread: float = SPREAD) -> list[float]:
    """When ``n`` groups answer: a few at once, most in the middle, the last near the end."""
    drawn = sorted(rng.betavariate(1.6, 2.2) for _ in range(n))
    first, last = drawn[0], drawn[-1]
    width = (last - first) or 1.0
    return [2.0 + (spread - 4.0) * (x - first) / width for x in drawn]


@dataclass
class _Round:
    """One opening of an activity: who answers when."""

    activity: str
    round: int
    began: float
    queue: list[tuple[float, int]] = field(default_factory=list)


class Groups(threading.Thread):
    """All groups of the room, in one thread."""

    def __init__(self, store: Store, gathering: str, port: int, *, language: str = "nb", speed: float = 1.0):
        super().__init__(name="demo", daemon=True)
        self._store, self._gathering, self._port, self._speed = store, gathering, port, speed
        self._language = language
        self._sample: Sample = sample(language)
        self._templates: dict[str, ActivityTemplate] = dict(programme(language).activities)
        self._respondents = [f"demo-{n + 1}-{uuid.uuid4().hex[:8]}" for n in range(len(self._sample.groups))]
        self._seq = 0
        self._seated: set[int] = set()
        self._done: dict[tuple[str, int], set[int]] = {}
        self._looked = 0.0
        self._end = threading.Event()

    def close(self) -> None:
        self._end.set()

    def run(self) -> None:
        began, watched, now_at = time.monotonic(), False, None
        while not self._end.wait(_BEAT / self._speed):
            try:
                watched = watched or self._watched() or time.monotonic() - began > PATIENCE / self._speed
                if not watched:
                    continue
                self._look_in()
                state = self._state()
                now_at = self._turn(state, now_at)
            except (OSError, http.client.HTTPException, StoreError, ValueError, KeyError):
                log.exception("the demo's groups lost contact; they try again")
                self._end.wait(1)

    def _watched(self) -> bool:
        return self._store.shared("watching").get("gathering") == self._gathering

    def _look_in(self) -> None:
        """Every group has its page open, so that the facilitator sees them connected."""
        now = time.monotonic()
        if self._looked and now - self._looked < _LOOKS / self._speed:
            return
        self._looked = now
        for respondent in self._respondents:
            self._call("GET", f"state?r={respondent}")

    def _turn(self, state: dict[str, Any], at: _Round | None) -> _Round | None:
        """Send what is due in the round that is open."""
        activity = state.get("activity")
        if not activity or not activity["open"]:
            return None
        if at is None or (at.activity, at.round) != (activity["id"], activity["round"]):
            at = self._plan(activity)
        passed = (time.monotonic() - at.began) * self._speed
        groups = state["groups"]
        while at.queue and at.queue[0][0] <= passed:
            _when, number = at.queue.pop(0)
            if number < len(groups):
                self._answer(activity, number, groups[number]["id"])
        return at

    def _plan(self, activity: dict[str, Any]) -> _Round:
        name, number = activity["id"], activity["round"]
        n = len(self._sample.groups)
        silent = waiting(name, number, n) | self._done.get((name, number), set())
        answering = [g for g in range(n) if g not in silent]
        rng = random.Random(f"{name} {number}")
        rng.shuffle(answering)
        when = moments(len(answering), rng) if answering else []
        return _Round(name, number, time.monotonic(), list(zip(when, answering, strict=True)))

    def _answer(self, activity: dict[str, Any], number: int, group: str) -> None:
        answer = self._answer_to(activity, number)
        if answer is None:
            return
        if number not in self._seated:
            self._call("POST", "seat", {"respondent": self._respondents[number], "group": group})
            self._seated.add(number)
        self._seq += 1
        body = {
            "id": str(uuid.uuid4()),
            "seq": self._seq,
            "activity": activity["id"],
            "round": activity["round"],
            "respondent": self._respondents[number],
            "group": group,
            "unit": None,
            "answer": answer,
        }
        self._call("POST", "answers", body)
        self._done.setdefault((activity["id"], activity["round"]), set()).add(number)

    def _answer_to(self, activity: dict[str, Any], number: int) -> dict[str, Any] | None:
        """What this group says; an activity that is not in the sample gets its kind's own example."""
        planned = self._store.state(self._gathering).activities.get(activity["id"])
        if planned is None:
            return None
        template = self._templates.get(planned.template or "")
        wording = planned.at(activity["round"])
        known = template is not None and template.id in self._sample.answers
        if template is not None and known and wording.settings == template.settings:
            return answer_of(self._sample, template, number, activity["round"])
        from kit.activities import kind

        module = kind(wording.kind)
        settings = module.Settings.model_validate(wording.settings)
        rng = random.Random(f"{activity['id']} {activity['round']} {number}")
        with i18n.use(self._language):
            return module.example(settings, rng)

    def _state(self) -> dict[str, Any]:
        found = self._call("GET", "state")
        return found if isinstance(found, dict) else {}

    def _call(self, method: str, route: str, body: dict[str, Any] | None = None) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
        try:
            sent = None if body is None else json.dumps(body)
            headers = {"Content-Type": "application/json"} if sent else {}
            connection.request(method, f"/delta/{CODE}/{route}", sent, headers)
            response = connection.getresponse()
            text = response.read()
            if response.status >= 400:
                log.info("%s %s: %s", method, route, response.status)
                return None
            return json.loads(text) if text else None
        finally:
            connection.close()
