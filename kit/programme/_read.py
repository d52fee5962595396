"""Reads all template files into one :class:`Programme`, and the sample gathering."""

from __future__ import annotations

import os
import threading
from collections.abc import Collection, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from kit import i18n
from kit.activities import AnswerError, kind
from kit.i18n import gettext as _
from kit.programme._errors import Loc, TemplateError
from kit.programme._files import File, own_folder, templates_folder, yaml_files
from kit.programme._languages import CONTENT_LANGUAGES, phrases, resolve
from kit.programme._models import (
    ActorsFile,
    Goals,
    LawFile,
    Organisation,
    Programme,
    Sample,
    StrandsFile,
    Theme,
)
from kit.programme._template import ActivityTemplate, Agenda, laid_over

Fingerprint = tuple[tuple[str, int, int], ...]
_OTHER_ROOMS = ("worksheets", "documents")  # templates that other parts of the kit read
_MIXED = "mixed"
_reading = threading.Lock()  # two kernels' threads asking at once should read once


def programme(language: str = "nb", *, own: bool = True) -> Programme:
    """The whole programme in one language. Cached until a template file changes.

    With ``own`` false the person's own templates are left out; the sample builds on that.
    Raises :class:`TemplateError` for a mistake in the kit's own files; mistakes in the person's own
    files are told in ``Programme.problems`` and those files are left out.
    """
    language = language if language in CONTENT_LANGUAGES else "nb"
    folders = (templates_folder(), own_folder()) if own else (templates_folder(),)
    with _reading, i18n.use(language):
        return _programme(language, folders, _fingerprint(folders))


def sample(language: str = "nb") -> Sample:
    """The sample gathering that the demo plays, with its answers checked by their kinds."""
    language = language if language in CONTENT_LANGUAGES else "nb"
    known = programme(language, own=False)
    with _reading, i18n.use(language):
        folder = templates_folder()
        return _sample(File(folder / "sample.yaml", folder), language, known)


def _fingerprint(folders: tuple[Path, ...]) -> Fingerprint:
    """Changes when any template file does; a few dozen stat calls, so it can be asked at each use."""
    found = []
    for folder in folders:
        for where, _inside, names in os.walk(folder):
            for path in (os.path.join(where, n) for n in names if n.endswith((".yaml", ".yml"))):
                stat = os.stat(path)
                found.append((path, stat.st_mtime_ns, stat.st_size))
    return tuple(sorted(found))


@lru_cache(maxsize=8)
def _programme(language: str, folders: tuple[Path, ...], fingerprint: Fingerprint) -> Programme:
    """Ours, with the person's own laid over."""
    ours = str(folders[0]) + os.sep
    known = _ours(language, folders[0], tuple(f for f in fingerprint if f[0].startswith(ours)))
    if len(folders) == 1:
        return known
    activities, agendas = dict(known.activities), dict(known.agendas)
    problems = _add_own(folders[1], language, _Known(known), activities, agendas)
    return known.model_copy(update={"activities": activities, "agendas": agendas, "problems": problems})


@lru_cache(maxsize=4)
def _ours(language: str, ours: Path, fingerprint: Fingerprint) -> Programme:
    goals = _read(File(ours / "programme.yaml", ours), Goals, language)
    themes = {t.number: t for t in (_read(f, Theme, language) for f in _files(ours / "themes", ours))}
    actors = _read(File(ours / "actors.yaml", ours), ActorsFile, language)
    programme_ = Programme(
        language=language,
        **{name: getattr(goals, name) for name in Goals.model_fields},
        organisation=_read(File(ours / "organisation.yaml", ours), Organisation, language),
        strands=_read(File(ours / "strands.yaml", ours), StrandsFile, language).strands,
        actors=actors.actors,
        other_actors=actors.others,
        themes=dict(sorted(themes.items())),
        law={a.id: a for a in _read(File(ours / "law.yaml", ours), LawFile, language).law},
        activities={},
        agendas={},
    )
    known = _Known(programme_)
    activities: dict[str, ActivityTemplate] = {}
    for file in _files(ours / "activities", ours):
        template = _activity(file, language, known)
        _once(file, template.id, activities)
        activities[template.id] = template
    agendas: dict[str, Agenda] = {}
    for file in _files(ours / "agendas", ours):
        agenda = _agenda(file, language, activities)
        _once(file, agenda.id, agendas)
        agendas[agenda.id] = agenda
    return programme_.model_copy(update={"activities": activities, "agendas": agendas})


class _Known:
    """The ids that an activity may name."""

    def __init__(self, programme_: Programme) -> None:
        themes = programme_.themes
        self.emphasis = {n: {e.id for e in t.emphasis} for n, t in themes.items()}
        self.transitions = {t.id for theme in themes.values() for e in theme.emphasis for t in e.transitions}
        self.subgoals = {g.id for g in programme_.subgoals}
        self.actors = {a.id for a in programme_.actors}
        self.law = set(programme_.law)
        self.strands = {s.id for s in programme_.strands}


def _files(part: Path, folder: Path) -> list[File]:
    return [File(p, folder) for p in yaml_files(part)]


def _read(file: File, model: Any, language: str) -> Any:
    return file.validate(model, resolve(file.data, language, phrases(templates_folder())))


def _once(file: File, id_: str, taken: Collection[str]) -> None:
    if id_ in taken:
        raise file.error(
            ("id",), _("the id «{id}» is used by another file; expected one of its own.").format(id=id_)
        )


