"""Nothing of the programme is without an activity; the evaluation of everything does not count."""

from __future__ import annotations

from kit.programme import ActivityTemplate, programme

COUNTED: list[ActivityTemplate] = [
    a for a in programme().activities.values() if not a.id.endswith("-evaluering")
]


def test_only_evaluation_and_forankring_are_about_the_whole_programme() -> None:
    whole = {a.id for a in programme().activities.values() if not a.emphasis}
    assert whole == {f"t{n}-evaluering" for n in (1, 2, 3, 4)} | {
        "t1-forankring-kilder",
        "t1-forankring",
        "t1-bevare-eller-utvikle",
    }


def test_every_emphasis_point_has_activities() -> None:
    wanted = {e.id for t in programme().themes.values() for e in t.emphasis}
    assert sorted(wanted - {e for a in COUNTED for e in a.emphasis}) == []


def test_every_strand_has_activities() -> None:
    wanted = {s.id for s in programme().strands}
    assert sorted(wanted - {s for a in COUNTED for s in a.strands}) == []


def test_every_subgoal_has_activities() -> None:
    wanted = {g.id for g in programme().subgoals}
    assert sorted(wanted - {g for a in COUNTED for g in a.subgoals}) == []


def test_every_actor_has_activities() -> None:
    known = programme()
    covered = {actor.id for a in COUNTED for actor in known.actors_of(a)}
    assert sorted({a.id for a in known.actors} - covered) == []
