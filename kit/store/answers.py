"""Answers: taken once, never changed, read from any revision on."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, select

from kit.store.numbers import Numbers
from kit.store.schema import answer
from kit.store.state import AnswerRow, Json
from kit.store.values import canonical, moment, plain, stamp, whole

_COLUMNS = (
    answer.c.revision,
    answer.c.id,
    answer.c.activity,
    answer.c.round,
    answer.c.respondent,
    answer.c.seq,
    answer.c.group_id,
    answer.c.unit_id,
    answer.c.answer,
    answer.c.via,
    answer.c.at,
)
_SENT = ("gathering", "activity", "round", "respondent", "seq", "group_id", "unit_id", "answer")
_AT_ONCE = 500  # ids in one question to the database


@dataclass(frozen=True)
class NewAnswer:
    """An answer on its way in. The sender makes ``id``, and sends the same one when in doubt."""

    id: str
    gathering: str
    activity: str
    round: int
    respondent: str
    seq: int
    group: str | None
    unit: str | None
    answer: Json
    via: str = "phone"  # or facilitator


@dataclass(frozen=True)
class Receipt:
    """``outcome`` is created, same (had it already) or conflict (had another body under that id)."""

    id: str
    outcome: Literal["created", "same", "conflict"]
    revision: int


def add(connection: Connection, new: Sequence[NewAnswer], at: dt.datetime) -> list[Receipt]:
    """Add what is not there yet; one receipt each, in the same order."""
    numbers = Numbers(connection)
    rows = [_row(n, at) for n in new]
    known = _known(connection, [row["id"] for row in rows])
    fresh: list[dict[str, Any]] = []
    receipts: list[Receipt] = []
    for row in rows:
        body = tuple(row[name] for name in _SENT)
        if row["id"] in known:
            number, stored = known[row["id"]]
            receipts.append(Receipt(row["id"], "same" if stored == body else "conflict", number))
            continue
        revision, uid = numbers.new(at)
        known[row["id"]] = (revision, body)
        fresh.append(row | {"revision": revision, "uid": uid})
        receipts.append(Receipt(row["id"], "created", revision))
    if fresh:
        connection.execute(answer.insert(), fresh)
        numbers.save()
    return receipts


def _row(new: NewAnswer, at: dt.datetime) -> dict[str, Any]:
    return {
        "id": plain(new.id),
        "gathering": new.gathering,
        "activity": plain(new.activity),
        "round": whole(new.round),
        "respondent": plain(new.respondent),
        "seq": whole(new.seq),
        "group_id": None if new.group is None else plain(new.group),
        "unit_id": None if new.unit is None else plain(new.unit),
        "answer": canonical(new.answer),
        "at": stamp(at),
        "via": plain(new.via),
    }


def _known(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[int, tuple[Any, ...]]]:
    found: dict[str, tuple[int, tuple[Any, ...]]] = {}
    columns = [answer.c.id, answer.c.revision, *(answer.c[name] for name in _SENT)]
    for start in range(0, len(ids), _AT_ONCE):
        some = select(*columns).where(answer.c.id.in_(ids[start : start + _AT_ONCE]))
        for id_, revision, *body in connection.execute(some):
            found[id_] = (revision, tuple(body))
    return found


def kept(connection: Connection, gathering: str, ids: Sequence[str]) -> set[str]:
    """Those of the ids that are among this gathering's answers."""
    found: set[str] = set()
    for start in range(0, len(ids), _AT_ONCE):
        some = answer.c.id.in_([plain(i) for i in ids[start : start + _AT_ONCE]])
        found.update(
            connection.execute(select(answer.c.id).where(answer.c.gathering == gathering, some)).scalars()
        )
    return found


def read(
    connection: Connection, gathering: str, activity: str | None, round_: int | None, after: int
) -> list[AnswerRow]:
    wanted = select(*_COLUMNS).where(answer.c.gathering == gathering, answer.c.revision > after)
    if activity is not None:
        wanted = wanted.where(answer.c.activity == activity)
    if round_ is not None:
        wanted = wanted.where(answer.c.round == round_)
    return [
        AnswerRow(*row[:8], json.loads(row[8]), row[9], moment(row[10]))
        for row in connection.execute(wanted.order_by(answer.c.revision))
    ]
