"""A page that was on another kernel before: what was open opens again, and what a restored database lacks comes back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from kit.dashboards.start_page import StartPage
from kit.dashboards.theme_page import ThemePage
from kit.store import Store
from kit.store.engine import VARIABLE
from tests.dashboards.opened import Opened
from tests.dashboards.stage import OPEN, QUESTION, SCALE, gathering
from tests.dashboards.stage import store as store  # a fixture


def opened(store: Store, step: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Opened, str]:
    monkeypatch.setenv(VARIABLE, store.url)
    id_ = gathering(store, ("open", QUESTION, OPEN), ("scale", "Hvor trygt er det?", SCALE))
    return Opened(ThemePage(3), f"?samling={id_}&steg={step}"), id_


def again(page: Opened, id_: str, step: str, *forms: str) -> Opened:
    """The same page, on a new kernel."""
    new = Opened.__new__(Opened)
    new.page, new.regions, new.messages = ThemePage(3), {}, []
    new.page.view.send = new._heard  # type: ignore[method-assign]
    hello = {"type": "hello", "search": f"?samling={id_}&steg={step}", "origin": "http://localhost:8866"}
    new.page._heard(hello | {"path": "/", "forms": list(forms)})
    return new


def test_the_table_that_was_being_written_for(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    page, id_ = opened(store, "skriv-inn", monkeypatch)
    assert "Svar fra Bord 1" in page.text
    there = again(page, id_, "skriv-inn", f"answer:{id_}:a2:1:g3")
    assert "Svar fra Bord 3" in there.text
    assert "Hvor trygt er det? · runde 1" in there.text
    elsewhere = again(page, id_, "skriv-inn", "answer:another:a2:1:g3", "nonsense", "")
    assert "Svar fra Bord 1" in elsewhere.text


def test_the_editor_that_was_open(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    page, id_ = opened(store, "forbered", monkeypatch)
    known = again(page, id_, "forbered", f"activity:{id_}:a2")
    assert "Lagre endringen" in known.text
    new = again(page, id_, "forbered", f"activity:{id_}:ranking")
    assert f'data-draft="activity:{id_}:ranking"' in " ".join(new.regions.values())
    assert "Lagre endringen" not in again(page, id_, "forbered", f"activity:{id_}:no-such").text


def test_a_new_gathering_that_was_being_made(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, store.url)
    page = Opened(StartPage(), "")
    assert 'data-form="new"' not in " ".join(page.regions.values())
    page.page._heard({"type": "hello", "search": "", "origin": "", "path": "/", "forms": ["new-gathering"]})
    assert 'data-form="new"' in " ".join(page.regions.values())


def test_answers_that_a_restored_database_lacks_are_asked_for(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, id_ = opened(store, "skriv-inn", monkeypatch)
    args = {"activity": "a1", "round": 1, "group": "g1"}
    message: dict[str, Any] = {"type": "submit", "id": "the-first-one", "form": "answer", "args": args}
    page.page._heard(message | {"answer": {"texts": ["Vi spør"]}})
    held = {
        "the-first-one": f"answer:{id_}:a1:1:g1",
        "lost-with-the-machine": f"answer:{id_}:a1:1:g2",
        "of-another-gathering": "answer:another:a1:1:g2",
    }
    page.page._heard({"type": "held", "ids": held})
    assert page.messages[-1] == {"type": "missing", "ids": ["lost-with-the-machine"]}
    page.page._heard({"type": "held", "ids": "nonsense"})
    page.page._heard({"type": "held", "ids": {"the-first-one": held["the-first-one"]}})
    assert [m["ids"] for m in page.messages if m["type"] == "missing"] == [["lost-with-the-machine"]]


def test_a_ping_is_answered_and_heard_by_nobody(store: Store) -> None:
    heard: list[Any] = []
    from kit.dashboards.widget import View

    view = View(heard.append)
    sent: list[Any] = []
    view.send = sent.append  # type: ignore[method-assign,assignment]
    view._received(view, {"type": "ping"}, [])
    assert sent == [{"type": "pong"}]
    assert heard == []


def test_every_script_is_part_of_the_module() -> None:
    """A file that nobody joins would be silently missing in the browser."""
    from kit.dashboards import widget

    folder = Path(widget.__file__).parent / "static"
    assert {p.name for p in folder.glob("*.js")} == set(widget._SCRIPTS)
    assert re.search(r"export default \{ render \};\s*$", widget._script())
