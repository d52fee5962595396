"""Draws an activity's picture once and remembers it: a redraw happens only when its answers changed."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from kit.activities import Canvas, kind, pages
from kit.dashboards import html
from kit.dashboards.cards import room_rows
from kit.dashboards.session import Session
from kit.i18n import language
from kit.store.state import Activity

if TYPE_CHECKING:
    from pandas import DataFrame


class Picture:
    """The drawn answers of one activity and round.

    ``svg`` is ready to stand in a page, with ``sentence`` as its text alternative; ``pages`` is how
    many pages there are to turn.
    """

    def __init__(self, svg: str, sentence: str, n: int, pages: int = 1) -> None:
        self.svg, self.sentence, self.n, self.pages = svg, sentence, n, pages

    def figure_html(self, *, wide: bool = False) -> str:
        """The picture as an image with a text alternative; one that is ``wide`` is scrolled sideways on a phone."""
        label = html.escape(self.sentence)
        reached = ' tabindex="0"' if wide else ""  # by those who scroll with keys
        return f'<figure role="img" aria-label="{label}" class="fs-picture" data-drawn="{self.n}"{reached}>{self.svg}</figure>'


_drawn: dict[Any, Picture] = {}


def picture(
    session: Session,
    activity: Activity,
    round_: int,
    canvas: Canvas,
    *,
    compare: int | None = None,
    wall: bool = False,
) -> Picture:
    """The picture of a round, compared with an earlier round if ``compare`` is given.

    Texts that are hidden or held back are in no picture; with ``wall`` only those that
    are up count, where they go up one by one.
    """
    rows = room_rows(session, activity, round_, wall=wall)
    before_rows = room_rows(session, activity, compare, wall=wall) if compare else []
    settings = session.settings(activity, round_)
    key = (
        session.g.id,
        activity.id,
        round_,
        compare,
        canvas,
        language(),
        settings.model_dump_json(),
        tuple((r.revision, str(r.answer)) for r in rows),
        tuple((r.revision, str(r.answer)) for r in before_rows),
        tuple((g.id, g.name, g.unit) for g in session.g.groups.values()),
    )
    if key not in _drawn:
        if _warming is not None:
            _warming.join()
        if len(_drawn) > 60:
            _drawn.clear()
        table = session.store.frame
        frame = table(session.g, rows, activity.id, round_)
        before = table(session.g, before_rows, activity.id, compare) if compare else None
        _drawn[key] = draw(activity.at(round_).kind, settings, frame, canvas, before, (round_, compare))
    return _drawn[key]


def draw(
    kind_name: str,
    settings: Any,
    answers: DataFrame,
    canvas: Canvas,
    before: DataFrame | None = None,
    rounds: tuple[int, int | None] | None = None,
) -> Picture:
    """Summarise, draw and describe answers; ``rounds`` names the round shown and the one before."""
    from kit.activities._style import to_svg

    module = kind(kind_name)
    summary = module.summarise(settings, answers)
    earlier = None if before is None else module.summarise(settings, before)
    if rounds and earlier is not None:
        summary.attrs["round"], earlier.attrs["round"] = rounds
    summary.attrs["page"] = canvas.page
    figure = module.draw(settings, summary, canvas, earlier)
    sentence = module.describe(settings, summary, earlier)
    return Picture(to_svg(figure), sentence, len(answers), pages(kind_name, settings, summary))


_warming: threading.Thread | None = None


def warm() -> None:
    """Load what pictures need while nobody waits: the first one takes seconds otherwise."""
    global _warming
    if _warming is None:
        _warming = threading.Thread(target=_warm, name="warm", daemon=True)
        _warming.start()


def _warm() -> None:
    from pandas import DataFrame

    settings = kind("number").Settings.model_validate({"min": 0, "max": 10})
    columns = ["key", "answer", "group_name", "unit_name", "unit_kind"]
    draw("number", settings, DataFrame(columns=columns, dtype=object), Canvas())


@lru_cache(maxsize=64)
def qr(address: str, scale: int = 4) -> str:
    """The address as an inline SVG QR code, in ink on white."""
    import io

    import segno

    out = io.BytesIO()
    segno.make(address, error="m").save(
        out,
        kind="svg",
        scale=scale,
        border=1,
        dark="#17262B",
        light="#FFFFFF",
        xmldecl=False,
        svgns=True,
        omitsize=True,
    )
    return out.getvalue().decode("utf-8")
