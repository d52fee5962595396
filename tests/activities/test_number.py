"""Number: range and steps, dots that become bars, and the median between them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from kit.activities import DOCUMENT, HALF, LAPTOP, STORSKJERM, AnswerError, number
from kit.activities._number_picture import _apart
from tests.activities import looking as look
from tests.activities.samples import SETTINGS, made

MINUTES = number.Settings(min=0, max=30, unit="minutter", correct=15)
TENTHS = number.Settings(min=0, max=1, decimals=1)


def summed(settings: number.Settings, *values: float) -> Any:
    return number.summarise(settings, look.frame([{"number": v} for v in values]))


def test_the_form_tells_range_and_step():
    field = number.form(MINUTES).fields[0]
    assert (field.type, field.name, field.min, field.max, field.step, field.unit) == (
        "number", "number", 0, 30, 1, "minutter",
    )  # fmt: skip
    assert field.hint == "Et tall fra 0 til 30."
    assert number.form(TENTHS).fields[0].step == pytest.approx(0.1)


@pytest.mark.parametrize("value", [0, 12, 30, 12.0])
def test_numbers_that_are_taken(value):
    answer = number.parse(MINUTES, {"number": value})
    assert answer == {"number": value}
    assert isinstance(answer["number"], int)


def test_decimals_are_taken_clean():
    assert number.parse(TENTHS, {"number": 0.1 + 0.2}) == {"number": 0.3}


@pytest.mark.parametrize(
    "bad",
    [
        None, [], 12, {}, {"number": None}, {"number": "12"}, {"number": True}, {"number": -1}, {"number": 31},
        {"number": 12.5}, {"number": float("nan")}, {"number": float("inf")}, {"number": 10**400}, {"number": -(10**400)},
        {"number": [1]}, {"tall": 1}, {"number": 1, "x": 2},
    ],
)  # fmt: skip
def test_numbers_that_are_refused_with_a_sentence(bad):
    with pytest.raises(AnswerError) as error:
        number.parse(MINUTES, bad)
    assert str(error.value).endswith(".")


@given(look.JSON | st.fixed_dictionaries({"number": look.JSON | st.integers() | st.floats()}))
@settings(max_examples=150, deadline=None)
def test_whatever_comes_is_taken_or_refused(raw):
    look.assert_takes_or_refuses("number", TENTHS, raw)


@pytest.mark.parametrize(
    "wrong",
    [{"min": 5, "max": 5}, {"min": 0, "max": 5, "correct": 6}, {"min": 0, "max": float("inf")}, {"min": 0, "max": 1, "step": 0}],
)  # fmt: skip
def test_settings_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValidationError):
        number.Settings(**wrong)


def test_summary_counts_values_and_knows_the_median():
    summary = summed(MINUTES, 5, 10, 10, 12)
    assert summary.to_dict("list") == {"value": [5, 10, 12], "count": [1, 2, 1]}
    assert (summary.attrs["n"], summary.attrs["median"]) == (4, 10)
    empty = summed(MINUTES)
    assert empty.attrs["n"] == 0
    assert empty.attrs["median"] != empty.attrs["median"]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=80))
@settings(max_examples=60, deadline=None)
def test_intervals_lose_nobody(values):
    summary = summed(MINUTES, *values)
    found = number.intervals(MINUTES, summary, 6)
    assert sum(count for _low, _high, count in found) == len(values)
    assert len(found) <= 7
    assert all(a[1] < b[0] for a, b in pairwise(found))


@pytest.mark.parametrize(("value", "wanted"), [(1, 1), (1.1, 2), (3, 5), (0.03, 0.05), (70, 100)])
def test_nice_steps(value, wanted):
    assert number.nice(value) == pytest.approx(wanted)


@given(st.lists(st.floats(0, 900), min_size=1, max_size=30))
def test_stacks_end_up_apart(xs):
    moved = _apart([(x, 1) for x in sorted(xs)], 20, 1000)
    assert all(b[0] - a[0] >= 20 - 1e-6 for a, b in pairwise(moved))


@pytest.mark.parametrize("which", SETTINGS["number"])
@pytest.mark.parametrize("canvas", [STORSKJERM, LAPTOP, HALF, DOCUMENT])
def test_every_state_is_readable(which, canvas):
    look.assert_every_state_is_readable("number", made("number", which), canvas)


def dots(fig: Any) -> int:
    return sum(len(c.get_offsets()) for c in fig.axes[0].collections)


def test_one_dot_for_each_answer_up_to_sixty():
    few = summed(MINUTES, *[i % 31 for i in range(60)])
    many = summed(MINUTES, *[i % 31 for i in range(61)])
    assert dots(number.draw(MINUTES, few, LAPTOP)) == 60
    assert dots(number.draw(MINUTES, many, LAPTOP)) == 0


def test_bars_carry_every_answer():
    summary = summed(MINUTES, *[i % 11 for i in range(500)])
    counts = [t.text for t in look.texts(number.draw(MINUTES, summary, STORSKJERM))]
    assert counts.count("46") + counts.count("45") == 11


def test_what_is_right_shows_only_on_reveal():
    summary = summed(MINUTES, 12, 14, 15)
    assert "riktig svar" not in look.words(number.draw(MINUTES, summary, LAPTOP))
    shown = look.words(number.draw(MINUTES, summary, LAPTOP.with_(reveal=True)))
    assert "riktig svar 15" in shown
    assert "median 14" in shown


def test_two_rounds_share_an_axis():
    words = look.words(number.draw(MINUTES, summed(MINUTES, 12, 13), STORSKJERM, summed(MINUTES, 9, 11)))
    assert "Før · median 10" in words
    assert "Nå · median 12,5 (+2,5)" in words


def test_sentences():
    assert number.describe(MINUTES, summed(MINUTES)) == "Ingen svar ennå. Bildet kommer med det første."
    assert number.describe(MINUTES, summed(MINUTES, 7)) == "1 svar: 7 minutter."
    assert number.describe(MINUTES, summed(MINUTES, 5, 12, 25)) == (
        "3 svar. Medianen er 12 minutter; svarene går fra 5 til 25."
    )
    assert number.describe(MINUTES, summed(MINUTES, 11, 13), summed(MINUTES, 10)) == (
        "2 svar. Medianen har gått fra 10 til 12 minutter."
    )
    assert "uendret" in number.describe(MINUTES, summed(MINUTES, 10, 10), summed(MINUTES, 10))


def test_the_table_is_ready_to_print():
    table = number.table(MINUTES, summed(MINUTES, 5, 10, 10))
    assert table.to_dict("list") == {"Tall (minutter)": ["5", "10"], "Svar": ["1", "2"]}
    wide = made("number", "wide")
    many = number.table(wide, summed(wide, *range(0, 100000, 500)))
    assert len(many) <= 20
    assert "–" in many.iloc[0, 0]
    assert number.table(MINUTES, summed(MINUTES)).empty
