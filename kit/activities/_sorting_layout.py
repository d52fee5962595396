"""Where the matrix of a sorting stands: as large as every word of it can be read.

A card that needs two lines gets a higher row than one that needs one, and the cards take width from
the cells when that helps. Only where nothing helps are the longest cards cut, with «…».
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kit.activities import _style as style
from kit.activities._base import Canvas

WIDEST = 0.6  # of the canvas, for the column of cards


class Columns(NamedTuple):
    """The cards get ``left`` pixels, each category ``cell``; the rows begin at ``top``, under the heads."""

    left: float
    cell: float
    top: float
    heads: list[list[str]]
    head_size: int


class Rows(NamedTuple):
    """The cards in lines of ``size``, and the height of each row in pixels, the gap below it included."""

    cards: list[list[str]]
    size: int
    heights: list[float]


def gap(canvas: Canvas) -> int:
    """Paper between the cells, in pixels."""
    return style.PAPER_GAP + (1 if canvas.base >= 30 else 0)


def layout(
    cards: Sequence[str], categories: Sequence[str], canvas: Canvas, height: float
) -> tuple[Columns, Rows]:
    """The largest text that lets every card be read whole in ``height`` pixels."""
    tried = list(_columns(categories, canvas))
    for size in range(canvas.base, style.smallest(canvas) - 1, -1):
        for columns in tried:
            lines = [style.wrap(card, columns.left - canvas.base * 0.8, size) for card in cards]
            heights = _heights([len(each) for each in lines], size, height - columns.top, canvas)
            if heights:
                return columns, Rows(lines, size, heights)
    return tried[-1], _cut(cards, tried[-1].left - canvas.base * 0.8, height - tried[-1].top, canvas)


def _columns(categories: Sequence[str], canvas: Canvas) -> Iterator[Columns]:
    """The usual column of cards first, then wider ones, as long as the heads keep their words whole."""
    n, base, small = len(categories), canvas.base, style.smallest(canvas)
    usual = canvas.width * (0.42 if n <= 3 else 0.36 if n == 4 else 0.3)
    words = [word for category in categories for word in category.split()]
    longest = max(style.text_width(word, small, style.SEMIBOLD) for word in words)
    narrowest = max(longest + base * 0.5 + 2, base * 4)  # the counts of two rounds need four
    widest = min(canvas.width * WIDEST, canvas.width - n * narrowest)
    for share in (0, 0.33, 0.67, 1) if widest > usual else (0,):
        left = usual + (widest - usual) * share
        cell = (canvas.width - left) / n
        heads, size = _heads(categories, cell - base * 0.5, canvas)
        top = max(style.height_of(head, size) for head in heads) + base * 0.3
        yield Columns(left, cell, top, heads, size)


def _heads(categories: Sequence[str], width: float, canvas: Canvas) -> tuple[list[list[str]], int]:
    """In the usual size, or smaller where that keeps the words whole."""
    small, usual = style.smallest(canvas), style.secondary(canvas)
    tried = []
    for size in range(usual, small - 1, -1):
        heads = [style.wrap(c, width, size, style.SEMIBOLD, max_lines=3) for c in categories]
        if not any(line.endswith(("-", "…")) for head in heads for line in head):
            return heads, size
        tried.append((heads, size))
    return tried[0]


def _heights(lines: Sequence[int], size: int, room: float, canvas: Canvas) -> list[float] | None:
    """Equal rows where all fit in them, else each after its lines; None where they do not fit at all."""
    text = [n * size * style.LINE for n in lines]
    equal = min(room / len(lines), canvas.base * 4.8)
    if max(text) <= equal - gap(canvas):
        return [equal] * len(lines)
    needed = [max(height + size * 0.15, canvas.base * 1.25) + gap(canvas) for height in text]
    spare = (room - sum(needed)) / len(lines)
    return [height + spare for height in needed] if spare >= 0 else None


def _cut(cards: Sequence[str], width: float, room: float, canvas: Canvas) -> Rows:
    """In the smallest text, the cards with the most lines are cut until all have a place."""
    size = style.smallest(canvas)
    lines = [len(style.wrap(card, width, size)) for card in cards]
    while max(lines) > 1 and not _heights(lines, size, room, canvas):
        lines[lines.index(max(lines))] -= 1
    heights = _heights(lines, size, room, canvas) or [room / len(cards)] * len(cards)
    kept = [style.wrap(card, width, size, max_lines=n) for card, n in zip(cards, lines, strict=True)]
    return Rows(kept, size, heights)
