"""Dated copies beside the database: one for each day that something was written, the last ten kept.

Made with SQLite's own backup. A copy is never written over one that has come further: when the
database was lost and begun anew, the copy from the morning stays.
"""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from kit.store.engine import Database
from kit.store.errors import explained

KEPT = 10
FOLDER = "kopier"


def folder(database: Path) -> Path:
    """Where the copies of a database lie."""
    return database.parent / FOLDER


def copies(database: Path) -> list[Path]:
    """Oldest first."""
    name = re.compile(re.escape(database.stem) + r"-(\d{4}-\d\d-\d\d)(?:-(\d+))?\.db")
    found = [(m[1], int(m[2] or 1), p) for p in _files(database) if (m := name.fullmatch(p.name))]
    return [path for _day, _number, path in sorted(found)]


def _files(database: Path) -> list[Path]:
    try:
        return list(folder(database).iterdir())
    except OSError:
        return []


def keep(database: Database, today: dt.date) -> Path | None:
    """Make or renew the copy of today, where there is something new; the copy, if one was made."""
    if database.path is None:
        return None
    path = database.path
    known = copies(path)
    now = _now(database, path)
    if not now or (known and _revision(known[-1]) == now):
        return None
    with explained(path):
        folder(path).mkdir(mode=0o700, exist_ok=True)
    number, to = 1, folder(path) / f"{path.stem}-{today.isoformat()}.db"
    while _revision(to) > now:
        number += 1
        to = folder(path) / f"{path.stem}-{today.isoformat()}-{number}.db"
    database.backup(to)
    for old in copies(path)[:-KEPT]:
        with suppress(OSError):
            _unlink(old)
    return to


def _unlink(copy: Path) -> None:
    """A copy, and what SQLite keeps beside one that somebody has opened as a database."""
    for file in (copy, *(copy.with_name(copy.name + end) for end in ("-wal", "-shm", ".migrating"))):
        file.unlink(missing_ok=True)


def _now(database: Database, path: Path) -> int:
    """How far the database itself has come, over one of its own connections.

    One that may only read was refused («disk I/O error») when the program stopped.
    """
    with explained(path), closing(database.engine.raw_connection()) as raw:
        found = raw.cursor().execute("SELECT revision FROM counter").fetchone()
        return int(found[0]) if found else 0


def _revision(path: Path) -> int:
    """How far a database had come; 0 where there is none, or nothing in it."""
    if not path.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as raw:
            return int(raw.execute("SELECT revision FROM counter").fetchone()[0])
    except (sqlite3.Error, TypeError):
        return 0


def delete(database: Path) -> None:
    """All of them."""
    for path in copies(database):
        with explained(path):
            _unlink(path)
    with suppress(OSError):
        folder(database).rmdir()


def delete_gathering(database: Path, gathering_id: str) -> None:
    """Take a deleted gathering out of the copies too; nothing of it is left in the files."""
    for path in copies(database):
        with explained(path), closing(sqlite3.connect(path)) as raw:
            raw.execute("PRAGMA secure_delete=ON")
            for table, column in (("answer", "gathering"), ("entry", "gathering"), ("gathering", "id")):
                raw.execute(f"DELETE FROM {table} WHERE {column} = ?", (gathering_id,))
            raw.commit()
            raw.execute("VACUUM")
