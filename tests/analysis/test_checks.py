"""The gentle checks: what they notice, what they leave in peace, and how they say it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import i18n
from kit.analysis.checks import Check, evaluation_date, goal_checks, person_check, problem_checks
from tests.analysis.sentences import BAD_GOALS, BAD_PROBLEMS, GOOD_GOALS, GOOD_PROBLEMS

TODAY = dt.date(2026, 11, 12)
DATE = dt.date(2026, 12, 4)


def noticed(checks: list[Check]) -> set[str]:
    return {c.id for c in checks if not c.passed}


def test_hit_rate_and_false_alarms(record_property: Callable[[str, object], None]) -> None:
    false = [(s, n) for s in GOOD_PROBLEMS if (n := noticed(problem_checks(s)))]
    false += [(s, n) for s in GOOD_GOALS if (n := noticed(goal_checks(s, DATE, TODAY)))]
    missed = [(i, s) for i, s in BAD_PROBLEMS if i not in noticed(problem_checks(s))]
    missed += [(i, s) for i, s in BAD_GOALS if i not in noticed(goal_checks(s, DATE, TODAY))]
    good, bad = len(GOOD_PROBLEMS) + len(GOOD_GOALS), len(BAD_PROBLEMS) + len(BAD_GOALS)
    told = f"{bad - len(missed)} of {bad} weak sentences noticed, {len(false)} false alarms on {good} good"
    record_property("gentle checks", told)
    assert good + bad >= 40
    assert len(false) <= good * 0.1, false
    assert len(missed) <= bad * 0.1, missed


def test_a_check_explains_itself_and_points_at_what_it_found() -> None:
    text = "I storefri står fire til seks elever på 3. trinn uten noen å leke med, de fleste dager, fordi de voksne ikke følger med."
    concrete, cause, blame, solution = problem_checks(text)
    assert (concrete.passed, concrete.sentence) == (True, "Konkret. Sier hvem, hvor eller når og hvor ofte.")
    assert cause.title == "Her er en årsak: «fordi de voksne ikke følger med»."
    assert text[cause.start :].startswith(cause.found)
    assert (blame.passed, solution.passed) == (True, True)


def test_an_unknown_cause_is_not_a_cause() -> None:
    text = "Tre av barna gråter i garderoben hver dag, og vi vet ikke om det skyldes trengsel."
    assert "cause" not in noticed(problem_checks(text))


def test_goal_date() -> None:
    goal = GOOD_GOALS[0]
    assert noticed(goal_checks(goal)) == {"dated"}
    assert noticed(goal_checks(goal, TODAY, TODAY)) == {"dated"}
    assert noticed(goal_checks(goal + " Det ser vi på i uke 49.")) == set()
    dated = goal_checks(goal, DATE, TODAY)[2]
    assert dated.sentence == "Har en dato. Evalueres fredag 4. desember 2026."
    assert goal_checks(goal, DATE, TODAY)[1].text == "«minst fire av fem dager» kan telles."


@pytest.mark.parametrize(
    ("weeks", "date"), [(1, dt.date(2026, 11, 19)), (3, dt.date(2026, 12, 3)), (6, dt.date(2026, 12, 24))]
)
def test_weeks_ahead(weeks: int, date: dt.date) -> None:
    assert evaluation_date(TODAY, weeks) == date
    assert evaluation_date(TODAY + dt.timedelta(days=3), weeks).weekday() == 4  # from a Sunday to a Friday


@pytest.mark.parametrize(
    "text",
    [
        "Vi bruker Snapchat og SFO, og PPT er med.",
        "Miljøterapeut, SFO-leder og PPT-rådgiveren",
        "Observasjonen ble gjort på Bjørkåsen skole. Den varte i tre dager.",
        "De skriver på avdeling Solstrålen hver dag.",
        "• Barna går inn\n• De voksne følger",
        "Hun sa: «Ingen vil leke med meg.»",
    ],
)
def test_what_is_no_name(text: str) -> None:
    assert person_check(text) is None


@pytest.mark.parametrize("text", ["Vi så at Tarjei gikk alene.", "Emma går alene.", "Samtale med Noras mor"])
def test_what_looks_like_a_name(text: str) -> None:
    check = person_check(text)
    assert check
    assert text[check.start :].startswith(check.found)
    assert "navn" in check.title


def test_nothing_to_say_while_little_is_written() -> None:
    assert problem_checks("") == goal_checks("Alle barna") == []


def test_checks_speak_the_language_in_force() -> None:
    with i18n.use("en"):
        assert problem_checks(GOOD_PROBLEMS[0])[0].title == "Concrete."


@given(st.text(max_size=400))
def test_any_text_can_be_checked(text: str) -> None:
    for check in [*problem_checks(text), *goal_checks(text, DATE, TODAY)]:
        assert check.title
        assert not check.found or 0 <= check.start < len(text)


def test_a_very_long_text_is_checked_in_no_time() -> None:
    import time

    text = "I storefri står fire elever på 3. trinn uten noen å leke med, de fleste dager. " * 250
    before = time.process_time()
    problem_checks(text)
    goal_checks(text)
    assert time.process_time() - before < 1
