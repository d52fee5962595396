"""Real pages in Chromium that somebody writes in: phones, and a dashboard on Skriv inn."""

from __future__ import annotations

import asyncio
import json
import random
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
        while True:
            try:
                await self.page.goto(address, timeout=8000)
                await self.page.wait_for_selector(ready, timeout=8000, state="attached")
                return
            except BrowserError:
                await asyncio.sleep(0.3)

    def _watched(self, page: Page) -> Page:
        page.on("pageerror", lambda error: self.errors.append(f"{type(self).__name__}: {error}"))
        return page

    async def stored(self) -> Json:
        """What the browser keeps for this address."""
        assert self.page is not None
        found: Json = await self.page.evaluate(MEMORY)
        return found


class PhonePage(_Written):
    """A phone at one table."""

    def __init__(self, context: BrowserContext, address: str, group: str, rng: random.Random) -> None:
        super().__init__(rng)
        self.context, self.address, self.group = context, address, group

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

    async def memory(self) -> Json:
        """What the phone keeps of the gathering."""
        kept = [v for k, v in (await self.stored()).items() if k.startswith("fagsamling:") and v[:1] == "{"]
        found: Json = json.loads(kept[0])
        return found

    async def settled(self) -> bool:
        """Nothing under way, except for rounds that were locked."""
        return all(body.get("late") for body in (await self.memory())["out"].values())

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
        await self._go(self.address, "#fs-answer textarea, #fs-answer input")

    async def close_and_open(self) -> None:
        async with self.turns:
            await self.close()
            await self.open()

    async def find(self) -> None:
        """The gathering is there again: open it where the page has lost it."""
        assert self.page is not None
        await asyncio.sleep(1)
        await self._go(self.address, "#fs-answer textarea, #fs-answer input")

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
