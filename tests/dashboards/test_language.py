"""Chosen on the start page, and for each gathering: what the screens say follows, and so do the activities."""

from __future__ import annotations

import datetime as dt

import pytest

from kit.dashboards.start_page import StartPage
from kit.dashboards.theme_page import ThemePage
from kit.programme import programme
from kit.store import NewGathering, NewUnit, Store, open_store
from tests.dashboards.opened import Opened


@pytest.fixture
def store() -> Store:
    return open_store()


def gathering(store: Store, language: str) -> str:
    units = [NewUnit("Nes", "skole")]
    return store.create_gathering(
        NewGathering(3, dt.date(2026, 12, 5), "Fjordvik kommune", units, 4, language=language)
    )


def test_the_start_page_keeps_the_choice(store: Store) -> None:
    page = Opened(StartPage())
    page.click("Nynorsk")
    assert "Lei ei fagsamling der heile rommet er med" in page.text
    assert programme("nn").themes[1].core in page.text
    assert page.page.view.strings["language"] == "nn"
    assert "Einingar som er med" not in page.text
    again = Opened(StartPage())
    assert "Fire tema, eitt for kvart semester" in again.text
    assert again.page.view.strings["saving"] == "Lagrar …"
    again.click("English")
    assert "Four themes, one for each semester" in again.text
    assert store.preference("language") == "en"


def test_an_open_form_follows_the_choice() -> None:
    page = Opened(StartPage())
    page.press("new")
    assert "Enheter som er med" in page.text
    page.click("Nynorsk")
    assert "Einingar som er med" in page.text
    assert 'name="language" value="nn" checked' in page.regions["main/new"]


def test_a_page_without_a_gathering_follows_the_start_page(store: Store) -> None:
    store.set_preference("language", "nn")
    page = Opened(ThemePage(3))
    assert programme("nn").themes[3].core in page.text
    assert "Det er inga fagsamling for dette temaet enno." in page.text


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_activities_are_taken_in_the_language_of_the_gathering(store: Store, language: str) -> None:
    store.set_preference("language", "nn" if language == "nb" else "nb")
    id_ = gathering(store, language)
    page = Opened(ThemePage(3), f"?samling={id_}&steg=forbered")
    template = programme(language).activities["t3-trygt-a-si-fra"]
    page.press("add", template=template.id)
    (activity,) = store.state(id_).planned
    assert activity.prompt == template.prompt
    assert programme(language).themes[3].core in page.text


def test_the_tables_are_named_in_the_language_of_the_gathering(store: Store) -> None:
    assert [g.name for g in store.state(gathering(store, "en")).groups.values()][:2] == ["Table 1", "Table 2"]
    assert next(g.name for g in store.state(gathering(store, "nn")).groups.values()) == "Bord 1"
