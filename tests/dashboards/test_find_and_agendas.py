"""Forbered: finding activities, ready-made agendas, interim work and the law, driven as the browser drives it."""

from __future__ import annotations

import datetime as dt

import pytest

from kit.dashboards import law, offers, offers_view
from kit.dashboards.theme_page import ThemePage
from kit.i18n import use
from kit.programme import programme
from kit.store import NewGathering, NewUnit, Store, open_store
from tests.dashboards.opened import Opened

BOTH = (NewUnit("Fjordgløtt", "barnehage"), NewUnit("Bjørkåsen", "skole"))


@pytest.fixture
def store() -> Store:
    return open_store()


def forbered(store: Store, theme: int = 2, units: tuple[NewUnit, ...] = BOTH, language: str = "nb") -> Opened:
    new = NewGathering(
        theme=theme,
        date=dt.date(2026, 11, 12),
        municipality="Fjordvik",
        units=list(units),
        expected=3,
        language=language,
    )
    return Opened(ThemePage(theme), f"?samling={store.create_gathering(new)}&steg=forbered")


def shown(page: Opened) -> list[str]:
    """The ids of the activities that are offered, from the top."""
    known = programme().activities
    parts = page.regions["main/offered"].split('<li data-id="')[1:]
    return [part.split('"')[0] for part in parts if part.split('"')[0] in known]


def find(page: Opened, **values: str) -> list[str]:
    page.press("find", values={"theme": "2", **values})
    return shown(page)


# --- search ------------------------------------------------------------------------------------


def test_the_best_few_are_shown_and_the_rest_when_asked_for(store: Store) -> None:
    page = forbered(store)
    assert len(shown(page)) == offers.FIRST
    page.click("Vis flere")
    assert len(shown(page)) == offers.FIRST + offers.MORE
    for _again in range(2):
        page.click("Vis flere")
    assert len(shown(page)) == len(programme().activities_for(2))
    assert "Vis flere" not in page.text


def test_the_first_ones_cover_different_points(store: Store) -> None:
    page = forbered(store)
    theme = programme().themes[2]
    first = shown(page)[: len(theme.emphasis)]
    covered = {e for i in first for e in programme().activities[i].emphasis}
    assert covered >= {e.id for e in theme.emphasis}


def test_words_find_with_inflections_folded(store: Store) -> None:
    page = forbered(store)
    assert find(page, words="observasjon") == find(page, words="observasjonene")
    assert find(page, words="observasjon")
    assert find(page, words="xyzzy") == []
    assert "Ingen aktivitet passer" in page.text
    page.click("Nullstill søket")
    assert len(shown(page)) == offers.FIRST


@pytest.mark.parametrize(
    ("field", "value", "has"),
    [
        ("emphasis", "t2-e1", lambda t: "t2-e1" in t.emphasis),
        ("strand", "medvirkning", lambda t: "medvirkning" in t.strands),
        ("kind", "scale", lambda t: t.kind == "scale"),
        ("unit_kind", "sfo", lambda t: "sfo" in t.unit_kinds),
        ("audience", "ledere", lambda t: "ledere" in t.audience),
        ("minutes", "10", lambda t: t.minutes <= 10),
    ],
)
def test_each_choice_leaves_what_fits(store: Store, field: str, value: str, has: object) -> None:
    page = forbered(store)
    found = find(page, **{field: value})
    assert found
    assert all(has(programme().activities[i]) for i in found)  # type: ignore[operator]
    assert "1 valgt" in page.text


def test_all_themes_at_once(store: Store) -> None:
    page = forbered(store)
    page.press("find", values={"theme": "", "words": "overganger"})
    assert {programme().activities[i].theme for i in shown(page)} - {2}


def test_what_does_not_exist_is_not_chosen(store: Store) -> None:
    page = forbered(store)
    page.press("find", values={"theme": "9", "kind": "dance", "minutes": "lenge", "emphasis": ["x"]})
    assert len(shown(page)) == offers.FIRST


def test_enter_in_the_search_field_is_the_same_as_waiting(store: Store) -> None:
    page = forbered(store)
    wanted = find(page, words="observasjon")
    page.click("Nullstill søket")
    assert page.submit("find", theme="2", words="observasjon")["ok"]
    assert shown(page) == wanted


def test_the_details_say_why_how_and_what_comes_after(store: Store) -> None:
    page = forbered(store)
    t = next(t for t in programme().activities_for(2) if t.law and t.sources and t.interim_work)
    find(page, words=t.title)
    text = page.text
    for part in (t.why, t.guide_parts.introduce, t.guide_parts.look_for, t.guide_parts.sum_up, *t.sources):
        assert " ".join(part.split()) in text
    assert t.interim_work is not None
    assert f"Neste gang: {t.interim_work.follow_up}" in text
    for phase in t.format.phases:
        assert f"{phase.name} {phase.minutes} min" in text
    assert "ikke kontrollert mot Lovdata" in text


