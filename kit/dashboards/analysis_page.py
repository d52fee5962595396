"""The dashboard of pedagogisk analyse: the list, one analysis step by step, or its circle on Storskjerm."""

from __future__ import annotations

from typing import Any, cast

from kit.analysis import AnalysisError, changes
from kit.dashboards import analysis_factors as factors
from kit.dashboards import analysis_list, copy_view, copying, html, join
from kit.dashboards import analysis_view as view
from kit.dashboards.analysis_acts import Acts
from kit.dashboards.analysis_history import dialog, reading
from kit.dashboards.analysis_session import AnalysisSession
from kit.dashboards.analysis_steps import step_regions
from kit.dashboards.fields import Fields
from kit.dashboards.findings import Finding, finding_of
from kit.dashboards.page import FormProblem, Page, Problem, first_lines
from kit.dashboards.pictures import warm
from kit.dashboards.session import Session
from kit.dashboards.theme_page import help_dialog
from kit.i18n import clock
from kit.i18n import gettext as _
from kit.store import StoreError, open_store

_FRAME = (
    "<header data-region=top></header><div data-region=steps></div><div data-region=notice></div>"
    "<main data-region=main></main><div data-region=foot></div><div data-region=dialog></div><div data-region=help></div>"
)


class AnalysisPage(Page):
    """Chooses the analysis and the step, and draws the frame around it."""

    def __init__(self) -> None:
        self.making = False
        self.deleting = ""  # id of the analysis that is about to go
        self.finding: Finding | None = None
        self.errors: dict[str, str] = {}
        self.acts = Acts(self)
        self._known = analysis_list.Known()
        self._form = ("", Fields(analysis_list.REGION))
        self._own_window = False
        self._refused = ("", "")  # the place whose text could not be saved, and what was said about it
        self._missing = ""  # the analysis of the address, where it is not on this machine
        self._themes: dict[str, int] = {}
        super().__init__()

    def opened(self) -> Session:
        return AnalysisSession(open_store())

    def arrived(self, session: Session, query: dict[str, str]) -> None:
        s = cast(AnalysisSession, session)
        wanted = query.get("analyse", "") or s.place.analysis
        found = s.store.find(wanted) if wanted else None
        if found and not s.store.is_analysis(found):
            found = None
        self._own_window = s.place.screen
        s.place = s.moved(analysis=found or "", gathering="", step=query.get("steg", "") or s.place.step)
        s.read()
        self._missing = wanted if not found else ""
        if wanted and not found:
            s.say("notice", _("This analysis does not exist any more. Choose another one."))
        if s.place.origin:
            warm()
        if not found and (query.get("ny") or query.get("funn")):
            self.finding = finding_of(s.store, query.get("samling", ""), query.get("funn", ""))
            self.open_form(s)

    def open_form(self, s: AnalysisSession) -> None:
        self._form = analysis_list.form(s, self.finding, self.language())
        self.making, self.errors = True, {}

    def shown(self, s: AnalysisSession) -> list[str]:
        """The steps that are on the page now."""
        sheet = s.a.worksheet
        step = s.place.step if sheet.step(s.place.step) else s.a.current.id
        return view.together(sheet, step)

    # --- what the page does --------------------------------------------------------------------
    def act(self, session: Session, name: str, args: dict[str, Any]) -> None:
        s = cast(AnalysisSession, session)
        if name not in ("box", "typing"):
            s.notice = ("", "")
        try:
            self._act(s, name, args)
        except AnalysisError as error:
            raise Problem(str(error)) from None

    def _act(self, s: AnalysisSession, name: str, args: dict[str, Any]) -> None:
        match name:
            case "box":
                s.boxes[str(args["name"])] = (int(args["width"]), int(args["height"]))
            case "new":
                self.finding = None
                self.open_form(s)
            case "close_new":
                self.making = False
                s.go()  # the address no longer asks for a new one
            case "delete":
                self.deleting = str(args["analysis"])
            case "keep":
                self.deleting = ""
            case "open":
                self.acts.fold()
                s.go(analysis=str(args["analysis"]), step="")
            case "list":
                s.go(analysis="", step="")
            case "share" | "join_address":
                join.act(s, name, args)
            case "fullscreen":
                if s.analysis and not self._own_window:
                    s.go(screen=bool(args.get("on")))
            case "leave_screen":
                self._own_window = False
                s.go(screen=False)
            case _ if s.analysis is None:
                raise Problem(_("Open an analysis first."))
            case _:
                self.acts.act(s, name, args)

    def submitted(self, session: Session, form: str, message: dict[str, Any]) -> str:
        s = cast(AnalysisSession, session)
        values = message.get("values") or {}
        s.written = 0
        if form != "place":  # what saves itself may come while somebody reads what was wrong elsewhere
            s.notice = ("", "")
        try:
            if form == "new":
                return self._make(s, values)
            if form == "delete":
                return self._delete(s, values)
            if form == "place":
                self._write(s, values)
            elif s.analysis is None:
                raise Problem(_("Open an analysis first."))
            else:
                self.acts.submitted(s, form, values, str(message.get("id", "")))
        except AnalysisError as error:
            raise Problem(str(error)) from None
        return _("Saved {time}").format(time=clock(s.now()))

    def _write(self, s: AnalysisSession, values: dict[str, Any]) -> None:
        """A field that saves itself: what was wrong with it is said until it is mended."""
        place = str(values.get("subject"))
        try:
            self.acts.write(s, values)
        except AnalysisError as error:
            self._refused = (place, str(error))
            raise
        if self._refused == (place, s.notice[1]):
            s.notice = ("", "")

    def _delete(self, s: AnalysisSession, values: dict[str, Any]) -> str:
        if values.get("sure") is not True:
            raise Problem(_("Nothing was deleted: tick that you are sure first."))
        what, self.deleting = self.deleting, ""
        if s.store.is_analysis(what):
            s.store.delete_gathering(what)
            self.copying.deleted([what])
        s.say("quiet", _("The analysis is deleted."))
        return ""

    def _make(self, s: AnalysisSession, values: dict[str, Any]) -> str:
        made, self.errors = analysis_list.read(
            values, s.store.units(), self.finding, self.language(), s.today()
        )
        if not made:
            raise FormProblem(_("Not made yet: look at the fields that have a sentence."))
        for kind, _subject, body, _expect in made:
            if kind == "field":
                changes.checked(body["value"], changes.LONGEST)
        id_ = s.store.create_analysis(made, s.by)
        self.making = False
        s.go(analysis=id_, step="")
        return _("The analysis is made.")

    # --- what the page shows -------------------------------------------------------------------
    def regions(self, session: Session) -> dict[str, str]:
        s = cast(AnalysisSession, session)
        look, text = s.notice
        regions = {
            "page": first_lines()
            + _FRAME
            + copy_view.marker(s.place.analysis if s.analysis else "")
            + copy_view.dialog(),
            "top": view.top(s, self._theme(s)),
            "notice": self._offer(s) or (html.panel("", text, look) if text else ""),
            "dialog": "",
            "help": help_dialog([*self.keys(), *copy_view.keys()]),
        }
        if s.analysis is None:
            return {**regions, "steps": "", "foot": "", "dialog": self._asking(s), **self._list(s)}
        if s.place.screen:
            return factors.screen(s)
        version = self.acts.reading
        if 0 < version <= len(s.a.earlier):
            read = reading(s.a.earlier[version - 1], s.a.version)
            return {
                **regions,
                "steps": "",
                "foot": "",
                "main": '<div class="fs-scroll fs-anal"><div data-region="main/reading"></div></div>',
                "main/reading": read,
            }
        shown = self.shown(s)
        states = {x.step.id: x for x in s.a.steps}
        regions["steps"] = view.step_bar(s.a, shown)
        if not states[shown[0]].open:
            gate = view.gate(s, shown[0])
            return {
                **regions,
                "foot": "",
                "main": '<div class="fs-scroll fs-anal" data-region="main/gate"></div>',
                "main/gate": gate,
            }
        main, extra = step_regions(s, shown, self.acts)
        regions |= main
        regions["foot"] = view.foot(s, shown, extra)
        regions["dialog"] = dialog(s, shown) if self.acts.history else ""
        return regions

    def brought(self, session: Session, copy: copying.Brought) -> None:
        s = cast(AnalysisSession, session)
        if copy.root == self._missing:
            self._missing = ""
            self.go(analysis=copy.root, step=s.place.step)
        super().brought(s, copy)

    def _offer(self, s: AnalysisSession) -> str:
        """What the browser's copy has, and this machine has not."""
        if s.analysis is not None:
            return copy_view.offer(self.copying.with_more(s.store, s.place.analysis), here=True)
        return copy_view.offer(self.copying.of(self._missing), here=False)

    def _theme(self, s: AnalysisSession) -> int:
        gathering = str(s.analysis.settings.get("gathering") or "") if s.analysis else ""
        if not gathering:
            return 0
        if gathering not in self._themes:
            try:
                self._themes[gathering] = s.store.state(gathering).theme
            except StoreError:  # deleted since
                self._themes[gathering] = 0
        return self._themes[gathering]

    def _asking(self, s: AnalysisSession) -> str:
        chosen = next((a for a in self._known.all(s.store) if a.id == self.deleting), None)
        return analysis_list.delete_one(chosen) if chosen else ""

    def _list(self, s: AnalysisSession) -> dict[str, str]:
        if self.making:
            form, fields = self._form
            title = html.escape(_("New analysis"))
            main = (
                f'<div class="fs-scroll fs-anal"><section class="fs-making"><h1>{title}</h1>'
                '<div data-region="main/new"></div></section></div>'
            )
            return {"main": main, "main/new": form, **fields.sentences(self.errors)}
        analyses = self._known.all(s.store)
        told = analysis_list.table(analyses, s.today())
        title = html.escape(_("Pedagogical analysis"))
        lead = html.escape(
            _(
                "A working group carries a case from problem to evaluated measure, step by step, over several meetings."
            )
        )
        new = html.button(_("New analysis"), "new", key="N", look="primary")
        if not analyses:
            told = f'<p class="fs-dim">{html.escape(_("No analyses yet."))}</p>'
        main = (
            f'<div class="fs-ahead"><div class="fs-grow"><h1>{title}</h1><p class="fs-lead">{lead}</p></div>{new}</div>'
            f'<div class="fs-stack fs-alist">{told}</div>'
        )
        return {
            "main": '<div class="fs-scroll fs-anal"><div data-region="main/list"></div></div>',
            "main/list": main,
        }

    def keys(self) -> list[tuple[str, str]]:
        return [
            ("F", _("a new card, question or line")),
            ("S", _("the circle on Storskjerm")),
            ("N", _("a new analysis, from the list")),
            ("Ctrl+Enter", _("send the form that you are in")),
            ("Esc", _("close what is unfolded")),
            ("?", _("show and hide this list")),
        ]
