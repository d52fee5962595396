"""Skriv inn in the browser: nothing typed is lost, whatever the kernel is doing meanwhile."""

from __future__ import annotations

import datetime as dt
import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psutil
import pytest

from kit.store import NewGathering, NewUnit, Store, open_store
from kit.store.commands import run_command
from tests.running import Program

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

TEXT = "Vi øver på å si fra når noe ikke kjennes riktig, også når det er travelt og ingen har tid. " * 3


def gathering_in(store: Store, kind: str, settings: dict[str, Any]) -> str:
    new = NewGathering(
        theme=3,
        date=dt.date(2026, 11, 12),
        municipality="Fjordvik",
        units=[NewUnit("Bjørkåsen skole", "skole")],
        expected=4,
    )
    gathering = store.create_gathering(new)
    body = {"kind": kind, "prompt": "Hva gjør at det er trygt å si fra?", "settings": settings, "minutes": 5}
    store.record(gathering, "activity", "a1", body)
    store.record(gathering, "agenda", "", {"items": ["a1"], "start": "09:00"})
    run_command(
        store, run_command(store, store.state(gathering), "go_to", "t", activity_id="a1"), "open", "t"
    )
    return gathering


@pytest.fixture
def written(kit: Program, laptop: Any) -> Iterator[tuple[Program, Store, Any]]:
    store = open_store(kit.url)
    yield kit, store, laptop
    store.close()


def open_enter(kit: Program, page: Any, gathering: str) -> None:
    page.goto(kit.notebook("tema-3-organisasjon-og-ledelse", f"?samling={gathering}&steg=skriv-inn"))
    page.get_by_role("heading", name="Svar fra Bord 1", exact=True).wait_for(timeout=60_000)


@contextmanager
def busy_kernels(kit: Program) -> Iterator[None]:
    """The kernels stand still, as when they draw a large picture on a slow machine."""
    assert kit.process
    children = psutil.Process(kit.process.pid).children(recursive=True)
    kernels = [c.pid for c in children if "ipykernel" in " ".join(c.cmdline())] or [c.pid for c in children]
    assert kernels
    for pid in kernels:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in kernels:
            os.kill(pid, signal.SIGCONT)


def test_two_hundred_characters_and_ctrl_enter_at_once_while_the_kernel_is_busy(
    written: tuple[Program, Store, Any],
) -> None:
    kit, store, page = written
    gathering = gathering_in(store, "open", {"max_length": 300})
    open_enter(kit, page, gathering)
    text = TEXT[:200].strip().ljust(200, ".")
    with busy_kernels(kit):
        page.locator("#fs-answer textarea").first.focus()
        page.keyboard.type(text)
        page.keyboard.press("Control+Enter")
        time.sleep(1.5)
        assert store.answers(gathering) == []
    page.get_by_text(re.compile(r"Bord 1 lagret \d\d\.\d\d")).first.wait_for()
    [row] = store.answers(gathering)
    assert row.answer == {"texts": [text]}
    assert len(row.answer["texts"][0]) == 200


def test_who_types_on_before_the_next_form_has_come_writes_in_that_form(
    written: tuple[Program, Store, Any],
) -> None:
    kit, store, page = written
    gathering = gathering_in(store, "open", {})
    open_enter(kit, page, gathering)
    page.wait_for_function("document.activeElement?.matches('#fs-answer textarea')")
    with busy_kernels(kit):
        for text in ("Tid til å lytte", "Rop", "Åpne dører"):
            page.keyboard.type(text)
            if text == "Rop":
                page.keyboard.press("Backspace")
                page.keyboard.press("Enter")
                page.keyboard.type("@ro")
            page.keyboard.down("Control")
            page.keyboard.down("Enter")
            page.keyboard.down("Enter")  # held a little too long
            page.keyboard.up("Enter")
            page.keyboard.up("Control")
    page.get_by_role("heading", name="Svar fra Bord 4", exact=True).wait_for()
    found = {row.group: row.answer["texts"] for row in store.answers(gathering)}
    assert found == {"g1": ["Tid til å lytte"], "g2": ["Ro\n@ro"], "g3": ["Åpne dører"]}
    assert page.locator("#fs-answer textarea").first.input_value() == ""
    # what has been saved is no draft: a later answer from the table's phone is what is shown next time
    assert (
        page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('fs:draft:answer:'))") == []
    )


def test_what_was_typed_survives_a_reload_and_a_killed_program(written: tuple[Program, Store, Any]) -> None:
    kit, store, page = written
    gathering = gathering_in(store, "open", {})
    open_enter(kit, page, gathering)
    page.locator("#fs-answer textarea").first.focus()
    page.keyboard.type("Halvferdig setning om")
    page.reload()
    page.get_by_role("heading", name="Svar fra Bord 1", exact=True).wait_for(timeout=60_000)
    page.wait_for_function("document.querySelector('#fs-answer textarea')?.value === 'Halvferdig setning om'")
    page.locator("#fs-answer textarea").first.focus()
    page.keyboard.press("End")
    with busy_kernels(kit):
        page.keyboard.press("Control+Enter")
        page.keyboard.type(" å lytte")  # waits for the form that comes, and is kept when it does not
        page.goto("about:blank")  # an open page reloads by itself, which has its own tests
    kit.kill()
    kit.start()
    page.goto(kit.notebook("tema-3-organisasjon-og-ledelse", f"?samling={gathering}&steg=skriv-inn"))
    page.get_by_text(re.compile(r"Bord 1 lagret \d\d\.\d\d")).first.wait_for(timeout=60_000)
    page.locator(".fs-grouprow", has_text="Bord 1").click()
    page.wait_for_function(
        "document.querySelector('#fs-answer textarea')?.value === 'Halvferdig setning om å lytte'"
    )


def test_a_scale_is_written_with_digits_alone(written: tuple[Program, Store, Any]) -> None:
    kit, store, page = written
    statements = [{"id": f"s{i}", "text": f"Påstand {i}"} for i in range(1, 4)]
    gathering = gathering_in(store, "scale", {"statements": statements})
    open_enter(kit, page, gathering)
    page.wait_for_function("document.activeElement?.closest('#fs-answer')")
    for key in ("4", "0", "2"):
        page.keyboard.press(key)
    page.keyboard.press("Control+Enter")
    page.get_by_role("heading", name="Svar fra Bord 2", exact=True).wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="Svar fra Bord 3", exact=True).wait_for()
    [row] = store.answers(gathering)
    assert row.answer == {"s1": 4, "s2": None, "s3": 2}
    assert row.via == "facilitator"


def test_an_answer_from_a_phone_does_not_touch_what_is_being_written(
    written: tuple[Program, Store, Any],
) -> None:
    from kit.store import NewAnswer

    kit, store, page = written
    gathering = gathering_in(store, "open", {})
    open_enter(kit, page, gathering)
    page.locator("#fs-answer textarea").first.focus()
    page.keyboard.type("Først det ene")
    for group in ("g1", "g2"):
        store.add_answers(
            [
                NewAnswer(
                    id=f"id-{group}", gathering=gathering, activity="a1", round=1, respondent=f"telefon-{group}",
                    seq=1, group=group, unit=None, answer={"texts": ["Fra en telefon"]}, via="phone",
                )
            ]
        )  # fmt: skip
    page.get_by_text("2 av 4 har svart").first.wait_for()
    page.keyboard.type(", så det andre")
    assert page.locator("#fs-answer textarea").first.input_value() == "Først det ene, så det andre"
