"""Every activity of every theme, in every wording and both written languages, played once.

On the phone it is asked and answered in Chromium; on the projector the answers are summarised, drawn and told.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from kit import i18n
from kit.activities import DOCUMENT, STORSKJERM, Canvas, kind
from kit.activities._base import Form
from kit.activities._style import pinned_fonts
from kit.programme import ActivityTemplate, programme
from tests.activities.looking import assert_readable, frame, texts
from tests.contact_sheet import wordings
from tests.phone_form import SIZE, PhoneForm

IDS = list(programme(own=False).activities)
LANGUAGES = ("nb", "nn")
SEEDS = range(12)


# --- on the phone ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport=SIZE, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", programme(own=False).themes)
def test_it_is_asked_and_answered_on_the_phone(page: Any, theme: int, language: str) -> None:
    """Every text stands on the page and inside it; what is filled in can be sent, and is taken as it is."""
    with i18n.use(language):
        phone = PhoneForm(page, language)
        for template in programme(language, own=False).activities_for(theme):
            for wording in wordings(template):
                phone.ask(wording)
                _assert_all_can_be_read(phone, wording)
                settings, answer = _settings(wording), _answers(wording)[0]
                phone.fill(answer)
                assert phone.problem() == "", wording.id
                assert kind(wording.kind).parse(settings, phone.collect()) == answer, wording.id


def _assert_all_can_be_read(phone: PhoneForm, t: ActivityTemplate) -> None:
    assert phone.overflow() == [], t.id
    read = phone.text()
    for text in (t.prompt, *_asked(kind(t.kind).form(_settings(t)))):
        assert "*" not in text, text  # a mark from writing that was never taken out
        assert " ".join(text.split()) in read, (t.id, text)


def _asked(form: Form) -> list[str]:
    """What is asked and what can be chosen."""
    return [*(f.label for f in form.fields if f.label), *(o.text for f in form.fields for o in f.options)]


@pytest.mark.browser
def test_what_does_not_fit_on_the_phone_is_found(page: Any) -> None:
    phone = PhoneForm(page, "nb")
    template = programme(own=False).activities[IDS[0]]
    phone.ask(template)
    assert phone.overflow() == []
    page.add_style_tag(content="#prompt { white-space: nowrap }")
    assert phone.overflow()


# --- on the projector ------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id_", IDS)
def test_it_is_summarised_drawn_and_told(id_: str, language: str) -> None:
    """Each wording on the projector, with every word of ours whole; the longest one also for a document."""
    with i18n.use(language):
        all_wordings = wordings(programme(language, own=False).activities[id_])
        for wording in all_wordings:
            found = kind(wording.kind).summarise(_settings(wording), frame(_answers(wording)))
            assert found.attrs["n"] == len(SEEDS)
            assert kind(wording.kind).describe(_settings(wording), found).strip()
            shown = _drawn(wording, found, STORSKJERM)
            assert [text for text in shown if text.endswith("…")] == []
        longest = max(all_wordings, key=lambda t: len(str(t.settings)))
        _drawn(longest, kind(longest.kind).summarise(_settings(longest), frame(_answers(longest))), DOCUMENT)


def _drawn(t: ActivityTemplate, summary: Any, canvas: Canvas) -> list[str]:
    """The texts of the picture, all of them readable."""
    with pinned_fonts("DejaVu Sans"):
        figure = kind(t.kind).draw(_settings(t), summary, canvas)
        assert_readable(figure, canvas)
        return [text.text for text in texts(figure)]


def _settings(t: ActivityTemplate) -> Any:
    return kind(t.kind).Settings(**t.settings)


def _answers(t: ActivityTemplate) -> list[Any]:
    """What the tables might have sent."""
    return [kind(t.kind).example(_settings(t), random.Random(seed)) for seed in SEEDS]
