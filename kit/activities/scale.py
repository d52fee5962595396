"""Scale: statements rated from 1 to 5 or 1 to 7; the whole distribution is shown, with its median.

``summarise`` gives one row per statement, in the order asked:

================  ==============================================================================
statement, text   id and wording
reversed          True where a high number means the opposite; the counts are then already turned
step_1 … step_N   how many answered each step
answered          how many gave a number
skipped           how many said «vet ikke»
median, mean      of those who gave a number; NaN where nobody did
================  ==============================================================================
"""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, field_validator

from kit.activities import _checks, _words
from kit.activities import _style as s
from kit.activities._base import AnswerError, Canvas, Form, FormField, Json, Model, Option
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
from kit.i18n import gettext as _
from kit.i18n import ngettext, number

if TYPE_CHECKING:
    import random

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

_Row = dict[str, Any]


class Statement(Option):
    """Something to agree or disagree with; ``reversed`` when agreeing is the unwanted answer."""

    reversed: bool = False


class Settings(Model):
    """What an author writes: the statements, the number of steps and the words at the two ends."""

    statements: tuple[Statement, ...] = Field(min_length=1, max_length=12)
    steps: Literal[5, 7] = 5
    low: str = Field(default="helt uenig", max_length=60)
    high: str = Field(default="helt enig", max_length=60)
    skip: bool = True

    @field_validator("statements")
    @classmethod
    def _unique(cls, value: tuple[Statement, ...]) -> tuple[Statement, ...]:
        return _checks.unique_ids(value)


def form(settings: Settings) -> Form:
    """One row of numbers per statement."""
    return Form(
        fields=tuple(
            FormField(
                type="scale",
                name=statement.id,
                label=statement.text,
                min=1,
                max=settings.steps,
                low=settings.low,
                high=settings.high,
                skip=settings.skip,
            )
            for statement in settings.statements
        )
    )


def parse(settings: Settings, raw: Any) -> Json:
    """``{"<statement id>": 4 | null}``; what is left out is unanswered, null is «vet ikke»."""
    given = _checks.an_object(raw, {statement.id for statement in settings.statements})
    if not given:
        raise AnswerError(_("Answer at least one of the statements before you send."))
    answer: Json = {}
    for name, value in given.items():
        if value is None and not settings.skip:
            raise AnswerError(_("Each statement must have a number."))
        answer[name] = None if value is None else _checks.whole_number(value, 1, settings.steps)
    return answer


def summarise(settings: Settings, answers: DataFrame) -> DataFrame:
    """Counts per step for every statement, reversed ones turned."""
    import pandas as pd

    given = list(answers["answer"]) if len(answers) else []
    rows = []
    for statement in settings.statements:
        values = [a[statement.id] for a in given if statement.id in a]
        numbers = [v for v in values if v is not None]
        if statement.reversed:
            numbers = [settings.steps + 1 - v for v in numbers]
        steps = {f"step_{i}": numbers.count(i) for i in range(1, settings.steps + 1)}
        series = pd.Series(numbers, dtype=float)
        rows.append(
            {"statement": statement.id, "text": statement.text, "reversed": statement.reversed}
            | steps
            | {"answered": len(numbers), "skipped": len(values) - len(numbers)}
            | {"median": series.median(), "mean": series.mean()}
        )
    summary = pd.DataFrame(rows)
    summary.attrs["n"] = len(given)
    return summary


# --- the picture -------------------------------------------------------------------------------


def draw(settings: Settings, summary: DataFrame, canvas: Canvas, before: DataFrame | None = None) -> Figure:
    """A 100 % stacked bar per statement under one legend strip; with ``before`` a thin bar above it."""
    fig = s.figure(canvas)
    ax = fig.axes[0]
    now = _records(summary)
    old = _earlier(now, before)
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
    rows = layout([_marked(row) for row in now], space)
    _legend(ax, settings, canvas, rows.x, rows.width)
    for place, row, earlier in zip(rows.rows, now, old or repeat(None, len(now)), strict=True):
        weight = s.SEMIBOLD if row["statement"] in canvas.highlight else 400
        s.paragraph(ax, 0, place.text_top, place.lines, rows.size, weight)
        _draw_row(ax, canvas, rows, place, row, earlier, names)
    draw_columns(ax, canvas, columns, rows, _legend_baseline(canvas))
    _footer(ax, canvas, int(summary.attrs["n"]), now, rows)
    if old and rows.beside:
        draw_pair_key(ax, canvas, names)
    return fig


