"""The frame around every step of an analysis: steps on top, heading with clock, what comes next at the bottom."""

from __future__ import annotations

import json

from kit.analysis import Analysis
from kit.analysis.model import StepState
from kit.analysis.worksheets import Worksheet, WorksheetStep
from kit.dashboards import copy_view, html
from kit.dashboards.analysis_session import AnalysisSession
from kit.dashboards.theme_page import NOTEBOOKS
from kit.i18n import clock as clock_words
from kit.i18n import gettext as _

escape = html.escape
_TICK = '<svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true"><path d="M2 7.5l3.2 3.2L12 3.5" fill="none" stroke="currentColor" stroke-width="2.2"/></svg>'


def together(sheet: Worksheet, step: str) -> list[str]:
    """Steps that are shown side by side: a problem (or an open question) and the goal right after it."""

    def of(at: int, *uses: str) -> bool:
        if not 0 <= at < len(sheet.steps):
            return False
        one = sheet.steps[at]
        return not one.contains and len(one.fields) <= 2 and any(f.use in uses for f in one.fields)

    at = sheet.position(step)
    if of(at, "problem", "question") and of(at + 1, "goal"):
        return [step, sheet.steps[at + 1].id]
    if of(at, "goal") and of(at - 1, "problem", "question"):
        return [sheet.steps[at - 1].id, step]
    return [step]


def step_bar(a: Analysis, shown: list[str]) -> str:
    """All steps, what is done ticked, the two parts with a line between."""
    parts = []
    before = "analyse"
    for s in a.steps:
        if s.step.part != before:
            parts.append("<hr>")
            before = s.step.part
        parts.append(_step_button(s, s.step.id in shown))
    label = escape(_("Steps of the analysis"))
    return f'<nav class="fs-asteps" aria-label="{label}">{"".join(parts)}</nav>'


def _step_button(s: StepState, here: bool) -> str:
    number = _TICK if s.done else str(s.number)
    done = f'<span class="fs-sr">{escape(_("done"))}</span>' if s.done else ""
    args = escape(json.dumps({"to": s.step.id}))
    return (
        f'<button type="button" class="fs-astep" data-id="step-{escape(s.step.id)}" data-command="step" data-args="{args}"'
        f'{" aria-current=step data-follow" if here else ""}><i class="fs-num{" fs-on" if s.done else ""}">{number}</i>'
        f"<span>{escape(s.step.title)}</span>{done}</button>"
    )


def top(session: AnalysisSession, theme: int) -> str:
    """Where one is: the unit, the way back to the fagsamling that it came from, help."""
    a = session.analysis
    where = a.unit_name if a else ""
    back = ""
    gathering = str(a.settings.get("gathering") or "") if a else ""
    if a and gathering and theme:
        names = {
            "forbered": _("Prepare"),
            "gjennomfor": _("Run"),
            "skriv-inn": _("Enter"),
            "oppsummer": _("Sum up"),
        }
        back = "".join(
            html.link(text, f"{NOTEBOOKS[theme]}?samling={gathering}&steg={step}", class_="fs-btn")
            for step, text in names.items()
        )
    if a:
        back += html.button(_("Pedagogical analysis"), "list", aria_current="step")
    help_ = html.button(_("Help"), None, key="?", look="text", data_js="help")
    saved = ""
    if a and a.changed_at:
        saved = (
            f'<span class="fs-tal">{escape(_("Saved {time}").format(time=clock_words(a.changed_at)))}</span>'
        )
    name = _("Theme {number}").format(number=theme) if theme else _("Pedagogical analysis")
    return (
        '<div class="fs-top"><a class="fs-where" href="start.ipynb">'
        f"{html.mark()}<b>{escape(name)}</b><small>{escape(where)}</small></a>"
        f'<nav class="fs-steps" aria-label="{escape(_("Steps"))}">{back}</nav>'
        f'<div class="fs-right">{saved}{copy_view.opener() if a else ""}{help_}</div></div>'
    )


def head(session: AnalysisSession, title: str, under: str, shown: list[str], *, more: str = "") -> str:
    """The heading of a step, with its clock to the right."""
    return (
        f'<div class="fs-ahead"><div class="fs-grow"><h1>{escape(title)}</h1><p class="fs-dim">{escape(under)}</p></div>'
        f"{more}{clock(session, shown)}</div>"
    )


def about(a: Analysis) -> str:
    """«Bjørkåsen skole · gruppe · møteleder, tidtaker og referent er valgt»"""
    place = a.worksheet.where("level")
    field = a.worksheet.field(*place) if place else None
    level = next((o.text for o in field.options if o.id == a.used("level")), "") if field else ""
    version = _("version {number}").format(number=a.version) if a.version > 1 else ""
    return " · ".join(p for p in (a.unit_name, level, version) if p)


