"""The person's own templates as files: written whole or not at all, shared as one file, taken in as one file."""

from __future__ import annotations

import io
import json
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ruamel.yaml import YAML

from kit import i18n
from kit.i18n import gettext as _
from kit.programme import _files
from kit.programme._errors import Loc, TemplateError, dotted
from kit.programme._files import File, yaml_files
from kit.programme._languages import is_bilingual
from kit.programme._read import _activity, _agenda, _Known, programme
from kit.programme._yaml import parse

Json = dict[str, Any]
OWN = "egen-"
MOST = 1_000_000  # characters in a file that is taken in


@dataclass(frozen=True)
class Templates:
    """Activities and agendas as they are written."""

    activities: tuple[Json, ...] = ()
    agendas: tuple[Json, ...] = ()


class _Part(File):
    """One template of a file that holds several; what is wrong with it is told with the file's own lines."""

    def __init__(self, whole: File, prefix: Loc, data: Any) -> None:
        self.path, self.name, self.data = whole.path, whole.name, data
        self._prefix = prefix

    def error(self, loc: Loc, problem: str) -> TemplateError:
        return TemplateError(self.name, self.lines([self._prefix + loc])[0], dotted(loc), problem)


# --- reading -----------------------------------------------------------------------------------


def own_templates() -> Templates:
    """Every own template that can be read, as it is written."""
    activities: list[Json] = []
    agendas: list[Json] = []
    for path, data in _all():
        (agendas if _is_agenda(path) else activities).append(data)
    return Templates(tuple(activities), tuple(agendas))


def _all() -> Iterable[tuple[Path, Json]]:
    own = _files.own_folder()
    for path in yaml_files(own):
        if own / "worksheets" in path.parents:
            continue
        try:
            data = File(path, own).data
        except (TemplateError, OSError):
            continue  # Programme.problems tells about it
        if "id" in data:
            yield path, data


def _is_agenda(path: Path) -> bool:
    return _files.own_folder() / "agendas" in path.parents


def _path_of(id_: str, agenda: bool) -> Path | None:
    return next((p for p, data in _all() if data["id"] == id_ and _is_agenda(p) == agenda), None)


def read_shared(name: str, text: str) -> Templates:
    """The templates of a file somebody shared. Raises :class:`TemplateError` for the first mistake in it."""
    name = re.sub(r"[^\w. -]", "_", Path(name.replace("\\", "/")).name)[:80].strip(". ") or "maler.yaml"
    if len(text) > MOST:
        problem = _("the file is too large to be a template file.")
        raise TemplateError(name, None, "", problem, with_example=False)
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(text, encoding="utf-8", newline="\n")
        file = File(path, path)  # told by its name alone
        activities, agendas = _parts(file)
        _check(activities, agendas)
        return Templates(tuple(p.data for p in activities), tuple(p.data for p in agendas))


def _parts(file: File) -> tuple[list[_Part], list[_Part]]:
    data = file.data
    lists = [data.get("activities"), data.get("agendas")]
    if "kind" in data:
        return [_Part(file, (), data)], []
    if "steps" in data or (isinstance(lists[0], list) and lists[0] and isinstance(lists[0][0], str)):
        return [], [_Part(file, (), data)]
    if not any(isinstance(one, list) and one for one in lists):
        problem = _(
            "there are no templates here; expected an activity, an agenda, or a file shared from here."
        )
        raise TemplateError(file.name, 1, "", problem)
    found: list[list[_Part]] = []
    for field in ("activities", "agendas"):
        parts = []
        for i, one in enumerate(data.get(field) or []):
            if not isinstance(one, Mapping):
                raise file.error(
                    (field, i),
                    _("the field «{field}» should be {expected}.").format(
                        field=dotted((field, i)), expected=_("fields with their values")
                    ),
                )
            parts.append(_Part(file, (field, i), one))
        found.append(parts)
    return found[0], found[1]


def _check(activities: list[_Part], agendas: list[_Part]) -> None:
    """As the programme reads them, in both written languages."""
    speaking = i18n.language()
    for language in ("nb", "nn"):
        base = programme(language)
        known, there = _Known(base), dict(base.activities)
        taken: set[str] = set()
        with i18n.use(speaking):
            for part in activities:
                template = _activity(part, language, known)
                _once(part, template.id, taken)
                there[template.id] = template
            for part in agendas:
                _once(part, _agenda(part, language, there).id, taken)


def _once(part: _Part, id_: str, taken: set[str]) -> None:
    if id_ in taken:
        raise part.error(("id",), _("the id «{id}» is there twice; expected once.").format(id=id_))
    taken.add(id_)


# --- writing -----------------------------------------------------------------------------------


def new_id(title: str) -> str:
    """``egen-lek-ute-1a2b3c``: from the words of the title, and nobody else's."""
    plain = title.lower().replace("æ", "ae").translate(str.maketrans("øåéèêöä", "oaeeeoa"))
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
    return f"{OWN}{slug}-{secrets.token_hex(3)}" if slug else f"{OWN}{secrets.token_hex(3)}"


