"""The fields that make an activity a template of one's own: title, why, guide, for whom, interim work. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kit.dashboards.activity_read import Draft
from kit.dashboards.fields import Fields, many
from kit.dashboards.html import escape
from kit.dashboards.offers_view import audience, unit_kind
from kit.i18n import gettext as _
from kit.programme import AUDIENCES, UNIT_KINDS, ActivityTemplate
from kit.store.state import Json

LONGEST_PHASE = 120
_TITLE, _TEXT = 60, 2000


@dataclass(frozen=True)
class Words:
    """What the form begins with, and what was typed."""

    title: str = ""
    why: str = ""
    introduce: str = ""
    look_for: str = ""
    sum_up: str = ""
    task: str = ""
    follow_up: str = ""
    unit_kinds: tuple[str, ...] = UNIT_KINDS
    audience: tuple[str, ...] = ("alle-ansatte",)


def of_template(t: ActivityTemplate) -> Words:
    """The words of a template."""
    work = t.interim_work
    return Words(
        title=t.title,
        why=t.why,
        introduce=t.guide_parts.introduce,
        look_for=t.guide_parts.look_for,
        sum_up=t.guide_parts.sum_up,
        task=work.task if work else "",
        follow_up=work.follow_up if work else "",
        unit_kinds=t.unit_kinds,
        audience=t.audience,
    )


def beginning(prompt: str) -> Words:
    """Something to begin with for an activity that never had a template."""
    return Words(
        title=shortened(prompt),
        introduce=_("Read the question aloud, and give everybody a minute to think alone."),
        look_for=_("Look for what the groups have in common, and for where they differ."),
        sum_up=_("Agree on one thing to try until the next meeting."),
    )


def shortened(text: str) -> str:
    """A title from a question: whole words, at most sixty characters."""
    text = " ".join(text.split())
    if len(text) <= _TITLE:
        return text
    return text[: _TITLE - 1].rpartition(" ")[0][: _TITLE - 1].rstrip(",;:–- ") + "…"


def fields(f: Fields, w: Words) -> str:
    """The fields, below those of the activity itself."""
    heading = escape(_("As a template"))
    text = escape(_("This is what you and your colleagues see when you look for activities."))
    parts = f.text("title", _("Title in the list"), w.title, maxlength=_TITLE)
    parts += f.area("why", _("Why: what it has to do with the emphasis points"), w.why, maxlength=_TEXT)
    parts += f.area("introduce", _("Introduce"), w.introduce, maxlength=_TEXT)
    parts += f.area("look_for", _("Look for"), w.look_for, maxlength=_TEXT)
    parts += f.area("sum_up", _("Sum up"), w.sum_up, maxlength=_TEXT)
    parts += boxes(f, "unit_kinds", w.unit_kinds)
    parts += boxes(f, "audience", w.audience)
    parts += f.area("task", _("Interim work (may be empty)"), w.task, maxlength=_TEXT)
    parts += f.area("follow_up", _("The question next time (may be empty)"), w.follow_up, maxlength=_TEXT)
    return f'<div class="fs-astemplate fs-stack"><div><h2>{heading}</h2><p class="fs-hint">{text}</p></div>{parts}</div>'


def boxes(f: Fields, name: str, on: tuple[str, ...]) -> str:
    """For which ``unit_kinds``, or for which ``audience``."""
    options: dict[str, str]
    if name == "unit_kinds":
        label, options = _("For which units"), {k: unit_kind(k) for k in UNIT_KINDS}
    else:
        label, options = _("For whom"), {a: audience(a) for a in AUDIENCES}
    ticks = "".join(
        f.check(f"{name}[]", text[:1].upper() + text[1:], key in on, value=key)
        for key, text in options.items()
    )
    return f'<fieldset class="fs-stack-s fs-covers"><legend>{escape(label)}</legend>{ticks}{f.sentence(name)}</fieldset>'


def read(values: Mapping[str, Any]) -> tuple[Words, dict[str, str]]:
    """What was typed, and a sentence for each field that must be mended."""

    def typed(name: str) -> str:
        found = values.get(name)
        return found.strip()[:_TEXT] if isinstance(found, str) else ""

    w = Words(
        **{n: typed(n) for n in ("why", "introduce", "look_for", "sum_up", "task", "follow_up")},
        title=" ".join(typed("title").split()),
        unit_kinds=tuple(k for k in UNIT_KINDS if k in many(values, "unit_kinds")),
        audience=tuple(a for a in AUDIENCES if a in many(values, "audience")),
    )
    errors: dict[str, str] = {}
    if not w.title or len(w.title) > _TITLE:
        errors["title"] = _("Write a title of at most {n} characters.").format(n=_TITLE)
    if not w.why:
        errors["why"] = _("Write one sentence about why you do this.")
    for name in ("introduce", "look_for", "sum_up"):
        if not getattr(w, name):
            errors[name] = _("Write a sentence for the one who leads.")
    for name in ("unit_kinds", "audience"):
        if not getattr(w, name):
            errors[name] = _("Choose at least one.")
    if w.task and not w.follow_up:
        errors["follow_up"] = _("Write what you ask about the interim work next time.")
    if w.follow_up and not w.task:
        errors["task"] = _("Write what is to be done until next time.")
    return w, errors


# --- as a file is written ----------------------------------------------------------------------


def written(id_: str, draft: Draft, w: Words, start: Json) -> Json:
    """The template as data. ``start`` is what it began with (see ``plain``); what has no field is kept."""
    minutes = draft.minutes
    format_ = start.get("format") or {}
    if sum(p["minutes"] for p in format_.get("phases", ())) != minutes:
        format_ = _phases(format_, minutes)
    data: Json = {
        **start,
        "id": id_,
        "kind": draft.kind,
        "title": w.title,
        "prompt": draft.prompt,
        "why": w.why,
        "guide": {"introduce": w.introduce, "look_for": w.look_for, "sum_up": w.sum_up},
        "minutes": minutes,
        "format": format_,
        "unit_kinds": list(w.unit_kinds),
        "audience": list(w.audience),
        "emphasis": list(draft.emphasis),
        "lock_at_zero": draft.lock_at_zero,
        "settings": {k: v for k, v in draft.settings.items() if v is not None},
    }
    data.pop("interim_work", None)
    if w.task:
        data["interim_work"] = {"task": w.task, "follow_up": w.follow_up}
    if "for" in data:  # words for a kind of unit that it is not meant for any more
        data["for"] = {k: v for k, v in data["for"].items() if k in w.unit_kinds}
    return {k: v for k, v in data.items() if v not in ((), [], {}, None, False) or k == "emphasis"}


def _phases(format_: Json, minutes: int) -> Json:
    """The same phases with the difference on the longest; one plain phase where that does not go up."""
    phases = [dict(p) for p in format_.get("phases", ())]
    if phases:
        longest = max(phases, key=lambda p: p["minutes"])
        longest["minutes"] += minutes - sum(p["minutes"] for p in phases)
        if 1 <= longest["minutes"] <= LONGEST_PHASE:
            return {**format_, "phases": phases}
    parts = [LONGEST_PHASE] * (minutes // LONGEST_PHASE)
    parts += [minutes % LONGEST_PHASE] if minutes % LONGEST_PHASE else []
    return {"name": _("Group work"), "phases": [{"name": _("In the group"), "minutes": m} for m in parts]}


def plain(t: ActivityTemplate) -> Json:
    """A template in one language as data with lists, as a file has it."""
    data: Json = t.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)
    return data
