"""Forbered, driven as the browser drives it, on a real store: the three columns, the order and the phone."""

from __future__ import annotations

import pytest

from kit.dashboards import agenda, offers
from kit.programme import programme
from kit.store import Store, open_store
from kit.store.commands import run_command
from tests.dashboards.preparing import answer, forbered, own, prompts, suggested, to_prepare


@pytest.fixture
def store() -> Store:
    return open_store()


@pytest.fixture
def gathering(store: Store) -> str:
    return to_prepare(store)


# --- the three columns -------------------------------------------------------------------------


def test_the_theme_with_its_points_and_the_law_apart(gathering: str) -> None:
    page = forbered(gathering)
    theme = programme().themes[3]
    column = page.regions["main/theme"]
    assert theme.title in page.text
    for point in theme.emphasis:
        assert point.short in page.text
        assert point.text in page.text
    assert column.count("ikke dekket") >= len(theme.emphasis)
    assert "Barnehage</summary>" in column
    assert "Skole og SFO</summary>" in column
    for strand in programme().strands:
        assert strand.title in page.text


def test_the_suggestion_fills_the_agenda_with_a_running_clock(store: Store, gathering: str) -> None:
    page = suggested(gathering)
    plan = store.state(gathering).planned
    ready = programme().agendas_for(3)[0]
    assert [a.template for a in plan] == list(ready.activities)
    items, total, ends = agenda.clocked(plan, "09:00")
    assert items[1].at == f"09.{plan[0].minutes:02d}"
    assert f"{total} min" in page.text
    assert f"ferdig {ends}" in page.text
    assert f"{len(plan)} aktiviteter" in page.regions["top"]


def test_what_is_missing_is_offered_first(store: Store, gathering: str) -> None:
    suggested(gathering)
    g = store.state(gathering)
    offered = offers.offered(programme(), offers.Wanted(theme=3), g)
    gaps = [o.gap for o in offered]
    assert gaps == sorted(gaps, reverse=True)
    assert not {o.template.id for o in offered} & {a.template for a in g.planned}


def test_activities_can_be_filtered_by_kind_of_unit_and_fetched_from_other_themes(
    store: Store, gathering: str
) -> None:
    page = forbered(gathering)
    page.press("find", values={"theme": "3", "unit_kind": "skole"})
    shown = page.regions["main/offered"]
    only_kindergarten = next(t for t in programme().activities_for(3) if t.unit_kinds == ("barnehage",))
    assert only_kindergarten.id not in shown
    foreign = programme().activities_for(1, "skole")[0]
    page.press("find", values={"theme": "1", "words": foreign.title})
    page.click(f"Legg til: {foreign.title}")
    added = store.state(gathering).planned[-1]
    assert (added.template, added.emphasis) == (foreign.id, foreign.emphasis)


def test_an_activity_is_the_gatherings_own_copy(store: Store, gathering: str) -> None:
    page = forbered(gathering)
    template = programme().activities_for(3)[0]
    page.press("add", template=template.id)
    a = store.state(gathering).planned[0]
    assert (a.prompt, a.now.settings, a.version) == (template.prompt, template.settings, template.version)
    assert (a.strands, a.guide, a.lock_at_zero) == (template.strands, template.guide, template.lock_at_zero)


# --- the order ---------------------------------------------------------------------------------


def test_up_down_copy_remove(store: Store, gathering: str) -> None:
    page = suggested(gathering)
    before = prompts(store, gathering)
    page.click("Ned: ")
    assert prompts(store, gathering)[:2] == [before[1], before[0]]
    page.click("Opp: ")
    assert prompts(store, gathering) == before
    page.click("Opp: ")
    assert prompts(store, gathering) == before, "the first one stays"
    page.click("Kopier: ")
    assert prompts(store, gathering)[:2] == [before[0], before[0]]
    page.click("Fjern: ")
    assert prompts(store, gathering) == before


