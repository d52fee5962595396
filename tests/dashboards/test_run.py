"""Gjennomfør, driven as the page drives it: commands, what is hidden, open answers, two facilitators."""

from __future__ import annotations

import datetime as dt
import json
import re
import threading
from html import unescape
from typing import Any

import pytest

from kit.dashboards.cards import for_room, room_rows
from kit.dashboards.run import Run
from kit.dashboards.theme_page import ThemePage
from kit.store import Store
from tests.dashboards.stage import (
    CHOICE,
    OPEN,
    QUESTION,
    SCALE,
    answer,
    button,
    gathering,
    press,
    primary,
    session_on,
    store,
    text,
)

__all__ = ["store"]  # a fixture
THREE = (("open", QUESTION, OPEN), ("scale", "Hvor trygt er det?", SCALE), ("choice", "Når?", CHOICE))
AGREE = {"usikker": 5, "feil": 2}
PHONE = "Ring Kari på 412 34 567"


@pytest.fixture
def run(store: Store) -> Run:
    return Run(session_on(store, gathering(store, *THREE)))


def page(step: Run) -> str:
    return text(" ".join(step.regions().values()))


def on_scale(run: Run) -> Run:
    press(run, "open")
    press(run, "next")
    press(run, "open")
    return run


# --- one step after the other ------------------------------------------------------------------


def test_an_empty_agenda_points_to_prepare(store: Store) -> None:
    step = Run(session_on(store, gathering(store)))
    assert primary(step.regions()) == ["Til Forbered"]
    assert "Programmet er tomt" in page(step)


def test_the_first_activity_is_offered_before_anything_has_begun(run: Run) -> None:
    assert QUESTION in page(run)
    assert "Ikke åpnet" in page(run)
    assert run.session.g.stage.activity is None
    press(run, "open")
    assert run.session.g.stage.activity == "a1"
    assert run.session.g.stage.open


def test_there_is_exactly_one_next_step_all_the_way(run: Run) -> None:
    seen = []

    def look() -> None:
        (label,) = primary(run.regions())
        seen.append(label)

    look()
    press(run, "open")
    look()
    answer(run.session, {"texts": ["Tid til å lytte"]})
    press(run, "show")
    look()
    press(run, "lock")
    look()
    press(run, "next")
    look()
    press(run, "open")
    press(run, "lock")
    look()
    press(run, "next")
    press(run, "open")
    answer(run.session, {"options": ["barn"]}, activity="a3")
    press(run, "lock")
    look()
    press(run, "show")
    look()
    assert seen == [
        "Åpne for svar", "Vis svarene", "Lås svar", "Neste ›", "Åpne for svar", "Neste ›", "Vis svarene", "Oppsummer ›",
    ]  # fmt: skip


def test_the_line_above_the_question_says_where_we_are(run: Run) -> None:
    on_scale(run)
    assert "Aktivitet 2 av 3 · skala · runde 1" in page(run)
    assert "svarene vises" not in page(run)
    press(run, "show")
    assert "runde 1 · svarene vises" in page(run)
    press(run, "lock")
    assert re.search(r"Låst \d\d\.\d\d", page(run))


def test_the_next_activity_is_announced_with_its_planned_time(run: Run) -> None:
    assert "Først, kl. 09.00" in page(run)
    press(run, "next")
    assert run.session.g.stage.activity == "a1"
    assert "Neste, kl. 09.10" in page(run)
    assert "Skala: Hvor trygt er det?" in page(run)


def test_statements_stand_there_while_answers_are_hidden(run: Run) -> None:
    on_scale(run)
    answer(run.session, AGREE, AGREE, activity="a2")
    regions = run.regions()
    assert "Her kan jeg si fra når jeg er usikker" in regions["main/board"]
    assert "Svarene er skjult." in regions["main/board"]
    assert "<svg" not in regions["main/board"]
    assert 'data-box="stage"' in regions["main/stage"]
    press(run, "show")
    shown = run.regions()
    assert "<svg" in shown["main/board"]
    assert 'data-box="stage"' in shown["main/stage"]


def test_the_count_and_those_we_wait_for(run: Run) -> None:
    on_scale(run)
    answer(run.session, AGREE, AGREE, AGREE, activity="a2")
    told = text(run.regions()["main/count"])
    assert re.search(r"3 av 4\s+grupper har svart", told)
    assert "Bord 4" in told
    assert "Bord 3" not in told


