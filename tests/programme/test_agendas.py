"""Agendas that fill the time they promise, for every theme and kind of unit; evaluation and forankring."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.programme import UNIT_KINDS, Agenda, programme

AGENDAS = list(programme().agendas.values())


@pytest.mark.parametrize("agenda", AGENDAS, ids=lambda a: a.id)
def test_the_time_is_right_and_everything_suits_the_unit(agenda: Agenda) -> None:
    known = programme()
    total = sum(s.minutes or known.activities[s.activity or ""].minutes for s in agenda.steps)
    assert total == agenda.minutes
    assert [s.activity for s in agenda.steps if s.activity] == list(agenda.activities)
    for activity in agenda.activities:
        assert set(agenda.unit_kinds) <= set(known.activities[activity].unit_kinds), activity
    assert agenda.interim_work
    assert agenda.interim_work.follow_up.endswith("?")


@pytest.mark.parametrize("unit_kind", UNIT_KINDS)
@pytest.mark.parametrize("theme", [1, 2, 3, 4])
def test_an_hour_two_hours_and_a_day(theme: int, unit_kind: str) -> None:
    known = programme()
    for minutes in (60, 120, 360):
        best = known.agendas_for(theme, minutes, unit_kind)[0]
        assert best.minutes == minutes
    assert known.agendas_for(theme, 30) == ()


def test_order_of_what_is_offered() -> None:
    known = programme()
    assert [known.agendas_for(n)[0].id for n in (1, 2, 3, 4)] == [f"t{n}-fagsamling" for n in (1, 2, 3, 4)]
    assert [a.id for a in known.agendas_for(2, 120, "sfo")] == [
        "t2-120-skole",
        "t2-fagsamling",
        "t2-60-sak-sfo",
        "t2-60-skole",
        "t2-60-observere",
    ]
    assert {a.id for a in known.agendas_for(2, 60)} >= {"t2-60-barnehage", "t2-60-skole", "t2-60-sak-skole"}


def test_a_whole_day_has_breaks_and_ends_with_the_evaluation() -> None:
    for agenda in AGENDAS:
        if (agenda.minutes or 0) >= 300:
            titles = [s.title for s in agenda.steps]
            assert titles.count("Pause") == 2
            assert "Lunsj" in titles
            assert f"t{agenda.theme}-evaluering" in agenda.activities
        longest = 0
        for step in agenda.steps:
            if step.title in ("Pause", "Lunsj"):
                longest = 0
                continue
            longest += step.minutes or programme().activities[step.activity or ""].minutes
            assert longest <= 120, f"{agenda.id} needs a break"


def test_the_same_core_statements_at_the_end_of_each_semester() -> None:
    known = programme()
    evaluations = [known.activities[f"t{n}-evaluering"] for n in (1, 2, 3, 4)]
    statements = [e.settings["statements"] for e in evaluations]
    assert all(s == statements[0] for s in statements)
    assert [s["id"] for s in statements[0]] == [*(g.id for g in known.subgoals), "merkes"]
    assert all(e.subgoals == tuple(g.id for g in known.subgoals) for e in evaluations)


def test_forankring_goes_from_sources_by_findings_to_what_to_keep_and_develop() -> None:
    known = programme()
    agenda = known.agendas["t1-forankring-time"]
    assert agenda.activities == ("t1-forankring-kilder", "t1-forankring", "t1-bevare-eller-utvikle")
    sources = known.activities["t1-forankring-kilder"]
    assert "elevundersokelsen" not in {
        o["id"] for o in sources.for_unit_kind("barnehage").settings["options"]
    }
    assert "elevundersokelsen" in {o["id"] for o in sources.for_unit_kind("skole").settings["options"]}
    categories = known.activities["t1-bevare-eller-utvikle"].settings["categories"]
    assert [c["text"] for c in categories[:2]] == ["Bevaringsområde", "Utviklingsområde"]


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ("steps: [{title: Pause}]", "«steps[1]»: et innslag har enten en aktivitet"),
        ("steps: [{title: Pause, minutes: 10}]", "minst én aktivitet"),
        ("steps: [{activity: t3-finnes-ikke}]", "«t3-finnes-ikke», som ikke finnes"),
        (
            "steps: [{activity: t3-trygt-a-si-fra, minuter: 5}]",
            "mente dere «steps[1].minutes»|mente dere «minutes»",
        ),
    ],
)
def test_a_mistake_in_an_own_agenda(own: Path, steps: str, says: str) -> None:
    (own / "agendas").mkdir()
    file = own / "agendas" / "min.yaml"
    file.write_text(f"id: min\ntheme: 3\ntitle: Min dag\n{steps}\n", encoding="utf-8")
    (sentence,) = programme().problems
    assert any(s in sentence for s in says.split("|")), sentence
