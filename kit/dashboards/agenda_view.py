"""How the form of an agenda looks, and the agenda beside it as it will stand on Forbered. Pure."""

from __future__ import annotations

import json

from kit.activities.kind_words import kind_name
from kit.dashboards import agenda, html
from kit.dashboards.agenda_form import Draft, Line
from kit.dashboards.html import escape
from kit.dashboards.offers_view import rings
from kit.i18n import gettext as _
from kit.programme import Theme


def editor(title: str) -> str:
    """The form beside the preview."""
    return (
        f'<div class="fs-editor fs-agendaform"><section class="fs-editform"><h1>{escape(title)}</h1>'
        f'<div data-region="main/edit"></div></section>'
        f'<aside aria-label="{escape(_("Preview"))}" data-region="main/preview"></aside></div>'
    )


def preview(d: Draft, t: Theme, start: str, chosen: str) -> str:
    """Every row with its time, the sum, and the points that are covered. ``chosen``: the row shown below."""
    heading = escape(_("The agenda"))
    if not d.lines:
        waiting = escape(_("The preview comes when you have chosen an activity."))
        return f'<h2 class="fs-h3">{heading}</h2><p class="fs-dim">{waiting}</p>'
    *at, ends = agenda.times([line.lasts for line in d.lines], start)
    rows = "".join(_row(line, time, t, line.id == chosen) for line, time in zip(d.lines, at, strict=True))
    total, done = _("{n} min").format(n=d.minutes), _("done {time}").format(time=ends)
    return (
        f'<div class="fs-aghead"><h2 class="fs-h3">{heading}</h2>'
        f'<span class="fs-tal"><b>{escape(total)}</b><span class="fs-dim">, {escape(done)}</span></span></div>'
        f'{_points(d, t)}<ol class="fs-items-ag">{rows}</ol>'
    )


def _points(d: Draft, t: Theme) -> str:
    """The numbers of the emphasis points, filled where they are covered; in words those that are not."""
    covered = agenda.coverage(line.activity for line in d.lines if line.activity)
    said = ", ".join(str(e.number) for e in t.emphasis if covered[e.id])
    numbers = "".join(html.numeral(e.number, on=covered[e.id] > 0) for e in t.emphasis)
    rows = "".join(
        f'<li><span class="fs-grow">{e.number}. {escape(e.short)}</span>'
        f'<span class="fs-sm fs-missing">{escape(_("not covered"))}</span></li>'
        for e in t.emphasis
        if not covered[e.id]
    )
    missing = f'<ul class="fs-em">{rows}</ul>' if rows else ""
    return (
        f'<p class="fs-points"><span class="fs-dim">{escape(_("Weight is laid on"))}</span>'
        f'<span class="fs-sr">{escape(_("covers point {numbers}").format(numbers=said or "–"))}</span>'
        f'<span aria-hidden="true">{numbers}</span></p>{missing}'
    )


def _row(line: Line, at: str, t: Theme, chosen: bool) -> str:
    """An activity is a button that shows it below; a break is only there."""
    minutes = _("{n} min").format(n=line.lasts)
    time, a = f'<span class="fs-tal fs-dim">{at}</span>', line.activity
    if a is None:
        return (
            f'<li data-id="{escape(line.id)}"><div class="fs-choose fs-still">{time}<span class="fs-grow">'
            f'<span>{escape(line.title)}</span><span class="fs-meta">{escape(minutes)}</span></span></div></li>'
        )
    args = escape(json.dumps({"id": line.id}))
    current = ' aria-current="true"' if chosen else ""
    return (
        f'<li data-id="{escape(line.id)}"{" class=fs-sel" if chosen else ""}><button type="button" class="fs-choose" '
        f'data-command="agenda_show" data-args="{args}"{current}>{time}<span class="fs-grow">'
        f'<span class="fs-t">{escape(a.title)}</span><span class="fs-meta">'
        f"<span>{escape(f'{kind_name(a.kind)} · {minutes}')}</span>{rings(a.emphasis, t)}</span></span></button></li>"
    )