def test_a_table_with_a_name_of_its_own_sits_where_a_numbered_one_was_expected(run: Run) -> None:
    on_scale(run)
    store, g = run.session.store, run.session.g
    store.record(g.id, "group", "own", {"name": "Uglene", "unit": None})
    store.record(g.id, "seat", "phone-own", {"group": "own"})
    answer(run.session, AGREE, activity="a2")
    told = text(run.regions()["main/count"])
    assert re.search(r"1 av 4\s+grupper har svart", told)
    assert [name for name in ("Bord 2", "Bord 3", "Bord 4", "Uglene") if name in told] == [
        "Bord 2",
        "Bord 3",
        "Uglene",
    ]

    for number, group in enumerate(list(g.groups)):  # and when every table is in use, all of them count
        store.record(g.id, "seat", f"phone-at-{number}", {"group": group})
    run.session.read()
    told = text(run.regions()["main/count"])
    assert re.search(r"1 av 5\s+grupper har svart", told)
    assert "Bord 4" in told


def test_many_that_we_wait_for_become_a_number(store: Store) -> None:
    step = Run(session_on(store, gathering(store, *THREE, expected=20)))
    press(step, "open")
    told = text(step.regions()["main/count"])
    assert "Bord 8" in told
    assert "Bord 9 " not in told
    assert "og 12 til" in told


def test_in_person_mode_nobody_is_waited_for_by_name(store: Store) -> None:
    step = Run(session_on(store, gathering(store, *THREE, mode="person", expected=40)))
    press(step, "open")
    answer(step.session, *[{"texts": ["Ro"]}] * 37)
    told = text(step.regions()["main/count"])
    assert re.search(r"37\s+har svart", told)
    assert "Venter på" not in told


def test_late_answers_can_be_let_in_after_the_lock(run: Run) -> None:
    on_scale(run)
    answer(run.session, AGREE, activity="a2")
    with pytest.raises(KeyError):
        button(run.regions(), "let_late_in")
    press(run, "lock")
    press(run, "let_late_in")
    assert run.session.g.stage.late
    assert "sene svar slippes inn" in page(run)


def test_a_new_round_hides_again_and_then_shows_the_shift(run: Run) -> None:
    on_scale(run)
    answer(run.session, AGREE, AGREE, AGREE, activity="a2")
    press(run, "show")
    assert run.regions()["main/board"].count("Før") == 0
    press(run, "new_round")
    assert "runde 2" in page(run)
    assert "Svarene er skjult." in page(run)
    answer(run.session, {"usikker": 1, "feil": 2}, {"usikker": 1, "feil": 2}, activity="a2")
    press(run, "show")
    spoken = re.search(r'aria-label="([^"]*)"', run.regions()["main/board"])
    assert spoken is not None
    assert "5 → 1" in unescape(spoken[1]) or "fra 5 til 1" in unescape(spoken[1]).lower()


def test_a_new_round_needs_answers_first(run: Run) -> None:
    press(run, "open")
    row = run.regions()["main/controls"]
    assert re.search(r'data-id="do-new_round"[^>]*', row) or "do-new_round" in row
    assert "En ny runde kan begynne når noen har svart." in row


def test_what_is_right_waits_until_answers_are_locked(run: Run) -> None:
    for command in ("open", "next", "next", "open"):
        press(run, command)
    answer(run.session, {"options": ["barn"]}, {"options": ["mistanke"]}, activity="a3")
    press(run, "show")
    assert "Riktig svar vises når svarene er låst." in page(run)
    assert "Plikten gjelder" not in page(run)
    press(run, "lock")
    assert "Plikten gjelder fra første mistanke." in page(run)


# --- countdown ---------------------------------------------------------------------------------


def test_the_countdown_starts_from_the_activitys_minutes_and_can_be_paused(run: Run) -> None:
    press(run, "open")
    assert "10.00" in page(run)
    press(run, "start_timer")
    assert 'data-running="1"' in run.regions()["main/timer"]
    press(run, "add_minute")
    left = run.session.g.stage.timer.seconds_left(run.session.now())
    assert left is not None
    assert 655 < left <= 660
    press(run, "pause_timer")
    assert 'data-running="0"' in run.regions()["main/timer"]
    press(run, "resume_timer")
    assert 'data-running="1"' in run.regions()["main/timer"]


def out_of_time(run: Run) -> None:
    """As if the minutes had passed."""
    body = run.session.g.stage.as_body()
    past = run.session.now() - dt.timedelta(seconds=2)
    body["timer"] |= {"ends_at": past.isoformat(), "left": None}
    run.session.record("stage", "", body, expect=run.session.g.stage.revision)


