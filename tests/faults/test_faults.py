"""A gathering survives fifty kills; see :mod:`tests.faults`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.timeout(400)]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a full disk is played with prlimit")
def test_nothing_acknowledged_and_nothing_typed_is_lost(
    record_property: Callable[[str, object], None],
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--seed", "7", "--kills", "50"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    record_property("faults", done.stdout.strip().replace("\n", "\n  "))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "kills: 50" in done.stdout
