"""What people wrote, on the facilitator's screen: terms and cards when shown, and the list that only they see."""

from __future__ import annotations

from typing import Any

from kit.activities import Canvas
from kit.dashboards import board, html
from kit.dashboards.cards import Card, cards, for_room, one_by_one
from kit.dashboards.session import Session
from kit.dashboards.standing import Standing
from kit.i18n import gettext as _
from kit.i18n import ngettext, number

TERMS = Canvas(440, 420, 20)


def regions(session: Session, now: Standing, *, peeking: bool, rewriting: str) -> dict[str, str]:
    """The board of an open question: terms beside what the room sees, or everything while peeking."""
    if peeking:
        return everything(session, now, rewriting)
    every = cards(session, now.activity, now.round)
    seen = for_room(session, now.activity, now.round)
    if one_by_one(session, now.activity, now.round):  # the terms would tell what is still to come
        return {
            "main/board": (
                '<div class="fs-peek"><div data-region="main/board/head"></div>'
                '<div class="fs-scroll fs-cardlist" data-region="main/board/cards"></div></div>'
            ),
            "main/board/head": _shown_head(session, now, every, seen),
            "main/board/cards": "".join(_card(card, now, peeking=False) for card in seen)
            or f'<p class="fs-dim">{html.escape(_("The answers go up here, one by one."))}</p>',
        }
    return {
        "main/board": (
            '<div class="fs-open2"><div class="fs-terms" data-box="terms" data-region="main/board/terms"></div>'
            '<div class="fs-opencol"><div data-region="main/board/head"></div>'
            '<div class="fs-scroll fs-cardlist" data-region="main/board/cards"></div></div></div>'
        ),
        "main/board/terms": _terms(session, now),
        "main/board/head": _shown_head(session, now, every, seen),
        "main/board/cards": "".join(_card(card, now, peeking=False) for card in seen),
    }


def everything(session: Session, now: Standing, rewriting: str) -> dict[str, str]:
    """The board while peeking: every text, also what is hidden or held back."""
    every = cards(session, now.activity, now.round)
    return {
        "main/board": (
            '<div class="fs-peek"><div data-region="main/board/head"></div>'
            '<div class="fs-scroll fs-cardlist" data-region="main/board/cards" tabindex="-1"></div></div>'
        ),
        "main/board/head": _peek_head(session, now, every),
        "main/board/cards": _peek_list(session, now, every, rewriting),
    }


def above_picture(session: Session, now: Standing, turning: str) -> str:
    """The line over a picture that is made of texts: how many, what is held back, and the pages to turn."""
    every = cards(session, now.activity, now.round)
    return _shown_head(session, now, every, every, turning)


def _terms(session: Session, now: Standing) -> str:
    return board.drawn(session, now, board.canvas_for(session, "terms", TERMS)).figure_html()


def said(every: list[Card], now: Standing) -> str:
    """«31 svar fra 12 grupper»; nothing while there are none."""
    if not every:
        return ""
    texts = ngettext("{n} answer", "{n} answers", len(every)).format(n=number(len(every)))
    if now.activity.kind != "open":
        texts = ngettext("{n} card", "{n} cards", len(every)).format(n=number(len(every)))
    if now.person:
        return texts
    groups = ngettext("{n} group", "{n} groups", now.answered).format(n=number(now.answered))
    return _("{answers} from {groups}").format(answers=texts, groups=groups)


def _shown_head(
    session: Session, now: Standing, every: list[Card], seen: list[Card], turning: str = ""
) -> str:
    words = [said(every, now)]
    if one_by_one(session, now.activity, now.round):
        words = [_("{up} of {all} are up").format(up=len(seen), all=len(every))]
    gone = sum(card.hidden for card in every)
    held = sum(bool(card.held) and not card.hidden for card in every)
    if gone:
        words.append(ngettext("{n} hidden", "{n} hidden", gone).format(n=gone))
    if held:
        words.append(ngettext("{n} held back", "{n} held back", held).format(n=held))
    args = {"moment": now.moment}
    look = _("Look at all")
    buttons = [
        html.button(look, "ask_peek", args=args, look="small text one-window", data_id="ask-peek"),
        html.button(look, "peek", args=args, look="small text two-windows", data_id="peek"),
    ]
    if one_by_one(session, now.activity, now.round):
        every_one = {**args, "on": False}
        buttons.append(
            html.button(_("Show all"), "reveal_one_by_one", args=every_one, look="small", data_id="all")
        )
    line = html.escape(" · ".join(words))
    return f'<div class="fs-cardhead"><p class="fs-dim">{line}</p><div class="fs-row">{turning}{"".join(buttons)}</div></div>'


