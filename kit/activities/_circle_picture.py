"""Draws a sammenhengssirkel: tints, links, names, circles, labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.activities import _circle_places as places
from kit.activities import _style as style
from kit.activities._base import Canvas
from kit.activities._circle import ALL_NAMED, PERSPECTIVES, Circle, Node, perspective_name
from kit.i18n import gettext as _
from kit.i18n import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LINKS_FOR_ALL = 40  # factors; beyond that only links between named ones are drawn


@dataclass(frozen=True)
class _Colours:
    fill: str
    text: str  # on the fill
    dark: str  # edges and the name of the perspective
    tint: str


_COLOURS = {
    "kontekst": _Colours(style.FJORD, style.FLATE, style.FJORD, style.FJORD_LYS),
    "aktor": _Colours(style.RAV, style.BLEKK, style.RAV_TEKST, style.RAV_LYS),
    "individ": _Colours(style.LYNG, style.FLATE, "#6E3A6C", "#EEDFEC"),
}


@dataclass(frozen=True)
class _Drawing:
    """A circle and where it stands: its middle and its radius, in pixels."""

    circle: Circle
    canvas: Canvas
    ax: Axes
    cx: float
    cy: float
    outer: float

    def sectors(self) -> list[places.Sector]:
        return places.sectors([len(self.circle.of(p)) for p in PERSPECTIVES])

    def spots(self, radii: Sequence[float]) -> dict[str, places.Spot]:
        """Where each factor stands; ``radii`` as wanted, in the order of the factors."""
        wanted = dict(zip((n.id for n in self.circle.nodes), radii, strict=True))
        found: dict[str, places.Spot] = {}
        for sector, perspective in zip(self.sectors(), PERSPECTIVES, strict=True):
            nodes = self.circle.of(perspective)
            at = places.spots(sector, [wanted[n.id] for n in nodes], self.outer)
            found |= dict(zip((n.id for n in nodes), at, strict=True))
        return found


def draw(circle: Circle, canvas: Canvas, note: str = "") -> Figure:
    """The circle in exactly the canvas; labels never overlap, whatever the number and length of the texts.

    ``note`` is a quiet sentence below it.
    """
    fig = style.figure(canvas)
    if note:
        style.note(fig.axes[0], canvas, note)
        canvas = canvas.with_(height=round(canvas.height - style.note_height(canvas)))
    outer = min(canvas.height * 0.475, canvas.width * 0.262)
    d = _Drawing(circle, canvas, fig.axes[0], canvas.width / 2, canvas.height / 2, outer)
    spots = d.spots(
        places.radii([n.weight for n in circle.nodes], outer, crowded=len(circle.nodes) > ALL_NAMED)
    )
    _tints(d)
    _nothing_yet(d)
    _links(d, spots)
    for perspective, sector in zip(PERSPECTIVES, d.sectors(), strict=True):
        _name(d, perspective, sector)
    _problem(d)
    _labels(d, spots)
    for node in circle.nodes:
        _node(d, node, spots[node.id], number(node.weight) if node.weight else "")
    return fig


def draw_small(ax: Axes, canvas: Canvas, circle: Circle, cx: float, cy: float, outer: float) -> None:
    """A circle without words, its factors numbered from 1: the names stand in a list beside it."""
    from matplotlib.patches import Circle as Round

    d = _Drawing(circle, canvas, ax, cx, cy, outer)
    spots = d.spots([style.smallest(canvas) * 0.72] * len(circle.nodes))
    _tints(d)
    edge = max(1.0, canvas.base * 0.05)
    ax.add_patch(
        Round(
            (cx, cy),
            outer * places.PROBLEM,
            facecolor=style.FLATE,
            edgecolor=style.BLEKK,
            linewidth=edge,
            zorder=5,
        )
    )
    for i, node in enumerate(circle.nodes, 1):
        _node(d, node, spots[node.id], number(i))


def mark(ax: Axes, canvas: Canvas, node: Node, text: str, x: float, y: float, radius: float) -> None:
    """A factor's circle by itself, as it looks in the picture: for a list of names."""
    d = _Drawing(Circle(""), canvas, ax, x, y, 0)
    _node(d, node, places.Spot(0, 0, radius), text)


