"""The pieces of Gjennomfør: the row of commands, who has answered, the countdown, the small dialogs."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from kit.activities import written
from kit.activities.kind_words import kind_name
from kit.dashboards import board, html
from kit.dashboards.session import Session
from kit.dashboards.standing import Countdown, Standing, count_sentence, count_words
from kit.i18n import gettext as _
from kit.i18n import ngettext

MOST_NAMES = 9  # of those we wait for; more than that is a number


def controls(session: Session, now: Standing, *, screen: bool = False) -> str:
    """The row of buttons; on Storskjerm the same row is there for the keys, out of sight."""
    args = {"moment": now.moment}
    primary = now.primary

    def button(label: str, command: str, **more: Any) -> str:
        name = "show" if command == "hide" else command
        look = "primary" if command == primary and not screen else ""
        return html.button(label, command, args=args, look=look, data_id=f"do-{more.pop('id', name)}", **more)

    first = now.place <= 1 and now.begun
    back = button(
        "‹",
        "previous",
        key="P",
        also="PageUp",
        aria_label=_("Previous activity"),
        disabled=_("This is the first activity on the agenda.") if first or not now.begun else False,
    )
    if now.phase == "open":
        lock = button(_("Lock answers"), "lock", key="L", id="lock")
    else:
        lock = button(
            _("Open again") if now.phase == "locked" else _("Open for answers"),
            "open",
            key="O",
            id="lock",
        )
    if now.shown:
        show = button(_("Hide the answers"), "hide", key="V", also=".")
    else:
        show = button(_("Show the answers"), "show", key="V", also=".")
    no_answers = _("A new round can begin when somebody has answered.")
    again = button(_("New round"), "new_round", key="R", disabled=False if now.answered else no_answers)
    full = html.button(_("Storskjerm"), None, key="F", data_js="fullscreen", data_id="do-full")
    return (
        f"{back}{lock}{show}{again}<span class=fs-sep></span>{full}{_window(session)}{_silent(now, args)}"
        f"<span class=fs-grow></span>{_next(now, args, primary, screen)}"
    )


def _window(session: Session) -> str:
    """A link that opens Storskjerm in a second window; not in JupyterLab, where there are no addresses."""
    place = session.place
    if not place.voila or place.screen:
        return ""
    query = urlencode({"samling": session.g.id, "steg": "gjennomfor", "vis": "storskjerm"})
    title = _("Opens Storskjerm in a window that you can drag to the projector; it follows along.")
    return html.link(
        _("Own window"),
        f"?{query}",
        class_="fs-btn fs-text",
        target="fagsamling-storskjerm",
        title=title,
        data_id="do-window",
    )


def _next(now: Standing, args: dict[str, Any], primary: str, screen: bool) -> str:
    """Where it goes from here. A presenter's PageDown never leaves the stage after the last activity."""
    look = "primary" if primary in ("next", "sum_up") and not screen else ""
    if now.next is None and now.begun and screen:
        return ""
    if now.next is None and now.begun:
        return html.button(
            _("Sum up ›"), "step", args={"to": "oppsummer"}, key="N", look=look, data_id="do-next"
        )
    if not now.begun:
        coming, label = now.activity, _("Begin ›")
        when = _("First, at {time}").format(time=now.first_at)
    else:
        assert now.next is not None
        coming, label = now.next, _("Next ›")
        when = _("Next, at {time}").format(time=now.next_at)
    words = f"{kind_name(coming.kind).capitalize()}: {coming.prompt}"
    return (
        f'<span class="fs-next"><small>{html.escape(when)}</small><span>{html.escape(words)}</span></span>'
        + html.button(label, "next", args=args, key="N", also="PageDown", look=look, data_id="do-next")
    )


def clock_button(now: Standing, left: Countdown) -> str:
    """Start, pause or go on."""
    args = {"moment": now.moment}
    label, command = {
        "none": (_("Start"), "start_timer"),
        "out": (_("Start"), "start_timer"),
        "running": (_("Pause"), "pause_timer"),
        "paused": (_("Go on"), "resume_timer"),
    }[left.state]
    if not now.begun or left.state == "out":
        return ""
    return html.button(label, command, args=args, key="T", look="small", data_id="timer")


def minute_button(now: Standing, left: Countdown) -> str:
    """One minute more, once the countdown has been started."""
    if left.state == "none":
        return ""
    args = {"moment": now.moment}
    return html.button(
        _("+1 minute"), "add_minute", args=args, key="M", look="small", data_id="minute", data_again=True
    )


def timer(session: Session, now: Standing, left: Countdown, locks: bool) -> str:
    """The countdown with its keys, and whether it locks."""
    checked = " checked" if locks else ""
    data = html.escape(json.dumps({"moment": now.moment}))
    box = (
        f'<label class="fs-check fs-sm"><input type="checkbox" data-change="lock_at_zero" data-args="{data}"{checked}>'
        f"{html.escape(_('Lock when the time is out'))}</label>"
    )
    return (
        f'<section class="fs-timer"><p class="fs-dim fs-sm">{html.escape(_("Countdown"))}</p>'
        f'<div class="fs-row">{board.clock_face(left, now, session.g.stage.revision)}'
        f"{clock_button(now, left)}</div>"
        f'<div class="fs-row">{box}{minute_button(now, left)}</div></section>'
    )


