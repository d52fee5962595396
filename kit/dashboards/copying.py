"""The continuous copy, seen from the kernel: what is new goes to the browser, what the browser kept comes back.

The browser's side, and the messages, are in ``static/copy.js``; what is shown of it is in :mod:`copy_view`.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import datetime as dt
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kit.dashboards.session import Session
from kit.dashboards.widget import View
from kit.export import portable as export
from kit.i18n import gettext as _
from kit.i18n import ngettext, number
from kit.import_ import portable
from kit.store import Store, StoreError
from kit.store.copies import Merged

_AT_ONCE = 400_000  # characters in one message
_EVERY = 2.0  # seconds between two copies; the first after a quiet time goes at once
_SOON = 0.2
_LONGEST_PART = 500_000


@dataclass(frozen=True)
class Kept:
    """A copy that the browser has."""

    root: str
    title: str
    date: str
    saved: dt.datetime
    cursor: str
    extra: int = 0  # lines that the database did not have when it last sent everything


@dataclass
class _Parts:
    root: str
    of: int
    data: dict[int, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Brought:
    """A copy that has been laid together with the database, and what to say about it."""

    root: str
    made: bool
    sentence: str


def copies_wanted() -> bool:
    """Sample data that is thrown away is not worth a copy."""
    return not os.environ.get("FAGSAMLING_DEMO")


class Copying:
    """Of one page. Everything runs on the kernel's loop; only reading for a copy is done beside it."""

    def __init__(self, view: View) -> None:
        self._view = view
        self.kept: dict[str, Kept] | None = None  # None until the browser has told
        self._cursors: dict[str, str] = {}
        self._parts: dict[str, _Parts] = {}
        self._task: asyncio.Task[None] | None = None
        self._again = False
        self._next = 0.0
        self._subject = ""
        self._more: dict[str, bool] = {}  # what has_more said since the browser last told

    def forget(self) -> None:
        """The page is new: it will tell what it has."""
        self.kept, self._parts = None, {}
        self._more.clear()
        self._cursors.clear()

    # --- to the browser

    def look(self, session: Session) -> None:
        """There may be something new to copy. Cheap: called whenever the store has news."""
        if self.kept is None or not copies_wanted() or not subject(session):
            return
        if self._task is not None and not self._task.done():
            self._again = True
            return
        try:
            self._task = asyncio.get_running_loop().create_task(self._copying(session))
        except RuntimeError:  # plain Python, as in unit tests
            self.send(session)

    def follow(self, session: Session) -> None:
        """Look when the page has come to another gathering."""
        if subject(session) != self._subject:
            self._subject = subject(session)
            self.look(session)

    async def _copying(self, session: Session) -> None:
        while True:
            self._again = False
            await asyncio.sleep(max(_SOON, self._next - time.monotonic()))
            root = subject(session)
            if not root:
                return
            try:
                found = await asyncio.to_thread(self._read, session.store, root)
            except StoreError:  # deleted meanwhile, or the disk is away: the page says so already
                return
            self._send(*found)
            self._next = time.monotonic() + _EVERY
            if not self._again:
                return

    def send(self, session: Session) -> None:
        """Copy now."""
        self._send(*self._read(session.store, subject(session)))

    def _cursor(self, root: str) -> str:
        known = self.of(root)
        return self._cursors.get(root) or (known.cursor if known else "")

    def _read(self, store: Store, root: str) -> tuple[list[dict[str, Any]], str, str]:
        """Messages, the root and its new cursor."""
        before = self._cursor(root)
        copy = store.copy(root, before)
        if copy.cursor == before:
            return [], root, before
        about = export.about(store, root)
        told = {"title": about.title, "date": about.date, "name": about.file_name}
        same: dict[str, Any] = {
            "type": "copy",
            "do": "add",
            "root": root,
            "about": told,
            "head": export.head(copy, about),
        }
        same |= {"cursor": copy.cursor, "whole": copy.whole}
        parts = list(_portions(export.rows(copy)))
        last = len(parts) - 1
        return [same | {"rows": rows, "more": n < last} for n, rows in enumerate(parts)], root, copy.cursor

    def _send(self, messages: list[dict[str, Any]], root: str, cursor: str) -> None:
        for message in messages:
            self._view.send(message)
        self._cursors[root] = cursor

    def deleted(self, roots: list[str] | None) -> None:
        """What was deleted here is deleted in the browser too; None: everything."""
        self._view.send({"type": "copy", "do": "forget", "roots": roots})

    def download(self, store: Store, root: str) -> None:
        """Hand the file over."""
        name = export.about(store, root).file_name
        self._view.file(name, "application/octet-stream", export.document(store, root))

    # --- from the browser

    def heard(self, session: Session, message: dict[str, Any]) -> Brought | None:
        """A message of the browser's; a copy that it brought, when that was the last part of it.

        Raises :class:`portable.CopyError`.
        """
        match message.get("do"):
            case "list":
                self.kept = {k.root: k for k in map(_kept, message.get("copies") or ()) if k}
                self._more.clear()
                self.look(session)
            case "large":
                raise portable.too_large(int(message.get("size") or 0))
            case "part":
                return self._part(session, message)
        return None

    def _part(self, session: Session, message: dict[str, Any]) -> Brought | None:
        id_, n, of = str(message["id"]), int(message["n"]), int(message["of"])
        try:
            data = base64.b64decode(str(message["data"])[:_LONGEST_PART], validate=True)
        except binascii.Error:
            data = b""
        parts = self._parts.setdefault(id_, _Parts(str(message.get("root") or ""), of))
        parts.data[n] = data
        size = sum(map(len, parts.data.values()))
        if size > portable.LARGEST:
            del self._parts[id_]
            raise portable.too_large(size)
        if len(parts.data) < parts.of:
            return None
        del self._parts[id_]
        brought = bring(session.store, b"".join(parts.data[i] for i in sorted(parts.data)))
        if parts.root:  # all that only the browser had is here now
            self._view.send({"type": "copy", "do": "brought", "root": parts.root})
            self.kept = {r: k for r, k in (self.kept or {}).items() if r != parts.root}
        return brought

    # --- what could be brought

    def missing(self, store: Store) -> list[Kept]:
        """Copies in the browser that hold something which is not here, the newest first."""
        found = [k for k in (self.kept or {}).values() if self.has_more(store, k)]
        return sorted(found, key=lambda k: k.saved, reverse=True)

    def has_more(self, store: Store, kept: Kept) -> bool:
        """Whether a copy holds something that is not here."""
        return kept.extra > 0 or not store.knows(kept.root, kept.cursor)

    def of(self, root: str) -> Kept | None:
        """The browser's copy of this gathering or analysis."""
        return (self.kept or {}).get(root)

    def with_more(self, store: Store, root: str) -> Kept | None:
        """The browser's copy of what is here, where it holds something that is not. Asked at every redraw."""
        kept = self.of(root)
        if kept is not None and root not in self._more:
            self._more[root] = self.has_more(store, kept)
        return kept if self._more.get(root) else None


