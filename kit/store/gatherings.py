"""Making gatherings, with their units and tables, and listing them."""

from __future__ import annotations

import datetime as dt
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, select

from kit.i18n import gettext as _
from kit.i18n import use
from kit.store import entries
from kit.store.codes import new_code, new_id, read_code
from kit.store.errors import StoreError, invalid, unknown
from kit.store.numbers import skip_one
from kit.store.schema import answer, entry, gathering
from kit.store.state import MIXED, Gathering, Json, Stage, Unit, fold, stage_from, tables_taking_part
from kit.store.values import moment, plain

SHARED = ""  # the gathering that owns what all gatherings share


@dataclass(frozen=True)
class Municipality:
    id: str
    name: str


@dataclass(frozen=True)
class NewUnit:
    """A unit as it was typed; ``id`` where it was picked from earlier gatherings."""

    name: str
    kind: str
    id: str | None = None


@dataclass(frozen=True)
class NewGathering:
    """What the start page asks for.

    ``group_units`` ties tables to units, in order: a unit's name or id from ``units``, ``MIXED``,
    or None while nobody has said.
    """

    theme: int
    date: dt.date
    municipality: str
    units: Sequence[NewUnit]
    expected: int
    mode: str = "group"
    language: str = "nb"
    group_units: Sequence[str | None] | None = None
    code: str | None = None
    id: str | None = None


@dataclass(frozen=True)
class GatheringSummary:
    """One line of «continue a gathering»."""

    id: str
    code: str
    theme: int
    date: dt.date
    municipality: str
    n_units: Mapping[str, int]  # kind → count
    n_groups: int  # tables that take part, see ``tables_taking_part``
    n_activities: int
    stage: Stage
    created_at: dt.datetime
    mode: str
    expected: int


def municipalities(connection: Connection) -> list[Municipality]:
    found = entries.current(connection, ["municipality"], SHARED)
    return sorted(
        (Municipality(e.subject, e.body["name"]) for e in found), key=lambda m: alphabetical(m.name)
    )


def units(connection: Connection, municipality_id: str | None = None) -> list[Unit]:
    found = (
        Unit(e.subject, e.body["name"], e.body["kind"], e.body.get("municipality", ""))
        for e in entries.current(connection, ["unit"], SHARED)
    )
    chosen = (u for u in found if municipality_id is None or u.municipality == municipality_id)
    return sorted(chosen, key=lambda u: alphabetical(u.name))


def alphabetical(name: str) -> str:
    """A key that puts æ, ø and å last, in that order."""
    return name.casefold().translate({ord("æ"): "{", ord("ø"): "|", ord("å"): "}"})


def _same(name: str) -> str:
    return " ".join(name.casefold().split())


def _tidy(name: str) -> str:
    return " ".join(plain(name).split())


def create(connection: Connection, new: NewGathering, at: dt.datetime) -> str:
    id_ = new.id or new_id()
    code = free_code(connection, new.code)
    connection.execute(gathering.insert(), {"id": id_, "code": code})
    municipality = _municipality(connection, new.municipality, at)
    chosen = _units(connection, new.units, municipality.id, at)
    body = {
        "theme": new.theme,
        "date": new.date.isoformat(),
        "municipality": municipality.name,
        "municipality_id": municipality.id,
        "mode": new.mode,
        "language": new.language,
        "expected": new.expected,
        "units": [{"id": u.id, "name": u.name, "kind": u.kind} for u in chosen],
        "code": code,
    }
    changes: list[entries.Change] = [("gathering", "", body, None), receipts()]
    if new.mode == "group":
        tied = [_tied(t, new.units, chosen) for t in new.group_units or ()]
        changes += _tables(range(1, new.expected + 1), new.language, tied)
    entries.append(connection, id_, changes, "", at)
    return id_


def receipts() -> entries.Change:
    """The key of a new gathering or analysis for the receipts of its answers."""
    return ("receipts", "", {"key": secrets.token_hex(16)}, None)


def _tables(numbers: Iterable[int], language: str, tied: Sequence[str | None] = ()) -> list[entries.Change]:
    with use(language):
        name = _("Table {number}")
    return [
        (
            "group",
            f"g{n}",
            {"name": name.format(number=n), "unit": tied[n - 1] if n <= len(tied) else None},
            None,
        )
        for n in numbers
    ]


