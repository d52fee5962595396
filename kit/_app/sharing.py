"""Opens the phone pages to the network while somebody wants that, and tells the dashboards the truth about it."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from kit._app import network
from kit.i18n import gettext as _
from kit.store import Store, StoreError

SHARED = ""
_LOOK = 0.3  # seconds between two looks at what is wanted
_LOOK_AROUND = 5.0  # seconds between two looks at the networks: laptops move, hotspots come and go
_FORGET = dt.timedelta(hours=12)  # what somebody wanted last week is not wanted now
_PORTS = 20

log = logging.getLogger("fagsamling.sharing")


class Door(Protocol):
    """The public side of the server: it can listen in more places, and stop again."""

    def listen(self, address: str, port: int) -> object: ...
    def unlisten(self, address: str) -> None: ...


class Sharing(threading.Thread):
    """Watches ``share`` in the store, keeps the listeners to it, and writes ``server``."""

    def __init__(
        self,
        store: Store,
        door: Door,
        port: int,
        base_url: str = "/",
        find: Callable[[], Sequence[str]] = network.addresses,
    ) -> None:
        super().__init__(name="sharing", daemon=True)
        self._store, self._door, self._port, self._base_url, self._find = store, door, port, base_url, find
        self._open: dict[str, int] = {}  # address → port
        self._error = ""
        self._told: object = None
        self._end = threading.Event()
        self._begun = False
        self._asked = False  # by whoever started the program

    def begin(self, wanted: bool) -> None:
        """Say what is true now, so that nothing from an earlier run remains; then keep watching."""
        self._asked = wanted
        try:
            self._begin()
        except (StoreError, OSError):  # a full disk, say: the thread tries again, and the gathering goes on
            log.exception("sharing could not begin")
        self.start()

    def _begin(self) -> None:
        latest = self._store.history(SHARED, "share", "")[-1:]
        if self._asked:
            self._store.record(SHARED, "share", "", {"wanted": True, "option": True})
        elif latest and latest[0].body.get("wanted"):
            old = self._store.clock() - latest[0].at > _FORGET
            if old or latest[0].body.get("option"):
                self._store.record(SHARED, "share", "", {"wanted": False})
        self.look()
        self._begun = True

    def run(self) -> None:
        seen, since = -1, 0.0
        while not self._end.wait(_LOOK):
            since += _LOOK
            try:
                if not self._begun:
                    self._begin()
                version = self._store.version()
                if version != seen or since >= _LOOK_AROUND:
                    self.look()
                    seen, since = version, 0.0
            except (StoreError, OSError):
                log.exception("sharing could not be looked after")

    def look(self) -> None:
        """Listen where it is wanted and possible, and tell if anything has changed."""
        if self._store.shared("share").get("wanted"):
            self._reach(list(self._find()))
        else:
            self._reach([])
            self._error = ""
        truth = {
            "addresses": [f"http://{a}:{p}{self._base_url.rstrip('/')}" for a, p in self._open.items()],
            "port": self._port,
            "base_url": self._base_url,
            "error": self._error,
        }
        if truth != self._told:
            self._store.record(SHARED, "server", "", truth)
            self._told = truth

    def _reach(self, addresses: list[str]) -> None:
        for address in self._open.keys() - set(addresses):
            self._door.unlisten(address)
            del self._open[address]
        refused = False
        for address in addresses:
            if address not in self._open:
                refused = not self._listen(address) or refused
        self._open = {a: self._open[a] for a in addresses if a in self._open}  # the likeliest first
        if self._open:
            self._error = ""
        elif refused:
            self._error = _(
                "The system did not let phones in; a firewall or another program may be in the way."
            )
        else:
            self._error = _(
                "This machine is on no network where phones could reach it. "
                "Connect it to Wi-Fi, or share the connection of a phone and connect the machine to that."
            )

    def _listen(self, address: str) -> bool:
        for port in range(self._port, min(self._port + _PORTS, 65536)):
            try:
                self._door.listen(address, port)
            except OSError:
                continue
            self._open[address] = port
            return True
        return False

    def close(self) -> None:
        """Stop listening, and leave word that nobody listens any more."""
        self._end.set()
        if self.is_alive():
            self.join(2)
        for address in self._open:
            self._door.unlisten(address)
        self._open = {}
        try:
            self._store.record(
                SHARED,
                "server",
                "",
                {
                    "addresses": [],
                    "port": self._port,
                    "base_url": self._base_url,
                    "error": "",
                    "stopped": True,
                },
            )
        except StoreError:
            log.exception("could not leave word in the store")
