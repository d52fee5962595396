"""Storskjerm: what the room sees in each state, and never sees."""

from __future__ import annotations

import re

import pytest

from kit.dashboards.cards import Card
from kit.dashboards.run import Run
from kit.dashboards.screen import screen_regions
from kit.dashboards.theme_page import ThemePage
from kit.dashboards.wall import HEIGHT, paged, wide
from kit.store import Store
from tests.dashboards.stage import (
    CHOICE,
    OPEN,
    QUESTION,
    SCALE,
    answer,
    gathering,
    press,
    session_on,
    store,
    text,
)

__all__ = ["store"]  # a fixture
THREE = (("open", QUESTION, OPEN), ("scale", "Hvor trygt er det?", SCALE), ("choice", "Når?", CHOICE))
AGREE = {"usikker": 5, "feil": 2}
LAN = {"addresses": ["http://192.168.1.20:8866"]}


@pytest.fixture
def run(store: Store) -> Run:
    return Run(session_on(store, gathering(store, *THREE), origin="http://localhost:8866", screen=True))


def regions(run: Run) -> dict[str, str]:
    run.session.read()
    return screen_regions(run.session, run)


def seen(run: Run) -> str:
    """What stands on the screen, without the buttons that are out of sight."""
    shown = regions(run)
    return text(" ".join(html for name, html in shown.items() if name not in ("keys", "help")))


def test_how_to_join_is_shown_until_the_first_activity_opens(run: Run) -> None:
    run.session.store.record("", "server", "", LAN)
    assert "Bli med fra telefonen, én per bord" in seen(run)
    assert "192.168.1.20:8866/delta" in seen(run)
    assert run.session.g.code in seen(run)
    assert "0 av 4 grupper er med" in seen(run)
    press(run, "next", regions(run))
    assert run.session.g.stage.activity == "a1"
    assert QUESTION in seen(run)
    assert "Vi åpner for svar om et øyeblikk." in seen(run)
    assert "192.168.1.20" not in seen(run)


def test_without_phones_the_welcome_has_no_address_that_does_not_work(run: Run) -> None:
    assert "localhost" not in seen(run)
    assert "<svg" not in regions(run)["screen"]
    assert "Fjordvik" in seen(run)


def test_the_key_for_joining_lasts_until_the_room_moves_on(run: Run) -> None:
    run.session.store.record("", "server", "", LAN)
    press(run, "open")
    press(run, "toggle_join", regions(run))
    assert "192.168.1.20:8866/delta" in seen(run)
    press(run, "show")
    assert "192.168.1.20" not in seen(run)


def test_another_window_shows_the_same(store: Store, run: Run) -> None:
    press(run, "open")
    press(run, "toggle_join", regions(run))
    other = Run(session_on(store, run.session.g.id, screen=True))
    assert other.joining()


def test_hidden_answers_leave_their_question_and_their_place(run: Run) -> None:
    for command in ("open", "next", "open"):
        press(run, command)
    answer(run.session, AGREE, AGREE, activity="a2")
    assert "Her kan jeg si fra" in seen(run)
    assert "Svarene er skjult." in seen(run)
    assert "Åpen for svar" in seen(run)
    assert "2 av 4 grupper har svart" in seen(run)
    assert 'data-box="screen"' in regions(run)["screen"]
    assert "<svg" not in regions(run)["screen/board"]
    press(run, "show")
    assert "<svg" in regions(run)["screen/board"]
    assert "Runde 1 · 2 svar" in seen(run)
    press(run, "lock")
    assert re.search(r"Låst \d\d\.\d\d", seen(run))


def test_a_case_can_be_read_until_the_answers_are_shown(store: Store) -> None:
    told = ("choice", "Hva gjør dere nå?", {**CHOICE, "case": "Barnet ligger stille og ser på."})
    run = Run(session_on(store, gathering(store, told), screen=True))
    for command in ("next", "open"):
        press(run, command)
        assert "Barnet ligger stille og ser på." in regions(run)["screen/board"]
    answer(run.session, {"options": ["barn"]})
    press(run, "show")
    assert "Barnet ligger" not in regions(run)["screen/board"]


def test_the_problem_of_a_circle_and_its_perspectives_can_be_read_while_all_answer(store: Store) -> None:
    settings = {"problem": "Ofte står tre–fire barn alene."}
    factors = ("factors", "Hva holder problemet ved like?", settings)
    run = Run(session_on(store, gathering(store, factors), screen=True))
    for command in ("next", "open"):
        press(run, command)
        assert "Ofte står tre–fire barn alene." in regions(run)["screen/board"]
    assert "Aktør: Hvordan forstår barna det" in regions(run)["screen/board"]
    answer(run.session, {"kontekst": ["Få voksne ute"]})
    press(run, "show")
    assert "fs-told" not in regions(run)["screen/board"]


def test_what_is_right_comes_with_the_lock(run: Run) -> None:
    for command in ("open", "next", "next", "open"):
        press(run, command)
    answer(run.session, {"options": ["barn"]}, {"options": ["mistanke"]}, activity="a3")
    press(run, "show")
    assert "Plikten gjelder" not in seen(run)
    press(run, "lock")
    assert "Plikten gjelder" in seen(run)


def test_the_countdown_is_seen_by_all(run: Run) -> None:
    press(run, "open")
    assert "data-seconds" not in regions(run)["screen/meta"]
    press(run, "start_timer")
    assert 'data-done="Tiden er ute"' in regions(run)["screen/meta"]


