from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.participant.room import OPEN, SCALE, Room
from tests.running import FLAGS, chromium_path

HOST = "samling.test"


@pytest.fixture
def make_room(tmp_path: Path) -> Iterator[Callable[..., Room]]:
    """``make_room(activity, …, expected=6, mode="group")``"""
    made: list[Room] = []

    def make(*activities: dict[str, Any], **more: Any) -> Room:
        folder = tmp_path / f"room{len(made)}"
        folder.mkdir()
        made.append(Room(folder, *activities, **more))
        return made[-1]

    yield make
    for room in made:
        room.close()


@pytest.fixture
def room(make_room: Callable[..., Room]) -> Room:
    """A scale and an open question; the scale is open."""
    made = make_room(SCALE, OPEN)
    made.do("open")
    return made


@pytest.fixture(scope="session")
def browser(playwright: Any) -> Iterator[Any]:
    """Knows a made-up host, which is plain http and so not a secure context."""
    flags = [*FLAGS, f"--host-resolver-rules=MAP {HOST} 127.0.0.1"]
    started = playwright.chromium.launch(executable_path=chromium_path(), args=flags)
    yield started
    started.close()


@pytest.fixture
def phone(browser: Any) -> Iterator[Any]:
    """A page as large as a phone's; no script on it may fail."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(error.stack))
    yield page
    context.close()
    assert page.errors == []
