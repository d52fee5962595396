"""Under Jupyter Server, with a token, a base URL and a proxy in front: as on Binder."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from kit.sample import begin
from kit.store import Store, open_store
from tests.app import lab as labs
from tests.app.conftest import free_port, kernels_of
from tests.app.lab import BASE, TOKEN
from tests.running import eventually

pytestmark = pytest.mark.server


@dataclass
class Lab:
    process: subprocess.Popen[bytes]
    store: Store
    gathering: str
    home: str


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("lab")
    database = folder / "x.db"
    store = open_store(str(database))
    gathering = begin(store)
    (folder / "notebooks").mkdir()
    with labs.started(folder, database, front=free_port(), FAGSAMLING_DASHBOARDS="1") as running:
        yield Lab(running.process, store, gathering, running.home)
    store.close()


def test_phones_need_no_token(lab: Lab) -> None:
    assert httpx.get(lab.home + "delta").status_code == 200
    assert httpx.get(lab.home + "delta/demo").status_code == 200
    state = httpx.get(lab.home + "delta/DEMO/state").json()
    assert state["gathering"] == lab.gathering
    form = state["activity"]["form"]
    answer = {
        "id": "11111111-1111-4111-8111-111111111111",
        "seq": 1,
        "activity": state["activity"]["id"],
        "round": 1,
        "respondent": "telefon-1-abcdefgh",
        "group": state["groups"][0]["id"],
        "unit": None,
        "answer": {field["name"]: 4 for field in form["fields"]},
    }
    where = lab.home + "delta/DEMO/answers"
    assert httpx.post(where, json=answer).status_code == 201
    assert httpx.post(where, json=answer).status_code == 200
    assert httpx.post(where, json=answer | {"seq": 2}).status_code == 409
    foreign = httpx.post(where, json=answer, headers={"Origin": "http://evil.example"})
    assert foreign.status_code == 403
    assert len(lab.store.answers(lab.gathering)) == 1


def test_phones_are_told(lab: Lab) -> None:
    with httpx.stream("GET", lab.home + "delta/DEMO/events", timeout=10) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert stream.headers["x-accel-buffering"] == "no"
        assert any("data:" in line for _n, line in zip(range(10), stream.iter_lines(), strict=False))


@pytest.mark.parametrize("path", ["api/kernels", "api/contents", "api/sessions", "delta/DEMO/presence"])
def test_everything_else_is_closed(lab: Lab, path: str) -> None:
    assert httpx.get(lab.home + path).status_code in (302, 403)
    if path.startswith("api"):
        assert httpx.get(lab.home + path).status_code == 403
    assert httpx.get(lab.home + path, headers={"Authorization": f"token {TOKEN}"}).status_code == 200


def test_dashboards_ask_for_login(lab: Lab) -> None:
    answer = httpx.get(lab.home + "voila/render/notebooks/start.ipynb")
    assert answer.status_code == 302
    assert "/login" in answer.headers["location"]


def test_what_dashboards_are_told(lab: Lab) -> None:
    truth = lab.store.shared("server")
    assert truth["base_url"] == BASE
    assert truth["addresses"] == []
    assert truth["error"] == ""


@pytest.mark.browser
def test_a_dashboard_behind_the_proxy(lab: Lab, small_notebook: Path, chromium: Browser) -> None:
    notebooks = Path(lab.store.path or "").parent / "notebooks"
    (notebooks / "start.ipynb").write_bytes((small_notebook / "start.ipynb").read_bytes())
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(lab.home + f"voila/render/notebooks/start.ipynb?token={TOKEN}")
    expect(page.locator("p[data-n='1']")).to_have_text("hello æøå", timeout=20_000)
    assert "token" not in page.url
    page.get_by_role("button", name="Tell").click()
    expect(page.locator("p[data-n='2']")).to_have_text("press æøå")
    assert page.get_by_text("Bare i JupyterLab").count() == 0
    assert not (small_notebook / "ran").exists()
    assert {url.split("/")[2] for url in asked if url.startswith("http")} == {lab.home.split("/")[2]}
    assert len(kernels_of(lab.process.pid)) == 1
    once_more = httpx.get(page.url, headers={"Authorization": f"token {TOKEN}"})  # there is room for one
    assert once_more.status_code == 503
    assert "For mange sider er åpne" in once_more.text
    assert len(kernels_of(lab.process.pid)) == 1
    page.goto("about:blank")
    eventually(lambda: not kernels_of(lab.process.pid))
    page.close()
