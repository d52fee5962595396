"""A gathering on a real store, and the room answering: what tests of Gjennomfør and Storskjerm start from."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from kit.dashboards.run import Run
from kit.dashboards.session import Place, Session
from kit.store import NewAnswer, NewGathering, NewUnit, Store, open_store

QUESTION = "Hva gjør at det er trygt å si fra hos oss?"
OPEN = {"max_texts": 3}
SCALE = {
    "statements": [
        {"id": "usikker", "text": "Her kan jeg si fra når jeg er usikker"},
        {"id": "feil", "text": "Vi snakker om feil for å lære"},
    ],
    "steps": 5,
}
CHOICE = {
    "options": [
        {"id": "barn", "text": "Når barnet selv sier fra"},
        {"id": "mistanke", "text": "Når noen får mistanke", "correct": True},
    ],
    "explanation": "Plikten gjelder fra første mistanke.",
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'fagsamling.db'}")
    yield opened
    opened.close()


def gathering(store: Store, *activities: tuple[str, str, Any], mode: str = "group", expected: int = 4) -> str:
    """A gathering for Tema 3 with these activities (kind, prompt, settings), called a1, a2 …"""
    new = NewGathering(
        theme=3,
        date=dt.date(2026, 11, 12),
        municipality="Fjordvik",
        units=[NewUnit("Fjordgløtt", "barnehage"), NewUnit("Bjørkåsen", "skole")],
        expected=expected,
        mode=mode,
    )
    made = store.create_gathering(new)
    ids = [f"a{i + 1}" for i in range(len(activities))]
    for name, (kind, prompt, settings) in zip(ids, activities, strict=True):
        body = {"kind": kind, "prompt": prompt, "settings": settings, "minutes": 10}
        store.record(made, "activity", name, body)
    store.record(made, "agenda", "", {"items": ids, "start": "09:00"})
    return made


def session_on(store: Store, gathering_id: str, **place: Any) -> Session:
    session = Session(store, Place(gathering=gathering_id, step="gjennomfor", **place))
    session.read()
    return session


def answer(session: Session, *answers: dict[str, Any], activity: str = "a1", first: int = 0) -> list[str]:
    """One answer from each table, beginning with table number ``first``; the ids of the answers."""
    session.read()
    groups: list[str | None] = list(session.g.groups) or [None] * (first + len(answers))
    rows = [
        NewAnswer(
            id=str(uuid.uuid4()),
            gathering=session.g.id,
            activity=activity,
            round=session.g.stage.round_of(activity),
            respondent=f"phone-{first + i}",
            seq=session.g.stage.round_of(activity),
            group=groups[first + i],
            unit=None,
            answer=body,
            via="phone",
        )
        for i, body in enumerate(answers)
    ]
    session.store.add_answers(rows)
    session.read()
    return [row.id for row in rows]


def button(regions: dict[str, str], command: str, region: str | None = None) -> dict[str, Any]:
    """The args of the first button with this command; KeyError where there is none."""
    for name, html in regions.items():
        found = re.search(rf'data-command="{command}"(?: data-args="([^"]*)")?', html)
        if found and region in (None, name):
            return json.loads(unescape(found[1] or "{}"))
    raise KeyError(command)


def press(step: Run, command: str, regions: dict[str, str] | None = None) -> None:
    """Press the button as it stands on the page (or stood, when ``regions`` are older)."""
    step.session.read()
    step.act(command, button(regions or step.regions(), command))


def primary(regions: dict[str, str]) -> list[str]:
    """The texts of the filled buttons on the page."""
    html = "".join(regions.values())
    return re.findall(r'class="[^"]*fs-primary[^"]*"[^>]*><span>([^<]*)</span>', html)


def text(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", html))
