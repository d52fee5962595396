"""The schemas are up to date, every template follows its own, and a mistake is seen by an editor too."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from kit.activities import KINDS
from kit.analysis.schemas import worksheet
from kit.programme import schemas, templates_folder
from kit.programme._files import yaml_files
from kit.programme._yaml import parse

FOLDER = templates_folder()
FILES = [p for p in yaml_files(FOLDER) if schemas.schema_line(p, FOLDER)]
SCHEMAS = schemas.schemas() | worksheet()


def validator(path: Path) -> Draft7Validator:
    line = schemas.schema_line(path, FOLDER)
    assert line
    return Draft7Validator(SCHEMAS[line.rsplit("/", 1)[1]])


def as_json(tree: Any) -> Any:
    return json.loads(json.dumps(tree, default=lambda d: d.isoformat() if isinstance(d, dt.date) else d))


def test_the_files_are_up_to_date() -> None:
    """Run ``python -m kit.programme.schemas`` and ``python -m kit.analysis.schemas`` when this fails."""
    on_disk = {p.name: p.read_text(encoding="utf-8") for p in (FOLDER / "schemas").glob("*.json")}
    assert on_disk == {name: schemas.as_text(schema) for name, schema in SCHEMAS.items()}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_a_schema(name: str) -> None:
    Draft7Validator.check_schema(SCHEMAS[name])


def test_every_template_follows_its_schema() -> None:
    wrong = {}
    for path in FILES:
        errors = [
            f"{e.json_path}: {e.message[:90]}"
            for e in validator(path).iter_errors(as_json(parse(path.read_text("utf-8"))))
        ]
        if errors:
            wrong[path.name] = errors
    assert wrong == {}


def test_every_template_tells_editors_its_schema() -> None:
    for path in FILES:
        first = path.read_text(encoding="utf-8").split("\n", 1)[0]
        assert first == schemas.schema_line(path, FOLDER), path
        schema = path.parent / first.split("$schema=")[1]
        assert schema.resolve().is_file(), path


GOOD = parse((FOLDER / "activities/tema-4/90-evaluering.yaml").read_text("utf-8"))


@pytest.mark.parametrize(
    "change",
    [
        {"promt": "Hva"},
        {"theme": 5},
        {"kind": "skala"},
        {"title": {"nn": "Berre nynorsk"}},
        {"title": {"nb": "Ett", "en": "One"}},
        {"title": 12},
        {"audience": ["alle"]},
        {"settings": {"statements": [{"id": "a"}]}},
        {"settings": {"statements": [{"id": "a", "text": "b"}], "farge": "rød"}},
        {"for": {"grunnskole": {}}},
        {"own": True},
    ],
)
def test_a_mistake_is_seen(change: dict[str, Any]) -> None:
    check = Draft7Validator(SCHEMAS["activity.json"])
    assert check.is_valid(GOOD)
    assert not check.is_valid(GOOD | change)


@pytest.mark.parametrize("change", [{"about": 3}, {"stegs": []}, {"steps": [{"id": "a"}]}, {"id": "To ord"}])
def test_a_mistake_in_a_worksheet_is_seen(change: dict[str, Any]) -> None:
    check = Draft7Validator(SCHEMAS["worksheet.json"])
    good = parse((FOLDER / "worksheets/lp.yaml").read_text("utf-8"))
    assert check.is_valid(good)
    assert not check.is_valid(good | change)


@pytest.mark.parametrize("change", [{"Ja": ""}, {"Ja": None}, {"Ja": {"nb": "Ja", "nn": "Ja"}}, {"": "Ja"}])
def test_a_mistake_in_the_phrases_is_seen(change: dict[str, Any]) -> None:
    check = Draft7Validator(SCHEMAS["phrases.json"])
    good = parse((FOLDER / "phrases.yaml").read_text("utf-8"))
    assert check.is_valid(good)
    assert not check.is_valid(good | change)


def test_every_kind_has_its_settings_and_every_field_its_explanation() -> None:
    schema = SCHEMAS["activity.json"]
    assert {f"{kind}_settings" for kind in KINDS} <= set(schema["definitions"])
    unexplained = {name for name, field in schema["properties"].items() if "description" not in field}
    assert unexplained == set()
