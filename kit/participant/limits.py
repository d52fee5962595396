"""How much one phone, one gathering and one machine may ask for."""

from __future__ import annotations

import time
from collections.abc import Callable

PER_RESPONDENT = (30, 3.0)  # a burst of thirty posts, then three a second
PER_GATHERING = (3000, 300.0)  # five hundred phones may post at once, twice over
NEW_GROUPS = (300, 2.0)  # tables that phones name themselves

_FILES_WANTED = 65_536
_FILES_MACOS = 10_240  # the most that macOS allows, whatever it says is the hard limit
_SOCKETS_WINDOWS = 500  # Python's select() there takes 512


class Buckets:
    """Token buckets by key: so many at once, so many a second after that."""

    def __init__(self, capacity: int, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._capacity, self._rate, self._clock = capacity, per_second, clock
        self._left: dict[str, tuple[float, float]] = {}  # key → tokens, when

    def take(self, key: str) -> float:
        """Seconds to wait before the next one; 0 when this one may pass."""
        now = self._clock()
        tokens, then = self._left.get(key, (float(self._capacity), now))
        tokens = min(self._capacity, tokens + (now - then) * self._rate)
        if len(self._left) > 20_000:
            self._forget(now)
        if tokens < 1:
            self._left[key] = (tokens, now)
            return (1 - tokens) / self._rate
        self._left[key] = (tokens - 1, now)
        return 0.0

    def _forget(self, now: float) -> None:
        """Drop the buckets that are full again: they say nothing."""
        full = self._capacity / self._rate
        self._left = {k: v for k, v in self._left.items() if now - v[1] < full}


def raise_file_limit() -> int:
    """Allow this process as many open files as it can get; how many that is."""
    try:
        import resource
    except ImportError:
        return _SOCKETS_WINDOWS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    best = _FILES_WANTED if hard == resource.RLIM_INFINITY else min(hard, _FILES_WANTED)
    for wanted in (best, _FILES_MACOS):
        if wanted <= soft:
            break
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            return wanted
        except (ValueError, OSError):
            continue
    return soft


def file_limit() -> int:
    """How many files this process may have open now."""
    try:
        import resource
    except ImportError:
        return _SOCKETS_WINDOWS
    return min(resource.getrlimit(resource.RLIMIT_NOFILE)[0], _FILES_WANTED)


def room(files: int) -> tuple[int, int]:
    """Of so many files: how many connections phones may hold, and how many of them event streams.

    The database, kernels and dashboards keep a share. Of the rest at most half are streams that
    stay open, so that there is always as much room again for posts and for phones that poll.
    """
    connections = max(16, files - max(64, files // 3 if files < 600 else 200))
    return connections, max(4, connections // 2)
