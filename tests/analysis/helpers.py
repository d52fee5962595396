"""Entries without a store: a growing list with revisions, as the store would give them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from kit.analysis import Analysis, changes, fold, worksheets
from kit.analysis.changes import Change

MOMENT = dt.datetime(2026, 11, 12, 12, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 16)


@dataclass(frozen=True)
class Entry:
    revision: int
    kind: str
    subject: str
    body: dict[str, Any]
    at: dt.datetime
    by: str = ""


class Stale(Exception):
    """Somebody else was first."""


class Log:
    """What the store does for one analysis, in memory."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.state = Analysis("a")

    def add(self, change: Change | list[Change], by: str = "") -> Analysis:
        for kind, subject, body, expect in change if isinstance(change, list) else [change]:
            if expect not in (None, self.state.cell(kind, subject).revision):
                raise Stale
            revision = len(self.entries) + 1
            moment = MOMENT + dt.timedelta(minutes=revision)
            entry = Entry(revision, kind, subject, body, moment, by)
            self.entries.append(entry)
            self.state = fold(self.state, [entry])
        return self.state


def started(template: str = "lp", **more: Any) -> Log:
    log = Log()
    sheet = worksheets("nb", own=False).all[template]
    log.add(changes.start(sheet, title="Storefri på 3. trinn", unit_name="Bjørkåsen skole", **more))
    return log
