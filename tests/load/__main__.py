"""Plays 500 phones against the real program, and prints what came of it beside the goals.

    python -m tests.load                 # everything, some two minutes
    python -m tests.load --phones 100
    python -m tests.load --no-browser

Everything stays on 127.0.0.1. Run it when nothing else runs: phones, program and browser share the processor, as the
figures say. Each figure is in milliseconds or MB; where the bare server (``bare.py``) did the same on the same machine
just before, its figure stands beside, and how many times more the kit needs.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.load.phones import Phone, answer_for, request
from tests.load.program import DASHBOARDS, HOST, KERNELS, NURSERY, PHONES, STATEMENTS, Kit, free_port
from tests.load.report import Report, percentile
from tests.load.screens import Screens

BURSTS = {"within 2 s": 2.0, "all at once": 0.0}
ANSWER, TOLD, BLOCK, SCREEN, SERVER, EACH, QUIET = 800, 1000, 100, 1500, 150, 60, 500  # the goals


async def bare(folder: Path, phones: int, rng: random.Random) -> dict[str, float]:
    """The p95 of the same posts to the floor, for each kind of burst."""
    port = free_port()
    command = [sys.executable, "-m", "tests.load.bare", str(port), str(folder / "bare.db")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert process.stdout
        process.stdout.readline()
        crowd = [Phone(HOST, port, "BARE") for _ in range(phones)]
        answer = {s["id"]: rng.randint(1, 5) for s in STATEMENTS}

        async def one(phone: Phone, seconds: float) -> float:
            await asyncio.sleep(rng.random() * seconds)
            return (await phone.answer("last0", 1, answer))[1]

        found = {}
        for name, seconds in BURSTS.items():
            found[name] = percentile(await asyncio.gather(*(one(p, seconds) for p in crowd)), 0.95)
        for p in crowd:
            await p.close()
        return found
    finally:
        process.terminate()
        process.wait(10)


@dataclass
class Burst:
    """What came of one burst; ``last`` is when the last answer had its receipt."""

    latencies: list[float]
    failed: int  # lost, doubled or refused
    last: float


async def burst(kit: Kit, phones: list[Phone], activity: str, seconds: float, rng: random.Random) -> Burst:
    """All phones answer within ``seconds``."""
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
    refused = sum(1 for code, _s in results if code != 201)
    lost = len(phones) - len({r.respondent for r in rows})
    doubled = len(rows) - len({r.id for r in rows})
    return Burst([s for _c, s in results], refused + lost + doubled, last)


class Run:
    """One run of the benchmark: every part adds its lines to the report."""

    def __init__(self, kit: Kit, phones: list[Phone], floor: dict[str, float], rng: random.Random) -> None:
        self.kit, self.phones, self.floor, self.rng = kit, phones, floor, rng
        self.report = Report()
        self._left = iter(kit.activities)

    async def connect(self) -> None:
        """All phones open their event streams."""
        self.kit.open(self.kit.activities[0])
        empty = self.kit.memory()
        for start in range(0, len(self.phones), 50):
            await asyncio.gather(*(p.listen() for p in self.phones[start : start + 50]))
        full = self.kit.memory()[PHONES]
        part = "Memory of the servers"
        both = empty[PHONES] + empty[DASHBOARDS]
        self.report.add(part, f"{PHONES}, no phones", empty[PHONES], "MB", SERVER)
        self.report.add(part, f"{DASHBOARDS}, no dashboards", empty[DASHBOARDS], "MB", SERVER)
        self.report.add(part, "both together", both, "MB", SERVER)
        self.report.add(part, f"{PHONES}, {len(self.phones)} phones", full, "MB", SERVER)
        self.report.add(part, "per phone", 1000 * (full - empty[PHONES]) / len(self.phones), "kB", EACH)

    async def bursts(self, screens: Screens | None, circumstances: str) -> None:
        """Both kinds of burst."""
        for name, seconds in BURSTS.items():
            await self.burst(screens, f"{len(self.phones)} answers {name}{circumstances}", name, seconds)

    async def burst(self, screens: Screens | None, part: str, kind: str, seconds: float) -> None:
        """Open an activity, let all answer, and tell how it went."""
        kit, phones, add = self.kit, self.phones, self.report.add
        activity = next(self._left)
        opened = kit.open(activity)
        round_ = f"{activity}:1"
        if activity != kit.activities[0]:  # that one was open when the phones came
            deadline = time.perf_counter() + 10
            while any(round_ not in p.told for p in phones) and time.perf_counter() < deadline:
                await asyncio.sleep(0.02)
            told = [p.told[round_] - opened for p in phones if round_ in p.told]
            add(part, "phones told of the activity, p95", percentile(told, 0.95), "ms")
            add(part, "the last phone told", percentile(told, 1.0), "ms", TOLD)
            add(part, "phones never told", len(phones) - len(told), "", 0)
        await asyncio.sleep(0.5)
        await kit.longest_block()
        result = await burst(kit, phones, activity, seconds, self.rng)
        add(part, "answer, p50", percentile(result.latencies, 0.5), "ms")
        add(part, "answer, p95", percentile(result.latencies, 0.95), "ms", ANSWER, self.floor[kind])
        add(part, "lost, doubled or refused", result.failed, "", 0)
        if screens:
            await screens.count(len(phones))
            seen = 1000 * (time.perf_counter() - result.last)
            add(part, "final count on the projected screen, after the last answer", seen, "ms", SCREEN)
        add(part, "longest block of the phones' event loop", await kit.longest_block(), "ms", BLOCK)

    async def disturbed(self, screens: Screens) -> None:
        """The same while three dashboards are opened and reloaded all the time."""
        until, before = asyncio.Event(), len(screens.opened)
        disturbing = asyncio.create_task(screens.disturb(until))
        await asyncio.sleep(0.5)
        await self.bursts(screens, ", three dashboards reloading")
        until.set()
        await disturbing
        part, opened = "Dashboards opened meanwhile", screens.opened[before:]
        self.report.add(part, "number", len(opened), "")
        self.report.add(part, "until all of the page was there, p50", percentile(opened, 0.5), "ms")

    async def quiet(self, screens: Screens) -> None:
        """One answer at a time on a quiet system, until it stands in the projected picture."""
        activity = next(self._left)
        self.kit.open(activity)
        self.kit.show()
        await asyncio.sleep(2)
        waits = []
        for i, phone in enumerate(self.phones[:20], 1):
            began = time.perf_counter()
            await phone.answer(activity, 1, {s["id"]: self.rng.randint(1, 5) for s in STATEMENTS})
            await screens.drawn(i)
            waits.append(time.perf_counter() - began)
            await asyncio.sleep(0.3)
        part = "One answer, quiet, until it is in the projected picture"
        self.report.add(part, f"p50 of {len(waits)}", percentile(waits, 0.5), "ms")
        self.report.add(part, f"p95 of {len(waits)}", percentile(waits, 0.95), "ms", QUIET)

    async def two_dashboards(self, screens: Screens) -> None:
        """What all of it needs with two dashboards open and all phones connected."""
        other = await screens.page()
        await asyncio.sleep(2)
        memory = self.kit.memory()
        part = f"Memory at the end: two dashboards open, {len(self.phones)} phones"
        for kind in (PHONES, DASHBOARDS):
            self.report.add(part, kind, memory[kind], "MB", SERVER)
        self.report.add(part, "both servers together", memory[PHONES] + memory[DASHBOARDS], "MB")
        for kind in (NURSERY, KERNELS):
            self.report.add(part, kind, memory[kind], "MB")
        self.report.add(part, "everything", sum(memory.values()), "MB")
        await other.close()


async def measure(options: argparse.Namespace) -> Report:
    """Everything, in one run."""
    rng, n = random.Random(42), options.phones
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        floor = await bare(folder, n, rng)
        kit = Kit(folder, n)
        phones = [Phone(HOST, kit.port, kit.code) for _ in range(n)]
        run = Run(kit, phones, floor, rng)
        try:
            await kit.ready()
            await run.connect()
            await kit.longest_block()
            if options.browser:
                async with Screens(kit) as screens:
                    await run.bursts(screens, "")
                    await run.disturbed(screens)
                    await run.quiet(screens)
                    await run.two_dashboards(screens)
            else:
                await run.bursts(None, "")
            for p in phones:
                await p.close()
        finally:
            kit.stop()
            run.report.show()
    return run.report


def main() -> int:
    """Measure and print; exit code 1 where a goal was missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--phones", type=int, default=500)
    parser.add_argument("--no-browser", dest="browser", action="store_false")
    report = asyncio.run(measure(parser.parse_args()))
    return 0 if report.fine else 1


if __name__ == "__main__":
    sys.exit(main())
