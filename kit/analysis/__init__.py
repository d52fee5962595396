"""Pedagogisk analyse: worksheet, model, quality checks and the sammenhengssirkel. Pure."""

from __future__ import annotations

from kit.analysis.changes import AnalysisError
from kit.analysis.folding import fold
from kit.analysis.model import Analysis
from kit.analysis.overview import Summary, history, summary
from kit.analysis.rows import Evaluation, Factor, Information, Link, LogLine, Measure
from kit.analysis.worksheets import Worksheet, Worksheets, worksheets

__all__ = [
    "Analysis",
    "AnalysisError",
    "Evaluation",
    "Factor",
    "Information",
    "Link",
    "LogLine",
    "Measure",
    "Summary",
    "Worksheet",
    "Worksheets",
    "fold",
    "history",
    "summary",
    "worksheets",
]
