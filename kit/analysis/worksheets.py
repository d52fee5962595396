"""The worksheet of a pedagogisk analyse as its template declares it: steps, guiding questions and fields."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kit import i18n
from kit.i18n import gettext as _
from kit.programme import TemplateError, own_folder, templates_folder
from kit.programme._files import File, yaml_files

LANGUAGES = ("nb", "nn")
DEFAULT = "lp"  # the worksheet that is offered first
Part = Literal["analyse", "strategi"]
Use = Literal[
    "title", "level", "date", "minutes", "question", "problem", "goal", "goal_date", "summary", "next"
]
Contents = Literal["information", "factors", "measures", "log", "evaluation", "versions"]
_NEEDED_USES: tuple[Use, ...] = ("title", "problem", "goal", "goal_date")
_NEEDED_CONTENTS: tuple[Contents, ...] = ("factors", "measures", "evaluation", "versions")
_TYPE_OF_USE: Mapping[str, tuple[str, ...]] = {"date": ("date",), "goal_date": ("date",), "next": ("date",)}
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]
Text = Annotated[str, Field(min_length=1)]
ShortText = Annotated[str, Field(min_length=1, max_length=45)]


class _Model(BaseModel):
    """Frozen; a field that is not known is a mistake, not an extra."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class WorksheetChoice(_Model):
    id: Id
    text: ShortText


class WorksheetField(_Model):
    """Something that is filled in. ``use`` tells the kit what it is, so that ``id`` and wording stay free."""

    id: Id
    label: Text
    help: str = ""
    type: Literal["text", "long", "date", "choice", "list"] = "long"
    options: tuple[WorksheetChoice, ...] = ()  # of a choice
    weeks: tuple[Annotated[int, Field(ge=1, le=52)], ...] = ()  # a date this many weeks ahead, at a press
    use: Use | None = None

    @model_validator(mode="after")
    def _whole(self) -> WorksheetField:
        if (self.type == "choice") != bool(self.options):
            raise ValueError(_("«options» belongs to a field of the type «choice», and is needed there."))
        if self.weeks and self.type != "date":
            raise ValueError(_("«weeks» belongs to a field of the type «date»."))
        wanted = _TYPE_OF_USE.get(self.use or "", ())
        if wanted and self.type not in wanted:
            raise ValueError(
                _("a field used as «{use}» has the type «{type}».").format(use=self.use, type=wanted[0])
            )
        _once((o.id for o in self.options), _("the id «{id}» is there twice; expected once."))
        return self


class WorksheetStep(_Model):
    id: Id
    title: ShortText
    part: Part
    minutes: int = Field(ge=1, le=240)  # suggested for one meeting
    intro: str = ""
    questions: tuple[Text, ...] = ()
    fields: tuple[WorksheetField, ...] = ()
    contains: tuple[Contents, ...] = ()  # tables that the kit knows

    @model_validator(mode="after")
    def _whole(self) -> WorksheetStep:
        _once((f.id for f in self.fields), _("the id «{id}» is there twice; expected once."))
        return self


class Worksheet(_Model):
    """One variant of the worksheet. An analysis keeps its own copy, so a template may be changed at any time."""

    id: Id
    version: int = Field(default=1, ge=1)
    title: Annotated[str, Field(min_length=1, max_length=60)]
    about: str = ""
    analyse: ShortText  # what the first part is called
    strategi: ShortText
    steps: tuple[WorksheetStep, ...] = Field(min_length=2)

    def step(self, step_id: str) -> WorksheetStep | None:
        return next((s for s in self.steps if s.id == step_id), None)

    def field(self, step_id: str, field_id: str) -> WorksheetField | None:
        step = self.step(step_id)
        return next((f for f in step.fields if f.id == field_id), None) if step else None

    def where(self, use: str) -> tuple[str, str] | None:
        """(step id, field id) of what the kit needs to find, e.g. ``problem``."""
        found = ((s.id, f.id) for s in self.steps for f in s.fields if f.use == use)
        return next(found, None)

    def containing(self, contents: str) -> WorksheetStep | None:
        """The step with a table, e.g. ``factors``."""
        return next((s for s in self.steps if contents in s.contains), None)

    def position(self, step_id: str) -> int:
        return next((i for i, s in enumerate(self.steps) if s.id == step_id), -1)


