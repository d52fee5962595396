"""Placing in a field."""

from __future__ import annotations

import random
from itertools import combinations
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.activities import HALF, LAPTOP, STORSKJERM, AnswerError
from kit.activities import grid as kind
from kit.activities._grid_places import Field, nudge
from tests.activities import looking
from tests.activities.samples import LONG, WAYS, options

AXES = {"x": {"low": "små krav", "high": "tydelige krav"}, "y": {"low": "lite varme", "high": "mye varme"}}
NAMES = {
    "top_left": "ettergivende",
    "top_right": "autoritativ",
    "bottom_left": "forsømmende",
    "bottom_right": "autoritær",
}


def field(items: list[str], **more: object) -> kind.Settings:
    return kind.Settings(**{"items": options(items), "quadrants": NAMES, "wanted": "top_right"} | AXES | more)


ONE = field(["Her er vi"])
TWO = field(["Her er vi", "Hit vil vi"])


def test_the_form_has_a_place_per_item() -> None:
    form = kind.form(TWO)
    assert [(f.type, f.name, f.min, f.max) for f in form.fields] == [
        ("place", "o1", 0, 100),
        ("place", "o2", 0, 100),
    ]
    assert form.fields[0].x == ("små krav", "tydelige krav")
    assert "top_right" not in str(form.as_json())


def test_places_are_two_whole_numbers() -> None:
    assert kind.parse(TWO, {"o2": [0, 100]}) == {"o2": [0, 100]}
    with pytest.raises(AnswerError, match="Plasser minst én"):
        kind.parse(TWO, {})
    for wrong in (
        [1],
        [1, 2, 3],
        [1, 101],
        [-1, 1],
        [1.5, 1],
        ["1", 1],
        [True, 1],
        None,
        "ab",
        {"0": 1, "1": 2},
    ):
        with pytest.raises(AnswerError):
            kind.parse(TWO, {"o1": wrong})


@given(
    looking.JSON
    | st.dictionaries(
        st.sampled_from(["o1", "o2"]), looking.JSON | st.lists(st.integers(-1, 101), max_size=3)
    )
)
def test_any_json_is_taken_or_refused(raw: object) -> None:
    looking.assert_takes_or_refuses("grid", TWO, raw)


def test_settings_say_what_is_wrong() -> None:
    assert kind.Settings(items=options(["a"]), quadrants=None, **AXES).quadrants.top_left == ""
    with pytest.raises(ValueError, match="brukt to ganger"):
        kind.Settings(items=options(["a"]) * 2, **AXES)
    with pytest.raises(ValueError, match="wanted"):
        field(["a"], wanted="up")


def test_summary_has_a_row_per_place() -> None:
    summary = kind.summarise(TWO, looking.frame([{"o1": [80, 80]}, {"o1": [20, 10], "o2": [50, 70]}]))
    assert list(summary.columns) == kind.COLUMNS
    assert list(summary["quadrant"].astype(object).where(summary["quadrant"].notna(), None)) == [
        "top_right",
        "bottom_left",
        None,
    ]
    assert list(summary["group_name"]) == ["Bord 1", "Bord 2", "Bord 2"]
    assert summary.attrs == {"n": 2, "grouped": True}


@pytest.mark.parametrize("canvas", [STORSKJERM, LAPTOP, HALF])
@pytest.mark.parametrize(
    "settings",
    [
        ONE,
        TWO,
        field(["Nå", "Om ett år", "Om to år"]),
        field([*WAYS, *WAYS][:8]),
        field(
            ["Her er vi"], quadrants=dict.fromkeys(NAMES, "et ganske langt navn på feltet som ikke får plass")
        ),
        field(
            [LONG[:120]] * 3, x={"low": LONG[:60], "high": LONG[:60]}, y={"low": LONG[:60], "high": LONG[:60]}
        ),
        field([LONG] * 6, x={"low": LONG[:60], "high": LONG[:60]}, y={"low": LONG[:60], "high": LONG[:60]}),
    ],
    ids=["one", "two", "three", "eight", "long-names", "long-three", "long-six"],
)
def test_every_state_is_readable(settings: kind.Settings, canvas) -> None:
    looking.assert_every_state_is_readable("grid", settings, canvas)


