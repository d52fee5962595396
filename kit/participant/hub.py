"""One gathering as the phones' server keeps it in mind: its state, what phones see, who listens."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kit.participant.phone_state import Asked, View, ask, view_of
from kit.participant.streams import Stream, send_to_all
from kit.store.state import Activity, AnswerRow, Gathering

if TYPE_CHECKING:
    import datetime as dt

    from kit.store import Store

log = logging.getLogger(__name__)
_POLLING = 12.0  # a phone that asked within so many seconds is connected
_PAGE_AGE = 0.1


@dataclass
class Index:
    """The answers of one round by id, for what was sent twice. Filled only when somebody asks."""

    after: int = 0
    by_id: dict[str, AnswerRow] = field(default_factory=dict)

    def latest_of(self, respondent: str) -> AnswerRow | None:
        """The answer that counts among this respondent's."""
        own = [row for row in self.by_id.values() if row.respondent == respondent]
        return max(own, key=lambda row: (row.seq, row.revision), default=None)


class Hub:
    """Reads the gathering when the store has news, and tells the phones that listen."""

    def __init__(self, store: Store, gathering_id: str) -> None:
        self._store = store
        self.gathering: Gathering = store.state(gathering_id)
        self.version = -1  # the store's, when the gathering was read
        self.streams: set[Stream] = set()
        self.sitting: dict[str, str] = {}  # respondent → group, from the post on and not from the commit on
        self.naming: set[str] = set()  # names that are on their way to the disk
        self.phone_noted = 0.0
        self._asked: dict[tuple[str, int, str], tuple[Activity, Asked | None]] = {}
        self._views: dict[str, View] = {}  # by the language of the phones
        self._polled: dict[str, float] = {}
        self._indexes: dict[tuple[str, int], Index] = {}
        self._pages: dict[str, tuple[View, float, bytes]] = {}

    @property
    def id(self) -> str:
        return self.gathering.id

    def refresh(self, version: int) -> None:
        """Read what is new, when the store is at ``version``. Raises StoreError (unknown: deleted)."""
        if version == self.version:
            return
        before = self.gathering.since
        self.gathering = self._store.state(self.id, self.gathering)
        if self.gathering.since != before:
            self._indexes.clear()
        self.version = version

    def asked(
        self, activity_id: str | None = None, round_: int | None = None, language: str = ""
    ) -> Asked | None:
        """An activity as asked in a round (default: now); None where its settings cannot be used.

        ``language`` is that of the words around it (default: the gathering's).
        """
        g = self.gathering
        activity = g.current if activity_id is None else g.activities.get(activity_id)
        if activity is None:
            return None
        round_ = g.stage.round_of(activity.id) if round_ is None else round_
        key = (activity.id, round_, language or g.language)
        known = self._asked.get(key)
        if known is None or known[0] is not activity:
            try:
                made = ask(activity, round_, key[2])
            except Exception:  # settings come from people's templates; phones then wait
                log.exception("activity %s of gathering %s cannot be asked", activity.id, g.id)
                made = None
            if len(self._asked) > 64:
                self._asked.clear()
            known = self._asked[key] = (activity, made)
        return known[1]

    def view(self, now: dt.datetime, language: str = "") -> View:
        """What phones see now in a language (default: the gathering's).

        The same object until something about it changes.
        """
        language = language or self.gathering.language
        known = self._views.get(language)
        fresh = view_of(self.gathering, self.asked(language=language), now, language)
        if (
            known is None
            or known.gathering is not fresh.gathering
            or known.asked is not fresh.asked
            or (known.open, known.seconds_left) != (fresh.open, fresh.seconds_left)
        ):
            self._views[language] = known = fresh
        return known

    # --- who is here

    def polled(self, who: str) -> None:
        """A phone that does not listen has asked."""
        if len(self._polled) > 5000:
            self._polled.clear()
        self._polled[who] = time.monotonic()

    def connected(self) -> int:
        since = time.monotonic() - _POLLING
        self._polled = {who: at for who, at in self._polled.items() if at > since}
        return len(self.streams) + len(self._polled)

    def others_at(self, group: str, respondent: str) -> bool:
        """Whether another phone sits at this table."""
        seats = {**self.gathering.seats, **self.sitting}
        return any(g == group for r, g in seats.items() if r != respondent)

    def listen(self, stream: Stream, view: View, last_seen: str) -> bytes:
        """Add a stream; what it is to be sent first. After a short break that may be nothing."""
        self.streams.add(stream)
        stream.language = view.language
        stream.seen, stream.key = view.id, view.asked.key if view.asked else ""
        return b"" if last_seen == view.id and not view.seconds_left else view.event(with_form=True)

    async def tell(self, now: dt.datetime) -> None:
        """Tell everyone who has not been told, each in the language of that phone."""
        for language in {s.language for s in self.streams}:
            await self._tell(self.view(now, language))

    async def _tell(self, view: View) -> None:
        behind = [s for s in self.streams if s.language == view.language and s.seen != view.id]
        if not behind:
            return
        key = view.asked.key if view.asked else ""
        whole, brief = view.event(with_form=True), view.event(with_form=False)

        def chunk(stream: Stream) -> bytes | None:
            if stream.seen == view.id:
                return None
            known = stream.key == key
            stream.seen, stream.key = view.id, key
            return brief if known else whole

        await send_to_all(behind, chunk)

    # --- answers that came before

    def index(self, activity: str, round_: int) -> Index:
        """The answers of a round, read up to now. May take a while: not for the loop."""
        index = self._indexes.setdefault((activity, round_), Index())
        for row in self._store.answers(self.id, activity, round_, index.after):
            index.by_id[row.id] = row
            index.after = max(index.after, row.revision)
        if len(self._indexes) > 4:
            del self._indexes[next(iter(self._indexes))]
        return index

    def page(self, view: View, make: Callable[[], bytes]) -> bytes:
        """The page that is the same for all phones. In a rush, a table may look free for a moment too long."""
        now = time.monotonic()
        known = self._pages.get(view.language)
        if known and known[0] is view:
            return known[2]
        same_question = known and known[0].id == view.id and known[0].seconds_left == view.seconds_left
        if known is None or not same_question or now - known[1] > _PAGE_AGE:
            self._pages[view.language] = known = (view, now, make())
        return known[2]
