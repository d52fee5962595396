"""JSON Schemas of the template files, made from the models, so that editors complete and check while one writes.

``python -m kit.programme.schemas`` writes them to ``data/templates/schemas`` and names them in each file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from kit.activities import KINDS
from kit.activities import kind as kind_module
from kit.programme._base import UNIT_KINDS
from kit.programme._files import templates_folder, yaml_files
from kit.programme._languages import CONTENT_LANGUAGES, is_name
from kit.programme._models import ActorsFile, Goals, LawFile, Organisation, Sample, StrandsFile, Theme
from kit.programme._template import ActivityTemplate, Agenda

Schema = dict[str, Any]
_FILES: dict[str, type[BaseModel]] = {
    "activity": ActivityTemplate,
    "agenda": Agenda,
    "theme": Theme,
    "programme": Goals,
    "organisation": Organisation,
    "actors": ActorsFile,
    "strands": StrandsFile,
    "law": LawFile,
    "sample": Sample,
}
_ELSEWHERE = ("phrases", "worksheet")  # a worksheet's model lies in kit.analysis, and so does its schema
_DRAFT = "http://json-schema.org/draft-07/schema#"
# no model: any phrase may be a field there, and what stands beside it is the same in nynorsk
_PHRASES: Schema = {
    "$schema": _DRAFT,
    "title": "phrases",
    "type": "object",
    "propertyNames": {"minLength": 1},
    "additionalProperties": {"type": "string", "minLength": 1, "description": "Det samme på nynorsk."},
}
_ROW = re.compile(r"^\| `(\w+)` \|[^|]*\| (.+) \|$", re.MULTILINE)


def schemas() -> dict[str, Schema]:
    """File name → schema."""
    return {f"{name}.json": of(name, model) for name, model in _FILES.items()} | {"phrases.json": _PHRASES}


def write(folder: Path | None = None, made: Mapping[str, Schema] | None = None) -> list[Path]:
    """Write all schemas, or those that are given; returns where."""
    folder = folder or templates_folder() / "schemas"
    folder.mkdir(exist_ok=True)
    written = []
    for name, schema in (made or schemas()).items():
        path = folder / name
        path.write_text(as_text(schema), encoding="utf-8", newline="\n")
        written.append(path)
    return written


def as_text(schema: Schema) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def schema_line(path: Path, folder: Path) -> str | None:
    """The first line that tells an editor which schema a template file follows; None where there is none."""
    inside = path.relative_to(folder).parts
    by_folder = {"activities": "activity", "agendas": "agenda", "themes": "theme", "worksheets": "worksheet"}
    name = by_folder.get(inside[0], path.stem if len(inside) == 1 else "")
    if name not in _FILES and name not in _ELSEWHERE:
        return None
    return f"# yaml-language-server: $schema={'../' * (len(inside) - 1)}schemas/{name}.json"


def name_in_files(folder: Path | None = None) -> list[Path]:
    """Put the schema's line first in each template that lacks it; returns those that were changed."""
    folder = folder or templates_folder()
    changed = []
    for path in yaml_files(folder):
        line, text = schema_line(path, folder), path.read_text(encoding="utf-8")
        if line and not text.startswith(line):
            path.write_text(f"{line}\n{text}", encoding="utf-8", newline="\n")
            changed.append(path)
    return changed


def of(name: str, model: type[BaseModel]) -> Schema:
    """The schema of one sort of file, where every text may be plain or bilingual."""
    made = _bilingual(_plain(model.model_json_schema(by_alias=True)))
    if name == "activity":
        made = _with_kinds(made)
    return {"$schema": _DRAFT, "title": name, **made}


def _plain(tree: Any, name_of_field: bool = False) -> Any:
    """Without the titles and the English docstrings that pydantic adds, with draft-07's word for definitions."""
    if isinstance(tree, list):
        return [_plain(one) for one in tree]
    if isinstance(tree, str):
        return tree.replace("#/$defs/", "#/definitions/")
    if not isinstance(tree, Mapping):
        return tree
    if name_of_field:  # properties: a field may well be called «title»
        return {key: _plain(value) for key, value in tree.items()}
    return {
        {"$defs": "definitions"}.get(key, key): _plain(value, key in ("properties", "$defs"))
        for key, value in tree.items()
        if key not in ("title", "description")
    }


def _bilingual(tree: Any, field: str = "") -> Any:
    """Every text may be plain, or one for each written language."""
    if isinstance(tree, list):
        return [_bilingual(one, field) for one in tree]
    if not isinstance(tree, Mapping):
        return tree
    if tree.get("type") == "string" and not is_name(field, "") and not _fixed(tree):
        text = {k: v for k, v in tree.items() if k != "default"}
        both = {
            "type": "object",
            "properties": dict.fromkeys(CONTENT_LANGUAGES, text),
            "required": ["nb"],
            "additionalProperties": False,
        }
        rest = {"default": tree["default"]} if "default" in tree else {}
        return {"anyOf": [text, both], **rest}
    made: Schema = {}
    for key, value in tree.items():
        if key in ("properties", "definitions"):
            made[key] = {
                name: _bilingual(one, name if key == "properties" else "") for name, one in value.items()
            }
        else:
            made[key] = _bilingual(value, field)
    return made


def _fixed(text: Mapping[str, Any]) -> bool:
    return any(key in text for key in ("enum", "const", "pattern", "format"))


def _with_kinds(schema: Schema) -> Schema:
    """The activity's schema with each kind's own settings, and with the guide's words on each field."""
    properties = dict(schema["properties"])
    properties["kind"] = {"type": "string", "enum": list(KINDS)}
    properties["for"] = {
        "type": "object",
        "properties": {kind: {"$ref": "#/definitions/Variant"} for kind in UNIT_KINDS},
        "additionalProperties": False,
    }
    del properties["own"]
    words = dict(_ROW.findall((templates_folder() / "activities" / "README.md").read_text(encoding="utf-8")))
    for name, text in words.items():
        if name in properties:
            properties[name] = _described(properties[name], text.replace("`", ""))
    definitions = dict(schema["definitions"])
    rules = []
    for kind in KINDS:
        settings = _bilingual(_plain(kind_module(kind).Settings.model_json_schema(by_alias=True)))
        inner = settings.pop("definitions", {})
        named = json.dumps(settings).replace("#/definitions/", f"#/definitions/{kind}_")
        definitions |= {
            f"{kind}_{name}": json.loads(json.dumps(one).replace("#/definitions/", f"#/definitions/{kind}_"))
            for name, one in inner.items()
        }
        definitions[f"{kind}_settings"] = json.loads(named)
        rules.append(
            {
                "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
                "then": {"properties": {"settings": {"$ref": f"#/definitions/{kind}_settings"}}},
            }
        )
    return {**schema, "properties": properties, "definitions": definitions, "allOf": rules}


def _described(schema: Schema, text: str) -> Schema:
    """With a description; beside ``$ref`` it would be lost, so that goes one level down."""
    return {"allOf": [schema], "description": text} if "$ref" in schema else {**schema, "description": text}


if __name__ == "__main__":
    write()
    name_in_files()
