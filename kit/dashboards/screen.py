"""Storskjerm: the question and the picture own the screen, readable from row 12; the keys still work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.activities import STORSKJERM, Canvas
from kit.dashboards import board, html, join
from kit.dashboards.card_list import said
from kit.dashboards.cards import cards, one_by_one
from kit.dashboards.page import demo_line
from kit.dashboards.run import Run
from kit.dashboards.run_view import clock_button, controls, minute_button
from kit.dashboards.session import Session
from kit.dashboards.standing import (
    Standing,
    answers_words,
    count_sentence,
    countdown,
    standing,
    state_words,
)
from kit.dashboards.wall import card_html, looks, wall_pages
from kit.i18n import day
from kit.i18n import gettext as _

if TYPE_CHECKING:
    from kit.dashboards.theme_page import Step

TERMS = Canvas(800, 690, 34)


def screen_regions(session: Session, step: Step) -> dict[str, str]:
    """The whole page of Storskjerm. ``step`` is Gjennomfør, whose keys work here too."""
    from kit.dashboards.theme_page import help_dialog

    run = step if isinstance(step, Run) else Run(session)
    now = standing(session)
    joining = now is None or run.joining()
    body = _join_regions(session) if now is None or joining else _stage_regions(session, run, now)
    return {
        "page": (
            f'<div class="fs-screen" data-screen="{html.escape(session.g.id)}">'
            '<main class="fs-screenmain" data-region="screen"></main>'
            '<footer class="fs-screenfoot" data-region="foot"></footer></div>'
            '<div class="fs-screenkeys" data-region="keys"></div><div data-region="help"></div>'
        ),
        **body,
        "foot": _foot(session, now, joining),
        "keys": _keys(run, now),
        "help": help_dialog(step.keys()),
    }


# --- how to join -------------------------------------------------------------------------------


def _join_regions(session: Session) -> dict[str, str]:
    way = join.join(session)
    theme = html.escape(_("Fagsamling, theme {number}").format(number=session.g.theme))
    one_each = session.g.mode == "person"
    title = _("Join from your phone") if one_each else _("Join from a phone, one per table")
    steps = _join_steps(way) if way.reachable else ""
    if not way.reachable:
        title = _("Welcome")
        steps = f"<p>{html.escape(session.g.municipality)}, {html.escape(day(session.g.date))}</p>"
    picture = join.picture(way, "fs-bigqr") if way.reachable else ""
    return {
        "screen": (
            f'<div class="fs-screenjoin"><div class="fs-grow"><p class="fs-screenmeta">{theme}</p>'
            f"<h1>{html.escape(title)}</h1>{steps}</div>{picture}</div>"
        )
    }


def _join_steps(way: join.Join) -> str:
    code = f'<span class="fs-code">{html.escape(way.code)}</span>'
    if not way.short:
        return f'<ol><li>{html.escape(_("Scan the picture with the camera"))}</li><li class="fs-joincode">{code}</li></ol>'
    return (
        f"<ol><li>{html.escape(_('Scan the picture, or go to'))}</li>"
        f'<li class="fs-joinaddress">{html.escape(way.short)}</li>'
        f'<li class="fs-joincode"><span>{html.escape(_("and write"))}</span>{code}</li></ol>'
    )


# --- an activity -------------------------------------------------------------------------------


def _stage_regions(session: Session, run: Run, now: Standing) -> dict[str, str]:
    prompt = now.activity.at(now.round).prompt
    size = "long" if len(prompt) > 140 else "medium" if len(prompt) > 90 else "short"
    head = f'<h1 class="fs-q-{size}">{html.escape(prompt)}</h1>'
    after = board.explanation(session, now) if now.shown and now.phase != "open" else ""
    frame = f'<div class="fs-screenmeta" data-region="screen/meta"></div>{head}'
    if now.shown and now.activity.kind == "open":
        layout = _ALONE if one_by_one(session, now.activity, now.round) else _OPEN
        return {"screen": frame + layout, **_open_regions(session, run, now)}
    body = f'<div class="fs-board" data-box="screen" data-region="screen/board"></div>{after}'
    if now.shown:
        canvas = board.canvas_for(session, "screen", STORSKJERM)
        pages = board.drawn(session, now, canvas).pages
        page = run.page(pages)
        shown = board.drawn(session, now, canvas.with_(page=page)).figure_html()
        more = _page_words(page, pages)
    else:
        shown, more = board.hidden(session, now, screen=True), ""
    return {"screen": frame + body, "screen/meta": _meta(session, now, more), "screen/board": shown}


def _page_words(page: int, pages: int) -> str:
    return _("page {page} of {pages}").format(page=page + 1, pages=pages) if pages > 1 else ""


_OPEN = (
    '<div class="fs-screenopen"><div class="fs-board" data-box="screen-terms" data-region="screen/terms"></div>'
    '<div class="fs-screencards" data-region="screen/cards"></div></div>'
)

_ALONE = '<div class="fs-screenalone"><div class="fs-screencards" data-region="screen/cards"></div></div>'


def _meta(session: Session, now: Standing, more: str = "") -> str:
    """«Runde 2 · 12 svar» or «Åpen for svar», with the countdown at the far end."""
    look, words = state_words(now)
    parts = []
    if now.shown and now.answered and now.activity.kind == "open":
        parts.append(said(cards(session, now.activity, now.round), now))
    elif now.shown and now.answered:
        parts.append(answers_words(now.answered))
    if now.round > 1 or (now.shown and now.activity.kind != "open"):
        parts.insert(0, _("Round {number}").format(number=now.round))
    if more:
        parts.append(more)
    tag = "" if now.phase == "open" and now.shown else html.tag(words, look)
    if now.phase == "new":
        tag = ""
    left = countdown(session)
    face = "" if left.state == "none" else board.clock_face(left, now, session.g.stage.revision)
    line = f"<span>{html.escape(' · '.join(parts))}</span>" if parts else ""
    return f"{line}{tag}<span class=fs-grow></span>{face}"


def _open_regions(session: Session, run: Run, now: Standing) -> dict[str, str]:
    alone = one_by_one(session, now.activity, now.round)
    turned = wall_pages(session, now)
    page = run.page(len(turned))
    more = _page_words(page, len(turned))
    shown = "".join(card_html(card) for card in turned[page])
    if not shown:
        waiting = _("The answers go up here, one by one.") if alone else _("No answers yet.")
        shown = f'<li class="fs-nocards">{html.escape(waiting)}</li>'
    cards_ = {
        "screen/meta": _meta(session, now, more),
        "screen/cards": f'<ul class="{looks(turned[page], alone=alone)}">{shown}</ul>',
    }
    if alone:  # the terms would tell what is still to come
        return cards_
    drawn = board.drawn(session, now, board.canvas_for(session, "screen-terms", TERMS))
    return {**cards_, "screen/terms": drawn.figure_html()}


# --- footer and keys ---------------------------------------------------------------------------


def _foot(session: Session, now: Standing | None, joining: bool) -> str:
    g = session.g
    sample = f"<span>{html.escape(_('Sample data'))}</span>" if demo_line() else ""
    if joining:
        quiet = html.escape(_("No login. No names.")) if join.join(session).reachable else ""
        return f"{_joined(session)}<span class=fs-grow></span>{sample}<span class=fs-dim>{quiet}</span>"
    assert now is not None
    sentence = html.escape(count_sentence(now))
    code = f'<span class="fs-code">{html.escape(g.code)}</span>'
    dots = html.dots(now.answered, now.expected) if now.expected else ""
    label = html.escape(_("Code"))
    where = f'<span class="fs-screencode">{label} {code}</span>' if join.join(session).reachable else ""
    return (
        f'<span class="fs-tal fs-n" data-count="{now.answered}" data-say="{sentence}">{sentence}</span>{dots}'
        f"<span class=fs-grow></span>{sample}{where}"
    )


def _joined(session: Session) -> str:
    g = session.g
    if g.mode == "person":
        text = html.escape(_("{n} connected"))
        code = html.escape(g.code)
        return f'<span class="fs-n fs-tal" data-presence="{code}" data-text="{text}"></span>'
    seated = len(set(g.seats.values()) & set(g.groups))
    if not seated and not join.join(session).reachable:
        return ""
    expected = max(g.expected, seated)
    words = _("{n} of {expected} groups have joined").format(n=seated, expected=expected)
    return f'<span class="fs-n fs-tal">{html.escape(words)}</span>{html.dots(seated, expected)}'


def _keys(run: Run, now: Standing | None) -> str:
    """The buttons of Gjennomfør, seen only while one of them has the focus."""
    leave: dict[str, Any] = {"also": "Escape", "data_id": "leave"}
    out = html.button(_("Leave Storskjerm"), "leave_screen", **leave)
    rest = ""
    if now:
        left = countdown(run.session)
        rest = controls(run.session, now, screen=True) + clock_button(now, left) + minute_button(now, left)
    help_ = html.button(_("Help"), None, key="?", data_js="help")
    return f'<div class="fs-controls">{rest}{out}{help_}</div>'
