"""The copy when something is in its way: a file that cannot be written, a word that is asked for anew, a page that closes.

And what the user deletes is not kept in the copy.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from kit.analysis import changes, worksheets
from kit.store import Store, open_store
from tests.e2e.test_copy import IN_BROWSER, ON_DISK, THEME, begun, vanish
from tests.running import Program, eventually
from tests.store.helpers import new_answer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

CLOSES_QUIETLY = "() => window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"
FAILS = """name => { window.whole ||= FileSystemFileHandle.prototype.createWritable;
  FileSystemFileHandle.prototype.createWritable = name
    ? () => Promise.reject(new DOMException("said by the test", name)) : window.whole; }"""
ASKS = """window.permission = "prompt";
FileSystemFileHandle.prototype.queryPermission = async () => window.permission;
FileSystemFileHandle.prototype.requestPermission = async () => (window.permission = "granted");"""


def answered(store: Store, g: str, text: str) -> None:
    store.add_answers([new_answer(g, text, respondent=text, answer={"texts": [text]})])


def copied(page: Any, text: str) -> None:
    """Until the browser has it."""
    eventually(lambda: text in page.evaluate(IN_BROWSER))


def opened(page: Any, kit: Program, g: str) -> None:
    page.goto(kit.notebook(THEME, f"?samling={g}&steg=gjennomfor"))
    expect(page.locator("[data-copy-state=short]")).to_contain_text(
        re.compile(r"Kopi \d\d\.\d\d"), timeout=40_000
    )


def choose(page: Any) -> None:
    page.keyboard.press("c")
    page.get_by_role("button", name="Velg en fil å skrive til").click()
    expect(page.locator("[data-copy-state=full]")).to_contain_text("i fila fagsamling-nordvik")


def test_a_machine_that_forgets_reminds_before_the_page_closes_until_there_is_a_file(
    program: Callable[..., Program], supervisor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAGSAMLING_FORGETS", "1")
    kit = program()
    store = open_store(kit.url)
    g = begun(store)
    opened(supervisor, kit, g)
    line = supervisor.locator(".fs-borrowed")
    expect(line).to_contain_text(re.compile(r"Siste kopi ble lagret \d\d\.\d\d i denne nettleseren"))
    supervisor.get_by_role("heading", name="Hva gjør at det er trygt å si fra?").click()
    with supervisor.expect_event("dialog") as asks:
        supervisor.close(run_before_unload=True)
    assert asks.value.type == "beforeunload"
    asks.value.dismiss()

    # somebody who has just downloaded everything is not asked; after a new answer they are
    supervisor.keyboard.press("c")
    with supervisor.expect_download():
        supervisor.get_by_role("button", name="Last ned").click()
    eventually(lambda: supervisor.evaluate(CLOSES_QUIETLY))
    answered(store, g, "Tid til det")
    copied(supervisor, "Tid til det")
    assert not supervisor.evaluate(CLOSES_QUIETLY)
    supervisor.get_by_role("button", name="Lukk").first.click()

    choose(supervisor)
    expect(line).to_contain_text("i fila fagsamling-nordvik")
    eventually(lambda: "Tid til det" in supervisor.evaluate(ON_DISK))
    eventually(lambda: supervisor.evaluate(CLOSES_QUIETLY))
    with supervisor.expect_event("close"):  # a question would keep it open
        supervisor.close(run_before_unload=True)
    store.close()


def test_a_file_that_cannot_be_written_is_said_and_the_browser_goes_on(
    program: Callable[..., Program], supervisor: Any
) -> None:
    kit = program()
    store = open_store(kit.url)
    g = begun(store)
    opened(supervisor, kit, g)
    choose(supervisor)
    full = supervisor.locator("[data-copy-state=full]")
    for name, answer, sentence in (
        (
            "NotFoundError",
            "En",
            "Fila er ikke der lenger; velg den på nytt. Kopien i nettleseren går videre.",
        ),
        (
            "QuotaExceededError",
            "To",
            "Disken er full, så fila ble ikke skrevet. Kopien i nettleseren går videre.",
        ),
        (
            "NoModificationAllowedError",
            "Tre",
            "Fila kunne ikke skrives; velg en annen. Kopien i nettleseren går videre.",
        ),
    ):
        supervisor.evaluate(FAILS, name)
        answered(store, g, answer)
        copied(supervisor, answer)
        expect(full).to_contain_text(sentence, timeout=20_000)
        expect(supervisor.locator("[data-copy-state=short]")).to_contain_text("ikke i fila")
        assert f'"{answer}"' not in supervisor.evaluate(ON_DISK)
    supervisor.evaluate(FAILS, "")
    supervisor.get_by_role("button", name="Velg fil på nytt").click()
    eventually(lambda: all(f'"{a}"' in supervisor.evaluate(ON_DISK) for a in ("En", "To", "Tre")))
    expect(full).to_contain_text("i fila fagsamling-nordvik")
    expect(full).not_to_contain_text("ikke skrevet")

    # the page is opened again: the browser wants the user's word, and one click gives it
    eventually(lambda: supervisor.evaluate(CLOSES_QUIETLY))
    supervisor.add_init_script(ASKS)
    supervisor.reload()
    expect(supervisor.locator("[data-copy-state=short]")).to_contain_text("ikke i fila", timeout=40_000)
    answered(store, g, "Fire")
    copied(supervisor, "Fire")
    assert '"Fire"' not in supervisor.evaluate(ON_DISK)
    supervisor.keyboard.press("c")
    supervisor.get_by_role("button", name="Fortsett å skrive til fila").click()
    eventually(lambda: '"Fire"' in supervisor.evaluate(ON_DISK))
    expect(full).to_contain_text("i fila fagsamling-nordvik")

    # on a machine that keeps what it has, nothing is asked
    eventually(lambda: supervisor.evaluate(CLOSES_QUIETLY))
    with supervisor.expect_event("close"):
        supervisor.close(run_before_unload=True)
    store.close()


def test_an_analysis_goes_on_from_the_copy_and_what_is_deleted_leaves_it(
    program: Callable[..., Program], supervisor: Any
) -> None:
    kit = program()
    store = open_store(kit.url)
    g = begun(store)
    answered(store, g, "Tid til det")
    opened(supervisor, kit, g)
    copied(supervisor, "Tid til det")
    analysis = store.create_analysis(
        changes.start(worksheets("nb", own=False).all["lp"], title="Storefri på 3. trinn")
    )
    supervisor.goto(kit.notebook("pedagogisk-analyse", f"?analyse={analysis}&steg=ramme"))
    lead = supervisor.get_by_label("Møteleder", exact=True)
    lead.fill("Teamleder på 3. trinn", timeout=60_000)
    copied(supervisor, "Teamleder på 3. trinn")
    store.close()
    vanish(kit)
    kit.start()
    supervisor.get_by_role("button", name="Fortsett fra kopien").click(timeout=60_000)
    expect(lead).to_have_value("Teamleder på 3. trinn", timeout=20_000)
    fresh = open_store(kit.url)
    assert fresh.analyses() == [analysis]

    # the gathering too; then both are deleted, and nothing of them is left in the browser
    supervisor.goto(kit.notebook("pedagogisk-analyse"))
    supervisor.get_by_role("button", name="Slett Storefri på 3. trinn").click(timeout=60_000)
    sure(supervisor)
    eventually(lambda: "Teamleder" not in supervisor.evaluate(IN_BROWSER))
    assert "Tid til det" in supervisor.evaluate(IN_BROWSER)
    supervisor.goto(kit.notebook("start"))
    supervisor.get_by_role("button", name="Hent tilbake Nordvik, tema 3").click(timeout=60_000)
    expect(supervisor.locator("[data-region=notice]")).to_contain_text("er hentet tilbake, med 1 svar")
    supervisor.get_by_role("button", name="Vis hvor").click()
    supervisor.get_by_role("button", name="Slett Nordvik, tema 3").click()
    sure(supervisor)
    eventually(lambda: supervisor.evaluate(IN_BROWSER) == "")
    expect(supervisor.get_by_role("button", name=re.compile("Hent tilbake Nordvik"))).to_have_count(0)
    fresh.close()


def sure(page: Any) -> None:
    asks = page.get_by_role("dialog").filter(has=page.get_by_role("checkbox"))
    asks.get_by_role("checkbox").check()
    asks.get_by_role("button", name=re.compile("^Slett")).click()
