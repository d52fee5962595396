"""Gjennomfør and Storskjerm in a real browser: keys, full screen, a second window, sizes."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from kit.dashboards.session import Session
from kit.store import NewAnswer, Store, open_store
from tests.dashboards.stage import OPEN, QUESTION, SCALE, answer, gathering, session_on
from tests.running import Program

pytestmark = pytest.mark.browser

TEMA = "/voila/render/tema-3-organisasjon-og-ledelse.ipynb"
AGREE = {"usikker": 4, "feil": 2}
LAPTOP = {"width": 1366, "height": 768}
PROJECTOR = {"width": 1920, "height": 1080}

# Texts on Storskjerm that are smaller than 28 px; pictures are drawn, and checked where they are made.
TOO_SMALL = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.querySelector('.fs-screen'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const spot = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || spot.closest('svg') || !spot.getBoundingClientRect().width) continue;
    const size = parseFloat(getComputedStyle(spot).fontSize);
    if (size < 28) found.push([size, walker.currentNode.textContent.trim()]);
  }
  return found;
}"""
OUTSIDE = """() => [...document.querySelectorAll('.fs-screen *')].filter((e) => !e.closest('svg')).filter((e) => {
  const r = e.getBoundingClientRect();
  return r.right > innerWidth + 1 || r.bottom > innerHeight + 1;
}).map((e) => e.className)"""


@pytest.fixture
def store(kit: Program) -> Iterator[Store]:
    opened = open_store(kit.url)
    yield opened
    opened.close()


@pytest.fixture
def room(store: Store) -> Session:
    """Twelve tables, an open question and a scale."""
    scale = ("scale", "Hvor trygt er det å være uenig hos oss?", SCALE)
    return session_on(store, gathering(store, ("open", QUESTION, OPEN), scale, expected=12))


def address(kit: Program, room: Session, more: str = "") -> str:
    return f"{kit.base}{TEMA}?samling={room.g.id}&steg=gjennomfor{more}"


def open_page(context: Any, url: str, wanted: str, size: dict[str, int]) -> Any:
    page = context.new_page()
    page.set_viewport_size(size)
    page.mistakes = []
    page.on("pageerror", lambda error: page.mistakes.append(str(error)))
    page.goto(url)
    page.wait_for_selector(wanted, timeout=60_000)
    return page


def test_a_facilitator_runs_a_round_from_the_keyboard(kit: Program, room: Session, chromium: Any) -> None:
    context = chromium.new_context()
    page = open_page(context, address(kit, room), ".fs-run", LAPTOP)
    page.keyboard.press("n")
    page.wait_for_selector("text=Neste ›")
    page.keyboard.press("PageDown")
    page.wait_for_selector("text=Aktivitet 2 av 2")
    page.keyboard.press("o")
    page.wait_for_selector("text=Åpen for svar")
    assert page.locator("text=Her kan jeg si fra når jeg er usikker").count() == 1
    answer(room, *[AGREE] * 7, activity="a2")
    page.wait_for_selector("text=7 av 12")
    assert page.locator(".fs-picture").count() == 0

    # the frame around hidden answers is where the picture comes, and as large
    before = page.locator("[data-box=stage]").bounding_box()
    page.keyboard.press(".")
    page.wait_for_selector(".fs-picture svg")
    assert page.locator("[data-box=stage]").bounding_box() == before

    shown = page.locator(".fs-picture svg").inner_html()  # and it follows the room
    answer(room, {"usikker": 1, "feil": 5}, activity="a2", first=7)
    page.wait_for_selector("text=8 av 12")
    page.wait_for_function("was => document.querySelector('.fs-picture svg')?.innerHTML !== was", arg=shown)

    page.keyboard.press("l")
    page.wait_for_selector("text=Låst")
    page.keyboard.press("r")
    page.wait_for_selector("text=runde 2")
    page.keyboard.press("PageUp")
    page.wait_for_selector("text=Aktivitet 1 av 2")
    page.keyboard.press("?")
    page.wait_for_selector("dialog.fs-help[open]")
    page.keyboard.press("Escape")
    assert page.mistakes == []
    context.close()


def test_keys_can_be_switched_off_but_the_presenter_still_works(
    kit: Program, room: Session, chromium: Any
) -> None:
    context = chromium.new_context()
    page = open_page(context, address(kit, room), ".fs-run", LAPTOP)
    page.keyboard.press("?")
    page.click("[data-js=keys]")
    page.click("[data-js=close]")
    page.keyboard.press("o")
    time.sleep(0.5)
    assert page.locator("text=Ikke åpnet").count() > 0
    page.keyboard.press("PageDown")
    page.wait_for_selector("text=Neste ›")
    context.close()


def test_answers_that_arrive_leave_the_focus_where_it_was(kit: Program, room: Session, chromium: Any) -> None:
    context = chromium.new_context()
    page = open_page(context, address(kit, room), ".fs-run", LAPTOP)
    page.keyboard.press("o")
    page.wait_for_selector("text=Åpen for svar")
    page.focus("[data-id=do-full]")
    focused = page.evaluate("document.activeElement.dataset.id")
    answer(room, *[{"texts": ["Tid"]}] * 5)
    page.wait_for_selector("text=5 av 12")
    assert page.evaluate("document.activeElement.dataset.id") == focused
    context.close()


