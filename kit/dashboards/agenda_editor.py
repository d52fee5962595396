"""The form of an agenda on Forbered: a new one, one's own or a copy, beside how it will stand there."""

from __future__ import annotations

from typing import Any

from kit.dashboards import activity_read, agenda_form, agenda_view, offers, previews
from kit.dashboards.fields import Fields
from kit.dashboards.own_templates import unwritten
from kit.dashboards.page import FormProblem, Problem
from kit.dashboards.session import Session
from kit.i18n import gettext as _
from kit.i18n import language
from kit.programme import Programme, TemplateError, own, programme
from kit.store.plans import from_template
from kit.store.state import Json

NEW, CHANGE, COPY = "new", "change", "copy"


class AgendaEditor:
    """Open on at most one agenda; saving it writes a file among one's own templates."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.open = False
        self.id = ""  # of the one that is changed
        self.theme = session.g.theme
        self.draft = agenda_form.Draft()
        self.errors: dict[str, str] = {}
        self._form = ("", Fields(agenda_form.REGION))
        self._raw: Json = {}  # the own one it began with, as it is written
        self._shown = ""  # the row whose activity is shown

    # --- opening and closing -------------------------------------------------------------------
    def act(self, name: str, args: dict[str, Any]) -> bool:
        """Carry out a command of the form; False if it is none."""
        match name:
            case "agenda_form":
                self.begin(str(args["how"]), str(args.get("id", "")))
            case "agenda_close":
                self.open = False
            case "agenda_show":
                self._shown = str(args["id"])
            case "agenda_typed":
                if self.open:
                    self.draft = self._read(args.get("values") or {})
            case _:
                return False
        return True

    def begin(self, how: str, id_: str = "") -> None:
        """A new one; or an own one, to be changed; or a copy of any."""
        known, g = programme(language()), self.session.g
        self._raw = next((dict(a) for a in own.own_templates().agendas if a["id"] == id_), {})
        if how == NEW:
            self.theme = g.theme
            self.draft = agenda_form.Draft(unit_kinds=tuple(offers.kinds_of(g)) or agenda_form.UNIT_KINDS)
        else:
            found = known.agendas.get(id_)
            if found is None or (how == CHANGE and not self._raw):
                raise Problem(_("That template is not there any more."))
            title = _("Copy of {title}").format(title=found.title) if how == COPY else ""
            self.theme, self.draft = found.theme, agenda_form.of_agenda(found, known, title)
        self.id = id_ if how == CHANGE else ""
        self.open, self.errors, self._shown = True, {}, ""
        key = f"agenda:{g.id}:{how}:{id_}"
        self._form = agenda_form.form(self.draft, known.activities_for(self.theme), key)

    def recall(self, which: str) -> None:
        """The form that was open before this kernel: ``change:egen-…``."""
        how, _colon, id_ = which.partition(":")
        try:
            self.begin(how, id_)
        except Problem:
            self.open = False  # deleted meanwhile

    # --- saving --------------------------------------------------------------------------------
    def submitted(self, values: dict[str, Any]) -> str:
        """Write what was typed, or say beside the fields what is wrong."""
        self.draft = self._read(values)
        self.errors = dict(self.draft.errors)
        if self.errors:
            raise FormProblem(_("Not saved yet: look at the fields that have a sentence."))
        title = self.draft.title
        data = agenda_form.written(self.id or own.new_id(title), self.theme, self.draft)
        try:
            if self.id:
                own.change(self._both_languages(data), agenda=True)
            else:
                own.save(own.Templates(agendas=(self._both_languages(data),)))
        except TemplateError as problem:
            raise FormProblem(problem.explained()) from problem
        except OSError as problem:
            raise Problem(unwritten(problem)) from problem
        self.open = False
        self.session.say("quiet", _("«{title}» is kept among your own templates.").format(title=title))
        return _("Saved")

    def _both_languages(self, data: Json) -> Json:
        """With the words of the other language, where the agenda it began with has them unchanged."""
        before = programme(language()).agendas.get(str(self._raw.get("id", "")))
        if not self._raw or before is None:
            return data
        was = {**agenda_form.plain(before), "id": data["id"]}
        mended: Json = own.mended({**self._raw, "id": data["id"]}, was, data, language())
        return {**mended, "steps": agenda_form.in_both_languages(mended["steps"], self._raw, language())}

    def _read(self, values: dict[str, Any]) -> agenda_form.Draft:
        return agenda_form.read(values, programme(language()), self.theme)

    # --- what is shown -------------------------------------------------------------------------
    def regions(self, known: Programme) -> dict[str, str]:
        """The form beside the agenda as it will stand, and one of its activities."""
        form, fields = self._form
        asked = [line for line in self.draft.lines if line.activity]
        chosen = next((line for line in asked if line.id == self._shown), asked[0] if asked else None)
        shown = ""
        if chosen is not None and chosen.activity is not None:
            words = chosen.activity.for_unit_kind(offers.only_kind(self.session.g))
            shown = previews.previews(activity_read.begun(from_template(words)))
        whole = agenda_view.preview(
            self.draft, known.themes[self.theme], self.session.g.start, chosen.id if chosen else ""
        )
        return {
            "main": agenda_view.editor(_("Change the agenda") if self.id else _("An agenda of your own")),
            "main/edit": form,
            **fields.sentences(self.errors),
            "main/preview": whole + shown,
        }
