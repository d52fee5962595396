"""Every activity as the projector and the phone show it, to be looked at: ``python -m tests.contact_sheet OUT``.

PNGs for each theme and written language, six activities to a page: question and picture with invented
answers on the left, the phone's own page in Chromium on the right. ``OUT nb 1 2`` makes some of them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from kit import i18n
from kit.activities import STORSKJERM, Canvas, kind
from kit.activities._style import PAPIR, to_png
from kit.programme import ActivityTemplate, programme
from tests.activities.looking import summary
from tests.phone_form import SIZE, PhoneForm
from tests.running import FLAGS, chromium_path

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


def sheets(activities: Sequence[ActivityTemplate], phone: PhoneForm) -> Iterator[bytes]:
    """Pages, each a PNG."""
    from PIL import Image, ImageDraw, ImageFont

    def font(size: int, weight: str = "") -> Any:
        from matplotlib.font_manager import findfont

        return ImageFont.truetype(findfont(f"DejaVu Sans:{weight}" if weight else "DejaVu Sans"), size)

    def picture(png: bytes, wide: float, high: float) -> Any:
        return Image.open(BytesIO(png)).convert("RGBA").resize((round(wide), round(high)))

    wide, high = STORSKJERM.width * ZOOM, STORSKJERM.height * ZOOM
    narrow, tall = SIZE["width"] * ZOOM, SIZE["height"] * ZOOM
    head, air = 54, 24
    cell = (round(wide + narrow + 2 * air), round(tall + head + air))
    bold, small = font(22, "bold"), font(13)
    for start in range(0, len(activities), ROWS * COLUMNS):
        page = Image.new("RGB", (COLUMNS * cell[0], ROWS * cell[1]), PAPIR)
        pen = ImageDraw.Draw(page)
        for i, t in enumerate(activities[start : start + ROWS * COLUMNS]):
            x, y = i % COLUMNS * cell[0] + air, i // COLUMNS * cell[1] + air
            pen.text((x, y), t.prompt, fill="#17262B", font=bold)
            pen.text((x, y + 30), f"{t.id} · {t.kind} · {t.title}", fill="#A8352A", font=small)
            projector = picture(to_png(drawn(t, STORSKJERM)[2]), wide, high)
            page.paste(projector, (x, y + head), projector)
            pen.rectangle((x - 1, y + head - 1, x + wide, y + head + high), outline="#DDD8CC")
            phone.ask(t)
            hand = picture(phone.page.screenshot(), narrow, tall)
            page.paste(hand, (round(x + wide + air / 2), y + head))
        out = BytesIO()
        page.save(out, "PNG")
        yield out.getvalue()


def main(folder: str, *wanted: str) -> None:
    from playwright.sync_api import sync_playwright

    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    languages = [x for x in wanted if not x.isdigit()] or ["nb", "nn"]
    themes = [int(x) for x in wanted if x.isdigit()] or list(programme(own=False).themes)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        context = browser.new_context(viewport=SIZE, is_mobile=True, has_touch=True, reduced_motion="reduce")
        page = context.new_page()
        for language in languages:
            with i18n.use(language):
                phone = PhoneForm(page, language)
                for theme in themes:
                    activities = programme(language, own=False).activities_for(theme)
                    for n, png in enumerate(sheets(activities, phone), 1):
                        (target / f"tema-{theme}-{language}-{n:02d}.png").write_bytes(png)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
