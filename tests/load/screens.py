"""Dashboards in Chromium: one projected, others opened and reloaded during a burst."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from tests.load.program import HOST, Kit
from tests.running import FLAGS, chromium_path


class Screens:
    """A browser of its own. ``opened`` has the seconds that each page took until all of it was there."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.opened: list[float] = []

    async def __aenter__(self) -> Screens:
        from playwright.async_api import async_playwright

        self.driver = await async_playwright().start()
        self.browser = await self.driver.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        self.projector = await self.page("&vis=storskjerm")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.browser.close()
        await self.driver.stop()

    async def page(self, more: str = "") -> Any:
        page = await self.browser.new_page(viewport={"width": 1920, "height": 1080})
        await self.show(page, more)
        await page.wait_for_selector(".fs :is([data-count], [data-drawn])", state="attached", timeout=60_000)
        return page

    async def show(self, page: Any, more: str = "") -> None:
        began = time.perf_counter()
        base = f"http://{HOST}:{self.kit.port}/voila/render/tema-3-organisasjon-og-ledelse.ipynb"
        await page.goto(f"{base}?samling={self.kit.id}&steg=gjennomfor{more}", timeout=60_000)
        self.opened.append(time.perf_counter() - began)

    async def count(self, n: int, timeout: float = 20_000) -> None:
        """Wait until the projected screen shows ``n`` answers."""
        await self._until("[data-count]", "count", n, timeout, 20)

    async def drawn(self, n: int, timeout: float = 10_000) -> None:
        """Wait until the picture on the projected screen holds ``n`` answers."""
        await self._until("[data-drawn]", "drawn", n, timeout, 10)

    async def _until(self, where: str, what: str, n: int, timeout: float, every: int) -> None:
        await self.projector.wait_for_function(
            f"n => document.querySelector('.fs {where}')?.dataset.{what} == n",
            arg=str(n),
            timeout=timeout,
            polling=every,
        )

    async def disturb(self, until: asyncio.Event) -> None:
        """Open three dashboards and reload them until told to stop."""

        async def one() -> None:
            page = await self.browser.new_page()
            while not until.is_set():
                await self.show(page)
            await page.close()

        await asyncio.gather(*(one() for _ in range(3)))
