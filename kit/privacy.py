"""What must not reach the projector, and what small groups must not give away. Pure.

Two plain rules live here. An open answer that seems to hold a fødselsnummer, a phone number or an
e-mail address is held back until the facilitator has looked at it. And where each person answers
for themselves, no split shows fewer than :data:`SMALLEST_CELL` of them.

What counts as a finding
    * *Fødselsnummer*: eleven digits, written together or as «010190 12345», «01.01.90 12345», that begin with
      a possible date. D-numbers (day + 40), H-numbers (month + 40) and the synthetic numbers of Tenor
      (month + 80) and Nav (month + 65) count too; control digits are not asked for, since people make slips.
    * *Phone*: eight digits beginning with 2–9, written together or as «22 33 44 55», «412 34 567» or
      «4123 4567» with one kind of separator, with or without +47, 0047 or 47; and any number that begins with
      «+» and has seven to fourteen more digits. Norwegian numbers never begin with 0 or 1, so «12345678» is no
      phone number. Dates («24.12.2026», «20261224», «24122026») and pairs of years («2024–2025») are not. A row of two-digit numbers looks the
      same as a phone number, and is held back: one look too many does no harm.
    * *E-mail*: something@domain.no, also with «(at)».
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from kit.i18n import gettext as _
from kit.i18n import ngettext

if TYPE_CHECKING:  # the server process never imports pandas
    from pandas import DataFrame

SMALLEST_CELL = 5
MIXED = "mixed"  # a table with staff from several units

# --- personal data in text ---------------------------------------------------------------------


@dataclass(frozen=True)
class Finding:
    """Something in ``text[start:end]`` that may lead to a person."""

    kind: Literal["national_id", "phone", "email"]
    start: int
    end: int


_GAP = "[ \u00a0\u202f\u2009]"
_DASH = "[-\u2010-\u2015]"
_NATIONAL_ID = re.compile(
    rf"(?<!\d)(\d\d)[./{_GAP[1:-1]}-]?(\d\d)[./{_GAP[1:-1]}-]?(\d\d)(?:{_GAP}|{_DASH}){{0,3}}\d{{3}}{_GAP}?\d\d(?!\d)"
)
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|[(\[]\s?(?:at|krøllalfa|alfakrøll)\s?[)\]])\s?\w[\w-]{0,62}(?:\.\w[\w-]{0,62}){1,4}",
    re.IGNORECASE,
)
_PREFIX = rf"(?:(?:\(?\+{_GAP}?47\)?|(?<!\d)(?:00)?47){_GAP}?)"
_FOREIGN = re.compile(rf"(?<![\d+])\+{_GAP}?\d(?:(?:{_GAP}|[-().]){{0,2}}\d){{6,13}}(?!\d)")
_EIGHT = re.compile(rf"(?:{_PREFIX}|(?<!\d)(?<!\d[.,]))([2-9]\d{{7}})(?!\d)")
_SPACED = re.compile(
    rf"(?:{_PREFIX}|(?<!\d))"
    rf"([2-9]\d(?P<a>{_GAP}|[.]|{_DASH})\d\d(?P=a)\d\d(?P=a)\d\d"
    rf"|[2-9]\d\d(?P<b>{_GAP}|[.]|{_DASH})\d\d(?P=b)\d{{3}}"
    rf"|[2-9]\d{{3}}(?P<c>{_GAP}|[.]|{_DASH})\d{{4}})"
    rf"(?!\d)"
)


def findings(text: str) -> list[Finding]:
    """What may be personal data, in the order of the text; no two findings overlap."""
    found: list[Finding] = []
    for candidate in (*_national_ids(text), *_emails(text), *_phones(text)):
        if all(candidate.end <= f.start or candidate.start >= f.end for f in found):
            found.append(candidate)
    return sorted(found, key=lambda f: f.start)


def held_back(text: str) -> bool:
    """Whether the text waits for the facilitator before it is projected."""
    return bool(findings(text))


def reason(text: str) -> str:
    """Why the text waits, as a sentence; empty where it does not."""
    names = {
        "national_id": _("a national identity number"),
        "phone": _("a phone number"),
        "email": _("an e-mail address"),
    }
    seen = list(dict.fromkeys(names[f.kind] for f in findings(text)))
    if not seen:
        return ""
    return _("Looks like {what}. Not shown until you have looked at it.").format(what=_listed(seen))


def _listed(parts: Sequence[str]) -> str:
    """«a, b og c»."""
    if len(parts) < 2:
        return "".join(parts)
    return _("{first} and {last}").format(first=", ".join(parts[:-1]), last=parts[-1])


def _national_ids(text: str) -> Iterator[Finding]:
    for match in _NATIONAL_ID.finditer(text):
        day, month = int(match[1]), int(match[2])
        day -= 40 if day > 40 else 0  # D-number
        for added in (80, 65, 40):  # synthetic numbers, H-number
            if 1 <= month - added <= 12:
                month -= added
                break
        if 1 <= month <= 12 and 1 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31):
            yield Finding("national_id", *match.span())


def _emails(text: str) -> Iterator[Finding]:
    for match in _EMAIL.finditer(text):
        yield Finding("email", *match.span())


def _phones(text: str) -> Iterator[Finding]:
    for match in _FOREIGN.finditer(text):
        yield Finding("phone", *match.span())
    for match in _EIGHT.finditer(text):
        if match.start(1) != match.start() or not _is_date(match[1]):
            yield Finding("phone", *match.span())
    for match in _SPACED.finditer(text):
        if match.start(1) != match.start() or not _are_years(match[1]):
            yield Finding("phone", *match.span())


def _is_date(digits: str) -> bool:
    """20261224 or 24122026."""
    for year, month, day in (
        (digits[:4], digits[4:6], digits[6:]),
        (digits[4:], digits[2:4], digits[:2]),
    ):
        if 1900 <= int(year) < 2100:
            try:
                dt.date(int(year), int(month), int(day))
            except ValueError:
                continue
            return True
    return False


def _are_years(text: str) -> bool:
    """«2024–2025», «2024 2025»."""
    parts = re.split(r"\D", text)
    return len(parts) == 2 and all(1900 <= int(part) < 2100 for part in parts)


# --- small groups ------------------------------------------------------------------------------


def masked(count: int) -> str | int:
    """A count as it may be shown where persons answer: «–» for none, «under 5» for one to four."""
    if count == 0:
        return "–"
    return count if count >= SMALLEST_CELL else _("under {n}").format(n=SMALLEST_CELL)


def protect(table: DataFrame, columns: Iterable[str]) -> DataFrame:
    """The table with every count in ``columns`` masked; the table itself is left as it is."""
    safe = table.copy()
    for name in columns:
        safe[name] = [masked(int(count)) for count in table[name]]
    return safe


@dataclass(frozen=True)
class Part:
    """One kind of unit, or one unit, and its answers."""

    label: str
    n: int
    frame: Any


@dataclass(frozen=True)
class Split:
    """The parts that may be shown, in a fixed order, and what is left out of them."""

    parts: list[Part] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)  # labels with too few persons
    mixed: int = 0  # answers from tables with several units
    unknown: int = 0  # answers whose unit nobody has told
    mode: str = "group"

    def sentence(self) -> str:
        """What the picture must say about what it leaves out; empty where it leaves out nothing."""
        told = [
            left_out_sentence(self.left_out),
            mixed_sentence(self.mixed, self.mode),
            unknown_sentence(self.unknown, self.mode),
        ]
        return " ".join(part for part in told if part)


def kind_label(kind: str) -> str:
    """«barnehage», «skole», «SFO»."""
    return {"barnehage": _("kindergarten"), "skole": _("school"), "sfo": _("SFO")}.get(kind, kind)


def split_parts(
    frame: DataFrame, by: Literal["unit_kind", "unit"] = "unit_kind", mode: str = "group"
) -> Split:
    """The answers by kind of unit or by unit.

    Mixed tables belong to no part. Where groups answer every part is shown, since a group is no
    person; where persons answer a part with fewer than :data:`SMALLEST_CELL` is left out.
    """
    if not len(frame):
        return Split()
    values = [value if isinstance(value, str) and value else None for value in frame[by]]
    known = [value for value in values if value not in (None, MIXED)]
    parts, left_out = [], []
    for value in sorted(dict.fromkeys(v for v in known if v), key=_order(frame, by)):
        rows = frame[[each == value for each in values]]
        label = kind_label(value) if by == "unit_kind" else _unit_name(rows, value)
        if mode == "person" and len(rows) < SMALLEST_CELL:
            left_out.append(label)
        else:
            parts.append(Part(label, len(rows), rows))
    return Split(parts, left_out, values.count(MIXED), values.count(None), mode)


def _unit_name(rows: DataFrame, unit: str) -> str:
    name = rows["unit_name"].iloc[0] if "unit_name" in rows else None
    return name if isinstance(name, str) and name else unit


def _order(frame: DataFrame, by: str) -> Any:
    """Kinds in the programme's order, units by name."""
    if by == "unit_kind":
        order = ["barnehage", "skole", "sfo"]
        return lambda kind: (order.index(kind) if kind in order else len(order), kind)
    names = dict(zip(frame["unit"], frame["unit_name"], strict=True)) if "unit_name" in frame else {}
    return lambda unit: str(names.get(unit) or unit).lower()


def left_out_sentence(names: Sequence[str]) -> str:
    """«SFO har under 5 svar og vises ikke alene.»"""
    if not names:
        return ""
    listed = _listed(names)
    return ngettext(
        "{names} has fewer than {n} answers and is not shown alone.",
        "{names} have fewer than {n} answers each and are not shown alone.",
        len(names),
    ).format(names=listed[:1].upper() + listed[1:], n=SMALLEST_CELL)


def mixed_sentence(count: int, mode: str = "group") -> str:
    """«2 svar fra bord med flere enheter er ikke med i delingen.»"""
    if not count:
        return ""
    return ngettext(
        "{n} answer from a table with several units is left out of the split.",
        "{n} answers from tables with several units are left out of the split.",
        count,
    ).format(n=_shown(count, mode))


def unknown_sentence(count: int, mode: str = "group") -> str:
    """«1 svar uten enhet er ikke med i delingen.»"""
    if not count:
        return ""
    return ngettext(
        "{n} answer without a unit is left out of the split.",
        "{n} answers without a unit are left out of the split.",
        count,
    ).format(n=_shown(count, mode))


def _shown(count: int, mode: str) -> str | int:
    return masked(count) if mode == "person" else count
