"""Two browsers in the same analysis: how long until the other one shows what was written, voted or sent from a phone.

    python -m tests.load.analysis        # half a minute; run it when nothing else runs

From the last key, the click or the post, until it stands on the other screen. The pause after the last key, in which a
field waits for more, counts too.
"""

from __future__ import annotations

import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, sync_playwright

from kit.store import Store, open_store
from tests.analysis import case
from tests.load.report import Report, percentile
from tests.running import FLAGS, Program, chromium_path

TIMES = 20
GOAL = 1000  # milliseconds: «everyone sees the others' entries within a second»
KNOWN = "[data-draft$=':informasjon:vet'] textarea"
VOTES = "[data-id=card-f1] .fs-vote"
CARD = ".fs-cardtext"
NOTED = "addEventListener('{event}', () => {{ window.began = Date.now(); }}, true)"
# Looks every 5 ms; both browsers have this machine's clock.
SEEN = """([where, what]) => { window.seen = 0; const look = () => {
  const there = [...document.querySelectorAll(where)].some((e) => (e.value || e.textContent).includes(what));
  if (there) window.seen = Date.now(); else setTimeout(look, 5);
}; look(); }"""


def until_seen(page: Page, where: str, what: str, do: Callable[[], float]) -> float:
    """Seconds from what ``do`` did (it tells when, in milliseconds) until ``what`` stands in a place like ``where``."""
    page.evaluate(SEEN, [where, what])
    began = do()
    page.wait_for_function("window.seen", timeout=20_000, polling=20)
    return float(page.evaluate("window.seen") - began) / 1000


def typed(a: Page, b: Page) -> list[float]:
    """A sentence, letter by letter, in a field that the other one sees."""
    for page in (a, b):
        page.locator("[data-id=step-informasjon]").click()
        page.locator(KNOWN).wait_for()
    a.evaluate(NOTED.format(event="input"))
    a.locator(KNOWN).fill("")

    def one(n: int) -> float:
        a.locator(KNOWN).press_sequentially(f" Nummer {n}.", delay=15)
        return float(a.evaluate("window.began"))

    return [until_seen(b, KNOWN, f"Nummer {n}.", lambda n=n: one(n)) for n in range(1, TIMES + 1)]


def voted(a: Page, b: Page) -> list[float]:
    """A click on a card's number; the circle is drawn anew on both screens."""
    for page in (a, b):
        page.locator("[data-id=step-analyse]").click()
        page.locator(VOTES).wait_for()
    a.evaluate(NOTED.format(event="click"))
    found = []
    for _time in range(TIMES):
        after = str(int(a.locator(VOTES).inner_text()) + 1)

        def one() -> float:
            a.locator(VOTES).click()
            return float(a.evaluate("window.began"))

        found.append(until_seen(b, VOTES, after, one))
        a.wait_for_function("([w, n]) => document.querySelector(w).innerText === n", arg=[VOTES, after])
    return found


def sent(b: Page, base: str, store: Store, analysis: str) -> list[float]:
    """A card from a phone, through the phones' own route."""
    store.record(analysis, "stage", "", {"activity": "factors", "open": True})
    code = store.code(analysis)
    b.get_by_text("På telefonene").or_(b.locator(".fs-phones .fs-code")).first.wait_for()
    found = []
    with httpx.Client(base_url=base) as client:
        for n in range(1, TIMES + 1):
            text = f"Kort nummer {n} fra en telefon"
            body = {
                "id": str(uuid.uuid4()), "seq": 1, "activity": "factors", "round": 1, "respondent": f"telefon-{n}",
                "group": None, "unit": None, "answer": {"aktor": [text]},
            }  # fmt: skip

            def one(body: dict[str, Any] = body) -> float:
                began = 1000 * time.time()
                reply = client.post(f"/delta/{code}/answers", json=body)
                assert reply.status_code == 201, reply.text
                return began

            found.append(until_seen(b, CARD, text, one))
    return found


def measure() -> Report:
    """The real program, and two browsers that share nothing."""
    report = Report()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        kit = Program(Path(folder)).start()
        store = open_store(kit.url)
        try:
            entries = [(e.kind, e.subject, e.body, None) for e in case.whole_case().entries]
            analysis = store.create_analysis(entries)
            browsers = [driver.chromium.launch(executable_path=chromium_path(), args=FLAGS) for _ in "ab"]
            a, b = (each.new_page(viewport={"width": 1366, "height": 768}) for each in browsers)
            for page in (a, b):
                page.goto(kit.notebook("pedagogisk-analyse", f"?analyse={analysis}&steg=informasjon"))
                page.locator(KNOWN).wait_for(timeout=60_000)
            for what, times in (
                ("a typed sentence, from its last letter", typed(a, b)),
                ("a vote, the circle drawn anew", voted(a, b)),
                ("a card from a phone", sent(b, kit.base, store, analysis)),
            ):
                for name, share in (("p50", 0.5), (f"p95 of {len(times)}", 0.95)):
                    goal = GOAL if share > 0.5 else None
                    report.add("On the other screen", f"{what}, {name}", percentile(times, share), "ms", goal)
            for each in browsers:
                each.close()
        finally:
            store.close()
            kit.stop()
    return report


def main() -> int:
    """Measure and print; exit code 1 where a goal was missed."""
    report = measure()
    report.show()
    return 0 if report.fine else 1


if __name__ == "__main__":
    sys.exit(main())
