"""Where everything in a sammenhengssirkel stands: sectors, circles, labels, links. Numbers only, no drawing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LEAST_SECTOR = 62.0  # degrees, so that an empty perspective stays
GAP = 1.3  # degrees of paper between sectors
PROBLEM, NAMES, INNER, OUTER = 0.40, 0.505, 0.60, 1.0  # radii, as shares of the outermost
_MIDDLE = (INNER + OUTER) / 2
_BAND = OUTER - INNER


@dataclass(frozen=True)
class Sector:
    """From ``start`` clockwise over ``size`` degrees; 90 is up, as in mathematics."""

    start: float
    size: float

    @property
    def middle(self) -> float:
        return self.start - self.size / 2


def sectors(counts: Sequence[int]) -> list[Sector]:
    """One per perspective, clockwise; the first is centred on top. Each has 62° and its share of the rest."""
    total, n = sum(counts), len(counts)
    rest = 360 - LEAST_SECTOR * n
    sizes = [LEAST_SECTOR + rest * (c / total if total else 1 / n) for c in counts]
    at = 90 + sizes[0] / 2
    found = []
    for size in sizes:
        found.append(Sector(at, size))
        at -= size
    return found


@dataclass(frozen=True)
class Spot:
    """A circle: its angle in degrees, its distance from the centre and its radius, in pixels."""

    angle: float
    distance: float
    radius: float

    def point(self, cx: float, cy: float) -> tuple[float, float]:
        return polar(cx, cy, self.distance, self.angle)


def polar(cx: float, cy: float, distance: float, angle: float) -> tuple[float, float]:
    """The point on the page, where y runs down."""
    turned = math.radians(angle)
    return cx + distance * math.cos(turned), cy - distance * math.sin(turned)


def radii(weights: Sequence[int], outer: float, crowded: bool) -> list[float]:
    """Before room is looked for: area follows weight; all alike while nobody has voted."""
    most = outer * _BAND * (0.26 if crowded else 0.44)
    least = outer * (0.045 if crowded else 0.085)
    top = max(weights, default=0)
    if not top:
        return [outer * _BAND * (0.17 if crowded else 0.27)] * len(weights)
    return [max(least, most * math.sqrt(w / top)) for w in weights]


def spots(sector: Sector, wanted: Sequence[float], outer: float) -> list[Spot]:
    """Circles side by side along the sector, shrunk where they would not fit, in rows where that is not enough."""
    if not wanted:
        return []
    gap, least = outer * 0.034, outer * 0.021
    arc = math.radians(sector.size - 2 * GAP) * outer * _MIDDLE - 2 * gap
    most = max(wanted)
    low, high = 0.0, 1.0
    if sum(2 * r + gap for r in wanted) > arc:
        for _turn in range(20):
            middle = (low + high) / 2
            fits = sum(2 * max(least, r * middle) + gap for r in wanted) <= arc
            low, high = (middle, high) if fits else (low, middle)
        if low * most < least:
            return _rows(sector, len(wanted), outer, least, gap)
        wanted = [max(least, r * low) for r in wanted]
    return _row(sector, wanted, arc, gap, outer)


def _row(sector: Sector, sizes: Sequence[float], arc: float, gap: float, outer: float) -> list[Spot]:
    free = (arc - sum(2 * r + gap for r in sizes)) / len(sizes)
    turn = math.degrees(1 / (outer * _MIDDLE))  # degrees per pixel
    at = sector.start - GAP - gap * turn
    found = []
    for r in sizes:
        step = 2 * r + gap + free
        found.append(Spot(at - step / 2 * turn, outer * _MIDDLE, r))
        at -= step * turn
    return found


def _rows(sector: Sector, n: int, outer: float, least: float, gap: float) -> list[Spot]:
    """Small dots in as few rows as hold them, the outermost row first."""
    span = math.radians(sector.size - 3 * GAP)
    radius = least
    while True:
        pitch = 2 * radius + gap * 0.3
        count = max(1, int((_BAND * outer - gap) / pitch))
        rings = [outer * _MIDDLE + (count / 2 - 0.5 - i) * pitch for i in range(count)]
        room = [max(1, int(span * ring / pitch)) for ring in rings]
        if sum(room) >= n or radius < outer * 0.004:
            break
        radius *= 0.9
    used = next(k for k in range(1, count + 1) if sum(room[:k]) >= n or k == count)
    shift = (rings[0] + rings[used - 1]) / 2 - outer * _MIDDLE
    share = n / max(1, sum(room[:used]))
    found: list[Spot] = []
    for i in range(used):
        here = n - len(found) if i == used - 1 else min(n - len(found), math.ceil(room[i] * share))
        for k in range(here):
            angle = sector.start - 1.5 * GAP - math.degrees(span) * (k + 0.5) / here
            found.append(Spot(angle, rings[i] - shift, radius))
    return found


def spread(
    wanted: Sequence[float], heights: Sequence[float], gap: float, low: float, high: float
) -> list[float]:
    """Tops of labels whose middles would like to be at ``wanted`` (rising): pushed apart as little as possible.

    They keep their order and stay between ``low`` and ``high`` if they fit there at all.
    """
    blocks: list[list[float]] = []  # [middle of the block, its height, labels in it]
    for middle, height in zip(wanted, heights, strict=True):
        blocks.append([middle, height, 1])
        while True:
            blocks[-1][0] = min(max(blocks[-1][0], low + blocks[-1][1] / 2), high - blocks[-1][1] / 2)
            if len(blocks) == 1:
                break
            (m1, h1, n1), (m2, h2, n2) = blocks[-2], blocks[-1]
            if m1 + h1 / 2 + gap <= m2 - h2 / 2 + 0.001:
                break
            height_both = h1 + gap + h2
            # where both would be, each as near as possible to where it stands now
            start = ((m1 - h1 / 2) * n1 + (m2 - h2 / 2 - h1 - gap) * n2) / (n1 + n2)
            blocks[-2:] = [[start + height_both / 2, height_both, n1 + n2]]
    tops: list[float] = []
    at = 0
    for middle, height, n in blocks:
        top = middle - height / 2
        for _label in range(int(n)):
            tops.append(top)
            top += heights[at] + gap
            at += 1
    return tops


def needed(heights: Sequence[float], gap: float) -> float:
    return sum(heights) + gap * max(0, len(heights) - 1)


def crosses(
    a: tuple[float, float], b: tuple[float, float], circles: Iterable[tuple[float, float, float]]
) -> bool:
    """Whether the line from a to b comes upon any of the circles (x, y, radius)."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy or 1.0
    for x, y, radius in circles:
        t = min(1.0, max(0.0, ((x - a[0]) * dx + (y - a[1]) * dy) / square))
        if math.hypot(a[0] + t * dx - x, a[1] + t * dy - y) < radius + 2:
            return True
    return False


def link_path(a: Spot, b: Spot, cx: float, cy: float, outer: float, lane: float) -> list[tuple[float, float]]:
    """A curve from one circle to another, past the problem; ``lane`` −1 to 1 keeps links beside each other."""
    turn = (b.angle - a.angle + 180) % 360 - 180
    near = min(1.0, abs(turn) / 70)
    through = outer * (INNER + 0.02 - near * (INNER - 0.435)) + lane * outer * 0.018
    points = []
    for i in range(61):
        t = i / 60
        eased = t * t * (3 - 2 * t)
        far = a.distance if t < 0.5 else b.distance
        lift = abs(2 * t - 1) ** (2.2 + 1.6 * near)
        points.append(polar(cx, cy, through + (far - through) * lift, a.angle + turn * eased))
    return points
