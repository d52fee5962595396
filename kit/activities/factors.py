"""Factors in a sammenhengssirkel: each group writes cards in the three perspectives, on the same case or its own.

The picture is the groups' circles as one, those who say the same counted together; on further
pages the circles stand side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import Field

from kit.activities import _circle as circles
from kit.activities._base import AnswerError, Canvas, Form, FormField, Json, Model
from kit.activities._checks import an_object
from kit.activities._circle import PERSPECTIVES, Circle, Node, perspective_name
from kit.activities._circle_merge import Side, alike, merge
from kit.activities._factor_examples import examples
from kit.activities._said import clean, grouped, senders
from kit.activities._words import listed, quoted, short
from kit.i18n import gettext as _
from kit.i18n import ngettext, number

if TYPE_CHECKING:
    import random

    from matplotlib.figure import Figure
    from pandas import DataFrame

PROBLEM = "problem"  # the form's field for a group's own problem
DAMPENS = "demper"  # … and for what dampens; its cards count as context until someone moves them
NAMES = (*PERSPECTIVES, DAMPENS)
COLUMNS = ["id", "text", "perspective", "dampens", "count", "groups"]
LONGEST_PROBLEM = 300


class Settings(Model):
    """``problem`` stands in the middle of the circle; with ``own_case`` each group writes its own."""

    problem: str = Field(default="", max_length=1000)
    own_case: bool = False
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
    fields = [
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
    ]
    if settings.own_case:
        own = FormField(
            type="texts",
            name=PROBLEM,
            label=_("Your problem"),
            hint=_("One sentence about what you see and would like to understand. No names."),
            required=True,
            max_items=1,
            max_length=LONGEST_PROBLEM,
        )
        fields.insert(0, own)
    told = settings.problem and not settings.own_case
    return Form(
        hint=_("Problem: {problem}").format(problem=settings.problem) if told else "", fields=tuple(fields)
    )


def parse(settings: Settings, raw: Any) -> Json:
    """``{"kontekst": ["…"], "aktor": […], "individ": […], "demper": […]}`` with at least one text.

    With ``own_case`` also ``"problem": ["…"]``.
    """
    names = NAMES if settings.dampers else PERSPECTIVES
    if settings.own_case:
        names = (PROBLEM, *names)
    given = an_object(raw, names)
    answer: Json = {}
    for name in names:
        most, longest = (1, LONGEST_PROBLEM) if name == PROBLEM else (settings.per_field, settings.max_length)
        kept = _texts(given.get(name) or [], most, longest)
        if kept:
            answer[name] = kept
    if settings.own_case and PROBLEM not in answer:
        raise AnswerError(_("Write your problem in one sentence before you send."))
    if not set(answer) - {PROBLEM}:
        raise AnswerError(_("Write at least one card before you send."))
    return answer


def _texts(raw: Any, most: int, longest: int) -> list[str]:
    if not isinstance(raw, list) or not all(isinstance(t, str) for t in raw):
        raise AnswerError(_("The answer could not be read. Load the page again, and send it once more."))
    kept = [t for t in map(clean, raw) if t]
    if len(kept) > most:
        message = ngettext("There is room for {n} text.", "There is room for at most {n} texts.", most)
        raise AnswerError(message.format(n=most))
    length = max(map(len, kept), default=0)
    if length > longest:
        message = _("The text has {length} characters. There is room for {limit}.")
        raise AnswerError(message.format(length=number(length), limit=number(longest)))
    return kept


# --- what is written freely ---------------------------------------------------------------------


def texts(answer: Json) -> list[str]:
    """Every text of an answer in a fixed order, so that each can be held back or put in other words."""
    return [text for _name, text in _written(answer)]


def with_texts(answer: Json, shown: Sequence[str | None]) -> Json | None:
    """The answer with these texts in place of its own; None leaves one out. None where no card is left."""
    kept: Json = {}
    for (name, _text), text in zip(_written(answer), shown, strict=True):
        if text:
            kept.setdefault(name, []).append(text)
    return kept if set(kept) - {PROBLEM} else None


def _written(answer: Json) -> Iterator[tuple[str, str]]:
    for name in (PROBLEM, *NAMES):
        for text in answer.get(name, ()):
            yield name, text


def cards_of(answer: Json) -> list[tuple[str, bool, str]]:
    """An answer as cards: (perspective, dampens, text)."""
    return [
        ("kontekst" if name == DAMPENS else name, name == DAMPENS, text)
        for name, text in _written(answer)
        if name != PROBLEM
    ]


# --- circles ------------------------------------------------------------------------------------


def circle_of_answer(answer: Json, problem: str = "") -> Circle:
    """One group's circle."""
    cards = enumerate(cards_of(answer))
    own = "".join(answer.get(PROBLEM, ()))
    return Circle(own or problem, tuple(Node(f"f{i}", text, p, dampens=d) for i, (p, d, text) in cards))


def sides(settings: Settings, answers: DataFrame) -> list[Side]:
    """One circle per group, in the order of their answers."""
    found = []
    for i, row in enumerate(answers.to_dict("records"), 1):
        name = row.get("group_name")
        label = name if isinstance(name, str) and name else _("Answer {number}").format(number=i)
        problem = "" if settings.own_case else settings.problem
        found.append(Side(label, circle_of_answer(row["answer"], problem), settings.own_case))
    return found