def test_the_wanted_quadrant_shows_only_on_reveal() -> None:
    summary = looking.summary("grid", ONE, 9)
    patches = [len(kind.draw(ONE, summary, LAPTOP.with_(reveal=r)).axes[0].patches) for r in (False, True)]
    assert patches[1] == patches[0] + 1


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), max_size=25))
def test_markers_stay_in_the_field_and_on_their_side(places: list[tuple[int, int]]) -> None:
    box = Field(100, 50, 900, 540)
    pixels = [box.at(x, y) for x, y in places]
    moved = nudge(pixels, 16, box)
    cx, cy = box.centre
    for (x, y), (mx, my) in zip(pixels, moved, strict=True):
        assert 117 <= mx <= 983
        assert 67 <= my <= 573
        assert (x > cx) - (x < cx) == (mx > cx) - (mx < cx)
        assert (y > cy) - (y < cy) == (my > cy) - (my < cy)


def test_markers_at_one_place_go_apart_and_stay_near() -> None:
    box = Field(0, 0, 900, 540)
    moved = nudge([box.at(75, 75)] * 12, 16, box)
    assert all(hypot(a[0] - b[0], a[1] - b[1]) >= 30 for a, b in combinations(moved, 2))
    assert all(hypot(x - 675, y - 135) < 110 for x, y in moved)
    assert moved == nudge([box.at(75, 75)] * 12, 16, box)


def test_a_marker_per_group_and_circles_when_there_are_many() -> None:
    few = kind.draw(ONE, looking.summary("grid", ONE, 12), STORSKJERM)
    assert sum(line.get_marker() not in ("None", None, "") for line in few.axes[0].lines) - 3 == 12
    many = kind.draw(ONE, looking.summary("grid", ONE, 200), STORSKJERM)
    assert "Jo større sirkel, desto flere svar." in looking.words(many)


def test_the_legend_counts_kinds_and_hides_small_ones_among_persons() -> None:
    kinds = ("barnehage", "skole", "skole", "sfo", "mixed")
    groups = looking.summary("grid", ONE, 10, kinds=kinds)
    words = looking.words(kind.draw(ONE, groups, STORSKJERM))
    assert "barnehage 2" in words
    assert "flere enheter 2" in words
    persons = looking.summary("grid", ONE, 15, persons=True, kinds=kinds)
    words = looking.words(kind.draw(ONE, persons, STORSKJERM))
    assert "skole 6" in words
    assert "barnehage" not in words
    assert "SFO" not in words
    assert "andre 9" in words
    few = looking.summary("grid", ONE, 12, persons=True, kinds=("skole",) * 6 + ("barnehage",) * 5 + ("sfo",))
    words = looking.words(kind.draw(ONE, few, STORSKJERM))
    assert "andre 6" in words  # one person of SFO is not alone
    assert "barnehage" not in words


def test_sentences() -> None:
    summary = kind.summarise(ONE, looking.frame([{"o1": [80, 80]}, {"o1": [70, 20]}, {"o1": [90, 90]}]))
    assert kind.describe(ONE, summary) == (
        "Plassert av 3 grupper. «Her er vi»: midten av svarene ligger ved tydelige krav og mye varme "
        "(autoritativ 2, autoritær 1)."
    )
    before = kind.summarise(ONE, looking.frame([{"o1": [20, 80]}]))
    assert kind.describe(ONE, summary, before).endswith(
        "flyttet seg for «Her er vi» fra «små krav og mye varme» til «tydelige krav og mye varme»."
    )


def test_the_table_counts_the_quadrants() -> None:
    table = kind.table(TWO, kind.summarise(TWO, looking.frame([{"o1": [80, 80]}, {"o1": [50, 20]}])))
    assert table.iloc[0].to_dict() == {
        "Hva": "Her er vi",
        "små krav – tydelige krav": "65",
        "lite varme – mye varme": "50",
        "ettergivende": 0,
        "autoritativ": 1,
        "forsømmende": 0,
        "autoritær": 0,
        "På streken": 1,
    }
    assert table.iloc[1]["små krav – tydelige krav"] == "–"


def test_examples_are_answers() -> None:
    for seed in range(20):
        answer = kind.example(TWO, random.Random(seed))
        assert kind.parse(TWO, answer) == answer
