"""Copies out of the database and back in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, select, update

from kit.store import entries
from kit.store.codes import RESERVED, read_code
from kit.store.copies import (
    CopiedAnswer,
    CopiedEntry,
    Copy,
    Merged,
    Row,
    is_start,
    pointed,
    refers,
    renamed,
    repointed,
    union,
)
from kit.store.errors import unknown
from kit.store.gatherings import SHARED, code_owner, free_code
from kit.store.numbers import Numbers
from kit.store.schema import answer, entry, gathering
from kit.store.state import Json
from kit.store.values import canonical, plain

_AT_ONCE = 500
_BELONGS = ("municipality", "unit")  # what a copy holds of all that gatherings share


# --- out -------------------------------------------------------------------------------------


def read(connection: Connection, root: str, after: str = "") -> Copy:
    """A copy of a gathering or an analysis; with the cursor of an earlier one, only what is newer.

    A cursor that does not fit (another database, or rows that have got new numbers) gives everything.
    """
    codes = _family(connection, root)
    subjects = _shared(connection, codes)
    members = hashlib.sha256(json.dumps([list(codes.items()), subjects]).encode()).hexdigest()[:12]
    start = _place(connection, after, members)
    found = _entries(connection, _of(codes), start) + _answers(connection, codes, start)
    found += _entries(connection, _of_all(subjects), start)
    found.sort(key=lambda pair: pair[0])
    cursor = f"{found[-1][0]}:{found[-1][1].uid}:{members}" if found else after
    rows = sorted((row for _number, row in found), key=lambda row: row.place)
    return Copy(root, codes, tuple(rows), cursor, whole=not start)


def _family(connection: Connection, root: str) -> dict[str, str]:
    """The root and the analyses that belong to it, with their codes."""
    code = connection.execute(select(gathering.c.code).where(gathering.c.id == root)).scalar()
    if code is None:
        raise unknown()
    mine = [root]
    body = entries.newest(connection, root, "gathering", "")
    if body is not None:
        units = {u["id"] for u in body.body["units"]}
        for found in entries.current(connection, ["analysis"]):
            settings = found.body.get("value") or {}
            near = settings.get("gathering") == root or settings.get("unit") in units
            if found.subject == "settings" and near:
                mine.append(found.gathering)
    rows = connection.execute(select(gathering.c.id, gathering.c.code).where(gathering.c.id.in_(mine)))
    known = {row.id: row.code or "" for row in rows}
    return {id_: known[id_] for id_ in mine}


def _shared(connection: Connection, ids: Collection[str]) -> list[str]:
    """Ids of the municipality and the units of these gatherings and analyses."""
    found: set[str] = set()
    for e in entries.current(connection, ["gathering", "analysis"]):
        if e.gathering not in ids:
            continue
        body = e.body if e.kind == "gathering" else e.body.get("value") or {}
        if e.kind == "gathering":
            found |= {body.get("municipality_id", ""), *(u["id"] for u in body["units"])}
        elif e.subject == "settings":
            found |= {str(body.get("municipality") or ""), str(body.get("unit") or "")}
    return sorted(found - {""})


def _place(connection: Connection, cursor: str, members: str) -> int:
    """The revision of a cursor; 0 where the cursor is not of this database, or not of these rows."""
    number, _colon, rest = cursor.partition(":")
    uid, _colon, known = rest.partition(":")
    if not number.isdecimal() or known != members:
        return 0
    for table in (entry, answer):
        here = connection.execute(select(table.c.uid).where(table.c.revision == int(number))).scalar()
        if here is not None:
            return int(number) if here == uid else 0
    return 0


def knows(connection: Connection, root: str, cursor: str) -> bool:
    """Whether a gathering is here and has come at least as far as a copy's cursor."""
    uid = cursor.partition(":")[2].partition(":")[0]
    if not _known(connection, [root]):
        return False
    for table in (entry, answer):
        if connection.execute(select(table.c.uid).where(table.c.uid == uid).limit(1)).first() is not None:
            return True
    return False


def _of(ids: Collection[str], table: Table = entry) -> ColumnElement[bool]:
    return table.c.gathering.in_(list(ids))


