"""Finds activities by words, inflections folded, and by what they are for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from kit.activities._norwegian import STOP_WORDS
from kit.activities._terms import stem
from kit.programme._models import Programme
from kit.programme._read import programme
from kit.programme._template import ActivityTemplate

_WORD = re.compile(r"[^\W\d_]+|§\s?[\d-]+|\d+-\d+")
_TITLE, _PROMPT, _CONTENT, _GUIDE = 8.0, 5.0, 3.0, 1.0
_SHORTEST_PREFIX, _SHORTEST_PART = 4, 5  # «mobb» begins «mobbesak»; «plan» must not find «plante»
Words = Mapping[str, float]  # folded word → how much it says that the activity is about it


def find(
    words: str = "",
    theme: int | None = None,
    emphasis: str | None = None,
    strand: str | None = None,
    kind: str | None = None,
    unit_kind: str | None = None,
    audience: str | None = None,
    minutes: int | None = None,
    language: str = "nb",
) -> list[ActivityTemplate]:
    """Activities that hold every word and fit every filter, the most fitting first.

    ``emphasis`` may name an emphasis point or one of its transitions; ``minutes`` is what there is time for.
    Words are found in bokmål and nynorsk whatever ``language`` the activities are returned in.
    """
    known = programme(language)
    fitting = [
        a
        for a in known.activities.values()
        if theme in (None, a.theme)
        and (emphasis is None or emphasis in (*a.emphasis, *a.transitions))
        and (strand is None or strand in a.strands)
        and kind in (None, a.kind)
        and (unit_kind is None or unit_kind in a.unit_kinds)
        and (audience is None or audience in a.audience)
        and (minutes is None or a.minutes <= minutes)
    ]
    wanted = folded(words)
    if not wanted:
        return fitting
    index = _index(_Same(programme("nb"), programme("nn")))
    scores = {a.id: _score(index[a.id], wanted) for a in fitting if a.id in index}
    found = [a for a in fitting if scores.get(a.id)]
    return sorted(found, key=lambda a: -scores[a.id])  # stable: file order where the score is the same


def folded(text: str) -> list[str]:
    """The words of a text without inflections and without small words, each once, in order."""
    lower = [w.replace(" ", "") for w in _WORD.findall(text.lower())]
    content = [w for w in lower if w not in STOP_WORDS]
    return list(dict.fromkeys(stem(w) if w.isalpha() else w.lstrip("§") for w in content))


def _score(words: Words, wanted: list[str]) -> float:
    """Zero unless every word is found."""
    total = 0.0
    for word in wanted:
        best = max((weight * _alike(word, known) for known, weight in words.items()), default=0.0)
        if not best:
            return 0.0
        total += best
    return total


def _alike(wanted: str, known: str) -> float:
    """1 for the same word, less for a compound that begins with it or holds it."""
    if wanted == known:
        return 1.0
    if len(wanted) >= _SHORTEST_PREFIX and known.startswith(wanted):
        return 0.6
    if len(wanted) >= _SHORTEST_PART and wanted in known:
        return 0.4
    return 0.0


class _Same:
    """Two programmes as one cache key: the same as long as they are the same objects."""

    def __init__(self, nb: Programme, nn: Programme) -> None:
        self.programmes = (nb, nn)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and all(
            a is b for a, b in zip(self.programmes, other.programmes, strict=True)
        )

    def __hash__(self) -> int:
        return hash(tuple(id(p) for p in self.programmes))


@lru_cache(maxsize=2)
def _index(same: _Same) -> Mapping[str, Words]:
    words: dict[str, dict[str, float]] = {}
    for known in same.programmes:
        for activity in known.activities.values():
            mine = words.setdefault(activity.id, {})
            for weight, text in _texts(activity, known):
                for word in folded(text):
                    mine[word] = max(mine.get(word, 0.0), weight)
    return words


def _texts(activity: ActivityTemplate, known: Programme) -> Iterator[tuple[float, str]]:
    """(weight, text) of everything that is said in an activity, and of what it points to."""
    yield _TITLE, activity.title
    yield _PROMPT, activity.prompt
    yield _CONTENT, activity.why
    yield _GUIDE, activity.guide
    yield _GUIDE, activity.format.name
    yield from ((_CONTENT, text) for text in _strings(activity.settings))
    for variant in activity.variants.values():
        yield from ((_CONTENT, text) for text in _strings(variant.model_dump()))
    if activity.interim_work:
        yield from ((_GUIDE, text) for text in activity.interim_work.model_dump().values())
    themes = [known.themes[activity.theme]]
    for emphasis in (e for t in themes for e in t.emphasis if e.id in activity.emphasis):
        yield _CONTENT, f"{emphasis.short} {emphasis.text}"
        for transition in (t for t in emphasis.transitions if t.id in activity.transitions):
            yield _CONTENT, transition.text
    yield from ((_GUIDE, s.title) for s in known.strands if s.id in activity.strands)
    yield from ((_GUIDE, a.title) for a in known.actors_of(activity))
    for anchor in (known.law[i] for i in activity.law):
        yield _GUIDE, f"{anchor.name} {' '.join(anchor.duties)}"
    yield from ((_GUIDE, source) for source in activity.sources)


def _strings(tree: Any) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, Mapping):
        yield from (s for key, value in tree.items() if key != "id" for s in _strings(value))
    elif isinstance(tree, list | tuple):
        yield from (s for value in tree for s in _strings(value))
