"""axe-core finds nothing against WCAG 2.1 A and AA on any page, and no page asks anyone outside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.running import Program

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

THEME = "tema-3-organisasjon-og-ledelse"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    running = Program(tmp_path_factory.mktemp("demo"), "--demo").start()
    yield running
    running.stop()


@pytest.fixture(params=[(1366, 768), (390, 844)], ids=["laptop", "phone"])
def page(request: pytest.FixtureRequest, chromium: Any, demo: Program) -> Iterator[Any]:
    """A page that remembers every address it asked for; all must be the program's own."""
    width, height = request.param
    opened = chromium.new_page(viewport={"width": width, "height": height})
    asked: list[str] = []
    opened.on("request", lambda r: asked.append(r.url))
    yield opened
    opened.close()
    outside = [
        a for a in asked if not a.startswith((demo.base, f"ws://127.0.0.1:{demo.port}", "data:", "blob:"))
    ]
    assert outside == []


def violations(page: Any) -> list[str]:
    """What axe found: rule, and the first elements it is about. New answers fade in, so it waits a little."""
    page.wait_for_timeout(500)
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']}: {[n['html'][:160] for n in v['nodes'][:3]]}" for v in found]


@pytest.mark.parametrize("step", ["forbered", "gjennomfor", "skriv-inn", "oppsummer"])
def test_each_step(demo: Program, page: Any, step: str) -> None:
    page.goto(demo.notebook(THEME, f"?samling=DEMO&steg={step}"))
    page.locator(".fs main h1, .fs main h2").first.wait_for(timeout=60_000)
    assert violations(page) == []


def test_the_start_page_and_its_form(demo: Program, page: Any) -> None:
    page.goto(demo.notebook("start"))
    page.get_by_role("heading", name="Fire temaer").wait_for(timeout=60_000)
    assert violations(page) == []
    page.get_by_role("button", name="Ny fagsamling").first.click()
    page.get_by_label("Kommune").wait_for()
    assert violations(page) == []


def test_storskjerm_and_the_list_of_keys(demo: Program, page: Any) -> None:
    page.goto(demo.notebook(THEME, "?samling=DEMO&steg=gjennomfor&vis=storskjerm"))
    page.locator(".fs h1").first.wait_for(timeout=60_000)
    assert violations(page) == []
    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for()
    assert violations(page) == []


def test_the_phone_pages(demo: Program, page: Any) -> None:
    page.goto(f"{demo.base}/delta")
    assert violations(page) == []
    page.goto(f"{demo.base}/delta/DEMO")
    assert violations(page) == []
    page.locator("#group").select_option(index=14)
    page.get_by_role("button", name="Bli med").click()
    page.locator("fieldset, h1").first.wait_for()
    assert violations(page) == []
