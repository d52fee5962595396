"""Open questions."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex

from kit.activities import HALF, LAPTOP, STORSKJERM, AnswerError
from kit.activities import _style as style
from kit.activities import open as kind
from tests.activities import looking

ONE = kind.Settings()
SEVERAL = kind.Settings(max_texts=3, max_length=80, hint="Ett eksempel på hver linje")


def parsed(*texts: str, settings: kind.Settings = SEVERAL) -> list[str]:
    return kind.parse(settings, {"texts": list(texts)})["texts"]


def test_the_form_carries_limits_and_hint() -> None:
    (field,) = kind.form(SEVERAL).fields
    assert (field.type, field.name, field.max_items, field.max_length) == ("texts", "texts", 3, 80)
    assert field.hint == SEVERAL.hint


def test_texts_are_cleaned_but_not_escaped() -> None:
    assert parsed("  Tid \t til\x00 å lytte ", "", " \n ") == ["Tid til å lytte"]
    assert parsed("<b>ærlig</b> =1+1 & «sitat»") == ["<b>ærlig</b> =1+1 & «sitat»"]
    assert parsed("en\r\n\r\nto") == ["en\nto"]
    assert parsed("a\ud800b\u202ec\u200bd") == ["abcd"]
    assert parsed("A\u030a") == ["Å"]
    assert len(parsed("z" + "\u0336" * 40)[0]) <= 4


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"texts": [" ", ""]}, "Skriv noe før dere sender."),
        ({"texts": ["a" * 81]}, "Teksten er på 81 tegn. Det er plass til 80."),
        ({"texts": ["a", "b", "c", "d"]}, "Det er plass til høyst 3 tekster."),
    ],
)
def test_mistakes_are_told_in_one_sentence(raw: object, said: str) -> None:
    with pytest.raises(AnswerError) as refused:
        kind.parse(SEVERAL, raw)
    assert str(refused.value) == said


@pytest.mark.parametrize(
    "raw", [None, [], "x", {}, {"texts": "x"}, {"texts": [1]}, {"texts": None}, {"x": 1}]
)
def test_wrong_shapes_are_refused(raw: object) -> None:
    with pytest.raises(AnswerError):
        kind.parse(SEVERAL, raw)


@given(looking.JSON | st.fixed_dictionaries({"texts": looking.JSON | st.lists(st.text(st.characters()))}))
def test_any_json_is_taken_or_refused(raw: object) -> None:
    looking.assert_takes_or_refuses("open", SEVERAL, raw)


def test_settings_say_what_is_wrong() -> None:
    for wrong in ({"max_texts": 11}, {"max_length": 1001}, {"merged": {"ro": " "}}, {"maks": 3}):
        with pytest.raises(ValueError, match=r"."):
            kind.Settings(**wrong)


def test_summary_counts_answers_not_texts() -> None:
    answers = looking.frame([{"texts": ["tid", "mer tid"]}, {"texts": ["tiden"]}, {"texts": ["humor"]}])
    summary = kind.summarise(SEVERAL, answers)
    assert list(summary.columns) == ["term", "count", "forms", "key"]
    assert dict(zip(summary["term"], summary["count"], strict=True))["humor"] == 1
    assert list(summary["count"]) == [2, 1]
    assert summary.attrs == {"n": 3, "texts": 4, "grouped": True}


def test_merged_and_dropped_apply() -> None:
    answers = looking.frame([{"texts": ["tid"]}, {"texts": ["ro"]}, {"texts": ["humor"]}])
    settings = kind.Settings(merged={"ro": "tid"}, dropped=("humor",))
    assert list(kind.summarise(settings, answers)["term"]) == ["tid"]


def test_cards_name_each_text() -> None:
    cards = kind.cards(SEVERAL, looking.frame([{"texts": ["en", "to"]}, {"texts": ["tre"]}]))
    assert list(cards["key"]) == ["k0:0", "k0:1", "k1:0"]
    assert list(cards.iloc[2]) == ["k1:0", "tre", "Bord 2", "skole"]
    assert kind.cards(SEVERAL, looking.frame([])).empty


@pytest.mark.parametrize("canvas", [STORSKJERM, LAPTOP, HALF, STORSKJERM.with_(width=820)])
def test_every_state_is_readable(canvas) -> None:
    looking.assert_every_state_is_readable("open", SEVERAL, canvas)


def test_long_terms_and_many_terms_fit() -> None:
    words = [f"menneskerettighetsorganisasjonsarbeid{'abcdefghijkl'[i]}" for i in range(12)]
    summary = kind.summarise(ONE, looking.frame([{"texts": [" ".join(words)]}, {"texts": [words[0]]}]))
    for canvas, most in ((STORSKJERM, 8), (LAPTOP, 10)):
        with style.pinned_fonts("DejaVu Sans"):
            fig = kind.draw(ONE, summary, canvas)
        looking.assert_readable(fig, canvas)
        assert sum(t.text in "12" for t in looking.texts(fig)) == most


def test_a_highlighted_term_is_amber() -> None:
    summary = kind.summarise(ONE, looking.frame([{"texts": ["ro"]}, {"texts": ["ro og tid"]}]))
    fig = kind.draw(ONE, summary, LAPTOP.with_(highlight=("ro",)))
    drawn = [to_hex(p.get_facecolor()).upper() for p in fig.axes[0].patches]
    assert [drawn.count(fill) for fill in (style.RAV, style.FJORD)] == [1, 1]


def test_sentences() -> None:
    said = [{"texts": ["tid"]}, {"texts": ["tid", "ro"]}]
    summary = kind.summarise(SEVERAL, looking.frame(said))
    assert kind.describe(SEVERAL, summary) == "3 tekster fra 2 grupper. Nevnt av flest: tid (2)."
    persons = kind.summarise(ONE, looking.frame([{"texts": ["tid"]}], persons=True))
    assert kind.describe(ONE, persons) == "1 svar. Ingen ord er brukt av mer enn én."
    before = kind.summarise(SEVERAL, looking.frame(said[:1]))
    assert kind.describe(SEVERAL, summary, before).endswith("Siden forrige runde: tid 1 → 2 og ro 0 → 1.")


def test_examples_are_answers() -> None:
    short = kind.Settings(max_texts=10, max_length=5)
    for seed in range(20):
        for settings in (ONE, SEVERAL, short):
            answer = kind.example(settings, random.Random(seed))
            assert kind.parse(settings, answer) == answer
