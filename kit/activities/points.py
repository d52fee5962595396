"""Share out points: every group has the same number of stickers and puts them where they matter most."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import Field, model_validator

from kit.activities import _style as style
from kit.activities._base import AnswerError, Canvas, Form, FormField, Json, Model, Option
from kit.activities._checks import an_object, unique_ids, whole_number
from kit.activities._rows import Column, Rows, Space, columns_width, draw_columns, layout
from kit.activities._said import grouped, senders
from kit.activities._words import change, count, listed, quoted
from kit.i18n import gettext as _
from kit.i18n import ngettext, number

if TYPE_CHECKING:
    import random

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

COLUMNS = ["option", "text", "points", "answers"]
MOST_DOTS = 60  # points on one option; beyond that a bar is easier to read
_LEAST_SCALE = 10  # dots that would fill the width: few points stay dots of a sensible size


class Settings(Model):
    """``max_each`` limits what one group may put on one option."""

    options: tuple[Option, ...] = Field(min_length=2, max_length=12)
    points: int = Field(default=10, ge=1, le=100)
    max_each: int | None = Field(default=None, ge=1, le=100)

    @model_validator(mode="after")
    def _sensible(self) -> Settings:
        unique_ids(self.options)
        if self.max_each and self.max_each * len(self.options) < self.points:
            raise ValueError(
                _("{points} points cannot be used when each option takes at most {most}.").format(
                    points=self.points, most=self.max_each
                )
            )
        return self


def form(settings: Settings) -> Form:
    most = min(settings.max_each or settings.points, settings.points)
    fields = tuple(
        FormField(type="points", name=o.id, label=o.text, min=0, max=most, step=1) for o in settings.options
    )
    hint = ngettext("You have {n} point to share out.", "You have {n} points to share out.", settings.points)
    return Form(fields=fields, total=settings.points, hint=hint.format(n=settings.points))


def parse(settings: Settings, raw: Any) -> Json:
    """``{"<option id>": 3, …}``: whole numbers with a sum from 1 to ``points``; zeros are left out."""
    most = settings.max_each or settings.points
    given = an_object(raw, {option.id for option in settings.options})
    for value in given.values():
        if type(value) is int and most < value <= settings.points:
            message = ngettext(
                "Each option can have {n} point.", "Each option can have at most {n} points.", most
            )
            raise AnswerError(message.format(n=most))
        whole_number(value, 0, settings.points)
    total = sum(given.values())
    if total > settings.points:
        message = _("You have used more points than you have. There are {points} to share out.")
        raise AnswerError(message.format(points=settings.points))
    if total == 0:
        raise AnswerError(_("Give at least one point before you send."))
    return {option.id: given[option.id] for option in settings.options if given.get(option.id)}


def summarise(settings: Settings, answers: DataFrame) -> DataFrame:
    """One row per option, as asked: ``option``, ``text``, ``points`` in all, ``answers`` that gave it any.

    ``attrs``: n, grouped.
    """
    from pandas import DataFrame

    given = list(answers["answer"]) if len(answers) else []
    rows = [
        (o.id, o.text, sum(g.get(o.id, 0) for g in given), sum(g.get(o.id, 0) > 0 for g in given))
        for o in settings.options
    ]
    table = DataFrame(rows, columns=COLUMNS)
    table.attrs = {"n": len(given), "grouped": grouped(answers)}
    return table


def draw(settings: Settings, summary: DataFrame, canvas: Canvas, before: DataFrame | None = None) -> Figure:
    """One dot per point in two rows; the round before is one thin row to the same scale."""
    fig = style.figure(canvas)
    ax = fig.axes[0]
    n, size, quiet = int(summary.attrs.get("n", 0)), canvas.base, style.secondary(canvas)
    compared = before is not None and n > 1
    now = [int(points) for points in summary["points"]]
    was = _earlier(summary, before) if before is not None and compared else [0] * len(now)
    top = max([_LEAST_SCALE, *now, *was])

    groups = bool(summary.attrs.get("grouped", True))
    given = [_("from {senders}").format(senders=senders(a, groups)) if a else "" for a in summary["answers"]]
    column = Column("", given, quiet, color=style.SKIFER)
    tail = size * 0.35 + style.text_width(number(top), size, style.SEMIBOLD)
    if compared:
        tail += size * 0.4 + style.text_width(_("unchanged"), quiet)
    noted = n <= 1 or compared
    space = Space(
        canvas,
        top=0,
        bottom=canvas.height - (style.note_height(canvas) if noted else 0),
        right=tail + columns_width([column], canvas),
        bars=1.6 if compared else 1.3,
    )
    rows = layout(list(summary["text"]), space)
    scale = _scale(rows, top, compared, size)
    for row, points, then in zip(rows.rows, now, was, strict=True):
        style.paragraph(ax, 0, row.text_top, row.lines, rows.size)
        y = row.top + (row.height - scale.height) / 2 if rows.beside else row.top
        if n <= 1:
            style.one_answer_frame(ax, rows.x, y, rows.width, scale.height)
        if n == 0:
            continue
        _earlier_row(ax, rows.x, y, then, scale)
        _row(ax, rows.x, y + scale.thin, points, scale)
        x = rows.x + max(scale.length(points), scale.unit * then) + size * 0.35
        middle = y + scale.thin + scale.full / 2
        style.label(ax, x, middle, count(points), size, style.SEMIBOLD, va="middle")
        if compared:
            x += style.text_width(count(points), size, style.SEMIBOLD) + size * 0.4
            style.label(ax, x, middle, change(points - then), quiet, color=style.SKIFER, va="middle")
    draw_columns(ax, canvas, [column], rows, 0)
    if n == 0:
        style.empty_note(ax, canvas)
    elif n == 1:
        style.one_answer_note(ax, canvas)
    elif compared:
        style.note(ax, canvas, _("Thin row: the round before."))
    return fig


class _Scale(NamedTuple):
    """Pixels per point, and the heights of the thin earlier row and of the present one."""

    unit: float
    thin: float
    full: float
    bars: bool

    @property
    def height(self) -> float:
        return self.thin + self.full

    def length(self, points: int) -> float:
        return self.unit * (points if self.bars else points + points % 2)


def _scale(rows: Rows, top: int, compared: bool, size: float) -> _Scale:
    height = min(row.height for row in rows.rows)
    share = 0.3 if compared else 0.0
    if top > MOST_DOTS:
        full = min(height * (1 - share), size * 1.8)
        return _Scale(rows.width / top, full * share, full, True)
    dot = min(rows.width / ceil(top / 2), height / (2.62 if compared else 2), size * 1.5)
    return _Scale(dot / 2, dot * 0.62 if compared else 0.0, dot * 2, False)


def _row(ax: Axes, x: float, y: float, points: int, scale: _Scale) -> None:
    """Columns of two dots, filled from the left, or a bar."""
    if scale.bars:
        if points:
            style.box(ax, x, y, scale.unit * points, scale.full, style.FJORD)
        return
    dot = scale.unit * 2
    xs = [x + dot * (k // 2 + 0.5) for k in range(points)]
    ys = [y + dot * (k % 2 + 0.5) for k in range(points)]
    style.dots(ax, xs, ys, dot * 0.43)


def _earlier_row(ax: Axes, x: float, y: float, points: int, scale: _Scale) -> None:
    """The round before: dots half as wide in a single row, so that as many points reach as far."""
    if not points:
        return
    if scale.bars:
        height = scale.thin - style.PAPER_GAP
        style.box(ax, x, y, scale.unit * points, height, style.FJORD, alpha=style.BEFORE_ALPHA)
        return
    xs = [x + scale.unit * (k + 0.5) for k in range(points)]
    style.dots(ax, xs, [y + scale.unit / 2] * points, scale.unit * 0.4, style.FJORD_PALE)


def _earlier(summary: DataFrame, before: DataFrame) -> list[int]:
    known = dict(zip(before["option"], before["points"], strict=True))
    return [int(known.get(option, 0)) for option in summary["option"]]


def describe(settings: Settings, summary: DataFrame, before: DataFrame | None = None) -> str:
    n = int(summary.attrs.get("n", 0))
    if not n:
        return _("No answers yet.")
    groups = bool(summary.attrs.get("grouped", True))
    ranked = sorted(summary.itertuples(), key=lambda row: -row.points)
    told = listed([f"{quoted(row.text)} ({count(row.points)})" for row in ranked])
    sentence = [
        _("{points} points shared out by {senders}.").format(
            senders=senders(n, groups), points=number(int(summary["points"].sum()))
        ),
        _("From most to fewest: {options}.").format(options=told),
    ]
    if before is not None and before.attrs.get("n"):
        moves = zip(summary["text"], _earlier(summary, before), summary["points"], strict=True)
        changed = [f"{quoted(text)} {count(was)} → {count(now)}" for text, was, now in moves if was != now]
        sentence.append(
            _("Since the round before: {changes}.").format(changes=listed(changed) or _("unchanged"))
        )
    return " ".join(sentence)


def table(settings: Settings, summary: DataFrame) -> DataFrame:
    """For people to read: option, points, and how many gave it any."""
    from pandas import DataFrame

    counted = _("Groups that gave points") if summary.attrs.get("grouped", True) else _("Gave points")
    return DataFrame(
        {
            _("Option"): list(summary["text"]),
            _("Points"): list(summary["points"]),
            counted: list(summary["answers"]),
        }
    )


def parts(settings: Settings) -> dict[str, str]:
    return {option.id: option.text for option in settings.options}


def example(settings: Settings, rng: random.Random) -> Json:
    """All points given out, most of them on a few options."""
    weights = {option.id: rng.random() ** 2 + 0.05 for option in settings.options}
    given: Json = {}
    for _point in range(settings.points):
        free = [o for o in weights if not settings.max_each or given.get(o, 0) < settings.max_each]
        chosen = rng.choices(free, [weights[o] for o in free])[0]
        given[chosen] = given.get(chosen, 0) + 1
    return {option.id: given[option.id] for option in settings.options if option.id in given}
