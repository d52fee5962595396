"""The machine is gone with its database; the copy in the chosen file brings everything back, and the phones send what waited."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from kit.export import portable
from kit.import_ import portable as reading
from kit.store import NewGathering, NewUnit, Store, open_store
from tests.e2e.test_whole_gathering import send
from tests.running import Program, eventually, free_port, just_now
from tests.store.helpers import new_answer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

CODE = "K7M4PA"
PHONES = 3
THEME = "tema-3-organisasjon-og-ledelse"
# Nothing while the browser is just putting the file in place.
ON_DISK = """async () => { try { for await (const handle of (await navigator.storage.getDirectory()).values())
  return (await (await handle.getFile()).text()); } catch { /* below */ } return ""; }"""

# texts in the top bar that stand on each other, and the width of what sticks out of the window
CROWDED = """() => { const all = [...document.querySelectorAll(".fs-top b, .fs-top small, .fs-top .fs-btn, .fs-top .fs-right > *")]
  .filter((e) => e.checkVisibility() && !e.closest(".fs-steps")).map((e) => [e, e.getBoundingClientRect()]).filter(([, r]) => r.width);
  return all.flatMap(([a, r]) => [...(r.right > innerWidth + 1 ? [a.textContent] : []), ...all.filter(([b, s]) => a !== b && !a.contains(b)
  && !b.contains(a) && r.left < s.right - 1 && s.left < r.right - 1 && r.top < s.bottom - 1 && s.top < r.bottom - 1).map(([b]) => a.textContent + " on " + b.textContent)]); }"""

IN_BROWSER = """() => new Promise((done) => { const open = indexedDB.open("fagsamling"); open.onsuccess = () => {
  const all = open.result.transaction("lines").objectStore("lines").getAll();
  all.onsuccess = () => { open.result.close(); done(all.result.map((l) => l.line).join("\\n")); }; }; })"""


@pytest.fixture
def phones(chromium: Any) -> Any:
    contexts = [chromium.new_context(viewport={"width": 390, "height": 844}) for _ in range(PHONES)]
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()


def begun(store: Store) -> str:
    """A gathering with one open question, already open."""
    new = NewGathering(
        theme=3,
        date=dt.date(2026, 11, 12),
        municipality="Nordvik",
        units=[NewUnit("Solvang", "barnehage")],
        expected=4,
        code=CODE,
    )
    g = store.create_gathering(new)
    body = {"kind": "open", "prompt": "Hva gjør at det er trygt å si fra?", "settings": {}, "minutes": 10}
    store.record(g, "activity", "a1", body)
    store.record(g, "agenda", "", {"items": ["a1"], "start": "09:00"})
    stage = store.state(g).stage
    store.record(g, "stage", "", {**stage.as_body(), "activity": "a1", "open": True})
    return g


def take_seat(phone: Any, address: str, number: int) -> None:
    phone.goto(address)
    phone.get_by_label("Hvilket bord er dere?").select_option(index=number)
    phone.get_by_role("button", name="Bli med").click()
    phone.locator("textarea").first.wait_for()


def vanish(kit: Program) -> None:
    """The machine is gone: the server killed, and every file of the database with it."""
    kit.kill()
    for file in kit.folder.glob("fagsamling*"):
        if file.is_file():
            file.unlink()


def texts(store: Store, g: str) -> list[str]:
    return sorted(a.answer["texts"][0] for a in store.answers(g))


def fetched(page: Any, kit: Program, file: Path) -> None:
    page.goto(kit.notebook("start"))
    page.get_by_role("button", name="Hent tilbake en kopi").click()
    page.locator("input[data-copy=take]").set_input_files(file)


def test_the_chosen_file_brings_back_what_was_lost_with_the_machine(
    program: Callable[..., Program], supervisor: Any, phones: list[Any], tmp_path: Path
) -> None:
    kit = program()
    store = open_store(kit.url)
    g = begun(store)
    supervisor.goto(kit.notebook(THEME, f"?samling={g}&steg=gjennomfor"))
    for number, phone in enumerate(phones, 1):
        take_seat(phone, f"{kit.base}/delta/{CODE}", number)
    for phone, text in zip(phones[:2], ("Tid til det", "At leder spør"), strict=True):
        phone.locator("textarea").first.fill(text)
        send(phone)

    # a file is chosen once, and the copy is written to it from then on
    expect(supervisor.locator("[data-copy-state=short]")).to_contain_text(
        re.compile(r"Kopi \d\d\.\d\d"), timeout=20_000
    )
    assert just_now(supervisor.locator("[data-copy-state=short]").inner_text())
    for width in (390, 768, 1024, 1366):  # the note has room beside the rest
        supervisor.set_viewport_size({"width": width, "height": 768})
        assert supervisor.evaluate(CROWDED) == []
    supervisor.keyboard.press("c")
    supervisor.get_by_role("button", name="Velg en fil å skrive til").click()
    expect(supervisor.locator("[data-copy-state=full]")).to_contain_text(
        "i fila fagsamling-nordvik-tema-3-2026-11-12"
    )
    eventually(lambda: "At leder spør" in supervisor.evaluate(ON_DISK))
    phones[1].get_by_role("button", name="Endre").click()
    phones[1].locator("textarea").first.fill("At leder spør, og venter på svaret")
    send(phones[1])
    eventually(lambda: "venter på svaret" in supervisor.evaluate(ON_DISK))
    supervisor.get_by_role("button", name="Lukk").first.click()

    store.close()
    phones[2].locator("textarea").first.fill("Ro nok til å høre ferdig")
    vanish(kit)
    phones[2].get_by_role("button", name=re.compile("Send")).click()
    copy = tmp_path / "kopi.fagsamling"
    copy.write_text(supervisor.evaluate(ON_DISK), "utf-8")
    expect(supervisor.locator(".fs-contact")).to_be_visible(timeout=10_000)
    assert (reading.read(copy.read_bytes()).damaged, reading.read(copy.read_bytes()).cut) == (0, False)

    # a fresh server, where another gathering has taken the code meanwhile
    kit.start()
    fresh = open_store(kit.url)
    fresh.create_gathering(
        NewGathering(
            theme=1, date=dt.date(2026, 11, 13), municipality="Sørvik", units=(), expected=1, code=CODE
        )
    )
    assert fresh.find(g) is None
    fetched(supervisor, kit, copy)
    notice = supervisor.locator("[data-region=notice]")
    expect(notice).to_contain_text("Nordvik, tema 3 er hentet tilbake, med 3 svar.", timeout=20_000)
    code = fresh.state(g).code
    expect(notice).to_contain_text(f"koden er nå {code}")
    assert texts(fresh, g) == ["At leder spør", "At leder spør, og venter på svaret", "Tid til det"]

    # fetching it once more adds nothing
    fetched(supervisor, kit, copy)
    expect(notice).to_contain_text("lå her fra før", timeout=20_000)

    # the phones scan the new code, and send what waited, once
    for phone in phones:
        phone.goto(f"{kit.base}/delta/{code}")
    for phone in phones:
        phone.get_by_text("Svaret er lagret").wait_for(timeout=20_000)
    sent = ["At leder spør", "At leder spør, og venter på svaret", "Ro nok til å høre ferdig", "Tid til det"]
    assert texts(fresh, g) == sent
    phones[0].reload()
    phones[0].get_by_text("Svaret er lagret").wait_for()
    assert texts(fresh, g) == sent
    fresh.close()


def test_the_browsers_own_copy_goes_on_at_the_same_place(
    program: Callable[..., Program], supervisor: Any, phones: list[Any]
) -> None:
    kit = program()
    store = open_store(kit.url)
    g = begun(store)
    place = f"?samling={g}&steg=gjennomfor"
    supervisor.goto(kit.notebook(THEME, place))
    take_seat(phones[0], f"{kit.base}/delta/{CODE}", 1)
    phones[0].locator("textarea").first.fill("Tid til det")
    send(phones[0])
    eventually(lambda: "Tid til det" in supervisor.evaluate(IN_BROWSER))
    before = portable.rows(store.copy(g))
    store.close()
    vanish(kit)
    kit.start()
    offer = supervisor.get_by_role(
        "button", name="Fortsett fra kopien"
    )  # the page found the new server by itself
    expect(offer).to_be_visible(timeout=40_000)
    offer.click()
    expect(supervisor.get_by_role("heading", name="Hva gjør at det er trygt å si fra?")).to_be_visible(
        timeout=20_000
    )
    assert supervisor.url.endswith(place)
    fresh = open_store(kit.url)
    assert fresh.state(g).code == CODE
    assert {name for name, _uid, _line in before} <= {name for name, _u, _l in portable.rows(fresh.copy(g))}
    phones[0].get_by_role("button", name="Endre").click(timeout=20_000)
    phones[0].locator("textarea").first.fill("Tid til det, ikke bare i døra")
    send(phones[0])
    assert texts(fresh, g) == ["Tid til det", "Tid til det, ikke bare i døra"]
    fresh.close()


def test_a_server_that_asks_for_the_token_again_takes_nothing_from_the_page(
    program: Callable[..., Program], supervisor: Any
) -> None:
    token = "hemmelig-nok"
    kit = program("--share-dashboards", "--token", token)
    store = open_store(kit.url)
    g = begun(store)
    supervisor.goto(kit.notebook(THEME, f"?samling={g}&steg=gjennomfor&token={token}"))
    question = supervisor.get_by_role("heading", name="Hva gjør at det er trygt å si fra?")
    expect(question).to_be_visible(timeout=20_000)
    eventually(lambda: "trygt å si fra" in supervisor.evaluate(IN_BROWSER))
    store.close()
    vanish(kit)
    kit.start()  # the cookie was of the secret that is gone
    strip = supervisor.locator(".fs-contact")
    expect(strip).to_contain_text("Serveren ber om nøkkelen på nytt", timeout=40_000)
    expect(question).to_be_visible()
    with supervisor.expect_download() as download:
        strip.get_by_role("button", name="Last ned kopien").click()
    assert reading.read(Path(download.value.path()).read_bytes()).copy.root == g
    with supervisor.expect_popup() as popup:
        strip.get_by_role("button", name="Logg inn i en ny fane").click()
    popup.value.get_by_label("Nøkkel").fill(token)
    popup.value.get_by_role("button", name="Åpne").click()
    supervisor.get_by_role("button", name="Fortsett fra kopien").click(timeout=40_000)
    expect(question).to_be_visible(timeout=20_000)
    fresh = open_store(kit.url)
    assert fresh.state(g).code == CODE
    fresh.close()


def test_at_another_address_the_file_opens_and_the_copy_in_the_old_browser_is_told_apart(
    program: Callable[..., Program], supervisor: Any, tmp_path: Path
) -> None:
    kit = program()
    store = open_store(kit.url)
    g = begun(store)
    store.add_answers([new_answer(g, "en", answer={"texts": ["Tid til det"]})])
    copy = tmp_path / "kopi.fagsamling"
    with supervisor.expect_download() as download:
        supervisor.goto(kit.notebook("start"))
        supervisor.get_by_role("button", name="Last ned kopien av Nordvik").click()
    download.value.save_as(copy)
    assert download.value.suggested_filename == "fagsamling-nordvik-tema-3-2026-11-12.fagsamling"
    store.close()
    vanish(kit)
    kit.port = free_port()
    kit.start()
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) - 40])  # the disk was pulled out while it was written
    fetched(supervisor, kit, copy)
    notice = supervisor.locator("[data-region=notice]")
    expect(notice).to_contain_text("Fila sluttet midt i en linje", timeout=20_000)
    copy.write_bytes(b"PK\x03\x04 something else")
    fetched(supervisor, kit, copy)
    expect(notice).to_contain_text("Dette er ikke en kopi av en samling", timeout=20_000)
    copy.write_bytes(whole)
    fetched(supervisor, kit, copy)
    expect(notice).to_contain_text("1 svar", timeout=20_000)
    fresh = open_store(kit.url)
    assert texts(fresh, g) == ["Tid til det"]
    assert fresh.state(g).code == CODE
    fresh.close()


def test_outside_a_secure_context_there_is_no_choice_of_file_and_the_page_says_why(
    program: Callable[..., Program], playwright: Any
) -> None:
    from tests.running import FLAGS, chromium_path

    kit = program("--share-dashboards", "--token", "hemmelig-nok")
    store = open_store(kit.url)
    g = begun(store)
    store.close()
    browser = playwright.chromium.launch(
        executable_path=chromium_path(), args=[*FLAGS, "--host-resolver-rules=MAP fagsamling.test 127.0.0.1"]
    )
    try:
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.goto(
            f"http://fagsamling.test:{kit.port}/voila/render/{THEME}.ipynb?samling={g}&steg=forbered&token=hemmelig-nok"
        )
        expect(page.locator("[data-copy-state=short]")).to_contain_text(
            re.compile(r"Kopi \d"), timeout=30_000
        )
        page.locator("[data-copy=open]").click()
        expect(page.locator(".fs-copy-file")).to_contain_text("må siden være åpnet på selve maskinen")
        expect(page.locator("[data-copy=choose]")).to_have_count(0)
        with page.expect_download() as download:
            page.get_by_role("button", name="Last ned").click()
        assert reading.read(Path(download.value.path()).read_bytes()).copy.root == g
    finally:
        browser.close()
