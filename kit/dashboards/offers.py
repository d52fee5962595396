"""What Forbered offers to put on the agenda: what was searched for, the best first. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kit.activities import KINDS
from kit.dashboards.agenda import coverage
from kit.dashboards.fields import one, whole
from kit.i18n import language
from kit.programme import AUDIENCES, UNIT_KINDS, ActivityTemplate, Agenda, Programme, find
from kit.store.state import Gathering

FIRST = 8  # as many as one looks through; the rest come when asked for
MORE = 16
LENGTHS = (60, 120, 360)  # a staff meeting, a gathering, a full day


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; empty members say nothing. ``theme`` None: in all themes."""

    theme: int | None
    words: str = ""
    emphasis: str = ""
    strand: str = ""
    kind: str = ""
    unit_kind: str = ""
    audience: str = ""
    minutes: int | None = None
    shown: int = FIRST

    def more(self) -> Wanted:
        return replace(self, shown=self.shown + MORE)

    def chosen(self, own_theme: int) -> int:
        """How many of the choices beside the words differ from what the page begins with."""
        filters = (self.emphasis, self.strand, self.kind, self.unit_kind, self.audience, self.minutes)
        return sum(1 for f in filters if f) + (self.theme != own_theme)


def wanted(values: Mapping[str, Any], known: Programme) -> Wanted:
    """What was chosen in the form; what does not exist counts as not chosen."""
    theme = whole(one(values, "theme"))
    theme = theme if theme in known.themes else None
    points = [e.id for e in known.themes[theme].emphasis] if theme else []
    points += [t.id for e in known.themes[theme].emphasis for t in e.transitions] if theme else []
    minutes = whole(one(values, "minutes"))
    return Wanted(
        theme=theme,
        words=one(values, "words")[:200],
        emphasis=_among(values, "emphasis", points),
        strand=_among(values, "strand", [s.id for s in known.strands]),
        kind=_among(values, "kind", KINDS),
        unit_kind=_among(values, "unit_kind", UNIT_KINDS),
        audience=_among(values, "audience", AUDIENCES),
        minutes=minutes if minutes and minutes > 0 else None,
    )


def _among(values: Mapping[str, Any], name: str, known: Collection[str]) -> str:
    chosen = one(values, name)
    return chosen if chosen in known else ""


@dataclass(frozen=True)
class Offer:
    """A template that is not on the agenda; ``gap``: it covers a point of the theme that nothing there covers."""

    template: ActivityTemplate
    gap: bool


def offered(known: Programme, w: Wanted, g: Gathering) -> list[Offer]:
    """What fits, the best first: with words as they match, else what fills the most gaps."""
    there = {a.template for a in g.planned}
    found = [
        t
        for t in find(
            w.words,
            theme=w.theme,
            emphasis=w.emphasis or None,
            strand=w.strand or None,
            kind=w.kind or None,
            unit_kind=w.unit_kind or None,
            audience=w.audience or None,
            minutes=w.minutes,
            language=language(),
        )
        if t.id not in there
    ]
    covered = coverage(g.planned)
    missing = {e.id for e in known.themes[g.theme].emphasis if not covered[e.id]}
    if not w.words.strip():
        found = _gaps_first(found, missing, kinds_of(g))
    return [Offer(t, bool(missing & set(t.emphasis))) for t in found]


def _gaps_first(
    found: Sequence[ActivityTemplate], missing: Collection[str], kinds: Sequence[str]
) -> list[ActivityTemplate]:
    """One for each point that is missing before a second for any; among equals what suits those who come."""

    def suits(t: ActivityTemplate) -> tuple[bool, bool, bool]:
        return (
            not (set(kinds) & set(t.unit_kinds)),
            "alle-ansatte" not in t.audience,
            not (set(kinds) <= set(t.unit_kinds)),
        )

    rest = sorted(found, key=suits)  # stable: the templates stand in a good order already
    first: list[ActivityTemplate] = []
    times: Counter[str] = Counter()
    gaps = [t for t in rest if set(t.emphasis) & set(missing)]
    while gaps:
        best = min(gaps, key=lambda t: (suits(t)[:2], min(times[e] for e in t.emphasis if e in missing)))
        gaps.remove(best)
        first.append(best)
        times.update(e for e in best.emphasis if e in missing)
    return [*first, *(t for t in rest if not set(t.emphasis) & set(missing))]


# --- who comes, and in whose words -------------------------------------------------------------


def kinds_of(g: Gathering) -> list[str]:
    """The kinds of unit that take part."""
    return [k for k in UNIT_KINDS if any(u.kind == k for u in g.units.values())]


def only_kind(g: Gathering) -> str | None:
    """The kind of unit where all are of the same; then activities are asked in its words."""
    kinds = kinds_of(g)
    return kinds[0] if len(kinds) == 1 else None


# --- ready-made agendas ------------------------------------------------------------------------


def length(a: Agenda, known: Programme) -> int:
    """Which of the usual lengths an agenda is meant for."""
    return usual(minutes_of(a, known))


def usual(minutes: int) -> int:
    """The one of the usual lengths that is nearest in kind: a meeting, a gathering, a full day."""
    return 60 if minutes <= 80 else 120 if minutes <= 200 else 360


def minutes_of(a: Agenda, known: Programme) -> int:
    """How long an agenda lasts, breaks and talks with it."""
    if a.minutes:
        return a.minutes
    return sum(m for _activity, _title, m in steps_of(a, known))


def steps_of(a: Agenda, known: Programme) -> list[tuple[ActivityTemplate | None, str, int]]:
    """(activity, title, minutes) of everything that happens, whether or not breaks are written."""
    if not a.steps:
        return [
            (t, t.title, t.minutes)
            for t in (known.activities[i] for i in a.activities if i in known.activities)
        ]
    found: list[tuple[ActivityTemplate | None, str, int]] = []
    for step in a.steps:
        if step.activity is None:
            found.append((None, step.title or "", step.minutes or 0))
        elif step.activity in known.activities:
            template = known.activities[step.activity]
            found.append((template, template.title, step.minutes or template.minutes))
    return found


def ready(known: Programme, g: Gathering, unit_kind: str = "") -> list[Agenda]:
    """The ready-made agendas of the theme that suit those who come, the ones for all of them first."""
    kinds = {unit_kind} if unit_kind else set(kinds_of(g))
    found = [a for a in known.agendas_for(g.theme) if kinds & set(a.unit_kinds)]
    if unit_kind:
        return sorted(found, key=lambda a: len(a.unit_kinds))
    return sorted(found, key=lambda a: not kinds <= set(a.unit_kinds))


def used(known: Programme, g: Gathering) -> Agenda | None:
    """The ready-made agenda that this one was made from, as far as one can tell: all of it is there."""
    there = {a.template for a in g.planned}
    whole_ = [a for a in known.agendas_for(g.theme) if len(a.activities) > 1 and set(a.activities) <= there]
    return max(whole_, key=lambda a: len(a.activities), default=None)