def _tints(d: _Drawing) -> None:
    from matplotlib.patches import Wedge

    for perspective, sector in zip(PERSPECTIVES, d.sectors(), strict=True):
        # the axes run downwards, so angles are turned
        low, high = -(sector.start - places.GAP / 2), -(sector.start - sector.size + places.GAP / 2)
        width = d.outer * (places.OUTER - places.INNER)
        tint = _COLOURS[perspective].tint
        d.ax.add_patch(
            Wedge((d.cx, d.cy), d.outer, low, high, width=width, facecolor=tint, linewidth=0, zorder=1)
        )


def _nothing_yet(d: _Drawing) -> None:
    for perspective, sector in zip(PERSPECTIVES, d.sectors(), strict=True):
        if not d.circle.of(perspective):
            size = style.smallest(d.canvas)
            lines = style.wrap(_("none yet"), d.outer * 0.33, size)
            x, y = places.polar(d.cx, d.cy, d.outer * 0.8, sector.middle)
            style.paragraph(d.ax, x, y, lines, size, color=style.SKIFER, ha="center", va="middle", zorder=3)


def _links(d: _Drawing, spots: dict[str, places.Spot]) -> None:
    from matplotlib.lines import Line2D

    named = d.circle.named()
    many = len(d.circle.nodes) > _LINKS_FOR_ALL
    drawn = [k for k in d.circle.links if k.a in spots and k.b in spots]
    drawn = [k for k in drawn if not many or (k.a in named and k.b in named)]
    for i, link in enumerate(drawn):
        lane = (i % 5 - 2) / 2
        path = places.link_path(spots[link.a], spots[link.b], d.cx, d.cy, d.outer, lane)
        width = d.canvas.base * (0.055, 0.085, 0.13)[link.strength - 1]
        xs, ys = [p[0] for p in path], [p[1] for p in path]
        d.ax.add_line(
            Line2D(xs, ys, color="#5C6B6D", linewidth=width * 0.72, solid_capstyle="round", zorder=2)
        )


def _name(d: _Drawing, perspective: str, sector: places.Sector) -> None:
    """The perspective's name in capitals along the inner edge of its sector, the right way up."""
    from matplotlib.patches import Wedge

    name = perspective_name(perspective).upper()
    size = min(style.smallest(d.canvas) * 1.0, d.outer * 0.082)
    size = max(size, style.smallest(d.canvas)) if d.canvas.base >= 30 else size
    air = size * 0.16
    widths = [style.text_width(c, size, style.SEMIBOLD) + air for c in name]
    below = 180 < sector.middle % 360 < 360
    distance = d.outer * places.NAMES
    per_pixel = 57.2958 / distance
    span = sum(widths) * per_pixel
    half = span / 2 + air * per_pixel
    d.ax.add_patch(
        Wedge(
            (d.cx, d.cy),
            distance + size * 0.52,
            -(sector.middle + half),
            -(sector.middle - half),
            width=size * 1.04,
            facecolor=style.PAPIR,
            linewidth=0,
            zorder=3,
        )
    )
    at = sector.middle + (-span / 2 if below else span / 2)
    for letter, width in zip(name, widths, strict=True):
        turn = width * per_pixel * (1 if below else -1)
        angle = at + turn / 2
        at += turn
        rotation = angle + 90 if below else angle - 90
        x, y = places.polar(d.cx, d.cy, distance, angle)
        d.ax.text(
            x,
            y,
            letter,
            fontproperties=style.font(style.families(), float(size), style.SEMIBOLD),
            color=_COLOURS[perspective].dark,
            ha="center",
            va="center",
            rotation=rotation,
            rotation_mode="default",
            zorder=4,
            gid="letter",
        )


def _problem(d: _Drawing) -> None:
    from matplotlib.patches import Circle as Round

    radius = d.outer * places.PROBLEM
    edge = max(1.2, d.canvas.base * 0.076)
    d.ax.add_patch(
        Round((d.cx, d.cy), radius, facecolor=style.FLATE, edgecolor=style.BLEKK, linewidth=edge, zorder=5)
    )
    text = _glued(d.circle.problem) or _("The problem is not worded yet")
    weight = style.SEMIBOLD if d.circle.problem.strip() else 400
    lines, size = _in_round(text, radius - edge * 1.4 - 3, d.canvas, weight)
    colour = style.BLEKK if d.circle.problem.strip() else style.SKIFER
    style.paragraph(d.ax, d.cx, d.cy, lines, size, weight, colour, "center", "middle", zorder=6)


