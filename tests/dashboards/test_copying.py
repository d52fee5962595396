"""The continuous copy from the kernel's side: what is sent, what is offered, and what comes back."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any

import pytest

from kit.dashboards import start_page
from kit.dashboards.copying import copies_wanted
from kit.dashboards.start_page import StartPage
from kit.dashboards.theme_page import ThemePage
from kit.export import portable as export
from kit.import_ import portable
from kit.store import Store, open_store
from tests.dashboards.opened import Opened
from tests.store.helpers import new_answer, new_gathering


@pytest.fixture
def store() -> Store:
    return open_store()


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start_page, "_today", lambda: dt.date(2026, 11, 12))


def tell(page: Opened, *copies: dict[str, Any]) -> None:
    """The browser says what it has."""
    page.page._heard({"type": "copy", "do": "list", "copies": list(copies)})


def kept(root: str, cursor: str = "", **more: Any) -> dict[str, Any]:
    told = {"root": root, "title": "Nordvik, tema 3", "date": "2026-11-12", "saved": 1.8e12, "cursor": cursor}
    return told | more


def sent(page: Opened) -> list[dict[str, Any]]:
    return [m for m in page.messages if m["type"] == "copy" and m["do"] == "add"]


def give(page: Opened, data: bytes, size: int = 1000, root: str = "") -> None:
    parts = [data[i : i + size] for i in range(0, len(data), size)] or [b""]
    for n, part in enumerate(parts):
        text = base64.b64encode(part).decode()
        message = {
            "type": "copy",
            "do": "part",
            "id": "m1",
            "n": n,
            "of": len(parts),
            "data": text,
            "root": root,
        }
        page.page._heard(message)


def test_the_browser_gets_everything_first_and_then_what_is_new(store: Store) -> None:
    g = store.create_gathering(new_gathering())
    page = Opened(ThemePage(3), f"?samling={g}")
    assert sent(page) == []  # until it has told what it has
    tell(page)
    first = sent(page)[-1]
    assert (first["root"], first["whole"], first["more"]) == (g, True, False)
    assert first["about"]["name"] == "fagsamling-nordvik-tema-3-2026-11-12.fagsamling"
    store.add_answers([new_answer(g, "ny")])
    page.page.copying.look(page.session)
    second = sent(page)[-1]
    assert second["whole"] is False
    assert [row[0] for row in second["rows"]] == ["answer:ny"]
    page.page.copying.look(page.session)
    assert sent(page)[-1] is second  # nothing new
    lines = [*first["head"], *(r[2] for r in first["rows"]), *(r[2] for r in second["rows"])]
    whole = portable.read("".join(f"{line}\n" for line in lines).encode())
    assert {r.uid for r in whole.copy.rows} == {r.uid for r in store.copy(g).rows}
    again = Opened(ThemePage(3), f"?samling={g}")
    tell(again, kept(g, second["cursor"]))
    assert sent(again) == []


def test_after_a_broken_line_everything_is_said_once_more(store: Store) -> None:
    g = store.create_gathering(new_gathering())
    page = Opened(ThemePage(3), f"?samling={g}")
    tell(page)
    first = sent(page)[-1]
    store.add_answers([new_answer(g, "ny")])
    page.page.copying.look(page.session)  # lost on its way
    page.page._heard({"type": "again"})
    assert set(page.messages[-1]["regions"]) == set(page.regions)
    tell(page, kept(g, first["cursor"]))
    again = sent(page)[-1]
    assert [row[0] for row in again["rows"]] == ["answer:ny"]


def test_a_large_copy_comes_in_parts(store: Store) -> None:
    g = store.create_gathering(new_gathering())
    long = {"texts": ["å" * 900]}
    store.add_answers([new_answer(g, f"a{n}", answer=long) for n in range(1000)])
    page = Opened(ThemePage(3), f"?samling={g}")
    tell(page)
    parts = sent(page)
    assert len(parts) > 2
    assert [p["more"] for p in parts] == [True] * (len(parts) - 1) + [False]
    assert sum(len(p["rows"]) for p in parts) == len(store.copy(g).rows)


def test_sample_data_is_not_copied(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAGSAMLING_DEMO", "1")
    g = store.create_gathering(new_gathering())
    page = Opened(ThemePage(3), f"?samling={g}")
    tell(page)
    assert not copies_wanted()
    assert sent(page) == []
    assert "data-copy=" not in " ".join(page.regions.values())


def test_a_gathering_that_is_not_here_is_never_another_one(store: Store) -> None:
    store.create_gathering(new_gathering())
    page = Opened(ThemePage(3), "?samling=borte")
    assert "Samlingen ligger ikke på denne maskinen" in page.text
    assert "Fortsett fra kopien" not in page.text
    tell(page, kept("borte"), kept("noe annet"))
    assert "Nordvik, tema 3 ligger ikke på denne maskinen" in page.text
    assert 'data-root="borte"' in page.regions["page"]


def test_going_on_from_the_copy_is_at_the_same_place(store: Store) -> None:
    g = store.create_gathering(new_gathering())
    code = store.state(g).code
    data = export.document(store, g)
    store.delete_gathering(g)
    page = Opened(ThemePage(3), f"?samling={g}&steg=oppsummer")
    tell(page, kept(g))
    give(page, data, root=g)
    assert (page.session.place.gathering, page.session.place.step) == (g, "oppsummer")
    assert store.state(g).code == code
    assert "Nordvik, tema 3 er hentet tilbake, med 0 svar." in page.text
    assert {"type": "copy", "do": "brought", "root": g} in page.messages


def test_a_copy_with_more_than_the_database_is_offered(store: Store) -> None:
    g = store.create_gathering(new_gathering())
    page = Opened(ThemePage(3), f"?samling={g}")
    tell(page, kept(g, store.copy(g).cursor))
    assert "Hent det fra kopien" not in page.text
    tell(page, kept(g, store.copy(g).cursor, extra=2))
    assert "Hent det fra kopien" in page.text
    tell(page, kept(g, "99:0ffffffffffffffffffffffffffff0:x"))
    assert "Hent det fra kopien" in page.text


def test_the_start_page_lists_what_only_the_browser_has(store: Store) -> None:
    here = store.create_gathering(new_gathering())
    page = Opened(StartPage())
    assert page.regions["main/fetch"] == ""
    tell(page, kept(here, store.copy(here).cursor), kept("borte", title="<b>Sørvik</b>"))
    listed = page.regions["main/fetch"]
    assert 'data-root="borte"' in listed
    assert f'data-root="{here}"' not in listed
    assert "<b>Sørvik" not in listed
    assert "lagret 15. januar 2027" in page.text


@pytest.mark.parametrize(
    "copies", [None, "x", [{}], [3], [{"root": "a", "saved": "never"}], [{"root": "a", "saved": 1e300}]]
)
def test_nonsense_from_a_browser_is_passed_over(store: Store, copies: Any) -> None:
    page = Opened(StartPage())
    page.page._heard({"type": "copy", "do": "list", "copies": copies})
    assert page.regions["main/fetch"] == ""


def test_a_file_is_laid_together_and_told(store: Store) -> None:
    g = store.create_gathering(new_gathering())
    store.add_answers([new_answer(g, "en")])
    data = export.document(store, g)
    store.delete_everything()
    page = Opened(StartPage())
    page.click("Hent tilbake en kopi")
    assert "slutter på .fagsamling" in page.text
    give(page, data[:-30])
    assert "er hentet tilbake, med 0 svar. Fila sluttet midt i en linje" in page.text
    give(page, data)
    assert "flettet sammen med det som lå her: 1 svar og 0 andre endringer er nye" in page.text
    give(page, data)
    assert "Alt i kopien av Nordvik, tema 3 lå her fra før." in page.text
    give(page, b"noe annet")
    assert "Dette er ikke en kopi av en samling." in page.text
    page.page._heard({"type": "copy", "do": "large", "size": 80_000_000})
    assert "Fila er på 80 megabyte, og grensa er 50." in page.text


def test_what_is_deleted_is_deleted_in_the_browser_and_a_copy_can_be_downloaded(store: Store) -> None:
    g = store.create_gathering(new_gathering())
    page = Opened(StartPage())
    page.click("Last ned kopien av Nordvik")
    file = next(m for m in page.messages if m["type"] == "file")
    assert portable.read(base64.b64decode(file["data"])).copy.root == g
    page.press("delete", what=g)
    page.submit("delete", sure=True)
    assert {"type": "copy", "do": "forget", "roots": [g]} in page.messages
    page.press("delete", what="everything")
    page.submit("delete", sure=True)
    assert {"type": "copy", "do": "forget", "roots": None} in page.messages
