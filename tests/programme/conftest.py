"""A folder of own templates for each test, so that nobody's real ones are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.programme import _read


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "maler"
    folder.mkdir()
    monkeypatch.setattr(_read, "own_folder", lambda: folder)
    return folder
