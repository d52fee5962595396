"""Every kind in every state as PNG on paper, to be looked at: ``python -m tests.activities.contact_sheet OUT``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from kit.activities import kind, pages
from kit.activities._base import DOCUMENT, HALF, LAPTOP, STORSKJERM, Canvas
from kit.activities._style import PAPIR, to_png
from tests.activities.looking import summary
from tests.activities.samples import SETTINGS, made

CANVASES = {"storskjerm": STORSKJERM, "laptop": LAPTOP, "half": HALF, "document": DOCUMENT}


def cases(name: str, canvas: Canvas) -> Iterator[tuple[str, Any]]:
    """A title and a figure for each state of a kind."""
    draw = kind(name).draw
    usual = made(name, "normal")
    for n in (0, 1, 2, 12, 60, 500):
        yield f"n{n:03}", draw(usual, summary(name, usual, n), canvas)
    yield "reveal", draw(usual, summary(name, usual, 12), canvas.with_(reveal=True))
    for which in SETTINGS[name]:
        settings = made(name, which)
        found = summary(name, settings, 14)
        yield f"{which}", draw(settings, found, canvas.with_(reveal=True))
        if (last := pages(name, settings, found)) > 1:
            yield f"{which}-page 2", draw(settings, found, canvas.with_(page=1))
            yield f"{which}-last page", draw(settings, found, canvas.with_(page=last - 1))
        now, old = summary(name, settings, 14, seed=3), summary(name, settings, 12)
        now.attrs["round"], old.attrs["round"] = 2, 1
        yield f"{which}-round", draw(settings, now, canvas, old)


def sheet(figures: list[tuple[str, Any]], canvas: Canvas, columns: int) -> bytes:
    """All pictures of a kind on one page, each on paper with a little air around it."""
    from PIL import Image, ImageDraw

    air = 40
    rows = -(-len(figures) // columns)
    width, height = canvas.width + air, canvas.height + air
    page = Image.new("RGB", (columns * width + air, rows * height + air), PAPIR)
    pen = ImageDraw.Draw(page)
    for i, (title, fig) in enumerate(figures):
        x, y = air + i % columns * width, air + i // columns * height
        picture = Image.open(BytesIO(to_png(fig))).convert("RGBA")
        page.paste(picture, (x, y), picture)
        pen.text((x, y - 24), title, fill="#A8352A")
        pen.rectangle((x - 1, y - 1, x + canvas.width, y + canvas.height), outline="#EEEEEE")
    out = BytesIO()
    page.save(out, "PNG")
    return out.getvalue()


def main(folder: str, *names: str) -> None:
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for name in names or SETTINGS:
        for size, canvas in CANVASES.items():
            figures = list(cases(name, canvas))
            (target / f"{name}-{size}.png").write_bytes(sheet(figures, canvas, columns=2))


if __name__ == "__main__":
    main(*sys.argv[1:])
