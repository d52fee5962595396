"""Cards on Storskjerm: how many fit on a page, so that long answers are whole and short ones stand close."""

from __future__ import annotations

from kit.dashboards import html
from kit.dashboards.cards import Card, for_room, one_by_one
from kit.dashboards.session import Session
from kit.dashboards.standing import Standing

PER_PAGE = 6
HEIGHT, GAP = 690, 22  # in units of Storskjerm, 1/1080 of its height
_LEAST_ROW, _EVEN_ROW = 150, 215  # three even rows fill the height
_PADDING, _LINE, _SMALL_LINE = 52, 44, 38
LONG, VERY_LONG = 130, 420  # characters: across both columns, and in smaller letters


def wide(card: Card) -> bool:
    """Whether a card takes both columns."""
    return len(card.text) > LONG


def height_of(card: Card, *, roomy: bool = False) -> int:
    """The least height of a card, from how many characters fit on a line.

    ``roomy`` is a wall without terms beside it, where a column is twice as broad.
    """
    more = 2 if roomy else 1
    size, line = (52, _SMALL_LINE) if len(card.text) > VERY_LONG else (44 if wide(card) else 19, _LINE)
    lines = sum(-(-max(1, len(part)) // (size * more)) for part in card.text.splitlines() or [""])
    return max(_LEAST_ROW, _PADDING + line * lines)


def paged(seen: list[Card], height: int = HEIGHT, *, roomy: bool = False) -> list[list[Card]]:
    """Cards in order, so many to a page as fit: two columns, at most six, long ones across both."""
    turned: list[list[Card]] = [[]]
    used = half = 0  # height of the finished rows, and of a row that has room for one more
    for card in seen:
        tall = height_of(card, roomy=roomy)
        beside = bool(half) and not wide(card)
        needed = used + (max(half, tall) if beside else half + GAP * bool(half) + tall)
        if turned[-1] and (needed > height or len(turned[-1]) == PER_PAGE):
            turned.append([])
            used = half = 0
            beside, needed = False, tall
        turned[-1].append(card)
        if beside or wide(card):
            used, half = needed + GAP, 0
        else:
            used, half = needed - tall, tall
    return turned


def wall_pages(session: Session, now: Standing) -> list[list[Card]]:
    """The pages of what the room sees of an open question; there is always one."""
    alone = one_by_one(session, now.activity, now.round)
    height = session.boxes.get("screen-terms", (0, HEIGHT))[1]
    return paged(for_room(session, now.activity, now.round), height, roomy=alone)


def looks(page: list[Card], *, alone: bool) -> str:
    """How a page of cards stands: few and large, in even rows, or as high as each needs."""
    if alone and len(page) < 3:
        return "fs-wall fs-wall-few"
    even = all(height_of(card, roomy=alone) <= _EVEN_ROW and not wide(card) for card in page)
    return "fs-wall fs-wall-even" if even else "fs-wall"


def card_html(card: Card) -> str:
    """One card on the wall."""
    marks = {
        "fs-lit": card.highlighted,
        "fs-wide": wide(card),
        "fs-small-text": len(card.text) > VERY_LONG,
    }
    names = " ".join(name for name, on in marks.items() if on)
    return f'<li class="{names}" data-id="{html.escape(card.key)}">{html.escape(card.text)}</li>'
