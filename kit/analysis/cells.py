"""One thing that can be filled in: every text that stands in it, and the way back and forth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

Json = dict[str, Any]


class EntryLike(Protocol):
    """An appended row of the store, which this room does not know."""

    @property
    def revision(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def body(self) -> Json: ...
    @property
    def at(self) -> dt.datetime: ...
    @property
    def by(self) -> str: ...


@dataclass(frozen=True)
class Version:
    """What somebody wrote once; ``revision`` is what the next writing builds on."""

    value: Any
    revision: int
    by: str = ""
    at: dt.datetime | None = None


@dataclass(frozen=True)
class Step:
    """One way back or forth: what stood, and the entry (of whom) that lies between that and the next."""

    standing: tuple[Version, ...]
    revision: int
    by: str


@dataclass(frozen=True)
class Cell:
    """What stands in one place now. Several standing texts are a conflict that somebody will settle.

    A writing says which text it builds on (``base``). It takes the place of that text, wherever
    that stands; if the text is no longer there, somebody else was first, and both stand.
    """

    standing: tuple[Version, ...] = ()
    past: tuple[Step, ...] = ()
    future: tuple[Step, ...] = ()
    revision: int = 0  # of the latest entry
    first: int = 0  # of the first entry: what was made first is listed first

    @property
    def value(self) -> Any:
        """The text that came first among those standing; None where nothing was written."""
        return self.standing[0].value if self.standing else None

    @property
    def base(self) -> int:
        """What a writing that goes on from :attr:`value` builds on."""
        return self.standing[0].revision if self.standing else 0

    @property
    def others(self) -> tuple[Version, ...]:
        """Texts that were written at the same time and still wait for a choice."""
        return self.standing[1:]

    @property
    def can_undo(self) -> bool:
        return bool(self.past)

    @property
    def can_redo(self) -> bool:
        return bool(self.future)


def after(cell: Cell, entry: EntryLike, *, keep_both: bool) -> Cell:
    """The cell after one more entry.

    With ``keep_both`` false (a tick, a choice) the latest simply counts. An undo or redo that was
    not given on what stands now changes nothing.
    """
    body = entry.body
    marked = replace(cell, revision=entry.revision, first=cell.first or entry.revision)
    if "undo" in body:
        return _back(marked) if body["undo"] == cell.revision and cell.past else marked
    if "redo" in body:
        return _forth(marked) if body["redo"] == cell.revision and cell.future else marked
    new = Version(body.get("value"), entry.revision, entry.by, entry.at)
    standing = _with(cell.standing, new, _built_on(body)) if keep_both else (new,)
    step = Step(cell.standing, entry.revision, entry.by)
    return replace(marked, standing=standing, past=(*cell.past, step), future=())


def _back(cell: Cell) -> Cell:
    last = cell.past[-1]
    undone = replace(last, standing=cell.standing)
    return replace(cell, standing=last.standing, past=cell.past[:-1], future=(undone, *cell.future))


def _forth(cell: Cell) -> Cell:
    next_ = cell.future[0]
    done = replace(next_, standing=cell.standing)
    return replace(cell, standing=next_.standing, past=(*cell.past, done), future=cell.future[1:])


def _built_on(body: Mapping[str, Any]) -> frozenset[int]:
    """Revisions of the texts that this one takes the place of: its base, and those it settles."""
    return frozenset((body.get("base", 0), *body.get("over", ())))


def _with(standing: tuple[Version, ...], new: Version, built_on: frozenset[int]) -> tuple[Version, ...]:
    replaced = [v for v in standing if v.revision in built_on]
    if not replaced and new.by:
        # the writer's own text, whose receipt never reached them: they know what they wrote
        replaced = [v for v in standing if v.by == new.by][:1]
    if not replaced:
        result = (*standing, new)
    else:
        at = standing.index(replaced[0])
        kept = [v for v in standing if v not in replaced]
        result = (*kept[:at], new, *kept[at:])
    return _without_repeats(result)


def _without_repeats(standing: tuple[Version, ...]) -> tuple[Version, ...]:
    """The same text twice is no conflict, and neither is an empty one beside another."""
    kept: dict[str, Version] = {}
    for version in standing:
        kept.setdefault(_folded(version.value), version)
    if len(kept) > 1:
        kept.pop("", None)
    return tuple(kept.values())


def _folded(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())
