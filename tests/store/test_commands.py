"""The facilitator's commands, one by one, and two facilitators at once."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace
from typing import Any

import pytest

from kit.store import Gathering, Stale, Store, StoreError, open_store
from kit.store.commands import COMMANDS, run_command
from kit.store.state import Activity, Stage, Timer, Wording
from tests.store.helpers import plan

NOW = dt.datetime(2026, 11, 12, 9, tzinfo=dt.UTC)


def _activity(id_: str, **more: Any) -> Activity:
    return Activity(id_, (Wording("scale", "Hvor enige er dere?", {}),), minutes=5, **more)


def _gathering(stage: Stage | None = None) -> Gathering:
    items = {a: _activity(a, lock_at_zero=a == "b") for a in "abc"}
    return Gathering("g", "X", activities=items, agenda=("a", "b", "c"), stage=stage or Stage(activity="a"))


def _do(name: str, stage: Stage | None = None, now: dt.datetime = NOW, **args: Any) -> Stage:
    return COMMANDS[name](_gathering(stage), now, **args)


def _in(seconds: float) -> dt.datetime:
    return NOW + dt.timedelta(seconds=seconds)


def test_opening_and_locking() -> None:
    opened = _do("open")
    assert opened.open
    assert not opened.shown
    assert opened.accepts(NOW)
    locked = _do("lock", replace(opened, timer=Timer(ends_at=_in(60))))
    assert (locked.open, locked.locked_at, locked.timer) == (False, NOW, Timer())
    late = _do("let_late_in", locked)
    assert late.late
    assert not late.open
    again = _do("open", replace(late, shown=True))
    assert (again.open, again.late, again.locked_at, again.shown) == (True, False, None, True)


def test_opening_again_after_the_time_was_out_takes_answers() -> None:
    out = Stage(activity="b", open=True, timer=Timer(ends_at=_in(-1), lock_at_zero=True))
    assert not out.accepts(NOW)
    assert _do("open", out).accepts(NOW)
    running = Stage(activity="b", timer=Timer(ends_at=_in(60)))
    assert _do("open", running).timer == running.timer


def test_showing_and_hiding() -> None:
    shown = _do("show", Stage(activity="a", open=True))
    assert shown.shown
    assert shown.open
    assert not _do("hide", shown).shown


def test_moving_along_opens_nothing_and_remembers_rounds() -> None:
    busy = Stage(
        activity="a", open=True, shown=True, late=True, rounds={"a": 2}, timer=Timer(ends_at=NOW),
        locked_at=NOW, one_by_one=True, cards=("x:0",), revision=7,
    )  # fmt: skip
    assert _do("next", busy) == Stage(activity="b", rounds={"a": 2}, revision=7)
    assert _do("go_to", busy, activity_id="c") == Stage(activity="c", rounds={"a": 2}, revision=7)
    assert _do("go_to", busy, activity_id="a") == busy
    assert _do("previous", Stage(activity="b", rounds={"a": 2})).round == 2


def test_the_ends_of_the_agenda() -> None:
    assert _do("next", Stage()).activity == "a"
    assert _do("previous", Stage()).activity == "a"
    assert _do("next", Stage(activity="taken off")).activity == "a"
    for name, stage, sentence in (
        ("next", Stage(activity="c"), "Dette er den siste aktiviteten i programmet."),
        ("previous", Stage(activity="a"), "Dette er den første aktiviteten i programmet."),
        ("open", Stage(), "Det er ingen aktivitet å gjøre dette med; velg en først."),
        ("new_round", Stage(), "Det er ingen aktivitet å gjøre dette med; velg en først."),
        ("add_minute", Stage(activity="a"), "Nedtellingen er ikke startet."),
    ):
        with pytest.raises(StoreError) as caught:
            _do(name, stage)
        assert caught.value.reason == "refused"
        assert str(caught.value) == sentence
    with pytest.raises(StoreError):
        _do("go_to", activity_id="nowhere")
    with pytest.raises(StoreError):
        COMMANDS["next"](Gathering("g", "X"), NOW)


def test_a_new_round_is_open_and_hidden() -> None:
    before = Stage(activity="a", shown=True, rounds={"b": 3}, locked_at=NOW, cards=("x:0",), one_by_one=True)
    after = _do("new_round", before)
    assert after == Stage(activity="a", open=True, rounds={"a": 2, "b": 3})
    assert _do("new_round", after).round == 3


def test_the_countdown() -> None:
    started = _do("start_timer", Stage(activity="b", open=True))
    assert started.timer == Timer(ends_at=_in(300), lock_at_zero=True)
    assert started.timer.seconds_left(_in(10)) == 290
    assert not started.accepts(_in(300))
    assert _do("start_timer", seconds=90, lock_at_zero=True).timer == Timer(
        ends_at=_in(90), lock_at_zero=True
    )
    assert _do("start_timer").timer.lock_at_zero is False

    paused = _do("pause_timer", started, _in(100))
    assert paused.timer == Timer(left=200, lock_at_zero=True)
    assert _do("pause_timer", paused) == paused
    resumed = _do("resume_timer", paused, _in(1000))
    assert resumed.timer == started.timer.__class__(ends_at=_in(1200), lock_at_zero=True)
    assert _do("resume_timer", resumed) == resumed

    assert _do("add_minute", paused).timer.left == 260
    assert _do("add_minute", started).timer.ends_at == _in(360)
    assert _do("add_minute", started, _in(900)).timer.ends_at == _in(960)  # from now, not from when it ended
    assert _do("add_minute", started, _in(900)).accepts(_in(900))
    assert _do("stop_timer", started).timer == Timer()


def test_open_answers_go_up_one_by_one() -> None:
    empty = _do("reveal_one_by_one", Stage(activity="a", cards=("old:0",)))
    assert (empty.one_by_one, empty.shown, empty.cards) == (True, True, ())
    up = _do("put_up", _do("put_up", empty, card="x:0"), card="y:1")
    assert up.cards == _do("put_up", up, card="x:0").cards == ("x:0", "y:1")
    assert _do("take_down", up, card="x:0").cards == ("y:1",)
    assert _do("reveal_one_by_one", up, on=False) == Stage(activity="a", shown=True)


def test_a_command_is_one_entry_that_tells_who(store: Store, gathering: str) -> None:
    plan(store, gathering, ["a1", "a2"])
    now = run_command(store, store.state(gathering), "go_to", "d1", activity_id="a1")
    now = run_command(store, now, "open", "d1")
    assert (now.stage.activity, now.stage.open) == ("a1", True)
    assert now == store.state(gathering)
    assert [e.by for e in store.history(gathering, "stage", "")] == ["d1", "d1"]


def test_two_facilitators_pressing_next_together_skip_nothing(url: str, store: Store, gathering: str) -> None:
    plan(store, gathering, [f"a{n}" for n in range(51)])
    dashboards = [open_store(url), open_store(url)]
    now = run_command(store, store.state(gathering), "next")
    barrier = threading.Barrier(2)
    for press in range(1, 51):
        outcomes: list[str] = []

        def push(dashboard: Store, seen: Gathering = now, outcomes: list[str] = outcomes) -> None:
            barrier.wait()
            try:
                run_command(dashboard, seen, "next")
                outcomes.append("moved")
            except Stale:
                outcomes.append("refused")

        threads = [threading.Thread(target=push, args=(d,)) for d in dashboards]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["moved", "refused"]
        now = store.state(gathering, now)
        assert now.stage.activity == f"a{press}"
    for dashboard in dashboards:
        dashboard.close()
