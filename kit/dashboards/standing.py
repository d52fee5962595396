"""How the current activity stands: who has answered, who is awaited, and what a facilitator would do next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Set
from dataclasses import dataclass
from typing import Literal

from kit.dashboards.session import Session
from kit.i18n import clock, ngettext, number
from kit.i18n import gettext as _
from kit.store.state import Activity, Gathering

Phase = Literal["new", "open", "locked"]
ClockState = Literal["none", "running", "paused", "out"]


@dataclass(frozen=True)
class Standing:
    """The activity on stage, or the first of the agenda while nothing has begun."""

    activity: Activity
    round: int
    begun: bool  # it stands on the stage; False: it is only what comes first
    phase: Phase
    shown: bool
    late: bool
    locked_at: dt.datetime | None
    answered: int
    expected: int
    waiting: tuple[str, ...]
    person: bool
    place: int  # on the agenda, from 1; 0 where it was taken off
    total: int
    next: Activity | None
    next_at: str
    first_at: str
    before: int | None  # the earlier round that this one can be compared with

    @property
    def moment(self) -> str:
        """Names what a command was meant for: it is refused when the room has moved on."""
        return f"{self.activity.id}:{self.round}" if self.begun else ""

    @property
    def primary(self) -> str:
        """The next sensible step, by the name of its command."""
        if self.phase == "new":
            return "open"
        if not self.shown and (self.answered or self.phase == "open"):
            return "show"
        if self.phase == "open":
            return "lock"
        return "next" if self.next else "sum_up"


def standing(session: Session) -> Standing | None:
    """None while the agenda is empty and nothing is on stage."""
    g = session.g
    activity = g.current or (g.planned[0] if g.planned else None)
    if activity is None:
        return None
    round_ = g.stage.round_of(activity.id)
    rows = session.rows(activity.id, round_)
    order = [a.id for a in g.planned]
    at = order.index(activity.id) if activity.id in order else -1
    following = g.planned[at + 1] if at + 1 < len(order) else None
    answered = {row.group for row in rows if row.group}
    person = g.mode == "person"
    expected = max(g.expected, len(rows)) if person else g.tables(answered)
    return Standing(
        activity=activity,
        round=round_,
        begun=g.current is not None,
        phase=_phase(session, len(rows)),
        shown=g.stage.shown and g.current is not None,
        late=g.stage.late,
        locked_at=g.stage.locked_at,
        answered=len(rows),
        expected=expected,
        waiting=() if person else waited_for(g, answered, expected),
        person=person,
        place=at + 1,
        total=len(order),
        next=following,
        next_at=planned_start(g, at + 1) if following else "",
        first_at=planned_start(g, 0),
        before=_comparable(session, activity, round_),
    )


def waited_for(g: Gathering, answered: Set[str], expected: int) -> tuple[str, ...]:
    """The tables that have not answered, as many as the count lacks.

    A table that chose a name of its own sits where a numbered one was expected, so the last numbered
    ones that nobody has taken are not waited for.
    """
    silent = [x for x in g.groups.values() if x.id not in answered]
    empty = [x.id for x in silent if not g.taken(x.id)]
    surplus = max(0, len(silent) - (expected - len(answered)))
    nobody = set(empty[len(empty) - min(surplus, len(empty)) :])
    return tuple(x.name for x in silent if x.id not in nobody)


def _phase(session: Session, answered: int) -> Phase:
    stage = session.g.stage
    if stage.accepts(session.now()):
        return "open"
    return "locked" if stage.open or stage.locked_at or answered else "new"


def _comparable(session: Session, activity: Activity, round_: int) -> int | None:
    """The latest earlier round that was asked in the same words and has answers."""
    rounds = [r for r in session.answered_rounds(activity.id) if r < round_]
    if rounds and activity.at(rounds[-1]) == activity.at(round_):
        return rounds[-1]
    return None


def planned_start(g: Gathering, place: int) -> str:
    """When the agenda's item number ``place`` (from 0) was planned to begin: ``09.40``."""
    hour, minute = (int(x) for x in g.start.split(":"))
    total = hour * 60 + minute + sum(a.minutes for a in g.planned[:place])
    return f"{total // 60 % 24:02d}.{total % 60:02d}"


def state_words(s: Standing) -> tuple[str, str]:
    """The look and the words of the tag that says whether answers are taken."""
    if s.phase == "open":
        return "live", _("Taking answers")
    if s.phase == "new":
        return "lock", _("Not opened")
    if s.locked_at is None:
        return "lock", _("Locked")
    return "lock", _("Locked {time}").format(time=clock(s.locked_at))


def count_words(s: Standing) -> tuple[str, str]:
    """How many have answered: the number, and the words after it."""
    if s.person:
        return number(s.answered), ngettext("has answered", "have answered", s.answered)
    numbers = _("{answered} of {expected}").format(answered=s.answered, expected=s.expected)
    return numbers, ngettext("group has answered", "groups have answered", s.expected)


def count_sentence(s: Standing) -> str:
    """«12 av 14 grupper har svart»."""
    return " ".join(count_words(s))


def answers_words(n: int) -> str:
    """«1 svar», «12 svar»."""
    return ngettext("{n} answer", "{n} answers", n).format(n=number(n))


@dataclass(frozen=True)
class Countdown:
    """The countdown as it is at one moment."""

    state: ClockState
    seconds: float = 0.0
    lock_at_zero: bool = False


def countdown(session: Session) -> Countdown:
    """What the countdown shows now; before it is started, the activity's own minutes."""
    timer, now = session.g.stage.timer, session.now()
    if timer.ends_at is not None:
        left = (timer.ends_at - now).total_seconds()
        return Countdown("running" if left > 0 else "out", max(0.0, left), timer.lock_at_zero)
    if timer.left is not None:
        return Countdown("paused" if timer.left > 0 else "out", timer.left, timer.lock_at_zero)
    activity = session.g.current or (session.g.planned[0] if session.g.planned else None)
    minutes = activity.minutes if activity else 0
    return Countdown("none", minutes * 60.0, activity.lock_at_zero if activity else False)
