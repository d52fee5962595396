"""What a picture test looks at: every text stands inside the canvas, on top of no other, large enough to read."""

from __future__ import annotations

import random
from typing import Any, NamedTuple

import pandas as pd
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from kit.activities import AnswerError, Canvas, kind
from kit.activities import _style as style

KINDS_OF_UNIT = ("barnehage", "skole", "sfo")

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters()), inner, max_size=4),
    max_leaves=8,
)


class Text(NamedTuple):
    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float


def texts(fig: Figure) -> list[Text]:
    """Every visible text with its box in pixels, y downwards; not letters of a word along a curve."""
    renderer = FigureCanvasAgg(fig).get_renderer()
    height = fig.get_size_inches()[1] * 100
    found = []
    with style.style():  # measured as it is drawn: unhinted
        for artist in fig.axes[0].texts:
            if artist.get_text().strip() and artist.get_visible() and artist.get_gid() != "letter":
                box = artist.get_window_extent(renderer)
                edges = (box.x0, height - box.y1, box.x1, height - box.y0)
                found.append(Text(artist.get_text(), *edges, artist.get_fontsize() / 0.72))
    return found


def words(fig: Figure) -> str:
    return " ".join(t.text for t in texts(fig))


def assert_readable(fig: Figure, canvas: Canvas) -> None:
    found = texts(fig)
    least = 28 if canvas.base >= 30 else 14 if canvas.base >= 20 else 10
    for text in found:
        assert text.size >= least - 0.01, (text, least)
        assert text.left >= -1.5, text
        assert text.right <= canvas.width + 1.5, text
        assert text.top >= -3, text
        assert text.bottom <= canvas.height + 3, text
    for i, a in enumerate(found):
        for b in found[i + 1 :]:
            apart = (
                a.right <= b.left + 1
                or b.right <= a.left + 1
                or a.bottom <= b.top + 4
                or b.bottom <= a.top + 4
            )
            assert apart, (a, b)


def frame(answers: list[Any], persons: bool = False, kinds: tuple[Any, ...] = KINDS_OF_UNIT) -> pd.DataFrame:
    """Counted answers as the store gives them."""
    n = len(answers)
    return pd.DataFrame(
        {
            "key": pd.Series([f"k{i}" for i in range(n)], dtype=object),
            "answer": pd.Series(answers, dtype=object),
            "group_name": pd.Series([None if persons else f"Bord {i + 1}" for i in range(n)], dtype=object),
            "unit": pd.Series([f"u{i % len(kinds)}" for i in range(n)], dtype=object),
            "unit_name": pd.Series([f"Enhet {i % len(kinds)}" for i in range(n)], dtype=object),
            "unit_kind": pd.Series([kinds[i % len(kinds)] for i in range(n)], dtype=object),
        }
    )


def invented(name: str, settings: Any, n: int, seed: int = 1) -> list[Any]:
    rng = random.Random(seed)
    return [kind(name).example(settings, rng) for _ in range(n)]


def summary(name: str, settings: Any, n: int, seed: int = 1, **how: Any) -> pd.DataFrame:
    return kind(name).summarise(settings, frame(invented(name, settings, n, seed), **how))


def assert_every_state_is_readable(name: str, settings: Any, canvas: Canvas) -> None:
    """Empty, one answer, some, many, one round against the next; with a wide font."""
    module = kind(name)
    with style.pinned_fonts("DejaVu Sans"):
        for n in (0, 1, 2, 14, 500):
            now = summary(name, settings, n)
            assert now.attrs["n"] == n
            assert_readable(module.draw(settings, now, canvas.with_(reveal=True)), canvas)
            assert module.describe(settings, now)
            module.table(settings, now)
        before, now = summary(name, settings, 9, seed=5), summary(name, settings, 14)
        assert_readable(module.draw(settings, now, canvas, before), canvas)
        assert module.describe(settings, now, before) != module.describe(settings, now)
        assert_readable(module.draw(settings, now, canvas, summary(name, settings, 0)), canvas)


def assert_takes_or_refuses(name: str, settings: Any, raw: Any) -> None:
    """An answer is taken, and taken again as it is, or refused with a sentence; nothing else happens."""
    module = kind(name)
    try:
        answer = module.parse(settings, raw)
    except AnswerError as error:
        sentence = str(error)
    else:
        sentence = "Takk."
        assert module.parse(settings, answer) == answer
        module.summarise(settings, frame([answer]))
    assert sentence.endswith(".")
