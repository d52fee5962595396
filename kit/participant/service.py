"""What the phones' pages need, once per event loop: the store, its writer, and a hub per gathering."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from kit.participant.analysis_hub import hub_for
from kit.participant.hub import Hub
from kit.participant.limits import NEW_GROUPS, PER_GATHERING, PER_RESPONDENT, Buckets, file_limit, room
from kit.participant.refused import no_such_code
from kit.participant.streams import BEAT, send_to_all
from kit.store import StoreError

if TYPE_CHECKING:
    from tornado.httputil import HTTPServerRequest

    from kit.store import Store
    from kit.store.writer import Writer

log = logging.getLogger(__name__)

WATCH = 0.03  # how often the store is asked for news while a phone listens
IDLE = 0.25
BEAT_EVERY = 15.0
_STALE = 0.02  # a request may see a state that is this old
_PHONE_EVERY = 5.0
_DISK = ("full", "io", "readonly", "corrupt")
_PHONES_TRY_AGAIN = 15.0  # within so many seconds, so that old trouble is not told for ever
_TURNS = 12  # answers that are worked on in one go


def nearby(request: HTTPServerRequest) -> bool:
    """Asked from this machine itself, and not through a proxy on it."""
    if any(h in request.headers for h in ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded")):
        return False
    try:
        return ipaddress.ip_address(request.remote_ip or "").is_loopback
    except ValueError:
        return False


class ParticipantService:
    """Belongs to the loop that calls :meth:`start`. The store and the writer stay the caller's."""

    #: Who may ask how many phones are connected. Set another one where dashboards need a token.
    may_look: Callable[[HTTPServerRequest], bool] = staticmethod(nearby)

    def __init__(self, store: Store, writer: Writer, *, max_streams: int | None = None) -> None:
        self.store, self.writer = store, writer
        self.max_streams = room(file_limit())[1] if max_streams is None else max_streams
        self.by_respondent = Buckets(*PER_RESPONDENT)
        self.by_gathering = Buckets(*PER_GATHERING)
        self.new_groups = Buckets(*NEW_GROUPS)
        self._hubs: dict[str, Hub] = {}
        self._ids: dict[str, str] = {}  # code as typed → gathering
        self._checked = 0.0
        self._version = -1
        self._tasks: list[asyncio.Task[None]] = []
        self._ticker: asyncio.Task[None] | None = None
        self._longest = 0.0
        self._taken = 0
        self._failed = ("", 0.0)

    # --- life

    def start(self) -> None:
        """Begin to watch the store; call it on the running loop."""
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._watch()), asyncio.create_task(self._beat())]

    async def stop(self) -> None:
        """Hang up on everyone. Phones come back by themselves."""
        tasks = [*self._tasks, *([self._ticker] if self._ticker else [])]
        self._tasks, self._ticker = [], None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for hub in self._hubs.values():
            for stream in list(hub.streams):
                stream.close()

    @property
    def n_streams(self) -> int:
        return sum(len(hub.streams) for hub in self._hubs.values())

    # --- gatherings

    def now(self) -> dt.datetime:
        return self.store.clock()

    def hub(self, code: str, *, fresh: bool = False) -> Hub:
        """The gathering with this code, at most 20 ms old (``fresh``: as it is now).

        Raises :class:`Refused` where there is none, :class:`StoreError` where the store fails.
        """
        typed = "".join(c for c in code.upper() if c.isalnum())[:64]
        found = self._ids.get(typed)
        try:
            hub = self._hubs.get(found) if found else None
            if hub is None:
                found = self.store.find(code[:200])
                if found is None:
                    raise no_such_code(typed)
                hub = self._hubs.get(found) or hub_for(self.store, found)
                self._hubs[found], self._ids[typed] = hub, found
            now = time.monotonic()
            if fresh or now - self._checked > _STALE:
                self._version, self._checked = self.store.version(), now
            hub.refresh(self._version)
        except StoreError as error:
            if error.reason == "unknown":
                self._forget(found)
                raise no_such_code(typed) from None
            raise
        return hub

    def _forget(self, gathering_id: str | None) -> None:
        hub = self._hubs.pop(gathering_id or "", None)
        self._ids = {code: g for code, g in self._ids.items() if g != gathering_id}
        for stream in list(hub.streams) if hub else ():
            stream.close()

    def look(self) -> None:
        """Read what is new for everyone who listens, without telling them."""
        version = self.store.version()
        self._version, self._checked = version, time.monotonic()
        for hub in list(self._hubs.values()):
            if not hub.streams:
                continue
            try:
                hub.refresh(version)
            except StoreError as error:
                if error.reason != "unknown":
                    raise
                self._forget(hub.id)

    async def _watch(self) -> None:
        trouble = ""
        while True:
            await asyncio.sleep(WATCH if self.n_streams else IDLE)
            try:
                if self.n_streams:
                    self.look()
                    for hub in list(self._hubs.values()):
                        if hub.streams:
                            await hub.tell(self.now())
                trouble = ""
            except Exception as error:  # the store may be back in a moment; the loop must live
                if str(error) != trouble:
                    log.exception("phones could not be told")
                trouble = str(error)
                await asyncio.sleep(0.5)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_EVERY)
            for hub in list(self._hubs.values()):
                with suppress(Exception):
                    await send_to_all(hub.streams, lambda stream: BEAT)

    # --- writing

    async def saved(self, future: Future[Any]) -> Any:
        """The result of a commit. A phone that hangs up does not stop it."""
        try:
            result = await asyncio.shield(asyncio.wrap_future(future))
        except StoreError as error:
            if error.reason in _DISK:
                self._failed = (error.reason, time.monotonic())
            raise
        self._failed = ("", 0.0)
        await self.turn()
        return result

    @property
    def failing(self) -> str:
        """Why nothing can be saved just now, in one word (see :class:`StoreError`); empty where it can."""
        reason, at = self._failed
        return reason if time.monotonic() - at < _PHONES_TRY_AGAIN else ""

    async def phone_came(self, hub: Hub, address: str) -> None:
        """Remember that a phone reached us from outside; *Forbered* turns green."""
        now = time.monotonic()
        if hub.phone_noted and now - hub.phone_noted < _PHONE_EVERY:
            return
        hub.phone_noted = now
        noted = asyncio.wrap_future(self.writer.record(hub.id, "phone", "", {"address": address[:200]}))
        noted.add_done_callback(lambda future: future.exception())
        await asyncio.wait([noted], timeout=0.5)  # a busy disk must not keep the page waiting

    # --- sharing the loop

    async def turn(self) -> None:
        """Wait for one's turn: when hundreds of answers are ready at once, others get in between."""
        while self._taken >= _TURNS:
            await asyncio.sleep(0)
        if self._taken == 0:
            asyncio.get_running_loop().call_soon(self._next_turn)
        self._taken += 1

    def _next_turn(self) -> None:
        self._taken = 0

    def longest_block(self) -> float:
        """The longest time in seconds that the loop was busy with one thing since the last call.

        The first call starts the measuring.
        """
        if self._ticker is None:
            self._ticker = asyncio.get_running_loop().create_task(self._tick())
        longest, self._longest = self._longest, 0.0
        return longest

    async def _tick(self) -> None:
        pause = 0.005
        then = time.monotonic()
        while True:
            await asyncio.sleep(pause)
            now = time.monotonic()
            self._longest = max(self._longest, now - then - pause)
            then = now