def test_at_zero_it_locks_only_where_that_was_chosen(run: Run) -> None:
    press(run, "open")
    press(run, "start_timer")
    out_of_time(run)
    run.act("time_up", {})
    assert run.session.g.stage.open
    assert "Tiden er ute" in page(run)
    press(run, "add_minute")
    run.act("lock_at_zero", {"value": True, "moment": run.moment()})
    assert "checked" in run.regions()["main/timer"]
    out_of_time(run)
    run.act("time_up", {})
    assert not run.session.g.stage.open
    assert run.session.g.stage.locked_at is not None


def test_the_choice_to_lock_can_be_made_before_the_start(run: Run) -> None:
    press(run, "open")
    run.act("lock_at_zero", {"value": True, "moment": run.moment()})
    press(run, "start_timer")
    assert run.session.g.stage.timer.lock_at_zero


# --- open answers ------------------------------------------------------------------------------


def with_cards(run: Run) -> list[str]:
    press(run, "open")
    ids = answer(
        run.session,
        {"texts": ["Tid til å lytte", "Humor"]},
        {"texts": [PHONE, "Tid"]},
        {"texts": ["Ro og tid"]},
    )
    return [f"{ids[0]}:0", f"{ids[0]}:1", f"{ids[1]}:0", f"{ids[1]}:1", f"{ids[2]}:0"]


def test_hidden_answers_are_nowhere_on_the_page(run: Run) -> None:
    with_cards(run)
    assert "lytte" not in page(run)
    assert "412" not in page(run)


def test_what_may_be_personal_is_held_back_until_it_is_released(run: Run) -> None:
    held = with_cards(run)[2]
    press(run, "show")
    assert "lytte" in page(run)
    assert "1 holdes tilbake" in page(run)
    everything = " ".join(run.regions().values())
    assert "412 34" not in everything
    assert "Kari" not in everything
    assert all(
        "412" not in t
        for r in room_rows(run.session, run.session.g.activities["a1"], 1)
        for t in r.answer["texts"]
    )
    run.act("release", {"card": held})
    assert "412 34 567" in page(run)


def test_a_rewritten_answer_is_shown_in_its_new_words_and_checked_again(run: Run) -> None:
    held = with_cards(run)[2]
    press(run, "show")
    message: dict[str, Any] = {"args": {"card": held}, "values": {"text": "Ring meg på 99 88 77 66"}}
    run.submitted("rewrite", message)
    assert "99 88" not in page(run)
    message["values"]["text"] = "Ring lederen"
    run.submitted("rewrite", message)
    assert "Ring lederen" in page(run)


def test_looking_first_asks_before_it_shows(run: Run) -> None:
    with_cards(run)
    press(run, "ask_peek")
    assert "<dialog" in run.regions()["main/dialog"]
    assert "lytte" not in page(run)
    press(run, "peek")
    assert "Bare du ser dette" in page(run)
    assert "lytte" in page(run)
    assert "Ser ut som et telefonnummer" in page(run)
    assert not run.session.g.stage.shown
    press(run, "cancel_peek")
    assert "lytte" not in page(run)


def test_looking_first_ends_with_the_activity(run: Run) -> None:
    with_cards(run)
    press(run, "peek")
    press(run, "next")
    assert "Bare du ser dette" not in page(run)
    press(run, "previous")
    run.session.read()
    other = Run(run.session)
    assert "lytte" not in page(other)


def test_answers_go_up_one_by_one(run: Run) -> None:
    keys = with_cards(run)
    press(run, "peek")
    run.act("put_up", {"card": keys[4], "moment": run.moment()})
    activity = run.session.g.activities["a1"]
    assert [c.text for c in for_room(run.session, activity, 1)] == ["Ro og tid"]
    run.act("next_card", {"moment": run.moment()})
    assert [c.text for c in for_room(run.session, activity, 1)] == ["Ro og tid", "Tid til å lytte"]
    run.act("take_down", {"card": keys[4], "moment": run.moment()})
    assert [c.text for c in for_room(run.session, activity, 1)] == ["Tid til å lytte"]
    press(run, "reveal_one_by_one")
    assert len(for_room(run.session, activity, 1)) == 4


def test_hiding_a_card_takes_it_off_the_wall(run: Run) -> None:
    keys = with_cards(run)
    run.act("put_up", {"card": keys[0], "moment": run.moment()})
    run.act("hide_card", {"card": keys[0]})
    assert run.session.g.stage.cards == ()
    run.act("unhide_card", {"card": keys[0]})
    assert for_room(run.session, run.session.g.activities["a1"], 1) == []


