"""Skriv inn and Oppsummer, driven as the page drives them, on a real store."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import pytest

from kit.dashboards.cards import cards
from kit.dashboards.enter import Enter
from kit.dashboards.page import Problem
from kit.dashboards.session import Place, Session
from kit.dashboards.sum_up import SumUp
from kit.store import NewAnswer, NewGathering, NewUnit, Store, open_store
from kit.store.commands import run_command
from tests.dashboards.stage import button

SCALE = {
    "statements": [
        {"id": "usikker", "text": "Her kan jeg si fra"},
        {"id": "feil", "text": "Vi snakker om feil"},
    ],
    "steps": 5,
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'test.db'}")
    yield opened
    opened.close()


def session_for(store: Store, mode: str = "group", kind: str = "scale", settings: Any = SCALE) -> Session:
    units = [NewUnit("Fjordgløtt", "barnehage"), NewUnit("Bjørkåsen", "skole")]
    new = NewGathering(
        theme=3,
        date=dt.date(2026, 11, 12),
        municipality="Fjordvik",
        units=units,
        expected=3,
        mode=mode,
        group_units=["Fjordgløtt", "Bjørkåsen", "mixed"] if mode == "group" else None,
    )
    gathering = store.create_gathering(new)
    body = {"kind": kind, "prompt": "Hvor trygt er det?", "settings": settings, "minutes": 10}
    store.record(gathering, "activity", "a1", body)
    store.record(gathering, "agenda", "", {"items": ["a1"], "start": "09:00"})
    run_command(
        store, run_command(store, store.state(gathering), "go_to", "t", activity_id="a1"), "open", "t"
    )
    session = Session(store, Place(gathering=gathering))
    session.read()
    return session


def enter(step: Enter, group: str | None, answer: dict[str, Any], **more: Any) -> str:
    args = {"activity": "a1", "round": step.session.g.stage.round_of("a1"), "group": group or "", **more}
    return step.submitted(
        "answer", {"id": str(uuid.uuid4()), "form": "answer", "args": args, "answer": answer}
    )


def phone(session: Session, group: str | None, answer: dict[str, Any], unit: str | None = None) -> None:
    new = NewAnswer(
        id=str(uuid.uuid4()), gathering=session.g.id, activity="a1", round=session.g.stage.round_of("a1"),
        respondent=uuid.uuid4().hex, seq=1, group=group, unit=unit, answer=answer, via="phone",
    )  # fmt: skip
    session.store.add_answers([new])
    session.read()


def test_saving_goes_to_the_next_group_that_is_missing(store: Store) -> None:
    session = session_for(store)
    first, second, third = session.g.groups
    phone(session, second, {"usikker": 2})
    step = Enter(session)
    assert "Lagre og gå til Bord 3" in step.regions()["main/controls"]
    said = enter(step, first, {"usikker": 4, "feil": None})
    assert re.fullmatch(r"Bord 1 lagret \d\d\.\d\d", said)
    assert step.group(step.activity()).id == third
    assert "skrevet inn" in step.regions()["main/groups"]
    assert "telefon" in step.regions()["main/groups"]


def test_a_correction_by_the_facilitator_counts_and_the_old_one_stays(store: Store) -> None:
    session = session_for(store)
    first = next(iter(session.g.groups))
    phone(session, first, {"usikker": 1})
    step = Enter(session)
    enter(step, first, {"usikker": 5})
    enter(step, first, {"usikker": 3})
    assert [r.answer for r in session.rows("a1", 1)] == [{"usikker": 3}]
    assert len(store.answers(session.g.id, "a1", 1)) == 3


def test_a_wrong_answer_is_told_in_one_sentence_and_nothing_is_stored(store: Store) -> None:
    session = session_for(store)
    first = next(iter(session.g.groups))
    with pytest.raises(Problem) as problem:
        enter(Enter(session), first, {"usikker": 9})
    assert str(problem.value)
    assert store.answers(session.g.id) == []


def test_each_person_is_one_more_answer(store: Store) -> None:
    session = session_for(store, mode="person")
    step = Enter(session)
    drafts = set()
    for value in (1, 2, 3):
        drafts.add(re.search(r'data-draft="([^"]+)"', step.regions()["main/form"])[1])
        enter(step, None, {"usikker": value}, unit=next(iter(session.g.units)))
    assert len(drafts) == 3
    assert [r.answer["usikker"] for r in session.rows("a1", 1)] == [1, 2, 3]
    assert {r.unit for r in session.rows("a1", 1)} == {next(iter(session.g.units))}


def test_results_show_sentence_table_and_picture(store: Store) -> None:
    session = session_for(store)
    for group in session.g.groups:
        phone(session, group, {"usikker": 4, "feil": 2})
    page = SumUp(session).regions()["main/results"]
    assert "<svg" in page
    assert "Her kan jeg si fra" in page
    assert "Bevaringsområde" in page


def test_a_mark_is_set_and_taken_back(store: Store) -> None:
    session = session_for(store)
    phone(session, next(iter(session.g.groups)), {"usikker": 4})
    step = SumUp(session)
    for _window in range(2):  # both press the same; the second undoes nothing
        step.act("mark", {"part": "a1:usikker", "mark": "utvikling"})
        assert session.g.marks == {"a1:usikker": "utvikling"}
    shown = " ".join(step.regions().values())
    args = {"part": "a1:usikker", "mark": ""}
    assert escape(json.dumps(args)) in shown, "the button that is pressed takes it back"
    step.act("mark", args)
    assert session.g.marks == {}


def test_a_mixed_table_is_left_out_of_the_split_and_it_says_so(store: Store) -> None:
    session = session_for(store)
    for group in session.g.groups:
        phone(session, group, {"usikker": 4})
    step = SumUp(session)
    step.act("split", {"by": "unit_kind"})
    split = step.regions()["main/results/split"]
    assert "Barnehage" in split
    assert "Skole" in split
    assert "flere enheter" in split.lower()


def test_no_cell_under_five_is_shown_where_persons_answered(store: Store) -> None:
    session = session_for(store, mode="person")
    barnehage, skole = session.g.units
    for value in (1, 1, 1, 4, 4, 4, 4, 4, 4):
        phone(session, None, {"usikker": value}, unit=barnehage)
    for value in (2, 3, 5):
        phone(session, None, {"usikker": value}, unit=skole)
    step = SumUp(session)
    step.act("split", {"by": "unit"})
    split = step.regions()["main/results/split"]
    assert "<svg" not in split
    assert "Bjørkåsen" not in re.sub(r"<p.*?</p>", "", split, flags=re.S)
    shown = re.findall(r"<td>([^<]*)</td>", split)
    assert shown[1:6] == ["under 5", "–", "–", "6", "–"]
    assert "Tall under fem vises ikke." in split


def test_open_answers_are_hidden_rewritten_and_counted_in_categories(store: Store) -> None:
    session = session_for(store, kind="open", settings={"max_texts": 2})
    for group in session.g.groups:
        phone(session, group, {"texts": ["Tid til ro", "Ring meg på 912 34 567"]})
    step = SumUp(session)
    page = step.regions()["main/results/open"]
    assert "Vis likevel" in page  # a telephone number waits for the facilitator
    step.submitted("category", {"values": {"name": "Ro"}})
    with pytest.raises(Problem):
        step.submitted("category", {"values": {"name": "ro"}})
    category = next(iter(session.g.categories))
    key = re.search(r'data-id="([^"]+:0)"', page)[1]
    step.act("categorise", {"key": key, "value": category})
    step.act("rewrite", {"key": key})
    step.submitted("rewrite", {"values": {"text": "Tid til å være i ro"}, "args": {"key": key}})
    page = step.regions()["main/results/open"]
    assert "Tid til å være i ro" in page
    assert "<b>1</b>" in page
    step.act("hide-card", {"key": key})
    assert "fs-gone" in step.regions()["main/results/open"]


def test_what_a_button_says_holds_where_another_screen_was_first(store: Store) -> None:
    session = session_for(store, kind="open", settings={})
    phone(session, next(iter(session.g.groups)), {"texts": ["Ro"]})
    step, other = SumUp(session), SumUp(session)
    regions = step.regions()
    for one in (step, other):  # both saw «Skjul»
        one.act("hide-card", button(regions, "hide-card"))
    assert "fs-gone" in step.regions()["main/results/open"]


def test_an_answer_that_was_changed_while_it_was_rewritten_says_so(store: Store) -> None:
    session = session_for(store, kind="open", settings={})
    group = next(iter(session.g.groups))
    phone(session, group, {"texts": ["Ro"]})
    step = SumUp(session)
    step.act("rewrite", button(step.regions(), "rewrite"))
    said = "Svaret som du skrev om, er endret i mellomtiden."
    assert said not in step.regions()["main/results/open"]
    phone(session, group, {"texts": ["Ro og tid"]})
    assert said in step.regions()["main/results/open"]


def test_an_answer_that_is_changed_keeps_its_place(store: Store) -> None:
    session = session_for(store, kind="open", settings={})
    first, *others = session.g.groups
    for group, text in ((first, "Ro"), (others[0], "Tid"), (first, "Humor"), (others[1], "Øvelse")):
        phone(session, group, {"texts": [text]})
    shown = [card.text for card in cards(session, session.g.activities["a1"], 1)]
    assert shown == ["Humor", "Tid", "Øvelse"]


def test_terms_are_merged_and_left_out(store: Store) -> None:
    session = session_for(store, kind="open", settings={})
    for group, text in zip(session.g.groups, ("Ro og humor", "Humor", "Stillhet"), strict=True):
        phone(session, group, {"texts": [text]})
    step = SumUp(session)
    step.act("merge-term", {"term": "stillhet", "value": "ro"})
    step.act("drop-term", {"term": "humor"})
    words = re.findall(r'data-id="term:([^"]+)"', step.regions()["main/results/open"])
    assert words == ["ro"]