@dataclass(frozen=True)
class Worksheets:
    """All variants by id, ours first, and what was wrong with the person's own."""

    all: Mapping[str, Worksheet]
    problems: tuple[str, ...] = ()


def worksheets(language: str = "nb", *, own: bool = True) -> Worksheets:
    """Every worksheet in one language; read again when a file has changed.

    Raises :class:`TemplateError` for a mistake in the kit's own files; mistakes in the person's own
    files (the folder ``worksheets`` among their templates) are told in ``problems``.
    """
    language = language if language in LANGUAGES else "nb"
    folders = [(templates_folder(), False)] + ([(own_folder(), True)] if own else [])
    paths = [(p, base, mine) for base, mine in folders for p in yaml_files(base / "worksheets")]
    stats = [os.stat(p) for p, _base, _mine in paths]
    with i18n.use(language):
        return _read(language, tuple(paths), tuple((s.st_mtime_ns, s.st_size) for s in stats))


@lru_cache(maxsize=8)
def _read(
    language: str, paths: tuple[tuple[Path, Path, bool], ...], stamps: tuple[tuple[int, int], ...]
) -> Worksheets:
    found: dict[str, Worksheet] = {}
    problems: list[str] = []
    for path, base, mine in paths:
        try:
            file = File(path, base)
            sheet = file.validate(Worksheet, _in_one(file.data, language))
            if not mine and sheet.id in found:
                text = _("the id «{id}» is used by another file; expected one of its own.")
                raise file.error(("id",), text.format(id=sheet.id))
            for loc, problem in _mistakes(sheet):
                raise file.error(loc, problem)
            found[sheet.id] = sheet
        except TemplateError as e:
            if not mine:
                raise
            problems.append(str(e))
        except OSError as e:
            problems.append(_("{file} cannot be read ({reason}).").format(file=path, reason=e.strerror))
    first = sorted(found.values(), key=lambda s: s.id != DEFAULT)
    return Worksheets({s.id: s for s in first}, tuple(problems))


def _mistakes(sheet: Worksheet) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """What is wrong between steps, with its place."""
    ids: set[str] = set()
    used: set[str] = set()
    for i, step in enumerate(sheet.steps):
        if step.id in ids:
            yield ("steps", i, "id"), _("the id «{id}» is there twice; expected once.").format(id=step.id)
        ids.add(step.id)
        if step.part == "analyse" and i and sheet.steps[i - 1].part == "strategi":
            yield ("steps", i, "part"), _("a step of the part «analyse» stands after one of «strategi».")
        places: list[tuple[tuple[int | str, ...], str | None]] = [
            (("steps", i, "fields", n, "use"), f.use) for n, f in enumerate(step.fields)
        ]
        places += [(("steps", i, "contains"), c) for c in step.contains]
        for loc, name in places:
            if name in used:
                yield loc, _("«{name}» is there twice in the worksheet; expected once.").format(name=name)
            used |= {name} if name else set()
    for name in (*_NEEDED_USES, *_NEEDED_CONTENTS):
        if name not in used:
            yield ("steps",), _("no step has «{name}»; expected one.").format(name=name)
    if {s.part for s in sheet.steps} != {"analyse", "strategi"}:
        yield ("steps",), _("both parts need a step: «analyse» first, then «strategi».")


def _in_one(tree: Any, language: str) -> Any:
    """The same data in one language: {nb: …, nn: …} becomes plain text, nynorsk falling back to bokmål."""
    if isinstance(tree, Mapping):
        if "nb" in tree and set(tree) <= set(LANGUAGES):
            return tree.get(language) or tree["nb"]
        return {key: _in_one(value, language) for key, value in tree.items()}
    return [_in_one(value, language) for value in tree] if isinstance(tree, list) else tree


def _once(ids: Iterable[str], problem: str) -> None:
    twice = [one for one, n in Counter(ids).items() if n > 1]
    if twice:
        raise ValueError(problem.format(id=twice[0]))
