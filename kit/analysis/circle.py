"""An analysis as its sammenhengssirkel; drawn as :mod:`kit.activities` draws every circle."""

from __future__ import annotations

from kit.activities._circle import (
    DOCUMENT,
    HALF,
    LAPTOP,
    STORSKJERM,
    Circle,
    Link,
    Node,
    caption,
    describe,
    draw,
    legend,
)
from kit.analysis.model import Analysis


def circle_of(analysis: Analysis) -> Circle:
    """Every factor that has a perspective, with its votes and links."""
    nodes = [
        Node(f.id, f.text, f.perspective, f.weight, f.dampens, f.selected)
        for f in analysis.factors
        if f.perspective
    ]
    return Circle(analysis.problem, tuple(nodes), analysis.links)


__all__ = [
    "DOCUMENT",
    "HALF",
    "LAPTOP",
    "STORSKJERM",
    "Circle",
    "Link",
    "Node",
    "caption",
    "circle_of",
    "describe",
    "draw",
    "legend",
]
