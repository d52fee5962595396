"""Run the examples in the notebooks and keep what they print: ``python -m tests.notebooks.refresh``.

Wanted after a change of wording. Widgets and pictures are not kept; they would be new every time.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
IGNORED = "nbval-ignore-output"


def refresh(path: Path) -> None:
    """Run one notebook and write it back with its printed output only."""
    notebook = nbformat.read(path, as_version=4)
    kept = dict(notebook.metadata)
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    notebook.metadata = nbformat.from_dict({k: v for k, v in kept.items() if k != "widgets"})
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        cell.metadata.pop("execution", None)
        if IGNORED in cell.metadata.get("tags", ()):
            cell.outputs = []
    nbformat.write(notebook, path)


def main() -> None:
    """Every notebook, on a database that is nobody's."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FAGSAMLING_DATABASE"] = f"sqlite:///{Path(folder) / 'nobody.db'}"
        for path in sorted(NOTEBOOKS.glob("*.ipynb")):
            refresh(path)


if __name__ == "__main__":
    main()
