"""Own templates on Forbered: kept, changed, copied, deleted, shared and taken in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from kit.dashboards.activity_read import Draft
from kit.dashboards.own_form import Words, written
from kit.dashboards.theme_page import ThemePage
from kit.programme import own, own_folder, programme
from kit.programme._yaml import parse
from kit.store import NewGathering, NewUnit, Store, open_store
from tests.dashboards.opened import Opened

OPEN = {"kind": "open", "prompt": "Hva ser vi i garderoben?", "minutes": "12", "max_texts": "2", "hint": ""}
WORDS = {
    "title": "Garderoben",
    "why": "Overganger er der mange barn strever.",
    "introduce": "Tenk på i går.",
    "look_for": "Se etter ulikheter.",
    "sum_up": "Velg én ting.",
    "unit_kinds": ["barnehage"],
    "audience": ["alle-ansatte", "ledere"],
    "task": "Prøv det i to uker.",
    "follow_up": "Hva så dere?",
}


@pytest.fixture
def store() -> Store:
    return open_store()


@pytest.fixture
def page(store: Store) -> Opened:
    units = [NewUnit("Fjordgløtt", "barnehage"), NewUnit("Bjørkåsen", "skole")]
    new = NewGathering(theme=3, date=dt.date(2026, 11, 12), municipality="Fjordvik", units=units, expected=3)
    return Opened(ThemePage(3), f"?samling={store.create_gathering(new)}&steg=forbered")


def files() -> list[Path]:
    return sorted(p for p in own_folder().rglob("*") if p.is_file())


def kept(page: Opened, **words: Any) -> str:
    """An activity of our own, on the agenda and kept as a template; its id."""
    page.press("kind", kind="open")
    assert page.submit("activity", **OPEN)["ok"]
    page.press("own_save", id=page.session.g.agenda[-1])
    receipt = page.submit("activity", **OPEN, **{**WORDS, **words})
    assert receipt["ok"], receipt
    return next(
        a.id for a in programme().activities.values() if a.own and a.title == {**WORDS, **words}["title"]
    )


# --- one template ------------------------------------------------------------------------------


def test_an_activity_of_our_own_becomes_a_template(page: Opened) -> None:
    id_ = kept(page)
    t = programme().activities[id_]
    assert t.id.startswith("egen-garderoben-")
    assert (t.theme, t.prompt, t.minutes, t.why) == (3, OPEN["prompt"], 12, WORDS["why"])
    assert t.guide_parts.sum_up == "Velg én ting."
    assert (t.unit_kinds, t.audience) == (("barnehage",), ("alle-ansatte", "ledere"))
    assert t.interim_work is not None
    assert t.interim_work.follow_up == "Hva så dere?"
    assert programme().problems == ()
    assert "er lagret blant deres egne maler" in page.text
    assert not [p for p in files() if p.suffix == ".tmp"]


def test_a_template_takes_along_what_it_came_from(page: Opened) -> None:
    base = next(t for t in programme().activities.values() if t.law and t.sources and t.variants)
    page.press("add", template=base.id)
    page.press("own_save", id=page.session.g.agenda[0])
    assert base.why in page.regions["main/edit"].replace("&#x27;", "'")
    draft = page.page._step.editor.draft  # type: ignore[attr-defined]
    assert draft.prompt == base.prompt
    page.page._step.own.save(  # type: ignore[attr-defined]
        page.page._step.editor.template,
        draft,
        page.page._step.editor.template.words,  # type: ignore[attr-defined]
    )
    mine = next(a for a in programme().activities.values() if a.own)
    assert (mine.law, mine.sources, mine.strands) == (base.law, base.sources, base.strands)
    assert mine.settings == base.settings
    assert mine.format == base.format


def test_what_is_missing_is_said_beside_the_fields(page: Opened) -> None:
    page.press("kind", kind="open")
    page.submit("activity", **OPEN)
    page.press("own_save", id=page.session.g.agenda[0])
    receipt = page.submit("activity", **OPEN, **{**WORDS, "why": "", "title": "", "audience": [], "task": ""})
    assert not receipt["ok"]
    assert set(page.wrong()) == {"why", "title", "audience", "task"}
    assert files() == []


def test_two_with_the_same_title_are_two_files(page: Opened) -> None:
    kept(page)
    kept(page)
    assert len(files()) == 2


def test_change_keeps_the_other_language_and_what_no_form_shows(page: Opened) -> None:
    id_ = kept(page)
    path = files()[0]
    text = path.read_text("utf-8")
    text = text.replace("title: Garderoben", "title: {nb: Garderoben, nn: Garderoba}")
    path.write_text(text + "sources: [Boka vår]\nfor: {barnehage: {prompt: Hva ser vi inne?}}\n", "utf-8")
    page.press("own_list")
    page.click("Endre: Garderoben")
    assert page.submit("activity", **OPEN, **{**WORDS, "title": "I garderoben"})["ok"]
    assert files() == [path]
    data = parse(path.read_text("utf-8"))
    assert data["title"] == {"nb": "I garderoben", "nn": "Garderoba"}
    assert (data["sources"], data["version"]) == (["Boka vår"], 2)
    assert data["for"]["barnehage"]["prompt"] == "Hva ser vi inne?"
    assert programme().activities[id_].title == "I garderoben"


def test_copy_and_delete(page: Opened) -> None:
    id_ = kept(page)
    page.press("own_list")
    page.click("Kopier: Garderoben")
    assert "Kopi av Garderoben" in page.regions["main/edit"]
    assert page.submit("activity", **OPEN, **{**WORDS, "title": "Kopi"})["ok"]
    assert len(files()) == 2
    page.click("Slett: Garderoben")
    page.click("Behold")
    assert len(files()) == 2
    page.click("Slett: Garderoben")
    page.click("Ja, slett")
    assert len(files()) == 1
    assert id_ not in programme().activities
    assert page.session.g.planned, "what is on the agenda stays"


# --- agendas -----------------------------------------------------------------------------------


def test_the_agenda_as_a_template_with_what_is_nowhere_else(page: Opened) -> None:
    page.press("suggestion", id="t3-60")
    page.press("add", template=programme().activities_for(1)[0].id)  # another theme's
    page.press("kind", kind="open")
    page.submit("activity", **OPEN)
    assert page.submit("own_agenda", title="Vår time", into="")["ok"]
    known = programme()
    assert known.problems == ()
    mine = next(a for a in known.agendas.values() if a.title == "Vår time")
    planned = page.session.g.planned
    assert [known.activities[i].prompt for i in mine.activities] == [a.prompt for a in planned]
    assert list(mine.activities[:2]) == [a.template for a in planned[:2]]
    assert all(known.activities[i].own for i in mine.activities[2:])
    assert mine.interim_work == known.agendas["t3-60"].interim_work

    before = files()
    page.press("remove", id=page.session.g.agenda[-1], seen=page.session.g.agenda_revision)
    assert page.submit("own_agenda", title="", into=mine.id)["ok"]
    changed = programme().agendas[mine.id]
    assert changed.title == "Vår time"
    assert len(changed.activities) == len(mine.activities) - 1
    assert set(before) <= set(files())


def test_an_agenda_needs_a_name(page: Opened) -> None:
    page.press("suggestion", id="t3-60")
    page.submit("own_agenda", title=" ", into="")
    assert "Skriv et navn på programmet." in page.text
    assert files() == []


def test_an_activity_that_an_own_agenda_uses_stays(page: Opened) -> None:
    page.press("kind", kind="open")
    page.submit("activity", **OPEN)
    page.submit("own_agenda", title="Vår time", into="")
    activity = next(a for a in programme().activities.values() if a.own)
    page.press("own_delete", id=activity.id)
    assert "bruker denne aktiviteten" in page.text
    assert len(files()) == 2


# --- the form of an agenda ---------------------------------------------------------------------


def typed(*rows: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    """The form with these rows: (activity, what happens, minutes)."""
    ids, (activities, titles, minutes) = [f"n{i}" for i in range(len(rows))], zip(*rows, strict=True)
    columns = {
        "step_id": ids,
        "step_activity": list(activities),
        "step_title": list(titles),
        "step_minutes": list(minutes),
    }
    return {
        "title": "Vår kveld",
        "text": "",
        "unit_kinds": ["skole"],
        "task": "",
        "follow_up": "",
        **columns,
    } | more


def first_two() -> tuple[str, str]:
    a, b = programme().activities_for(3)[:2]
    return a.id, b.id


def the_agenda(title: str = "Vår kveld") -> Any:
    return next(a for a in programme().agendas.values() if a.title == title)


def test_an_agenda_is_made_in_the_form_beside_its_preview(page: Opened) -> None:
    a, b = (programme().activities[i] for i in first_two())
    page.click("Lag et program")
    assert "Forhåndsvisningen kommer når" in page.regions["main/preview"]
    values = typed((a.id, "", "15"), ("", "Pause", "10"), (b.id, "", ""), ("", "", ""))
    page.press("agenda_typed", values=values)
    preview = page.regions["main/preview"]
    for time in ("09.00", "09.15", "09.25"):
        assert time in preview
    assert f"{25 + b.minutes} min" in preview
    assert "Pause" in preview
    covered = {e.number for e in programme().themes[3].emphasis if e.id in {*a.emphasis, *b.emphasis}}
    assert preview.count("fs-num fs-on") == len(covered)
    assert a.prompt in page.text, "the phone shows the first one"
    assert files() == [], "a preview stores nothing"
    page.press("agenda_show", id="n2")
    assert b.prompt in page.text

    assert page.submit("agenda", **values)["ok"]
    mine = the_agenda()
    assert [(s.activity, s.title, s.minutes) for s in mine.steps] == [
        (a.id, None, 15),
        (None, "Pause", 10),
        (b.id, None, None),
    ]
    assert (mine.theme, mine.minutes, mine.unit_kinds) == (3, 25 + b.minutes, ("skole",))
    assert programme().problems == ()
    page.click("Bruk forslaget: Vår kveld")
    assert [p.template for p in page.session.g.planned] == [a.id, b.id]


def test_an_own_agenda_is_changed_in_its_file_and_keeps_the_other_language(page: Opened) -> None:
    a, b = first_two()
    page.press("agenda_form", how="new")
    page.submit(
        "agenda", **typed((a, "", ""), ("", "Mat og prat", "10"), task="Prøv.", follow_up="Hva så dere?")
    )
    (path,) = files()
    text = path.read_text("utf-8").replace("title: Vår kveld", "title: {nb: Vår kveld, nn: Kvelden vår}")
    path.write_text(text.replace("title: Mat og prat", "title: {nb: Mat og prat, nn: Mat og drøs}"), "utf-8")
    page.press("own_list")
    page.click("Endre: Vår kveld")
    assert 'value="Mat og prat"' in page.regions["main/edit"]
    values = typed((b, "", "20"), ("", "Mat og prat", "15"), (a, "", ""), title="Kvelden")
    assert page.submit("agenda", **values)["ok"]
    assert files() == [path]
    data = parse(path.read_text("utf-8"))
    assert data["title"] == {"nb": "Kvelden", "nn": "Kvelden vår"}
    assert data["steps"] == [
        {"activity": b, "minutes": 20},
        {"title": {"nb": "Mat og prat", "nn": "Mat og drøs"}, "minutes": 15},
        {"activity": a},
    ]
    assert "interim_work" not in data
    assert programme().problems == ()


def test_a_ready_made_agenda_is_copied_whole_and_can_be_shared(page: Opened) -> None:
    ours = programme().agendas["t3-60"]
    page.click("60 min")
    page.click(f"Kopier: {ours.title}")
    assert f"Kopi av {ours.title}" in page.regions["main/edit"]
    draft = page.page._step.plan.draft  # type: ignore[attr-defined]
    rows = [(x.activity.id if x.activity else "", x.title, str(x.minutes or "")) for x in draft.lines]
    told = {
        "text": draft.text,
        "task": draft.task,
        "follow_up": draft.follow_up,
        "unit_kinds": list(draft.unit_kinds),
    }
    assert page.submit("agenda", **typed(*rows, title="Vår time", **told))["ok"]
    copy = the_agenda("Vår time")
    assert copy.id != ours.id
    for name in ("theme", "text", "steps", "activities", "unit_kinds", "interim_work"):
        assert getattr(copy, name) == getattr(ours, name), name
    assert programme().agendas["t3-60"] == ours
    text = shared(page, copy.id)
    clear()
    page.press("own_take_in", name="fra-nabo.yaml", text=text)
    assert the_agenda("Vår time").steps == ours.steps


@pytest.mark.parametrize(
    ("rows", "more", "field", "words"),
    [
        ([("", "", "")], {}, "step_id", "Velg minst én aktivitet."),
        ([("t3", "", ""), ("", "Pause", "")], {}, "step_id", "Rad 2: Skriv hvor mange minutter"),
        ([("t3", "", "300")], {}, "step_id", "Rad 1: Skriv hvor mange minutter"),
        ([("", "", "10")], {}, "step_id", "Rad 1: Velg en aktivitet, eller"),
        ([("borte", "", "")], {}, "step_id", "Rad 1: Den aktiviteten finnes ikke lenger."),
        ([("t3", "", "240")] * 3, {}, "step_id", "varer i 720 minutter"),
        ([("t3", "", "")], {"title": " "}, "title", "Skriv et navn"),
        ([("t3", "", "")], {"unit_kinds": []}, "unit_kinds", "Velg minst"),
        ([("t3", "", "")], {"task": "Prøv."}, "follow_up", "neste gang"),
        ([("t3", "", "")], {"follow_up": "Hva?"}, "task", "til neste gang"),
    ],
)
def test_what_is_missing_in_an_agenda_is_said_beside_the_field(
    page: Opened, rows: list[tuple[str, str, str]], more: dict[str, Any], field: str, words: str
) -> None:
    rows = [(first_two()[0] if a == "t3" else a, title, minutes) for a, title, minutes in rows]
    page.press("agenda_form", how="new")
    assert not page.submit("agenda", **typed(*rows, **more))["ok"]
    assert words in page.wrong()[field]
    assert set(page.wrong()) == {field}
    assert files() == []


def test_the_form_of_an_agenda_is_open_again_on_a_new_kernel(page: Opened) -> None:
    key = f"agenda:{page.session.g.id}:copy:t3-60"
    search = f"?samling={page.session.g.id}&steg=forbered"
    page.page._heard({"type": "hello", "search": search, "origin": "", "path": "/", "forms": [key]})
    assert f'data-draft="{key}"' in page.regions["main/edit"]
    gone = f"agenda:{page.session.g.id}:change:egen-borte"
    page.press("agenda_close")
    page.page._heard({"type": "hello", "search": search, "origin": "", "path": "/", "forms": [gone]})
    assert "Lag et program" in page.text


def test_an_agenda_that_is_gone_or_not_ones_own_is_not_opened(page: Opened) -> None:
    for how, id_ in (("change", "t3-60"), ("change", "egen-borte"), ("copy", "egen-borte")):
        page.press("agenda_form", how=how, id=id_)
        assert "Den malen finnes ikke lenger." in page.text
        assert not page.page._step.plan.open  # type: ignore[attr-defined]


# --- sharing -----------------------------------------------------------------------------------


def shared(page: Opened, *ids: str) -> str:
    assert page.submit("own_share", ids=list(ids))["ok"]
    file = [m for m in page.messages if m["type"] == "file"][-1]
    assert file["name"].endswith(".yaml")
    return str(file["text"])


def clear() -> None:
    for path in files():
        path.unlink()


def test_share_and_take_in(page: Opened) -> None:
    page.press("kind", kind="open")
    page.submit("activity", **OPEN)
    page.submit("own_agenda", title="Vår time", into="")
    mine = next(a for a in programme().agendas.values() if a.title == "Vår time")
    text = shared(page, mine.id)
    assert OPEN["prompt"] in text, "with an agenda comes what it uses"
    clear()
    assert mine.id not in programme().agendas
    page.press("own_take_in", name="fra-nabo.yaml", text=text)
    assert "Hentet inn: 1 aktivitet, 1 program." in page.text
    assert programme().agendas[mine.id].activities == mine.activities
    page.press("own_take_in", name="fra-nabo.yaml", text=text)
    assert "Dere har alle disse fra før." in page.text
    assert len(files()) == 2


def test_the_same_id_with_other_content_gets_an_id_of_its_own(page: Opened) -> None:
    page.press("kind", kind="open")
    page.submit("activity", **OPEN)
    page.submit("own_agenda", title="Vår time", into="")
    mine = next(a for a in programme().agendas.values() if a.title == "Vår time")
    text = shared(page, mine.id)
    before = {p: p.read_bytes() for p in files()}
    page.press(
        "own_take_in", name="x.yaml", text=text.replace("garderoben", "gangen").replace("Vår", "Deres")
    )
    assert all(p.read_bytes() == b for p, b in before.items())
    theirs = next(a for a in programme().agendas.values() if a.title == "Deres time")
    assert theirs.activities != mine.activities
    assert programme().activities[theirs.activities[0]].prompt == "Hva ser vi i gangen?"
    assert programme().problems == ()


GOOD = """\
id: t3-nabo
theme: 3
kind: open
title: Nabo
prompt: Hva nå?
why: Fordi.
guide: {introduce: A., look_for: B., sum_up: C.}
minutes: 10
format: {name: IGP, phases: [{name: Sammen, minutes: 10}]}
emphasis: []
settings: {max_texts: 2}
"""


def test_a_single_template_written_by_hand_can_be_taken_in(page: Opened) -> None:
    page.press("own_take_in", name="nabo.yaml", text=GOOD)
    assert "Hentet inn: 1 aktivitet." in page.text
    (mine,) = [a for a in programme().activities.values() if a.own]
    assert mine.id.startswith("egen-")


@pytest.mark.parametrize(
    ("wrong", "line", "words"),
    [
        (GOOD.replace("minutes: 10\nformat", "minutes: ti\nformat"), 8, "For eksempel: minutes: 20"),
        (GOOD.replace("kind: open", "kind: dans"), 3, "For eksempel: kind: scale"),
        (GOOD.replace("emphasis: []", "emphasis: [t9]"), 10, "For eksempel: emphasis:"),
        (GOOD.replace("max_texts: 2", "max_text: 2"), 11, "«settings.max_text»"),
        (GOOD.replace("prompt:", "promt:"), 5, "For eksempel: prompt:"),
        (GOOD.replace("title: Nabo", "title: Nabo: oss"), 4, "kolon"),
        ("hei: 1\n", 1, "ingen maler"),
        ("activities:\n  - 12\n", 2, "felter med"),
    ],
)
def test_a_mistake_is_explained_and_nothing_is_taken_in(
    page: Opened, wrong: str, line: int, words: str
) -> None:
    page.press("own_take_in", name="C:\\filer\\nabo.yaml", text=wrong)
    assert f"nabo.yaml, linje {line}:" in page.text, page.text[:300]
    assert words in page.text
    assert "For eksempel:" in page.text
    assert "Ingenting ble hentet inn." in page.text
    assert files() == []


def test_one_mistake_among_several_takes_in_none_and_tells_the_line_in_the_file(page: Opened) -> None:
    two = own.as_text(own.Templates(({**parse(GOOD)}, {**parse(GOOD), "id": "t3-to", "prompt": "x" * 300})))
    page.press("own_take_in", name="to.yaml", text=two)
    line = [i for i, row in enumerate(two.splitlines(), 1) if row.strip().startswith("prompt:")][1]
    assert f"to.yaml, linje {line}:" in page.text
    assert files() == []


def test_a_file_that_is_too_large_is_refused(page: Opened) -> None:
    page.press("own_take_in", name="stor.yaml", text="x" * 1_000_001)
    assert "for stor" in page.text


def test_nothing_ticked_is_nothing_shared(page: Opened) -> None:
    page.submit("own_share", ids=[])
    assert "Kryss av" in page.text


# --- writing -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["1e5", "nei: ja", "# merke", "012", "«a»\nb", "- x", "null", "12.5", "a\u0085b"]
)
def test_whatever_is_typed_reads_back_the_same(text: str) -> None:
    assert parse(own._yaml({"title": text})) == {"title": text}


@pytest.mark.parametrize("minutes", [1, 5, 20, 120, 121, 240])
def test_the_phases_always_add_up(minutes: int) -> None:
    draft = Draft("open", "Hva?", minutes, False, {}, ())
    start = {"format": {"name": "IGP", "phases": [{"name": "a", "minutes": 3}, {"name": "b", "minutes": 7}]}}
    for begun in ({}, start):
        phases = written("egen-x", draft, Words(title="x"), begun)["format"]["phases"]
        assert sum(p["minutes"] for p in phases) == minutes
        assert all(1 <= p["minutes"] <= 120 for p in phases)


def test_a_folder_that_cannot_be_written_says_so(page: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: Any, **_more: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(own.os, "replace", full)
    page.press("own_take_in", name="nabo.yaml", text=GOOD)
    assert "kunne ikke skrives" in page.text
    assert files() == []
