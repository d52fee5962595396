"""Binder, played through: the badge, a gathering with a hundred phones, and what those without the token may do."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import random
import re
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import httpx
import psutil
import pytest

from kit import extension
from kit.participant.service import ParticipantService
from kit.store import open_store
from tests.e2e.test_whole_gathering import choose_agenda, make_gathering, open_activity, send, take_seat
from tests.load.phones import answer_for
from tests.rehearsal import image as images
from tests.rehearsal import machine as machines
from tests.rehearsal.image import ROOT, Image
from tests.rehearsal.machine import BASE, GB, HOST, QUIET, TOKEN, Machine
from tests.running import FLAGS, chromium_path, eventually

pytestmark = [pytest.mark.server, pytest.mark.timeout(420)]
START = "voila/render/notebooks/start.ipynb"
PHONES = 100
IN_BROWSER = 2


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    return images.make(tmp_path_factory.mktemp("binder"))


@pytest.fixture(scope="module")
def machine(image: Image) -> Iterator[Machine]:
    with machines.started(image) as running:
        yield running


@pytest.fixture(scope="module")
def abroad(playwright: Any) -> Iterator[Any]:
    """A browser that believes the hub has a name of its own, as it has."""
    rule = f"--host-resolver-rules=MAP {HOST} 127.0.0.1"
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=[*FLAGS, rule])
    yield browser
    browser.close()


# --- the image ---------------------------------------------------------------------------------


def test_nothing_is_installed_that_is_not_pinned(
    image: Image, record_property: Callable[[str, object], None]
) -> None:
    lines = (ROOT / "binder/requirements.txt").read_text("utf-8").splitlines()
    pinned = {_same(line) for line in lines if "==" in line}
    found = {_same(line) for line in image.packages() if not line.startswith("certifi==")}
    assert found == pinned, "put these in binder/requirements.txt: " + " ".join(sorted(found ^ pinned))
    record_property("Binder's environment", f"{image.size() / 1e6:.0f} MB, made in {image.seconds:.0f} s")


def _same(requirement: str) -> str:
    name, version = requirement.strip().split("==")
    return f"{name.lower().replace('_', '-')}=={version}"


# --- a gathering -------------------------------------------------------------------------------


@pytest.mark.browser
def test_a_gathering_on_binder(
    machine: Machine, abroad: Any, record_property: Callable[[str, object], None]
) -> None:
    desk = abroad.new_context(viewport={"width": 1366, "height": 768})
    page = desk.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(machine.badge(START))
    page.get_by_text("Denne maskinen er lånt").wait_for(timeout=60_000)
    assert TOKEN not in page.url
    make_gathering(page)
    choose_agenda(page)
    page.get_by_role("button", name="Gjennomfør").click()
    page.get_by_role("heading", name="Hva gjør at det er trygt å si fra hos oss?").wait_for()

    # the shown address works for somebody who has never seen the token
    address = page.locator("[data-id=copy-link]").first.get_attribute("data-text")
    assert address.startswith(f"{machine.home}delta/")
    assert TOKEN not in address
    code = address.rsplit("/", 1)[1]
    phones = [
        abroad.new_context(viewport={"width": 390, "height": 844}).new_page() for _ in range(IN_BROWSER)
    ]
    for number, phone in enumerate(phones, 1):
        take_seat(phone, address, number)

    screen = desk.new_page()
    screen.set_viewport_size({"width": 1920, "height": 1080})
    screen.goto(f"{page.url}&vis=storskjerm")
    screen.locator(".fs-screen").first.wait_for(timeout=60_000)
    open_activity(page)
    for phone in phones:
        phone.locator("textarea").first.fill("At leder spør, og venter på svaret")
        send(phone)
    with ThreadPoolExecutor(1) as elsewhere:  # this thread has the browser's loop
        elsewhere.submit(asyncio.run, _many_phones(machine, code, PHONES - IN_BROWSER)).result(120)

    assert _stored(machine, code) == (PHONES, 15)  # every phone's answer, one that counts for each table
    page.get_by_text("15 av 15", exact=True).first.wait_for(timeout=20_000)
    page.locator("h1").first.click()
    page.keyboard.press("v")
    page.locator("main figure[role=img] svg, main .fs-cards").first.wait_for()
    screen.wait_for_function(
        "n => document.querySelector('.fs [data-count]')?.dataset.count == n", arg="15", timeout=20_000
    )
    screen.get_by_text("Vi snakker sammen om det").first.wait_for(timeout=20_000)

    assert {httpx.URL(url).host for url in asked if url.startswith("http")} == {HOST}
    assert len(machine.children()) == 2
    machine.memory.look()
    limit = "1 GB" if machine.limited else "none here, only measured"
    record_property(f"Binder's memory, two dashboards and {PHONES} phones", str(machine.memory))
    record_property("Binder's limit kept by the system", limit)
    assert machine.memory.most < GB
    _nothing_written_elsewhere(machine)
    _kept_awake(machine)

    for context in (desk, *(phone.context for phone in phones)):
        context.close()
    eventually(lambda: not machine.children(), 20)
    _quiet_without_pages(machine, code)


async def _many_phones(machine: Machine, code: str, n: int) -> None:
    """Phones as scripts: each listens until it is told what is open, then answers, and goes on listening."""
    rng = random.Random(42)
    base = f"http://127.0.0.1:{machine.port}{BASE}delta/{code}"
    limits = httpx.Limits(max_connections=None)
    headers = {"Host": f"{HOST}:{machine.port}"}
    answered = asyncio.Barrier(n)
    async with httpx.AsyncClient(timeout=60, limits=limits, headers=headers, trust_env=False) as client:

        async def one(number: int) -> None:
            who = f"telefon-{number}-{uuid.uuid4().hex}"
            async with client.stream("GET", f"{base}/events") as events:
                assert (await _first(events))["activity"]["open"]
                state = (await client.get(f"{base}/state")).json()
                form = state["activity"]["form"]
                answer = {
                    "id": str(uuid.uuid4()),
                    "seq": 1,
                    "activity": state["activity"]["id"],
                    "round": state["activity"]["round"],
                    "respondent": who,
                    "group": state["groups"][number % len(state["groups"])]["id"],
                    "unit": None,
                    "answer": answer_for(form, rng),
                }
                got = await client.post(f"{base}/answers", json=answer)
                assert got.status_code == 201, got.text
                await answered.wait()  # all are connected at the same time

        await asyncio.gather(*(one(number) for number in range(n)))


async def _first(events: httpx.Response) -> dict[str, Any]:
    async for line in events.aiter_lines():
        if line.startswith("data:"):
            return cast(dict[str, Any], json.loads(line[5:]))
    raise AssertionError("the stream ended")


def _stored(machine: Machine, code: str) -> tuple[int, int]:
    """Answers in the database that Binder's server chose, and tables that they came from."""
    store = open_store(str(machine.database))
    try:
        rows = store.answers(store.find(code) or "")
        return len({row.respondent for row in rows}), len({row.group for row in rows})
    finally:
        store.close()


