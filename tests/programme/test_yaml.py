"""The fast reader and the explaining one read the same."""

from __future__ import annotations

import datetime as dt

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from kit.programme import templates_folder
from kit.programme._files import yaml_files
from kit.programme._yaml import parse


def test_both_read_all_templates_alike() -> None:
    for path in yaml_files(templates_folder())[::4]:
        text = path.read_text(encoding="utf-8")
        assert parse(text) == YAML(typ="safe").load(text), path


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("No", "No"),
        ("on", "on"),
        ("ja", "ja"),
        ("y", "y"),
        ("true", True),
        ("null", None),
        ("~", None),
        ("12", 12),
        ("012", 12),
        ("0.5", 0.5),
        ("1_000", "1_000"),
        ("09:00", "09:00"),
        ("2026-11-12", dt.date(2026, 11, 12)),
        ("§ 41", "§ 41"),
        ("1,5", "1,5"),
    ],
)
def test_words_stay_words(text: str, value: object) -> None:
    assert parse(f"a: {text}")["a"] == value


@pytest.mark.parametrize("text", ["a: 1\na: 2", "a: [1", 'a: "b', "a: b: c", "- {a: 1, a: 2}"])
def test_a_mistake_is_explained_by_the_other_reader(text: str) -> None:
    with pytest.raises(YAMLError):
        parse(text)


def test_an_empty_document_and_an_empty_field() -> None:
    assert parse("") is None
    assert parse("a:\nb: 1") == {"a": None, "b": 1}
