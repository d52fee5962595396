"""Factors in a circle, and weighing them: one case or each its own, merged and side by side."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.activities import DOCUMENT, HALF, LAPTOP, STORSKJERM, AnswerError, Canvas, pages, weights, written
from kit.activities import factors as kind
from tests.activities import looking
from tests.activities.samples import LONG, SETTINGS, made

SAME, OWN = made("factors", "normal"), made("factors", "own")
CANVASES = (STORSKJERM, LAPTOP, HALF, DOCUMENT)


def test_the_form_asks_in_three_perspectives_and_for_what_dampens() -> None:
    assert [f.name for f in kind.form(SAME).fields] == ["kontekst", "aktor", "individ", "demper"]
    assert kind.form(SAME).hint.startswith("Problem: I storefri står")
    own = kind.form(OWN).fields[0]
    assert (own.name, own.required, own.max_items) == ("problem", True, 1)
    assert kind.form(OWN).hint == ""


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"problem": ["To barn står igjen"]}, "Skriv minst ett kort før dere sender."),
        ({"kontekst": ["Trangt"]}, "Skriv problemet deres i én setning før dere sender."),
        ({"problem": ["En", "To"], "kontekst": ["Trangt"]}, "Det er plass til 1 tekst."),
        ({"problem": ["x" * 301], "aktor": ["a"]}, "Teksten er på 301 tegn. Det er plass til 300."),
        ({"problem": ["a"], "aktor": ["a"] * 4}, "Det er plass til høyst 3 tekster."),
    ],
)
def test_mistakes_are_told_in_one_sentence(raw: Any, said: str) -> None:
    with pytest.raises(AnswerError) as refused:
        kind.parse(OWN, raw)
    assert str(refused.value) == said


def test_the_same_case_has_no_problem_of_its_own() -> None:
    with pytest.raises(AnswerError, match="ikke ble spurt om"):
        kind.parse(SAME, {"problem": ["Noe"], "aktor": ["a"]})


NAMES = st.sampled_from(["problem", *kind.NAMES])


@given(looking.JSON | st.dictionaries(NAMES, st.lists(st.text(max_size=12), max_size=4) | looking.JSON))
def test_any_json_is_taken_or_refused(raw: Any) -> None:
    looking.assert_takes_or_refuses("factors", OWN, raw)


@given(st.dictionaries(NAMES, st.lists(st.text("abc", min_size=1), max_size=3)), st.data())
def test_what_is_held_back_is_gone_and_the_rest_stays(raw: Any, data: st.DataObject) -> None:
    try:
        answer = kind.parse(OWN, raw)
    except AnswerError:
        return
    module = written("factors")
    assert module is not None
    texts = module.texts(answer)
    assert module.with_texts(answer, texts) == answer
    shown = [t if data.draw(st.booleans()) else None for t in texts]
    left = module.with_texts(answer, shown)
    cards = [t for t, (name, _t) in zip(shown, kind._written(answer), strict=True) if name != "problem" and t]
    assert (left is None) == (not cards)
    if left is not None:
        assert module.texts(left) == [t for t in shown if t]


def test_groups_that_say_the_same_are_counted_together() -> None:
    answers = [
        {"kontekst": ["Få voksne ute i storefri"], "individ": ["Er ny i gruppa"]},
        {"kontekst": ["Det er få voksne ute i storefriet"], "demper": ["Lekegruppene"]},
    ]
    summary = kind.summarise(SAME, looking.frame(answers))
    assert list(zip(summary["text"], summary["count"], summary["groups"], strict=True)) == [
        ("Få voksne ute i storefri", 2, ("Bord 1", "Bord 2")),
        ("Er ny i gruppa", 1, ("Bord 1",)),
        ("Lekegruppene", 1, ("Bord 2",)),
    ]
    assert "Få voksne ute i storefri (2)" in kind.describe(SAME, summary)


def test_every_group_has_its_circle_on_a_page_of_its_own_or_beside_two_others() -> None:
    summary = looking.summary("factors", OWN, 7)
    assert pages("factors", OWN, summary) == 4
    assert pages("factors", OWN, looking.summary("factors", OWN, 1)) == 1
    assert pages("scale", None, summary) == 1
    seen = ""
    for page in range(1, 4):
        summary.attrs["page"] = page
        words = looking.words(kind.draw(OWN, summary, STORSKJERM.with_(page=page)))
        names = [f"Bord {n}" for n in range(1, 8) if f"Bord {n}" in words]
        assert names == [f"Bord {n}" for n in range(3 * page - 2, min(8, 3 * page + 1))]
        assert all(f"{name}: " in kind.describe(OWN, summary) for name in names)
        seen += words
    assert seen.count("Bord") == 7


def test_tables_stand_in_the_order_of_their_names_whoever_answered_first() -> None:
    answers = looking.frame([{"kontekst": ["Få voksne ute"]}] * 12)
    summary = kind.summarise(SAME, answers.iloc[::-1])
    assert [side.name for side in summary.attrs["sides"]] == [f"Bord {n}" for n in range(1, 13)]


def test_a_name_of_two_lines_is_told_in_full_beside_the_others() -> None:
    cards = {
        "kontekst": [
            "Få aktiviteter som tåler at noen kommer til underveis, også når det regner",
            "Få voksne ute",
        ]
    }
    cards |= {
        "aktor": ["Tør ikke spørre"],
        "individ": ["Er ny i gruppa"],
        "demper": ["Lekegruppene på onsdager"],
    }
    summary = kind.summarise(SAME, looking.frame([cards] * 3))
    for canvas in (STORSKJERM, LAPTOP):
        assert "også når det regner" in looking.words(kind.draw(SAME, summary, canvas.with_(page=1)))


@pytest.mark.parametrize("canvas", CANVASES)
@pytest.mark.parametrize("which", SETTINGS["factors"])
def test_every_state_and_page_is_readable(which: str, canvas: Canvas) -> None:
    settings = made("factors", which)
    looking.assert_every_state_is_readable("factors", settings, canvas)
    crowded = {name: [LONG[:150], "Kort", "Tør ikke spørre"][: settings.per_field] for name in kind.NAMES}
    if not settings.dampers:
        del crowded["demper"]
    crowded |= {"problem": [LONG]} if settings.own_case else {}
    summary = kind.summarise(settings, looking.frame([kind.parse(settings, crowded)] * 5))
    for page in range(pages("factors", settings, summary)):
        looking.assert_readable(kind.draw(settings, summary, canvas.with_(page=page)), canvas)


def test_a_new_round_rings_what_is_new() -> None:
    before = kind.summarise(SAME, looking.frame([{"kontekst": ["Få voksne ute"]}] * 2))
    now = kind.summarise(
        SAME, looking.frame([{"kontekst": ["Få voksne ute"], "aktor": ["Tør ikke spørre"]}] * 2)
    )
    assert kind.describe(SAME, now, before).endswith("Nytt siden forrige runde: «Tør ikke spørre».")
    assert "Mørk ring" in looking.words(kind.draw(SAME, now, STORSKJERM, before))


@pytest.mark.parametrize("canvas", CANVASES)
@pytest.mark.parametrize("which", SETTINGS["weights"])
def test_weighed_factors_are_readable(which: str, canvas: Canvas) -> None:
    looking.assert_every_state_is_readable("weights", made("weights", which), canvas)


def test_heavy_factors_come_first_and_grow() -> None:
    settings = made("weights", "normal")
    summary = weights.summarise(settings, looking.frame([{"c": 3, "a": 1}, {"c": 2, "e": 1}]))
    assert list(summary["option"])[:2] == ["c", "a"]
    assert list(weights.table(settings, summary).columns) == [
        "Faktor",
        "Perspektiv",
        "Poeng",
        "Grupper som ga poeng",
    ]
    weight = {n.id: n.weight for n in weights.circle_of(settings, summary).nodes}
    assert weight == {"a": 1, "b": 0, "c": 5, "d": 0, "e": 1}


@given(looking.JSON | st.dictionaries(st.sampled_from("abcde"), looking.JSON | st.integers(-1, 6)))
def test_any_weights_are_taken_or_refused(raw: Any) -> None:
    looking.assert_takes_or_refuses("weights", made("weights", "normal"), raw)