def summarise(settings: Settings, answers: DataFrame) -> DataFrame:
    """One row per factor, those that say the same counted together.

    ``id``, ``text``, ``perspective``, ``dampens``, ``count`` (groups that have it) and ``groups`` (their names).
    ``attrs``: n, grouped, sides (each group's circle).
    """
    from pandas import DataFrame

    groups = sides(settings, answers) if len(answers) else []
    merged = merge(groups, settings.problem)
    rows = [
        (n.id, n.text, n.perspective, n.dampens, n.weight, merged.groups[n.id]) for n in merged.circle.nodes
    ]
    table = DataFrame(rows, columns=COLUMNS)
    table.attrs = {
        "n": len(groups),
        "grouped": grouped(answers),
        "sides": tuple(sorted(groups, key=_by_name)),
    }
    return table


def _by_name(side: Side) -> list[tuple[int, str]]:
    """«Bord 2» before «Bord 10», whoever answered first."""
    return [
        (int(part), "") if part.isdecimal() else (0, part.lower())
        for part in re.split(r"([0-9]+)", side.name)
    ]


def circle_of(settings: Settings, summary: DataFrame, new: frozenset[str] = frozenset()) -> Circle:
    """The groups' circles as one; what is ``new`` is set off."""
    nodes = [
        Node(str(r["id"]), str(r["text"]), str(r["perspective"]), int(r["count"]), bool(r["dampens"]))
        for r in summary.to_dict("records")
    ]
    marked = (Node(**{**vars(n), "selected": n.id in new}) for n in nodes)
    return Circle(_middle(settings, int(summary.attrs.get("n", 0))), tuple(marked))


def _middle(settings: Settings, n: int) -> str:
    if not settings.own_case:
        return settings.problem
    return ngettext("{n} case", "What comes again in {n} cases", n).format(n=number(n)) if n else ""


def _new(summary: DataFrame, before: DataFrame) -> frozenset[str]:
    """Ids of the factors that nobody had the round before."""
    known = before.to_dict("records")
    return frozenset(
        str(row["id"])
        for row in summary.to_dict("records")
        if not any(
            (row["perspective"], row["dampens"]) == (old["perspective"], old["dampens"])
            and alike(row["text"], old["text"])
            for old in known
        )
    )


def pages(settings: Settings, summary: DataFrame) -> int:
    """The merged circle, then the groups' own, so many to a page."""
    from kit.activities._circles_beside import PER_PAGE

    beside = len(summary.attrs.get("sides", ()))
    return 1 + -(-beside // PER_PAGE) if beside > 1 else 1


def _on_page(summary: DataFrame, page: int) -> Sequence[Side]:
    from kit.activities._circles_beside import PER_PAGE

    groups: Sequence[Side] = summary.attrs.get("sides", ())
    return groups[(page - 1) * PER_PAGE : page * PER_PAGE]


def draw(settings: Settings, summary: DataFrame, canvas: Canvas, before: DataFrame | None = None) -> Figure:
    """The merged circle, its numbers groups that have the factor; on later pages each group's own."""
    from kit.activities import _circles_beside
    from kit.activities import _style as style

    if canvas.page and _on_page(summary, canvas.page):
        return _circles_beside.draw(_on_page(summary, canvas.page), canvas)
    n = int(summary.attrs.get("n", 0))
    new, note = frozenset[str](), ""
    if not n:
        note = style.empty_text()
    elif n == 1:
        note = style.one_answer_text()
    elif before is not None and before.attrs.get("n"):
        new = _new(summary, before)
        note = (
            _("Dark ring: new since the round before.")
            if new
            else _("No new factors since the round before.")
        )
    return circles.draw(circle_of(settings, summary, new), canvas, note)


def describe(settings: Settings, summary: DataFrame, before: DataFrame | None = None) -> str:
    """``attrs["page"]`` tells which page of the picture is meant; without it, the first."""
    n = int(summary.attrs.get("n", 0))
    if not n:
        return _("No answers yet.")
    page = int(summary.attrs.get("page", 0))
    if page and (beside := _on_page(summary, page)):
        return " ".join(f"{side.name}: {_told(side)}" for side in beside)
    told = senders(n, bool(summary.attrs.get("grouped")))
    sentence = f"{told}. {circles.describe(circle_of(settings, summary))}"
    if before is not None and before.attrs.get("n"):
        new = _new(summary, before)
        texts = [
            quoted(short(t, 80)) for i, t in zip(summary["id"], summary["text"], strict=True) if i in new
        ]
        since = _("New since the round before: {factors}.").format(factors=listed(texts))
        sentence += " " + (since if texts else _("No new factors since the round before."))
    return sentence


def _told(side: Side) -> str:
    problem = f"{side.circle.problem.rstrip('.')}. " if side.own else ""
    names = (
        _("{perspective}: {factors}.").format(
            perspective=perspective_name(p).capitalize(), factors=listed([short(n.text, 80) for n in nodes])
        )
        for p in PERSPECTIVES
        if (nodes := side.circle.of(p))
    )
    return problem + " ".join(names)


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


def example(settings: Settings, rng: random.Random) -> Json:
    answer: Json = {}
    for name, texts in examples().items():
        if (settings.dampers or name != DAMPENS) and (settings.own_case or name != PROBLEM):
            wanted = (
                1
                if name == PROBLEM
                else rng.randint(1 if name == "kontekst" else 0, min(2, settings.per_field))
            )
            chosen = [
                t[: settings.max_length].strip() if name != PROBLEM else t
                for t in rng.sample(list(texts), wanted)
            ]
            answer |= {name: chosen} if chosen else {}
    return answer
