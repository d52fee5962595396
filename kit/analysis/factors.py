"""A kind of activity: each group writes factors in the three perspectives, and the circle is drawn from them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pydantic import Field

from kit.activities import AnswerError, Canvas, Form, FormField
from kit.activities._base import Json, Model
from kit.activities._checks import an_object
from kit.activities._said import clean, grouped, senders
from kit.analysis import circle as circle_module
from kit.analysis.circle import Circle, Node
from kit.analysis.merge import Side, merge
from kit.analysis.nudges import perspective_name
from kit.analysis.rows import PERSPECTIVES
from kit.i18n import gettext as _
from kit.i18n import ngettext, number

if TYPE_CHECKING:
    import random

    from matplotlib.figure import Figure
    from pandas import DataFrame

DAMPENS = "demper"  # the form's field for what dampens; its cards count as context until someone moves them
NAMES = (*PERSPECTIVES, DAMPENS)
COLUMNS = ["id", "text", "perspective", "dampens", "count", "groups"]


class Settings(Model):
    """``problem`` stands in the middle of the circle."""

    problem: str = Field(default="", max_length=1000)
    per_field: int = Field(default=3, ge=1, le=6)
    max_length: int = Field(default=160, ge=20, le=300)
    dampers: bool = True


def form(settings: Settings) -> Form:
    asked = {
        "kontekst": (
            _("Context"),
            _("What in play, teaching, rules, rooms, routines and relations keeps it going?"),
        ),
        "aktor": (_("Actor"), _("How do the children understand it, and what are they trying to do?")),
        "individ": (_("Individual"), _("Which strengths and needs matter here?")),
        DAMPENS: (_("What dampens the problem"), _("When does it go well, and what is different then?")),
    }
    return Form(
        hint=_("Problem: {problem}").format(problem=settings.problem) if settings.problem else "",
        fields=tuple(
            FormField(
                type="texts",
                name=name,
                label=label,
                hint=hint,
                max_items=settings.per_field,
                max_length=settings.max_length,
            )
            for name, (label, hint) in asked.items()
            if settings.dampers or name != DAMPENS
        ),
    )


def parse(settings: Settings, raw: Any) -> Json:
    """``{"kontekst": ["…"], "aktor": […], "individ": […], "demper": […]}`` with at least one text."""
    given = an_object(raw, NAMES if settings.dampers else PERSPECTIVES)
    answer: Json = {}
    for name in NAMES:
        texts = given.get(name) or []
        if not isinstance(texts, list) or not all(isinstance(t, str) for t in texts):
            raise AnswerError(_("The answer could not be read. Load the page again, and send it once more."))
        kept = [t for t in map(clean, texts) if t]
        if len(kept) > settings.per_field:
            message = ngettext(
                "There is room for {n} text.", "There is room for at most {n} texts.", settings.per_field
            )
            raise AnswerError(message.format(n=settings.per_field))
        longest = max(map(len, kept), default=0)
        if longest > settings.max_length:
            message = _("The text has {length} characters. There is room for {limit}.")
            raise AnswerError(message.format(length=number(longest), limit=number(settings.max_length)))
        if kept:
            answer[name] = kept
    if not answer:
        raise AnswerError(_("Write something before you send."))
    return answer


def cards_of(answer: Json) -> list[tuple[str, bool, str]]:
    """An answer as cards: (perspective, dampens, text)."""
    return [
        ("kontekst" if name == DAMPENS else name, name == DAMPENS, text)
        for name in NAMES
        for text in answer.get(name, ())
    ]


def circle_of_answer(answer: Json, problem: str = "") -> Circle:
    """One group's circle."""
    cards = enumerate(cards_of(answer))
    return Circle(problem, tuple(Node(f"f{i}", text, p, dampens=d) for i, (p, d, text) in cards))


def sides(settings: Settings, answers: DataFrame) -> list[Side]:
    """One circle per group, in the order of their answers, for side by side."""
    found = []
    for i, row in enumerate(answers.to_dict("records"), 1):
        name = row.get("group_name")
        label = name if isinstance(name, str) and name else _("Answer {number}").format(number=i)
        found.append(Side(label, circle_of_answer(row["answer"], settings.problem)))
    return found


def summarise(settings: Settings, answers: DataFrame) -> DataFrame:
    """One row per factor, those that say the same counted together.

    ``id``, ``text``, ``perspective``, ``dampens``, ``count`` (groups that have it) and ``groups`` (their names).
    ``attrs``: n, grouped.
    """
    from pandas import DataFrame

    groups = sides(settings, answers) if len(answers) else []
    merged = merge(groups, settings.problem)
    rows = [
        (n.id, n.text, n.perspective, n.dampens, n.weight, merged.groups[n.id]) for n in merged.circle.nodes
    ]
    table = DataFrame(rows, columns=COLUMNS)
    table.attrs = {"n": len(groups), "grouped": grouped(answers)}
    return table


def circle_of(settings: Settings, summary: DataFrame) -> Circle:
    nodes = [
        Node(str(r.id), str(r.text), str(r.perspective), int(r.count_), bool(r.dampens))
        for r in summary.rename(columns={"count": "count_"}).itertuples()
    ]
    return Circle(settings.problem, tuple(nodes))


def draw(settings: Settings, summary: DataFrame, canvas: Canvas, before: DataFrame | None = None) -> Figure:
    """The merged circle; numbers are groups that have the factor."""
    return circle_module.draw(circle_of(settings, summary), canvas)


def describe(settings: Settings, summary: DataFrame, before: DataFrame | None = None) -> str:
    n = int(summary.attrs.get("n", 0))
    if not n:
        return _("No answers yet.")
    told = senders(n, bool(summary.attrs.get("grouped")))
    return f"{told}. {circle_module.describe(circle_of(settings, summary))}"


def table(settings: Settings, summary: DataFrame) -> DataFrame:
    """For people to read: factor, perspective, what it does, and how many have it."""
    from pandas import DataFrame

    counted = _("Groups") if summary.attrs.get("grouped") else _("Answers")
    return DataFrame(
        {
            _("Factor"): list(summary["text"]),
            _("Perspective"): [perspective_name(p) for p in summary["perspective"]],
            _("Effect"): [_("dampens") if d else _("maintains") for d in summary["dampens"]],
            counted: list(summary["count"]),
        }
    )


def parts(settings: Settings) -> dict[str, str]:
    """The question is one whole."""
    return {}


_EXAMPLES: dict[str, Iterable[str]] = {
    "kontekst": (
        "Få aktiviteter som tåler at noen kommer til underveis",
        "Regler for ballbingen lages av de eldste",
        "To voksne på et stort område",
        "Det ringer inn før leken har kommet i gang",
        "Uteområdet har steder ingen ser",
    ),
    "aktor": (
        "Tør ikke spørre om å få være med",
        "Tror at plassene i leken er faste",
        "Vil ikke vise at de er alene",
        "Leken er viktigere enn hvem som er med",
    ),
    "individ": ("Trenger lengre tid på å lese lek", "Kan få leker fra før", "Er ny i gruppa"),
    DAMPENS: ("Lekegruppene på onsdager", "Når en voksen begynner leken", "De yngste søker sammen"),
}


def example(settings: Settings, rng: random.Random) -> Json:
    answer: Json = {}
    for name, texts in _EXAMPLES.items():
        if settings.dampers or name != DAMPENS:
            wanted = rng.randint(1 if name == "kontekst" else 0, min(2, settings.per_field))
            chosen = [t[: settings.max_length].strip() for t in rng.sample(list(texts), wanted)]
            answer |= {name: chosen} if chosen else {}
    return answer
