"""Bringing a database up to the schema of this kit: one process migrates, the others wait."""

from __future__ import annotations

import datetime as dt
import os
import re
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, inspect, text, update

from kit.i18n import gettext as _
from kit.store.engine import copy, data_folder, private
from kit.store.errors import StoreError, failure
from kit.store.schema import HEAD, VERSIONS, counter

_WAIT_SECONDS = 60.0


def prepare(engine: Engine, path: Path | None, today: dt.date) -> None:
    """Make the database ready to be used, or say in one sentence why it cannot be."""
    if engine.dialect.name != "sqlite" or path is None:
        with engine.begin() as connection:
            migrate(connection)
        return
    if str(engine.url.database).startswith("file:"):  # with options of SQLite's own, such as mode=ro
        _prepare_file(engine, path, today)
        return
    _make_room(path)
    _prepare_file(engine, path, today)
    with suppress(OSError):
        path.chmod(0o600)


def _make_room(path: Path) -> None:
    if not path.parent.exists():
        path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
    if path.parent == data_folder():
        with suppress(OSError):
            path.parent.chmod(0o700)
    private(path)


def _prepare_file(engine: Engine, path: Path, today: dt.date) -> None:
    if not _is_ready(engine, path):
        # Not «.lock»: SQLite itself uses that name on file systems without locks of their own.
        lock = FileLock(f"{path}.migrating", timeout=_WAIT_SECONDS, mode=0o600)
        try:
            with lock:
                if not _is_ready(engine, path):  # another process may have been first
                    _upgrade(engine, path, today)
        except Timeout as error:
            raise failure("locked", str(path)) from error
    # May we write? Better asked now than at the first answer. Rolled back, this touches no disk.
    with engine.connect().execution_options(writes=True) as connection, connection.begin() as trial:
        connection.execute(update(counter).values(revision=counter.c.revision))
        trial.rollback()


def _is_ready(engine: Engine, path: Path) -> bool:
    with engine.connect() as connection:
        version = _version(connection, path)
    return version == HEAD and _journal(engine) == "wal"


def _version(connection: Connection, path: Path) -> str | None:
    """The schema of the file; None for a new one."""
    tables = inspect(connection).get_table_names()
    if not tables:
        return None
    if "alembic_version" not in tables:
        raise failure("foreign", str(path))
    found = str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())
    if found not in VERSIONS:
        raise failure("newer" if re.fullmatch(r"\d{4}", found) else "foreign", str(path))
    return found


def _journal(engine: Engine, wanted: str = "") -> str:
    with closing(engine.raw_connection()) as raw, closing(raw.cursor()) as cursor:
        cursor.execute(f"PRAGMA journal_mode={wanted}" if wanted else "PRAGMA journal_mode")
        row = cursor.fetchone()
        return str(row[0]).lower() if row else ""


def _upgrade(engine: Engine, path: Path, today: dt.date) -> None:
    if _journal(engine, "WAL") != "wal":
        raise StoreError(
            _(
                "The folder {folder} cannot hold the database safely, as is common on network drives; "
                "use one on this machine, for instance with --database {elsewhere}."
            ).format(folder=path.parent, elsewhere=elsewhere()),
            "nowal",
        )
    with engine.connect() as connection:
        version = _version(connection, path)
    if version == HEAD:
        return
    if version is not None:
        with closing(engine.raw_connection()) as raw:
            copy(raw.driver_connection, _backup_name(path, version, today))
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        migrate(connection)


def elsewhere() -> str:
    """Another place to suggest: on this machine, kept over a restart where the system has such a folder."""
    lasting = Path("/var/tmp")  # only suggested; nothing is written there by itself
    folder = lasting if lasting.is_dir() else Path(tempfile.gettempdir())
    return str(folder / f"fagsamling-{os.getuid() if hasattr(os, 'getuid') else 'data'}" / "fagsamling.db")


def _backup_name(path: Path, version: str, today: dt.date) -> Path:
    stem = f"{path.stem}-{version}-{today.isoformat()}"
    name, n = path.with_name(f"{stem}.db"), 1
    while name.exists():
        n += 1
        name = path.with_name(f"{stem}-{n}.db")
    return name


def backups(path: Path) -> list[Path]:
    """The copies that earlier migrations left beside the database."""
    pattern = re.compile(re.escape(path.stem) + r"-\d{4}-\d{4}-\d\d-\d\d(-\d+)?\.db")
    return sorted(p for p in path.parent.iterdir() if pattern.fullmatch(p.name))


def migrate(connection: Connection, to: str = "head") -> None:
    """Run the missing steps in the transaction that the connection is in."""
    from alembic import command  # slow to import, and seldom needed
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, to)
