"""What every part of an open analysis shares: the analysis as last read, writing in it, and the way back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kit.analysis import Analysis, changes, phones
from kit.analysis.changes import Change
from kit.dashboards.session import Session
from kit.i18n import OSLO
from kit.i18n import gettext as _
from kit.store import Stale, StoreError
from kit.store.state import Stage, counting, stage_from

Place = tuple[str, str]
Batch = tuple[tuple[str, str, int], ...]  # kind, subject, revision


@dataclass
class AnalysisSession(Session):
    """One open page on one analysis. ``analysis`` is None while the list is shown."""

    analysis: Analysis | None = None
    typed: dict[str, str] = field(default_factory=dict)  # subject → text while it is being written
    done: list[Batch] = field(default_factory=list)  # what this page wrote, to be undone
    undone: list[Batch] = field(default_factory=list)
    _answers_from: int = 0
    _stage: Stage = field(default_factory=Stage)

    @property
    def language(self) -> str:
        return self.analysis.language if self.analysis else ""

    @property
    def code(self) -> str:
        return self.store.code(self.a.id)

    @property
    def a(self) -> Analysis:
        """The analysis of the page; only for parts that are shown when there is one."""
        assert self.analysis is not None
        return self.analysis

    @property
    def stage(self) -> Stage:
        """What phones are asked: cards, votes or nothing."""
        return self._stage

    def today(self) -> dt.date:
        return self.now().astimezone(OSLO).date()

    def read(self) -> None:
        """Read what is new, and take in what phones have sent."""
        wanted = self.place.analysis
        if not wanted:
            self.analysis = None
            return
        if self.analysis is not None and self.analysis.id != wanted:
            self.analysis, self._answers_from, self._stage = None, 0, Stage()
            self.typed.clear()
            self.done.clear()
            self.undone.clear()
        before = self.analysis.revision if self.analysis else 0
        try:
            self.analysis = self.store.analysis_state(wanted, self.analysis)
        except StoreError:  # deleted on another screen
            self.analysis = None
            self.place = self.moved(analysis="", step="")
            self.say("notice", _("This analysis does not exist any more. Choose another one."))
            return
        if self.analysis.revision != before:
            latest = self.store.history(wanted, "stage", "")
            self._stage = stage_from(latest[-1].body, latest[-1].revision) if latest else Stage()
        self._take_phones()

    def _take_phones(self) -> None:
        new = self.store.answers(self.a.id, after=self._answers_from)
        if not new:
            return
        self._answers_from = max(row.revision for row in new)
        rows = self.store.answers(self.a.id)
        by_kind = {k: counting([r for r in rows if r.activity == k], "person") for k in phones.TAKEN}
        made = phones.take_factors(self.a, by_kind[phones.FACTORS])
        made += phones.take_votes(self.a, by_kind[phones.WEIGHTS])
        if made:
            self.store.record_many(self.a.id, made, "telefon")
            self.analysis = self.store.analysis_state(self.a.id, self.a)

    # --- writing ---------------------------------------------------------------------------
    def add(self, made: Change | Iterable[Change]) -> list[int]:
        """Append, remember how to undo it, and read again. Empty, with a notice, where others were first."""
        wanted = [made] if isinstance(made, tuple) else list(made)
        if not wanted:
            return []
        try:
            revisions = self.store.record_many(self.a.id, wanted, self.by)
        except Stale:
            self.read()
            self.say("notice", _("Another screen changed this first. Here you see what is there now."))
            return []
        self.done.append(tuple((c[0], c[1], r) for c, r in zip(wanted, revisions, strict=True)))
        self.undone.clear()
        self.read()
        return revisions

    def undo(self) -> None:
        """Take back what this page wrote last, as far as nobody has written over it since."""
        batch = self._next_undo()
        wanted = [] if batch is None else [c for c in map(self._undoing, reversed(batch)) if c]
        if batch in self.done:
            self.done.remove(batch)
        self._move(
            wanted, self.undone, _("There is nothing of yours to undo that others have not changed since.")
        )

    def _next_undo(self) -> Batch | None:
        while self.done:
            if any(self._undoing(one) for one in self.done[-1]):
                return self.done[-1]
            self.done.pop()
        place = self.a.last_written(self.by)  # after a reload the page remembers nothing
        return ((*place, self.a.cell(*place).past[-1].revision),) if place else None

    def _undoing(self, one: tuple[str, str, int]) -> Change | None:
        kind, subject, revision = one
        cell = self.a.cell(kind, subject)
        if kind == "version" or not cell.past or cell.past[-1].revision != revision:
            return None
        return changes.undo(self.a, kind, subject)

    def redo(self) -> None:
        """Do again what was undone last."""
        batch = self.undone.pop() if self.undone else ()
        wanted = [changes.redo(self.a, k, s) for k, s, _r in reversed(batch) if self.a.cell(k, s).can_redo]
        if not wanted and (place := self.a.last_undone()):
            wanted = [changes.redo(self.a, *place)]
        self._move(wanted, self.done, _("There is nothing to do again."))

    def _move(self, wanted: list[Change], to: list[Batch], nothing: str) -> None:
        if not wanted:
            self.say("quiet", nothing)
            return
        try:
            self.store.record_many(self.a.id, wanted, self.by)
        except Stale:
            self.say("notice", _("Another screen changed this first. Here you see what is there now."))
            self.read()
            return
        self.read()
        moved = []
        for kind, subject, _body, _expect in wanted:
            past = self.a.cell(kind, subject).past
            moved.append((kind, subject, past[-1].revision if past else 0))
        to.append(tuple(moved))

    def ask_phones(self, activity: str) -> None:
        """What phones are asked from now on: ``factors``, ``weights`` or nothing."""
        body: dict[str, Any] = {"activity": activity or self._stage.activity, "open": bool(activity)}
        self.store.record(self.a.id, "stage", "", body, by=self.by)
        self.read()
