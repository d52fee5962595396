"""Ranking: complete orders only, mean places, and the right order only on reveal."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from kit.activities import DOCUMENT, HALF, LAPTOP, STORSKJERM, AnswerError, ranking
from tests.activities import looking as look
from tests.activities.samples import SETTINGS, made

ITEMS = [
    {"id": "a", "text": "Samtaler"},
    {"id": "b", "text": "Teammøte"},
    {"id": "c", "text": "Spørreskjema"},
]
THREE = ranking.Settings(items=ITEMS, correct=["b", "a", "c"])


def summed(settings: ranking.Settings, *orders: str) -> Any:
    return ranking.summarise(settings, look.frame([{"order": list(order)} for order in orders]))


def test_the_form_does_not_tell_the_right_order():
    form = ranking.form(THREE)
    assert [o.id for o in form.fields[0].options] == ["a", "b", "c"]
    assert "correct" not in str(form.as_json())


def test_a_complete_order_is_taken():
    assert ranking.parse(THREE, {"order": ["c", "a", "b"]}) == {"order": ["c", "a", "b"]}


@pytest.mark.parametrize(
    "bad",
    [
        None, [], {}, {"order": []}, {"order": ["a", "b"]}, {"order": ["a", "b", "b"]}, {"order": ["a", "b", "x"]},
        {"order": "abc"}, {"order": [1, 2, 3]}, {"order": ["a", "b", "c", "a"]}, {"order": {}}, {"rank": ["a"]},
    ],
)  # fmt: skip
def test_orders_that_are_refused_with_a_sentence(bad):
    with pytest.raises(AnswerError) as error:
        ranking.parse(THREE, bad)
    assert str(error.value).endswith(".")


@given(look.JSON | st.fixed_dictionaries({"order": look.JSON | st.permutations("abc")}))
@settings(max_examples=150, deadline=None)
def test_whatever_comes_is_taken_or_refused(raw):
    look.assert_takes_or_refuses("ranking", THREE, raw)


@pytest.mark.parametrize("correct", [["a"], ["a", "b", "x"], ["a", "a", "b"], ["a", "b", "c", "a"]])
def test_an_incomplete_right_order_is_refused(correct):
    with pytest.raises(ValidationError):
        ranking.Settings(items=ITEMS, correct=correct)


def test_the_lowest_mean_comes_first():
    summary = summed(THREE, "abc", "bac", "bca")
    assert list(summary["item"]) == ["b", "a", "c"]
    assert list(summary["place"]) == [1, 2, 3]
    first = summary.to_dict("records")[0]
    assert [first["place_1"], first["place_2"], first["place_3"]] == [2, 1, 0]
    assert first["mean"] == pytest.approx(4 / 3)
    assert first["correct"] == 1


@given(st.lists(st.permutations("abc"), max_size=15))
@settings(max_examples=60, deadline=None)
def test_each_place_is_given_once_by_each(orders):
    summary = summed(THREE, *["".join(order) for order in orders])
    for i in (1, 2, 3):
        assert summary[f"place_{i}"].sum() == len(orders)
    if orders:
        assert summary["mean"].is_monotonic_increasing
        assert summary["mean"].sum() == pytest.approx(6)


@pytest.mark.parametrize("which", SETTINGS["ranking"])
@pytest.mark.parametrize("canvas", [STORSKJERM, LAPTOP, HALF, DOCUMENT])
def test_every_state_is_readable(which, canvas):
    look.assert_every_state_is_readable("ranking", made("ranking", which), canvas)


def test_the_area_of_a_circle_is_its_count():
    fig = ranking.draw(THREE, summed(THREE, *["abc"] * 4, "bac"), STORSKJERM)
    widths = sorted(w for c in fig.axes[0].collections for w in c.get_widths())
    assert widths[-1] / widths[0] == pytest.approx(5**0.5, rel=0.01)  # c is last five times, b first once


def test_the_right_order_shows_only_on_reveal():
    summary = summed(THREE, "abc", "bac")
    assert "riktig plass" not in look.words(ranking.draw(THREE, summary, LAPTOP))
    assert "riktig plass" in look.words(ranking.draw(THREE, summary, LAPTOP.with_(reveal=True)))
    free = ranking.Settings(items=ITEMS)
    assert "riktig plass" not in look.words(
        ranking.draw(free, summed(free, "abc"), LAPTOP.with_(reveal=True))
    )


def test_two_rounds_tell_who_has_moved():
    words = look.words(ranking.draw(THREE, summed(THREE, "bac"), STORSKJERM, summed(THREE, "abc")))
    for wanted in ("2 → 1", "1 → 2", "uendret", "Før", "Nå"):
        assert wanted in words


def test_sentences():
    assert ranking.describe(THREE, summed(THREE)) == "Ingen svar ennå. Bildet kommer med det første."
    assert ranking.describe(THREE, summed(THREE, "abc")) == (
        "1 svar. Fra først til sist: «Samtaler» (snittplass 1,0), «Teammøte» (snittplass 2,0) "
        "og «Spørreskjema» (snittplass 3,0)."
    )
    moved = ranking.describe(THREE, summed(THREE, "bac"), summed(THREE, "abc"))
    assert "«Teammøte» fra plass 2 til 1" in moved
    assert "den samme" in ranking.describe(THREE, summed(THREE, "abc"), summed(THREE, "abc"))


def test_the_table_is_ready_to_print():
    table = ranking.table(THREE, summed(THREE, "abc", "bac"))
    assert list(table.columns) == [
        "Plass", "Punkt", "1. plass", "2. plass", "3. plass", "Snittplass", "Riktig plass",
    ]  # fmt: skip
    assert list(table.iloc[2]) == ["3", "Spørreskjema", "–", "–", "2", "3,0", "3"]
    assert list(ranking.table(THREE, summed(THREE))["Plass"]) == ["–", "–", "–"]
