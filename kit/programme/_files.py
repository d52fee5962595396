"""Finds the template folders and reads YAML files: fast when they are right, with line numbers when not."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import platformdirs
from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from kit.i18n import gettext as _
from kit.places import shared_folder
from kit.programme._errors import Loc, TemplateError, dotted, sentence, yaml_sentence
from kit.programme._yaml import parse

M = TypeVar("M", bound=BaseModel)


def templates_folder() -> Path:
    """Where the kit's own templates lie: in the checkout, else in the installed package."""
    return shared_folder("templates")


def own_folder() -> Path:
    """Where people put templates of their own; it need not exist."""
    # not roaming: the same place on each machine as the database, which is local too
    return Path(platformdirs.user_data_dir("fagsamling", appauthor=False, roaming=False)) / "maler"


def yaml_files(folder: Path) -> list[Path]:
    """All YAML files below a folder, in a fixed order; none where there is no folder."""
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.rglob("*") if p.suffix in (".yaml", ".yml") and p.is_file())


def shown(path: Path, folder: Path) -> str:
    """The file's name as people are told it: from the folder's own name on, with forward slashes."""
    return path.relative_to(folder.parent).as_posix()


class File:
    """One YAML file as plain data; knows the way back to the line of a field."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.path, self.name = path, shown(path, folder)
        stat = path.stat()
        try:
            self.data = _parse(path, stat.st_mtime_ns, stat.st_size)
        except UnicodeDecodeError as e:
            bad_line = path.read_bytes()[: e.start].count(b"\n") + 1
            problem = _("the file must be saved as UTF-8.")
            raise TemplateError(self.name, bad_line, "", problem, with_example=False) from e
        except MarkedYAMLError as e:
            mark = e.problem_mark or e.context_mark
            line = mark.line + 1 if mark else None
            raise TemplateError(self.name, line, "", yaml_sentence(e.problem or "")) from e
        except YAMLError as e:
            raise TemplateError(self.name, None, "", yaml_sentence(str(e))) from e
        if not isinstance(self.data, dict):
            raise TemplateError(
                self.name, 1, "", _("the file should hold fields with their values, «title: …».")
            )

    def error(self, loc: Loc, problem: str) -> TemplateError:
        """What is wrong at a place in this file."""
        return TemplateError(self.name, self.lines([loc])[0], dotted(loc), problem)

    def validate(self, model: type[M], data: Any, prefix: Loc = ()) -> M:
        """``data`` (this file's, in one language) as a model; the first mistake is told with its line."""
        try:
            return model.model_validate(data)
        except ValidationError as e:
            errors = e.errors(include_url=False)
            # a misspelt name is both unknown and missing; the first says more
            first = next((x for x in errors if x["type"] == "extra_forbidden"), errors[0])
            loc = prefix + tuple(first["loc"])
            raise self.error(loc, sentence(model, loc, first)) from e

    def lines(self, locs: Sequence[Loc]) -> list[int]:
        """The lines of fields, or of the nearest one around each. Slow, so only for what is wrong."""
        root: Any = YAML(typ="rt").load(self.path.read_text(encoding="utf-8")) if locs else None
        return [_line(root, loc) for loc in locs]


def _line(node: Any, loc: Loc) -> int:
    line: int = node.lc.line + 1
    for part in loc:
        try:
            at = node.lc.item(part) if isinstance(part, int) else node.lc.key(part)
            node, line = node[part], at[0] + 1
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line


@lru_cache(maxsize=512)
def _parse(path: Path, changed: int, size: int) -> Any:
    """The file as plain data. Time and size are part of the key: an edited file is read again."""
    return parse(path.read_text(encoding="utf-8"))
