"""The dashboard of pedagogisk analyse, driven as the browser drives it, on a real store."""

from __future__ import annotations

import base64
import importlib
import io
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from kit.analysis import changes
from kit.dashboards.analysis_page import AnalysisPage
from kit.dashboards.start_page import StartPage
from kit.dashboards.theme_page import ThemePage
from kit.programme import templates_folder
from kit.store import NewAnswer, Store, open_store
from tests.analysis import case
from tests.dashboards import stage
from tests.dashboards.opened import Opened

PROBLEM = "I storefri står fire elever på 3. trinn uten noen å leke med de fleste dager."


@pytest.fixture
def store() -> Store:
    return open_store()


def made(store: Store, **more: Any) -> str:
    """The whole case up to the evaluation, in the store."""
    log = case.whole_case(**more)
    return store.create_analysis([(e.kind, e.subject, e.body, None) for e in log.entries])


def opened(analysis: str, step: str = "", who: str = "") -> Opened:
    page = Opened(AnalysisPage(), f"?analyse={analysis}&steg={step}")
    if who:
        page.session.by = who
    return page


def hidden(page: Opened, subject: str) -> dict[str, str]:
    """The hidden fields of the form for one place, as the browser would send them."""
    whole = " ".join(page.regions.values())
    for form in re.findall(r"<form[^>]*data-autosave.*?</form>", whole, re.S):
        found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
        if found["subject"] == subject:
            return {k: unescape(v) for k, v in found.items()}
    raise AssertionError(f"no field for {subject}")


def write(page: Opened, subject: str, value: str, seen: dict[str, str] | None = None) -> dict[str, Any]:
    return page.submit("place", **(seen or hidden(page, subject)), value=value)


def test_a_new_analysis_opens_at_the_frame(store: Store) -> None:
    page = Opened(AnalysisPage())
    assert "Ingen analyser ennå." in page.text
    page.click("Ny analyse")
    assert not page.submit("new", title="", sheet="lp")["ok"]
    assert page.wrong() == {"title": "Skriv hva saken heter, uten navn."}
    values = {"title": "Storefri på 3. trinn", "unit": "Bjørkåsen skole", "level": "gruppe", "sheet": "lp"}
    assert page.submit("new", **values, role_moteleder="Teamleder")["ok"]
    a = page.session.a
    assert (a.title, a.unit_name, a.used("level")) == ("Storefri på 3. trinn", "Bjørkåsen skole", "gruppe")
    assert a.text("ramme", "moteleder") == "Teamleder"
    assert f"analyse={a.id}" in [m for m in page.messages if m["type"] == "place"][-1]["search"]
    page.press("list")
    assert "Bjørkåsen skole" in page.text
    assert "Storefri på 3. trinn" in Opened(StartPage()).text


def test_the_other_variant_asks_openly_first() -> None:
    page = Opened(AnalysisPage(), "?ny=1")
    page.submit("new", title="Uteleken", unit="Blåbærlia", sheet="problem-etter-data")
    titles = [s.title for s in page.session.a.worksheet.steps]
    assert titles.index("Problemformulering") > titles.index("Datainnsamling")
    for step in page.session.a.worksheet.steps:
        page.press("step", to=step.id)
        assert not page.regions["notice"], step.id


def test_writing_checks_and_receipts(store: Store) -> None:
    page = Opened(AnalysisPage(), "?ny=1")
    page.submit("new", title="Storefri", sheet="lp")
    page.press("step", to="problem")
    place = "1:problem:problem"
    text = PROBLEM.replace(".", "", 0).rstrip(".") + ", fordi de voksne ikke følger med."
    page.press("typing", values={**hidden(page, place), "value": text})
    assert "fordi de voksne ikke følger med" in page.text  # said before it is saved
    assert page.session.a.problem == ""
    receipt = write(page, place, text)
    assert receipt["ok"]
    assert receipt["base"] == page.session.a.cell("field", place).base
    page.click("Flytt til Analyse")
    assert "fordi" not in page.session.a.problem
    assert [f.text for f in page.session.a.factors] == ["De voksne ikke følger med"]
    page.press("undo")
    assert page.session.a.problem == text
    assert not page.session.a.factors
    assert not page.submit("rest", step="problem", field="problem", check="cause", found="x", word="")["ok"]
    page.press("weeks", subject="1:mal:maldato", weeks=3)
    assert page.session.a.goal_date is not None


