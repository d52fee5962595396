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

from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, field_validator

from kit.activities import _checks, _words
from kit.activities._base import AnswerError, Canvas, Form, FormField, Json, Model, Option
from kit.activities._style import empty_text
from kit.i18n import gettext as _
from kit.i18n import ngettext

if TYPE_CHECKING:
    import random

    from matplotlib.figure import Figure
    from pandas import DataFrame

Record = dict[str, Any]


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


def draw(settings: Settings, summary: DataFrame, canvas: Canvas, before: DataFrame | None = None) -> Figure:
    """A 100 % stacked bar per statement under one legend strip; with ``before`` a thin bar above it."""
    from kit.activities._scale_picture import draw

    return draw(settings, summary, canvas, before)


def records(summary: DataFrame) -> list[Record]:
    """One dict per statement, its counts from the low end to the high end under ``steps``."""
    steps = [name for name in summary.columns if name.startswith("step_")]
    return [row | {"steps": [row[name] for name in steps]} for row in summary.to_dict("records")]


def earlier(now: list[Record], before: DataFrame | None) -> list[Record]:
    """The earlier round in the order of this one; a statement that is new has no counts."""
    if before is None or not before.attrs.get("n"):
        return []
    known = {row["statement"]: row for row in records(before)}
    return [known.get(row["statement"], {"answered": 0, "steps": [], "median": float("nan")}) for row in now]


def marked(row: Record) -> str:
    return f"{row['text']} {_('(turned)')}" if row["reversed"] else str(row["text"])


def describe(settings: Settings, summary: DataFrame, before: DataFrame | None = None) -> str:
    """How many answered, where the median is highest and lowest, and what moved since ``before``."""
    n = int(summary.attrs["n"])
    now = records(summary)
    answered = [row for row in now if row["answered"]]
    if not answered:
        return (
            empty_text()
            if n == 0
            else _("{answers}, all of them «don’t know».").format(answers=_words.answers(n))
        )
    old = earlier(now, before)
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


def _moved(now: list[Record], old: list[Record]) -> str:
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
    for row in records(summary):
        line = {_("Statement"): marked(row)}
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