def _tied(said: str | None, typed: Sequence[NewUnit], chosen: Sequence[Unit]) -> str | None:
    if not said or said == MIXED:
        return said or None
    for new, unit in zip(typed, chosen, strict=True):
        if said in (new.id, new.name, unit.id, unit.name):
            return unit.id
    raise invalid()


def free_code(connection: Connection, wanted: str | None) -> str:
    if wanted is None:
        while code_owner(connection, code := new_code()):
            pass
        return code
    code = read_code(wanted)
    if code_owner(connection, code):
        raise StoreError(_("The code {code} is in use already.").format(code=code), "taken")
    return code


def _municipality(connection: Connection, name: str, at: dt.datetime) -> Municipality:
    tidy = _tidy(name)
    if not tidy:
        return Municipality("", "")
    for known in municipalities(connection):
        if _same(known.name) == _same(tidy):
            return known
    made = Municipality(new_id(), tidy)
    entries.append(connection, SHARED, [("municipality", made.id, {"name": tidy}, None)], "", at)
    return made


def _units(
    connection: Connection, typed: Sequence[NewUnit], municipality: str, at: dt.datetime
) -> list[Unit]:
    """The units meant: picked by id, found by name and kind in the municipality, or made."""
    known = {u.id: u for u in units(connection)}
    by_name = {(_same(u.name), u.kind): u for u in known.values() if u.municipality == municipality}
    chosen: list[Unit] = []
    for new in typed:
        unit = known.get(new.id or "")
        if unit is None and new.id is None:
            unit = by_name.get((_same(new.name), new.kind))
        if unit is None:
            unit = Unit(new.id or new_id(), _tidy(new.name), new.kind, municipality)
            body = {"name": unit.name, "kind": unit.kind, "municipality": municipality}
            entries.append(connection, SHARED, [("unit", unit.id, body, None)], "", at)
            known[unit.id] = by_name[_same(unit.name), unit.kind] = unit
        chosen.append(unit)
    return chosen


def change(connection: Connection, id_: str, changes: Mapping[str, Any], at: dt.datetime) -> None:
    """Append the gathering's body with these members changed, and tables to fit."""
    now = state(connection, id_)
    latest = entries.newest(connection, id_, "gathering", "")
    if latest is None:
        raise unknown()
    body = dict(latest.body)
    for name, value in changes.items():
        match name:
            case "municipality":
                found = _municipality(connection, value, at)
                body |= {"municipality": found.name, "municipality_id": found.id}
            case "units" | "date":
                pass
            case "theme" | "mode" | "language" | "expected":
                body[name] = value
            case _:
                raise TypeError(f"a gathering has no {name}")
    if "units" in changes:
        chosen = _units(connection, changes["units"], body["municipality_id"], at)
        body["units"] = [{"id": u.id, "name": u.name, "kind": u.kind} for u in chosen]
    if "date" in changes:
        body["date"] = changes["date"].isoformat()
    written: list[entries.Change] = [("gathering", "", body, None)]
    if body["mode"] == "group":
        written += _fitting_tables(connection, now, body)
        gone = {id_ for _kind, id_, table, _rev in written if table.get("removed")}
        written += _untied(now, {u["id"] for u in body["units"]} | {MIXED}, gone)
    entries.append(connection, id_, written, "", at)


def _untied(now: Gathering, units: set[str], gone: set[str]) -> list[entries.Change]:
    """Tables of a unit that no longer takes part say on the phone where they work."""
    return [
        ("group", id_, {"name": group.name, "unit": None}, None)
        for id_, group in now.groups.items()
        if group.unit and group.unit not in units and id_ not in gone
    ]


def _fitting_tables(connection: Connection, now: Gathering, body: Json) -> list[entries.Change]:
    """Tables to add, or to take away from the end where nobody has sat down or answered."""
    missing = body["expected"] - len(now.groups)
    numbers = [int(g[1:]) for g in now.groups if g[1:].isdigit()]
    if missing > 0:
        first = max(numbers, default=0) + 1
        return _tables(range(first, first + missing), body["language"])
    answered = select(answer.c.group_id).where(answer.c.gathering == now.id).distinct()
    used = {*now.seats.values(), *connection.execute(answered).scalars()}
    gone: list[entries.Change] = []
    for id_, group in reversed(list(now.groups.items())):
        if len(gone) == -missing or id_ in used or group.unit is not None:
            break
        gone.append(("group", id_, {"name": group.name, "removed": True}, None))
    return gone


