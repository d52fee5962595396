"""A gathering with a real server for its phones, on a free port of this machine."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import httpx

from kit.participant.server import PhoneServer
from kit.store import NewGathering, NewUnit, open_store
from kit.store.commands import run_command
from kit.store.state import Gathering

PROMPT = "Hvor trygt er det å være uenig hos oss?"
SCALE = {
    "kind": "scale",
    "prompt": PROMPT,
    "settings": {
        "statements": [
            {"id": "s1", "text": "Her kan jeg si fra når jeg er usikker på egen praksis"},
            {"id": "s2", "text": "Vi snakker om feil for å lære, ikke for å fordele skyld"},
            {"id": "s3", "text": "Jeg får tilbakemeldinger jeg kan bruke"},
            {"id": "s4", "text": "Nyansatte og vikarer vet hva vi forventer"},
        ]
    },
}
OPEN = {
    "kind": "open",
    "prompt": "Hva gjør at det er trygt å si fra hos oss?",
    "settings": {
        "max_texts": 3,
        "max_length": 280,
        "hint": "Skriv det dere er enige om. Gjerne flere korte svar.",
    },
}
OPTIONS = [
    {"id": "a", "text": "Faste møter der alle får ordet"},
    {"id": "b", "text": "Veiledning i hverdagen"},
    {"id": "c", "text": "Tid til å lese og snakke om fag"},
]
UNITS = (NewUnit("Lia barnehage", "barnehage"), NewUnit("Lia skole", "skole"), NewUnit("Lia SFO", "sfo"))


class Room:
    """One gathering, one server, and short names for what tests do with them."""

    def __init__(self, folder: Path, *activities: dict[str, Any], expected: int = 6, **more: Any) -> None:
        self.url = f"sqlite:///{folder / 'room.db'}"
        self.store = open_store(self.url)
        units = more.pop("units", UNITS)
        self.id = self.store.create_gathering(
            NewGathering(3, dt.date(2026, 11, 12), "Lia", units, expected, **more)
        )
        ids = [f"a{n}" for n, _ in enumerate(activities, 1)]
        items = [("activity", i, a, None) for i, a in zip(ids, activities, strict=True)]
        self.store.record_many(self.id, [*items, ("agenda", "", {"items": ids}, None)])
        self.phones = PhoneServer(self.url)
        self.phones.start()
        self.port = self.phones.listen("127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{self.port}"
        self.client = httpx.Client(base_url=self.address, timeout=10)
        self.do("next")

    def close(self) -> None:
        self.client.close()
        self.phones.close()
        self.store.close()

    @property
    def g(self) -> Gathering:
        return self.store.state(self.id)

    @property
    def code(self) -> str:
        return self.g.code

    @property
    def path(self) -> str:
        return f"/delta/{self.code}"

    def do(self, *commands: str, **args: Any) -> None:
        """What the facilitator presses."""
        for name in commands:
            run_command(self.store, self.g, name, **args)

    def body(self, **more: Any) -> dict[str, Any]:
        """A good answer to the first activity, which is SCALE."""
        return {
            "id": str(uuid.uuid4()),
            "seq": 1,
            "activity": "a1",
            "round": 1,
            "respondent": "phone-of-table-1",
            "group": "g1",
            "unit": None,
            "answer": {"s1": 4, "s2": None},
        } | more

    def send(self, **more: Any) -> httpx.Response:
        return self.client.post(f"{self.path}/answers", json=self.body(**more))

    def restart(self) -> None:
        """The phones' server goes away and comes back on the same port."""
        self.phones.close()
        self.phones = PhoneServer(self.url)
        self.phones.start()
        self.phones.listen("127.0.0.1", self.port)
