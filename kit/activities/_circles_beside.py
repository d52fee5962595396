"""Several groups' circles side by side: each with its name, and its factors as a numbered list below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kit.activities import _circle_picture as picture
from kit.activities import _style as style
from kit.activities._base import Canvas
from kit.activities._circle import PERSPECTIVES, Circle, Node
from kit.activities._circle_merge import Side
from kit.i18n import gettext as _
from kit.i18n import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PER_PAGE = 3
_LEAST, _MOST = 0.28, 0.5  # of the height is the circle's
_MOST_LINES = 3  # for one factor, where there is room
_MARK = 0.68  # radius of the mark before a name, of its size
_AIR = 0.26  # between factors, of a line


def draw(sides: Sequence[Side], canvas: Canvas) -> Figure:
    """At most :data:`PER_PAGE` circles in columns of the same width, all of one size."""
    fig = style.figure(canvas)
    shown = [Side(s.name, in_order(s.circle), s.own) for s in sides[:PER_PAGE]]
    gap = canvas.base * 1.6
    width = (canvas.width - gap * (PER_PAGE - 1)) / PER_PAGE
    heads = [_head(fig.axes[0], canvas, s, i * (width + gap), width) for i, s in enumerate(shown)]
    top = max(heads, default=0.0) + canvas.base * 0.3
    below = canvas.base * 0.5  # between a circle and its list
    longest = max((_height(canvas, s.circle.nodes, width) for s in shown), default=0.0)
    free = canvas.height - top - below - longest
    outer = min(max(canvas.height * _LEAST, min(canvas.height * _MOST, free)), width) / 2
    for i, side in enumerate(shown):
        x = i * (width + gap)
        picture.draw_small(fig.axes[0], canvas, side.circle, x + outer, top + outer, outer)
        _names(fig.axes[0], canvas, side.circle.nodes, (x, top + 2 * outer + below), width)
    return fig


def in_order(circle: Circle) -> Circle:
    """The factors as they are numbered: round the circle, from the top."""
    return Circle(circle.problem, tuple(n for p in PERSPECTIVES for n in circle.of(p)), circle.links)


def _height(canvas: Canvas, nodes: Sequence[Node], width: float) -> float:
    """Of a list in which every name has its lines."""
    size = style.smallest(canvas)
    texts = (style.wrap(n.text, width - _indent(size), size, max_lines=_MOST_LINES) for n in nodes)
    return sum(style.height_of(t, size) + size * style.LINE * _AIR for t in texts)


def _indent(size: float) -> float:
    return size * (2 * _MARK + 0.45)


def _head(ax: Axes, canvas: Canvas, side: Side, x: float, width: float) -> float:
    """The group's name, and its problem where that is its own; returns where they end."""
    small = style.smallest(canvas)
    name = style.wrap(side.name, width, canvas.base, style.SEMIBOLD, max_lines=1)
    y = style.paragraph(ax, x, 0, name, canvas.base, style.SEMIBOLD)
    problem = style.wrap(side.circle.problem, width, small, max_lines=2) if side.own else []
    return style.paragraph(ax, x, y, problem, small, color=style.SKIFER)


def _names(
    ax: Axes, canvas: Canvas, nodes: Sequence[Node], corner: tuple[float, float], width: float
) -> None:
    """As many names as there is room for, each after its mark; long ones get more lines while lines are left."""
    size = style.smallest(canvas)
    left, y = corner
    radius, indent = size * _MARK, _indent(size)
    step = size * style.LINE
    room = int((canvas.height - y) / (step * (1 + _AIR)))
    shown = list(nodes) if len(nodes) <= room else list(nodes[: max(1, room - 1)])
    more = len(shown) < len(nodes)
    free = int((canvas.height - y - (len(shown) * (1 + _AIR) + more) * step) / step + 0.01)  # whole lines
    lines = []
    for node in shown:
        most = 1 + max(0, min(free, _MOST_LINES - 1))
        text = style.wrap(node.text, width - indent, size, max_lines=most) or ["–"]
        free -= len(text) - 1
        lines.append(text)
    for i, (node, text) in enumerate(zip(shown, lines, strict=True), 1):
        picture.mark(ax, canvas, node, number(i), left + radius, y + step / 2, radius)
        y = style.paragraph(ax, left + indent, y, text, size) + step * _AIR
    if more:
        rest = _("{n} more").format(n=number(len(nodes) - len(shown)))
        style.label(ax, left + indent, y, rest, size, color=style.SKIFER, va="top")
