"""Plays 500 phones against the real program, and prints what came of it beside the goals.

    python -m tests.load                 # everything, some two minutes
    python -m tests.load --phones 100 --no-browser

Everything stays on 127.0.0.1. Run it when nothing else runs.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from kit.store import NewGathering, NewUnit, Store, open_store
from kit.store.commands import run_command
from tests.load.phones import Phone, answer_for, request

HOST = "127.0.0.1"
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
STATEMENTS = [
    {"id": f"s{i}", "text": f"Påstand nummer {i} om hvordan vi har det hos oss"} for i in range(1, 5)
]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as s:
        s.bind((HOST, 0))
        return int(s.getsockname()[1])


def percentile(values: list[float], share: float) -> float:
    """The value that ``share`` of the values do not exceed, in milliseconds."""
    ordered = sorted(values)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Report:
    """Lines of «what, got, goal»."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str, str, bool]] = []

    def add(self, what: str, got: float, unit: str, goal: float | None = None) -> None:
        fine = goal is None or got <= goal
        self.lines.append((what, f"{got:,.1f} {unit}", "" if goal is None else f"≤ {goal:g} {unit}", fine))

    def show(self) -> None:
        for what, got, goal, fine in self.lines:
            print(f"{'' if fine else '! '}{what:<68}{got:>16}   {goal}")


