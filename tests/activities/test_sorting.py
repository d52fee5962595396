"""Sorting into categories."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.activities import HALF, LAPTOP, STORSKJERM, AnswerError
from kit.activities import _style as style
from kit.activities import sorting as kind
from tests.activities import looking
from tests.activities.samples import LONG, WAYS, numbered, options

KINDS = [
    {"id": "lek", "text": "Lek på like vilkår"},
    {"id": "kr", "text": "Krenkelse"},
    {"id": "m", "text": "Mobbing"},
]
ITEMS = [
    {"id": "i1", "text": "Tre barn får aldri være med i byggekroken", "correct": "m"},
    {"id": "i2", "text": "To krangler om samme sykkel", "correct": "lek"},
    {"id": "i3", "text": "Et barn får øyerulling når hun snakker"},
]
CASES = kind.Settings(items=ITEMS, categories=KINDS)


def test_the_form_has_a_pick_per_item() -> None:
    form = kind.form(CASES)
    assert [(f.type, f.name) for f in form.fields] == [("pick", "i1"), ("pick", "i2"), ("pick", "i3")]
    assert [o.id for o in form.fields[0].options] == ["lek", "kr", "m"]
    assert "correct" not in str(form.as_json())


def test_an_answer_may_leave_items_out() -> None:
    assert kind.parse(CASES, {"i3": "kr", "i1": "m"}) == {"i1": "m", "i3": "kr"}
    with pytest.raises(AnswerError, match="Sorter minst én før dere sender"):
        kind.parse(CASES, {})


@pytest.mark.parametrize("raw", [None, [], {"i1": "x"}, {"i1": None}, {"i1": ["m"]}, {"i9": "m"}, {"i1": {}}])
def test_wrong_shapes_are_refused(raw: object) -> None:
    with pytest.raises(AnswerError):
        kind.parse(CASES, raw)


@given(
    looking.JSON
    | st.dictionaries(st.sampled_from(["i1", "i2"]), looking.JSON | st.sampled_from(["lek", "m"]))
)
def test_any_json_is_taken_or_refused(raw: object) -> None:
    looking.assert_takes_or_refuses("sorting", CASES, raw)


def test_settings_say_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="«x»"):
        kind.Settings(items=[{"id": "a", "text": "A", "correct": "x"}], categories=KINDS)
    with pytest.raises(ValueError, match="brukt to ganger"):
        kind.Settings(items=[ITEMS[0], ITEMS[0]], categories=KINDS)
    with pytest.raises(ValueError, match="brukt to ganger"):
        kind.Settings(items=ITEMS, categories=[*KINDS, KINDS[0]])


def test_summary_has_a_row_per_cell() -> None:
    summary = kind.summarise(CASES, looking.frame([{"i1": "m"}, {"i1": "kr", "i2": "lek"}]))
    assert list(summary.columns) == kind.COLUMNS
    assert list(summary["count"]) == [0, 1, 1, 1, 0, 0, 0, 0, 0]
    assert list(summary["sorted"]) == [2, 2, 2, 1, 1, 1, 0, 0, 0]
    assert list(summary["correct"])[:3] == [False, False, True]
    assert list(summary["correct"])[6:] == [None, None, None]


@pytest.mark.parametrize("canvas", [STORSKJERM, LAPTOP, HALF])
@pytest.mark.parametrize(
    "settings",
    [
        CASES,
        kind.Settings(
            items=options(numbered(WAYS, 14)), categories=options(numbered(["Aktivitetsplikt"], 6))
        ),
        kind.Settings(items=options(numbered([LONG], 5)), categories=options(numbered([LONG], 3))),
        kind.Settings(items=options(["Én sak"]), categories=options(["Ja", "Nei"])),
    ],
    ids=["normal", "many", "long", "one"],
)
def test_every_state_is_readable(settings: kind.Settings, canvas) -> None:
    looking.assert_every_state_is_readable("sorting", settings, canvas)


TEN = [
    "Ingen voksen går forbi et stygt ord",
    "Vi deler inn slik at alle har en rolle de andre trenger",
    "Uke etter uke blir det stille når det samme barnet setter seg",
    "Noen ler av en genser, én gang",
    "To venner krangler om reglene i spillet",
    "Et barn blir kastet ut av gruppechatten gang på gang",
    "En voksen sukker høyt over et svar foran alle",
    "Den voksne som er nærmest, sier fra hver gang noen blir ledd av",
    "To drar i hver sin ende av spaden",
    "De andre spør etter barnet",
]


def test_ten_cards_are_read_whole_on_the_projector() -> None:
    """The rows follow their lines, and the cards take width from the cells."""
    heads = ["Inkludering", "Nulltoleranse", "Konflikt", "Krenkelse", "Mobbing"]
    settings = kind.Settings(items=options(TEN), categories=options(heads))
    with style.pinned_fonts("DejaVu Sans"):
        shown = looking.texts(kind.draw(settings, looking.summary("sorting", settings, 12), STORSKJERM))
    words = " ".join(text.text for text in shown)
    for text in (*TEN, *heads):
        assert text in words
    assert min(text.size for text in shown) >= 28


def test_what_is_right_is_only_ticked_on_reveal() -> None:
    summary = looking.summary("sorting", CASES, 9)
    ticks = [len(kind.draw(CASES, summary, LAPTOP.with_(reveal=r)).axes[0].lines) for r in (False, True)]
    assert ticks == [0, 2]


def test_zero_is_a_dot_and_a_shift_an_arrow() -> None:
    before = kind.summarise(CASES, looking.frame([{"i1": "kr"}, {"i1": "m"}]))
    now = kind.summarise(CASES, looking.frame([{"i1": "m"}, {"i1": "m"}]))
    words = looking.words(kind.draw(CASES, now, STORSKJERM, before))
    assert "·" in words
    assert "1 →  2" in words or "1 → 2" in words
    said = kind.describe(CASES, now, kind.summarise(CASES, looking.frame([{"i1": "kr"}])))
    assert said == (
        "Sortert av 2 grupper. Flest plasserte «Tre barn får aldri være med i byggekroken» i «Mobbing» (2 av 2). "
        "Siden forrige runde har flertallet flyttet seg for «Tre barn får aldri være med i byggekroken» fra "
        "«Krenkelse» til «Mobbing»."
    )


def test_the_table_has_a_column_per_category_and_the_share_right() -> None:
    table = kind.table(CASES, kind.summarise(CASES, looking.frame([{"i1": "m"}] * 3 + [{"i1": "kr"}])))
    assert list(table.columns) == ["Hva", "Lek på like vilkår", "Krenkelse", "Mobbing", "Riktig"]
    assert list(table["Riktig"]) == ["75\u00a0%", "–", "–"]


def test_examples_are_answers() -> None:
    for seed in range(20):
        answer = kind.example(CASES, random.Random(seed))
        assert kind.parse(CASES, answer) == answer
