"""Analyse og refleksjon: the circle, and beside it the cards in three perspectives with votes, choice and links."""

from __future__ import annotations

from typing import Any

from kit.activities import Canvas
from kit.analysis import circle
from kit.analysis.changes import LONGEST_CARD
from kit.analysis.nudges import factor_nudges, perspective_name
from kit.analysis.rows import EFFECTS, PERSPECTIVES, Factor, short
from kit.dashboards import html, join
from kit.dashboards.analysis_fields import form, member, waits
from kit.dashboards.analysis_session import AnalysisSession
from kit.dashboards.fields import option
from kit.i18n import gettext as _
from kit.i18n import language, ngettext, number

escape = html.escape
_drawn: dict[Any, tuple[str, str]] = {}


def picture(session: AnalysisSession, canvas: Canvas) -> str:
    """The sammenhengssirkel as an image with a text alternative; drawn once for the same content."""
    made = circle.circle_of(session.a)
    key = (made, canvas, language())
    if key not in _drawn:
        from kit.activities._style import to_svg

        if len(_drawn) > 30:
            _drawn.clear()
        _drawn[key] = (to_svg(circle.draw(made, canvas)), circle.describe(made))
    svg, sentence = _drawn[key]
    return f'<figure role="img" aria-label="{escape(sentence)}" class="fs-picture">{svg}</figure>'


def canvas_for(session: AnalysisSession, box: str, default: Canvas) -> Canvas:
    """The canvas of the box that the browser measured."""
    width, height = session.boxes.get(box, (0, 0))
    return default.with_(width=width, height=height) if width >= 400 and height >= 260 else default


def caption(session: AnalysisSession) -> str:
    made = circle.circle_of(session.a)
    links = ngettext("{n} link", "{n} links", len(made.links)).format(n=number(len(made.links)))
    return f"{circle.caption(made)} {links}. {circle.legend()}" if made.nodes else circle.caption(made)


def nudges(session: AnalysisSession) -> str:
    rows = "".join(
        f'<li data-id="n-{n.id}"><i>?</i><p><b>{escape(n.title)}</b> {escape(n.text)}</p></li>'
        for n in factor_nudges(session.a)
    )
    return f'<ul class="fs-checks fs-nudges">{rows}</ul>' if rows else ""


# --- cards -------------------------------------------------------------------------------------


def cards(session: AnalysisSession, opened: str, adding: bool) -> str:
    """Every card by perspective, the heaviest first."""
    a = session.a
    parts = [_new(session) if adding else ""]
    if not adding:
        parts.append(
            f'<div class="fs-row fs-newcard">{html.button(_("New factor"), "new_factor", key="F")}</div>'
        )
    for perspective in (*PERSPECTIVES, ""):
        mine = [f for f in a.factors if f.perspective == perspective]
        if not mine and not perspective:
            continue
        name = perspective_name(perspective).capitalize() or _("Without a perspective")
        ordered = sorted(mine, key=lambda f: (not f.selected, -f.weight))
        rows = "".join(_card(session, f, f.id == opened) for f in ordered)
        empty = "" if rows else f'<p class="fs-dim fs-sm">{escape(_("none yet"))}</p>'
        parts.append(
            f'<section class="fs-persp" data-id="p-{perspective}"><h2><i class="fs-p-{perspective or "none"}"></i>'
            f"{escape(name)} <small>{number(len(mine))}</small></h2>{empty}<ul>{rows}</ul></section>"
        )
    return "".join(parts) + _phones(session)


