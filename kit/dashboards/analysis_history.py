"""Looking back: what has stood in each field of a step, and a whole earlier version to read."""

from __future__ import annotations

from kit.analysis import Analysis, history
from kit.analysis.nudges import perspective_name
from kit.analysis.rows import GOAL, PERSPECTIVES
from kit.dashboards import html
from kit.dashboards.analysis_after import versions
from kit.dashboards.analysis_fields import shown_value
from kit.dashboards.analysis_measures import level
from kit.dashboards.analysis_session import AnalysisSession
from kit.i18n import clock, day, local
from kit.i18n import gettext as _
from kit.store import Entry

escape = html.escape


def dialog(session: AnalysisSession, shown: list[str]) -> str:
    """Every text that has stood in the fields and rows of these steps, newest first."""
    a = session.a
    entries = session.store.entries(a.id)
    parts = [_place(session, entries, kind, subject, label) for kind, subject, label in _places(a, shown)]
    told = (
        "".join(p for p in parts if p)
        or f'<p class="fs-dim">{escape(_("Nothing has been written here yet."))}</p>'
    )
    close = html.button(_("Close"), "close_history", look="small")
    return (
        '<dialog class="fs-history" data-open data-cancel="close_history" aria-labelledby="fs-history-title"><div class="fs-stack">'
        f'<h2 id="fs-history-title">{escape(_("What has stood here"))}</h2>{told}{versions(session)}<div class="fs-row">{close}</div></div></dialog>'
    )


def _places(a: Analysis, shown: list[str]) -> list[tuple[str, str, str]]:
    """(kind, subject, label) of everything with text in these steps, also what was taken away."""
    found = []
    tables = {"information": "information", "factors": "factor", "measures": "measure", "log": "log"}
    names = {"information": "question", "factor": "text", "measure": "text", "log": "text"}
    for step in (a.worksheet.step(s) for s in shown):
        if step is None:
            continue
        found += [
            ("field", f"{v}:{step.id}:{f.id}", f.label) for f in step.fields for v in range(a.version, 0, -1)
        ]
        for kind in (tables[c] for c in step.contains if c in tables):
            for k, subject in a.cells:
                if k == kind and subject.endswith((f":{names[kind]}", ":evidence", ":findings")):
                    row = subject.partition(":")[0]
                    cell = a.members(kind, row).get(names[kind])
                    found.append((kind, subject, str(cell.value or "") if cell else ""))
    return found


def _place(session: AnalysisSession, entries: list[Entry], kind: str, subject: str, label: str) -> str:
    written = [w for w in history(entries, kind, subject) if w.value not in (None, "")]
    if not written:
        return ""
    hows = {"undone": _("undone"), "redone": _("done again")}
    rows = []
    now = (
        session.a.field(*subject.split(":")[1:]).value
        if kind == "field"
        else session.a.cell(kind, subject).value
    )
    for w in written:
        time = f"{day(local(w.at).date())} {clock(w.at)}" + (f", {hows[w.how]}" if w.how in hows else "")
        back = ""
        if w.value != now and isinstance(w.value, str):
            args = {"kind": kind, "subject": subject, "revision": w.revision}
            back = html.button(_("Bring back"), "bring_back", args=args, look="small")
        rows.append(
            f'<li><span class="fs-dim fs-sm fs-tal">{escape(time)}</span><p>{escape(str(w.value))}</p>{back}</li>'
        )
    return f'<details class="fs-past" id="h-{escape(subject)}"><summary>{escape(label)} ({len(rows)})</summary><ul>{"".join(rows)}</ul></details>'


def reading(a: Analysis, now: int) -> str:
    """A whole earlier version, as it was; nothing can be written in it."""
    back = html.button(
        _("Back to version {number}").format(number=now), "read", args={"version": 0}, look="primary"
    )
    parts = [
        f'<div class="fs-ahead"><div class="fs-grow"><h1>{escape(a.title)}</h1><p class="fs-dim">'
        f"{escape(_('Version {number}, as it was. You are reading only.').format(number=a.version))}</p></div>{back}</div>"
    ]
    for state in a.steps:
        step = state.step
        body = []
        for f in step.fields:
            text = shown_value(f, a.text(step.id, f.id))
            if text.strip():
                body.append(f"<dt>{escape(f.label)}</dt><dd>{escape(text)}</dd>")
        for contents in step.contains:
            body += _contents(a, contents)
        if state.early:
            body.append(f"<dt>{escape(_('Opened early'))}</dt><dd>{escape(state.early)}</dd>")
        told = f"<dl>{''.join(body)}</dl>" if body else f'<p class="fs-dim">{escape(_("Not filled in."))}</p>'
        parts.append(f"<section><h2>{state.number} {escape(step.title)}</h2>{told}</section>")
    return f'<div class="fs-reading">{"".join(parts)}</div>'


def _contents(a: Analysis, contents: str) -> list[str]:
    def pair(name: str, *told: str) -> str:
        return f"<dt>{escape(name)}</dt><dd>{escape(' · '.join(t for t in told if t))}</dd>"

    match contents:
        case "information":
            return [pair(r.question, r.whom, r.method, r.responsible, r.findings) for r in a.information]
        case "factors":
            return [
                pair(
                    f.text,
                    perspective_name(p),
                    f.evidence,
                    _("chosen") if f.selected else "",
                    str(f.weight or ""),
                )
                for p in (*PERSPECTIVES, "")
                for f in a.factors
                if f.perspective == p
            ]
        case "measures":
            return [
                pair(
                    m.text,
                    level(m.level),
                    m.responsible,
                    *(day(d) for d in (m.start, m.evaluate) if d),
                    m.noticed,
                )
                for m in a.measures
            ]
        case "log":
            return [pair(day(r.date) if r.date else "–", r.text) for r in a.log]
        case "evaluation":
            words = {
                "reached": _("reached"), "partly": _("partly"), "not": _("not"),
                "continue": _("continue"), "adjust": _("adjust"), "stop": _("stop"),
            }  # fmt: skip
            rows = []
            for target, name in ((GOAL, _("The goal")), *((m.id, m.text) for m in a.measures)):
                e = a.evaluation(target)
                if e.result or e.next or e.reason:
                    rows.append(pair(name, words.get(e.result, ""), words.get(e.next, ""), e.reason))
            return rows
    return []
