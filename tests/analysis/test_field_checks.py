"""Checks of a field: which ones, what was let rest, and how a cause becomes a card."""

from __future__ import annotations

import pytest

from kit.analysis import AnalysisError, changes
from kit.analysis.field_checks import field_checks, move_to_analysis
from kit.analysis.nudges import matrix
from tests.analysis import case
from tests.analysis.helpers import TODAY, Log, started

CAUSE = "I storefri står fire elever på 3. trinn alene de fleste dager, fordi de voksne ikke følger med."


def asking(log: Log, step: str, name: str, text: str | None = None) -> list[str]:
    return [s.check.id for s in field_checks(log.state, step, name, TODAY, text) if s.asks]


def test_which_checks_a_field_gets() -> None:
    log = started("problem-etter-data")
    assert asking(log, "problemformulering", "problem", "Det er uro i klassen.") == ["concrete"]
    assert asking(log, "problemstilling", "problemstilling", "Det er uro i klassen.") == []
    assert asking(log, "problemstilling", "problemstilling", "Uro fordi de er slitne.") == ["cause"]
    assert asking(log, "mal", "mal", "Alle trives på skolen.") == ["evaluable", "dated"]
    assert asking(log, "datainnsamling", "vet", "Vi så at Tarjei gikk.") == ["name"]
    assert asking(log, "ramme", "dato", "2026-11-12") == asking(log, "finnes", "ikke", "Tarjei") == []


def test_a_check_rests_until_it_finds_something_else() -> None:
    log = started()
    log.add(changes.write_field(log.state, "problem", "problem", CAUSE))
    (seen,) = [s for s in field_checks(log.state, "problem", "problem") if s.asks]
    log.add(changes.dismiss(log.state, "problem", "problem", "cause", "Vi har talt det", seen.check.found))
    assert asking(log, "problem", "problem") == []
    assert [s.word for s in field_checks(log.state, "problem", "problem") if s.word] == ["Vi har talt det"]
    log.add(changes.write_field(log.state, "problem", "problem", CAUSE.replace("voksne", "eldste")))
    assert asking(log, "problem", "problem") == ["cause"]
    with pytest.raises(AnalysisError):
        changes.dismiss(log.state, "problem", "problem", "cause", " ")


def test_a_cause_becomes_a_card() -> None:
    log = started()
    log.add(changes.write_field(log.state, "problem", "problem", CAUSE))
    log.add(move_to_analysis(log.state, "problem", "problem"))
    assert log.state.problem == "I storefri står fire elever på 3. trinn alene de fleste dager."
    assert [(f.text, f.perspective) for f in log.state.factors] == [("De voksne ikke følger med", "")]
    with pytest.raises(AnalysisError):
        move_to_analysis(log.state, "problem", "problem")


@pytest.mark.parametrize(
    "start", ["Siden barna er nye", "Årsaken er at de mangler ord", "Det skyldes at rommet er lite"]
)
def test_any_cause_can_be_moved(start: str) -> None:
    log = started()
    log.add(
        changes.write_field(log.state, "problem", "problem", f"{start}, blir det dytting i gangen hver dag.")
    )
    log.add(move_to_analysis(log.state, "problem", "problem"))
    assert log.state.factors[0].text.lower().split()[-1] in start
    assert "dytting i gangen" in log.state.problem


def test_a_cause_too_long_for_a_card_stays_where_it_is() -> None:
    log = started()
    long = "fordi " + "de voksne ser ikke det som skjer bak boden og " * 8 + "ingen vet hvorfor"
    log.add(changes.write_field(log.state, "problem", "problem", f"Fire elever er alene {long}."))
    with pytest.raises(AnalysisError, match="plass til 300"):
        move_to_analysis(log.state, "problem", "problem")


def test_matrix_of_factors_and_measures() -> None:
    rows = {f.id: aims for f, aims in matrix(case.whole_case().state)}
    assert rows == {
        "f1": (True, False, False),
        "f2": (False, True, False),
        "f3": (False, False, False),
        "f5": (True, False, True),
    }
