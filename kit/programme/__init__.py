"""The programme: its goals, themes, strands, law anchors and activities, read from ``data/templates``."""

from __future__ import annotations

from kit.programme._errors import TemplateError
from kit.programme._files import own_folder, templates_folder
from kit.programme._models import (
    UNIT_KINDS,
    ActivityTemplate,
    Agenda,
    Emphasis,
    LawAnchor,
    Phase,
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

__all__ = [
    "UNIT_KINDS",
    "ActivityTemplate",
    "Agenda",
    "Emphasis",
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
    "own_folder",
    "programme",
    "sample",
    "templates_folder",
]
