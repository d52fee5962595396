"""The form of an activity on Forbered: of one's own, on the agenda, or of a template, beside what it will look like."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from kit.activities import kind as kind_module
from kit.dashboards import activity_form, activity_read, own_form, prepare_view, previews
from kit.dashboards.fields import Fields
from kit.dashboards.own_templates import Editing, OwnTemplates
from kit.dashboards.page import FormProblem
from kit.dashboards.session import Session
from kit.i18n import gettext as _
from kit.i18n import language
from kit.programme import programme
from kit.store import Stale
from kit.store.plans import body_of
from kit.store.state import Activity, Json, Timer

NEW = "new"


class ActivityEditor:
    """Open on at most one activity; ``put_in`` adds a new one to the agenda."""

    def __init__(self, session: Session, own: OwnTemplates, put_in: Callable[[list[Json]], None]) -> None:
        self.session, self.own, self._put_in = session, own, put_in
        self.editing = ""  # an activity's id, or NEW
        self.choosing = False  # which kind an own activity shall be
        self.draft: activity_read.Draft | None = None
        self.errors: dict[str, str] = {}
        self._form = ("", Fields(activity_form.REGION))
        self._start: Json = {}
        self._revision = 0  # of the activity when its form was opened
        self.template: Editing | None = None  # the form is open on a template, not on the agenda

    @property
    def open(self) -> bool:
        """Whether the form, or the choice before it, takes the page."""
        return self.choosing or bool(self.editing)

    # --- opening and closing -------------------------------------------------------------------
    def preview(self, values: dict[str, Any]) -> None:
        """Someone is typing."""
        self.draft = activity_read.read({**values}, self._start)

    def choose(self) -> None:
        """Ask which kind it shall be."""
        self.choosing = True

    def begin(self, kind: str) -> None:
        """A new activity of this kind."""
        kept = self.draft
        start: Json = {"kind": kind}
        if kept is not None and self.editing == NEW:  # another kind was chosen: the words follow
            start |= {"prompt": kept.prompt, "minutes": kept.minutes, "emphasis": list(kept.emphasis)}
        self._open(NEW, start)

    def change(self, activity: Activity) -> None:
        """One that is on the agenda."""
        self._revision = activity.revision
        self._open(activity.id, body_of(activity))

    def close(self) -> None:
        """Without saving."""
        self.editing, self.choosing, self.draft, self.errors = "", False, None, {}
        self.template = None

    def change_template(self, e: Editing, key: str) -> None:
        """A template; ``key`` keeps what is typed apart from other forms."""
        self.editing, self.choosing, self.errors, self._start, self.template = NEW, False, {}, e.start, e
        theme = programme(language()).themes[e.theme]
        self._form = activity_form.form(
            e.start["kind"],
            e.start,
            theme,
            f"template:{self.session.g.id}:{e.id or key}",
            _("Keep as your own template"),
            more=partial(own_form.fields, w=e.words),
        )
        self.draft = activity_read.begun(e.start)

    def _open(self, which: str, start: Json) -> None:
        g = self.session.g
        self.editing, self.choosing, self.errors, self._start = which, False, {}, start
        key = f"activity:{g.id}:{which if which != NEW else start['kind']}"
        note = ""
        if which != NEW and self.session.answered_rounds(which):
            note = _(
                "This activity has answers. If you change what is asked, a new round begins, and the answers are kept."
            )
        save = _("Put it on the agenda") if which == NEW else _("Save the change")
        self._form = activity_form.form(
            start["kind"], start, programme(language()).themes[g.theme], key, save, note
        )
        self.draft = None
        if which != NEW:
            self.draft = activity_read.begun(start)

    # --- saving --------------------------------------------------------------------------------
    def submitted(self, values: dict[str, Any]) -> str:
        """Save what was typed, or say beside the fields what is wrong."""
        draft = activity_read.read(values, self._start)
        words, wrong = own_form.read(values) if self.template else (own_form.Words(), {})
        self.draft, self.errors = draft, {**draft.errors, **wrong}
        if self.errors:
            raise FormProblem(_("Not saved yet: look at the fields that have a sentence."))
        if self.template is not None:
            self.own.save(self.template, draft, words)
        elif self.editing == NEW or self.editing not in self.session.g.activities:
            self._put_in([{**_body(draft), "from_round": 1}])
        else:
            self._save_change(self.session.g.activities[self.editing], draft)
        self.close()
        return _("Saved")

    def _save_change(self, activity: Activity, draft: activity_read.Draft) -> None:
        """Mend in place while nobody has answered; afterwards a new wording is a new round."""
        g, body = self.session.g, {**body_of(activity), **_body(draft)}
        own = {e.id for e in programme(language()).themes[g.theme].emphasis}
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

    # --- what is shown -------------------------------------------------------------------------
    def regions(self) -> dict[str, str]:
        """The form beside the preview, or the kinds to choose from."""
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
        if self.template is not None:
            return _("Own template")
        return _("An activity of your own") if self.editing == NEW else _("Change the activity")

    def _choosable(self) -> bool:
        """Whether the kind can still be chosen."""
        return self.editing == NEW and self.template is None


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