def _activity(file: File, language: str, known: _Known) -> ActivityTemplate:
    """An activity whose settings its kind accepts and whose ids exist."""
    template: ActivityTemplate = _read(file, ActivityTemplate, language)
    module = kind(template.kind)
    settings = file.validate(module.Settings, template.settings, prefix=("settings",))
    total = sum(p.minutes for p in template.format.phases)
    if total != template.minutes:
        problem = _("the field «{field}» says {minutes}, but the phases take {total}; expected the same.")
        raise file.error(("minutes",), problem.format(field="minutes", minutes=template.minutes, total=total))
    _check_ids(file, "emphasis", template.emphasis, known.emphasis.get(template.theme, set()))
    for field in ("transitions", "strands", "subgoals", "actors", "law"):
        _check_ids(file, field, getattr(template, field), getattr(known, field))
    chosen = _in_language(settings.model_dump(mode="json", exclude_unset=True), module.Settings, language)
    template = template.model_copy(update={"settings": chosen})
    for unit_kind, variant in template.variants.items():
        if unit_kind not in template.unit_kinds:
            problem = _("the field «{field}» names «{id}», which does not exist; expected one of {known}.")
            text = problem.format(field="for", id=unit_kind, known=", ".join(template.unit_kinds))
            raise file.error(("for", unit_kind), text)
        changed = laid_over(chosen, variant.settings)
        file.validate(module.Settings, changed, prefix=("for", unit_kind, "settings"))
    return template


def _in_language(settings: dict[str, Any], model: Any, language: str) -> dict[str, Any]:
    """With the words that a kind uses when the template is silent (scale: «helt uenig») in nynorsk too."""
    if language != "nn":
        return settings
    known = phrases(templates_folder())
    defaults = {name: f.default for name, f in model.model_fields.items() if isinstance(f.default, str)}
    return {name: known[word] for name, word in defaults.items() if word in known} | settings


def _agenda(file: File, language: str, activities: dict[str, ActivityTemplate]) -> Agenda:
    agenda: Agenda = _read(file, Agenda, language)
    _check_ids(
        file, "activities", agenda.activities, {a.id for a in activities.values() if a.theme == agenda.theme}
    )
    return agenda


def _check_ids(file: File, field: str, given: Iterable[str], known: Collection[str]) -> None:
    for i, one in enumerate(given):
        if one not in known:
            loc: Loc = (field, i)
            problem = _("the field «{field}» names «{id}», which does not exist; expected one of {known}.")
            raise file.error(loc, problem.format(field=field, id=one, known=", ".join(sorted(known))))


def _add_own(
    own: Path,
    language: str,
    known: _Known,
    activities: dict[str, ActivityTemplate],
    agendas: dict[str, Agenda],
) -> tuple[str, ...]:
    """Lays the person's own templates over ours; returns a sentence for each file that is left out.

    A file below ``agendas`` is an agenda, every other one is an activity.
    """
    problems: list[str] = []
    ours = (
        p for p in yaml_files(own) if own / "worksheets" not in p.parents
    )  # those are read by kit.analysis
    paths = [(p, own / "agendas" in p.parents) for p in ours]
    for path, is_agenda in sorted(paths, key=lambda p: p[1]):  # agendas last: they name activities
        try:
            if is_agenda:
                agenda = _agenda(File(path, own), language, activities)
                agendas[agenda.id] = agenda
            else:
                template = _activity(File(path, own), language, known)
                activities[template.id] = template.model_copy(update={"own": True})
        except TemplateError as e:
            problems.append(e.explained())
        except OSError as e:
            problems.append(_("{file} cannot be read ({reason}).").format(file=path, reason=e.strerror))
    return tuple(problems)


def _sample(file: File, language: str, known: Programme) -> Sample:
    data = resolve(file.data, language, phrases(templates_folder()))
    raw: Sample = file.validate(Sample, data)
    _check_ids(file, "agenda", raw.agenda, [a.id for a in known.activities_for(raw.theme)])
    names = {u.name for u in raw.units} | {_MIXED}
    for i, group in enumerate(raw.groups):
        if group.unit not in names:
            problem = _("the field «{field}» names «{id}», which does not exist; expected one of {known}.")
            text = problem.format(field="unit", id=group.unit, known=", ".join(sorted(names)))
            raise file.error(("groups", i, "unit"), text)
    for activity in raw.agenda:
        if activity not in raw.answers:
            problem = _("the field «{field}» is missing; expected {expected}.")
            raise file.error(("answers",), problem.format(field=f"answers.{activity}", expected=_("a list")))
    return raw.model_copy(
        update={
            "answers": _answers(file, "answers", raw.answers, known),
            "second_round": _answers(file, "second_round", raw.second_round, known),
        }
    )


def _answers(
    file: File,
    field: Literal["answers", "second_round"],
    given: dict[str, tuple[Any, ...]],
    known: Programme,
) -> dict[str, tuple[Any, ...]]:
    """The groups' answers as their kind stores them; a plain list of texts is short for an open answer."""
    parsed: dict[str, tuple[Any, ...]] = {}
    for activity, answers in given.items():
        if activity not in known.activities:
            problem = _("there is no activity «{id}»; expected the id of one on the agenda.")
            raise file.error((field, activity), problem.format(id=activity))
        template = known.activities[activity]
        module = kind(template.kind)
        settings = module.Settings.model_validate(template.settings)
        taken = []
        for i, answer in enumerate(answers):
            try:
                taken.append(
                    module.parse(settings, {"texts": answer} if isinstance(answer, list) else answer)
                )
            except AnswerError as e:
                raise file.error((field, activity, i), str(e)) from e
        parsed[activity] = tuple(taken)
    return parsed
