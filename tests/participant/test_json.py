"""The routes that scripts use, as they are documented."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable

import pytest

from kit.activities import KINDS, kind
from kit.store import MIXED
from tests.activities.test_form_html import SETTINGS
from tests.participant.room import OPEN, PROMPT, SCALE, Room

pytestmark = pytest.mark.server


def test_state_is_as_documented(room: Room) -> None:
    state = room.client.get(f"{room.path}/state").json()
    assert set(state) == {"gathering", "language", "mode", "groups", "units", "activity"}
    assert state["groups"][0] == {"id": "g1", "name": "Bord 1", "unit": None}
    assert [u["kind"] for u in state["units"]] == ["barnehage", "skole", "sfo"]
    activity = state["activity"]
    assert set(activity) == {"id", "kind", "round", "prompt", "open", "seconds_left", "form"}
    assert (activity["id"], activity["round"], activity["open"]) == ("a1", 1, True)
    assert (activity["prompt"], activity["seconds_left"]) == (PROMPT, None)
    assert activity["form"]["fields"][0]["name"] == "s1"


def test_code_is_read_without_regard_to_case_and_spaces(room: Room) -> None:
    code = room.code.lower()
    assert room.client.get(f"/delta/{code[:3]}%20{code[3:]}/state").status_code == 200


def test_nothing_chosen_yet_is_no_activity(make_room: Callable[..., Room]) -> None:
    room = make_room(SCALE)
    g = room.g
    room.store.record(g.id, "stage", "", {"activity": None}, expect=g.stage.revision)
    assert room.client.get(f"{room.path}/state").json()["activity"] is None


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_takes_its_own_example(make_room: Callable[..., Room], name: str) -> None:
    room = make_room({"kind": name, "prompt": "Hva nå?", "settings": SETTINGS[name]})
    room.do("open")
    assert room.client.get(f"{room.path}/state").json()["activity"]["form"]["fields"]
    module = kind(name)
    answer = module.example(module.Settings.model_validate(SETTINGS[name]), random.Random(1))
    assert room.send(answer=answer).status_code == 201
    [row] = room.store.answers(room.id)
    assert row.answer == module.parse(module.Settings.model_validate(SETTINGS[name]), answer)
    assert row.via == "phone"


def test_same_again_adds_nothing_and_other_content_is_refused(room: Room) -> None:
    body = room.body()
    answers = f"{room.path}/answers"
    assert [room.client.post(answers, json=body).status_code for _ in range(3)] == [201, 200, 200]
    other = room.client.post(answers, json={**body, "answer": {"s1": 1}})
    assert (other.status_code, other.json()["reason"]) == (409, "conflict")
    assert len(room.store.answers(room.id)) == 1


def test_highest_seq_counts_whatever_came_last(room: Room) -> None:
    room.send(seq=2, answer={"s1": 2})
    room.send(seq=1, answer={"s1": 1})
    frame = room.store.frame(room.g, room.store.answers(room.id), "a1", 1)
    assert [a["s1"] for a in frame["answer"]] == [2]


def test_locked_round_says_so_and_late_answers_can_be_let_in(room: Room) -> None:
    body = room.body()
    room.do("lock")
    refused = room.client.post(f"{room.path}/answers", json=body)
    assert (refused.status_code, refused.json()["reason"]) == (409, "locked")
    assert refused.json()["error"].startswith("Runden ble låst før svaret kom fram")
    assert room.store.answers(room.id) == []
    room.do("let_late_in")
    assert room.client.get(f"{room.path}/state").json()["activity"]["late"] is True
    assert room.client.post(f"{room.path}/answers", json=body).status_code == 201


def test_a_receipt_that_got_lost_is_given_again_after_the_lock(room: Room) -> None:
    body = room.body()
    assert room.client.post(f"{room.path}/answers", json=body).status_code == 201
    room.do("lock")
    assert room.client.post(f"{room.path}/answers", json=body).status_code == 200
    other = room.client.post(f"{room.path}/answers", json={**body, "answer": {"s1": 1}})
    assert other.json()["reason"] == "conflict"


def test_countdown_that_locks(room: Room) -> None:
    room.do("start_timer", seconds=0, lock_at_zero=True)
    assert room.client.get(f"{room.path}/state").json()["activity"]["open"] is False
    assert room.send().json()["reason"] == "locked"


def test_an_earlier_round_is_locked_and_a_later_one_has_not_begun(room: Room) -> None:
    room.do("new_round")
    assert room.send(round=1).json()["reason"] == "locked"
    assert room.send(round=2).status_code == 201
    assert room.send(round=3).status_code == 400


def test_answer_right_after_opening_is_taken(room: Room) -> None:
    room.client.get(f"{room.path}/state")
    for _ in range(5):
        room.do("lock")
        assert room.send().status_code in (201, 409)  # what the server has in mind may be 20 ms old
        room.do("open")
        assert room.send().status_code == 201


def test_unknown_things_have_a_sentence(room: Room) -> None:
    for change, status in (
        ({"activity": "nix"}, 404),
        ({"group": "nix"}, 404),
        ({"group": None}, 400),
        ({"unit": "nix"}, 400),
        ({"answer": {"nix": 4}}, 400),
        ({"answer": {"s1": 6}}, 400),
        ({"answer": {}}, 400),
        ({"answer": None}, 400),
        ({"seq": -1}, 400),
        ({"seq": True}, 400),
        ({"seq": 10**400}, 400),
        ({"id": "kort"}, 400),
        ({"respondent": "kort"}, 400),
        ({"respondent": "x" * 65}, 400),
        ({"respondent": 12345678}, 400),
        ({"round": "1"}, 400),
    ):
        reply = room.send(**change)
        assert reply.status_code == status, change
        assert reply.json()["error"].endswith("."), change
    assert room.store.answers(room.id) == []


def test_person_mode_needs_no_table(make_room: Callable[..., Room]) -> None:
    room = make_room(SCALE, mode="person")
    room.do("open")
    unit = next(iter(room.g.units))
    assert room.client.post(f"{room.path}/seat", json={"respondent": "person-1", "unit": unit}).json() == {
        "group": None,
        "joined": False,
    }
    assert room.send(group=None, unit=unit).status_code == 201
    assert room.send(group=None, unit=None, respondent="person-2").status_code == 201
    assert [row.unit for row in room.store.answers(room.id)] == [unit, None]


def test_seats(room: Room) -> None:
    def sit(who: str, **body: object) -> tuple[int, dict[str, object]]:
        reply = room.client.post(f"{room.path}/seat", json={"respondent": f"phone-{who}", **body})
        return reply.status_code, reply.json()

    assert sit("one", group="g2") == (200, {"group": "g2", "joined": False})
    assert sit("one", group="g2") == (200, {"group": "g2", "joined": False})
    assert sit("two", group="g2") == (200, {"group": "g2", "joined": True})
    page = room.client.get(f"{room.path}/state?page=1").json()
    assert [g["taken"] for g in page["groups"]][:3] == [False, True, False]
    assert sit("one", group="g9")[0] == 404
    assert sit("one", group=["g1"])[0] == 404
    assert sit("one", group="g1", unit="nix")[0] == 400
    school = next(u.id for u in room.g.units.values() if u.kind == "skole")
    assert sit("one", group="g3", unit=school)[0] == 200
    assert room.g.groups["g3"].unit == school
    assert sit("three", group="g3", unit=MIXED)[0] == 200
    assert room.g.groups["g3"].unit == school, "the table has said it already"


def test_a_table_that_did_not_hear_that_it_sits(room: Room) -> None:
    """The reply got lost: the same phone asks again, and is no other table."""
    body = {"respondent": "phone-one", "name": "Uglene"}
    first, second = (room.client.post(f"{room.path}/seat", json=body) for _ in range(2))
    assert (second.status_code, second.json()) == (200, first.json())
    assert room.client.post(f"{room.path}/seat", json=body | {"respondent": "phone-two"}).status_code == 409


def test_tables_with_a_name_of_their_own(room: Room) -> None:
    seat = f"{room.path}/seat"
    made = room.client.post(seat, json={"respondent": "phone-of-a", "name": "  De   blå ", "unit": MIXED})
    group = room.g.groups[made.json()["group"]]
    assert (group.name, group.unit) == ("De blå", MIXED)
    for name in ("de blå", "Bord 1", "BORD  1"):
        again = room.client.post(seat, json={"respondent": "phone-of-b", "name": name})
        assert again.status_code == 409
        assert "Det finnes allerede et bord som heter" in again.json()["error"]
    for name in ("", "   ", "x" * 61, None, 7):
        assert room.client.post(seat, json={"respondent": "phone-of-c", "name": name}).status_code == 400


def test_health_and_presence(room: Room) -> None:
    assert room.client.get("/healthz").json()["status"] == "ok"
    assert set(room.client.get("/healthz?load=1").json()) == {
        "status",
        "version",
        "streams",
        "longest_block_ms",
    }
    assert room.client.get(f"{room.path}/presence").json() == {"connected": 0}
    room.client.get(f"{room.path}/state?r=a-polling-phone")
    assert room.client.get(f"{room.path}/presence").json() == {"connected": 1}
    proxied = room.client.get(f"{room.path}/presence", headers={"X-Forwarded-For": "10.0.0.7"})
    assert proxied.status_code == 403


def test_wording_and_language_of_the_gathering(make_room: Callable[..., Room]) -> None:
    room = make_room(OPEN, language="en")
    assert (
        room.client.post(f"{room.path}/answers", json=room.body(group="nix"))
        .json()["error"]
        .startswith("The round was locked")
    )
    assert "lang=en" in room.client.get(room.path).text
    assert str(uuid.UUID(room.body()["id"]))
