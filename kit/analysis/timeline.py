"""When the measures happen: weeks along the top, a bar from start to evaluation for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.activities import Canvas
from kit.activities import _style as style
from kit.analysis.rows import Measure, short
from kit.i18n import day, ngettext, number
from kit.i18n import gettext as _

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LAPTOP = Canvas(1010, 330, 18)
STORSKJERM = Canvas(1760, 690, 34)
DOCUMENT = Canvas(720, 300, 14)
_WEEK = dt.timedelta(weeks=1)
_LONGEST = 60  # weeks; what lies further ahead is left out and said so
_MOST = 14  # measures that a canvas grows for
_TOP, _BOTTOM, _ROW = 2.75, 1.7, 3.4  # above and below the rows, and a row of two lines; in base sizes


@dataclass(frozen=True)
class Holiday:
    name: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class _Scale:
    """From dates to pixels."""

    first: dt.date  # a Monday
    weeks: int
    left: float
    right: float

    def x(self, date: dt.date) -> float:
        days = min(max(0, (date - self.first).days), 7 * self.weeks)
        return self.left + (self.right - self.left) * days / (7 * self.weeks)

    @property
    def week(self) -> float:
        return (self.right - self.left) / self.weeks

    @property
    def end(self) -> dt.date:
        return self.first + self.weeks * _WEEK


def height(measures: Sequence[Measure], canvas: Canvas = LAPTOP) -> int:
    """How tall a canvas should be, so that each measure is named in full and rows are neither crowded nor far apart."""
    rows = _heights(measures[:_MOST], canvas) or [canvas.base * _ROW]
    return round(canvas.base * (_TOP + _BOTTOM) + sum(rows))


def most_rows(canvas: Canvas) -> int:
    """How many measures a canvas has room for."""
    return max(1, int((canvas.height - canvas.base * 4.6) // (canvas.base * 1.9)))


def describe(measures: Sequence[Measure], today: dt.date | None = None) -> str:
    """The text alternative: «3 tiltak. Lek: fra 16. november, evalueres 4. desember, miljøterapeut.»"""
    if not measures:
        return _("No measures yet.")
    told = [ngettext("{n} measure.", "{n} measures.", len(measures)).format(n=number(len(measures)))]
    for m in measures:
        parts = [_("from {day}").format(day=day(m.start))] if m.start else []
        parts += [_("evaluated {day}").format(day=day(m.evaluate))] if m.evaluate else []
        parts += [short(m.responsible)] if m.responsible else []
        told.append(f"{short(m.text)}: {', '.join(parts) or _('without dates')}.")
    return " ".join(told)


def draw(
    measures: Sequence[Measure],
    today: dt.date | None = None,
    canvas: Canvas = LAPTOP,
    holidays: Sequence[Holiday] = (),
) -> Figure:
    """Measures in their order. What has no dates says so; what has no room is counted in a note."""
    fig = style.figure(canvas)
    ax = fig.axes[0]
    most = most_rows(canvas)
    shown = list(measures[:most]) if len(measures) <= most else list(measures[: most - 1])
    scale = _scale(shown, today, canvas)
    top, bottom = canvas.base * _TOP, canvas.height - canvas.base * _BOTTOM
    _weeks(ax, scale, canvas, top, bottom, holidays)
    if today and scale.first <= today < scale.end:
        _today(ax, scale.x(today), canvas, top, bottom)
    more = canvas.base * 1.9 if len(measures) > len(shown) else 0.0
    y = top
    for measure, tall in zip(shown, _shared(_heights(shown, canvas), bottom - top - more), strict=True):
        _row(ax, measure, scale, canvas, y + tall / 2, tall)
        y += tall
    if not measures:
        text = _("No measures yet. They come here with their dates.")
        lines = style.wrap(text, scale.left - canvas.base, style.secondary(canvas))
        style.paragraph(
            ax, 0, (top + bottom) / 2, lines, style.secondary(canvas), color=style.SKIFER, va="middle"
        )
    elif len(measures) > len(shown):
        left = len(measures) - len(shown)
        text = ngettext("and {n} measure more", "and {n} measures more", left).format(n=number(left))
        style.label(ax, 0, bottom - more / 2, text, style.secondary(canvas), color=style.SKIFER, va="middle")
    return fig


def _scale(measures: Sequence[Measure], today: dt.date | None, canvas: Canvas) -> _Scale:
    dates = [d for m in measures for d in (m.start, m.evaluate) if d]
    if today and (not dates or min(dates) - 4 * _WEEK <= today <= max(dates)):
        dates.append(today)
    first = min(dates, default=today or dt.date(2026, 1, 5))
    first = _monday(first)
    last = max(dates, default=first)
    weeks = min(_LONGEST, max(6, ((_monday(last) - first).days // 7) + 2))
    return _Scale(first, weeks, _left(measures, canvas), canvas.width - 1)


def _left(measures: Sequence[Measure], canvas: Canvas) -> float:
    """Where the weeks begin: further to the right where long names need it."""
    usual, widest = (0.26, 0.36) if canvas.base >= 17 else (0.3, 0.38)
    two = all(len(_name(m, canvas.width * usual, canvas)) <= 2 for m in measures)
    return canvas.width * (usual if two else widest)


def _name(measure: Measure, left: float, canvas: Canvas, most: int = 8) -> list[str]:
    size = float(canvas.base)
    return style.wrap(" ".join(measure.text.split()) or "–", left - size * 0.9, size, max_lines=most)


def _heights(measures: Sequence[Measure], canvas: Canvas) -> list[float]:
    """How tall the row of each should be, for its whole name."""
    left, size = _left(measures, canvas), float(canvas.base)
    return [max(size * _ROW, size * (style.LINE * len(_name(m, left, canvas)) + 0.8)) for m in measures]


def _shared(wanted: Sequence[float], room: float) -> list[float]:
    """Row heights that fill the room: each its part, or all the same where there is too little."""
    if sum(wanted) <= room + 1:  # pixels are whole
        return [each * room / sum(wanted) for each in wanted]
    return [room / len(wanted)] * len(wanted)


def _monday(date: dt.date) -> dt.date:
    return date - dt.timedelta(days=date.weekday())


def _weeks(
    ax: Axes, scale: _Scale, canvas: Canvas, top: float, bottom: float, holidays: Sequence[Holiday]
) -> None:
    size, small = canvas.base * 0.94, float(style.smallest(canvas))
    size = max(size, small)
    texts = [
        _("week {number}").format(number=(scale.first + i * _WEEK).isocalendar().week)
        for i in range(scale.weeks)
    ]
    widest = max(style.text_width(t, size, style.SEMIBOLD) for t in texts) + size * 0.6
    each = next(k for k in (1, 2, 3, 4, 6, 8, 12, 16, 60) if scale.week * k >= widest or k == 60)
    for holiday in holidays:
        if holiday.last < scale.first or holiday.first >= scale.end:
            continue
        x, end = scale.x(holiday.first), scale.x(holiday.last + dt.timedelta(days=1))
        style.box(ax, x, top, end - x, bottom - top, style.LIN, zorder=1)
        if style.text_width(holiday.name, small) < end - x - 4:
            style.label(
                ax,
                (x + end) / 2,
                bottom - small * 0.3,
                holiday.name,
                small,
                color=style.SKIFER,
                ha="center",
                zorder=2,
            )
    for i in range(0, scale.weeks + 1, 1):
        x = scale.left + scale.week * i
        if i % each == 0 or i == scale.weeks:
            style.line(ax, x, top, x, bottom, zorder=1.5)
        if i < scale.weeks and i % each == 0 and x + widest - size * 0.6 <= canvas.width:
            monday = scale.first + i * _WEEK
            style.label(ax, x + size * 0.2, size * 1.0, texts[i], size, style.SEMIBOLD)
            style.label(
                ax, x + size * 0.2, size * 1.0 + small * 1.22, _short(monday), small, color=style.SKIFER
            )


def _short(date: dt.date) -> str:
    """«16.11.»"""
    return f"{date.day}.{date.month}."


def _today(ax: Axes, x: float, canvas: Canvas, top: float, bottom: float) -> None:
    size = float(style.smallest(canvas))
    text = _("today")
    style.line(
        ax, x, top, x, canvas.height - size * 1.15, style.ROGN, max(1.5, canvas.base * 0.12), zorder=2.5
    )
    width = style.text_width(text, size, style.SEMIBOLD)
    ha = "left" if x + size * 0.4 + width < canvas.width else "right"
    at = x + size * 0.35 * (1 if ha == "left" else -1)
    style.label(ax, at, canvas.height - size * 0.25, text, size, style.SEMIBOLD, style.ROGN, ha)


def _row(ax: Axes, measure: Measure, scale: _Scale, canvas: Canvas, y: float, pitch: float) -> None:
    size = float(canvas.base)
    lines = _name(measure, scale.left, canvas, max(1, int(pitch * 0.95 // (size * style.LINE))))
    style.paragraph(ax, 0, y, lines, size, va="middle")
    if not measure.start and not measure.evaluate:
        small = float(style.smallest(canvas))
        style.label(
            ax, scale.left + small * 0.4, y, _("without dates"), small, color=style.SKIFER, va="middle"
        )
        return
    tall = min(pitch * 0.55, size * 1.35)
    start, end = measure.start or measure.evaluate, measure.evaluate
    assert start is not None
    x, x1 = scale.x(start), scale.x(end) if end else scale.right
    left, right = min(x, x1), max(x, x1)
    backwards = bool(end and end < start)
    if right > left:
        fill = style.MUTED if backwards else style.FJORD if end else style.faded(style.FJORD)
        style.box(ax, left, y - tall / 2, right - left, tall, fill, zorder=3)
    ink = style.BLEKK if backwards or not end else style.FLATE
    free, after = (left, right), None
    if end:
        _diamond(ax, x1, y, tall * 0.5, canvas)
        free, after = _date(ax, (left, right), x1, y, tall, end, canvas)
    under = y + tall / 2 if pitch / 2 - tall / 2 >= _inner_size(canvas) * 1.1 else None
    _responsible(ax, measure.responsible, free, after, under, scale.left, y, tall, ink, canvas)


def _diamond(ax: Axes, x: float, y: float, size: float, canvas: Canvas) -> None:
    points = [(x, y - size), (x + size, y), (x, y + size), (x - size, y)]
    edge = max(1.2, canvas.base * 0.08)
    style.polygon(ax, points, style.FLATE, edgecolor=style.BLEKK, linewidth=edge, zorder=5)


def _date(
    ax: Axes, bar: tuple[float, float], x: float, y: float, tall: float, date: dt.date, canvas: Canvas
) -> tuple[tuple[float, float], float | None]:
    """The date beside its diamond; returns what is left of the bar, and where there is room after the date."""
    size = _inner_size(canvas)
    text = _short_day(date)
    width = style.text_width(text, size, style.SEMIBOLD)
    out = tall * 0.75
    right = max(bar[1], x + tall * 0.5)
    if right + tall * 0.25 + width <= canvas.width:
        at = right + tall * 0.25
        style.label(ax, at, y, text, size, style.SEMIBOLD, va="middle", zorder=7)
        return (
            bar[0] + (out if x == bar[0] else 0),
            bar[1] - (out if x == bar[1] else 0),
        ), at + width + size * 0.5
    # at the edge of the picture the date stands in the bar
    ink = style.FLATE if bar[1] - bar[0] > width + out else style.BLEKK
    style.label(ax, x - out, y, text, size, style.SEMIBOLD, ink, "right", "middle", zorder=7)
    return (bar[0], x - out - width - size * 0.5), None


def _inner_size(canvas: Canvas) -> float:
    return max(canvas.base * 0.88, float(style.smallest(canvas)))


def _short_day(date: dt.date) -> str:
    """«4. des.»"""
    text, name = day(date).split(" ", 1)
    return f"{text} {name if len(name) <= 4 else name[:3] + '.'}"


def _responsible(
    ax: Axes,
    name: str,
    bar: tuple[float, float],
    after: float | None,
    under: float | None,
    left: float,
    y: float,
    tall: float,
    ink: str,
    canvas: Canvas,
) -> None:
    """In the bar if it fits there, else after the date or under the bar, else shortened wherever there is most room."""
    size = _inner_size(canvas)
    name = " ".join(name.split())
    inside = bar[1] - bar[0] - size * 0.7 if size <= tall else 0.0
    outside = canvas.width - after if after is not None else 0.0
    width = style.text_width(name, size)
    if not name:
        return
    if width > max(inside, outside) and under is not None and width <= canvas.width - left:
        at = max(left, min(bar[0], canvas.width - width))
        style.label(ax, at, under + size * 0.6, name, size, color=style.SKIFER, va="middle", zorder=7)
    elif max(inside, outside) < size * 3:
        return
    elif width <= inside or (width > outside and inside >= outside):
        text = style.wrap(name, inside, size, max_lines=1)[0]
        style.label(ax, bar[0] + size * 0.4, y, text, size, color=ink, va="middle", zorder=7)
    elif after is not None:
        text = style.wrap(name, outside, size, max_lines=1)[0]
        style.label(ax, after, y, text, size, color=style.SKIFER, va="middle", zorder=7)
