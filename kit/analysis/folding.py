"""Entries, oldest first, folded into one analysis: what kinds there are, and what each does to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from kit.analysis.cells import Cell, EntryLike, after
from kit.analysis.model import ROWS, Analysis, Opened, Place

# Entries, by kind. Every body is {"value": …} with, for texts, "base" (the revision it builds on) and "over"
# (other revisions it settles); or {"value": …, "undo": revision} or {"value": …, "redo": revision}.
#   analysis     "settings": {template, language, unit, unit_name, gathering, finding};
#                "worksheet": the analysis' own copy of its template; "clock": {step, ends_at, left}
#   field        "<version>:<step>:<field>"
#   information  "<id>:<member>"  question, whom, method, responsible, due, findings, removed
#   factor       "<id>:<member>"  perspective, effect, text, evidence, selected, source, removed;
#                phone (it came from one), withdrawn (every phone took it back)
#   vote         "<respondent>"   {factor id: dots}
#   link         "<factor>:<factor>", ids in order   0 (none) to 3
#   measure      "<id>:<member>"  text, level, responsible, start, evaluate, noticed, removed, aim:<factor>
#   log          "<id>:<member>"  date, text, measure, removed
#   evaluation   "<version>:<goal or measure id>:<member>"  result, next, reason
#   step         "<version>:<step>:done" or "<version>:<step>:early"
#   dismissed    "<version>:<step>:<field>:<check>"   {word, found}
#   version      "<number>"       {reason, from_step}
KINDS = frozenset(
    [
        "analysis",
        "field",
        "information",
        "factor",
        "vote",
        "link",
        "measure",
        "log",
        "evaluation",
        "step",
        "dismissed",
        "version",
    ]
)
_LATEST_COUNTS = frozenset(
    [
        "removed",
        "withdrawn",
        "phone",
        "selected",
        "perspective",
        "effect",
        "source",
        "level",
        "result",
        "next",
        "done",
        "start",
        "evaluate",
        "due",
        "date",
        "measure",
    ]
)


def fold(analysis: Analysis, entries: Iterable[EntryLike]) -> Analysis:
    """The analysis after these entries (rising revision). Folding in pieces gives the same."""
    now, cells = analysis, dict(analysis.cells)
    revision, changed_at = analysis.revision, analysis.changed_at
    for entry in entries:
        revision = max(revision, entry.revision)
        if entry.kind not in KINDS:  # a newer kit may write kinds that this one does not know
            continue
        if entry.kind == "version" and entry.subject == str(now.version + 1) and "undo" not in entry.body:
            now = _opened(replace(now, cells=dict(cells), revision=revision, changed_at=changed_at), entry)
        place = (entry.kind, entry.subject)
        known = cells.get(place) or _inherited(cells, entry)
        cells[place] = after(known, entry, keep_both=keeps_both(entry.kind, entry.subject))
        changed_at = entry.at
    if revision == analysis.revision:
        return analysis
    return replace(now, cells=cells, revision=revision, changed_at=changed_at)


def keeps_both(kind: str, subject: str) -> bool:
    """Whether two writings at once both stand (texts), or the latest counts (ticks and choices)."""
    if kind in ("vote", "link", "analysis", "dismissed"):
        return False
    member = subject.partition(":")[2] if kind in ROWS else subject.rpartition(":")[2]
    return kind in ("field", "version") or not (member in _LATEST_COUNTS or member.startswith("aim:"))


def _inherited(cells: Mapping[Place, Cell], entry: EntryLike) -> Cell:
    """A field that is first written in a new version goes on from the text before."""
    number, _colon, rest = entry.subject.partition(":")
    if entry.kind == "field" and number.isdecimal():
        for version in range(int(number) - 1, 0, -1):
            before = cells.get(("field", f"{version}:{rest}"))
            if before is not None:
                return Cell(standing=before.standing)
    return Cell()


def _opened(analysis: Analysis, entry: EntryLike) -> Analysis:
    told: Mapping[str, Any] = entry.body.get("value") or {}
    new = Opened(
        analysis.version + 1,
        str(told.get("reason") or ""),
        str(told.get("from_step") or ""),
        entry.revision,
        entry.at,
    )
    return replace(
        analysis,
        version=new.number,
        versions=(*analysis.versions, new),
        earlier=(*analysis.earlier, replace(analysis, earlier=())),
    )
