"""How own templates look: the list with what can be done, and the form that keeps the agenda. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from kit.activities.kind_words import kind_name
from kit.dashboards import html
from kit.dashboards.fields import option
from kit.dashboards.html import escape
from kit.dashboards.offers import minutes_of
from kit.dashboards.suggestions import change_and_copy, make
from kit.i18n import gettext as _
from kit.programme import ActivityTemplate, Agenda, Programme, own_folder
from kit.store.state import Gathering


def owned(known: Programme) -> tuple[list[ActivityTemplate], list[Agenda]]:
    """The person's own activities and agendas."""
    ids = {a["id"] for a in _own_agendas()}
    return [a for a in known.activities.values() if a.own], [a for a in known.agendas.values() if a.id in ids]


def _own_agendas() -> Sequence[dict[str, object]]:
    from kit.programme import own

    return own.own_templates().agendas


def page(known: Programme, deleting: str) -> str:
    """All own templates: tick to share, change, copy, delete; and a file from a colleague."""
    activities, agendas = owned(known)
    where = _("They are files in {folder}, and belong to you, not to this gathering.").format(
        folder=own_folder()
    )
    rows = "".join(_activity(a, a.id == deleting) for a in activities)
    listed = f"<h2>{escape(_('Activities'))}</h2><ul class='fs-owned'>{rows}</ul>" if rows else ""
    rows = "".join(_agenda(a, known, a.id == deleting) for a in agendas)
    listed += f"<h2>{escape(_('Agendas'))}</h2><ul class='fs-owned'>{rows}</ul>" if rows else ""
    if not listed:
        empty = _(
            "You have none yet. Choose an activity on the agenda and keep it as your own template, or take in a file."
        )
        listed = f"<p>{escape(empty)}</p>"
    share = ""
    if activities or agendas:
        text = _("Share those that are ticked")
        share = (
            f'<div class="fs-row"><button type="submit" class="fs-btn fs-primary"><span>{escape(text)}</span></button>'
            '<span data-status role="status" hidden></span></div>'
        )
    problems = "".join(f'<p class="fs-wrong">{escape(p)}</p>' for p in known.problems)
    take = html.file(
        _("Take in templates from a file"),
        _("The file ends with .yaml. It is checked first, and nothing of yours is replaced."),
        _("Choose the file …"),
        data_file="own_take_in",
        accept=".yaml,.yml",
    )
    back = html.button(_("Back to the agenda"), "own_close", also="Escape", data_autofocus=True)
    return (
        f'<div class="fs-scroll fs-ownpage"><div class="fs-row">{back}{make()}</div><h1>{escape(_("Own templates"))}</h1>'
        f'<p class="fs-hint">{escape(where)}</p>{problems}'
        f'<form class="fs-stack" data-form="own_share">{listed}{share}</form>'
        f"{take}</div>"
    )


def _activity(a: ActivityTemplate, asking: bool) -> str:
    meta = " · ".join(
        (
            _("Theme {number}").format(number=a.theme),
            kind_name(a.kind),
            _("{n} min").format(n=a.minutes),
        )
    )
    buttons = _button(_("Change"), "own_edit", a.id, a.title) + _button(_("Copy"), "own_copy", a.id, a.title)
    return _row(a.id, a.title, meta, buttons, asking)


def _agenda(a: Agenda, known: Programme, asking: bool) -> str:
    minutes = _("{n} min").format(n=minutes_of(a, known))
    return _row(
        a.id,
        a.title,
        f"{_('Theme {number}').format(number=a.theme)} · {minutes}",
        change_and_copy(a, own=True),
        asking,
    )


def _row(id_: str, title: str, meta: str, buttons: str, asking: bool) -> str:
    if asking:
        sure = html.button(
            _("Yes, delete it"), "own_delete", args={"id": id_}, look="small", data_autofocus=True
        )
        buttons = sure + html.button(_("Keep it"), "own_ask", args={"id": ""}, look="small")
    else:
        buttons += _button(_("Delete"), "own_ask", id_, title)
    return (
        f'<li data-id="{escape(id_)}"><label class="fs-check fs-grow"><input type="checkbox" name="ids[]" value="{escape(id_)}">'
        f'<span><span class="fs-t">{escape(title)}</span><span class="fs-meta">{escape(meta)}</span></span></label>'
        f'<span class="fs-row">{buttons}</span></li>'
    )


def _button(label: str, command: str, id_: str, title: str) -> str:
    said = _("{do}: {prompt}").format(do=label, prompt=title)
    return html.button(label, command, args={"id": id_}, look="small", aria_label=said, data_id=command)


def link(known: Programme) -> str:
    """The way to the list, with how many there are."""
    activities, agendas = owned(known)
    n = len(activities) + len(agendas)
    label = _("Own templates ({n})").format(n=n) if n else _("Own templates")
    return f'<div class="fs-row fs-ownlink">{html.button(label, "own_list", look="small text")}</div>'


def keep_agenda(known: Programme, g: Gathering) -> str:
    """A name, and whether it is a new template or takes the place of one's own."""
    mine = [a for a in owned(known)[1] if a.theme == g.theme]
    title = escape(_("Name"))
    into = ""
    if mine:
        rows = option("", _("A new template"), True) + "".join(
            option(a.id, _("Change «{title}»").format(title=a.title)) for a in mine
        )
        label = escape(_("Keep as"))
        into = f'<label class="fs-filter"><span>{label}</span><select class="fs-field" name="into">{rows}</select></label>'
    text = _("Keep the agenda")
    return (
        f"<details class='fs-fold' id='fs-keep'><summary>{escape(_('Keep the agenda as your own template'))}</summary>"
        f'<form class="fs-stack-s fs-keep" data-form="own_agenda" data-draft="own-agenda:{g.id}:{len(mine)}" novalidate>'
        f'{into}<label class="fs-filter"><span>{title}</span><input class="fs-field" name="title" maxlength="120" autocomplete="off"></label>'
        f'<div class="fs-row"><button type="submit" class="fs-btn fs-small"><span>{escape(text)}</span></button>'
        '<span data-status role="status" hidden></span></div></form></details>'
    )
