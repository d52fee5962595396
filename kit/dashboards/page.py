"""What start page and theme dashboards have in common: a view, a watch on the store, kind errors."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import Any
from urllib.parse import parse_qs, urlencode

from kit.dashboards import copy_view, copying, html
from kit.dashboards.session import Place, Session
from kit.dashboards.widget import View
from kit.i18n import LANGUAGES, language, use
from kit.i18n import gettext as _
from kit.import_.portable import CopyError
from kit.programme import TemplateError
from kit.store import StoreError, open_store

log = logging.getLogger(__name__)

# Looking at SQLite's data_version costs some 20 µs; a facilitator should see an answer at once.
# Those who write together should see each other within a second, and a field waits a little for more (forms.js).
_LOOK_OFTEN, _LOOK_TOGETHER, _LOOK_SELDOM = 0.02, 0.1, 0.25


class Problem(Exception):
    """Something a person can mend; the message is one sentence that says how."""


class FormProblem(Problem):
    """A mistake that the form itself shows beside its fields, so nothing is said above the page."""


class Page:
    """One open page. Subclasses give ``regions()`` and ``act()``.

    Everything runs on the kernel's event loop: messages from the browser, and the watch that
    redraws when another process wrote to the store.
    """

    def __init__(self) -> None:
        self.session: Session | None = None
        self.started = False
        self.view = View(self._heard, strings=_strings())
        self._version = -1
        self._watch: asyncio.Task[None] | None = None
        self._trouble = ""
        self._preference = ""  # the language chosen on the start page
        self._spoken = language()
        self.copying = copying.Copying(self.view)

    # --- for subclasses --------------------------------------------------------------------
    def arrived(self, session: Session, query: dict[str, str]) -> None:
        """The page was opened or reloaded at this address."""

    def recall(self, session: Session, forms: list[str]) -> None:
        """The page was here before this kernel, with these forms open (their ``data-draft``)."""

    def regions(self, session: Session) -> dict[str, str]:
        """The whole page as regions, parents first."""
        raise NotImplementedError

    def act(self, session: Session, name: str, args: dict[str, Any]) -> None:
        """Carry out a command from the page; raise :class:`Problem` for what a person can mend."""

    def brought(self, session: Session, copy: copying.Brought) -> None:
        """A copy was laid together with the database."""
        session.say("quiet", copy.sentence)

    def submitted(self, session: Session, form: str, message: dict[str, Any]) -> str:
        """Take a whole form; returns what the page may say («Lagret 09.31»)."""
        return ""

    def opened(self) -> Session:
        """The session of this page, made when the page is first heard from."""
        return Session(open_store())

    # --- messages --------------------------------------------------------------------------
    def _heard(self, message: dict[str, Any]) -> None:
        with use(self._language()):
            try:
                self._handle(message)
            except FormProblem as problem:
                self.view.receipt(str(message.get("id", "")), ok=False, text=str(problem))
            except (Problem, StoreError, TemplateError) as problem:
                self._complain(message, str(problem))
            except Exception:  # a mistake of ours must never freeze the room or show a traceback
                log.exception("dashboard")
                self._complain(
                    message,
                    _("Something went wrong here. Nothing is lost; try once more, or reload the page."),
                )
        self.refresh()
        if message.get("type") == "command":
            self.view.done(number=int(message.get("number", 0)))
        elif message.get("type") == "submit":
            self.view.done(form=str(message.get("id", "")))

    def _handle(self, message: dict[str, Any]) -> None:
        match message.get("type"):
            case "hello":
                self._hello(message)
            case "again":
                self.view.forget()
                self.copying.forget()
            case "copy" if self.session:
                self._copy(self.session, message)
            case "command" if self.session and message.get("name") == "copy_download":
                self.copying.download(self.session.store, copying.subject(self.session))
            case "command" if self.session:
                self.session.read()
                self.act(self.session, str(message["name"]), message.get("args") or {})
            case "held" if self.session and self.session.gathering:
                self.view.missing(_missing(self.session, message.get("ids")))
            case "submit" if self.session:
                self.session.read()
                text = self.submitted(self.session, str(message["form"]), message)
                self.view.receipt(message["id"], ok=True, text=text, base=self.session.written)

    def _copy(self, session: Session, message: dict[str, Any]) -> None:
        try:
            brought = self.copying.heard(session, message)
        except CopyError as error:
            raise Problem(str(error)) from None
        if brought:
            self.brought(session, brought)
            session.read()

    def _complain(self, message: dict[str, Any], sentence: str) -> None:
        if message.get("type") == "submit":
            self.view.receipt(message["id"], ok=False, text=sentence)
        if self.session:
            self.session.say("error", sentence)
        else:
            self._trouble = sentence

    def _hello(self, message: dict[str, Any]) -> None:
        self.view.forget()
        self.copying.forget()
        query = {k: v[0] for k, v in parse_qs(str(message.get("search", "")).lstrip("?")).items()}
        if self.session is None:
            self.session = self.opened()
            self.session.go = self.go
            self.session.leave = self.view.leave
            self.session.hand = self.view.hand
        place = self.session.place
        self.session.place = Place(
            gathering=place.gathering,
            analysis=place.analysis,
            step=place.step,
            screen=query.get("vis") == "storskjerm",
            origin=str(message.get("origin", "")),
            path=str(message.get("path", "/")),
            voila=bool(message.get("voila", True)),
        )
        self.session.by = str(message.get("who") or self.session.by)[:40]
        chosen = self.session.store.preference("language")
        self._preference = chosen if chosen in LANGUAGES else ""
        self.arrived(self.session, query)
        forms = message.get("forms")
        if isinstance(forms, list):
            self.recall(self.session, [str(key) for key in forms])
        self.session.read()
        self.started = True
        if self._watch is None:
            try:
                self._watch = asyncio.get_running_loop().create_task(self._watching())
            except RuntimeError:  # plain Python, as in unit tests: nothing to watch with
                self._watch = None

    def go(self, **changes: Any) -> None:
        """Change the place and the address bar."""
        if not self.session:
            return
        self.session.place = self.session.moved(**changes)
        self.session.notice = ("", "")
        self.session.read()
        place = self.session.place
        query = {
            "samling": place.gathering,
            "analyse": place.analysis,
            "steg": place.step,
            "vis": "storskjerm" if place.screen else "",
        }
        self.view.go("?" + urlencode({k: v for k, v in query.items() if v}))

    # --- watching --------------------------------------------------------------------------
    async def _watching(self) -> None:
        while True:
            session = self.session
            await asyncio.sleep(_pause(session))
            if session is None:
                continue
            try:
                version = session.store.version()
                if version == self._version:
                    continue
                self._version = version
                session.read()
                self.copying.look(session)
                self._trouble = ""
            except StoreError as problem:
                self._trouble = str(problem)
            except Exception:
                log.exception("watching")
                continue
            self.refresh()

    def refresh(self) -> None:
        """Show what has changed."""
        with use(self._language()):
            self._speak()
            try:
                if self.session is None:
                    regions = {"page": html.panel("", self._trouble, "error") if self._trouble else ""}
                else:
                    regions = self.regions(self.session)
                    self.copying.follow(self.session)
                self.view.show(regions)
            except (StoreError, TemplateError) as problem:
                self.view.show({"page": html.panel("", str(problem), "error")})
            except Exception:
                log.exception("showing")
                sentence = _("This page could not be shown. Nothing is lost; reload the page.")
                self.view.show({"page": html.panel("", sentence, "error")})

    def _language(self) -> str:
        return (self.session.language if self.session else "") or self.language()

    def language(self) -> str:
        """The language while no gathering is open."""
        return self._preference or language()

    def _speak(self) -> None:
        """Tell the browser which language the page is in, and what it says by itself there."""
        if self._spoken != language():
            self._spoken = language()
            self.view.strings = _strings()


def _pause(session: Session | None) -> float:
    """Seconds until the store is looked at again."""
    if session and session.gathering and session.gathering.stage.open:
        return _LOOK_OFTEN
    return _LOOK_TOGETHER if session and session.place.analysis else _LOOK_SELDOM


def first_lines() -> str:
    """What a page says above everything else about where it is: sample data, a machine that forgets."""
    return demo_line() + borrowed_line()


def borrowed_line() -> str:
    """Says that this machine is lent for some hours, and where the latest copy is; empty on one's own."""
    if not os.environ.get("FAGSAMLING_FORGETS"):
        return ""
    text = _("This machine is borrowed, and forgets everything when it closes.")
    copied = "<span data-copy-state></span>"  # filled in the browser, which holds the copy
    return f'<p class="fs-demo fs-borrowed">{html.escape(text)} {copied}</p>'


