"""How Forbered looks: pure functions from the gathering and the programme to HTML."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping

from kit.activities import KINDS
from kit.activities.kind_words import kind_name, kind_use
from kit.dashboards import agenda, html, join, law, new_gathering
from kit.dashboards.html import escape
from kit.dashboards.offers_view import rings
from kit.dashboards.session import Session
from kit.i18n import NAMES, clock, day, local, ngettext
from kit.i18n import gettext as _
from kit.programme import Programme, Theme
from kit.store.state import Activity, Gathering

LEGAL_STRAND = "regelverkskompetanse"  # carries the law where a theme names none of its own


def columns() -> str:
    """The three columns."""
    return (
        '<div class="fs-prepare"><section class="fs-theme" data-region="main/theme"></section>'
        '<section class="fs-ag"><div data-region="main/agenda"></div><div data-region="main/phone"></div></section>'
        '<section class="fs-of" data-region="main/offered"></section></div>'
    )


def changing() -> str:
    """The gathering's own form, in place of the columns."""
    return (
        f'<div class="fs-scroll fs-changing"><section class="fs-making"><h1>{escape(_("Change the gathering"))}</h1>'
        f'<div data-region="{new_gathering.REGION}"></div></section></div>'
    )


def facts(g: Gathering) -> str:
    """Who and in which language (place and date stand on top), with the way to change it all."""
    if g.mode == "person":
        who = ngettext("{n} person", "{n} persons", g.expected).format(n=g.expected)
    else:
        who = ngettext("{n} group", "{n} groups", g.tables()).format(n=g.tables())
    shown = f"{who} · {NAMES.get(g.language, g.language)}"
    button = html.button(_("Change the gathering"), "change_gathering", look="text small")
    return f'<p class="fs-facts fs-sm"><span class="fs-dim">{escape(shown)}</span> {button}</p>'


# --- the theme ---------------------------------------------------------------------------------


def theme(t: Theme, known: Programme, covered: Counter[str], g: Gathering) -> str:
    """What the theme is about, and what the agenda covers of it."""
    points = "".join(
        f'<li>{html.numeral(e.number, on=covered[e.id] > 0)}<details class="fs-grow"><summary>{escape(e.short)}</summary>'
        f"<p>{escape(e.text)}</p></details>{_count(covered[e.id])}</li>"
        for e in t.emphasis
    )
    with_ = sum(1 for s in known.strands if covered[s.id])
    strands = "".join(
        f'<li><span class="fs-grow"><b>{escape(s.title)}</b> <span class="fs-sm">{escape(s.text)}</span></span>{_count(covered[s.id])}</li>'
        for s in known.strands
    )
    through = _("Runs through all semesters: {n} of {total} are covered").format(
        n=with_, total=len(known.strands)
    )
    return (
        f"{facts(g)}<h1>{escape(t.title)}</h1><p class='fs-core'>{escape(t.core)}</p>"
        f"<h2 class='fs-h3'>{escape(_('Weight is laid on'))}</h2><ol class='fs-em'>{points}</ol>"
        f"<details class='fs-fold'><summary>{escape(through)}</summary><ul class='fs-em'>{strands}</ul></details>"
        f"<h2 class='fs-h3'>{escape(_('Law and framework plan'))}</h2>{_law(t, known)}"
    )


def _count(n: int) -> str:
    if not n:
        return f'<span class="fs-sm fs-missing">{escape(_("not covered"))}</span>'
    text = ngettext("{n} activity", "{n} activities", n).format(n=n)
    return f'<span class="fs-sm fs-dim fs-much">{escape(text)}</span>'


def _law(t: Theme, known: Programme) -> str:
    note = f'<p class="fs-sm">{escape(t.law_note)}</p>' if t.law_note else ""
    ids = t.law or next((s.law for s in known.strands if s.id == LEGAL_STRAND), ())
    anchors = [known.law[i] for i in ids]
    parts = ""
    for unit_kind, title in (
        ("barnehage", _("Kindergarten")),
        ("skole", _("School and after-school programme")),
    ):
        mine = [a for a in anchors if a.for_unit_kind(unit_kind)]
        if mine:
            lines = law.anchors(mine, unit_kind)
            parts += f"<details class='fs-fold'><summary>{escape(title)}</summary>{lines}</details>"
    return f"{note}{parts}{law.caution()}" if parts else note


