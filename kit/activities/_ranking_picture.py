"""The pictures of a ranking: circles for every place, or the mean place in two rounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.activities import _style as s
from kit.activities import _words
from kit.activities._base import Canvas
from kit.i18n import gettext as _
from kit.i18n import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

_Row = dict[str, Any]


@dataclass(frozen=True)
class _Grid:
    """Where everything stands: rows from ``top``, columns of places from ``left``, both by their pitch."""

    top: float
    row: float
    left: float
    column: float
    text_x: float
    text_width: float
    size: int
    lines: list[list[str]]

    def y(self, i: int) -> float:
        return self.top + (i + 0.5) * self.row

    def x(self, place: float) -> float:
        """``place`` 1 is the first column; a mean lies between columns."""
        return self.left + (place - 0.5) * self.column


def _grid(now: list[_Row], canvas: Canvas, aside: float, right: float, bottom: float) -> _Grid:
    """``aside`` is the width of what stands between text and places, ``right`` what stands after them.

    The text gets more of the width only where it would else be cut or become small.
    """
    n, base = len(now), canvas.base
    top = s.secondary(canvas) * s.LINE + base * 0.35
    row = min((canvas.height - top - bottom) / n, base * (6 if n <= 3 else 4.4))
    text_x = base * (1.5 if n < 10 else 1.9)
    texts = [str(r["text"]) for r in now]
    widest = max(s.text_width(text, base) for text in texts) + 2
    free = canvas.width - right - text_x - aside
    most = max((c for r in now for c in _counts(r)), default=0)
    least = s.text_width(number(most), s.smallest(canvas), s.SEMIBOLD) * 1.12
    tried = []
    for share in (0.36, 0.46, 0.56, 0.62):
        column = max(least, min((free - min(widest, free * share)) / n, row * 1.7))
        text_width = free - column * n
        size, lines = _fitted(texts, text_width, row, canvas)
        cut = any(part.endswith("…") for each in lines for part in each)
        tried.append(((not cut, min(size, 0.85 * base)), size, lines, column, text_width))
    # the narrowest text that is neither cut nor small; max keeps the first of equals
    _good, size, lines, column, text_width = max(tried, key=lambda each: each[0])
    return _Grid(top, row, text_x + text_width + aside, column, text_x, text_width, size, lines)


def _fitted(texts: list[str], width: float, row: float, canvas: Canvas) -> tuple[int, list[list[str]]]:
    """The largest text that fits the rows; cut with «…» only at the smallest size."""
    least = s.smallest(canvas)
    for size in range(canvas.base, least - 1, -1):
        lines = [s.wrap(text, width, size) for text in texts]
        if all(s.height_of(each, size) <= row - 4 for each in lines):
            return size, lines
    most = max(1, int((row - 2) // (least * s.LINE)))
    return least, [s.wrap(text, width, least, max_lines=most) for text in texts]


def draw_places(summary: DataFrame, canvas: Canvas) -> Figure:
    """One row per item; the area of a circle is how many gave that place, the largest is fjord."""
    fig = s.figure(canvas)
    ax = fig.axes[0]
    now = summary.to_dict("records")
    n = int(summary.attrs["n"])
    small = s.secondary(canvas)
    means = [_("mean {mean}").format(mean=_words.average(row["mean"])) if n else "" for row in now]
    aside = max(s.text_width(mean, small) for mean in means) + canvas.base * (1.3 if n else 0.6)
    reveal = canvas.reveal and all(row["correct"] == row["correct"] for row in now)
    right = s.text_width(_("right place"), small, s.SEMIBOLD) + canvas.base * 0.8 if reveal else 0.0
    grid = _grid(now, canvas, aside, right, s.note_height(canvas) if n <= 1 else 0.0)
    _heads(ax, canvas, grid, len(now))
    for i, row in enumerate(now):
        _row_text(ax, canvas, grid, i, row)
        s.label(
            ax,
            grid.left - canvas.base * 0.4,
            grid.y(i),
            means[i],
            small,
            color=s.SKIFER,
            ha="right",
            va="middle",
        )
    _circles(ax, canvas, grid, now, n)
    if reveal:
        _right_places(ax, canvas, grid, now, n)
    if n == 0:
        s.empty_note(ax, canvas)
    elif n == 1:
        s.one_answer_note(ax, canvas)
    return fig


def _heads(ax: Axes, canvas: Canvas, grid: _Grid, n: int) -> None:
    small = s.secondary(canvas)
    first = _("1st place")
    wide = s.text_width(first, small) < grid.column * 1.1
    for place in range(1, n + 1):
        text = first if place == 1 and wide else f"{place}."
        s.label(ax, grid.x(place), 0, text, small, color=s.SKIFER, ha="center", va="top")


def _row_text(ax: Axes, canvas: Canvas, grid: _Grid, i: int, row: _Row) -> None:
    y = grid.y(i)
    if i:
        s.line(
            ax, 0, grid.top + i * grid.row, canvas.width, grid.top + i * grid.row, s.STREK, canvas.base / 22
        )
    if row["place"] == row["place"]:
        size = max(grid.size, canvas.base * 1.1 if grid.row > canvas.base * 1.6 else grid.size)
        s.label(ax, 0, y, str(int(row["place"])), size, s.SEMIBOLD, s.FJORD, va="middle")
    weight = s.SEMIBOLD if row["item"] in canvas.highlight else 400
    s.paragraph(ax, grid.text_x, y, grid.lines[i], grid.size, weight, va="middle")


def _circles(ax: Axes, canvas: Canvas, grid: _Grid, now: list[_Row], n: int) -> None:
    counts = [_counts(row) for row in now]
    most = max((c for row in counts for c in row), default=0)
    room = min(grid.row * 0.46, grid.column * 0.47)
    if n <= 1:
        dashed = {"linewidths": 1.1, "edgecolors": s.STREK, "linestyles": [(0, (4, 3))]}
        spots = [(grid.x(p), grid.y(i)) for i in range(len(now)) for p in range(1, len(now) + 1)]
        s.dots(ax, [x for x, _y in spots], [y for _x, y in spots], room * 0.62, "none", **dashed)
        room *= 0.62
    xs, ys, radii, fills = [], [], [], []
    size = max(s.smallest(canvas), min(canvas.base, room * 0.95))
    for i, row in enumerate(counts):
        for place, count in enumerate(row, 1):
            if not count:
                continue
            radius = room * (count / most) ** 0.5
            text = number(count)
            width = s.text_width(text, size, s.SEMIBOLD)
            inside = 2 * radius >= 1.05 * max(width, size * s.CAP)
            largest = count == max(row) and 2 * radius >= 1.2 * max(width, size * s.CAP)
            if inside:  # a circle smaller than its figure would only blur it
                xs.append(grid.x(place))
                ys.append(grid.y(i))
                radii.append(radius)
                fills.append(s.FJORD if largest else s.FJORD_PALE)
            ink = s.FLATE if largest else s.BLEKK if inside else s.SKIFER
            s.label(ax, grid.x(place), grid.y(i), text, size, s.SEMIBOLD, ink, ha="center", va="middle")
    s.dots(ax, xs, ys, radii, fills, zorder=1)


def _counts(row: _Row) -> list[int]:
    return [int(value) for name, value in row.items() if name.startswith("place_")]


def _right_places(ax: Axes, canvas: Canvas, grid: _Grid, now: list[_Row], n: int) -> None:
    """The right order as the last column, with a check where the room agrees."""
    small = s.secondary(canvas)
    s.label(ax, canvas.width, 0, _("right place"), small, s.SEMIBOLD, s.MOSE, ha="right", va="top")
    size = min(canvas.base * 1.1, grid.row * 0.7)
    size = max(size, s.smallest(canvas))
    for i, row in enumerate(now):
        y = grid.y(i)
        place = int(row["correct"])
        s.label(ax, canvas.width, y, f"{place}.", size, s.SEMIBOLD, s.MOSE, ha="right", va="middle")
        if n and place == row["place"]:
            s.check(ax, canvas.width - s.text_width("10.", size, s.SEMIBOLD) - size * 0.75, y, size * 0.62)


def draw_shift(summary: DataFrame, canvas: Canvas, before: DataFrame) -> Figure:
    """The mean place of each item in two rounds: a small pale dot then, a full one now."""
    fig = s.figure(canvas)
    ax = fig.axes[0]
    now = summary.to_dict("records")
    old = {row["item"]: row for row in before.to_dict("records")}
    small = s.secondary(canvas)
    names = _words.round_names(summary, before)
    shifts = [_shift(old.get(row["item"]), row) for row in now]
    right = max(s.text_width(t, canvas.base, s.SEMIBOLD) for t in shifts) + canvas.base * 1.2
    right = max(right, s.text_width(_("change"), small) + canvas.base * 1.2)
    grid = _grid(now, canvas, canvas.base * 0.8, right, s.note_height(canvas))
    _heads(ax, canvas, grid, len(now))
    s.label(ax, canvas.width, 0, _("change"), small, color=s.SKIFER, ha="right", va="top")
    radius = min(grid.row * 0.24, canvas.base * 0.62)
    for i, row in enumerate(now):
        y = grid.y(i)
        _row_text(ax, canvas, grid, i, row)
        s.line(ax, grid.x(1), y, grid.x(len(now)), y, s.STREK, canvas.base / 14, zorder=0.5)
        earlier = old.get(row["item"])
        if earlier is not None and earlier["mean"] == earlier["mean"]:
            width = max(3.0, radius * 0.36)
            s.line(ax, grid.x(earlier["mean"]), y, grid.x(row["mean"]), y, s.FJORD_PALE, width, zorder=0.6)
            s.dots(ax, [grid.x(earlier["mean"])], [y], radius * 0.62, s.FJORD_PALE, zorder=1)
        s.dots(ax, [grid.x(row["mean"])], [y], radius, s.FJORD, zorder=2)
        weight = s.SEMIBOLD if "→" in shifts[i] else 400
        s.label(ax, canvas.width, y, shifts[i], canvas.base, weight, ha="right", va="middle")
    key = _("Mean place. Small, pale dot: {before}. Large: {now}.").format(before=names[0], now=names[1])
    s.note(ax, canvas, key)
    return fig


def _shift(old: _Row | None, row: _Row) -> str:
    """«2 → 1» places, «uendret», or «–» for an item that was not there."""
    if old is None or old["place"] != old["place"]:
        return _words.DASH
    if int(old["place"]) == int(row["place"]):
        return _("unchanged")
    return f"{int(old['place'])} → {int(row['place'])}"
