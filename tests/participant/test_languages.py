"""The words on a phone follow the language that was chosen there; the question stays in the gathering's."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import httpx
import pytest

from kit.participant.pages import boot_of
from tests.participant.room import OPEN, PROMPT, Room
from tests.participant.test_page import Plain

pytestmark = pytest.mark.server


def test_the_choice_stands_on_the_join_screen(room: Room) -> None:
    page = room.client.get(room.path).text
    assert "<b lang=nb aria-current=true>Bokmål</b>" in page
    assert 'href="?sprak=nn"' in page
    assert 'href="?sprak=en"' in page


@pytest.mark.parametrize(
    ("language", "send", "unsure"),
    [
        ("nb", "Send svaret", "Vet ikke"),
        ("nn", "Send svaret", "Veit ikkje"),
        ("en", "Send the answer", "Don't know"),
    ],
)
def test_words_follow_the_phone_and_the_question_does_not(
    room: Room, language: str, send: str, unsure: str
) -> None:
    reply = room.client.get(f"{room.path}?sprak={language}")
    boot = boot_of(reply.text)
    assert f"<html lang={language}>" in reply.text
    assert boot["language"] == language
    assert boot["words"]["send"] == send
    assert unsure in unescape(boot["state"]["activity"]["html"])
    assert boot["state"]["activity"]["prompt"] == PROMPT


def test_an_unknown_language_is_the_gatherings(make_room: Callable[..., Room]) -> None:
    room = make_room(OPEN, language="nn")
    assert "<html lang=nn>" in room.client.get(f"{room.path}?sprak=tlh").text
    assert "<html lang=nn>" in room.client.get(room.path).text
    assert boot_of(room.client.get(f"{room.path}?sprak=nb").text)["language"] == "nb"
    assert room.g.groups["g1"].name == "Bord 1"


def test_without_a_script_the_address_carries_the_language(room: Room) -> None:
    phone = Plain(room)
    phone.go(f"{room.path}?sprak=nn")
    assert "Kva bord er de?" in phone.text
    phone.post("join", group="g1")
    assert "sprak=nn" in str(phone.reply.url)
    assert "Veit ikkje" in phone.text
    phone.post("ask", f__s1="4")
    assert "Svaret er lagra" in phone.text
    assert "Endre svaret" in phone.text


def test_errors_follow_the_phone(room: Room) -> None:
    assert "finst ikkje" in room.client.get("/delta/XXXXXX?sprak=nn").text
    room.do("lock")
    error = room.client.post(f"{room.path}/answers?sprak=en", json=room.body()).json()["error"]
    assert error.startswith("The round was locked")


def test_typing_the_code_keeps_the_language(room: Room) -> None:
    page = room.client.get("/delta?sprak=en").text
    assert "The code is on the screen in the room." in page
    assert "<input type=hidden name=sprak value=en>" in page
    reply = room.client.get(f"/delta?sprak=en&kode={room.code}")
    assert reply.headers["location"] == f"delta/{room.code}?sprak=en"


def _events(reply: httpx.Response) -> Iterator[dict]:
    for line in reply.iter_lines():
        if line.startswith("data: {"):
            yield json.loads(line.removeprefix("data: "))


def test_each_listener_is_told_in_its_own_language(room: Room) -> None:
    nb, nn = f"{room.path}/events", f"{room.path}/events?sprak=nn"
    with room.client.stream("GET", nb) as first, room.client.stream("GET", nn) as second:
        heard = [_events(first), _events(second)]
        now = [next(events)["activity"] for events in heard]
        assert ["Vet ikke" in now[0]["html"], "Veit ikkje" in now[1]["html"]] == [True, True]
        room.do("next", "open")
        for events, words in zip(heard, ("Fyll ut noe først", "Fyll ut noko først"), strict=True):
            found = next(e["activity"] for e in events if e["activity"] and e["activity"]["kind"] == "open")
            assert words in found["html"]


@pytest.mark.browser
def test_the_phone_remembers_the_language(phone: Any, room: Room) -> None:
    errors: list[str] = []
    phone.on("pageerror", lambda error: errors.append(str(error)))
    phone.goto(room.address + room.path)
    phone.get_by_role("link", name="Nynorsk").click()
    phone.get_by_label("Kva bord er de?").wait_for()
    phone.goto(room.address + room.path)  # scanned once more: the address says nothing about it
    phone.get_by_label("Kva bord er de?").select_option("g4")
    phone.get_by_label("Kvar jobbar de?").select_option(label="Lia skole")
    phone.get_by_role("button", name="Bli med").click()
    phone.get_by_role("heading", name=PROMPT).wait_for()
    phone.get_by_text("Veit ikkje").first.wait_for()
    room.do("next", "open")  # heard through the stream
    phone.get_by_role("button", name="Legg til eit svar").wait_for()
    phone.locator("textarea").first.fill("Vi spør kvarandre")
    phone.get_by_role("button", name="Send svaret").click()
    phone.get_by_text("Svaret er lagra").wait_for()
    phone.get_by_role("link", name="Byt").click()
    phone.get_by_role("link", name="English").click()
    phone.get_by_text("The answer is saved").wait_for()  # still at its table
    assert errors == []
