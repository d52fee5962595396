"""binder/ pins what the package asks for and what that brings along, and names no host.

``tests/rehearsal`` installs it and plays a gathering there. What repo2docker makes of the folder was looked at with
repo2docker itself (``tests/rehearsal/with_repo2docker.py``); here is what can be seen without it.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).parent.parent
BINDER = ROOT / "binder"

# Each would make repo2docker leave requirements.txt aside, or build something else first.
_OTHER_WAYS = (
    "Dockerfile",
    "environment.yml",
    "Pipfile",
    "Project.toml",
    "default.nix",
    "DESCRIPTION",
    "install.R",
)


def _name(requirement: str) -> str:
    return re.split(r"[<>=!~ \[]", requirement)[0].lower().replace("_", "-")


def _pinned() -> list[list[str]]:
    """The two blocks: what we ask for, and what that brings along."""
    blocks = (BINDER / "requirements.txt").read_text("utf-8").split("\n\n")
    return [[line for line in block.splitlines() if line and not line.startswith("#")] for block in blocks]


def test_every_dependency_is_pinned_and_nothing_else() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    ours, brought = _pinned()
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in [*ours, *brought])
    assert {_name(line) for line in ours} == {_name(r) for r in wanted}
    names = [_name(line) for line in [*ours, *brought]]
    assert len(names) == len(set(names))


def test_no_registry_is_named() -> None:
    for path in BINDER.iterdir():
        assert "://" not in path.read_text("utf-8"), path


def test_repo2docker_takes_the_requirements() -> None:
    """It looks in binder/ alone, once that folder is there; a Python version that it has an environment for."""
    assert not [name for name in _OTHER_WAYS if (BINDER / name).exists() or (ROOT / name).exists()]
    assert not (ROOT / ".binder").exists()
    runtime = (BINDER / "runtime.txt").read_text("utf-8").strip()
    assert re.fullmatch(r"python-3\.1[1-4]", runtime)


def test_what_is_run_can_be_run() -> None:
    for name in ("postBuild", "start"):
        path = BINDER / name
        if path.exists():
            assert os.access(path, os.X_OK), path
            assert path.read_text("utf-8").startswith("#!")
            assert b"\r" not in path.read_bytes()


def test_badges_open_what_is_there() -> None:
    """All in one repository; every notebook straight in Voilà, and JupyterLab."""
    badges = re.findall(r"https://mybinder\.org/v2/[^)\s]+", (ROOT / "README.md").read_text("utf-8"))
    assert len({urlsplit(badge).path for badge in badges}) == 1
    opened = {parse_qs(urlsplit(badge).query)["urlpath"][0] for badge in badges}
    notebooks = {f"voila/render/notebooks/{path.name}" for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert opened == notebooks | {"lab/tree/notebooks/start.ipynb"}
