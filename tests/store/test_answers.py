"""Answers are added once, whatever is sent again; the writer saves many with one flush."""

from __future__ import annotations

from concurrent.futures import wait
from typing import Any

import pytest
from sqlalchemy import event

from kit.i18n import use
from kit.store import Stale, Store, StoreError, Writer
from tests.store.helpers import new_answer


def test_the_same_again_adds_nothing_and_another_body_is_a_conflict(store: Store, gathering: str) -> None:
    first = store.add_answers([new_answer(gathering, "x", answer={"a": 1, "b": [1.5, "ø"]})])[0]
    assert first.outcome == "created"
    same = new_answer(gathering, "x", answer={"b": [1.5, "ø"], "a": 1}, via="facilitator")
    other = new_answer(gathering, "x", answer={"a": 2})
    receipts = store.add_answers([same, other, new_answer(gathering, "y"), new_answer(gathering, "y")])
    assert [r.outcome for r in receipts] == ["same", "conflict", "created", "same"]
    assert receipts[0].revision == receipts[1].revision == first.revision
    assert receipts[2].revision == receipts[3].revision == first.revision + 1
    assert [a.id for a in store.answers(gathering)] == ["x", "y"]


@pytest.mark.parametrize(
    "change",
    [{"activity": "a2"}, {"round": 2}, {"respondent": "r2"}, {"seq": 2}, {"group": None}, {"unit": "u"}],
)
def test_every_member_of_the_body_counts(store: Store, gathering: str, change: dict[str, Any]) -> None:
    store.add_answers([new_answer(gathering, "x")])
    assert store.add_answers([new_answer(gathering, "x", **change)])[0].outcome == "conflict"


def test_answers_are_read_by_activity_round_and_revision(store: Store, gathering: str) -> None:
    sent = [
        new_answer(gathering, "1"),
        new_answer(gathering, "2", round=2, via="facilitator"),
        new_answer(gathering, "3", activity="a2", unit="u1", seq=7),
    ]
    receipts = store.add_answers(sent)
    assert [a.id for a in store.answers(gathering, "a1")] == ["1", "2"]
    assert [a.id for a in store.answers(gathering, "a1", 2)] == ["2"]
    last = store.answers(gathering, after=receipts[1].revision)
    assert [(a.id, a.activity, a.round, a.seq, a.group, a.unit, a.via) for a in last] == [
        ("3", "a2", 1, 7, "g1", "u1", "phone")
    ]
    assert last[0].at.tzinfo is not None
    assert store.answers("nowhere") == []


@pytest.mark.parametrize(
    "change", [{"seq": 2**70}, {"round": "1"}, {"respondent": None}, {"answer": {"x": {1}}}]
)
def test_one_bad_answer_takes_nobody_down(store: Store, gathering: str, change: dict[str, Any]) -> None:
    with pytest.raises(StoreError) as caught:
        store.add_answers([new_answer(gathering, "bad", **change)])
    assert caught.value.reason == "invalid"
    writer = Writer(store)
    sent = [new_answer(gathering, f"x{i}", **(change if i == 33 else {})) for i in range(100)]
    futures = [writer.submit(answer) for answer in sent]
    wait(futures)
    with pytest.raises(StoreError):
        futures[33].result()
    assert all(f.result().outcome == "created" for n, f in enumerate(futures) if n != 33)
    assert len(store.answers(gathering)) == 99
    writer.close()


def test_five_hundred_answers_take_few_flushes(store: Store, gathering: str) -> None:
    """A flush takes up to 30 ms on a school laptop; how long it takes here says little."""
    commits: list[object] = []
    event.listen(store._database.engine, "commit", commits.append)
    writer = Writer(store)
    for burst in range(3):
        sent = [new_answer(gathering, f"{burst}-{i}", respondent=f"r{i}", seq=burst) for i in range(500)]
        wait([writer.submit(answer) for answer in sent])
    writer.close()
    assert len({a.revision for a in store.answers(gathering)}) == 1500
    assert 3 <= len(commits) < 60


def test_the_writer_keeps_order_and_tells_the_stale_from_the_others(store: Store, gathering: str) -> None:
    writer = Writer(store)
    futures: list[Any] = []
    for n in range(30):
        futures.append(writer.record(gathering, "stage", "", {"open": True}, expect=0, by="d1"))
        futures.append(writer.submit(new_answer(gathering, f"x{n}")))
    wait(futures)
    assert isinstance(futures[0].result(), int)
    for n in range(1, 30):
        with pytest.raises(Stale):
            futures[2 * n].result()
    assert all(futures[2 * n + 1].result().outcome == "created" for n in range(30))
    revisions = [futures[0].result(), *(futures[2 * n + 1].result().revision for n in range(30))]
    assert revisions == sorted(revisions)
    writer.close()


def test_closing_saves_what_waits_and_then_says_no(store: Store, gathering: str) -> None:
    writer = Writer(store)
    futures = [writer.submit(new_answer(gathering, f"x{i}")) for i in range(50)]
    assert not futures[-1].cancel()  # whoever hangs up still gets it saved
    writer.close()
    writer.close()
    assert all(f.result(timeout=0).outcome == "created" for f in futures)
    with pytest.raises(StoreError) as caught:
        writer.submit(new_answer(gathering, "late")).result(timeout=1)
    assert caught.value.reason == "closed"


def test_failures_are_told_in_the_language_of_whoever_sent(store: Store) -> None:
    writer = Writer(store)
    with use("en"):
        english = writer.submit(new_answer("nowhere", "x"))
    norwegian = writer.submit(new_answer("nowhere", "y"))
    assert str(english.exception(timeout=10)) == "This gathering does not exist any more."
    assert str(norwegian.exception(timeout=10)) == "Denne samlingen finnes ikke lenger."
    writer.close()
