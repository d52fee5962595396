"""YAML 1.2 as plain data: with libyaml where it is there, ten times faster; ruamel.yaml explains mistakes."""

from __future__ import annotations

import re
from typing import Any

import yaml
from ruamel.yaml import YAML

_Fast: Any = getattr(yaml, "CSafeLoader", None)


def parse(text: str) -> Any:
    """The data of one document. Raises ruamel's ``YAMLError``, which knows the line."""
    if _Fast is not None:
        try:
            return yaml.load(text, Loader=_Loader)
        except yaml.YAMLError:
            pass  # told below, in the words that kit.programme._errors knows
    return YAML(typ="safe").load(text)


class _Loader(_Fast or yaml.SafeLoader):  # type: ignore[misc]
    """YAML 1.2: «no», «on» and «ja» are words, «012» is twelve; a field that is there twice is a mistake."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys = [key.value for key, _value in node.value]
        if len(keys) != len(set(keys)):
            raise yaml.constructor.ConstructorError(None, None, "duplicate key", node.start_mark)
        return super().construct_mapping(node, deep)


for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("timestamp", r"\d{4}-\d\d-\d\d", "0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first))
_Loader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))
