"""What every kind of activity is made of: settings in, form out; answers in, table, picture and sentence out.

A kind is a module in this package that defines the names listed in :class:`Kind`. It keeps no
state and knows no store, no widget and no web page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:  # pandas and matplotlib stay out of the server process
    import random

    from matplotlib.figure import Figure
    from pandas import DataFrame

Json = dict[str, Any]


class AnswerError(ValueError):
    """An answer that cannot be taken. The message is one sentence for the person who sent it."""


class Model(BaseModel):
    """Settings are written by people: an unknown field is a mistake, not an extra."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Option(Model):
    """Something that can be chosen, ranked, placed or rated; its id never changes between gatherings."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")
    text: str = Field(min_length=1, max_length=300)


class FormField(BaseModel):
    """One question on the form. ``answer[name]`` holds the value, shaped by ``type``:

    ========  =====================================================================
    texts     list of 1..max_items strings, each at most max_length characters
    picks     list of option ids (at most ``max``; exactly one unless ``multiple``)
    pick      one option id
    scale     whole number min..max, or null for «vet ikke» where ``skip`` is true
    points    whole number min..max; the sum over all fields is at most the form's ``total``
    ranking   list of all option ids, best first
    place     [x, y], whole numbers 0..100 from left to right and from bottom to top
    number    a number min..max in steps of ``step``
    ========  =====================================================================
    """

    model_config = ConfigDict(frozen=True)

    type: Literal["texts", "picks", "pick", "scale", "points", "ranking", "place", "number"]
    name: str
    label: str = ""
    hint: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    multiple: bool = False
    max_items: int | None = None
    max_length: int | None = None
    min: float | None = None
    max: float | None = None
    step: float | None = None
    unit: str = ""
    low: str = ""
    high: str = ""
    skip: bool = False
    x: tuple[str, str] | None = None
    y: tuple[str, str] | None = None


class Case(Model):
    """Settings of a kind that may ask about a case: told first, to be read by all while they answer."""

    case: str = Field(default="", max_length=700)


class Form(BaseModel):
    """Everything a phone or a script needs to build a valid answer; ``case`` is read before it."""

    model_config = ConfigDict(frozen=True)

    fields: tuple[FormField, ...]
    total: int | None = None
    hint: str = ""
    case: str = ""

    def as_json(self) -> Json:
        """The form without its empty members, for ``GET /delta/<CODE>/state``."""
        return self.model_dump(mode="json", exclude_defaults=True) | {
            "fields": [f.model_dump(mode="json", exclude_defaults=True) for f in self.fields]
        }


@dataclass(frozen=True)
class Canvas:
    """The exact pixel box a picture is drawn for, and the base text size in pixels.

    ``page`` is the page of a picture that has several, from 0. ``reveal`` shows what is right (correct options, wanted quadrant); ``highlight`` names
    terms or parts to be set off.
    """

    width: int = 986
    height: int = 440
    base: int = 22
    page: int = 0
    reveal: bool = False
    highlight: tuple[str, ...] = ()

    def with_(self, **changes: Any) -> Canvas:
        return replace(self, **changes)


LAPTOP = Canvas(986, 440, 22)
STORSKJERM = Canvas(1760, 690, 34)
HALF = Canvas(820, 420, 22)
DOCUMENT = Canvas(640, 400, 15)


class Kind(Protocol):
    """The contract of a kind module.

    ``answers`` is a DataFrame with one row per counted answer and the columns ``answer`` (the
    validated JSON object), ``group_name``, ``unit_name``, ``unit_kind`` (barnehage, skole, sfo,
    ``mixed`` or None) and ``key`` (the answer's id). ``summary`` is the tidy DataFrame that
    ``summarise`` returned; its columns are documented in each module, and ``summary.attrs["n"]``
    is the number of answers. ``before`` is the summary of the round it is compared with.

    Where people write freely, a kind also has ``texts(answer)`` and ``with_texts(answer, shown)``: each text
    can then be held back or put in other words before a room sees it. A picture with several
    pages has ``pages(settings, summary)``; ``canvas.page`` and ``summary.attrs["page"]`` name the one that is meant.
    """

    Settings: type[Model]

    def form(self, settings: Any) -> Form: ...
    def parse(self, settings: Any, raw: Any) -> Json: ...
    def summarise(self, settings: Any, answers: DataFrame) -> DataFrame: ...
    def draw(
        self, settings: Any, summary: DataFrame, canvas: Canvas, before: DataFrame | None = None
    ) -> Figure: ...
    def describe(self, settings: Any, summary: DataFrame, before: DataFrame | None = None) -> str: ...
    def table(self, settings: Any, summary: DataFrame) -> DataFrame: ...
    def parts(self, settings: Any) -> dict[str, str]: ...
    def example(self, settings: Any, rng: random.Random) -> Json: ...


class WrittenKind(Kind, Protocol):
    """A kind in which people write freely."""

    def texts(self, answer: Json) -> list[str]: ...
    def with_texts(self, answer: Json, shown: Sequence[str | None]) -> Json | None: ...
