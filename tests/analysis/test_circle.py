"""The sammenhengssirkel: nothing overlaps, nothing is too small, everything is told in words too."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from kit.activities import Canvas
from kit.activities import _circle_places as places
from kit.activities import _style as style
from kit.analysis import changes
from kit.analysis.circle import (
    DOCUMENT,
    HALF,
    LAPTOP,
    STORSKJERM,
    Circle,
    Node,
    caption,
    circle_of,
    describe,
    draw,
)
from kit.analysis.rows import PERSPECTIVES, Link
from tests.activities.looking import assert_readable, texts
from tests.analysis.helpers import started

TEXTS = (
    "Få aktiviteter som tåler at noen kommer til underveis",
    "Regler for ballbingen lages av de eldste",
    "Lek",
    "Aldersblandingstradisjonen på skolegården gjør at fjerdeklassingene bestemmer over utstyret i friminuttene, "
    "også når de ikke er til stede, og det har de gjort så lenge noen kan huske",
    "Personalsamarbeidsutfordringer mellom SFO-medarbeidere og kontaktlærere",
    "Tør ikke spørre om å få være med",
    "Tror plassene i leken er faste",
)
PROBLEM = "4–6 elever på 3. trinn står uten noen å leke med i storefri"


def made(n: int, seed: int = 1, perspectives: tuple[str, ...] = PERSPECTIVES, chosen: int = 4) -> Circle:
    rng = random.Random(seed)
    nodes = [
        Node(
            f"f{i}",
            TEXTS[i % len(TEXTS)],
            rng.choice(perspectives),
            rng.randint(0, 12),
            dampens=rng.random() < 0.2,
            selected=i < chosen,
        )
        for i in range(n)
    ]
    pairs = [(rng.randrange(n), rng.randrange(n)) for _i in range(min(n, 12))] if n > 1 else []
    links = [Link(f"f{a}", f"f{b}", 1 + i % 3) for i, (a, b) in enumerate(pairs) if a != b]
    return Circle(PROBLEM, tuple(nodes), tuple(links))


def assert_clear(fig: Figure, canvas: Canvas) -> None:
    """Labels are apart, inside the canvas and large enough; the capitals round the problem as well."""
    for letter in [t for t in fig.axes[0].texts if t.get_gid() == "letter"]:
        assert letter.get_fontsize() / 0.72 >= (28 if canvas.base >= 30 else 10)
        letter.remove()
    assert_readable(fig, canvas)


@pytest.mark.parametrize(
    "canvas", [STORSKJERM, LAPTOP, HALF, DOCUMENT], ids=["stor", "laptop", "half", "document"]
)
@pytest.mark.parametrize("n", [0, 1, 3, 8, 12, 25, 200])
def test_nothing_overlaps(n: int, canvas: Canvas) -> None:
    with style.pinned_fonts("DejaVu Sans"):
        assert_clear(draw(made(n), canvas), canvas)


@pytest.mark.parametrize("perspective", PERSPECTIVES)
@pytest.mark.parametrize("n", [12, 40])
def test_nothing_overlaps_where_all_are_in_one_perspective(n: int, perspective: str) -> None:
    with style.pinned_fonts("DejaVu Sans"):
        assert_clear(draw(made(n, perspectives=(perspective,)), STORSKJERM), STORSKJERM)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.builds(
            Node,
            st.uuids().map(str),
            st.text(max_size=300),
            st.sampled_from(PERSPECTIVES),
            st.integers(0, 99),
            st.booleans(),
            st.booleans(),
        ),
        max_size=30,
    ),
    st.text(max_size=200),
)
def test_any_circle_can_be_drawn_and_described(nodes: list[Node], problem: str) -> None:
    circle = Circle(problem, tuple(nodes))
    with style.pinned_fonts("DejaVu Sans"):
        draw(circle, LAPTOP)
    assert describe(circle)


def test_many_factors_name_the_chosen_and_heaviest() -> None:
    circle = made(25)
    named = circle.named()
    assert len(named) == 10
    assert {n.id for n in circle.selected} <= named
    assert caption(circle) == "25 faktorer, 4 valgt. De 10 som er valgt eller tyngst, har navn."
    assert caption(made(3, chosen=0)) == "3 faktorer."


def test_circles_stay_apart_and_inside_their_sector() -> None:
    for n in (1, 5, 12, 25, 60, 200):
        rng = random.Random(n)
        for sector in places.sectors([n, 1, 0]):
            wanted = places.radii([rng.randint(0, 9) for _i in range(n)], 375, n > 12)
            spots = places.spots(sector, wanted, 375)
            assert len(spots) == n
            points = [(*s.point(0, 0), s.radius) for s in spots]
            for i, (x, y, r) in enumerate(points):
                assert sector.start - sector.size <= spots[i].angle <= sector.start
                assert (x * x + y * y) ** 0.5 - r + 1 > places.INNER * 375
                assert (x * x + y * y) ** 0.5 + r < 375 + 1
                for x2, y2, r2 in points[i + 1 :]:
                    assert (x - x2) ** 2 + (y - y2) ** 2 >= (r + r2) ** 2 - 1


def test_area_follows_weight() -> None:
    small, large = places.radii([1, 4], 375, False)
    assert large == pytest.approx(2 * small)
    assert len(set(places.radii([0, 0, 0], 375, False))) == 1


def test_an_empty_sector_stays_and_says_so() -> None:
    sectors = places.sectors([5, 0, 0])
    assert [s.size for s in sectors] == [236, 62, 62]
    assert sectors[0].middle == 90
    said = " ".join(t.text for t in texts(draw(made(3, perspectives=("kontekst",)), STORSKJERM)))
    assert said.count("ingen ennå") == 2


@given(st.lists(st.tuples(st.floats(-50, 900), st.floats(20, 56)), max_size=12))
def test_labels_are_pushed_apart_and_stay_in_order(labels: list[tuple[float, float]]) -> None:
    labels = sorted(labels)
    heights = [h for _y, h in labels]
    tops = places.spread([y for y, _h in labels], heights, 8, 0, 800)
    assert len(tops) == len(labels)
    for (top, height), below in zip(zip(tops, heights, strict=True), tops[1:], strict=False):
        assert top + height <= below - 8 + 0.01
    assert not tops or (tops[0] >= -0.01 and tops[-1] + heights[-1] <= 800.01)


def test_words_for_the_picture() -> None:
    log = started()
    log.add(changes.write_field(log.state, "problem", "problem", PROBLEM))
    log.add(changes.add_factor(log.state, "kontekst", "Få voksne ute", row="a"))
    log.add(changes.add_factor(log.state, "aktor", "Lekegruppa på onsdager", effect="dampens", row="b"))
    log.add(
        [changes.select(log.state, "a"), changes.vote(log.state, "r", {"a": 3}), changes.link("a", "b", 2)]
    )
    log.add(changes.write(log.state, "factor", "c:text", "Uten perspektiv"))
    circle = circle_of(log.state)
    assert len(circle.nodes) == 2
    assert describe(circle) == (
        "Problem: 4–6 elever på 3. trinn står uten noen å leke med i storefri. 2 faktorer, 1 valgt. "
        "Kontekst: Få voksne ute (3, valgt). Aktør: Lekegruppa på onsdager (demper). Individ: ingen ennå. "
        "1 kobling mellom faktorer."
    )


def test_the_same_circle_gives_the_same_picture() -> None:
    assert style.to_svg(draw(made(8), LAPTOP)) == style.to_svg(draw(made(8), LAPTOP))
