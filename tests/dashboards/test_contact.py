"""When nobody answers any more the page says so, keeps what is on it, and goes on by itself."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import expect

from kit.store import Store, open_store
from tests.app.conftest import kernels_of
from tests.e2e.test_copy import IN_BROWSER
from tests.e2e.test_skriv_inn import gathering_in
from tests.running import Program, eventually, just_now
from tests.store.helpers import new_answer

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.timeout(180)]
WRITTEN = "Vi øver på å si fra"
SOON = 8_000  # ms; the promise is five seconds on a machine with nothing else to do
LOST = re.compile(r"^Ingen kontakt med serveren siden \d\d\.\d\d\. Siden viser det siste vi vet")


class Open:
    """Skriv inn, with half a sentence for the second table."""

    def __init__(self, kit: Program, page: Any) -> None:
        self.kit, self.page = kit, page
        self.store: Store = open_store(kit.url)
        self.gathering = gathering_in(self.store, "open", {})
        page.goto(kit.notebook("tema-3-organisasjon-og-ledelse", f"?samling={self.gathering}&steg=skriv-inn"))
        page.get_by_role("heading", name="Svar fra Bord 1", exact=True).wait_for(timeout=60_000)
        page.locator(".fs-grouprow", has_text="Bord 2").click()
        page.get_by_role("heading", name="Svar fra Bord 2", exact=True).wait_for()
        self.text = page.locator("#fs-answer textarea").first
        self.text.focus()
        page.keyboard.type(WRITTEN)
        page.evaluate("window.same = true")  # gone where the page is loaded anew
        self.strip = page.locator(".fs-contact")

    def goes_on(self) -> None:
        """In contact again: the same page, the same place, and somebody is still writing."""
        page = self.page
        expect(self.strip).to_be_hidden(timeout=40_000)
        assert page.evaluate("window.same") is True
        expect(page.get_by_role("heading", name="Svar fra Bord 2", exact=True)).to_be_visible()
        assert page.evaluate("document.activeElement === document.querySelector('#fs-answer textarea')")
        page.keyboard.type(", og det går")
        assert self.text.input_value().endswith(", og det går")
        page.keyboard.press("Control+Enter")
        page.get_by_text(re.compile(r"Bord 2 lagret \d\d\.\d\d")).first.wait_for(timeout=15_000)
        [row] = self.store.answers(self.gathering)
        assert row.answer["texts"][0].startswith(WRITTEN)
        assert row.answer["texts"][0].endswith(", og det går")
        assert row.group == "g2"


@pytest.fixture
def opened(kit: Program, laptop: Any) -> Iterator[Open]:
    made = Open(kit, laptop)
    yield made
    laptop.goto("about:blank")  # takes its kernel along
    made.store.close()


def kernels(kit: Program) -> list[psutil.Process]:
    assert kit.process
    return kernels_of(kit.process.pid)


@contextmanager
def standing_still(pids: list[int]) -> Iterator[None]:
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def test_the_program_is_killed_and_started_again(opened: Open) -> None:
    opened.kit.kill()
    expect(opened.strip).to_have_text(LOST, timeout=SOON)
    assert just_now(opened.strip.inner_text())
    opened.page.keyboard.type(" også nå")
    way_out = opened.page.locator("a[href*='start.ipynb']").first
    way_out.dispatch_event("click")  # leads nowhere just now, and takes nothing away
    opened.text.focus()
    opened.page.keyboard.press("End")
    expect(opened.text).to_have_value(f"{WRITTEN} også nå")
    opened.kit.start()
    opened.goes_on()


def test_what_is_sent_while_nobody_is_there_arrives_once(opened: Open) -> None:
    opened.kit.kill()
    expect(opened.strip).to_have_text(LOST, timeout=SOON)
    opened.page.keyboard.press("Control+Enter")
    expect(opened.page.get_by_text("Ligger her til kontakten er tilbake")).to_be_visible()
    opened.kit.start()
    opened.page.get_by_text(re.compile(r"Bord 2 lagret \d\d\.\d\d")).first.wait_for(timeout=40_000)
    assert [row.answer["texts"] for row in opened.store.answers(opened.gathering)] == [[WRITTEN]]


def test_what_is_written_after_the_sending_is_a_draft_still(opened: Open) -> None:
    opened.kit.kill()
    expect(opened.strip).to_have_text(LOST, timeout=SOON)
    opened.page.keyboard.press("Control+Enter")
    expect(opened.page.get_by_text("Ligger her til kontakten er tilbake")).to_be_visible()
    opened.text.focus()
    opened.page.keyboard.press("End")
    opened.page.keyboard.type(", og litt til")
    opened.kit.start()
    opened.page.get_by_text(re.compile(r"Bord 2 lagret \d\d\.\d\d")).first.wait_for(timeout=40_000)
    assert [row.answer["texts"] for row in opened.store.answers(opened.gathering)] == [[WRITTEN]]
    opened.page.locator(".fs-grouprow", has_text="Bord 1").click()
    opened.page.get_by_role("heading", name="Svar fra Bord 1", exact=True).wait_for()
    opened.page.locator(".fs-grouprow", has_text="Bord 2").click()
    opened.page.get_by_role("heading", name="Svar fra Bord 2", exact=True).wait_for()
    expect(opened.text).to_have_value(f"{WRITTEN}, og litt til")


def test_the_program_hangs(opened: Open) -> None:
    assert opened.kit.process
    own = psutil.Process(opened.kit.process.pid)
    with standing_still([own.pid, *(p.pid for p in own.children(recursive=True))]):
        expect(opened.strip).to_have_text(LOST, timeout=SOON)
    opened.goes_on()


def test_the_kernel_is_killed(opened: Open) -> None:
    for kernel in kernels(opened.kit):
        kernel.kill()
    expect(opened.strip).to_have_text(
        re.compile("^Siden (venter på svar …|kobler seg til på nytt)"), timeout=SOON
    )
    opened.goes_on()


def test_a_kernel_that_draws_is_not_an_alarm_and_one_that_hangs_is(opened: Open) -> None:
    pids = [p.pid for p in kernels(opened.kit)]
    opened.page.evaluate(
        "new MutationObserver(([one]) => { window.alarmed ||= !one.target.hidden }).observe(document.querySelector('.fs-contact'), {attributes: true, attributeFilter: ['hidden']})"
    )
    with standing_still(pids):
        time.sleep(1.5)
    assert not opened.page.evaluate("window.alarmed")
    with standing_still(pids):
        expect(opened.strip.locator("p")).to_have_text("Siden venter på svar …", timeout=SOON)
        expect(opened.strip.get_by_role("button")).to_be_hidden()
    opened.goes_on()


def test_another_page_has_taken_the_only_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chromium: Any, laptop: Any
) -> None:
    monkeypatch.setenv("FAGSAMLING_DASHBOARDS", "1")
    kit = Program(tmp_path).start()
    other = chromium.new_page()
    try:
        opened = Open(kit, laptop)
        laptop.context.set_offline(True)  # so that the other one comes first
        for kernel in kernels(kit):
            kernel.kill()
        eventually(lambda: other.goto(kit.notebook("start")).status == 200)
        laptop.context.set_offline(False)
        expect(opened.strip).to_contain_text("Maskinen har ikke plass til denne siden", timeout=20_000)
        expect(opened.strip).to_contain_text("Lukk en fane du ikke trenger")
        expect(opened.text).to_have_value(WRITTEN)
        other.close()
        opened.goes_on()
        opened.store.close()
    finally:
        kit.stop()


def test_the_network_is_cut(opened: Open) -> None:
    opened.page.context.set_offline(True)
    expect(opened.strip).to_have_text(LOST, timeout=SOON)
    opened.page.context.set_offline(False)
    opened.goes_on()


def test_what_was_said_into_a_broken_line_is_said_once_more(kit: Program, laptop: Any) -> None:
    sockets: list[Any] = []
    lost: list[Any] = []
    deaf: list[bool] = []

    def carry(page: Any) -> None:
        server = page.connect_to_server()
        server.on_message(lambda message: lost.append(message) if deaf else page.send(message))
        sockets[:] = [page, server]

    laptop.route_web_socket(re.compile("/channels"), carry)
    opened = Open(kit, laptop)
    expect(laptop.locator("[data-copy-state=short]")).to_have_text(re.compile(r"Kopi \d"), timeout=20_000)
    deaf.append(True)
    said = "Sagt mens linja var brutt"
    opened.store.add_answers([new_answer(opened.gathering, "en", group="g3", answer={"texts": [said]})])
    eventually(lambda: laptop.wait_for_timeout(50) or any(said.encode() in bytes(m) for m in lost))
    for socket in sockets:
        socket.close()
    deaf.clear()
    eventually(lambda: said in laptop.evaluate(IN_BROWSER))
    assert laptop.evaluate("window.same") is True
    expect(opened.text).to_have_value(WRITTEN)
    laptop.goto("about:blank")
    opened.store.close()


def test_a_disk_that_cannot_be_written_to_is_told(opened: Open) -> None:
    resource = pytest.importorskip("resource")
    if not hasattr(resource, "prlimit"):
        pytest.skip("Linux only")
    assert opened.kit.process
    own = psutil.Process(opened.kit.process.pid)
    processes = [own.pid, *(p.pid for p in own.children(recursive=True))]
    for pid in processes:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    opened.page.keyboard.press("Control+Enter")
    expect(opened.page.locator("[data-region=notice]")).to_contain_text("Disken svarte ikke")
    expect(opened.text).to_have_value(WRITTEN)
    for pid in processes:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    opened.text.focus()
    opened.goes_on()
