"""The machine goes and an older copy takes its place: phones bring back what only they still have, exactly once."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from kit.store import open_store
from kit.store.state import AnswerRow
from tests.participant.conftest import HOST
from tests.participant.room import OPEN, SCALE, Room
from tests.participant.test_phone import join, tick
from tests.running import eventually

pytestmark = pytest.mark.server
Copies = Callable[[Room], Callable[[], None]]


@pytest.fixture
def copied(tmp_path: Path) -> Copies:
    """``restore = copied(room)`` keeps a copy as it is now; ``restore()`` puts it in the place of a lost database."""

    def copy(room: Room) -> Callable[[], None]:
        kept = tmp_path / "copy.db"
        room.store.backup(kept)

        def restore() -> None:
            path = room.store.path
            assert path is not None
            room.phones.close()
            room.store.close()
            for file in path.parent.glob(f"{path.name}*"):
                file.unlink()
            shutil.copy(kept, path)
            room.store = open_store(room.url)
            room.restart()

        return restore

    return copy


def give_code(room: Room, code: str) -> None:
    with closing(sqlite3.connect(str(room.store.path))) as raw:
        raw.execute("UPDATE gathering SET code = ? WHERE id = ?", (code, room.id))
        raw.commit()


def answers(room: Room) -> list[AnswerRow]:
    return room.store.answers(room.id)


# --- the routes


def test_what_is_missing_is_told_and_taken_again_whatever_is_open(room: Room, copied: Copies) -> None:
    first, second = room.body(), room.body(seq=2, answer={"s1": 2, "s2": 2})
    assert room.client.post(f"{room.path}/answers", json=first).status_code == 201
    restore = copied(room)
    told = room.client.post(f"{room.path}/answers", json=second)
    assert told.status_code == 201
    assert room.client.post(f"{room.path}/answers", json=second).json()["receipt"] == told.json()["receipt"]
    restore()
    room.do("lock")
    asked = {"respondent": first["respondent"], "ids": [first["id"], second["id"]]}
    assert room.client.post(f"{room.path}/held", json=asked).json() == {"missing": [second["id"]]}

    late = room.client.post(f"{room.path}/answers", json=second)
    assert (late.status_code, late.json()["reason"]) == (409, "locked")
    again = second | {"saved": told.json()["receipt"]}
    assert room.client.post(f"{room.path}/answers", json=again).status_code == 201
    assert room.client.post(f"{room.path}/answers", json=again).status_code == 200
    assert room.client.post(f"{room.path}/held", json=asked).json() == {"missing": []}
    assert [a.id for a in answers(room)] == [first["id"], second["id"]]


def test_a_round_that_began_after_the_copy_was_made(room: Room, copied: Copies) -> None:
    restore = copied(room)
    room.do("lock", "new_round")
    body = room.body(round=2)
    told = room.client.post(f"{room.path}/answers", json=body)
    assert told.status_code == 201
    restore()
    assert room.g.stage.round_of("a1") == 1
    early = room.client.post(f"{room.path}/answers", json=body)
    assert (early.status_code, early.json()["reason"]) == (400, "round")
    again = body | {"saved": told.json()["receipt"]}
    assert room.client.post(f"{room.path}/answers", json=again | {"round": 99}).status_code == 400
    assert room.client.post(f"{room.path}/answers", json=again).status_code == 201
    assert [a.round for a in answers(room)] == [2]


def lock(room: Room) -> None:
    """And wait until the phones' server knows: it may look a moment later."""
    room.do("lock")
    eventually(lambda: not room.client.get(f"{room.path}/state").json()["activity"]["open"])


def test_only_what_was_acknowledged_is_let_in_after_the_lock(room: Room) -> None:
    told = room.send().json()
    lock(room)
    late = room.body(respondent="phone-of-table-2", group="g2")
    for saved in ("2026-11-12T09:31:00.000Z", told["receipt"], "blåbær"):
        refused = room.client.post(f"{room.path}/answers", json=late | {"saved": saved})
        assert (refused.status_code, refused.json()["reason"]) == (409, "locked")
    changed = room.body(id=told["id"] + "x", saved=told["receipt"])
    assert room.client.post(f"{room.path}/answers", json=changed).status_code == 409
    assert len(answers(room)) == 1


