"""The programme and the sample gathering as frozen values, every text in one language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from kit.i18n import full_day
from kit.i18n import gettext as _
from kit.programme._base import UNIT_KINDS, Id, Model, ShortText, Text, ThemeNumber, UnitKind
from kit.programme._template import ActivityTemplate, Agenda, Audience


class Point(Model):
    """One point of the programme in our own words; ``note`` says openly what is uncertain."""

    id: Id
    text: Text
    note: str = ""
    sources: tuple[Text, ...] = ()


class Figure(Model):
    """A number that the programme builds on, with where it is from."""

    id: Id
    value: float
    unit: Text
    text: Text
    source: Text


class Responsibility(Model):
    id: Id
    who: Text
    text: Text


class SuccessCriterion(Model):
    id: Id
    number: int
    title: Text
    points: tuple[Point, ...] = Field(min_length=1)


class Unclear(Model):
    """Something that the programme document leaves open, and what the kit does about it."""

    id: Id
    refers_to: tuple[Id, ...]
    text: Text


class Meeting(Model):
    """What happens in each semester, and how often (``times``: from, to)."""

    id: Id
    title: Text
    who: Text
    text: str = ""
    frequency: Text
    times: tuple[int, int] | None = None
    note: str = ""


class NationalDate(Model):
    id: Id
    title: Text
    start: dt.date
    end: dt.date
    form: Text
    note: str = ""


class Subgoal(Model):
    id: Id
    number: int
    who: Text  # whose goal it is
    text: Text
    short: ShortText


class Strand(Model):
    """A theme that runs through all four semesters."""

    id: Id
    number: int
    title: Text
    text: Text
    law: tuple[Id, ...] = ()
    note: str = ""


class Transition(Model):
    id: Id
    number: int
    text: Text
    short: ShortText
    unit_kinds: tuple[UnitKind, ...] = UNIT_KINDS


class Actor(Model):
    """Somebody with an active part in the project; ``audience`` ties activities for them to the actor."""

    id: Id
    number: int
    title: Text
    text: str = ""
    audience: tuple[Audience, ...] = ()
    tasks: tuple[Point, ...] = Field(min_length=1)
    composition: tuple[Point, ...] = ()
    meetings: str = ""


class Emphasis(Model):
    """One numbered point that a theme lays weight on."""

    id: Id
    number: int
    text: Text
    short: ShortText
    transitions: tuple[Transition, ...] = ()


class LawAnchor(Model):
    """A place in a law or framework plan in plain words. ``checked`` None: not compared with Lovdata."""

    id: Id
    act: Text
    paragraph: str = ""
    title: Text
    text: Text
    in_words: dict[UnitKind, Text] = {}  # the same said for one kind of unit
    applies_to: tuple[Literal["barnehage", "skole"], ...] = Field(alias="for")  # skole covers SFO
    duties: tuple[Text, ...] = ()
    checked: dt.date | None
    note: str = ""

    @property
    def name(self) -> str:
        """``barnehageloven § 41``"""
        return f"{self.act} {self.paragraph}".strip()

    @property
    def status(self) -> str:
        """When somebody last compared the paraphrase with Lovdata, or that nobody has."""
        if self.checked is None:
            return _("not checked against Lovdata")
        return _("last checked against Lovdata {date}").format(date=full_day(self.checked))

    def for_unit_kind(self, unit_kind: str) -> bool:
        return ("skole" if unit_kind == "sfo" else unit_kind) in self.applies_to

    def text_for(self, unit_kind: str | None) -> str:
        """The paraphrase in the words meant for a kind of unit."""
        words: Mapping[str, str] = {str(k): v for k, v in self.in_words.items()}
        return words.get(unit_kind or "", self.text)


class Theme(Model):
    number: ThemeNumber
    title: Text
    short: ShortText
    semester: Text
    semester_inferred: bool = False  # the programme does not say which theme belongs to which semester
    core: Text
    core_points: tuple[Point, ...] = Field(min_length=1)
    emphasis: tuple[Emphasis, ...] = Field(min_length=1)
    law: tuple[Id, ...] = ()
    law_note: str = ""


class SampleUnit(Model):
    name: Text
    kind: UnitKind


class SampleGroup(Model):
    """A table. ``unit`` is the name of a unit, or ``mixed`` for staff from several."""

    unit: Text


class Sample(Model):
    """The sample gathering: what the demo plays and what the examples in the notebooks show."""

    municipality: Text
    theme: ThemeNumber
    date: dt.date
    start: Annotated[str, Field(pattern=r"^\d\d:\d\d$")] = "09:00"
    mode: Literal["group", "person"] = "group"
    units: tuple[SampleUnit, ...] = Field(min_length=1)
    groups: tuple[SampleGroup, ...] = Field(min_length=1)
    agenda: tuple[Id, ...] = Field(min_length=1)
    answers: dict[str, tuple[Any, ...]]  # activity id → what each group sends in round 1
    second_round: dict[str, tuple[Any, ...]] = {}  # the same for round 2, where it differs

    @property
    def group_units(self) -> list[str | None]:
        """One per group: the name of its unit, or ``mixed``."""
        return [g.unit for g in self.groups]

    def answer(self, activity: str, group: int, round_: int = 1) -> dict[str, Any]:
        """What group number ``group`` (from 0) answers; always the same."""
        rounds = self.second_round if round_ > 1 and activity in self.second_round else self.answers
        chosen = rounds[activity]
        return dict(chosen[group % len(chosen)])


class Goals(Model):
    """programme.yaml as it is written."""

    title: Text
    purpose: Text
    purpose_points: tuple[Point, ...]
    responsibilities: tuple[Responsibility, ...]
    background: tuple[Point, ...]
    figures: tuple[Figure, ...]
    evaluations: tuple[Point, ...]
    main_goal: Text
    subgoals: tuple[Subgoal, ...]
    success: tuple[SuccessCriterion, ...]
    unclear: tuple[Unclear, ...]


class Organisation(Model):
    """organisation.yaml as it is written."""

    principles: tuple[Point, ...]
    meetings: tuple[Meeting, ...]
    national_dates: tuple[NationalDate, ...]


class StrandsFile(Model):
    """strands.yaml as it is written."""

    strands: tuple[Strand, ...]


class ActorsFile(Model):
    """actors.yaml as it is written."""

    actors: tuple[Actor, ...]
    others: tuple[Point, ...]  # named elsewhere in the programme


class LawFile(Model):
    """law.yaml as it is written."""

    law: tuple[LawAnchor, ...]


class Programme(BaseModel):
    """Everything the templates hold, in one language."""

    model_config = ConfigDict(frozen=True)

    language: str
    title: str
    purpose: str
    purpose_points: tuple[Point, ...]
    responsibilities: tuple[Responsibility, ...]
    background: tuple[Point, ...]
    figures: tuple[Figure, ...]
    evaluations: tuple[Point, ...]
    main_goal: str
    subgoals: tuple[Subgoal, ...]
    success: tuple[SuccessCriterion, ...]
    unclear: tuple[Unclear, ...]
    organisation: Organisation
    strands: tuple[Strand, ...]
    actors: tuple[Actor, ...]
    other_actors: tuple[Point, ...]
    themes: Mapping[int, Theme]
    law: Mapping[str, LawAnchor]
    activities: Mapping[str, ActivityTemplate]
    agendas: Mapping[str, Agenda]
    problems: tuple[str, ...] = ()  # sentences about own templates that could not be read

    def activities_for(self, theme: int, unit_kind: str | None = None) -> tuple[ActivityTemplate, ...]:
        """The theme's activities in file order; only those that suit a kind of unit, if given."""
        return tuple(
            a
            for a in self.activities.values()
            if a.theme == theme and (unit_kind is None or unit_kind in a.unit_kinds)
        )

    def actors_of(self, template: ActivityTemplate) -> tuple[Actor, ...]:
        """Whom an activity is for or about."""
        return tuple(
            a for a in self.actors if a.id in template.actors or set(a.audience) & set(template.audience)
        )

    def agendas_for(
        self, theme: int, minutes: int | None = None, unit_kind: str | None = None
    ) -> tuple[Agenda, ...]:
        """Ready-made agendas in file order, the most usual first.

        With ``minutes``: those that fit into the time, the longest first.
        With ``unit_kind``: those that suit it, the ones made for it first.
        """
        fitting = [
            a
            for a in self.agendas.values()
            if a.theme == theme
            and (unit_kind is None or unit_kind in a.unit_kinds)
            and (minutes is None or (a.minutes is not None and a.minutes <= minutes))
        ]
        if unit_kind is not None:
            fitting.sort(key=lambda a: len(a.unit_kinds))
        if minutes is not None:
            fitting.sort(key=lambda a: -(a.minutes or 0))
        return tuple(fitting)

    def law_for(self, theme: int, unit_kind: str) -> tuple[LawAnchor, ...]:
        """The theme's law anchors for a kind of unit; empty for themes 3 and 4 (see ``Theme.law_note``)."""
        anchors = (self.law[i] for i in self.themes[theme].law)
        return tuple(a for a in anchors if a.for_unit_kind(unit_kind))

    def strand(self, strand_id: str) -> Strand:
        return next(s for s in self.strands if s.id == strand_id)

    def emphasis(self, emphasis_id: str) -> Emphasis:
        return next(e for t in self.themes.values() for e in t.emphasis if e.id == emphasis_id)