def save(templates: Templates) -> None:
    """Write new templates, each in a file of its own; all of them or, if one cannot be written, none."""
    text = as_text(templates)
    read_shared("egen.yaml", text)
    written: list[Path] = []
    try:
        for agenda, group in ((False, templates.activities), (True, templates.agendas)):
            for data in group:
                written.append(_write(_free(str(data["id"]), agenda), data))
    except OSError:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def change(data: Json, *, agenda: bool = False) -> None:
    """Write one's own template anew in the file that it stands in."""
    path = _path_of(str(data["id"]), agenda)
    single = Templates(agendas=(data,)) if agenda else Templates((data,))
    if path is None:
        return save(single)
    read_shared("egen.yaml", as_text(single))
    _write(path, data)
    return None


def delete(id_: str, *, agenda: bool = False) -> None:
    """Remove one's own template; nothing else is touched."""
    path = _path_of(id_, agenda)
    if path is not None:
        path.unlink()


def _free(id_: str, agenda: bool) -> Path:
    folder = _files.own_folder() / ("agendas" if agenda else "activities")
    path = folder / f"{id_}.yaml"
    while path.exists():
        path = folder / f"{id_}-{secrets.token_hex(2)}.yaml"
    return path


def _write(path: Path, data: Json) -> Path:
    """The whole file at once: a reader sees the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            file.write(_yaml(data))
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return path


def _yaml(data: Json) -> str:
    """YAML that reads back as the same; where a text defeats that, JSON, which is YAML too."""
    writer = YAML(typ="rt")
    writer.width, writer.allow_unicode = 120, True
    writer.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    writer.dump(json.loads(json.dumps(data, default=str)), out)
    try:
        same = parse(out.getvalue()) == json.loads(json.dumps(data, default=str))
    except Exception:
        same = False
    return out.getvalue() if same else json.dumps(data, indent=1, default=str) + "\n"


# --- sharing -----------------------------------------------------------------------------------


def chosen(ids: Iterable[str]) -> Templates:
    """Own templates by id; with an agenda come the own activities that it names."""
    wanted, every = set(ids), own_templates()
    agendas = tuple(a for a in every.agendas if a["id"] in wanted)
    wanted |= {i for a in agendas for i in activities_in(a)}
    return Templates(tuple(a for a in every.activities if a["id"] in wanted), agendas)


def activities_in(agenda: Json) -> list[str]:
    """The activities that an agenda names, as it is written."""
    steps = [s.get("activity") for s in agenda.get("steps") or [] if isinstance(s, Mapping)]
    return [str(i) for i in [*(agenda.get("activities") or []), *steps] if i]


def as_text(templates: Templates) -> str:
    """One file with several templates, to send to a colleague."""
    whole: Json = {}
    if templates.activities:
        whole["activities"] = list(templates.activities)
    if templates.agendas:
        whole["agendas"] = list(templates.agendas)
    return _yaml(whole)


def take_in(templates: Templates) -> Templates:
    """Add somebody's templates to one's own; returns those that were new.

    What one has already, word for word, is not added again; whatever has an id that is in use gets
    another, and the agendas that name it follow.
    """
    known, mine = programme(), own_templates()
    taken = {*known.activities, *known.agendas, *(str(d["id"]) for d in (*mine.activities, *mine.agendas))}
    renamed: dict[str, str] = {}
    activities: list[Json] = []
    agendas: list[Json] = []
    for data in templates.activities:
        if data not in mine.activities:
            activities.append(_renamed(data, taken, renamed))
    for data in templates.agendas:
        if data not in mine.agendas:
            agendas.append(_following(_renamed(data, taken, {}), renamed))
    new = Templates(tuple(activities), tuple(agendas))
    if activities or agendas:
        save(new)
    return new


def _renamed(data: Json, taken: set[str], renamed: dict[str, str]) -> Json:
    old = str(data["id"])
    new = old if old.startswith(OWN) and old not in taken else new_id(old.removeprefix(OWN))
    taken.add(new)
    if new != old:
        renamed[old] = new
    return {**data, "id": new}


def _following(agenda: Json, renamed: Mapping[str, str]) -> Json:
    changed = dict(agenda)
    if agenda.get("activities"):
        changed["activities"] = [renamed.get(i, i) for i in agenda["activities"]]
    if agenda.get("steps"):
        changed["steps"] = [
            {**s, "activity": renamed.get(s["activity"], s["activity"])} if s.get("activity") else s
            for s in agenda["steps"]
        ]
    return changed


# --- mending -----------------------------------------------------------------------------------


def mended(raw: Any, old: Any, new: Any, language: str) -> Any:
    """``raw`` as written, with what differs between ``old`` and ``new`` (both in one language) put in.

    The other written language, and what no form shows, stays as it was.
    """
    if old == new:
        return raw
    if is_bilingual(raw) and isinstance(new, str):
        return {**raw, (language if language == "nn" else "nb"): new}
    if isinstance(raw, Mapping) and isinstance(old, Mapping) and isinstance(new, Mapping):
        return {
            key: mended(raw[key], old.get(key), value, language) if key in raw else value
            for key, value in new.items()
            if key in raw or value != old.get(key)
        }
    if _by_id(raw) and _by_id(old) and _by_id(new):
        was, before = {r["id"]: r for r in raw}, {o["id"]: o for o in old}
        return [
            mended(was[n["id"]], before[n["id"]], n, language) if n["id"] in was and n["id"] in before else n
            for n in new
        ]
    return new


def _by_id(lines: Any) -> bool:
    return isinstance(lines, list | tuple) and all(isinstance(x, Mapping) and "id" in x for x in lines)
