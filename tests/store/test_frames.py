"""The table of answers that count, as the kinds of activity read it."""

from __future__ import annotations

from kit.store import MIXED, Store
from kit.store.frames import COLUMNS
from tests.store.helpers import new_answer, new_gathering


def test_one_row_for_each_answer_that_counts(store: Store) -> None:
    id_ = store.create_gathering(new_gathering(group_units=["Solvang", MIXED]))
    now = store.state(id_)
    solvang, school, _sfo = now.units
    sent = [
        new_answer(id_, "1", respondent="p", group="g1", unit=school),  # the table's own unit goes first
        new_answer(id_, "2", respondent="q", group="g2", unit=school),
        new_answer(id_, "3", respondent="r", group="g3", unit=school),
        new_answer(id_, "4", respondent="s", group="g4", unit=MIXED),
        new_answer(id_, "5", respondent="t", group=None, unit=None, via="facilitator"),
        new_answer(id_, "6", respondent="u", group="g3", unit=school),
        new_answer(id_, "7", respondent="p", group="g1", round=2),
        new_answer(id_, "8", respondent="p", group="g1", activity="a2"),
    ]
    store.add_answers(sent)
    table = store.frame(now, store.answers(id_), "a1", 1)
    assert tuple(table.columns) == COLUMNS
    assert table[["key", "group_name", "unit", "unit_name", "unit_kind"]].values.tolist() == [
        ["1", "Bord 1", solvang, "Solvang", "barnehage"],
        ["2", "Bord 2", MIXED, None, MIXED],
        ["4", "Bord 4", MIXED, None, MIXED],
        ["5", None, None, None, None],
        ["6", "Bord 3", school, "Åsen", "skole"],
    ]
    assert table["answer"][0] == {"texts": ["ro på trappa"]}
    assert table["at"][0].tzinfo is not None


def test_no_answers_is_an_empty_table(store: Store, gathering: str) -> None:
    table = store.frame(store.state(gathering), [], "a1", 1)
    assert tuple(table.columns) == COLUMNS
    assert len(table) == 0
