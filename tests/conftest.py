"""What many tests share: a folder that is nobody's, the program, a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.running import ELSEWHERE, FLAGS, Program, chromium_path

# A machine that has other things to do is no mistake in what is tested.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """First what needs neither server nor browser; then what may take longest, so that no worker ends with it alone."""

    def place(item: pytest.Item) -> tuple[bool, float]:
        mark = item.get_closest_marker("timeout")
        slow = any(item.get_closest_marker(name) for name in ("browser", "server"))
        return slow, -float(mark.args[0]) if mark else 0.0

    items.sort(key=place)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests have measured (``record_property``), whichever worker ran them."""
    reports = [r for name in ("passed", "failed") for r in terminalreporter.getreports(name)]
    figures = [figure for report in reports for figure in report.user_properties]
    if figures:
        terminalreporter.section("figures")
    for name, value in figures:
        terminalreporter.line(f"{name}: {value}")


@pytest.fixture(autouse=True)
def _nobodys_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may touch the data of the person who runs it."""
    monkeypatch.setenv("FAGSAMLING_DATABASE", f"sqlite:///{tmp_path / 'fagsamling.db'}")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Callable[..., Program]]:
    """Start the real program: ``program("--demo")``."""
    started: list[Program] = []

    def start(*options: str) -> Program:
        folder = tmp_path / f"program{len(started)}"
        folder.mkdir()
        started.append(Program(folder, *options))
        return started[-1].start()

    yield start
    for each in started:
        each.stop()


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The real program, one for all tests of a module."""
    running = Program(tmp_path_factory.mktemp("kit"))
    yield running.start()
    running.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Any]:
    """One Playwright for the whole run: a process can have no more."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(playwright: Any) -> Iterator[Any]:
    """One browser for the whole run."""
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def laptop(chromium: Any) -> Iterator[Any]:
    """A page as large as a laptop's, on a machine whose clock is set to another zone."""
    page = chromium.new_page(viewport={"width": 1366, "height": 768}, timezone_id=ELSEWHERE)
    yield page
    page.close()


@pytest.fixture
def phone(chromium: Any) -> Iterator[Any]:
    """A page as large as a phone's, on a phone whose clock is set to another zone."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, timezone_id=ELSEWHERE
    )
    yield context.new_page()
    context.close()
