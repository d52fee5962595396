"""A gathering that is played while everything around it is killed; what was acknowledged and what was typed is counted."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from playwright.async_api import BrowserContext, async_playwright
from playwright.async_api import Error as BrowserError

from kit.export.portable import document, rows
from kit.import_.portable import read
from kit.store import NewGathering, NewUnit, StoreError, open_store
from kit.store.commands import run_command
from tests.faults.line import Line
from tests.faults.pages import DashboardPage, PhonePage
from tests.faults.phones import SimPhone
from tests.running import FLAGS, HOST, Program, chromium_path

OPEN = {"kind": "open", "prompt": "Hva gjør at det er trygt å si fra hos oss?", "settings": {"max_texts": 3}}
OTHER_HOST = "127.0.0.2"
SCALE = {
    "kind": "scale",
    "prompt": "Hvor trygt er det å være uenig hos oss?",
    "settings": {"statements": [{"id": f"s{i}", "text": f"Påstand nummer {i}"} for i in (1, 2, 3)]},
}


@dataclass
class Report:
    """What came of a run. ``lost``, ``doubled`` and ``untyped`` list what must never be."""

    seed: int
    kills: Counter[str] = field(default_factory=Counter)
    spent: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    acknowledged: int = 0
    stored: int = 0
    brought_back: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    untyped: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    typed: int = 0
    by_the_screen: int = 0
    copied_by_hand: int = 0
    seconds: float = 0.0
    seen: Counter[str] = field(default_factory=Counter)

    @property
    def good(self) -> bool:
        return not (self.lost or self.doubled or self.untyped or self.strange)

    def __str__(self) -> str:
        kinds = ", ".join(f"{name} {n}" for name, n in sorted(self.kills.items()))
        lines = [
            f"seed {self.seed}, {self.seconds:.0f} s",
            f"kills: {self.kills.total()} ({kinds})",
            "seconds: " + ", ".join(f"{name} {s:.0f}" for name, s in sorted(self.spent.items())),
            f"acknowledged answers: {self.acknowledged} (of these from the dashboard: {self.by_the_screen})",
            f"brought back by phones after a restore: {self.brought_back}",
            f"acknowledged answers lost: {len(self.lost)} {self.lost[:5] or ''}",
            f"doubled: {len(self.doubled)} {self.doubled[:5] or ''}",
            f"of pages whose host was gone: {self.copied_by_hand} texts, read and copied by hand",
            f"typed and unsent texts: {self.typed}, lost: {len(self.untyped)} {self.untyped[:5] or ''}",
            f"strange: {len(self.strange)} {self.strange[:10] or ''}",
            f"what phones saw: {dict(sorted(self.seen.items()))}",
        ]
        return "\n".join(lines)


class Play:
    """The room, the program, the line between them, and one kill after the other."""

    def __init__(self, folder: Path, seed: int, phones: int, pages: int) -> None:
        self.folder, self.rng = folder, random.Random(seed)
        self.report = Report(seed)
        self.program = Program(folder)
        self.store = open_store(self.program.url)
        self.id = self._gathering(phones)
        self.code = self.store.state(self.id).code
        self.line = Line(self.program.port)
        self.lines = [self.line]
        self.n_phones, self.n_pages = phones, pages
        self.sims: list[SimPhone] = []
        self.left: list[SimPhone] = []  # what phones without a screen kept at a host that is gone
        self.pages: list[PhonePage] = []
        self.end = asyncio.Event()
        self.still = asyncio.Lock()  # held while the database is away
        self.copies = [document(self.store, self.id)]
        self.meanwhile: list[asyncio.Task[None]] = []  # what people do while the next kill comes

    def _gathering(self, phones: int) -> str:
        units = [NewUnit("Lia skole", "skole")]
        new = NewGathering(3, dt.date(2026, 11, 12), "Lia", units, phones)
        id_ = self.store.create_gathering(new)
        asked = [OPEN, SCALE, {**OPEN, "prompt": "Hva gjør vi når noen sier fra?"}]
        names = [f"a{n}" for n, _ in enumerate(asked, 1)]
        items = [("activity", i, {**a, "minutes": 5}, None) for i, a in zip(names, asked, strict=True)]
        self.store.record_many(id_, [*items, ("agenda", "", {"items": names, "start": "09:00"}, None)])
        self._do("go_to", id_=id_, activity_id="a1")
        self._do("open", id_=id_)
        return id_

    def _do(self, name: str, id_: str = "", **args: Any) -> None:
        g = self.store.state(id_ or self.id)
        run_command(self.store, g, name, "the facilitator", **args)

    # --- the facilitator

    async def lead(self) -> None:
        """Goes through the agenda again and again, a new round each time."""
        order = ["a2", "a3", "a1"]
        n = 0
        while not self.end.is_set():
            await asyncio.sleep(self.rng.uniform(6, 9))
            wanted = order[n % 3]
            async with self.still:
                with suppress(StoreError):  # a full disk, say: next time
                    await asyncio.to_thread(self._next, wanted)
                    n += 1

    def _next(self, wanted: str) -> None:
        g = self.store.state(self.id)
        if g.stage.open:
            self._do("lock")
        self._do("go_to", activity_id=wanted)
        rounds = {a.round for a in self.store.answers(self.id, wanted)}
        if rounds and self.store.state(self.id).stage.round_of(wanted) in rounds:
            self._do("new_round")
        if not self.store.state(self.id).stage.open:
            self._do("open")

    # --- kills

    def kinds(self) -> dict[str, tuple[int, Callable[[], Awaitable[None]]]]:
        """Name → how often, and what is done."""
        return {
            "server": (7, self.kill_server),
            "kernel": (8, self.kill_kernel),
            "network cut": (7, self.cut),
            "network dead": (3, self.go_dead),
            "receipts lost": (6, self.lose_receipts),
            "dashboards": (4, self.kill_dashboards),
            "disk full": (4, self.fill_the_disk),
            "machine gone": (2, self.lose_the_machine),
            "machine gone, new code": (1, self.lose_the_machine_and_the_code),
            "machine gone, new host": (1, self.lose_the_host),
            "browser closed": (3, self.close_browser),
            "phone closed": (4, self.close_phone),
        }

    async def kill_server(self) -> None:
        """All of it at once, as when the power goes."""
        await asyncio.to_thread(self.program.kill)
        await asyncio.sleep(self.rng.uniform(0, 0.8))
        await asyncio.to_thread(self.program.start)

    async def kill_kernel(self) -> None:
        found = [p for p in self._processes() if self._is_kernel(p)]
        for process in found:
            with suppress(psutil.Error):
                process.kill()

    async def kill_dashboards(self) -> None:
        """The process of the dashboards alone; phones go on."""
        for process in self._processes():
            with suppress(psutil.Error):
                if "kit._app.backstage" in " ".join(process.cmdline()):
                    process.kill()

    async def lose_the_machine(self) -> None:
        """The page that is open gives a fresh machine the copy which its browser kept; phones go on by themselves."""
        await self._everybody_is_in()
        async with self.still, self.dashboard.turns:
            lines = rows(self.store.copy(self.id))
            await self.dashboard.copied(
                {name for name, _uid, _line in lines if not name.startswith("answer:")}
            )
            await self._vanish()
            await asyncio.to_thread(self.program.start)
            self.store = open_store(self.program.url)
            await self.dashboard.go_on_from_the_copy()
            if self.store.state(self.id).code != self.code:
                self.report.strange.append("the code is another one")

    async def lose_the_machine_and_the_code(self) -> None:
        """Another gathering has the code on the fresh machine; what comes back from a file gets a new one."""
        await self._everybody_is_in()
        async with self.still, self.dashboard.turns:
            copy = self.copies[-1]
            await self._vanish()
            self.store = open_store(self.program.url)
            other = NewGathering(1, dt.date(2026, 11, 13), "Sørvik", (), 1, code=self.code)
            self.store.create_gathering(other)
            await asyncio.to_thread(self.program.start)
            await asyncio.sleep(self.rng.uniform(0.2, 1.5))  # phones meet a gathering that is not theirs
            self.store.merge(read(copy).copy)
            code = self.store.state(self.id).code
            if code == self.code:
                self.report.strange.append("two gatherings have one code")
            self.code = code
            await self.dashboard.find()
        await asyncio.gather(*(sim.scan(self.line.host, self.line.port, code) for sim in self.sims))
        for page in self.pages:
            await page.scan(code)

    async def lose_the_host(self) -> None:
        """The address is gone too. What phones had not sent stays to be read at the old one; a file opens at the new."""
        await self._everybody_is_in()
        async with self.still, self.dashboard.turns:
            await self.line.close()
            locks = [sim.turns for sim in self.sims]
            await asyncio.gather(*(lock.acquire() for lock in locks))
            for lock in locks:
                lock.release()  # who was told that an answer is saved knows by now: so does the copy
            file = self.folder / "kopi.fagsamling"
            file.write_bytes(document(self.store, self.id))
            await self._vanish()
            await asyncio.to_thread(self.program.start)
            self.store = open_store(self.program.url)
            self.line = await Line(self.program.port, OTHER_HOST).open()
            self.lines.append(self.line)
            base = f"http://{OTHER_HOST}:{self.line.port}"
            await self.dashboard.fetch_elsewhere(base, file)
        scanned = [sim.scan(OTHER_HOST, self.line.port, self.code) for sim in self.sims]
        self.left += [left for left in await asyncio.gather(*scanned) if left]
        for page in self.pages:
            await page.scan_elsewhere(f"{base}/delta/{self.code}")

    async def _everybody_is_in(self) -> None:
        """A page that is being opened has the address of now; the next one it gets from its people."""
        await asyncio.gather(*self.meanwhile)

    async def _vanish(self) -> None:
        """The program is killed, and the database and all that lies beside it are deleted."""
        await asyncio.to_thread(self.program.kill)
        self.store.close()
        for path in self.folder.glob("*fagsamling.*"):
            path.unlink()

    async def copy(self) -> None:
        """What the facilitator's browser does: it keeps a copy, which is some seconds old."""
        while not self.end.is_set():
            async with self.still:
                with suppress(StoreError):
                    self.copies.append(await asyncio.to_thread(document, self.store, self.id))
            await asyncio.sleep(2)

    async def cut(self) -> None:
        self.line.set("cut")
        await asyncio.sleep(self.rng.uniform(0.2, 1.5))
        self.line.set("open")

    async def go_dead(self) -> None:
        self.line.set("dead")
        await asyncio.sleep(self.rng.uniform(1, 3))
        self.line.set("open")
        self.line.hang_up()

    async def lose_receipts(self) -> None:
        """The server commits, and dies before anybody hears of it."""
        self.line.set("deaf")
        await asyncio.sleep(self.rng.uniform(0.3, 1.0))
        if self.rng.random() < 0.5:
            await asyncio.to_thread(self.program.kill)
            self.line.set("cut")
            await asyncio.to_thread(self.program.start)
        self.line.set("cut")
        self.line.set("open")

    async def fill_the_disk(self) -> None:
        """No byte more can be written by the program or its kernels."""
        with self._no_room():
            await asyncio.sleep(self.rng.uniform(0.5, 1.5))
        await asyncio.sleep(0.3)  # what was just being started has the limit of its parent
        self._limit([p.pid for p in self._processes()], resource.RLIM_INFINITY)

    @contextmanager
    def _no_room(self) -> Iterator[None]:
        pids = [p.pid for p in self._processes()]
        self._limit(pids, 0)
        try:
            yield
        finally:
            self._limit([p.pid for p in self._processes()], resource.RLIM_INFINITY)

    def _limit(self, pids: list[int], most: int) -> None:
        for pid in pids:
            with suppress(OSError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))

    async def close_browser(self) -> None:
        """Whatever is killed next, the page comes in the end."""
        self.meanwhile.append(asyncio.create_task(self.dashboard.close_and_open()))

    async def close_phone(self) -> None:
        self.meanwhile.append(asyncio.create_task(self.rng.choice(self.pages).close_and_open()))

    def _processes(self) -> list[psutil.Process]:
        process = self.program.process
        if process is None or process.poll() is not None:
            return []
        with suppress(psutil.Error):
            own = psutil.Process(process.pid)
            return [own, *own.children(recursive=True)]
        return []

    @staticmethod
    def _is_kernel(process: psutil.Process) -> bool:
        with suppress(psutil.Error):
            command = " ".join(process.cmdline())
            parent = process.parent()
            forked = (
                "kit._app.nursery" in command
                and parent is not None
                and "kit._app.nursery" in " ".join(parent.cmdline())
            )
            return "ipykernel" in command or forked
        return False

    # --- the run

    async def run(self, kills: int) -> Report:
        began = time.monotonic()
        await asyncio.to_thread(self.program.start)
        await self.line.open()
        async with async_playwright() as driver:
            lives: list[asyncio.Task[None]] = []
            browser = await driver.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            try:
                await self._open_everything(driver, browser)
                lives += [asyncio.create_task(sim.live(self.end)) for sim in self.sims]
                lives += [asyncio.create_task(page.live(self.end)) for page in [*self.pages, self.dashboard]]
                lives += [asyncio.create_task(self.copy()), asyncio.create_task(self.lead())]
                for name, kill in self._schedule(kills):
                    await asyncio.sleep(self.rng.uniform(0.1, 0.4))
                    began_kill = time.monotonic()
                    sys.stderr.write(f"{began_kill - began:5.1f} s  {name}\n")
                    await kill()
                    self.report.kills[name] += 1
                    self.report.spent[name] += time.monotonic() - began_kill
                self.end.set()
                await asyncio.gather(*self.meanwhile, *lives)
                await self._settle()
                await self._count()
            except BaseException:
                sys.stderr.write(self._how_it_stands())
                raise
            finally:
                self.end.set()
                for life in [*self.meanwhile, *lives]:
                    life.cancel()
                with suppress(BrowserError, TimeoutError):
                    await asyncio.wait_for(browser.close(), 10)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.dashboard.close(), 10)
                for line in self.lines:
                    await line.close()
                await asyncio.to_thread(self.program.stop)
                self.store.close()
        self.report.seconds = time.monotonic() - began
        return self.report

    def _how_it_stands(self) -> str:
        process = self.program.process
        logs = [*(self.folder / "fagsamling.log").read_text("utf-8", "replace").splitlines()[-40:]]
        logs += self.program.log.splitlines()[-20:]
        running = [" ".join(p.cmdline())[:80] for p in self._processes()]
        told = f"line {self.line.mode}, program {process.poll() if process else 'never started'}, {running}"
        return "\n".join([told, *logs, ""])

    async def _open_everything(self, driver: Any, browser: Any) -> None:
        base = f"http://{HOST}:{self.line.port}"
        for n in range(1, self.n_pages + 1):
            context: BrowserContext = await browser.new_context(viewport={"width": 390, "height": 844})
            page = PhonePage(
                context, f"{base}/delta/{self.code}", self.id, f"g{n}", random.Random(self.rng.random())
            )
            self.pages.append(page)
        for n in range(self.n_pages + 1, self.n_phones + 1):
            seeded = random.Random(self.rng.random())
            self.sims.append(SimPhone(HOST, self.line.port, self.code, f"g{n}", seeded))
        address = f"{base}/voila/render/tema-3-organisasjon-og-ledelse.ipynb?samling={self.id}&steg=skriv-inn"
        self.dashboard = DashboardPage(
            driver, self.folder / "browser", address, random.Random(self.rng.random())
        )
        await asyncio.gather(self.dashboard.open(), *(page.open() for page in self.pages))

    def _schedule(self, kills: int) -> list[tuple[str, Callable[[], Awaitable[None]]]]:
        kinds = self.kinds()
        names = [name for name, (often, _kill) in kinds.items() for _ in range(often)]
        while len(names) < kills:
            names.append(self.rng.choice(["server", "kernel", "network cut", "receipts lost"]))
        self.rng.shuffle(names)
        chosen = names[:kills]
        host = "machine gone, new host"
        if host in chosen:  # early, since an old page says only after a minute that its address is gone
            chosen.remove(host)
            chosen.insert(len(chosen) // 8, host)
        return [(name, kinds[name][1]) for name in chosen]

    async def _settle(self) -> None:
        """Everything works again: what is under way arrives."""
        self.line.set("open")
        until, stored = time.monotonic() + 120, set[str]()  # a phone may wait a minute between two tries
        while time.monotonic() < until:
            await asyncio.gather(*(sim.turn() for sim in self.sims if not sim.settled))
            waiting: list[Any] = [sim for sim in self.sims if not sim.settled]
            stored = {row.id for row in self.store.answers(self.id)}
            waiting += [page for page in self.pages if not await page.settled(stored)]
            if await self.dashboard.settled() and not waiting:
                return
            await asyncio.sleep(0.5)
        told = [f"dashboard {list(self.dashboard.waiting.values())} {await self.dashboard.told()}"]
        told += [
            f"phone {s.group} {s.gathering == self.id} {s._compare} {list(s.out)}"
            for s in self.sims
            if not s.settled
        ]
        for page in self.pages:
            memory = await page.memory()
            if not await page.settled(stored):
                told.append(
                    f"page {page.group} {memory['out']} {len(memory['held'].keys() - stored)} to bring back"
                )
        self.report.strange.append(f"not settled: {told}")
        log = (self.folder / "fagsamling.log").read_text("utf-8", "replace").splitlines()
        self.report.strange += [line[:200] for line in log if line[:2] == "20"][-6:]

    async def _count(self) -> None:
        r = self.report
        rows = self.store.answers(self.id)
        stored = Counter(row.id for row in rows)
        places = Counter(
            (row.respondent, row.activity, row.round, row.seq) for row in rows if row.via == "phone"
        )
        texts = Counter(t for row in rows for t in row.answer.get("texts", ()) if row.via == "facilitator")
        known: set[str] = set()
        for sim in [*self.sims, *self.left]:
            r.acknowledged += len(sim.held)
            r.lost += [id_ for id_ in sim.held if not stored[id_]]
            known |= {*sim.held, *sim.taken_back, *(body["id"] for body in sim.out.values())}
        for sim in self.sims:
            r.brought_back += sim.brought_back
            r.strange += sim.strange
            r.seen += sim.seen
        for page in self.pages:
            memory = await page.memory()
            held = {**memory["held"], **((await page.memory(page.left))["held"] if page.left else {})}
            r.acknowledged += len(held)
            r.lost += [id_ for id_ in held if not stored[id_]]
            r.typed += len(page.typed)
            r.untyped += page.missing(memory)
            r.strange += page.errors
            if page.left:
                given = await page.given_back()
                r.typed += len(page.left_typed)
                r.copied_by_hand += len(page.left_typed)
                r.untyped += [text for text in page.left_typed if text not in given]
        r.by_the_screen = len(self.dashboard.saved)
        r.acknowledged += r.by_the_screen
        r.lost += [t for t in self.dashboard.saved if not texts[t]]
        r.doubled += [t for t, n in texts.items() if n > 1]
        r.doubled += [str(place) for place, n in places.items() if n > 1]
        r.doubled += [id_ for id_, n in stored.items() if n > 1]
        # A page may change an answer before it hears of the first one; a phone without a screen never does.
        own = {sim.respondent for sim in [*self.sims, *self.left]}
        r.strange += [
            f"nobody's answer {row.id}" for row in rows if row.respondent in own and row.id not in known
        ]
        r.typed += len(self.dashboard.typed)
        r.untyped += await self.dashboard.missing()
        r.strange += self.dashboard.errors
        r.stored = len(rows)


async def play(seed: int, kills: int, phones: int = 60, pages: int = 3) -> Report:
    """Play one run in a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="fagsamling-faults-"))
    os.environ["XDG_DATA_HOME"] = str(folder / "share")
    try:
        return await Play(folder, seed, phones, pages).run(kills)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
