"""What the code says to people, what the catalogues hold, and texts in the code that nobody has marked."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

import kit

ROOT = Path(kit.__file__).parent
TRANSLATED = ("nb", "nn")
# What people look at. kit.analysis and parts of kit.activities also hold patterns that recognise Norwegian.
ROOMS = ("_app", "activities", "dashboards", "export", "participant", "store")
RECOGNISERS = (
    "activities/_circle_merge.py",
    "activities/_norwegian.py",
    "activities/_terms.py",
    "activities/_said.py",
    "activities/_words.py",
)
_MARKS = {"_": 1, "N_": 1, "gettext": 1, "ngettext": 2}

_NORWEGIAN = re.compile(r"[æøåÆØÅ]|\b(?:og|ikke|ikkje|dere|dykk|eller|hva|kva|svarene|svara)\b")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_BETWEEN_TAGS = re.compile(r"(?<!=)>([^<>]*[^\W\d_]{3}[^<>]*)(?=<|$)")
_IN_ATTRIBUTE = re.compile(
    r"""(?:aria-label|title|placeholder|alt)=["']?([^"'<>=]*[^\W\d_]{3}[^"'<>=]*)["'>]"""
)


def sources() -> Iterator[tuple[str, ast.Module]]:
    """(path below kit, its tree) for each module."""
    for path in sorted(ROOT.rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def messages_in_code() -> Iterator[tuple[tuple[str, ...], str]]:
    """(message id or singular and plural, where it stands) of all marked strings, also inside f-strings."""
    for name, tree in sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            given = [a.value for a in node.args[: _MARKS.get(called, 0)] if isinstance(a, ast.Constant)]
            ids = tuple(a for a in given if isinstance(a, str) and a)
            if ids:
                yield ids, f"{name}:{node.lineno}"


def entries(language: str) -> Iterator[tuple[str, Message]]:
    """(catalogue file, message) for each entry."""
    for path in sorted((ROOT / "locale" / language).glob("*.po")):
        with path.open("rb") as file:
            yield from ((path.name, m) for m in read_po(file) if m.id)


def ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def unmarked(name: str, tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(where, text) of what people would read and no catalogue can change: Norwegian in the code, words in HTML."""
    passed = _not_shown(tree)
    for node in ast.walk(tree):
        if id(node) in passed:
            continue
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(v.value) if isinstance(v, ast.Constant) else "" for v in node.values)
            passed |= {id(v) for v in node.values}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        text = _PLACEHOLDER.sub("", text)
        found = [m.strip() for pattern in (_BETWEEN_TAGS, _IN_ATTRIBUTE) for m in pattern.findall(text)]
        if _NORWEGIAN.search(text):
            found.append(text)
        yield from ((f"{name}:{node.lineno}", text) for text in found)


def _not_shown(tree: ast.Module) -> set[int]:
    """Docstrings, marked strings and what is only compared or looked up in a regular expression."""
    passed: set[int] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            passed.add(id(body[0].value))
        if isinstance(node, ast.Call):
            called = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            if called in {*_MARKS, "compile", "findall", "sub", "finditer", "search", "match", "fullmatch"}:
                passed |= {id(n) for a in node.args for n in ast.walk(a)}
    return passed
