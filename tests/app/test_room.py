"""How many dashboards fit in the memory of a machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit._app import room

MB = 1 << 20


@pytest.mark.parametrize(("memory", "most"), [(256, 2), (512, 2), (1024, 6), (2048, 16), (64_000, 24)])
def test_more_memory_more_dashboards(memory: int, most: int) -> None:
    assert room.fits(memory * MB) == most


def test_a_number_that_somebody_chose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(room.VARIABLE, "3")
    assert room.dashboards() == 3
    for nonsense in ("", "0", "-1", "mange"):
        monkeypatch.setenv(room.VARIABLE, nonsense)
        assert room.FEWEST <= room.dashboards() <= room.MOST


@pytest.mark.parametrize(
    ("group", "file"),
    [
        ("0::/", "memory.max"),
        ("0::/user.slice/a", "user.slice/a/memory.max"),
        ("4:memory:/docker/b", "memory/docker/b/memory.limit_in_bytes"),
        ("4:cpu,memory:/", "memory/memory.limit_in_bytes"),
    ],
)
def test_the_limit_of_the_container(
    group: str, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(room.VARIABLE, raising=False)
    monkeypatch.setattr(room, "_GROUPS", tmp_path)
    monkeypatch.setattr(room, "_OURS", tmp_path / "cgroup")
    (tmp_path / "cgroup").write_text(f"9:pids:/\n{group}\n")
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(f"{1024 * MB}\n")
    assert room.dashboards() == 6
    (tmp_path / file).write_text("max\n")
    assert 1024 * MB not in room._found()


def test_what_a_hub_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(room.VARIABLE, raising=False)
    monkeypatch.setenv("MEM_LIMIT", str(700 * MB))
    assert room.dashboards() == 3
