from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.participant.room import OPEN, SCALE, Room


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
