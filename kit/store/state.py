"""What a gathering is right now: entries folded, oldest first, into one frozen value.

Nothing is overwritten in the store. A gathering's state is the latest entry of each
(kind, subject); :func:`fold` is the only place that knows how. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

Json = dict[str, Any]

MIXED = "mixed"  # a table with staff from several units: «flere enheter»


@dataclass(frozen=True)
class Entry:
    """One appended row. ``gathering`` is "" for what all gatherings share (units, preferences)."""

    revision: int
    gathering: str
    kind: str
    subject: str
    body: Json
    at: dt.datetime  # UTC, aware
    by: str = ""  # which dashboard or phone wrote it (a random id, never a person)


@dataclass(frozen=True)
class Unit:
    id: str
    name: str
    kind: str  # barnehage, skole or sfo
    municipality: str = ""  # id


@dataclass(frozen=True)
class Group:
    id: str
    name: str
    unit: str | None = None  # unit id, MIXED, or None while nobody has said
    revision: int = 0


@dataclass(frozen=True)
class Wording:
    """How an activity was asked from one round on."""

    kind: str
    prompt: str
    settings: Json
    from_round: int = 1


@dataclass(frozen=True)
class Activity:
    """An agenda item: the gathering's own copy of an activity."""

    id: str
    wordings: tuple[Wording, ...]  # rising from_round
    minutes: int = 10
    lock_at_zero: bool = False
    template: str | None = None
    version: int = 1
    emphasis: tuple[str, ...] = ()
    strands: tuple[str, ...] = ()
    guide: str = ""
    revision: int = 0

    def at(self, round_: int) -> Wording:
        """The wording that round was answered with."""
        fitting = [w for w in self.wordings if w.from_round <= round_]
        return fitting[-1] if fitting else self.wordings[0]

    @property
    def now(self) -> Wording:
        return self.wordings[-1]

    @property
    def kind(self) -> str:
        return self.now.kind

    @property
    def prompt(self) -> str:
        return self.now.prompt


@dataclass(frozen=True)
class Timer:
    """A countdown: running until ``ends_at``, or paused with ``left`` seconds."""

    ends_at: dt.datetime | None = None
    left: float | None = None
    lock_at_zero: bool = False

    def seconds_left(self, now: dt.datetime) -> int | None:
        """Whole seconds left, never below zero; None where no countdown was started."""
        if self.ends_at is not None:
            return max(0, round((self.ends_at - now).total_seconds()))
        return None if self.left is None else max(0, round(self.left))


@dataclass(frozen=True)
class Stage:
    """What the room sees and may do. One entry holds all of it, so a command is one append."""

    activity: str | None = None
    open: bool = False
    shown: bool = False
    late: bool = False  # answers refused by the lock may still come in
    rounds: Mapping[str, int] = field(default_factory=dict)  # activity id → its current round
    timer: Timer = Timer()
    locked_at: dt.datetime | None = None
    one_by_one: bool = False  # open answers go up one by one …
    cards: tuple[str, ...] = ()  # … and these are up
    revision: int = 0

    def round_of(self, activity: str) -> int:
        return self.rounds.get(activity, 1)

    @property
    def round(self) -> int:
        return self.round_of(self.activity) if self.activity else 1

    def accepts(self, now: dt.datetime) -> bool:
        """Whether answers are taken; the countdown locks by itself where that was chosen."""
        if not self.open:
            return False
        return not (self.timer.lock_at_zero and self.timer.seconds_left(now) == 0)

    def as_body(self) -> Json:
        """As the body of a ``stage`` entry."""
        return {
            "activity": self.activity,
            "open": self.open,
            "shown": self.shown,
            "late": self.late,
            "rounds": dict(self.rounds),
            "timer": {
                "ends_at": self.timer.ends_at.isoformat() if self.timer.ends_at else None,
                "left": self.timer.left,
                "lock_at_zero": self.timer.lock_at_zero,
            },
            "locked_at": self.locked_at.isoformat() if self.locked_at else None,
            "one_by_one": self.one_by_one,
            "cards": list(self.cards),
        }


def tables_taking_part(expected: int, groups: Collection[str], used: Collection[str]) -> int:
    """How many tables take part: those that were expected, or all that are in use when they are more.

    A table that chose a name of its own sits where a numbered one was expected.
    """
    return max(expected, len(set(used) & set(groups)))


