"""One look for every picture: colours, measured text, shapes in pixels, and SVG or PNG out.

A picture is a Figure with one axes that covers the whole canvas; one unit is one pixel, x runs
to the right and y runs down, as on the page. Nothing global is changed, pyplot is never used,
and matplotlib is only imported when something is measured or drawn.
"""

from __future__ import annotations

import re
import warnings
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

from kit.activities._base import Canvas
from kit.activities._ink import (  # noqa: F401 (whoever draws takes everything from this module)
    BEFORE_ALPHA,
    BLEKK,
    CATEGORIES,
    FJORD,
    FJORD_DYP,
    FJORD_LYS,
    FJORD_PALE,
    FLATE,
    HIMMEL,
    KANT,
    LIN,
    LYNG,
    MIXED_KIND,
    MOSE,
    MOSE_LYS,
    MUTED,
    PAPER_GAP,
    PAPIR,
    RAV,
    RAV_LYS,
    RAV_TEKST,
    ROGN,
    ROGN_LYS,
    SKIFER,
    STREK,
    UNIT_KINDS,
    WANTED,
    Ink,
    UnitMark,
    faded,
    scale_inks,
    shade,
    unit_mark,
)
from kit.activities._text import (  # noqa: F401 (whoever draws takes everything from this module)
    ASCENT,
    CAP,
    LINE,
    SEMIBOLD,
    families,
    font,
    height_of,
    pinned_fonts,
    text_width,
    wrap,
)
from kit.i18n import gettext as _

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# --- sizes -----------------------------------------------------------------------------------


def smallest(canvas: Canvas) -> int:
    """The least text size allowed on a canvas, in pixels: 28 on a projector, 14 on a laptop."""
    if canvas.base >= 30:
        return max(28, round(canvas.base * 0.8))
    return max(11, round(canvas.base * 0.64))


def secondary(canvas: Canvas) -> int:
    """Text that explains: column heads, scale numbers, notes."""
    return max(smallest(canvas), round(canvas.base * (0.88 if canvas.base >= 30 else 0.73)))


# --- the figure and what is drawn on it ------------------------------------------------------

_RC: Any = {
    "figure.dpi": 100,
    "savefig.dpi": 100,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "savefig.bbox": None,
    "svg.fonttype": "path",
    "svg.hashsalt": "fagsamling",
    "text.hinting": "none",
    "text.usetex": False,
    "text.parse_math": False,  # «$» is a sign like any other in what people write
    "path.simplify": False,
}


@contextmanager
def style() -> Iterator[None]:
    """Our rcParams, for the length of a ``with`` block."""
    from matplotlib import rc_context

    with rc_context(_RC):
        yield


def figure(canvas: Canvas) -> Figure:
    """An empty, transparent picture of exactly the canvas; ``figure(canvas).axes[0]`` is in pixels."""
    from matplotlib.figure import Figure

    with style():
        fig = Figure(figsize=(canvas.width / 100, canvas.height / 100), dpi=100, facecolor="none")
        ax = fig.add_axes((0.0, 0.0, 1.0, 1.0))
        ax.set_axis_off()
        ax.set_xlim(0, canvas.width)
        ax.set_ylim(canvas.height, 0)
        ax.set_autoscale_on(False)
    return fig


def label(
    ax: Axes,
    x: float,
    y: float,
    text: str,
    size: float,
    weight: int = 400,
    color: str = BLEKK,
    ha: str = "left",
    va: str = "baseline",
    **more: Any,
) -> None:
    """One line of text. ``va``: baseline, top (of the line), middle (of capitals and figures), bottom."""
    if not text:
        return
    drop = {"top": ASCENT, "middle": CAP / 2, "bottom": ASCENT - LINE}.get(va, 0.0)
    ax.text(
        x,
        y + drop * size,
        text,
        fontproperties=font(families(), float(size), weight),
        color=color,
        ha=ha,
        va="baseline",
        parse_math=False,
        **more,
    )


def paragraph(
    ax: Axes,
    x: float,
    y: float,
    lines: Sequence[str],
    size: float,
    weight: int = 400,
    color: str = BLEKK,
    ha: str = "left",
    va: str = "top",
    **more: Any,
) -> float:
    """Some lines whose block stands at ``y`` (top, middle or bottom); returns where the block ends."""
    height = height_of(lines, size)
    top = y - {"middle": height / 2, "bottom": height}.get(va, 0.0)
    for i, line in enumerate(lines):
        label(ax, x, top + i * size * LINE, line, size, weight, color, ha, "top", **more)
    return top + height


def box(ax: Axes, x: float, y: float, width: float, height: float, fill: str, **more: Any) -> None:
    """A filled rectangle on whole pixels, (x, y) its upper left corner."""
    from matplotlib.patches import Rectangle

    left, top = round(x), round(y)
    size = (max(1, round(x + width) - left), max(1, round(y + height) - top))
    ax.add_artist(
        Rectangle((left, top), *size, facecolor=fill, **({"linewidth": 0, "clip_on": False} | more))
    )


def frame(
    ax: Axes,
    x: float,
    y: float,
    width: float,
    height: float,
    color: str = STREK,
    dashed: bool = True,
    **more: Any,
) -> None:
    """An empty rectangle; dashed means that something will come here."""
    from matplotlib.patches import Rectangle

    dash = {"linestyle": (0, (4, 3))} if dashed else {}
    ax.add_artist(
        Rectangle(
            (round(x) + 0.5, round(y) + 0.5),
            round(width) - 1,
            round(height) - 1,
            facecolor="none",
            edgecolor=color,
            **({"linewidth": 1.1, "clip_on": False} | dash | more),
        )
    )


