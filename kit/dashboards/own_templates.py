"""Own templates on Forbered: keep an activity or the agenda, change, copy, delete, share and take in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kit.dashboards import offers, own_form
from kit.dashboards.activity_read import Draft
from kit.dashboards.fields import many, one
from kit.dashboards.own_form import Words
from kit.dashboards.page import FormProblem, Problem
from kit.dashboards.session import Session
from kit.i18n import gettext as _
from kit.i18n import language, ngettext
from kit.programme import UNIT_KINDS, ActivityTemplate, Programme, TemplateError, own
from kit.store.state import Activity, Gathering, Json

FILE = "fagsamling-maler.yaml"


@dataclass(frozen=True)
class Editing:
    """The template that the form is open on. ``id`` is empty for one that is not a file yet."""

    id: str
    theme: int
    start: Json  # as data, in the language of the page
    words: Words
    raw: Json | None = None  # as it is written, in both languages


class OwnTemplates:
    """What this page does with the person's own templates."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.listing = False
        self.deleting = ""  # the one that is asked about

    # --- the form ------------------------------------------------------------------------------
    def from_activity(self, a: Activity, known: Programme) -> Editing:
        """What is on the agenda, with the words of the template it came from."""
        g, template = self.session.g, known.activities.get(a.template or "")
        return Editing("", g.theme, _start(a, template, g, known), _words(a, template, g))

    def from_own(self, id_: str, known: Programme, *, copy: bool = False) -> Editing:
        """One's own template, to be changed; or a new one that begins as it is."""
        template = known.activities.get(id_)
        raw = next((d for d in own.own_templates().activities if d["id"] == id_), None)
        if template is None or not template.own or raw is None:
            raise Problem(_("That template is not there any more."))
        words = own_form.of_template(template)
        if copy:
            words = replace(words, title=own_form.shortened(_("Copy of {title}").format(title=words.title)))
        return Editing("" if copy else id_, template.theme, own_form.plain(template), words, dict(raw))

    def save(self, e: Editing, draft: Draft, words: Words) -> None:
        """Write the template. Its other language, and what no form shows, stays as it was."""
        id_ = e.id or own.new_id(words.title)
        data = own_form.written(id_, draft, words, e.start)
        if e.raw is not None:
            data = own.mended({**e.raw, "id": id_}, {**e.start, "id": id_}, data, language())
        if e.id:
            data["version"] = int(e.start.get("version", 1)) + 1
        try:
            own.change(data) if e.id else own.save(own.Templates((data,)))
        except TemplateError as problem:
            raise FormProblem(problem.explained()) from problem
        except OSError as problem:
            raise Problem(unwritten(problem)) from problem
        self.session.say("quiet", _("«{title}» is kept among your own templates.").format(title=words.title))

    # --- the list ------------------------------------------------------------------------------
    def act(self, name: str, args: Mapping[str, Any]) -> bool:
        """Carry out a command of the list; False if it is none."""
        match name:
            case "own_list":
                self.listing, self.deleting = True, ""
            case "own_close":
                self.listing = False
            case "own_ask":
                self.deleting = str(args.get("id", ""))
            case "own_delete":
                self._delete(str(args["id"]))
            case "own_take_in":
                self._take_in(str(args["name"]), str(args["text"]))
            case _:
                return False
        return True

    def _delete(self, id_: str) -> None:
        self.deleting = ""
        every = own.own_templates()
        agenda = any(a["id"] == id_ for a in every.agendas)
        users = [a for a in every.agendas if id_ in own.activities_in(a)]
        if users and not agenda:
            title = _text(users[0].get("title"))
            raise Problem(
                _("Your agenda «{title}» uses this activity. Delete the agenda first.").format(title=title)
            )
        try:
            own.delete(id_, agenda=agenda)
        except OSError as problem:
            raise Problem(unwritten(problem)) from problem
        self.session.say("quiet", _("The template is deleted. What is on agendas already stays there."))

    def _take_in(self, name: str, text: str) -> None:
        try:
            found = own.read_shared(name, text)
            new = own.take_in(found)
        except TemplateError as problem:
            nothing = _("Nothing was taken in.")
            raise Problem(f"{nothing} {problem.explained()}") from problem
        except OSError as problem:
            raise Problem(unwritten(problem)) from problem
        if not new.activities and not new.agendas:
            self.session.say("quiet", _("You have all of these already."))
            return
        parts = counted(len(new.activities), len(new.agendas))
        self.session.say("quiet", _("Taken in: {what}.").format(what=parts))

    def share(self, values: Mapping[str, Any]) -> str:
        """Hand the chosen templates to the browser as one file."""
        chosen = own.chosen(many(values, "ids"))
        if not chosen.activities and not chosen.agendas:
            raise Problem(_("Tick what you want to share first."))
        self.session.hand(FILE, own.as_text(chosen))
        return _("The file is among your downloads.")

    # --- the agenda ----------------------------------------------------------------------------
    def keep_agenda(self, values: Mapping[str, Any], known: Programme) -> str:
        """The agenda as a template; activities that are nowhere yet become templates with it."""
        g, title, into = self.session.g, one(values, "title")[:120], one(values, "into")
        before = next((a for a in own.own_templates().agendas if a["id"] == into), None)
        title = title or (_text(before.get("title")) if before else "")
        if not title:
            raise Problem(_("Write a name for the agenda."))
        new, steps = [], []
        for a in g.planned:
            template = known.activities.get(a.template or "")
            if template is None or not _unchanged(a, template, g):
                words = _words(a, template, g)
                words = replace(
                    words, why=words.why or _("Made for the agenda «{title}».").format(title=title)
                )
                id_ = own.new_id(words.title)
                new.append(own_form.written(id_, _draft(a, g, known), words, _start(a, template, g, known)))
            else:
                id_ = template.id
            steps.append({"activity": id_, "minutes": a.minutes})
        data: Json = {
            "id": before["id"] if before else own.new_id(title),
            "theme": g.theme,
            "title": title,
            "minutes": min(600, sum(a.minutes for a in g.planned)),
            "unit_kinds": offers.kinds_of(g) or list(UNIT_KINDS),
            "steps": steps,
        }
        whole = offers.used(known, g)
        if whole is not None and whole.interim_work:
            data["interim_work"] = whole.interim_work.model_dump()
        try:
            if before:
                own.save(own.Templates(tuple(new)))
                own.change(data, agenda=True)
            else:
                own.save(own.Templates(tuple(new), (data,)))
        except TemplateError as problem:
            raise Problem(problem.explained()) from problem
        except OSError as problem:
            raise Problem(unwritten(problem)) from problem
        self.session.say("quiet", _("«{title}» is kept among your own templates.").format(title=title))
        return _("Saved")


