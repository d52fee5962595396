"""Text in pixels: which fonts are there, how wide a line is, and where a text is broken into lines."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

SEMIBOLD = 600
LINE = 1.22  # line height, in font sizes
ASCENT = 0.94  # from the top of a line to its baseline
CAP = 0.72  # height of capitals and figures

_WANTED_FONTS = (
    "Segoe UI",
    "Helvetica Neue",
    "Roboto",
    "Noto Sans",
    "Liberation Sans",
    "Arial",
    "DejaVu Sans",
)
_pinned: ContextVar[tuple[str, ...] | None] = ContextVar("pinned", default=None)


@contextmanager
def pinned_fonts(*families: str) -> Iterator[None]:
    """Draw with these families whatever the machine has; tests pin "DejaVu Sans"."""
    token = _pinned.set(families or None)
    try:
        yield
    finally:
        _pinned.reset(token)


@cache
def _found_fonts() -> tuple[str, ...]:
    """Only what is installed: matplotlib warns about every family that it must skip."""
    from matplotlib.font_manager import fontManager

    installed = {font.name for font in fontManager.ttflist}
    return tuple(name for name in _WANTED_FONTS if name in installed) or ("DejaVu Sans",)


def families() -> tuple[str, ...]:
    """The font families in use, best first; later ones lend glyphs that the first lacks."""
    return _pinned.get() or _found_fonts()


def _not_about_weight(record: logging.LogRecord) -> bool:
    """Few fonts have a weight of 600; bold stands in, and nobody needs to be told."""
    return "font weight" not in record.getMessage()


@lru_cache(maxsize=256)
def font(names: tuple[str, ...], size: float, weight: int) -> FontProperties:
    from matplotlib.font_manager import FontProperties

    logging.getLogger("matplotlib.font_manager").addFilter(_not_about_weight)
    return FontProperties(family=list(names), size=size * 0.72, weight=weight)


@lru_cache(maxsize=8192)
def _em_width(text: str, names: tuple[str, ...], weight: int) -> float:
    """Width in font sizes. Outlines scale, so one measurement serves every size."""
    from matplotlib.textpath import text_to_path

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a glyph that no font has is drawn as a box
        width, _height, _descent = text_to_path.get_text_width_height_descent(
            text, font(names, 100 / 0.72, weight), ismath=False
        )
    return float(width) / 100


def text_width(text: str, size: float, weight: int = 400) -> float:
    """Width in pixels of one line."""
    return _em_width(text, families(), weight) * size if text else 0.0


def wrap(text: str, px: float, size: float, weight: int = 400, max_lines: int | None = None) -> list[str]:
    """Lines that fit in ``px`` pixels, about equally long; «…» only where ``max_lines`` forces it."""
    return list(_wrap(" ".join(_words(text)), round(px), size, weight, max_lines, families()))


def _words(text: str) -> list[str]:
    """What may stand on lines of its own: «75 %» stays together, since its space is a no-break one."""
    return [word for word in re.split(r"[ \t\r\n]+", text) if word]


@lru_cache(maxsize=2048)
def _wrap(
    text: str, px: int, size: float, weight: int, max_lines: int | None, names: tuple[str, ...]
) -> tuple[str, ...]:
    lines = _greedy(text, px, size, weight)
    if max_lines is not None and len(lines) > max_lines:
        kept = lines[:max_lines]
        return (*kept[:-1], _ellipsis(kept[-1], px, size, weight))
    # the narrowest column that needs no more lines gives lines of about the same length
    low, high = px // max(1, len(lines)), px
    while len(lines) > 1 and high - low > max(2, px // 64):
        middle = (low + high) // 2
        tried = _greedy(text, middle, size, weight)
        if len(tried) <= len(lines) and not any(line.endswith("-") for line in tried):
            lines, high = tried, middle
        else:
            low = middle
    return tuple(lines)


def _greedy(text: str, px: float, size: float, weight: int) -> list[str]:
    lines: list[str] = []
    space = text_width("n n", size, weight) - text_width("nn", size, weight)
    used = 0.0
    for word in _words(text):
        width = text_width(word, size, weight)
        if lines and used + space + width <= px:
            lines[-1] += " " + word
            used += space + width
            continue
        while width > px and len(word) > 1:
            cut = _division(word, _longest(word, px - text_width("-", size, weight), size, weight))
            lines.append(word[:cut] + ("" if word[cut - 1] in "–/-" else "-"))
            word = word[cut:]
            width = text_width(word, size, weight)
        lines.append(word)
        used = width
    return lines or [""]


def _longest(word: str, px: float, size: float, weight: int) -> int:
    """How many leading characters fit; always at least one, never all."""
    low, high = 1, len(word) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if text_width(word[:middle], size, weight) <= px else (low, middle - 1)
    return low


_JOINT = re.compile(
    r"[–/-]|(?:sjons|ings|hets|skaps|doms)(?=\w{3})"
    r"|^(?:under|over|etter|mellom|gjennom|sammen|saman|videre|vidare)(?=\w{3})",
    re.IGNORECASE,
)
_SYLLABLE = re.compile(
    r"(?:s[kpt]r|sk?j|[kt]j|[bdfgkpt]r|[bfgkp]l|[^\W\d_aeiouyæøå])(?=[aeiouyæøå])", re.IGNORECASE
)


def _division(word: str, longest: int) -> int:
    """Where a word is divided: «relasjons-kart», «under-søke» at its joint, else before a syllable, else as late as it fits."""
    joints = [m.end() for m in _JOINT.finditer(word) if m.end() <= longest]
    syllables = [m.start() for m in _SYLLABLE.finditer(word) if 3 <= m.start() <= min(longest, len(word) - 3)]
    return max(joints or syllables or [longest])


def _ellipsis(line: str, px: float, size: float, weight: int) -> str:
    while line and text_width(line + "…", size, weight) > px:
        line = line[:-1]
    return line.rstrip(" ,.;:-–") + "…"


def height_of(lines: Sequence[str], size: float) -> float:
    """Height in pixels of some lines set with :func:`paragraph`."""
    return len(lines) * size * LINE
