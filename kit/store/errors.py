"""What can go wrong with what lasts: one sentence for a person and one word for a program."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, IntegrityError

from kit.i18n import gettext as _


class StoreError(Exception):
    """Something could not be read or saved. ``str(error)`` is one sentence in the user's language.

    ``reason`` is one of: corrupt, locked, readonly, full, io, newer, foreign, nowal, address,
    unknown (no such gathering), invalid (a value that cannot be stored), taken (the code is in
    use), refused (the command does not fit now), stale, closed, error.
    """

    def __init__(self, sentence: str, reason: str = "error", place: str = "") -> None:
        super().__init__(sentence)
        self.reason = reason
        self.place = place

    def again(self) -> StoreError:
        """The same error, said in the language that is in force now."""
        return failure(self.reason, self.place) if self.place else StoreError(str(self), self.reason)


class Stale(StoreError):
    """Someone else was first: the latest entry is ``revision``, not the one that was expected."""

    def __init__(self, revision: int = 0) -> None:
        super().__init__(
            _("Someone else changed this just before you; look at what they did and try again."), "stale"
        )
        self.revision = revision

    def again(self) -> StoreError:
        return Stale(self.revision)


def unknown() -> StoreError:
    return StoreError(_("This gathering does not exist any more."), "unknown")


def invalid() -> StoreError:
    return StoreError(_("This contains something that cannot be saved."), "invalid")


_BY_CODE = {  # SQLite's primary result codes
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_READONLY: "readonly",
    sqlite3.SQLITE_CANTOPEN: "readonly",
    sqlite3.SQLITE_PERM: "readonly",
    sqlite3.SQLITE_AUTH: "readonly",
    sqlite3.SQLITE_CORRUPT: "corrupt",
    sqlite3.SQLITE_NOTADB: "corrupt",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR: "io",
    sqlite3.SQLITE_TOOBIG: "invalid",
}
_BY_ERRNO = {1: "readonly", 13: "readonly", 30: "readonly", 28: "full", 122: "full", 5: "io"}


def reason_of(error: BaseException) -> str:
    """The word for an error from the database driver or the operating system."""
    original = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(original, sqlite3.IntegrityError):
        # Ids are made here and looked up in the same transaction, so what is left is a gathering
        # that was deleted while somebody was writing to it.
        return "unknown"
    if isinstance(original, sqlite3.Error):
        return _BY_CODE.get(getattr(original, "sqlite_errorcode", 0) & 0xFF, "error")
    if isinstance(error, IntegrityError):
        return "unknown"
    if isinstance(original, OSError):
        return _BY_ERRNO.get(original.errno or 0, "io")
    if isinstance(original, (UnicodeError, OverflowError)):
        return "invalid"
    return "error"


def sentence(reason: str, place: str) -> str:
    """What a person is told; ``place`` names the database."""
    sentences = {
        "corrupt": _(
            "The database {place} is damaged: put a backup in its place, or move it away to start afresh."
        ),
        "locked": _("Another program keeps the database {place} busy; wait a little and try again."),
        "readonly": _(
            "The database {place} cannot be written to; check that you may write in the folder it lies in."
        ),
        "full": _("The disk is full, so nothing more can be saved; free some space and try again."),
        "io": _("The disk did not answer, so this was not saved; check that it is still connected."),
        "newer": _("The database {place} was made by a newer Fagsamling; update the program to open it."),
        "foreign": _("The file {place} is a database, but not one from Fagsamling; choose another file."),
        "unknown": str(unknown()),
        "invalid": str(invalid()),
    }
    return sentences.get(reason, _("The database {place} did not answer as it should.")).format(place=place)


def failure(reason: str, place: str) -> StoreError:
    return StoreError(sentence(reason, place), reason, place)


@contextmanager
def explained(place: str | Path) -> Iterator[None]:
    """Errors of driver and operating system leave the block as :class:`StoreError`."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, OSError, UnicodeError, OverflowError) as error:
        raise failure(reason_of(error), str(place)) from error