def _glued(text: str) -> str:
    """One line, in which «3. trinn» stays together."""
    return re.sub(r"(?<=\d\.) (?=[a-zæøå])", "\u00a0", " ".join(text.split()))


def _in_round(text: str, radius: float, canvas: Canvas, weight: int) -> tuple[list[str], float]:
    """The text as large as it fits in a circle; cut where even the smallest does not."""
    least = style.smallest(canvas)
    sizes = [s for s in (canvas.base * 0.94, canvas.base * 0.88, least) if s >= least] or [least]

    def fits(lines: list[str], size: float) -> bool:
        height = size * style.LINE
        for i, line in enumerate(lines):
            edge = (
                max(abs((i - len(lines) / 2) * height), abs((i + 1 - len(lines) / 2) * height)) - size * 0.16
            )
            half = (radius**2 - edge**2) ** 0.5 if edge < radius else 0
            if style.text_width(line, size, weight) / 2 > half:
                return False
        return True

    for size in sizes:
        for share in (1.9, 1.8, 1.7, 1.6, 1.5, 1.4):
            lines = style.wrap(text, radius * share, size, weight)
            if not any(line.endswith("-") for line in lines) and fits(lines, size):
                return lines, size
        for count in range(2, 9):
            lines = _filled(text, radius, size, weight, count)
            if fits(lines, size):
                return lines, size
    # too long: lines as wide as the circle is where they stand, the last one ends in «…»
    best = [style.wrap(text, radius * 1.4, least, weight, max_lines=1)[0]]
    for count in range(2, 9):
        for share in (1.8, 1.7, 1.6, 1.5, 1.4, 1.3, 1.2):
            lines = style.wrap(text, radius * share, least, weight, max_lines=count)
            if fits(lines, least) and len("".join(lines)) > len("".join(best)):
                best = lines
    return best, least


def _filled(text: str, radius: float, size: float, weight: int, count: int) -> list[str]:
    """The words on lines that are each as wide as the circle is there, as if there were ``count`` of them."""
    height = size * style.LINE
    lines = [""]
    for word in text.split(" "):
        at = len(lines) - 1
        edge = max(abs((at - count / 2) * height), abs((at + 1 - count / 2) * height)) - size * 0.16
        half = (radius**2 - edge**2) ** 0.5 if edge < radius else 0
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and style.text_width(longer, size, weight) / 2 > half:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _node(d: _Drawing, node: Node, spot: places.Spot, text: str) -> None:
    from matplotlib.patches import Circle as Round

    x, y = spot.point(d.cx, d.cy)
    colours = _COLOURS[node.perspective]
    line = max(0.9, d.canvas.base * 0.055)
    if node.selected:
        ring = max(2.0, d.canvas.base * 0.13)
        patch: dict[str, Any] = {"facecolor": style.PAPIR, "edgecolor": style.BLEKK, "linewidth": line * 1.25}
        d.ax.add_patch(Round((x, y), spot.radius + ring, zorder=6, **patch))
    patch = {"facecolor": colours.fill, "linewidth": 0}
    if node.dampens:
        dash = (0, (3.2, 2.2)) if spot.radius > d.canvas.base * 0.5 else (0, (2.2, 1.6))
        patch = {"facecolor": style.FLATE, "edgecolor": colours.dark, "linewidth": line, "linestyle": dash}
    d.ax.add_patch(Round((x, y), spot.radius - (line * 0.7 if node.dampens else 0), zorder=7, **patch))
    size = min(d.canvas.base * 0.9, spot.radius * 0.95)
    size = max(size, style.smallest(d.canvas))
    room = ((style.text_width(text, size, style.SEMIBOLD) / 2) ** 2 + (size * 0.36) ** 2) ** 0.5
    if text and room + 1 <= spot.radius:
        ink = style.BLEKK if node.dampens else colours.text
        style.label(d.ax, x, y, text, size, style.SEMIBOLD, ink, "center", "middle", zorder=8)


@dataclass(frozen=True)
class _Label:
    node: Node
    spot: places.Spot
    x: float
    y: float


