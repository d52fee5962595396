"""An analysis as a Word document that can be sent on as it is."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from pathlib import Path

from kit import i18n
from kit.analysis import Analysis, circle, timeline
from kit.analysis.cells import Cell
from kit.analysis.model import Opened, StepState
from kit.analysis.nudges import perspective_name, selected_without_measure
from kit.analysis.rows import GOAL, PERSPECTIVES, Factor, Measure, as_date, short
from kit.analysis.timeline import Holiday
from kit.analysis.worksheets import WorksheetField
from kit.export._word import CELL, Page
from kit.i18n import day, day_year, number
from kit.i18n import gettext as _
from kit.programme import own_folder, templates_folder

TEMPLATE = "pedagogisk-analyse.docx"
_TALLEST = 1000  # pixels of a picture that stands on one page


def file_name(analysis: Analysis, ending: str, prefix: str = "pedagogisk-analyse") -> str:
    """«pedagogisk-analyse-storefri-pa-3-trinn.docx»: safe on every system."""
    plain = unicodedata.normalize("NFKD", analysis.title.lower().replace("ø", "o").replace("æ", "ae"))
    slug = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")[:60].strip("-")
    version = f"-v{analysis.version}" if analysis.version > 1 else ""
    return f"{'-'.join(p for p in (prefix, slug) if p)}{version}.{ending}"


def template() -> Path:
    """The person's own template if there is one, else ours."""
    own = own_folder() / "documents" / TEMPLATE
    return own if own.is_file() else templates_folder() / "documents" / TEMPLATE


def document(analysis: Analysis, today: dt.date, holidays: tuple[Holiday, ...] = ()) -> bytes:
    """The Word file: frame, every step, the circle, measures, evaluation, and why a part was opened early."""
    with i18n.use(analysis.language):
        page = Page(
            template(),
            {
                "enhet": analysis.unit_name,
                "tittel": analysis.title or _("Pedagogisk analyse"),
                "dato": day_year(today),
                "versjon": number(analysis.version),
            },
            title=analysis.title or _("Pedagogisk analyse"),
            language={"nn": "nn-NO", "en": "en-GB"}.get(analysis.language, "nb-NO"),
        )
        page.title(analysis.title or _("Pedagogisk analyse"), _under_title(analysis))
        for state in analysis.steps:
            _step(page, analysis, state, today, holidays)
        return page.bytes()


def _under_title(analysis: Analysis) -> str:
    date = as_date(analysis.used("date"))
    level = _shown_value(analysis, "level")
    parts = [_("Pedagogisk analyse"), analysis.unit_name, level, day_year(date) if date else ""]
    if analysis.version > 1:
        parts.append(_("version {number}").format(number=analysis.version))
    return " · ".join(p for p in parts if p)


def _shown_value(analysis: Analysis, use: str) -> str:
    place = analysis.worksheet.where(use)
    field = analysis.worksheet.field(*place) if place else None
    return _value(field, analysis.used(use)) if field else ""


def _value(field: WorksheetField, text: str) -> str:
    """As people read it: the text of a choice, a date in words."""
    if field.type == "choice":
        return next((o.text for o in field.options if o.id == text), text)
    date = as_date(text) if field.type == "date" else None
    return day_year(date) if date else text


def _step(
    page: Page, analysis: Analysis, state: StepState, today: dt.date, holidays: tuple[Holiday, ...]
) -> None:
    step = state.step
    page.heading(f"{state.number} {step.title}")
    for reason in _early_reasons(analysis, step.id):
        page.quiet(_("Opened before the first part was done: {reason}").format(reason=reason))
    written = _fields(page, analysis, state)
    for contents in step.contains:
        match contents:
            case "information":
                written |= _information(page, analysis)
            case "factors":
                written |= _factors(page, analysis)
            case "measures":
                written |= _measures(page, analysis, today, holidays)
            case "log":
                written |= _log(page, analysis)
            case "evaluation":
                written |= _evaluation(page, analysis)
            case "versions":
                written |= _versions(page, analysis)
    if not written:
        page.quiet(_("Not filled in."))


def _early_reasons(analysis: Analysis, step: str) -> list[str]:
    """Of this version and those before it."""
    states = [s for a in (*analysis.earlier, analysis) for s in a.steps if s.step.id == step]
    return list(dict.fromkeys(s.early for s in states if s.early))


