"""Voilà's renderer, which ends the page also when something fails halfway; Voilà itself would never end it."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from typing import Any

import voila.handler
from voila.notebook_renderer import NotebookRenderer

from kit._app.notebooks import page_words

# The page's own script is not there yet when the kernel is what fails.
_SAY = """{
  const words = WORDS, place = document.getElementById("fs-status");
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: words.again });
  button.onclick = () => location.reload();
  place.replaceChildren(words.failed, " ", button);
}"""


class Renderer(NotebookRenderer):
    """A kernel that does not start, or a template that fails, becomes a sentence."""

    async def generate_content_generator(
        self, kernel_id: str | None = None, kernel_future: Any = None
    ) -> AsyncGenerator[tuple[str, Any], None]:
        try:
            async for piece in super().generate_content_generator(kernel_id, kernel_future):
                yield piece
        except Exception:
            self.log.exception("a dashboard could not be opened: %s", self.notebook_path)
            words = json.dumps(page_words()).replace("<", "\\u003c")
            yield f"<script>{_SAY.replace('WORDS', words)}</script>", self.resources


def use() -> None:
    """From now on Voilà renders with it, in our own server and in Jupyter Server alike."""
    voila.handler.NotebookRenderer = Renderer
