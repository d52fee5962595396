"""Tiltak: each aims at factors, with a matrix of what has none and a line of time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from kit.analysis import timeline
from kit.analysis.nudges import matrix, measure_nudges
from kit.analysis.rows import LEVELS, Measure, short
from kit.dashboards import html
from kit.dashboards.analysis_fields import member, waits
from kit.dashboards.analysis_session import AnalysisSession
from kit.i18n import full_day, language, ngettext, number
from kit.i18n import gettext as _

escape = html.escape
_drawn: dict[Any, tuple[str, str]] = {}


def heading(session: AnalysisSession) -> tuple[str, str]:
    """«3 tiltak mot 4 valgte faktorer», and the goal with its date."""
    a = session.a
    n, m = len(a.measures), len(a.selected)
    against = ngettext("{n} chosen factor", "{n} chosen factors", m).format(n=number(m))
    title = ngettext("{n} measure against {factors}", "{n} measures against {factors}", n)
    under = _("Goal: {goal}").format(goal=a.goal) if a.goal else _("The goal is not written yet.")
    if a.goal_date:
        under += " " + _("Evaluated {day}.").format(day=full_day(a.goal_date))
    return title.format(n=number(n), factors=against), under


def table(session: AnalysisSession, opened: str, adding: bool) -> str:
    a = session.a
    heads = (
        "",
        _("Measure"),
        _("Aims at"),
        _("Level"),
        _("Responsible"),
        _("Start"),
        _("Evaluation"),
        _("We notice it by"),
    )
    top = "".join(f"<th scope=col>{escape(h)}</th>" for h in heads)
    rows = "".join(_row(session, i, m, m.id == opened) for i, m in enumerate(a.measures, 1))
    empty = "" if rows else f'<p class="fs-dim">{escape(_("No measures yet."))}</p>'
    drawn = (
        f'<table class="fs-measures"><thead><tr>{top}</tr></thead><tbody>{rows}</tbody></table>'
        if rows
        else ""
    )
    new = _new(session) if adding else ""
    nudge = "".join(
        f'<li data-id="n-{i}"><i>?</i><p><b>{escape(n.title)}</b> {escape(n.text)}</p></li>'
        for i, n in enumerate(measure_nudges(a))
        if n.id != "without-measure"
    )
    nudge = f'<ul class="fs-checks fs-nudges">{nudge}</ul>' if nudge else ""
    return f"{new}{empty}{drawn}{nudge}"


def _row(session: AnalysisSession, i: int, m: Measure, opened: bool) -> str:
    a = session.a
    names = [a.all_factors[f] for f in m.aims if f in a.all_factors]
    aims = "".join(
        f"<div>{escape(f.text)}{' ' + escape(_('(taken away)')) if f.removed else ''}</div>" for f in names
    )
    label = escape(_("Open measure {n}: {measure}").format(n=i, measure=short(m.text)))
    name = (
        f'<button type="button" class="fs-rowname" data-command="measure" data-args=\'{{"measure":"{m.id}"}}\' '
        f'aria-expanded="{str(opened).lower()}" aria-label="{label}">{escape(m.text or _("without text"))}</button>'
    )
    cells = [level(m.level), m.responsible, _day(m.start), _day(m.evaluate), m.noticed]
    tail = "".join(f"<td>{escape(c)}</td>" for c in cells)
    row = f'<tr data-id="m-{m.id}"><td>{html.numeral(i)}</td><td>{name}{waits(m)}</td><td>{aims}</td>{tail}</tr>'
    if not opened:
        return row
    return f'{row}<tr data-id="e-{m.id}"><td></td><td colspan="7">{_editing(session, m)}</td></tr>'


def level(value: str) -> str:
    return {"individ": _("individual"), "gruppe": _("group"), "system": _("system")}.get(value, "")


def _day(date: dt.date | None) -> str:
    return f"{date.day}.{date.month}." if date else ""


def _editing(session: AnalysisSession, m: Measure) -> str:
    a = session.a
    cells = a.members("measure", m.id)
    levels = [(v, level(v)) for v in LEVELS]

    def one(name: str, label: str, **more: Any) -> str:
        return member(session, "measure", m.id, cells, name, label, **more)

    aims = "".join(_aim(m, f.id, f.text) for f in a.factors if f.selected or f.id in m.aims)
    if not aims:
        aims = f'<p class="fs-dim">{escape(_("Choose factors in the analysis first."))}</p>'
    gone = [a.all_factors[f] for f in m.aims if f in a.all_factors and a.all_factors[f].removed]
    aims += "".join(_aim(m, f.id, _("{factor} (taken away)").format(factor=f.text)) for f in gone)
    take = html.button(
        _("Take away the measure"), "remove", args={"kind": "measure", "row": m.id}, look="small text"
    )
    close = html.button(_("Close"), "measure", args={"measure": ""}, look="small", also="Escape")
    return (
        f'<div class="fs-measure"><div class="fs-stack-s">{one("text", _("Measure"), type_="long", rows=2)}'
        f"<fieldset><legend>{escape(_('Aims at'))}</legend>{aims}</fieldset></div>"
        f'<div class="fs-stack-s"><div class="fs-pairs">{one("level", _("Level"), type_="choice", options=levels)}'
        f"{one('responsible', _('Responsible'))}{one('start', _('Start'), type_='date')}"
        f"{one('evaluate', _('Evaluation'), type_='date')}</div>"
        f'{one("noticed", _("We notice it by"), type_="long", rows=2)}<div class="fs-row">{close}{take}</div></div></div>'
    )


def _aim(m: Measure, factor: str, text: str) -> str:
    on = " checked" if factor in m.aims else ""
    return (
        f'<label class="fs-check"><input type="checkbox" data-change="aim" data-args=\'{{"measure":"{m.id}","factor":"{factor}"}}\'{on}>'
        f"<span>{escape(text)}</span></label>"
    )


def _new(session: AnalysisSession) -> str:
    a = session.a
    boxes = "".join(
        f'<label class="fs-check"><input type="checkbox" name="aims[]" value="{f.id}"><span>{escape(f.text)}</span></label>'
        for f in a.selected
    )
    aims = f"<fieldset><legend>{escape(_('Aims at'))}</legend>{boxes}</fieldset>" if boxes else ""
    return (
        f'<form class="fs-stack-s fs-newmeasure" data-form="measure" data-draft="{escape(a.id)}:new-measure" autocomplete="off">'
        f'<label for="fs-nm">{escape(_("What are we going to do?"))}</label><input id="fs-nm" name="text" class="fs-field" autofocus>{aims}'
        f'<div class="fs-row"><button type="submit" class="fs-btn"><span>{escape(_("Add the measure"))}</span></button>'
        f'{html.button(_("Cancel"), "close_measure", look="text", also="Escape")}<span data-status role="status" hidden></span></div></form>'
    )


def factors_with_measures(session: AnalysisSession) -> str:
    """Each chosen factor, with a dot for each measure that aims at it."""
    a = session.a
    rows = matrix(a)
    if not rows:
        return ""
    heads = "".join(f"<th scope=col>{i}</th>" for i in range(1, len(a.measures) + 1))
    body = []
    for factor, aimed in rows:
        spot = f"<i class=fs-spot></i><span class=fs-sr>{escape(_('yes'))}</span>"
        cells = "".join(f"<td>{spot if on else ''}</td>" for on in aimed)
        lacks = "" if any(aimed) else f'<b class="fs-lacks">{escape(_("Lacks a measure"))}</b>'
        body.append(
            f'<tr class="{"" if any(aimed) else "fs-lacking"}"><th scope=row>{escape(factor.text)}{lacks}</th>{cells}</tr>'
        )
    return (
        f"<h2>{escape(_('Which factors have measures?'))}</h2><table class='fs-matrix'><thead><tr><th scope=col>{escape(_('Chosen factor'))}</th>{heads}</tr></thead>"
        f"<tbody>{''.join(body)}</tbody></table>"
    )


def when(session: AnalysisSession) -> str:
    """The line of time, of measures that have a date."""
    dated = tuple(m for m in session.a.measures if m.start or m.evaluate)
    if not dated:
        return ""
    today = session.today()
    canvas = timeline.LAPTOP.with_(width=max(560, session.boxes.get("atime", (720, 0))[0]))
    canvas = canvas.with_(height=timeline.height(dated, canvas))
    key = (dated, today, canvas, language())
    if key not in _drawn:
        from kit.activities._style import to_svg

        if len(_drawn) > 20:
            _drawn.clear()
        _drawn[key] = (to_svg(timeline.draw(dated, today, canvas)), timeline.describe(dated, today))
    svg, sentence = _drawn[key]
    return (
        f"<h2>{escape(_('When does it happen?'))}</h2>"
        f'<figure role="img" aria-label="{escape(sentence)}" class="fs-picture">{svg}</figure>'
    )
