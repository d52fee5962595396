"""What phones sent, taken into the analysis: cards and votes, as often as wanted, always with the same result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha1
from typing import Any, Protocol

from kit.activities import weights
from kit.activities.factors import cards_of
from kit.analysis.changes import MOST_ROWS, Change, vote
from kit.analysis.model import Analysis

FACTORS, WEIGHTS = "factors", "weights"  # ids of the two activities that a phone may answer
TAKEN = (FACTORS, WEIGHTS)
_UNTOUCHED = frozenset(("text", "perspective", "effect", "source", "phone", "withdrawn"))


class AnswerLike(Protocol):
    """A row of the store's answers, those that count only."""

    @property
    def respondent(self) -> str: ...
    @property
    def group(self) -> str | None: ...
    @property
    def answer(self) -> Mapping[str, Any]: ...


def card_id(perspective: str, dampens: bool, text: str) -> str:
    """The same for the same text, whoever sends it: two dashboards that take it in make one card."""
    told = "|".join((perspective, str(dampens), " ".join(text.lower().split())))
    return "p" + sha1(told.encode(), usedforsecurity=False).hexdigest()[:12]


def take_factors(
    analysis: Analysis, answers: Iterable[AnswerLike], names: Mapping[str, str] | None = None
) -> list[Change]:
    """Cards that are new, and cards that every phone has taken back and nobody has worked on since.

    ``names`` gives the name of a group, for the card's source.
    """
    wanted: dict[str, tuple[str, bool, str, str]] = {}
    for row in answers:
        source = (names or {}).get(row.group or "", "")
        for perspective, dampens, text in cards_of(dict(row.answer)):
            wanted.setdefault(card_id(perspective, dampens, text), (perspective, dampens, text, source))
    made: list[Change] = []
    room = MOST_ROWS - len(analysis.factors)
    for card, (perspective, dampens, text, source) in wanted.items():
        known = analysis.members("factor", card)
        if not known and room > 0:
            room -= 1
            values: dict[str, Any] = {"text": text, "perspective": perspective, "phone": True}
            values |= {"effect": "dampens"} if dampens else {}
            values |= {"source": source} if source else {}
            made += [_write(card, name, value) for name, value in values.items()]
        elif "withdrawn" in known and known["withdrawn"].value:
            made.append(_write(card, "withdrawn", False))
    made += [_write(card, "withdrawn", True) for card in _left_alone(analysis) if card not in wanted]
    return made


def _write(card: str, name: str, value: Any) -> Change:
    body = {"value": value, "base": 0} if name == "text" else {"value": value}
    return "factor", f"{card}:{name}", body, None


def _left_alone(analysis: Analysis) -> list[str]:
    """Cards from phones that nobody has edited, chosen, voted for, linked or aimed at."""
    used = {f for m in analysis.measures for f in m.aims} | set(analysis.weights)
    used |= {end for link in analysis.links for end in (link.a, link.b)}
    found = []
    for factor in analysis.factors:
        members = analysis.members("factor", factor.id)
        from_phone = "phone" in members and set(members) <= _UNTOUCHED
        written_once = all(len(c.past) == 1 for n, c in members.items() if n != "withdrawn")
        if from_phone and written_once and factor.id not in used:
            found.append(factor.id)
    return found


def votes_asked(analysis: Analysis) -> weights.Settings | None:
    """What can be voted on now; None while there are no factors."""
    placed = [f for f in analysis.factors if f.perspective and f.text.strip()]
    placed = placed[:MOST_ROWS]  # an undone removal may have brought back one more than there is room for
    options = [
        {"id": f.id, "text": f.text[:300], "perspective": f.perspective, "dampens": f.dampens} for f in placed
    ]
    told = {"problem": analysis.problem[:1000], "factors": options}
    return weights.Settings.model_validate(told) if options else None


def take_votes(analysis: Analysis, answers: Iterable[AnswerLike]) -> list[Change]:
    """Votes that are not in the analysis yet, one respondent at a time."""
    made = []
    for row in answers:
        dots = {str(f): int(n) for f, n in row.answer.items() if isinstance(n, int) and n > 0}
        if dots != dict(analysis.votes.get(row.respondent, {})):
            made.append(vote(analysis, row.respondent, dots))
    return made
