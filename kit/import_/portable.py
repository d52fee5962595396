"""Reading a portable file: everything that is whole in it, or one sentence about why there is nothing."""

from __future__ import annotations

import codecs
import json
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from kit.i18n import gettext as _
from kit.i18n import number
from kit.import_.lines import VERSION, EntryLine, GatheringLine, Header, Line
from kit.store.copies import Copy, Row

LARGEST = 50_000_000  # bytes; 500 answers in each of 100 rounds are some 20 MB


class CopyError(ValueError):
    """A file that gives nothing. The message is one sentence for the person who chose it."""


@dataclass(frozen=True)
class Found:
    """What was in a file. ``damaged`` lines were left out; ``cut``: the writing stopped in its last line."""

    copy: Copy
    title: str
    damaged: int = 0
    cut: bool = False


def read(data: bytes) -> Found:
    """Raises :class:`CopyError` for an empty, foreign, newer or too large file."""
    if len(data) > LARGEST:
        raise too_large(len(data))
    first, _end, rest = data.removeprefix(codecs.BOM_UTF8).partition(b"\n")
    header = _header(first)
    lines = rest.split(b"\n")
    unfinished = lines.pop()  # nothing, where the last line has its end
    read_ = [_line(line) for line in lines if line.strip()]
    last = _line(unfinished) if unfinished.strip() else None
    whole = [line for line in (*read_, last) if line is not None]
    codes = {line.id: line.code for line in whole if isinstance(line, GatheringLine)}
    rows: list[Row] = [line.row() for line in whole if not isinstance(line, GatheringLine)]
    damaged = sum(line is None for line in read_)
    root = header.root
    if root not in codes or not _has_root(root, whole):
        raise CopyError(
            _("The file is damaged: what tells which gathering it holds is missing. Choose an older copy.")
        )
    codes = {root: codes.pop(root), **codes}
    kept = tuple(row for row in rows if row.gathering in codes or not row.gathering)
    return Found(Copy(root, codes, kept), header.title, damaged, bool(unfinished.strip()) and last is None)


def too_large(size: int) -> CopyError:
    sentence = _("The file is {size} megabytes, and the limit is {limit}. Is it the right file?")
    return CopyError(sentence.format(size=number(round(size / 1e6)), limit=number(round(LARGEST / 1e6))))


def _header(line: bytes) -> Header:
    told = _json(line)
    try:
        header = Header.model_validate(told)
    except ValidationError:
        raise CopyError(
            _("This is not a copy of a gathering. Choose a file whose name ends in .fagsamling.")
        ) from None
    if header.version > VERSION:
        raise CopyError(_("The file was made by a newer Fagsamling; update the program to open it."))
    return header


def _json(line: bytes) -> Any:
    try:
        return json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return None


def _line(line: bytes) -> Any:
    try:
        return Line.validate_python(_json(line))
    except ValidationError:
        return None


def _has_root(root: str, lines: list[Any]) -> bool:
    """Whether the file holds what a gathering, or an analysis, cannot be without."""
    kinds = ("gathering", ""), ("analysis", "settings")
    return any(
        isinstance(line, EntryLine) and line.gathering == root and (line.kind, line.subject) in kinds
        for line in lines
    )
