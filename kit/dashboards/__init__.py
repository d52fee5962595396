"""The rooms on the projected screen: ``dashboards.start()`` and ``dashboards.theme(3)`` in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kit.dashboards.widget import View


def start() -> View:
    """The start page: continue, begin something new, read about the four themes."""
    from kit.dashboards.start_page import StartPage

    return StartPage().view


def analysis() -> View:
    """The dashboard of pedagogisk analyse: the list of analyses, and each of them step by step."""
    from kit.dashboards.analysis_page import AnalysisPage

    return AnalysisPage().view


def theme(number: int) -> View:
    """The dashboard of one theme, with the steps Forbered, Gjennomfør, Skriv inn and Oppsummer."""
    from kit.dashboards.theme_page import ThemePage

    return ThemePage(number).view


__all__ = ["analysis", "start", "theme"]