def subject(session: Session) -> str:
    """What the page is about: the id of a gathering or an analysis; empty while there is none."""
    opened = session.gathering is not None or getattr(session, "analysis", None) is not None
    return (session.place.analysis or session.place.gathering) if opened else ""


def _portions(rows: Iterable[tuple[str, str, str]]) -> Iterable[list[tuple[str, str, str]]]:
    portion: list[tuple[str, str, str]] = []
    size = 0
    for row in rows:
        portion.append(row)
        size += len(row[2])
        if size > _AT_ONCE:
            yield portion
            portion, size = [], 0
    yield portion


def _kept(told: Any) -> Kept | None:
    try:
        saved = dt.datetime.fromtimestamp(float(told["saved"]) / 1000, dt.UTC)
        texts = [str(told.get(name) or "")[:200] for name in ("root", "title", "date", "cursor")]
        root, title, date, cursor = texts
        return Kept(root, title, date, saved, cursor, int(told.get("extra") or 0)) if root else None
    except (KeyError, TypeError, ValueError, OverflowError, OSError, AttributeError):
        return None


# --- back in ---------------------------------------------------------------------------------


def bring(store: Store, data: bytes) -> Brought:
    """Lay a copy together with the database. Raises :class:`portable.CopyError`."""
    found = portable.read(data)
    merged = store.merge(found.copy)
    return Brought(merged.root, merged.made, said(found, merged))


def said(found: portable.Found, merged: Merged) -> str:
    """What was brought, and what was not, in a few sentences."""
    sentences = [_what_came(found.title, merged)]
    if merged.new_code:
        text = _("Another gathering here uses its code, so the code is now {code}.")
        sentences.append(text.format(code=merged.new_code))
    if merged.twice:
        text = ngettext(
            "{n} answer had two versions; both are kept.",
            "{n} answers had two versions; both are kept.",
            merged.twice,
        )
        sentences.append(text.format(n=number(merged.twice)))
    if found.damaged:
        text = ngettext(
            "{n} line in the file was damaged and is left out.",
            "{n} lines in the file were damaged and are left out.",
            found.damaged,
        )
        sentences.append(text.format(n=number(found.damaged)))
    if found.cut:
        sentences.append(_("The file ended in the middle of a line; everything before that came along."))
    return " ".join(sentences)


def _what_came(title: str, merged: Merged) -> str:
    answers = ngettext("{n} answer", "{n} answers", merged.answers).format(n=number(merged.answers))
    if merged.made:
        return _("{title} is fetched back, with {answers}.").format(title=title, answers=answers)
    if not merged.answers and not merged.entries:
        return _("Everything in the copy of {title} was here already.").format(title=title)
    others = ngettext("{n} other change", "{n} other changes", merged.entries).format(
        n=number(merged.entries)
    )
    text = _("{title} is laid together with what was here: {answers} and {others} are new.")
    return text.format(title=title, answers=answers, others=others)
