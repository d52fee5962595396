"""Forbered: the theme beside the agenda beside what is offered; choose, order, mend and write activities."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import Any

from kit.activities import KINDS
from kit.activities import kind as kind_module
from kit.dashboards import (
    activity_form,
    activity_read,
    agenda,
    html,
    join,
    offers,
    offers_view,
    own_form,
    own_view,
    prepare_view,
    previews,
    suggestions,
)
from kit.dashboards.fields import Fields
from kit.dashboards.own_templates import Editing, OwnTemplates
from kit.dashboards.page import FormProblem, Problem
from kit.dashboards.session import Session
from kit.i18n import gettext as _
from kit.i18n import language, ngettext
from kit.programme import ActivityTemplate, Programme, programme
from kit.store import Stale
from kit.store.plans import body_of, from_template
from kit.store.state import Activity, Json, Timer

NEW = "new"


class Prepare:
    """What this page has chosen and unfolded; the agenda itself is in the store."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.selected = ""
        self.wanted = offers.Wanted(theme=session.g.theme)  # what is searched for
        self.length, self.ready_for = 120, ""  # which ready-made agendas are shown
        self.editing = ""  # an activity's id, or NEW
        self.choosing = False  # which kind an own activity shall be
        self.draft: activity_read.Draft | None = None
        self.errors: dict[str, str] = {}
        self._form = ("", Fields(activity_form.REGION))
        self._start: Json = {}
        self._revision = 0  # of the activity when its form was opened
        self.own = OwnTemplates(session)
        self._template: Editing | None = None  # the form is open on a template, not on the agenda
        self._own = {session.g.agenda_revision}  # agendas since another screen last changed it

    # --- what the page does --------------------------------------------------------------------
    def act(self, name: str, args: dict[str, Any]) -> None:
        if name == "preview":  # someone is typing: no sentence may go away under their hands
            self.draft = activity_read.read({**(args.get("values") or {})}, self._start)
            return
        if name == "find":
            self._do_find(args)
            return
        self.session.notice = ("", "")
        if join.act(self.session, name, args) or self.own.act(name, args):
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
        self.choosing = True

    def _do_kind(self, args: dict[str, Any]) -> None:
        kept = self.draft
        start: Json = {"kind": str(args["kind"])}
        if kept is not None and self.editing == NEW:  # another kind was chosen: the words follow
            start |= {"prompt": kept.prompt, "minutes": kept.minutes, "emphasis": list(kept.emphasis)}
        self._open_form(NEW, start)

    def recall(self, forms: list[str]) -> None:
        """The editor that was open before this kernel; the browser puts its draft in again."""
        for key in forms:
            what, gathering, which = [*key.split(":", 2), "", ""][:3]
            if what != "activity" or gathering != self.session.g.id:
                continue
            if which in self.session.g.activities:
                activity = self.session.g.activities[which]
                self._revision = activity.revision
                self._open_form(which, body_of(activity))
            elif which in KINDS:
                self._open_form(NEW, {"kind": which})

    def _do_edit(self, args: dict[str, Any]) -> None:
        activity = self._known(args)
        self._revision = activity.revision
        self._open_form(activity.id, body_of(activity))

    def _do_close_form(self, args: dict[str, Any]) -> None:
        self.editing, self.choosing, self.draft, self.errors = "", False, None, {}
        self._template = None

    def _do_own_save(self, args: dict[str, Any]) -> None:
        self._open_template(self.own.from_activity(self._known(args), self._programme()))

    def _do_own_edit(self, args: dict[str, Any]) -> None:
        self._open_template(self.own.from_own(str(args["id"]), self._programme()))

    def _do_own_copy(self, args: dict[str, Any]) -> None:
        self._open_template(self.own.from_own(str(args["id"]), self._programme(), copy=True))

    def _open_template(self, e: Editing) -> None:
        self.editing, self.choosing, self.errors, self._start, self._template = NEW, False, {}, e.start, e
        key = f"template:{self.session.g.id}:{e.id or self.selected}"
        theme = self._programme().themes[e.theme]
        self._form = activity_form.form(
            e.start["kind"],
            e.start,
            theme,
            key,
            _("Keep as your own template"),
            more=partial(own_form.fields, w=e.words),
        )
        self.draft = _shown(e.start)

    def _do_other_kind(self, args: dict[str, Any]) -> None:
        self.choosing = True

    def _open_form(self, which: str, start: Json) -> None:
        g = self.session.g
        self.editing, self.choosing, self.errors, self._start = which, False, {}, start
        key = f"activity:{g.id}:{which if which != NEW else start['kind']}"
        note = ""
        if which != NEW:
            self.selected = which
            if self.session.answered_rounds(which):
                note = _(
                    "This activity has answers. If you change what is asked, a new round begins, and the answers are kept."
                )
        save = _("Put it on the agenda") if which == NEW else _("Save the change")
        self._form = activity_form.form(
            start["kind"], start, self._programme().themes[g.theme], key, save, note
        )
        self.draft = None
        if which != NEW:
            self.draft = _shown(start)

    def submitted(self, form: str, message: dict[str, Any]) -> str:
        values = message.get("values") or {}
        if form == "find":  # Enter in the search field
            self._do_find({"values": values})
            return ""
        if form == "own_share":
            return self.own.share(values)
        if form == "own_agenda":
            return self.own.keep_agenda(values, self._programme())
        draft = activity_read.read(values, self._start)
        words, wrong = own_form.read(values) if self._template else (own_form.Words(), {})
        self.draft, self.errors = draft, {**draft.errors, **wrong}
        if self.errors:
            raise FormProblem(_("Not saved yet: look at the fields that have a sentence."))
        if self._template is not None:
            self.own.save(self._template, draft, words)
        elif self.editing == NEW or self.editing not in self.session.g.activities:
            self._save_new(draft)
        else:
            self._save_change(self.session.g.activities[self.editing], draft)
        self._do_close_form({})
        return _("Saved")

    def _save_new(self, draft: activity_read.Draft) -> None:
        self._put_in([{**_body(draft), "from_round": 1}])

    def _save_change(self, activity: Activity, draft: activity_read.Draft) -> None:
        """Mend in place while nobody has answered; afterwards a new wording is a new round."""
        g, body = self.session.g, {**body_of(activity), **_body(draft)}
        own = {e.id for e in self._programme().themes[g.theme].emphasis}
        body["emphasis"] = [*draft.emphasis, *(e for e in activity.emphasis if e not in own)]
        answered = self.session.answered_rounds(activity.id)
        asked_anew = _asked(draft.kind, draft.prompt, draft.settings) != _asked(
            activity.kind, activity.prompt, activity.now.settings
        )
        body["from_round"] = max(answered) + 1 if answered and asked_anew else activity.now.from_round
        changes: list[tuple[str, str, Json, int | None]] = [("activity", activity.id, body, self._revision)]
        current = g.stage.round_of(activity.id)
        new_round = body["from_round"] > current
        if new_round:
            stage = replace(g.stage, rounds={**g.stage.rounds, activity.id: body["from_round"]})
            if g.stage.activity == activity.id:
                stage = replace(
                    stage, open=False, shown=False, late=False, timer=Timer(), locked_at=None, cards=()
                )
            changes.append(("stage", "", stage.as_body(), g.stage.revision))
        try:
            self.session.store.record_many(g.id, changes, self.session.by)
        except Stale:
            self.session.read()
            self._revision = self.session.g.activities[activity.id].revision
            raise FormProblem(
                _(
                    "Another screen changed this activity while you wrote. Your text is still here: "
                    "look at theirs, and save again if yours shall count."
                )
            ) from None
        self.session.read()
        if new_round:
            self.session.say(
                "notice",
                _("What is asked has changed, so round {n} begins. The answers from before are kept.").format(
                    n=body["from_round"]
                ),
            )

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
        if self.choosing or self.editing:
            return self._form_regions()
        if self.own.listing:
            return {"main": own_view.page(known, self.own.deleting)}
        theme, words = known.themes[g.theme], self._words()
        ready = suggestions.suggestions(known, g, self.length, self.ready_for, words)
        afterwards = suggestions.afterwards(known, g, words) + own_view.keep_agenda(known, g)
        offered = offers.offered(known, self.wanted, g)
        return {
            "main": prepare_view.columns(),
            "main/theme": prepare_view.theme(theme, known, agenda.coverage(g.planned)),
            "main/agenda": prepare_view.agenda_column(
                g, theme, self._chosen(), set(self._answered()), ready, afterwards
            ),
            "main/phone": prepare_view.phone(self.session),
            "main/offered": offers_view.column(offered, known, self.wanted, g.theme, words)
            + own_view.link(known),
        }

    def _form_regions(self) -> dict[str, str]:
        if self.choosing:
            return {"main": prepare_view.choose_kind()}
        form, fields = self._form
        return {
            "main": prepare_view.editor(self._title(), self._start["kind"], self._choosable()),
            "main/edit": form,
            **fields.sentences(self.errors),
            "main/preview": previews.previews(self.draft),
        }

    def _title(self) -> str:
        if self._template is not None:
            return _("Own template")
        return _("An activity of your own") if self.editing == NEW else _("Change the activity")

    def _choosable(self) -> bool:
        """Whether the kind can still be chosen."""
        return self.editing == NEW and self._template is None

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


def _shown(start: Json) -> activity_read.Draft:
    """What the preview shows before anything is typed."""
    settings = kind_module(start["kind"]).Settings(**start["settings"])
    plain = settings.model_dump(mode="json", exclude_unset=True)
    return activity_read.Draft(start["kind"], start["prompt"], start["minutes"], False, plain, ())


def _body(draft: activity_read.Draft) -> Json:
    return {
        "kind": draft.kind,
        "prompt": draft.prompt,
        "settings": draft.settings,
        "minutes": draft.minutes,
        "lock_at_zero": draft.lock_at_zero,
        "emphasis": list(draft.emphasis),
    }


def _asked(kind: str, prompt: str, settings: Json) -> str:
    """What a group sees: two activities that ask the same may share a round."""
    module = kind_module(kind)
    form = module.form(module.Settings(**settings)).as_json()
    return json.dumps([kind, prompt, form], sort_keys=True, ensure_ascii=False)