@dataclass(frozen=True)
class Gathering:
    id: str
    code: str
    theme: int = 1
    date: dt.date = dt.date(1970, 1, 1)
    municipality: str = ""  # name, as shown
    municipality_id: str = ""
    mode: str = "group"  # group or person
    language: str = "nb"
    expected: int = 0  # groups (or persons) expected
    units: Mapping[str, Unit] = field(default_factory=dict)  # in the order they were entered
    groups: Mapping[str, Group] = field(default_factory=dict)
    seats: Mapping[str, str] = field(default_factory=dict)  # respondent → group id
    activities: Mapping[str, Activity] = field(default_factory=dict)  # also those taken off the agenda
    agenda: tuple[str, ...] = ()
    agenda_revision: int = 0
    start: str = "09:00"
    stage: Stage = Stage()
    moderation: Mapping[str, Json] = field(default_factory=dict)  # card key → see below
    categories: Mapping[str, Json] = field(default_factory=dict)  # id → {activity, name}
    terms: Mapping[str, Json] = field(default_factory=dict)  # activity id → {merged, dropped}
    marks: Mapping[str, str] = field(default_factory=dict)  # "activity:part" → bevaring | utvikling
    phone_seen: dt.datetime | None = None
    screen: Json = field(
        default_factory=dict
    )  # what Storskjerm shows besides: {join, page}, each for a moment
    receipts: str = ""  # the key that answers are acknowledged with; none in old gatherings
    since: int = 0  # the rows have got new numbers when this differs: read them all again
    revision: int = 0

    @property
    def current(self) -> Activity | None:
        return self.activities.get(self.stage.activity) if self.stage.activity else None

    @property
    def planned(self) -> tuple[Activity, ...]:
        """The agenda's activities in order."""
        return tuple(self.activities[a] for a in self.agenda if a in self.activities)

    def unit_of(self, group: str | None, unit: str | None = None) -> Unit | None:
        """The unit an answer counts for; None where unknown or mixed."""
        table = self.groups.get(group or "")
        own = table.unit if table else None
        return self.units.get(own or unit or "")

    def tables(self, answered: Collection[str] = ()) -> int:
        """How many tables take part; those of ``answered`` are in use even where no phone sits."""
        return tables_taking_part(self.expected, self.groups, {*answered, *self._taken})

    @cached_property
    def _taken(self) -> frozenset[str]:
        return frozenset(self.seats.values())

    def taken(self, group: str) -> bool:
        """Whether a phone sits at this table already."""
        return group in self._taken


# Bodies, by kind of entry:
#   gathering     {theme, date, municipality, municipality_id, mode, language, expected,
#                  units: [{id, name, kind}], code}
#   group         {name, unit, removed?}            subject: group id
#   seat          {group}                           subject: respondent
#   activity      {kind, prompt, settings, minutes, lock_at_zero, template, version, emphasis, strands, guide,
#                  from_round}                      subject: activity id
#   agenda        {items: [activity ids], start}
#   stage         Stage.as_body()
#   moderation    {hidden, highlighted, released, category, rewritten}   subject: "<answer id>:<index>"
#   category      {activity, name, removed?}        subject: category id
#   terms         {merged: {term: term}, dropped: [term]}   subject: activity id
#   mark          {mark}                            subject: "<activity id>:<part id>"
#   phone         {address}
#   receipts      {key}                             made with the gathering; see kit/participant/receipts.py
#   screen        {join: "<moment>", page: n, of: "<moment>"}   what the room's screen shows besides the stage


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _with_activity(known: Activity | None, entry: Entry) -> Activity:
    b = entry.body
    wording = Wording(b["kind"], b["prompt"], b.get("settings", {}), b.get("from_round", 1))
    earlier = () if known is None else tuple(w for w in known.wordings if w.from_round < wording.from_round)
    return Activity(
        id=entry.subject,
        wordings=(*earlier, wording),
        minutes=b.get("minutes", 10),
        lock_at_zero=b.get("lock_at_zero", False),
        template=b.get("template"),
        version=b.get("version", 1),
        emphasis=tuple(b.get("emphasis", ())),
        strands=tuple(b.get("strands", ())),
        guide=b.get("guide", ""),
        revision=entry.revision,
    )


