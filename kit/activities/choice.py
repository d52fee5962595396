"""Choice: one or several of some options; what is right, if anything is, shows only on reveal.

``summarise`` gives one row per option, in the order asked:

============  ====================================================================
option, text  id and wording
correct       True where the author has marked it as right
count         how many chose it
share         ``count`` of all who answered, 0..1; NaN where nobody has
============  ====================================================================
"""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any

from pydantic import Field, field_validator, model_validator

from kit.activities import _checks, _words
from kit.activities import _style as s
from kit.activities._base import AnswerError, Canvas, Case, Form, FormField, Json, Option
from kit.activities._rows import (
    Column,
    Row,
    Rows,
    Space,
    columns_width,
    draw_columns,
    draw_pair_key,
    draw_pair_names,
    layout,
    pair_gutter,
    pair_heights,
)
from kit.i18n import gettext as _
from kit.i18n import ngettext, number, percent

if TYPE_CHECKING:
    import random

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

FULL_TRACK = 5  # with fewer answers than this the track stands for this many, so that one is not all


class ChoiceOption(Option):
    """Something to choose; ``correct`` where there is a right answer."""

    correct: bool = False


class Settings(Case):
    """What an author writes: the options, whether several may be chosen, and why the right one is right."""

    options: tuple[ChoiceOption, ...] = Field(min_length=1, max_length=12)
    multiple: bool = False
    max: int | None = Field(default=None, ge=1)
    explanation: str = Field(default="", max_length=1000)

    @field_validator("options")
    @classmethod
    def _unique(cls, value: tuple[ChoiceOption, ...]) -> tuple[ChoiceOption, ...]:
        return _checks.unique_ids(value)

    @model_validator(mode="after")
    def _max_fits(self) -> Settings:
        if self.max is not None and not self.multiple:
            raise ValueError(
                _("A limit has no meaning where only one may be chosen. Allow several, or drop it.")
            )
        return self

    @property
    def most(self) -> int:
        """How many may be chosen."""
        if not self.multiple:
            return 1
        return min(self.max or len(self.options), len(self.options))


def form(settings: Settings) -> Form:
    """One list to pick from."""
    plain = tuple(Option(id=option.id, text=option.text) for option in settings.options)
    hint = ""
    if settings.multiple:
        hint = _("Choose one or several.")
        if settings.most < len(settings.options):
            hint = _("Choose up to {max}.").format(max=settings.most)
    field = FormField(
        type="picks",
        name="options",
        hint=hint,
        required=True,
        options=plain,
        multiple=settings.multiple,
        max=settings.most if settings.multiple else None,
    )
    return Form(fields=(field,), case=settings.case)


def parse(settings: Settings, raw: Any) -> Json:
    """``{"options": ["a", "b"]}``, kept in the order of the options."""
    given = _checks.an_object(raw, {"options"}).get("options")
    chosen = _checks.list_of_ids([] if given is None else given, settings.options)
    if not chosen:
        raise AnswerError(_("Choose something before you send."))
    if len(chosen) > settings.most:
        if not settings.multiple:
            raise AnswerError(_("Choose only one."))
        raise AnswerError(_("Choose at most {max}.").format(max=settings.most))
    return {"options": [option.id for option in settings.options if option.id in chosen]}


def summarise(settings: Settings, answers: DataFrame) -> DataFrame:
    """How many chose each option."""
    import pandas as pd

    given = [a["options"] for a in answers["answer"]] if len(answers) else []
    n = len(given)
    rows = []
    for option in settings.options:
        chose = sum(option.id in chosen for chosen in given)
        share = chose / n if n else float("nan")
        rows.append(
            {
                "option": option.id,
                "text": option.text,
                "correct": option.correct,
                "count": chose,
                "share": share,
            }
        )
    summary = pd.DataFrame(rows)
    summary.attrs["n"] = n
    return summary


# --- the picture -------------------------------------------------------------------------------