def test_an_old_gathering_gives_no_receipts_and_takes_the_phones_word(room: Room) -> None:
    with closing(sqlite3.connect(str(room.store.path))) as raw:
        raw.execute("DELETE FROM entry WHERE kind = 'receipts'")
        raw.commit()
    room.restart()
    assert "receipt" not in room.send().json()
    lock(room)
    assert room.send(respondent="phone-of-table-2", group="g2").status_code == 409
    kept = room.send(respondent="phone-of-table-2", group="g2", saved="2026-11-12T09:31:00.000Z")
    assert kept.status_code == 201


@pytest.mark.parametrize("ids", [None, "x" * 20, [1], ["x"], ["long enough"] * 301])
def test_ids_that_cannot_be_asked_for(room: Room, ids: object) -> None:
    reply = room.client.post(f"{room.path}/held", json={"respondent": "phone-of-table-1", "ids": ids})
    assert reply.status_code == 400
    assert reply.json()["error"].startswith("«ids» må være")


def test_an_answer_never_ends_up_in_another_gathering(room: Room) -> None:
    reply = room.send(gathering="some-other-one")
    assert (reply.status_code, reply.json()["reason"]) == (404, "code")
    assert room.send(gathering=room.id).status_code == 201


# --- the phone


def pasted(page: Any) -> str:
    """What the clipboard holds."""
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<textarea id=paste></textarea>')")
    page.focus("#paste")
    page.keyboard.press("Control+V")
    return str(page.input_value("#paste"))


@pytest.mark.browser
def test_a_phone_brings_back_what_it_was_told_is_saved(phone: Any, room: Room, copied: Copies) -> None:
    restore = copied(room)
    phone.goto(f"http://{HOST}:{room.port}{room.path}")
    phone.select_option("#group", "own")
    phone.fill("#name", "Uglene")
    phone.select_option("#unit", label="Lia skole")
    phone.click("#act button")
    for step in (2, 4):
        tick(phone, "s1", step)
        phone.click("#send")
        expect(phone.locator(".saved")).to_be_visible()
        if step == 2:
            phone.click("#change")
    before = [(a.id, a.seq, a.answer) for a in answers(room)]
    assert len(before) == 2
    restore()
    assert answers(room) == []
    room.do("lock")
    expect(phone.locator(".tag.lock")).to_be_visible(timeout=15_000)
    eventually(lambda: [(a.id, a.seq, a.answer) for a in answers(room)] == before)
    groups = {a.group for a in answers(room)}
    assert [room.g.groups[str(g)].name for g in groups] == ["Uglene"]  # the table was made once more
    phone.wait_for_timeout(2500)
    assert len(answers(room)) == 2


@pytest.mark.browser
def test_a_code_that_is_gone_keeps_the_text_and_the_new_one_sends_it(phone: Any, room: Room) -> None:
    old = room.path
    room.do("next", "open")
    join(phone, room)
    phone.fill("textarea >> nth=0", "At leder spør, og venter på svaret")
    phone.click("#send")
    expect(phone.locator(".saved")).to_be_visible()
    phone.click("#change")
    phone.fill("textarea >> nth=0", "At vi har tid")
    phone.context.set_offline(True)
    phone.click("#send")
    expect(phone.locator(".panel.off")).to_be_visible(timeout=8000)
    room.phones.close()
    give_code(room, "K7M4PA")
    room.restart()
    phone.context.set_offline(False)
    for _again in range(2):
        expect(phone.locator("#view .panel.error")).to_contain_text("finnes ikke", timeout=20_000)
        expect(phone.locator(".kept")).to_contain_text("At vi har tid")
        phone.goto(f"http://{HOST}:{room.port}{old}")  # the text is still there after a reload
    phone.click("text=Kopier teksten")
    expect(phone.locator("#copy")).to_have_text("Teksten er kopiert")
    assert pasted(phone) == f"{OPEN['prompt']}\n– At vi har tid"
    phone.goto(f"http://{HOST}:{room.port}{room.path}")
    expect(phone.locator("#me")).to_have_text("Bord 4")
    expect(phone.locator(".saved")).to_be_visible()
    assert [a.answer["texts"] for a in answers(room)] == [
        ["At leder spør, og venter på svaret"],
        ["At vi har tid"],
    ]