def stage_from(body: Json, revision: int = 0) -> Stage:
    """A stage from the body of its entry; missing members mean their defaults."""
    timer = body.get("timer") or {}
    return Stage(
        activity=body.get("activity"),
        open=body.get("open", False),
        shown=body.get("shown", False),
        late=body.get("late", False),
        rounds=dict(body.get("rounds", {})),
        timer=Timer(_moment(timer.get("ends_at")), timer.get("left"), timer.get("lock_at_zero", False)),
        locked_at=_moment(body.get("locked_at")),
        one_by_one=body.get("one_by_one", False),
        cards=tuple(body.get("cards", ())),
        revision=revision,
    )


class _Draft:
    """A gathering while it is folded: each mapping is copied at most once, however many entries."""

    def __init__(self, gathering: Gathering) -> None:
        self._from = gathering
        self._own: dict[str, Any] = {}

    def put(self, **values: Any) -> None:
        self._own.update(values)

    def mapping(self, name: str) -> dict[str, Any]:
        if name not in self._own:
            self._own[name] = dict(getattr(self._from, name))
        return self._own[name]

    def keep(self, name: str, key: str, value: Any | None) -> None:
        """Set one member of a mapping, or take it away."""
        if value is None:
            self.mapping(name).pop(key, None)
        else:
            self.mapping(name)[key] = value

    def done(self) -> Gathering:
        return replace(self._from, **self._own) if self._own else self._from


def _apply(g: _Draft, e: Entry) -> None:
    b = e.body
    present = None if b.get("removed") else b
    match e.kind:
        case "gathering":
            owner = b.get("municipality_id", "")
            g.put(
                theme=b["theme"],
                date=dt.date.fromisoformat(b["date"]),
                municipality=b["municipality"],
                municipality_id=owner,
                mode=b["mode"],
                language=b["language"],
                expected=b["expected"],
                units={u["id"]: Unit(u["id"], u["name"], u["kind"], owner) for u in b["units"]},
            )
        case "group":
            group = None if present is None else Group(e.subject, b["name"], b.get("unit"), e.revision)
            g.keep("groups", e.subject, group)
        case "seat":
            g.keep("seats", e.subject, b["group"])
        case "activity":
            known = g.mapping("activities").get(e.subject)
            g.keep("activities", e.subject, _with_activity(known, e))
        case "agenda":
            g.put(agenda=tuple(b["items"]), agenda_revision=e.revision)
            if "start" in b:
                g.put(start=b["start"])
        case "stage":
            g.put(stage=stage_from(b, e.revision))
        case "moderation":
            g.keep("moderation", e.subject, b)
        case "category":
            g.keep("categories", e.subject, present)
        case "terms":
            g.keep("terms", e.subject, b)
        case "mark":
            g.keep("marks", e.subject, b.get("mark") or None)
        case "receipts":
            g.put(receipts=str(b.get("key") or ""))
        case "phone":
            g.put(phone_seen=e.at)
        case "screen":
            g.put(screen=b)
        case _:  # a newer kit may write kinds that this one does not know
            pass


def fold(gathering: Gathering, entries: Iterable[Entry]) -> Gathering:
    """The gathering after these entries (rising revision). Folding in pieces gives the same."""
    draft, newest = _Draft(gathering), gathering.revision
    for entry in entries:
        _apply(draft, entry)
        newest = max(newest, entry.revision)
        draft.put(revision=newest)
    return draft.done()


@dataclass(frozen=True)
class AnswerRow:
    """One answer as it was sent; never changed."""

    revision: int
    id: str  # client-made uuid
    activity: str
    round: int
    respondent: str
    seq: int
    group: str | None
    unit: str | None
    answer: Json
    via: str  # phone or facilitator
    at: dt.datetime


def counting(rows: Iterable[AnswerRow], mode: str) -> list[AnswerRow]:
    """The answers that count, one activity and round, in order of arrival.

    Of one respondent's answers the highest ``seq`` counts, whatever order they arrived in. In
    group mode the latest to arrive among a table's devices counts; in person mode each
    respondent counts for themselves.
    """
    by_respondent: dict[str, AnswerRow] = {}
    for row in rows:
        known = by_respondent.get(row.respondent)
        if known is None or (row.seq, row.revision) > (known.seq, known.revision):
            by_respondent[row.respondent] = row
    latest: dict[str, AnswerRow] = {}
    for row in sorted(by_respondent.values(), key=lambda r: r.revision):
        key = row.group if mode == "group" and row.group else f"respondent:{row.respondent}"
        latest[key] = row
    return sorted(latest.values(), key=lambda r: r.revision)
