"""Looking back and around: the history of one place, and one line about each analysis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kit.analysis import rows
from kit.analysis.cells import EntryLike
from kit.analysis.model import Analysis
from kit.analysis.rows import Evaluation


@dataclass(frozen=True)
class Written:
    """One line of a place's history."""

    value: Any
    revision: int
    by: str
    at: dt.datetime
    how: str  # written, undone or redone


def history(entries: Iterable[EntryLike], kind: str, subject: str) -> list[Written]:
    """Everything that was ever written in one place, the newest first."""
    found = [
        Written(
            e.body.get("value"),
            e.revision,
            e.by,
            e.at,
            "undone" if "undo" in e.body else "redone" if "redo" in e.body else "written",
        )
        for e in entries
        if (e.kind, e.subject) == (kind, subject)
    ]
    return sorted(found, key=lambda w: w.revision, reverse=True)


@dataclass(frozen=True)
class Summary:
    """One line in the list of a unit's analyses."""

    id: str
    title: str
    unit_name: str
    version: int
    step: str  # title of the step it has come to
    next_date: dt.date | None
    open_measures: int
    changed_at: dt.datetime | None


def summary(analysis: Analysis, today: dt.date) -> Summary:
    dates = [analysis.goal_date, rows.as_date(analysis.used("next"))]
    dates += [d for m in analysis.measures for d in (m.start, m.evaluate)]
    ahead = sorted(d for d in dates if d is not None and d >= today)
    open_ = [m for m in analysis.measures if not is_settled(analysis.evaluation(m.id))]
    return Summary(
        analysis.id,
        analysis.title,
        analysis.unit_name,
        analysis.version,
        analysis.current.title,
        ahead[0] if ahead else None,
        len(open_),
        analysis.changed_at,
    )


def is_settled(evaluation: Evaluation) -> bool:
    """Whether a measure is behind them: it reached what it should and goes on as a habit, or it was stopped."""
    return evaluation.next == "stop" or (evaluation.result == "reached" and bool(evaluation.next))
