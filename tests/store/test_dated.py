"""Dated copies beside the database: one a day, ten days, and gone when everything is deleted."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from kit.store import Store, open_store
from tests.store.helpers import new_answer, new_gathering

DAY = dt.date(2026, 11, 12)


def opened(path: Path) -> list[str]:
    """The gatherings in a copy, by id."""
    store = open_store(f"sqlite:///{path}")
    found = [g.id for g in store.gatherings()]
    store.close()
    return found


def test_one_copy_a_day_and_the_last_ten_are_kept(store: Store) -> None:
    assert store.keep_dated_copy(DAY) is None  # nothing was written yet
    for n in range(12):
        g = store.create_gathering(new_gathering())
        made = store.keep_dated_copy(DAY + dt.timedelta(days=n))
        assert made is not None
        assert made.stat().st_mode & 0o077 == 0
        assert made.parent.stat().st_mode & 0o077 == 0
        assert g in opened(made)
        assert store.keep_dated_copy(DAY + dt.timedelta(days=n + 1)) is None  # nothing new
    assert [p.name for p in store.dated_copies()] == [f"fagsamling-2026-11-{n}.db" for n in range(14, 24)]


def test_a_copy_is_one_file(store: Store) -> None:
    for n in range(2):
        store.create_gathering(new_gathering())
        made = store.keep_dated_copy(DAY + dt.timedelta(days=n))
    assert made is not None
    assert sorted(made.parent.iterdir()) == store.dated_copies()
    opened(made)
    assert store.keep_dated_copy(DAY) is None  # which looks at one that was opened as a database
    store.delete_everything()
    assert not made.parent.exists()


def test_the_copy_of_the_day_is_renewed(store: Store, gathering: str) -> None:
    first = store.keep_dated_copy(DAY)
    store.add_answers([new_answer(gathering, "senere")])
    assert store.keep_dated_copy(DAY) == first
    assert first is not None
    again = open_store(f"sqlite:///{first}")
    assert [a.id for a in again.answers(gathering)] == ["senere"]
    again.close()


def test_a_database_that_was_begun_anew_does_not_write_over_the_copy(
    store: Store, gathering: str, url: str
) -> None:
    first = store.keep_dated_copy(DAY)
    path = store.path
    store.close()
    assert path is not None
    assert first is not None
    for file in path.parent.glob("fagsamling.db*"):
        file.unlink()
    anew = open_store(url)
    assert anew.keep_dated_copy(DAY) is None  # empty
    anew.set_preference("language", "nn")
    second = anew.keep_dated_copy(DAY)
    assert second is not None
    assert second.name == "fagsamling-2026-11-12-2.db"
    assert opened(first) == [gathering]
    anew.close()


def test_what_is_deleted_is_deleted_in_the_copies(store: Store, gathering: str) -> None:
    other = store.create_gathering(new_gathering(municipality="Hemmelig kommune"))
    store.add_answers([new_answer(other, "hemmelig", answer={"texts": ["bare vi vet dette"]})])
    made = store.keep_dated_copy(DAY)
    assert made is not None
    assert b"bare vi vet dette" in made.read_bytes()
    store.delete_gathering(other)
    assert b"bare vi vet dette" not in made.read_bytes()
    assert opened(made) == [gathering]
    store.delete_everything()
    assert store.dated_copies() == []
    assert not made.parent.exists()
