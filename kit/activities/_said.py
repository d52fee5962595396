"""What people write, made safe to show, and what the senders are called: groups or answers."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from kit.activities import _words
from kit.i18n import ngettext, number

if TYPE_CHECKING:
    from pandas import DataFrame

# Direction overrides, zero-width spaces and the byte order mark: invisible, and able to disguise what a
# text says. The zero-width joiner (U+200D) stays, since some signs are built with it.
_INVISIBLE = re.compile("[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_LINE_BREAKS = re.compile("\r\n?|[\u000b\u000c\u0085\u2028\u2029]")
_MOST_MARKS = 3  # accents on one letter; more than that is a prank


def clean(text: str) -> str:
    """The text without control characters and lone surrogates; lines stay lines, spaces are single.

    Nothing is escaped: HTML is text like any other and is escaped where it is shown.
    """
    text = unicodedata.normalize("NFC", _LINE_BREAKS.sub("\n", text).encode("utf-8", "ignore").decode())
    text = _INVISIBLE.sub("", text)
    kept: list[str] = []
    marks = 0
    for sign in text:
        category = unicodedata.category(sign)
        if category == "Cc" and sign != "\n":
            sign = " "
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks <= _MOST_MARKS:
            kept.append(sign)
    lines = (" ".join(line.split()) for line in "".join(kept).split("\n"))
    return "\n".join(line for line in lines if line)


def grouped(answers: DataFrame) -> bool:
    """Whether groups answer (a group has a name), not each person."""
    return bool("group_name" in answers and answers["group_name"].notna().any())


def senders(n: int, groups: bool) -> str:
    """«9 grupper» or «9 svar»."""
    if not groups:
        return _words.answers(n)
    return ngettext("{n} group", "{n} groups", n).format(n=number(n))