def counted(activities: int, agendas: int) -> str:
    """«2 aktiviteter, 1 program»"""
    parts = []
    if activities:
        parts.append(ngettext("{n} activity", "{n} activities", activities).format(n=activities))
    if agendas:
        parts.append(ngettext("{n} agenda", "{n} agendas", agendas).format(n=agendas))
    return ", ".join(parts)


def _text(text: Any) -> str:
    """A text that may be written in two languages."""
    if isinstance(text, Mapping):
        return str(text.get(language()) or text.get("nb") or "")
    return str(text or "")


def unwritten(problem: OSError) -> str:
    """A file could not be written, and why."""
    return _("The file could not be written ({reason}). Nothing was changed.").format(reason=problem.strerror)


# --- from the agenda ---------------------------------------------------------------------------


def _start(a: Activity, template: ActivityTemplate | None, g: Gathering, known: Programme) -> Json:
    """What a template made of an agenda item takes along: law, sources and the like, and its settings."""
    start: Json = {"version": 1, "theme": g.theme}
    if template is not None:
        start = {**own_form.plain(template), "version": 1, "theme": g.theme}
        start.pop("for", None)  # what is on the agenda has its words already
        if template.theme != g.theme:
            start.pop("transitions", None)
    draft = _draft(a, g, known)
    return {
        **start,
        "kind": a.kind,
        "prompt": a.prompt,
        "minutes": a.minutes,
        "settings": dict(a.now.settings),
        "emphasis": list(draft.emphasis),
        "lock_at_zero": a.lock_at_zero,
        "strands": list(a.strands),
    }


def _words(a: Activity, template: ActivityTemplate | None, g: Gathering) -> Words:
    if template is None:
        kinds = tuple(offers.kinds_of(g)) or UNIT_KINDS
        return replace(own_form.beginning(a.prompt), unit_kinds=kinds)
    return own_form.of_template(template.for_unit_kind(offers.only_kind(g)))


def _draft(a: Activity, g: Gathering, known: Programme) -> Draft:
    mine = {e.id for e in known.themes[g.theme].emphasis}
    emphasis = tuple(e for e in a.emphasis if e in mine)
    return Draft(a.kind, a.prompt, a.minutes, a.lock_at_zero, dict(a.now.settings), emphasis)


def _unchanged(a: Activity, template: ActivityTemplate, g: Gathering) -> bool:
    """Whether the agenda asks just what the template asks, in the words for some kind of unit."""
    asked = json.dumps([a.kind, a.prompt, a.now.settings], sort_keys=True)
    variants = (template.for_unit_kind(k) for k in ("", *UNIT_KINDS))
    return template.theme == g.theme and any(
        json.dumps([t.kind, t.prompt, t.settings], sort_keys=True) == asked for t in variants
    )
