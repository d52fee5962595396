"""How phones get in: addresses as they are found in schools, at home and on Binder."""

from __future__ import annotations

import pytest

from kit.dashboards import join
from kit.dashboards.join import resolve
from kit.store import Store
from tests.dashboards.stage import OPEN, QUESTION, gathering, session_on, store, text

__all__ = ["store"]  # a fixture
HERE = "http://localhost:8866"
LAN = "http://192.168.1.20:8866"
BINDER = "https://hub.example.org"
BINDER_PATH = "/user/fagsamling-kit-abc123/"


@pytest.mark.parametrize(
    "origin",
    [
        "http://localhost:8866",
        "http://127.0.0.1:8866",
        "http://127.0.0.2:1",
        "http://[::1]:8866",
        "http://0.0.0.0:1",
        "",
    ],
)
def test_an_address_of_this_machine_only_lets_nobody_in(origin: str) -> None:
    way = resolve(origin, "/", "LYNGTR")
    assert not way.reachable
    assert way.may_share
    assert "bare åpen på denne maskinen" in way.problem


def test_a_network_address_of_the_server_is_used_when_the_page_is_local() -> None:
    way = resolve(HERE, "/", "LYNGTR", [LAN])
    assert way.url == f"{LAN}/delta/LYNGTR"
    assert way.short == "192.168.1.20:8866/delta"
    assert not way.problem


def test_the_server_may_stand_on_a_loopback_address_that_it_offers_itself() -> None:
    assert resolve(HERE, "/", "LYNGTR", ["http://127.0.0.2:8866"]).url == "http://127.0.0.2:8866/delta/LYNGTR"


def test_several_addresses_are_offered_and_the_chosen_one_is_kept() -> None:
    other = "http://10.0.0.7:8866"
    assert resolve(HERE, "/", "LYNGTR", [LAN, other]).chosen == LAN
    way = resolve(HERE, "/", "LYNGTR", [LAN, other], wanted=other)
    assert way.addresses == (LAN, other)
    assert way.url.startswith(other)


def test_a_choice_that_is_gone_falls_back_to_what_is_there() -> None:
    assert resolve(HERE, "/", "LYNGTR", [LAN], wanted="http://10.9.9.9:1").chosen == LAN


def test_a_page_that_was_opened_over_the_network_uses_that_address() -> None:
    way = resolve(LAN, "/", "LYNGTR", ["http://10.0.0.7:8866"])
    assert way.chosen == LAN
    assert "http://10.0.0.7:8866" in way.addresses


def test_base_addresses_are_kept_whole() -> None:
    assert (
        resolve(HERE, "/", "LYNGTR", ["http://10.0.0.7:8866/kit/"]).url
        == "http://10.0.0.7:8866/kit/delta/LYNGTR"
    )


def test_on_binder_the_address_is_too_long_to_type() -> None:
    way = resolve(BINDER, BINDER_PATH, "LYNGTR")
    assert way.url == f"{BINDER}{BINDER_PATH}delta/LYNGTR"
    assert way.short == ""
    assert way.reachable


@pytest.mark.parametrize(("host", "typed"), [("a" * 34, True), ("a" * 35, False)])
def test_forty_characters_is_the_limit_for_typing(host: str, typed: bool) -> None:
    assert bool(resolve(f"https://{host}", "/", "LYNGTR").short) is typed


def test_the_servers_own_sentence_is_shown() -> None:
    way = resolve(HERE, "/", "LYNGTR", error="Port 8866 er i bruk på nettet.")
    assert way.problem == "Port 8866 er i bruk på nettet."
    assert way.may_share


def test_while_the_server_opens_nothing_can_be_pressed_twice() -> None:
    way = resolve(HERE, "/", "LYNGTR", asked=True)
    assert way.waiting
    assert not way.may_share


def test_the_panel_asks_the_server_to_share_and_shows_what_comes(store: Store) -> None:
    session = session_on(store, gathering(store, ("open", QUESTION, OPEN)), origin=HERE)
    panel = join.join_panel(session)
    assert session.g.code in text(panel)
    assert "Åpne for telefoner" in panel
    assert "<svg" not in panel
    assert join.act(session, "share", {})
    assert store.shared("share") == {"wanted": True}
    assert "Åpner for telefoner" in join.join_panel(session)
    store.record("", "server", "", {"addresses": [LAN, "http://10.0.0.7:8866"]})
    panel = join.join_panel(session)
    assert "192.168.1.20:8866/delta" in panel
    assert "<svg" in panel
    assert f'data-text="{LAN}/delta/{session.g.code}"' in panel
    assert join.act(session, "join_address", {"value": "http://10.0.0.7:8866"})
    assert "10.0.0.7:8866/delta" in join.join_panel(session)


def test_on_binder_the_panel_shows_picture_and_link_but_no_address_to_type(store: Store) -> None:
    session = session_on(store, gathering(store, ("open", QUESTION, OPEN)), origin=BINDER, path=BINDER_PATH)
    panel = join.join_panel(session)
    assert "Adressen er lang" in panel
    assert "hub.example.org" not in text(panel)
    assert "Kopier lenken" in panel


def test_what_is_not_about_joining_is_left_to_others(store: Store) -> None:
    session = session_on(store, gathering(store, ("open", QUESTION, OPEN)))
    assert not join.act(session, "open", {})
