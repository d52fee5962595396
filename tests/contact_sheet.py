"""Every activity as the projector and the phone show it, to be looked at: ``python -m tests.contact_sheet OUT``.

One PNG for each theme and written language, six activities to a page: question and picture with
invented answers on the left, what stands in the phone's form on the right.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

from kit import i18n
from kit.activities import STORSKJERM, Canvas, kind
from kit.activities._style import PAPIR, to_png
from kit.activities.form_html import render_form
from kit.programme import ActivityTemplate, programme
from tests.activities.looking import summary

ROWS, COLUMNS, ZOOM = 3, 2, 0.5


def wordings(t: ActivityTemplate) -> list[ActivityTemplate]:
    """The activity in its common words, and in each kind of unit's own where they differ."""
    return [t, *(t.for_unit_kind(k) for k in t.variants)]


def drawn(t: ActivityTemplate, canvas: Canvas, n: int = 12, seed: int = 1) -> tuple[Any, Any, Any]:
    """Settings, summary of invented answers, and the figure."""
    module = kind(t.kind)
    settings = module.Settings(**t.settings)
    found = summary(t.kind, settings, n, seed)
    return settings, found, module.draw(settings, found, canvas)


def form_html(t: ActivityTemplate) -> str:
    module = kind(t.kind)
    return render_form(module.form(module.Settings(**t.settings)))


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.lines.append(" ".join(data.split()))


def form_text(html: str) -> list[str]:
    """What can be read in a form, one line for each piece."""
    reader = _Text()
    reader.feed(html)
    return reader.lines


def sheets(theme: int, language: str) -> Iterator[bytes]:
    """Pages of a theme."""
    from PIL import Image, ImageDraw, ImageFont

    def font(size: int, weight: str = "") -> Any:
        from matplotlib.font_manager import findfont

        return ImageFont.truetype(findfont(f"DejaVu Sans:{weight}" if weight else "DejaVu Sans"), size)

    wide, high = int(STORSKJERM.width * ZOOM), int(STORSKJERM.height * ZOOM)
    phone, head, air = 330, 74, 24
    cell = (wide + phone + 2 * air, high + head + air)
    bold, plain, small = font(22, "bold"), font(14), font(13)
    with i18n.use(language):
        activities = programme(language).activities_for(theme)
        for start in range(0, len(activities), ROWS * COLUMNS):
            page = Image.new("RGB", (COLUMNS * cell[0], ROWS * cell[1]), PAPIR)
            pen = ImageDraw.Draw(page)
            for i, t in enumerate(activities[start : start + ROWS * COLUMNS]):
                x, y = i % COLUMNS * cell[0] + air, i // COLUMNS * cell[1] + air
                pen.text((x, y), t.prompt[:80], fill="#17262B", font=bold)
                pen.text((x, y + 30), f"{t.id} · {t.kind} · {t.title}", fill="#A8352A", font=small)
                png = to_png(drawn(t, STORSKJERM)[2])
                picture = Image.open(BytesIO(png)).convert("RGBA").resize((wide, high))
                page.paste(picture, (x, y + head - 20), picture)
                pen.rectangle((x - 1, y + head - 21, x + wide, y + head - 20 + high), outline="#DDD8CC")
                for n, line in enumerate(form_text(form_html(t))[:21]):
                    text = line if len(line) < 42 else line[:41] + "…"
                    pen.text((x + wide + 14, y + head - 16 + n * 17), text, fill="#4A585A", font=plain)
            out = BytesIO()
            page.save(out, "PNG")
            yield out.getvalue()


def main(folder: str, *languages: str) -> None:
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for language in languages or ("nb", "nn"):
        for theme in programme(language).themes:
            for n, png in enumerate(sheets(theme, language), 1):
                (target / f"tema-{theme}-{language}-{n}.png").write_bytes(png)


if __name__ == "__main__":
    main(*sys.argv[1:])
