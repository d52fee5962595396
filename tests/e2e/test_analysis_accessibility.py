"""axe-core on a whole case: the list, every step with its cards unfolded, and Storskjerm, on a laptop and a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from kit.store import open_store
from tests.analysis import case
from tests.e2e.test_accessibility import violations
from tests.running import Program

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

NOTEBOOK = "pedagogisk-analyse"


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    running = Program(tmp_path_factory.mktemp("analyse")).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def analysis(kit: Program) -> str:
    store = open_store(kit.url)
    made = store.create_analysis([(e.kind, e.subject, e.body, None) for e in case.revised_case().entries])
    store.close()
    return made


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