def _records(summary: DataFrame) -> list[_Row]:
    """One dict per statement, its counts from the low end to the high end under ``steps``."""
    steps = [name for name in summary.columns if name.startswith("step_")]
    return [row | {"steps": [row[name] for name in steps]} for row in summary.to_dict("records")]


def _earlier(now: list[_Row], before: DataFrame | None) -> list[_Row]:
    """The earlier round in the order of this one; a statement that is new has no counts."""
    if before is None or not before.attrs.get("n"):
        return []
    known = {row["statement"]: row for row in _records(before)}
    return [known.get(row["statement"], {"answered": 0, "steps": [], "median": float("nan")}) for row in now]


def _marked(row: _Row) -> str:
    return f"{row['text']} {_('(turned)')}" if row["reversed"] else str(row["text"])


def _columns(settings: Settings, now: list[_Row], old: list[_Row], canvas: Canvas) -> list[Column]:
    medians = [_words.middle(row["median"]) for row in now]
    if old:
        pairs = list(zip(old, now, strict=True))
        moved = [f"{_words.middle(b['median'])} → {_words.middle(a['median'])}" for b, a in pairs]
        changes = [_shift(b, a) for b, a in pairs]
        return [
            Column(_("median"), moved, canvas.base * 1.06, s.SEMIBOLD),
            Column(_("change"), changes, canvas.base * 0.95),
        ]
    columns = [
        Column(_("median"), medians, canvas.base * 1.2, s.SEMIBOLD),
        Column(_("answers"), [_words.count(row["answered"]) for row in now], canvas.base),
    ]
    if settings.skip:
        skipped = [_words.count(row["skipped"]) for row in now]
        columns.append(Column(_("don’t know"), skipped, canvas.base, color=s.SKIFER))
    return columns


def _shift(old: _Row, new: _Row) -> str:
    if not old["answered"] or not new["answered"]:
        return _words.DASH
    return _words.change(new["median"] - old["median"])


def _draw_row(
    ax: Axes, canvas: Canvas, rows: Rows, place: Row, row: _Row, old: _Row | None, names: tuple[str, str]
) -> None:
    if old is None:
        _stack(ax, canvas, rows, place.top, place.height, row)
    else:
        thin, full = pair_heights(place, canvas)
        _stack(ax, canvas, rows, place.top, thin, old, faded=True)
        _stack(ax, canvas, rows, place.bottom - full, full, row)
        draw_pair_names(ax, canvas, rows, place, names)
    if row["answered"] > 1:
        s.pointer(ax, rows.x + rows.width / 2, place.bottom + 4, canvas.base * 0.34)


