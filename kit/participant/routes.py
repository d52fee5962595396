"""The addresses that phones and scripts use. See ``routes``."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

import kit
from kit.i18n import clock, use
from kit.i18n import gettext as _
from kit.participant import checks
from kit.participant.base import Base
from kit.participant.page_routes import CodePage, PhonePage
from kit.participant.receipts import receipt
from kit.participant.refused import Refused
from kit.participant.seats import sit
from kit.participant.streams import HEAD, RETRY, Stream
from kit.participant.taking import limit, take

if TYPE_CHECKING:
    from kit.participant.hub import Hub
    from kit.participant.service import ParticipantService


class StateRoute(Base):
    """What is asked now. With ``?page=1`` also what only the phone page needs."""

    async def on_get(self) -> None:
        hub = self.hub(fresh=True)
        view = hub.view(self.service.now(), self.language)
        who = self.get_query_argument("r", "")
        if 8 <= len(who) <= 64:
            hub.polled(who)
        self.set_header("Cache-Control", "no-cache")
        if self.get_query_argument("page", ""):
            self.send_json(view.page())
        else:
            self.send(view.state, "application/json; charset=utf-8")


class JsonPost(Base):
    """Hears a JSON body from our own pages or from a script."""

    async def on_post(self) -> None:
        hub = self.hub()
        with use(self.language):
            self.refuse_foreign_origin()
            self.refuse_other_content("application/json")
            await self.hear(hub, checks.decoded(self.body))

    async def hear(self, hub: Hub, body: dict[str, Any]) -> None:
        """Act on what was sent, and answer."""
        raise NotImplementedError


class AnswersRoute(JsonPost):
    """Takes an answer. 201 goes out when it is on the disk, never before."""

    async def hear(self, hub: Hub, body: dict[str, Any]) -> None:
        created = await take(self.service, hub, body)
        told = {"id": body["id"], "seq": body["seq"], "at": clock(self.service.now())}
        if proof := receipt(hub.gathering, checks.envelope(body)):
            told["receipt"] = proof
        self.send_json(told, 201 if created else 200)


class HeldRoute(JsonPost):
    """Which answers that the sender was told are saved are not here: after a restore from an older copy."""

    async def hear(self, hub: Hub, body: dict[str, Any]) -> None:
        limit(self.service, hub, checks.respondent(body))
        ids = checks.ids(body)
        loop = asyncio.get_running_loop()
        kept = await loop.run_in_executor(None, self.service.store.kept_answers, hub.id, ids)
        self.send_json({"missing": [id_ for id_ in ids if id_ not in kept]})


class SeatRoute(JsonPost):
    """Puts a phone at a table; tells whether somebody was there before."""

    async def hear(self, hub: Hub, body: dict[str, Any]) -> None:
        group, joined = await sit(self.service, hub, body)
        self.send_json({"group": group, "joined": joined})


class EventsRoute(Base):
    """Tells a phone what is open, until it hangs up. Past the cap phones are sent away to poll."""

    async def on_get(self) -> None:
        hub = self.hub(fresh=True)
        if self.service.n_streams >= self.service.max_streams:
            self.set_status(204)  # an EventSource does not come back after this
            return
        view = hub.view(self.service.now(), self.language)
        last_seen = self.request.headers.get("Last-Event-ID") or self.get_query_argument("seen", "")
        stream = Stream(self.detach(), hub.streams.discard)
        stream.send(HEAD + RETRY + hub.listen(stream, view, last_seen))


class PresenceRoute(Base):
    """How many phones are connected. Only for the facilitator's screen; nothing of it is stored."""

    async def on_get(self) -> None:
        if not self.service.may_look(self.request):
            raise Refused(403, _("Only the facilitator's screen may see this."))
        self.send_json({"connected": self.hub().connected()})


class HealthRoute(Base):
    """Whether we are up. With ``?load=1``, on this machine only, also how busy."""

    async def on_get(self) -> None:
        self.service.store.version()
        body: dict[str, Any] = {"status": "ok", "version": kit.__version__}
        if self.service.failing:
            body["failing"] = self.service.failing
        if self.get_query_argument("load", "") and self.service.may_look(self.request):
            body |= {
                "streams": self.service.n_streams,
                "longest_block_ms": round(1000 * self.service.longest_block(), 1),
            }
        self.send_json(body)


class NothingHere(Base):
    """Any other address, where nobody else answers."""

    html = True

    async def on_get(self) -> None:
        self._elsewhere()

    async def on_post(self) -> None:
        self._elsewhere()

    def _elsewhere(self) -> None:
        if self.request.path in ("/", self.base_url, self.base_url.rstrip("/")):
            self.redirect(f"{self.base_url}delta")
            return
        raise Refused(404, _("There is nothing at this address. Type the code from the screen in the room."))


def routes(base_url: str, service: ParticipantService) -> list[tuple[str, type[Base], dict[str, Any]]]:
    """Handlers for a Tornado application or for Jupyter Server, below ``base_url``."""
    base_url = "/" + f"{base_url.strip('/')}/".lstrip("/")
    base = re.escape(base_url)
    given = {"service": service, "base_url": base_url}
    code = "([^/]{1,200})"
    found: list[tuple[str, type[Base]]] = [
        ("healthz", HealthRoute),
        ("delta/?", CodePage),
        (f"delta/{code}/state", StateRoute),
        (f"delta/{code}/answers", AnswersRoute),
        (f"delta/{code}/held", HeldRoute),
        (f"delta/{code}/seat", SeatRoute),
        (f"delta/{code}/events", EventsRoute),
        (f"delta/{code}/presence", PresenceRoute),
        (f"delta/{code}/?", PhonePage),
    ]
    return [(f"{base}{path}", handler, given) for path, handler in found]
