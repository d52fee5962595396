"""Skriv inn: the facilitator writes or corrects answers for a group, hands on the keyboard all the way."""

from __future__ import annotations

import json
from typing import Any

from kit.activities import AnswerError, kind
from kit.activities.form_html import render_form
from kit.dashboards import html
from kit.dashboards.page import Problem
from kit.dashboards.session import Session
from kit.i18n import clock, ngettext
from kit.i18n import gettext as _
from kit.store import NewAnswer
from kit.store.state import Activity, AnswerRow, Group

PERSON = ""  # in person mode there are no tables: each form is one more person


class Enter:
    """Which activity and which group this page is writing for; everything else is in the store."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.activity_id = ""
        self.group_id = ""
        self.person = 0  # grows with each person written in, so that the next form is an empty one
        self.saved = ""

    # --- what is chosen --------------------------------------------------------------------
    def activity(self) -> Activity | None:
        """The chosen activity: by hand, else the current one, else the first on the agenda."""
        g = self.session.g
        if self.activity_id in g.activities:
            return g.activities[self.activity_id]
        return g.current or (g.planned[0] if g.planned else None)

    def round(self, activity: Activity) -> int:
        """Answers are written into the activity's current round."""
        return self.session.g.stage.round_of(activity.id)

    def by_group(self, activity: Activity) -> dict[str, AnswerRow]:
        """The counting answer of each group in the round being written."""
        rows = self.session.rows(activity.id, self.round(activity))
        return {row.group: row for row in rows if row.group}

    def group(self, activity: Activity) -> Group | None:
        """The chosen group: by hand, else the first that is missing, else the first."""
        groups = self.session.g.groups
        if self.group_id not in groups:
            # Kept until it is saved or skipped: an answer from the table's phone must not take the
            # form away from someone who is writing in it.
            answered = self.by_group(activity)
            missing = [g for g in groups.values() if g.id not in answered]
            self.group_id = next((g.id for g in missing or groups.values()), "")
        return groups.get(self.group_id)

    def following(self, activity: Activity, group: Group) -> Group | None:
        """Who is next: the first group after this one that is missing, else simply the next."""
        order = list(self.session.g.groups.values())
        if len(order) < 2:
            return None
        at = next(i for i, g in enumerate(order) if g.id == group.id)
        ahead = order[at + 1 :] + order[:at]
        answered = self.by_group(activity)
        return next((g for g in ahead if g.id not in answered), ahead[0])

    def recall(self, forms: list[str]) -> None:
        """The form that was open before this kernel: somebody may be writing in it."""
        for key in forms:
            kind_, gathering, activity, _round, who, *_ = [*key.split(":"), "", "", "", "", ""]
            if kind_ == "answer" and gathering == self.session.g.id and activity in self.session.g.activities:
                self.activity_id, self.group_id = activity, who
                self.person = int(who.removeprefix("person")) if who[6:].isdecimal() else self.person

    # --- commands --------------------------------------------------------------------------
    def act(self, name: str, args: dict[str, Any]) -> None:
        activity = self.activity()
        if name == "choose-activity":
            self.activity_id, self.group_id, self.saved = str(args["value"]), "", ""
        elif name == "choose-group":
            self.group_id = str(args["group"])
        elif name == "skip" and activity:
            group = self.group(activity)
            after = self.following(activity, group) if group else None
            self.group_id = after.id if after else ""

    def submitted(self, form: str, message: dict[str, Any]) -> str:
        args = message["args"]
        g = self.session.g
        activity = g.activities.get(args.get("activity", ""))
        if activity is None:
            raise Problem(_("This activity is no longer there. Choose another one."))
        round_ = int(args["round"])
        group = g.groups.get(args["group"]) if args["group"] else None
        if args["group"] and group is None:
            raise Problem(_("This group is no longer there. Choose another one."))
        settings = self.session.settings(activity, round_)
        try:
            answer = kind(activity.at(round_).kind).parse(settings, message["answer"])
        except AnswerError as error:
            raise Problem(str(error)) from error
        respondent = f"facilitator-{group.id}" if group else f"facilitator-{message['id']}"
        new = NewAnswer(
            id=message["id"],
            gathering=g.id,
            activity=activity.id,
            round=round_,
            respondent=respondent,
            seq=self._next_seq(activity, round_, respondent),
            group=group.id if group else None,
            unit=args.get("unit") if args.get("unit") in g.units else None,
            answer=answer,
            via="facilitator",
        )
        self.session.store.add_answers([new])
        self.session.read()
        after = self.following(activity, group) if group else None
        self.group_id = after.id if after else self.group_id
        self.person += 1
        name = group.name if group else _("One person")
        self.saved = _("{group} saved {time}").format(group=name, time=clock(self.session.now()))
        return self.saved

    def _next_seq(self, activity: Activity, round_: int, respondent: str) -> int:
        rows = self.session.rows(activity.id, round_)
        return 1 + max((r.seq for r in rows if r.respondent == respondent), default=0)

    # --- what is shown ---------------------------------------------------------------------
    def status(self) -> str:
        activity = self.activity()
        if activity is None:
            return ""
        return f'<span class="fs-tal">{html.escape(self._count(activity))}</span>'

    def _count(self, activity: Activity) -> str:
        rows = self.session.rows(activity.id, self.round(activity))
        n = len(rows)
        if self.session.g.mode == "person":
            return ngettext("{n} person has answered", "{n} persons have answered", n).format(n=n)
        expected = self.session.g.tables({row.group for row in rows if row.group})
        return _("{n} of {expected} have answered").format(n=n, expected=expected)

    def keys(self) -> list[tuple[str, str]]:
        return [
            ("Ctrl+Enter", _("Save and go to the next group")),
            ("Esc", _("Skip this group")),
            ("1 2 3 4 5", _("Answer the statement and go to the next one (0: don't know)")),
            ("↑ ↓", _("Previous or next statement")),
            ("?", _("This list")),
        ]

    def regions(self) -> dict[str, str]:
        activity = self.activity()
        if activity is None:
            sentence = _("The agenda is empty. Put an activity on it first.")
            button = html.button(_("To Prepare"), "step", args={"to": "forbered"}, look="primary")
            return {
                "main": f'<div class="fs-stack fs-alone"><p>{html.escape(sentence)}</p><p>{button}</p></div>'
            }
        return {
            "main": (
                '<div class="fs-enter"><aside data-region="main/groups" class="fs-side fs-scroll"></aside>'
                '<div data-region="main/form" class="fs-scroll fs-write"></div></div>'
                '<div class="fs-controls" data-region="main/controls"></div>'
            ),
            "main/groups": self._groups(activity),
            "main/form": self._form(activity),
            "main/controls": self._controls(activity),
        }

    def _groups(self, activity: Activity) -> str:
        g = self.session.g
        options = "".join(
            f'<option value="{html.escape(a.id)}"{" selected" if a.id == activity.id else ""}>{i}. {html.escape(a.prompt)}</option>'
            for i, a in enumerate(g.planned, 1)
        )
        choose = (
            f'<label class="fs-sm" for="fs-activity">{html.escape(_("Activity"))}</label>'
            f'<select class="fs-field" id="fs-activity" data-change="choose-activity">{options}</select>'
        )
        if g.mode == "person":
            note = _("Each form you save is one person's answer.")
            return f'{choose}<p class="fs-dim" style="margin-top:16px">{html.escape(note)}</p>'
        chosen, answered = self.group(activity), self.by_group(activity)
        rows = "".join(
            self._group_row(group, answered.get(group.id), group == chosen) for group in g.groups.values()
        )
        return f"{choose}<h2>{html.escape(_('Groups'))}</h2><ul class=fs-grouplist>{rows}</ul>"

    def _group_row(self, group: Group, row: AnswerRow | None, chosen: bool) -> str:
        if chosen:
            state = _("being written")
        elif row is None:
            state = _("missing")
        else:
            state = _("phone") if row.via == "phone" else _("entered")
        dot = "<i class=fs-f></i>" if row else "<i></i>"
        args = html.escape(json.dumps({"group": group.id}))
        current = " aria-current=true" if chosen else ""
        return (
            f'<li><button type=button class=fs-grouprow data-command="choose-group" data-args="{args}"{current}>'
            f"<span class=fs-dots aria-hidden=true>{dot}</span><b>{html.escape(group.name)}</b>"
            f"<small>{html.escape(state)}</small></button></li>"
        )

    def _form(self, activity: Activity) -> str:
        g, round_ = self.session.g, self.round(activity)
        group = None if g.mode == "person" else self.group(activity)
        if g.mode == "group" and group is None:
            sentence = _(
                "There are no groups yet. They appear here when they join, or when you set a number on the start page."
            )
            return f"<p>{html.escape(sentence)}</p>"
        wording = activity.at(round_)
        form = kind(wording.kind).form(self.session.settings(activity, round_))
        known = self.by_group(activity).get(group.id) if group else None
        who = group.id if group else f"person{self.person}"
        heading = _("Answer from {group}").format(group=group.name) if group else _("Answer from one person")
        args = {"activity": activity.id, "round": round_, "group": group.id if group else PERSON}
        line = f"{wording.prompt} · " + _("round {number}").format(number=round_)
        return (
            f'<p class="fs-dim">{html.escape(line)}</p><h1 id="fs-write-title">{html.escape(heading)}</h1>'
            f'<form data-form="answer" data-answer data-keys-own data-focus data-ctrl-enter id="fs-answer" '
            f'aria-labelledby="fs-write-title" data-args="{html.escape(json.dumps(args))}" '
            f'data-draft="answer:{g.id}:{activity.id}:{round_}:{who}">'
            f"{render_form(form, known.answer if known else None)}{self._unit(group)}"
            "</form>"
        )

    def _unit(self, group: Group | None) -> str:
        """In person mode the unit is asked for, as on the phone."""
        if group is not None or not self.session.g.units:
            return ""
        options = "".join(
            f'<option value="{html.escape(u.id)}">{html.escape(u.name)}</option>'
            for u in self.session.g.units.values()
        )
        return (
            f'<p><label for="fs-unit">{html.escape(_("Unit"))}</label>'
            f'<select class="fs-field" id="fs-unit" data-unit><option value="">–</option>{options}</select></p>'
        )

    def _controls(self, activity: Activity) -> str:
        group = None if self.session.g.mode == "person" else self.group(activity)
        after = self.following(activity, group) if group else None
        label = _("Save and go to {group}").format(group=after.name) if after else _("Save")
        save = (
            f'<button type=submit form="fs-answer" class="fs-btn fs-primary"><span>{html.escape(label)}</span>'
            "<kbd aria-hidden=true>Ctrl Enter</kbd></button>"
        )
        skip = html.button(_("Skip"), "skip", look="text", data_key_always="Escape") if after else ""
        saved = html.tag("✓ " + self.saved, "ok") if self.saved else ""
        return (
            f"{save}{skip}<span class=fs-grow></span>"
            f'<span class="fs-tag" data-status-for="answer" role="status" hidden></span>{saved}'
        )
