"""Making, changing, finding, listing and deleting gatherings."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kit.store import MIXED, NewUnit, Store, StoreError, open_store
from kit.store.codes import ALPHABET, new_code, read_code
from tests.store.helpers import new_answer, new_gathering, plan


def test_a_gathering_has_tables_units_and_a_code(store: Store) -> None:
    id_ = store.create_gathering(new_gathering(group_units=["Solvang", MIXED, None]))
    now = store.state(id_)
    assert [g.name for g in now.groups.values()] == ["Bord 1", "Bord 2", "Bord 3", "Bord 4"]
    assert [(u.name, u.kind) for u in now.units.values()] == [
        ("Solvang", "barnehage"),
        ("Åsen", "skole"),
        ("Åsen", "sfo"),
    ]
    first, second, third, fourth = now.groups
    assert now.unit_of(first) == next(iter(now.units.values()))
    assert now.groups[second].unit == MIXED
    assert now.unit_of(second) is None
    assert now.groups[third].unit is now.groups[fourth].unit is None
    assert len(now.code) == 6
    assert set(now.code) <= set(ALPHABET)
    assert now.date == dt.date(2026, 11, 12)
    assert (now.theme, now.municipality, now.expected, now.mode, now.language) == (
        3,
        "Nordvik",
        4,
        "group",
        "nb",
    )


def test_a_person_gathering_has_no_tables(store: Store) -> None:
    assert not store.state(store.create_gathering(new_gathering(mode="person"))).groups


def test_tables_are_named_in_the_language_of_the_gathering(store: Store) -> None:
    now = store.state(store.create_gathering(new_gathering(language="en", expected=1)))
    assert [g.name for g in now.groups.values()] == ["Table 1"]


def test_units_are_reused_from_gathering_to_gathering(store: Store) -> None:
    one = store.state(store.create_gathering(new_gathering()))
    typed = [NewUnit(" solvang ", "barnehage"), NewUnit("Åsen", "skole"), NewUnit("Solvang", "skole")]
    two = store.state(store.create_gathering(new_gathering(municipality="nordvik", units=typed)))
    again = list(two.units)
    assert again[:2] == list(one.units)[:2]
    assert again[2] not in one.units  # same name, another kind
    assert [m.name for m in store.municipalities()] == ["Nordvik"]
    assert two.municipality == "Nordvik"
    assert len(store.units(two.municipality_id)) == 4

    elsewhere = store.state(store.create_gathering(new_gathering(municipality="Sørdal")))
    assert not set(elsewhere.units) & set(one.units)
    picked = [NewUnit("whatever it was called", "barnehage", id=again[0])]
    assert list(store.state(store.create_gathering(new_gathering(units=picked))).units) == [again[0]]


def test_lists_are_in_norwegian_order(store: Store) -> None:
    names = ["Åsen", "Østre", "Ære", "Zoo", "ask"]
    store.create_gathering(new_gathering(units=[NewUnit(n, "skole") for n in names]))
    assert [u.name for u in store.units()] == ["ask", "Zoo", "Ære", "Østre", "Åsen"]


def test_a_table_tied_to_an_unknown_unit_is_refused_and_nothing_is_left(store: Store) -> None:
    with pytest.raises(StoreError) as caught:
        store.create_gathering(new_gathering(group_units=["Nowhere"]))
    assert caught.value.reason == "invalid"
    assert store.gatherings() == []
    assert store.units() == []


def test_codes_are_read_without_regard_to_case_and_spaces(store: Store, gathering: str) -> None:
    code = store.state(gathering).code
    assert (
        store.find(code)
        == store.find(f" {code[:3].lower()} {code[3:]}\n")
        == store.find(gathering)
        == gathering
    )
    for nothing in ("", "   ", "ZZZZZZ", "\ud800", "0" * 10_000, "%", "'; --"):
        assert store.find(nothing) is None
    assert read_code("k7-m4 pa") == "K7M4PA"
    assert all(len(new_code()) == 6 for _ in range(100))


def test_a_given_code_is_kept_and_cannot_be_given_twice(store: Store) -> None:
    demo = store.create_gathering(new_gathering(code="DEMO"))
    assert store.find("demo") == demo
    with pytest.raises(StoreError) as caught:
        store.create_gathering(new_gathering(code="demo"))
    assert caught.value.reason == "taken"
    assert str(caught.value) == "Koden DEMO er i bruk fra før."


def test_the_list_shows_newest_first_with_counts(store: Store) -> None:
    early = store.create_gathering(new_gathering(date=dt.date(2025, 3, 4), theme=1))
    late = store.create_gathering(new_gathering(expected=2))
    plan(store, late, ["a1", "a2"])
    first, second = store.gatherings()
    assert (first.id, second.id) == (late, early)
    assert (first.n_groups, first.n_activities, second.n_activities) == (2, 2, 0)
    assert first.n_units == {"barnehage": 1, "skole": 1, "sfo": 1}
    assert first.code == store.state(late).code
    assert first.created_at.tzinfo is not None


def test_a_table_with_a_name_of_its_own_is_not_one_more_table(store: Store) -> None:
    id_ = store.create_gathering(new_gathering(expected=2))

    def tables() -> tuple[int, int]:
        return store.gatherings()[0].n_groups, store.state(id_).tables()

    store.record(id_, "group", "own-a", {"name": "Fjelltoppen", "unit": None})
    assert tables() == (2, 2)  # nobody sits there
    store.record(id_, "seat", "r1", {"group": "own-a"})
    assert tables() == (2, 2)  # in the place of «Bord 2»
    store.record(id_, "seat", "r2", {"group": "g1"})
    store.record(id_, "seat", "r3", {"group": "g2"})
    assert tables() == (3, 3)  # one more than expected


def test_changing_a_gathering_adds_tables_and_takes_away_those_nobody_used(
    store: Store, gathering: str
) -> None:
    store.record(gathering, "seat", "r1", {"group": "g5"})
    store.update_gathering(gathering, expected=6, date=dt.date(2026, 11, 13), municipality="Sørdal")
    now = store.state(gathering)
    assert [g.name for g in now.groups.values()][-2:] == ["Bord 5", "Bord 6"]
    assert (now.expected, now.date, now.municipality) == (6, dt.date(2026, 11, 13), "Sørdal")
    store.update_gathering(gathering, expected=2)
    assert list(store.state(gathering).groups) == ["g1", "g2", "g3", "g4", "g5"]  # somebody sits at 5
    store.update_gathering(gathering, expected=6, units=[NewUnit("Ny", "sfo")])
    now = store.state(gathering)
    assert list(now.groups)[-1] == "g6"
    assert [u.name for u in now.units.values()] == ["Ny"]
    assert len(store.history(gathering, "gathering", "")) == 4
    with pytest.raises(TypeError):
        store.update_gathering(gathering, colour="blue")


def test_a_table_with_answers_stays(store: Store, gathering: str) -> None:
    store.add_answers([new_answer(gathering, "x", group="g3")])
    store.update_gathering(gathering, expected=1)
    assert list(store.state(gathering).groups) == ["g1", "g2", "g3"]


def _everything_on_disk(folder: Path) -> bytes:
    return b"".join(p.read_bytes() for p in folder.iterdir())


def test_deleting_really_deletes(store: Store, gathering: str, url: str) -> None:
    other = open_store(url)
    kept = other.create_gathering(new_gathering(date=dt.date(2027, 1, 1)))
    secret = "hemmelighet-som-skal-bort"
    store.add_answers([new_answer(gathering, f"x{i}", answer={"texts": [secret * 20]}) for i in range(50)])
    store.record(gathering, "group", "g1", {"name": secret})
    assert store.path is not None
    assert secret.encode() in _everything_on_disk(store.path.parent)
    seen = other.version()

    store.delete_gathering(gathering)
    assert secret.encode() not in _everything_on_disk(store.path.parent)
    assert other.version() > seen
    for work in (store.state, store.delete_gathering):
        with pytest.raises(StoreError) as caught:
            work(gathering)
        assert caught.value.reason == "unknown"
    with pytest.raises(StoreError) as caught:
        store.record(gathering, "mark", "", {})
    assert caught.value.reason == "unknown"
    with pytest.raises(StoreError) as caught:
        store.add_answers([new_answer(gathering, "late")])
    assert caught.value.reason == "unknown"
    assert [g.id for g in other.gatherings()] == [kept]

    before = store.revision()
    store.delete_everything()
    assert store.gatherings() == []
    assert store.units() == []
    assert b"Solvang" not in _everything_on_disk(store.path.parent)
    assert store.revision() > before  # numbers are never used again
    assert store.state(store.create_gathering(new_gathering())).groups
    other.close()


def test_a_backup_is_a_database_of_its_own(store: Store, gathering: str, tmp_path: Path) -> None:
    store.add_answers([new_answer(gathering, "x")])
    store.backup(tmp_path / "copy.db")
    copy = open_store(f"sqlite:///{tmp_path}/copy.db")
    assert copy.state(gathering) == store.state(gathering)
    assert copy.answers(gathering) == store.answers(gathering)
    assert (tmp_path / "copy.db").stat().st_mode & 0o077 == 0
    copy.close()
    with pytest.raises(StoreError):
        store.backup(tmp_path / "no" / "such" / "folder.db")


def test_preferences_and_what_is_shared(store: Store, url: str) -> None:
    assert store.preference("keys") is None
    assert store.preference("keys", True) is True
    store.set_preference("keys", False)
    store.set_preference("keys", {"on": 1})
    assert store.preference("keys", True) == {"on": 1}
    assert store.shared("server") == {}
    store.record("", "server", "", {"port": 1})
    store.record("", "server", "", {"port": 2})
    other = open_store(url)
    assert other.shared("server") == {"port": 2}
    other.close()


def test_the_finished_sample_lives_in_memory_and_is_read_only() -> None:
    sample = open_store("sqlite://", clock=lambda: dt.datetime(2026, 3, 4, 8, tzinfo=dt.UTC))
    id_ = sample.create_gathering(new_gathering(id="sample", code="DEMO"))
    sample.add_answers([new_answer(id_, "x")])
    assert (id_, sample.path) == ("sample", None)
    assert sample.answers(id_)[0].at == dt.datetime(2026, 3, 4, 8, tzinfo=dt.UTC)
    before = sample.version()
    sample.freeze()
    with pytest.raises(StoreError) as caught:
        sample.record(id_, "mark", "", {})
    assert caught.value.reason == "readonly"
    assert str(caught.value) == "Dette er et ferdig eksempel, så det kan ikke endres."
    assert sample.version() == before
    assert open_store("sqlite://").gatherings() == []  # each has its own
