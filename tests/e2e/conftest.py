"""What several plays share."""

from __future__ import annotations

from typing import Any

import pytest

from tests.running import ELSEWHERE

# What a person does in the system's dialog: the handle that comes back is a real one, on a disk of the browser's own.
CHOOSES = """window.showSaveFilePicker = async ({ suggestedName }) =>
  (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true });"""


@pytest.fixture
def supervisor(chromium: Any) -> Any:
    """A laptop whose owner chooses a file when asked."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, timezone_id=ELSEWHERE)
    context.add_init_script(CHOOSES)
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    yield page
    context.close()
    assert page.errors == []