def _kept_awake(machine: Machine) -> None:
    """Nobody touches anything for longer than the hub allows: the pages that are open are left alone."""
    until = time.monotonic() + 1.3 * QUIET
    while time.monotonic() < until:
        assert dt.datetime.now(dt.UTC) - machine.last_active() < dt.timedelta(seconds=QUIET / 2)
        time.sleep(1)
    assert len(machine.children()) == 2


def _quiet_without_pages(machine: Machine, code: str) -> None:
    """Phones that ask and listen do not keep the machine, once the last page is closed."""
    before = _settled(machine)
    for path in (f"delta/{code}/state", f"delta/{code}", "delta", "healthz") * 3:
        assert machine.ask("GET", path).status_code == 200
    assert machine.last_active() == before


def _settled(machine: Machine) -> dt.datetime:
    """When the server was last used, once it has finished with the pages that were closed."""
    last = machine.last_active()
    for _attempt in range(10):
        time.sleep(3)
        before, last = last, machine.last_active()
        if last == before:
            return last
    raise AssertionError(f"used again and again without pages, last {last}")


def _nothing_written_elsewhere(machine: Machine) -> None:
    """What the server and its kernels hold open for writing lies in the repository, or is thrown away."""
    server = psutil.Process(machine.process.pid)
    allowed = (str(machine.image.repo), str(machine.log), "/tmp/", "/dev/", "/proc/")
    elsewhere = [
        file.path
        for process in [server, *server.children(recursive=True)]
        for file in process.open_files()
        if file.mode != "r" and not file.path.startswith(allowed)
    ]
    assert elsewhere == []
    assert machine.database.is_file()
    assert oct(machine.database.parent.stat().st_mode & 0o777) == "0o700"


# --- who may do what ---------------------------------------------------------------------------

CLOSED = [
    "api/contents",
    "api/contents/binder/requirements.txt",
    "api/kernels",
    "api/sessions",
    "api/terminals",
    "api/kernelspecs",
    "api/config/notebook",
    "files/README.md",
    "lab",
    "lab/tree/notebooks/start.ipynb",
    "tree",
    START,
    "voila/render/notebooks/tema-3-organisasjon-og-ledelse.ipynb",
    "voila/tree",
    "voila/files/README.md",
    "nbconvert/html/notebooks/start.ipynb",
]


