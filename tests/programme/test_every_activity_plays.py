"""Every activity of every theme, played once: asked on the phone, answered, summarised, drawn and told."""

from __future__ import annotations

import random

import pytest

from kit import i18n
from kit.activities import DOCUMENT, STORSKJERM, Canvas, kind
from kit.activities._base import Form
from kit.activities._style import pinned_fonts
from kit.activities.form_html import render_form
from kit.programme import ActivityTemplate, programme
from tests.activities.looking import assert_readable, frame
from tests.contact_sheet import form_text, wordings

IDS = list(programme(own=False).activities)
SEEDS = range(6)


@pytest.mark.parametrize(("n", "id_"), list(enumerate(IDS)), ids=IDS)
def test_it_plays_in_both_languages(n: int, id_: str) -> None:
    """Every wording is asked and answered; the pictures take turns: projector and document, bokmål and nynorsk."""
    for turn, language in enumerate(("nb", "nn")):
        with i18n.use(language):
            template = programme(language, own=False).activities[id_]
            for wording in wordings(template):
                answers = _answered(wording)
                settings = kind(wording.kind).Settings(**wording.settings)
                found = kind(wording.kind).summarise(settings, frame(answers))
                assert found.attrs["n"] == len(answers)
                assert kind(wording.kind).describe(settings, found).strip()
            if turn == n % 2:
                longest = max(wordings(template), key=lambda t: len(str(t.settings)))
                _drawn(longest, DOCUMENT if n // 2 % 2 else STORSKJERM)


def _answered(t: ActivityTemplate) -> list[dict[str, object]]:
    """The form stands on the phone with every text in it; what a group may send is taken as it is."""
    module = kind(t.kind)
    settings = module.Settings(**t.settings)
    form = module.form(settings)
    html = render_form(form)
    read = " ".join(form_text(html))
    for text in (t.prompt, *(field.label for field in form.fields), *_texts(form)):
        assert "*" not in text, text  # a mark from writing that was never taken out
    for text in _texts(form):
        assert " ".join(text.split()) in read, text
    answers = [module.example(settings, random.Random(seed)) for seed in SEEDS]
    for answer in answers:
        assert module.parse(settings, answer) == answer
    return answers


def _texts(form: Form) -> list[str]:
    """What is asked and what can be chosen."""
    return [*(f.label for f in form.fields if f.label), *(o.text for f in form.fields for o in f.options)]


def _drawn(t: ActivityTemplate, canvas: Canvas) -> None:
    module = kind(t.kind)
    settings = module.Settings(**t.settings)
    answers = [module.example(settings, random.Random(seed)) for seed in range(12)]
    with pinned_fonts("DejaVu Sans"):
        figure = module.draw(settings, module.summarise(settings, frame(answers)), canvas)
        assert_readable(figure, canvas)
