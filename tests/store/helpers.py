"""Gatherings and answers for the tests of the store, and programs to run beside the test."""

from __future__ import annotations

import datetime as dt
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import text

from kit.store import NewAnswer, NewGathering, NewUnit, Store
from kit.store.engine import connect
from kit.store.upgrade import migrate

ROOT = Path(__file__).parents[2]
UNITS = (NewUnit("Solvang", "barnehage"), NewUnit("Åsen", "skole"), NewUnit("Åsen", "sfo"))


def new_gathering(**changes: Any) -> NewGathering:
    values: dict[str, Any] = {
        "theme": 3,
        "date": dt.date(2026, 11, 12),
        "municipality": "Nordvik",
        "units": UNITS,
        "expected": 4,
    }
    return NewGathering(**(values | changes))


def new_answer(gathering: str, id: str, **changes: Any) -> NewAnswer:
    values: dict[str, Any] = {
        "gathering": gathering,
        "activity": "a1",
        "round": 1,
        "respondent": "r1",
        "seq": 1,
        "group": "g1",
        "unit": None,
        "answer": {"texts": ["ro på trappa"]},
    }
    return NewAnswer(id=id, **(values | changes))


def plan(store: Store, gathering: str, activities: Sequence[str]) -> None:
    """Put scale activities on the agenda."""
    body = {"kind": "scale", "prompt": "Hvor enige er dere?", "settings": {}, "minutes": 5}
    store.record_many(gathering, [("activity", a, body, None) for a in activities])
    store.record(gathering, "agenda", "", {"items": list(activities), "start": "09:00"})


def old_file(path: Path) -> None:
    """A database as the first version of the kit left it."""
    engine = connect(f"sqlite:///{path}")
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        migrate(connection, "0001")
        connection.execute(text("INSERT INTO gathering VALUES ('old', 'K7M4PA')"))
        connection.execute(
            text(
                "INSERT INTO entry (revision, gathering, kind, subject, body, at, author)"
                " VALUES (1, 'old', 'gathering', '', :body, '2025-03-04T08:00:00.000000+00:00', '')"
            ),
            {
                "body": '{"theme":1,"date":"2025-03-04","municipality":"Nordvik","mode":"group",'
                '"language":"nb","expected":0,"units":[]}'
            },
        )
        connection.execute(
            text(
                "INSERT INTO answer (revision, id, gathering, activity, round, respondent, seq, answer, at)"
                " VALUES (2, 'first', 'old', 'a1', 1, 'r1', 1, :body, '2025-03-04T08:10:00.000000+00:00')"
            ),
            {"body": '{"texts":["ro"]}'},
        )
        connection.execute(text("UPDATE counter SET revision = 2"))
    engine.dispose()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA journal_mode=WAL")


def say(*words: object) -> None:
    """What a program beside the test tells it."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def ready() -> None:
    say("ready")
    sys.stdin.readline()


def beside(module: str, *args: object) -> subprocess.Popen[str]:
    """A program of this folder in a process of its own. It says «ready» and waits for a line to begin."""
    return subprocess.Popen(
        [sys.executable, "-m", f"tests.store.{module}", *map(str, args)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def start_together(programs: Sequence[subprocess.Popen[str]]) -> None:
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
