"""The store: everything that lasts, behind one small class."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from kit.store import analyses, answers, copying, dated, engine, entries, gatherings, upgrade
from kit.store.copies import Copy, Merged
from kit.store.errors import explained
from kit.store.gatherings import SHARED
from kit.store.numbers import last_revision
from kit.store.state import AnswerRow, Entry, Gathering, Json, Unit
from kit.store.values import now

if TYPE_CHECKING:
    from pandas import DataFrame
    from sqlalchemy import Connection

    from kit.analysis import Analysis

T = TypeVar("T")


def open_store(url: str | None = None, *, clock: Callable[[], dt.datetime] = now) -> Store:
    """Open the database, making or migrating it first where needed.

    Raises :class:`StoreError` with one sentence where that cannot be done. ``clock`` is what
    entries and answers are stamped with.
    """
    address = engine.database_url() if url is None else engine.absolute(url)
    connected = engine.connect(address)
    path = engine.path_of(connected.url)
    try:
        with explained(path or address):
            upgrade.prepare(connected, path, clock().date())
    except BaseException:
        connected.dispose()
        raise
    return Store(engine.Database(connected), address, clock)


class Store:
    """Gatherings, what is written about them, and answers. Nothing is overwritten.

    One Store may be used from several threads. Every method is one transaction, and every
    failure is a :class:`StoreError`. Open it after forking, never before.
    """

    def __init__(self, database: engine.Database, url: str, clock: Callable[[], dt.datetime]) -> None:
        self._database = database
        self._read, self._write = database.read, database.write
        self.url = url
        self.path: Path | None = database.path
        self.clock = clock

    # News

    def version(self) -> int:
        """Grows when anyone has written since the last call; cheap enough to ask every 20 ms."""
        return self._database.version()

    def revision(self) -> int:
        """The number of the newest entry or answer."""
        return self._read(last_revision)

    # Gatherings

    def municipalities(self) -> list[gatherings.Municipality]:
        return self._read(gatherings.municipalities)

    def units(self, municipality_id: str | None = None) -> list[Unit]:
        """Units of all gatherings so far, in alphabetical order."""
        return self._read(lambda c: gatherings.units(c, municipality_id))

    def create_gathering(self, new: gatherings.NewGathering) -> str:
        return self._write(lambda c: gatherings.create(c, new, self.clock()))

    def update_gathering(self, gathering_id: str, **changes: Any) -> None:
        """Change theme, date, municipality, units (``NewUnit``), expected, mode or language."""
        self._write(lambda c: gatherings.change(c, gathering_id, changes, self.clock()))

    def gatherings(self) -> list[gatherings.GatheringSummary]:
        """All gatherings, the newest date first."""
        return self._read(gatherings.summaries)

    def find(self, code_or_id: str) -> str | None:
        return self._read(lambda c: gatherings.find(c, code_or_id))

    def state(self, gathering_id: str, known: Gathering | None = None) -> Gathering:
        """The gathering now. With ``known``, only what is newer is read."""
        return self._read(lambda c: gatherings.state(c, gathering_id, known))

    # Analyses

    def create_analysis(self, changes: Iterable[entries.Change], by: str = "") -> str:
        """A new analysis from its first entries (:func:`kit.analysis.changes.start`); its id."""
        wanted = list(changes)
        return self._write(lambda c: analyses.create(c, wanted, self.clock(), by))

    def analyses(self) -> list[str]:
        """Ids of all analyses, the one that was written in last first."""
        return self._read(analyses.ids)

    def is_analysis(self, id_: str) -> bool:
        return self._read(lambda c: analyses.is_one(c, id_))

    def analysis_state(self, analysis_id: str, known: Analysis | None = None) -> Analysis:
        """The analysis now. With ``known``, only what is newer is read."""
        return self._read(lambda c: analyses.state(c, analysis_id, known))

    def code(self, id_: str) -> str:
        """The code of a gathering or an analysis; empty where there is none."""
        return self._read(lambda c: analyses.code(c, id_))

    # Copies

    def copy(self, root: str, after: str = "") -> Copy:
        """A gathering or an analysis with all that belongs to it; with a cursor, only what is newer."""
        return self._read(lambda c: copying.read(c, root, after))

    def merge(self, copy: Copy) -> Merged:
        """Lay a copy together with what is here. Twice adds nothing, and nothing that is here goes."""
        return self._write(lambda c: copying.merge(c, copy))

    def knows(self, root: str, cursor: str) -> bool:
        """Whether everything up to a copy's cursor may be here: its newest row is."""
        return self._read(lambda c: copying.knows(c, root, cursor))

    # Entries

    def record(
        self,
        gathering_id: str,
        kind: str,
        subject: str,
        body: Json,
        *,
        expect: int | None = None,
        by: str = "",
    ) -> int:
        """Append one entry; its revision. :class:`Stale` if the latest one is not ``expect``."""
        return self.record_many(gathering_id, [(kind, subject, body, expect)], by)[0]

    def record_many(self, gathering_id: str, changes: Iterable[entries.Change], by: str = "") -> list[int]:
        """Append several entries, all or none."""
        wanted = list(changes)
        return self._write(lambda c: entries.append(c, gathering_id, wanted, by, self.clock()))

    def history(self, gathering_id: str, kind: str, subject: str) -> list[Entry]:
        return self._read(lambda c: entries.history(c, gathering_id, kind, subject))

    def entries(self, gathering_id: str, after: int = 0) -> list[Entry]:
        return self._read(lambda c: entries.of(c, gathering_id, after))

    # Answers

    def add_answers(self, new: Sequence[answers.NewAnswer]) -> list[answers.Receipt]:
        """Add answers in one transaction; sending the same one again adds nothing."""
        return self._write(lambda c: answers.add(c, new, self.clock()))

    def answers(
        self, gathering_id: str, activity: str | None = None, round: int | None = None, after: int = 0
    ) -> list[AnswerRow]:
        """All answers as they came in; :func:`kit.store.state.counting` says which count."""
        return self._read(lambda c: answers.read(c, gathering_id, activity, round, after))

    def kept_answers(self, gathering_id: str, ids: Sequence[str]) -> set[str]:
        """Those of the ids that are stored; a database that was restored from a copy may lack some."""
        return self._read(lambda c: answers.kept(c, gathering_id, ids))

    def frame(
        self, gathering: Gathering, rows: Iterable[AnswerRow], activity_id: str, round: int
    ) -> DataFrame:
        """The answers that count, as a table."""
        from kit.store.frames import frame

        return frame(gathering, rows, activity_id, round)

    def write(self, work: Callable[[Connection], T]) -> T:
        """A transaction of one's own; ``work`` may be run twice. For :class:`Writer`."""
        return self._write(work)

    # What all gatherings share

    def shared(self, kind: str) -> Json:
        """The latest body of a kind that belongs to no gathering; empty where there is none."""
        found = self._read(lambda c: entries.newest(c, SHARED, kind, ""))
        return found.body if found else {}

    def preference(self, name: str, default: Any = None) -> Any:
        found = self._read(lambda c: entries.newest(c, SHARED, "preference", name))
        return found.body.get("value", default) if found else default

    def set_preference(self, name: str, value: Any) -> None:
        self.record(SHARED, "preference", name, {"value": value})

    # Care

    def freeze(self) -> None:
        """From now on this Store only reads: the finished sample."""
        self._database.frozen = True

    def backup(self, to: Path) -> None:
        """A complete copy in a new file, also while others write."""
        self._database.backup(to)

    def backups(self) -> list[Path]:
        """Copies that were made before migrating. They still hold what has been deleted since."""
        return upgrade.backups(self.path) if self.path else []

    def keep_dated_copy(self, today: dt.date) -> Path | None:
        """Make or renew today's copy beside the database, and keep the last ten."""
        return dated.keep(self._database, today)

    def dated_copies(self) -> list[Path]:
        """The copies of the last days, oldest first."""
        return dated.copies(self.path) if self.path else []

    def delete_gathering(self, gathering_id: str) -> None:
        """Delete a gathering's rows for good, in the dated copies too; units are kept for other gatherings."""
        self._write(lambda c: gatherings.remove(c, gathering_id))
        self._database.scrub()
        if self.path:
            dated.delete_gathering(self.path, gathering_id)

    def delete_everything(self) -> None:
        """Delete all rows for good, the dated copies, and those that were made before migrating."""
        self._write(gatherings.remove_all)
        self._database.scrub()
        if self.path:
            dated.delete(self.path)
        for path in self.backups():
            with suppress(FileNotFoundError), explained(path):
                path.unlink()

    def close(self) -> None:
        self._database.close()
