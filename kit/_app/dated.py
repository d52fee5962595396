"""A thread that keeps the dated copies: soon after the start, every hour, and when the program stops."""

from __future__ import annotations

import logging
import threading

from kit.i18n import OSLO
from kit.store import Store, StoreError

_AFTER_START, _EVERY = 20.0, 3600.0  # seconds; the start itself is not to wait for it
log = logging.getLogger("fagsamling")


class DatedCopies:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="dated-copies", daemon=True)

    def __enter__(self) -> DatedCopies:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join()
        self._keep()

    def _run(self) -> None:
        wait = _AFTER_START
        while not self._stop.wait(wait):
            self._keep()
            wait = _EVERY

    def _keep(self) -> None:
        try:
            self._store.keep_dated_copy(self._store.clock().astimezone(OSLO).date())
        except StoreError as error:  # a full disk stops no gathering
            log.warning("no dated copy: %s", error)
