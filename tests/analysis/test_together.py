"""Several groups and phones: circles merged, cards and votes taken in, always with the same result."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given

from kit.activities import STORSKJERM, AnswerError, factors, weights
from kit.activities._circle_merge import Side, alike, likely_doubles, merge
from kit.activities.form_html import parse_post, render_form
from kit.analysis import changes, phones
from kit.analysis.circle import Circle, Node
from kit.analysis.rows import Link
from tests.activities.looking import JSON, frame
from tests.analysis.helpers import started


@dataclass
class Row:
    respondent: str
    answer: dict[str, Any] = field(default_factory=dict)
    group: str | None = None


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Få voksne ute", "Få voksne ute", True),
        ("Få voksne ute i storefri", "Det er få voksne ute i storefriet", True),
        ("Regler for ballbingen lages av de eldste", "De eldste lager reglene for ballbingen", True),
        ("Få voksne ute", "Mange voksne ute", False),
        ("Tør spørre om å være med", "Tør ikke spørre om å være med", False),
        ("Lek", "Leken", True),
        ("Tror plassene i leken er faste", "Kan få leker fra før", False),
        ("!?", "…", False),
    ],
)
def test_texts_that_say_the_same(a: str, b: str, same: bool) -> None:
    assert alike(a, b) is alike(b, a) is same


def two_groups() -> list[Side]:
    one = Circle(
        "Problem",
        (
            Node("a", "Få voksne ute i storefri", "kontekst", 3, selected=True),
            Node("b", "Tør ikke spørre", "aktor", 2),
            Node("c", "Lekegruppene", "kontekst", 1, dampens=True),
        ),
        (Link("a", "b", 1),),
    )
    other = Circle(
        "",
        (
            Node("x", "Det er få voksne ute i storefriet", "kontekst", 4),
            Node("y", "Tør ikke spørre", "aktor", 1, selected=True),
            Node("z", "Få voksne ute i storefri", "aktor", 1),
        ),
        (Link("x", "y", 3), Link("x", "z", 2)),
    )
    return [Side("Bord 1", one), Side("Bord 2", other)]


def test_merging_counts_what_is_the_same_and_keeps_the_rest() -> None:
    merged = merge(two_groups())
    assert [(n.id, n.weight, n.perspective) for n in merged.circle.nodes] == [
        ("0-a", 7, "kontekst"),
        ("0-b", 3, "aktor"),
        ("0-c", 1, "kontekst"),
        ("1-z", 1, "aktor"),
    ]
    assert merged.groups["0-a"] == ("Bord 1", "Bord 2")
    assert merged.circle.links == (Link("0-a", "0-b", 3), Link("0-a", "1-z", 2))
    assert [n.id for n in merged.circle.selected] == ["0-a", "0-b"]
    assert merged.circle.problem == "Problem"
    assert merge([]).circle == Circle("")


def test_without_votes_the_number_of_groups_counts() -> None:
    sides = [
        Side(s.name, Circle("", tuple(Node(n.id, n.text, n.perspective) for n in s.circle.nodes)))
        for s in two_groups()
    ]
    assert merge(sides).circle.nodes[0].weight == 2


def test_likely_doubles() -> None:
    nodes = [n for side in two_groups() for n in side.circle.nodes]
    assert [[n.id for n in c] for c in likely_doubles(nodes)] == [["a", "x"], ["b", "y"]]


# --- the two kinds ------------------------------------------------------------------------


SETTINGS = factors.Settings(problem="Fire elever står alene i storefri")


def test_factor_form_is_understood_as_it_is_posted() -> None:
    form = factors.form(SETTINGS)
    html = render_form(form)
    assert "Aktør" in html
    assert "Fire elever" in html
    answer = parse_post(form, {"f.kontekst": ["Få voksne", "  "], "f.demper": ["Onsdager"]})
    assert factors.parse(SETTINGS, answer) == {"kontekst": ["Få voksne"], "demper": ["Onsdager"]}


@given(JSON)
def test_any_answer_is_taken_or_refused_with_a_sentence(raw: Any) -> None:
    for module, settings in ((factors, SETTINGS), (weights, weights_of("ab"))):
        try:
            answer = module.parse(settings, raw)
        except AnswerError as refused:
            told = str(refused)
        else:
            told = "taken" if module.parse(settings, answer) == answer else ""
        assert told


def test_factors_summed_up_drawn_and_told() -> None:
    rng = random.Random(2)
    answers = [factors.example(SETTINGS, rng) for _i in range(7)]
    summary = factors.summarise(SETTINGS, frame(answers))
    assert summary["count"].max() > 1
    assert summary.attrs["n"] == 7
    assert factors.draw(SETTINGS, summary, STORSKJERM)
    assert factors.describe(SETTINGS, summary).startswith(
        "7 grupper. Problem: Fire elever står alene i storefri."
    )
    assert list(factors.table(SETTINGS, summary).columns) == ["Faktor", "Perspektiv", "Virkning", "Grupper"]
    assert [s.name for s in factors.sides(SETTINGS, frame(answers))][:2] == ["Bord 1", "Bord 2"]
    empty = factors.summarise(SETTINGS, frame([]))
    assert factors.draw(SETTINGS, empty, STORSKJERM)
    assert factors.describe(SETTINGS, empty) == "Ingen svar ennå."


def weights_of(ids: str) -> weights.Settings:
    return weights.Settings.model_validate({"factors": [{"id": i, "text": f"Faktor {i}"} for i in ids]})


def test_weights_have_no_limit_of_twelve() -> None:
    settings = weights_of("abcdefghijklmnopqrst")
    assert len(weights.form(settings).fields) == 20
    assert weights.parse(settings, {"a": 3, "t": 2}) == {"a": 3, "t": 2}
    for wrong in ({"a": 4}, {"a": 3, "b": 3}, {}, {"zz": 1}):
        with pytest.raises(AnswerError):
            weights.parse(settings, wrong)
    summary = weights.summarise(settings, frame([{"t": 3}, {"t": 1, "b": 2}]))
    assert list(summary["option"][:2]) == ["t", "b"]
    assert weights.draw(settings, summary, STORSKJERM)
    assert weights.describe(settings, summary)
    assert weights.example(settings, random.Random(1))


# --- taken in -----------------------------------------------------------------------------


def test_cards_from_phones_are_taken_in_once() -> None:
    log = started()
    rows = [
        Row("r1", {"kontekst": ["Få voksne ute"], "demper": ["Onsdager"]}, "g1"),
        Row("r2", {"kontekst": ["få voksne  ute"], "individ": ["Er ny"]}),
    ]
    names = {"g1": "Bord 1"}
    first, again = phones.take_factors(log.state, rows, names), phones.take_factors(log.state, rows, names)
    log.add(first, "a")
    log.add(again, "b")  # two dashboards at once
    assert [(f.text, f.perspective, f.dampens, f.source) for f in log.state.factors] == [
        ("Få voksne ute", "kontekst", False, "Bord 1"),
        ("Onsdager", "kontekst", True, "Bord 1"),
        ("Er ny", "individ", False, ""),
    ]
    assert log.state.conflicts == ()
    assert phones.take_factors(log.state, rows, names) == []


def test_a_card_taken_back_on_the_phone_goes_unless_somebody_has_worked_on_it() -> None:
    log = started()
    rows = [Row("r", {"kontekst": ["En", "To", "Tre", "Fire"]})]
    log.add(phones.take_factors(log.state, rows))
    one, two, three, _four = (f.id for f in log.state.factors)
    log.add(changes.select(log.state, one))
    log.add(changes.write(log.state, "factor", f"{two}:text", "To, skrevet om"))
    log.add(changes.vote(log.state, "v", {three: 1}))
    log.add(phones.take_factors(log.state, []))
    assert [f.text for f in log.state.factors] == ["En", "To, skrevet om", "Tre"]
    log.add(phones.take_factors(log.state, rows))
    assert [f.text for f in log.state.factors] == ["En", "To, skrevet om", "Tre", "Fire"]


def test_a_card_that_the_group_took_away_stays_away() -> None:
    log = started()
    rows = [Row("r", {"kontekst": ["En"]})]
    log.add(phones.take_factors(log.state, rows))
    log.add(changes.remove(log.state, "factor", log.state.factors[0].id))
    log.add(phones.take_factors(log.state, rows))
    assert log.state.factors == ()


def test_votes_from_phones() -> None:
    log = started()
    log.add(changes.add_factor(log.state, "kontekst", "En", row="a"))
    rows = [Row("r1", {"a": 2}), Row("r2", {"a": 1})]
    log.add(phones.take_votes(log.state, rows))
    assert log.state.factors[0].weight == 3
    assert phones.take_votes(log.state, rows) == []
    settings = phones.votes_asked(log.state)
    assert settings
    assert weights.parse(settings, {"a": 2}) == {"a": 2}
    assert phones.votes_asked(started().state) is None
