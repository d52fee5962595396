"""axe-core on a whole case: the list, every step with its cards unfolded, and Storskjerm, on a laptop and a phone."""

from __future__ import annotations

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


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    running = Program(tmp_path_factory.mktemp("analyse")).start()
    yield running
    running.stop()


def stored(kit: Program, log: Log) -> str:
    store = open_store(kit.url)
    made = store.create_analysis([(e.kind, e.subject, e.body, None) for e in log.entries])
    store.close()
    return made


@pytest.fixture(scope="module")
def analysis(kit: Program) -> str:
    return stored(kit, case.revised_case())


@pytest.mark.parametrize("width", [1366, 390])
def test_the_list_and_every_step(kit: Program, analysis: str, chromium: Any, width: int) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 768})
    found: dict[str, list[str]] = {}
    page.goto(kit.notebook(NOTEBOOK))
    page.get_by_role("button", name="Slett").first.click(timeout=60_000)
    page.get_by_role("dialog").wait_for()
    found["slett"] = violations(page)
    page.get_by_role("button", name="Behold").click()
    page.get_by_role("dialog").wait_for(state="detached")
    found["liste"] = violations(page)
    page.get_by_role("button", name="Åpne").first.click()
    steps = page.locator(".fs-astep")
    steps.first.wait_for()
    for i in range(steps.count()):
        step = steps.nth(i)
        step.click()
        expect(step).to_have_attribute("aria-current", "step")  # comes together with what is on the step
        for unfold in ("Åpne kortet", "Åpne tiltak"):
            if page.get_by_role("button", name=unfold).count():
                page.get_by_role("button", name=unfold).first.click()
        found[step.inner_text()] = violations(page)
    page.close()
    assert {k: v for k, v in found.items() if v} == {}


def test_the_circle_on_storskjerm(kit: Program, analysis: str, chromium: Any) -> None:
    page = chromium.new_page(viewport={"width": 1920, "height": 1080})
    page.goto(kit.notebook(NOTEBOOK, f"?analyse={analysis}&vis=storskjerm"))
    page.locator("figure svg").first.wait_for(timeout=60_000)
    assert violations(page) == []
    page.close()


SEEN = """() => {
  const e = document.activeElement, style = getComputedStyle(e), at = e.getBoundingClientRect();
  return {
    name: (e.labels?.[0] || e).innerText?.trim().split("\\n")[0] || e.getAttribute("aria-label") || e.nodeName,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    inside: at.width > 0 && at.bottom > 0 && at.top < innerHeight,
  };
}"""


def test_the_second_part_when_it_is_open_and_by_keys_alone(kit: Program, chromium: Any) -> None:
    made = stored(kit, case.finished_case())
    page = chromium.new_page(viewport={"width": 1366, "height": 768})
    page.goto(kit.notebook(NOTEBOOK, f"?analyse={made}&steg=tiltak"))
    page.get_by_role("heading", name="tiltak mot").wait_for(timeout=60_000)
    found: dict[str, list[str]] = {}
    for step in ("Tiltak", "Gjennomføring", "Evaluering", "Revidering"):
        button = page.get_by_role("navigation", name="Stegene i analysen").get_by_role("button", name=step)
        button.focus()
        page.keyboard.press("Enter")
        expect(button).to_have_attribute("aria-current", "step")
        assert (
            page.locator(".fs-scroll").first.evaluate("e => e.scrollTop") == 0
        )  # where the last one was is its own
        found[step] = violations(page)
        passed = []
        for _press in range(60):
            page.keyboard.press("Tab")
            spot = page.evaluate(SEEN)
            if spot["name"] == "BODY":
                break
            passed.append(spot)
        assert [p for p in passed if not (p["ring"] and p["inside"])] == []
        last = "Avslutt analysen" if step == "Revidering" else "Videre til"
        assert any(p["name"].startswith(last) for p in passed)
        page.locator(".fs-scroll").first.evaluate("e => e.scrollTop = e.scrollHeight")
    assert {k: v for k, v in found.items() if v} == {}

    page.get_by_role("button", name="Evaluering", exact=True).press("Enter")
    choice = page.get_by_role("button", name="nådd", exact=True).last
    choice.press("Space")
    expect(choice).to_have_attribute("aria-pressed", "true")
    page.close()
