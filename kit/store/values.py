"""Values on their way into and out of text columns."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from kit.store.errors import invalid

_LARGEST = 2**63 - 1


def canonical(body: Any) -> str:
    """JSON in one form only, so that equal answers are equal text.

    Everything outside ASCII is escaped: half a surrogate pair or a NUL from a broken phone is
    kept as it came and cannot upset the database.
    """
    try:
        return json.dumps(body, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise invalid() from error


def plain(text: str) -> str:
    """An id or a name as any database can hold it: no NUL, no half surrogate pairs."""
    if not isinstance(text, str):
        raise invalid()
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def whole(value: int) -> int:
    """A whole number that fits in a column."""
    if not isinstance(value, int) or not -_LARGEST <= value <= _LARGEST:
        raise invalid()
    return int(value)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
