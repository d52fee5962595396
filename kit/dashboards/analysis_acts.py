"""What can be done in an open analysis: each button and form, as entries that are appended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from hashlib import sha1
from typing import TYPE_CHECKING, Any

from kit.analysis import Analysis, changes, circle, field_checks
from kit.analysis.cells import Cell
from kit.analysis.checks import evaluation_date
from kit.dashboards.analysis_session import AnalysisSession
from kit.dashboards.fields import many, one
from kit.dashboards.page import Problem
from kit.i18n import gettext as _

if TYPE_CHECKING:
    from kit.dashboards.page import Page

_WRITTEN = ("field", "information", "factor", "measure", "log", "evaluation")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Acts:
    """Also keeps what only this page has unfolded: a card, a form, an earlier version."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.fold()

    def fold(self) -> None:
        self.card = self.measure = ""
        self.new_factor = self.new_measure = self.history = False
        self.reading = 0

    # --- buttons -------------------------------------------------------------------------------
    def act(self, s: AnalysisSession, name: str, args: dict[str, Any]) -> None:
        found: Callable[[AnalysisSession, dict[str, Any]], None] | None = getattr(self, f"_do_{name}", None)
        if found is None:
            raise Problem(_("This page is older than the program. Reload it."))
        found(s, args)

    def _do_step(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        self.fold()
        s.go(step=str(args["to"]))

    def _do_onward(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        done = {x.step.id: x.done for x in s.a.steps}
        s.add([changes.finish_step(s.a, i) for i in args["steps"] if not done.get(i, True)])
        self._do_step(s, args)

    def _do_unfinish(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        s.add([changes.finish_step(s.a, str(i), False) for i in args["steps"]])

    def _do_undo(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        s.undo()

    def _do_redo(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        s.redo()

    def _do_typing(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        values = args.get("values") or {}
        if values.get("analysis") == s.a.id:
            s.typed[str(values.get("subject"))] = str(values.get("value", ""))[: changes.LONGEST]

    def _do_clock(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        shown = self.page.shown(s)  # type: ignore[attr-defined]
        now, running = s.now(), s.a.clock
        mine = running.step == shown[0]
        left = running.seconds_left(now) if mine else None
        if left is None:
            left = 60 * sum(step.minutes for i in shown if (step := s.a.worksheet.step(i)))
        match args.get("do"):
            case "start":
                change = changes.clock(shown[0], ends_at=now + dt.timedelta(seconds=max(0, left)))
            case "pause":
                change = changes.clock(shown[0], left=max(0, left))
            case _:
                change = changes.clock("")
        s.store.record(s.a.id, *change[:3], by=s.by)  # nobody undoes time
        s.read()

    def _do_settle(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        s.add(
            changes.choose(
                s.a, str(args["kind"]), str(args["subject"]), str(args["which"]), int(args["mine"])
            )
        )

    def _do_move(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        step, name = str(args["step"]), str(args["field"])
        subject = changes.field_subject(s.a, step, name)
        typed = s.typed.pop(subject, None)
        if typed is not None and typed != s.a.text(step, name):
            s.add(changes.write_field(s.a, step, name, typed))
        s.add(field_checks.move_to_analysis(s.a, step, name))
        s.say("quiet", _("The cause is a card in the analysis now. Give it a perspective there."))

    def _do_weeks(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        date = evaluation_date(s.today(), int(args["weeks"]))
        s.add(changes.write(s.a, "field", str(args["subject"]), date.isoformat()))

    def _do_add(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        first: dict[str, Any] = {"question": ""}
        if args["kind"] == "log":
            first = {"date": s.today().isoformat(), "text": ""}
        s.add(changes.add_row(s.a, "log" if args["kind"] == "log" else "information", first))

    def _do_remove(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        s.add(changes.remove(s.a, str(args["kind"]), str(args["row"])))
        s.say("quiet", _("Taken away. «Undo» brings it back."))

    # --- factors
    def _do_new_factor(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        self.new_factor = True

    def _do_close_factor(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        self.new_factor = False

    def _do_card(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        self.card = "" if self.card == args["factor"] else str(args["factor"])

    def _do_dot(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        s.add(changes.add_dots(s.a, s.by, str(args["factor"]), 1 if args["n"] > 0 else -1))

    def _do_choose(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        s.add(changes.select(s.a, str(args["factor"]), bool(args["on"])))

    def _do_link(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        s.add(changes.link(str(args["a"]), str(args["b"]), int(args["value"])))

    def _do_phones(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        if args["ask"] == "weights" and not any(f.perspective and f.text for f in s.a.factors):
            raise Problem(_("There are no cards to vote on yet."))
        s.ask_phones(str(args["ask"]))

    # --- measures
    def _do_new_measure(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        self.new_measure, self.measure = True, ""

    def _do_close_measure(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        self.new_measure = False

    def _do_measure(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        self.measure = "" if self.measure == args["measure"] else str(args["measure"])

    def _do_aim(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        s.add(changes.aim(s.a, str(args["measure"]), str(args["factor"]), bool(args["value"])))

    def _do_evaluate(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        s.add(changes.evaluate(s.a, str(args["target"]), None, **{str(args["name"]): str(args["value"])}))

    # --- looking back
    def _do_history(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        self.history = True

    def _do_close_history(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        self.history = False

    def _do_read(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        self.reading, self.history = int(args["version"]), False

    def _do_bring_back(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        kind, subject = str(args["kind"]), str(args["subject"])
        found = [e for e in s.store.history(s.a.id, kind, subject) if e.revision == args["revision"]]
        if found:
            s.add(changes.bring_back(s.a, kind, _here(s.a, kind, subject), found[0].body.get("value")))
        self.history = False

    # --- files
    def _do_word(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        from kit.export.analysis_document import document, file_name

        self.page.view.file(file_name(s.a, "docx"), _WORD, document(s.a, s.today()))

    def _do_calendar(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        from kit.export.analysis_document import file_name
        from kit.export.calendar import calendar, days

        if not days(s.a):
            raise Problem(_("There are no dates yet. Give the measures a start or an evaluation date."))
        self.page.view.file(file_name(s.a, "ics"), "text/calendar", calendar(s.a))

    def _do_picture(self, s: AnalysisSession, args: dict[str, Any]) -> None:
        from kit.activities._style import to_png, to_svg
        from kit.export.analysis_document import file_name

        made = circle.draw(circle.circle_of(s.a), circle.STORSKJERM)
        name = file_name(s.a, "svg" if args["as"] == "svg" else "png", "sammenhengssirkel")
        if args["as"] == "svg":
            self.page.view.file(name, "image/svg+xml", to_svg(made).encode())
        else:
            self.page.view.file(name, "image/png", to_png(made, zoom=2))

    # --- forms ---------------------------------------------------------------------------------
    def write(self, s: AnalysisSession, values: dict[str, Any]) -> None:
        """One field that saves itself. A form of another analysis, left from before, is saved there."""
        wanted, kind = one(values, "analysis"), one(values, "kind")
        if kind not in _WRITTEN:
            raise Problem(_("This page is older than the program. Reload it."))
        mine = s.analysis is not None and s.a.id == wanted
        a = s.a if mine else s.store.analysis_state(wanted)
        subject = _here(a, kind, one(values, "subject"))
        value, base = str(values.get("value", "")), int(one(values, "base") or 0)
        cell = _place(a, kind, subject)
        if str(cell.value or "") == value and not cell.others:
            s.written = cell.base
            s.typed.pop(subject, None)
            return
        change = changes.write(a, kind, subject, value, base)
        if mine:
            [revision] = s.add(change)
            a = s.a
        else:
            revision = s.store.record(wanted, *change[:3], by=s.by)
            a = s.store.analysis_state(wanted, a)
        now = a.cell(kind, subject)
        s.written = revision if revision in [v.revision for v in now.standing] else now.base
        s.typed.pop(subject, None)

    def submitted(self, s: AnalysisSession, form: str, values: dict[str, Any], message: str) -> None:
        row = "n" + sha1(message.encode(), usedforsecurity=False).hexdigest()[:10]  # sent twice, made once
        match form:
            case "rest":
                step, name, check = (one(values, n) for n in ("step", "field", "check"))
                found = str(values.get("found", ""))
                s.add(changes.dismiss(s.a, step, name, check, one(values, "word"), found))
            case "early":
                s.add(changes.open_early(s.a, one(values, "step"), str(values.get("reason", ""))))
            case "factor":
                if not s.a.members("factor", row):
                    effect = "dampens" if values.get("dampens") else "maintains"
                    made = changes.add_factor(
                        s.a, one(values, "perspective"), one(values, "text"), effect=effect,
                        evidence=one(values, "evidence"), row=row,
                    )  # fmt: skip
                    s.add(made)
            case "measure":
                if not s.a.members("measure", row):
                    s.add(changes.add_measure(s.a, one(values, "text"), many(values, "aims"), row))
                self.new_measure, self.measure = False, row
            case "revise":
                s.add(changes.revise(s.a, str(values.get("reason", "")), one(values, "step")))
                s.go(step=s.a.current.id)
                s.say("quiet", _("Version {number} is open.").format(number=s.a.version))


def _here(a: Analysis, kind: str, subject: str) -> str:
    """The place in the version that is open: somebody may have revised while this was being written."""
    if kind in ("field", "evaluation"):
        version, _colon, rest = subject.partition(":")
        if version.isdecimal() and int(version) < a.version:
            return f"{a.version}:{rest}"
    return subject


def _place(a: Analysis, kind: str, subject: str) -> Cell:
    if kind == "field" and (kind, subject) not in a.cells:
        _version, step, name = subject.split(":", 2)
        return a.field(step, name)
    return a.cell(kind, subject)