class Kit:
    """The running program, a gathering with one activity per burst, and the phones."""

    def __init__(self, folder: Path, phones: int) -> None:
        self.port = free_port()
        self.url = f"sqlite:///{folder / 'load.db'}"
        self.store: Store = open_store(self.url)
        units = [NewUnit("Fjordgløtt barnehage", "barnehage"), NewUnit("Bjørkåsen skole", "skole")]
        new = NewGathering(
            theme=3,
            date=dt.date(2026, 11, 12),
            municipality="Fjordvik",
            units=units,
            expected=phones,
            mode="person",
        )
        self.id = self.store.create_gathering(new)
        self.activities = [f"last{i}" for i in range(8)]
        for name in self.activities:
            body = {
                "kind": "scale",
                "prompt": "Hvor trygt er det å være uenig hos oss?",
                "settings": {"statements": STATEMENTS, "steps": 5},
            }
            self.store.record(self.id, "activity", name, {**body, "minutes": 5})
        self.store.record(self.id, "agenda", "", {"items": self.activities, "start": "09:00"})
        self.code = self.store.state(self.id).code
        env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        self.log = (folder / "server.log").open("w")
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "kit.app",
                "--no-browser",
                "--port",
                str(self.port),
                "--database",
                self.url,
            ],
            env=env,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )

    async def ready(self) -> None:
        """Wait until the program answers."""
        for _ in range(300):
            try:
                status, _body, (_r, writer) = await request(HOST, self.port, "GET", "/healthz")
                writer.close()
                if status == 200:
                    return
            except OSError:
                pass
            await asyncio.sleep(0.1)
        raise SystemExit(f"the program did not start; see {self.log.name}")

    def memory(self) -> float:
        """Resident memory of the server process alone, in MB."""
        return psutil.Process(self.process.pid).memory_info().rss / 1e6

    def open(self, activity: str) -> float:
        """Open an activity as a dashboard would; the moment it was stored."""
        state = self.store.state(self.id)
        state = run_command(self.store, state, "go_to", "load", activity_id=activity)
        run_command(self.store, state, "open", "load")
        return time.perf_counter()

    def show(self) -> None:
        """Show the answers on the projected screen."""
        run_command(self.store, self.store.state(self.id), "show", "load")

    async def longest_block(self) -> float:
        """The longest time the phones' event loop stood still since last asked, in seconds."""
        _status, body, (_r, writer) = await request(HOST, self.port, "GET", "/healthz?load=1")
        writer.close()
        return float(json.loads(body)["longest_block_ms"]) / 1000

    def stop(self) -> None:
        """Stop the program and its kernels."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()


async def burst(
    kit: Kit, phones: list[Phone], activity: str, seconds: float, rng: random.Random
) -> dict[str, Any]:
    """All phones answer within ``seconds``; latencies, statuses and what the store holds after."""
    status, body, (_r, writer) = await request(HOST, kit.port, "GET", f"/delta/{kit.code}/state")
    writer.close()
    assert status == 200, body
    form = json.loads(body)["activity"]["form"]

    async def one(phone: Phone) -> tuple[int, float]:
        await asyncio.sleep(rng.random() * seconds)
        return await phone.answer(activity, 1, answer_for(form, rng))

    results = await asyncio.gather(*(one(p) for p in phones))
    last = time.perf_counter()
    rows = kit.store.answers(kit.id, activity, 1)
    return {
        "latencies": [s for _c, s in results],
        "refused": sum(1 for c, _s in results if c != 201),
        "lost": len(phones) - len({r.respondent for r in rows}),
        "doubled": len(rows) - len({r.id for r in rows}),
        "last": last,
    }


async def bare(folder: Path, phones: int, rng: random.Random) -> list[float]:
    """The same posts, all at once, against the floor."""
    port = free_port()
    command = [sys.executable, "-m", "tests.load.bare", str(port), str(folder / "bare.db")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert process.stdout
        process.stdout.readline()
        crowd = [Phone(HOST, port, "BARE") for _ in range(phones)]
        answer = {s["id"]: rng.randint(1, 5) for s in STATEMENTS}
        results = await asyncio.gather(*(p.answer("last0", 1, answer) for p in crowd))
        for p in crowd:
            await p.close()
        return [s for _c, s in results]
    finally:
        process.terminate()
        process.wait(10)


class Screens:
    """Dashboards in Chromium: one projected, others opened and reloaded during a burst."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit

    async def __aenter__(self) -> Screens:
        from playwright.async_api import async_playwright

        self.driver = await async_playwright().start()
        self.browser = await self.driver.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        self.projector = await self.page("&vis=storskjerm")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.browser.close()
        await self.driver.stop()

    def address(self, more: str = "") -> str:
        base = f"http://{HOST}:{self.kit.port}/voila/render/tema-3-organisasjon-og-ledelse.ipynb"
        return f"{base}?samling={self.kit.id}&steg=gjennomfor{more}"

    async def page(self, more: str = "") -> Any:
        page = await self.browser.new_page(viewport={"width": 1920, "height": 1080})
        await page.goto(self.address(more))
        await page.wait_for_selector(".fs [data-count]", timeout=60_000)
        return page

    async def count(self, n: int, timeout: float = 20_000) -> None:
        """Wait until the projected screen shows ``n`` answers."""
        await self.projector.wait_for_function(
            "n => document.querySelector('.fs [data-count]')?.dataset.count == n",
            arg=str(n),
            timeout=timeout,
            polling=20,
        )

    async def disturb(self, until: asyncio.Event) -> int:
        """Open three dashboards and reload them until told to stop; how many were opened."""
        opened = 0

        async def one() -> None:
            nonlocal opened
            page = await self.browser.new_page()
            while not until.is_set():
                await page.goto(self.address())
                opened += 1
            await page.close()

        await asyncio.gather(*(one() for _ in range(3)))
        return opened


async def measure(options: argparse.Namespace) -> Report:
    """Everything, in one run."""
    rng, report, n = random.Random(42), Report(), options.phones
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        floor = await bare(folder, n, rng)
        kit = Kit(folder, n)
        try:
            await kit.ready()
            empty = kit.memory()
            kit.open(kit.activities[0])
            phones = [Phone(HOST, kit.port, kit.code) for _ in range(n)]
            for start in range(0, n, 50):
                await asyncio.gather(*(p.listen() for p in phones[start : start + 50]))
            full = kit.memory()
            report.add("server process without phones", empty, "MB", 150)
            report.add(f"server process with {n} phones connected", full, "MB", 150)
            report.add("memory per connected phone", 1000 * (full - empty) / n, "kB", 60)

            screens = None
            if options.browser:
                screens = await Screens(kit).__aenter__()
            await kit.longest_block()

            await scenario(kit, screens, phones, report, "answers within 2 s", 0, 2.0, rng)
            await scenario(kit, screens, phones, report, "answers all at once", 1, 0.0, rng)
            if screens:
                until = asyncio.Event()
                disturbing = asyncio.create_task(screens.disturb(until))
                await asyncio.sleep(0.5)
                await scenario(
                    kit, screens, phones, report, "within 2 s, three dashboards opening", 2, 2.0, rng
                )
                await scenario(
                    kit, screens, phones, report, "all at once, three dashboards opening", 3, 0.0, rng
                )
                until.set()
                report.add("dashboards opened meanwhile", await disturbing, "")
            kit.open(kit.activities[4])
            again = await burst(kit, phones, kit.activities[4], 0.0, rng)
            ratio = percentile(again["latencies"], 0.95) / percentile(floor, 0.95)
            report.add("bare Tornado + SQLite, all at once, p95", percentile(floor, 0.95), "ms")
            report.add("the kit against the bare server (p95, all at once)", ratio, "×")
            if screens:
                await quiet(kit, screens, phones, report, rng)
            report.add("server process at the end", kit.memory(), "MB", 150)
            for p in phones:
                await p.close()
            if screens:
                await screens.__aexit__()
        finally:
            kit.stop()
            kit.store.close()
    return report