def test_two_in_the_same_field_keep_both_texts(store: Store) -> None:
    analysis = made(store)
    one, two = opened(analysis, "problem", "en"), opened(analysis, "problem", "to")
    place = "1:problem:problem"
    seen = hidden(two, place)
    write(one, place, "Første tekst")
    receipt = write(two, place, "Andre tekst", seen)
    assert receipt["ok"]
    assert "To skrev her samtidig" in two.text
    one.press("step", to="problem")  # anything makes it look again
    assert "Behold mitt" in one.text
    two.click("Behold begge")
    assert two.session.a.problem == "Første tekst\n\nAndre tekst"
    assert not two.session.a.conflicts
    two.press("undo")
    assert two.session.a.conflicts


def test_two_texts_in_what_is_folded_together_are_told_of(store: Store) -> None:
    analysis = made(store)
    seen = store.analysis_state(analysis)
    places = [("factor", f"{seen.factors[0].id}:evidence"), ("measure", f"{seen.measures[0].id}:noticed")]
    for step, (kind, subject) in zip(("analyse", "tiltak"), places, strict=True):
        page = opened(analysis, step)
        assert "To tekster: velg én" not in page.text
        store.record_many(analysis, [changes.write(seen, kind, subject, w) for w in ("Den ene", "Den andre")])
        page.press("close_history")  # anything makes it look again
        assert page.text.count("To tekster: velg én") == 1


def test_going_on_from_one_s_own_text_is_no_conflict(store: Store) -> None:
    analysis = made(store)
    page = opened(analysis, "problem", "en")
    place = "1:problem:problem"
    seen = hidden(page, place)
    write(page, place, "Halv", seen)
    write(page, place, "Halv setning", seen)  # the receipt never came
    write(page, place, "Halv", seen)  # the outbox sends once more
    assert not page.session.a.conflicts


def test_undo_is_ones_own_and_never_anothers(store: Store) -> None:
    analysis = made(store)
    one, two = opened(analysis, "problem", "en"), opened(analysis, "problem", "to")
    write(one, "1:problem:problem", "Min")
    write(two, "1:mal:mal", "Din")
    one.press("undo")
    assert one.session.a.goal == "Din"
    assert one.session.a.problem.startswith("I storefri")
    one.press("redo")
    assert one.session.a.problem == "Min"


def test_the_second_part_waits_or_takes_a_reason(store: Store) -> None:
    page = Opened(AnalysisPage(), "?ny=1")
    page.submit("new", title="Storefri", sheet="lp")
    page.press("step", to="tiltak")
    assert "Tiltak åpnes når analysen er ferdig" in page.text
    assert not page.submit("early", step="tiltak", reason=" ")["ok"]
    assert page.submit("early", step="tiltak", reason="Foresatte venter svar torsdag.")["ok"]
    assert "Nytt tiltak" in page.text


def test_cards_votes_choice_links_and_nudges(store: Store) -> None:
    page = Opened(AnalysisPage(), "?ny=1")
    page.submit("new", title="Storefri", sheet="lp")
    page.press("step", to="analyse")
    page.press("new_factor")
    assert not page.submit("factor", text="", perspective="individ")["ok"]
    page.submit("factor", text="Kan få leker", perspective="individ", evidence="Foresatte")
    page.submit("factor", text="Ny i gruppa", perspective="individ", dampens=True)
    assert "Alle kortene handler om individet" in page.text or "individ" in page.regions["main/below"]
    first, second = page.session.a.factors
    page.press("dot", factor=first.id, n=1)
    page.press("dot", factor=first.id, n=1)
    page.press("choose", factor=first.id, on=True)
    page.press("link", a=first.id, b=second.id, value="2")
    page.press("card", factor=first.id)
    a = page.session.a
    assert (a.factors[0].weight, a.factors[0].selected, a.links[0].strength) == (2, True, 2)
    assert "Koblinger til andre faktorer" in page.text
    assert '<figure role="img"' in page.regions["main/circle"]
    page.press("remove", kind="factor", row=second.id)
    assert len(page.session.a.factors) == 1
    page.press("undo")
    assert len(page.session.a.factors) == 2


