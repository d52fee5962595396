"""The phone page in a real browser: nothing typed is lost, nothing is sent twice."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from kit.store.state import AnswerRow
from tests.participant.buffering import BufferingProxy
from tests.participant.conftest import HOST
from tests.participant.room import OPEN, OPTIONS, PROMPT, SCALE, Room
from tests.running import just_now

pytestmark = [pytest.mark.browser, pytest.mark.server]
REAL_PHONES = 8  # fifty pass as well, in a minute


def join(page: Any, room: Room, table: str = "g4", host: str = HOST) -> None:
    page.goto(f"http://{host}:{room.port}{room.path}")
    page.select_option("#group", table)
    page.select_option("#unit", label="Lia skole")
    page.click("text=Bli med >> nth=-1")
    expect(page.locator("#me")).to_have_text(room.g.groups[table].name)


def tick(page: Any, statement: str, step: int) -> None:
    page.click(f".fs-f[data-name={statement}] .fs-step >> nth={step - 1}")


def answers(room: Room) -> list[AnswerRow]:
    return room.store.answers(room.id)


def test_from_table_to_locked_round_and_on(phone: Any, room: Room) -> None:
    join(phone, room)
    assert phone.evaluate("isSecureContext") is False
    expect(phone.locator("#prompt")).to_have_text(PROMPT)
    tick(phone, "s1", 4)
    phone.click(".fs-f[data-name=s2] .fs-skip")
    expect(phone.locator("#status")).to_have_text("2 av 4 påstander har svar")
    phone.click("text=Send svaret")
    expect(phone.locator(".saved")).to_have_text("Svaret er lagret")
    assert [(r.group, r.answer) for r in answers(room)] == [("g4", {"s1": 4, "s2": None})]
    phone.click("text=Endre svaret")
    tick(phone, "s1", 5)
    phone.click("text=Send det endrede svaret")
    expect(phone.locator(".saved")).to_be_visible()
    assert [(r.seq, r.answer["s1"]) for r in answers(room)] == [(1, 4), (2, 5)]
    room.do("lock")
    expect(phone.locator(".tag.lock")).to_have_text("Runden er låst")
    expect(phone.locator("#view")).to_contain_text("Svaret deres er med")
    room.do("next")
    expect(phone.locator("#view")).to_contain_text("Spørsmålet kommer hit når det åpnes.")
    room.do("open")
    expect(phone.locator("#prompt")).to_have_text(OPEN["prompt"], timeout=1000)


def test_draft_survives_reload_and_a_new_question(phone: Any, room: Room) -> None:
    room.do("next", "open")
    join(phone, room)
    phone.fill("textarea >> nth=0", "At leder spør, og venter på svaret")
    expect(phone.locator("#status")).to_have_text("Utkastet ligger på telefonen")
    phone.reload()
    expect(phone.locator("textarea >> nth=0")).to_have_value("At leder spør, og venter på svaret")
    room.do("previous", "open")
    expect(phone.locator("#prompt")).to_have_text(PROMPT)
    expect(phone.locator("#notes")).to_contain_text("ligger på telefonen")
    room.do("next", "open")
    expect(phone.locator("textarea >> nth=0")).to_have_value("At leder spør, og venter på svaret")
    assert answers(room) == []


def test_what_is_typed_is_never_replaced(phone: Any, room: Room) -> None:
    room.do("next", "open")
    join(phone, room)
    phone.click("textarea >> nth=0")
    for n in range(6):
        phone.keyboard.type("ord ")
        room.do(*(("show",), ("hide",), ("start_timer",), ("add_minute",), ("stop_timer",), ("show",))[n])
        phone.wait_for_timeout(60)
    assert phone.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert phone.input_value("textarea >> nth=0") == "ord " * 6


def test_offline_then_sent_exactly_once(phone: Any, room: Room) -> None:
    join(phone, room)
    tick(phone, "s1", 2)
    phone.context.set_offline(True)
    phone.click("text=Send svaret")
    expect(phone.locator(".panel.off")).to_contain_text(
        "Svaret er trygt her, og sendes når nettet er tilbake."
    )
    expect(phone.locator("#status")).to_contain_text("Sist prøvd")
    assert just_now(phone.locator("#status").inner_text())
    expect(phone.locator(".saved")).to_have_count(0)
    assert answers(room) == []
    phone.context.set_offline(False)
    expect(phone.locator(".saved")).to_be_visible(timeout=10_000)
    phone.wait_for_timeout(500)
    assert len(answers(room)) == 1


def test_a_receipt_that_gets_lost_does_not_double_the_answer(phone: Any, room: Room) -> None:
    join(phone, room, host="127.0.0.1")
    lost = []

    def lose(route: Any) -> None:
        reply = route.fetch()
        if not lost:
            lost.append(reply.status)
            route.abort()
        else:
            lost.append(reply.status)
            route.fulfill(response=reply)

    phone.route("**/answers*", lose)
    tick(phone, "s1", 2)
    phone.click("text=Send svaret")
    expect(phone.locator(".saved")).to_be_visible(timeout=10_000)
    assert lost == [201, 200]
    assert len(answers(room)) == 1


def test_sleeping_phone_finds_the_server_after_a_restart(phone: Any, room: Room) -> None:
    join(phone, room)
    tick(phone, "s1", 3)
    room.phones.close()
    phone.click("text=Send svaret")
    expect(phone.locator(".panel.off")).to_be_visible(timeout=8000)
    room.restart()
    expect(phone.locator(".saved")).to_be_visible(timeout=10_000)
    room.do("next", "open")
    expect(phone.locator("#prompt")).to_have_text(OPEN["prompt"], timeout=5000)
    assert len(answers(room)) == 1


def test_too_late_then_let_in(phone: Any, room: Room) -> None:
    join(phone, room)
    tick(phone, "s1", 1)
    phone.context.set_offline(True)
    phone.click("text=Send svaret")
    expect(phone.locator(".panel.off")).to_be_visible()
    room.do("lock")
    phone.context.set_offline(False)
    expect(phone.locator(".panel.off")).to_contain_text("Runden ble låst før svaret kom fram", timeout=10_000)
    assert answers(room) == []
    phone.reload()
    expect(phone.locator(".panel.off")).to_contain_text("Runden ble låst før svaret kom fram")
    room.do("let_late_in")
    expect(phone.locator("#view")).to_contain_text("Svaret deres er med", timeout=10_000)
    assert [r.answer for r in answers(room)] == [{"s1": 1}]


def test_locked_while_writing_keeps_the_text(phone: Any, room: Room) -> None:
    room.do("next", "open")
    join(phone, room)
    phone.fill("textarea >> nth=0", "Nesten ferdig")
    room.do("lock")
    expect(phone.locator(".tag.lock")).to_be_visible()
    expect(phone.locator("textarea >> nth=0")).to_be_disabled()
    expect(phone.locator("textarea >> nth=0")).to_have_value("Nesten ferdig")
    room.do("open")
    expect(phone.locator("textarea >> nth=0")).to_be_enabled()
    expect(phone.locator("textarea >> nth=0")).to_have_value("Nesten ferdig")


def test_second_phone_joins_and_tables_can_be_switched(phone: Any, browser: Any, room: Room) -> None:
    join(phone, room)
    context = browser.new_context(viewport={"width": 390, "height": 844})
    second = context.new_page()
    second.goto(f"http://{HOST}:{room.port}{room.path}")
    expect(second.locator("#group option[value=g4]")).to_have_text("Bord 4 (i bruk) · Lia skole")
    second.select_option("#group", "g4")
    expect(second.locator("#where")).to_be_hidden()
    second.click("#act button")
    expect(second.locator("#notes")).to_contain_text("Dere er nå flere telefoner på Bord 4.")
    second.click("text=Bytt")
    second.select_option("#group", "own")
    second.fill("#name", "Bord 1")
    second.select_option("#unit", label="Flere enheter")
    second.click("#act button")
    expect(second.locator("#notes")).to_contain_text("Det finnes allerede et bord som heter Bord 1.")
    second.fill("#name", "Uglene")
    second.click("#act button")
    expect(second.locator("#me")).to_have_text("Uglene")
    context.close()


def test_storage_that_is_blocked(phone: Any, room: Room) -> None:
    phone.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked') }})"
    )
    join(phone, room)
    tick(phone, "s1", 3)
    phone.click("text=Send svaret")
    expect(phone.locator(".saved")).to_be_visible()
    phone.reload()
    expect(phone.locator("#me")).to_have_text("Bord 4")
    phone.evaluate(
        "Date.now = () => 1_600_000_000_000"
    )  # the clock is set back: what is sent last counts all the same
    tick(phone, "s1", 5)
    phone.click("text=Send svaret")
    expect(phone.locator(".saved")).to_be_visible()
    frame = room.store.frame(room.g, answers(room), "a1", 1)
    assert [a["s1"] for a in frame["answer"]] == [5]


def test_poll_when_events_never_arrive(phone: Any, room: Room) -> None:
    """As behind a proxy that buffers everything: no event comes through."""
    phone.clock.install()
    phone.route("**/events*", lambda route: None)
    join(phone, room)
    room.do("next", "open")
    phone.clock.fast_forward(15_000)
    expect(phone.locator("#prompt")).to_have_text(PROMPT)
    phone.clock.fast_forward(8_000)
    expect(phone.locator("#prompt")).to_have_text(OPEN["prompt"])


def test_one_request_and_nothing_from_elsewhere(phone: Any, room: Room) -> None:
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.goto(f"http://{HOST}:{room.port}{room.path}")
    phone.wait_for_timeout(500)
    paths = [re.sub(r"^http://[^/]+", "", a).split("?")[0] for a in asked if not a.startswith("data:")]
    assert paths == [room.path, f"{room.path}/events"]


def test_without_a_script(browser: Any, room: Room) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{room.port}/delta")
    page.fill("#code", room.code.lower())
    page.click("text=Neste")
    page.select_option("#group", "g2")
    page.click(".end button")
    page.click(".fs-f[data-name=s1] .fs-step >> nth=3")
    page.click("text=Send svaret")
    expect(page.locator(".saved")).to_have_text("Svaret er lagret")
    assert [r.answer for r in answers(room)] == [{"s1": 4}]
    context.close()


def test_database_that_is_busy_for_a_while(phone: Any, room: Room) -> None:
    join(phone, room)
    tick(phone, "s1", 3)
    other = sqlite3.connect(str(room.store.path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    phone.click("text=Send svaret")
    expect(phone.locator(".panel.off")).to_contain_text("lenger tid enn vanlig", timeout=8000)
    expect(phone.locator(".saved")).to_have_count(0)
    other.execute("ROLLBACK")
    other.close()
    expect(phone.locator(".saved")).to_be_visible(timeout=20_000)
    assert len(answers(room)) == 1


def press(page: Any, selector: str) -> None:
    """A finger goes down, and stays."""
    box = page.locator(selector).first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()


def test_a_question_stays_under_the_finger(phone: Any, room: Room) -> None:
    join(phone, room)
    press(phone, ".fs-f[data-name=s1] .fs-step >> nth=3")
    room.do("start_timer", seconds=90)  # a clock comes above the question
    phone.wait_for_timeout(300)
    phone.mouse.up()
    expect(phone.locator("#clock")).to_be_visible()
    tick(phone, "s3", 1)
    press(phone, ".fs-f[data-name=s2] .fs-step >> nth=1")  # at once after the one before
    room.do("stop_timer")
    phone.wait_for_timeout(300)
    phone.mouse.up()
    expect(phone.locator("#clock")).to_be_hidden()
    expect(phone.locator("#status")).to_have_text("3 av 4 påstander har svar")
    assert phone.evaluate("fsForm.collect(document.getElementById('ask'))") == {"s1": 4, "s3": 1, "s2": 2}

    looks = "[...document.querySelectorAll('.fs-step>span')].map((e) => getComputedStyle(e).backgroundColor)"
    phone.emulate_media(forced_colors="active")
    colours = phone.evaluate(looks)
    assert colours[3] == colours[6] != colours[0], "what is chosen is seen in forced colours too"

    phone.locator("#swap").focus()
    for _ in range(4):  # one statement after another, by keyboard
        phone.keyboard.press("Tab")
        phone.wait_for_timeout(50)
        below = "document.activeElement.closest('label').getBoundingClientRect().bottom"
        assert phone.evaluate(f"{below} <= document.getElementById('end').getBoundingClientRect().top")


def test_a_second_tap_is_not_for_what_has_just_come(phone: Any, make_room: Callable[..., Room]) -> None:
    items = [{"id": i, "text": text} for i, text in (("oss", "Oss i dag"), ("om", "Oss om et år"))]
    ends = {"x": {"low": "lite", "high": "mye"}, "y": {"low": "lavt", "high": "høyt"}}
    room = make_room(
        {"kind": "ranking", "prompt": "Hva er viktigst?", "settings": {"items": OPTIONS}},
        {"kind": "grid", "prompt": "Hvor er dere?", "settings": {"items": items, **ends}},
    )
    room.do("open")
    phone.goto(f"http://{HOST}:{room.port}{room.path}")
    phone.select_option("#group", "own")
    phone.fill("#name", "Uglene")
    phone.select_option("#unit", label="Lia skole")
    box = phone.locator("#act button").bounding_box()
    for _ in range(2):
        phone.touchscreen.tap(box["x"] + 100, box["y"] + 20)
        phone.wait_for_timeout(150)
    expect(phone.locator("#me")).to_have_text("Uglene")
    expect(phone.locator("#send")).to_have_text("Send svaret")
    expect(phone.locator("#notes")).to_have_text("")
    assert answers(room) == [], "nobody has looked at the order yet"

    room.do("next", "open")
    phone.click(".fs-numbers summary")
    phone.fill(".fs-place input >> nth=0", "150")
    phone.fill(".fs-place input >> nth=1", "50")
    phone.click(".fs-numbers summary")
    phone.locator("#send").press("Enter")
    expect(phone.locator(".fs-place input >> nth=0")).to_be_focused()  # opened again, to show what is wrong


def test_what_was_sent_from_another_table_is_asked_for_again(phone: Any, room: Room) -> None:
    join(phone, room, "g3")
    tick(phone, "s1", 4)
    phone.click("#send")
    expect(phone.locator(".saved")).to_be_visible()
    phone.click("#swap")
    phone.select_option("#group", "g5")
    phone.select_option("#unit", label="Lia skole")
    phone.click("#act button")
    expect(phone.locator("#me")).to_have_text("Bord 5")
    expect(phone.locator("#send")).to_have_text("Send svaret")
    expect(phone.locator("#status")).to_have_text("1 av 4 påstander har svar")
    phone.locator("#send").press("Enter")
    expect(phone.locator(".saved")).to_be_visible()
    assert [r.group for r in answers(room)] == ["g3", "g5"]


def test_two_pages_of_one_phone_show_the_same_draft(phone: Any, room: Room) -> None:
    room.do("next", "open")
    join(phone, room)
    other = phone.context.new_page()
    other.goto(phone.url)
    expect(other.locator("#prompt")).to_be_visible()
    phone.fill("textarea >> nth=0", "Skrevet på den første")
    expect(other.locator("textarea >> nth=0")).to_have_value("Skrevet på den første")
    other.click("textarea >> nth=0")
    other.keyboard.press("End")
    other.keyboard.type(", og videre")
    expect(phone.locator("textarea >> nth=0")).to_have_value("Skrevet på den første, og videre")


def test_time_goes_on_while_the_phone_sleeps(phone: Any, room: Room) -> None:
    phone.add_init_script(
        "const real = performance.now.bind(performance); window.slept = 0; performance.now = () => real() - slept"
    )
    join(phone, room)
    room.do("start_timer", seconds=60)
    expect(phone.locator("#clock")).to_have_text(re.compile(r"^0:5\d|^1:00"))
    phone.evaluate("slept = 60_000")  # the page's clock has stood still, the room's has not
    phone.wait_for_timeout(1200)
    expect(phone.locator("#clock")).to_have_text(re.compile(r"^0:5\d"))


CASE = "Ofte står tre–fire barn alene i friminuttet."
CARDS = {
    "kind": "factors",
    "prompt": "Hva holder problemet ved like, og hva demper det?",
    "settings": {"problem": CASE},
}
VOTES = {
    "kind": "weights",
    "prompt": "Hvilke faktorer betyr mest?",
    "settings": {
        "problem": CASE,
        "factors": [
            {"id": "voksne", "text": "To voksne på et uteområde der det finnes mange steder ingen ser"},
            {"id": "spor", "text": "Tør ikke spørre om å få være med", "perspective": "aktor"},
            {"id": "grupper", "text": "Lekegruppene på onsdager", "dampens": True},
        ],
    },
}


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_cards_in_three_perspectives_then_votes_on_what_weighs_most(
    phone: Any, make_room: Callable[..., Room]
) -> None:
    room = make_room(CARDS, VOTES)
    room.do("open")
    join(phone, room)
    expect(phone.locator("#view")).to_contain_text(CASE)
    phone.locator("#send").press("Enter")
    expect(phone.locator("#notes")).to_have_text("Fyll ut noe først. Så kan det sendes.")
    context = phone.locator(".fs-f[data-name=kontekst]")
    context.locator("textarea").first.fill("To voksne på et stort uteområde")
    context.locator("[data-fs=add]").click(delay=150)  # a slow hand: nothing moves under it
    context.locator("textarea").nth(1).fill("Utstyret ligger låst inne")
    phone.fill(".fs-f[data-name=individ] textarea >> nth=0", "Er ny i gruppa")
    phone.fill(".fs-f[data-name=demper] textarea >> nth=0", "Lekegruppene på onsdager")
    assert fits(phone)
    phone.reload()
    expect(context.locator("textarea:visible")).to_have_count(2)
    phone.click("#send")
    expect(phone.locator(".saved")).to_have_text("Svaret er lagret")
    for text in ("Kontekst", "Utstyret ligger låst inne", "Hva som demper", "Lekegruppene på onsdager"):
        expect(phone.locator(".rows")).to_contain_text(text)
    assert [r.answer for r in answers(room)] == [
        {
            "kontekst": ["To voksne på et stort uteområde", "Utstyret ligger låst inne"],
            "individ": ["Er ny i gruppa"],
            "demper": ["Lekegruppene på onsdager"],
        }
    ]
    room.do("lock", "next", "open")

    more = phone.locator("#fields [data-fs=more]")
    expect(more).to_have_count(3)
    expect(phone.locator("#view")).to_contain_text(CASE)
    for _vote in range(3):
        more.nth(0).click()
    expect(more.nth(0)).to_be_disabled()  # three on the same card
    for _vote in range(2):
        more.nth(1).click()
    expect(phone.locator("#status")).to_have_text("5 av 5 poeng er delt ut")
    expect(more.nth(2)).to_be_disabled()  # none left
    phone.locator("#fields [data-fs=less]").nth(1).click()
    more.nth(2).click()
    assert fits(phone)
    phone.click("#send")
    expect(phone.locator(".saved")).to_be_visible()
    assert answers(room)[-1].answer == {"voksne": 3, "spor": 1, "grupper": 1}


def test_seven_steps_and_long_words_fit(phone: Any, make_room: Callable[..., Room]) -> None:
    statements = [{"id": "s1", "text": "Samarbeidsutviklingskompetansehevingstiltakene våre virker"}]
    room = make_room({**SCALE, "settings": {"statements": statements, "steps": 7}})
    room.do("open")
    join(phone, room)
    expect(phone.locator(".fs-step")).to_have_count(7)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert (
        phone.evaluate("Math.min(...[...document.querySelectorAll('.fs-step')].map((e) => e.offsetHeight))")
        >= 44
    )


def test_real_phones_through_a_proxy_that_buffers_everything(browser: Any, room: Room) -> None:
    """No event reaches them: after twenty silent seconds they ask. Their clocks are turned forward so far."""
    proxy = BufferingProxy(room.port)
    proxy.start()
    contexts = [browser.new_context(viewport={"width": 390, "height": 844}) for _ in range(REAL_PHONES)]
    try:
        pages = [context.new_page() for context in contexts]
        for number, page in enumerate(pages):
            page.clock.install()
            page.goto(f"http://{HOST}:{proxy.port}{room.path}")
            page.select_option("#group", f"g{number % 6 + 1}")
            if page.locator("#unit").is_visible():
                page.select_option("#unit", label="Lia skole")
            page.click("text=Bli med >> nth=-1")
            expect(page.locator("#prompt")).to_have_text(PROMPT)
        room.do("next", "open")
        # not sooner; the last one only, since the others' clocks went on while they waited for it
        pages[-1].clock.fast_forward(12_000)
        expect(pages[-1].locator("#prompt")).to_have_text(PROMPT)
        for page in pages:
            page.clock.fast_forward(22_000)
            expect(page.locator("#prompt")).to_have_text(OPEN["prompt"])
        for number, page in enumerate(pages):
            page.locator("textarea").first.fill(f"Ro fra telefon {number}")
            page.click("text=Send svaret")
            expect(page.locator(".saved")).to_be_visible()
        said = {r.answer["texts"][0] for r in room.store.answers(room.id, "a2")}
        assert said == {f"Ro fra telefon {number}" for number in range(REAL_PHONES)}
    finally:
        for context in contexts:
            context.close()
        proxy.close()
