"""Gjennomføring, evaluering og revidering: what was done, how it went, and a new version."""

from __future__ import annotations

import json
from typing import Any

from kit.analysis.cells import Cell
from kit.analysis.rows import GOAL, short
from kit.dashboards import html
from kit.dashboards.analysis_fields import form, member
from kit.dashboards.analysis_session import AnalysisSession
from kit.dashboards.fields import option
from kit.i18n import day_year, full_day, local, number
from kit.i18n import gettext as _

escape = html.escape


def log(session: AnalysisSession) -> str:
    a = session.a
    measures = [(m.id, short(m.text, 60)) for m in a.measures]
    rows = []
    for i, line in enumerate(a.log, 1):
        m = a.members("log", line.id)

        def cell(name: str, label: str, row: str = line.id, cells: Any = m, **more: Any) -> str:
            return member(session, "log", row, cells, name, label, **more)

        gone = html.button(
            _("Take away"), "remove", args={"kind": "log", "row": line.id}, look="small text",
            aria_label=_("Take away line {number}").format(number=i),
        )  # fmt: skip
        about = cell("measure", _("Measure"), type_="choice", options=measures) if measures else ""
        rows.append(
            f'<li class="fs-logline" data-id="log-{line.id}">{cell("date", _("Date"), type_="date")}'
            f"{cell('text', _('What we did and saw'), type_='long', rows=2)}{about}{gone}</li>"
        )
    empty = "" if rows else f'<p class="fs-dim">{escape(_("Nothing is noted yet."))}</p>'
    add = html.button(_("New line"), "add", args={"kind": "log"}, key="F")
    return f'<section class="fs-stack fs-asection">{empty}<ul class="fs-stack">{"".join(rows)}</ul><div class="fs-row">{add}</div></section>'


def evaluation(session: AnalysisSession) -> str:
    """The goal first, then each measure: how it went, what we do now, and why."""
    a = session.a
    goal = _("Goal: {goal}").format(goal=a.goal) if a.goal else _("The goal is not written yet.")
    when = _("Evaluated {day}.").format(day=full_day(a.goal_date)) if a.goal_date else ""
    parts = [_one(session, GOAL, goal, when)]
    for i, m in enumerate(a.measures, 1):
        noticed = _("We notice it by: {noticed}").format(noticed=m.noticed) if m.noticed else ""
        parts.append(_one(session, m.id, f"{i}. {m.text}", noticed))
    return f'<section class="fs-asection fs-evaluations">{"".join(parts)}</section>'


def _one(session: AnalysisSession, target: str, title: str, under: str) -> str:
    a = session.a
    e = a.evaluation(target)
    results = {"reached": _("reached"), "partly": _("partly"), "not": _("not")}
    nexts = {"continue": _("continue"), "adjust": _("adjust"), "stop": _("stop")}
    reason = f"{a.version}:{target}:reason"
    why = form(
        session, "evaluation", reason, a.cells.get(("evaluation", reason), Cell()), _("Why?"), type_="long", rows=2
    )  # fmt: skip
    return (
        f'<div class="fs-evaluation" data-id="ev-{escape(target)}"><div><h2>{escape(title)}</h2><p class="fs-dim fs-sm">{escape(under)}</p></div>'
        f'<div class="fs-stack-s">{_choice(target, "result", _("How did it go?"), results, e.result)}'
        f"{_choice(target, 'next', _('From here'), nexts, e.next)}</div>{why}</div>"
    )


def _choice(target: str, name: str, label: str, options: dict[str, str], chosen: str) -> str:
    buttons = "".join(
        html.button(
            text,
            "evaluate",
            args={"target": target, "name": name, "value": "" if value == chosen else value},
            aria_pressed=str(value == chosen).lower(),
        )
        for value, text in options.items()
    )
    return f'<div><p class="fs-sm">{escape(label)}</p><div class="fs-segments" role="group" aria-label="{escape(label)}">{buttons}</div></div>'


def revision(session: AnalysisSession) -> str:
    """Open a new version from a step on; the old ones stay readable."""
    a = session.a
    steps = [s for s in a.worksheet.steps if "versions" not in s.contains]
    options = "".join(option(s.id, s.title, "factors" in s.contains) for s in steps)
    return (
        f'<section class="fs-asection fs-stack"><h2>{escape(_("A new version"))}</h2>'
        f'<p class="fs-dim fs-narrowtext">{escape(_("Everything goes on into the new version. What stands now stays readable as it is."))}</p>'
        f'<form class="fs-stack-s fs-narrowtext" data-form="revise" data-draft="{escape(a.id)}:revise:{a.version}">'
        f'<label for="fs-rw">{escape(_("What do you want to look at once more, and why?"))}</label>'
        '<textarea id="fs-rw" name="reason" class="fs-field" rows="2"></textarea>'
        f'<label for="fs-rs">{escape(_("From which step?"))}</label><select id="fs-rs" name="step" class="fs-field">{options}</select>'
        f'<div class="fs-row"><button type="submit" class="fs-btn"><span>{escape(_("Open version {number}").format(number=a.version + 1))}</span></button>'
        f'<span data-status role="status" hidden></span></div></form>{versions(session)}</section>'
    )


def versions(session: AnalysisSession) -> str:
    """Every earlier version, to be read."""
    a = session.a
    if not a.earlier:
        return ""
    rows = []
    for old, opened in zip(a.earlier, a.versions, strict=True):
        read = escape(json.dumps({"version": old.version}))
        name = _("Read version {number}").format(number=old.version)
        told = _("version {number} was opened {day}: {reason}").format(
            number=number(opened.number), day=day_year(local(opened.at).date()), reason=opened.reason
        )
        rows.append(
            f'<li class="fs-row"><button type="button" class="fs-btn fs-small" data-command="read" data-args="{read}"><span>{escape(name)}</span></button>'
            f'<span class="fs-dim">{escape(told)}</span></li>'
        )
    return f'<h2>{escape(_("Earlier versions"))}</h2><ul class="fs-stack-s">{"".join(rows)}</ul>'
