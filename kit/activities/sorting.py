"""Sort concepts or cases into categories; a matrix shows how many put each where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import Field, model_validator

from kit.activities import _style as style
from kit.activities._base import AnswerError, Canvas, Form, FormField, Json, Model, Option
from kit.activities._checks import an_object, known_ids, list_of_ids, unique_ids
from kit.activities._said import grouped, senders
from kit.activities._sorting_layout import gap, layout
from kit.activities._words import DASH, leaning, listed, quoted
from kit.i18n import gettext as _
from kit.i18n import number, percent

if TYPE_CHECKING:
    import random

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

COLUMNS = ["item", "text", "category", "category_text", "count", "sorted", "correct"]


class Item(Option):
    """``correct`` names the category it belongs to, where there is one right answer."""

    correct: str | None = None


class Settings(Model):
    items: tuple[Item, ...] = Field(min_length=1, max_length=14)
    categories: tuple[Option, ...] = Field(min_length=2, max_length=6)
    explanation: str = Field(default="", max_length=1000)

    @model_validator(mode="after")
    def _ids(self) -> Settings:
        unique_ids(self.items)
        unique_ids(self.categories)
        known_ids([item.correct for item in self.items if item.correct is not None], self.categories)
        return self


def form(settings: Settings) -> Form:
    return Form(
        fields=tuple(
            FormField(type="pick", name=item.id, label=item.text, options=settings.categories)
            for item in settings.items
        )
    )


def parse(settings: Settings, raw: Any) -> Json:
    """``{"<item id>": "<category id>"}`` for at least one item."""
    given = an_object(raw, {item.id for item in settings.items})
    if not given:
        raise AnswerError(_("Sort at least one before you send."))
    for category in given.values():
        list_of_ids([category], settings.categories)
    return {item.id: given[item.id] for item in settings.items if item.id in given}


def summarise(settings: Settings, answers: DataFrame) -> DataFrame:
    """One row per item and category, as asked.

    ``item``, ``text``, ``category``, ``category_text``, ``count``, ``sorted`` (answers that placed the
    item at all) and ``correct`` (True, False, or None where nothing is right). ``attrs``: n, grouped.
    """
    from pandas import DataFrame

    given = list(answers["answer"]) if len(answers) else []
    rows = []
    for item in settings.items:
        placed = [answer[item.id] for answer in given if item.id in answer]
        for category in settings.categories:
            correct = None if item.correct is None else item.correct == category.id
            count = placed.count(category.id)
            rows.append((item.id, item.text, category.id, category.text, count, len(placed), correct))
    table = DataFrame(rows, columns=COLUMNS)
    table["correct"] = table["correct"].astype(object)
    table.attrs = {"n": len(given), "grouped": grouped(answers)}
    return table


class _Cell(NamedTuple):
    item: str
    text: str
    category: str
    category_text: str
    chosen: int
    placed: int
    correct: bool | None

    @property
    def ink(self) -> style.Ink:
        return style.shade(self.chosen / self.placed if self.placed else 0)


def draw(settings: Settings, summary: DataFrame, canvas: Canvas, before: DataFrame | None = None) -> Figure:
    """The matrix: darker where more agree, the count in every cell, «4 → 7» after a new round."""
    fig = style.figure(canvas)
    ax = fig.axes[0]
    n, size = int(summary.attrs.get("n", 0)), canvas.base
    compared = before is not None and n > 1
    was = _counts(before) if before is not None and compared else {}
    note = style.note_height(canvas) if n <= 1 or compared else 0
    columns, rows = layout(
        [item.text for item in settings.items],
        [category.text for category in settings.categories],
        canvas,
        canvas.height - note,
    )
    paper = gap(canvas)

    for j, head in enumerate(columns.heads):
        middle = columns.left + columns.cell * (j + 0.5) - paper / 2
        bottom = columns.top - size * 0.3
        style.paragraph(
            ax, middle, bottom, head, columns.head_size, style.SEMIBOLD, style.SKIFER, "center", "bottom"
        )
    cells = [_Cell(*row) for row in summary[COLUMNS].itertuples(index=False)]
    across = len(settings.categories)
    y = columns.top
    for i, (lines, row) in enumerate(zip(rows.cards, rows.heights, strict=True)):
        style.paragraph(ax, 0, y + (row - paper) / 2, lines, rows.size, va="middle")
        line = cells[i * across : (i + 1) * across]
        most = max(c.chosen for c in line)
        for j, c in enumerate(line):
            place = (columns.left + j * columns.cell, y, columns.cell - paper, row - paper)
            if n <= 1 and not c.chosen:
                style.frame(ax, *place)
                if n == 0:
                    continue
            majority = c.chosen == most and c.chosen > 0
            then = was.get((c.item, c.category)) if compared else None
            _cell(ax, canvas, place, c, majority, then, hollow=n <= 1 and not c.chosen)
            if canvas.reveal and c.correct:
                _tick(ax, canvas, place, c)
        y += row
    if n == 0:
        style.empty_note(ax, canvas)
    elif n == 1:
        style.one_answer_note(ax, canvas)
    elif compared:
        style.note(ax, canvas, _("4 → 7: the round before → now."))
    return fig


def _counts(summary: DataFrame) -> dict[tuple[str, str], int]:
    keys = zip(summary["item"], summary["category"], strict=True)
    return dict(zip(keys, map(int, summary["count"]), strict=True))


def _cell(
    ax: Axes,
    canvas: Canvas,
    place: tuple[float, float, float, float],
    c: _Cell,
    majority: bool,
    was: int | None,
    hollow: bool,
) -> None:
    x, y, width, height = place
    ink = c.ink
    if not hollow:
        style.box(ax, x, y, width, height, ink.fill)
    size = canvas.base * (1.12 if majority and height > canvas.base * 1.6 else 1)
    now = number(c.chosen) if c.chosen else "·"
    weight = style.SEMIBOLD if majority else 400
    middle, centre = y + height / 2, x + width / 2
    if was is None or was == c.chosen:
        style.label(ax, centre, middle, now, size, weight, ink.text, "center", "middle")
        return
    then = f"{number(was) if was else '·'} → "
    both = style.text_width(then, canvas.base) + style.text_width(now, size, weight)
    style.label(ax, centre - both / 2, middle, then, canvas.base, 400, ink.text, va="middle")
    style.label(ax, centre + both / 2, middle, now, size, weight, ink.text, "right", "middle")


def _tick(ax: Axes, canvas: Canvas, place: tuple[float, float, float, float], c: _Cell) -> None:
    """In the upper right corner, or beside the count where the row is low."""
    x, y, width, height = place
    size = min(canvas.base * 0.62, height * 0.42)
    ink = c.ink
    middle = y + height / 2 if height < canvas.base * 2 else y + size * 0.8
    style.check(ax, x + width - size * 0.85, middle, size, ink.text)


def _majorities(summary: DataFrame) -> list[tuple[str, str, int, int]]:
    """(item text, category text, count, placed) of the category that most chose, per item."""
    found = []
    for _item, rows in summary.groupby("item", sort=False):
        top = rows.loc[rows["count"].idxmax()]
        if top["sorted"]:
            found.append((top["text"], top["category_text"], int(top["count"]), int(top["sorted"])))
    return found


def describe(settings: Settings, summary: DataFrame, before: DataFrame | None = None) -> str:
    n = int(summary.attrs.get("n", 0))
    if not n:
        return _("No answers yet.")
    sentence = [
        _("Sorted by {senders}.").format(senders=senders(n, bool(summary.attrs.get("grouped", True))))
    ]
    told = [
        _("{item} in {category} ({count} of {n})").format(
            item=quoted(text), category=quoted(category), count=count, n=placed
        )
        for text, category, count, placed in _majorities(summary)
    ]
    sentence.append(_("Most put {list}.").format(list=listed(told)))
    if before is not None and before.attrs.get("n"):
        then = {text: category for text, category, *_rest in _majorities(before)}
        turned = [
            _("{item} from {old} to {new}").format(
                item=quoted(text), old=quoted(then[text]), new=quoted(category)
            )
            for text, category, *_rest in _majorities(summary)
            if then.get(text, category) != category
        ]
        moved = _("Since the round before the majority has moved for {list}.").format(list=listed(turned))
        sentence.append(moved if turned else _("The majorities are the same as the round before."))
    return " ".join(sentence)


def table(settings: Settings, summary: DataFrame) -> DataFrame:
    """For people to read: one row per item, one column per category, and the share that is right."""
    from pandas import DataFrame

    rows = []
    for item in settings.items:
        cells = summary[summary["item"] == item.id]
        row: Json = {_("Item"): item.text}
        row |= dict(zip(cells["category_text"], cells["count"], strict=True))
        if any(i.correct for i in settings.items):
            right = int(cells.loc[cells["correct"].map(lambda c: c is True), "count"].sum())
            row[_("Right")] = percent(right, int(cells["sorted"].iloc[0])) if item.correct else DASH
        rows.append(row)
    return DataFrame(rows)


def parts(settings: Settings) -> dict[str, str]:
    return {item.id: item.text for item in settings.items}


def example(settings: Settings, rng: random.Random) -> Json:
    """Most put most items right; where nothing is right, they lean the same way."""
    answer: Json = {}
    ids = [category.id for category in settings.categories]
    for item in settings.items:
        likely = item.correct or ids[int(leaning(item.id) * (len(ids) - 0.001))]
        answer[item.id] = likely if rng.random() < 0.7 else rng.choice(ids)
    return answer
