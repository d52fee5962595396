"""A dashboard in Chromium: one request, nothing from outside, and honest when contact is lost."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.app.conftest import Start, kernels_of
from tests.running import eventually

pytestmark = [pytest.mark.browser, pytest.mark.server]


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def test_the_page(start: Start, small_notebook: Path, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    server = start(notebooks=small_notebook)
    page.goto(server.address, wait_until="commit")
    expect(page.get_by_role("status")).to_have_text("Åpner fagsamlingen …")
    expect(page.locator("p[data-n='1']")).to_have_text("hello æøå", timeout=20_000)
    expect(page.locator("#fs-status")).to_have_text("")

    page.get_by_role("button", name="Tell").click()
    expect(page.locator("p[data-n='2']")).to_have_text("press æøå")
    expect(page.locator("p[data-n]")).to_have_css("color", "rgb(14, 81, 96)")
    expect(page).to_have_title("Fagsamling")
    assert page.locator("html").get_attribute("lang") == "nb"

    # cells for JupyterLab are neither shown nor run
    expect(page.get_by_text("Vises i Voilà")).to_be_visible()
    assert page.get_by_text("Bare i JupyterLab").count() == 0
    assert not (small_notebook / "ran").exists()

    assert [url for url in asked if not url.startswith(("data:", "blob:"))] == [server.address]
    assert complaints == []
    box = page.locator("p[data-n]").bounding_box()
    assert box is not None
    assert box["x"] < 10  # no margin of Voilà's


def test_leaving_stops_the_kernel(start: Start, small_notebook: Path, page: Page) -> None:
    server = start(notebooks=small_notebook)
    page.goto(server.address)
    expect(page.locator("p[data-n='1']")).to_be_visible(timeout=20_000)
    assert len(kernels_of(server.process.pid)) == 1
    page.goto("about:blank")
    eventually(lambda: not kernels_of(server.process.pid))


def test_a_kernel_that_dies_is_replaced(start: Start, small_notebook: Path, page: Page) -> None:
    server = start(notebooks=small_notebook)
    page.goto(server.address)
    expect(page.locator("p[data-n='1']")).to_be_visible(timeout=20_000)
    for _ in range(12):
        page.get_by_role("button", name="Tell").click()
    expect(page.locator("p[data-n='1']")).to_have_text("hello æøå", timeout=30_000)


def test_the_server_goes_and_comes_back(start: Start, small_notebook: Path, page: Page) -> None:
    server = start("--token", "noekkel-til-test", notebooks=small_notebook)
    page.goto(server.address)
    assert "token" not in page.url
    expect(page.locator("p[data-n='1']")).to_be_visible(timeout=20_000)
    server.stop(signal.SIGKILL)
    expect(page.get_by_role("status")).to_have_text(
        re.compile(r"^Ingen kontakt med Fagsamling siden \d\d\.\d\d\. Ingenting er tapt")
    )
    expect(page.get_by_role("button", name="Tell")).to_be_visible()  # the last picture stays
    start("--token", "noekkel-til-test", notebooks=small_notebook, port=None)
    expect(page.get_by_role("status")).to_have_text("", timeout=30_000)
    page.get_by_role("button", name="Tell").click()
    expect(page.locator("p[data-n='2']")).to_have_text("press æøå", timeout=20_000)


def test_a_lost_connection_is_taken_up_again(start: Start, small_notebook: Path, page: Page) -> None:
    server = start(notebooks=small_notebook)
    page.goto(server.address)
    expect(page.locator("p[data-n='1']")).to_be_visible(timeout=20_000)
    os.kill(server.process.pid, signal.SIGSTOP)  # the lid is closed …
    page.context.set_offline(True)
    time.sleep(1)
    os.kill(server.process.pid, signal.SIGCONT)
    page.context.set_offline(False)
    page.get_by_role("button", name="Tell").click()
    expect(page.locator("p[data-n='2']")).to_have_text("press æøå", timeout=20_000)  # … same kernel


def test_a_broken_page_says_so(start: Start, small_notebook: Path, page: Page) -> None:
    text = (
        (small_notebook / "start.ipynb").read_text("utf-8").replace("counter = Counter()", "counter = 1 / 0")
    )
    (small_notebook / "start.ipynb").write_text(text, "utf-8")
    server = start(notebooks=small_notebook)
    page.goto(server.address)
    expect(page.get_by_role("alert")).to_have_text(
        "Denne delen av siden kunne ikke vises. De andre virker som før.", timeout=20_000
    )
    assert page.get_by_text("Traceback").count() == 0
    assert page.get_by_text("ZeroDivisionError").count() == 0


def test_a_page_that_is_not_there(start: Start, small_notebook: Path, page: Page) -> None:
    server = start(notebooks=small_notebook)
    page.goto(server.url("voila/render/finnes-ikke.ipynb"))
    expect(page.get_by_role("heading")).to_have_text("Her er det ingen side")
    expect(page.get_by_role("link", name="Til startsiden")).to_have_attribute("href", "/")


def test_a_kernel_that_cannot_start_is_told(start: Start, small_notebook: Path, page: Page) -> None:
    server = start(notebooks=small_notebook, KIT_TEST_NO_KERNEL="1")
    page.goto(server.address)
    expect(page.get_by_role("status")).to_have_text(re.compile("^Siden kunne ikke åpnes"), timeout=60_000)
    expect(page.get_by_role("button", name="Prøv igjen")).to_be_visible()
