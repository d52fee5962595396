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
from typing import TYPE_CHECKING, Any, NamedTuple

from kit.activities._base import Canvas
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

PAPIR, FLATE, LIN, STREK, KANT = "#FBFAF6", "#FFFFFF", "#F1EEE6", "#DDD8CC", "#7D786C"
BLEKK, SKIFER = "#17262B", "#4A585A"
FJORD, FJORD_DYP, FJORD_LYS = "#0E5160", "#0A3A45", "#DCE9EA"
RAV, RAV_LYS, RAV_TEKST = "#E3A033", "#F9E8C6", "#7A4E00"
ROGN, ROGN_LYS, MOSE, MOSE_LYS = "#A8352A", "#F7E3DF", "#2F6B45", "#E0EDE2"
HIMMEL, LYNG = "#77B6DC", "#9A5A97"
MUTED = "#A9B9BB"  # what is not right, not chosen
FJORD_PALE = "#A9C3C7"  # data, but not the largest
WANTED = "#EAF1F1"  # the field that was aimed at
PAPER_GAP = 3  # pixels of paper between neighbouring fills, so that grey print still separates them
BEFORE_ALPHA = 0.62  # an earlier round beside the present one


class Ink(NamedTuple):
    """A fill and the text colour that is readable on it."""

    fill: str
    text: str


CATEGORIES = (
    Ink("#0E5160", FLATE),
    Ink("#E3A033", BLEKK),
    Ink("#9A5A97", FLATE),
    Ink("#77B6DC", BLEKK),
    Ink("#AA3F2A", FLATE),
    Ink("#C9C39B", BLEKK),
)
_SCALE_5 = ("#8F3F0C", "#E0A256", "#E4DFD4", "#6FB0B8", "#0E5160")
_SCALE_7 = ("#7E3407", "#CB8334", "#EBC08A", "#E4DFD4", "#A5CDD1", "#569BA5", "#0C4552")


class UnitMark(NamedTuple):
    """How a kind of unit looks: a matplotlib marker and its fill; the edge is always blekk, 1.3 pt."""

    marker: str
    fill: str


UNIT_KINDS = {
    "barnehage": UnitMark("o", RAV),
    "skole": UnitMark("s", FJORD),
    "sfo": UnitMark("^", HIMMEL),
}
MIXED_KIND = UnitMark("D", FLATE)


def unit_mark(kind: str | None) -> UnitMark:
    """The mark of a kind of unit; a mixed or unknown one is a white diamond."""
    return UNIT_KINDS.get(kind or "", MIXED_KIND)


def scale_inks(steps: int) -> tuple[Ink, ...]:
    """From the low end to the high end of a scale with 5 or 7 steps."""
    fills = _SCALE_7 if steps == 7 else _SCALE_5
    return tuple(Ink(f, FLATE if i in (0, len(fills) - 1) else BLEKK) for i, f in enumerate(fills))


def shade(share: float) -> Ink:
    """From lin (0) to fjord (1), with a text colour that stays readable all the way."""
    share = min(1.0, max(0.0, share))
    low, high = _rgb(LIN), _rgb(FJORD)
    mixed = [round(a + (b - a) * share) for a, b in zip(low, high, strict=True)]
    return Ink("#{:02X}{:02X}{:02X}".format(*mixed), FLATE if share > 0.65 else BLEKK)


def faded(colour: str, share: float = BEFORE_ALPHA) -> str:
    """The colour as it looks at 62 % on paper: for shapes that lie over something."""
    mixed = [round(b + (a - b) * share) for a, b in zip(_rgb(colour), _rgb(PAPIR), strict=True)]
    return "#{:02X}{:02X}{:02X}".format(*mixed)


def _rgb(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


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
