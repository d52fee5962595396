"""The portable file of a gathering: everything in it, one JSON object a line (:mod:`kit.import_.lines`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import kit
from kit.i18n import gettext as _
from kit.i18n import use
from kit.import_.lines import FORMAT, SUFFIX, VERSION, text, written
from kit.store import Store
from kit.store.copies import CopiedAnswer, Copy


@dataclass(frozen=True)
class About:
    """What a copy is called."""

    root: str
    title: str  # «Nordvik, tema 3»
    date: str  # of the gathering; "" for an analysis

    @property
    def file_name(self) -> str:
        """``fagsamling-nordvik-tema-3-2026-11-12.fagsamling``"""
        plain = self.title.casefold().replace("æ", "ae").replace("ø", "o").replace("å", "a")
        words = "".join(c if c.isascii() and c.isalnum() else " " for c in plain).split()
        return "-".join(["fagsamling", *words[:8], *([self.date] if self.date else [])]) + SUFFIX


def about(store: Store, root: str) -> About:
    """The name of a gathering or an analysis."""
    if store.is_analysis(root):
        analysis = store.analysis_state(root)
        with use(analysis.language):
            return About(root, analysis.title or _("Pedagogical analysis"), "")
    g = store.state(root)
    with use(g.language):
        title = _("{municipality}, theme {number}").format(municipality=g.municipality, number=g.theme)
    return About(root, title, g.date.isoformat())


def head(copy: Copy, about: About) -> list[str]:
    """The lines that the file begins with."""
    first: dict[str, Any] = {"format": FORMAT, "version": VERSION, "kit": kit.__version__, "root": copy.root}
    codes: list[dict[str, Any]] = [
        {"type": "gathering", "id": id_, "code": code} for id_, code in copy.codes.items()
    ]
    return [text(told) for told in (first | {"title": about.title, "date": about.date}, *codes)]


def rows(copy: Copy) -> list[tuple[str, str, str]]:
    """What was written, oldest first: a name that each line has in every copy, its uid, and the line."""
    return [
        (f"answer:{row.id}" if isinstance(row, CopiedAnswer) else row.uid, row.uid, written(row))
        for row in copy.rows
    ]


def document(store: Store, root: str) -> bytes:
    """The whole file."""
    copy = store.copy(root)
    lines = head(copy, about(store, root)) + [line for _name, _uid, line in rows(copy)]
    return "".join(f"{line}\n" for line in lines).encode()
