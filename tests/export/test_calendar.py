"""The calendar file: whole days with ids that stay, readable by others."""

from __future__ import annotations

import datetime as dt

from icalendar import Calendar

from kit.analysis import changes
from kit.export.calendar import calendar, days
from tests.analysis import case
from tests.analysis.helpers import started


def events(data: bytes) -> dict[str, dict]:
    return {str(e["uid"]): dict(e) for e in Calendar.from_ical(data).walk("VEVENT")}


def test_every_date_is_there_once() -> None:
    log = case.whole_case()
    found = events(calendar(log.state))
    assert len(found) == 8
    start = found["a-m1-start@fagsamling"]
    assert str(start["SUMMARY"]) == "Start: Voksenstartet lek de første ti minuttene"
    assert start["DTSTART"].dt == dt.date(2026, 11, 16)
    assert start["DTEND"].dt == dt.date(2026, 11, 17)
    assert "Ansvarlig: Miljøterapeut" in str(start["DESCRIPTION"])
    assert "Tør ikke spørre om å få være med" in str(start["DESCRIPTION"])
    assert next(d.id for d in days(log.state)) == "m1-start"
    assert {d.id for d in days(log.state)} >= {"goal", "next"}


def test_a_moved_date_keeps_its_id_and_comes_later() -> None:
    log = case.whole_case()
    before = events(calendar(log.state))["a-m1-evaluate@fagsamling"]
    log.add(changes.write(log.state, "measure", "m1:evaluate", "2026-12-11"))
    after = events(calendar(log.state))["a-m1-evaluate@fagsamling"]
    assert after["DTSTART"].dt == dt.date(2026, 12, 11)
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_no_dates_is_an_empty_calendar() -> None:
    data = calendar(started().state)
    assert events(data) == {}
    assert data.startswith(b"BEGIN:VCALENDAR\r\n")


def test_signs_that_mean_something_in_a_calendar() -> None:
    log = started()
    log.add(changes.add_measure(log.state, "Lek; sang, og\nmer \\ slikt", row="m", start="2026-11-16"))
    (event,) = events(calendar(log.state)).values()
    assert str(event["SUMMARY"]) == "Start: Lek; sang, og mer \\ slikt"