def _silent(now: Standing, args: dict[str, Any]) -> str:
    """Keys without a button in the row: they are listed under «?»."""
    turns = written(now.activity.kind) is not None
    quiet = [
        ("J", "", "toggle_join", args, _("Show on Storskjerm how to join")),
        ("", "ArrowRight", "page", {**args, "by": 1}, _("Next page")),
        ("", "ArrowLeft", "page", {**args, "by": -1}, _("Previous page")),
        ("K", "", "next_card", args, _("Put up the next card")),
    ]
    return "".join(
        html.button(
            label,
            name,
            args=a,
            key=key or None,
            also=also,
            hidden=True,
            data_id=f"key-{key or also}",
            data_again=name == "page",
        )
        for key, also, name, a, label in quiet
        if name == "toggle_join" or (turns if name == "page" else now.activity.kind == "open")
    )


def turning(now: Standing, pages: int, page_of: Callable[[int], int]) -> str:
    """«‹ side 2 av 5 ›»: the pages of a picture that has several; the arrow keys turn them too."""
    if pages < 2:
        return ""
    at = page_of(pages)
    words = _("page {page} of {pages}").format(page=at + 1, pages=pages)

    def turn(sign: str, by: int, label: str) -> str:
        at_end = not 0 <= at + by < pages
        return html.button(
            sign,
            "page",
            args={"moment": now.moment, "by": by},
            look="small",
            data_id=f"turn{by}",
            data_again=True,
            aria_label=label,
            disabled=_("There are no more pages this way.") if at_end else False,
        )

    return (
        f'{turn("‹", -1, _("Previous page"))}<span class="fs-tal fs-sm">{html.escape(words)}</span>'
        f"{turn('›', 1, _('Next page'))}"
    )


def meta(now: Standing) -> str:
    """«Aktivitet 2 av 5 · skala · runde 1 · svarene vises»."""
    parts = []
    if now.place:
        parts.append(_("Activity {place} of {total}").format(place=now.place, total=now.total))
    parts.append(kind_name(now.activity.kind))
    parts.append(_("round {number}").format(number=now.round))
    if now.shown:
        parts.append(_("the answers are shown"))
    if now.late and now.phase == "locked":
        parts.append(_("late answers are let in"))
    return " · ".join(parts)


def count(now: Standing) -> str:
    """How many have answered, one dot each, and whom we wait for."""
    number, words = count_words(now)
    say = html.escape(count_sentence(now))
    dots = html.dots(now.answered, now.expected) if now.expected else ""
    parts = [
        f'<section data-say="{say}"><p class="fs-big fs-tal">{html.escape(number)}</p>',
        f"<p>{html.escape(words)}</p>{dots}</section>",
    ]
    if now.waiting and now.phase != "new":
        parts.append(_waiting(now))
    if now.phase == "locked" and now.locked_at and not now.late and (now.waiting or now.person):
        late = html.button(
            _("Let late answers in"),
            "let_late_in",
            args={"moment": now.moment},
            look="small",
            data_id="let-late",
        )
        parts.append(f'<div class="fs-late">{late}</div>')
    return "".join(parts)


def _waiting(now: Standing) -> str:
    shown = now.waiting if len(now.waiting) <= MOST_NAMES else now.waiting[: MOST_NAMES - 1]
    tags = "".join(html.tag(name) for name in shown)
    rest = len(now.waiting) - len(shown)
    if rest:
        words = ngettext("and {n} more", "and {n} more", rest).format(n=rest)
        tags += f'<span class="fs-dim fs-sm">{html.escape(words)}</span>'
    head = html.escape(_("Waiting for"))
    return f'<section><p class="fs-dim fs-sm">{head}</p><div class="fs-miss">{tags}</div></section>'


def peek_buttons(now: Standing) -> str:
    """«Se svarene først»: at once beside a second window, else only after a yes."""
    if not now.answered:
        return ""
    label, args = _("See the answers first"), {"moment": now.moment}
    alone = html.button(label, "ask_peek", args=args, look="text one-window", data_id="ask-peek")
    return alone + html.button(label, "peek", args=args, look="text two-windows", data_id="peek")


def peek_dialog(now: Standing) -> str:
    """Asks first, since a mirrored screen would show everything to everybody."""
    title = html.escape(_("See the answers before the room does?"))
    text = html.escape(
        _(
            "If the room sees the same picture as you do, everybody sees the answers now. "
            "Freeze or blank the projector first, or open Storskjerm in its own window and drag it there."
        )
    )
    yes = html.button(_("See the answers"), "peek", args={"moment": now.moment}, look="primary")
    no = html.button(_("Cancel"), "cancel_peek", autofocus=True)
    return (
        '<dialog data-open data-cancel="cancel_peek" aria-labelledby="fs-peek-title"><div class="fs-stack">'
        f'<h2 id="fs-peek-title">{title}</h2><p>{text}</p><div class="fs-row">{no}{yes}</div></div></dialog>'
    )


def empty_agenda() -> str:
    """Nothing to run yet, and where to go."""
    title = html.escape(_("The agenda is empty"))
    text = html.escape(_("Choose the activities in Prepare; then they can be run from here, one by one."))
    button = html.button(_("To Prepare"), "step", args={"to": "forbered"}, look="primary")
    return f'<div class="fs-stack fs-alone"><h1>{title}</h1><p>{text}</p><p>{button}</p></div>'