def draw(settings: Settings, summary: DataFrame, canvas: Canvas, before: DataFrame | None = None) -> Figure:
    """A bar per option on a track that stands for everybody; with ``before`` a thin bar above it."""
    fig = s.figure(canvas)
    ax = fig.axes[0]
    n = int(summary.attrs["n"])
    now: list[_Row] = [row | {"n": n} for row in summary.to_dict("records")]
    old = _earlier(now, before)
    names = _words.round_names(summary, before) if before is not None else ("", "")
    reveal = canvas.reveal and any(row["correct"] for row in now)
    columns = _columns(now, old, n, canvas)
    noted = n <= 1 or (settings.multiple and n > 1)
    head = s.secondary(canvas) * s.LINE + canvas.base * 0.3 if any(c.head for c in columns) else 0.0
    space = Space(
        canvas,
        top=head,
        bottom=canvas.height - (s.note_height(canvas) if noted or old else 0),
        right=columns_width(columns, canvas),
        gutter=pair_gutter(names, canvas) if old else 0.0,
        bars=2.0 if old else 1.0,
        tag=s.text_width(_("Right answer"), canvas.base, s.SEMIBOLD) + canvas.base if reveal else 0.0,
        weight=s.SEMIBOLD if reveal or canvas.highlight else 400,
    )
    rows = layout([row["text"] for row in now], space)
    if rows.beside and reveal:  # the mark needs a column of its own
        right = [_("right") if row["correct"] else "" for row in now]
        columns.append(Column("", right, s.secondary(canvas), s.SEMIBOLD, s.MOSE))
        rows = layout([row["text"] for row in now], _wider(space, columns, canvas))
    for place, row, earlier in zip(rows.rows, now, old or repeat(None, len(now)), strict=True):
        _draw_row(ax, canvas, rows, place, row, earlier, reveal)
        if earlier is not None:
            draw_pair_names(ax, canvas, rows, place, names)
    draw_columns(ax, canvas, columns, rows, s.secondary(canvas) * s.ASCENT)
    _footer(ax, settings, canvas, n, bool(old) and rows.beside, names)
    return fig


_Row = dict[str, Any]


def _wider(space: Space, columns: list[Column], canvas: Canvas) -> Space:
    from dataclasses import replace

    return replace(space, right=columns_width(columns, canvas), tag=0.0)


def _earlier(now: list[_Row], before: DataFrame | None) -> list[_Row]:
    """The earlier round in the order of this one."""
    if before is None or not before.attrs.get("n"):
        return []
    n = int(before.attrs["n"])
    counts = dict(zip(before["option"], before["count"], strict=True))
    return [{"count": int(counts.get(row["option"], 0)), "n": n} for row in now]


def _columns(now: list[_Row], old: list[_Row], n: int, canvas: Canvas) -> list[Column]:
    counts = [_words.count(row["count"]) for row in now]
    strong = canvas.base * 1.15
    if old:
        pairs = list(zip(old, now, strict=True))
        moved = [f"{_words.count(b['count'])} → {_words.count(a['count'])}" for b, a in pairs]
        moved = [_words.DASH if text == f"{_words.DASH} → {_words.DASH}" else text for text in moved]
        changes = [_words.change(a["count"] - b["count"]) for b, a in pairs]
        return [
            Column(_("answers"), moved, canvas.base * 1.06, s.SEMIBOLD),
            Column(_("change"), changes, canvas.base * 0.95),
        ]
    columns = [Column("", counts, strong, s.SEMIBOLD)]
    if _words.shares_shown(n):
        shares = [percent(row["count"], n) if row["count"] else "" for row in now]
        columns.append(Column("", shares, canvas.base, color=s.SKIFER))
    return columns


def _draw_row(
    ax: Axes, canvas: Canvas, rows: Rows, place: Row, row: _Row, old: _Row | None, reveal: bool
) -> None:
    right = reveal and row["correct"]
    fill = s.MUTED if reveal and not right else s.FJORD
    weight = s.SEMIBOLD if right or row["option"] in canvas.highlight else 400
    s.paragraph(ax, 0, place.text_top, place.lines, rows.size, weight)
    if right and not rows.beside:
        baseline = place.text_top + rows.size * s.ASCENT
        s.label(ax, canvas.width, baseline, _("Right answer"), canvas.base, s.SEMIBOLD, s.MOSE, ha="right")
    if old is None:
        _bar(ax, rows, place.top, place.height, row, fill)
        return
    thin, full = pair_heights(place, canvas)
    _bar(ax, rows, place.top, thin, old, fill, alpha=s.BEFORE_ALPHA)
    _bar(ax, rows, place.bottom - full, full, row, fill)