def test_pressing_twice_before_the_page_has_moved_is_not_a_quarrel(store: Store, gathering: str) -> None:
    page = suggested(gathering)
    before = prompts(store, gathering)
    command, args = page.button("Ned: ")
    page.press(command, **args)
    page.press(command, **args)
    assert prompts(store, gathering)[2] == before[0]
    assert page.regions["notice"] == ""


def test_two_screens_never_undo_each_other(store: Store, gathering: str) -> None:
    one, two = suggested(gathering), forbered(gathering)
    last = store.state(gathering).agenda[-1]
    stale = one.button("Fjern: ")
    two.press("select", id=last)
    two.click("Fjern: ")
    before = prompts(store, gathering)
    one.press(stale[0], **stale[1])
    assert prompts(store, gathering) == before
    assert "En annen skjerm endret programmet først." in one.text
    one.click("Fjern: ")
    assert prompts(store, gathering) == before[1:]
    assert one.regions["notice"] == ""


def test_what_another_screen_removed_is_told(store: Store, gathering: str) -> None:
    one, two = suggested(gathering), forbered(gathering)
    stale = one.button("Endre: ")
    two.click("Fjern: ")
    one.press(stale[0], **stale[1])
    assert "ikke i programmet lenger" in one.text


def test_arrow_keys_choose(store: Store, gathering: str) -> None:
    page = suggested(gathering)
    order = store.state(gathering).agenda
    page.press("step_selection", by=1)
    assert f'data-id="{order[1]}" class=fs-sel' in page.regions["main/agenda"]
    page.press("step_selection", by=-1)
    page.press("step_selection", by=-1)
    assert f'data-id="{order[0]}" class=fs-sel' in page.regions["main/agenda"]


def test_the_current_activity_stays_and_says_why(store: Store, gathering: str) -> None:
    page = suggested(gathering)
    g = store.state(gathering)
    run_command(store, g, "go_to", "t", activity_id=g.agenda[0])
    page.click("Fjern: ")
    assert store.state(gathering).agenda == g.agenda
    assert "Gå til en annen i Gjennomfør" in page.text


def test_answers_survive_being_taken_off_the_agenda(store: Store, gathering: str) -> None:
    page, activity = own(store, gathering)
    answer(store, gathering, activity)
    page.click("Fjern: ")
    assert store.state(gathering).agenda == ()
    assert len(store.answers(gathering, activity)) == 1
    assert "Svarene er tatt vare på" in page.text


@pytest.mark.parametrize(
    ("typed", "start"),
    [("8", "08:00"), ("08.30", "08:30"), ("8:30", "08:30"), ("0830", "08:30"), ("13.05", "13:05")],
)
def test_the_start_time_as_people_write_it(store: Store, gathering: str, typed: str, start: str) -> None:
    page = suggested(gathering)
    page.press("start", value=typed)
    assert store.state(gathering).start == start


@pytest.mark.parametrize("typed", ["", "ni", "24.00", "9.5", "9.60", "09:00:00", "²"])
def test_a_start_time_that_is_none_is_refused(store: Store, gathering: str, typed: str) -> None:
    page = suggested(gathering)
    page.press("start", value=typed)
    assert store.state(gathering).start == "09:00"
    assert "for eksempel 09.00" in page.text


# --- one phone ---------------------------------------------------------------------------------


def test_one_phone_turns_green_when_it_comes_through(store: Store, gathering: str) -> None:
    page = forbered(gathering)
    told = page.regions["main/phone"]
    for cause in ("Gjestenett", "Brannmur", "Eget nett", "Binder", "Helt uten telefoner"):
        assert cause in told
    store.record(gathering, "phone", "", {"address": "http://192.168.1.20:8866"})
    page.press("select", id="")
    assert "fs-tag fs-ok" in page.regions["main/phone"]
    assert "En telefon har kommet fram" in page.regions["main/phone"]
    assert "Gjestenett" not in page.regions["main/phone"]


def test_the_keyboard_is_listed(gathering: str) -> None:
    page = forbered(gathering)
    for word in ("flytt den opp", "lag en egen aktivitet", "fjern den fra programmet"):
        assert word in page.regions["help"]
