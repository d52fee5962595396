"""Change a gathering that is made already, on the start page or on Forbered: the same form as for a new one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kit.dashboards import new_gathering
from kit.dashboards.fields import Fields
from kit.dashboards.page import FormProblem
from kit.dashboards.session import Session
from kit.i18n import gettext as _
from kit.i18n import ngettext, use
from kit.programme import UNIT_KINDS, ActivityTemplate, Programme, programme
from kit.store import Gathering, NewGathering, Stale, Store
from kit.store.plans import body_of, from_template
from kit.store.state import Activity, Json


class ChangeGathering:
    """The form, open on at most one gathering."""

    def __init__(self) -> None:
        self.now: Gathering | None = None  # as it was when the form was opened
        self.errors: dict[str, str] = {}
        self._form = ("", Fields(new_gathering.REGION))

    def open(
        self, store: Store, id_: str, known: new_gathering.Known, languages: list[str], spoken: str
    ) -> None:
        """Show the form with what is so now."""
        now = store.state(id_)
        themes = list(programme(spoken).themes.values())
        answered = bool(store.answers(id_))
        self._form = new_gathering.form(
            themes, now.theme, now.date, known, languages, now.language, now=now, answered=answered
        )
        self.now, self.errors = now, {}

    def close(self) -> None:
        """Without saving."""
        self.now, self.errors = None, {}

    def regions(self) -> dict[str, str]:
        """The form and the sentences beside its fields."""
        form, fields = self._form
        return {new_gathering.REGION: form, **fields.sentences(self.errors)}

    def save(self, session: Session, values: Mapping[str, Any], known: new_gathering.Known) -> Done:
        """Write what this person changed and nothing else."""
        if self.now is None:
            return Done()
        new, self.errors = new_gathering.read(values, known)
        if new is None:
            raise FormProblem(_("Not saved yet: look at the fields that have a sentence."))
        before, self.now = self.now, None
        changes = changed(before, new)
        if changes:
            session.store.update_gathering(before.id, **changes)
        after = session.store.state(before.id)
        kept = _translate(session, before.language, after) if "language" in changes else 0
        over = len(after.groups) if after.mode == "group" and len(after.groups) > after.expected else 0
        return Done(bool(changes), over, kept)


@dataclass(frozen=True)
class Done:
    """What came of a change; ``tables`` when there are more than expected, ``kept`` activities not translated."""

    changed: bool = False
    tables: int = 0
    kept: int = 0

    def said(self) -> str:
        """In words, in the language that is spoken when they are asked for."""
        said = [_("The gathering is changed.")] if self.changed else []
        if self.tables:
            text = ngettext(
                "There is still {n} table, because somebody uses it or it belongs to a unit.",
                "There are still {n} tables, because somebody uses them or they belong to a unit.",
                self.tables,
            )
            said.append(text.format(n=self.tables))
        if self.kept:
            text = ngettext(
                "{n} activity has answers or words of your own, and stands as it was.",
                "{n} activities have answers or words of your own, and stand as they were.",
                self.kept,
            )
            said.append(text.format(n=self.kept))
        return " ".join(said)


def changed(before: Gathering, new: NewGathering) -> dict[str, Any]:
    """The members that differ from what the form was opened on, as ``Store.update_gathering`` takes them."""
    same = {
        "theme": before.theme,
        "date": before.date,
        "municipality": before.municipality,
        "mode": before.mode,
        "expected": before.expected,
        "language": before.language,
    }
    found = {name: getattr(new, name) for name, was in same.items() if getattr(new, name) != was}
    if {u.id for u in new.units} != set(before.units):
        found["units"] = list(new.units)
    return found


# --- the other language ------------------------------------------------------------------------


def _translate(session: Session, was: str, g: Gathering) -> int:
    """Take activities that nobody has answered or reworded in the language that was chosen; how many stand."""
    known = {code: _spoken(code) for code in (was, g.language)}
    answered = {row.activity for row in session.store.answers(g.id)}
    texts, kept = [], 0
    for a in g.planned:
        body = in_language(a, known[was], known[g.language])
        if body is None or a.id in answered:
            kept += body is None or body != body_of(a)
        else:
            texts.append(("activity", a.id, body, a.revision))
    try:
        if texts:
            session.store.record_many(g.id, texts, session.by)
    except Stale:
        kept += len(texts)
    return kept


def _spoken(code: str) -> Programme:
    with use(code):
        return programme(code)


def in_language(a: Activity, was: Programme, now: Programme) -> Json | None:
    """An agenda item as its template says it in the other language; None where it has words of its own."""
    old, new = was.activities.get(a.template or ""), now.activities.get(a.template or "")
    if old is None or new is None:
        return None
    for kind in (None, *UNIT_KINDS):
        if _asks(old.for_unit_kind(kind)) == _asked(a):
            template: ActivityTemplate = new.for_unit_kind(kind)
            said = from_template(template)
            return {**body_of(a), **{name: said[name] for name in ("prompt", "settings", "guide")}}
    return None


def _asks(t: ActivityTemplate) -> str:
    return json.dumps([t.kind, t.prompt, t.settings], sort_keys=True)


def _asked(a: Activity) -> str:
    return json.dumps([a.kind, a.prompt, a.now.settings], sort_keys=True)
