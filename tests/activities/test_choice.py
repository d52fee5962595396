"""Choice: what is taken, what is counted, and that what is right shows only on reveal."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from kit.activities import DOCUMENT, HALF, LAPTOP, STORSKJERM, AnswerError, choice
from kit.activities import _style as s
from tests.activities import looking as look
from tests.activities.samples import SETTINGS, made

OPTIONS = [
    {"id": "a", "text": "Styrer", "correct": True},
    {"id": "b", "text": "Teamet"},
    {"id": "c", "text": "Ingen"},
]
ONE = choice.Settings(options=OPTIONS)
SEVERAL = choice.Settings(options=OPTIONS, multiple=True, max=2)


def summed(settings: choice.Settings, *chosen: str) -> Any:
    return choice.summarise(settings, look.frame([{"options": list(ids)} for ids in chosen]))


def test_the_form_does_not_tell_what_is_right():
    form = choice.form(ONE)
    assert "correct" not in str(form.as_json())
    assert form.fields[0].max is None
    several = choice.form(SEVERAL).fields[0]
    assert (several.multiple, several.max, several.hint) == (True, 2, "Velg opptil 2.")


def test_answers_that_are_taken_come_in_the_order_asked():
    assert choice.parse(ONE, {"options": ["b"]}) == {"options": ["b"]}
    assert choice.parse(SEVERAL, {"options": ["c", "a"]}) == {"options": ["a", "c"]}


@pytest.mark.parametrize(
    "bad",
    [
        None, [], "a", {}, {"options": []}, {"options": None}, {"options": "a"}, {"options": ["x"]}, {"options": [1]},
        {"options": ["a", "a"]}, {"options": ["a", "b"]}, {"options": [["a"]]}, {"options": {"a": 1}},
        {"options": ["a"], "more": 1}, {"options": [None]},
    ],
)  # fmt: skip
def test_answers_that_are_refused_with_a_sentence(bad):
    with pytest.raises(AnswerError) as error:
        choice.parse(ONE, bad)
    assert str(error.value).endswith(".")


def test_too_many_choices_are_refused():
    with pytest.raises(AnswerError, match="høyst 2"):
        choice.parse(SEVERAL, {"options": ["a", "b", "c"]})


@given(look.JSON | st.fixed_dictionaries({"options": look.JSON | st.lists(st.sampled_from("abcx"))}))
@settings(max_examples=150, deadline=None)
def test_whatever_comes_is_taken_or_refused(raw):
    look.assert_takes_or_refuses("choice", SEVERAL, raw)


def test_settings_say_what_is_wrong():
    with pytest.raises(ValidationError, match="grense"):
        choice.Settings(options=OPTIONS, max=2)
    with pytest.raises(ValidationError, match="«a»"):
        choice.Settings(options=[OPTIONS[0], OPTIONS[0]])


@given(st.lists(st.sets(st.sampled_from("abc"), min_size=1, max_size=2), max_size=20))
@settings(max_examples=60, deadline=None)
def test_every_choice_is_counted_once(chosen):
    summary = summed(SEVERAL, *["".join(sorted(ids)) for ids in chosen])
    assert summary.attrs["n"] == len(chosen)
    assert summary["count"].sum() == sum(len(ids) for ids in chosen)
    if chosen:
        assert summary["share"].between(0, 1).all()


@pytest.mark.parametrize("which", SETTINGS["choice"])
@pytest.mark.parametrize("canvas", [STORSKJERM, LAPTOP, HALF, DOCUMENT])
def test_every_state_is_readable(which, canvas):
    look.assert_every_state_is_readable("choice", made("choice", which), canvas)


def colours(fig: Any) -> set[str]:
    from matplotlib.colors import to_hex

    return {to_hex(patch.get_facecolor()).upper() for patch in fig.axes[0].patches}


def test_what_is_right_shows_only_on_reveal():
    summary = summed(ONE, *"aaaaaaaaabbc")
    hidden, shown = choice.draw(ONE, summary, LAPTOP), choice.draw(ONE, summary, LAPTOP.with_(reveal=True))
    assert "Riktig" not in look.words(hidden)
    assert s.MUTED not in colours(hidden)
    assert "Riktig svar" in look.words(shown)
    assert {s.MUTED, s.FJORD} <= colours(shown)
    plain = choice.Settings(options=[o | {"correct": False} for o in OPTIONS])
    assert "Riktig" not in look.words(choice.draw(plain, summed(plain, "a"), LAPTOP.with_(reveal=True)))


def test_shares_only_from_ten_answers():
    assert "%" not in look.words(choice.draw(ONE, summed(ONE, *"aaaaaaaab"), LAPTOP))
    assert "75\u00a0%" in look.words(choice.draw(ONE, summed(ONE, *"aaaaaaaaabbc"), LAPTOP))
    assert "%" not in choice.describe(ONE, summed(ONE, *"ab"))


def test_one_answer_is_not_the_whole_track():
    fig = choice.draw(ONE, summed(ONE, "a"), LAPTOP)
    filled = max(p.get_width() for p in fig.axes[0].patches if p.get_facecolor()[3] and p.get_height() > 5)
    assert filled < LAPTOP.width / 4
    assert "Ett svar" in look.words(fig)


def test_two_rounds_tell_the_shift():
    old, new = summed(ONE, *"abbb"), summed(ONE, *"aaab")
    words = look.words(choice.draw(ONE, new, STORSKJERM, old))
    for wanted in ("Før", "Nå", "1 → 3", "3 → 1", "+2", "\u22122"):
        assert wanted in words


def test_sentences():
    assert choice.describe(ONE, summed(ONE)) == "Ingen svar ennå. Bildet kommer med det første."
    assert choice.describe(ONE, summed(ONE, "a", "a")) == "2 svar. Alle valgte «Styrer» (2)."
    said = choice.describe(ONE, summed(ONE, *"aaaaaaaaabbc"))
    assert said == (
        "12 svar. Flest valgte «Styrer» (9, 75\u00a0%), «Teamet» (2, 17\u00a0%) og «Ingen» (1, 8\u00a0%)."
    )
    moved = choice.describe(ONE, summed(ONE, "a"), summed(ONE, "b"))
    assert moved == "1 svar. Siden forrige runde: «Styrer» fra 0 til 1 og «Teamet» fra 1 til 0."


def test_the_table_is_ready_to_print():
    table = choice.table(ONE, summed(ONE, *"aaaaaaaaab"))
    assert list(table.columns) == ["Valg", "Svar", "Andel", "Riktig svar"]
    assert list(table.iloc[0]) == ["Styrer", "9", "90\u00a0%", "ja"]
    assert list(table.iloc[2]) == ["Ingen", "–", "–", ""]
