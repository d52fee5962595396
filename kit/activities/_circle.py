"""The sammenhengssirkel: the problem in the middle, factors around it by perspective."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.activities._base import Canvas
from kit.activities._words import listed, short
from kit.i18n import gettext as _
from kit.i18n import ngettext, number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STORSKJERM = Canvas(1760, 790, 34)
LAPTOP = Canvas(986, 480, 22)
HALF = Canvas(820, 480, 18)  # two groups side by side
DOCUMENT = Canvas(720, 410, 15)
PERSPECTIVES = ("kontekst", "aktor", "individ")  # in the order of the circle, from the top
NAMED_WHEN_MANY = 10
ALL_NAMED = 12


@dataclass(frozen=True)
class Link:
    """Two factors that keep each other going; ``strength`` 1 to 3."""

    a: str
    b: str
    strength: int


@dataclass(frozen=True)
class Node:
    """A factor as the circle shows it."""

    id: str
    text: str
    perspective: str
    weight: int = 0
    dampens: bool = False
    selected: bool = False


@dataclass(frozen=True)
class Circle:
    problem: str
    nodes: tuple[Node, ...] = ()  # each has a perspective
    links: tuple[Link, ...] = ()

    def of(self, perspective: str) -> tuple[Node, ...]:
        return tuple(n for n in self.nodes if n.perspective == perspective)

    @property
    def selected(self) -> tuple[Node, ...]:
        return tuple(n for n in self.nodes if n.selected)

    def named(self) -> frozenset[str]:
        """Ids of the factors that get a name: all, or the chosen and heaviest ten of many."""
        if len(self.nodes) <= ALL_NAMED:
            return frozenset(n.id for n in self.nodes)
        first = sorted(self.nodes, key=lambda n: (not n.selected, -n.weight))
        return frozenset(n.id for n in first[:NAMED_WHEN_MANY])


def perspective_name(perspective: str) -> str:
    return {"kontekst": _("context"), "aktor": _("actor"), "individ": _("individual")}.get(
        perspective, perspective
    )


# --- in words ---------------------------------------------------------------------------------


def caption(circle: Circle) -> str:
    """«25 faktorer, 4 valgt. De 10 tyngste har navn.»"""
    n, chosen = len(circle.nodes), len(circle.selected)
    text = ngettext("{n} factor", "{n} factors", n).format(n=number(n))
    if chosen:
        counted = ngettext("{factors}, {chosen} chosen", "{factors}, {chosen} chosen", chosen)
        text = counted.format(factors=text, chosen=number(chosen))
    if len(circle.named()) < n:
        more = _("The {n} that are chosen or heaviest have names.").format(n=NAMED_WHEN_MANY)
        return f"{text}. {more}"
    return f"{text}."


def legend() -> str:
    """What numbers, rings and dashes mean: beneath the picture, where it is shown alone."""
    return _(
        "The number is votes. A dark ring is chosen, a dashed one dampens the problem, a line links two factors."
    )


def describe(circle: Circle) -> str:
    """The text alternative: everything the picture shows, in words."""
    problem = short(circle.problem, 200) or _("not worded yet")
    told = [_("Problem: {problem}.").format(problem=problem), caption(circle)]
    for perspective in PERSPECTIVES:
        nodes = sorted(circle.of(perspective), key=lambda n: (not n.selected, -n.weight))
        name = perspective_name(perspective).capitalize()
        if not nodes:
            told.append(_("{perspective}: none yet.").format(perspective=name))
            continue
        shown = [_told(n) for n in nodes[:NAMED_WHEN_MANY]]
        if len(nodes) > len(shown):
            shown.append(_("{n} more").format(n=number(len(nodes) - len(shown))))
        told.append(f"{name}: {listed(shown)}.")
    if circle.links:
        text = ngettext("{n} link between factors.", "{n} links between factors.", len(circle.links))
        told.append(text.format(n=number(len(circle.links))))
    return " ".join(told)


def _told(node: Node) -> str:
    marks = [number(node.weight)] if node.weight else []
    marks += [_("chosen")] if node.selected else []
    marks += [_("dampens")] if node.dampens else []
    text = short(node.text, 120)
    return f"{text} ({', '.join(marks)})" if marks else text


def draw(circle: Circle, canvas: Canvas = STORSKJERM, note: str = "") -> Figure:
    """The circle in exactly the canvas; labels never overlap, whatever the number and length of the texts.

    ``note`` is a quiet sentence below it.
    """
    from kit.activities import _circle_picture

    return _circle_picture.draw(circle, canvas, note)