def _of_all(subjects: Collection[str]) -> ColumnElement[bool]:
    shared = and_(entry.c.gathering == SHARED, entry.c.kind.in_(_BELONGS))
    return and_(shared, entry.c.subject.in_(list(subjects)))


def _answers(connection: Connection, ids: Collection[str], after: int = 0) -> list[tuple[int, Row]]:
    wanted = select(answer).where(_of(ids, answer), answer.c.revision > after).order_by(answer.c.revision)
    return [(row["revision"], _copied_answer(row)) for row in connection.execute(wanted).mappings()]


def _entries(connection: Connection, which: ColumnElement[bool], after: int = 0) -> list[tuple[int, Row]]:
    """Entries with their revisions, oldest first; what they build on is named by uid."""
    wanted = select(entry).where(which, entry.c.revision > after).order_by(entry.c.revision)
    rows = connection.execute(wanted).mappings().all()
    bodies = [json.loads(row["body"]) for row in rows]
    names = {row["revision"]: row["uid"] for row in rows}
    named = {
        n for row, body in zip(rows, bodies, strict=True) if refers(row["kind"], body) for n in pointed(body)
    }
    missing = [n for n in named - set(names) if isinstance(n, int)]
    for start in range(0, len(missing), _AT_ONCE):
        some = missing[start : start + _AT_ONCE]
        asked = select(entry.c.revision, entry.c.uid).where(entry.c.revision.in_(some))
        names |= {row.revision: row.uid for row in connection.execute(asked)}
    return [
        (row["revision"], _copied_entry(row, body, names)) for row, body in zip(rows, bodies, strict=True)
    ]


def _copied_entry(row: Any, body: Json, names: Mapping[Any, Any]) -> CopiedEntry:
    return CopiedEntry(
        uid=row["uid"],
        gathering=row["gathering"],
        kind=row["kind"],
        subject=row["subject"],
        body=repointed(body, names) if refers(row["kind"], body) else body,
        at=row["at"],
        by=row["author"],
    )


def _copied_answer(row: Any) -> CopiedAnswer:
    return CopiedAnswer(
        uid=row["uid"],
        id=row["id"],
        gathering=row["gathering"],
        activity=row["activity"],
        round=row["round"],
        respondent=row["respondent"],
        seq=row["seq"],
        group=row["group_id"],
        unit=row["unit_id"],
        answer=json.loads(row["answer"]),
        via=row["via"],
        at=row["at"],
    )


# --- in --------------------------------------------------------------------------------------


def merge(connection: Connection, copy: Copy) -> Merged:
    """Lay a copy together with what is here. Doing it twice adds nothing; nothing that is here goes.

    Rows that fit in between get the gathering's rows new numbers (``gathering.since``), so that the
    latest writing counts, wherever it was written.
    """
    made = copy.root not in _known(connection, [copy.root])
    codes = {id_: (code, _welcome(connection, id_, code)) for id_, code in copy.codes.items()}
    numbers = Numbers(connection)
    total = _Count()
    for id_ in copy.codes:
        rows = [r for r in copy.rows if r.gathering == id_]
        here = _entries(connection, _of([id_])) + _answers(connection, [id_])
        if total.add(_together(connection, numbers, id_, here, rows, [_of([id_]), _of([id_], answer)])):
            connection.execute(update(gathering).where(gathering.c.id == id_).values(since=numbers.at_first))
    shared = [r for r in copy.entries if r.gathering == SHARED and r.kind in _BELONGS]
    for kind, subject in sorted({(r.kind, r.subject) for r in shared}):
        rows = [r for r in shared if (r.kind, r.subject) == (kind, subject)]
        which = and_(entry.c.gathering == SHARED, entry.c.kind == kind, entry.c.subject == subject)
        total.add(_together(connection, numbers, SHARED, _entries(connection, which), rows, [which]))
    numbers.save()
    return Merged(copy.root, total.entries, total.answers, total.twice, made, codes)


class _Count:
    """What was added so far."""

    def __init__(self) -> None:
        self.entries = self.answers = self.twice = 0

    def add(self, result: tuple[list[Row], int, bool]) -> bool:
        new, twice, renumbered = result
        answers = sum(isinstance(r, CopiedAnswer) for r in new)
        self.answers += answers
        self.entries += len(new) - answers
        self.twice += twice
        return renumbered