def test_votes_are_counted_as_fast_as_they_are_clicked(store: Store) -> None:
    page = opened(made(store), "analyse")
    page.press("card", factor=page.session.a.factors[0].id)
    buttons = re.findall(r'<button[^>]*data-command="dot"[^>]*>', " ".join(page.regions.values()))
    assert len(buttons) == len(page.session.a.factors) + 1
    assert all("data-again" in b for b in buttons)


def test_every_step_of_a_whole_case_is_shown(store: Store) -> None:
    page = opened(made(store))
    for step in page.session.a.worksheet.steps:
        page.press("step", to=step.id)
        assert not page.regions["notice"]
        assert page.regions["foot"]
    page.press("step", to="tiltak")
    assert "Mangler tiltak" in page.text
    assert "<svg" in page.regions["main/time"]
    page.press("measure", measure="m1")
    page.press("aim", measure="m1", factor="f3", value=True)
    assert "f3" in page.session.a.measures[0].aims
    page.press("evaluate", target="m2", name="result", value="reached")
    assert page.session.a.evaluation("m2").result == "reached"
    page.press("clock", do="start")
    assert page.session.a.clock.ends_at
    page.press("clock", do="pause")
    assert page.session.a.clock.left


def test_a_new_version_and_the_old_one_to_read(store: Store) -> None:
    page = opened(made(store), "revidering")
    assert not page.submit("revise", reason="", step="analyse")["ok"]
    assert page.submit("revise", reason="Torsdag og fredag er annerledes.", step="analyse")["ok"]
    assert page.session.a.version == 2
    late = {"analysis": page.session.a.id, "kind": "field", "subject": "1:problem:problem", "base": "0"}
    page.press("step", to="problem")
    write(page, "", "Nytt problem", {**late, "base": str(page.session.a.field("problem", "problem").base)})
    assert page.session.a.problem == "Nytt problem"
    page.press("read", version=1)
    assert "Versjon 1, slik den var" in page.text
    assert "I storefri står fire til seks" in page.regions["main/reading"]
    page.press("read", version=0)
    page.press("history")
    assert 'data-command="bring_back"' in page.regions["dialog"]


def test_phones_become_cards_and_votes(store: Store) -> None:
    analysis = made(store)
    page = opened(analysis, "analyse")
    page.press("phones", ask="factors")
    store.add_answers(
        [NewAnswer("id-1-abcdef", analysis, "factors", 1, "telefon-1", 1, None, None, {"kontekst": ["Trangt i garderoben"]}, "phone")]
    )  # fmt: skip
    page.press("card", factor="")
    assert "Trangt i garderoben" in page.text
    page.press("phones", ask="weights")
    before = page.session.a.all_factors["f1"].weight
    store.add_answers(
        [NewAnswer("id-2-abcdef", analysis, "weights", 1, "telefon-1", 2, None, None, {"f1": 3}, "phone")]
    )
    page.press("card", factor="")
    assert page.session.a.all_factors["f1"].weight == before + 3


def test_files(store: Store) -> None:
    from docx import Document

    page = opened(made(store))
    for command, ending in (("word", "docx"), ("calendar", "ics")):
        page.press(command)
        file = [m for m in page.messages if m["type"] == "file"][-1]
        assert file["name"].endswith(ending)
    word = base64.b64decode(next(m for m in page.messages if m["type"] == "file")["data"])
    text = "\n".join(p.text for p in Document(io.BytesIO(word)).paragraphs)
    assert "I storefri står fire til seks elever" in text
    page.press("picture", **{"as": "png"})
    assert (
        base64.b64decode(
            page.messages[-1].get("data") or [m for m in page.messages if m["type"] == "file"][-1]["data"]
        )[:4]
        == b"\x89PNG"
    )


def test_bad_input_is_a_sentence(store: Store) -> None:
    analysis = made(store)
    page = opened(analysis, "problem")
    receipt = write(page, "1:problem:problem", "x" * 20_000)
    assert not receipt["ok"]
    assert "20" in receipt["text"]
    assert page.session.a.problem.startswith("I storefri")
    page.press("nothing-like-this")
    assert "Last den på nytt" in page.text
    assert "finnes ikke lenger" in Opened(AnalysisPage(), "?analyse=borte").text