def test_a_button_stays_under_the_finger_while_a_colleague_changes_the_program(
    kit: Program, room: Session, chromium: Any
) -> None:
    context = chromium.new_context()
    page = open_page(context, address(kit, room).replace("gjennomfor", "forbered"), "li[data-id=a2]", LAPTOP)
    for row in ("a2", "a1"):  # chosen by hand, so that the choice does not follow the first row
        page.locator(f"li[data-id={row}] .fs-choose").click()
        page.wait_for_selector(f"li.fs-sel[data-id={row}]")
    box = page.locator("li[data-id=a2] .fs-choose").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    room.record("agenda", "", {"items": ["a2", "a1"], "start": "09:00"})
    page.wait_for_timeout(600)  # it would have been shown by now
    page.mouse.up()
    page.wait_for_selector("li.fs-sel[data-id=a2]")
    page.wait_for_selector("li[data-id=a2] + li[data-id=a1]")
    context.close()


def test_a_double_click_and_a_key_that_is_held_do_it_once(kit: Program, room: Session, chromium: Any) -> None:
    context = chromium.new_context()
    page = open_page(context, address(kit, room), ".fs-run", LAPTOP)

    def double(where: str, then: str) -> None:
        box = page.locator(where).bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        for half in (1, 2):
            page.mouse.down(click_count=half)
            page.mouse.up(click_count=half)
            page.wait_for_selector(then)  # by now the button means something else

    double("[data-id=do-next]", "text=Neste ›")
    double("[data-id=do-lock]", "[data-command=lock]")
    double("[data-id=do-show]", "[data-command=hide]")
    room.read()
    stage = room.g.stage
    assert (stage.activity, stage.open, stage.shown) == ("a1", True, True)
    page.focus("[data-id=do-next]")
    page.keyboard.down("Enter")
    page.wait_for_selector("text=Aktivitet 2 av 2")
    page.keyboard.down("Enter")  # the button leads to Oppsummer now
    page.keyboard.up("Enter")
    page.keyboard.press("p")  # and comes after everything that was pressed before it
    page.wait_for_selector("text=Aktivitet 1 av 2")
    context.close()


def test_full_screen_comes_with_f_and_goes_with_escape(kit: Program, room: Session, chromium: Any) -> None:
    context = chromium.new_context()
    page = open_page(context, address(kit, room), ".fs-run", PROJECTOR)
    page.keyboard.press("f")
    page.wait_for_selector(".fs-screen")
    page.wait_for_function("location.search.includes('vis=storskjerm')")
    page.keyboard.press("o")
    page.wait_for_selector(f".fs-screen >> text={QUESTION}")
    page.keyboard.press("f")
    page.wait_for_selector(".fs-run")
    assert "vis=" not in page.url
    assert page.mistakes == []
    context.close()


def test_a_second_window_follows_and_the_facilitator_looks_first(
    kit: Program, room: Session, chromium: Any
) -> None:
    context = chromium.new_context()
    page = open_page(context, address(kit, room), ".fs-run", LAPTOP)
    page.keyboard.press("o")
    page.wait_for_selector("text=Åpen for svar")
    keys = answer(room, {"texts": ["Tid til å lytte"]}, {"texts": ["Ring Kari på 412 34 567"]})
    with context.expect_page() as opened:
        page.click("[data-id=do-window]")
    screen = opened.value
    screen.set_viewport_size(PROJECTOR)
    screen.wait_for_selector(f".fs-screen >> text={QUESTION}", timeout=60_000)

    page.wait_for_selector(".fs-second [data-id=peek]:visible", timeout=10_000)  # no question asked
    page.click("[data-id=peek]")
    page.wait_for_selector("text=Bare du ser dette")
    assert page.locator("text=412 34 567").count() == 1
    assert "lytte" not in screen.inner_text(".fs-screen")

    card = f"[data-id='{keys[0]}:0']"
    page.focus(card)
    page.keyboard.press("k")
    screen.wait_for_selector("text=Tid til å lytte")
    page.focus(f"[data-id='{keys[1]}:0']")
    page.keyboard.press("k")  # held back: nothing goes up
    page.keyboard.press("s")
    page.wait_for_selector("#fs-rewrite")
    page.fill("#fs-rewrite", "Ring lederen")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=Skrevet om")
    page.click("[data-id=all]")
    screen.wait_for_selector("text=Ring lederen")
    assert "412" not in screen.inner_text(".fs-screen")
    page.focus(card)
    page.keyboard.press("h")
    screen.wait_for_selector("text=Tid til å lytte", state="detached")
    assert page.evaluate("document.activeElement.dataset.id") == f"{keys[0]}:0"
    context.close()


