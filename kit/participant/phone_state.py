"""What phones may see of a gathering, as JSON. Pure; nothing about anybody's answers is in it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kit.activities import Form, kind
from kit.activities.form_html import render_form
from kit.i18n import use
from kit.store.state import Activity, Gathering

Json = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """An activity as it is asked in one round: made once, used for every phone."""

    activity: str
    round: int
    kind: str
    prompt: str
    settings: Any
    form: Form
    html: str
    key: str  # another one means another form

    @property
    def module(self) -> Any:
        return kind(self.kind)


def ask(activity: Activity, round_: int, language: str) -> Asked:
    """Check the settings and render the form, its own words in ``language``.

    Raises where the settings are not what the kind expects.
    """
    wording = activity.at(round_)
    module = kind(wording.kind)
    settings = module.Settings.model_validate(wording.settings)
    with use(language):
        form = module.form(settings)
        html = render_form(form)
    key = digest(wording.kind, wording.prompt, html)
    return Asked(activity.id, round_, wording.kind, wording.prompt, settings, form, html, key)


def digest(*parts: object) -> str:
    """A short name for this content; the same after a restart."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=9).hexdigest()


def as_bytes(body: Json) -> bytes:
    """Compact JSON that cannot end a script element or a line of an event stream."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    for character, safe in (("<", "\\u003c"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        text = text.replace(character, safe)
    return text.encode("utf-8", "replace")


@dataclass(frozen=True)
class View:
    """What phones see at one moment. ``id`` names it in the event stream."""

    gathering: Gathering
    asked: Asked | None
    open: bool
    late: bool
    seconds_left: int | None
    language: str  # of the words around the question; the question itself is the gathering's

    @cached_property
    def id(self) -> str:
        g, timer = self.gathering, self.gathering.stage.timer
        asked = self.asked and (self.asked.activity, self.asked.round, self.asked.key)
        return digest(
            self.language, g.language, g.mode, asked, self.open, self.late, timer.ends_at, timer.left
        )

    def _activity(self) -> Json | None:
        if self.asked is None:
            return None
        late = {"late": True} if self.late else {}
        return {
            "id": self.asked.activity,
            "kind": self.asked.kind,
            "round": self.asked.round,
            "prompt": self.asked.prompt,
            "open": self.open,
            **late,
            "seconds_left": self.seconds_left,
            "form": self.asked.form.as_json(),
        }

    def _base(self) -> Json:
        g = self.gathering
        return {"gathering": g.id, "language": g.language, "mode": g.mode}

    @cached_property
    def state(self) -> bytes:
        """``GET …/state`` for scripts."""
        g = self.gathering
        groups = [{"id": x.id, "name": x.name, "unit": x.unit} for x in g.groups.values()]
        return as_bytes({**self._base(), "groups": groups, "units": self.units, "activity": self._activity()})

    @property
    def units(self) -> list[Json]:
        return [{"id": u.id, "name": u.name, "kind": u.kind} for u in self.gathering.units.values()]

    def page(self) -> Json:
        """All that the phone page needs: also which tables are taken, and the form as HTML."""
        g = self.gathering
        taken = set(g.seats.values())
        groups = [
            {"id": x.id, "name": x.name, "unit": x.unit, "taken": x.id in taken} for x in g.groups.values()
        ]
        return {**self._base(), "groups": groups, "units": self.units, **self._told(with_form=True)}

    def _told(self, *, with_form: bool) -> Json:
        activity = self._activity()
        if activity and self.asked:
            activity |= {"key": self.asked.key, "running": self.gathering.stage.timer.ends_at is not None}
            activity |= {"html": self.asked.html} if with_form else {}
        return {"view": self.id, "activity": activity}

    def event(self, *, with_form: bool) -> bytes:
        """One event for the stream. Tables and units are left out: they change with every newcomer."""
        data = as_bytes({**self._base(), **self._told(with_form=with_form)})
        return b"event: state\nid: %s\ndata: %s\n\n" % (self.id.encode(), data)


def view_of(g: Gathering, asked: Asked | None, now: dt.datetime, language: str) -> View:
    """What phones see of this gathering now."""
    stage = g.stage
    left = stage.timer.seconds_left(now) if asked else None
    return View(g, asked, stage.accepts(now), stage.late, left, language)
