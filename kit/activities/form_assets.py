"""The script and style that make a rendered form pleasant, shared by phone and dashboard."""

from __future__ import annotations

from pathlib import Path

_STATIC = Path(__file__).parent / "static"


def _read(name: str) -> str:
    path = _STATIC / name
    return path.read_text("utf-8") if path.exists() else ""


def script() -> str:
    """Defines ``fsForm`` with ``collect(root)``, ``fill(root, answer)`` and ``enhance(root)``."""
    return _read("form.js")


def style() -> str:
    """The look of the fields."""
    return _read("form.css")
