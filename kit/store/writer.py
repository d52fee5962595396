"""One thread that commits what many send: whatever waits goes to the disk together.

A flush to the disk takes 5–30 ms on a school laptop. Five hundred answers in a row would take
seconds; five hundred in one transaction take one flush.
"""

from __future__ import annotations

import atexit
import contextvars
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import groupby
from queue import Empty, SimpleQueue
from typing import Any

from sqlalchemy import Connection

from kit.i18n import gettext as _
from kit.store import answers, entries
from kit.store.answers import NewAnswer, Receipt
from kit.store.errors import Stale, StoreError
from kit.store.state import Json
from kit.store.store import Store

_AT_MOST = 1000  # jobs in one transaction, so that dashboards get their turn
_HOPELESS = {"locked", "readonly", "corrupt", "full", "io"}  # the database's fault, not one job's


@dataclass(frozen=True)
class _Entry:
    gathering: str
    change: entries.Change
    by: str


@dataclass
class _Job:
    what: NewAnswer | _Entry
    future: Future[Any] = field(default_factory=Future)
    context: contextvars.Context = field(default_factory=contextvars.copy_context)  # whose language it is

    def fail(self, error: StoreError) -> None:
        self.future.set_exception(self.context.run(error.again))


class Writer:
    """Commits in groups, in the order of arrival; a future is done when its row is on the disk."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._closing = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    def submit(self, new: NewAnswer) -> Future[Receipt]:
        return self._put(new)

    def record(
        self,
        gathering_id: str,
        kind: str,
        subject: str,
        body: Json,
        *,
        expect: int | None = None,
        by: str = "",
    ) -> Future[int]:
        """As :meth:`Store.record`."""
        return self._put(_Entry(gathering_id, (kind, subject, body, expect), by))

    def _put(self, what: NewAnswer | _Entry) -> Future[Any]:
        job = _Job(what)
        # From here on nobody can cancel it: a phone that hangs up still wants its answer saved.
        job.future.set_running_or_notify_cancel()
        with self._closing:
            if not self._closed:
                self._queue.put(job)
                return job.future
        job.fail(StoreError(_("The program is closing, so this was not saved."), "closed"))
        return job.future

    def close(self) -> None:
        """Save what is waiting, then stop. May be called again."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()
        atexit.unregister(self.close)

    def _run(self) -> None:
        going = True
        while going:
            waiting = self._waiting()
            jobs = [job for job in waiting if job is not None]
            going = len(jobs) == len(waiting)
            if jobs:
                self._commit(jobs)

    def _waiting(self) -> list[_Job | None]:
        waiting = [self._queue.get()]
        while len(waiting) < _AT_MOST and waiting[-1] is not None:
            try:
                waiting.append(self._queue.get_nowait())
            except Empty:
                break
        return waiting

    def _commit(self, jobs: Sequence[_Job]) -> None:
        try:
            results = self._store.write(lambda c: self._work(c, jobs))
        except Exception as error:  # whatever it is, somebody waits for an answer
            reason = error.reason if isinstance(error, StoreError) else ""
            if len(jobs) == 1 or reason in _HOPELESS:
                told = error if isinstance(error, StoreError) else StoreError(str(error))
                for job in jobs:
                    job.fail(told)
                return
            # One of them cannot be saved. Halving finds it in a few commits and saves the others.
            middle = len(jobs) // 2
            self._commit(jobs[:middle])
            self._commit(jobs[middle:])
            return
        for job, result in zip(jobs, results, strict=True):
            if isinstance(result, Stale):
                job.fail(result)
            else:
                job.future.set_result(result)

    def _work(self, connection: Connection, jobs: Sequence[_Job]) -> list[Receipt | int | Stale]:
        at = self._store.clock()
        results: list[Receipt | int | Stale] = []
        for _kind, run in groupby((job.what for job in jobs), type):
            some = list(run)
            new = [what for what in some if isinstance(what, NewAnswer)]
            if new:
                results += answers.add(connection, new, at)
            for what in some:
                if isinstance(what, _Entry):
                    results.append(_append(connection, what, at))
        return results


def _append(connection: Connection, what: _Entry, at: Any) -> int | Stale:
    try:
        return entries.append(connection, what.gathering, [what.change], what.by, at)[0]
    except Stale as stale:  # raised before anything was written, so the others can stay
        return stale