def _bar(ax: Axes, rows: Rows, y: float, height: float, row: _Row, fill: str, alpha: float = 1.0) -> None:
    if row["n"] <= 1:
        s.one_answer_frame(ax, rows.x, y, rows.width, height)
    else:
        s.box(ax, rows.x, y, rows.width, height, s.LIN)
    if row["count"]:
        width = rows.width * row["count"] / max(row["n"], FULL_TRACK)
        s.box(ax, rows.x, y, width, height, fill, alpha=alpha)


def _footer(ax: Axes, settings: Settings, canvas: Canvas, n: int, key: bool, names: tuple[str, str]) -> None:
    if n == 0:
        s.empty_note(ax, canvas)
    elif n == 1:
        s.one_answer_note(ax, canvas)
    elif key:
        draw_pair_key(ax, canvas, names)
    elif settings.multiple:
        text = _("{answers}. Several choices were allowed, so the sum may be larger.")
        s.note(ax, canvas, text.format(answers=_words.answers(n)))


# --- words -------------------------------------------------------------------------------------


def describe(settings: Settings, summary: DataFrame, before: DataFrame | None = None) -> str:
    """How many chose what, most first; with ``before`` what has gained and lost most."""
    n = int(summary.attrs["n"])
    if n == 0:
        return s.empty_text()
    now: list[_Row] = [row | {"n": n} for row in summary.to_dict("records")]
    old = _earlier(now, before)
    if old:
        return f"{_words.answers(n)}. {_moved(now, old)}"
    ranked = sorted((row for row in now if row["count"]), key=lambda row: -row["count"])
    told = [_told(row, n) for row in ranked[:3]]
    sentence = _("Chosen most: {list}.") if len(ranked) > 1 else _("All chose {list}.")
    rest = len(now) - len(told)
    text = f"{_words.answers(n)}. {sentence.format(list=_words.listed(told))}"
    if rest and len(ranked) > 3:
        fewer = ngettext("{n} other option got fewer.", "{n} other options got fewer.", rest)
        text = f"{text} {fewer.format(n=rest)}"
    return text


def _told(row: _Row, n: int) -> str:
    share = f", {percent(row['count'], n)}" if _words.shares_shown(n) else ""
    return f"{_words.quoted(row['text'])} ({number(row['count'])}{share})"


def _moved(now: list[_Row], old: list[_Row]) -> str:
    moved = [
        (b["count"], a["count"], a["text"]) for b, a in zip(old, now, strict=True) if a["count"] != b["count"]
    ]
    if not moved:
        return _("Every option has as many as in the earlier round.")
    moved.sort(key=lambda each: -abs(each[1] - each[0]))
    told = [
        _("{text} from {old} to {new}").format(text=_words.quoted(text), old=number(b), new=number(a))
        for b, a, text in moved[:3]
    ]
    return _("Since the earlier round: {list}.").format(list=_words.listed(told))


def table(settings: Settings, summary: DataFrame) -> DataFrame:
    """The options with their counts, ready to print."""
    import pandas as pd

    n = int(summary.attrs["n"])
    marked = bool(summary["correct"].any())
    rows = []
    for row in summary.to_dict("records"):
        line = {_("Option"): row["text"], _("Answers"): _words.count(row["count"])}
        if _words.shares_shown(n):
            line[_("Share")] = percent(row["count"], n) if row["count"] else _words.DASH
        if marked:
            line[_("Right answer")] = _("yes") if row["correct"] else ""
        rows.append(line)
    return pd.DataFrame(rows)


def parts(settings: Settings) -> dict[str, str]:
    """The options, by id."""
    return {option.id: option.text for option in settings.options}


def example(settings: Settings, rng: random.Random) -> Json:
    """A likely answer: what is right is chosen most, the rest by a fixed leaning."""
    weights = {o.id: 0.3 + _words.leaning(o.id) + (2.5 if o.correct else 0) for o in settings.options}
    wanted = rng.randint(1, max(1, min(settings.most, 3)))
    chosen: set[str] = set()
    while len(chosen) < wanted:
        left = [name for name in weights if name not in chosen]
        chosen |= set(rng.choices(left, [weights[name] for name in left]))
    return {"options": [option.id for option in settings.options if option.id in chosen]}