def test_what_is_typed_where_a_field_was_taken_away_is_no_command(
    kit: Program, room: Session, chromium: Any
) -> None:
    context = chromium.new_context()
    page = open_page(context, address(kit, room), ".fs-run", LAPTOP)
    page.keyboard.press("o")
    page.wait_for_selector("text=Åpen for svar")
    answer(room, {"texts": ["Ring Kari på 412 34 567"]})
    page.click("[data-id=ask-peek]")
    page.click("dialog[open] [data-command=peek]")
    page.click("[data-command=rewrite]")
    page.wait_for_function("document.activeElement.id === 'fs-rewrite'")
    page.keyboard.type("Ring le")
    again = NewAnswer(
        str(uuid.uuid4()), room.g.id, "a1", 1, "phone-0", 2, next(iter(room.g.groups)), None,
        {"texts": ["Ring lederen"]}, "phone",
    )  # fmt: skip
    room.store.add_answers([again])
    page.wait_for_selector("text=Svaret som du skrev om, er endret")
    page.keyboard.type("vlnnro")
    page.keyboard.press("j")
    page.wait_for_timeout(1600)  # a pause: from now on keys are keys again
    page.keyboard.press("l")
    page.wait_for_selector("text=Låst")
    room.read()
    assert (room.g.stage.activity, room.g.stage.shown, room.g.stage.round) == ("a1", False, 1)
    context.close()


def test_a_small_laptop_shows_where_it_is_and_paper_shows_everything(
    kit: Program, room: Session, chromium: Any
) -> None:
    answer(room, *[{"texts": ["Tid", "Ro", "Humor"]}] * 12)
    context = chromium.new_context()
    small = {"width": 1093, "height": 614}  # 1366 × 768 at 125 %
    page = open_page(context, address(kit, room).replace("gjennomfor", "forbered"), "li.fs-sel", small)
    named, first = (
        page.locator(f".fs-top {spot}").first.bounding_box() for spot in ("b", ".fs-steps .fs-btn")
    )
    assert named["x"] + named["width"] <= first["x"], "the steps lie over the theme"
    page.click("[data-args*=oppsummer]")
    page.wait_for_function("document.querySelectorAll('.fs-answerrow').length === 36")
    page.locator(".fs-answerrow").last.scroll_into_view_if_needed()
    page.emulate_media(media="print")
    first, last = (
        getattr(page.locator(".fs-answerrow"), which).bounding_box() for which in ("first", "last")
    )
    assert first["y"] > 0, "what is above the window is printed too"
    assert page.evaluate("document.documentElement.scrollHeight") > last["y"] + last["height"]
    assert page.evaluate("(e => e.scrollHeight - e.clientHeight)(document.querySelector('.fs-results'))") == 0
    context.close()


def test_with_one_window_looking_first_is_confirmed(kit: Program, room: Session, chromium: Any) -> None:
    context = chromium.new_context()
    page = open_page(context, address(kit, room), ".fs-run", LAPTOP)
    page.keyboard.press("o")
    page.wait_for_selector("text=Åpen for svar")
    answer(room, {"texts": ["Tid til å lytte"]})
    page.click("[data-id=ask-peek]")
    page.wait_for_selector("dialog[open] >> text=Vil du se svarene før rommet")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog[data-open]", state="detached")
    assert "lytte" not in page.inner_text(".fs-stage")
    page.click("[data-id=ask-peek]")
    page.click("dialog[open] [data-command=peek]")
    page.wait_for_selector("text=Tid til å lytte")
    context.close()


def test_nothing_on_storskjerm_is_small_or_outside(
    kit: Program, store: Store, room: Session, chromium: Any
) -> None:
    context = chromium.new_context()
    page = open_page(context, address(kit, room, "&vis=storskjerm"), ".fs-screen", PROJECTOR)
    # Only now: a server that has just started writes what is true of it.
    store.record("", "server", "", {"addresses": ["http://192.168.1.20:8866"]})

    def look() -> None:
        time.sleep(0.4)
        assert page.evaluate(TOO_SMALL) == []
        assert page.evaluate(OUTSIDE) == []

    page.wait_for_selector(".fs-bigqr")
    look()
    page.keyboard.press("o")
    page.wait_for_selector("text=Åpen for svar")
    look()
    long = "Vi trenger å snakke sammen om det som er vanskelig, også når det er travelt. " * 4
    answer(
        room, {"texts": [long, "Tid"]}, {"texts": ["Humor", long]}, *[{"texts": ["Ro", "Felles språk"]}] * 6
    )
    page.keyboard.press("v")
    page.wait_for_selector(".fs-wall li")
    look()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("text=side 2 av")
    look()
    page.keyboard.press("n")
    page.keyboard.press("o")
    page.keyboard.press("t")
    page.wait_for_selector(".fs-clock")
    look()
    answer(room, *[AGREE] * 9, activity="a2")
    page.keyboard.press("v")
    page.wait_for_selector(".fs-picture svg")
    page.keyboard.press("l")
    page.wait_for_selector("text=Låst")
    look()
    assert page.mistakes == []
    context.close()
