"""Weigh factors: each has some dots to place, and heavy factors grow in the sammenhengssirkel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, model_validator

from kit.activities import _circle as circles
from kit.activities import points
from kit.activities._base import Canvas, Form, Json, Model, Option
from kit.activities._checks import unique_ids
from kit.activities._circle import Circle, Node, perspective_name
from kit.i18n import gettext as _

if TYPE_CHECKING:
    import random

    from matplotlib.figure import Figure
    from pandas import DataFrame

MOST_FACTORS = 300
MOST_DOTS, MOST_DOTS_EACH = 5, 3  # what each may give, and to the same factor
MOST_TOLD = 12  # in a sentence


class Factor(Option):
    """What can be given dots, and where it stands in the circle."""

    perspective: Literal["kontekst", "aktor", "individ"] = "kontekst"
    dampens: bool = False


class Settings(Model):
    """``problem`` stands in the middle of the circle."""

    problem: str = Field(default="", max_length=1000)
    factors: tuple[Factor, ...] = Field(min_length=1, max_length=MOST_FACTORS)
    dots: int = Field(default=MOST_DOTS, ge=1, le=20)
    dots_each: int = Field(default=MOST_DOTS_EACH, ge=1, le=20)

    @model_validator(mode="after")
    def _sensible(self) -> Settings:
        unique_ids(self.factors)
        return self


def _points(settings: Settings) -> points.Settings:
    """The same as points to share out, without their limit on options: that one is about what has room in a picture."""
    most = min(settings.dots_each, settings.dots)
    options = tuple(Option(id=f.id, text=f.text) for f in settings.factors)
    return points.Settings.model_construct(options=options, points=settings.dots, max_each=most)


def form(settings: Settings) -> Form:
    form = points.form(_points(settings))
    told = [_("Problem: {problem}").format(problem=settings.problem)] if settings.problem else []
    told.append(form.hint)
    if settings.dots_each < settings.dots:
        told.append(_("At most {n} on the same card.").format(n=settings.dots_each))
    return form.model_copy(update={"hint": " ".join(told)})


def parse(settings: Settings, raw: Any) -> Json:
    """``{"<factor id>": 2, …}``: at most ``dots_each`` on each and ``dots`` in all."""
    return points.parse(_points(settings), raw)


def summarise(settings: Settings, answers: DataFrame) -> DataFrame:
    """As for points: ``option``, ``text``, ``points``, ``answers``; the heaviest first."""
    table = points.summarise(_points(settings), answers)
    attrs = table.attrs
    table = table.sort_values("points", ascending=False, kind="stable").reset_index(drop=True)
    table.attrs = attrs
    return table


def circle_of(settings: Settings, summary: DataFrame) -> Circle:
    """The factors round the problem, as heavy as the dots they got."""
    weight = dict(zip(summary["option"], summary["points"], strict=True))
    nodes = [Node(f.id, f.text, f.perspective, int(weight[f.id]), f.dampens) for f in settings.factors]
    return Circle(settings.problem, tuple(nodes))


def draw(settings: Settings, summary: DataFrame, canvas: Canvas, before: DataFrame | None = None) -> Figure:
    """The circle; the round before is told in words and in the table."""
    from kit.activities import _style as style

    n = int(summary.attrs.get("n", 0))
    note = {0: style.empty_text(), 1: style.one_answer_text()}.get(n, "")
    return circles.draw(circle_of(settings, summary), canvas, note)


def describe(settings: Settings, summary: DataFrame, before: DataFrame | None = None) -> str:
    told = summary.head(MOST_TOLD)
    told.attrs = summary.attrs
    return points.describe(_points(settings), told, before)


def table(settings: Settings, summary: DataFrame) -> DataFrame:
    """For people to read: the factor, its perspective, its dots and how many gave it any."""
    found = points.table(_points(settings), summary)
    perspective = {f.id: perspective_name(f.perspective) for f in settings.factors}
    found.insert(1, _("Perspective"), [perspective[i] for i in summary["option"]])
    return found.rename(columns={_("Option"): _("Factor")})


def parts(settings: Settings) -> dict[str, str]:
    return {f.id: f.text for f in settings.factors}


def example(settings: Settings, rng: random.Random) -> Json:
    return points.example(_points(settings), rng)
