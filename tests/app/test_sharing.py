"""Opening for phones: when it is wanted, where it is possible, and what the dashboards are told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit._app import network
from kit._app.sharing import Sharing
from kit.store import Store, StoreError, open_store
from tests.running import eventually


class FakeDoor:
    """Refuses the ports in ``busy``, or everything."""

    def __init__(self, busy: set[int] | None = None, refuse: bool = False) -> None:
        self.busy, self.refuse, self.open = busy or set(), refuse, dict[str, int]()

    def listen(self, address: str, port: int) -> None:
        if self.refuse or port in self.busy:
            raise OSError("busy")
        self.open[address] = port

    def unlisten(self, address: str) -> None:
        del self.open[address]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(str(tmp_path / "x.db"))
    yield opened
    opened.close()


def sharing(store: Store, door: FakeDoor, found: list[str], base_url: str = "/") -> Sharing:
    return Sharing(store, door, 8866, base_url, find=lambda: found)


def test_closed_until_somebody_wants_it(store: Store) -> None:
    store.record("", "server", "", {"addresses": ["http://10.0.0.1:8866"], "port": 1})  # an earlier run
    door = FakeDoor()
    s = sharing(store, door, ["10.0.0.5"])
    s.begin(wanted=False)
    assert store.shared("server") == {"addresses": [], "port": 8866, "base_url": "/", "error": ""}
    store.record("", "share", "", {"wanted": True})
    s.look()
    assert door.open == {"10.0.0.5": 8866}
    assert store.shared("server")["addresses"] == ["http://10.0.0.5:8866"]
    store.record("", "share", "", {"wanted": False})
    s.look()
    assert door.open == {}
    assert store.shared("server")["addresses"] == []
    s.close()


def test_the_option_opens_at_once_and_closing_tells(store: Store) -> None:
    door = FakeDoor()
    s = sharing(store, door, ["10.0.0.5", "192.168.1.7"], "/user/ola/")
    s.begin(wanted=True)
    found = ["http://10.0.0.5:8866/user/ola", "http://192.168.1.7:8866/user/ola"]
    assert store.shared("server")["addresses"] == found
    s.close()
    assert door.open == {}
    assert store.shared("server")["addresses"] == []


def test_a_disk_that_is_full_at_the_start_stops_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise StoreError("no room", "full")

    s = sharing(store, FakeDoor(), ["10.0.0.5"])
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(store, "record", full)
        s.begin(wanted=True)
    eventually(lambda: store.shared("server").get("addresses") == ["http://10.0.0.5:8866"])
    s.close()


def test_the_thread_sees_a_wish_by_itself(store: Store) -> None:
    door = FakeDoor()
    s = sharing(store, door, ["10.0.0.5"])
    s.begin(wanted=False)
    store.record("", "share", "", {"wanted": True})
    for _ in range(50):
        if store.shared("server")["addresses"]:
            break
        s._end.wait(0.1)
    assert store.shared("server")["addresses"] == ["http://10.0.0.5:8866"]
    s.close()


def test_a_busy_port_takes_the_next(store: Store) -> None:
    door = FakeDoor(busy={8866, 8867})
    s = sharing(store, door, ["10.0.0.5"])
    s.begin(wanted=True)
    assert store.shared("server")["addresses"] == ["http://10.0.0.5:8868"]
    s.close()


def test_no_network_is_told_in_plain_words(store: Store) -> None:
    found: list[str] = []
    s = sharing(store, FakeDoor(), found)
    s.begin(wanted=True)
    assert store.shared("server")["error"].startswith("Maskinen er ikke på noe nett")
    found.append("10.0.0.5")  # now the hotspot is on
    s.look()
    assert store.shared("server")["error"] == ""
    assert store.shared("server")["addresses"] == ["http://10.0.0.5:8866"]
    found[:] = ["172.20.10.2"]  # another network
    s.look()
    assert store.shared("server")["addresses"] == ["http://172.20.10.2:8866"]
    s.close()


def test_a_refusing_system_is_told_in_plain_words(store: Store) -> None:
    s = sharing(store, FakeDoor(refuse=True), ["10.0.0.5"])
    s.begin(wanted=True)
    assert "brannmur" in store.shared("server")["error"]
    s.close()


def test_what_is_true_is_written_once(store: Store) -> None:
    s = sharing(store, FakeDoor(), ["10.0.0.5"])
    s.begin(wanted=True)
    before = len(store.history("", "server", ""))
    s.look()
    s.look()
    assert len(store.history("", "server", "")) == before
    s.close()


def test_an_old_wish_is_forgotten(tmp_path: Path) -> None:
    now = dt.datetime(2026, 11, 12, 8, tzinfo=dt.UTC)
    path = str(tmp_path / "x.db")
    store = open_store(path, clock=lambda: now)
    store.record("", "share", "", {"wanted": True})
    s = sharing(store, FakeDoor(), ["10.0.0.5"])
    s.begin(wanted=False)
    assert store.shared("server")["addresses"]  # an hour later, after a crash say: phones come back
    s.close()
    now += dt.timedelta(days=1)
    s = sharing(store, FakeDoor(), ["10.0.0.5"])
    s.begin(wanted=False)
    assert not store.shared("server")["addresses"]
    s.close()
    store.close()


def test_the_option_is_for_one_run_only(store: Store) -> None:
    s = sharing(store, FakeDoor(), ["10.0.0.5"])
    s.begin(wanted=True)
    s.close()
    s = sharing(store, FakeDoor(), ["10.0.0.5"])
    s.begin(wanted=False)
    assert not store.shared("server")["addresses"]
    s.close()


def test_addresses_are_reachable_ones() -> None:
    for address in network.addresses():
        assert not address.startswith(("127.", "169.254.", "0."))
