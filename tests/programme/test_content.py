"""The programme is complete, and every activity is one that can be used."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest

from kit.activities import KINDS, kind
from kit.programme import UNIT_KINDS, Programme, programme, sample

EMPHASIS = {
    1: ["t1-e1", "t1-e2", "t1-e3"],
    2: ["t2-e1", "t2-e2", "t2-e3"],
    3: ["t3-e1", "t3-e2", "t3-e3", "t3-e4", "t3-e5", "t3-e6"],
    4: ["t4-e1", "t4-e2", "t4-e3", "t4-e4"],
}
CORE_POINTS = {1: 3, 2: 7, 3: 3, 4: 7}  # as many as the programme document has
STRANDS = ["regelverkskompetanse", "medvirkning", "foreldresamarbeid", "laget-rundt", "kapasitetsbygging"]
LAW = {
    1: {"bhl-41", "bhl-42", "opl-12-2", "opl-12-3", "opl-12-4", "opl-12-5"},
    2: {"bhl-41", "bhl-42", "bhl-43", "bhl-3", "opl-12-4", "opl-12-5", "opl-10-12", "barnekonvensjonen"},
    3: set(),
    4: set(),
}
FRAMEWORKS = {"rammeplan-barnehage", "rammeplan-sfo", "lareplanverket", "styringsdokumenter"}
ALL = list(programme().activities.values())


@pytest.fixture
def known() -> Programme:
    return programme()


def strings(tree: Any) -> Iterator[str]:
    """Every text in a nest of models, lists and dicts."""
    if isinstance(tree, str):
        yield tree
    elif hasattr(tree, "model_dump"):
        yield from strings(tree.model_dump())
    elif isinstance(tree, dict):
        for value in tree.values():
            yield from strings(value)
    elif isinstance(tree, list | tuple):
        for value in tree:
            yield from strings(value)


def test_goals_and_strands(known: Programme) -> None:
    assert [g.id for g in known.subgoals] == ["d1", "d2", "d3", "d4", "d5", "d6"]
    assert [s.id for s in known.strands] == STRANDS
    assert [s.number for s in known.strands] == [1, 2, 3, 4, 5]
    assert known.purpose
    assert known.main_goal


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_theme_is_complete(known: Programme, number: int) -> None:
    theme = known.themes[number]
    assert [e.id for e in theme.emphasis] == EMPHASIS[number]
    assert [e.number for e in theme.emphasis] == list(range(1, len(EMPHASIS[number]) + 1))
    assert len(theme.core_points) == CORE_POINTS[number]
    assert theme.semester_inferred, (
        "the programme document does not say which theme belongs to which semester"
    )
    assert set(theme.law) == (LAW[number] | FRAMEWORKS if LAW[number] else set())


def test_five_transitions(known: Programme) -> None:
    assert [t.id for t in known.emphasis("t4-e4").transitions] == [f"t4-e4-o{n}" for n in range(1, 6)]


def test_themes_without_law_point_to_the_strand(known: Programme) -> None:
    for number in (3, 4):
        assert known.strand("regelverkskompetanse").title in known.themes[number].law_note


def test_law_is_shown_as_not_checked_and_the_unclear_paragraph_openly(known: Programme) -> None:
    assert all(anchor.checked is None for anchor in known.law.values())
    assert "ikke funnet" in known.law["opl-10-12"].note
    assert "§ 10-2" in known.law["opl-10-12"].note
    assert [a.id for a in known.law_for(2, "barnehage")][:4] == ["bhl-41", "bhl-42", "bhl-43", "bhl-3"]
    assert known.law_for(2, "sfo") == known.law_for(2, "skole")
    for anchor in known.law.values():
        assert anchor.act.startswith("opplæringsloven") <= (anchor.applies_to == ("skole",))


@pytest.mark.parametrize("theme", [1, 2, 3, 4])
def test_ten_good_activities_for_every_kind_of_unit_and_of_every_kind(known: Programme, theme: int) -> None:
    for unit_kind in UNIT_KINDS:
        assert len(known.activities_for(theme, unit_kind)) >= 10
    assert {a.kind for a in known.activities_for(theme)} == set(KINDS)


def test_every_kind_is_used_at_least_twice() -> None:
    used = Counter(a.kind for a in ALL)
    assert {k: used[k] for k in KINDS if used[k] < 2} == {}


def test_every_emphasis_point_and_strand_is_covered() -> None:
    covered = {e for a in ALL for e in a.emphasis}
    assert covered == {e for ids in EMPHASIS.values() for e in ids}
    assert {s for a in ALL for s in a.strands} == set(STRANDS)


def test_every_transition_has_its_statement(known: Programme) -> None:
    statements = known.activities["t4-overgangene-vare"].settings["statements"]
    assert {s["id"] for s in statements} == {t.id for t in known.emphasis("t4-e4").transitions}


def test_every_theme_has_an_agenda(known: Programme) -> None:
    for number in (1, 2, 3, 4):
        assert known.agendas_for(number)


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize("activity", [a.id for a in ALL])
def test_activity_can_be_asked_and_answered(activity: str, language: str) -> None:
    common = programme(language).activities[activity]
    for unit_kind in (None, *common.unit_kinds):
        template = common.for_unit_kind(unit_kind)
        module = kind(template.kind)
        settings = module.Settings.model_validate(template.settings)
        assert module.form(settings).fields
        answer = module.example(settings, random.Random(1))
        assert module.parse(settings, answer) == answer
        assert len(template.prompt) <= 90, "over 90 characters the question shrinks on Storskjerm"
        assert template.guide.count("\n\n") == 2


def test_the_same_ids_in_both_languages() -> None:
    """Answers given in bokmål and nynorsk are counted together."""

    def ids(tree: Any) -> list[Any]:
        if isinstance(tree, dict):
            return [tree.get("id"), *(i for v in tree.values() for i in ids(v))]
        return [i for one in tree for i in ids(one)] if isinstance(tree, list) else []

    for activity in ALL:
        assert ids(activity.settings) == ids(programme("nn").activities[activity.id].settings)


def test_texts_read_as_norwegian() -> None:
    english = re.compile(r"\b(the|and|of|with|your|what|how|is|are)\b")
    told = [strings(read(language)) for language in ("nb", "nn") for read in (programme, sample)]
    for text in chain.from_iterable(told):
        assert "!" not in text, text
        assert not english.search(text.lower()), text
        assert '"' not in text, text
        assert "  " not in text, text


def test_short_labels_fit_the_side_panel(known: Programme) -> None:
    for theme in known.themes.values():
        assert all(len(e.short) <= 45 for e in theme.emphasis)


def test_nynorsk() -> None:
    assert programme("nn").language == "nn"
    assert programme("nn").themes[1].short == "Fremje og førebyggje"
    assert programme("xx").language == "nb"


def test_sample_is_a_gathering_that_can_be_played() -> None:
    s = sample()
    assert (s.municipality, s.theme, s.date.isoformat()) == ("Fjordvik kommune", 3, "2026-11-12")
    assert Counter(u.kind for u in s.units) == {"barnehage": 2, "skole": 2, "sfo": 1}
    assert len(s.groups) == 14
    assert s.group_units.count("mixed") == 1
    activities = [programme().activities[a] for a in s.agenda]
    assert len({a.kind for a in activities}) == 5
    texts = [t for a in activities if a.kind == "open" for answer in s.answers[a.id] for t in answer["texts"]]
    assert len(texts) == len(set(texts)) >= 30
    for activity in s.agenda:
        assert len(s.answers[activity]) == 14
        assert s.answer(activity, 3) == s.answer(activity, 3, 1) == s.answer(activity, 17)
    first = s.agenda[0]
    assert [s.answer(first, i, 2) for i in range(14)] != [s.answer(first, i) for i in range(14)]
