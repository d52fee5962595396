"""Where markers stand in a field: places as pixels, and markers that make way for each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Field:
    """The pixels of one field; ``at`` turns a place (0..100) into pixels."""

    x: float
    y: float
    width: float
    height: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        return self.x + self.width * x / 100, self.y + self.height * (1 - y / 100)

    @property
    def centre(self) -> tuple[float, float]:
        return self.at(50, 50)


def nudge(
    places: Sequence[tuple[float, float]], radius: float, field: Field, rounds: int = 80
) -> list[tuple[float, float]]:
    """Places pushed apart until no two markers overlap, never out of the field nor over the cross."""
    import numpy as np

    at = np.array(places, dtype=float).reshape(-1, 2)
    if len(at) < 2:
        return [(float(x), float(y)) for x, y in _inside(at, at, radius, field)]
    start = at.copy()
    turn = np.arange(len(at)) * 2.399963  # same place: go apart in a sunflower's directions
    at = _inside(at + np.column_stack([np.cos(turn), np.sin(turn)]) * 0.01, start, radius, field)
    apart = 2 * radius + 2
    for _round in range(rounds):
        gaps = at[:, None, :] - at[None, :, :]
        distance = np.hypot(gaps[..., 0], gaps[..., 1])
        np.fill_diagonal(distance, np.inf)
        push = np.clip(apart - distance, 0, None)
        if not push.any():
            break
        at += (gaps / np.maximum(distance, 1e-6)[..., None] * push[..., None] * 0.36).sum(axis=1)
        at = _inside(at, start, radius, field)
    return [(float(x), float(y)) for x, y in at]


def _inside(at: Any, start: Any, radius: float, field: Field) -> Any:
    """Whole markers stay in the field; a centre stays on its own side of the cross, or on it."""
    import numpy as np

    edge = radius + 2
    for axis, (low, length) in enumerate(((field.x, field.width), (field.y, field.height))):
        centre = low + length / 2
        origin = start[:, axis]
        least = np.where(origin > centre + 0.01, np.minimum(origin, centre + 2), low + edge)
        most = np.where(origin < centre - 0.01, np.maximum(origin, centre - 2), low + length - edge)
        on_it = np.abs(origin - centre) <= 0.01
        least, most = np.where(on_it, centre, least), np.where(on_it, centre, most)
        at[:, axis] = np.clip(
            at[:, axis], np.maximum(least, low + edge), np.minimum(most, low + length - edge)
        )
    return at
