"""Where the text and the bar of each row go, so that any number of rows fits the canvas.

The text stands above its bar while there is room, else beside it; then the text shrinks to the
smallest size that is allowed, and only after that is it cut with «…».
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kit.activities._base import Canvas
from kit.activities._style import (
    BLEKK,
    LINE,
    PAPER_GAP,
    SEMIBOLD,
    SKIFER,
    height_of,
    label,
    paragraph,
    secondary,
    smallest,
    text_width,
    wrap,
)
from kit.i18n import gettext as _

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Row:
    """One text and the space for its bar (or its pair of bars)."""

    lines: list[str]
    text_top: float
    top: float
    height: float

    @property
    def middle(self) -> float:
        return self.top + self.height / 2

    @property
    def bottom(self) -> float:
        return self.top + self.height


@dataclass(frozen=True)
class Rows:
    """All rows, the text size they share, and the left edge and width of every bar."""

    rows: list[Row]
    size: int
    beside: bool
    x: float
    width: float

    @property
    def bottom(self) -> float:
        return self.rows[-1].bottom


@dataclass(frozen=True)
class Space:
    """What the rows are given: from top to bottom, with room kept to the right and left of bars.

    ``bars`` is how many bars a row carries (a thin and a full one count as 2), ``tag`` the
    width kept free to the right of a text, ``under`` the least space below a bar.
    """

    canvas: Canvas
    top: float
    bottom: float
    right: float = 0.0
    gutter: float = 0.0
    bars: float = 1.0
    tag: float = 0.0
    under: float = 0.45
    weight: int = 400

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def sizes(self, n: int) -> range:
        """Text sizes to try, largest first; few rows may be larger than the base size."""
        largest = round(self.canvas.base * (1.18 if n == 1 else 1))
        return range(max(largest, smallest(self.canvas)), smallest(self.canvas) - 1, -1)


def layout(texts: Sequence[str], space: Space) -> Rows:
    """The rows of a picture."""
    return _above(texts, space) or _beside(texts, replace(space, gutter=0.0))


def _above(texts: Sequence[str], space: Space) -> Rows | None:
    n, base = len(texts), space.canvas.base
    under = space.under * base
    for size in space.sizes(n):
        lines = [wrap(t, space.canvas.width - space.tag, size, space.weight) for t in texts]
        heights = [height_of(each, size) + 0.1 * size for each in lines]
        bar = (space.height - sum(heights) - n * under) / n
        if bar >= 1.3 * size * space.bars:
            break
    else:
        return None
    tallest = base * ({1: 5.0, 2: 3.8, 3: 2.9}.get(n, 2.1) + 0.9 * (space.bars - 1))
    spare = (bar - min(bar, tallest)) * n
    bar = min(bar, tallest)
    gap = under + min(spare / n, base * 1.5)
    rows, y = [], space.top
    for each, height in zip(lines, heights, strict=True):
        rows.append(Row(each, y, y + height, bar))
        y += height + bar + gap
    width = space.canvas.width - space.right - space.gutter
    return Rows(rows, size, False, space.gutter, width)


def _beside(texts: Sequence[str], space: Space) -> Rows:
    n, canvas = len(texts), space.canvas
    gap = 0.4 * canvas.base
    inner = canvas.width - space.right - space.gutter
    least = smallest(canvas) * 1.2 * (1 if space.bars == 1 else 1.25)
    for size in space.sizes(n):
        widest = max(text_width(t, size, space.weight) for t in texts)
        column = min(widest + 1, 0.55 * inner)
        lines = [wrap(t, column, size, space.weight) for t in texts]
        needs = [max(least, height_of(each, size)) for each in lines]
        under = max(4.0, min(gap, (space.height - sum(needs)) / n))
        if sum(needs) + n * under <= space.height:
            break
    else:
        under = max(4.0, min(gap, space.height / n - least))
        room = space.height / n - under
        allowed = max(1, int((room + 2) // (size * LINE)))
        lines = [wrap(t, column, size, space.weight, max_lines=allowed) for t in texts]
        needs = [room] * n
    column = max(text_width(part, size, space.weight) for each in lines for part in each)
    spare = max(0.0, space.height - sum(needs) - n * under) / n
    spare = min(spare, canvas.base * 1.2)
    bar = min(min(needs) + spare, canvas.base * (1.7 + 0.9 * (space.bars - 1)))
    rows, y = [], space.top
    for each, need in zip(lines, needs, strict=True):
        row = need + spare
        rows.append(Row(each, y + (row - height_of(each, size)) / 2, y + (row - bar) / 2, bar))
        y += row + under
    x = column + canvas.base * 0.7 + space.gutter
    return Rows(rows, size, True, x, canvas.width - space.right - x)


@dataclass(frozen=True)
class Column:
    """Figures to the right of the bars, one per row, under a short head."""

    head: str
    values: Sequence[str]
    size: float
    weight: int = 400
    color: str = BLEKK

    def width(self, canvas: Canvas) -> float:
        head = text_width(self.head, secondary(canvas))
        return max([head, *(text_width(v, self.size, self.weight) for v in self.values)])


def columns_width(columns: Sequence[Column], canvas: Canvas) -> float:
    """What all columns take, with the space before each."""
    return sum(column.width(canvas) + canvas.base * 0.9 for column in columns)


def draw_columns(ax: Axes, canvas: Canvas, columns: Sequence[Column], rows: Rows, head_y: float) -> None:
    """The figures, right-aligned level with their bars; heads stand on the baseline ``head_y``."""
    x = float(canvas.width)
    for column in reversed(columns):
        label(ax, x, head_y, column.head, secondary(canvas), color=SKIFER, ha="right")
        for row, value in zip(rows.rows, column.values, strict=True):
            label(ax, x, row.middle, value, column.size, column.weight, column.color, ha="right", va="middle")
        x -= column.width(canvas) + canvas.base * 0.9


def figure_size(height: float, canvas: Canvas) -> float:
    """Text size of a count inside a bar; 0 where the bar is too low to carry a readable one."""
    size = min(height * 0.86, canvas.base * (1.6 if height > canvas.base * 2.8 else 1.0))
    return size if size >= smallest(canvas) else 0.0


def pair_heights(row: Row, canvas: Canvas) -> tuple[float, float]:
    """Heights of the earlier, thin bar and the present, full one.

    Both carry figures where there is room; else the thin one is as high as the name of its round.
    """
    room = row.height - PAPER_GAP
    for thin in (max(smallest(canvas) * 1.29, row.height * 0.38), secondary(canvas) * 0.8):
        if room - thin >= thin * 1.15:
            return thin, room - thin
    thin = max(4.0, row.height * 0.15)
    return thin, room - thin


def pair_gutter(names: tuple[str, str], canvas: Canvas) -> float:
    """Room to the left of a pair of bars for the names of the two rounds."""
    return max(text_width(name, secondary(canvas), SEMIBOLD) for name in names) + canvas.base * 0.5


def draw_pair_names(ax: Axes, canvas: Canvas, rows: Rows, row: Row, names: tuple[str, str]) -> None:
    """«Runde 1» and «Runde 2» to the left of their bars, where the rows have a gutter."""
    if rows.beside:
        return
    size = secondary(canvas)
    thin, full = pair_heights(row, canvas)
    label(ax, 0, row.top + thin / 2, names[0], size, color=SKIFER, va="middle")
    label(ax, 0, row.bottom - full / 2, names[1], size, SEMIBOLD, va="middle")


def draw_pair_key(ax: Axes, canvas: Canvas, names: tuple[str, str]) -> None:
    """What the thin and the full bar stand for, where the rows have no gutter to say it in."""
    text = _("Thin: {before}. Full: {now}.").format(before=names[0], now=names[1])
    paragraph(ax, 0, canvas.height, [text], secondary(canvas), color=SKIFER, va="bottom")
