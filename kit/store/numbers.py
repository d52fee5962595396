"""Numbers and marks: where a row stands in this database, and where it stands in every copy.

A *revision* counts the rows of one database. A *uid* is the same wherever the row is copied to, and
uids sort as the rows were written: a time that never goes back (not even when the clock does), and
random letters, so that two machines never make the same one.
"""

from __future__ import annotations

import datetime as dt
import secrets

from sqlalchemy import Connection, select, update

from kit.store.schema import counter

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_TIME, _RANDOM = 18, 12  # hex digits: microseconds and four for those within one; then chance
UID = rf"0[0-9a-f]{{{_TIME + _RANDOM - 1}}}"  # the first digit holds until 2112


def last_revision(connection: Connection, *, to_write: bool = False) -> int:
    """The newest number given out. ``to_write`` keeps other writers out until the end."""
    wanted = select(counter.c.revision)
    return int(connection.execute(wanted.with_for_update() if to_write else wanted).scalar_one())


def skip_one(connection: Connection) -> None:
    """Let readers see that something has happened where no row was written."""
    connection.execute(update(counter).values(revision=last_revision(connection, to_write=True) + 1))


class Numbers:
    """Gives out revisions and uids inside one writing transaction; :meth:`save` keeps the place."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        wanted = select(counter.c.revision, counter.c.mark).with_for_update()
        self.revision, mark = connection.execute(wanted).one()
        self.at_first, self._mark = self.revision, int(mark or "0", 16)

    def new(self, at: dt.datetime) -> tuple[int, str]:
        """A revision and a uid for a row that is written now."""
        self._mark = max(_micro(at) << 16, self._mark + 1)
        self.revision += 1
        return self.revision, f"{self._mark:0{_TIME}x}{secrets.token_hex(_RANDOM // 2)}"

    def known(self, uid: str) -> int:
        """A revision for a row that was written elsewhere; what is written from now on comes after it."""
        self._mark = max(int(uid[:_TIME], 16), self._mark)
        self.revision += 1
        return self.revision

    def save(self) -> None:
        if self.revision > self.at_first:
            values = {"revision": self.revision, "mark": f"{self._mark:0{_TIME}x}"}
            self._connection.execute(update(counter).values(values))


def _micro(at: dt.datetime) -> int:
    return (at.astimezone(dt.UTC) - _EPOCH) // dt.timedelta(microseconds=1)