def _known(connection: Connection, ids: Collection[str]) -> set[str]:
    return set(connection.execute(select(gathering.c.id).where(gathering.c.id.in_(list(ids)))).scalars())


def _welcome(connection: Connection, id_: str, wanted: str) -> str:
    """The code here: what it has already, or the one in the copy where that is free, or a new one."""
    here = connection.execute(select(gathering.c.code).where(gathering.c.id == id_)).scalar()
    if here is not None:
        return here
    code = read_code(wanted)
    if not code or code in RESERVED or code_owner(connection, code):
        code = free_code(connection, None)
    connection.execute(gathering.insert(), {"id": id_, "code": code})
    return code


def _together(
    connection: Connection,
    numbers: Numbers,
    id_: str,
    here: list[tuple[int, Row]],
    rows: Sequence[Row],
    which: Sequence[ColumnElement[bool]],
) -> tuple[list[Row], int, bool]:
    """New rows, answers that got another id, and whether all of ``which`` got new numbers."""
    here.sort(key=lambda pair: pair[0])
    before = [row for _number, row in here]
    after = union(before, _free(connection, rows, id_))
    if list(after) == before:
        return [], 0, False
    known = {_identity(row) for row in before}
    new = [row for row in after if _identity(row) not in known]
    goes_on = is_start(before, after)
    if goes_on:
        _insert(connection, numbers, after[len(before) :], {row.uid: number for number, row in here})
    else:
        for condition, table in zip(which, (entry, answer), strict=False):
            connection.execute(delete(table).where(condition))
        _insert(connection, numbers, after, {})
    return new, renamed(before, new), not goes_on


def _identity(row: Row) -> tuple[str, str]:
    return ("answer", row.id) if isinstance(row, CopiedAnswer) else ("entry", row.uid)


def _free(connection: Connection, rows: Sequence[Row], id_: str) -> list[Row]:
    """Without rows whose ids another gathering uses: only a copy that was made by hand has any."""
    taken: set[tuple[str, str]] = set()
    for name, column, table in (("entry", entry.c.uid, entry), ("answer", answer.c.id, answer)):
        ids = [_identity(row)[1] for row in rows if _identity(row)[0] == name]
        for start in range(0, len(ids), _AT_ONCE):
            some = column.in_(ids[start : start + _AT_ONCE])
            elsewhere = select(column).where(some, table.c.gathering != id_)
            taken |= {(name, found) for found in connection.execute(elsewhere).scalars()}
    return [row for row in rows if _identity(row) not in taken]


def _insert(connection: Connection, numbers: Numbers, rows: Sequence[Row], known: Mapping[str, int]) -> None:
    """Rows in this order, with numbers of this database."""
    numbered = [(numbers.known(row.uid), row) for row in rows]
    names = dict(known) | {row.uid: number for number, row in numbered}
    told = [(number, row) for number, row in numbered if isinstance(row, CopiedEntry)]
    sent = [(number, row) for number, row in numbered if isinstance(row, CopiedAnswer)]
    if told:
        connection.execute(entry.insert(), [_entry_row(n, row, names) for n, row in told])
    if sent:
        connection.execute(answer.insert(), [_answer_row(n, row) for n, row in sent])


def _entry_row(number: int, row: CopiedEntry, names: Mapping[str, int]) -> dict[str, Any]:
    return {
        "revision": number,
        "gathering": row.gathering,
        "kind": row.kind,
        "subject": plain(row.subject),
        "body": canonical(repointed(row.body, names) if refers(row.kind, row.body) else row.body),
        "at": row.at,
        "author": plain(row.by),
        "uid": row.uid,
    }


def _answer_row(number: int, row: CopiedAnswer) -> dict[str, Any]:
    return {
        "revision": number,
        "id": plain(row.id),
        "gathering": row.gathering,
        "activity": plain(row.activity),
        "round": row.round,
        "respondent": plain(row.respondent),
        "seq": row.seq,
        "group_id": row.group,
        "unit_id": row.unit,
        "answer": canonical(row.answer),
        "at": row.at,
        "via": row.via,
        "uid": row.uid,
    }