def clock(session: AnalysisSession, shown: list[str]) -> str:
    """Minutes of the step, counting down where somebody started it."""
    a = session.a
    steps = [s for s in (a.worksheet.step(i) for i in shown) if s]
    minutes = sum(s.minutes for s in steps)
    names = _(" and ").join(s.title if i == 0 else s.title.lower() for i, s in enumerate(steps))
    label = escape(_("{step}, {minutes} min").format(step=names, minutes=minutes))
    now, first = session.now(), shown[0]
    left = a.clock.seconds_left(now) if a.clock.step == first else None
    running = left is not None and a.clock.ends_at is not None
    seconds = max(0, left if left is not None else minutes * 60)
    stamp = f"{first}:{a.cell('analysis', 'clock').revision}"
    face = (
        f'<b class="fs-aclock fs-tal{"" if left is not None else " fs-dim"}" data-seconds="{seconds}" data-stamp="{escape(stamp)}"'
        f' data-running="{int(running)}" data-done="{escape(_("Time is up"))}"></b>'
    )
    if running:
        button = html.button(_("Pause the clock"), "clock", args={"do": "pause"}, look="text small")
    elif left is not None:
        button = html.button(_("Go on"), "clock", args={"do": "start"}, look="text small")
        button += html.button(_("Reset"), "clock", args={"do": "reset"}, look="text small")
    else:
        button = html.button(_("Start the clock"), "clock", args={"do": "start"}, look="text small")
    return (
        f'<div class="fs-aclocks"><span class="fs-dim fs-sm">{label}</span>{face}<span>{button}</span></div>'
    )


def questions(step: WorksheetStep) -> str:
    """The guiding questions, folded together."""
    if not step.questions:
        return ""
    rows = "".join(f"<li>{escape(q)}</li>" for q in step.questions)
    return (
        f'<details class="fs-questions" id="q-{escape(step.id)}"><summary>{escape(_("Questions that help"))}</summary>'
        f"<ul>{rows}</ul></details>"
    )


def foot(session: AnalysisSession, shown: list[str], extra: str = "") -> str:
    """Back, undo, history, and the next step."""
    a = session.a
    sheet = a.worksheet
    first, last = sheet.position(shown[0]), sheet.position(shown[-1])
    parts = []
    if first > 0:
        previous = sheet.steps[first - 1]
        parts.append(html.button(f"‹ {previous.title}", "step", args={"to": previous.id}))
    parts.append(extra)
    parts.append('<span class="fs-grow"></span>')
    parts.append(html.button(_("Undo"), "undo", look="text", data_again=True))
    parts.append(
        html.button(_("Redo"), "redo", look="text", data_again=True)
        if session.undone or a.last_undone()
        else ""
    )
    parts.append(html.button(_("Earlier versions"), "history", look="text"))
    parts.append(html.button(_("Download Word"), "word", look="text"))
    states = {s.step.id: s for s in a.steps}
    mine = [states[s] for s in shown]
    done = all(s.done for s in mine)
    if done:
        parts.append(html.button(_("Not done after all"), "unfinish", args={"steps": shown}, look="text"))
    closing = last + 1 < len(sheet.steps) and sheet.steps[last + 1].part != sheet.steps[last].part
    if last + 1 < len(sheet.steps):
        following = sheet.steps[last + 1]
        text = _("The analysis is done, on to {step} ›") if closing and not done else _("On to {step} ›")
        parts.append(
            html.button(
                text.format(step=following.title),
                "onward",
                args={"steps": shown, "to": following.id},
                look="primary",
            )
        )
    elif not done:
        parts.append(
            html.button(
                _("The analysis is closed"), "onward", args={"steps": shown, "to": shown[0]}, look="primary"
            )
        )
    return f'<div class="fs-controls">{"".join(parts)}</div>'


def gate(session: AnalysisSession, step: str) -> str:
    """A step of the second part before the first is done: what is left, or a reason to go on."""
    a = session.a
    left = [s for s in a.steps if s.step.part == "analyse" and not s.done]
    found = a.worksheet.step(step)
    title = found.title if found else ""
    rows = "".join(
        f"<li>{html.button(s.step.title, 'step', args={'to': s.step.id}, look='small')}</li>" for s in left
    )
    heading = escape(_("{step} opens when the analysis is done").format(step=title))
    why = escape(
        _(
            "The measures hit better when everything before them is finished. These steps are not marked as done:"
        )
    )
    label = escape(_("Why do you go on now?"))
    hint = escape(_("The reason shows in the document."))
    return (
        f'<div class="fs-gate fs-stack"><h1>{heading}</h1><p>{why}</p><ul class="fs-row">{rows}</ul>'
        f'<form class="fs-stack-s" data-form="early" data-draft="{escape(a.id)}:early:{escape(step)}">'
        f'<input type="hidden" name="step" value="{escape(step)}"><label for="fs-early">{label}</label>'
        f'<p class="fs-hint">{hint}</p><textarea id="fs-early" name="reason" class="fs-field" rows="2"></textarea>'
        f'<div class="fs-row"><button type="submit" class="fs-btn"><span>{escape(_("Open now"))}</span></button>'
        '<span data-status role="status" hidden></span></div></form></div>'
    )