def _fields(page: Page, analysis: Analysis, state: StepState) -> bool:
    """Short fields as a small table, long ones as text; what is empty is left out."""
    step, pairs, texts = state.step, [], []
    skipped = {"title"}  # it is the document's title
    for field in step.fields:
        cell = analysis.field(step.id, field.id)
        value = _every(cell, _value(field, analysis.text(step.id, field.id).strip()))
        if not value or field.use in skipped:
            continue
        if field.type == "long":
            texts.append((field.label, value))
        else:
            pairs.append((field.label, value))
    if len(step.fields) == 2 and len(texts) == 1 and len(pairs) == 1:
        pairs, texts = [], [*texts, *pairs]  # a text and its date
    alone = len(step.fields) == 1 and not step.contains
    if pairs:
        page.pairs(pairs)
    for label, value in texts:
        if alone or label == step.title:  # the heading has said it
            page.text(value)
        else:
            page.labelled(label, value)
    return bool(pairs or texts)


def _every(cell: Cell, value: str) -> str:
    """A text, with what was written beside it and still waits for a choice."""
    others = [str(v.value).strip() for v in cell.others]
    return (
        "\n".join([_("Two texts stand here, and one is to be chosen:"), value, *others]) if others else value
    )


def _member(analysis: Analysis, kind: str, row: str, name: str, value: str) -> str:
    """The text of one member of a row, likewise."""
    return _every(analysis.cell(kind, f"{row}:{name}"), value)


def _information(page: Page, analysis: Analysis) -> bool:
    if not analysis.information:
        return False
    head = [_("What we need to know"), _("From whom and how"), _("Responsible"), _("What we found")]
    rows = []
    for r in analysis.information:
        names = ("question", "whom", "method", "responsible", "findings")
        told = {n: _member(analysis, "information", r.id, n, getattr(r, n)) for n in names}
        how = "\n".join(p for p in (told["whom"], told["method"]) if p)
        due = _("by {day}").format(day=day(r.due)) if r.due else ""
        who = "\n".join(p for p in (told["responsible"], due) if p)
        rows.append([told["question"], how, who, told["findings"]])
    page.table(head, rows, [4.0, 3.5, 3.9, 0])
    return True


def _factors(page: Page, analysis: Analysis) -> bool:
    if not analysis.factors:
        return False
    drawn = circle.circle_of(analysis)
    from kit.activities._style import to_png

    png = to_png(circle.draw(drawn, circle.DOCUMENT), zoom=3)
    page.picture(png, circle.describe(drawn), f"{circle.caption(drawn)} {circle.legend()}")
    head = [_("Factor"), _("Evidence"), _("Votes"), ""]
    for perspective in (*PERSPECTIVES, ""):
        factors = [f for f in analysis.factors if f.perspective == perspective]
        if factors:
            page.heading(perspective_name(perspective).capitalize() or _("Without a perspective"), 2)
            page.table(head, [_factor_row(analysis, f) for f in _heaviest_first(factors)], [0, 4.8, 2.3, 2.1])
    if analysis.links:
        text = {f.id: short(f.text) for f in analysis.factors}
        strengths = {1: _("weak"), 2: _("clear"), 3: _("strong")}
        told = [f"{text[k.a]} – {text[k.b]} ({strengths[k.strength]})" for k in analysis.links]
        page.labelled(_("Links between factors"), "\n".join(told), CELL)
    return True


def _heaviest_first(factors: list[Factor]) -> list[Factor]:
    return sorted(factors, key=lambda f: (not f.selected, -f.weight))


def _factor_row(analysis: Analysis, factor: Factor) -> list[str]:
    marks = [_("chosen")] if factor.selected else []
    marks += [_("dampens")] if factor.dampens else []
    text = _member(analysis, "factor", factor.id, "text", factor.text)
    text = f"**{text}" if factor.selected else text
    evidence = _member(analysis, "factor", factor.id, "evidence", factor.evidence)
    return [text, evidence, number(factor.weight) if factor.weight else "–", "\n".join(marks)]