def _missing(session: Session, held: object) -> list[str]:
    """Of the answers to this gathering that the page was told are saved, those that are not stored."""
    if not isinstance(held, dict):
        return []
    ids = [str(id_) for id_, draft in held.items() if str(draft).startswith(f"answer:{session.g.id}:")]
    kept = session.store.kept_answers(session.g.id, ids)
    return [id_ for id_ in ids if id_ not in kept]


def demo_line() -> str:
    """Says on the screen that this is sample data in a temporary place; empty otherwise."""
    if not os.environ.get("FAGSAMLING_DEMO"):
        return ""
    text = _("This is sample data: simulated groups answer. It is deleted when the program stops.")
    return f"<p class=fs-demo>{html.escape(text)}</p>"


def _strings() -> dict[str, str]:
    return copy_view.words() | {
        "language": language(),
        "loading": _("Opening …"),
        "saving": _("Saving …"),
        "reload": _("Reload the page"),
        "unsent": _("Kept here until the contact is back"),
        # what is said when nobody answers
        "lost": _(
            "No contact with the server since {time}. The page shows the last we know, "
            "and what you write is kept. Trying again by itself."
        ),
        "lost_screen": _("No contact with the server since {time}. The picture shows the last we know."),
        "lost_long": _("No contact with the server since {time}."),
        "start_again": _("If Fagsamling was closed, start it again, and the page goes on by itself."),
        "open_again": _(
            "If it does not come back: open Fagsamling again where you opened it, and continue from the copy."
        ),
        "login": _(
            "The server asks for the token again. Log in in a new tab, and this page goes on by itself. "
            "The token stands where Fagsamling was started. Everything here stays."
        ),
        "login_screen": _("The server asks for the token again. The picture shows the last we know."),
        "login_here": _("Log in in a new tab"),
        "full": _(
            "This machine has no room for this page just now. Close a tab that you do not need, "
            "and the page goes on by itself. What you have written is kept."
        ),
        "full_screen": _("This machine has no room for this page just now. Close another tab."),
        "renewing": _("The page is connecting again. What you have written is kept."),
        "silent": _("The page is waiting for an answer …"),
        "silent_long": _(
            "The page has been waiting for an answer for a long time. "
            "What you have written is kept; you may reload the page."
        ),
        "silent_notebook": _(
            "The page has been waiting for an answer for a long time. Run the notebook again."
        ),
        "failing_full": _(
            "The disk is full, so nothing can be saved just now. Free some space; the answers wait on the phones."
        ),
        "failing": _("Nothing can be saved just now. The answers wait on the phones, and are sent again."),
    }
