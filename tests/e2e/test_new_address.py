"""A lent machine is gone and the next one has another address on the same host: the phones' memory belongs to the host."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from kit.places import shared_folder
from kit.store import open_store
from tests.app import lab
from tests.app.conftest import free_port
from tests.e2e.test_copy import CODE, IN_BROWSER, THEME, begun, take_seat, texts
from tests.e2e.test_whole_gathering import send
from tests.running import FLAGS, chromium_path, eventually

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.timeout(240)]
HOST = "hub.test"


@pytest.fixture
def abroad(playwright: Any) -> Iterator[Any]:
    """Knows the hub under a name of its own: phones are shown no address that only one machine has."""
    rule = f"--host-resolver-rules=MAP {HOST} 127.0.0.1"
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=[*FLAGS, rule])
    yield browser
    browser.close()


def test_what_was_typed_and_what_was_not_sent_goes_along_to_the_new_address(
    tmp_path: Path, abroad: Any
) -> None:
    supervisor = abroad.new_context(viewport={"width": 1366, "height": 768}).new_page()
    phones = [abroad.new_context(viewport={"width": 390, "height": 844}).new_page() for _ in range(2)]
    shutil.copytree(shared_folder("notebooks"), tmp_path / "notebooks")
    front = free_port()
    store = open_store(str(tmp_path / "old.db"))
    g = begun(store)
    typing, sending = phones
    with lab.started(
        tmp_path, tmp_path / "old.db", front=front, host=HOST, base="/user/gammel/", token="foerste-noekkel"
    ) as old:
        place = f"{THEME}.ipynb?samling={g}&steg=gjennomfor"
        supervisor.goto(f"{old.home}voila/render/notebooks/{place}&token=foerste-noekkel")
        copied = supervisor.locator("[data-copy-state=short]")
        expect(copied).to_have_text(re.compile(r"Kopi \d"), timeout=60_000)
        for number, phone in enumerate(phones, 1):
            take_seat(phone, f"{old.home}delta/{CODE}", number)
        typing.locator("textarea").first.fill("Tid til det")
        send(typing)
        typing.get_by_role("button", name="Endre").click()
        typing.locator("textarea").first.fill("Tid til det, og ikke bare i døra")
        eventually(lambda: "Tid til det" in supervisor.evaluate(IN_BROWSER))
        old.process.kill()
    sending.locator("textarea").first.fill("At leder spør")
    sending.get_by_role("button", name="Send").click()
    expect(sending.locator(".panel.off")).to_contain_text("Svaret er trygt her", timeout=15_000)
    store.close()

    with lab.started(
        tmp_path, tmp_path / "new.db", front=front, host=HOST, base="/user/ny/", token="andre-noekkel"
    ) as new:
        expect(supervisor.locator(".fs-contact")).to_contain_text("Ingen kontakt med serveren siden")
        page = supervisor.context.new_page()  # the page at the old address stays as it is
        page.goto(f"{new.home}voila/render/notebooks/start.ipynb?token=andre-noekkel")
        page.get_by_role("button", name="Hent tilbake Nordvik, tema 3").click(timeout=30_000)
        notice = page.locator("[data-region=notice]")
        expect(notice).to_contain_text("Nordvik, tema 3 er hentet tilbake, med 1 svar.", timeout=20_000)
        page.goto(f"{new.home}voila/render/notebooks/{THEME}.ipynb?samling={g}&steg=forbered")
        address = page.locator("[data-id=copy-link]").first.get_attribute("data-text", timeout=30_000)
        assert address == f"{new.home}delta/{CODE}"

        after = [phone.context.new_page() for phone in phones]  # as when the camera opens the new code
        for phone in after:
            phone.goto(address)
        expect(after[1].get_by_text("Svaret er lagret")).to_be_visible(timeout=20_000)
        expect(after[0].locator("textarea").first).to_have_value("Tid til det, og ikke bare i døra")
        fresh = open_store(str(tmp_path / "new.db"))
        assert texts(fresh, g) == ["At leder spør", "Tid til det"]
        send(after[0])
        sent = ["At leder spør", "Tid til det", "Tid til det, og ikke bare i døra"]
        assert texts(fresh, g) == sent
        for phone in phones:  # the pages at the old address know by now, and send nothing more
            expect(phone.locator("textarea")).to_have_count(0)
        for phone in after:
            phone.reload()
            expect(phone.get_by_text("Svaret er lagret")).to_be_visible(timeout=20_000)
        assert texts(fresh, g) == sent
        fresh.close()