def test_nothing_moves_in_the_list_when_a_card_is_dealt_with(run: Run) -> None:
    keys = with_cards(run)
    press(run, "peek")

    def order() -> list[str]:
        return re.findall(r'<article[^>]*data-id="([^"]*)"', run.regions()["main/board/cards"])

    before = order()
    assert before[0] == keys[2]
    run.act("hide_card", {"card": keys[1]})
    run.act("release", {"card": keys[2]})
    assert order() == before


def test_what_people_wrote_is_never_markup(run: Run) -> None:
    press(run, "open")
    answer(run.session, {"texts": ["<img src=x onerror=alert(1)> tid"]})
    press(run, "show")
    assert "<img" not in " ".join(run.regions().values())


# --- two facilitators --------------------------------------------------------------------------


def test_a_command_meant_for_an_earlier_moment_is_refused_gently(store: Store) -> None:
    made = gathering(store, *THREE)
    one, two = Run(session_on(store, made)), Run(session_on(store, made))
    press(one, "open")
    two.session.read()
    before = two.regions()
    press(one, "next")
    press(two, "next", before)
    assert two.session.g.stage.activity == "a2"
    look, sentence = two.session.notice
    assert look == "notice"
    assert "En annen skjerm var først" in sentence
    assert "aktivitet 2" in sentence


def test_a_countdown_started_meanwhile_does_not_stand_in_the_way(store: Store) -> None:
    made = gathering(store, *THREE)
    one, two = Run(session_on(store, made)), Run(session_on(store, made))
    press(one, "open")
    two.session.read()
    before = two.regions()
    press(one, "start_timer")
    press(two, "show", before)
    assert two.session.g.stage.shown
    assert two.session.g.stage.timer.ends_at is not None


def test_pressing_twice_by_oneself_is_not_told_as_somebody_else(run: Run) -> None:
    press(run, "open")
    before = run.regions()
    press(run, "next", before)
    press(run, "next", before)
    assert run.session.g.stage.activity == "a2"
    assert run.session.notice == ("", "")


def test_two_dashboards_press_next_together_fifty_times(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAGSAMLING_DATABASE", store.url)
    made = gathering(store, *[("open", f"Spørsmål {i}", OPEN) for i in range(52)])
    hello = {"type": "hello", "search": f"?samling={made}&steg=gjennomfor", "origin": "", "path": "/"}
    pages = [ThemePage(3), ThemePage(3)]
    for each in pages:
        each._heard(hello)
    first = pages[0].view._shown
    pages[0]._heard({"type": "command", "name": "open", "args": button(first, "open")})
    told = 0
    for step in range(1, 51):
        for each in pages:
            assert each.session is not None
            each.session.read()
            each.refresh()
        start = threading.Barrier(2)

        def press_next(each: ThemePage, start: threading.Barrier = start) -> None:
            found = re.search(r'data-command="next" data-args="([^"]*)"', each.view._shown["main/controls"])
            assert found is not None
            message = {"type": "command", "name": "next", "args": json.loads(unescape(found[1]))}
            start.wait()
            each._heard(message)

        threads = [threading.Thread(target=press_next, args=(each,)) for each in pages]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert store.state(made).stage.activity == f"a{step + 1}"
        notices = [each.session.notice[1] for each in pages if each.session]
        told += sum("En annen skjerm var først" in n for n in notices)
    assert told == 50  # each time, the one that was too late is told


# --- circles of all groups ---------------------------------------------------------------------


def test_circles_are_turned_and_what_points_at_somebody_is_held_back(store: Store) -> None:
    step = Run(session_on(store, gathering(store, ("factors", QUESTION, {"problem": "Fire er alene"}))))
    press(step, "open")
    answer(
        step.session, *({"kontekst": ["Få voksne ute"]} for _n in range(3)), {"aktor": [PHONE, "Tør ikke"]}
    )
    press(step, "show")
    assert "side 1 av 3" in page(step)
    assert "1 holdes tilbake" in page(step)
    assert PHONE not in page(step)
    assert "Få voksne ute (3)" in "".join(step.regions().values())
    step.act("page", {"moment": step.moment(), "by": 1})
    assert "side 2 av 3" in page(step)
    assert "Bord 1: Kontekst: Få voksne ute." in "".join(step.regions().values())
    step.act("page", {"moment": step.moment(), "by": 9})
    assert "Bord 4: Aktør: Tør ikke." in "".join(step.regions().values())
    press(step, "peek")
    assert PHONE in page(step)
    press(step, "hide_card")
    press(step, "cancel_peek")
    assert "1 skjult" in page(step)
    assert PHONE not in page(step)
