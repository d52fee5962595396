"""One place of an analysis as a form that saves itself, with what others wrote in the same place at the same time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kit.analysis.cells import Cell
from kit.analysis.field_checks import Seen, field_checks
from kit.analysis.rows import FIRST_YEAR, LAST_YEAR, Row
from kit.analysis.worksheets import WorksheetField
from kit.dashboards import html
from kit.dashboards.analysis_session import AnalysisSession
from kit.dashboards.fields import option
from kit.i18n import clock, day_year
from kit.i18n import gettext as _

escape = html.escape
_CHECKED = ("problem", "question", "goal")


def form(
    session: AnalysisSession,
    kind: str,
    subject: str,
    cell: Cell,
    label: str,
    *,
    type_: str = "text",
    options: Sequence[tuple[str, str]] = (),
    hint: str = "",
    quiet: bool = False,
    live: bool = False,
    rows: int = 3,
) -> str:
    """A labelled field that saves itself. ``quiet`` reads the label aloud only; ``live`` checks while typing."""
    ident = "f-" + "-".join(c if c.isalnum() else "-" for c in f"{kind}-{subject}").strip("-")
    value = str(cell.value or "")
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escape(str(v))}">'
        for name, v in (("analysis", session.a.id), ("kind", kind), ("subject", subject), ("base", cell.base))
    )
    named = f'id="{ident}" name="value" class="fs-field"'
    named += f' aria-describedby="{ident}-hint"' if hint else ""
    match type_:
        case "long" | "list":
            inner = f'<textarea {named} rows="{rows}">{escape(value)}</textarea>'
        case "choice":
            offered = "".join(option(v, text, v == value) for v, text in (("", "–"), *options))
            inner = f"<select {named}>{offered}</select>"
        case _:
            shown = (
                f'"date" min="{FIRST_YEAR}-01-01" max="{LAST_YEAR}-12-31"' if type_ == "date" else '"text"'
            )
            inner = f'<input type={shown} {named} value="{escape(value)}" autocomplete="off">'
    title = f'<label for="{ident}"{" class=fs-sr" if quiet else ""}>{escape(label)}</label>'
    help_ = f'<p class="fs-hint" id="{ident}-hint">{escape(hint)}</p>' if hint else ""
    checked = ' data-live="typing"' if live else ""
    return (
        f'<div class="fs-afield"><form class="fs-stack-s fs-auto" data-form="place" data-autosave '
        f'data-draft="{escape(session.a.id)}:{escape(kind)}:{escape(subject)}"{checked} novalidate>'
        f"{hidden}{title}{help_}{inner}</form>{conflict(session, kind, subject, cell)}</div>"
    )


def conflict(session: AnalysisSession, kind: str, subject: str, cell: Cell) -> str:
    """Two texts that stand in the same place, and the choice between them."""
    if not cell.others:
        return ""
    mine = next((v for v in reversed(cell.standing) if v.by == session.by), None)
    shown = []
    for version in cell.standing:
        name = _("Yours") if version is mine else _("Theirs")
        if mine is None:
            name = _("Written {time}").format(time=clock(version.at)) if version.at else ""
        shown.append(f"<div><b>{escape(name)}</b><p>{escape(str(version.value or ''))}</p></div>")
    args = {"kind": kind, "subject": subject, "mine": mine.revision if mine else cell.standing[-1].revision}
    words = {"mine": _("Keep mine"), "theirs": _("Keep theirs"), "both": _("Keep both")}
    if mine is None:
        words = {"theirs": _("Keep the first"), "mine": _("Keep the last"), "both": _("Keep both")}
    buttons = "".join(
        html.button(text, "settle", args={**args, "which": which}, look="small")
        for which, text in words.items()
    )
    title = escape(_("Two wrote here at the same time. Both texts are kept until you choose."))
    return (
        f'<div class="fs-panel fs-notice fs-both" role="status"><p><strong>{title}</strong></p>'
        f'<div class="fs-bothtexts">{"".join(shown)}</div><div class="fs-row">{buttons}</div></div>'
    )


def waits(row: Row) -> str:
    """On what is folded together: somewhere in it two texts wait for a choice."""
    return f" {html.tag(_('Two texts: choose one'), 'wait')}" if row.conflicts else ""


def sheet_field(
    session: AnalysisSession,
    step: str,
    f: WorksheetField,
    *,
    rows: int = 4,
    help_: bool = True,
    checked: bool = True,
) -> str:
    """A field of the worksheet, with its checks and buttons for a date some weeks ahead."""
    a = session.a
    subject = f"{a.version}:{step}:{f.id}"
    cell = a.cells.get(("field", subject)) or a.field(step, f.id)
    inner = form(
        session,
        "field",
        subject,
        cell,
        f.label,
        type_=f.type,
        options=[(o.id, o.text) for o in f.options],
        hint=f.help if help_ else "",
        live=f.use in _CHECKED or f.type in ("text", "long", "list"),
        rows=rows,
    )
    weeks = _weeks(subject, f) if f.weeks else ""
    seen = checks(session, step, f) if checked else ""
    return f'<div class="fs-sheetfield fs-is-{f.type}">{inner}{weeks}{seen}</div>'


def _weeks(subject: str, f: WorksheetField) -> str:
    from kit.i18n import ngettext

    buttons = "".join(
        html.button(
            ngettext("{n} week", "{n} weeks", n).format(n=n), "weeks", args={"subject": subject, "weeks": n}
        )
        for n in f.weeks
    )
    label = escape(_("This many weeks ahead"))
    return f'<div class="fs-segments fs-weeks" role="group" aria-label="{label}">{buttons}</div>'


def checks(session: AnalysisSession, step: str, f: WorksheetField) -> str:
    """What the checks say about the text as it is being written."""
    typed = session.typed.get(f"{session.a.version}:{step}:{f.id}")
    seen = field_checks(session.a, step, f.id, session.today(), typed)
    if not seen:
        return ""
    rows = "".join(_check(session, step, f, one) for one in seen)
    return f'<ul class="fs-checks" aria-label="{escape(_("Checks of {field}").format(field=f.label))}">{rows}</ul>'


_TICK = '<svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true"><path d="M3 9.5l4 4 8-9" fill="none" stroke="#2F6B45" stroke-width="2.4"/></svg>'


def _check(session: AnalysisSession, step: str, f: WorksheetField, seen: Seen) -> str:
    check = seen.check
    text = f"<b>{escape(check.title)}</b> {escape(check.text)}"
    if check.passed:
        return f'<li data-id="c-{f.id}-{check.id}">{_TICK}<div><p>{text}</p></div></li>'
    if seen.word:
        stands = escape(_("Left standing: {word}").format(word=seen.word))
        return f'<li data-id="c-{f.id}-{check.id}" class="fs-rests"><i>–</i><div><p>{escape(check.title)} <span class="fs-dim">{stands}</span></p></div></li>'
    args = {"step": step, "field": f.id, "check": check.id, "found": check.found}
    move = ""
    if check.id == "cause" and f.use in ("problem", "question"):
        move = html.button(_("Move to the analysis"), "move", args=args, look="small")
    ident = f"w-{f.id}-{check.id}"
    hidden = "".join(f'<input type="hidden" name="{k}" value="{escape(v)}">' for k, v in args.items())
    rest = (
        f'<form class="fs-row" data-form="rest" data-draft="{escape(session.a.id)}:rest:{step}:{f.id}:{check.id}">{hidden}'
        f'<label class="fs-sr" for="{ident}">{escape(_("A word about why it can stand"))}</label>'
        f'<input id="{ident}" name="word" class="fs-field fs-word" maxlength="120" autocomplete="off" '
        f'placeholder="{escape(_("why it can stand"))}"><button class="fs-btn fs-small" type="submit"><span>'
        f"{escape(_('Let it stand'))}</span></button></form>"
    )
    return (
        f'<li data-id="c-{f.id}-{check.id}" class="fs-asks"><i>?</i><div><p>{text}</p>'
        f'<div class="fs-row">{move}{rest}</div></div></li>'
    )


def member(
    session: AnalysisSession,
    kind: str,
    row: str,
    members: Mapping[str, Cell],
    name: str,
    label: str,
    **more: Any,
) -> str:
    """One member of a row: a factor's evidence, a measure's start."""
    return form(session, kind, f"{row}:{name}", members.get(name, Cell()), label, **more)


def shown_value(f: WorksheetField, text: str) -> str:
    """As people read it."""
    from kit.analysis.rows import as_date

    if f.type == "choice":
        return next((o.text for o in f.options if o.id == text), text)
    date = as_date(text) if f.type == "date" else None
    return day_year(date) if date else text
