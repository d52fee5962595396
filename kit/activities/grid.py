"""Grid: place items, or yourselves, in a field between two pairs of words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, field_validator, model_validator

from kit.activities import _grid_picture
from kit.activities._base import AnswerError, Canvas, Form, FormField, Json, Model, Option
from kit.activities._checks import an_object, unique_ids, whole_number
from kit.activities._said import grouped, senders
from kit.activities._words import leaning, listed, middle, quoted
from kit.i18n import gettext as _

if TYPE_CHECKING:
    import random

    from matplotlib.figure import Figure
    from pandas import DataFrame

COLUMNS = ["item", "text", "key", "group_name", "unit_kind", "x", "y", "quadrant"]
Quadrant = Literal["top_left", "top_right", "bottom_left", "bottom_right"]
QUADRANTS: tuple[Quadrant, ...] = ("top_left", "top_right", "bottom_left", "bottom_right")
CENTRE = 50


class Axis(Model):
    """The words at the two ends of an axis."""

    low: str = Field(min_length=1, max_length=60)
    high: str = Field(min_length=1, max_length=60)


class Quadrants(Model):
    """What the four fields are called, if anything."""

    top_left: str = Field(default="", max_length=60)
    top_right: str = Field(default="", max_length=60)
    bottom_left: str = Field(default="", max_length=60)
    bottom_right: str = Field(default="", max_length=60)


class Settings(Model):
    """``wanted`` is the quadrant that is aimed at; it is shown on reveal."""

    items: tuple[Option, ...] = Field(min_length=1, max_length=8)
    x: Axis
    y: Axis
    quadrants: Quadrants = Quadrants()
    wanted: Quadrant | None = None

    @field_validator("quadrants", mode="before")
    @classmethod
    def _none(cls, value: Any) -> Any:
        return {} if value is None else value

    @model_validator(mode="after")
    def _ids(self) -> Settings:
        unique_ids(self.items)
        return self


def form(settings: Settings) -> Form:
    x, y = (settings.x.low, settings.x.high), (settings.y.low, settings.y.high)
    return Form(
        fields=tuple(
            FormField(type="place", name=item.id, label=item.text, min=0, max=100, step=1, x=x, y=y)
            for item in settings.items
        )
    )


def parse(settings: Settings, raw: Any) -> Json:
    """``{"<item id>": [x, y]}``, 0..100 from left to right and from bottom to top, for at least one item."""
    given = an_object(raw, {item.id for item in settings.items})
    if not given:
        raise AnswerError(_("Place at least one before you send."))
    for place in given.values():
        if not isinstance(place, (list, tuple)) or len(place) != 2:
            raise AnswerError(_("A place is two numbers: how far to the right, and how far up."))
        for value in place:
            whole_number(value, 0, 100)
    return {item.id: list(given[item.id]) for item in settings.items if item.id in given}


def quadrant(x: float, y: float) -> Quadrant | None:
    """Which field a place lies in; None on the cross itself."""
    if x == CENTRE or y == CENTRE:
        return None
    if y > CENTRE:
        return "top_right" if x > CENTRE else "top_left"
    return "bottom_right" if x > CENTRE else "bottom_left"


def summarise(settings: Settings, answers: DataFrame) -> DataFrame:
    """One row per placed item and answer: ``item``, ``text``, ``key``, ``group_name``, ``unit_kind``,
    ``x``, ``y`` and ``quadrant`` (None on the cross). ``attrs``: n, grouped.
    """
    from pandas import DataFrame

    rows = []
    records = answers.to_dict("records")
    for item in settings.items:
        for row in records:
            if item.id in row["answer"]:
                x, y = row["answer"][item.id]
                who = (row.get("key"), row.get("group_name"), row.get("unit_kind"))
                rows.append((item.id, item.text, *who, x, y, quadrant(x, y)))
    table = DataFrame(rows, columns=COLUMNS)
    table.attrs = {"n": len(records), "grouped": grouped(answers)}
    return table


def draw(settings: Settings, summary: DataFrame, canvas: Canvas, before: DataFrame | None = None) -> Figure:
    """One field per item with a marker per group; more than three items share one field."""
    return _grid_picture.draw(settings, summary, canvas, before)


def _medians(summary: DataFrame) -> dict[str, tuple[float, float]]:
    found = summary.groupby("item", sort=False)[["x", "y"]].median()
    return {str(item): (float(row["x"]), float(row["y"])) for item, row in found.iterrows()}


def _place(settings: Settings, x: float, y: float) -> str:
    """A place in the words of the axes: «tydelige krav og mye varme»."""
    words = [
        (axis.high if value > CENTRE else axis.low)
        for axis, value in ((settings.x, x), (settings.y, y))
        if value != CENTRE
    ]
    return listed(words) or _("the middle")


def describe(settings: Settings, summary: DataFrame, before: DataFrame | None = None) -> str:
    n = int(summary.attrs.get("n", 0))
    if not n:
        return _("No answers yet.")
    names: dict[str, str] = settings.quadrants.model_dump()
    medians = _medians(summary)
    sentence = [
        _("Placed by {senders}.").format(senders=senders(n, bool(summary.attrs.get("grouped", True))))
    ]
    for item in settings.items:
        rows = summary[summary["item"] == item.id]
        if rows.empty:
            continue
        x, y = medians[item.id]
        counts = rows["quadrant"].value_counts()
        told = [f"{names[q]} {counts.get(q, 0)}" for q in QUADRANTS if names[q] and counts.get(q, 0)]
        where = _("{item}: the middle of the answers is at {place}").format(
            item=quoted(item.text), place=_place(settings, x, y)
        )
        sentence.append(f"{where} ({', '.join(told)})." if told else f"{where}.")
    if before is not None and before.attrs.get("n"):
        then = _medians(before)
        moved = [
            _("{item} from {old} to {new}").format(
                item=quoted(item.text),
                old=quoted(_place(settings, *then[item.id])),
                new=quoted(_place(settings, *medians[item.id])),
            )
            for item in settings.items
            if item.id in then
            and item.id in medians
            and _place(settings, *then[item.id]) != _place(settings, *medians[item.id])
        ]
        shift = _("Since the round before the middle has moved for {list}.").format(list=listed(moved))
        sentence.append(shift if moved else _("The middle is in the same field as the round before."))
    return " ".join(sentence)


def table(settings: Settings, summary: DataFrame) -> DataFrame:
    """For people to read: one row per item with its median place and how many lie in each field."""
    from pandas import DataFrame

    names: dict[str, str] = settings.quadrants.model_dump()
    medians = _medians(summary)
    rows = []
    for item in settings.items:
        here = summary[summary["item"] == item.id]
        counts = here["quadrant"].value_counts()
        x, y = medians.get(item.id, (None, None))
        row: Json = {
            _("Item"): item.text,
            f"{settings.x.low} – {settings.x.high}": middle(x),
            f"{settings.y.low} – {settings.y.high}": middle(y),
        }
        for q in QUADRANTS:
            row[names[q] or f"{_side(settings, q)}"] = int(counts.get(q, 0))
        row[_("On the line")] = int(here["quadrant"].isna().sum())
        rows.append(row)
    return DataFrame(rows)


def _side(settings: Settings, where: Quadrant) -> str:
    up = settings.y.high if where.startswith("top") else settings.y.low
    across = settings.x.high if where.endswith("right") else settings.x.low
    return f"{up}, {across}"


def parts(settings: Settings) -> dict[str, str]:
    return {item.id: item.text for item in settings.items}


def example(settings: Settings, rng: random.Random) -> Json:
    """Places gather around a point of each item's own, most often where it is wanted."""
    goal = {"left": 30, "right": 68, "top": 70, "bottom": 32}
    answer: Json = {}
    for item in settings.items:
        up, across = (settings.wanted or "top_right").split("_")
        shift = (leaning(item.id) - 0.5) * (60 if len(settings.items) > 1 else 20)
        spot = (goal[across] + shift, goal[up] - shift * 0.6)
        answer[item.id] = [min(98, max(2, round(rng.gauss(centre, 15)))) for centre in spot]
    return answer
