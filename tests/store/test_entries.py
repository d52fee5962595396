"""Appending, history, undo, and refusing what was built on something older."""

from __future__ import annotations

import datetime as dt
import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.store import Stale, Store, StoreError, open_store
from kit.store.state import counting
from tests.store.helpers import new_answer, new_gathering, plan


def test_nothing_is_overwritten_and_undo_is_an_entry(store: Store, gathering: str) -> None:
    first = store.record(gathering, "terms", "a1", {"dropped": ["og"]}, by="d1")
    second = store.record(gathering, "terms", "a1", {"dropped": ["og", "å"]}, expect=first)
    assert store.state(gathering).terms["a1"] == {"dropped": ["og", "å"]}
    before, after = store.history(gathering, "terms", "a1")
    assert (before.revision, before.by, after.revision) == (first, "d1", second)
    store.record(gathering, "terms", "a1", before.body, expect=second)
    assert store.state(gathering).terms["a1"] == {"dropped": ["og"]}
    assert len(store.history(gathering, "terms", "a1")) == 3


def test_an_entry_built_on_something_older_is_refused(store: Store, gathering: str) -> None:
    assert store.history(gathering, "agenda", "") == []
    first = store.record(gathering, "agenda", "", {"items": []}, expect=0)
    for expect in (0, first - 1, first + 1):
        with pytest.raises(Stale) as caught:
            store.record(gathering, "agenda", "", {"items": ["x"]}, expect=expect)
        assert caught.value.revision == first
        assert caught.value.reason == "stale"
        assert str(caught.value).startswith("Noen andre endret dette rett før deg")
    store.record(gathering, "agenda", "", {"items": ["y"]}, expect=first)
    store.record(gathering, "category", "c", {"name": "x"}, expect=0)  # another subject, not in the way


def test_several_entries_are_written_together_or_not_at_all(store: Store, gathering: str) -> None:
    before = store.revision()
    with pytest.raises(Stale):
        store.record_many(
            gathering, [("mark", "a", {"mark": "bevaring"}, None), ("agenda", "", {"items": []}, 9)]
        )
    assert store.revision() == before
    revisions = store.record_many(gathering, [("mark", "a", {}, 0), ("mark", "b", {}, 0)])
    assert revisions == [before + 1, before + 2]
    with pytest.raises(Stale):  # the second one builds on what the first one has just replaced
        store.record_many(gathering, [("mark", "a", {}, revisions[0]), ("mark", "a", {}, revisions[0])])
    assert store.record_many(gathering, []) == []


def test_state_is_read_on_from_what_is_known(store: Store, gathering: str, url: str) -> None:
    dashboard = open_store(url)
    known = dashboard.state(gathering)
    assert dashboard.state(gathering, known) is known  # nothing new, nothing rebuilt
    plan(store, gathering, ["a1", "a2"])
    store.record(gathering, "seat", "r1", {"group": "g1"})
    now = dashboard.state(gathering, known)
    assert now == store.state(gathering)
    assert now.taken("g1")
    assert not known.taken("g1")
    assert [a.id for a in now.planned] == ["a1", "a2"]
    elsewhere = store.create_gathering(new_gathering())
    assert dashboard.state(elsewhere, now).id == elsewhere  # known from another gathering is no help
    dashboard.close()


def test_two_thousand_seats_are_read_quickly(store: Store, gathering: str) -> None:
    store.record_many(gathering, [("seat", f"r{i}", {"group": f"g{i % 40}"}, None) for i in range(2000)])
    start = time.thread_time()  # what this thread did, however busy the machine is
    known = store.state(gathering)
    assert time.thread_time() - start < 0.5
    assert len(known.seats) == 2000
    start = time.thread_time()
    store.state(gathering, known)
    assert time.thread_time() - start < 0.1