def _labels(d: _Drawing, spots: dict[str, places.Spot]) -> None:
    named = d.circle.named()
    labels = [_Label(n, spots[n.id], *spots[n.id].point(d.cx, d.cy)) for n in d.circle.nodes if n.id in named]
    sides = _two_sides(labels, d.cx)
    reach = d.canvas.base * 1.7
    width = d.canvas.width / 2 - d.outer - reach - 2
    for size, most, whole in _sizes(d.canvas):
        wrapped = [[_lines(one, width, size, most) for one in side] for side in sides]
        gap = size * (0.42 if most > 1 else 0.3)
        heights = [[style.height_of(lines, size) for lines in side] for side in wrapped]
        fits = all(places.needed(h, gap) <= d.canvas.height - 2 for h in heights)
        if fits and not (whole and any(lines[-1].endswith("…") for side in wrapped for lines in side)):
            break
    for side, texts, tall, sign in zip(sides, wrapped, heights, (-1, 1), strict=True):
        tops = places.spread([one.y for one in side], tall, gap, 1, d.canvas.height - 1)
        x = d.cx + sign * (d.outer + reach)
        for one, lines, height, top in zip(side, texts, tall, tops, strict=True):
            weight = style.SEMIBOLD if one.node.selected else 400
            ha = "right" if sign < 0 else "left"
            style.paragraph(d.ax, x, top, lines, size, weight, ha=ha, zorder=8)
            _leader(d, one, x - sign * size * 0.3, top + height / 2, sign, spots)


def _lines(one: _Label, width: float, size: float, most: int) -> list[str]:
    weight = style.SEMIBOLD if one.node.selected else 400
    return style.wrap(_glued(one.node.text), width, size, weight, max_lines=most) or ["–"]


def _sizes(canvas: Canvas) -> list[tuple[float, int, bool]]:
    """Text sizes and line counts to try, the best first; True where no name may be cut."""
    full, less = float(canvas.base), float(style.secondary(canvas))
    least = float(style.smallest(canvas))
    whole = [(full, 3), (less, 3), (full, 5), (less, 5)]
    narrow = [(full, 4)] if canvas.base < 20 else []
    cut = [*narrow, (full, 3), (less, 3), (full, 2), (less, 2), (least, 2), (least, 1)]
    return [(*one, True) for one in whole] + [(*one, False) for one in cut]


def _two_sides(labels: list[_Label], cx: float) -> tuple[list[_Label], list[_Label]]:
    """Left and right, from the top; what stands near the middle line goes where there are fewer."""
    by_height: Callable[[_Label], tuple[float, float]] = lambda one: (one.y, abs(one.x - cx))  # noqa: E731
    left = [one for one in labels if one.x < cx]
    right = [one for one in labels if one.x >= cx]
    for few, many in ((left, right), (right, left)):
        while len(many) > len(few) + 1:
            nearest = min(many, key=lambda one: abs(one.x - cx))
            if abs(nearest.x - cx) > nearest.spot.distance * 0.2:
                break
            many.remove(nearest)
            few.append(nearest)
    return sorted(left, key=by_height), sorted(right, key=by_height)


def _leader(
    d: _Drawing, one: _Label, x: float, y: float, sign: int, spots: Mapping[str, places.Spot]
) -> None:
    """A thin line from beside the label to the edge of its circle, round other circles where they are in the way."""
    from matplotlib.lines import Line2D

    elbow = (x - sign * d.canvas.base * 0.45, y)
    others = [(*s.point(d.cx, d.cy), s.radius) for i, s in spots.items() if i != one.node.id]
    towards = elbow
    path = [(x, y), elbow]
    steep = abs(one.x - d.cx) < one.spot.distance * 0.62  # near the top or the bottom
    if steep and places.crosses((one.x, one.y), elbow, others):
        out = places.polar(d.cx, d.cy, d.outer * 1.012, one.spot.angle)
        if not places.crosses((one.x, one.y), out, others):
            towards = out
            path.append(out)
    dx, dy = towards[0] - one.x, towards[1] - one.y
    far = max(1.0, (dx**2 + dy**2) ** 0.5)
    edge = one.spot.radius + (max(2.0, d.canvas.base * 0.13) if one.node.selected else 0)
    path.append((one.x + dx / far * edge, one.y + dy / far * edge))
    xs, ys = [p[0] for p in path], [p[1] for p in path]
    width = max(1.0, d.canvas.base * 0.045)
    d.ax.add_line(Line2D(xs, ys, color=style.SKIFER, linewidth=width * 0.72, alpha=0.75, zorder=5.5))
