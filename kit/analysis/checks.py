"""Gentle, live checks of how a problem and a goal are worded. They explain themselves and never stop anybody."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from kit import privacy
from kit.analysis import _wording as w
from kit.i18n import full_day
from kit.i18n import gettext as _


@dataclass(frozen=True)
class Check:
    """``title`` is set in bold, ``text`` follows. ``found`` is the part of the text it is about."""

    id: str
    passed: bool
    title: str
    text: str = ""
    found: str = ""
    start: int = 0  # where in the text it is, so that it can be marked or moved:
    end: int = 0  # all of it, also where ``found`` is cut

    @property
    def sentence(self) -> str:
        return f"{self.title} {self.text}".strip()


def problem_checks(text: str) -> list[Check]:
    """What to say about a problem; nothing while there is next to nothing written."""
    if not _begun(text):
        return _person_checks(text)
    return [_concrete(text), _no_cause(text), _no_blame(text), _no_solution(text), *_person_checks(text)]


def goal_checks(text: str, date: dt.date | None = None, today: dt.date | None = None) -> list[Check]:
    """What to say about a goal; the date is asked for as soon as there is a goal."""
    if not _begun(text):
        return _person_checks(text)
    return [_state(text), _evaluable(text), _dated(text, date, today), *_person_checks(text)]


def evaluation_date(today: dt.date, weeks: int) -> dt.date:
    """The date that many weeks ahead; a Saturday or Sunday becomes the Friday before."""
    date = today + dt.timedelta(weeks=weeks)
    return date - dt.timedelta(days=max(0, date.weekday() - 4))


# --- problem ---------------------------------------------------------------------------------


def _concrete(text: str) -> Check:
    low = _low(text)
    has = [bool(p.search(low)) for p in (w.WHO, w.WHERE_OR_WHEN, w.HOW_OFTEN)]
    names = [_("who"), _("where or when"), _("how often")]
    said = [n for n, h in zip(names, has, strict=True) if h]
    missing = [n for n, h in zip(names, has, strict=True) if not h]
    vague = w.VAGUE.search(low)
    if len(said) == 3 or (len(said) == 2 and not vague):
        tells = _("Says {what}.").format(what=_listed(said))
        more = _("Can you also say {what}?").format(what=_listed(missing)) if missing else ""
        return Check("concrete", True, _("Concrete."), f"{tells} {more}".strip())
    if vague and len(said) > 1:
        found, start = _found(text, vague)
        title = _("«{found}» can mean many things.").format(found=found)
        return Check("concrete", False, title, _("What do you see and hear when it happens?"), found, start)
    title = _("Can it be more concrete?")
    return Check(
        "concrete",
        False,
        title,
        _("Say {what}, so that all see the same thing.").format(what=_listed(missing)),
    )


def _no_cause(text: str) -> Check:
    for match in w.CAUSE.finditer(_low(text)):
        if not w.UNKNOWN.search(_low(text)[: match.start()]):
            found, start = _clause(text, match)
            title = _("Here is a cause: «{found}».").format(found=found)
            more = _("Let it wait for the analysis, so that you look wider.")
            return Check("cause", False, title, more, found, start, _clause_end(text, match))
    return Check("cause", True, _("The cause is left open."))


def _no_blame(text: str) -> Check:
    match = w.DIAGNOSIS.search(_low(text))
    if match:
        found, start = _found(text, match)
        title = _("«{found}» is about the child, not about what happens.").format(found=found)
        more = _("Write what you see. What belongs to the individual has its place in the analysis.")
        return Check("blame", False, title, more, found, start)
    match = w.BLAME.search(_low(text))
    if match:
        found, start = _found(text, match)
        title = _("«{found}» can be read as blame.").format(found=found)
        return Check(
            "blame", False, title, _("Write what is done or said, without judging anyone."), found, start
        )
    return Check("blame", True, _("Nobody is blamed."))


def _no_solution(text: str) -> Check:
    match = w.SOLUTION.search(_low(text))
    if match:
        found, start = _clause(text, match, longest=48)
        title = _("Here is a solution already: «{found}».").format(found=found)
        more = _("What happens that makes you think of it? The solution comes after the analysis.")
        return Check("solution", False, title, more, found, start)
    return Check("solution", True, _("No solution in the text."))


# --- goal ------------------------------------------------------------------------------------


def _state(text: str) -> Check:
    match = w.STARTS_WITH_ACTIVITY.search(_low(text)) or w.ACTIVITY.search(_low(text))
    if match:
        found, start = _clause(text, match, longest=40)
        title = _("«{found}» is something you do.").format(found=found)
        return Check(
            "state", False, title, _("How is it for the children when the goal is reached?"), found, start
        )
    return Check("state", True, _("A state."), _("Says how it is, not what you are going to do."))


def _evaluable(text: str) -> Check:
    low = _low(text)
    vague = w.VAGUE_GOAL.search(low)
    counted = w.NUMBER.search(low)
    seen = w.OBSERVABLE.search(low)
    if vague and not counted and not seen:
        found, start = _found(text, vague)
        title = _("How do you see that it is «{found}»?").format(found=found)
        more = _("Choose something that can be counted, seen or heard on the day you evaluate.")
        return Check("evaluable", False, title, more, found, start)
    match = _largest(w.COUNTABLE, low)
    if match and (counted or not vague):
        found, start = _found(text, match)
        found = found.rstrip(" ,.")
        return Check(
            "evaluable",
            True,
            _("Can be evaluated."),
            _("«{found}» can be counted.").format(found=found),
            found,
            start,
        )
    if seen:
        found, start = _found(text, seen)
        more = _("«{found}» can be seen or heard.").format(found=found)
        return Check("evaluable", True, _("Can be evaluated."), more, found, start)
    title = _("Can it be evaluated?")
    return Check(
        "evaluable",
        False,
        title,
        _("Choose something that can be counted, seen or heard on the day you evaluate."),
    )


def _dated(text: str, date: dt.date | None, today: dt.date | None) -> Check:
    if date and today and date <= today:
        title = _("The date has passed.")
        return Check(
            "dated",
            False,
            title,
            _("Choose when you meet to evaluate: in 1, 3 or 6 weeks, or a date of your own."),
        )
    if date:
        return Check("dated", True, _("Has a date."), _("Evaluated {day}.").format(day=full_day(date)))
    match = w.DATE_IN_TEXT.search(_low(text))
    if match:
        found, start = _found(text, match)
        more = _("Choose the date beside it as well, so that it comes in the calendar.")
        return Check("dated", True, _("Has a time: «{found}».").format(found=found), more, found, start)
    title = _("When do you see whether it is reached?")
    return Check("dated", False, title, _("Choose 1, 3 or 6 weeks, or a date of your own."))


# --- persons ---------------------------------------------------------------------------------


def person_check(text: str) -> Check | None:
    """A hint where something looks like a person: for any text in the worksheet."""
    found = _person_checks(text)
    return found[0] if found else None


def _person_checks(text: str) -> list[Check]:
    """Only what was found: nobody needs to be told that no name is there."""
    hints = []
    for finding in privacy.findings(text)[:1]:
        found = text[finding.start : finding.end].strip()
        title = {
            "national_id": _("This looks like a national identity number."),
            "phone": _("This looks like a phone number."),
            "email": _("This looks like an e-mail address."),
        }[finding.kind]
        more = _("Take it out. The worksheet needs no personal data.")
        hints.append(Check("privacy", False, title, more, found, finding.start))
    name = _name(text)
    if name:
        title = _("«{found}» looks like a name.").format(found=name[0])
        hints.append(Check("name", False, title, _("Rather write «a pupil», «a child» or the role."), *name))
    return hints


_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_STARTS = re.compile(r"(?:^|[.!?:;\n•–—«\"(-])\s*$")


def _name(text: str) -> tuple[str, int] | None:
    for match in _TOKEN.finditer(text):
        word = match[0].removesuffix("'s")
        first = word.partition("-")[0]  # «SFO-leder» is an abbreviation with more to it
        if (
            not word[0].isupper()
            or (len(first) > 1 and first.isupper())
            or word.isupper()
            or word in w.NOT_A_NAME
        ):
            continue
        if w.INSTITUTION.match(text[match.end() :]) or w.BEFORE_A_PLACE.search(text[: match.start()]):
            continue
        known = word in w.GIVEN_NAMES or (word.endswith("s") and word[:-1] in w.GIVEN_NAMES)
        if known or (len(word) > 1 and not _STARTS.search(text[: match.start()])):
            return word, match.start()
    return None


# --- helpers ---------------------------------------------------------------------------------


def _begun(text: str) -> bool:
    """Whether there is enough to say something about: nobody is corrected at the first word."""
    return len(text.split()) > 2 or text.rstrip().endswith(".")


def _found(text: str, match: re.Match[str]) -> tuple[str, int]:
    """What was matched, as it is written."""
    return text[match.start() : match.end()].strip(), match.start()


def _clause(text: str, match: re.Match[str], longest: int = 60) -> tuple[str, int]:
    """From the match to the end of its clause, cut at a word where that is long."""
    clause = text[match.start() : _clause_end(text, match)].strip()
    if len(clause) > longest:
        clause = clause[:longest].rsplit(" ", 1)[0].rstrip(" ,.") + " …"
    return clause, match.start()


def _clause_end(text: str, match: re.Match[str]) -> int:
    end = re.search(r"[.,;!?\n]", text[match.end() :])
    return match.end() + end.start() if end else len(text)


def _largest(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The longest match that has a number in it, else the longest one."""
    found = list(pattern.finditer(text))
    counted = [m for m in found if w.NUMBER.search(m[0])]
    return max(counted or found, key=lambda m: len(m[0]), default=None)


def _listed(parts: list[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return _("{first} and {last}").format(first=", ".join(parts[:-1]), last=parts[-1])


def _low(text: str) -> str:
    """In lower case and exactly as long, so that places in one are places in the other."""
    return "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)