@pytest.mark.parametrize("path", CLOSED)
def test_jupyter_itself_refuses_phones(machine: Machine, path: str) -> None:
    answer = machine.ask("GET", path)
    assert answer.status_code in (302, 403, 404), answer.text[:200]
    if answer.status_code == 302:
        assert "/login" in answer.headers["location"]
    if path.startswith("api"):
        assert answer.status_code == 403


@pytest.mark.parametrize(
    "path", ["api/kernels", "api/contents", "api/terminals", "api/sessions", "api/shutdown"]
)
def test_phones_start_nothing(machine: Machine, path: str) -> None:
    for extra in (
        {},
        {"headers": {"Origin": machine.home.rstrip("/")}},
        {"headers": {"Origin": "http://evil.example"}},
    ):
        assert machine.ask("POST", path, json={"name": "python3"}, **extra).status_code == 403
    assert machine.children() == [] or len(machine.children()) <= 2
    assert machine.ask("POST", f"voila/api/shutdown/{uuid.uuid4()}").status_code == 403


@pytest.mark.parametrize(
    "path", ["api/kernels/{id}/channels", "terminals/websocket/1", "api/events/subscribe", "lsp/ws/pylsp"]
)
def test_no_websocket_opens_without_the_token(machine: Machine, path: str) -> None:
    """With a kernel that exists, so that it is the door that is shut and not the room that is empty."""
    owner = {"Authorization": f"token {TOKEN}"}
    made = machine.ask("POST", "api/kernels", json={"name": "python3"}, headers=owner).json()
    try:
        shake = {
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
            "Origin": machine.home.rstrip("/"),
        }
        answer = machine.ask("GET", path.format(id=made["id"]), headers=shake)
        assert answer.status_code in (403, 404)
        if "kernels" in path:
            assert answer.status_code == 403
    finally:
        machine.ask("DELETE", f"api/kernels/{made['id']}", headers=owner)


# What each address of ours may do for somebody without the token: method → what may come back.
# An address that is not here, or a method that is not, must be refused.
OPEN: dict[str, dict[str, set[int]]] = {
    "healthz": {"GET": {200}, "HEAD": {200}},
    "delta/?": {"GET": {200}, "HEAD": {200}},
    "delta/CODE/state": {"GET": {200}, "HEAD": {200}},
    "delta/CODE/answers": {"POST": {400}},  # an empty answer
    "delta/CODE/held": {"POST": {400}},
    "delta/CODE/seat": {"POST": {400}},
    "delta/CODE/events": {"GET": {200}, "HEAD": {200}},
    "delta/CODE/presence": {"OPTIONS": {200}},  # what browsers ask before they ask; it tells nothing
    "delta/CODE/?": {"GET": {200}, "HEAD": {200}, "POST": {415}},  # no form
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def test_our_own_addresses_give_no_more_than_joining_and_answering(machine: Machine) -> None:
    store = open_store(str(machine.database))
    gatherings = store.gatherings()
    code = gatherings[0].code if gatherings else store.state(_some_gathering(machine)).code
    before = (len(store.answers(store.find(code) or "")), store.version())
    patterns = [pattern for pattern, *_rest in extension.handlers(BASE, cast(ParticipantService, None))]
    named = {_readable(pattern) for pattern in patterns}
    assert named == set(OPEN), "say in OPEN what a new address may do for those without the token"
    for name in sorted(named):
        for method in METHODS:
            path = name.replace("CODE", code).removesuffix("?").rstrip("/")
            status = _status(machine, method, path)
            wanted = OPEN[name].get(method)
            assert status in (wanted or {403, 404, 405}), f"{method} {path} gave {status}"
    assert len(store.answers(store.find(code) or "")) == before[0]
    store.close()


def _readable(pattern: str) -> str:
    return pattern.removeprefix(re.escape(BASE)).removeprefix(BASE).replace("([^/]{1,200})", "CODE")


def _status(machine: Machine, method: str, path: str) -> int:
    """Of a stream only the head is read."""
    address = f"http://127.0.0.1:{machine.port}{BASE}{path}"
    more: dict[str, Any] = {"json": {}} if method not in ("GET", "HEAD", "OPTIONS") else {}
    headers = {"Host": f"{HOST}:{machine.port}"}
    with httpx.stream(method, address, headers=headers, timeout=20, **more) as answer:
        return answer.status_code


def _some_gathering(machine: Machine) -> str:
    from kit.sample import begin

    store = open_store(str(machine.database))
    try:
        return begin(store)
    finally:
        store.close()


def test_those_with_the_token_may(machine: Machine) -> None:
    owner = {"Authorization": f"token {TOKEN}"}
    for path in ("api/kernels", "api/contents", "lab"):
        assert machine.ask("GET", path, headers=owner).status_code == 200
    assert os.environ.get("HOME") != str(machine.image.repo)
