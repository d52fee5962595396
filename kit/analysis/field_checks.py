"""The checks of one field of a worksheet, with what the group has let rest, and the step from a cause to a card."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from kit.analysis import _wording as w
from kit.analysis.changes import AnalysisError, Change, add_row, write_field
from kit.analysis.checks import Check, goal_checks, person_check, problem_checks
from kit.analysis.model import Analysis
from kit.i18n import gettext as _


@dataclass(frozen=True)
class Seen:
    """A check, and the word it was let rest with; "" where it was not, or found something else since."""

    check: Check
    word: str = ""

    @property
    def asks(self) -> bool:
        """Whether it still asks for a second look."""
        return not self.check.passed and not self.word


def field_checks(
    analysis: Analysis, step: str, name: str, today: dt.date | None = None, text: str | None = None
) -> list[Seen]:
    """For what stands in the field, or for ``text`` while it is being written."""
    field = analysis.worksheet.field(step, name)
    shown = analysis.text(step, name) if text is None else text
    match field.use if field else None:
        case "problem":
            checks = problem_checks(shown)
        case "question":  # it is to be open: it need not be concrete yet
            checks = [c for c in problem_checks(shown) if c.id != "concrete"]
        case "goal":
            checks = goal_checks(shown, analysis.goal_date, today)
        case _:
            hint = person_check(shown) if field and field.type in ("text", "long", "list") else None
            checks = [hint] if hint else []
    return [Seen(c, _word(analysis, step, name, c)) for c in checks]


def _word(analysis: Analysis, step: str, name: str, check: Check) -> str:
    rest = analysis.dismissed(step, name, check.id)
    same = rest is not None and rest.get("found", "") == check.found
    return str(rest.get("word", "")) if rest and same and not check.passed else ""


def move_to_analysis(analysis: Analysis, step: str, name: str, row: str | None = None) -> list[Change]:
    """Takes the cause out of a text and makes a card of it, without a perspective yet."""
    text = analysis.text(step, name)
    cause = next((c for c in problem_checks(text) if c.id == "cause" and not c.passed), None)
    if cause is None:
        raise AnalysisError(_("There is no cause in the text any more."))
    clause = text[cause.start : cause.end].strip()
    card = w.CAUSE.sub("", clause, count=1) if w.CAUSE.match(clause.lower()) else clause
    card = (
        re.sub(r"^\W*(?:at |av |er |til )?(?:at )?", "", card.strip(), flags=re.IGNORECASE).strip() or clause
    )
    left = f"{text[: cause.start].rstrip(' ,;:–-')}{text[cause.end :]}".strip()
    left = left if not left or left[-1] in ".!?" else f"{left}."
    card = f"{card[0].upper()}{card[1:]}"
    return [write_field(analysis, step, name, left), *add_row(analysis, "factor", {"text": card}, row)]
