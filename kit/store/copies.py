"""Rows as they stand in every copy, and laying copies together.

Here rows have uids and no revisions: a text in an analysis names the texts that it builds on by uid.
:func:`union` is pure, and does the same in whatever order copies come.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kit.store.state import Json
from kit.store.values import canonical

_ONE, _MANY = ("base", "undo", "redo"), "over"  # members of an analysis' body that name other entries


@dataclass(frozen=True)
class CopiedEntry:
    uid: str
    gathering: str
    kind: str
    subject: str
    body: Json
    at: str  # as stored
    by: str

    @property
    def place(self) -> tuple[str, str]:
        return self.uid, ""


@dataclass(frozen=True)
class CopiedAnswer:
    uid: str
    id: str
    gathering: str
    activity: str
    round: int
    respondent: str
    seq: int
    group: str | None
    unit: str | None
    answer: Json
    via: str
    at: str

    @property
    def place(self) -> tuple[str, str]:
        return self.uid, self.id

    @property
    def sent(self) -> str:
        """What was sent, in one form only: equal answers are equal text."""
        return canonical(
            [
                self.gathering,
                self.activity,
                self.round,
                self.respondent,
                self.seq,
                self.group,
                self.unit,
                self.answer,
            ]
        )


Row = CopiedEntry | CopiedAnswer


@dataclass(frozen=True)
class Copy:
    """A gathering (or an analysis) with everything that belongs to it, in the order it was written.

    ``codes`` names ``root`` first, then the analyses of the gathering and its units. Rows of the
    gathering "" are the municipality and the units.
    """

    root: str
    codes: Mapping[str, str]
    rows: tuple[Row, ...]
    cursor: str = ""  # how far the database had come; see :func:`kit.store.copying.read`
    whole: bool = True  # False: only what was newer than another copy's cursor

    @property
    def answers(self) -> tuple[CopiedAnswer, ...]:
        return tuple(r for r in self.rows if isinstance(r, CopiedAnswer))

    @property
    def entries(self) -> tuple[CopiedEntry, ...]:
        return tuple(r for r in self.rows if isinstance(r, CopiedEntry))


@dataclass(frozen=True)
class Merged:
    """What came of laying a copy together with the database."""

    root: str
    entries: int = 0  # that were new here
    answers: int = 0
    twice: int = 0  # answers that had another body under the same id: both are kept
    made: bool = False  # the gathering was not here
    codes: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # id → code in the copy, code here

    @property
    def new_code(self) -> str:
        """The root's code, where it could not keep the one it had."""
        before, here = self.codes.get(self.root, ("", ""))
        return here if here != before else ""


def union(here: Iterable[Row], there: Iterable[Row]) -> tuple[Row, ...]:
    """Every row of both, once, as they were written. What stands ``here`` wins over an edited copy."""
    first, second = list(here), list(there)
    entries = {r.uid: r for r in (*second, *first) if isinstance(r, CopiedEntry)}
    answers = _answers([r for r in (*first, *second) if isinstance(r, CopiedAnswer)])
    return tuple(sorted([*entries.values(), *answers], key=lambda r: r.place))


def _answers(rows: Iterable[CopiedAnswer]) -> list[CopiedAnswer]:
    """The same answer once, at its first moment; another body under the same id gets an id of its own."""
    by_id: dict[str, dict[str, CopiedAnswer]] = {}
    for row in rows:
        bodies = by_id.setdefault(row.id, {})
        known = bodies.get(row.sent)
        if known is None or row.uid < known.uid:
            bodies[row.sent] = row
    kept: dict[tuple[str, str], CopiedAnswer] = {}
    for bodies in by_id.values():
        for place, row in enumerate(sorted(bodies.values(), key=lambda r: r.uid)):
            named = row if place == 0 else replace(row, id=_other_id(row))
            known = kept.get((named.id, named.sent))
            if known is None or named.uid < known.uid:
                kept[named.id, named.sent] = named
    return list(kept.values())


def _other_id(row: CopiedAnswer) -> str:
    digest = hashlib.sha256(row.sent.encode()).hexdigest()[:8]
    return f"{row.id[:70]}~{digest}"


def renamed(before: Iterable[Row], after: Iterable[Row]) -> int:
    """How many answers got an id of their own."""
    known = {r.id for r in before if isinstance(r, CopiedAnswer)}
    return sum(isinstance(r, CopiedAnswer) and "~" in r.id and r.id not in known for r in after)


def refers(kind: str, body: Mapping[str, Any]) -> bool:
    """Whether a body may name other entries."""
    from kit.analysis.folding import KINDS

    return kind in KINDS and any(name in body for name in (*_ONE, _MANY))


def pointed(body: Json) -> list[Any]:
    """What a body names: revisions in a database, uids in a copy."""
    many = body.get(_MANY)
    return [body[n] for n in _ONE if body.get(n)] + list(many if isinstance(many, list) else ())


def repointed(body: Json, names: Mapping[Any, Any]) -> Json:
    """The body with other names for the entries it builds on; names that are not known stay."""
    changed = dict(body)
    for name in _ONE:
        if changed.get(name):
            changed[name] = names.get(changed[name], changed[name])
    if isinstance(changed.get(_MANY), list):
        changed[_MANY] = [names.get(one, one) for one in changed[_MANY]]
    return changed


def is_start(some: Sequence[Row], whole: Sequence[Row]) -> bool:
    """Whether ``whole`` only goes on after ``some``."""
    return len(some) <= len(whole) and all(a == b for a, b in zip(some, whole, strict=False))
