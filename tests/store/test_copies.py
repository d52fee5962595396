"""Copies laid together: twice adds nothing, in any order it is the same, and the latest writing counts."""

from __future__ import annotations

import datetime as dt
import itertools
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.analysis import changes, worksheets
from kit.store import NewUnit, Store, open_store
from kit.store.copies import Copy, union
from kit.store.state import counting
from tests.store.helpers import new_answer, new_gathering, plan
from tests.store.test_upgrade import FILES

START = dt.datetime(2026, 11, 12, 9, tzinfo=dt.UTC)


class Clock:
    """Goes on by itself, and can be set: also back."""

    def __init__(self, at: dt.datetime = START) -> None:
        self.at = at

    def __call__(self) -> dt.datetime:
        self.at += dt.timedelta(seconds=1)
        return self.at


def memory(clock: Callable[[], dt.datetime] | None = None) -> Store:
    return open_store("sqlite://", clock=clock or Clock())


def everything(store: Store, root: str) -> tuple[Any, ...]:
    """What a copy holds, without what only this database knows."""
    copy = store.copy(root)
    return copy.root, dict(copy.codes), copy.rows


def shown(store: Store, root: str) -> dict[str, Any]:
    """What people see of a gathering, without numbers of this database."""
    g = store.state(root)
    return {
        "agenda": g.agenda,
        "marks": dict(g.marks),
        "groups": [(i, v.name, v.unit) for i, v in g.groups.items()],
        "stage": g.stage.as_body(),
        "answers": [r.id for r in counting(store.answers(root, "a1", 1), g.mode)],
    }


# --- out and in ------------------------------------------------------------------------------


def test_a_copy_in_an_empty_database_is_the_same_gathering() -> None:
    here, there = memory(), memory()
    g = here.create_gathering(new_gathering())
    plan(here, g, ["a1", "a2"])
    here.record(g, "mark", "a1:x", {"mark": "bevaring"})
    here.add_answers([new_answer(g, f"svar{i}", respondent=f"r{i}", group=f"g{i}") for i in range(1, 4)])
    merged = there.merge(here.copy(g))
    assert (merged.made, merged.answers, merged.new_code) == (True, 3, "")
    assert everything(there, g) == everything(here, g)
    assert shown(there, g) == shown(here, g)
    assert there.find(here.state(g).code) == g
    assert [u.name for u in there.units()] == [u.name for u in here.units()]
    again = there.merge(here.copy(g))
    assert (again.made, again.entries, again.answers) == (False, 0, 0)
    assert there.add_answers([new_answer(g, "svar1", respondent="r1", group="g1")])[0].outcome == "same"


def test_a_cursor_gives_only_what_is_new() -> None:
    store = memory()
    g = store.create_gathering(new_gathering())
    first = store.copy(g)
    assert store.copy(g, first.cursor).rows == ()
    assert store.copy(g, first.cursor).cursor == first.cursor
    store.add_answers([new_answer(g, "ny")])
    other = store.create_gathering(new_gathering(municipality="Sørvik"))
    store.record(other, "mark", "a1:x", {"mark": "bevaring"})
    second = store.copy(g, first.cursor)
    assert [r.id for r in second.answers] == ["ny"]
    assert second.entries == ()
    assert {r.uid for r in (*first.rows, *second.rows)} == {r.uid for r in store.copy(g).rows}


def test_a_cursor_of_another_database_gives_everything() -> None:
    here, there = memory(), memory()
    g = here.create_gathering(new_gathering())
    for name in "abc":
        here.record(g, "mark", name, {"mark": "bevaring"})
    cursor = here.copy(g).cursor
    there.create_gathering(new_gathering())
    there.merge(here.copy(g))
    assert there.copy(g, cursor).rows == there.copy(g).rows
    assert there.copy(g, "nonsense").rows == there.copy(g).rows


def test_a_code_that_another_gathering_has_becomes_a_new_one() -> None:
    here, there = memory(), memory()
    g = here.create_gathering(new_gathering(code="K7M4PA"))
    taken = there.create_gathering(new_gathering(code="K7M4PA"))
    merged = there.merge(here.copy(g))
    assert merged.new_code
    assert merged.new_code == there.state(g).code != "K7M4PA"
    assert there.find("K7M4PA") == taken
    there.merge(here.copy(g))
    assert there.state(g).code == merged.new_code


def test_the_demo_code_is_kept_for_the_demo() -> None:
    here, there = memory(), memory()
    g = here.create_gathering(new_gathering(code="DEMO"))
    there.merge(here.copy(g))
    assert there.find("DEMO") is None
    assert there.state(g).municipality == "Nordvik"


