"""Has anyone written? A question cheap enough to be asked fifty times a second."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Engine, select

from kit.store.schema import counter


class Watch:
    """A number that grows when anyone has written.

    On a SQLite file, ``data_version`` on a connection that never writes itself: it notices other
    processes and this one's own writes alike, without reading a page. Elsewhere, the counter.
    """

    def __init__(self, engine: Engine, lock: AbstractContextManager[Any]) -> None:
        self._engine = engine
        self._guard = lock
        self._lock = threading.Lock()
        self._seen = -1
        self._count = 0
        self._raw: sqlite3.Connection | None = None
        if engine.dialect.name == "sqlite" and engine.url.database not in (None, "", ":memory:"):
            args, options = engine.dialect.create_connect_args(engine.url)
            options["check_same_thread"] = False  # one at a time, behind the lock
            self._raw = sqlite3.connect(args[0], **options)
            self._raw.isolation_level = None

    def version(self) -> int:
        with self._lock:
            seen = self._look()
            if seen != self._seen:
                self._seen = seen
                self._count += 1
            return self._count

    def _look(self) -> int:
        if self._raw is not None:
            return int(self._raw.execute("PRAGMA data_version").fetchone()[0])
        with self._guard, self._engine.connect() as connection:
            return int(connection.execute(select(counter.c.revision)).scalar_one())

    def close(self) -> None:
        if self._raw is not None:
            self._raw.close()