def test_a_clock_that_is_set_back_changes_no_order(url: str) -> None:
    now = [dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)]
    store = open_store(url, clock=lambda: now[0])
    gathering = store.create_gathering(new_gathering())
    store.record(gathering, "mark", "a:x", {"mark": "bevaring"})
    store.add_answers([new_answer(gathering, "before", seq=1, answer={"texts": ["før"]})])
    now[0] -= dt.timedelta(hours=3)  # somebody sets the laptop right
    store.record(gathering, "mark", "a:x", {"mark": "utvikling"})
    store.add_answers([new_answer(gathering, "after", seq=2, answer={"texts": ["etter"]})])

    assert store.state(gathering).marks["a:x"] == "utvikling"
    assert [a.id for a in store.answers(gathering)] == ["before", "after"]
    assert [a.id for a in counting(store.answers(gathering), "group")] == ["after"]
    first, second = store.history(gathering, "mark", "a:x")
    assert first.at > second.at
    store.close()


def test_version_tells_of_own_and_others_writes(store: Store, gathering: str, url: str) -> None:
    other = open_store(url)
    seen = {s: s.version() for s in (store, other)}
    assert store.version() == seen[store]
    for write in (
        lambda: store.record(gathering, "mark", "a", {}),
        lambda: other.add_answers([new_answer(gathering, "x")]),
        lambda: store.delete_gathering(gathering),
    ):
        write()
        now = {s: s.version() for s in (store, other)}
        assert all(now[s] > seen[s] for s in (store, other))
        seen = now
    assert {s: s.version() for s in (store, other)} == seen
    assert store.revision() == other.revision()
    other.close()


def test_asking_whether_something_is_new_is_cheap(store: Store) -> None:
    store.version()
    start = time.thread_time()
    for _ in range(1000):
        store.version()
    assert time.thread_time() - start < 0.5


def test_one_store_in_many_threads(store: Store, gathering: str) -> None:
    revisions: list[int] = []

    def work(name: str) -> None:
        for n in range(10):
            revisions.append(store.record(gathering, "mark", f"{name}:{n}", {"mark": "bevaring"}))
            store.state(gathering)

    threads = [threading.Thread(target=work, args=(str(n),)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(revisions)) == 80
    assert len(store.state(gathering).marks) == 80


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=20)  # half surrogate pairs too
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(ANY_TEXT, st.dictionaries(ANY_TEXT, ANY_JSON, max_size=3))
@settings(database=None, deadline=None, max_examples=60)
def test_any_text_is_kept_as_it_came(subject: str, body: dict) -> None:
    store = _MEMORY
    id_ = store.gatherings()[0].id
    before = len(store.history(id_, "other", subject))
    store.record(id_, "other", subject, body, by=subject)
    history = store.history(id_, "other", subject)
    assert len(history) == before + 1
    assert history[-1].body == body
    answer = new_answer(id_, f"{store.revision()}{subject}", respondent=subject, group=subject, answer=body)
    assert [r.outcome for r in store.add_answers([answer, answer])] == ["created", "same"]
    assert store.answers(id_, after=store.revision() - 1)[0].answer == body


_MEMORY = open_store("sqlite://")
_MEMORY.create_gathering(new_gathering())


@pytest.mark.parametrize("body", [{"x": float("nan")}, {"x": {1, 2}}, {"x": b"y"}, {"x": float("inf")}])
def test_what_is_not_json_is_refused_in_words(store: Store, gathering: str, body: dict) -> None:
    with pytest.raises(StoreError) as caught:
        store.record(gathering, "other", "", body)
    assert caught.value.reason == "invalid"
    assert str(caught.value) == "Dette inneholder noe som ikke kan lagres."


def test_far_too_deep_is_refused_in_words(store: Store, gathering: str) -> None:
    deep: dict = {}
    for _ in range(100_000):
        deep = {"x": deep}
    with pytest.raises(StoreError) as caught:
        store.record(gathering, "other", "", deep)
    assert caught.value.reason == "invalid"