def _card(session: AnalysisSession, f: Factor, opened: bool) -> str:
    text = short(f.text, 120) or _("without text")
    under = [f.evidence] if f.evidence else []
    under += [_("dampens")] if f.dampens else []
    under += [f.source] if f.source else []
    vote = (
        f'<button type="button" class="fs-vote{" fs-damps" if f.dampens else ""}" data-command="dot" data-again '
        f'data-args=\'{{"factor":"{f.id}","n":1}}\' '
        f'aria-label="{escape(_("Give {factor} a vote, it has {n}").format(factor=text, n=f.weight))}">{number(f.weight)}</button>'
    )
    chosen = f'<span class="fs-chosen">{escape(_("Chosen"))}</span>' if f.selected else ""
    label = escape(_("Open the card {factor}").format(factor=text))
    head = (
        f'{vote}<button type="button" class="fs-cardtext" data-command="card" data-args=\'{{"factor":"{f.id}"}}\' '
        f'aria-expanded="{str(opened).lower()}" aria-label="{label}"><b class="{"" if f.selected else "fs-plainer"}">{escape(text)}</b>'
        f"<small>{escape(' · '.join(under))}</small></button>{chosen}"
    )
    body = _editing(session, f) if opened else ""
    return f'<li data-id="card-{f.id}"><div class="fs-cardhead">{head}</div>{waits(f)}{body}</li>'


def _editing(session: AnalysisSession, f: Factor) -> str:
    a = session.a
    m = a.members("factor", f.id)
    perspectives = [(p, perspective_name(p)) for p in PERSPECTIVES]
    effects = list(zip(EFFECTS, (_("maintains"), _("dampens")), strict=True))
    fields = (
        member(session, "factor", f.id, m, "text", _("Factor"), type_="long", rows=2)
        + member(session, "factor", f.id, m, "evidence", _("How do we know?"), type_="long", rows=2)
        + '<div class="fs-pairs">'
        + member(
            session, "factor", f.id, m, "perspective", _("Perspective"), type_="choice", options=perspectives
        )
        + member(session, "factor", f.id, m, "effect", _("Effect"), type_="choice", options=effects)
        + "</div>"
    )
    chosen = _("Do not work with this now") if f.selected else _("Choose this")
    buttons = (
        html.button(chosen, "choose", args={"factor": f.id, "on": not f.selected}, look="small")
        + html.button(
            _("One vote less"),
            "dot",
            args={"factor": f.id, "n": -1},
            look="small",
            disabled=not f.weight,
            data_again=True,
        )
        + html.button(_("Take away"), "remove", args={"kind": "factor", "row": f.id}, look="small text")
    )
    return f'<div class="fs-cardbody fs-stack-s">{fields}<div class="fs-row">{buttons}</div>{_links(session, f)}</div>'


def _links(session: AnalysisSession, f: Factor) -> str:
    a = session.a
    strength = {tuple(sorted((k.a, k.b))): k.strength for k in a.links}
    words = [("0", _("no link")), ("1", _("weak")), ("2", _("clear")), ("3", _("strong"))]
    rows = []
    for other in a.factors:
        if other.id == f.id or not other.text.strip():
            continue
        now = str(strength.get(tuple(sorted((f.id, other.id))), 0))
        options = "".join(option(v, text, v == now) for v, text in words)
        ident = f"link-{f.id}-{other.id}"
        rows.append(
            f'<li class="fs-row" data-id="{ident}"><label for="{ident}" class="fs-grow">{escape(short(other.text, 60))}</label>'
            f'<select id="{ident}" class="fs-field fs-narrow" data-change="link" '
            f'data-args=\'{{"a":"{f.id}","b":"{other.id}"}}\'>{options}</select></li>'
        )
    if not rows:
        return ""
    return (
        f'<details id="links-{f.id}" class="fs-links"><summary>{escape(_("Links to other factors"))}</summary>'
        f"<ul>{''.join(rows)}</ul></details>"
    )


