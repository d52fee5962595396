"""What the browser does with forms by itself: drafts, rows, sentences beside fields, focus, keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from kit.store import NewGathering, NewUnit, Store, open_store
from tests.running import Program

pytestmark = pytest.mark.browser
TEMA_3 = "tema-3-organisasjon-og-ledelse"


def gathering(store: Store) -> str:
    units = [NewUnit("Fjordgløtt", "barnehage"), NewUnit("Bjørkåsen", "skole")]
    new = NewGathering(
        theme=3, date=dt.date(2026, 11, 12), municipality="Fjordvik kommune", units=units, expected=4
    )
    return store.create_gathering(new)


def focused(page: Any) -> str:
    """The name, or else the text, of what has the focus."""
    return str(page.evaluate("document.activeElement.name || document.activeElement.textContent"))


def test_a_sentence_goes_when_what_it_is_about_is_changed(
    program: Callable[..., Program], laptop: Any
) -> None:
    kit = program()
    gathering(open_store(kit.url))
    laptop.goto(kit.notebook("start"))
    laptop.get_by_role("button", name="Ny fagsamling").click()
    for unit in ("Fjordgløtt (barnehage)", "Bjørkåsen (skole)"):
        laptop.get_by_label(unit).uncheck()
    laptop.fill("[name=municipality]", "Fjordvik kommune")
    laptop.get_by_role("button", name="Lag fagsamlingen").click()
    no_unit = laptop.get_by_text("Velg eller skriv minst én enhet.")
    no_number = laptop.get_by_text("Skriv et helt tall fra 1 til 200.")
    no_unit.wait_for()
    laptop.get_by_label("Bjørkåsen (skole)").check()
    no_unit.wait_for(state="hidden")
    assert no_number.is_visible()
    laptop.get_by_role("button", name="Lag fagsamlingen").click()
    laptop.wait_for_function("document.activeElement.name === 'expected'")
    assert not no_unit.is_visible()
    assert laptop.locator("[aria-invalid=true]").count() == 1


def test_a_new_gathering_by_keyboard_alone_survives_a_reload(
    program: Callable[..., Program], laptop: Any
) -> None:
    kit = program()
    store = open_store(kit.url)
    gathering(store)
    laptop.goto(kit.notebook("start"))
    laptop.get_by_text("Fortsett fagsamlingen").wait_for()
    laptop.keyboard.press("n")
    laptop.locator("form.fs-new").wait_for()
    known = laptop.locator("[data-when^='municipality=']")
    assert known.is_visible(), "the only municipality is suggested"
    laptop.fill("[name=municipality]", "Elvedal kommune")
    assert not known.is_visible()
    laptop.fill("[name=municipality]", "fjordvik  kommune ")
    assert known.is_visible()
    laptop.fill("[name=municipality]", "Elvedal kommune")

    for name in ("Solsiden", "Elva skole"):
        laptop.get_by_role("button", name="Legg til en enhet").press("Enter")
        assert focused(laptop) == "unit_text[]"
        laptop.keyboard.type(name)
    laptop.locator("[name='unit_kind[]']").nth(1).select_option("skole")

    laptop.keyboard.press("Control+Enter")
    laptop.get_by_text("Skriv et helt tall fra 1 til 200.").wait_for()
    assert focused(laptop) == "expected"
    assert laptop.locator("[name=expected]").get_attribute("aria-invalid") == "true"
    laptop.keyboard.type("0")
    laptop.get_by_text("Skriv et helt tall fra 1 til 200.").wait_for(state="hidden")
    assert laptop.locator("[name=expected]").get_attribute("aria-invalid") is None
    laptop.keyboard.press("Control+Enter")
    laptop.get_by_text("Skriv et helt tall fra 1 til 200.").wait_for()  # and again, in the same words
    assert focused(laptop) == "expected"

    laptop.reload()
    laptop.get_by_text("Fortsett fagsamlingen").wait_for()
    laptop.keyboard.press("n")
    laptop.get_by_text("Her er det dere skrev sist").wait_for()
    rows = laptop.locator("[name='unit_text[]']")
    assert [rows.nth(i).input_value() for i in range(rows.count())] == ["Solsiden", "Elva skole"]
    assert laptop.locator("[name='unit_kind[]']").nth(1).input_value() == "skole"
    laptop.fill("[name=expected]", "5")
    laptop.keyboard.press("Control+Enter")
    laptop.wait_for_url(f"**/{TEMA_3}.ipynb?samling=*&steg=forbered")
    laptop.get_by_text("Bruk forslaget").first.wait_for()

    made = store.state(laptop.url.split("samling=")[1].split("&")[0])
    assert {u.name: u.kind for u in made.units.values()} == {"Solsiden": "barnehage", "Elva skole": "skole"}
    assert len(made.groups) == 5


def test_an_own_activity_by_keyboard_alone(program: Callable[..., Program], laptop: Any) -> None:
    kit = program()
    store = open_store(kit.url)
    id_ = gathering(store)
    laptop.goto(kit.notebook(TEMA_3, f"?samling={id_}&steg=forbered"))
    laptop.get_by_text("Bruk forslaget").first.wait_for()
    laptop.keyboard.press("l")
    laptop.locator(".fs-kind").first.wait_for()
    assert "Åpent" in focused(laptop)
    laptop.locator(".fs-kinds").get_by_role("button", name="Sortering").press("Enter")
    laptop.locator("form.fs-edit").wait_for()
    assert focused(laptop) == "prompt"
    laptop.keyboard.type("Hvor hører det hjemme?")
    for i, text in enumerate(("Vi gjør det", "Vi gjør det ikke")):
        laptop.locator("[name='category_text[]']").nth(i).fill(text)
    for i, text in enumerate(("Si fra", "Vente og se")):
        laptop.locator("[name='item_text[]']").nth(i).fill(text)
    laptop.locator("[name='item_correct[]']").nth(0).select_option(label="Vi gjør det")
    preview = laptop.locator("[data-region='main/preview']")
    preview.get_by_text("Vente og se").wait_for()
    assert preview.get_by_role("heading", name="Hvor hører det hjemme?").is_visible()

    laptop.reload()
    laptop.get_by_text("Bruk forslaget").first.wait_for()
    laptop.keyboard.press("l")
    laptop.locator(".fs-kinds").get_by_role("button", name="Sortering").press("Enter")
    laptop.get_by_text("Her er det dere skrev sist").wait_for()
    chosen = laptop.locator("[name='item_correct[]']").nth(0)
    assert chosen.evaluate("s => s.selectedOptions[0].text") == "Vi gjør det"
    laptop.keyboard.press("Control+Enter")
    laptop.locator(".fs-sel").wait_for()
    settings = store.state(id_).planned[0].now.settings
    categories = {c["text"]: c["id"] for c in settings["categories"]}
    assert settings["items"][0]["correct"] == categories["Vi gjør det"]
    assert "correct" not in settings["items"][1]

    # the draft went with the receipt, and «Begynn på nytt» is for drafts only
    laptop.keyboard.press("l")
    laptop.locator(".fs-kinds").get_by_role("button", name="Sortering").press("Enter")
    laptop.locator("form.fs-edit").wait_for()
    assert laptop.locator("[name=prompt]").input_value() == ""
    laptop.keyboard.type("Noe jeg angrer på")
    laptop.get_by_role("button", name="Avbryt").press("Enter")
    laptop.get_by_role("button", name="Lag en egen aktivitet").wait_for()
    laptop.keyboard.press("l")
    laptop.locator(".fs-kinds").get_by_role("button", name="Sortering").press("Enter")
    laptop.get_by_role("button", name="Begynn på nytt").press("Enter")
    assert laptop.locator("[name=prompt]").input_value() == ""


def test_the_agenda_by_keyboard_alone(program: Callable[..., Program], laptop: Any) -> None:
    kit = program()
    store = open_store(kit.url)
    id_ = gathering(store)
    laptop.goto(kit.notebook(TEMA_3, f"?samling={id_}&steg=forbered"))
    laptop.get_by_role("button", name="Bruk forslaget").first.press("Enter")
    laptop.locator(".fs-sel").wait_for()
    before = store.state(id_).agenda
    laptop.keyboard.press("ArrowDown")
    laptop.locator(f"[data-id='{before[1]}'].fs-sel").wait_for()
    laptop.keyboard.press("n")
    laptop.locator(f".fs-items-ag > li:nth-child(3)[data-id='{before[1]}']").wait_for()
    laptop.keyboard.press("n")
    wanted = [before[0], before[2], before[3], before[1]]
    laptop.wait_for_function(
        "wanted => JSON.stringify([...document.querySelectorAll('.fs-items-ag > li')].slice(0, 4)"
        ".map(li => li.dataset.id)) === JSON.stringify(wanted)",
        arg=wanted,
    )
    assert list(store.state(id_).agenda[:4]) == wanted
    assert laptop.locator("[data-region=notice]").inner_text() == ""

    up = laptop.get_by_role("button", name="Opp: ")
    up.focus()
    up.press("Enter")
    laptop.wait_for_function(
        "id => document.querySelectorAll('.fs-items-ag > li')[2].dataset.id === id", arg=before[1]
    )
    assert focused(laptop) == "Opp", "the button that moved keeps the focus"

    laptop.locator("[data-change=start]").fill("8.15")
    laptop.keyboard.press("n")  # silent while writing
    laptop.locator("[data-change=start]").fill("8.15")
    laptop.keyboard.press("Tab")
    laptop.get_by_text("08.15").wait_for()
    assert store.state(id_).start == "08:15"
    assert store.state(id_).agenda[2] == before[1]


def test_before_something_is_deleted_escape_keeps_it(program: Callable[..., Program], laptop: Any) -> None:
    kit = program()
    store = open_store(kit.url)
    gathering(store)
    laptop.goto(kit.notebook("start"))
    laptop.get_by_role("button", name="Vis hvor").click()
    ask = laptop.get_by_role("button", name="Slett Fjordvik kommune, tema 3")
    for _again in range(2):
        ask.click()
        laptop.get_by_role("dialog").wait_for()
        laptop.keyboard.press("Escape")
        laptop.get_by_role("dialog").wait_for(state="detached")
    ask.click()
    laptop.get_by_label("Ja, jeg er sikker").check()
    laptop.get_by_role("button", name="Slett fagsamlingen").click()
    laptop.get_by_text("Fagsamlingen er slettet.").wait_for()
    assert store.gatherings() == []


def test_an_agenda_as_a_template_by_keyboard_alone(program: Callable[..., Program], laptop: Any) -> None:
    kit = program()
    id_ = gathering(open_store(kit.url))
    laptop.goto(kit.notebook(TEMA_3, f"?samling={id_}&steg=forbered"))
    laptop.get_by_role("button", name="Lag et program").press("Enter")
    laptop.locator("form.fs-edit").wait_for()
    assert focused(laptop) == "title"
    laptop.keyboard.type("Vår kveld")
    activities, titles = laptop.locator("[name='step_activity[]']"), laptop.locator("[name='step_title[]']")
    activities.nth(1).select_option(index=1)
    assert titles.nth(0).is_visible()
    assert not titles.nth(1).is_visible(), "an activity has its own title"
    laptop.get_by_role("button", name="Legg til en rad").press("Enter")
    assert focused(laptop) == "step_activity[]"
    titles.nth(2).fill("Mat og prat")
    preview = laptop.locator("[data-region='main/preview']")
    preview.locator(".fs-projector").wait_for()

    laptop.keyboard.press("Control+Enter")
    wrong = laptop.get_by_text("Rad 3: Skriv hvor mange minutter")
    wrong.wait_for()
    laptop.wait_for_function("document.activeElement.textContent === 'Legg til en rad'")  # just above it
    laptop.locator("[name='step_minutes[]']").nth(2).fill("30")
    laptop.get_by_role("button", name="Opp", exact=True).nth(2).press("Enter")
    assert focused(laptop) == "↑", "the row has moved, and can be moved again"
    laptop.keyboard.press("Enter")
    assert titles.nth(0).input_value() == "Mat og prat"
    laptop.get_by_role("button", name="Ned", exact=True).nth(0).press("Enter")
    laptop.get_by_role("button", name="Fjern").nth(0).press("Enter")
    assert focused(laptop) == "step_activity[]"
    preview.locator("li", has_text="09.30").wait_for()
    laptop.keyboard.press("Control+Enter")
    laptop.get_by_text("«Vår kveld» er lagret blant deres egne maler.").wait_for()
    laptop.get_by_role("button", name="Egne maler (1)").press("Enter")
    laptop.get_by_role("button", name="Endre: Vår kveld").press("Enter")
    laptop.locator("form.fs-edit").wait_for()
    assert [titles.nth(i).input_value() for i in range(2)] == ["Mat og prat", ""]
