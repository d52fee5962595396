"""What can be done with an analysis: pure functions to entries that a dashboard appends.

Each returns a change (kind, subject, body, expect) or a list of them, for ``store.record_many``.
What cannot be done raises :class:`AnalysisError` with one sentence.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from kit.activities.weights import MOST_DOTS, MOST_DOTS_EACH, MOST_FACTORS
from kit.analysis.cells import Cell, Json
from kit.analysis.folding import keeps_both
from kit.analysis.model import ROWS, Analysis
from kit.analysis.rows import DATES, FIRST_YEAR, LAST_YEAR, LEVELS, PERSPECTIVES, RESULTS, as_date
from kit.analysis.rows import NEXT as NEXT_STEPS
from kit.analysis.worksheets import Worksheet
from kit.i18n import gettext as _
from kit.i18n import ngettext, number

Change = tuple[str, str, Json, int | None]  # kind, subject, body, expect

LONGEST = 8000  # characters in one field
LONGEST_CARD = 300  # … in the text of a card: it is to be read on a wall
MOST_ROWS = MOST_FACTORS  # factors, or rows of any other list
DOTS_FROM_SCREEN = "skjerm:"  # votes that a group gives together, on its screen


class AnalysisError(ValueError):
    """Something that cannot be done. The message is one sentence for the person who tried."""


def new_id() -> str:
    """An id that nobody else has made."""
    return secrets.token_hex(5)


def start(
    worksheet: Worksheet,
    *,
    language: str = "nb",
    unit: str = "",
    unit_name: str = "",
    municipality: str = "",
    gathering: str = "",
    title: str = "",
    finding: str = "",
    today: dt.date | None = None,
) -> list[Change]:
    """A new analysis with its own copy of the worksheet; a finding from a gathering is filled in."""
    settings = {
        "template": worksheet.id,
        "template_version": worksheet.version,
        "language": language,
        "unit": unit,
        "unit_name": unit_name,
        "municipality": municipality,
        "gathering": gathering,
        "finding": finding,
    }
    made: list[Change] = [
        ("analysis", "settings", {"value": settings}, 0),
        ("analysis", "worksheet", {"value": worksheet.model_dump(mode="json", exclude_defaults=True)}, 0),
    ]
    first = "question" if worksheet.where("question") else "problem"
    filled = {"title": title.strip(), first: finding.strip(), "date": today.isoformat() if today else ""}
    for use, value in filled.items():
        place = worksheet.where(use)
        if place and value:
            made.append(("field", f"1:{place[0]}:{place[1]}", {"value": value, "base": 0}, None))
    return made


# --- texts ---------------------------------------------------------------------------------


def write(
    analysis: Analysis, kind: str, subject: str, value: Any, base: int | None = None, over: Iterable[int] = ()
) -> Change:
    """Any one place. ``base`` is the revision of the text that the writer saw (``Cell.base``)."""
    checked(value, LONGEST_CARD if (kind, subject.rpartition(":")[2]) == ("factor", "text") else LONGEST)
    if _is_date(analysis, kind, subject):
        value = dated(value)
    if not keeps_both(kind, subject):
        return kind, subject, {"value": value}, None
    body: Json = {"value": value, "base": _cell(analysis, kind, subject).base if base is None else base}
    settled = sorted(set(over) - {body["base"]})
    return kind, subject, body | ({"over": settled} if settled else {}), None


def write_field(analysis: Analysis, step: str, name: str, value: Any, base: int | None = None) -> Change:
    """A field of the worksheet, in the version that is open."""
    return write(analysis, "field", field_subject(analysis, step, name), value, base)


def field_subject(analysis: Analysis, step: str, name: str) -> str:
    return f"{analysis.version}:{step}:{name}"


def checked(value: Any, longest: int) -> None:
    """Raises where a text is too long. Nothing is cut: the text still stands where it was written."""
    if isinstance(value, str) and len(value) > longest:
        text = _(
            "The text has {length} characters, and there is room for {limit} here. It is still in the field: "
            "shorten it or split it up."
        )
        raise AnalysisError(text.format(length=number(len(value)), limit=number(longest)))


def dated(value: Any) -> Any:
    """A date as it is kept. «04.12.26» reaches us as the year 26. Raises where it is no date of our time."""
    text = str(value or "")
    text = f"20{text[2:]}" if text[:2] == "00" and text[4:5] == "-" else text
    if text and as_date(text) is None:
        sentence = _("Write the whole date, with a year from {first} to {last}.")
        raise AnalysisError(sentence.format(first=FIRST_YEAR, last=LAST_YEAR))
    return text


def _is_date(analysis: Analysis, kind: str, subject: str) -> bool:
    if kind in ROWS:
        return subject.partition(":")[2] in DATES
    if kind != "field":
        return False
    _version, step, name = subject.split(":", 2)
    found = analysis.worksheet.field(step, name)
    return found is not None and found.type == "date"


def choose(analysis: Analysis, kind: str, subject: str, which: str, mine: int | None = None) -> Change:
    """Settles a conflict: ``which`` is "mine", "theirs" or "both".

    ``mine`` is the revision of the writer's own standing text; without it, the latest one is meant.
    """
    cell = _cell(analysis, kind, subject)
    if not cell.others:
        raise AnalysisError(_("There is only one text left here, so there is nothing to choose."))
    own = next((v for v in cell.standing if v.revision == mine), cell.standing[-1])
    theirs = [v for v in cell.standing if v is not own]
    kept = {"mine": [own], "theirs": theirs, "both": list(cell.standing)}[which]
    value = kept[0].value if len(kept) == 1 else "\n\n".join(str(v.value or "").strip() for v in kept)
    return write(analysis, kind, subject, value, cell.base, [v.revision for v in cell.standing])


def undo(analysis: Analysis, kind: str, subject: str) -> Change:
    """Brings back exactly what stood before the last entry of this place."""
    cell = analysis.cell(kind, subject)
    if not cell.can_undo:
        raise AnalysisError(_("There is nothing to undo here."))
    before = cell.past[-1].standing
    return kind, subject, {"value": before[0].value if before else None, "undo": cell.revision}, cell.revision


def redo(analysis: Analysis, kind: str, subject: str) -> Change:
    """Takes an undo back."""
    cell = analysis.cell(kind, subject)
    if not cell.can_redo:
        raise AnalysisError(_("There is nothing to do again here."))
    after = cell.future[0].standing
    return kind, subject, {"value": after[0].value if after else None, "redo": cell.revision}, cell.revision


def bring_back(analysis: Analysis, kind: str, subject: str, value: Any) -> Change:
    """An earlier text as the present one; what stands now stays in the history."""
    cell = _cell(analysis, kind, subject)
    return write(analysis, kind, subject, value, cell.base, [v.revision for v in cell.standing])


# --- rows ----------------------------------------------------------------------------------


def add_row(analysis: Analysis, kind: str, values: Mapping[str, Any], row: str | None = None) -> list[Change]:
    """A new row of information, factor, measure or log; its id is ``row`` or a new one."""
    if len(analysis.rows(kind)) >= MOST_ROWS:
        text = ngettext(
            "There is room for {n} row. Take one away first.",
            "There is room for {n} rows. Take some away, or put alike ones together.",
            MOST_ROWS,
        )
        raise AnalysisError(text.format(n=number(MOST_ROWS)))
    made = row or new_id()
    return [write(analysis, kind, f"{made}:{name}", value, 0) for name, value in values.items()]


def add_factor(
    analysis: Analysis,
    perspective: str,
    text: str,
    *,
    effect: str = "maintains",
    evidence: str = "",
    source: str = "",
    row: str | None = None,
) -> list[Change]:
    if not text.strip():
        raise AnalysisError(_("Write what the factor is first."))
    if perspective not in PERSPECTIVES:
        raise AnalysisError(_("Choose a perspective for the card."))
    values = {"perspective": perspective, "effect": effect, "text": text.strip()}
    more = {"evidence": evidence.strip(), "source": source}
    return add_row(analysis, "factor", values | {k: v for k, v in more.items() if v}, row)


def change_row(
    analysis: Analysis, kind: str, row: str, values: Mapping[str, Any], bases: Mapping[str, int] | None = None
) -> list[Change]:
    """Only the members that differ from what stands (or whose text waits for a choice)."""
    known = analysis.members(kind, row)
    made = []
    for name, value in values.items():
        cell = known.get(name, Cell())
        if cell.value != value and not (cell.value is None and value in ("", None, False)):
            made.append(write(analysis, kind, f"{row}:{name}", value, (bases or {}).get(name)))
    return made


def add_measure(
    analysis: Analysis, text: str, aims: Iterable[str] = (), row: str | None = None, **values: Any
) -> list[Change]:
    """``values``: level, responsible, start, evaluate, noticed; dates as dates or «2026-12-04»."""
    if not text.strip():
        raise AnalysisError(_("Write what the measure is first."))
    if values.get("level") not in (None, "", *LEVELS):
        raise AnalysisError(_("Choose a level for the measure."))
    given = {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in values.items() if v}
    return add_row(
        analysis, "measure", {"text": text.strip()} | given | {f"aim:{f}": True for f in aims}, row
    )


def aim(analysis: Analysis, measure: str, factor: str, on: bool = True) -> Change:
    return write(analysis, "measure", f"{measure}:aim:{factor}", on)


def select(analysis: Analysis, factor: str, on: bool = True) -> Change:
    return write(analysis, "factor", f"{factor}:selected", on)


def remove(analysis: Analysis, kind: str, row: str) -> Change:
    """Takes a row away; undoing this brings it back with everything in it."""
    return write(analysis, kind, f"{row}:removed", True)


def link(a: str, b: str, strength: int) -> Change:
    """Strength 1 to 3, or 0 for no link."""
    if a == b:
        raise AnalysisError(_("A link goes between two different factors."))
    first, second = sorted((a, b))
    return "link", f"{first}:{second}", {"value": max(0, min(3, strength))}, None


def vote(analysis: Analysis, respondent: str, dots: Mapping[str, int]) -> Change:
    """Everything one respondent gives; it takes the place of what they gave before."""
    given = {f: n for f, n in dots.items() if n > 0}
    if any(n > MOST_DOTS_EACH for n in given.values()):
        raise AnalysisError(_("A factor can get at most {n} dots from each.").format(n=MOST_DOTS_EACH))
    if sum(given.values()) > MOST_DOTS:
        raise AnalysisError(_("Each has {n} dots to share out.").format(n=MOST_DOTS))
    return "vote", respondent, {"value": given}, None


def add_dots(analysis: Analysis, by: str, factor: str, n: int) -> Change:
    """One more (or less) from a shared screen, where a group counts hands: no limit for each."""
    respondent = f"{DOTS_FROM_SCREEN}{by}"
    dots = dict(analysis.votes.get(respondent, {}))
    dots[factor] = max(0, dots.get(factor, 0) + n)
    return "vote", respondent, {"value": {f: k for f, k in dots.items() if k}}, None


def evaluate(
    analysis: Analysis, target: str, bases: Mapping[str, int] | None = None, **values: str
) -> list[Change]:
    """``values``: result, next, reason; ``target`` is "goal" or a measure's id."""
    if values.get("result", "") not in ("", *RESULTS) or values.get("next", "") not in ("", *NEXT_STEPS):
        raise AnalysisError(_("Choose how it went, and what you do now."))
    return [
        write(analysis, "evaluation", f"{analysis.version}:{target}:{name}", value, (bases or {}).get(name))
        for name, value in values.items()
    ]


