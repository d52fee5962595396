"""axe-core and the keyboard on a whole case: the list, every step with its cards unfolded, Storskjerm, laptop and phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from kit.store import open_store
from tests.analysis import case
from tests.analysis.helpers import Log
from tests.e2e.test_accessibility import violations
from tests.running import Program

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

NOTEBOOK = "pedagogisk-analyse"
LAPTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 768}


def stored(kit: Program, log: Log) -> str:
    store = open_store(kit.url)
    made = store.create_analysis([(e.kind, e.subject, e.body, None) for e in log.entries])
    store.close()
    return made


@pytest.fixture(scope="module")
def analysis(kit: Program) -> str:
    """A case whose second part is open, with everything in it."""
    return stored(kit, case.finished_case())


@pytest.fixture(scope="module")
def page(kit: Program, analysis: str, chromium: Any) -> Iterator[Any]:
    """One page for all that is looked at; it opens on the list."""
    opened = chromium.new_page(viewport=LAPTOP)
    opened.goto(kit.notebook(NOTEBOOK))
    opened.get_by_role("button", name="Åpne").first.wait_for(timeout=60_000)
    yield opened
    opened.close()


def looked(page: Any) -> list[str]:
    """What axe finds on a laptop and on a phone."""
    found = []
    for size in (PHONE, LAPTOP):
        page.set_viewport_size(size)
        found += violations(page)
    return found


def to_step(page: Any, i: int) -> Any:
    step = page.locator(".fs-astep").nth(i)
    step.click()
    expect(step).to_have_attribute("aria-current", "step")  # comes together with what is on the step
    return step


def test_the_list_and_every_step(page: Any) -> None:
    found: dict[str, list[str]] = {}
    page.get_by_role("button", name="Slett").first.click()
    page.get_by_role("dialog").wait_for()
    found["slett"] = looked(page)
    page.get_by_role("button", name="Behold").click()
    page.get_by_role("dialog").wait_for(state="detached")
    found["liste"] = looked(page)
    page.get_by_role("button", name="Åpne").first.click()
    page.locator(".fs-astep").first.wait_for()
    unfolded = []
    for i in range(page.locator(".fs-astep").count()):
        step = to_step(page, i)
        for unfold in ("Åpne kortet", "Åpne tiltak"):
            if page.get_by_role("button", name=unfold).count():
                page.get_by_role("button", name=unfold).first.click()
                unfolded.append(unfold)
        found[step.inner_text()] = looked(page)
    assert {k: v for k, v in found.items() if v} == {}
    assert unfolded == ["Åpne kortet", "Åpne tiltak"]
    assert len(found) == 11


SEEN = """() => {
  const e = document.activeElement, style = getComputedStyle(e), at = e.getBoundingClientRect();
  return {
    last: e === document.body,
    name: (e.labels?.[0] || e).innerText?.trim().split("\\n")[0] || e.getAttribute("aria-label") || e.nodeName,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    inside: at.width > 0 && at.bottom > 0 && at.top < innerHeight,
  };
}"""


def test_the_second_part_by_keys_alone(kit: Program, page: Any, analysis: str) -> None:
    page.goto(kit.notebook(NOTEBOOK, f"?analyse={analysis}&steg=tiltak"))
    page.get_by_role("heading", name="tiltak mot").wait_for(timeout=60_000)
    for name in ("Tiltak", "Gjennomføring", "Evaluering", "Revidering"):
        button = page.get_by_role("navigation", name="Stegene i analysen").get_by_role("button", name=name)
        button.focus()
        page.keyboard.press("Enter")
        expect(button).to_have_attribute("aria-current", "step")
        assert (
            page.locator(".fs-scroll").first.evaluate("e => e.scrollTop") == 0
        )  # its own, not the last one's
        passed = []
        for _press in range(80):
            page.keyboard.press("Tab")
            spot = page.evaluate(SEEN)
            if spot["last"]:
                break
            passed.append(spot)
        assert [p for p in passed if not (p["ring"] and p["inside"])] == []
        last = "Avslutt analysen" if name == "Revidering" else "Videre til"
        assert any(p["name"].startswith(last) for p in passed)
        page.locator(".fs-scroll").first.evaluate("e => e.scrollTop = e.scrollHeight")

    page.get_by_role("button", name="‹ Evaluering").press("Enter")
    choice = page.get_by_role("button", name="nådd", exact=True).last
    choice.press("Space")
    expect(choice).to_have_attribute("aria-pressed", "true")


def test_the_gate_of_the_second_part_and_a_second_version(kit: Program, page: Any) -> None:
    made = stored(kit, case.revised_case())
    page.goto(kit.notebook(NOTEBOOK, f"?analyse={made}&steg=evaluering"))
    page.get_by_role("button", name="Åpne nå").wait_for(timeout=60_000)
    assert looked(page) == []
    page.locator(".fs-astep").first.click()
    page.get_by_role("button", name="Tidligere versjoner").click()
    page.get_by_role("button", name="Les versjon 1").click()
    page.get_by_text("Versjon 1, slik den var").wait_for()
    assert looked(page) == []


def test_the_circle_on_storskjerm(kit: Program, page: Any, analysis: str) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(kit.notebook(NOTEBOOK, f"?analyse={analysis}&vis=storskjerm"))
    page.locator("figure svg").first.wait_for(timeout=60_000)
    assert violations(page) == []


def test_a_laptop_at_200_percent_has_more_than_bars(kit: Program, page: Any, analysis: str) -> None:
    page.set_viewport_size({"width": 683, "height": 384})
    page.goto(kit.notebook(NOTEBOOK, f"?analyse={analysis}&steg=ramme"))
    field = page.get_by_label("Referent")
    field.wait_for(timeout=60_000)
    field.scroll_into_view_if_needed()
    assert page.get_by_label("Referent").evaluate(
        "e => document.elementFromPoint(200, e.getBoundingClientRect().y + 9) === e"
    )
    assert page.locator("[data-region=main]").evaluate("e => e.clientHeight") > 384
    page.goto(kit.notebook(NOTEBOOK, f"?analyse={analysis}&steg=evaluering"))
    page.get_by_role("button", name="Videre til Revidering").click(timeout=60_000)
    here = page.locator(".fs-astep[aria-current]")
    expect(here).to_have_text(re.compile("Revidering"))
    expect(here).to_be_in_viewport(ratio=0.9)  # the row of steps is wider than the page
    page.set_viewport_size(LAPTOP)


def test_a_date_is_typed_part_by_part_while_its_line_changes_place(kit: Program, page: Any) -> None:
    log = case.finished_case()
    made = stored(kit, log)
    page.goto(kit.notebook(NOTEBOOK, f"?analyse={made}&steg=gjennomforing"))
    field = page.get_by_label("Dato").last
    field.wait_for(timeout=60_000)
    store = open_store(kit.url)
    line = store.analysis_state(made).log[-1].id
    field.focus()
    page.keyboard.type(
        "11112025", delay=100
    )  # the same in every order of day and month; the year is before the others
    page.wait_for_function(
        "document.activeElement === document.querySelector('[type=date]')"
    )  # it is first now
    page.keyboard.press("ArrowDown")  # still in the year
    expect(page.get_by_label("Dato").first).to_have_value("2024-11-11")
    page.keyboard.press("Tab")
    written = [e.body["value"] for e in store.history(made, "log", f"{line}:date")]
    for _try in range(50):
        written = [e.body["value"] for e in store.history(made, "log", f"{line}:date")]
        if written[-1] == "2024-11-11":
            break
        page.wait_for_timeout(100)
    assert written[-2:] == ["2025-11-11", "2024-11-11"]
    assert all(value >= "2024" for value in written if value), "no year is kept before its last figure"
    store.close()