def test_an_own_worksheet_with_a_mistake_is_told_where_it_is_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "worksheets"
    folder.mkdir()
    monkeypatch.setattr(importlib.import_module("kit.analysis.worksheets"), "own_folder", lambda: tmp_path)
    ours = (templates_folder() / "worksheets" / "lp.yaml").read_text("utf-8")
    wrong = ours.replace("    minutes: 15\n", "    minuter: 15\n", 1)
    (folder / "min.yaml").write_text(wrong, "utf-8")
    page = Opened(AnalysisPage(), "?ny=1")
    assert "«steps[2].minuter»; mente dere «minutes»" in page.text
    assert "Åtte faser" in page.text


def test_what_was_wrong_is_gone_when_it_is_mended(store: Store) -> None:
    page = opened(made(store), "tiltak")
    page.submit("measure", text="")
    assert "Skriv først hva tiltaket er." in page.text
    page.submit("measure", text="Lekegrupper hver dag")
    assert "Skriv først hva tiltaket er." not in page.text

    page = opened(made(store), "problem")
    write(page, "1:problem:problem", "x" * 20_000)
    write(page, "1:mal:mal", "Alle har noen å leke med.")
    assert "20 000 tegn" in page.text, "what is wrong elsewhere is still to be read"
    write(page, "1:problem:problem", PROBLEM)
    assert "000 tegn" not in page.text


def test_the_questions_of_a_step_stand_there_once(store: Store) -> None:
    entries = [(e.kind, e.subject, e.body, None) for e in case.finished_case().entries]
    analysis = store.create_analysis(entries)
    for step in store.analysis_state(analysis).worksheet.steps:
        expected = 2 if step.id in ("problem", "mal") else 1  # those two stand side by side
        assert opened(analysis, step.id).text.count("Spørsmål som hjelper") == expected, step.id


def test_measures_without_a_factor_or_with_impossible_dates_are_told_and_kept(store: Store) -> None:
    page = opened(made(store), "tiltak")
    page.submit("measure", text="Lekegrupper hver dag")
    row = page.session.a.measures[-1].id
    write(page, f"{row}:start", "2026-12-10")
    write(page, f"{row}:evaluate", "2026-12-01")
    assert "«Lekegrupper hver dag» retter seg ikke mot noen faktor." in page.text
    assert "«Lekegrupper hver dag» evalueres før det har begynt." in page.text
    aimed = page.session.a.measures[0].aims[0]
    page.press("remove", kind="factor", row=aimed)
    assert "som er tatt bort" in page.text
    assert page.session.a.measures[0].aims[0] == aimed


def test_two_hundred_factors_are_drawn_and_told(store: Store) -> None:
    log = case.whole_case()
    for i in range(200):
        log.add(changes.add_factor(log.state, "aktor", f"Faktor nummer {i}", row=f"x{i}"))
    analysis = store.create_analysis([(e.kind, e.subject, e.body, None) for e in log.entries])
    page = opened(analysis, "analyse")
    assert "er flere enn noen kan holde oversikt over" in page.text
    assert page.text.count("Faktor nummer") >= 200
    assert "<svg" in "".join(page.regions.values())


def test_a_finding_starts_an_analysis(store: Store) -> None:
    import datetime as dt

    from kit.dashboards.theme_page import ThemePage
    from kit.store import NewGathering, NewUnit

    new = NewGathering(3, dt.date(2026, 11, 12), "Fjordvik", [NewUnit("Nes skole", "skole")], expected=2)
    gathering = store.create_gathering(new)
    statements = [{"id": "s1", "text": "Nyansatte vet hva vi forventer"}]
    body = {"kind": "scale", "prompt": "Hvordan er det hos dere?", "settings": {"statements": statements}}
    store.record(gathering, "activity", "a1", body)
    store.record(gathering, "agenda", "", {"items": ["a1"], "start": "09:00"})
    store.record(gathering, "mark", "a1:s1", {"mark": "utvikling"})
    summed = Opened(ThemePage(3), f"?samling={gathering}&steg=oppsummer")
    assert "Start analyse" in summed.text
    page = Opened(AnalysisPage(), f"?samling={gathering}&funn=a1%3As1")
    assert "Fra fagsamlingen: Nyansatte vet hva vi forventer" in page.text
    page.submit("new", title="Mottak av nye", unit="Nes skole", sheet="lp")
    a = page.session.a
    assert a.problem == "Nyansatte vet hva vi forventer"
    assert a.settings["gathering"] == gathering
    assert "Tema 3" in page.text


