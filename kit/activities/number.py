"""Number: one number from each; shown as stacked dots on a true axis, with the median as a line.

``summarise`` gives one row per value that was given, lowest first:

=====  ===================
value  the number
count  how many gave it
=====  ===================

``attrs`` has ``n``, ``median`` and ``mean`` (the last two NaN where nobody has answered).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pydantic import Field, model_validator

from kit.activities import _checks, _words
from kit.activities._base import AnswerError, Canvas, Form, FormField, Json, Model
from kit.activities._style import empty_text
from kit.i18n import gettext as _
from kit.i18n import number

if TYPE_CHECKING:
    import random

    from matplotlib.figure import Figure
    from pandas import DataFrame

MANY_VALUES = 20  # a table of more different values than this is given in intervals


class Settings(Model):
    """What an author writes: the range, the steps, the unit («minutter») and the right number if there is one.

    ``step`` follows ``decimals`` unless it is given: one decimal means steps of 0.1.
    """

    min: float = Field(allow_inf_nan=False)
    max: float = Field(allow_inf_nan=False)
    step: float = Field(default=1, gt=0, allow_inf_nan=False)
    unit: str = Field(default="", max_length=40)
    decimals: int = Field(default=0, ge=0, le=3)
    correct: float | None = Field(default=None, allow_inf_nan=False)

    @model_validator(mode="after")
    def _in_range(self) -> Settings:
        if self.min >= self.max:
            raise ValueError(_("The least number must be lower than the greatest."))
        if self.correct is not None and not self.min <= self.correct <= self.max:
            raise ValueError(_("The right number must lie between the least and the greatest."))
        return self

    @property
    def grid(self) -> float:
        """The distance between two numbers that may be given."""
        return 10.0**-self.decimals if self.decimals and "step" not in self.model_fields_set else self.step

    @property
    def whole(self) -> bool:
        """Whether every number that may be given is a whole one."""
        return self.decimals == 0 and self.grid == int(self.grid) and self.min == int(self.min)

    def write(self, value: float | None, unit: bool = False) -> str:
        """A number as people read it; a median between two may have one decimal more."""
        if value is None or value != value:
            return _words.DASH
        exact = abs(value - round(value, self.decimals)) < 1e-9
        text = number(value, self.decimals) if exact else number(value)
        return f"{text} {self.unit}" if unit and self.unit else text


def form(settings: Settings) -> Form:
    """One number field."""
    low, high = settings.write(settings.min), settings.write(settings.max)
    field = FormField(
        type="number",
        name="number",
        hint=_("A number from {low} to {high}.").format(low=low, high=high),
        required=True,
        min=settings.min,
        max=settings.max,
        step=settings.grid,
        unit=settings.unit,
    )
    return Form(fields=(field,))


def parse(settings: Settings, raw: Any) -> Json:
    """``{"number": 12}`` within the range and on a step."""
    value = _checks.an_object(raw, {"number"}).get("number")
    if value is None:
        raise AnswerError(_("Write a number before you send."))
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
        raise AnswerError(_("The answer must be a number."))
    if not settings.min <= value <= settings.max:
        low, high = settings.write(settings.min), settings.write(settings.max)
        raise AnswerError(_("The number must be from {low} to {high}.").format(low=low, high=high))
    steps = (value - settings.min) / settings.grid
    if abs(steps - round(steps)) > 1e-6:
        if settings.whole and settings.grid == 1:
            raise AnswerError(_("Write a whole number."))
        raise AnswerError(_("Write the number in steps of {step}.").format(step=number(settings.grid, None)))
    exact = settings.min + round(steps) * settings.grid
    return {"number": round(exact) if settings.whole else round(exact, 6)}


def summarise(settings: Settings, answers: DataFrame) -> DataFrame:
    """How many gave each number."""
    import pandas as pd

    given = pd.Series([a["number"] for a in answers["answer"]] if len(answers) else [], dtype=float)
    counts = given.value_counts().sort_index()
    summary = pd.DataFrame({"value": counts.index.astype(float), "count": counts.to_numpy(dtype=int)})
    summary.attrs["n"] = len(given)
    summary.attrs["median"] = float(given.median()) if len(given) else float("nan")
    summary.attrs["mean"] = float(given.mean()) if len(given) else float("nan")
    return summary


def draw(settings: Settings, summary: DataFrame, canvas: Canvas, before: DataFrame | None = None) -> Figure:
    """Stacked dots, or bars for many answers; with ``before`` the earlier round small above the present one."""
    from kit.activities._number_picture import draw_one, draw_two

    if before is not None and before.attrs.get("n") and summary.attrs["n"]:
        return draw_two(settings, summary, canvas, before)
    return draw_one(settings, summary, canvas)


def describe(settings: Settings, summary: DataFrame, before: DataFrame | None = None) -> str:
    """The median and the range; with ``before`` how the median has moved."""
    n = int(summary.attrs["n"])
    if n == 0:
        return empty_text()
    median = summary.attrs["median"]
    low, high = float(summary["value"].min()), float(summary["value"].max())
    if n == 1:
        return _("{answers}: {value}.").format(
            answers=_words.answers(1), value=settings.write(median, unit=True)
        )
    if before is not None and before.attrs.get("n"):
        old = before.attrs["median"]
        if abs(old - median) < 1e-9:
            moved = _("The median is unchanged: {new}.").format(new=settings.write(median, unit=True))
        else:
            moved = _("The median has gone from {old} to {new}.").format(
                old=settings.write(old), new=settings.write(median, unit=True)
            )
        return f"{_words.answers(n)}. {moved}"
    said = _("The median is {median}; the answers go from {low} to {high}.").format(
        median=settings.write(median, unit=True), low=settings.write(low), high=settings.write(high)
    )
    return f"{_words.answers(n)}. {said}"


def table(settings: Settings, summary: DataFrame) -> DataFrame:
    """The numbers that were given and how many gave them; in intervals where there are many."""
    import pandas as pd

    head = f"{_('Number')} ({settings.unit})" if settings.unit else _("Number")
    rows = []
    for low, high, count in intervals(settings, summary, MANY_VALUES):
        text = settings.write(low) if low == high else f"{settings.write(low)}–{settings.write(high)}"
        rows.append({head: text, _("Answers"): _words.count(count)})
    return pd.DataFrame(rows, columns=[head, _("Answers")])


def intervals(settings: Settings, summary: DataFrame, most: int) -> list[tuple[float, float, int]]:
    """The values as (lowest, highest, count), at most ``most`` of them; single values while they are few."""
    values = [float(v) for v in summary["value"]]
    counts = [int(c) for c in summary["count"]]
    if len(values) <= most:
        return [(v, v, c) for v, c in zip(values, counts, strict=True)]
    start, width = bins(settings, values[0], values[-1], most)
    found: dict[int, int] = {}
    for value, count in zip(values, counts, strict=True):
        i = math.floor((value - start) / width + 1e-9)
        found[i] = found.get(i, 0) + count
    return [
        (round(start + i * width, 6), round(start + (i + 1) * width - settings.grid, 6), found.get(i, 0))
        for i in range(max(found) + 1)
    ]


def bins(settings: Settings, low: float, high: float, most: int) -> tuple[float, float]:
    """Start and width of equal intervals: a round width that is a multiple of the step."""
    width = nice((high - low + settings.grid) / max(1, most - 1))
    width = max(1, math.ceil(width / settings.grid - 1e-9)) * settings.grid
    return math.floor(low / width + 1e-9) * width, width


def nice(value: float) -> float:
    """The nearest of 1, 2, 5, 10, 20, 50 … that is not below ``value``."""
    scale = 10.0 ** math.floor(math.log10(value))
    return next(m * scale for m in (1, 2, 5, 10) if m * scale >= value * (1 - 1e-9))


def parts(settings: Settings) -> dict[str, str]:
    """A number has no parts that could be marked on their own."""
    return {}


def example(settings: Settings, rng: random.Random) -> Json:
    """A likely answer: around the right number, or around the middle of the range."""
    span = settings.max - settings.min
    centre = settings.correct if settings.correct is not None else settings.min + span * 0.42
    value = min(settings.max, max(settings.min, rng.gauss(centre, span * 0.16)))
    steps = math.floor((value - settings.min) / settings.grid)
    return parse(settings, {"number": settings.min + steps * settings.grid})
