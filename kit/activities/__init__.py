"""The kinds of activity, one module each. ``kind("scale")`` gives the module."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from kit.activities._base import (
    DOCUMENT,
    HALF,
    LAPTOP,
    STORSKJERM,
    AnswerError,
    Canvas,
    Form,
    FormField,
    Kind,
    Option,
)

KINDS = ("open", "choice", "scale", "points", "ranking", "grid", "sorting", "number")


def kind(name: str) -> Kind:
    """The module of a kind; ``KeyError`` where there is none of that name."""
    if name not in KINDS:
        raise KeyError(name)
    return cast(Kind, import_module(f"kit.activities.{name}"))


__all__ = [
    "DOCUMENT",
    "HALF",
    "KINDS",
    "LAPTOP",
    "STORSKJERM",
    "AnswerError",
    "Canvas",
    "Form",
    "FormField",
    "Kind",
    "Option",
    "kind",
]