def test_an_analysis_is_deleted_for_good_after_a_yes(store: Store) -> None:
    kept, gone = made(store), made(store)
    beside = opened(gone, "tiltak")
    page = Opened(AnalysisPage())
    page.press("delete", analysis=gone)
    assert "Slette «Storefri på 3. trinn»?" in page.text
    assert not page.submit("delete", sure=False)["ok"]
    assert set(store.analyses()) == {kept, gone}
    page.press("keep")
    assert not page.submit("delete", sure=True)["ok"] or set(store.analyses()) == {kept, gone}
    page.press("delete", analysis=gone)
    assert page.submit("delete", sure=True)["ok"]
    assert store.analyses() == [kept]
    assert "Analysen er slettet." in page.text
    beside.press("list")
    beside.press("open", analysis=gone)
    assert "finnes ikke lenger" in beside.text


def test_the_groups_cards_start_an_analysis(store: Store) -> None:
    gathering = room(store, "factors", {"problem": PROBLEM})
    session = stage.session_on(store, gathering)
    answers = ({"kontekst": ["Få voksne ute"], "demper": ["Lekegruppene"]}, {"kontekst": ["Få voksne ute"]})
    stage.answer(session, *answers)
    page = Opened(AnalysisPage(), f"?samling={gathering}&funn=a1%3A")
    assert "2 kort følger med." in page.text
    page.submit("new", title="Storefri", unit="Bjørkåsen", sheet="lp")
    a = page.session.a
    assert a.problem == PROBLEM
    assert [(f.text, f.perspective, f.dampens, f.source) for f in a.factors] == [
        ("Få voksne ute", "kontekst", False, "Bord 1 og Bord 2"),
        ("Lekegruppene", "kontekst", True, "Bord 1"),
    ]


def test_each_group_starts_its_own_case(store: Store) -> None:
    gathering = room(store, "factors", {"own_case": True})
    session = stage.session_on(store, gathering)
    _first, second = stage.answer(
        session,
        {"problem": ["Noen står i garderoben"], "aktor": ["Tør ikke spørre"]},
        {"problem": ["To er alene ute"], "individ": ["Er ny"]},
    )
    summed = Opened(ThemePage(3), f"?samling={gathering}&steg=oppsummer")
    assert "Begynn en analyse fra Bord 2" in summed.text
    page = Opened(AnalysisPage(), f"?samling={gathering}&funn=a1%3A{second}")
    page.submit("new", title="Alene ute", unit="", sheet="lp")
    assert page.session.a.problem == "To er alene ute"
    assert [f.text for f in page.session.a.factors] == ["Er ny"]


def test_merged_factors_are_weighed_and_go_on_with_their_dots(store: Store) -> None:
    gathering = room(store, "factors", {"problem": PROBLEM})
    session = stage.session_on(store, gathering)
    stage.answer(session, {"kontekst": ["Få voksne ute"]}, {"aktor": ["Tør ikke spørre"]})
    summed = Opened(ThemePage(3), f"?samling={gathering}&steg=oppsummer")
    summed.click("La gruppene veie faktorene")
    assert "«Hvilke faktorer betyr mest?» står nå i programmet" in summed.text
    session.read()
    weighing = session.g.planned[1]
    assert weighing.kind == "weights"
    [first, _second] = [f["id"] for f in weighing.now.settings["factors"]]
    stage.answer(session, {first: 3}, {first: 2}, activity=weighing.id)
    page = Opened(AnalysisPage(), f"?samling={gathering}&funn={weighing.id}%3A")
    page.submit("new", title="Storefri", unit="", sheet="lp")
    assert [(f.text, f.weight) for f in page.session.a.factors] == [
        ("Få voksne ute", 5),
        ("Tør ikke spørre", 0),
    ]


def room(store: Store, kind: str, settings: dict[str, Any]) -> str:
    return stage.gathering(store, (kind, "Hva holder det ved like?", settings))