@pytest.mark.browser
def test_a_code_that_comes_back_is_found_again_without_scanning(phone: Any, room: Room) -> None:
    code = room.code
    join(phone, room)
    tick(phone, "s1", 3)
    give_code(room, "K7M4PA")
    room.phones.close()
    room.restart()
    expect(phone.locator("#view .panel.error")).to_contain_text("finnes ikke", timeout=20_000)
    give_code(room, code)
    room.phones.close()
    room.restart()
    expect(phone.locator("#ask .fs-f[data-name=s1] input:checked")).to_have_count(1, timeout=20_000)
    phone.click("#send")
    expect(phone.locator(".saved")).to_be_visible()


@pytest.mark.browser
def test_an_address_that_is_gone_says_so_and_gives_the_text(phone: Any, room: Room) -> None:
    room.do("next", "open")
    phone.clock.install()
    join(phone, room)
    phone.fill("textarea >> nth=0", "At leder spør")
    room.phones.close()
    phone.clock.run_for(15_000)
    expect(phone.locator("#status")).to_contain_text("Ingen kontakt med samlingen")
    phone.clock.run_for(70_000)
    expect(phone.locator("#notes .panel.off")).to_contain_text("Denne adressen svarer ikke lenger")
    expect(phone.locator("#notes .panel.off")).to_contain_text(re.compile(r"svarte sist \d\d\.\d\d"))
    expect(phone.locator("textarea >> nth=0")).to_have_value("At leder spør")
    phone.click("text=Kopier teksten")
    assert pasted(phone) == f"{OPEN['prompt']}\n– At leder spør"
    room.restart()
    phone.clock.run_for(10_000)
    expect(phone.locator("#notes .panel.off")).to_have_count(0)
    expect(phone.locator("textarea >> nth=0")).to_have_value("At leder spør")


@pytest.mark.browser
def test_an_address_that_goes_after_the_code_says_so_and_gives_the_text(phone: Any, room: Room) -> None:
    room.do("next", "open")
    phone.clock.install()
    join(phone, room)
    phone.fill("textarea >> nth=0", "At leder spør")
    room.phones.close()
    give_code(room, "K7M4PA")
    room.restart()
    phone.clock.run_for(25_000)
    expect(phone.locator("#view .panel.error")).to_contain_text("finnes ikke")
    room.phones.close()
    phone.clock.run_for(10_000)
    expect(phone.locator("#status")).to_contain_text("Ingen kontakt med samlingen")
    phone.clock.run_for(70_000)
    expect(phone.locator("#notes .panel.off")).to_contain_text("Denne adressen svarer ikke lenger")
    expect(phone.locator("#view .panel.error")).to_have_count(0)
    expect(phone.locator("a.btn")).to_have_count(0)  # it would lead away from the text, and nowhere
    expect(phone.locator(".kept")).to_contain_text("At leder spør")
    phone.click("text=Kopier teksten")
    assert pasted(phone) == f"{OPEN['prompt']}\n– At leder spør"
    room.restart()
    phone.clock.run_for(10_000)
    expect(phone.locator("#view .panel.error")).to_contain_text("finnes ikke")
    expect(phone.locator("a.btn")).to_have_text("Skriv en kode")


@pytest.mark.browser
def test_two_gatherings_on_one_phone_do_not_mix(phone: Any, make_room: Callable[..., Room]) -> None:
    one, other = make_room(SCALE), make_room(OPEN)
    other.phones.close()
    one.do("open")
    other.do("open")
    join(phone, one)
    tick(phone, "s1", 3)
    phone.context.set_offline(True)
    phone.click("#send")
    expect(phone.locator(".panel.off")).to_be_visible(timeout=8000)
    one.phones.close()
    other.port = one.port  # another gathering takes over address and code
    give_code(other, one.code)
    other.restart()
    phone.context.set_offline(False)
    expect(phone.locator("#group")).to_be_visible(timeout=20_000)
    assert answers(other) == []
    assert answers(one) == []
