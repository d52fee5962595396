"""Folding in pieces is folding at once, and of many answers the right one counts."""

from __future__ import annotations

import copy
import datetime as dt
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kit.store.state import MIXED, AnswerRow, Entry, Gathering, Stage, Timer, counting, fold, stage_from

AT = dt.datetime(2026, 11, 12, 9, tzinfo=dt.UTC)
few = st.sampled_from(["a", "b", "c"])
flag = st.booleans()
stages = st.builds(
    Stage,
    activity=st.none() | few,
    open=flag,
    shown=flag,
    late=flag,
    rounds=st.dictionaries(few, st.integers(1, 4)),
    timer=st.builds(Timer, st.none() | st.just(AT), st.none() | st.floats(0, 600), flag),
    locked_at=st.none() | st.just(AT),
    one_by_one=flag,
    cards=st.lists(few).map(tuple),
)
gathering_body = st.fixed_dictionaries(
    {
        "theme": st.integers(1, 4),
        "date": st.dates().map(dt.date.isoformat),
        "municipality": st.text(),
        "municipality_id": few,
        "mode": st.sampled_from(["group", "person"]),
        "language": st.sampled_from(["nb", "nn"]),
        "expected": st.integers(0, 40),
        "units": st.lists(st.fixed_dictionaries({"id": few, "name": st.text(), "kind": st.just("skole")})),
    }
)
activity_body = st.fixed_dictionaries(
    {"kind": st.just("scale"), "prompt": st.text(), "settings": st.just({}), "from_round": st.integers(1, 3)}
)


def _of(kind: str, body: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[str, Any]]:
    return st.tuples(st.just(kind), body)


removable = {"removed": flag}
changes = st.one_of(
    _of("gathering", gathering_body),
    _of("group", st.fixed_dictionaries({"name": st.text(), "unit": st.none() | few}, optional=removable)),
    _of("seat", st.fixed_dictionaries({"group": few})),
    _of("activity", activity_body),
    _of("agenda", st.fixed_dictionaries({"items": st.lists(few)}, optional={"start": st.just("10:15")})),
    _of("stage", stages.map(Stage.as_body)),
    _of("moderation", st.fixed_dictionaries({"hidden": flag})),
    _of("category", st.fixed_dictionaries({"activity": few, "name": st.text()}, optional=removable)),
    _of("terms", st.just({"merged": {}, "dropped": []})),
    _of("mark", st.fixed_dictionaries({"mark": st.sampled_from(["", "bevaring"])})),
    _of("phone", st.just({})),
    _of("from a newer kit", st.just({"x": 1})),
)
histories = st.lists(st.tuples(few, changes), max_size=30).map(
    lambda found: [
        Entry(n + 1, "g", kind, subject, body, AT + dt.timedelta(seconds=n))
        for n, (subject, (kind, body)) in enumerate(found)
    ]
)


@given(histories, st.lists(st.integers(0, 30), max_size=4))
@settings(database=None, deadline=None)
def test_folding_in_pieces_is_folding_at_once(history: list[Entry], cuts: list[int]) -> None:
    start = Gathering("g", "K7M4PA")
    whole = fold(start, history)
    now, done = start, 0
    for cut in [*sorted(cuts), len(history)]:
        before, frozen = now, copy.deepcopy(now)
        now = fold(now, history[done:cut] if cut > done else [])
        done = max(done, cut)
        assert before == frozen  # what somebody holds is never changed under them
    assert now == whole
    assert list(now.groups) == list(whole.groups)
    assert whole.revision == len(history)
    assert (whole is start) == (not history)


@given(stages)
@settings(database=None, deadline=None)
def test_a_stage_survives_its_body(stage: Stage) -> None:
    assert stage_from(stage.as_body()) == stage
    assert stage_from({}) == Stage()


def _row(revision: int, respondent: str, seq: int, group: str | None) -> AnswerRow:
    return AnswerRow(
        revision, f"id{revision}", "a1", 1, respondent, seq, group, None, {"number": seq}, "phone", AT
    )


sent = st.lists(st.tuples(st.sampled_from("pqrs"), st.sampled_from(["g1", "g2", None])), max_size=25)


@given(sent, st.randoms(use_true_random=False), st.sampled_from(["group", "person"]))
@settings(database=None, deadline=None)
def test_the_highest_seq_counts_whatever_order_answers_arrive_in(
    said: list[tuple[str, str | None]], shuffler: random.Random, mode: str
) -> None:
    numbered = list(enumerate(said))  # seq is the order of sending …
    shuffler.shuffle(numbered)  # … and this is the order of arrival
    rows = [_row(n + 1, who, seq, group) for n, (seq, (who, group)) in enumerate(numbered)]
    counted = counting(rows, mode)
    assert counted == counting(reversed(rows), mode)  # nor does the order of reading matter
    assert [r.revision for r in counted] == sorted(r.revision for r in counted)

    last = {who: max(r.seq for r in rows if r.respondent == who) for who, _group in said}
    assert all(r.seq == last[r.respondent] for r in counted)
    if mode == "person":
        assert {r.respondent for r in counted} == set(last)
        return
    final = [r for r in rows if r.seq == last[r.respondent]]
    for group in ("g1", "g2"):
        of_group = [r.revision for r in final if r.group == group]
        assert [r.revision for r in counted if r.group == group] == ([max(of_group)] if of_group else [])
    alone = {r.respondent for r in final if r.group is None}
    assert {r.respondent for r in counted if r.group is None} == alone


def test_a_second_device_at_the_table_replaces_the_first() -> None:
    rows = [_row(1, "p", 5, "g1"), _row(2, "q", 1, "g1"), _row(3, "r", 1, "g2")]
    assert [r.id for r in counting(rows, "group")] == ["id2", "id3"]
    assert [r.id for r in counting(rows, "person")] == ["id1", "id2", "id3"]


def test_the_wording_of_a_round_stays_what_it_was() -> None:
    def asked(n: int, prompt: str, from_round: int) -> Entry:
        body = {"kind": "scale", "prompt": prompt, "settings": {}, "from_round": from_round}
        return Entry(n, "g", "activity", "a", body, AT)

    now = fold(
        Gathering("g", "X"), [asked(1, "første", 1), asked(2, "første, rettet", 1), asked(3, "andre", 3)]
    )
    activity = now.activities["a"]
    assert [activity.at(n).prompt for n in (1, 2, 3, 9)] == [
        "første, rettet",
        "første, rettet",
        "andre",
        "andre",
    ]
    assert activity.prompt == "andre"


def test_a_mixed_table_counts_for_no_unit() -> None:
    body = {
        "theme": 1, "date": "2026-11-12", "municipality": "", "mode": "group", "language": "nb", "expected": 1,
        "units": [{"id": "u", "name": "Solvang", "kind": "barnehage"}],
    }  # fmt: skip
    entries = [
        Entry(1, "g", "gathering", "", body, AT),
        Entry(2, "g", "group", "g1", {"name": "Bord 1", "unit": MIXED}, AT),
        Entry(3, "g", "group", "g2", {"name": "Bord 2", "unit": None}, AT),
    ]
    now = fold(Gathering("g", "X"), entries)
    assert now.unit_of("g1") is None
    assert now.unit_of("g1", "u") is None
    assert now.unit_of("g2") is None
    assert now.unit_of("g2", "u") == now.unit_of(None, "u") == now.units["u"]