def _peek_head(session: Session, now: Standing, every: list[Card]) -> str:
    args = {"moment": now.moment}
    up = sum(card.up and card.allowed for card in every)
    words = said(every, now)
    buttons = []
    if one_by_one(session, now.activity, now.round):
        words = _("{up} of {all} are up").format(up=up, all=len(every))
        every_one = {**args, "on": False}
        buttons.append(
            html.button(_("Show all"), "reveal_one_by_one", args=every_one, look="small", data_id="all")
        )
    buttons.append(html.button(_("Done"), "cancel_peek", look="small", data_id="unpeek"))
    tag = html.tag(_("Only you see this"), "wait")
    return (
        f'<div class="fs-cardhead"><div class="fs-row">{tag}<p class="fs-dim">{html.escape(words)}</p></div>'
        f'<div class="fs-row">{"".join(buttons)}</div></div>'
    )


def _peek_list(session: Session, now: Standing, every: list[Card], rewriting: str) -> str:
    """What may be personal data first, then in order of arrival. Nothing moves when it is dealt with."""
    order = sorted(every, key=lambda card: not card.flagged)
    return overtaken(every, rewriting) + (
        "".join(_rewrite(card) if card.key == rewriting else _card(card, now, peeking=True) for card in order)
        or f"<p>{html.escape(_('No answers yet.'))}</p>"
    )


def overtaken(every: list[Card], rewriting: str | None) -> str:
    """Says so where the answer that was being rewritten is not there any more."""
    if not rewriting or any(card.key == rewriting for card in every):
        return ""
    text = _("The answer that you were rewriting has been changed meanwhile. Here you see how it is now.")
    return html.panel("", text)


def _card(card: Card, now: Standing, *, peeking: bool) -> str:
    args = {"card": card.key, "moment": now.moment}

    def small(label: str, command: str, key: str = "", **more: Any) -> str:
        return html.button(
            label, command, args=args, key=key or None, look="small text", data_id=command, **more
        )

    if card.hidden:
        actions = [small(_("Show again"), "unhide_card", "H")]
    elif card.held:
        actions = [
            small(_("Hide"), "hide_card", "H"),
            small(_("Rewrite"), "rewrite", "S"),
            small(_("Show anyway"), "release"),
        ]
    elif now.activity.kind != "open":  # drawn in a picture, not put up as cards
        actions = [small(_("Rewrite"), "rewrite", "S"), small(_("Hide"), "hide_card", "H")]
    else:
        lit = (_("Highlighted"), "unhighlight") if card.highlighted else (_("Highlight"), "highlight")
        actions = [small(*lit), small(_("Hide"), "hide_card", "H")]
        if peeking:
            up = (_("Take down"), "take_down") if card.up else (_("Put up"), "put_up")
            actions = [small(*up, "K"), small(_("Rewrite"), "rewrite", "S"), *actions]
    why = ""
    if card.held and not card.hidden:
        why = f'<p class="fs-why">{html.escape(card.held)}</p>'
    elif card.rewritten and peeking:
        why = f'<p class="fs-hint">{html.escape(_("Rewritten by the facilitator"))}</p>'
    sender = f"<small>{html.escape(card.sender)}</small>" if peeking and card.sender else ""
    looks = [
        name
        for name, on in (
            ("fs-lit", card.highlighted and card.allowed),
            ("fs-gone", card.hidden),
            ("fs-up", card.up and peeking),
        )
        if on
    ]
    return (
        f'<article class="fs-card {" ".join(looks)}" data-id="{html.escape(card.key)}" data-keys-near="h k s" tabindex="0">'
        f"<div class=fs-cardtext><p>{html.escape(card.text)}</p>{sender}{why}</div>"
        f'<div class="fs-cardkeys">{"".join(actions)}</div></article>'
    )


def _rewrite(card: Card) -> str:
    """The form that gives an answer other words; what was sent stays in the store."""
    key = html.escape(card.key)
    data = html.escape(f'{{"card": "{card.key}"}}')
    label = html.escape(_("The answer as it may be shown"))
    save = f'<button type="submit" class="fs-btn fs-small"><span>{html.escape(_("Save"))}</span></button>'
    cancel = html.button(_("Cancel"), "cancel_rewrite", look="small text")
    why = f'<p class="fs-why">{html.escape(card.held)}</p>' if card.held else ""
    return (
        f'<form class="fs-card fs-rewrite" data-form="rewrite" data-draft="rewrite-{key}" data-args="{data}">'
        f'<label for="fs-rewrite">{label}</label>'
        f'<textarea id="fs-rewrite" class="fs-field" name="text" maxlength="1000" autofocus>{html.escape(card.text)}</textarea>'
        f'{why}<div class="fs-row">{save}{cancel}<span data-status hidden></span></div></form>'
    )