def test_held_back_and_hidden_answers_are_never_on_the_screen(run: Run) -> None:
    press(run, "open")
    ids = answer(
        run.session, {"texts": ["Ring Kari på 412 34 567", "Tid"]}, {"texts": ["Ærlighet varer lengst"]}
    )
    press(run, "show")
    assert "Kari" not in " ".join(regions(run).values())
    assert "Ærlighet" in seen(run)
    run.act("hide_card", {"card": f"{ids[1]}:0"})
    assert "Ærlighet" not in " ".join(regions(run).values())
    run.act("release", {"card": f"{ids[0]}:0"})
    assert "412 34 567" in seen(run)


def test_one_by_one_shows_only_what_is_up_and_no_terms(run: Run) -> None:
    press(run, "open")
    ids = answer(run.session, {"texts": ["Tid til å lytte"]}, {"texts": ["Humor"]})
    run.act("put_up", {"card": f"{ids[1]}:0", "moment": run.moment()})
    assert "Humor" in seen(run)
    assert "lytte" not in seen(run)
    assert "<svg" not in " ".join(regions(run).values())
    run.act("next_card", {"moment": run.moment()})
    assert "lytte" in seen(run)


def test_pages_of_cards_turn_and_stay_within_what_there_is(run: Run) -> None:
    press(run, "open")
    answer(run.session, *[{"texts": [f"Svar {i}-{j}" for j in range(3)]} for i in range(3)])
    press(run, "show")
    assert "side 1 av 2" in seen(run)
    assert "Svar 2-2" not in seen(run)
    for _turn in range(3):
        run.act("page", {"by": 1, "moment": run.moment()})
    assert "side 2 av 2" in seen(run)
    assert "Svar 2-2" in seen(run)
    run.act("page", {"by": -1, "moment": run.moment()})
    assert "side 1 av 2" in seen(run)


def test_a_highlighted_answer_is_set_off(run: Run) -> None:
    press(run, "open")
    ids = answer(run.session, {"texts": ["Tid"]})
    press(run, "show")
    run.act("highlight", {"card": f"{ids[0]}:0"})
    assert 'class="fs-lit"' in regions(run)["screen/cards"]


@pytest.mark.parametrize(("length", "name"), [(90, "short"), (91, "medium"), (140, "medium"), (141, "long")])
def test_long_questions_are_smaller_and_never_cut(store: Store, length: int, name: str) -> None:
    prompt = ("Hva gjør vi " * 20)[:length].rstrip() + "?"
    prompt = prompt[:length].ljust(length, "?")
    step = Run(session_on(store, gathering(store, ("open", prompt, OPEN)), screen=True))
    press(step, "open")
    assert f'<h1 class="fs-q-{name}">{prompt}</h1>' in regions(step)["screen"]


def test_every_key_is_there_without_a_visible_button(run: Run) -> None:
    press(run, "open")
    keys = regions(run)["keys"]
    for key in (
        "l",
        "v .",
        "n PageDown",
        "p PageUp",
        "j",
        "t",
        "f",
        "ArrowRight",
        "ArrowLeft",
        "Escape",
        "k",
    ):
        assert f'data-key="{key}"' in keys, key


def test_a_presenter_cannot_leave_the_screen_by_pressing_on(store: Store) -> None:
    step = Run(session_on(store, gathering(store, ("open", QUESTION, OPEN)), screen=True))
    press(step, "open")
    assert "oppsummer" not in regions(step)["keys"]


def card(text_: str) -> Card:
    return Card(key=text_[:8], text=text_)


def test_six_short_cards_fill_a_page() -> None:
    assert [len(page) for page in paged([card(f"Kort svar {i}") for i in range(14)])] == [6, 6, 2]
    assert paged([]) == [[]]


def test_long_cards_take_their_room_and_order_is_kept() -> None:
    long = "Vi tar oss tid til å snakke om det som er vanskelig. " * 5
    cards = [card("a"), card(long), card("c"), card("d"), card(long * 3)]
    assert wide(cards[1])
    turned = paged(cards, HEIGHT)
    assert [c for page in turned for c in page] == cards
    assert len(turned) > 1
    assert all(page for page in turned)


def theme_page(made: str, search: str) -> ThemePage:
    page = ThemePage(3)
    page._heard({"type": "hello", "search": f"?samling={made}{search}", "origin": "", "path": "/"})
    return page


def test_its_own_address_stays_on_storskjerm_when_full_screen_ends(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAGSAMLING_DATABASE", store.url)
    page = theme_page(gathering(store, *THREE), "&vis=storskjerm")
    assert "screen" in page.view._shown
    page._heard({"type": "command", "name": "fullscreen", "args": {"on": False}})
    assert "screen" in page.view._shown
    page._heard({"type": "command", "name": "leave_screen", "args": {}})
    assert "main/controls" in page.view._shown


def test_full_screen_from_gjennomfor_comes_and_goes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAGSAMLING_DATABASE", store.url)
    page = theme_page(gathering(store, *THREE), "&steg=gjennomfor")
    page._heard({"type": "command", "name": "fullscreen", "args": {"on": True}})
    assert "screen" in page.view._shown
    page._heard({"type": "command", "name": "fullscreen", "args": {"on": False}})
    assert "main/controls" in page.view._shown
