"""The kinds of activity, one module each. ``kind("scale")`` gives the module."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

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
    WrittenKind,
)

if TYPE_CHECKING:
    from pandas import DataFrame

KINDS = ("open", "choice", "scale", "points", "ranking", "grid", "sorting", "number", "factors", "weights")


def kind(name: str) -> Kind:
    """The module of a kind; ``KeyError`` where there is none of that name."""
    if name not in KINDS:
        raise KeyError(name)
    return cast(Kind, import_module(f"kit.activities.{name}"))


def written(name: str) -> WrittenKind | None:
    """The module of a kind in which people write freely; None for all others."""
    module = kind(name)
    return cast(WrittenKind, module) if hasattr(module, "texts") else None


def pages(name: str, settings: Any, summary: DataFrame) -> int:
    """How many pages the picture of a kind has; most have one."""
    count = getattr(kind(name), "pages", None)
    return int(count(settings, summary)) if count else 1


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
    "WrittenKind",
    "kind",
    "pages",
    "written",
]
