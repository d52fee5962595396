"""Real pages in Chromium that somebody writes in: phones, and a dashboard on Skriv inn."""

from __future__ import annotations

import asyncio
import json
import random
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Page
from playwright.async_api import Error as BrowserError

from tests.running import FLAGS, chromium_path

Json = dict[str, Any]

WRITE = """([scope, text]) => {
  const area = document.querySelector(scope + ' textarea');
  if (!area || area.disabled || area.closest('fieldset:disabled')) return null;
  area.focus();
  area.value = text;
  area.dispatchEvent(new Event('input', { bubbles: true }));
  const form = area.closest('form');
  return (form && form.dataset.draft) || 'form';
}"""
LINES = """() => new Promise((done, failed) => {
  const open = indexedDB.open("fagsamling");
  open.onerror = () => failed(open.error);
  open.onsuccess = () => {
    const all = open.result.transaction("lines").objectStore("lines").getAllKeys();
    all.onsuccess = () => { open.result.close(); done(all.result.map(([, name]) => name)); };
    all.onerror = () => failed(all.error);
  };
})"""
FIELD = "#fs-answer textarea, #fs-answer input"
MEMORY = """() => Object.fromEntries(Object.keys(localStorage).map((k) => [k, localStorage.getItem(k)]))"""


class _Written:
    """A page that is written in; it may be closed and opened between two words, never in the middle of one."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.page: Page | None = None
        self.typed: dict[str, str] = {}  # where → what was typed last, and not acknowledged
        self.errors: list[str] = []
        self.turns = asyncio.Lock()
        self._words = 0

    def words(self) -> str:
        self._words += 1
        return f"{type(self).__name__} {self.rng.getrandbits(40):x} nr. {self._words}"

    async def live(self, end: asyncio.Event) -> None:
        """Until ``end``: write, send, write again."""
        while not end.is_set():
            async with self.turns:
                with suppress(BrowserError):
                    await self.turn()
            await asyncio.sleep(self.rng.uniform(0.4, 1.4))

    async def turn(self) -> None:
        raise NotImplementedError

    async def _go(self, address: str, ready: str) -> None:
        """As somebody who opens the page again and again until it comes."""
        assert self.page is not None
        until = time.monotonic() + 90
        while True:
            try:
                await self.page.goto(address, timeout=8000)
                # Or the offer to try once more: its kernel was killed, say.
                came = f"{ready}, #fs-status button"
                found = await self.page.wait_for_selector(came, timeout=8000, state="attached")
                if found and await found.evaluate("here => !here.closest('#fs-status')"):
                    return
            except BrowserError:
                if time.monotonic() > until:
                    raise
            assert time.monotonic() < until + 10, f"only the offer to try again at {address}"
            await asyncio.sleep(0.3)

    def _watched(self, page: Page) -> Page:
        page.on("pageerror", lambda error: self.errors.append(f"{type(self).__name__}: {error}"))
        return page

    async def stored(self, page: Page | None = None) -> Json:
        """What the browser keeps for the address of this page."""
        page = page or self.page
        assert page is not None
        found: Json = await page.evaluate(MEMORY)
        return found


class PhonePage(_Written):
    """A phone at one table."""

    def __init__(
        self, context: BrowserContext, address: str, gathering: str, group: str, rng: random.Random
    ) -> None:
        super().__init__(rng)
        self.context, self.address, self.gathering, self.group = context, address, gathering, group
        self.left: Page | None = None  # the page at a host that is gone
        self.left_typed: list[str] = []

    async def open(self) -> None:
        self.page = self._watched(await self.context.new_page())
        await self._go(self.address, "#group")
        await self.page.select_option("#group", self.group)
        await self.page.click("#act button")
        await self.page.wait_for_selector("#hd:not([hidden])")

    async def close_and_open(self) -> None:
        async with self.turns:
            assert self.page is not None
            await self.page.close()
            self.page = self._watched(await self.context.new_page())
            await self._go(self.address, "#view")

    async def scan(self, code: str) -> None:
        """The new code on the screen, with the same phone."""
        self.address = f"{self.address.rpartition('/')[0]}/{code}"
        await self.close_and_open()

    async def scan_elsewhere(self, address: str) -> None:
        """The new code leads to another host, which knows nothing of this phone; the old page stays open."""
        async with self.turns:
            self.left, self.left_typed = self.page, list(self.typed.values())
            self.address, self.typed = address, {}
            await self.open()

    async def given_back(self) -> str:
        """What «Kopier teksten» gives on the page at the host that is gone, once that page has said that it is."""
        assert self.left is not None
        gone = self.left.locator("#notes .panel.off", has_text="Denne adressen svarer ikke lenger")
        await gone.wait_for(timeout=90_000)
        await self.left.bring_to_front()
        await self.left.click("text=Kopier teksten")
        await self.left.locator("#copy", has_text="Teksten er kopiert").wait_for(timeout=5000)
        await self.left.evaluate(
            "document.body.insertAdjacentHTML('beforeend', '<textarea id=paste></textarea>')"
        )
        await self.left.focus("#paste")
        await self.left.keyboard.press("Control+V")
        return await self.left.input_value("#paste")

    async def turn(self) -> None:
        assert self.page is not None
        if self.rng.random() < 0.2 and await self.page.query_selector("#change"):
            await self.page.click("#change", timeout=1000)
        if not await self.page.query_selector("#ask"):
            return
        text = self.words()
        if await self.page.evaluate(WRITE, ["#ask", text]):
            drafts = (await self.memory())["drafts"]
            where = [key for key, answer in drafts.items() if text in answer.get("texts", ())]
            if not where:
                self.errors.append(f"not kept: {text}")
            self.typed |= dict.fromkeys(where, text)
        else:
            steps = await self.page.query_selector_all("#ask .fs-step")
            if steps:
                await self.rng.choice(steps).click(timeout=1000)
        if self.rng.random() < 0.6:
            await self.page.click("#send", timeout=1000)

    async def memory(self, page: Page | None = None) -> Json:
        """What the phone keeps of the gathering; it may know others that a code led to for a while."""
        stored = await self.stored(page)
        found: Json = json.loads(stored[f"fagsamling:{self.gathering}"])
        return found

    async def settled(self, stored: set[str]) -> bool:
        """Nothing under way, except for rounds that were locked, and nothing left to bring back."""
        memory = await self.memory()
        return memory["held"].keys() <= stored and all(body.get("late") for body in memory["out"].values())

    def missing(self, memory: Json) -> list[str]:
        """Typed texts that the phone does not keep any more: neither as a draft nor on its way nor sent."""
        everything = json.dumps(memory, ensure_ascii=False)
        return [text for text in self.typed.values() if text not in everything]


class DashboardPage(_Written):
    """The facilitator writes answers for tables into the first activity, in a browser with a profile of its own."""

    ACTIVITY = "a1"

    def __init__(self, driver: Any, profile: Path, address: str, rng: random.Random) -> None:
        super().__init__(rng)
        self.driver, self.profile, self.address = driver, profile, address
        self.context: BrowserContext | None = None
        self.waiting: dict[str, tuple[str, str]] = {}  # id in the outbox → where, text
        self.saved: list[str] = []  # texts that the page said are saved

    async def open(self) -> None:
        self.context = await self.driver.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=chromium_path(),
            args=FLAGS,
            viewport={"width": 1366, "height": 768},
        )
        self.page = self._watched(self.context.pages[0])
        await self._go(self.address, FIELD)

    async def close_and_open(self) -> None:
        async with self.turns:
            await self.close()
            await self.open()

    async def find(self) -> None:
        """The gathering is there again: open it where the page has lost it."""
        assert self.page is not None
        await self._go(self.address, FIELD)

    async def copied(self, names: set[str]) -> None:
        """Wait until the copy in this browser's storage has these lines."""
        assert self.page is not None
        until = time.monotonic() + 60
        while missing := names - await self._lines():
            assert time.monotonic() < until, (
                f"{len(missing)} lines are not in the browser: {await self.told()}"
            )
            await asyncio.sleep(0.1)

    async def _lines(self) -> set[str]:
        assert self.page is not None
        with suppress(BrowserError):  # while it loads, say
            return set(await self.page.evaluate(LINES))
        return set()

    async def go_on_from_the_copy(self) -> None:
        """The page has found a machine that knows nothing, and gives it the copy in this browser's storage."""
        assert self.page is not None
        await self.page.get_by_role("button", name="Fortsett fra kopien").click(timeout=60_000)
        await self.page.wait_for_selector(FIELD, timeout=30_000, state="attached")

    async def fetch_elsewhere(self, base: str, file: Path) -> None:
        """The old address is gone: the page says so, and the copy in the file is opened at the new one."""
        assert self.page is not None
        assert self.context is not None
        until = time.monotonic() + 20
        while not (await self.told()).startswith("Ingen kontakt med serveren"):
            assert time.monotonic() < until, await self.told()
            await asyncio.sleep(0.1)
        old, was = self.page, self.address
        self.errors += [f"not kept on the old page: {text}" for text in await self.missing()]
        if not await old.locator("#fs-answer").is_visible():
            self.errors.append("the old page is not readable")
        self.typed, self.waiting = {}, {}
        self.page = self._watched(await self.context.new_page())
        await self._go(f"{base}/voila/render/start.ipynb", ':text("Hent tilbake en kopi")')
        await self.page.get_by_role("button", name="Hent tilbake en kopi").click()
        await self.page.locator("input[data-copy=take]").set_input_files(file)
        await self.page.locator("[data-region=notice]", has_text="er hentet tilbake").wait_for(timeout=30_000)
        self.address = f"{base}/voila/{was.partition('/voila/')[2]}"
        await self._go(self.address, FIELD)
        await old.close()

    async def close(self) -> None:
        if self.context:
            with suppress(BrowserError):
                await self.context.close()

    async def turn(self) -> None:
        assert self.page is not None
        if self.page.url.startswith("chrome-error"):
            self.errors.append("the page was lost to an error page")
            await self._go(self.address, "#fs-answer")
        await self._receipts()
        if await self.page.evaluate("document.querySelector('#fs-activity')?.value") != self.ACTIVITY:
            if await self.told():
                return
            await self.page.select_option("#fs-activity", self.ACTIVITY, timeout=1000)
            await self.page.wait_for_selector("#fs-answer textarea", timeout=2000)
        if await self.page.evaluate("document.querySelector('#fs-answer')?.dataset.waiting"):
            return
        text = self.words()
        where = await self.page.evaluate(WRITE, ["#fs-answer", text])
        if not where:
            return
        self.typed[where] = text
        if self.rng.random() < 0.4:
            await self.page.keyboard.press("Control+Enter")
            kept = await self.stored()
            for key, value in kept.items():
                if key.startswith("fs:outbox:") and text in value:
                    self.waiting[key] = (where, text)

    async def _receipts(self) -> None:
        kept = await self.stored()
        for key, (where, text) in list(self.waiting.items()):
            if key in kept:
                continue
            del self.waiting[key]
            if text not in kept.get(f"fs:draft:{where}", ""):  # else it was refused, and is still a draft
                self.saved.append(text)
                if self.typed.get(where) == text:
                    del self.typed[where]

    async def told(self) -> str:
        """What the page says about contact."""
        assert self.page is not None
        said: str = await self.page.evaluate(
            "(() => { const s = document.querySelector('.fs-contact'); return !s ? 'no page' : s.hidden ? '' : s.innerText })()"
        )
        return said

    async def settled(self) -> bool:
        """In contact, and everything that was sent has its receipt."""
        with suppress(BrowserError):
            await self._receipts()
            return not self.waiting and await self.told() == ""
        return False

    async def missing(self) -> list[str]:
        """Typed texts that are neither kept as drafts nor on their way."""
        everything = "\n".join((await self.stored()).values())
        return [text for text in self.typed.values() if text not in everything]
