"""The programme: its goals, themes, strands, law anchors and activities, read from ``data/templates``."""

from __future__ import annotations

from kit.programme._base import UNIT_KINDS
from kit.programme._errors import TemplateError
from kit.programme._files import own_folder, templates_folder
from kit.programme._find import find
from kit.programme._languages import Untranslated, untranslated
from kit.programme._models import (
    Actor,
    Emphasis,
    LawAnchor,
    Programme,
    Sample,
    SampleGroup,
    SampleUnit,
    Strand,
    Subgoal,
    Theme,
    Transition,
)
from kit.programme._read import programme, sample
from kit.programme._template import (
    AUDIENCES,
    ActivityTemplate,
    Agenda,
    Format,
    Guide,
    InterimWork,
    Phase,
    Variant,
)
from kit.programme.coverage import Row as CoverageRow
from kit.programme.coverage import coverage

__all__ = [
    "AUDIENCES",
    "UNIT_KINDS",
    "ActivityTemplate",
    "Actor",
    "Agenda",
    "CoverageRow",
    "Emphasis",
    "Format",
    "Guide",
    "InterimWork",
    "LawAnchor",
    "Phase",
    "Programme",
    "Sample",
    "SampleGroup",
    "SampleUnit",
    "Strand",
    "Subgoal",
    "TemplateError",
    "Theme",
    "Transition",
    "Untranslated",
    "Variant",
    "coverage",
    "find",
    "own_folder",
    "programme",
    "sample",
    "templates_folder",
    "untranslated",
]