def _stack(
    ax: Axes, canvas: Canvas, rows: Rows, y: float, height: float, row: _Row, faded: bool = False
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
    """The words at the two ends, in two lines if they would else cover the numbers between them."""
    size = s.secondary(canvas)
    texts = (f"1\u2002{settings.low}", f"{settings.high}\u2002{settings.steps}")
    narrow = width / settings.steps * 1.4
    for room in (narrow, width / 2 - canvas.base):
        low, high = (s.wrap(text, room, size) for text in texts)
        if max(len(low), len(high)) <= 2 and not any(part.endswith("-") for part in (*low, *high)):
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
    left = x + max(s.text_width(t, size) for t in low) + size * 0.6
    right = x + width - max(s.text_width(t, size) for t in high) - size * 0.6
    for i in range(2, settings.steps):
        at = x + (i - 0.5) * slot
        if left < at - size * 0.3 and at + size * 0.3 < right:
            s.label(ax, at, y, str(i), size, color=s.SKIFER, ha="center", va="top")


def _footer(ax: Axes, canvas: Canvas, n: int, now: list[_Row], rows: Rows) -> None:
    if n == 0:
        s.empty_note(ax, canvas)
    elif n == 1:
        s.one_answer_note(ax, canvas)
    elif now[-1]["answered"] > 1:
        size = s.secondary(canvas)
        y = rows.bottom + 4 + canvas.base * 0.26
        at = rows.x + rows.width / 2
        s.label(ax, at, y, _("half of the answers"), size, color=s.SKIFER, ha="center", va="top")


# --- words -------------------------------------------------------------------------------------


def describe(settings: Settings, summary: DataFrame, before: DataFrame | None = None) -> str:
    """How many answered, where the median is highest and lowest, and what moved since ``before``."""
    n = int(summary.attrs["n"])
    now = _records(summary)
    answered = [row for row in now if row["answered"]]
    if not answered:
        return (
            s.empty_text()
            if n == 0
            else _("{answers}, all of them «don’t know».").format(answers=_words.answers(n))
        )
    old = _earlier(now, before)
    if old:
        return f"{_words.answers(n)}. {_moved(now, old)}"
    ends = _("{low} is 1 and {high} is {steps}.").format(
        low=_words.quoted(settings.low), high=_words.quoted(settings.high), steps=settings.steps
    )
    if len(answered) <= 3:
        each = [f"{_words.quoted(row['text'])} {_words.middle(row['median'])}" for row in answered]
        said = _("Median for {list}.").format(list=_words.listed(each))
    else:
        high = max(answered, key=lambda row: (row["median"], row["mean"]))
        low = min(answered, key=lambda row: (row["median"], row["mean"]))
        said = _("The median is highest for {high} ({top}) and lowest for {low} ({bottom}).").format(
            high=_words.quoted(high["text"]),
            top=_words.middle(high["median"]),
            low=_words.quoted(low["text"]),
            bottom=_words.middle(low["median"]),
        )
    return f"{_words.answers(n)}. {said} {ends}"


def _moved(now: list[_Row], old: list[_Row]) -> str:
    both = [(b, a) for b, a in zip(old, now, strict=True) if b["answered"] and a["answered"]]
    moved = [(b, a) for b, a in both if b["median"] != a["median"]]
    if not moved:
        return _("No median has moved since the earlier round.")
    moved.sort(key=lambda pair: -abs(pair[1]["median"] - pair[0]["median"]))
    told = [
        _("{text} from {old} to {new}").format(
            text=_words.quoted(a["text"]), old=_words.middle(b["median"]), new=_words.middle(a["median"])
        )
        for b, a in moved[:3]
    ]
    rest = len(both) - len(moved)
    sentence = _("The median has moved for {list}.").format(list=_words.listed(told))
    if len(moved) > 3:
        more = ngettext("{n} more statement moved.", "{n} more statements moved.", len(moved) - 3)
        return f"{sentence} {more.format(n=len(moved) - 3)}"
    if rest:
        same = ngettext("{n} statement is unchanged.", "{n} statements are unchanged.", rest)
        return f"{sentence} {same.format(n=rest)}"
    return sentence


def table(settings: Settings, summary: DataFrame) -> DataFrame:
    """The statements with their counts, ready to print."""
    import pandas as pd

    rows = []
    for row in _records(summary):
        line = {_("Statement"): _marked(row)}
        line |= {str(i): _words.count(n) for i, n in enumerate(row["steps"], 1)}
        line |= {_("Median"): _words.middle(row["median"]), _("Answers"): _words.count(row["answered"])}
        if settings.skip:
            line[_("Don’t know")] = _words.count(row["skipped"])
        rows.append(line)
    return pd.DataFrame(rows)


def parts(settings: Settings) -> dict[str, str]:
    """The statements, by id."""
    return {statement.id: statement.text for statement in settings.statements}


def example(settings: Settings, rng: random.Random) -> Json:
    """A likely answer: groups lean the same way on a statement, but not all the way."""
    answer: Json = {}
    for statement in settings.statements:
        if settings.skip and rng.random() < 0.06:
            answer[statement.id] = None
            continue
        lean = 1.6 + _words.leaning(statement.id) * (settings.steps - 2.2)
        value = round(rng.gauss(lean, settings.steps * 0.19))
        answer[statement.id] = min(settings.steps, max(1, value))
    return answer
