"""Scale: what is taken, what is counted, and what the picture and the sentences say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from kit.activities import DOCUMENT, HALF, LAPTOP, STORSKJERM, AnswerError, scale
from kit.activities import _style as s
from tests.activities import looking as look
from tests.activities.samples import SETTINGS, made

USUAL = made("scale", "normal")
TWO = scale.Settings(
    statements=[{"id": "a", "text": "Vi sier fra"}, {"id": "b", "text": "Vi lar det gå", "reversed": True}]
)


def summed(settings: scale.Settings, *answers: dict[str, Any]) -> Any:
    return scale.summarise(settings, look.frame(list(answers)))


def test_the_form_has_a_field_for_each_statement():
    fields = scale.form(USUAL).fields
    assert [(f.type, f.name, f.min, f.max, f.skip) for f in fields] == [
        ("scale", f"o{i}", 1, 5, True) for i in range(1, 5)
    ]
    assert (fields[0].low, fields[0].high) == ("helt uenig", "helt enig")


@pytest.mark.parametrize("good", [{"a": 4}, {"a": 1, "b": None}, {"b": 5, "a": 5}, {"a": None}])
def test_answers_that_are_taken(good):
    assert scale.parse(TWO, good) == good


@pytest.mark.parametrize(
    "bad",
    [
        None, [], "4", 4, {}, {"c": 1}, {"a": 0}, {"a": 6}, {"a": 10**400}, {"a": True}, {"a": 3.0}, {"a": "3"},
        {"a": [3]}, {"a": {}}, {"a": float("nan")}, {1: 2}, {"a": 4, "\ud800": 1},
    ],
)  # fmt: skip
def test_answers_that_are_refused_with_a_sentence(bad):
    with pytest.raises(AnswerError) as error:
        scale.parse(TWO, bad)
    assert str(error.value).endswith(".")


def test_without_skip_null_is_refused():
    with pytest.raises(AnswerError, match="tall"):
        scale.parse(scale.Settings(statements=TWO.statements, skip=False), {"a": None})


@given(look.JSON | st.dictionaries(st.sampled_from("abc"), look.JSON | st.integers(0, 6), max_size=3))
@settings(max_examples=150, deadline=None)
def test_whatever_comes_is_taken_or_refused(raw):
    look.assert_takes_or_refuses("scale", TWO, raw)


def test_settings_say_what_is_wrong():
    with pytest.raises(ValidationError, match="«a»"):
        scale.Settings(statements=[{"id": "a", "text": "x"}, {"id": "a", "text": "y"}])
    for wrong in ({"steps": 4}, {"statements": []}, {"color": "red"}):
        with pytest.raises(ValidationError):
            scale.Settings(**({"statements": TWO.statements} | wrong))


def test_counts_median_and_dont_know():
    summary = summed(TWO, {"a": 4, "b": 1}, {"a": 5, "b": None}, {"a": 1})
    first, second = summary.to_dict("records")
    assert summary.attrs["n"] == 3
    assert [first[f"step_{i}"] for i in range(1, 6)] == [1, 0, 0, 1, 1]
    assert (first["answered"], first["skipped"], first["median"]) == (3, 0, 4)
    assert (second["answered"], second["skipped"], second["median"]) == (1, 1, 5)  # 1 turned is 5


def test_a_median_between_two_has_a_half():
    summary = summed(TWO, {"a": 2}, {"a": 3})
    assert summary["median"][0] == 2.5
    assert scale.table(TWO, summary)["Median"][0] == "2,5"


@given(st.lists(st.fixed_dictionaries({}, optional={"a": st.none() | st.integers(1, 5)}), max_size=12))
@settings(max_examples=60, deadline=None)
def test_every_number_is_counted_once(answers):
    row = summed(TWO, *answers).to_dict("records")[0]
    given_ = [a["a"] for a in answers if "a" in a]
    assert sum(row[f"step_{i}"] for i in range(1, 6)) == row["answered"]
    assert row["answered"] + row["skipped"] == len(given_)


@pytest.mark.parametrize("which", SETTINGS["scale"])
@pytest.mark.parametrize("canvas", [STORSKJERM, LAPTOP, HALF, DOCUMENT])
def test_every_state_is_readable(which, canvas):
    look.assert_every_state_is_readable("scale", made("scale", which), canvas)


def test_the_picture_carries_the_counts_the_median_and_the_ends():
    fig = scale.draw(TWO, summed(TWO, *[{"a": 4, "b": 2}] * 7, *[{"a": 2, "b": None}] * 3), LAPTOP)
    words = [t.text for t in look.texts(fig)]
    assert words.count("7") >= 3  # a segment of each bar, and «svar» of the second
    assert "1\u2002helt uenig" in words
    assert "helt enig\u20025" in words
    assert "Vi lar det gå (snudd)" in words
    assert {"median", "svar", "vet ikke", "halvparten av svarene"} <= set(words)


def test_segments_share_the_bar_by_count():
    fig = scale.draw(TWO, summed(TWO, *[{"a": 4}] * 30, *[{"a": 2}] * 10), LAPTOP)
    widths = {
        colour: sum(p.get_width() for p in fig.axes[0].patches if _is(p, colour) and p.get_height() > 20)
        for colour in (s.scale_inks(5)[1].fill, s.scale_inks(5)[3].fill)
    }
    few, many = widths.values()
    assert many / few == pytest.approx(3, rel=0.03)


def _is(patch: Any, colour: str) -> bool:
    from matplotlib.colors import to_hex

    return to_hex(patch.get_facecolor()).upper() == colour


def test_empty_and_one_answer_say_so():
    assert "Ingen svar ennå" in look.words(scale.draw(TWO, summed(TWO), LAPTOP))
    one = look.words(scale.draw(TWO, summed(TWO, {"a": 3}), LAPTOP))
    assert "Ett svar er ikke et bilde" in one
    assert "halvparten" not in one


def test_two_rounds_name_the_rounds_and_the_shift():
    old, new = summed(TWO, *[{"a": 2, "b": 3}] * 4), summed(TWO, *[{"a": 3, "b": 3}] * 4)
    old.attrs["round"], new.attrs["round"] = 1, 2
    words = look.words(scale.draw(TWO, new, STORSKJERM, old))
    for wanted in ("Runde 1", "Runde 2", "2 → 3", "+1", "uendret", "endring"):
        assert wanted in words


def test_sentences():
    assert scale.describe(TWO, summed(TWO)) == "Ingen svar ennå. Bildet kommer med det første."
    assert scale.describe(TWO, summed(TWO, {"a": None})) == "1 svar, alle «vet ikke»."
    said = scale.describe(TWO, summed(TWO, {"a": 4, "b": 2}, {"a": 5, "b": 2}))
    assert said.startswith("2 svar. Median: «Vi sier fra» 4,5 og «Vi lar det gå» 4.")
    now, old = summed(TWO, {"a": 4, "b": 2}), summed(TWO, {"a": 2, "b": 2})
    assert scale.describe(TWO, now, old) == (
        "1 svar. Medianen har flyttet seg: «Vi sier fra» fra 2 til 4. 1 påstand er uendret."
    )
    assert "Ingen median" in scale.describe(TWO, old, old)


def test_a_table_prints_dashes_for_none():
    table = scale.table(TWO, summed(TWO, {"a": 4, "b": None}))
    assert list(table.columns) == ["Utsagn", "1", "2", "3", "4", "5", "Median", "Svar", "Vet ikke"]
    assert list(table.iloc[1]) == ["Vi lar det gå (snudd)", "–", "–", "–", "–", "–", "–", "–", "1"]


def test_parts_are_the_statements():
    assert scale.parts(TWO) == {"a": "Vi sier fra", "b": "Vi lar det gå"}
