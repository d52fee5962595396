"""The portable file, line by line. Each line is one JSON object, so that any editor and any language reads it.

The first line tells what the file is, then come the codes of the gathering and its analyses, then what
was written, oldest first::

    {"format": "fagsamling", "version": 1, "kit": "0.1.0", "root": "<id>", "title": "Nordvik, tema 3", "date": "2026-11-12"}
    {"type": "gathering", "id": "<id>", "code": "K7M4PA"}
    {"type": "entry", "uid": "…", "gathering": "<id>", "kind": "agenda", "subject": "", "body": {…}, "at": "…", "by": "…"}
    {"type": "answer", "uid": "…", "id": "<uuid>", "gathering": "<id>", "activity": "a1", "round": 1, "respondent": "…",
     "seq": 1, "group": "g1", "unit": null, "answer": {…}, "via": "phone", "at": "…"}

``uid`` is the same in every copy, and uids sort as the lines were written (:mod:`kit.store.numbers`).
The gathering "" holds the municipality and the units. In the body of an analysis' entry ``base``,
``over``, ``undo`` and ``redo`` name other entries by uid. What a body holds is told in
``kit/store/state.py`` and ``kit/analysis/model.py``. Times are UTC.

A reader leaves out lines that it cannot read, and takes a line that comes twice once; a program that
writes may therefore simply append.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Any, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from kit.i18n import LANGUAGES
from kit.store.copies import CopiedAnswer, CopiedEntry, Row
from kit.store.numbers import UID
from kit.store.state import stage_from

FORMAT = "fagsamling"
VERSION = 1
SUFFIX = ".fagsamling"

Id = Annotated[str, Field(min_length=1, max_length=40)]
Owner = Annotated[str, Field(max_length=40)]  # a gathering, an analysis, or "" for what all share
Uid = Annotated[str, Field(pattern=f"^{UID}$")]
Whole = Annotated[int, Field(ge=-(2**63) + 1, lt=2**63)]


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)


class Header(_Line):
    format: Literal["fagsamling"]
    version: Annotated[int, Field(ge=1)]
    root: Id = ""
    title: str = ""
    date: str = ""


class GatheringLine(_Line):
    type: Literal["gathering"]
    id: Id
    code: Annotated[str, Field(max_length=20)]


class EntryLine(_Line):
    type: Literal["entry"]
    uid: Uid
    gathering: Owner
    kind: Annotated[str, Field(min_length=1, max_length=40)]
    subject: Annotated[str, Field(max_length=200)]
    body: dict[str, Any]
    at: str
    by: Annotated[str, Field(max_length=80)] = ""

    @model_validator(mode="after")
    def _makes_sense(self) -> EntryLine:
        _moment(self.at)
        check_body(self.kind, self.body)
        return self

    def row(self) -> CopiedEntry:
        return CopiedEntry(
            self.uid, self.gathering, self.kind, self.subject, self.body, _moment(self.at), self.by
        )


class AnswerLine(_Line):
    type: Literal["answer"]
    uid: Uid
    id: Annotated[str, Field(min_length=1, max_length=80)]
    gathering: Id
    activity: Id
    round: Annotated[int, Field(ge=1, lt=2**31)]
    respondent: Annotated[str, Field(max_length=80)]
    seq: Whole
    group: Owner | None
    unit: Owner | None
    answer: dict[str, Any]
    via: Annotated[str, Field(max_length=20)] = "phone"
    at: str

    def row(self) -> CopiedAnswer:
        return CopiedAnswer(
            self.uid,
            self.id,
            self.gathering,
            self.activity,
            self.round,
            self.respondent,
            self.seq,
            self.group,
            self.unit,
            self.answer,
            self.via,
            _moment(self.at),
        )


Line = TypeAdapter(Annotated[GatheringLine | EntryLine | AnswerLine, Field(discriminator="type")])


def written(row: Row) -> str:
    """One row as a line, without its end."""
    if isinstance(row, CopiedEntry):
        told: dict[str, Any] = {"type": "entry", "uid": row.uid, "gathering": row.gathering}
        told |= {"kind": row.kind, "subject": row.subject, "body": row.body, "at": row.at, "by": row.by}
    else:
        told = {"type": "answer", **vars(row)}
    return text(told)


def text(told: dict[str, Any]) -> str:
    """JSON with æ, ø and å as they are, except beside half a letter from a broken phone."""
    plain = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return plain if _is_whole(plain) else json.dumps(told, separators=(",", ":"))


def _is_whole(plain: str) -> bool:
    try:
        plain.encode()
    except UnicodeEncodeError:
        return False
    return True


_aware = TypeAdapter(AwareDatetime)


def _moment(at: str) -> str:
    """A time as the store writes it."""
    return _aware.validate_python(at).astimezone(dt.UTC).isoformat(timespec="microseconds")


# --- what a body must hold, so that no page stumbles over it -----------------------------------


class _Body(BaseModel):
    model_config = ConfigDict(extra="allow")


class _UnitOf(_Body):
    id: Owner
    name: str
    kind: Literal["barnehage", "skole", "sfo"]


class _Gathering(_Body):
    theme: Annotated[int, Field(ge=1, le=4)]
    date: dt.date
    municipality: str
    municipality_id: Owner = ""
    mode: Literal["group", "person"]
    language: str
    expected: Annotated[int, Field(ge=0, le=100_000)]
    units: list[_UnitOf]

    @model_validator(mode="after")
    def _known_language(self) -> _Gathering:
        if self.language not in LANGUAGES:
            raise ValueError("language")
        return self


class _Named(_Body):
    name: str


class _Group(_Named):
    unit: Owner | None = None


class _Seat(_Body):
    group: Owner


class _Agenda(_Body):
    items: list[Owner]
    start: Annotated[str, Field(pattern=r"^\d\d:\d\d$")] = "09:00"


class _Stage(_Body):
    activity: Owner | None = None
    rounds: dict[str, Annotated[int, Field(ge=1)]] = {}
    cards: list[str] = []

    @model_validator(mode="before")
    @classmethod
    def _foldable(cls, body: Any) -> Any:
        stage_from(body)
        return body


class _Activity(_Body):
    kind: str
    prompt: str
    settings: dict[str, Any] = {}
    minutes: Annotated[float, Field(ge=0, le=10_000)] = 10
    from_round: Annotated[int, Field(ge=1)] = 1
    emphasis: list[str] = []
    strands: list[str] = []

    @model_validator(mode="after")
    def _can_be_asked(self) -> _Activity:
        from kit.activities import KINDS

        if self.kind not in KINDS:
            raise ValueError("kind")
        return self


class _Category(_Named):
    activity: Owner


class _Terms(_Body):
    merged: dict[str, str] = {}
    dropped: list[str] = []


class _Mark(_Body):
    mark: str | None = None


class _UnitBody(_Named):
    kind: Literal["barnehage", "skole", "sfo"]
    municipality: Owner = ""


_BODIES: dict[str, type[_Body]] = {
    "gathering": _Gathering,
    "group": _Group,
    "seat": _Seat,
    "agenda": _Agenda,
    "stage": _Stage,
    "activity": _Activity,
    "category": _Category,
    "terms": _Terms,
    "mark": _Mark,
    "municipality": _Named,
    "unit": _UnitBody,
}


def check_body(kind: str, body: dict[str, Any]) -> None:
    """Raises ValueError where a body of this kind could not be shown. Members beyond ours may stand."""
    from kit.analysis.folding import KINDS

    try:
        if kind in _BODIES:
            _BODIES[kind].model_validate(body)
        elif kind in KINDS and not {"value", "undo", "redo"} & set(body):
            raise ValueError(kind)
    except (ValidationError, AttributeError, TypeError, KeyError) as error:
        raise ValueError(kind) from error
