"""The notebooks say what they said, touch nobody's data, and keep their examples out of the dashboards."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from kit.dashboards.theme_page import NOTEBOOKS as THEMES
from tests.notebooks.refresh import IGNORED, NOTEBOOKS

ALL = sorted(NOTEBOOKS.glob("*.ipynb"))
LAB_ONLY = "lab-only"


def tags(cell: nbformat.NotebookNode) -> set[str]:
    return set(cell.metadata.get("tags", ()))


@pytest.mark.timeout(300)
def test_nbval(tmp_path: Path) -> None:
    """What the examples print is compared; only the sample in memory is used, no database is made."""
    database = tmp_path / "nobody.db"
    environment = {**os.environ, "FAGSAMLING_DATABASE": f"sqlite:///{database}"}
    environment.pop("FAGSAMLING_DEMO", None)
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider", str(NOTEBOOKS)]
    run = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=NOTEBOOKS.parent)
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    assert not database.exists()


def test_there_is_a_notebook_for_each_theme() -> None:
    assert {"start.ipynb", *THEMES.values()} <= {p.name for p in ALL}


@pytest.mark.parametrize("path", ALL, ids=lambda p: p.stem)
def test_in_voila_only_the_dashboard_is_shown(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    shown = [c for c in notebook.cells if LAB_ONLY not in tags(c)]
    assert [c.cell_type for c in shown] == ["code"]
    assert "dashboards." in shown[0].source
    assert IGNORED in tags(shown[0])
    assert notebook.metadata.voila.template == "fagsamling"
    assert notebook.metadata.title


@pytest.mark.parametrize("path", ALL, ids=lambda p: p.stem)
def test_notebooks_stay_thin(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert len(cell.source.splitlines()) <= 8, "longer code belongs in kit"
        assert not (IGNORED in tags(cell) and cell.outputs), "widgets and pictures are not kept"
    assert notebook.cells[0].source.startswith("# ")
