"""The picture of the grid: fields with a cross, markers that make way for each other, medians and shifts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from kit.activities import _style as style
from kit.activities._base import Canvas
from kit.activities._grid_places import Field, nudge
from kit.i18n import gettext as _
from kit.i18n import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

MOST_FIELDS = 3  # items that get a field each
MOST_MARKERS = 60  # in one field; beyond that circles count the markers of a neighbourhood
MOST_LINES = 24  # groups whose way from round to round is drawn one by one
_CELLS = 10  # neighbourhoods along each side
_TOLD = ("barnehage", "skole", "sfo")
_FEWEST_OF_A_KIND = 5  # where persons answer, a kind with fewer is not told apart


def draw(settings: Any, summary: DataFrame, canvas: Canvas, before: DataFrame | None) -> Figure:
    fig = style.figure(canvas)
    ax = fig.axes[0]
    n = int(summary.attrs.get("n", 0))
    earlier = before if before is not None and n > 1 and before.attrs.get("n") else None
    if len(settings.items) <= MOST_FIELDS:
        _one_field_each(ax, settings, summary, canvas, earlier)
    else:
        _shared_field(ax, settings, summary, canvas, earlier)
    if n == 0:
        style.empty_note(ax, canvas)
    elif n == 1:
        style.one_answer_note(ax, canvas)
    return fig


# --- fields -----------------------------------------------------------------------------------


def _end_words(settings: Any, canvas: Canvas, room: float) -> tuple[list[str], list[str], float]:
    """The words at the left and right end, wrapped, and the width that they take."""
    size = canvas.base
    low, high = (style.wrap(t, room, size, style.SEMIBOLD) for t in (settings.x.low, settings.x.high))
    widest = max(style.text_width(line, size, style.SEMIBOLD) for line in (*low, *high))
    return low, high, widest + size * 0.6


def _one_field_each(
    ax: Axes, settings: Any, summary: DataFrame, canvas: Canvas, before: DataFrame | None
) -> None:
    size, n, count = canvas.base, int(summary.attrs.get("n", 0)), len(settings.items)
    kinds = _kinds(summary)
    crowded = max((len(_rows(summary, item.id)) for item in settings.items), default=0) > MOST_MARKERS
    legend = [] if crowded else _legend_entries(kinds)
    notes = _notes(before, crowded, canvas)
    under = style.note_height(canvas) if n <= 1 or legend or notes else 0.0
    slot = (canvas.width - (count - 1) * size * 1.2) / count
    titles = [style.wrap(i.text, slot, size, style.SEMIBOLD, max_lines=2) for i in settings.items]
    head = max(style.height_of(t, size) for t in titles) + size * 0.25 if count > 1 else 0.0

    aside = count == 1  # side by side, the words for left and right stand below the field
    low, high, side = _end_words(settings, canvas, canvas.width * 0.18) if aside else ([], [], 0.0)
    width = slot - 2 * side
    for _again in range(2):  # a narrower field may need one line more for its words
        around = _Around(settings, canvas, width, aside)
        height = canvas.height - under - head - around.above - around.below
        width = min(slot - 2 * side, height * (1.75 if aside else 1.5))
    for i, item in enumerate(settings.items):
        left = i * (slot + size * 1.2) + (slot - width) / 2
        field = Field(left, head + around.above, width, height)
        if count > 1:
            style.paragraph(ax, left, 0, titles[i], size, style.SEMIBOLD)
        _frame(ax, settings, canvas, field, n)
        around.draw(ax, field)
        if aside:
            _words_beside(ax, canvas, field, low, high)
        rows = _rows(summary, item.id)
        if len(rows):
            if before is not None:
                _shift(ax, canvas, field, rows, _rows(before, item.id))
            _markers(ax, canvas, field, rows, kinds)
    if n > 1:
        _legend(ax, canvas, legend, notes)


def _frame(ax: Axes, settings: Any, canvas: Canvas, field: Field, n: int) -> None:
    cx, cy = field.centre
    style.box(ax, field.x, field.y, field.width, field.height, style.FLATE)
    if canvas.reveal and settings.wanted:
        left = cx if settings.wanted.endswith("right") else field.x
        top = cy if settings.wanted.startswith("bottom") else field.y
        style.box(ax, left, top, field.width / 2, field.height / 2, style.WANTED)
    style.frame(ax, field.x, field.y, field.width, field.height, dashed=n <= 1)
    style.line(ax, cx, field.y, cx, field.y + field.height, style.KANT, 2)
    style.line(ax, field.x, cy, field.x + field.width, cy, style.KANT, 2)


class _Around:
    """The words above and below a field: the ends of the axes, and quiet quadrant names at the corners."""

    def __init__(self, settings: Any, canvas: Canvas, width: float, aside: bool) -> None:
        self.canvas, self.width, self.aside = canvas, width, aside
        self.quiet = style.secondary(canvas)
        self.size = canvas.base if aside else self.quiet
        self.x, self.y, names = settings.x, settings.y, settings.quadrants
        self.top = (names.top_left, settings.y.high, names.top_right)
        self.bottom = (names.bottom_left, settings.y.low, names.bottom_right)
        self.gap = self.size * 0.22
        row = self.size * style.LINE
        self.above = row * self._lines(self.top) + self.gap
        self.below = row * self._lines(self.bottom) + self.gap
        if not aside:
            self.below += self.quiet * style.LINE

    def _lines(self, words: tuple[str, str, str]) -> int:
        """One line where corner names and the end of the axis fit side by side, else two."""
        left, end, right = words
        corner = max(style.text_width(left, self.quiet), style.text_width(right, self.quiet))
        room = self.width / 2 - style.text_width(end, self.size, style.SEMIBOLD) / 2 - self.size * 0.5
        return 1 if corner <= room else 2

    def draw(self, ax: Axes, field: Field) -> None:
        row = self.size * style.LINE
        bottom = field.y + field.height + self.gap
        self._row(ax, field, self.top, field.y - self.gap - row, -row)
        self._row(ax, field, self.bottom, bottom, row)
        if not self.aside:
            y = field.y + self.below + field.height - self.quiet * style.LINE
            half = field.width / 2 - self.quiet * 0.4
            for text, x, ha in ((f"← {self.x.low}", field.x, "left"), (f"{self.x.high} →", None, "right")):
                lines = style.wrap(text, half, self.quiet, style.SEMIBOLD, max_lines=1)
                at = field.x + field.width if x is None else x
                style.paragraph(ax, at, y, lines, self.quiet, style.SEMIBOLD, ha=ha)

    def _row(self, ax: Axes, field: Field, words: tuple[str, str, str], y: float, away: float) -> None:
        left, end, right = words
        centre = field.x + field.width / 2
        level = y + (self.size - self.quiet) * style.ASCENT  # one baseline for both sizes
        half = field.width if self._lines(words) == 1 else field.width / 2 - self.quiet * 0.4
        for text, x, ha in ((left, field.x, "left"), (right, field.x + field.width, "right")):
            if text:
                lines = style.wrap(text, half, self.quiet, max_lines=1)
                style.paragraph(ax, x, level, lines, self.quiet, color=style.SKIFER, ha=ha)
        lines = style.wrap(end, field.width, self.size, style.SEMIBOLD, max_lines=1)
        y += away * (self._lines(words) - 1)
        style.paragraph(ax, centre, y, lines, self.size, style.SEMIBOLD, ha="center")


def _words_beside(ax: Axes, canvas: Canvas, field: Field, low: list[str], high: list[str]) -> None:
    size, (_cx, cy) = canvas.base, field.centre
    gap = size * 0.5
    style.paragraph(ax, field.x - gap, cy, low, size, style.SEMIBOLD, ha="right", va="middle")
    style.paragraph(ax, field.x + field.width + gap, cy, high, size, style.SEMIBOLD, va="middle")


# --- markers ----------------------------------------------------------------------------------


def _rows(summary: DataFrame, item: str) -> DataFrame:
    return summary[summary["item"] == item]


def _kinds(summary: DataFrame) -> Counter[str | None]:
    """How many answers each kind of unit has; persons of a small kind are not told apart."""
    answers = summary.drop_duplicates("key")["unit_kind"]
    counts = Counter(kind if isinstance(kind, str) else None for kind in answers)
    if summary.attrs.get("grouped", True):
        return counts
    kept: Counter[str | None] = Counter()
    for kind, n in counts.items():
        kept[kind if n >= _FEWEST_OF_A_KIND else None] += n
    while 0 < kept[None] < _FEWEST_OF_A_KIND and len(kept) > 1:  # few «others» are as easy to recognise
        smallest = min((kind for kind in kept if kind), key=lambda kind: (kept[kind], kind))
        kept[None] += kept.pop(smallest)
    return kept


def _kind_name(kind: str | None) -> str:
    names = {
        "barnehage": _("kindergarten"),
        "skole": _("school"),
        "sfo": _("SFO"),
        "mixed": _("several units"),
    }
    return names.get(kind or "", _("others"))


def _legend_entries(kinds: Counter[str | None]) -> list[tuple[str | None, str]]:
    """Kinds in a fixed order, with their number; nothing to tell where no kind is known."""
    if not any(kinds[kind] for kind in _TOLD):
        return []
    order: tuple[str | None, ...] = (*_TOLD, "mixed", None)
    return [(kind, f"{_kind_name(kind)} {number(kinds[kind])}") for kind in order if kinds[kind]]


def _markers(ax: Axes, canvas: Canvas, field: Field, rows: DataFrame, kinds: Counter[str | None]) -> None:
    if len(rows) > MOST_MARKERS:
        _circles(ax, canvas, field, rows)
        return
    radius = canvas.base * (0.48 if len(rows) <= 25 else 0.36)
    places = [field.at(x, y) for x, y in zip(rows["x"], rows["y"], strict=True)]
    told = any(kinds[kind] for kind in _TOLD)
    for (x, y), kind in zip(nudge(places, radius, field), rows["unit_kind"], strict=True):
        _marker(ax, x, y, radius, kind if kind in kinds else None, told)


def _marker(ax: Axes, x: float, y: float, radius: float, kind: str | None, told: bool) -> None:
    mark = style.unit_mark(kind) if told else style.UnitMark("o", style.FJORD)
    size = {"o": 2.0, "s": 1.85, "^": 2.2, "D": 1.6}[mark.marker] * radius
    ax.plot(
        [x],
        [y],
        marker=mark.marker,
        markersize=size * 0.72,
        markerfacecolor=mark.fill,
        markeredgecolor=style.BLEKK,
        markeredgewidth=1.3,
        linestyle="none",
        zorder=4,
    )


def _circles(ax: Axes, canvas: Canvas, field: Field, rows: DataFrame) -> None:
    """A circle per neighbourhood, its area the number of answers; the largest is fjord."""
    cells = Counter(
        (min(_CELLS - 1, int(x * _CELLS / 100)), min(_CELLS - 1, int(y * _CELLS / 100)))
        for x, y in zip(rows["x"], rows["y"], strict=True)
    )
    most = max(cells.values())
    largest = min(field.width, field.height) / _CELLS * 0.5
    least = style.smallest(canvas)
    for (i, j), n in sorted(cells.items()):
        x, y = field.at((i + 0.5) * 100 / _CELLS, (j + 0.5) * 100 / _CELLS)
        radius = max(3.0, largest * (n / most) ** 0.5)
        top = n == most
        style.dots(ax, [x], [y], radius, style.FJORD if top else style.FJORD_PALE, zorder=4)
        if style.text_width("88", least, style.SEMIBOLD) <= radius * 1.7:  # small circles stay without
            ink = style.FLATE if top else style.BLEKK
            style.label(ax, x, y, number(n), least, style.SEMIBOLD, ink, "center", "middle", zorder=5)


def _shift(ax: Axes, canvas: Canvas, field: Field, rows: DataFrame, before: DataFrame) -> None:
    """Where each group stood, with a line to where it stands; many answers: from median to median."""
    was = {name: (x, y) for name, x, y in zip(before["group_name"], before["x"], before["y"], strict=True)}
    now = {name: (x, y) for name, x, y in zip(rows["group_name"], rows["x"], rows["y"], strict=True)}
    both = [name for name in now if isinstance(name, str) and name in was]
    if before.empty:
        return
    if not both or len(now) < len(rows) or len(rows) > MOST_LINES:
        old, new = (frame[["x", "y"]].median() for frame in (before, rows))
        _way(ax, canvas, field.at(old["x"], old["y"]), field.at(new["x"], new["y"]), 3, 5)
        return
    for name in both:
        _way(ax, canvas, field.at(*was[name]), field.at(*now[name]), 1.6, 3)


def _way(
    ax: Axes, canvas: Canvas, old: tuple[float, float], new: tuple[float, float], width: float, layer: float
) -> None:
    style.line(ax, *old, *new, style.SKIFER if layer > 3 else style.FJORD_PALE, width, zorder=layer - 0.5)
    radius = canvas.base * 0.24
    edge = {"edgecolors": style.SKIFER if layer > 3 else style.KANT, "linewidths": 1.3}
    style.dots(ax, [old[0]], [old[1]], radius, style.LIN, zorder=layer, **edge)
    if layer > 3:
        style.dots(ax, [new[0]], [new[1]], radius, style.RAV, zorder=layer + 2, **edge)


def _notes(before: DataFrame | None, crowded: bool, canvas: Canvas) -> str:
    if before is None:
        return _("The larger the circle, the more answers.") if crowded else ""
    if crowded:
        return _("The larger the circle, the more answers. Ring and dot: the middle before and now.")
    return _("Small ring: the round before.")


def _legend(ax: Axes, canvas: Canvas, entries: list[tuple[str | None, str]], notes: str) -> None:
    """The kinds of unit along the bottom, each marker beside its word; notes after them."""
    size = style.secondary(canvas)
    middle = canvas.height - canvas.base * 0.1 - size * style.LINE / 2
    x = 0.0
    for kind, text in entries:
        radius = size * 0.42
        _marker(ax, x + radius * 1.2, middle, radius, kind, True)
        x += radius * 2.4 + size * 0.3
        style.label(ax, x, middle, text, size, color=style.SKIFER, va="middle")
        x += style.text_width(text, size) + size * 1.1
    if notes:
        lines = style.wrap(notes, canvas.width - x, size, max_lines=1)
        ha, at = ("right", float(canvas.width)) if entries else ("left", 0.0)
        style.label(ax, at, middle, lines[0], size, color=style.SKIFER, ha=ha, va="middle")


# --- many items in one field ------------------------------------------------------------------


def _shared_field(
    ax: Axes, settings: Any, summary: DataFrame, canvas: Canvas, before: DataFrame | None
) -> None:
    """Numbered circles at the medians, a thin cross for the middle half of the answers, names to the right."""
    size, n, quiet = canvas.base, int(summary.attrs.get("n", 0)), style.secondary(canvas)
    notes = [_("The number stands at the median, the thin lines span half of the answers.")] if n > 1 else []
    if before is not None:
        notes.append(_("Small ring: the round before."))
    under = style.note_height(canvas) * (len(notes) or n <= 1)
    low, high, side = _end_words(settings, canvas, canvas.width * 0.13)
    column = canvas.width * 0.31
    width = canvas.width - column - 2 * side - size
    for _again in range(2):
        around = _Around(settings, canvas, width, True)
        height = canvas.height - under - around.above - around.below
        width = min(canvas.width - column - 2 * side - size, height * 1.6)
    field = Field(side, around.above, width, height)
    _frame(ax, settings, canvas, field, n)
    around.draw(ax, field)
    _words_beside(ax, canvas, field, low, high)

    radius = size * 0.72
    medians = {item: rows[["x", "y"]].quantile([0.25, 0.5, 0.75]) for item, rows in summary.groupby("item")}
    shown = [item for item in settings.items if item.id in medians]
    places = [field.at(*medians[item.id].loc[0.5]) for item in shown]
    moved = dict(zip((item.id for item in shown), nudge(places, radius, field), strict=True))
    for item in shown:
        x, y = moved[item.id]
        quarter = medians[item.id]
        if n > 3:
            left, top = field.at(quarter.loc[0.25, "x"], quarter.loc[0.75, "y"])
            right, bottom = field.at(quarter.loc[0.75, "x"], quarter.loc[0.25, "y"])
            style.line(ax, left, y, right, y, style.FJORD_PALE, 2)
            style.line(ax, x, top, x, bottom, style.FJORD_PALE, 2)
        old = _rows(before, item.id) if before is not None else summary.iloc[:0]
        if len(old):
            _way(ax, canvas, field.at(*old[["x", "y"]].median()), (x, y), 2, 3)
    for k, item in enumerate(settings.items, 1):
        if item.id in moved:
            x, y = moved[item.id]
            _numbered(ax, x, y, radius, k, canvas, item.id in canvas.highlight)
    _item_list(ax, settings, canvas, field.x + width + side + size, field)
    for i, text in enumerate(reversed(notes)):
        y = canvas.height - canvas.base * 0.1 - i * style.note_height(canvas)
        lines = style.wrap(text, canvas.width, quiet, max_lines=1)
        style.paragraph(ax, 0, y, lines, quiet, color=style.SKIFER, va="bottom")


def _numbered(ax: Axes, x: float, y: float, radius: float, k: int, canvas: Canvas, chosen: bool) -> None:
    size = max(style.smallest(canvas), radius * 1.15)
    fill, ink = (style.RAV, style.BLEKK) if chosen else (style.FJORD, style.FLATE)
    style.dots(ax, [x], [y], radius, fill, edgecolors=style.FLATE, linewidths=1.4, zorder=7)
    style.label(ax, x, y, str(k), size, style.SEMIBOLD, ink, "center", "middle", zorder=8)


def _item_list(ax: Axes, settings: Any, canvas: Canvas, x: float, field: Field) -> None:
    base, radius = canvas.base, canvas.base * 0.72
    room = canvas.width - x - radius * 2 - base * 0.5
    row = field.height / len(settings.items)
    for size in range(base, style.smallest(canvas) - 1, -1):
        texts = [style.wrap(item.text, room, size) for item in settings.items]
        if max(map(len, texts)) * size * style.LINE <= row * 0.94:
            break
    else:
        most = max(1, int(row // (size * style.LINE)))
        texts = [style.wrap(item.text, room, size, max_lines=most) for item in settings.items]
    for k, (item, lines) in enumerate(zip(settings.items, texts, strict=True), 1):
        middle = field.y + row * (k - 0.5)
        _numbered(ax, x + radius, middle, radius, k, canvas, item.id in canvas.highlight)
        style.paragraph(ax, x + radius * 2 + base * 0.5, middle, lines, size, va="middle")
