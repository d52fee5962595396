"""The agenda as Forbered sees it: the running clock and what is covered. Pure."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from kit.programme import ActivityTemplate
from kit.store.state import Activity, Gathering, Json


@dataclass(frozen=True)
class Clocked:
    """An agenda item with the time it begins."""

    activity: Activity
    at: str  # 09.15


def clocked(activities: Sequence[Activity], start: str) -> tuple[list[Clocked], int, str]:
    """Every item with its time, the sum in minutes, and when it all ends."""
    *at, ends = times([a.minutes for a in activities], start)
    items = [Clocked(a, time) for a, time in zip(activities, at, strict=True)]
    return items, sum(a.minutes for a in activities), ends


def times(minutes: Iterable[int], start: str) -> list[str]:
    """When each of them begins, and last when it all ends: ``["09.00", "09.15"]``."""
    return [_shown(minute) for minute in accumulate(minutes, initial=_minutes(start))]


def _minutes(start: str) -> int:
    hours, _colon, minutes = start.partition(":")
    return int(hours) * 60 + int(minutes)


def _shown(minute: int) -> str:
    return f"{minute // 60 % 24:02d}.{minute % 60:02d}"


def time_of(text: str) -> str | None:
    """A time of day as people type it (9, 9.15, 09:15, 0915) as ``09:15``; None if it is not one."""
    parts = text.strip().replace(":", ".").split(".")
    if len(parts) == 1 and len(parts[0]) in (3, 4):
        parts = [parts[0][:-2], parts[0][-2:]]
    hours, minutes = (parts[0], "00") if len(parts) == 1 else (parts[0], ".".join(parts[1:]))
    if not (hours.isascii() and hours.isdigit() and minutes.isascii() and minutes.isdigit()):
        return None
    if int(hours) > 23 or len(minutes) != 2 or int(minutes) > 59:
        return None
    return f"{int(hours):02d}:{minutes}"


def moved(items: Sequence[str], which: str, step: int) -> list[str]:
    """The items with one of them ``step`` places further down; at the ends it stays."""
    order = list(items)
    at = order.index(which)
    to = min(len(order) - 1, max(0, at + step))
    order.insert(to, order.pop(at))
    return order


def after(items: Sequence[str], new: Iterable[str], which: str | None) -> list[str]:
    """New items put in behind ``which``, or last."""
    order = list(items)
    at = order.index(which) + 1 if which in order else len(order)
    order[at:at] = list(new)
    return order


def coverage(activities: Iterable[Activity | ActivityTemplate]) -> Counter[str]:
    """How many activities cover each emphasis point and strand, by id."""
    return Counter(point for a in activities for point in {*a.emphasis, *a.strands})


# --- what is written ---------------------------------------------------------------------------


def new_id() -> str:
    """An id for a new agenda item."""
    return f"a{secrets.token_hex(6)}"


def put_in(
    g: Gathering, bodies: Sequence[Json], behind: str | None = None
) -> tuple[list[str], list[tuple[str, str, Json, int | None]]]:
    """New activities behind one that is there, or last: their ids, and the entries to append."""
    ids = [new_id() for _body in bodies]
    changes: list[tuple[str, str, Json, int | None]] = [
        ("activity", id_, body, 0) for id_, body in zip(ids, bodies, strict=True)
    ]
    body = {"items": after(g.agenda, ids, behind), "start": g.start}
    return ids, [*changes, ("agenda", "", body, g.agenda_revision)]
