"""The model on the real store: entries survive, and a writer who is late is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.analysis import Analysis, changes, fold
from kit.store import NewGathering, NewUnit, Stale, open_store
from tests.analysis import case
from tests.analysis.helpers import TODAY


def test_a_whole_case_survives_the_store(tmp_path: Path) -> None:
    log = case.revised_case()
    url = f"sqlite:///{tmp_path / 'a.db'}"
    store = open_store(url)
    unit = NewUnit("Bjørkåsen skole", "skole")
    made = store.create_gathering(NewGathering(3, TODAY, "Fjordvik", [unit], expected=1))
    store.record_many(made, [(e.kind, e.subject, e.body, None) for e in log.entries], by="x")
    store.close()
    store = open_store(url)
    state = fold(Analysis(made), store.entries(made))
    assert state.title == log.state.title
    assert [f.text for f in state.factors] == [f.text for f in log.state.factors]
    assert [(m.text, m.aims, m.start) for m in state.measures] == [
        (m.text, m.aims, m.start) for m in log.state.measures
    ]
    assert state.weights == log.state.weights
    assert state.worksheet == log.state.worksheet
    assert (
        state.earlier[0].evaluation("m3").reason
        == "Øvingen ble for skolsk. Elevene vil heller ha noe fast å gjøre."
    )

    first, second = (changes.undo(state, "field", "1:problem:problem") for _time in range(2))
    store.record(made, *first[:3], expect=first[3])
    with pytest.raises(Stale):
        store.record(made, *second[:3], expect=second[3])
    newer = fold(state, store.entries(made, after=state.revision))
    assert newer.problem == ""
    store.close()