# --- the agenda --------------------------------------------------------------------------------


def agenda_column(
    g: Gathering, t: Theme, chosen: str, answered: Collection[str], ready: str, afterwards: str
) -> str:
    """The agenda with its running clock, or a suggestion to begin with.

    ``ready`` are the ready-made agendas, ``afterwards`` the interim work, both as HTML.
    """
    items, total, ends = agenda.clocked(g.planned, g.start)
    label = escape(_("Starts"))
    begins = (
        f'<label class="fs-starts">{label} <input class="fs-field" value="{escape(g.start.replace(":", "."))}" '
        f'data-change="start" inputmode="numeric" maxlength="5" autocomplete="off"></label>'
    )
    amount = (
        f'<span class="fs-tal"><b>{escape(_("{n} min").format(n=total))}</b>'
        f'<span class="fs-dim">, {escape(_("done {time}").format(time=ends))}</span></span>'
        if items
        else ""
    )
    head = f'<div class="fs-aghead"><h2>{escape(_("The agenda"))}</h2>{begins}{amount}</div>'
    own = (
        f'<div class="fs-row fs-own">{html.button(_("Write an activity of your own"), "own", key="L")}</div>'
    )
    if not items:
        empty = _("The agenda is empty. Begin with a suggestion, or add activities one by one.")
        return f'{head}<p class="fs-core">{escape(empty)}</p>{ready}{own}'
    rows = "".join(_item(i, g, t, i.activity.id == chosen, i.activity.id in answered) for i in items)
    more = f"<details class='fs-fold' id='fs-ready'><summary>{escape(_('Use a suggestion'))}</summary>{ready}</details>"
    return f'{head}<ol class="fs-items-ag">{rows}</ol>{_choosing_keys()}{own}{afterwards}{more}'


def _item(item: agenda.Clocked, g: Gathering, t: Theme, chosen: bool, answered: bool) -> str:
    a = item.activity
    tags = html.tag(_("on stage now"), "live") if g.stage.activity == a.id else ""
    tags += html.tag(_("has answers")) if answered else ""
    current = ' aria-current="true" data-focus data-follow' if chosen else ""
    args = escape(f'{{"id": "{a.id}"}}')
    return (
        f'<li data-id="{a.id}"{" class=fs-sel" if chosen else ""}>'
        f'<button type="button" class="fs-choose" data-command="select" data-args="{args}"{current}>'
        f'<span class="fs-tal fs-dim">{item.at}</span><span class="fs-grow"><span class="fs-t">{escape(a.prompt)}</span>'
        f'<span class="fs-meta">{_meta(a.kind, a.minutes)}{rings(a.emphasis, t)}{tags}</span></span></button>'
        f"{_actions(a, g) if chosen else ''}</li>"
    )


def _meta(kind: str, minutes: int, *more: str) -> str:
    parts = [kind_name(kind), _("{n} min").format(n=minutes), *more]
    return f"<span>{escape(' · '.join(parts))}</span>"


def _actions(a: Activity, g: Gathering) -> str:
    seen = g.agenda_revision

    def one(label: str, command: str, key: str, **args: object) -> str:
        said = _("{do}: {prompt}").format(do=label, prompt=a.prompt)
        return html.button(
            label,
            command,
            args={"id": a.id, **args},
            look="small",
            also=key,
            aria_label=said,
            aria_keyshortcuts=key.upper() if len(key) == 1 else key,
            data_id=f"{command}{args.get('by', '')}",
            data_again=command == "move",
        )

    return (
        '<div class="fs-act">'
        + one(_("Up"), "move", "o", by=-1, seen=seen)
        + one(_("Down"), "move", "n", by=1, seen=seen)
        + one(_("Change"), "edit", "e")
        + one(_("Copy"), "copy", "k")
        + one(_("Remove"), "remove", "Delete", seen=seen)
        + one(_("Keep as template"), "own_save", "m")
        + "</div>"
    )


