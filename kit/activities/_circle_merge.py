"""Circles of several groups as one: factors that say the same are counted together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kit.activities._circle import Circle, Link, Node
from kit.activities._terms import stem

ALIKE = 0.65  # share of common words from which two texts are taken to say the same
_WORD = re.compile(r"[^\W_]+")
# words that only hold a sentence together; «få», «mange», «inne» and «ute» are not among them
_SMALL = frozenset(
    [
        "og",
        "i",
        "på",
        "det",
        "den",
        "er",
        "som",
        "å",
        "en",
        "ei",
        "et",
        "ein",
        "eit",
        "de",
        "dei",
        "vi",
        "med",
        "til",
        "av",
        "for",
        "seg",
        "at",
        "om",
        "har",
        "blir",
        "vert",
        "når",
        "da",
        "då",
        "så",
        "sin",
        "sitt",
        "sine",
        "også",
        "òg",
    ]
)
_NOT = frozenset(
    [
        "ikke",
        "ikkje",
        "ingen",
        "ingenting",
        "aldri",
        "uten",
        "utan",
        "mangler",
        "manglar",
        "lite",
        "få",
        "ikkje",
    ]
)


@dataclass(frozen=True)
class Side:
    """One group's circle, for side by side; ``own`` where the problem is the group's own."""

    name: str
    circle: Circle
    own: bool = False


@dataclass(frozen=True)
class Merged:
    circle: Circle
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # factor id → groups that have it
    members: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)  # → (group, factor id)


def words_of(text: str) -> frozenset[str]:
    """What a text says, inflections folded."""
    return frozenset(stem(w) for w in _WORD.findall(text.lower()) if w not in _SMALL)


def alike(a: str, b: str) -> bool:
    """Whether two short texts say the same: mostly the same words, and both or neither deny."""
    if " ".join(a.lower().split()) == " ".join(b.lower().split()):
        return True
    denies = [_NOT & set(_WORD.findall(text.lower())) for text in (a, b)]
    return denies[0] == denies[1] and _share(words_of(a), words_of(b)) >= ALIKE


def _share(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0


def merge(sides: Sequence[Side], problem: str = "") -> Merged:
    """All groups' factors in one circle.

    A merged factor has the sum of the groups' votes; where nobody has voted, the number of groups
    that have it. It is chosen if at least half of the groups that chose anything chose it, and it takes
    the wording of the group that was first. Its id is that group's place and the factor's id.
    """
    voted = any(n.weight for side in sides for n in side.circle.nodes)
    clusters: list[list[tuple[int, Node]]] = []
    by_kind: dict[tuple[str, bool], list[int]] = {}
    for i, side in enumerate(sides):
        for node in side.circle.nodes:
            same_kind = by_kind.setdefault((node.perspective, node.dampens), [])
            at = next((c for c in same_kind if alike(clusters[c][0][1].text, node.text)), None)
            if at is None:
                same_kind.append(len(clusters))
                clusters.append([])
                at = len(clusters) - 1
            clusters[at].append((i, node))
    choosing = sum(bool(side.circle.selected) for side in sides)
    nodes: list[Node] = []
    groups: dict[str, tuple[str, ...]] = {}
    members: dict[str, tuple[tuple[str, str], ...]] = {}
    place: dict[tuple[int, str], str] = {}
    for cluster in clusters:
        first, node = cluster[0]
        made = f"{first}-{node.id}"
        here = tuple(dict.fromkeys(i for i, _n in cluster))
        chosen = {i for i, n in cluster if n.selected}
        weight = sum(n.weight for _i, n in cluster) if voted else len(here)
        nodes.append(
            replace(node, id=made, weight=weight, selected=bool(chosen) and 2 * len(chosen) >= choosing)
        )
        groups[made] = tuple(sides[i].name for i in here)
        members[made] = tuple((sides[i].name, n.id) for i, n in cluster)
        place |= {(i, n.id): made for i, n in cluster}
    links = _links(sides, place)
    problems = [s.circle.problem for s in sides if s.circle.problem]
    return Merged(Circle(problem or (problems[0] if problems else ""), tuple(nodes), links), groups, members)


def _links(sides: Sequence[Side], place: Mapping[tuple[int, str], str]) -> tuple[Link, ...]:
    """A link is as strong as in the group where it is strongest."""
    strength: dict[tuple[str, str], int] = {}
    for i, side in enumerate(sides):
        for link in side.circle.links:
            ends = sorted(place[i, end] for end in (link.a, link.b) if (i, end) in place)
            if len(ends) == 2 and ends[0] != ends[1]:
                key = (ends[0], ends[1])
                strength[key] = max(strength.get(key, 0), link.strength)
    return tuple(Link(a, b, n) for (a, b), n in strength.items())


def likely_doubles(nodes: Iterable[Node]) -> list[tuple[Node, ...]]:
    """Cards of one analysis that seem to say the same, for «slå sammen»."""
    found: list[list[Node]] = []
    for node in nodes:
        home = next(
            (
                c
                for c in found
                if (c[0].perspective, c[0].dampens) == (node.perspective, node.dampens)
                and alike(c[0].text, node.text)
            ),
            None,
        )
        if home is None:
            found.append([node])
        else:
            home.append(node)
    return [tuple(c) for c in found if len(c) > 1]
