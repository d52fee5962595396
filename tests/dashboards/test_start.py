"""The start page, driven as the browser drives it, on a real store."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from kit.dashboards import start_page, start_view
from kit.dashboards.start_page import StartPage, suggested_theme
from kit.programme import programme
from kit.store import MIXED, NewGathering, NewUnit, Store, open_store
from tests.dashboards.opened import Opened

UNITS = [NewUnit("Blåbærlia", "barnehage"), NewUnit("Nes", "skole"), NewUnit("Nes", "sfo")]


@pytest.fixture
def store() -> Store:
    return open_store()


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start_page, "_today", lambda: dt.date(2026, 11, 12))


def gathering(store: Store, theme: int = 3, date: dt.date = dt.date(2026, 11, 12), **more: Any) -> str:
    new = NewGathering(
        theme=theme, date=date, municipality="Fjordvik kommune", units=UNITS, expected=14, **more
    )
    return store.create_gathering(new)


def filled(**changes: Any) -> dict[str, Any]:
    """What the form sends when everything is in place."""
    values = {
        "theme": "3",
        "date": "2026-11-12",
        "municipality": "Fjordvik kommune",
        "unit_id": ["n1", "n2"],
        "unit_text": ["Blåbærlia", "Nes skole"],
        "unit_kind": ["barnehage", "skole"],
        "unit_tables": ["2", ""],
        "known": [],
        "mode": "group",
        "expected": "6",
        "mixed": "1",
        "language": "nb",
    }
    return {**values, **changes}


# --- continue ----------------------------------------------------------------------------------


def test_first_time_there_is_one_thing_to_do() -> None:
    page = Opened(StartPage())
    assert "Ny fagsamling" in page.text
    assert "Fortsett" not in page.text
    assert "Ingenting sendes ut" in page.text


def test_the_newest_gathering_comes_first(store: Store) -> None:
    old = gathering(store, 1, dt.date(2025, 11, 4))
    new = gathering(store)
    page = Opened(StartPage())
    first = page.regions["main/continue"]
    assert "Fjordvik kommune, tema 3" in first
    assert "1 barnehage, 1 skole og 1 SFO" in page.text
    assert f'href="tema-3-organisasjon-og-ledelse.ipynb?samling={new}&amp;steg=forbered"' in first
    assert f"tema-1-fremme-og-forebygge.ipynb?samling={old}" in first
    assert first.index(new) < first.index(old)
    assert store.gatherings()[0].code in first


def test_a_gathering_under_way_continues_where_it_was(store: Store) -> None:
    id_ = gathering(store)
    for name in ("a1", "a2"):
        store.record(id_, "activity", name, {"kind": "open", "prompt": name, "settings": {}, "minutes": 5})
    store.record(id_, "agenda", "", {"items": ["a1", "a2"], "start": "09:00"})
    store.record(id_, "stage", "", {"activity": "a2", "open": True})
    page = Opened(StartPage())
    assert "Aktivitet 2 av 2 er åpen" in page.text
    assert "steg=gjennomfor" in page.regions["main/continue"]


def test_what_people_write_is_never_markup(store: Store) -> None:
    new = NewGathering(
        theme=1, date=dt.date(2026, 1, 1), municipality="<b>Å & Co</b>", units=UNITS, expected=1
    )
    store.create_gathering(new)
    page = Opened(StartPage())
    page.press("care")
    page.press("new")
    assert "<b>Å" not in " ".join(page.regions.values())


# --- the four themes ---------------------------------------------------------------------------


def test_four_themes_with_the_semester_we_are_in() -> None:
    page = Opened(StartPage())
    themes = page.regions["main/themes"]
    assert themes.count("<li") == 4
    assert "høst 2026, nå" in themes
    assert 'href="tema-4-videreforing.ipynb"' in themes
    for theme in programme().themes.values():
        assert theme.core[:40] in themes


@pytest.mark.parametrize(
    ("date", "number"),
    [
        (dt.date(2025, 8, 1), 1),
        (dt.date(2026, 1, 1), 2),
        (dt.date(2026, 7, 31), 2),
        (dt.date(2026, 12, 31), 3),
        (dt.date(2027, 6, 1), 4),
    ],
)
def test_the_present_semester(date: dt.date, number: int) -> None:
    themes = list(programme().themes.values())
    assert [t.number for t in themes if start_view.is_now(t, date)] == [number]
    assert suggested_theme(themes, [], date) == number


def test_after_the_programme_the_next_theme_is_suggested(store: Store) -> None:
    themes = list(programme().themes.values())
    gathering(store, 2)
    assert suggested_theme(themes, store.gatherings(), dt.date(2030, 1, 1)) == 3
    assert suggested_theme(themes, [], dt.date(2030, 1, 1)) == 1


def test_pedagogical_analysis_is_linked_only_where_it_exists(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("kit.dashboards.theme_page.shared_folder", lambda name: tmp_path)
    assert "pedagogisk-analyse.ipynb" not in Opened(StartPage()).regions["main/begin"]
    (tmp_path / "pedagogisk-analyse.ipynb").touch()
    assert "pedagogisk-analyse.ipynb" in Opened(StartPage()).regions["main/begin"]


def test_sample_data_is_explained_or_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    page = Opened(StartPage())
    page.click("Prøv med eksempeldata")
    assert "fagsamling --demo" in page.text
    monkeypatch.setenv("FAGSAMLING_DEMO", "1")
    page = Opened(StartPage())
    page.click("Prøv med eksempeldata")
    assert "samling=DEMO" in page.regions["main/begin"]


# --- a new gathering ---------------------------------------------------------------------------


def test_a_gathering_is_made_and_opened(store: Store) -> None:
    page = Opened(StartPage())
    page.click("Ny fagsamling")
    assert 'data-draft="new-gathering"' in page.regions["main/new"]
    receipt = page.submit("new", **filled())
    assert receipt["ok"]
    made = store.gatherings()[0]
    leave = next(m for m in page.messages if m["type"] == "leave")
    assert leave["address"] == f"tema-3-organisasjon-og-ledelse.ipynb?samling={made.id}&steg=forbered"
    state = store.state(made.id)
    names = {u.id: u.name for u in state.units.values()}
    tied = [names.get(g.unit or "", g.unit) for g in state.groups.values()]
    assert tied == ["Blåbærlia", "Blåbærlia", MIXED, None, None, None]
    assert [g.name for g in state.groups.values()][:2] == ["Bord 1", "Bord 2"]


def test_units_are_reused_and_the_ones_from_last_time_are_ticked(store: Store) -> None:
    before = store.state(gathering(store))
    page = Opened(StartPage())
    page.click("Ny fagsamling")
    form = page.regions["main/new"]
    assert 'data-when="municipality=Fjordvik kommune"' in form
    assert form.count('name="known[]"') == 3
    assert form.count("checked><span>") >= 3
    nes = next(u.id for u in before.units.values() if u.kind == "sfo")
    page.submit("new", **filled(known=[nes], unit_text=["nes", ""], unit_kind=["skole", "skole"], mixed=""))
    newest = store.state(next(g.id for g in store.gatherings() if g.id != before.id))
    assert set(newest.units) <= set(before.units)
    assert {u.kind for u in newest.units.values()} == {"skole", "sfo"}


def test_units_of_another_municipality_are_left_out(store: Store) -> None:
    before = store.state(gathering(store))
    page = Opened(StartPage())
    page.click("Ny fagsamling")
    page.submit("new", **filled(municipality="Elvedal kommune", known=list(before.units)))
    newest = store.state(next(g.id for g in store.gatherings() if g.id != before.id))
    assert not set(newest.units) & set(before.units)


def test_in_person_mode_there_are_no_tables(store: Store) -> None:
    page = Opened(StartPage())
    page.click("Ny fagsamling")
    assert page.submit("new", **filled(mode="person", expected="300", mixed="9", unit_tables=["x", ""]))["ok"]
    assert store.state(store.gatherings()[0].id).groups == {}


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"date": ""}, "date", "Skriv en dato"),
        ({"date": "31.02.2026"}, "date", "Skriv en dato"),
        ({"municipality": "  "}, "municipality", "Skriv navnet på kommunen."),
        ({"unit_text": ["", ""], "unit_tables": ["", ""]}, "unit_id", "minst én enhet"),
        ({"unit_text": ["", "Nes"]}, "unit_id", "navnet på enheten"),
        ({"unit_text": ["Nes", "nes"], "unit_kind": ["sfo", "sfo"]}, "unit_id", "to ganger"),
        ({"unit_tables": ["mange", ""]}, "unit_id", "helt tall"),
        ({"expected": "0"}, "expected", "fra 1 til 200"),
        ({"expected": "201"}, "expected", "fra 1 til 200"),
        ({"expected": "1e9"}, "expected", "fra 1 til 200"),
        ({"expected": "2"}, "expected", "plassert 3 bord"),
        ({"mixed": "-1"}, "mixed", "helt tall"),
        ({"theme": "9"}, "theme", "fire temaene"),
        ({"theme": ["3"], "known": "x", "unit_id": None}, "theme", "fire temaene"),
    ],
)
def test_each_mistake_gets_one_sentence_beside_its_field(
    store: Store, changes: dict[str, Any], field: str, sentence: str
) -> None:
    page = Opened(StartPage())
    page.click("Ny fagsamling")
    receipt = page.submit("new", **filled(**changes))
    assert not receipt["ok"]
    assert sentence in page.wrong()[field]
    assert len(page.wrong()) == 1
    assert store.gatherings() == []
    assert page.regions["main/new"], "the form stays, with everything typed in it"


def test_a_date_may_be_typed_the_norwegian_way(store: Store) -> None:
    page = Opened(StartPage())
    page.click("Ny fagsamling")
    assert page.submit("new", **filled(date="4.12.2026"))["ok"]
    assert store.gatherings()[0].date == dt.date(2026, 12, 4)


# --- the data ----------------------------------------------------------------------------------


def test_where_the_data_lies(store: Store) -> None:
    page = Opened(StartPage())
    page.click("Vis hvor")
    assert str(store.path) in page.text


def test_deleting_one_takes_a_second_deliberate_click(store: Store) -> None:
    kept, gone = gathering(store, 1), gathering(store, 2)
    page = Opened(StartPage())
    page.click("Vis hvor")
    page.click("Slett Fjordvik kommune, tema 2")
    assert "Det kan ikke angres." in page.regions["dialog"]
    assert "14 grupper" in page.regions["dialog"]
    assert not page.submit("delete", sure=False)["ok"]
    assert len(store.gatherings()) == 2
    assert page.submit("delete", sure=True)["ok"]
    assert [g.id for g in store.gatherings()] == [kept]
    assert gone not in " ".join(page.regions.values())
    assert page.regions["dialog"] == ""


def test_deleting_can_be_regretted_before_it_is_done(store: Store) -> None:
    gathering(store)
    page = Opened(StartPage())
    page.press("delete", what="everything")
    assert "1 fagsamling" in page.regions["dialog"]
    page.click("Behold")
    assert page.regions["dialog"] == ""
    assert page.submit("delete", sure=True)["ok"]
    assert len(store.gatherings()) == 1, "nothing was chosen, so nothing is deleted"


def test_deleting_everything(store: Store) -> None:
    gathering(store)
    page = Opened(StartPage())
    page.press("delete", what="everything")
    page.submit("delete", sure=True)
    assert store.gatherings() == []
    assert store.units() == []


# --- change one that is made -------------------------------------------------------------------


def as_it_is(store: Store, id_: str, **changes: Any) -> dict[str, Any]:
    """What the form of a gathering sends when nothing is changed but this."""
    g = store.state(id_)
    values = {
        "theme": str(g.theme),
        "date": g.date.isoformat(),
        "municipality": g.municipality,
        "known": list(g.units),
        "mode": g.mode,
        "expected": str(g.expected),
        "language": g.language,
    }
    return {**values, **changes}


def test_a_gathering_is_changed_in_the_form_it_was_made_in(store: Store) -> None:
    id_ = gathering(store)
    page = Opened(StartPage())
    page.click("Endre samlingen")
    form = page.regions["main/new"]
    assert 'value="2026-11-12"' in form
    assert 'value="14"' in form
    assert form.count('type="checkbox" name="known[]"') == 3
    assert form.count(" checked") == 3 + 3, "theme, mode, language; three units"
    units = list(store.state(id_).units)
    told = as_it_is(store, id_, date="2026-11-19", expected="6", language="nn", known=units[:2])
    told |= {"unit_id": ["n1"], "unit_text": ["Vik skule"], "unit_kind": ["skole"]}
    assert page.submit("gathering", **told)["ok"]
    g = store.state(id_)
    assert (g.date, g.expected, g.language) == (dt.date(2026, 11, 19), 6, "nn")
    assert [u.name for u in g.units.values()] == ["Blåbærlia", "Nes", "Vik skule"]
    assert len(g.groups) == 6
    assert "Samlingen er endret." in page.text
    assert "main/new" not in page.regions or not page.regions["main/new"]


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_written(store: Store) -> None:
    id_ = gathering(store)
    before = store.state(id_)
    page = Opened(StartPage())
    page.click("Endre samlingen")
    assert not page.submit("gathering", **as_it_is(store, id_, date="snart", known=[]))["ok"]
    assert set(page.wrong()) == {"date", "unit_id"}
    assert store.state(id_).revision == before.revision


def test_only_what_this_person_changed_is_written(store: Store) -> None:
    id_ = gathering(store)
    page = Opened(StartPage())
    page.click("Endre samlingen")
    told = as_it_is(store, id_, date="2026-11-19")
    store.update_gathering(id_, expected=20)  # another screen, meanwhile
    page.submit("gathering", **told)
    g = store.state(id_)
    assert (g.expected, g.date) == (20, dt.date(2026, 11, 19))


def test_a_table_of_a_unit_that_went_away_chooses_on_the_phone(store: Store) -> None:
    id_ = gathering(store, group_units=["Blåbærlia", None])
    g = store.state(id_)
    page = Opened(StartPage())
    page.click("Endre samlingen")
    page.submit("gathering", **as_it_is(store, id_, known=list(g.units)[1:]))
    assert [t.unit for t in store.state(id_).groups.values()][:2] == [None, None]