def _choosing_keys() -> str:
    """Two buttons that only the arrow keys press."""
    return "".join(
        f'<button type="button" class="fs-sr" tabindex="-1" aria-hidden="true" data-again data-key="{key}" '
        f'data-command="step_selection" data-args="{escape(args)}"></button>'
        for key, args in (("ArrowUp", '{"by": -1}'), ("ArrowDown", '{"by": 1}'))
    )


# --- one phone ---------------------------------------------------------------------------------


def phone(session: Session) -> str:
    """«Prøv med én telefon»: green when one has come through, else what may be in the way."""
    seen = session.g.phone_seen
    today = seen is not None and local(seen).date() == local(session.now()).date()
    state = (
        html.tag(_("a phone came through {time}").format(time=clock(seen)), "ok") if today and seen else ""
    )
    if today:
        text = _("A phone has come through, so phones can join from this network.")
        said = f'<div class="fs-panel fs-through" role="status"><p>{escape(text)}</p></div>'
    else:
        said = _causes(seen, join.join(session).reachable)
    return (
        f'<details class="fs-phone" id="fs-phone"><summary><span>{escape(_("Try with one phone"))}</span>{state}</summary>'
        f'<div class="fs-stack">{join.join_panel(session)}{said}</div></details>'
    )


def _causes(seen: dt.datetime | None, reachable: bool) -> str:
    waiting = []
    if reachable:
        waiting.append(
            _(
                "Scan the code with a phone on the network of the room. This turns green when it comes through."
            )
        )
    if seen is not None:
        last = _("Last time a phone came through: {day} at {time}.")
        waiting.append(last.format(day=day(local(seen).date()), time=clock(seen)))
    causes: Mapping[str, str] = {
        _("Guest network"): _(
            "Many guest networks keep the devices apart. Let the phone and this machine use the same ordinary network."
        ),
        _("Firewall"): _(
            "If the machine asks whether Python may be reached from the network, answer yes, also for this network."
        ),
        _("Your own hotspot"): _(
            "Share the internet from one phone, and let this machine and the other phones use that network."
        ),
        _("Opened on Binder"): _(
            "Then phones use the internet, not the network of the room. Use the link as it stands here."
        ),
        _("No phones at all"): _(
            "Choose Enter on top, and write the answers for the groups. Both ways can be mixed."
        ),
    }
    rows = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in causes.items())
    said = f'<div role="status"><p>{escape(" ".join(waiting))}</p></div>'
    return f'{said}<h3>{escape(_("If nothing happens"))}</h3><dl class="fs-causes">{rows}</dl>'


# --- the form ----------------------------------------------------------------------------------


def choose_kind() -> str:
    """The kinds, each with what it is good for."""
    cards = "".join(
        f'<li><button type="button" class="fs-kind" data-command="kind" data-args="{escape(args)}"{first}>'
        f"<b>{escape(name[:1].upper() + name[1:])}</b><span>{escape(kind_use(k))}</span></button></li>"
        for k, name, args, first in (
            (k, kind_name(k), f'{{"kind": "{k}"}}', " data-autofocus" if i == 0 else "")
            for i, k in enumerate(KINDS)
        )
    )
    cancel = html.button(_("Cancel"), "close_form", look="text", also="Escape")
    return f'<div class="fs-scroll fs-kinds"><h1>{escape(_("What kind of activity?"))}</h1><ul>{cards}</ul>{cancel}</div>'


def editor(title: str, kind: str, choosable: bool) -> str:
    """The form beside what the projector and the phone will show."""
    other = html.button(_("Choose another kind"), "other_kind", look="small text") if choosable else ""
    return (
        f'<div class="fs-editor"><section class="fs-editform"><div class="fs-row"><h1>{escape(title)}</h1>'
        f'{html.tag(kind_name(kind))}{other}</div><div data-region="main/edit"></div></section>'
        f'<aside aria-label="{escape(_("Preview"))}" data-region="main/preview"></aside></div>'
    )
