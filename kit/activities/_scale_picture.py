"""The picture of a scale: stacked bars under one legend strip, in one round or two."""

from __future__ import annotations

from dataclasses import replace
from itertools import repeat
from typing import TYPE_CHECKING

from kit.activities import _style as s
from kit.activities import _words
from kit.activities._base import Canvas
from kit.activities._rows import (
    Column,
    Row,
    Rows,
    Space,
    columns_width,
    draw_columns,
    draw_pair_key,
    draw_pair_names,
    figure_size,
    layout,
    pair_gutter,
    pair_heights,
)
from kit.activities.scale import Record, Settings, earlier, marked, records
from kit.i18n import gettext as _
from kit.i18n import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame


def draw(settings: Settings, summary: DataFrame, canvas: Canvas, before: DataFrame | None = None) -> Figure:
    """A 100 % stacked bar per statement under one legend strip; with ``before`` a thin bar above it."""
    fig = s.figure(canvas)
    ax = fig.axes[0]
    now = records(summary)
    old = earlier(now, before)
    names = _words.round_names(summary, before) if before is not None else ("", "")
    columns = _columns(settings, now, old, canvas)
    right = columns_width(columns, canvas)
    space = Space(
        canvas,
        top=_legend_height(settings, canvas, canvas.width - right) + canvas.base * 0.5,
        bottom=canvas.height - s.secondary(canvas) * s.LINE - canvas.base * 0.15,
        right=right,
        gutter=pair_gutter(names, canvas) if old else 0.0,
        bars=2.0 if old else 1.0,
    )
    texts = [marked(row) for row in now]
    rows = layout(texts, space)
    head = _legend_height(settings, canvas, rows.width) + canvas.base * 0.5
    if head > space.top:  # beside the texts the bars are narrow, and the ends may need two lines
        rows = layout(texts, replace(space, top=head))
    _legend(ax, settings, canvas, rows.x, rows.width)
    for place, row, past in zip(rows.rows, now, old or repeat(None, len(now)), strict=True):
        weight = s.SEMIBOLD if row["statement"] in canvas.highlight else 400
        s.paragraph(ax, 0, place.text_top, place.lines, rows.size, weight)
        _draw_row(ax, canvas, rows, place, row, past, names)
    draw_columns(ax, canvas, columns, rows, _legend_baseline(canvas))
    _footer(ax, canvas, int(summary.attrs["n"]), now, rows)
    if old and rows.beside:
        draw_pair_key(ax, canvas, names)
    return fig


def _columns(settings: Settings, now: list[Record], old: list[Record], canvas: Canvas) -> list[Column]:
    medians = [_words.middle(row["median"]) for row in now]
    tight = max(s.smallest(canvas), canvas.height / len(now) * 0.55)  # many rows stand close
    base = min(canvas.base, tight)
    if old:
        pairs = list(zip(old, now, strict=True))
        moved = [f"{_words.middle(b['median'])} → {_words.middle(a['median'])}" for b, a in pairs]
        changes = [_shift(b, a) for b, a in pairs]
        return [
            Column(_("median"), moved, min(canvas.base * 1.06, tight), s.SEMIBOLD),
            Column(_("change"), changes, max(s.smallest(canvas), base * 0.95)),
        ]
    columns = [
        Column(_("median"), medians, min(canvas.base * 1.2, tight), s.SEMIBOLD),
        Column(_("answers"), [_words.count(row["answered"]) for row in now], base),
    ]
    if settings.skip:
        skipped = [_words.count(row["skipped"]) for row in now]
        columns.append(Column(_("don’t know"), skipped, base, color=s.SKIFER))
    return columns


def _shift(old: Record, new: Record) -> str:
    if not old["answered"] or not new["answered"]:
        return _words.DASH
    return _words.change(new["median"] - old["median"])


def _draw_row(
    ax: Axes, canvas: Canvas, rows: Rows, place: Row, row: Record, old: Record | None, names: tuple[str, str]
) -> None:
    if old is None:
        _stack(ax, canvas, rows, place.top, place.height, row)
    else:
        thin, full = pair_heights(place, canvas)
        _stack(ax, canvas, rows, place.top, thin, old, faded=True)
        _stack(ax, canvas, rows, place.bottom - full, full, row)
        draw_pair_names(ax, canvas, rows, place, names)
    below = min((r.top for r in rows.rows if r.top > place.top), default=canvas.height) - place.bottom
    size = min(canvas.base * 0.34, (below - 5) / 0.62)
    if row["answered"] > 1 and size > canvas.base * 0.12:  # rows that stand close have only the last one
        s.pointer(ax, rows.x + rows.width / 2, place.bottom + 4, size)


