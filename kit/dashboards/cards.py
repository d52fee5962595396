"""What people wrote, as cards: what the room may see, what is held back, and what is up on the wall."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from kit import privacy
from kit.activities import written
from kit.dashboards.session import Session
from kit.i18n import language
from kit.store.state import Activity, AnswerRow


@dataclass(frozen=True)
class Card:
    """One text of one answer. ``held`` says in words why it waits; empty when it may be shown."""

    key: str  # "<answer id>:<index>"
    text: str  # as it is shown: rewritten, where it was
    sender: str = ""  # the table's name
    hidden: bool = False
    highlighted: bool = False
    rewritten: bool = False
    held: str = ""
    flagged: bool = False  # it was held back at first, whatever was done about it since
    up: bool = False  # on the wall, where cards go up one by one
    category: str | None = None

    @property
    def allowed(self) -> bool:
        """Whether the room may see it at all."""
        return not self.hidden and not self.held


@lru_cache(maxsize=8192)
def _reason(text: str, _language: str) -> str:
    return privacy.reason(text)


def held_back(text: str, moderation: dict[str, Any]) -> str:
    """Why a text waits for the facilitator; empty once released, or where nothing was found."""
    return "" if moderation.get("released") else _reason(text, language())


def _card(session: Session, row: AnswerRow, index: int, text: str) -> Card:
    g = session.g
    key = f"{row.id}:{index}"
    said = g.moderation.get(key, {})
    shown = said.get("rewritten") or text
    group = g.groups.get(row.group or "")
    return Card(
        key=key,
        text=shown,
        sender=group.name if group else "",
        hidden=bool(said.get("hidden")),
        highlighted=bool(said.get("highlighted")),
        rewritten=bool(said.get("rewritten")),
        held=held_back(shown, said),
        flagged=bool(held_back(text, {})),
        up=key in g.stage.cards,
        category=said.get("category"),
    )


def cards(session: Session, activity: Activity, round_: int) -> list[Card]:
    """Every text of a round in order of arrival, also what is hidden or held back.

    A table that changes its answer stays where it was: nothing moves under the hand that is about to press.
    """
    module = written(activity.at(round_).kind)
    if module is None:
        return []
    rows = session.rows_in_place(activity.id, round_)
    return [_card(session, row, i, text) for row in rows for i, text in enumerate(module.texts(row.answer))]


def one_by_one(session: Session, activity: Activity, round_: int) -> bool:
    """Whether this round's cards go up one by one just now."""
    stage = session.g.stage
    return stage.one_by_one and stage.activity == activity.id and stage.round == round_


def for_room(session: Session, activity: Activity, round_: int, *, wall: bool = True) -> list[Card]:
    """The cards that the room sees once answers are shown, in the order they stand on the wall.

    Without ``wall``, everything that may be shown, whether it is up or not.
    """
    allowed = [card for card in cards(session, activity, round_) if card.allowed]
    if not wall or not one_by_one(session, activity, round_):
        return allowed
    order = {key: i for i, key in enumerate(session.g.stage.cards)}
    return sorted((card for card in allowed if card.up), key=lambda card: order[card.key])


def room_rows(session: Session, activity: Activity, round_: int, *, wall: bool = False) -> list[AnswerRow]:
    """The answers as the room may see them: where people write freely, with only the texts that may be shown."""
    rows = session.rows(activity.id, round_)
    module = written(activity.at(round_).kind)
    if module is None:
        return rows
    allowed = {card.key: card.text for card in for_room(session, activity, round_, wall=wall)}
    kept = []
    for row in rows:
        shown = [allowed.get(f"{row.id}:{i}") for i in range(len(module.texts(row.answer)))]
        answer = module.with_texts(row.answer, shown)
        if answer is not None:
            kept.append(replace(row, answer=answer))
    return kept


def moderate(session: Session, key: str, **changes: Any) -> bool:
    """Change what is said about one card; everything else said about it stays."""
    return session.record("moderation", key, {**session.g.moderation.get(key, {}), **changes})
