"""The pictures of a number: one field of dots or bars over a true axis, or two rounds over the same axis."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.activities import _style as s
from kit.activities import _words
from kit.activities._base import Canvas
from kit.activities.number import Settings, bins, nice
from kit.i18n import gettext as _
from kit.i18n import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

MANY_ANSWERS = 60  # more answers than this are drawn as bars
Points = list[tuple[float, int]]  # value, count
Tops = list[tuple[float, float, float]]  # left, right and upper edge of what a line must not cross


@dataclass(frozen=True)
class Axis:
    """The true axis: values from ``low`` to ``high`` on pixels from ``left`` to ``right``."""

    low: float
    high: float
    left: float
    right: float

    def x(self, value: float) -> float:
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)


def draw_one(settings: Settings, summary: DataFrame, canvas: Canvas) -> Figure:
    """One round."""
    fig = s.figure(canvas)
    ax = fig.axes[0]
    points, n = _points(summary), int(summary.attrs["n"])
    correct = settings.correct if canvas.reveal else None
    axis = _axis(settings, canvas, points, correct)
    bottom = canvas.height - (s.note_height(canvas) if n <= 1 else 0)
    floor = _draw_axis(ax, settings, canvas, axis, bottom)
    many = n > MANY_ANSWERS
    top = canvas.base * (s.LINE * ((n > 1) + (correct is not None)) + (1.0 if many else 0.3))
    if n <= 1:
        s.one_answer_frame(ax, axis.left, top, axis.right - axis.left, floor - top)
    tops = _field(ax, settings, canvas, axis, points, top, floor, many)
    _marks(ax, settings, canvas, axis, summary.attrs["median"] if n > 1 else None, correct, floor, tops)
    if n == 0:
        s.empty_note(ax, canvas)
    elif n == 1:
        s.one_answer_note(ax, canvas)
    return fig


def draw_two(settings: Settings, summary: DataFrame, canvas: Canvas, before: DataFrame) -> Figure:
    """The earlier round small and pale above the present one, over the same axis."""
    fig = s.figure(canvas)
    ax = fig.axes[0]
    now, old = _points(summary), _points(before)
    names = _words.round_names(summary, before)
    correct = settings.correct if canvas.reveal else None
    axis = _axis(settings, canvas, now + old, correct)
    floor = _draw_axis(ax, settings, canvas, axis, canvas.height)
    many = max(int(summary.attrs["n"]), int(before.attrs["n"])) > MANY_ANSWERS
    small, base = s.secondary(canvas), canvas.base
    head_old, head_now = small * s.LINE + base * 0.25, base * s.LINE + base * 0.25
    room = floor - head_old - head_now - base * 0.5
    split = head_old + room * 0.34
    gap = base * 0.5
    medians = (before.attrs["median"], summary.attrs["median"])
    told = [f"{name} · {_('median')} {settings.write(m)}" for name, m in zip(names, medians, strict=True)]
    shift = _words.change(medians[1] - medians[0])
    s.label(ax, 0, 0, told[0], small, color=s.SKIFER, va="top")
    s.label(ax, 0, split + gap, f"{told[1]} ({shift})", base, s.SEMIBOLD, va="top")
    s.line(ax, axis.left, split, axis.right, split, s.STREK, max(1.0, base / 22))
    bands = ((old, head_old, split, True), (now, split + gap + head_now, floor, False))
    for (points, top, bottom, pale), median in zip(bands, medians, strict=True):
        low = top + (base * 0.8 if many else 0)
        tops = _field(ax, settings, canvas, axis, points, low, bottom, many, pale)
        _upright(ax, axis.x(median), top, bottom, canvas, s.SKIFER if pale else s.BLEKK, tops)
    if correct is not None:  # «tops» are now those of the present round
        _upright(ax, axis.x(correct), split + gap + head_now, floor, canvas, s.MOSE, tops, zorder=1.7)
        text = _("right answer {value}").format(value=settings.write(correct))
        s.label(ax, canvas.width, 0, text, small, s.SEMIBOLD, s.MOSE, ha="right", va="top")
    return fig


def _points(summary: DataFrame) -> Points:
    return [(float(v), int(c)) for v, c in zip(summary["value"], summary["count"], strict=True)]


def _axis(settings: Settings, canvas: Canvas, points: Points, correct: float | None) -> Axis:
    """The whole range that was allowed, unless the answers use less than a quarter of it."""
    values = [v for v, _c in points] + ([correct] if correct is not None else [])
    low, high = settings.min, settings.max
    enough = sum(c for _v, c in points) >= 5 and (high - low) / settings.grid > 40
    if enough and max(values) - min(values) < (high - low) / 4:
        spread = max(max(values) - min(values), (high - low) / 10)
        step = nice(spread / 4)
        low = max(low, math.floor((min(values) - spread * 0.2) / step) * step)
        high = min(high, math.ceil((max(values) + spread * 0.2) / step) * step)
    pad = max(canvas.base * 1.1, s.text_width(settings.write(high), s.secondary(canvas)) / 2 + 2)
    return Axis(low, high, pad, canvas.width - pad)


def _draw_axis(ax: Axes, settings: Settings, canvas: Canvas, axis: Axis, bottom: float) -> float:
    """The axis line, its numbers and the unit; returns where the line is."""
    small = s.secondary(canvas)
    row = small * s.LINE
    floor = bottom - row * (2 if settings.unit else 1) - canvas.base * 0.25
    s.line(
        ax,
        axis.left - canvas.base * 0.5,
        floor,
        axis.right + canvas.base * 0.5,
        floor,
        s.KANT,
        canvas.base / 14,
    )
    for tick in _ticks(settings, canvas, axis):
        at = floor + canvas.base * 0.25
        s.label(ax, axis.x(tick), at, settings.write(tick), small, color=s.SKIFER, ha="center", va="top")
    if settings.unit:
        at = floor + canvas.base * 0.25 + row
        s.label(
            ax, axis.right + canvas.base * 0.5, at, settings.unit, small, color=s.SKIFER, ha="right", va="top"
        )
    return floor


def _ticks(settings: Settings, canvas: Canvas, axis: Axis) -> list[float]:
    """Round values, as many as have room, the ends of the axis only when they are round too."""
    widest = max(s.text_width(settings.write(v), s.secondary(canvas)) for v in (axis.low, axis.high))
    most = max(2, min(10, int((axis.right - axis.left) / (widest + canvas.base * 1.6))))
    step = max(nice((axis.high - axis.low) / most), settings.grid)
    first = math.ceil(axis.low / step - 1e-9)
    last = math.floor(axis.high / step + 1e-9)
    return [round(i * step, 6) for i in range(first, last + 1)]


def _field(
    ax: Axes,
    settings: Settings,
    canvas: Canvas,
    axis: Axis,
    points: Points,
    top: float,
    floor: float,
    many: bool,
    pale: bool = False,
) -> Tops:
    """Everything between ``top`` and the axis: dots while they are few and fit, else bars.

    Returns what an upright line must stop above: the bars with their counts; it may pass behind dots.
    """
    if not points:
        return []
    fill = s.faded(s.FJORD) if pale else s.FJORD
    radius, stacks = _stacks(settings, canvas, axis, points, floor - top)
    if many or radius < canvas.base * 0.16:
        return _bars(ax, settings, canvas, axis, points, top, floor, fill, written=not pale)
    gap = max(1.5, radius * 0.14)
    xs = [x for x, count in stacks for _i in range(count)]
    ys = [floor - gap - radius - i * (2 * radius + gap) for _x, count in stacks for i in range(count)]
    s.dots(ax, xs, ys, radius, fill, zorder=2)
    return []


def _stacks(
    settings: Settings, canvas: Canvas, axis: Axis, points: Points, height: float
) -> tuple[float, list[tuple[float, int]]]:
    """The largest dot that fits, and (x, count) of each stack; values closer than a dot share one."""
    pitch = axis.x(axis.low + settings.grid) - axis.left
    radius = canvas.base * 0.68
    if pitch >= canvas.base:  # wide enough for a stack per value
        radius = min(radius, pitch * 0.46)
    while True:
        stacks: list[tuple[float, int]] = []
        start = -math.inf
        for value, count in points:
            x = axis.x(value)
            if stacks and x - start < 2 * radius:
                middle, held = stacks[-1]
                stacks[-1] = ((middle * held + x * count) / (held + count), held + count)
            else:
                start = x
                stacks.append((x, count))
        if max(c for _x, c in stacks) * radius * 2.15 <= height or radius < 2:
            return radius, _apart(stacks, 2 * radius, axis.right + canvas.base * 0.5)
        radius *= 0.94


def _apart(stacks: list[tuple[float, int]], least: float, right: float) -> list[tuple[float, int]]:
    """The same stacks, moved the little that is needed for none to cover another."""
    xs = [x for x, _count in stacks]
    for i in range(1, len(xs)):
        xs[i] = max(xs[i], xs[i - 1] + least)
    xs[-1] = min(xs[-1], right)
    for i in range(len(xs) - 2, -1, -1):
        xs[i] = min(xs[i], xs[i + 1] - least)
    return [(x, count) for x, (_x, count) in zip(xs, stacks, strict=True)]


def _bars(
    ax: Axes,
    settings: Settings,
    canvas: Canvas,
    axis: Axis,
    points: Points,
    top: float,
    floor: float,
    fill: str,
    written: bool,
) -> Tops:
    """A bar per step, or per interval where there are many steps; the count over it where there is room."""
    steps = (axis.high - axis.low) / settings.grid
    if steps <= 40:
        width = settings.grid
        counted = {value - width / 2: count for value, count in points}
    else:
        start, width = bins(settings, axis.low, axis.high, 25)
        counted = {}
        for value, count in points:
            left = start + math.floor((value - start) / width + 1e-9) * width
            counted[left] = counted.get(left, 0) + count
    size = s.secondary(canvas)
    most = max(counted.values())
    pixels = axis.x(axis.low + width) - axis.left
    written = written and s.text_width(number(most), size, s.SEMIBOLD) * 1.15 <= pixels
    above = size * 1.1 if written else 0.0
    tops: Tops = []
    for left, count in counted.items():
        height = max(2.0, (floor - top - above) * count / most)
        x = axis.x(left)
        s.box(ax, x + 1.5, floor - height, pixels - s.PAPER_GAP, height, fill)
        tops.append((x, x + pixels, floor - height - above))
        if written:
            at = floor - height - size * 0.28
            s.label(ax, x + pixels / 2, at, number(count), size, s.SEMIBOLD, ha="center")
    return tops


def _upright(
    ax: Axes, x: float, top: float, floor: float, canvas: Canvas, colour: str, tops: Tops, zorder: float = 1.5
) -> None:
    """A line from ``top`` down to the axis, or to the bar it points at."""
    near = [y for left, right, y in tops if left - 2 <= x <= right + 2]
    bottom = min([floor, *(y - canvas.base * 0.2 for y in near)])
    s.line(ax, x, top, x, bottom, colour, canvas.base / 11, zorder=zorder)


def _marks(
    ax: Axes,
    settings: Settings,
    canvas: Canvas,
    axis: Axis,
    median: float | None,
    correct: float | None,
    floor: float,
    tops: Tops,
) -> None:
    """Lines with their values at the top: the right number above the median, so that they never meet."""
    row = canvas.base * s.LINE
    down = 0.0
    taken: tuple[float, float] | None = None
    if median is not None:
        down = row if correct is None else 2 * row
        text = f"{_('median')} {settings.write(median)}"
        taken = _headline(ax, canvas, axis.x(median), down - row, text, s.BLEKK)
        _upright(ax, axis.x(median), down, floor, canvas, s.BLEKK, tops)
    if correct is not None:
        x = axis.x(correct)
        text = _("right answer {value}").format(value=settings.write(correct))
        _headline(ax, canvas, x, 0, text, s.MOSE)
        margin = canvas.base * 0.3
        free = taken is None or not taken[0] - margin < x < taken[1] + margin
        _upright(ax, x, row if free else down, floor, canvas, s.MOSE, tops, zorder=1.7)


def _headline(ax: Axes, canvas: Canvas, x: float, y: float, text: str, colour: str) -> tuple[float, float]:
    """A value centred over its line but kept on the canvas; returns its left and right edge."""
    half = s.text_width(text, canvas.base, s.SEMIBOLD) / 2 + 1
    at = min(max(x, half), canvas.width - half)
    s.label(ax, at, y, text, canvas.base, s.SEMIBOLD, colour, ha="center", va="top")
    return at - half, at + half
