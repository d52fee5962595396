"""What an analysis is right now: one frozen value, made of entries by :mod:`kit.analysis.folding`.

Everything that is filled in has a place of its own, (kind, subject), so two people in different
places never disturb each other. In the same place both texts stand until somebody chooses
(:mod:`kit.analysis.cells`). Revising opens a new version; the analysis as it was stays in
:attr:`Analysis.earlier`.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from pydantic import ValidationError

from kit.analysis import rows
from kit.analysis.cells import Cell, Json
from kit.analysis.rows import Evaluation, Factor, Information, Link, LogLine, Measure
from kit.analysis.worksheets import DEFAULT, Worksheet, WorksheetStep, worksheets

ROWS = frozenset(("information", "factor", "measure", "log"))  # kinds that are lists
Place = tuple[str, str]  # kind, subject


@dataclass(frozen=True)
class Opened:
    """A version that was opened by revising."""

    number: int
    reason: str
    from_step: str  # steps from here on are to be done again
    revision: int
    at: dt.datetime


@dataclass(frozen=True)
class Clock:
    """The clock of one step: running until ``ends_at``, or stopped with ``left`` seconds."""

    step: str = ""
    ends_at: dt.datetime | None = None
    left: float | None = None

    def seconds_left(self, now: dt.datetime) -> int | None:
        """Whole seconds, below zero when the time is over; None where no clock was started."""
        if self.ends_at is not None:
            return round((self.ends_at - now).total_seconds())
        return None if self.left is None else round(self.left)


@dataclass(frozen=True)
class StepState:
    step: WorksheetStep
    number: int  # from 1
    done: bool
    open: bool
    early: str  # why it was opened before the first part was done; "" where it was not


@dataclass(frozen=True)
class Analysis:
    id: str
    cells: Mapping[Place, Cell] = field(default_factory=dict)
    version: int = 1
    versions: tuple[Opened, ...] = ()
    earlier: tuple[Analysis, ...] = ()  # as it was when each new version was opened, oldest first
    revision: int = 0
    changed_at: dt.datetime | None = None

    # Frame

    @property
    def settings(self) -> Json:
        value = self.cell("analysis", "settings").value
        return value if isinstance(value, dict) else {}

    @property
    def language(self) -> str:
        return str(self.settings.get("language") or "nb")

    @property
    def unit_name(self) -> str:
        return str(self.settings.get("unit_name") or "")

    @cached_property
    def worksheet(self) -> Worksheet:
        """The analysis' own copy; ours where there is none that this kit can read."""
        own = _own_copy(json.dumps(self.cell("analysis", "worksheet").value))
        return own or worksheets(self.language, own=False).all[DEFAULT]

    @property
    def clock(self) -> Clock:
        value = self.cell("analysis", "clock").value or {}
        ends = value.get("ends_at")
        return Clock(
            value.get("step", ""), dt.datetime.fromisoformat(ends) if ends else None, value.get("left")
        )

    # What is filled in

    def cell(self, kind: str, subject: str) -> Cell:
        return self.cells.get((kind, subject)) or Cell()

    def field(self, step: str, name: str) -> Cell:
        """A field of the worksheet; a new version goes on from what stood in the one before."""
        for version in range(self.version, 0, -1):
            found = self.cells.get(("field", f"{version}:{step}:{name}"))
            if found is not None:
                return found
        return Cell()

    def text(self, step: str, name: str) -> str:
        value = self.field(step, name).value
        return "\n".join(map(str, value)) if isinstance(value, list) else str(value or "")

    def used(self, use: str) -> str:
        """What stands in the field that the template says is used as, e.g., ``goal``."""
        place = self.worksheet.where(use)
        return self.text(*place).strip() if place else ""

    @property
    def title(self) -> str:
        return self.used("title")

    @property
    def problem(self) -> str:
        """The problem as it is put now: the precise one, else the open question."""
        return self.used("problem") or self.used("question")

    @property
    def goal(self) -> str:
        return self.used("goal")

    @property
    def goal_date(self) -> dt.date | None:
        return rows.as_date(self.used("goal_date"))

    # Lists: what was made first comes first; what is taken away is left out

    @cached_property
    def _members(self) -> Mapping[str, Mapping[str, Mapping[str, Cell]]]:
        """kind → id → member → cell."""
        found: dict[str, dict[str, dict[str, Cell]]] = {kind: {} for kind in ROWS}
        for (kind, subject), cell in self.cells.items():
            row, _colon, member = subject.partition(":")
            if kind in ROWS and member and cell.standing:
                found[kind].setdefault(row, {})[member] = cell
        return found

    def members(self, kind: str, row: str) -> Mapping[str, Cell]:
        """The cells of one row, for a form: their texts, bases and conflicts."""
        return self._members[kind].get(row, {})

    @cached_property
    def all_factors(self) -> Mapping[str, Factor]:
        """By id, also those that were taken away: a measure may still aim at one."""
        made = [rows.factor(i, m, self.weights.get(i, 0)) for i, m in self._members["factor"].items()]
        return {f.id: f for f in _in_order(made)}

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        return tuple(f for f in self.all_factors.values() if not f.removed)

    @property
    def selected(self) -> tuple[Factor, ...]:
        return tuple(f for f in self.factors if f.selected)

    @cached_property
    def information(self) -> tuple[Information, ...]:
        made = [rows.information(i, m) for i, m in self._members["information"].items()]
        return tuple(r for r in _in_order(made) if not r.removed)

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        made = [rows.measure(i, m) for i, m in self._members["measure"].items()]
        return tuple(r for r in _in_order(made) if not r.removed)

    def rows(self, kind: str) -> Sequence[rows.Row]:
        """The rows of one of the lists, without those that were taken away."""
        lists: Mapping[str, Sequence[rows.Row]] = {
            "information": self.information, "factor": self.factors, "measure": self.measures, "log": self.log
        }  # fmt: skip
        return lists[kind]

    @cached_property
    def log(self) -> tuple[LogLine, ...]:
        """Oldest date first; lines without a date last."""
        made = [rows.log_line(i, m) for i, m in self._members["log"].items()]
        kept = [r for r in _in_order(made) if not r.removed]
        return tuple(sorted(kept, key=lambda r: r.date or dt.date.max))

    def evaluation(self, target: str) -> Evaluation:
        """What was decided, in this version, about the goal (``"goal"``) or a measure."""
        start = f"{self.version}:{target}:"
        names = ("result", "next", "reason")
        members = {n: c for n in names if (c := self.cells.get(("evaluation", start + n))) and c.standing}
        return rows.evaluation(target, members)

    @cached_property
    def votes(self) -> Mapping[str, Mapping[str, int]]:
        """respondent → factor id → dots."""
        given = {s: c.value for (kind, s), c in self.cells.items() if kind == "vote"}
        return {
            s: {str(f): n for f, n in dots.items() if isinstance(n, int) and n > 0}
            for s, dots in given.items()
            if isinstance(dots, dict)
        }

    @cached_property
    def weights(self) -> Mapping[str, int]:
        """factor id → dots from everybody."""
        total: dict[str, int] = {}
        for dots in self.votes.values():
            for factor, n in dots.items():
                total[factor] = total.get(factor, 0) + n
        return total

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Between factors that are there."""
        here = {f.id for f in self.factors}
        found = []
        for (kind, subject), cell in self.cells.items():
            a, _colon, b = subject.partition(":")
            if kind == "link" and a in here and b in here and isinstance(cell.value, int) and cell.value > 0:
                found.append(Link(a, b, min(3, cell.value)))
        return tuple(found)

    # Steps

    @cached_property
    def steps(self) -> tuple[StepState, ...]:
        sheet = self.worksheet
        done = [self._done(s.id, self.version) for s in sheet.steps]
        first_done = all(d for d, s in zip(done, sheet.steps, strict=True) if s.part == "analyse")
        early = [self._early(s.id) for s in sheet.steps]
        opened = first_done or any(early)
        return tuple(
            StepState(s, i, d, opened or s.part == "analyse", e)
            for i, (s, d, e) in enumerate(zip(sheet.steps, done, early, strict=True), 1)
        )

    def _done(self, step: str, version: int) -> bool:
        cell = self.cells.get(("step", f"{version}:{step}:done"))
        if cell is not None and cell.standing:
            return cell.value is True
        if version == 1:
            return False
        again = self.worksheet.position(self.versions[version - 2].from_step)
        return self.worksheet.position(step) < again and self._done(step, version - 1)

    def _early(self, step: str) -> str:
        return str(self.cell("step", f"{self.version}:{step}:early").value or "")

    @property
    def current(self) -> WorksheetStep:
        """The first step that is not done; the last one when all are."""
        waiting = [s.step for s in self.steps if not s.done]
        return waiting[0] if waiting else self.worksheet.steps[-1]

    def dismissed(self, step: str, name: str, check: str) -> Json | None:
        """{word, found} where somebody let a check rest; it comes back when something else is found."""
        value = self.cell("dismissed", f"{self.version}:{step}:{name}:{check}").value
        return value if isinstance(value, dict) else None

    # Together

    @property
    def conflicts(self) -> tuple[Place, ...]:
        """Where two texts wait for a choice."""
        return tuple(place for place, cell in self.cells.items() if cell.others)

    def late(self) -> tuple[Place, ...]:
        """Fields of an earlier version that were written in after the new one was opened."""
        return tuple(
            (kind, subject)
            for (kind, subject), cell in self.cells.items()
            for number in [subject.partition(":")[0]]
            if kind == "field" and number.isdecimal() and int(number) < self.version
            if cell.revision > self.versions[int(number) - 1].revision
        )

    def last_written(self, by: str | None = None) -> Place | None:
        """The place whose newest entry, of one writer or of all, is the next to be undone."""
        mine = [
            (c.past[-1].revision, p) for p, c in self.cells.items() if c.past and by in (None, c.past[-1].by)
        ]
        return max(mine)[1] if mine else None

    def last_undone(self) -> Place | None:
        """The place where something was undone last and can be done again."""
        undone = [(c.revision, p) for p, c in self.cells.items() if c.future]
        return max(undone)[1] if undone else None


@lru_cache(maxsize=32)
def _own_copy(text: str) -> Worksheet | None:
    """Read once, although each new state asks for it."""
    try:
        return Worksheet.model_validate_json(text)
    except ValidationError:
        return None


def _in_order(made: Iterable[Any]) -> list[Any]:
    return sorted(made, key=lambda row: row.made)
