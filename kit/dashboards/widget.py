"""The one widget of ours: shows HTML regions from the kernel, and sends commands and whole forms back.

Keys, full screen, drafts and the clock run in the browser; the kernel never sees a keystroke,
only finished commands. The protocol is at the head of ``static/view.js``;
the other scripts beside it are parts of the same module.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from kit.activities import form_assets

_STATIC = Path(__file__).parent / "static"
# One module in the browser: each file may use what those before it define.
_SCRIPTS = (
    "browser.js",
    "morph.js",
    "fields.js",
    "forms.js",
    "buttons.js",
    "keys.js",
    "clock.js",
    "screens.js",
    "presence.js",
    "contact.js",
    "copy.js",
    "regions.js",
    "view.js",
)
_STYLES = (
    "base.css",
    "start.css",
    "prepare.css",
    "run.css",
    "screen.css",
    "enter.css",
    "sum_up.css",
    "analysis.css",
)


@cache
def _script() -> str:
    parts = [(_STATIC / name).read_text("utf-8") for name in _SCRIPTS]
    return "\n".join([form_assets.script(), *parts])


@cache
def _style() -> str:
    sheets = [(_STATIC / name).read_text("utf-8") for name in _STYLES if (_STATIC / name).exists()]
    return "\n".join([form_assets.style(), *sheets])


class View(anywidget.AnyWidget):
    """A page made of named regions.

    A region's name tells its place: ``main/picture`` lies inside ``main``. Only what changed is
    sent, parents before children.
    """

    _esm = traitlets.Unicode(_script()).tag(sync=True)
    _css = traitlets.Unicode(_style()).tag(sync=True)
    strings = traitlets.Dict().tag(sync=True)  # the few sentences that the browser says by itself

    def __init__(self, listen: Callable[[dict[str, Any]], None], **traits: Any) -> None:
        super().__init__(**traits)
        self._shown: dict[str, str] = {}
        self._listen = listen
        self.on_msg(self._received)

    def _received(self, _widget: Any, content: Any, _buffers: Any) -> None:
        if not isinstance(content, dict):
            return
        if content.get("type") == "ping":  # is anybody there?
            self.send({"type": "pong"})
        else:
            self._listen(content)

    def show(self, regions: Mapping[str, str]) -> list[str]:
        """Send the regions that differ from what the page shows; returns their names."""
        changed: dict[str, str] = {}
        for name, html in regions.items():
            parent_new = any(name.startswith(f"{other}/") for other in changed)
            if parent_new or self._shown.get(name) != html:
                changed[name] = html
        self._shown = dict(regions)
        if changed:
            self.send({"type": "patch", "regions": changed})
        return list(changed)

    def forget(self) -> None:
        """The page is new (reloaded, or shown once more): send everything next time."""
        self._shown = {}

    def go(self, search: str) -> None:
        """Put the place in the address bar, without leaving the page."""
        self.send({"type": "place", "search": search})

    def leave(self, address: str) -> None:
        """Open another page; ``address`` is relative to this one."""
        self.send({"type": "leave", "address": address})

    def hand(self, name: str, text: str) -> None:
        """Let the browser save a text file."""
        self.send({"type": "file", "name": name, "text": text})

    def done(self, *, number: int = 0, form: str = "") -> None:
        """Tell the page that its command, or its form, has been dealt with, and what came of it has been shown."""
        self.send({"type": "done", "form": form} if form else {"type": "done", "number": number})

    def missing(self, ids: list[str]) -> None:
        """Tell the page which answers a restored database lacks; it sends them again."""
        if ids:
            self.send({"type": "missing", "ids": ids})

    def receipt(self, message: str, *, ok: bool, text: str = "", base: int = 0) -> None:
        """Tell the page what became of a form: only after this may it say «lagret».

        ``base`` is what the next writing in the same field builds on.
        """
        self.send({"type": "receipt", "id": message, "ok": ok, "text": text, "base": base})

    def file(self, name: str, mime: str, content: bytes) -> None:
        """Hand over a file; the browser saves it where it saves files."""
        data = base64.b64encode(content).decode("ascii")
        self.send({"type": "file", "name": name, "mime": mime, "data": data})
