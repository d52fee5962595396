"""The database itself: addresses, connections and transactions. What is special about SQLite is here."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import Any, TypeVar

import platformdirs
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import StaticPool

from kit.i18n import gettext as _
from kit.store.errors import StoreError, explained, failure, reason_of
from kit.store.watch import Watch

T = TypeVar("T")
VARIABLE = "FAGSAMLING_DATABASE"
BUSY_SECONDS = 5.0
_ATTEMPTS = 2  # one retry after the busy timeout


def data_folder() -> Path:
    """The local, non-roaming folder for this user's data."""
    return platformdirs.user_data_path("fagsamling", appauthor=False, roaming=False)


def database_url() -> str:
    """The address that :func:`kit.store.open_store` uses when it is given none."""
    return absolute(os.environ.get(VARIABLE) or str(data_folder() / "fagsamling.db"))


def absolute(address: str) -> str:
    """The address with a full path, so that processes in other folders mean the same file.

    A bare file name is taken as one too: people paste those.
    """
    if "://" not in address:
        return _render(URL.create("sqlite", database=str(Path(address).expanduser().absolute())))
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise _bad_address() from error
    if url.get_backend_name() != "sqlite" or not is_file(url) or str(url.database).startswith("file:"):
        return address
    return _render(url.set(database=str(Path(str(url.database)).absolute())))


def _render(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _bad_address() -> StoreError:
    return StoreError(
        _("The address of the database cannot be used; it should look like sqlite:///folder/file.db."),
        "address",
    )


def is_file(url: URL) -> bool:
    return bool(url.database) and url.database != ":memory:"


def path_of(url: URL) -> Path | None:
    """The file behind the address, if there is one."""
    if url.get_backend_name() != "sqlite" or not is_file(url):
        return None
    return Path(str(url.database).removeprefix("file:"))


def connect(address: str) -> Engine:
    """An engine whose every connection is set up for safety before speed."""
    try:
        url = make_url(address)
        if url.get_backend_name() != "sqlite":
            return create_engine(url)
        if not is_file(url):
            engine = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
        else:
            waiting = {} if "timeout" in url.query else {"timeout": BUSY_SECONDS}
            engine = create_engine(url, connect_args=waiting)
    except (ArgumentError, NoSuchModuleError, ImportError, TypeError) as error:
        raise _bad_address() from error
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself; _on_begin does
    cursor = connection.cursor()
    for pragma in ("foreign_keys=ON", "synchronous=FULL", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    # A writer takes its place at once: two that read first and write later could only deadlock.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Database:
    """Reading and writing transactions, each a function of a connection.

    Safe to use from several threads: a file gives each transaction a connection of its own; a
    database in memory is one connection behind a lock. Open it after forking, not before.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.path = path_of(engine.url)
        self.frozen = False
        in_memory = self.path is None and engine.dialect.name == "sqlite"
        self._lock: AbstractContextManager[Any] = threading.RLock() if in_memory else nullcontext()
        self._place = self.path.name if self.path else str(engine.url.database or "")
        self._watch: Watch | None = None
        self._watching = threading.Lock()

    def read(self, work: Callable[[Connection], T]) -> T:
        with explained(self._place), self._lock, self.engine.connect() as connection, connection.begin():
            return work(connection)

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` in one transaction. It may be run a second time, so it changes nothing else."""
        if self.frozen:
            raise StoreError(_("This is a finished example, so it cannot be changed."), "readonly")
        with explained(self._place):
            for _left in range(_ATTEMPTS - 1):
                try:
                    return self._write(work)
                except DBAPIError as error:
                    if reason_of(error) != "locked":
                        raise
            return self._write(work)

    def _write(self, work: Callable[[Connection], T]) -> T:
        with (
            self._lock,
            self.engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            return work(connection)

    def version(self) -> int:
        """A number that has grown when anyone, in any process, has written since the last call."""
        with explained(self._place):
            with self._watching:
                if self._watch is None:
                    self._watch = Watch(self.engine, self._lock)
            return self._watch.version()

    def backup(self, to: Path) -> None:
        """A complete copy, also while others write."""
        with explained(to):
            raw = self.engine.raw_connection()
            try:
                with self._lock:
                    copy(raw.driver_connection, to)
            finally:
                raw.close()

    def scrub(self) -> None:
        """Leave nothing of deleted rows in the write-ahead log. The pages were zeroed already."""
        if self.path is None:
            return
        with explained(self._place):
            raw = self.engine.raw_connection()
            try:
                busy = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            finally:
                raw.close()
        if busy:
            raise failure("locked", self._place)

    def close(self) -> None:
        with self._watching:
            if self._watch is not None:
                self._watch.close()
                self._watch = None
        self.engine.dispose()


def copy(source: Any, to: Path) -> None:
    """Copy an open SQLite database with SQLite's own backup, never as a file; all of it or nothing."""
    partial = to.with_name(f".{to.name}.part")
    private(partial)
    try:
        target = sqlite3.connect(partial)
        try:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # one file: looking at it leaves no others beside it
        finally:
            target.close()
        partial.replace(to)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def private(path: Path) -> None:
    """Make an empty file that only its owner may read, if there is none."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