def test_whom_it_is_for_is_said_where_it_is_not_all_staff(store: Store) -> None:
    page = forbered(store)
    children = next(t for t in programme().activities_for(2) if "alle-ansatte" not in t.audience)
    find(page, words=children.title)
    names = ", ".join(offers_view.audience(a) for a in children.audience)
    assert f"for {names}" in page.text


# --- ready-made agendas ------------------------------------------------------------------------


@pytest.mark.parametrize("theme", [1, 2, 3, 4])
@pytest.mark.parametrize("kind", ["barnehage", "skole", "sfo"])
def test_each_length_has_a_suggestion_for_each_kind_of_unit(store: Store, theme: int, kind: str) -> None:
    page = forbered(store, theme, (NewUnit("Her", kind),))
    for minutes in offers.LENGTHS:
        page.press("length", minutes=minutes)
        ids = page.regions["main/agenda"].split('class="fs-suggest" data-id="')[1:]
        found = [programme().agendas[i.split('"')[0]] for i in ids]
        assert found
        assert all(kind in a.unit_kinds for a in found)
        assert all(offers.length(a, programme()) == minutes for a in found)


def test_suggestions_for_one_of_the_kinds_that_come(store: Store) -> None:
    page = forbered(store)
    page.click("60 min")
    page.click("Barnehage")
    assert "En time om pliktene – barnehage" in page.text
    assert "En time om pliktene – skole og SFO" not in page.text


def test_the_words_are_those_of_the_only_kind_of_unit(store: Store) -> None:
    template = next(
        t for t in programme().activities_for(2) if (v := t.variants.get("barnehage")) and v.settings
    )
    for units, kind in (
        (BOTH, None),
        (BOTH[:1], "barnehage"),
        ((NewUnit("A", "barnehage"), NewUnit("B", "barnehage")), "barnehage"),
    ):
        page = forbered(store, 2, units)
        page.press("add", template=template.id)
        added = page.session.g.planned[0]
        assert added.now.settings == template.for_unit_kind(kind).settings
        assert added.template == template.id


def test_a_step_may_take_other_minutes_than_its_activity() -> None:
    known = programme()
    agenda = known.agendas_for(2)[0]
    steps = [s.model_copy(update={"minutes": 7}) if s.activity else s for s in agenda.steps]
    taken = offers.steps_of(agenda.model_copy(update={"steps": tuple(steps)}), known)
    assert {m for t, _title, m in taken if t} == {7}


def test_breaks_and_talks_are_seen_in_the_suggestion(store: Store) -> None:
    page = forbered(store)
    assert "Pause" in page.regions["main/agenda"]
    assert "120 min" in page.text


def test_interim_work_stands_at_the_end_with_its_question(store: Store) -> None:
    page = forbered(store)
    ready = programme().agendas_for(2)[0]
    page.press("suggestion", id=ready.id)
    assert ready.interim_work is not None
    text = page.text
    assert "Mellomarbeid til neste gang" in text
    assert ready.interim_work.task in text
    assert f"Neste gang: {ready.interim_work.follow_up}" in text
    for i in ready.activities:
        work = programme().activities[i].interim_work
        assert work is None or work.follow_up in text


# --- the law -----------------------------------------------------------------------------------


def test_every_anchor_says_when_it_was_checked_and_none_is_advice(store: Store) -> None:
    for theme in (1, 2, 3, 4):
        page = forbered(store, theme)
        column = page.regions["main/theme"]
        assert "ikke juridiske råd" in column
        statuses = column.count("fs-checked")
        assert statuses == column.count("<dt>")
        assert statuses > 0


def test_what_is_uncertain_is_said_beside_the_paragraph() -> None:
    known = programme()
    t = next(t for t in known.activities_for(2) if "opl-10-12" in t.law)
    assert "ikke funnet paragrafen igjen" in offers_view.details(t, known)


def test_the_law_in_the_words_of_the_unit() -> None:
    anchor = next(a for a in programme().law.values() if a.in_words)
    kind, words = next(iter(anchor.in_words.items()))
    assert words[:30] in law.anchors([anchor], kind)
    assert anchor.text[:30] in law.anchors([anchor])


def test_the_same_in_nynorsk(store: Store) -> None:
    page = forbered(store, 2, language="nn")
    with use("nn"):
        page.press("find", values={"theme": "2", "words": "foreldra"})
        assert shown(page)
    t = programme("nn").activities[shown(page)[0]]
    assert t.title in page.text
