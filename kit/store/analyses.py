"""Pedagogiske analyser: made with a code of their own, listed, and read as they are now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from kit.store import entries
from kit.store.codes import new_id
from kit.store.errors import unknown
from kit.store.gatherings import free_code, receipts
from kit.store.schema import entry, gathering

if TYPE_CHECKING:
    from kit.analysis import Analysis


def create(connection: Connection, changes: Sequence[entries.Change], at: dt.datetime, by: str = "") -> str:
    """A new analysis from its first entries (``kit.analysis.changes.start``); its id."""
    id_ = new_id()
    connection.execute(gathering.insert(), {"id": id_, "code": free_code(connection, None)})
    entries.append(connection, id_, [*changes, receipts()], by, at)
    return id_


def ids(connection: Connection) -> list[str]:
    """All analyses, the one that was written in last first."""
    mine = select(entry.c.gathering).where(entry.c.kind == "analysis", entry.c.subject == "settings")
    newest = select(entry.c.gathering, func.max(entry.c.revision).label("newest"))
    newest = newest.where(entry.c.gathering.in_(mine)).group_by(entry.c.gathering)
    rows = connection.execute(newest).all()
    return [row.gathering for row in sorted(rows, key=lambda r: -r.newest)]


def code(connection: Connection, id_: str) -> str:
    """The code that phones type."""
    found = connection.execute(select(gathering.c.code).where(gathering.c.id == id_)).scalar()
    return str(found or "")


def is_one(connection: Connection, id_: str) -> bool:
    """Whether an id is that of an analysis, not of a gathering."""
    return entries.latest(connection, id_, "analysis", "settings") > 0


def state(connection: Connection, id_: str, known: Analysis | None = None) -> Analysis:
    """The analysis as it is now, reading only what is newer than ``known``."""
    from kit.analysis import Analysis, fold

    since = connection.execute(select(gathering.c.since).where(gathering.c.id == id_)).scalar()
    if since is None:
        raise unknown()
    # Rows with new numbers (copies were laid together) are read from the beginning.
    usable = known is not None and known.id == id_ and (known.revision > since or not since)
    before = known if known is not None and usable else Analysis(id_)
    return fold(before, entries.of(connection, id_, before.revision))
