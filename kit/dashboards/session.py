"""What every step of an open dashboard shares: the store, the gathering as last read, and how to act on it."""

from __future__ import annotations

import datetime as dt
import secrets
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kit.i18n import gettext as _
from kit.store import Stale, Store
from kit.store.commands import run_command
from kit.store.state import Activity, AnswerRow, Gathering, counting

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class Place:
    """Where the page is: kept in the address bar, so that a reload comes back to it."""

    gathering: str = ""
    analysis: str = ""
    step: str = ""
    screen: bool = False  # Storskjerm
    origin: str = ""  # scheme://host[:port] as the browser sees it
    path: str = "/"  # base path before voila/, with slashes at both ends
    voila: bool = True  # False in JupyterLab


@dataclass
class Session:
    """One open page on one gathering.

    ``gathering`` is refreshed by :meth:`read`; steps never write into it, they append to the
    store and read again. ``by`` is a random id of this page, so that a command that was too
    late can say that another screen was first.
    """

    store: Store
    place: Place = Place()
    gathering: Gathering | None = None
    by: str = field(default_factory=lambda: secrets.token_hex(4))
    notice: tuple[str, str] = ("", "")  # look, text
    written: int = 0  # what the next writing in the field that was just saved builds on
    boxes: dict[str, tuple[int, int]] = field(default_factory=dict)  # of [data-box], as the browser has them
    go: Callable[..., None] = lambda **changes: None  # set by the page: changes the place
    leave: Callable[[str], None] = lambda address: None  # set by the page: opens another page
    hand: Callable[[str, str], None] = lambda name, text: None  # set by the page: a file to keep
    _rows: dict[tuple[str, int], list[AnswerRow]] = field(default_factory=lambda: defaultdict(list))
    _rows_revision: int = 0

    @property
    def language(self) -> str:
        """The language of what is open; empty while nothing is."""
        return self.gathering.language if self.gathering else ""

    @property
    def code(self) -> str:
        """What phones type."""
        return self.g.code

    @property
    def g(self) -> Gathering:
        """The gathering of the page; only for steps, which are shown when there is one."""
        assert self.gathering is not None
        return self.gathering

    def now(self) -> dt.datetime:
        """The present moment in UTC."""
        return dt.datetime.now(dt.UTC)

    def read(self) -> None:
        """Read what is new in the store."""
        if not self.place.gathering:
            self.gathering = None
            return
        if self.gathering is not None and self.gathering.id != self.place.gathering:
            self.gathering = None
        before = self.gathering
        self.gathering = self.store.state(self.place.gathering, before)
        if before is None or before.since != self.gathering.since:
            self._rows.clear()
            self._rows_revision = 0
        for row in self.store.answers(self.place.gathering, after=self._rows_revision):
            self._rows[row.activity, row.round].append(row)
            self._rows_revision = max(self._rows_revision, row.revision)

    def rows(self, activity: str, round_: int) -> list[AnswerRow]:
        """The answers that count, in order of arrival."""
        return counting(self._rows.get((activity, round_), []), self.g.mode)

    def rows_in_place(self, activity: str, round_: int) -> list[AnswerRow]:
        """The answers that count, each where its table or person first came: a changed answer keeps its place."""

        def whose(row: AnswerRow) -> str:
            return (row.group if self.g.mode == "group" else "") or f"respondent:{row.respondent}"

        every = sorted(self._rows.get((activity, round_), []), key=lambda row: row.revision)
        first: dict[str, int] = {}
        for row in every:
            first.setdefault(whose(row), row.revision)
        return sorted(counting(every, self.g.mode), key=lambda row: first[whose(row)])

    def answered_rounds(self, activity: str) -> list[int]:
        """The rounds of an activity that have at least one answer, rising."""
        return sorted(r for (a, r), rows in self._rows.items() if a == activity and rows)

    def frame(self, activity: Activity, round_: int) -> DataFrame:
        """The answers that count as a DataFrame (columns: see ``Store.frame``)."""
        return self.store.frame(self.g, self._rows.get((activity.id, round_), []), activity.id, round_)

    def settings(self, activity: Activity, round_: int | None = None) -> Any:
        """The validated settings of an activity as they were in a round (default: now)."""
        from kit.activities import kind

        wording = activity.now if round_ is None else activity.at(round_)
        extra: dict[str, Any] = {}
        if wording.kind == "open" and activity.id in self.g.terms:
            terms = self.g.terms[activity.id]
            extra = {"merged": terms.get("merged", {}), "dropped": terms.get("dropped", [])}
        return kind(wording.kind).Settings(**{**wording.settings, **extra})

    def record(self, kind: str, subject: str, body: dict[str, Any], *, expect: int | None = None) -> bool:
        """Append one entry and read again. False, with a notice, if another screen was first."""
        try:
            self.store.record(self.g.id, kind, subject, body, expect=expect, by=self.by)
        except Stale:
            self.read()
            self.say("notice", _("Another screen changed this first. Here you see what is there now."))
            return False
        self.read()
        return True

    def run(self, command: str, **args: Any) -> bool:
        """Run a stage command as seen from this page; refused gently if the stage has moved on."""
        try:
            self.gathering = run_command(self.store, self.g, command, self.by, **args)
        except Stale:
            self.read()
            current = self.g.current
            self.say(
                "notice",
                _("Another screen was first. You are now at: {prompt}").format(
                    prompt=current.prompt if current else _("no activity")
                ),
            )
            return False
        self.notice = ("", "")
        return True

    def say(self, look: str, text: str) -> None:
        """Show one sentence above the step until the next command."""
        self.notice = (look, text)

    def moved(self, **changes: Any) -> Place:
        """The place with some members changed."""
        return replace(self.place, **changes)
