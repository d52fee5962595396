"""The start page: continue a gathering, begin a new one, read about the four themes, take care of the data."""

from __future__ import annotations

import datetime as dt
import os
from typing import Any

from kit.dashboards import analysis_list, copying, fetch_view, html, new_gathering, start_view
from kit.dashboards.change_gathering import ChangeGathering
from kit.dashboards.page import FormProblem, Page, Problem, first_lines
from kit.dashboards.session import Session
from kit.dashboards.theme_page import NOTEBOOKS, has_analysis, help_dialog
from kit.i18n import OSLO, language, use
from kit.i18n import gettext as _
from kit.programme import Theme, programme
from kit.store import GatheringSummary

EVERYTHING = "everything"


class StartPage(Page):
    """What this page has unfolded: the form, the data panel, the question before something is deleted."""

    def __init__(self) -> None:
        self.making = False
        self.care = False
        self.fetching = False
        self.sample = False
        self.deleting = ""  # a gathering's id, or EVERYTHING
        self.errors: dict[str, str] = {}
        self.change = ChangeGathering()
        self._analyses = analysis_list.Known()
        self._form = ("", new_gathering.Fields(new_gathering.REGION))
        super().__init__()

    def arrived(self, session: Session, query: dict[str, str]) -> None:
        session.place = session.moved(gathering="", step="")

    def recall(self, session: Session, forms: list[str]) -> None:
        if "new-gathering" in forms:
            self._open_form(session)
        for key in forms:
            what, _colon, rest = key.partition(":")
            if what == "gathering" and session.store.find(rest.partition(":")[0]):
                self._open_change(session, rest.partition(":")[0])

    # --- what the page does --------------------------------------------------------------------
    def act(self, session: Session, name: str, args: dict[str, Any]) -> None:
        session.notice = ("", "")
        match name:
            case "new":
                self._open_form(session)
            case "close_new":
                self.making = False
            case "change_gathering":
                self._open_change(session, str(args["id"]))
            case "close_gathering":
                self.change.close()
            case "fetch":
                self.fetching = not self.fetching
            case "download":
                self.copying.download(session.store, str(args["what"]))
            case "sample":
                self.sample = not self.sample
            case "care":
                self.care = not self.care
            case "delete":
                self.deleting = str(args["what"])
            case "keep":
                self.deleting = ""
            case "language" if args["to"] in start_view.languages():
                self._preference = str(args["to"])
                session.store.set_preference("language", self._preference)
                with use(self._preference):
                    if self.making:
                        self._open_form(session)
                    elif self.change.now:
                        self._open_change(session, self.change.now.id)

    def submitted(self, session: Session, form: str, message: dict[str, Any]) -> str:
        values = message.get("values") or {}
        match form:
            case "new":
                return self._make(session, values)
            case "gathering":
                done = self.change.save(session, values, new_gathering.known(session.store))
                session.say("quiet", done.said())
                return _("Saved")
            case _:
                return self._delete(session, values)

    def _open_form(self, session: Session) -> None:
        today = _today()
        themes = list(_themes().values())
        suggested = suggested_theme(themes, session.store.gatherings(), today)
        self._form = new_gathering.form(
            themes,
            suggested,
            today,
            new_gathering.known(session.store),
            start_view.languages(),
            self.language(),
        )
        self.making, self.errors = True, {}
        self.change.close()

    def _open_change(self, session: Session, id_: str) -> None:
        self.making = False
        self.change.open(
            session.store, id_, new_gathering.known(session.store), start_view.languages(), self.language()
        )

    def _make(self, session: Session, values: dict[str, Any]) -> str:
        new, self.errors = new_gathering.read(values, new_gathering.known(session.store))
        if new is None:
            raise FormProblem(_("Not made yet: look at the fields that have a sentence."))
        id_ = session.store.create_gathering(new)
        self.making = False
        self.view.leave(f"{NOTEBOOKS[new.theme]}?samling={id_}&steg=forbered")
        return _("The gathering is made.")

    def _delete(self, session: Session, values: dict[str, Any]) -> str:
        if not values.get("sure"):
            raise Problem(_("Nothing was deleted: tick that you are sure first."))
        what, self.deleting = self.deleting, ""
        if what == EVERYTHING:
            session.store.delete_everything()
            self.copying.deleted(None)
            session.say("quiet", _("Everything is deleted."))
        elif what:
            session.store.delete_gathering(what)
            self.copying.deleted([what])
            session.say("quiet", _("The gathering is deleted."))
        return _("Deleted.")

    # --- what the page shows -------------------------------------------------------------------
    def regions(self, session: Session) -> dict[str, str]:
        gatherings = session.store.gatherings()
        themes = _themes()
        look, text = session.notice
        form, fields = self._form
        making = self.making or self.change.now is not None  # the form takes the page
        return {
            "page": first_lines()
            + "<header data-region=top></header><div data-region=notice></div>"
            + '<main class="fs-scroll fs-start"><div data-region=main></div></main>'
            + "<div data-region=dialog></div><div data-region=help></div>",
            "top": start_view.top(self.language()),
            "notice": html.panel("", text, look) if text else "",
            "main": start_view.main(_title(self.making) if making else ""),
            "main/continue": ""
            if making
            else start_view.carry_on(
                gatherings, session.store.state(gatherings[0].id) if gatherings else None, themes
            ),
            "main/begin": ""
            if making
            else start_view.begin(self.sample, bool(gatherings), demo(), self.fetching),
            "main/fetch": "" if making else self._fetch(session),
            "main/new": form if self.making else "",
            **(fields.sentences(self.errors) if self.making else {}),
            **(self.change.regions() if self.change.now else {}),
            "main/analyses": "" if making else self._listed(session),
            "main/themes": "" if making else start_view.semesters(themes, _today()),
            "main/care": start_view.care(self.care, session.store, gatherings, themes),
            "dialog": self._question(gatherings, themes),
            "help": help_dialog(self.keys()),
        }

    def _listed(self, session: Session) -> str:
        """The analyses, where their notebook is there to open."""
        if not has_analysis():
            return ""
        return start_view.analyses(self._analyses.all(session.store), _today())

    def _fetch(self, session: Session) -> str:
        """Unfolded, or by itself where the browser has a copy of what is not here."""
        missing = self.copying.missing(session.store)
        return fetch_view.fetch(missing, self.fetching) if missing or self.fetching else ""

    def brought(self, session: Session, copy: copying.Brought) -> None:
        super().brought(session, copy)
        self.fetching = False

    def _question(self, gatherings: list[GatheringSummary], themes: dict[int, Theme]) -> str:
        if self.deleting == EVERYTHING:
            return start_view.delete_everything(gatherings)
        chosen = next((g for g in gatherings if g.id == self.deleting), None)
        return start_view.delete_one(chosen) if chosen else ""

    def keys(self) -> list[tuple[str, str]]:
        """The keyboard of this page."""
        return [
            ("N", _("make a new gathering")),
            ("Tab", _("go to the next link, button or field")),
            ("E", _("change the newest gathering")),
            ("Ctrl+Enter", _("make the gathering while the form is open")),
            ("Esc", _("close the form")),
            ("?", _("show and hide this list")),
        ]


def _title(new: bool) -> str:
    return _("New gathering") if new else _("Change the gathering")


def demo() -> bool:
    """Whether the sample gathering is running in this program."""
    return bool(os.environ.get("FAGSAMLING_DEMO"))


def suggested_theme(themes: list[Theme], gatherings: list[GatheringSummary], today: dt.date) -> int:
    """The theme of the semester we are in, else the one after the newest gathering's."""
    for theme in themes:
        if start_view.is_now(theme, today):
            return theme.number
    return min(4, gatherings[0].theme + 1) if gatherings else 1


def _themes() -> dict[int, Theme]:
    return dict(programme(language()).themes)


def _today() -> dt.date:
    return dt.datetime.now(OSLO).date()