# --- steps and versions ---------------------------------------------------------------------


def finish_step(analysis: Analysis, step: str, done: bool = True) -> Change:
    return write(analysis, "step", f"{analysis.version}:{step}:done", done)


def open_early(analysis: Analysis, step: str, reason: str) -> Change:
    """Opens the second part before the first is done. The reason shows in the document."""
    if not reason.strip():
        raise AnalysisError(_("Write why you go on before the analysis is done. It shows in the document."))
    return write(analysis, "step", f"{analysis.version}:{step}:early", reason.strip())


def dismiss(analysis: Analysis, step: str, name: str, check: str, word: str, found: str = "") -> Change:
    """Lets a check rest, with a word why; it comes back when the text gives it something else to find."""
    if not word.strip():
        raise AnalysisError(_("Write a word about why it can stand."))
    checked(word, LONGEST_CARD)
    subject = f"{analysis.version}:{step}:{name}:{check}"
    return "dismissed", subject, {"value": {"word": word.strip(), "found": found}}, None


def revise(analysis: Analysis, reason: str, from_step: str) -> Change:
    """Opens a new version, from a step on; refused (Stale) when somebody else just did."""
    if not reason.strip():
        raise AnalysisError(_("Write what you want to look at once more."))
    if analysis.worksheet.step(from_step) is None:
        raise AnalysisError(_("Choose the step that you go back to."))
    checked(reason, LONGEST)
    value = {"reason": reason.strip(), "from_step": from_step}
    return "version", str(analysis.version + 1), {"value": value, "base": 0}, 0


def clock(step: str, ends_at: dt.datetime | None = None, left: float | None = None) -> Change:
    """Starts (``ends_at``), stops (``left``) or clears the clock of a step."""
    value = {"step": step, "ends_at": ends_at.isoformat() if ends_at else None, "left": left}
    return "analysis", "clock", {"value": value}, None


def _cell(analysis: Analysis, kind: str, subject: str) -> Cell:
    """A place as people see it: a field of a new version shows what stood before."""
    if kind == "field":
        _version, step, name = subject.split(":", 2)
        return (
            analysis.cell(kind, subject) if (kind, subject) in analysis.cells else analysis.field(step, name)
        )
    return analysis.cell(kind, subject)
