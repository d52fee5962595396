"""A gathering to prepare on a real store: what tests of Forbered start from."""

from __future__ import annotations

import datetime as dt
import uuid

from kit.dashboards.theme_page import ThemePage
from kit.store import NewAnswer, NewGathering, NewUnit, Store
from tests.dashboards.opened import Opened


def to_prepare(store: Store) -> str:
    """A gathering for theme 3 with nothing on its agenda yet."""
    units = [NewUnit("Fjordgløtt", "barnehage"), NewUnit("Bjørkåsen", "skole")]
    new = NewGathering(theme=3, date=dt.date(2026, 11, 12), municipality="Fjordvik", units=units, expected=3)
    return store.create_gathering(new)


def forbered(gathering: str) -> Opened:
    return Opened(ThemePage(3), f"?samling={gathering}&steg=forbered")


def suggested(gathering: str) -> Opened:
    page = forbered(gathering)
    page.click("Bruk forslaget")
    return page


def prompts(store: Store, gathering: str) -> list[str]:
    return [a.prompt for a in store.state(gathering).planned]


def answer(store: Store, gathering: str, activity: str, round_: int = 1) -> None:
    g = store.state(gathering)
    new = NewAnswer(
        id=str(uuid.uuid4()),
        gathering=gathering,
        activity=activity,
        round=round_,
        respondent="r1",
        seq=1,
        group=next(iter(g.groups)),
        unit=None,
        answer={"texts": ["ro"]},
        via="phone",
    )
    store.add_answers([new])


OPEN = {"kind": "open", "prompt": "Hva ser vi?", "minutes": "12", "max_texts": "2", "hint": ""}


def own(store: Store, gathering: str, page: Opened | None = None) -> tuple[Opened, str]:
    """A page with one open activity of our own on the agenda."""
    page = page or forbered(gathering)
    page.press("kind", kind="open")
    assert page.submit("activity", **OPEN)["ok"]
    return page, store.state(gathering).agenda[-1]
