"""What a facilitator can do to the stage. Each command makes the next stage out of the one it was given.

Pure, except :func:`run_command`, which appends the result and is refused where somebody was first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kit.i18n import gettext as _
from kit.store.errors import StoreError
from kit.store.state import Activity, Gathering, Stage, Timer
from kit.store.store import Store

MINUTE = 60


def _refused(sentence: str) -> StoreError:
    return StoreError(sentence, "refused")


def _current(g: Gathering) -> Activity:
    if g.current is None:
        raise _refused(_("There is no activity to do this with; choose one first."))
    return g.current


def open_(g: Gathering, now: dt.datetime) -> Stage:
    """Take answers. A result that was up in this round stays up; a countdown that is over goes."""
    _current(g)
    over = g.stage.timer.seconds_left(now) == 0
    timer = Timer() if over else g.stage.timer
    return replace(g.stage, open=True, late=False, locked_at=None, timer=timer)


def lock(g: Gathering, now: dt.datetime) -> Stage:
    """Take no more answers; the countdown has nothing left to count for."""
    _current(g)
    return replace(g.stage, open=False, late=False, locked_at=now, timer=Timer())


def show(g: Gathering, now: dt.datetime) -> Stage:
    _current(g)
    return replace(g.stage, shown=True)


def hide(g: Gathering, now: dt.datetime) -> Stage:
    return replace(g.stage, shown=False)


def next_(g: Gathering, now: dt.datetime) -> Stage:
    """On to the next item of the agenda; nothing is opened."""
    return _step(g, +1, _("This is the last activity on the agenda."))


def previous(g: Gathering, now: dt.datetime) -> Stage:
    """Back to the item before; nothing is opened."""
    return _step(g, -1, _("This is the first activity on the agenda."))


def _step(g: Gathering, by: int, at_the_end: str) -> Stage:
    order = [activity.id for activity in g.planned]
    if not order:
        raise _refused(_("There is no activity to do this with; choose one first."))
    if g.stage.activity not in order:  # not begun, or taken off the agenda meanwhile
        return _at(g, order[0])
    place = order.index(g.stage.activity) + by
    if not 0 <= place < len(order):
        raise _refused(at_the_end)
    return _at(g, order[place])


def go_to(g: Gathering, now: dt.datetime, activity_id: str) -> Stage:
    """Straight to one item of the agenda."""
    if activity_id not in {activity.id for activity in g.planned}:
        raise _refused(_("This activity is not on the agenda any more."))
    return g.stage if activity_id == g.stage.activity else _at(g, activity_id)


def _at(g: Gathering, activity_id: str) -> Stage:
    """At another activity: locked, hidden, no countdown. Only the rounds are remembered."""
    return Stage(activity=activity_id, rounds=g.stage.rounds, revision=g.stage.revision)


def new_round(g: Gathering, now: dt.datetime) -> Stage:
    """Ask again, after discussion: open, and hidden until shown."""
    activity = _current(g).id
    rounds = {**g.stage.rounds, activity: g.stage.round + 1}
    return replace(_at(g, activity), rounds=rounds, open=True)


def start_timer(
    g: Gathering, now: dt.datetime, seconds: float | None = None, lock_at_zero: bool | None = None
) -> Stage:
    """Count down, from the activity's own minutes where nothing else is said."""
    activity = _current(g)
    length = activity.minutes * MINUTE if seconds is None else max(0.0, seconds)
    locks = activity.lock_at_zero if lock_at_zero is None else lock_at_zero
    return replace(g.stage, timer=Timer(ends_at=now + dt.timedelta(seconds=length), lock_at_zero=locks))


def pause_timer(g: Gathering, now: dt.datetime) -> Stage:
    timer = _started(g)
    if timer.ends_at is None:
        return g.stage
    left = max(0.0, (timer.ends_at - now).total_seconds())
    return replace(g.stage, timer=replace(timer, ends_at=None, left=left))


def resume_timer(g: Gathering, now: dt.datetime) -> Stage:
    timer = _started(g)
    if timer.left is None:
        return g.stage
    return replace(g.stage, timer=replace(timer, ends_at=now + dt.timedelta(seconds=timer.left), left=None))


def add_minute(g: Gathering, now: dt.datetime) -> Stage:
    """One minute more, from now where the time was out."""
    timer = _started(g)
    if timer.ends_at is None:
        return replace(g.stage, timer=replace(timer, left=(timer.left or 0.0) + MINUTE))
    return replace(
        g.stage, timer=replace(timer, ends_at=max(timer.ends_at, now) + dt.timedelta(seconds=MINUTE))
    )


def stop_timer(g: Gathering, now: dt.datetime) -> Stage:
    """Take the countdown away."""
    return replace(g.stage, timer=Timer())


def _started(g: Gathering) -> Timer:
    if g.stage.timer.ends_at is None and g.stage.timer.left is None:
        raise _refused(_("The countdown has not been started."))
    return g.stage.timer


def let_late_in(g: Gathering, now: dt.datetime) -> Stage:
    """Let the answers in that came too late for the lock."""
    _current(g)
    return replace(g.stage, late=True)


def put_up(g: Gathering, now: dt.datetime, card: str) -> Stage:
    """One open answer goes up on the wall."""
    _current(g)
    up = g.stage.cards if card in g.stage.cards else (*g.stage.cards, card)
    return replace(g.stage, cards=up, one_by_one=True, shown=True)


def take_down(g: Gathering, now: dt.datetime, card: str) -> Stage:
    return replace(g.stage, cards=tuple(c for c in g.stage.cards if c != card))


def reveal_one_by_one(g: Gathering, now: dt.datetime, on: bool = True) -> Stage:
    """An empty wall that answers are put up on; ``on=False`` shows all of them again."""
    _current(g)
    return replace(g.stage, one_by_one=on, shown=True if on else g.stage.shown, cards=())


COMMANDS: dict[str, Callable[..., Stage]] = {
    "open": open_,
    "lock": lock,
    "show": show,
    "hide": hide,
    "next": next_,
    "previous": previous,
    "go_to": go_to,
    "new_round": new_round,
    "start_timer": start_timer,
    "pause_timer": pause_timer,
    "resume_timer": resume_timer,
    "add_minute": add_minute,
    "stop_timer": stop_timer,
    "let_late_in": let_late_in,
    "put_up": put_up,
    "take_down": take_down,
    "reveal_one_by_one": reveal_one_by_one,
}


def run_command(store: Store, g: Gathering, name: str, by: str = "", **args: Any) -> Gathering:
    """Do it, and give the gathering as it is afterwards.

    Raises :class:`Stale` where the stage has changed since ``g`` was read, and
    :class:`StoreError` (reason ``refused``) where the command does not fit now.
    """
    stage = COMMANDS[name](g, store.clock(), **args)
    store.record(g.id, "stage", "", stage.as_body(), expect=g.stage.revision, by=by)
    return store.state(g.id, g)