def line(
    ax: Axes, x0: float, y0: float, x1: float, y1: float, color: str = STREK, width: float = 1.0, **more: Any
) -> None:
    """A line, ``width`` in pixels."""
    from matplotlib.lines import Line2D

    options: Any = {"solid_capstyle": "butt", "clip_on": False} | more
    ax.add_artist(Line2D([x0, x1], [y0, y1], color=color, linewidth=width * 0.72, **options))


def dots(
    ax: Axes,
    xs: Sequence[float],
    ys: Sequence[float],
    radius: float | Sequence[float],
    fill: str | Sequence[str] = FJORD,
    **more: Any,
) -> None:
    """Filled circles in one collection; radius in pixels, one for all or one each."""
    from matplotlib.collections import EllipseCollection

    if not len(xs):
        return
    sizes = [2 * radius] * len(xs) if isinstance(radius, (int, float)) else [2 * r for r in radius]
    options = {"linewidths": 0, "clip_on": False} | more
    ax.add_collection(
        EllipseCollection(
            sizes,
            sizes,
            [0] * len(xs),
            units="xy",
            offsets=list(zip(xs, ys, strict=True)),
            offset_transform=ax.transData,
            facecolors=fill,
            **options,
        ),
        autolim=False,
    )


def polygon(ax: Axes, points: Sequence[tuple[float, float]], fill: str = BLEKK, **more: Any) -> None:
    """A filled polygon."""
    from matplotlib.patches import Polygon

    ax.add_artist(
        Polygon(list(points), closed=True, facecolor=fill, **({"linewidth": 0, "clip_on": False} | more))
    )


def pointer(ax: Axes, x: float, y: float, size: float, color: str = BLEKK) -> None:
    """▴ with its tip at (x, y): drawn, because not every font has the sign."""
    polygon(ax, [(x, y), (x + size * 0.6, y + size * 0.62), (x - size * 0.6, y + size * 0.62)], color)


def check(ax: Axes, x: float, y: float, size: float, color: str = MOSE) -> None:
    """A check mark centred on (x, y), ``size`` pixels wide."""
    from matplotlib.lines import Line2D

    xs = [x - size * 0.5, x - size * 0.14, x + size * 0.5]
    ys = [y + size * 0.04, y + size * 0.36, y - size * 0.36]
    ax.add_artist(
        Line2D(
            xs,
            ys,
            color=color,
            linewidth=max(1.4, size * 0.16) * 0.72,
            solid_capstyle="round",
            solid_joinstyle="round",
            clip_on=False,
        )
    )


# --- the two states that must look intended --------------------------------------------------


def empty_text() -> str:
    """What a picture says before the first answer."""
    return _("No answers yet. The picture comes with the first one.")


def one_answer_text() -> str:
    """What a picture says when it rests on a single answer."""
    return _("One answer is not a picture of the room yet.")


def note_height(canvas: Canvas) -> float:
    """Room to keep free at the bottom of the canvas for a note."""
    return secondary(canvas) * LINE + canvas.base * 0.35


def note(ax: Axes, canvas: Canvas, text: str, x: float = 0.0) -> None:
    """One quiet sentence along the bottom of the canvas."""
    size = secondary(canvas)
    lines = wrap(text, canvas.width - x, size, max_lines=1)
    paragraph(ax, x, canvas.height - canvas.base * 0.1, lines, size, color=SKIFER, va="bottom")


def empty_note(ax: Axes, canvas: Canvas, x: float = 0.0) -> None:
    """«Ingen svar ennå …» along the bottom of the canvas."""
    note(ax, canvas, empty_text(), x)


def one_answer_note(ax: Axes, canvas: Canvas, x: float = 0.0) -> None:
    """«Ett svar er ikke …» along the bottom of the canvas."""
    note(ax, canvas, one_answer_text(), x)


def one_answer_frame(ax: Axes, x: float, y: float, width: float, height: float) -> None:
    """The dashed frame that a lone answer stands in, in true proportion."""
    frame(ax, x, y, width, height)


# --- out --------------------------------------------------------------------------------------


def to_svg(fig: Figure, title: str = "") -> str:
    """The picture as one ``<svg>`` to put straight into a page; ``title`` becomes its text alternative.

    The same figure always gives the same text, and two pictures on one page share no ids.
    """
    out = StringIO()
    with style(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fig.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    svg = out.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<!--.*?-->\s*|<metadata>.*?</metadata>\s*|<style.*?</style>\s*", "", svg, flags=re.S)
    prefix = f"f{zlib.crc32(svg.encode()):08x}-"
    svg = re.sub(r' id="[A-Za-z0-9]+_\d+"', "", svg)  # figure_1, patch_2: nobody refers to them
    svg = re.sub(r' id="', f' id="{prefix}', svg)
    svg = re.sub(r'href="#', f'href="#{prefix}', svg)
    svg = re.sub(r"url\(#", f"url(#{prefix}", svg)
    width, height = (round(v * 100) for v in fig.get_size_inches())
    name = f'role="img" aria-label="{escape(title, quote=True)}"' if title else 'aria-hidden="true"'
    attributes = f'width="{width}" height="{height}" {name} stroke-linejoin="round" stroke-linecap="butt"'
    head, rest = svg.split(">", 1)
    head = re.sub(r' (width|height)="[^"]*"', "", head)
    return f"{head} {attributes}>{rest}".strip()


def to_png(fig: Figure, zoom: float = 1.0) -> bytes:
    """The picture as PNG, transparent; ``zoom=2`` for print."""
    out = BytesIO()
    with style(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fig.savefig(out, format="png", dpi=100 * zoom, metadata={"Software": None})
    return out.getvalue()
