"""A kind of activity: each has some dots to place on the factors, and heavy factors grow in the circle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field, model_validator

from kit.activities import Canvas, Form, Option, points
from kit.activities._base import Json, Model
from kit.activities._checks import unique_ids
from kit.analysis.changes import MOST_DOTS, MOST_DOTS_EACH, MOST_ROWS
from kit.analysis.model import Analysis

if TYPE_CHECKING:
    import random

    from matplotlib.figure import Figure
    from pandas import DataFrame

MOST_DRAWN = 12  # bars that have room; the circle shows the rest


class Settings(Model):
    factors: tuple[Option, ...] = Field(min_length=1, max_length=MOST_ROWS)
    dots: int = Field(default=MOST_DOTS, ge=1, le=20)
    dots_each: int = Field(default=MOST_DOTS_EACH, ge=1, le=20)

    @model_validator(mode="after")
    def _sensible(self) -> Settings:
        unique_ids(self.factors)
        return self


def settings_for(analysis: Analysis) -> Settings | None:
    """What can be voted on now; None while there are no factors."""
    placed = [f for f in analysis.factors if f.perspective and f.text.strip()]
    options = tuple(Option(id=f.id, text=f.text[:300]) for f in placed)
    return Settings(factors=options) if options else None


def _points(settings: Settings) -> points.Settings:
    """The same as points to share out, without their limit on options: that one is about what has room in a picture."""
    most = min(settings.dots_each, settings.dots)
    return points.Settings.model_construct(options=settings.factors, points=settings.dots, max_each=most)


def form(settings: Settings) -> Form:
    return points.form(_points(settings))


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


def draw(settings: Settings, summary: DataFrame, canvas: Canvas, before: DataFrame | None = None) -> Figure:
    """The heaviest as rows of dots."""
    shown = summary.head(MOST_DRAWN)
    shown.attrs = summary.attrs
    return points.draw(_points(settings), shown, canvas, before)


def describe(settings: Settings, summary: DataFrame, before: DataFrame | None = None) -> str:
    return points.describe(_points(settings), summary.head(MOST_DRAWN).pipe(_with, summary.attrs), before)


def _with(table: DataFrame, attrs: dict[Any, Any]) -> DataFrame:
    table.attrs = attrs
    return table


def table(settings: Settings, summary: DataFrame) -> DataFrame:
    return points.table(_points(settings), summary)


def parts(settings: Settings) -> dict[str, str]:
    return {f.id: f.text for f in settings.factors}


def example(settings: Settings, rng: random.Random) -> Json:
    return points.example(_points(settings), rng)
