"""The form of an agenda as one's own template: what stands in it, what was typed, and how a file has it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kit.activities.kind_words import kind_name
from kit.dashboards import html
from kit.dashboards.fields import NEW, Fields, bare, many, one, option, whole
from kit.dashboards.html import escape
from kit.dashboards.own_form import boxes
from kit.i18n import gettext as _
from kit.programme import UNIT_KINDS, ActivityTemplate, Agenda, Programme
from kit.store.state import Json

REGION = "main/edit"
LONGEST = 600  # minutes
_TITLE, _TEXT, _LINE = 120, 2000, 120


@dataclass(frozen=True)
class Line:
    """One row: an activity, or in words something else that takes time. ``minutes`` None: as the activity has."""

    id: str
    activity: ActivityTemplate | None = None
    title: str = ""
    minutes: int | None = None

    @property
    def lasts(self) -> int:
        """Minutes."""
        return self.minutes or (self.activity.minutes if self.activity else 0)


@dataclass(frozen=True)
class Draft:
    """An agenda as typed: complete when ``errors`` is empty."""

    title: str = ""
    text: str = ""
    unit_kinds: tuple[str, ...] = UNIT_KINDS
    lines: tuple[Line, ...] = ()
    task: str = ""
    follow_up: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return sum(line.lasts for line in self.lines)


def of_agenda(a: Agenda, known: Programme, title: str = "") -> Draft:
    """What an agenda says, perhaps under another title."""
    steps = [(s.activity, s.title or "", s.minutes) for s in a.steps] or [(i, "", None) for i in a.activities]
    lines = tuple(
        Line(f"s{n}", known.activities[id_] if id_ else None, text, minutes)
        for n, (id_, text, minutes) in enumerate(steps)
    )
    work = a.interim_work
    return Draft(
        (title or a.title)[:_TITLE],
        a.text,
        a.unit_kinds,
        lines,
        work.task if work else "",
        work.follow_up if work else "",
    )


# --- the form ----------------------------------------------------------------------------------


def form(d: Draft, offered: Sequence[ActivityTemplate], draft_key: str) -> tuple[str, Fields]:
    """The whole form; ``offered`` are the activities to choose among."""
    f = Fields(REGION)
    begun = [*d.lines, *(Line(f"e{i}") for i in range(0 if d.lines else 2))]  # empty rows invite to write
    body = f.text("title", _("Name"), d.title, maxlength=_TITLE, autofocus=True)
    body += f.area("text", _("What it is about (may be empty)"), d.text, maxlength=_TEXT)
    body += f.rows(
        "step_id",
        _("What happens, in order"),
        _("Add a row"),
        [(line.id, _row(line, offered)) for line in begun],
        _row(Line(NEW), offered),
        hint=_(
            "Choose an activity, or write what else takes time. Without minutes an activity takes as long as it is made for."
        ),
        ordered=True,
    )
    body += boxes(f, "unit_kinds", d.unit_kinds)
    body += f.area("task", _("Interim work (may be empty)"), d.task, maxlength=_TEXT)
    body += f.area("follow_up", _("The question next time (may be empty)"), d.follow_up, maxlength=_TEXT)
    buttons = (
        f'<button type="submit" class="fs-btn fs-primary"><span>{escape(_("Keep as your own template"))}</span></button>'
        + html.button(_("Cancel"), "agenda_close", look="text", also="Escape")
        + '<span data-status role="status" hidden></span>'
    )
    return (
        f'<form class="fs-edit fs-stack" data-form="agenda" data-draft="{escape(draft_key)}" data-live="agenda_typed" '
        f'novalidate autocomplete="off">{f.restored()}{body}<div class="fs-row fs-save">{buttons}</div></form>',
        f,
    )


def _row(line: Line, offered: Sequence[ActivityTemplate]) -> str:
    chosen = line.activity.id if line.activity else ""
    rows = option("", _("Something else"), not chosen) + "".join(
        option(t.id, f"{t.title} ({kind_name(t.kind)}, {_('{n} min').format(n=t.minutes)})", t.id == chosen)
        for t in offered
    )
    label = escape(_("Activity"))
    return (
        f'<select name="step_activity[]" class="fs-field fs-grow" aria-label="{label}">{rows}</select>'
        + bare(
            "step_title", _("What happens"), line.title, grow=True, maxlength=_LINE, placeholder=_("Break")
        )
        + bare(
            "step_minutes",
            _("Minutes"),
            line.minutes or "",
            type_="number",
            min=1,
            max=240,
            placeholder=_("min"),
        )
    )


# --- what was typed ----------------------------------------------------------------------------


def read(values: Mapping[str, Any], known: Programme, theme: int) -> Draft:
    """The agenda that was typed; rows with nothing in them are left out."""
    errors: dict[str, str] = {}

    def typed(name: str) -> str:
        found = values.get(name)
        return found.strip()[:_TEXT] if isinstance(found, str) else ""

    d = Draft(
        title=one(values, "title")[:_TITLE],
        text=typed("text"),
        unit_kinds=tuple(k for k in UNIT_KINDS if k in many(values, "unit_kinds")),
        lines=_lines(values, {a.id: a for a in known.activities_for(theme)}, errors),
        task=typed("task"),
        follow_up=typed("follow_up"),
        errors=errors,
    )
    if not d.title:
        errors["title"] = _("Write a name for the agenda.")
    if not d.unit_kinds:
        errors["unit_kinds"] = _("Choose at least one.")
    if not any(line.activity for line in d.lines):
        errors.setdefault("step_id", _("Choose at least one activity."))
    if d.minutes > LONGEST:
        errors.setdefault(
            "step_id",
            _("The agenda takes {n} minutes. It can take at most {most}.").format(n=d.minutes, most=LONGEST),
        )
    if d.task and not d.follow_up:
        errors["follow_up"] = _("Write what you ask about the interim work next time.")
    if d.follow_up and not d.task:
        errors["task"] = _("Write what is to be done until next time.")
    return d


def _lines(
    values: Mapping[str, Any], known: Mapping[str, ActivityTemplate], errors: dict[str, str]
) -> tuple[Line, ...]:
    """The rows that say something; the first mistake in them becomes the sentence below."""
    columns = [many(values, f"step_{name}") for name in ("id", "activity", "title", "minutes")]
    lines = []
    for n, (id_, chosen, title, typed) in enumerate(zip(*columns, strict=False), 1):
        title, minutes = " ".join(title.split())[:_LINE], whole(typed)
        activity = known.get(chosen)
        if not (chosen or title or typed):
            continue
        if chosen and activity is None:
            problem = _("Row {n}: that activity is not there any more. Choose another one.")
        elif not chosen and not title:
            problem = _("Row {n}: choose an activity, or write what happens.")
        elif (typed or not chosen) and (minutes is None or not 1 <= minutes <= 240):
            problem = _("Row {n}: write how many minutes, from 1 to 240.")
        else:
            lines.append(Line(id_, activity, "" if activity else title, minutes))
            continue
        errors.setdefault("step_id", problem.format(n=n))
    return tuple(lines)


# --- as a file is written ----------------------------------------------------------------------


def plain(a: Agenda) -> Json:
    """An agenda in one language as a file has it, with steps alone."""
    data: Json = a.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    data.pop("activities", None)
    return data


def written(id_: str, theme: int, d: Draft) -> Json:
    """The agenda as data."""
    data: Json = {
        "id": id_,
        "theme": theme,
        "title": d.title,
        "text": d.text,
        "minutes": d.minutes,
        "unit_kinds": list(d.unit_kinds),
        "steps": [_step(line) for line in d.lines],
        "interim_work": {"task": d.task, "follow_up": d.follow_up} if d.task else None,
    }
    return {k: v for k, v in data.items() if v}


def _step(line: Line) -> Json:
    what: Json = {"activity": line.activity.id} if line.activity else {"title": line.title}
    return {**what, "minutes": line.minutes} if line.minutes else what


def in_both_languages(steps: list[Json], raw: Json, language: str) -> list[Json]:
    """The steps, with words that have not changed as the file ``raw`` has them, in both languages."""
    before = [s["title"] for s in raw.get("steps") or () if isinstance(s.get("title"), Mapping)]
    as_it_was: Callable[[str], Any] = {str(t.get(language) or t["nb"]): t for t in before}.get
    return [{**s, "title": as_it_was(s["title"]) or s["title"]} if "title" in s else s for s in steps]
