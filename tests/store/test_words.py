"""Every sentence of the store is there in bokmål, with the same places to fill in."""

from __future__ import annotations

import ast
import re

from babel.messages.pofile import read_po

import kit.store
from tests.store.helpers import ROOT


def _said() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "kit" / "store").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                found.add(ast.literal_eval(node.args[0]))
    return found


def test_the_catalogue_is_complete() -> None:
    with (ROOT / "kit" / "locale" / "nb" / "store.po").open("rb") as file:
        catalogue = {m.id: m.string for m in read_po(file) if m.id}
    assert set(catalogue) == _said()
    for message, translated in catalogue.items():
        assert translated
        assert re.findall(r"{\w+}", message) == re.findall(r"{\w+}", translated)


def test_the_public_list_is_sorted_and_there() -> None:
    assert all(hasattr(kit.store, name) for name in kit.store.__all__)
    assert sorted(kit.store.__all__, key=str.casefold) == sorted(set(kit.store.__all__), key=str.casefold)
