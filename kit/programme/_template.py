"""What a pedagogue may write: an activity template, with other wording per kind of unit, and an agenda."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from kit.activities import KINDS
from kit.i18n import gettext as _
from kit.programme._base import UNIT_KINDS, Id, Model, Prompt, Text, ThemeNumber, Title, UnitKind

Audience = Literal["alle-ansatte", "ledere", "arbeidsgruppe", "ppt", "foreldre", "elever", "barn-med-voksen"]
AUDIENCES: tuple[Audience, ...] = (
    "alle-ansatte",
    "ledere",
    "arbeidsgruppe",
    "ppt",
    "foreldre",
    "elever",
    "barn-med-voksen",
)


class Phase(Model):
    name: Text
    minutes: int = Field(ge=1, le=120)


class Format(Model):
    """How the room works, e.g. IGP: alone, in the group, together."""

    name: Text
    phases: tuple[Phase, ...] = Field(min_length=1)


class Guide(Model):
    """What the facilitator does."""

    introduce: Text
    look_for: Text
    sum_up: Text


class GuideChange(Model):
    """The parts of the guide that read differently for a kind of unit."""

    introduce: Text | None = None
    look_for: Text | None = None
    sum_up: Text | None = None


class InterimWork(Model):
    """Mellomarbeid: what is tried out before the next meeting, and what is asked there."""

    task: Text
    follow_up: Text


class Variant(Model):
    """What differs for one kind of unit; what is left out is as in the template itself."""

    title: Title | None = None
    prompt: Prompt | None = None
    why: Text | None = None
    guide_parts: GuideChange | None = Field(default=None, alias="guide")
    interim_work: InterimWork | None = None
    settings: dict[str, Any] = {}


class ActivityTemplate(Model):
    """One activity as offered in *Forbered*. ``settings`` has been checked by its kind."""

    id: Id
    version: int = Field(default=1, ge=1)
    theme: ThemeNumber
    kind: Text
    title: Title
    prompt: Prompt
    why: Text
    guide_parts: Guide = Field(alias="guide")
    minutes: int = Field(ge=1, le=240)
    format: Format
    unit_kinds: tuple[UnitKind, ...] = Field(default=UNIT_KINDS, min_length=1)
    audience: tuple[Audience, ...] = Field(default=("alle-ansatte",), min_length=1)
    emphasis: tuple[Id, ...]  # empty where it is about the whole programme, e.g. the evaluation
    transitions: tuple[Id, ...] = ()  # of the emphasis point that has them
    strands: tuple[Id, ...] = ()
    subgoals: tuple[Id, ...] = ()
    actors: tuple[Id, ...] = ()  # whose tasks it is about, besides those that it is for
    law: tuple[Id, ...] = ()
    sources: tuple[Text, ...] = ()  # references only, e.g. «Roland & Ertesvåg (2018)»
    interim_work: InterimWork | None = None
    variants: dict[UnitKind, Variant] = Field(default={}, alias="for")
    lock_at_zero: bool = False
    settings: dict[str, Any]
    own: bool = Field(default=False, exclude=True)  # from the person's own folder

    @field_validator("kind")
    @classmethod
    def _known_kind(cls, value: str) -> str:
        if value not in KINDS:
            raise ValueError(
                _("there is no kind «{kind}»; expected one of {kinds}.").format(
                    kind=value, kinds=", ".join(KINDS)
                )
            )
        return value

    @property
    def guide(self) -> str:
        """The facilitator's guide as one text of three paragraphs."""
        parts = self.guide_parts
        return "\n\n".join((parts.introduce, parts.look_for, parts.sum_up))

    def for_unit_kind(self, unit_kind: str | None) -> ActivityTemplate:
        """The same activity in the words meant for a kind of unit; None or an unknown kind: the common words."""
        variant = {str(k): v for k, v in self.variants.items()}.get(unit_kind or "")
        if variant is None:
            return self
        changes: dict[str, Any] = {
            name: value
            for name in ("title", "prompt", "why", "interim_work")
            if (value := getattr(variant, name)) is not None
        }
        if variant.guide_parts is not None:
            parts = variant.guide_parts.model_dump(exclude_none=True)
            changes["guide_parts"] = self.guide_parts.model_copy(update=parts)
        return self.model_copy(
            update={**changes, "settings": laid_over(self.settings, variant.settings), "variants": {}}
        )


def laid_over(base: Any, change: Any) -> Any:
    """``change`` over ``base``: field by field, and in lists whose lines have an id, line by line.

    A line with a new id is added at the end; every other list takes the old one's place.
    """
    if isinstance(base, Mapping) and isinstance(change, Mapping):
        return {**base, **{k: laid_over(base.get(k), v) for k, v in change.items()}}
    if _has_ids(base) and _has_ids(change):
        changes = {line["id"]: line for line in change}
        kept = [laid_over(line, changes.pop(line["id"], {})) for line in base]
        return [*kept, *changes.values()]
    return change


def _has_ids(lines: Any) -> bool:
    return (
        isinstance(lines, list)
        and bool(lines)
        and all(isinstance(line, Mapping) and "id" in line for line in lines)
    )


class Step(Model):
    """One item of an agenda: an activity, or something else that takes time (a break, a lecture)."""

    activity: Id | None = None
    title: Text | None = None
    minutes: int | None = Field(default=None, ge=1, le=240)

    @model_validator(mode="after")
    def _either(self) -> Step:
        if (self.activity is None) == (self.title is None):
            raise ValueError(_("a step has either an activity, or a title with minutes."))
        if self.activity is None and self.minutes is None:
            raise ValueError(_("a step has either an activity, or a title with minutes."))
        return self


class Agenda(Model):
    """A ready-made agenda: activities of one theme in a good order, with or without what lies between."""

    id: Id
    theme: ThemeNumber
    title: Text
    text: str = ""
    minutes: int | None = Field(default=None, ge=1, le=600)
    unit_kinds: tuple[UnitKind, ...] = Field(default=UNIT_KINDS, min_length=1)
    activities: tuple[Id, ...] = ()
    steps: tuple[Step, ...] = ()
    interim_work: InterimWork | None = None

    @model_validator(mode="before")
    @classmethod
    def _activities_of_the_steps(cls, data: Any) -> Any:
        """Who writes steps need not repeat the activities; who writes activities needs no steps."""
        if isinstance(data, Mapping) and isinstance(data.get("steps"), list) and "activities" not in data:
            named = [s.get("activity") for s in data["steps"] if isinstance(s, Mapping)]
            return {**data, "activities": [a for a in named if a is not None]}
        return data

    @model_validator(mode="after")
    def _not_empty(self) -> Agenda:
        if not self.activities:
            raise ValueError(_("an agenda needs at least one activity, under steps or activities."))
        return self
