"""A whole gathering for Tema 3, as it is led: made, answered from phones and by hand, discussed, killed, and still there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.running import Program

pytestmark = [pytest.mark.browser, pytest.mark.timeout(420)]

TEXTS = [
    "Tid til det, ikke bare i døra",
    "At leder spør, og venter på svaret",
    "Humor uten brodd",
    "Ro nok til å høre ferdig",
    "Faste spørsmål på teammøtet",
    "Vi vet at det ikke blir brukt mot oss",
]
PHONES, BY_HAND = 12, 3


@pytest.fixture
def phones(chromium: Any) -> Iterator[list[Any]]:
    """Twelve phones, each with a memory of its own."""
    contexts = [
        chromium.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
        for _ in range(PHONES)
    ]
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()


def test_a_gathering_from_the_start_page_to_the_morning_after(
    program: Callable[..., Program], laptop: Any, phones: list[Any]
) -> None:
    kit = program()
    laptop.goto(kit.base)
    address = make_gathering(laptop)
    choose_agenda(laptop)

    laptop.get_by_role("button", name="Gjennomfør").click()
    laptop.get_by_role("heading", name="Hva gjør at det er trygt å si fra hos oss?").wait_for()
    code = laptop.locator(".fs-code:visible").first.inner_text().strip()
    for number, phone in enumerate(phones, 1):
        take_seat(phone, f"{kit.base}/delta/{code}", number)

    # 1: open question, typed on the phones, three groups written in
    open_activity(laptop)
    for number, phone in enumerate(phones):
        phone.locator("textarea").first.fill("")
        phone.locator("textarea").first.press_sequentially(TEXTS[number % len(TEXTS)])
        send(phone)
    expect_answered(laptop, PHONES)
    assert "Humor uten brodd" not in laptop.locator("main").inner_text(), "hidden until shown"
    write_in(laptop, lambda page: page.keyboard.type("Felles språk om lek og trygghet"))
    expect_answered(laptop, PHONES + BY_HAND)
    show(laptop)
    assert laptop.locator("main svg").count()

    # 2: scale, two rounds
    next_activity(laptop)
    open_activity(laptop)
    for number, phone in enumerate(phones):
        answer_scale(phone, 1 + number % 3)
    write_in(laptop, lambda page: [page.keyboard.press("2") for _ in range(4)])
    expect_answered(laptop, PHONES + BY_HAND)
    show(laptop)
    laptop.keyboard.press("r")
    laptop.get_by_text("runde 2").first.wait_for()
    for number, phone in enumerate(phones):
        answer_scale(phone, 3 + number % 3)
    expect_answered(laptop, PHONES)
    show(laptop)
    moved = laptop.locator("main figure[role=img]").first.get_attribute("aria-label")
    assert "median" in moved.lower()

    # 3: points
    next_activity(laptop)
    open_activity(laptop)
    for phone in phones:
        more = phone.get_by_role("button", name=re.compile("^Ett poeng mer"))
        more.first.wait_for()
        for i in range(3):
            more.nth(i % more.count()).click()
        send(phone)
    expect_answered(laptop, PHONES)
    show(laptop)

    before = results(laptop, address)
    assert len(before) == 3
    laptop.goto("about:blank")  # an open page reloads by itself, which has its own tests
    kit.kill()
    kit.start()
    after = results(laptop, address)
    assert after == before
    assert "2 runder" in laptop.locator("main").inner_text()


# --- the facilitator ---------------------------------------------------------------------------


def make_gathering(page: Any) -> str:
    """Fill in the form on the start page; the address of the dashboard."""
    page.get_by_role("button", name="Ny fagsamling").click()
    page.get_by_label("Organisasjonsutvikling og ledelse").check()
    page.get_by_label("Kommune").fill("Fjordvik")
    page.get_by_label("Navn på enheten").first.fill("Fjordgløtt barnehage")
    page.get_by_role("button", name="Legg til en enhet").click()
    page.get_by_label("Navn på enheten").nth(1).fill("Bjørkåsen skole")
    page.get_by_label("Type enhet").nth(1).select_option("skole")
    page.get_by_label("Bord", exact=True).nth(0).fill("8")
    page.get_by_label("Bord", exact=True).nth(1).fill("7")
    page.get_by_label("Hvor mange grupper").fill(str(PHONES + BY_HAND))
    page.get_by_role("button", name="Lag fagsamlingen").click()
    page.wait_for_url("**/tema-3-organisasjon-og-ledelse.ipynb?samling=*")
    page.get_by_role("heading", name="Programmet").wait_for()
    return page.url.split("&")[0]


def choose_agenda(page: Any) -> None:
    """An open question, a scale and points."""
    for title in (
        "Hva gjør at det er trygt å si fra hos oss?",
        "Hvor trygt er det å være uenig hos oss?",
        "Hva skal vi prioritere i vår?",
    ):
        page.get_by_role("searchbox", name="Søk etter aktiviteter").fill(title)
        page.get_by_role("button", name=f"Legg til: {title}", exact=True).click()
        page.locator("main").get_by_text(title).first.wait_for()
        page.get_by_role("button", name=f"Legg til: {title}", exact=True).wait_for(state="detached")


def open_activity(page: Any) -> None:
    page.locator("h1").first.click()
    page.keyboard.press("o")
    page.get_by_text("Åpen for svar").first.wait_for()


def next_activity(page: Any) -> None:
    prompt = page.locator("h1").first.inner_text()
    page.keyboard.press("n")
    page.wait_for_function("before => document.querySelector('.fs h1').innerText !== before", arg=prompt)


def show(page: Any) -> None:
    page.locator("h1").first.click()
    page.keyboard.press("v")
    page.locator("main figure[role=img] svg").first.wait_for()


def expect_answered(page: Any, n: int) -> None:
    """The side panel counts this many groups."""
    page.get_by_text(f"{n} av {PHONES + BY_HAND}", exact=True).first.wait_for(timeout=20_000)


def write_in(page: Any, answer: Callable[[Any], object]) -> None:
    """Skriv inn for the three tables without a phone, hands on the keyboard."""
    page.get_by_role("button", name="Skriv inn").click()
    for number in range(PHONES + 1, PHONES + BY_HAND + 1):
        page.get_by_role("heading", name=f"Svar fra Bord {number}", exact=True).wait_for()
        page.wait_for_function("document.activeElement && document.activeElement.closest('form')")
        answer(page)
        page.keyboard.press("Control+Enter")
        page.get_by_text(re.compile(rf"Bord {number} lagret \d\d\.\d\d")).first.wait_for()
    page.get_by_role("button", name="Gjennomfør").click()
    page.locator("h1").first.wait_for()


def results(page: Any, address: str) -> list[tuple[str, str, int]]:
    """Oppsummer, read out: question, sentence, and whether there is a picture, for each activity."""
    page.goto(f"{address}&steg=oppsummer")
    page.get_by_role("heading", name="Fagsamlingen").wait_for(timeout=60_000)
    found = []
    for row in range(page.locator(".fs-sumrow").count()):
        page.locator(".fs-sumrow").nth(row).click()
        page.locator(f".fs-sumlist li:nth-child({row + 1}) [aria-current]").wait_for()
        sentence = page.locator(".fs-sentence").first.inner_text()
        prompt = page.locator("main h1").first.inner_text()
        found.append((prompt, sentence, min(1, page.locator("main figure svg").count())))
    assert all(picture for _prompt, _sentence, picture in found)
    return found


# --- a phone -----------------------------------------------------------------------------------


def take_seat(phone: Any, address: str, number: int) -> None:
    phone.goto(address)
    phone.get_by_label("Hvilket bord er dere?").select_option(index=number)
    phone.get_by_role("button", name="Bli med").click()
    phone.get_by_text("Dere er med").wait_for()


def answer_scale(phone: Any, step: int) -> None:
    groups = phone.locator("fieldset.fs-scale")
    groups.first.wait_for()
    phone.wait_for_function("!document.querySelector('fieldset[disabled]')")
    for i in range(groups.count()):
        groups.nth(i).locator("label.fs-step").nth(step - 1).click()
    send(phone)


def send(phone: Any) -> None:
    phone.get_by_role("button", name=re.compile("Send")).click()
    phone.get_by_text("Svaret er lagret").wait_for(timeout=15_000)
