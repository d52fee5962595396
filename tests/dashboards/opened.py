"""A page without a browser: what it was told to show, and a way to press and fill in as people do."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

from kit.dashboards.page import Page


class Opened:
    """Stands where the browser stands: collects patches, sends commands and forms."""

    def __init__(self, page: Page, search: str = "") -> None:
        self.page = page
        self.regions: dict[str, str] = {}
        self.messages: list[dict[str, Any]] = []
        page.view.send = self._heard  # type: ignore[method-assign]
        page._heard({"type": "hello", "search": search, "origin": "http://localhost:8866", "path": "/"})

    def _heard(self, message: Any, buffers: Any = None) -> None:
        self.messages.append(message)
        if message["type"] == "patch":
            self.regions.update(message["regions"])

    @property
    def session(self) -> Any:
        return self.page.session

    @property
    def text(self) -> str:
        """Everything that stands on the page, as plain text."""
        whole = " ".join(self.regions.values())
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", whole)).split())

    def press(self, command: str, **args: Any) -> None:
        self.page._heard({"type": "command", "name": command, "args": args})

    def button(self, label: str) -> tuple[str, dict[str, Any]]:
        """The command and arguments of the button with this name (its aria-label, or its text)."""
        for attributes, inner in re.findall(
            r"<button([^>]*)>(.*?)</button>", " ".join(self.regions.values())
        ):
            found = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
            name = unescape(found.get("aria-label", "")) or unescape(re.sub(r"<[^>]+>", "", inner))
            if name.startswith(label) and "data-command" in found:
                return found["data-command"], json.loads(unescape(found.get("data-args", "{}")))
        raise AssertionError(f"no button {label!r}")

    def click(self, label: str) -> None:
        command, args = self.button(label)
        self.press(command, **args)

    def submit(self, form: str, **values: Any) -> dict[str, Any]:
        """Send a form; returns the receipt."""
        self.page._heard({"type": "submit", "id": f"m{len(self.messages)}", "form": form, "values": values})
        return [m for m in self.messages if m["type"] == "receipt"][-1]

    def wrong(self) -> dict[str, str]:
        """The sentences beside the fields, by field."""
        return {k.rpartition("/")[2]: unescape(v) for k, v in self.regions.items() if "/wrong/" in k and v}
