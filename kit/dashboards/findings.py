"""What a fagsamling found, on its way to become a case: a mark, or a circle with its cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.activities import kind
from kit.activities._said import senders
from kit.activities._words import listed, short
from kit.activities.factors import sides
from kit.analysis import Analysis
from kit.analysis.changes import Change, add_factor
from kit.dashboards.cards import room_rows
from kit.dashboards.session import Place, Session
from kit.store import Store
from kit.store.state import Activity

if TYPE_CHECKING:
    from pandas import DataFrame

CIRCLES = ("factors", "weights")  # kinds whose answers are drawn as a circle
VOTES = "fagsamling"  # who gave the dots that a card brings with it
_NAMES = 3  # groups that are named as a card's source; more are counted


@dataclass(frozen=True)
class Card:
    """A factor that a room wrote; ``source`` says who."""

    perspective: str
    text: str
    dampens: bool = False
    source: str = ""
    dots: int = 0


@dataclass(frozen=True)
class Finding:
    """Where it was found, in which words, and the cards that came with it."""

    gathering: str
    text: str
    title: str
    unit: str = ""
    cards: tuple[Card, ...] = ()


def finding_of(store: Store, gathering: str, subject: str) -> Finding | None:
    """The finding behind «activity:part»; None where it is not there any more.

    The part is that of a mark. For a circle it is empty, or the key of one group's answer.
    """
    found = store.find(gathering) if gathering else None
    if found is None or store.is_analysis(found):
        return None
    session = Session(store)
    session.place = Place(gathering=found)
    session.read()
    activity_id, _colon, part = subject.partition(":")
    activity = session.g.activities.get(activity_id)
    if activity is None:
        return None
    if activity.kind in CIRCLES and not (activity.kind == "weights" and part):
        return _circle(session, activity, part)
    label = _label(session, activity, part)
    return Finding(found, label, short(label, 80), _unit(session)) if label else None


def _unit(session: Session) -> str:
    units = session.g.units
    return next(iter(units.values())).name if len(units) == 1 else ""


def _label(session: Session, activity: Activity, part: str) -> str:
    if activity.kind == "open":
        category = session.g.categories.get(part)
        return str(category["name"]) if category else ""
    return str(kind(activity.kind).parts(session.settings(activity)).get(part, ""))


def _circle(session: Session, activity: Activity, key: str) -> Finding | None:
    frame = frame_of(session, activity)
    settings = session.settings(activity)
    if activity.kind == "weights":
        summary = kind("weights").summarise(settings, frame)
        dots = dict(zip(summary["option"], summary["points"], strict=True))
        cards = [Card(f.perspective, f.text, f.dampens, "", int(dots[f.id])) for f in settings.factors]
        problem, unit = settings.problem, ""
    elif key:
        rows = frame[frame["key"] == key]
        if not len(rows):
            return None
        [side] = sides(settings, rows)
        cards = [Card(n.perspective, n.text, n.dampens, side.name) for n in side.circle.nodes]
        problem, unit = side.circle.problem, str(rows.iloc[0]["unit_name"] or "")
    else:
        cards = _merged(settings, frame)
        problem, unit = settings.problem, ""
    if not cards:
        return None
    return Finding(session.g.id, problem, "", unit or _unit(session), tuple(cards))


def frame_of(session: Session, activity: Activity) -> DataFrame:
    """The answers of the latest round, with only what the room may see."""
    rounds = session.answered_rounds(activity.id) or [1]
    rows = room_rows(session, activity, rounds[-1])
    return session.store.frame(session.g, rows, activity.id, rounds[-1])


def _merged(settings: object, frame: DataFrame) -> list[Card]:
    summary = kind("factors").summarise(settings, frame)
    return [
        Card(str(row["perspective"]), str(row["text"]), bool(row["dampens"]), _source(row["groups"]))
        for row in summary.to_dict("records")
    ]


def _source(groups: Sequence[str]) -> str:
    return listed(list(groups)) if len(groups) <= _NAMES else senders(len(groups), True)


def as_changes(cards: Sequence[Card]) -> list[Change]:
    """The first entries of an analysis that begins with these cards."""
    made: list[Change] = []
    dots: dict[str, int] = {}
    for i, card in enumerate(cards):
        row = f"s{i}"
        effect = "dampens" if card.dampens else "maintains"
        made += add_factor(
            Analysis(""), card.perspective, card.text, effect=effect, source=card.source, row=row
        )
        dots |= {row: card.dots} if card.dots else {}
    if dots:
        made.append(("vote", VOTES, {"value": dots}, None))
    return made
