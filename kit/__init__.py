"""Fagsamling: a facilitation kit for Læringsmiljøprosjektet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kit import dashboards as dashboards
    from kit.notebook import NotebookGathering, open_gathering

__version__ = "0.1.0"
__all__ = ["NotebookGathering", "__version__", "dashboards", "open_gathering"]


def __getattr__(name: str) -> Any:
    """Load what is asked for, when it is asked for: ``import kit`` alone costs nothing."""
    from importlib import import_module

    if name == "dashboards":
        return import_module("kit.dashboards")
    if name in __all__:
        return getattr(import_module("kit.notebook"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