async def scenario(
    kit: Kit,
    screens: Screens | None,
    phones: list[Phone],
    report: Report,
    name: str,
    index: int,
    seconds: float,
    rng: random.Random,
) -> None:
    """Open an activity, let all answer, and tell how it went."""
    activity = kit.activities[index]
    opened = kit.open(activity)
    if index:  # the first one was open when the phones came
        deadline = time.perf_counter() + 10
        while any(f"{activity}:1" not in p.told for p in phones) and time.perf_counter() < deadline:
            await asyncio.sleep(0.02)
        told = [p.told[f"{activity}:1"] - opened for p in phones if f"{activity}:1" in p.told]
        report.add(f"{name}: phones told of the activity (p95)", percentile(told, 0.95), "ms")
        report.add(f"{name}: the last phone told", percentile(told, 1.0), "ms", 1000)
        report.add(f"{name}: phones never told", len(phones) - len(told), "", 0)
    await asyncio.sleep(0.5)
    await kit.longest_block()
    result = await burst(kit, phones, activity, seconds, rng)
    report.add(f"{name}: answer p50", percentile(result["latencies"], 0.5), "ms")
    report.add(f"{name}: answer p95", percentile(result["latencies"], 0.95), "ms", 800)
    report.add(
        f"{name}: lost, doubled or refused", result["lost"] + result["doubled"] + result["refused"], "", 0
    )
    if screens:
        await screens.count(len(phones))
        seen = 1000 * (time.perf_counter() - result["last"])
        report.add(f"{name}: final count on the screen after the last answer", seen, "ms", 1500)
    report.add(f"{name}: longest block of the phones' loop", 1000 * await kit.longest_block(), "ms", 100)


async def quiet(kit: Kit, screens: Screens, phones: list[Phone], report: Report, rng: random.Random) -> None:
    """One answer at a time on a quiet system, until it stands in the projected picture."""
    activity = kit.activities[5]
    kit.open(activity)
    kit.show()
    await asyncio.sleep(2)
    waits = []
    for i, phone in enumerate(phones[:20], 1):
        began = time.perf_counter()
        await phone.answer(activity, 1, {s["id"]: rng.randint(1, 5) for s in STATEMENTS})
        await screens.projector.wait_for_function(
            "n => document.querySelector('.fs [data-drawn]')?.dataset.drawn == n",
            arg=str(i),
            timeout=10_000,
            polling=10,
        )
        waits.append(time.perf_counter() - began)
        await asyncio.sleep(0.3)
    report.add("one answer, quiet: on the projected screen (p50 of 20)", percentile(waits, 0.5), "ms")
    report.add("one answer, quiet: on the projected screen (p95 of 20)", percentile(waits, 0.95), "ms", 500)


def main() -> int:
    """Measure and print; exit code 1 where a goal was missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--phones", type=int, default=500)
    parser.add_argument("--no-browser", dest="browser", action="store_false")
    report = asyncio.run(measure(parser.parse_args()))
    report.show()
    return 0 if all(fine for *_rest, fine in report.lines) else 1


if __name__ == "__main__":
    raise SystemExit(main())