def test_the_analyses_of_the_gathering_and_its_units_come_along() -> None:
    here, there = memory(), memory()
    g = here.create_gathering(new_gathering())
    unit = next(iter(here.state(g).units))
    sheet = worksheets("nb", own=False).all["lp"]
    with_gathering = here.create_analysis(changes.start(sheet, gathering=g, title="Storefri"))
    with_unit = here.create_analysis(changes.start(sheet, unit=unit, title="Garderoben"))
    alone = here.create_analysis(changes.start(sheet, title="Noe annet"))
    copy = here.copy(g)
    assert next(iter(copy.codes)) == g
    assert set(copy.codes) == {g, with_gathering, with_unit}
    there.merge(copy)
    assert sorted(there.analysis_state(a).title for a in there.analyses()) == ["Garderoben", "Storefri"]
    there.merge(here.copy(alone))  # an analysis can be copied by itself
    assert there.analysis_state(alone).title == "Noe annet"


def test_late_comers_to_the_copy_are_all_there() -> None:
    """A unit that is older than the cursor is sent when the gathering takes it in."""
    store, there = memory(), memory()
    store.create_gathering(new_gathering(units=()))
    g = store.create_gathering(new_gathering(units=()))
    store.create_gathering(new_gathering(units=[NewUnit("Solvang", "barnehage")]))
    known = store.units()[0]
    first = store.copy(g)
    store.update_gathering(g, units=[NewUnit(known.name, known.kind, known.id)])
    second = store.copy(g, first.cursor)
    there.merge(Copy(g, second.codes, (*first.rows, *second.rows)))
    assert [u.name for u in there.units()] == ["Solvang"]


# --- copies that went apart ------------------------------------------------------------------


def test_of_two_copies_the_latest_writing_counts_and_both_stand_in_the_history() -> None:
    here = memory()
    g = here.create_gathering(new_gathering())
    there = memory(Clock(START + dt.timedelta(hours=1)))
    there.merge(here.copy(g))
    there.record(g, "mark", "a1:x", {"mark": "utvikling"})  # an hour later than …
    here.record(g, "mark", "a1:x", {"mark": "bevaring"})
    before = there.state(g)
    there.merge(here.copy(g))
    assert there.state(g).marks == {"a1:x": "utvikling"}
    assert [e.body["mark"] for e in there.history(g, "mark", "a1:x")] == ["bevaring", "utvikling"]
    here.merge(there.copy(g))
    assert here.state(g).marks == {"a1:x": "utvikling"}
    assert everything(here, g) == everything(there, g)
    # whoever had read the gathering before the rows got new numbers reads it as it is now
    assert there.state(g, before) == there.state(g)


def test_new_rows_come_after_those_that_were_fetched_even_when_the_clock_is_behind() -> None:
    here = memory(Clock(START + dt.timedelta(days=30)))
    g = here.create_gathering(new_gathering())
    here.record(g, "mark", "a1:x", {"mark": "bevaring"})
    there = memory()
    there.merge(here.copy(g))
    there.record(g, "mark", "a1:x", {"mark": "utvikling"})
    here.merge(there.copy(g))
    assert here.state(g).marks == there.state(g).marks == {"a1:x": "utvikling"}


def test_the_same_id_with_two_bodies_keeps_both() -> None:
    here = memory()
    g = here.create_gathering(new_gathering())
    there = memory(Clock(START + dt.timedelta(hours=1)))
    there.merge(here.copy(g))
    here.add_answers([new_answer(g, "samme", answer={"texts": ["ro"]})])
    there.add_answers([new_answer(g, "samme", answer={"texts": ["tid"]})])
    there.add_answers([new_answer(g, "lik", respondent="r2")])
    here.add_answers([new_answer(g, "lik", respondent="r2")])
    first, second = here.copy(g), there.copy(g)
    assert here.merge(second).twice == 1
    assert there.merge(first).twice in (0, 1)
    assert sorted(a.answer["texts"][0] for a in here.answers(g)) == ["ro", "ro på trappa", "tid"]
    assert everything(here, g) == everything(there, g)
    assert here.merge(second).answers == here.merge(there.copy(g)).answers == 0


def test_texts_of_an_analysis_build_on_each_other_after_the_rows_got_new_numbers() -> None:
    here = memory()
    sheet = worksheets("nb", own=False).all["lp"]
    a = here.create_analysis(changes.start(sheet, title="Storefri"), "en")
    there = memory(Clock(START + dt.timedelta(hours=1)))
    there.merge(here.copy(a))

    def write(store: Store, text: str, by: str) -> None:
        state = store.analysis_state(a)
        store.record_many(a, [changes.write_field(state, "problem", "problem", text)], by)

    write(there, "Seks elever er alene.", "to")
    write(there, "Seks elever er alene de fleste dager.", "to")
    state = there.analysis_state(a)
    there.record_many(a, [changes.undo(state, "field", "1:problem:problem")], "to")
    write(here, "Fire elever er alene.", "en")
    known = there.analysis_state(a)
    there.merge(here.copy(a))
    here.merge(there.copy(a))
    for store in (here, there):
        cell = store.analysis_state(a).field("problem", "problem")
        assert [v.value for v in cell.standing] == ["Fire elever er alene.", "Seks elever er alene."]
        assert cell.can_redo
    assert there.analysis_state(a, known).cells == there.analysis_state(a).cells


