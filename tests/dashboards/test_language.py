"""Chosen on the start page, and for each gathering: what the screens say follows, and so do the activities."""

from __future__ import annotations

import datetime as dt

import pytest

from kit.dashboards.start_page import StartPage
from kit.dashboards.theme_page import ThemePage
from kit.programme import programme
from kit.store import NewAnswer, NewGathering, NewUnit, Store, open_store
from kit.store.plans import body_of
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


def test_a_gathering_changes_language_after_it_is_made(store: Store) -> None:
    id_ = gathering(store, "nb")
    page = Opened(ThemePage(3), f"?samling={id_}&steg=forbered")
    page.press("suggestion", id="t3-60")
    page.press("add", template="t3-taletid")
    first, second, third = store.state(id_).agenda
    answered = store.state(id_).activities[first]
    answer = NewAnswer("svar-1", id_, first, 1, "r1", 1, "g1", None, {"usikker": 4})
    store.add_answers([answer])
    own = {**body_of(store.state(id_).activities[third]), "prompt": "Hvem snakket sist?"}
    store.record(id_, "activity", third, own)
    page.click("Endre samlingen")
    told = {
        "theme": "3",
        "date": "2026-12-05",
        "municipality": "Fjordvik kommune",
        "known": list(store.state(id_).units),
        "mode": "group",
        "expected": "4",
        "language": "nn",
    }
    assert 'name="mode" value="group"' in page.regions["main/new"], "there are answers: it cannot be changed"
    assert page.submit("gathering", **told)["ok"]
    g = store.state(id_)
    assert g.language == "nn"
    assert g.activities[first].now == answered.now, "a wording that is answered stands"
    template = programme("nn").activities[g.activities[second].template or ""].for_unit_kind("skole")
    assert (g.activities[second].prompt, g.activities[second].now.settings) == (
        template.prompt,
        template.settings,
    )
    assert g.activities[third].prompt == "Hvem snakket sist?"
    assert "2 aktivitetar har svar eller dykkar eigne ord" in page.text
    assert "Det blir lagt vekt på" in page.text


def test_another_theme_is_another_page(store: Store) -> None:
    id_ = gathering(store, "nb")
    page = Opened(ThemePage(3), f"?samling={id_}&steg=forbered")
    page.click("Endre samlingen")
    told = {"theme": "4", "date": "2026-12-05", "municipality": "Fjordvik kommune", "mode": "person"}
    assert page.submit("gathering", **told, known=list(store.state(id_).units), expected="80", language="nb")[
        "ok"
    ]
    g = store.state(id_)
    assert (g.theme, g.mode, g.expected) == (4, "person", 80)
    assert any("tema-4-videreforing.ipynb" in str(m) for m in page.messages)
