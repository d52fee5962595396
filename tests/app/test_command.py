"""The real command: what it says, what it serves, what it keeps, and how it ends."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil
import pytest

from kit.sample import begin
from kit.store import open_store
from tests.app.conftest import Start, dashboards_of, free_port, is_nursery, kernels_of
from tests.running import Program, eventually

pytestmark = pytest.mark.server


def get(url: str, **more: object) -> httpx.Response:
    return httpx.get(url, timeout=40, **more)  # type: ignore[arg-type]


def test_it_says_where_it_is_and_serves(start: Start, tmp_path: Path) -> None:
    server = start()
    assert server.lines[0] == "Fagsamling er i gang."
    assert str(tmp_path / "samling.db") in "\n".join(server.lines)
    assert get(server.url("healthz")).json()["status"] == "ok"
    assert get(server.home).headers["location"] == "/voila/render/start.ipynb"
    assert get(server.url("voila/tree")).headers["location"] == "/voila/render/start.ipynb"
    assert get(server.url("delta")).status_code == 200
    for unknown in ("nothing", "static/x.js", "voila/files/start.ipynb", "api/contents", "lab"):
        answer = get(server.url(unknown))
        assert answer.status_code == 404
        assert "Her er det ingen side" in answer.text
    assert server.stop() == 0
    assert server.lines[-1] == "Fagsamling er avsluttet. Alt som var lagret, er tatt vare på."
    assert server.errors.read_text() == ""


def test_the_dated_copy_that_is_made_at_the_stop_has_the_last_answer(program: Callable[..., Program]) -> None:
    kit = program()
    store = open_store(kit.url)
    gathering = begin(store)
    store.close()
    asked = get(f"{kit.base}/delta/DEMO/state").json()
    answer = {
        "id": "11111111-1111-4111-8111-111111111111",
        "seq": 1,
        "activity": asked["activity"]["id"],
        "round": 1,
        "respondent": "telefon-1-abcdefgh",
        "group": asked["groups"][0]["id"],
        "unit": None,
        "answer": {field["name"]: 4 for field in asked["activity"]["form"]["fields"]},
    }
    sent = httpx.post(f"{kit.base}/delta/DEMO/answers", json=answer, timeout=40)
    assert sent.status_code == 201
    kit.stop()
    assert "no dated copy" not in (kit.folder / "fagsamling.log").read_text("utf-8")
    [copy] = (kit.folder / "kopier").glob("*.db")
    kept = open_store(str(copy))
    assert [row.id for row in kept.answers(gathering)] == [answer["id"]]
    kept.close()


def test_one_connection_may_ask_for_both(start: Start) -> None:
    server = start()
    with httpx.Client(follow_redirects=True) as browser:
        for _ in range(3):
            assert browser.get(server.url("delta")).status_code == 200
            assert browser.get(server.url("nothing")).status_code == 404


def test_what_survives_a_restart(start: Start, tmp_path: Path) -> None:
    server = start("--token", "noekkel-til-test")
    file = tmp_path / "samling.server.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    cookie = get(server.url("voila/render/start.ipynb?token=noekkel-til-test")).cookies
    before = json.loads(file.read_text())
    store = open_store(str(tmp_path / "samling.db"))
    store.set_preference("x", 1)
    store.close()
    server.stop(signal.SIGKILL)

    again = start("--token", "noekkel-til-test", port=None)
    assert again.port == server.port
    after = json.loads(file.read_text())
    assert after == before
    answer = get(again.url("login"), cookies=cookie)
    assert answer.status_code == 302  # still known
    store = open_store(str(tmp_path / "samling.db"))
    assert store.preference("x") == 1
    store.close()
    again.stop()

    other = start("--token", "en-annen-noekkel", port=None)
    assert get(other.url("login"), cookies=cookie).status_code == 200  # with another token, nobody is known


def test_started_twice_it_points_to_the_first(start: Start) -> None:
    first = start()
    second = start(port=None)
    assert second.end() == 0
    assert second.lines == [f"Fagsamling er allerede i gang med denne databasen: {first.address}"]


def test_a_port_in_use(start: Start, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        refused = start(port=port)
        assert refused.end() == 1
        assert refused.errors.read_text("utf-8") == (
            f"Port {port} er i bruk av et annet program. Velg en annen med --port.\n"
        )
        (tmp_path / "samling.server.json").write_text(json.dumps({"port": port}))
        server = start(port=None)
        assert server.port != port
        assert get(server.url("healthz")).status_code == 200
        server.stop()
    assert start(port=None).port == port  # free again: back to the address that people know


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda p: p.write_bytes(b"noe helt annet" * 500), "skadet"),
        (lambda p: p.mkdir(), ""),
        (lambda p: _newer(p), "nyere"),
        (lambda p: sqlite3.connect(p).execute("create table x (y)").connection.commit(), "ikke"),
    ],
)
def test_databases_that_cannot_be_used(start: Start, tmp_path: Path, make: object, reason: str) -> None:
    path = tmp_path / "rar.db"
    make(path)  # type: ignore[operator]
    refused = start("--database", str(path))
    assert refused.end() == 1
    said = refused.errors.read_text("utf-8")
    assert reason in said
    assert said.count("\n") == 1
    assert "Traceback" not in said
    assert refused.lines == []


def _newer(path: Path) -> None:
    open_store(str(path)).close()
    with sqlite3.connect(path) as file:
        file.execute("update alembic_version set version_num = '9999'")


@pytest.mark.parametrize("url", ["sqlite://", "tull://her", "://"])
def test_addresses_that_cannot_be_used(start: Start, url: str) -> None:
    refused = start("--database", url)
    assert refused.end() == 1
    assert refused.errors.read_text("utf-8").count("\n") == 1
    assert "Traceback" not in refused.errors.read_text("utf-8")


def test_the_network_sees_phone_pages_only(start: Start) -> None:
    server = start("--share", "127.0.0.2")
    assert f"  Telefoner:  http://127.0.0.2:{server.port}/delta" in server.lines
    there = "127.0.0.2"
    assert get(server.url("delta", there)).status_code == 200
    assert get(server.url("", there)).headers["location"] == "/delta"
    for dashboard in ("voila/render/start.ipynb", "api/kernels", "login", "voila/api/shutdown/x"):
        answer = get(server.url(dashboard, there))
        assert answer.status_code == 403, dashboard
        assert "Denne siden er bare for én maskin" in answer.text
    # nor by pretending to be at home
    assert (
        get(server.url("voila/render/start.ipynb", there), headers={"Host": "localhost"}).status_code == 403
    )


def test_opening_for_phones_while_it_runs(start: Start, tmp_path: Path) -> None:
    server = start(FAGSAMLING_SHARE_ADDRESS="127.0.0.2")
    store = open_store(str(tmp_path / "samling.db"))
    assert store.shared("server")["addresses"] == []
    with pytest.raises(httpx.ConnectError):
        get(server.url("delta", "127.0.0.2"))
    store.record("", "share", "", {"wanted": True})
    eventually(lambda: store.shared("server")["addresses"])
    assert store.shared("server")["addresses"] == [f"http://127.0.0.2:{server.port}"]
    assert get(server.url("delta", "127.0.0.2")).status_code == 200
    store.record("", "share", "", {"wanted": False})
    eventually(lambda: not store.shared("server")["addresses"])
    with pytest.raises(httpx.ConnectError):
        get(server.url("delta", "127.0.0.2"))
    store.close()


def test_a_token_guards_the_dashboards_only(start: Start) -> None:
    server = start("--token", "noekkel-til-test")
    page = server.url("voila/render/start.ipynb?samling=abc&steg=forbered")
    answer = get(page)
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("/login?next=")
    assert "Nøkkelen som står der Fagsamling ble startet" in get(server.url("login")).text
    assert get(server.url("api/kernels/00000000-0000-0000-0000-000000000000")).status_code == 403
    assert get(server.url("delta")).status_code == 200
    assert get(server.url("healthz")).status_code == 200
    assert get(page + "&token=feil").headers["location"].startswith("/login")

    given = get(page + "&token=noekkel-til-test")
    assert given.headers["location"] == "/voila/render/start.ipynb?samling=abc&steg=forbered"
    assert get(server.url("login"), cookies=given.cookies).status_code == 302
    assert "token=noekkel-til-test" in server.address


def test_typing_the_token(start: Start) -> None:
    server = start("--token", "noekkel-til-test")
    with httpx.Client(base_url=server.home) as browser:
        wrong = browser.post("/login?next=/voila/tree", data=_form(browser, "feil"))
        assert wrong.status_code == 401
        assert "Nøkkelen er ikke riktig" in wrong.text
        right = browser.post("/login?next=/voila/tree", data=_form(browser, " noekkel-til-test "))
        assert right.headers["location"] == "/voila/tree"
        away = browser.post("/login?next=//evil.example/", data=_form(browser, "noekkel-til-test"))
        assert away.headers["location"] == "/"


def _form(browser: httpx.Client, token: str) -> dict[str, str]:
    browser.cookies.clear()
    browser.get("/login")
    return {"password": token, "_xsrf": browser.cookies["_xsrf"]}


def test_dashboards_for_others_need_a_token(start: Start) -> None:
    server = start("--share", "127.0.0.2", "--share-dashboards")
    there = next(line.split()[-1] for line in server.lines if "Sidene fra andre maskiner" in line)
    assert there.startswith(f"http://127.0.0.2:{server.port}/voila/render/start.ipynb?token=")
    assert get(there.split("?")[0]).headers["location"].startswith("/login")
    assert get(there).headers["location"] == "/voila/render/start.ipynb"
    assert get(there.split("?")[0] + "?token=feilfeil").headers["location"].startswith("/login")


def test_other_names_for_this_machine_see_no_dashboard(start: Start) -> None:
    server = start()  # a page elsewhere could point its own name here (DNS rebinding)
    answer = get(server.url("voila/render/start.ipynb"), headers={"Host": "evil.example"})
    assert answer.status_code == 403
    assert get(server.url("healthz"), headers={"Host": "evil.example"}).status_code == 200


def test_the_browser_is_opened(start: Start, tmp_path: Path) -> None:
    script = tmp_path / "browser"
    script.write_text(
        f'#!/bin/sh\necho "$1" > "{tmp_path}/opened.part"\nmv "{tmp_path}/opened.part" "{tmp_path}/opened"\n'
    )
    script.chmod(0o755)
    server = start(BROWSER=f"{script} %s")
    eventually((tmp_path / "opened").exists)
    assert (tmp_path / "opened").read_text().strip() == server.address


def test_a_missing_browser_is_told(start: Start) -> None:
    server = start(BROWSER="/there/is/none %s", DISPLAY="")
    assert server.process.stdout is not None
    said = server.process.stdout.readline().strip()
    assert said == f"Fant ingen nettleser. Åpne denne adressen selv: {server.address}"


def test_the_demo(start: Start) -> None:
    server = start("--demo")
    assert "tema-3-organisasjon-og-ledelse.ipynb?samling=" in server.address
    assert server.address.endswith("&steg=gjennomfor")
    state = get(server.url("delta/DEMO/state")).json()
    assert state["activity"]["open"]
    assert len(state["groups"]) == 14
    place = next(Path(line.split()[-1]) for line in server.lines if "Data:" in line)
    assert place.exists()
    store = open_store(str(place))
    gathering = store.find("DEMO") or ""
    assert store.answers(gathering) == []  # nobody is watching yet
    store.record("", "watching", "", {"gathering": gathering})
    eventually(lambda: store.answers(gathering))
    row = store.answers(gathering)[0]
    assert row.via == "phone"
    assert store.state(gathering).seats[row.respondent] == row.group
    assert get(server.url("delta/DEMO/presence")).json() == {"connected": 14}
    store.close()
    server.stop()
    assert not place.parent.exists()


def test_the_demo_is_there_as_soon_as_the_server_answers(program: Callable[..., Program]) -> None:
    running = program("--demo")  # waits for the first answer of /healthz, and no longer
    assert get(f"{running.base}/delta/DEMO/state").json()["activity"]["open"]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_kernels_end_with_the_server(start: Start, small_notebook: Path, how: int) -> None:
    server = start(notebooks=small_notebook)
    assert "fs-page" in get(server.url("voila/render/start.ipynb")).text
    assert len(kernels_of(server.process.pid)) == 1
    started = psutil.Process(server.process.pid).children(recursive=True)
    server.stop(how)
    _gone, alive = psutil.wait_procs(started, timeout=10)
    assert not alive
    assert server.errors.read_text() == ""


def test_a_free_port_is_free() -> None:
    assert free_port() > 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks are for Linux")
def test_kernels_are_forked_and_else_started(start: Start, small_notebook: Path) -> None:
    server = start(notebooks=small_notebook)

    def of_kernels() -> list[str]:
        return [" ".join(kernel.cmdline()) for kernel in kernels_of(server.process.pid)]

    for _ in range(5):  # on a busy machine the first may come before the nursery is warm
        assert "fs-page" in get(server.url("voila/render/start.ipynb")).text
        if any("kit._app.nursery" in line for line in of_kernels()):
            break
    assert any("kit._app.nursery" in line for line in of_kernels())
    nursery = next(p for p in dashboards_of(server.process.pid).children() if is_nursery(p))
    nursery.kill()
    eventually(lambda: not any("kit._app.nursery" in line for line in of_kernels()))
    assert "fs-page" in get(server.url("voila/render/start.ipynb")).text
    eventually(lambda: any("ipykernel_launcher" in line for line in of_kernels()))
    assert server.stop() == 0