def test_a_part_of_a_copy_and_then_the_rest() -> None:
    """What a text builds on may come later than the text itself."""
    here, there = memory(), memory()
    sheet = worksheets("nb", own=False).all["lp"]
    a = here.create_analysis(changes.start(sheet, title="Storefri"), "en")
    for text in ("En", "En to", "En to tre"):
        state = here.analysis_state(a)
        here.record_many(a, [changes.write_field(state, "problem", "problem", text)], "en")
    whole = here.copy(a)
    there.merge(Copy(a, whole.codes, (*whole.rows[:-3], whole.rows[-1])))
    there.merge(whole)
    assert everything(there, a) == everything(here, a)
    cell = there.analysis_state(a).field("problem", "problem")
    assert [v.value for v in cell.standing] == ["En to tre"]
    assert len(cell.past) == len(here.analysis_state(a).field("problem", "problem").past)


def test_a_copy_that_uses_ids_of_another_gathering_takes_nothing_from_it() -> None:
    here, there = memory(), memory()
    g = here.create_gathering(new_gathering())
    here.add_answers([new_answer(g, "mitt")])
    there.merge(here.copy(g))
    other = there.create_gathering(new_gathering())
    forged = Copy(other, {other: ""}, tuple(_moved(r, other) for r in here.copy(g).rows if r.gathering))
    there.merge(forged)
    assert [a.id for a in there.answers(g)] == ["mitt"]
    assert there.answers(other) == []


def _moved(row: Any, to: str) -> Any:
    return replace(row, gathering=to)


# --- whatever people do ----------------------------------------------------------------------

_marks = st.tuples(
    st.just("mark"), st.sampled_from(["a", "b"]), st.sampled_from(["bevaring", "utvikling", ""])
)
_answers = st.tuples(st.just("answer"), st.sampled_from(["p", "q", "r"]), st.integers(0, 3))
_waits = st.tuples(st.just("wait"), st.integers(-5, 5), st.just(0))
_acts = st.lists(st.one_of(_marks, _answers, _waits), max_size=8)


def _do(store: Store, clock: Clock, g: str, acts: list[Any], where: str) -> None:
    for n, (what, name, value) in enumerate(acts):
        if what == "mark":
            store.record(g, "mark", name, {"mark": value})
        elif what == "answer":
            id_ = f"{g} {name}" if value == 0 else f"{g} {where}{n}"
            store.add_answers(
                [new_answer(g, id_, respondent=name, seq=value, answer={"texts": [f"{where} {value}"]})]
            )
        else:
            clock.at += dt.timedelta(seconds=name)


@pytest.fixture(scope="module")
def three() -> tuple[Store, Store, Store]:
    """Made once: making a database takes longer than everything that is done with it."""
    return memory(), memory(), memory()


_later = itertools.count(1)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=_acts, here=_acts, there=_acts)
def test_laying_together_is_the_same_in_any_order(
    three: tuple[Store, Store, Store], before: list[Any], here: list[Any], there: list[Any]
) -> None:
    a, b, c = three
    start_at = START + dt.timedelta(days=next(_later))  # after all that was written in the example before
    a.clock, b.clock = clock_a, clock_b = Clock(start_at), Clock(start_at + dt.timedelta(seconds=20))
    g = a.create_gathering(new_gathering())
    _do(a, clock_a, g, before, "f")
    start = a.copy(g)
    b.merge(start)
    assert everything(b, g) == everything(a, g)
    _do(a, clock_a, g, here, "h")
    _do(b, clock_b, g, there, "t")
    mine, theirs = a.copy(g), b.copy(g)
    a.merge(theirs)
    b.merge(mine)
    c.merge(theirs)
    c.merge(start)
    c.merge(mine)
    assert everything(a, g) == everything(b, g) == everything(c, g)
    assert shown(a, g) == shown(b, g) == shown(c, g)
    sent = {(r.id, r.sent) for copy in (mine, theirs) for r in copy.answers}
    assert {r.sent for r in a.copy(g).answers} == {body for _id, body in sent}  # every answer is kept …
    assert len(a.answers(g)) == len(sent)  # … once
    assert {r.uid for r in a.copy(g).entries} == {r.uid for x in (mine, theirs) for r in x.entries}
    revisions = [e.revision for e in a.entries(g)] + [r.revision for r in a.answers(g)]
    assert len(set(revisions)) == len(revisions)
    for store in (a, b, c):
        again = store.merge(mine)
        assert (again.entries, again.answers) == (0, 0)
    assert union(mine.rows, theirs.rows) == union(theirs.rows, mine.rows)


def test_a_database_of_the_first_version_and_its_copy_agree_on_every_uid(tmp_path: Path) -> None:
    """Two machines that migrated copies of one file can still be laid together."""
    copies = []
    for name in ("en", "to"):
        path = tmp_path / f"{name}.db"
        shutil.copy(FILES / "schema-0001.sqlite", path)
        copies.append(open_store(f"sqlite:///{path}"))
    one, other = copies
    g = one.gatherings()[0].id
    merged = one.merge(other.copy(g))
    assert (merged.entries, merged.answers) == (0, 0)
    for store in copies:
        store.close()
