"""What an analysis as a whole asks to be looked at once more."""

from __future__ import annotations

import datetime as dt

from kit.analysis import changes
from kit.analysis.nudges import factor_nudges, measure_nudges, selected_without_measure
from tests.analysis.helpers import Log, started


def cards(log: Log, *perspectives: str) -> None:
    for i, perspective in enumerate(perspectives):
        log.add(changes.add_factor(log.state, perspective, f"Faktor {i}", row=f"f{i}"))


def ids(log: Log) -> list[str]:
    return [n.id for n in [*factor_nudges(log.state), *measure_nudges(log.state)]]


def test_nothing_is_asked_of_an_empty_analysis() -> None:
    assert ids(started()) == []


def test_perspectives() -> None:
    log = started()
    cards(log, "individ")
    assert ids(log) == []  # one card is no pattern yet
    cards(log, "individ", "individ", "individ")
    assert ids(log) == ["only-individ"]
    log = started()
    cards(log, "kontekst", "individ")
    assert ids(log) == ["empty-aktor"]
    (nudge,) = factor_nudges(log.state)
    assert (
        nudge.sentence
        == "Ingen kort i perspektivet aktør ennå. Hvordan forstår barna det selv? Har dere spurt dem?"
    )


def test_too_many_and_too_many_chosen() -> None:
    log = started()
    cards(log, *(["kontekst", "aktor", "individ"] * 9))
    for i in range(5):
        log.add(changes.select(log.state, f"f{i}"))
    assert ids(log) == ["many-selected", "many", "without-measure"]


def test_measures() -> None:
    log = started()
    cards(log, "kontekst", "aktor", "individ")
    log.add([changes.select(log.state, "f0"), changes.select(log.state, "f1")])
    log.add(changes.add_measure(log.state, "Uten faktor", evaluate=dt.date(2026, 12, 4)))
    log.add(changes.add_measure(log.state, "For tidlig", ["f0"], start="2026-12-04", evaluate="2026-11-20"))
    log.add(changes.add_measure(log.state, "Uten dato", ["f2"]))
    log.add(changes.remove(log.state, "factor", "f2"))
    assert ids(log) == [
        "empty-individ",
        "no-factor",
        "evaluated-before",
        "factor-gone",
        "not-dated",
        "without-measure",
    ]
    assert [f.id for f in selected_without_measure(log.state)] == ["f1"]
    told = " ".join(n.sentence for n in measure_nudges(log.state))
    assert "Det starter 4. desember 2026 og evalueres 20. november 2026." in told
    assert "«Faktor 2», som er tatt bort" in told


def test_a_measure_whose_factor_was_undone_aims_at_nothing() -> None:
    log = started()
    log.add(changes.add_measure(log.state, "Lek", ["undone"], evaluate="2026-12-04"))
    assert [n.id for n in measure_nudges(log.state)] == ["no-factor"]
