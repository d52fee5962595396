"""A kernel for each open dashboard: gone with its page, never taken from one that is shown, and never one too many."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.app.conftest import Running, Start, kernels_of
from tests.running import eventually

pytestmark = [pytest.mark.browser, pytest.mark.server]


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 1366, "height": 768})
    yield made
    made.close()


def opened(context: BrowserContext, server: Running) -> Page:
    page = context.new_page()
    page.goto(server.address)
    expect(page.locator("p[data-n='1']")).to_be_visible(timeout=30_000)
    return page


def test_one_more_than_there_is_room_for(start: Start, small_notebook: Path, context: BrowserContext) -> None:
    server = start(notebooks=small_notebook, FAGSAMLING_DASHBOARDS="2")
    first, second = opened(context, server), opened(context, server)
    third = context.new_page()
    answer = third.goto(server.address)
    assert answer is not None
    assert answer.status == 503
    expect(third.get_by_role("heading")).to_have_text("For mange sider er åpne")
    listed = third.get_by_role("listitem")
    expect(listed).to_have_text([re.compile(r"^Fagsamling, åpnet \d\d\.\d\d$")] * 2)
    assert len(kernels_of(server.process.pid)) == 2
    again = third.get_by_role("link", name="Prøv igjen")
    again.click()
    expect(third.get_by_role("heading")).to_have_text("For mange sider er åpne")

    second.goto("about:blank")
    eventually(lambda: len(kernels_of(server.process.pid)) == 1)
    again.click()
    expect(third.locator("p[data-n='1']")).to_be_visible(timeout=30_000)
    first.get_by_role("button", name="Tell").click()  # the others never noticed
    expect(first.locator("p[data-n='2']")).to_be_visible()


def test_what_is_shown_stays_and_what_crashed_goes(
    start: Start, small_notebook: Path, context: BrowserContext
) -> None:
    patience = 5.0  # longer than a busy machine needs to connect a page
    server = start(notebooks=small_notebook, FAGSAMLING_IDLE=str(patience))
    shown, crashed = opened(context, server), opened(context, server)
    crashed.get_by_role("button", name="Tell").click()
    expect(
        crashed.locator("p[data-n='2']")
    ).to_be_visible()  # it has a line: one on its way is given a minute
    crashed.evaluate("navigator.sendBeacon = () => true")  # as when it crashes: it goes without a word
    crashed.close()
    began = time.monotonic()
    eventually(lambda: len(kernels_of(server.process.pid)) == 1, 60)
    eventually(lambda: time.monotonic() - began > 3 * patience)  # nobody touches the page that is shown
    assert len(kernels_of(server.process.pid)) == 1
    shown.get_by_role("button", name="Tell").click()
    expect(shown.locator("p[data-n='2']")).to_be_visible()
