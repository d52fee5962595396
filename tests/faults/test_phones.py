"""The phones without a screen of the fault run come to rest where those with one do."""

from __future__ import annotations

import asyncio
import random
from typing import Any

from tests.faults.phones import Json, SimPhone

_FORM = {"fields": [{"name": "texts", "type": "texts"}]}


class _Phone(SimPhone):
    """What a server says: where each code leads, and which rounds have begun there."""

    leads = {"GAMMEL": "en annen", "NY": "vår"}
    begun = 1

    async def _ask(self, method: str, what: str, body: Json | None = None) -> tuple[int, Json]:
        if what == "state":
            activity = {"id": "a1", "round": self.begun, "open": True, "form": _FORM}
            return 200, {"gathering": self.leads[self.code], "activity": activity}
        assert body is not None
        if body["round"] > self.begun:
            return 400, {"reason": "round", "error": "…"}
        return 201, {"receipt": "…"}


def _phone(code: str, **more: Any) -> _Phone:
    return _Phone("127.0.0.1", 1, code, "g1", random.Random(1), **more)


def test_a_phone_that_came_first_where_the_code_led_elsewhere_joins_with_the_new_code() -> None:
    phone = _phone("GAMMEL", gathering="en annen")

    async def played() -> None:
        await phone.scan(phone.host, phone.port, "NY")
        await phone.turn()

    asyncio.run(played())
    assert phone.gathering == "vår"
    assert phone.settled


def test_a_phone_that_has_answered_stays_with_its_gathering() -> None:
    phone = _phone("NY", gathering="vår", held={"id": {}})
    asyncio.run(phone.scan(phone.host, phone.port, "GAMMEL"))
    assert phone.gathering == "vår"


def test_what_a_restored_gathering_has_not_asked_yet_is_a_draft_again() -> None:
    phone = _phone("NY")
    answer = {"texts": ["Tid til det"]}
    phone.out = {"a1:2": {"id": "en", "activity": "a1", "round": 2, "answer": answer}}
    asyncio.run(phone.turn())
    assert phone.settled
    assert phone.drafts["a1:2"] == answer
    phone.begun = 2
    for _ in range(20):
        asyncio.run(phone.turn())
    assert [body["answer"] for body in phone.held.values() if body["round"] == 2][:1] == [answer]
