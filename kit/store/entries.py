"""Appending entries and reading them back: the one way anything about a gathering is written."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, select

from kit.store.errors import Stale
from kit.store.numbers import Numbers
from kit.store.schema import entry
from kit.store.state import Entry, Json
from kit.store.values import canonical, moment, plain, stamp

Change = tuple[str, str, Json, int | None]  # kind, subject, body, the revision it builds on


def latest(connection: Connection, gathering: str, kind: str, subject: str) -> int:
    """The revision of the latest entry; 0 where there is none."""
    same = (entry.c.gathering == gathering, entry.c.kind == kind, entry.c.subject == subject)
    return int(connection.execute(select(func.max(entry.c.revision)).where(*same)).scalar() or 0)


def append(
    connection: Connection, gathering: str, changes: Sequence[Change], by: str, at: dt.datetime
) -> list[int]:
    """Write all of the changes, or raise :class:`Stale` before writing any."""
    numbers = Numbers(connection)
    written: dict[tuple[str, str], int] = {}
    rows: list[dict[str, Any]] = []
    for kind, subject_, body, expect in changes:
        subject = plain(subject_)
        if expect is not None:
            now = written.get((kind, subject)) or latest(connection, gathering, kind, subject)
            if now != expect:
                raise Stale(now)
        revision, uid = numbers.new(at)
        written[kind, subject] = revision
        rows.append(
            {
                "revision": revision,
                "gathering": gathering,
                "kind": kind,
                "subject": subject,
                "body": canonical(body),
                "at": stamp(at),
                "author": plain(by),
                "uid": uid,
            }
        )
    if rows:
        connection.execute(entry.insert(), rows)
        numbers.save()
    return [row["revision"] for row in rows]


def read(connection: Connection, wanted: Select[Any]) -> list[Entry]:
    return [_entry(row) for row in connection.execute(wanted.order_by(entry.c.revision))]


def _entry(row: Sequence[Any]) -> Entry:
    return Entry(row[0], row[1], row[2], row[3], json.loads(row[4]), moment(row[5]), row[6])


def of(connection: Connection, gathering: str, after: int = 0) -> list[Entry]:
    return read(connection, select(entry).where(entry.c.gathering == gathering, entry.c.revision > after))


def history(connection: Connection, gathering: str, kind: str, subject: str) -> list[Entry]:
    same = (entry.c.gathering == gathering, entry.c.kind == kind, entry.c.subject == plain(subject))
    return read(connection, select(entry).where(*same))


def newest(connection: Connection, gathering: str, kind: str, subject: str) -> Entry | None:
    same = (entry.c.gathering == gathering, entry.c.kind == kind, entry.c.subject == plain(subject))
    row = connection.execute(select(entry).where(*same).order_by(entry.c.revision.desc()).limit(1)).first()
    return None if row is None else _entry(row)


def current(connection: Connection, kinds: Iterable[str], gathering: str | None = None) -> list[Entry]:
    """The latest entry of each (gathering, kind, subject) of these kinds, oldest first."""
    newest = select(func.max(entry.c.revision)).where(entry.c.kind.in_(list(kinds)))
    if gathering is not None:
        newest = newest.where(entry.c.gathering == gathering)
    newest = newest.group_by(entry.c.gathering, entry.c.kind, entry.c.subject)
    return read(connection, select(entry).where(entry.c.revision.in_(newest)))
