"""Token, cookie secret and port survive a restart; a damaged file does no harm."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from kit._app import kept
from kit._app.kept import Beside, Kept
from kit.store import open_store


def test_new_secrets_are_made_once(tmp_path: Path) -> None:
    path = tmp_path / "x.server.json"
    first = kept.read(path)
    kept.write(path, first)
    assert kept.read(path) == first
    assert len(first.token) >= 16
    assert len(first.cookie_secret) >= 32
    assert kept.read(tmp_path / "another.json").token != first.token


@pytest.mark.skipif(sys.platform == "win32", reason="no such modes")
def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "x.server.json"
    path.write_text("{}")
    path.chmod(0o644)
    kept.write(path, kept.read(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == [path.name]


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"port": 9000, "later": 1}', "\xff"])
def test_damaged_or_newer_files(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.server.json"
    path.write_bytes(content.encode("latin-1"))
    found = kept.read(path)
    assert found.token
    assert found.port in (None, 9000)


def test_one_server_per_database(tmp_path: Path) -> None:
    first = kept.hold(tmp_path / "x.lock")
    assert first is not None
    assert kept.hold(tmp_path / "x.lock") is None
    first.release()
    again = kept.hold(tmp_path / "x.lock")
    assert again is not None
    again.release()


def test_files_lie_beside_the_database(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "min samling.db"))
    beside = Beside.of(store)
    store.close()
    assert beside.kept == tmp_path / "min samling.server.json"
    assert {p.parent for p in (beside.kept, beside.lock, beside.log)} == {tmp_path}


def test_defaults() -> None:
    assert Kept().port is None
