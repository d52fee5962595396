"""Ranking: put some items in order; shown sorted by mean rank, with how many gave each place.

``summarise`` gives one row per item, best first (lowest mean; ties and no answers in the order asked):

=================  ==========================================================================
item, text         id and wording
place              1 for the lowest mean, 2 for the next; NaN where nobody has answered
place_1 … place_N  how many put it in each place
mean               mean place; NaN where nobody has answered
correct            its place in the right order; NaN where there is none
=================  ==========================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field, field_validator, model_validator

from kit.activities import _checks, _words
from kit.activities._base import AnswerError, Canvas, Case, Form, FormField, Json, Option
from kit.activities._style import empty_text
from kit.i18n import gettext as _

if TYPE_CHECKING:
    import random

    from matplotlib.figure import Figure
    from pandas import DataFrame

_Row = dict[str, Any]


class Settings(Case):
    """What an author writes: the items in the order they are shown, and the right order if there is one."""

    items: tuple[Option, ...] = Field(min_length=2, max_length=10)
    correct: tuple[str, ...] | None = None
    explanation: str = Field(default="", max_length=1000)

    @field_validator("items")
    @classmethod
    def _unique(cls, value: tuple[Option, ...]) -> tuple[Option, ...]:
        return _checks.unique_ids(value)

    @model_validator(mode="after")
    def _correct_is_complete(self) -> Settings:
        if self.correct is not None:
            _checks.known_ids(self.correct, self.items)
            if len(set(self.correct)) != len(self.items) or len(self.correct) != len(self.items):
                raise ValueError(_("The right order must hold every item once."))
        return self


def form(settings: Settings) -> Form:
    """One list to put in order."""
    field = FormField(
        type="ranking",
        name="order",
        hint=_("Put what comes first on top."),
        required=True,
        options=settings.items,
    )
    return Form(fields=(field,), case=settings.case)


def parse(settings: Settings, raw: Any) -> Json:
    """``{"order": [ids, best first]}`` with every item once."""
    given = _checks.an_object(raw, {"order"}).get("order")
    order = _checks.list_of_ids([] if given is None else given, settings.items)
    if len(order) < len(settings.items):
        raise AnswerError(_("Give every item a place before you send."))
    return {"order": list(order)}


def summarise(settings: Settings, answers: DataFrame) -> DataFrame:
    """How often each item got each place, lowest mean first."""
    import pandas as pd

    given = [a["order"] for a in answers["answer"]] if len(answers) else []
    nan = float("nan")
    rows: list[_Row] = []
    for item in settings.items:
        places = [order.index(item.id) + 1 for order in given if item.id in order]
        counts = {f"place_{i}": places.count(i) for i in range(1, len(settings.items) + 1)}
        mean = sum(places) / len(places) if places else nan
        right = settings.correct.index(item.id) + 1 if settings.correct else nan
        rows.append(
            {"item": item.id, "text": item.text, "place": nan} | counts | {"mean": mean, "correct": right}
        )
    if given:
        rows.sort(key=lambda row: row["mean"] if row["mean"] == row["mean"] else float("inf"))
        for i, row in enumerate(rows, 1):
            row["place"] = i
    summary = pd.DataFrame(rows)
    summary.attrs["n"] = len(given)
    return summary


def draw(settings: Settings, summary: DataFrame, canvas: Canvas, before: DataFrame | None = None) -> Figure:
    """Circles for how many gave each place; with ``before`` the mean place then and now."""
    from kit.activities._ranking_picture import draw_places, draw_shift

    if before is not None and before.attrs.get("n") and summary.attrs["n"]:
        return draw_shift(summary, canvas, before)
    return draw_places(summary, canvas)


def describe(settings: Settings, summary: DataFrame, before: DataFrame | None = None) -> str:
    """The first three and the last; with ``before`` what has moved up or down."""
    n = int(summary.attrs["n"])
    if n == 0:
        return empty_text()
    now = summary.to_dict("records")
    if before is not None and before.attrs.get("n"):
        return f"{_words.answers(n)}. {_moved(now, before)}"
    mean = _("{text} (mean place {mean})")
    told = [mean.format(text=_words.quoted(r["text"]), mean=_words.average(r["mean"])) for r in now]
    if len(told) <= 3:
        text = _("From first to last: {list}.").format(list=_words.listed(told))
    else:
        text = _("First come {list}; last comes {last}.").format(list=_words.listed(told[:3]), last=told[-1])
    return f"{_words.answers(n)}. {text}"


def _moved(now: list[_Row], before: DataFrame) -> str:
    old = dict(zip(before["item"], before["place"], strict=True))
    moved = [(row, int(old[row["item"]]) - int(row["place"])) for row in now if row["item"] in old]
    moved = sorted((each for each in moved if each[1]), key=lambda each: -abs(each[1]))
    if not moved:
        return _("The order is the same as in the earlier round.")
    told = [
        _("{text} from place {old} to {new}").format(
            text=_words.quoted(row["text"]), old=int(row["place"]) + up, new=int(row["place"])
        )
        for row, up in moved[:3]
    ]
    return _("Since the earlier round: {list}.").format(list=_words.listed(told))


def table(settings: Settings, summary: DataFrame) -> DataFrame:
    """The items with how many gave each place, ready to print."""
    import pandas as pd

    rows = []
    for row in summary.to_dict("records"):
        place = row["place"]
        line = {
            _("Place"): str(int(place)) if place == place else _words.DASH,
            _("What was ranked"): row["text"],
        }
        line |= {_("No. {n}").format(n=i): _words.count(n) for i, n in enumerate(place_counts(row), 1)}
        line[_("Mean place")] = _words.average(row["mean"])
        if settings.correct:
            line[_("Right place")] = str(int(row["correct"]))
        rows.append(line)
    return pd.DataFrame(rows)


def place_counts(row: _Row) -> list[int]:
    """From first place to last."""
    return [int(value) for name, value in row.items() if name.startswith("place_")]


def parts(settings: Settings) -> dict[str, str]:
    """The items, by id."""
    return {item.id: item.text for item in settings.items}


def example(settings: Settings, rng: random.Random) -> Json:
    """A likely answer: near the right order, or near an order that the items lean to."""
    right = settings.correct or sorted((i.id for i in settings.items), key=_words.leaning)
    spread = 0.9 + len(right) * 0.12
    scored = sorted((place + rng.gauss(0, spread), name) for place, name in enumerate(right))
    return {"order": [name for _score, name in scored]}
