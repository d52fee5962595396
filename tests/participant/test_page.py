"""The phone page as it comes over the wire, and all of it without a script."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import httpx
import pytest

from kit.participant import page_routes, pages
from kit.participant.pages import boot_of
from kit.store import StoreError
from tests.activities.test_form_html import Controls
from tests.participant.room import OPEN, OPTIONS, SCALE, UNITS, Room
from tests.running import eventually

pytestmark = pytest.mark.server


class Plain:
    """A browser without a script: follows forms and links, keeps no cookies."""

    def __init__(self, room: Room) -> None:
        self.client = httpx.Client(base_url=room.address, follow_redirects=True)
        self.go(room.path)

    def go(self, address: str) -> None:
        self.reply = self.client.get(address)
        assert "set-cookie" not in self.reply.headers

    @property
    def text(self) -> str:
        """What is on the screen: not the script and its data."""
        shown = re.sub(r"<(script|style)\b.*?</\1>", "", self.reply.text, flags=re.S)
        return unescape(shown)

    def form(self, id_: str) -> str:
        found = re.search(rf"<form id={id_} .*?</form>", self.text, re.S)
        assert found, f"no form {id_} in: {self.text[-1500:]}"
        return found.group()

    def post(self, id_: str, **typed: str | list[str]) -> None:
        form = self.form(id_)
        action = re.search(r'action="([^"]*)"', form)
        assert action
        fields = Controls(form).sent | {k.replace("__", "."): v for k, v in typed.items()}
        self.reply = self.client.post(self.reply.url.join(action.group(1)), data=fields)


def test_one_small_request(room: Room) -> None:
    with room.client.stream("GET", room.path, headers={"Accept-Encoding": "gzip"}) as reply:
        wire = b"".join(reply.iter_raw())
    page = gzip.decompress(wire).decode()
    assert len(wire) < 30_000
    assert not re.findall(r'(?:src|href)="?(?!data:|\?|#|\.\./)[^"\s>]', page.split("<script")[0]), (
        "nothing is fetched"
    )
    assert boot_of(page)["state"]["gathering"] == room.id
    assert reply.headers["content-security-policy"].startswith("default-src 'none'")
    assert room.client.get(room.path, headers={"Accept-Encoding": ""}).text == page


def test_a_large_gathering_still_fits(make_room: Callable[..., Room]) -> None:
    statements = [
        {"id": f"s{n}", "text": f"Påstand nummer {n} om hvordan vi har det sammen her hos oss"}
        for n in range(12)
    ]
    room = make_room({**SCALE, "settings": {"statements": statements, "steps": 7}}, expected=120)
    room.do("open")
    with room.client.stream("GET", room.path, headers={"Accept-Encoding": "gzip"}) as reply:
        assert sum(map(len, reply.iter_raw())) < 30_000


def test_every_part_of_the_script_is_sent(room: Room) -> None:
    """A file beside the parts would look as if it did something."""
    page = room.client.get(room.path).text
    static = Path(pages.__file__).parent / "static"
    parts = sorted(static.rglob("*.js"))
    assert len(parts) > 5
    for part in parts:
        lines = pages.lighter(part.read_text("utf-8")).splitlines()
        assert "\n".join(lines) in page, f"{part.name} is not in the page"


def test_code_page(room: Room) -> None:
    page = room.client.get("/delta")
    assert "Koden står på skjermen i rommet." in page.text
    reply = room.client.get(f"/delta?kode=+{room.code.lower()}")
    assert reply.status_code == 303
    assert reply.headers["location"] == f"delta/{room.code}"
    assert room.client.get(f"/delta/?kode={room.code}").headers["location"] == room.code
    wrong = room.client.get('/delta?kode="><b>')
    assert wrong.status_code == 404
    assert "<b>" not in wrong.text.split("<main")[1]


def test_a_whole_gathering_without_a_script(room: Room) -> None:
    phone = Plain(room)
    assert "Hvilket bord er dere?" in phone.text
    school = next(u.id for u in room.g.units.values() if u.kind == "skole")
    phone.post("join", group="g3", unit=school)
    assert room.g.groups["g3"].unit == school
    assert "Bord 3" in phone.text
    assert "http-equiv=refresh" not in phone.text, "a form that somebody fills in is never reloaded"
    phone.post("ask", f__s1="4", f__s2="skip")
    assert "Svaret er lagret" in phone.text
    assert re.search(r"kl\. \d\d\.\d\d", phone.text)
    assert "http-equiv=refresh" in phone.text
    phone.go(re.findall(r'href="(\?r=[^"]*edit=1)"', phone.text)[0] and str(phone.reply.url) + "&edit=1")
    assert 'value="4" aria-label' in phone.text or "checked" in phone.text
    phone.post("ask", f__s1="5")
    assert [r.answer for r in room.store.answers(room.id)] == [{"s1": 4, "s2": None}, {"s1": 5, "s2": None}]
    assert [r.seq for r in room.store.answers(room.id)] == [1, 2]
    room.do("lock")
    phone.go(str(phone.reply.url).replace("&edit=1", ""))
    assert "Runden er låst" in phone.text
    assert "Svaret deres er med" in phone.text
    room.do("next")
    phone.go(str(phone.reply.url))
    assert "Vent på neste spørsmål" in phone.text
    room.do("open")
    phone.go(str(phone.reply.url))
    phone.post("ask", f__texts=["Ro i garderoben", "", "  "])
    assert room.store.answers(room.id)[-1].answer == {"texts": ["Ro i garderoben"]}


def test_a_refused_answer_comes_back_with_its_text(room: Room) -> None:
    room.do("next", "open")
    phone = Plain(room)
    phone.post("join", group="g1")
    long = "Vi snakker om det med en gang. " * 20
    phone.post("ask", f__texts=[long])
    assert phone.reply.status_code == 400
    assert "280" in phone.text
    assert long.strip() in phone.text
    phone.post("ask", f__texts=["Vi snakker om det"])
    assert "Svaret er lagret" in phone.text


def test_reload_of_the_receipt_sends_nothing_twice(room: Room) -> None:
    phone = Plain(room)
    phone.post("join", group="g1")
    form, address = Controls(phone.form("ask")).sent, phone.reply.url
    for _ in range(3):
        reply = phone.client.post(address, data=form | {"f.s1": "4"})
        assert "Svaret er lagret" in reply.text
    assert len(room.store.answers(room.id)) == 1


def test_no_two_phones_are_the_same_respondent(room: Room) -> None:
    phones = [Plain(room) for _ in range(3)]
    for n, phone in enumerate(phones, 1):
        phone.post("join", group=f"g{n}")
        phone.post("ask", f__s1="3")
    assert len({r.respondent for r in room.store.answers(room.id)}) == 3


def test_own_name_and_a_second_phone(room: Room) -> None:
    first = Plain(room)
    first.post("join", name="Uglene")
    assert "Uglene" in first.text
    other = Plain(room)
    other.post("join", name="uglene")
    assert "Det finnes allerede et bord som heter Uglene" in other.text
    group = next(g.id for g in room.g.groups.values() if g.name == "Uglene")
    other.go(room.path)
    other.post("join", group=group)
    assert "flere telefoner på Uglene" in other.text
    eventually(lambda: "Uglene (i bruk)" in Plain(room).text)  # known to all pages a moment later


def test_taken_tables_say_so(make_room: Callable[..., Room]) -> None:
    room = make_room(SCALE, group_units=["Lia skole", None])
    room.client.post(f"{room.path}/seat", json={"respondent": "phone-one", "group": "g1"})
    assert "Bord 1 (i bruk) · Lia skole" in Plain(room).text


def test_person_mode_asks_only_for_the_unit(make_room: Callable[..., Room]) -> None:
    room = make_room(SCALE, mode="person")
    room.do("open")
    phone = Plain(room)
    assert "Hvilket bord" not in phone.text
    unit = next(iter(room.g.units))
    phone.post("join", unit=unit)
    phone.post("ask", f__s1="2")
    [row] = room.store.answers(room.id)
    assert (row.group, row.unit) == (None, unit)


def test_one_unit_is_not_asked_for(make_room: Callable[..., Room]) -> None:
    assert "Hvor jobber dere?" not in Plain(make_room(SCALE, units=UNITS[:1])).text


@pytest.mark.parametrize(
    ("kind", "settings", "typed", "answer"),
    [
        ("choice", {"options": OPTIONS}, {"f__options": "b"}, {"options": ["b"]}),
        ("points", {"options": OPTIONS}, {"f__a": "7", "f__b": "3", "f__c": ""}, {"a": 7, "b": 3}),
        (
            "ranking",
            {"items": OPTIONS},
            {"f__order__a": "3", "f__order__b": "1", "f__order__c": "2"},
            {"order": ["b", "c", "a"]},
        ),
        ("number", {"min": 0, "max": 10, "decimals": 1}, {"f__number": "7,5"}, {"number": 7.5}),
    ],
)
def test_other_kinds_without_a_script(
    make_room: Callable[..., Room], kind: str, settings: dict, typed: dict, answer: dict
) -> None:
    room = make_room({"kind": kind, "prompt": "Hva nå?", "settings": settings})
    room.do("open")
    phone = Plain(room)
    phone.post("join", group="g1")
    phone.post("ask", **typed)
    assert "Svaret er lagret" in phone.text, phone.text[-1500:]
    assert room.store.answers(room.id)[0].answer == answer


def test_below_a_base_url_with_xsrf_and_proxy(tmp_path, room: Room) -> None:
    """As inside Jupyter Server: another base URL, XSRF cookies demanded of all others."""
    import asyncio
    import threading

    from tornado import web

    from kit.participant.routes import routes
    from kit.participant.service import ParticipantService
    from kit.store import open_store
    from kit.store.writer import Writer

    ready, ports = threading.Event(), []
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        store = open_store(room.url)
        service = ParticipantService(store, Writer(store))
        service.start()
        app = web.Application(routes("/user/x/", service), xsrf_cookies=True, cookie_secret="x")
        server = app.listen(0, "127.0.0.1")
        ports.append(next(iter(server._sockets.values())).getsockname()[1])
        ready.set()
        await stop.wait()
        await service.stop()
        server.stop()
        service.writer.close()
        store.close()

    stop = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert ready.wait(10)
    try:
        proxy = {
            "X-Forwarded-Host": "hub.example",
            "X-Forwarded-Proto": "https",
            "Origin": "https://hub.example",
        }
        with httpx.Client(base_url=f"http://127.0.0.1:{ports[0]}", headers=proxy) as client:
            path = f"/user/x{room.path}"
            assert client.get("/user/x/healthz").status_code == 200
            assert client.get(path).status_code == 200
            assert client.post(f"{path}/answers", json=room.body()).status_code == 201
            assert (
                client.post(f"{path}/seat", json={"respondent": "phone-one", "group": "g1"}).status_code
                == 200
            )
            reply = client.get("/user/x/delta?kode=" + room.code)
            assert str(reply.url.join(reply.headers["location"])).endswith(path)
            assert client.get(f"{path}/presence").status_code == 403
            assert 'href="../delta"' in client.get("/user/x/delta/NOSUCH").text
        [entry] = room.store.history(room.id, "phone", "")
        assert entry.body == {"address": "https://hub.example/user/x"}
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)


def test_what_came_too_late_can_still_be_read(make_room: Callable[..., Room]) -> None:
    """Without a script nothing lies on the phone: the page that says no shows what was written."""
    room = make_room(OPEN, SCALE)
    room.do("open")
    phone = Plain(room)
    phone.post("join", group="g1")
    asked = phone.reply
    room.do("lock")
    assert not room.client.get(f"{room.path}/state").json()["activity"]["open"]
    phone.post("ask", f__texts=["Nesten ferdig"])
    assert phone.reply.status_code == 409
    assert "Nesten ferdig" in phone.text
    assert "ligger her fortsatt" in phone.text
    assert "http-equiv=refresh" not in phone.text, "it stays until somebody has read it"
    room.do("next", "open")
    phone.reply = asked
    phone.post("ask", f__texts=["Nesten ferdig"])
    assert OPEN["prompt"] in phone.text
    assert "Nesten ferdig" in phone.text
    phone.post("ask", f__s1="4")  # below it stands the question that is open now
    assert [r.answer for r in room.store.answers(room.id)] == [{"s1": 4}]


def test_what_cannot_be_saved_now_stays_in_its_form(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.do("next", "open")
    phone = Plain(room)
    phone.post("join", group="g1")

    async def busy(*_: object) -> bool:
        raise StoreError("Databasen er opptatt.", "locked")

    with monkeypatch.context() as patch:
        patch.setattr(page_routes, "take", busy)
        phone.post("ask", f__texts=["Ro i garderoben"])
    assert phone.reply.status_code == 503
    assert "Databasen er opptatt." in phone.text
    assert "Ro i garderoben" in phone.form("ask")
    phone.post("ask", f__texts=["Ro i garderoben"])
    assert "Svaret er lagret" in phone.text


def test_places_come_back_as_they_were_chosen(make_room: Callable[..., Room]) -> None:
    room = make_room({"kind": "ranking", "prompt": "Hva nå?", "settings": {"items": OPTIONS}})
    room.do("open")
    phone = Plain(room)
    phone.post("join", group="g1")
    phone.post("ask", f__order__a="2", f__order__b="2")
    assert phone.reply.status_code == 400
    sent = Controls(phone.form("ask")).sent
    places = {k: v for k, v in sent.items() if k.startswith("f.order")}
    assert places == {"f.order.a": ["2"], "f.order.b": ["2"]}, "no place that nobody has chosen"


def test_a_page_gone_back_to_sends_a_new_answer(room: Room) -> None:
    phone = Plain(room)
    phone.post("join", group="g1")
    asked = phone.reply
    phone.post("ask", f__s1="4")
    phone.reply = asked
    phone.post("ask", f__s1="2")
    assert "Svaret er lagret" in phone.text
    assert [(r.seq, r.answer["s1"]) for r in room.store.answers(room.id)] == [(1, 4), (2, 2)]


def test_a_table_that_is_taken_keeps_what_was_typed(room: Room) -> None:
    Plain(room).post("join", name="Uglene")
    other = Plain(room)
    other.post("join", name="uglene", unit="mixed")
    assert Controls(other.form("join")).sent["name"] == ["uglene"]
    assert '<option value="mixed" selected>' in other.form("join")
