"""Numbers and words that every picture, table and sentence writes the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

from kit.i18n import gettext as _
from kit.i18n import ngettext, number

if TYPE_CHECKING:
    from pandas import DataFrame

DASH = "–"
ENOUGH_FOR_SHARES = 10


def count(value: float) -> str:
    """A count in a table or a column: none is «–», not 0."""
    return number(int(value)) if value else DASH


def answers(n: int) -> str:
    """«1 svar», «12 svar»."""
    return ngettext("{n} answer", "{n} answers", n).format(n=number(n))


def shares_shown(n: int) -> bool:
    """Percentages of five groups say more than five groups can."""
    return n >= ENOUGH_FOR_SHARES


def middle(value: float | None) -> str:
    """A median: 4, or 2,5 between two; «–» where nobody has answered."""
    return DASH if value is None or value != value else number(value)


def average(value: float | None) -> str:
    """A mean with one decimal."""
    return DASH if value is None or value != value else number(value, 1)


def change(value: float, decimals: int | None = None) -> str:
    """«+1», «−0,5», «uendret»."""
    text = number(value, decimals)
    if not any(c in "123456789" for c in text):
        return _("unchanged")
    return f"+{text}" if value > 0 else text


def quoted(text: str) -> str:
    """«sitat», without the full stop that would end the sentence around it."""
    return f"«{text.rstrip('.')}»"


def short(text: str, longest: int = 60) -> str:
    """A text as it is named inside a sentence: one line, without its full stop, cut at a word."""
    line = " ".join(text.split()).rstrip(".")
    return line if len(line) <= longest else line[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,.") + "…"


def listed(parts: list[str]) -> str:
    """«a, b og c»."""
    if len(parts) < 2:
        return "".join(parts)
    return _("{first} and {last}").format(first=", ".join(parts[:-1]), last=parts[-1])


def round_names(summary: DataFrame, before: DataFrame) -> tuple[str, str]:
    """What the earlier and the present round are called: by number where ``attrs["round"]`` tells it."""
    old, new = before.attrs.get("round"), summary.attrs.get("round")
    if old is None or new is None:
        return _("Before"), _("Now")
    return _("Round {number}").format(number=old), _("Round {number}").format(number=new)


def leaning(name: str) -> float:
    """A number 0..1 that is always the same for a name, so that invented answers agree a little."""
    return (crc32(name.encode()) % 1000) / 999