def summaries(connection: Connection) -> list[GatheringSummary]:
    codes = {row.id: row.code for row in connection.execute(select(gathering.c.id, gathering.c.code))}
    made = select(entry.c.gathering, func.min(entry.c.at).label("at")).where(entry.c.kind == "gathering")
    created = {row.gathering: row.at for row in connection.execute(made.group_by(entry.c.gathering))}
    bodies: dict[str, Json] = {}
    groups: defaultdict[str, set[str]] = defaultdict(set)
    used: defaultdict[str, set[str]] = defaultdict(set)
    agendas: dict[str, int] = {}
    stages: dict[str, Stage] = {}
    for e in entries.current(connection, ["gathering", "group", "seat", "agenda", "stage"]):
        match e.kind:
            case "gathering":
                bodies[e.gathering] = e.body
            case "group":
                if not e.body.get("removed"):
                    groups[e.gathering].add(e.subject)
            case "seat":
                used[e.gathering].add(e.body["group"])
            case "agenda":
                agendas[e.gathering] = len(e.body["items"])
            case "stage":
                stages[e.gathering] = stage_from(e.body, e.revision)
    answered = select(answer.c.gathering, answer.c.group_id).where(answer.c.group_id.is_not(None)).distinct()
    for row in connection.execute(answered):
        used[row.gathering].add(row.group_id)
    found = (
        GatheringSummary(
            id=id_,
            code=codes[id_] or "",
            theme=body["theme"],
            date=dt.date.fromisoformat(body["date"]),
            municipality=body["municipality"],
            n_units=dict(Counter(u["kind"] for u in body["units"])),
            n_groups=tables_taking_part(body["expected"], groups[id_], used[id_]),
            n_activities=agendas.get(id_, 0),
            stage=stages.get(id_, Stage()),
            created_at=moment(created[id_]),
            mode=body["mode"],
            expected=body["expected"],
        )
        for id_, body in bodies.items()
    )
    return sorted(found, key=lambda g: (g.date, g.created_at), reverse=True)


def code_owner(connection: Connection, code: str) -> str | None:
    return connection.execute(select(gathering.c.id).where(gathering.c.code == code)).scalar()


def find(connection: Connection, typed: str) -> str | None:
    """The gathering with this code or id."""
    code = read_code(plain(typed))
    if not code:
        return None
    owner = code_owner(connection, code)
    if owner is None:
        owner = connection.execute(
            select(gathering.c.id).where(gathering.c.id == plain(typed).strip())
        ).scalar()
    return owner


def state(connection: Connection, id_: str, known: Gathering | None = None) -> Gathering:
    """The gathering as it is now, reading only what is newer than ``known``."""
    row = connection.execute(select(gathering.c.code, gathering.c.since).where(gathering.c.id == id_)).first()
    if row is None or row.code is None:
        raise unknown()
    usable = known is not None and known.id == id_ and known.since == row.since
    before = known if known is not None and usable else Gathering(id_, row.code, since=row.since)
    return fold(before, entries.of(connection, id_, before.revision))


def remove(connection: Connection, id_: str) -> None:
    """Really delete the rows of one gathering. Units are kept: other gatherings use them."""
    if (
        id_ == SHARED
        or connection.execute(select(gathering.c.id).where(gathering.c.id == id_)).first() is None
    ):
        raise unknown()
    skip_one(connection)  # readers are told
    connection.execute(delete(answer).where(answer.c.gathering == id_))
    connection.execute(delete(entry).where(entry.c.gathering == id_))
    connection.execute(delete(gathering).where(gathering.c.id == id_))


def remove_all(connection: Connection) -> None:
    skip_one(connection)
    connection.execute(delete(answer))
    connection.execute(delete(entry))
    connection.execute(delete(gathering).where(gathering.c.id != SHARED))
