"""binder/ pins exactly what the package asks for, and names no host."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def _name(requirement: str) -> str:
    return re.split(r"[<>=!~ \[]", requirement)[0].lower().replace("_", "-")


def test_every_dependency_is_pinned_and_nothing_else() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    lines = (ROOT / "binder/requirements.txt").read_text("utf-8").splitlines()
    pinned = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in pinned)
    assert {_name(line) for line in pinned} == {_name(r) for r in wanted}


def test_no_registry_is_named() -> None:
    for path in (ROOT / "binder").iterdir():
        assert "://" not in path.read_text("utf-8"), path
