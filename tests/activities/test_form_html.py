"""A rendered form, filled in and posted without a script, gives the answer it was filled with."""

from __future__ import annotations

import random
from html.parser import HTMLParser
from typing import Any

import pytest

from kit.activities import Form, FormField, Option, kind
from kit.activities.form_html import answer_rows, parse_post, render_form
from kit.i18n import use

OPTIONS = [{"id": i, "text": f"Valg {i} <b>&"} for i in ("a", "b-2", "c_3")]
SETTINGS: dict[str, dict[str, Any]] = {
    "open": {"max_texts": 4, "max_length": 300},
    "choice": {"options": OPTIONS, "multiple": True},
    "scale": {"statements": OPTIONS, "steps": 7},
    "points": {"options": OPTIONS, "points": 10},
    "ranking": {"items": OPTIONS},
    "grid": {"items": OPTIONS, "x": {"low": "kaldt", "high": "varmt"}, "y": {"low": "lite", "high": "mye"}},
    "sorting": {"items": OPTIONS, "categories": [{"id": "x", "text": "X"}, {"id": "y", "text": "Y"}]},
    "number": {"min": 0, "max": 100, "decimals": 1, "step": 0.5},
    "factors": {"problem": "Dytting når vi går ut"},
    "weights": {
        "problem": "Dytting når vi går ut",
        "factors": [{"id": "trangt", "text": "Trangt"}, {"id": "venting", "text": "Mye venting"}],
    },
}


class Controls(HTMLParser):
    """What a browser would send."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.names: list[str] = []
        self.labelled: set[str] = set()
        self._area = self._select = ""
        self._text: list[str] | None = None
        self.feed(html)

    def _add(self, name: str, value: str) -> None:
        self.sent.setdefault(name, []).append(value)

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        has = dict(pairs)
        if tag == "label" and has.get("for"):
            self.labelled.add(has["for"] or "")
        if has.get("name"):
            self.names.append(has["name"] or "")
        if tag == "input":
            boxed = has.get("type") in ("radio", "checkbox")
            if not boxed or "checked" in has:
                self._add(has["name"] or "", has.get("value") or "")
        elif tag == "textarea":
            self._area, self._text = has["name"] or "", []
        elif tag == "select":
            self._select = has["name"] or ""
        elif tag == "option" and "selected" in has:
            self._add(self._select, has["value"] or "")

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text is not None:
            self._add(self._area, "".join(self._text).removeprefix("\n"))
            self._text = None


def form_of(name: str) -> tuple[Any, Any, Form]:
    module = kind(name)
    settings = module.Settings.model_validate(SETTINGS[name])
    return module, settings, module.form(settings)


@pytest.mark.parametrize("name", sorted(SETTINGS))
@pytest.mark.parametrize("seed", range(5))
def test_an_answer_survives_the_form(name: str, seed: int) -> None:
    module, settings, form = form_of(name)
    answer = module.parse(settings, module.example(settings, random.Random(seed)))
    posted = parse_post(form, Controls(render_form(form, answer)).sent)
    assert module.parse(settings, posted) == answer


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_nothing_filled_in_is_no_answer(name: str) -> None:
    _, _, form = form_of(name)
    assert parse_post(form, Controls(render_form(form)).sent) == {}


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_what_people_wrote_is_escaped(name: str) -> None:
    _, _, form = form_of(name)
    assert "<b>&<" not in render_form(form)
    assert "Valg a <b>" not in render_form(form)


@pytest.mark.parametrize("name", ["open", "choice", "ranking"])
def test_a_case_is_read_before_the_answer(name: str) -> None:
    module = kind(name)
    form = module.form(module.Settings(**SETTINGS[name], case="To barn vil ha <samme> bøtte."))
    assert render_form(form).index("To barn vil ha &lt;samme&gt; bøtte.") < render_form(form).index(
        'name="f.'
    )
    assert form.as_json()["case"] == "To barn vil ha <samme> bøtte."
    assert "case" not in form_of(name)[2].as_json()


def test_text_of_a_group_is_escaped_and_kept() -> None:
    _, _, form = form_of("open")
    text = "\n</textarea><script>alert(1)</script>\n=SUM(A1)\nblåbær & «ro»"
    html = render_form(form, {"texts": [text]})
    assert "<script" not in html
    assert Controls(html).sent["f.texts"][0] == text


def test_prefix_keeps_two_forms_apart() -> None:
    _, _, form = form_of("number")
    assert Controls(render_form(form, prefix="group7")).names == ["group7.number"]
    assert parse_post(form, {"group7.number": ["12,5"]}, prefix="group7") == {"number": 12.5}


@pytest.mark.parametrize(
    ("typed", "value"),
    [("12", 12), ("12,5", 12.5), ("−3", -3), ("1 200", 1200), ("mange", "mange"), ("1e9", "1e9"), ("", None)],
)
def test_numbers_as_people_type_them(typed: str, value: Any) -> None:
    form = Form(fields=(FormField(type="number", name="number"),))
    assert parse_post(form, {"f.number": [typed]}) == ({} if value is None else {"number": value})


def test_two_on_the_same_place_is_not_an_order() -> None:
    module, settings, form = form_of("ranking")
    posted = parse_post(form, {"f.order.a": ["1"], "f.order.b-2": ["1"], "f.order.c_3": ["3"]})
    with pytest.raises(ValueError, match=r"\w"):
        module.parse(settings, posted)


def test_disabled_form_keeps_its_text() -> None:
    _, _, form = form_of("open")
    html = render_form(form, {"texts": ["Ro i garderoben"]}, disabled=True)
    assert html.startswith("<fieldset class=fs-form")
    assert " disabled>" in html
    assert "Ro i garderoben" in html


def test_dont_know_is_something_else_than_nothing() -> None:
    _, _, form = form_of("scale")
    assert parse_post(form, {"f.a": ["skip"], "f.b-2": ["7"]}) == {"a": None, "b-2": 7}


def test_receipt_in_words() -> None:
    scale = FormField(type="scale", name="s", label="Vi snakker om feil", min=1, max=5, skip=True)
    pick = FormField(type="pick", name="p", label="Uro", options=(Option(id="x", text="Fremme"),))
    form = Form(fields=(scale, pick))
    with use("nb"):
        assert answer_rows(form, {"s": None, "p": "x"}) == [
            ("Vi snakker om feil", "vet ikke"),
            ("Uro", "Fremme"),
        ]
    assert answer_rows(form, {}) == []
