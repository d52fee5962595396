"""The list of a unit's analyses, and the form for a new one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from kit.analysis import Analysis, Summary, Worksheet, summary, worksheets
from kit.analysis.changes import Change, start
from kit.dashboards import deleting, html
from kit.dashboards.fields import Fields, one
from kit.dashboards.findings import Finding, as_changes
from kit.dashboards.session import Session
from kit.dashboards.theme_page import ANALYSIS
from kit.i18n import NAMES, available, day_year, ngettext, number
from kit.i18n import gettext as _
from kit.store import Store
from kit.store.state import Unit

escape = html.escape
REGION = "main/new"


class Known:
    """All analyses as last read: only what is new in them is read again."""

    def __init__(self) -> None:
        self._states: dict[str, Analysis] = {}

    def all(self, store: Store) -> list[Analysis]:
        ids = store.analyses()
        self._states = {i: store.analysis_state(i, self._states.get(i)) for i in ids}
        return list(self._states.values())


def table(analyses: Sequence[Analysis], today: dt.date, *, level: str = "h2", link: bool = False) -> str:
    """One line each, gathered by unit: the step, the next date, open measures."""
    told = [summary(a, today) for a in analyses]
    units = list(dict.fromkeys(s.unit_name for s in told))
    heads = (_("Case"), _("Step"), _("Next date"), _("Open measures"), "")
    top = "".join(f"<th scope=col>{escape(h)}</th>" for h in heads)
    parts = []
    for unit in units:
        rows = "".join(_row(s, link) for s in told if s.unit_name == unit)
        name = escape(unit or _("Without a unit"))
        parts.append(
            f"<{level}>{name}</{level}><table class='fs-analyses'><thead><tr>{top}</tr></thead><tbody>{rows}</tbody></table>"
        )
    return "".join(parts)


def _row(s: Summary, link: bool) -> str:
    title = s.title or _("Without a title")
    version = f" ({_('version {number}').format(number=s.version)})" if s.version > 1 else ""
    measures = (
        ngettext("{n} measure", "{n} measures", s.open_measures).format(n=s.open_measures)
        if s.open_measures
        else "–"
    )
    label = _("Open {title}").format(title=title)
    if link:
        open_ = html.link(_("Open"), f"{ANALYSIS}?analyse={s.id}", aria_label=label)
    else:
        open_ = html.button(_("Open"), "open", args={"analysis": s.id}, look="small", aria_label=label)
        gone = _("Delete {title}").format(title=title)
        open_ += html.button(
            _("Delete"), "delete", args={"analysis": s.id}, look="text small", aria_label=gone
        )
    return (
        f'<tr data-id="a-{s.id}"><td><b>{escape(title)}</b>{escape(version)}</td><td>{escape(s.step)}</td>'
        f"<td>{escape(day_year(s.next_date)) if s.next_date else '–'}</td><td>{escape(measures)}</td><td class=fs-row>{open_}</td></tr>"
    )


def delete_one(analysis: Analysis) -> str:
    """The question before one analysis is deleted."""
    heading = _("Delete «{title}»?").format(title=analysis.title or _("Without a title"))
    text = _(
        "The whole analysis is deleted with every version and everything that phones have sent. It cannot be undone. "
        "Download the Word document first if you want to keep it."
    )
    return deleting.dialog(heading, text, _("Delete the analysis"))


# --- a new one ---------------------------------------------------------------------------------


def role_fields(sheet: Worksheet) -> list[tuple[str, str, str]]:
    """(id, label, help) of the frame's plain fields: who does what."""
    return [(f.id, f.label, f.help) for f in sheet.steps[0].fields if f.type == "text" and not f.use]


