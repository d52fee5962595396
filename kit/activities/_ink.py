"""Colours, and which text can be read on them. Pure: hex strings, nothing drawn."""

from __future__ import annotations

from typing import NamedTuple

PAPIR, FLATE, LIN, STREK, KANT = "#FBFAF6", "#FFFFFF", "#F1EEE6", "#DDD8CC", "#7D786C"
BLEKK, SKIFER = "#17262B", "#4A585A"
FJORD, FJORD_DYP, FJORD_LYS = "#0E5160", "#0A3A45", "#DCE9EA"
RAV, RAV_LYS, RAV_TEKST = "#E3A033", "#F9E8C6", "#7A4E00"
ROGN, ROGN_LYS, MOSE, MOSE_LYS = "#A8352A", "#F7E3DF", "#2F6B45", "#E0EDE2"
HIMMEL, LYNG = "#77B6DC", "#9A5A97"
MUTED = "#A9B9BB"  # what is not right, not chosen
FJORD_PALE = "#A9C3C7"  # data, but not the largest
WANTED = "#EAF1F1"  # the field that was aimed at
PAPER_GAP = 3  # pixels of paper between neighbouring fills, so that grey print still separates them
BEFORE_ALPHA = 0.62  # an earlier round beside the present one


class Ink(NamedTuple):
    """A fill and the text colour that is readable on it."""

    fill: str
    text: str


CATEGORIES = (
    Ink("#0E5160", FLATE),
    Ink("#E3A033", BLEKK),
    Ink("#9A5A97", FLATE),
    Ink("#77B6DC", BLEKK),
    Ink("#AA3F2A", FLATE),
    Ink("#C9C39B", BLEKK),
)
_SCALE_5 = ("#8F3F0C", "#E0A256", "#E4DFD4", "#6FB0B8", "#0E5160")
_SCALE_7 = ("#7E3407", "#CB8334", "#EBC08A", "#E4DFD4", "#A5CDD1", "#569BA5", "#0C4552")


class UnitMark(NamedTuple):
    """How a kind of unit looks: a matplotlib marker and its fill; the edge is always blekk, 1.3 pt."""

    marker: str
    fill: str


UNIT_KINDS = {
    "barnehage": UnitMark("o", RAV),
    "skole": UnitMark("s", FJORD),
    "sfo": UnitMark("^", HIMMEL),
}
MIXED_KIND = UnitMark("D", FLATE)


def unit_mark(kind: str | None) -> UnitMark:
    """The mark of a kind of unit; a mixed or unknown one is a white diamond."""
    return UNIT_KINDS.get(kind or "", MIXED_KIND)


def scale_inks(steps: int) -> tuple[Ink, ...]:
    """From the low end to the high end of a scale with 5 or 7 steps."""
    fills = _SCALE_7 if steps == 7 else _SCALE_5
    return tuple(Ink(f, FLATE if i in (0, len(fills) - 1) else BLEKK) for i, f in enumerate(fills))


def shade(share: float) -> Ink:
    """From lin (0) to fjord (1), with a text colour that stays readable all the way."""
    share = min(1.0, max(0.0, share))
    low, high = _rgb(LIN), _rgb(FJORD)
    mixed = [round(a + (b - a) * share) for a, b in zip(low, high, strict=True)]
    return Ink("#{:02X}{:02X}{:02X}".format(*mixed), FLATE if share > 0.65 else BLEKK)


def faded(colour: str, share: float = BEFORE_ALPHA) -> str:
    """The colour as it looks at 62 % on paper: for shapes that lie over something."""
    mixed = [round(b + (a - b) * share) for a, b in zip(_rgb(colour), _rgb(PAPIR), strict=True)]
    return "#{:02X}{:02X}{:02X}".format(*mixed)


def _rgb(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
