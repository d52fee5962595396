"""The dates of an analysis as a calendar file (.ics): whole days that any calendar can take in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from icalendar import Calendar, Event

from kit import i18n
from kit.analysis import Analysis
from kit.analysis.rows import as_date, short
from kit.i18n import gettext as _


@dataclass(frozen=True)
class Day:
    """One date worth remembering. ``id`` stays the same when the date moves, so that calendars move it too."""

    id: str
    date: dt.date
    title: str
    text: str = ""


def days(analysis: Analysis) -> list[Day]:
    """Every date of the analysis in order: measures, evaluation of the goal, the next meeting."""
    with i18n.use(analysis.language):
        found = [*_frame_days(analysis), *_measure_days(analysis)]
    return sorted(found, key=lambda d: (d.date, d.title))


def _frame_days(analysis: Analysis) -> list[Day]:
    found = []
    if analysis.goal_date:
        title = _("Evaluate the goal: {title}").format(title=_title(analysis))
        found.append(Day("goal", analysis.goal_date, title, analysis.goal))
    meeting = as_date(analysis.used("next"))
    if meeting:
        found.append(Day("next", meeting, _("Meeting: {title}").format(title=_title(analysis))))
    return found


def _measure_days(analysis: Analysis) -> list[Day]:
    found = []
    for m in analysis.measures:
        aims = [analysis.all_factors[f].text for f in m.aims if f in analysis.all_factors]
        told = {
            _("Responsible"): m.responsible,
            _("Aims at"): "; ".join(aims),
            _("We notice it by"): m.noticed,
            _("Analysis"): _title(analysis),
        }
        text = "\n".join(f"{name}: {value}" for name, value in told.items() if value)
        name = short(m.text, 120)
        if m.start:
            found.append(Day(f"{m.id}-start", m.start, _("Start: {measure}").format(measure=name), text))
        if m.evaluate:
            found.append(
                Day(f"{m.id}-evaluate", m.evaluate, _("Evaluate: {measure}").format(measure=name), text)
            )
    return found


def _title(analysis: Analysis) -> str:
    return analysis.title or _("Pedagogisk analyse")


def calendar(analysis: Analysis, made: dt.datetime | None = None) -> bytes:
    """The calendar file. Taken in once more after a change, it moves the days that it made before."""
    stamp = made or analysis.changed_at or dt.datetime.now(dt.UTC)
    file = Calendar()
    file.add("prodid", "-//Fagsamling//Pedagogisk analyse//NO")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", _title(analysis))
    for day in days(analysis):
        event = Event()
        event.add("uid", f"{analysis.id}-{day.id}@fagsamling")
        event.add("dtstamp", stamp)
        event.add("sequence", analysis.revision)
        event.add("dtstart", day.date)
        event.add("dtend", day.date + dt.timedelta(days=1))
        event.add("summary", day.title)
        if day.text:
            event.add("description", day.text)
        event.add("transp", "TRANSPARENT")  # a reminder, nobody is busy all day
        file.add_component(event)
    return bytes(file.to_ical())