def form(session: Session, finding: Finding | None, language: str) -> tuple[str, Fields]:
    f = Fields(REGION)
    found = worksheets(language)
    sheets = found.all
    first = next(iter(sheets.values()))
    units = "".join(f'<option value="{escape(u.name)}"></option>' for u in session.store.units())
    place = first.where("level")
    field = first.field(*place) if place else None
    levels = {o.id: o.text for o in field.options} if field else {}
    languages = {c: NAMES[c] for c in ("nb", "nn") if c == "nb" or available(c)}
    told = ""
    if finding:
        text = _("From the gathering: {finding}").format(finding=finding.text or "–")
        if finding.cards:
            n = len(finding.cards)
            with_cards = ngettext("{n} card comes with it.", "{n} cards come with it.", n)
            text = f"{text} {with_cards.format(n=number(n))}"
        told = f'<p class="fs-panel fs-quiet">{escape(text)}</p>'
    roles = "".join(
        f.text(f"role_{i}", label, hint=help_, error=False) for i, label, help_ in role_fields(first)
    )
    variants = {s.id: f"{s.title}. {s.about}" for s in sheets.values()}
    body = (
        told
        + f.text("title", _("What the case is called"), finding.title if finding else "", maxlength=120,
                 hint=_("Without names of children or adults, for example «Break time in year 3»."), autofocus=True)
        + '<div class="fs-pair">'
        + f.text("unit", _("Unit"), finding.unit if finding else "", list="fs-units", autocomplete="off", maxlength=80)
        + f.radios("level", _("Level"), levels, "gruppe" if "gruppe" in levels else "")
        + f'</div><datalist id="fs-units">{units}</datalist>'
        + f.radios("sheet", _("Worksheet"), variants, first.id)
        + "".join(f'<p class="fs-wrong">{escape(p)}</p>' for p in found.problems)
        + (f.radios("language", _("Language"), languages, language if language in languages else "nb") if len(languages) > 1 else "")
        + f'<details id="fs-roles"><summary>{escape(_("Who does what (roles, not names)"))}</summary><div class="fs-pair">{roles}</div></details>'
    )  # fmt: skip
    make = f'<button type="submit" class="fs-btn fs-primary"><span>{escape(_("Make the analysis"))}</span></button>'
    cancel = html.button(_("Cancel"), "close_new", look="text", also="Escape")
    draft = f"new-analysis-{finding.gathering}-{finding.title}" if finding else "new-analysis"
    return (
        f'<form class="fs-new fs-stack" data-form="new" data-draft="{escape(draft)}" novalidate autocomplete="off">{f.restored()}{body}'
        f'<div class="fs-row">{make}{cancel}<span data-status role="status" hidden></span></div></form>',
        f,
    )


def read(
    values: Mapping[str, Any], units: Sequence[Unit], finding: Finding | None, language: str, today: dt.date
) -> tuple[list[Change], dict[str, str]]:
    """The first entries of the analysis that was asked for, or one sentence per field to mend."""
    errors: dict[str, str] = {}
    title, unit = one(values, "title"), one(values, "unit")
    if not title:
        errors["title"] = _("Write what the case is called, without names.")
    chosen = one(values, "language")
    language = chosen if chosen in ("nb", "nn") else language
    sheets = worksheets(language).all
    sheet = sheets.get(one(values, "sheet")) or next(iter(sheets.values()))
    if errors:
        return [], errors
    known = next((u for u in units if u.name.casefold() == unit.casefold()), None)
    made = start(
        sheet,
        language=language,
        unit=known.id if known else "",
        unit_name=known.name if known else unit,
        municipality=known.municipality if known else "",
        gathering=finding.gathering if finding else "",
        title=title,
        finding=finding.text if finding else "",
        today=today,
    )
    frame = sheet.steps[0]
    given = {i: one(values, f"role_{i}") for i, _label, _help in role_fields(sheet)}
    place = sheet.where("level")
    extra = {(frame.id, i): text for i, text in given.items() if text}
    if place and one(values, "level"):
        extra[place] = one(values, "level")
    made += [
        ("field", f"1:{step}:{name}", {"value": text, "base": 0}, None)
        for (step, name), text in extra.items()
    ]
    return [*made, *as_changes(finding.cards if finding else ())], {}