def _stack(
    ax: Axes, canvas: Canvas, rows: Rows, y: float, height: float, row: Record, faded: bool = False
) -> None:
    """One bar: segments with their counts; up to one answer stands in its own slot of the scale."""
    steps, total = row["steps"], row["answered"]
    inks = s.scale_inks(len(steps) or 5)
    alpha = s.BEFORE_ALPHA if faded else 1.0
    size = figure_size(height, canvas)
    size = min(size, s.secondary(canvas)) if faded else size
    x = rows.x
    if total <= 1:
        slot = rows.width / len(inks)
        for i, ink in enumerate(inks):
            left = rows.x + i * slot
            s.one_answer_frame(ax, left, y, slot - s.PAPER_GAP, height)
            if steps and steps[i]:
                s.box(ax, left, y, slot - s.PAPER_GAP, height, ink.fill, alpha=alpha)
                if size:
                    s.label(
                        ax,
                        left + slot / 2,
                        y + height / 2,
                        "1",
                        size,
                        s.SEMIBOLD,
                        ink.text if not faded else s.BLEKK,
                        ha="center",
                        va="middle",
                    )
        return
    for n, ink in zip(steps, inks, strict=True):
        if not n:
            continue
        width = rows.width * n / total
        last = x + width >= rows.x + rows.width - 0.5
        s.box(ax, x, y, max(1.0, width - (0 if last else s.PAPER_GAP)), height, ink.fill, alpha=alpha)
        text = number(n)
        weight = 400 if faded else s.SEMIBOLD
        if size and width - s.PAPER_GAP >= 1.2 * s.text_width(text, size, weight):
            color = s.BLEKK if faded else ink.text
            at = x + (width - s.PAPER_GAP) / 2
            s.label(ax, at, y + height / 2, text, size, weight, color, ha="center", va="middle")
        x += width


def _legend_baseline(canvas: Canvas) -> float:
    return canvas.base * 0.42 + s.secondary(canvas) * (s.ASCENT + 0.12)


def _ends(settings: Settings, canvas: Canvas, width: float) -> tuple[list[str], list[str]]:
    """The words at the two ends: in one line where both have room, else in two.

    Numbers that one line would cover are left out of the strip (:func:`_legend`); the colours carry on.
    """
    size = s.secondary(canvas)
    texts = (f"1\u2002{settings.low}", f"{settings.high}\u2002{settings.steps}")
    room = width / 2 - canvas.base
    narrow = width / settings.steps * 1.4
    for each, lines in ((room, 1), (narrow, 2), (room, 2)):
        low, high = (s.wrap(text, each, size) for text in texts)
        if max(len(low), len(high)) <= lines and not any(part.endswith("-") for part in (*low, *high)):
            return low, high
    return s.wrap(texts[0], room, size, max_lines=2), s.wrap(texts[1], room, size, max_lines=2)


def _legend_height(settings: Settings, canvas: Canvas, width: float) -> float:
    low, high = _ends(settings, canvas, width)
    size = s.secondary(canvas)
    return canvas.base * 0.42 + size * 0.12 + max(s.height_of(low, size), s.height_of(high, size))


def _legend(ax: Axes, settings: Settings, canvas: Canvas, x: float, width: float) -> None:
    """The colours once, with words only at the ends and the numbers between them where there is room."""
    size = s.secondary(canvas)
    slot = width / settings.steps
    y = canvas.base * 0.42 + size * 0.12
    for i, ink in enumerate(s.scale_inks(settings.steps)):
        gap = s.PAPER_GAP if i < settings.steps - 1 else 0
        s.box(ax, x + i * slot, 0, slot - gap, canvas.base * 0.38, ink.fill)
    low, high = _ends(settings, canvas, width)
    s.paragraph(ax, x, y, low, size, color=s.SKIFER)
    s.paragraph(ax, x + width, y, high, size, color=s.SKIFER, ha="right")
    taken = max(s.text_width(t, size) for t in (*low, *high)) + size * 0.6  # the same at both ends
    for i in range(2, settings.steps):
        at = (i - 0.5) * slot
        if taken < min(at, width - at) - size * 0.3:
            s.label(ax, x + at, y, str(i), size, color=s.SKIFER, ha="center", va="top")


def _footer(ax: Axes, canvas: Canvas, n: int, now: list[Record], rows: Rows) -> None:
    if n == 0:
        s.empty_note(ax, canvas)
    elif n == 1:
        s.one_answer_note(ax, canvas)
    elif now[-1]["answered"] > 1:
        size = s.secondary(canvas)
        y = rows.bottom + 4 + canvas.base * 0.26
        at = rows.x + rows.width / 2
        s.label(ax, at, y, _("half of the answers"), size, color=s.SKIFER, ha="center", va="top")