def _measures(page: Page, analysis: Analysis, today: dt.date, holidays: tuple[Holiday, ...]) -> bool:
    if analysis.measures:
        head = [_("Measure"), _("Aims at"), _("Responsible"), _("Start and evaluation")]
        rows = [_measure_row(analysis, i, m) for i, m in enumerate(analysis.measures, 1)]
        page.table(head, rows, [0, 4.2, 3.4, 2.8])
    without = selected_without_measure(analysis)
    if without:
        page.labelled(_("Chosen factors without a measure"), "\n".join(f.text for f in without), CELL)
    dated = [m for m in analysis.measures if m.start or m.evaluate]
    if dated:
        from kit.activities._style import to_png

        tall = min(timeline.height(dated, timeline.DOCUMENT), _TALLEST)
        canvas = timeline.DOCUMENT.with_(height=tall)
        png = to_png(timeline.draw(dated, today, canvas, holidays), zoom=3)
        page.picture(png, timeline.describe(dated, today))
    return bool(analysis.measures or without)


def _measure_row(analysis: Analysis, i: int, m: Measure) -> list[str]:
    names = ("text", "responsible", "noticed")
    told = {n: _member(analysis, "measure", m.id, n, getattr(m, n)) for n in names}
    text = f"**{i}. {told['text']}"
    if told["noticed"]:
        text += "\n" + _("We notice it by: {noticed}").format(noticed=told["noticed"])
    aims = [_aim(analysis.all_factors[f]) for f in m.aims if f in analysis.all_factors]
    who = "\n".join(p for p in (told["responsible"], _level(m.level)) if p)
    when = "\n".join(_short(d) for d in (m.start, m.evaluate)) if m.start or m.evaluate else "–"
    return [text, "\n".join(aims), who, when]


def _aim(factor: Factor) -> str:
    return _("{factor} (taken away)").format(factor=factor.text) if factor.removed else factor.text


def _level(level: str) -> str:
    return {"individ": _("individual"), "gruppe": _("group"), "system": _("system")}.get(level, level)


def _short(date: dt.date | None) -> str:
    return f"{date.day}.{date.month}.{date.year}" if date else "–"


def _log(page: Page, analysis: Analysis) -> bool:
    if not analysis.log:
        return False
    names = {m.id: short(m.text) for m in analysis.measures}
    rows = [
        [
            _short(line.date),
            _member(analysis, "log", line.id, "text", line.text)
            + (f"\n{_('Measure')}: {names[line.measure]}" if line.measure in names else ""),
        ]
        for line in analysis.log
    ]
    page.table([_("Date"), _("What we did and saw")], rows, [2.4, 0])
    return True


def _evaluation(page: Page, analysis: Analysis) -> bool:
    """This version's, then what was decided in the versions before it."""
    head = [_("What"), _("Result"), _("From here"), _("Reason")]
    written = False
    for each in (analysis, *reversed(analysis.earlier)):
        rows = _evaluation_rows(each)
        if rows:
            if analysis.earlier:
                page.heading(_("Version {number}").format(number=each.version), 2)
            page.table(head, rows, [5.0, 2.4, 2.6, 0])
            written = True
    return written


def _evaluation_rows(analysis: Analysis) -> list[list[str]]:
    results = {"reached": _("reached"), "partly": _("partly reached"), "not": _("not reached")}
    next_ = {"continue": _("continue"), "adjust": _("adjust"), "stop": _("stop")}
    goal = _("Goal: {goal}").format(goal=short(analysis.goal, 200)) if analysis.goal else _("The goal")
    rows = []
    for target, name in ((GOAL, goal), *((m.id, m.text) for m in analysis.measures)):
        e = analysis.evaluation(target)
        if e.result or e.next or e.reason:
            reason = _member(analysis, "evaluation", f"{analysis.version}:{target}", "reason", e.reason)
            rows.append([name, results.get(e.result, "–"), next_.get(e.next, "–"), reason])
    return rows


def _versions(page: Page, analysis: Analysis) -> bool:
    if not analysis.versions:
        return False
    rows = [
        [number(v.number), day_year(i18n.local(v.at).date()), _why(analysis, v)] for v in analysis.versions
    ]
    page.table([_("Version"), _("Opened"), _("Reason")], rows, [1.8, 4.1, 0])
    return True


def _why(analysis: Analysis, version: Opened) -> str:
    step = analysis.worksheet.step(version.from_step)
    back = _("Back to: {step}").format(step=step.title) if step else ""
    return "\n".join(p for p in (version.reason, back) if p)
