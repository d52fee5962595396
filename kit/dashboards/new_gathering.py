"""The form of a gathering, new or made already, and what was typed in it as a :class:`NewGathering`."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from kit.dashboards import html
from kit.dashboards.fields import NEW, Fields, bare, many, one, option, whole
from kit.i18n import NAMES
from kit.i18n import gettext as _
from kit.programme import UNIT_KINDS, Theme
from kit.store import MIXED, Gathering, Municipality, NewGathering, NewUnit, Store

REGION = "main/new"
MOST_GROUPS = 200


@dataclass(frozen=True)
class KnownUnit:
    """A unit from an earlier gathering, with the municipality it belongs to."""

    id: str
    name: str
    kind: str
    municipality: str  # id


@dataclass(frozen=True)
class Known:
    """What earlier gatherings taught us, so that nobody types it twice."""

    municipalities: Sequence[Municipality] = ()
    units: Sequence[KnownUnit] = ()
    latest: Collection[str] = ()  # the units that took part last time

    def units_of(self, municipality: str) -> list[KnownUnit]:
        """The units of a municipality by its name as typed."""
        ids = {m.id for m in self.municipalities if _same(m.name) == _same(municipality)}
        return [u for u in self.units if u.municipality in ids]


def known(store: Store) -> Known:
    """The municipalities and units of earlier gatherings, and who took part last time."""
    units = [KnownUnit(u.id, u.name, u.kind, u.municipality) for u in store.units()]
    newest = store.gatherings()[:1]
    latest = set(store.state(newest[0].id).units) if newest else set()
    return Known(store.municipalities(), units, latest)


def unit_kind_name(kind: str) -> str:
    """What a kind of unit is called in running text."""
    return {"barnehage": _("kindergarten"), "skole": _("school"), "sfo": _("after-school programme")}.get(
        kind, kind
    )


# --- the form ----------------------------------------------------------------------------------


def form(
    themes: Sequence[Theme],
    theme: int,
    today: dt.date,
    known: Known,
    languages: Sequence[str],
    language: str = "nb",
    now: Gathering | None = None,
    answered: bool = False,
) -> tuple[str, Fields]:
    """The whole form and its fields; ``theme``, ``today`` and ``language`` are what it suggests.

    With ``now`` the form is about a gathering that is made already: where it has been ``answered``, who
    answers stays as it is. Which tables belong to which unit is then said on the phones, not here.
    """
    f = Fields(REGION)
    names = {str(t.number): f"{t.number}. {t.short}" for t in themes}
    towns = "".join(f'<option value="{html.escape(m.name)}"></option>' for m in known.municipalities)
    first = known.municipalities[0].name if len(known.municipalities) == 1 else ""
    first = now.municipality if now else first
    by_whom = {"group": _("Groups answer (one answer per table)"), "person": _("Each person answers")}
    body = (
        f.radios("theme", _("Theme"), names, str(theme))
        + '<div class="fs-pair">'
        + f.text("date", _("Date"), today.isoformat(), type_="date")
        + f.text("municipality", _("Municipality"), first, list="fs-towns", autocomplete="off", maxlength=80)
        + f'</div><datalist id="fs-towns">{towns}</datalist>'
        + _units(f, known, now)
        + '<div class="fs-pair">'
        + (
            _mode(by_whom, now)
            if now and answered
            else f.radios("mode", _("Who answers"), by_whom, now.mode if now else "group")
        )
        + f.whole(
            "expected",
            _("How many groups, or persons, do you expect?"),
            str(now.expected) if now else "",
            width="8rem",
            hint=_("With a lower number, tables that nobody uses go away. The others stay.")
            if now
            else _("Groups get the names Table 1, Table 2 and so on. You can change the number later."),
        )
        + "</div>"
        + ("" if now else _mixed(f))
        + _language(f, languages, language)
    )
    make = '<button type="submit" class="fs-btn fs-primary"><span>{}</span></button>'.format(
        html.escape(_("Save the change") if now else _("Make the gathering"))
    )
    cancel = html.button(_("Cancel"), "close_gathering" if now else "close_new", look="text", also="Escape")
    which = (
        f'"gathering" data-draft="gathering:{now.id}:{now.revision}"'
        if now
        else '"new" data-draft="new-gathering"'
    )
    return (
        f'<form class="fs-new fs-stack" data-form={which} novalidate autocomplete="off">{f.restored()}{body}'
        f'<div class="fs-row">{make}{cancel}<span data-status role="status" hidden></span></div></form>',
        f,
    )


def _mixed(f: Fields) -> str:
    field = f.whole(
        "mixed",
        _("Tables with staff from several units"),
        "",
        min=0,
        width="8rem",
        hint=_("Tables that are not tied to a unit choose one on the phone."),
    )
    return f'<div data-when="mode=group">{field}</div>'


def _mode(by_whom: Mapping[str, str], now: Gathering) -> str:
    """Who answers, where it can no longer be changed."""
    why = _("There are answers already, so this stays as it is.")
    return (
        f'<div class="fs-stack-s"><span class="fs-label">{html.escape(_("Who answers"))}</span><p>{html.escape(by_whom[now.mode])}</p>'
        f'<p class="fs-hint">{html.escape(why)}</p><input type="hidden" name="mode" value="{now.mode}"></div>'
    )


def _units(f: Fields, known: Known, now: Gathering | None) -> str:
    """Known units as boxes (those of the municipality in the field), and rows for new ones."""
    on = set(now.units) if now else known.latest
    groups = ""
    for m in known.municipalities:
        boxes = "".join(
            _known_unit(f, u, u.id in on, tables=now is None) for u in known.units if u.municipality == m.id
        )
        if boxes:
            label = html.escape(_("Units in {municipality}").format(municipality=m.name))
            groups += (
                f'<div data-when="municipality={html.escape(m.name)}" hidden><p class="fs-hint">{label}</p>'
                f'<ul class="fs-known">{boxes}</ul></div>'
            )
    kinds = "".join(option(k, _first_upper(unit_kind_name(k))) for k in UNIT_KINDS)
    empty = (
        bare("unit_text", _("Name of the unit"), maxlength=80, grow=True)
        + f'<select name="unit_kind[]" class="fs-field" aria-label="{html.escape(_("Kind of unit"))}">{kinds}</select>'
        + ("" if now else _tables("unit_tables[]", _("Tables")))
    )
    return (
        f'<div class="fs-stack-s fs-units" data-about="units"><h3>{html.escape(_("Units that take part"))}</h3>{groups}'
        + f.rows(
            "unit_id",
            _("New units"),
            _("Add a unit"),
            [("n1", empty.replace(NEW, "n1"))] if not known.units else [],
            empty,
            hint=_("The name and the kind.")
            if now
            else _(
                "The name and the kind. If you know how many tables the unit has, write it; otherwise leave it empty."
            ),
        )
        + "</div>"
    )


def _known_unit(f: Fields, unit: KnownUnit, on: bool, *, tables: bool) -> str:
    label = f"{unit.name} ({unit_kind_name(unit.kind)})"
    box = f.check("known[]", label, on, value=unit.id)
    number = _tables(f"tables_{unit.id}", _("Tables from {unit}").format(unit=unit.name)) if tables else ""
    return f"<li>{box}{number}</li>"


def _tables(name: str, label: str) -> str:
    word = html.escape(_("tables"))
    return (
        '<span class="fs-tables" data-when="mode=group">'
        f'<input class="fs-field" type="number" min="0" inputmode="numeric" name="{name}" '
        f'aria-label="{html.escape(label)}"> <span class="fs-hint" aria-hidden="true">{word}</span></span>'
    )


def _language(f: Fields, languages: Sequence[str], chosen: str) -> str:
    if len(languages) < 2:
        return '<input type="hidden" name="language" value="nb">'
    hint = _(
        "Screens and phones follow it, and the activities are taken in it. With English, the activities are in bokmål."
    )
    return f.radios(
        "language",
        _("Language"),
        {code: NAMES[code] for code in languages},
        chosen if chosen in languages else languages[0],
        hint=hint,
    )


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- what was typed ----------------------------------------------------------------------------


def read(values: Mapping[str, Any], known: Known) -> tuple[NewGathering | None, dict[str, str]]:
    """The gathering that was asked for, or one sentence per field that must be mended."""
    errors: dict[str, str] = {}
    theme = whole(one(values, "theme"))
    if theme not in (1, 2, 3, 4):
        errors["theme"] = _("Choose one of the four themes.")
    date = _date(one(values, "date"))
    if date is None:
        errors["date"] = _("Write a date, for example 12.11.2026.")
    municipality = one(values, "municipality")
    if not municipality:
        errors["municipality"] = _("Write the name of the municipality.")
    mode = "person" if one(values, "mode") == "person" else "group"
    expected = whole(one(values, "expected"))
    most = MOST_GROUPS if mode == "group" else 2000
    if expected is None or not 1 <= expected <= most:
        errors["expected"] = _("Write a whole number from 1 to {most}.").format(most=most)
    units, tables = _read_units(values, known, errors, municipality)
    group_units = _group_units(values, tables, expected or 0, errors) if mode == "group" else None
    if errors:
        return None, errors
    assert theme is not None
    assert date is not None
    assert expected is not None
    language = one(values, "language")
    return (
        NewGathering(
            theme=theme,
            date=date,
            municipality=municipality,
            units=units,
            expected=expected,
            mode=mode,
            language=language if language in ("nb", "nn", "en") else "nb",
            group_units=group_units,
        ),
        {},
    )


def _read_units(
    values: Mapping[str, Any], known: Known, errors: dict[str, str], municipality: str
) -> tuple[list[NewUnit], list[tuple[str, str]]]:
    """The units chosen and typed, and (unit id, tables as typed) for each."""
    mine = known.units_of(municipality)
    by_name = {(_same(u.name), u.kind): u for u in mine}
    chosen: dict[str, NewUnit] = {}
    tables: list[tuple[str, str]] = []
    ticked = set(many(values, "known"))
    for unit in mine:
        if unit.id in ticked:
            chosen[unit.id] = NewUnit(unit.name, unit.kind, unit.id)
            tables.append((unit.id, one(values, f"tables_{unit.id}")))
    rows = (many(values, name) for name in ("unit_text", "unit_kind", "unit_tables"))
    typed = zip_longest(*rows, fillvalue="")  # a gathering that is made already asks for no tables
    seen: set[tuple[str, str]] = set()
    for name, kind, count in typed:
        name = " ".join(name.split())
        if not name:
            if count:
                errors["unit_id"] = _("Write the name of the unit that the tables belong to.")
            continue
        kind = kind if kind in UNIT_KINDS else UNIT_KINDS[0]
        if (_same(name), kind) in seen:
            errors["unit_id"] = _("«{name}» is there twice.").format(name=name)
        seen.add((_same(name), kind))
        old = by_name.get((_same(name), kind))
        id_ = old.id if old else secrets.token_hex(8)
        chosen.setdefault(id_, NewUnit(name, kind, id_))
        tables.append((id_, count))
    if not chosen and "unit_id" not in errors:
        errors["unit_id"] = _("Choose or write at least one unit.")
    return list(chosen.values()), tables


def _group_units(
    values: Mapping[str, Any], tables: Sequence[tuple[str, str]], expected: int, errors: dict[str, str]
) -> list[str | None]:
    """One per table: the unit it is tied to, ``MIXED``, or None."""
    tied: list[str | None] = []
    for unit, text in [*tables, (MIXED, one(values, "mixed"))]:
        count = whole(text) if text else 0
        if count is None or not 0 <= count <= MOST_GROUPS:
            errors["mixed" if unit == MIXED else "unit_id"] = _(
                "Write the number of tables as a whole number."
            )
            continue
        tied += [unit] * count
    if expected and len(tied) > expected and "expected" not in errors:
        errors["expected"] = _("You have placed {placed} tables, but expect {expected} groups.").format(
            placed=len(tied), expected=expected
        )
    return tied + [None] * max(0, expected - len(tied))


def _date(text: str) -> dt.date | None:
    """ISO from a date field, or 12.11.2026 where the browser has no such field."""
    try:
        if "." in text:
            day, month, year = (int(p) for p in text.split("."))
            return dt.date(year, month, day)
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _same(name: str) -> str:
    return " ".join(name.casefold().split())
