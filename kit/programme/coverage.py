"""What the activities cover of the programme: a row for each emphasis point, transition, strand, subgoal, actor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from kit import i18n
from kit.activities import KINDS
from kit.activities.kind_words import kind_name
from kit.i18n import gettext as _
from kit.programme._models import Programme
from kit.programme._read import programme
from kit.programme._template import ActivityTemplate

_WIDTH = 46  # of the column with the names


@dataclass(frozen=True)
class Row:
    """How much there is to one item of the programme; ``kinds`` counts activities by kind."""

    part: str  # emphasis, transition, strand, subgoal or actor
    id: str
    title: str
    activities: int
    minutes: int
    kinds: dict[str, int]


def coverage(language: str = "nb") -> list[Row]:
    """Every item of the programme that activities should cover, with those that do."""
    return [_row(*item) for item in _items(programme(language))]


def table(language: str = "nb") -> str:
    """The same as text for the command line."""
    rows = coverage(language)
    with i18n.use(language):
        parts = {
            "emphasis": _("Emphasis points"),
            "transition": _("Transitions"),
            "strand": _("Strands"),
            "subgoal": _("Subgoals"),
            "actor": _("Actors"),
        }
        lines = []
        for part, heading in parts.items():
            lines.append(f"{heading:<{_WIDTH}} {_('activities'):>11} {_('minutes'):>9}  {_('kinds')}")
            lines.append("-" * (_WIDTH + 30))
            for row in (r for r in rows if r.part == part):
                name = (
                    f"{row.id}  {row.title}" if part in ("emphasis", "transition", "subgoal") else row.title
                )
                kinds = ", ".join(f"{kind_name(kind)} {n}" for kind, n in row.kinds.items())
                lines.append(f"{_cut(name):<{_WIDTH}} {row.activities:>11} {row.minutes:>9}  {kinds}")
            lines.append("")
        known = programme(language)
        total = sum(a.minutes for a in known.activities.values())
        lines.append(
            _("{n} activities, {minutes} minutes, {agendas} agendas").format(
                n=len(known.activities), minutes=total, agendas=len(known.agendas)
            )
        )
    return "\n".join(lines)


def _items(known: Programme) -> Iterator[tuple[str, str, str, list[ActivityTemplate]]]:
    """(part, id, title, activities) of each item."""
    every = list(known.activities.values())
    themes = known.themes.values()
    for e in (e for theme in themes for e in theme.emphasis):
        yield "emphasis", e.id, e.short, [a for a in every if e.id in a.emphasis]
    for t in (t for theme in themes for e in theme.emphasis for t in e.transitions):
        yield "transition", t.id, t.short, [a for a in every if t.id in a.transitions]
    for s in known.strands:
        yield "strand", s.id, s.title, [a for a in every if s.id in a.strands]
    for g in known.subgoals:
        yield "subgoal", g.id, g.short, [a for a in every if g.id in a.subgoals]
    for actor in known.actors:
        yield "actor", actor.id, actor.title, [a for a in every if actor in known.actors_of(a)]


def _row(part: str, id_: str, title: str, found: list[ActivityTemplate]) -> Row:
    used = Counter(a.kind for a in found)
    kinds = {kind: used[kind] for kind in KINDS if used[kind]}
    return Row(part, id_, title, len(found), sum(a.minutes for a in found), kinds)


def _cut(text: str) -> str:
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