def _new(session: AnalysisSession) -> str:
    """Several cards in a row: the form stays open and empty after each."""
    radios = "".join(
        f'<label class="fs-check"><input type="radio" name="perspective" value="{p}"{" checked" if p == "kontekst" else ""}>'
        f"<span>{escape(perspective_name(p))}</span></label>"
        for p in PERSPECTIVES
    )
    text, evidence = escape(_("Factor")), escape(_("How do we know?"))
    return (
        f'<form class="fs-stack-s fs-newfactor" data-form="factor" data-draft="{escape(session.a.id)}:new-factor" data-clear autocomplete="off">'
        f'<h2>{escape(_("New factor"))}</h2><label for="fs-nf">{text}</label>'
        f'<input id="fs-nf" name="text" class="fs-field" maxlength="{LONGEST_CARD}" autofocus>'
        f'<label for="fs-ne">{evidence}</label><input id="fs-ne" name="evidence" class="fs-field">'
        f'<fieldset><legend>{escape(_("Perspective"))}</legend><div class="fs-row">{radios}</div></fieldset>'
        f'<label class="fs-check"><input type="checkbox" name="dampens"><span>{escape(_("This dampens the problem"))}</span></label>'
        f'<div class="fs-row"><button type="submit" class="fs-btn fs-small"><span>{escape(_("Add the card"))}</span></button>'
        f'{html.button(_("Close"), "close_factor", look="small text", also="Escape")}<span data-status role="status" hidden></span></div></form>'
    )


# --- phones ------------------------------------------------------------------------------------


def _phones(session: AnalysisSession) -> str:
    """What phones are asked, and how they get in."""
    stage = session.stage
    now = stage.activity if stage.open and stage.activity else ""
    words = {"": _("Closed"), "factors": _("Write cards"), "weights": _("Vote")}
    buttons = "".join(
        html.button(text, "phones", args={"ask": ask}, aria_pressed=str(ask == now).lower())
        for ask, text in words.items()
    )
    title = escape(_("From phones"))
    more = ""
    if now:
        n = sum(bool(v) for r, v in session.a.votes.items() if not r.startswith("skjerm:"))
        count = (
            ngettext("{n} phone has voted", "{n} phones have voted", n).format(n=n)
            if now == "weights"
            else ""
        )
        more = join.join_panel(session) + (f'<p class="fs-dim fs-sm">{escape(count)}</p>' if count else "")
    return (
        f'<section class="fs-phones fs-stack-s"><h2>{title}</h2>'
        f'<div class="fs-segments" role="group" aria-label="{title}">{buttons}</div>{more}</section>'
    )


# --- Storskjerm --------------------------------------------------------------------------------


def screen(session: AnalysisSession) -> dict[str, str]:
    """The circle alone, readable from row 12."""
    a = session.a
    title = escape(_("What keeps the problem going?"))
    about = " · ".join(escape(p) for p in (a.title, circle.caption(circle.circle_of(a))) if p)
    board = picture(session, canvas_for(session, "acircle-screen", circle.STORSKJERM))
    leave = html.button(_("Leave Storskjerm"), "leave_screen", also="Escape")
    return {
        "page": (
            f'<div class="fs-screen" data-screen="{escape(a.id)}"><main class="fs-screenmain fs-screencircle" data-region="screen"></main>'
            '<footer class="fs-screenfoot" data-region="foot"></footer></div>'
            '<div class="fs-screenkeys" data-region="keys"></div><div data-region="help"></div>'
        ),
        "screen": (
            f'<p class="fs-circleabout">{about}</p><h1 class="fs-q-medium">{title}</h1>'
            '<div class="fs-board" data-box="acircle-screen" data-region="screen/board"></div>'
        ),
        "screen/board": board,
        "foot": f'{_legend()}<span class="fs-grow"></span>{_code(session)}',
        "keys": f'<div class="fs-controls">{leave}</div>',
        "help": "",
    }


def _legend() -> str:
    """What numbers and rings mean, in the fewest words."""
    rings = (("", _("chosen")), (" fs-damps", _("dampens the problem")))
    told = "".join(f'<span><i class="fs-ring{look}"></i>{escape(text)}</span>' for look, text in rings)
    return f"<span>{escape(_('The number is votes'))}</span>{told}"


def _code(session: AnalysisSession) -> str:
    """The way in for phones, while something is asked of them."""
    if not session.stage.open or not join.join(session).reachable:
        return ""
    code = f'<span class="fs-code">{escape(session.code)}</span>'
    return f'<span class="fs-screencode">{escape(_("Code"))} {code}</span>'


__all__ = ["canvas_for", "caption", "cards", "form", "nudges", "picture", "screen"]
