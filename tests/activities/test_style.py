"""The common look: measuring, breaking lines, colours that can be told apart, and clean SVG."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import matplotlib as mpl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.activities import DOCUMENT, HALF, LAPTOP, STORSKJERM
from kit.activities import _style as s
from tests.activities.looking import texts

TEXT = "Vi snakker om feil for å lære, ikke for å fordele skyld, og vi tar det med en gang"


@pytest.fixture(autouse=True)
def _pinned():
    with s.pinned_fonts("DejaVu Sans"):
        yield


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("inks", [s.CATEGORIES, s.scale_inks(5), s.scale_inks(7)])
def test_text_on_every_fill_can_be_read(inks):
    assert all(contrast(ink.fill, ink.text) >= 4.5 for ink in inks), [
        (ink, contrast(ink.fill, ink.text)) for ink in inks if contrast(ink.fill, ink.text) < 4.5
    ]


def test_large_figures_on_every_shade_can_be_read():
    shades = [s.shade(i / 40) for i in range(41)]
    assert min(contrast(ink.fill, ink.text) for ink in shades) > 3.9
    assert shades[0].fill == s.LIN
    assert shades[-1].fill == s.FJORD


def test_text_on_paper_can_be_read():
    for colour in (s.BLEKK, s.SKIFER, s.FJORD, s.MOSE, s.ROGN, s.RAV_TEKST):
        assert contrast(colour, s.PAPIR) >= 4.5


def test_text_on_the_faded_scale_can_be_read():
    for steps in (5, 7):
        assert all(contrast(s.faded(ink.fill), s.BLEKK) >= 4.1 for ink in s.scale_inks(steps))


def test_kinds_of_unit_differ_in_shape_as_well_as_colour():
    marks = [s.unit_mark(kind) for kind in ("barnehage", "skole", "sfo", "mixed", None)]
    assert len({mark.marker for mark in marks[:4]}) == 4
    assert marks[3] == marks[4]


def test_nothing_is_smaller_than_28_pixels_on_the_projector():
    assert s.smallest(STORSKJERM) >= 28
    assert s.secondary(STORSKJERM) >= 28
    assert s.smallest(LAPTOP) >= 14
    assert s.smallest(HALF) >= 14
    assert s.smallest(DOCUMENT) >= 10


@given(st.text(), st.integers(40, 900), st.integers(11, 40))
@settings(max_examples=60, deadline=None)
def test_every_line_fits_and_no_letter_is_lost(text, px, size):
    with s.pinned_fonts("DejaVu Sans"):
        lines = s.wrap(text, px, size)
        assert all(s.text_width(line, size) <= px + 1 or len(line) <= 2 for line in lines)
        kept = "".join(lines).replace("-", "").replace(" ", "")
        assert kept == re.sub(r"[ \t\r\n-]", "", text)


def test_lines_are_balanced():
    lines = s.wrap(TEXT, 500, 22)
    widths = [s.text_width(line, 22) for line in lines]
    assert " ".join(lines) == TEXT
    assert min(widths) > 0.7 * max(widths)


def test_a_number_stays_with_its_unit():
    room = s.text_width("75\u00a0% av oss", 22) + 4
    assert s.text_width("Det var 75", 22) < room
    assert s.wrap("Det var 75\u00a0% av oss", room, 22) == ["Det var", "75\u00a0% av oss"]


@pytest.mark.parametrize(
    ("word", "fits", "lines"),
    [
        ("relasjonskart", "relasjonsk-", ["relasjons-", "kart"]),
        ("Arbeidsgruppa", "Arbeidsg-", ["Arbeids-", "gruppa"]),
        ("Nulltoleranse", "Nulltoler-", ["Nulltole-", "ranse"]),
        ("August–september", "August–septem-", ["August–", "september"]),
        ("Undersøkje", "Undersøk-", ["Under-", "søkje"]),
        ("Kartleggje", "Kartlegg-", ["Kart-", "leggje"]),
    ],
)
def test_a_long_word_is_divided_where_it_can_be_read(word, fits, lines):
    assert s.wrap(word, s.text_width(fits, 22) + 1, 22) == lines


def test_what_must_be_cut_ends_in_dots():
    lines = s.wrap(TEXT, 200, 22, max_lines=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert s.text_width(lines[-1], 22) <= 200


def test_a_figure_is_in_pixels_and_leaves_no_trace():
    before = dict(mpl.rcParams)
    fig = s.figure(LAPTOP)
    ax = fig.axes[0]
    s.label(ax, 100, 50, "Hei $1 og <b>", 22, va="top")
    [text] = texts(fig)
    assert text.text == "Hei $1 og <b>"
    assert abs(text.left - 100) < 3
    assert 48 < text.top < 58
    assert abs((text.right - text.left) - s.text_width(text.text, 22)) < 4
    s.to_svg(fig)
    s.to_png(fig)
    assert dict(mpl.rcParams) == before


def drawn():
    fig = s.figure(LAPTOP)
    ax = fig.axes[0]
    s.box(ax, 10, 10, 200, 40, s.FJORD)
    s.label(ax, 20, 30, "12 – «sitat» --> ]]>", 22, s.SEMIBOLD, s.FLATE, va="middle")
    s.dots(ax, [300, 350], [50, 50], [10, 20], [s.FJORD, s.RAV])
    s.check(ax, 500, 40, 20)
    s.empty_note(ax, LAPTOP)
    return fig


def test_svg_is_the_same_every_time_and_well_formed():
    svg = s.to_svg(drawn(), title='3 svar: "ja" & <nei>')
    assert svg == s.to_svg(drawn(), title='3 svar: "ja" & <nei>')
    root = ET.fromstring(svg)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == '3 svar: "ja" & <nei>'
    assert (root.attrib["width"], root.attrib["height"]) == ("986", "440")
    assert "<!--" not in svg
    assert "<style" not in svg
    assert "metadata" not in svg
    assert "<text" not in svg


def test_two_pictures_on_one_page_share_no_ids():
    first, second = s.to_svg(drawn()), s.to_svg(s.figure(HALF))
    ids = re.findall(r' id="([^"]+)"', first)
    assert len(ids) == len(set(ids))
    assert not set(ids) & set(re.findall(r' id="([^"]+)"', second))
    assert set(re.findall(r'href="#([^"]+)"', first)) <= set(ids)
    assert 'aria-hidden="true"' in second


def test_png_has_the_size_of_the_canvas():
    from io import BytesIO

    from PIL import Image

    picture = Image.open(BytesIO(s.to_png(drawn())))
    assert picture.size == (LAPTOP.width, LAPTOP.height)
    assert picture.convert("RGBA").getpixel((LAPTOP.width - 1, 0))[3] == 0
    assert Image.open(BytesIO(s.to_png(drawn(), zoom=2))).size == (2 * LAPTOP.width, 2 * LAPTOP.height)


def test_signs_that_no_font_has_are_drawn_without_complaint(recwarn):
    fig = s.figure(LAPTOP)
    s.label(fig.axes[0], 10, 50, "🦊 \U0010fffd 漢", 22)
    assert s.to_svg(fig)
    assert s.text_width("🦊 \U0010fffd 漢", 22) > 0
    assert not [w for w in recwarn if "Glyph" in str(w.message)]


@pytest.mark.parametrize("name", ["_style", "_rows", "scale", "choice", "ranking", "number"])
def test_importing_a_kind_is_cheap(name):
    code = (
        f"import sys, kit.activities.{name}; "
        "print([m for m in ('pandas', 'matplotlib', 'numpy') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
