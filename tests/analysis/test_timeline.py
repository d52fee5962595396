"""The time line of measures: readable with few and many, with odd dates and without any."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.activities import Canvas
from kit.activities import _style as style
from kit.analysis.rows import Measure
from kit.analysis.timeline import DOCUMENT, LAPTOP, STORSKJERM, Holiday, describe, draw, height
from tests.activities.looking import assert_readable, texts

TODAY = dt.date(2026, 11, 17)
CHRISTMAS = (Holiday("juleferie", dt.date(2026, 12, 21), dt.date(2027, 1, 3)),)


def measure(text: str, start: str, end: str, responsible: str = "") -> Measure:
    dates = [dt.date.fromisoformat(d) if d else None for d in (start, end)]
    return Measure("m", 1, False, (), text, (), "", responsible, *dates, "")


THREE = [
    measure("Voksenstartet lek de første ti minuttene", "2026-11-16", "2026-12-04", "Miljøterapeut"),
    measure(
        "Felles regler for ballbingen, laget i klassemøtet", "2026-11-23", "2026-12-18", "Elevrådskontakt"
    ),
    measure("Øve på å spørre, og på å si ja", "2026-11-19", "2026-12-04", "Kontaktlærer"),
]
ODD = [
    measure("Uten datoer", "", ""),
    measure("Slutter før den begynner", "2026-12-11", "2026-11-27", "Rektor"),
    measure("Bare begynnelse", "2026-12-01", "", "Assistent"),
    measure("Bare slutt", "", "2026-12-01", "Assistent"),
    measure("Samme dag", "2026-12-01", "2026-12-01", "Assistent"),
    measure(
        "Lang oppfølging av overgangsrutinene mellom avdelingene",
        "2026-11-20",
        "2027-05-28",
        "Pedagogiske ledere " * 5,
    ),
]
SIZES = pytest.mark.parametrize("canvas", [STORSKJERM, LAPTOP, DOCUMENT], ids=["stor", "laptop", "document"])


@SIZES
@pytest.mark.parametrize("measures", [[], THREE[:1], THREE, ODD, THREE + ODD, (THREE + ODD) * 4], ids=len)
def test_nothing_overlaps(measures: list[Measure], canvas: Canvas) -> None:
    with style.pinned_fonts("DejaVu Sans"):
        assert_readable(draw(measures, TODAY, canvas, CHRISTMAS), canvas)


def test_it_says_weeks_dates_who_and_today() -> None:
    said = [t.text for t in texts(draw(THREE, TODAY, LAPTOP, CHRISTMAS))]
    for word in ("uke 47", "16.11.", "Miljøterapeut", "4. des.", "18. des.", "i dag", "juleferie"):
        assert word in said


def test_what_has_no_room_is_counted() -> None:
    said = [t.text for t in texts(draw(THREE * 10, TODAY, LAPTOP))]
    assert any(text.startswith("og 2") and text.endswith("tiltak til") for text in said)
    assert height(THREE * 10) > height(THREE) > 0


LONG = measure(
    "Voksne møter barna i garderoben og følger dem ut til en lek som allerede er i gang, de første ti minuttene",
    "2026-11-16",
    "2026-12-04",
    "Pedagogisk leder på småbarnsavdelingen",
)


@SIZES
@pytest.mark.parametrize("measures", [[LONG], [*THREE, LONG], [LONG] * 12], ids=["one", "some", "many"])
def test_a_long_name_is_told_in_full(measures: list[Measure], canvas: Canvas) -> None:
    canvas = canvas.with_(height=height(measures, canvas))
    with style.pinned_fonts("DejaVu Sans"):
        drawn = draw(measures, TODAY, canvas)
        assert_readable(drawn, canvas)
    said = " ".join(t.text for t in texts(drawn)).replace("- ", "")
    assert said.count("de første ti minuttene") >= measures.count(LONG)
    assert "…" not in said


def test_words_for_the_picture() -> None:
    assert describe([]) == "Ingen tiltak ennå."
    assert describe(THREE[:1]) == (
        "1 tiltak. Voksenstartet lek de første ti minuttene: fra 16. november, evalueres 4. desember, Miljøterapeut."
    )
    assert describe(ODD[:1]) == "1 tiltak. Uten datoer: uten datoer."


DATES = st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2035, 1, 1))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.builds(
            Measure,
            st.just("m"),
            st.just(1),
            st.just(False),
            st.just(()),
            st.text(max_size=80),
            st.just(()),
            st.just(""),
            st.text(max_size=40),
            DATES,
            DATES,
            st.just(""),
        ),
        max_size=8,
    )
)
def test_any_dates_can_be_drawn(measures: list[Measure]) -> None:
    draw(measures, TODAY, LAPTOP)
    describe(measures)
