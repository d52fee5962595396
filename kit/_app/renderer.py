"""Voilà's renderer, which ends the page also when something fails halfway; Voilà itself would never end it."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from typing import Any

import voila.handler
from tornado import web
from voila.notebook_renderer import NotebookRenderer

from kit._app.full import full_page
from kit._app.kernels import SPEC, DashboardKernels
from kit._app.notebooks import page_words

TEMPLATE = "fagsamling"
FULL = "Fagsamling-Full"  # tells a page that asks for a new kernel why it gets none

# The page's own script is not there yet when the kernel is what fails.
_SAY = """{
  const words = WORDS, place = document.getElementById("fs-status");
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: words.again });
  button.onclick = () => location.reload();
  place.replaceChildren(words.failed, " ", button);
}"""


class Renderer(NotebookRenderer):
    """A kernel that does not start, or a template that fails, becomes a sentence; so does a full machine."""

    async def initialize(self, **kwargs: Any) -> None:
        """Read the notebook. A dashboard gets a kernel of its own kind, where there is room for one."""
        await super().initialize(**kwargs)
        kernels = self.request_handler.kernel_manager
        if self.template_name != TEMPLATE or not isinstance(kernels, DashboardKernels):
            return
        self.notebook.metadata.kernelspec = {"name": SPEC, "language": "python", "display_name": "Fagsamling"}
        title = str(self.notebook.metadata.get("title", "Fagsamling"))
        if not await kernels.make_room(self.notebook_path, title):
            self.request_handler.set_status(503)
            self.request_handler.set_header(FULL, "1")
            self.request_handler.set_header("Content-Type", "text/html; charset=utf-8")
            self.request_handler.set_header("Cache-Control", "no-store")
            raise web.Finish(full_page(kernels.boards, self.request_handler.request.uri))

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
