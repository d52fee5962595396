"""Forbered: the theme beside the agenda beside what is offered; choose, order, mend and write activities."""

from __future__ import annotations

from typing import Any

from kit.activities import KINDS
from kit.dashboards import (
    agenda,
    html,
    join,
    new_gathering,
    offers,
    offers_view,
    own_view,
    prepare_view,
    suggestions,
)
from kit.dashboards.activity_editor import ActivityEditor
from kit.dashboards.agenda_editor import AgendaEditor
from kit.dashboards.change_gathering import ChangeGathering
from kit.dashboards.own_templates import Editing, OwnTemplates
from kit.dashboards.page import Problem
from kit.dashboards.session import Session
from kit.dashboards.start_view import languages
from kit.dashboards.theme_page import NOTEBOOKS
from kit.i18n import gettext as _
from kit.i18n import language, ngettext, use
from kit.programme import ActivityTemplate, Programme, programme
from kit.store import Stale
from kit.store.plans import body_of, from_template
from kit.store.state import Activity, Json


class Prepare:
    """What this page has chosen and unfolded; the agenda itself is in the store."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.selected = ""
        self.wanted = offers.Wanted(theme=session.g.theme)  # what is searched for
        self.length, self.ready_for = 120, ""  # which ready-made agendas are shown
        self.own = OwnTemplates(session)
        self.change = ChangeGathering()
        self.editor = ActivityEditor(session, self.own, self._put_in)
        self.plan = AgendaEditor(session)
        self._own = {session.g.agenda_revision}  # agendas since another screen last changed it

    # --- what the page does --------------------------------------------------------------------
    def act(self, name: str, args: dict[str, Any]) -> None:
        if name == "preview":  # someone is typing: no sentence may go away under their hands
            self.editor.preview(args.get("values") or {})
            return
        if name == "agenda_typed":
            self.plan.act(name, args)
            return
        if name == "find":
            self._do_find(args)
            return
        self.session.notice = ("", "")
        if join.act(self.session, name, args) or self.own.act(name, args) or self.plan.act(name, args):
            return
        do = getattr(self, f"_do_{name}", None)
        if do is None:
            raise KeyError(name)
        do(args)

    def _do_select(self, args: dict[str, Any]) -> None:
        self.selected = str(args["id"])

    def _do_step_selection(self, args: dict[str, Any]) -> None:
        order = list(self.session.g.agenda)
        if not order:
            return
        at = order.index(self._chosen()) if self._chosen() in order else 0
        self.selected = order[min(len(order) - 1, max(0, at + int(args["by"])))]

    def _do_start(self, args: dict[str, Any]) -> None:
        start = agenda.time_of(str(args.get("value")))
        if start is None:
            raise Problem(_("Write when the gathering starts, for example 09.00."))
        self._write_agenda(list(self.session.g.agenda), start=start)

    def _do_add(self, args: dict[str, Any]) -> None:
        template = self._programme().activities[str(args["template"])]
        self._put_in([self._from(template)])

    def _do_suggestion(self, args: dict[str, Any]) -> None:
        known = self._programme()
        steps = offers.steps_of(known.agendas[str(args["id"])], known)
        self._put_in([{**self._from(t), "minutes": m} for t, _title, m in steps if t is not None])

    def _from(self, template: ActivityTemplate) -> Json:
        """A template in the words for those who come."""
        return from_template(template.for_unit_kind(self._words()))

    def _words(self) -> str | None:
        return offers.only_kind(self.session.g)

    def _do_copy(self, args: dict[str, Any]) -> None:
        activity = self._known(args)
        self._put_in([body_of(activity)], behind=activity.id)

    def _do_move(self, args: dict[str, Any]) -> None:
        activity = self._known(args)
        self.selected = activity.id
        self._seen(args)
        order = agenda.moved(self.session.g.agenda, activity.id, int(args["by"]))
        if order != list(self.session.g.agenda):
            self._write_agenda(order)

    def _do_remove(self, args: dict[str, Any]) -> None:
        activity, g = self._known(args), self.session.g
        if g.stage.activity == activity.id:
            raise Problem(
                _("The groups are at this activity now. Go to another one in Run before you remove it.")
            )
        self._seen(args)
        order = list(g.agenda)
        at = order.index(activity.id)
        order.remove(activity.id)
        self.selected = order[min(at, len(order) - 1)] if order else ""
        if self._write_agenda(order) and self.session.answered_rounds(activity.id):
            self.session.say(
                "quiet",
                _("«{prompt}» is off the agenda. Its answers are kept.").format(prompt=activity.prompt),
            )

    # --- the gathering itself ------------------------------------------------------------------
    def _do_change_gathering(self, args: dict[str, Any]) -> None:
        store = self.session.store
        self.change.open(
            store, self.session.g.id, new_gathering.known(self.session.store), languages(), language()
        )

    def _do_close_gathering(self, args: dict[str, Any]) -> None:
        self.change.close()

    def _change_gathering(self, values: dict[str, Any]) -> str:
        theme = self.session.g.theme
        done = self.change.save(self.session, values, new_gathering.known(self.session.store))
        self.session.read()
        self.wanted = offers.Wanted(theme=self.session.g.theme)
        if self.session.g.theme != theme:  # its page is another one
            self.session.leave(f"{NOTEBOOKS[self.session.g.theme]}?samling={self.session.g.id}&steg=forbered")
        with use(self.session.language):  # it may be another one now
            self.session.say("quiet", done.said())
        return _("Saved")

    # --- what is offered -----------------------------------------------------------------------
    def _do_find(self, args: dict[str, Any]) -> None:
        self.wanted = offers.wanted(args.get("values") or {}, self._programme())

    def _do_clear_search(self, args: dict[str, Any]) -> None:
        self.wanted = offers.Wanted(theme=self.session.g.theme)

    def _do_show_more(self, args: dict[str, Any]) -> None:
        self.wanted = self.wanted.more()

    def _do_length(self, args: dict[str, Any]) -> None:
        self.length = int(args["minutes"])

    def _do_ready_for(self, args: dict[str, Any]) -> None:
        self.ready_for = str(args.get("kind", ""))

    # --- the form of an activity ---------------------------------------------------------------
    def _do_own(self, args: dict[str, Any]) -> None:
        self.editor.choose()

    def _do_other_kind(self, args: dict[str, Any]) -> None:
        self.editor.choose()

    def _do_kind(self, args: dict[str, Any]) -> None:
        self.editor.begin(str(args["kind"]))

    def recall(self, forms: list[str]) -> None:
        """The editor that was open before this kernel; the browser puts its draft in again."""
        for key in forms:
            what, gathering, which = [*key.split(":", 2), "", ""][:3]
            if what == "gathering" and gathering == self.session.g.id:
                self._do_change_gathering({})
            if what == "agenda" and gathering == self.session.g.id:
                self.plan.recall(which)
            if what != "activity" or gathering != self.session.g.id:
                continue
            if which in self.session.g.activities:
                self.selected = which
                self.editor.change(self.session.g.activities[which])
            elif which in KINDS:
                self.editor.begin(which)

    def _do_edit(self, args: dict[str, Any]) -> None:
        activity = self._known(args)
        self.selected = activity.id
        self.editor.change(activity)

    def _do_close_form(self, args: dict[str, Any]) -> None:
        self.editor.close()

    def _do_own_save(self, args: dict[str, Any]) -> None:
        self._change_template(self.own.from_activity(self._known(args), self._programme()))

    def _do_own_edit(self, args: dict[str, Any]) -> None:
        self._change_template(self.own.from_own(str(args["id"]), self._programme()))

    def _do_own_copy(self, args: dict[str, Any]) -> None:
        self._change_template(self.own.from_own(str(args["id"]), self._programme(), copy=True))

    def _change_template(self, e: Editing) -> None:
        self.editor.change_template(e, self.selected)

    def submitted(self, form: str, message: dict[str, Any]) -> str:
        values = message.get("values") or {}
        if form == "find":  # Enter in the search field
            self._do_find({"values": values})
            return ""
        if form == "gathering":
            return self._change_gathering(values)
        if form == "own_share":
            return self.own.share(values)
        if form == "own_agenda":
            return self.own.keep_agenda(values, self._programme())
        if form == "agenda":
            said = self.plan.submitted(values)
            self.length = offers.usual(self.plan.draft.minutes)  # there it stands now
            return said
        return self.editor.submitted(values)

    # --- writing the agenda --------------------------------------------------------------------
    def _put_in(self, bodies: list[Json], behind: str = "") -> None:
        """New activities on the agenda, behind the one they were copied from or last."""
        ids, changes = agenda.put_in(self.session.g, bodies, behind or None)
        if self._append(changes):
            self.selected = ids[0]

    def _write_agenda(self, items: list[str], start: str = "") -> bool:
        g = self.session.g
        body = {"items": items, "start": start or g.start}
        return self._append([("agenda", "", body, g.agenda_revision)])

    def _append(self, changes: list[tuple[str, str, Json, int | None]]) -> bool:
        """Append all or nothing; refused gently where another screen changed the agenda first."""
        try:
            self.session.store.record_many(self.session.g.id, changes, self.session.by)
        except Stale:
            self.session.read()
            self._refuse()
            return False
        self.session.read()
        self._own.add(self.session.g.agenda_revision)
        return True

    def _seen(self, args: dict[str, Any]) -> None:
        """Refuse a command that was given on an agenda which another screen has changed since."""
        if not {int(args.get("seen", -1)), self.session.g.agenda_revision} <= self._own:
            self._refuse(stop=True)

    def _refuse(self, stop: bool = False) -> None:
        text = _(
            "Another screen changed the agenda first. Here you see how it is now; do it again if you still want to."
        )
        if stop:
            raise Problem(text)
        self.session.say("notice", text)

    def _known(self, args: dict[str, Any]) -> Activity:
        g, id_ = self.session.g, str(args["id"])
        if id_ not in g.agenda or id_ not in g.activities:
            raise Problem(_("That activity is not on the agenda any more."))
        return g.activities[id_]

    def _programme(self) -> Programme:
        return programme(language())

    def _chosen(self) -> str:
        order = self.session.g.agenda
        return self.selected if self.selected in order else (order[0] if order else "")

    # --- what the page shows -------------------------------------------------------------------
    def regions(self) -> dict[str, str]:
        g, known = self.session.g, self._programme()
        if g.agenda_revision not in self._own:  # another screen was here: what they did is the new ground
            self._own = {g.agenda_revision}
        if self.editor.open:
            return self.editor.regions()
        if self.plan.open:
            return self.plan.regions(known)
        if self.change.now is not None:
            return {"main": prepare_view.changing(), **self.change.regions()}
        if self.own.listing:
            return {"main": own_view.page(known, self.own.deleting)}
        theme, words = known.themes[g.theme], self._words()
        mine = {a.id for a in own_view.owned(known)[1]}
        ready = suggestions.suggestions(known, g, self.length, self.ready_for, words, mine)
        afterwards = suggestions.afterwards(known, g, words) + own_view.keep_agenda(known, g)
        offered = offers.offered(known, self.wanted, g)
        return {
            "main": prepare_view.columns(),
            "main/theme": prepare_view.theme(theme, known, agenda.coverage(g.planned), g),
            "main/agenda": prepare_view.agenda_column(
                g, theme, self._chosen(), set(self._answered()), ready, afterwards
            ),
            "main/phone": prepare_view.phone(self.session),
            "main/offered": offers_view.column(offered, known, self.wanted, g.theme, words)
            + own_view.link(known),
        }

    def _answered(self) -> list[str]:
        return [a for a in self.session.g.agenda if self.session.answered_rounds(a)]

    def status(self) -> str:
        """How many activities there are, for the top bar."""
        n = len(self.session.g.planned)
        return html.escape(ngettext("{n} activity", "{n} activities", n).format(n=n))

    def keys(self) -> list[tuple[str, str]]:
        """The keyboard of this step."""
        return [
            ("↑ ↓", _("choose the activity above or below")),
            ("O", _("move it up")),
            ("N", _("move it down")),
            ("E", _("change it")),
            ("K", _("copy it")),
            ("Delete", _("remove it from the agenda")),
            ("M", _("keep it as your own template")),
            ("L", _("write an activity of your own")),
            ("Ctrl+Enter", _("save the form")),
            ("Esc", _("close the form")),
            ("?", _("show and hide this list")),
        ]
