"""Sharing out points."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.activities import HALF, LAPTOP, STORSKJERM, AnswerError
from kit.activities import points as kind
from tests.activities import looking
from tests.activities.samples import LONG, WAYS, numbered, options

THREE = kind.Settings(options=options(["Felles rutine", "Fast tid", "Årshjul"]), points=5)
LIMITED = kind.Settings(options=options(WAYS), points=10, max_each=4)


def test_the_form_has_a_field_per_option_and_a_total() -> None:
    form = kind.form(LIMITED)
    assert form.total == 10
    assert next((f.type, f.name, f.min, f.max) for f in form.fields) == ("points", "o1", 0, 4)
    assert form.hint == "Dere har 10 poeng å dele ut."


def test_zeros_are_left_out_and_order_is_as_asked() -> None:
    assert list(kind.parse(THREE, {"o3": 1, "o1": 2, "o2": 0}).items()) == [("o1", 2), ("o3", 1)]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"o1": 3, "o2": 3}, "Dere har delt ut for mange poeng. Det er 5 å dele ut."),
        ({"o1": 0}, "Gi minst ett poeng før dere sender."),
        ({}, "Gi minst ett poeng før dere sender."),
    ],
)
def test_mistakes_are_told_in_one_sentence(raw: object, said: str) -> None:
    with pytest.raises(AnswerError) as refused:
        kind.parse(THREE, raw)
    assert str(refused.value) == said


def test_more_than_an_option_may_have() -> None:
    with pytest.raises(AnswerError, match="høyst 4 poeng"):
        kind.parse(LIMITED, {"o1": 5})


@pytest.mark.parametrize("raw", [None, [], 3, {"o1": "2"}, {"o1": True}, {"o1": -1}, {"o1": 1.5}, {"o9": 1}])
def test_wrong_shapes_are_refused(raw: object) -> None:
    with pytest.raises(AnswerError):
        kind.parse(THREE, raw)


@given(looking.JSON | st.dictionaries(st.sampled_from(["o1", "o2", "o3"]), looking.JSON | st.integers(-1, 6)))
def test_any_json_is_taken_or_refused(raw: object) -> None:
    looking.assert_takes_or_refuses("points", THREE, raw)


def test_settings_say_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="brukt to ganger"):
        kind.Settings(options=[{"id": "a", "text": "x"}, {"id": "a", "text": "y"}])
    with pytest.raises(ValueError, match="høyst 1"):
        kind.Settings(options=options(["a", "b"]), points=3, max_each=1)


def test_summary_counts_points_and_givers() -> None:
    summary = kind.summarise(THREE, looking.frame([{"o1": 3, "o2": 2}, {"o1": 1}]))
    assert list(summary.columns) == ["option", "text", "points", "answers"]
    assert summary[["points", "answers"]].to_numpy().tolist() == [[4, 2], [2, 1], [0, 0]]
    assert summary.attrs == {"n": 2, "grouped": True}


@pytest.mark.parametrize("canvas", [STORSKJERM, LAPTOP, HALF])
@pytest.mark.parametrize(
    "settings",
    [
        LIMITED,
        kind.Settings(options=options(numbered(WAYS, 12))),
        kind.Settings(options=options(numbered([LONG], 4))),
        kind.Settings(options=options(["Ja", "Nei"]), points=1),
    ],
    ids=["normal", "many", "long", "two"],
)
def test_every_state_is_readable(settings: kind.Settings, canvas) -> None:
    looking.assert_every_state_is_readable("points", settings, canvas)


def test_one_dot_per_point_up_to_sixty_then_bars() -> None:
    def drawn(points: int) -> tuple[int, int]:
        answers = [{"o1": 1}] * points
        fig = kind.draw(THREE, kind.summarise(THREE, looking.frame(answers)), STORSKJERM)
        return sum(len(c.get_offsets()) for c in fig.axes[0].collections), len(fig.axes[0].patches)

    assert drawn(60) == (60, 0)
    assert drawn(61) == (0, 1)


def test_says_how_many_groups_or_answers() -> None:
    groups = kind.summarise(THREE, looking.frame([{"o1": 1}, {"o1": 2}]))
    assert "fra 2 grupper" in looking.words(kind.draw(THREE, groups, LAPTOP))
    persons = kind.summarise(THREE, looking.frame([{"o1": 1}, {"o1": 2}], persons=True))
    assert "fra 2 svar" in looking.words(kind.draw(THREE, persons, LAPTOP))


def test_a_new_round_shows_the_shift() -> None:
    before = kind.summarise(THREE, looking.frame([{"o1": 4}, {"o2": 1}]))
    now = kind.summarise(THREE, looking.frame([{"o1": 1}, {"o2": 1}, {"o3": 2}]))
    words = looking.words(kind.draw(THREE, now, STORSKJERM, before))
    assert "−3" in words
    assert "uendret" in words
    assert "+2" in words
    said = kind.describe(THREE, now, before)
    assert said.startswith("3 grupper har delt ut 4 poeng. Fra flest til færrest: «Årshjul» (2)")
    assert said.endswith("Siden forrige runde: «Felles rutine» 4 → 1 og «Årshjul» – → 2.")


def test_examples_are_answers() -> None:
    for seed in range(20):
        for settings in (THREE, LIMITED):
            answer = kind.example(settings, random.Random(seed))
            assert kind.parse(settings, answer) == answer
            assert sum(answer.values()) == settings.points
