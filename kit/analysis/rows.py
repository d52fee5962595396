"""The rows of an analysis as people see them: factors, information, measures, log, evaluation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kit.activities._circle import PERSPECTIVES as PERSPECTIVES
from kit.activities._circle import Link as Link
from kit.activities._words import short as short
from kit.analysis.cells import Cell

EFFECTS = ("maintains", "dampens")
LEVELS = ("individ", "gruppe", "system")
RESULTS = ("reached", "partly", "not")
NEXT = ("continue", "adjust", "stop")
DATES = frozenset(("start", "evaluate", "due", "date"))  # members of rows that are dates
FIRST_YEAR, LAST_YEAR = 2000, 2099  # of the dates that a case can have
GOAL = "goal"  # what an evaluation is about, besides the measures
Members = Mapping[str, Cell]


@dataclass(frozen=True)
class Row:
    """Something in a list. ``conflicts`` names the members in which two texts wait for a choice."""

    id: str
    made: int  # revision of its first entry
    removed: bool
    conflicts: tuple[str, ...]


@dataclass(frozen=True)
class Factor(Row):
    perspective: str  # kontekst, aktor, individ; "" while nobody has placed the card
    effect: str  # maintains or dampens
    text: str
    evidence: str
    selected: bool
    weight: int
    source: str  # where the card came from, e.g. the name of a table; "" from the screen

    @property
    def dampens(self) -> bool:
        return self.effect == "dampens"


@dataclass(frozen=True)
class Information(Row):
    question: str  # what we need to know
    whom: str
    method: str
    responsible: str
    due: dt.date | None
    findings: str


@dataclass(frozen=True)
class Measure(Row):
    text: str
    aims: tuple[str, ...]  # factor ids, also of factors that are taken away
    level: str
    responsible: str
    start: dt.date | None
    evaluate: dt.date | None
    noticed: str  # how it will be noticed that it works


@dataclass(frozen=True)
class LogLine(Row):
    date: dt.date | None
    text: str
    measure: str  # measure id, or ""


@dataclass(frozen=True)
class Evaluation(Row):
    """``id`` is :data:`GOAL` or a measure's id."""

    result: str  # reached, partly, not; "" while undecided
    next: str  # continue, adjust, stop; "" while undecided
    reason: str


def text_of(members: Members, name: str) -> str:
    value = members[name].value if name in members else None
    return value if isinstance(value, str) else ""


def date_of(members: Members, name: str) -> dt.date | None:
    return as_date(members[name].value) if name in members else None


def as_date(value: Any) -> dt.date | None:
    """A date as it is kept, «2026-12-04»; None for anything else, also for a year that no case has."""
    try:
        date = dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return date if date and FIRST_YEAR <= date.year <= LAST_YEAR else None


def _one_of(members: Members, name: str, allowed: Iterable[str], otherwise: str = "") -> str:
    value = text_of(members, name)
    return value if value in allowed else otherwise


def is_on(members: Members, name: str) -> bool:
    return name in members and members[name].value is True


def _row(row_id: str, members: Members) -> dict[str, Any]:
    return {
        "id": row_id,
        "made": min((c.first for c in members.values()), default=0),
        "removed": is_on(members, "removed") or is_on(members, "withdrawn"),
        "conflicts": tuple(name for name, cell in members.items() if cell.others),
    }


def factor(row_id: str, members: Members, weight: int) -> Factor:
    return Factor(
        **_row(row_id, members),
        perspective=_one_of(members, "perspective", PERSPECTIVES),
        effect=_one_of(members, "effect", EFFECTS, "maintains"),
        text=text_of(members, "text"),
        evidence=text_of(members, "evidence"),
        selected=is_on(members, "selected"),
        weight=weight,
        source=text_of(members, "source"),
    )


def information(row_id: str, members: Members) -> Information:
    return Information(
        **_row(row_id, members),
        question=text_of(members, "question"),
        whom=text_of(members, "whom"),
        method=text_of(members, "method"),
        responsible=text_of(members, "responsible"),
        due=date_of(members, "due"),
        findings=text_of(members, "findings"),
    )


def measure(row_id: str, members: Members) -> Measure:
    aims = [n.removeprefix("aim:") for n, c in members.items() if n.startswith("aim:") and c.value is True]
    return Measure(
        **_row(row_id, members),
        text=text_of(members, "text"),
        aims=tuple(aims),
        level=_one_of(members, "level", LEVELS),
        responsible=text_of(members, "responsible"),
        start=date_of(members, "start"),
        evaluate=date_of(members, "evaluate"),
        noticed=text_of(members, "noticed"),
    )


def log_line(row_id: str, members: Members) -> LogLine:
    return LogLine(
        **_row(row_id, members),
        date=date_of(members, "date"),
        text=text_of(members, "text"),
        measure=text_of(members, "measure"),
    )


def evaluation(row_id: str, members: Members) -> Evaluation:
    return Evaluation(
        **_row(row_id, members),
        result=_one_of(members, "result", RESULTS),
        next=_one_of(members, "next", NEXT),
        reason=text_of(members, "reason"),
    )
