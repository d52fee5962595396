"""A store on a real file, and one gathering in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.store import Store, open_store
from tests.store.helpers import new_gathering


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/data/fagsamling.db"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture
def gathering(store: Store) -> str:
    return store.create_gathering(new_gathering())
