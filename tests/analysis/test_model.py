"""The model: nothing that anyone wrote is lost, undo restores exactly, old versions stay readable."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.analysis import Analysis, AnalysisError, changes, fold, history, summary, worksheets
from kit.analysis.phones import votes_asked
from tests.analysis.helpers import MOMENT, TODAY, Entry, Log, Stale, started

PROBLEM = ("problem", "problem")


def test_a_started_analysis_has_its_frame_and_its_own_worksheet() -> None:
    log = started(finding="Mange bord skriver at barn står alene i storefri.", today=TODAY)
    a = log.state
    assert a.title == "Storefri på 3. trinn"
    assert a.problem == "Mange bord skriver at barn står alene i storefri."
    assert a.used("date") == "2026-11-16"
    assert a.worksheet == worksheets(own=False).all["lp"]
    assert a.current.id == "ramme"
    assert (
        started("problem-etter-data", finding="Funn").state.text("problemstilling", "problemstilling")
        == "Funn"
    )


def test_two_in_different_fields_do_not_disturb_each_other() -> None:
    log = started()
    seen = log.state
    log.add(changes.write_field(seen, *PROBLEM, "Fire elever står alene."), "a")
    log.add(changes.write_field(seen, "mal", "mal", "Alle har noen."), "b")
    assert log.state.problem == "Fire elever står alene."
    assert log.state.goal == "Alle har noen."
    assert log.state.conflicts == ()


def test_two_in_the_same_field_both_keep_their_text() -> None:
    log = started()
    seen = log.state
    log.add(changes.write_field(seen, *PROBLEM, "Fra a"), "a")
    log.add(changes.write_field(seen, *PROBLEM, "Fra b"), "b")
    cell = log.state.field(*PROBLEM)
    assert [v.value for v in cell.standing] == ["Fra a", "Fra b"]
    # both go on typing, each in their own text
    log.add(changes.write_field(log.state, *PROBLEM, "Fra a, mer", cell.standing[0].revision), "a")
    log.add(changes.write_field(log.state, *PROBLEM, "Fra b, mer", cell.standing[1].revision), "b")
    assert [v.value for v in log.state.field(*PROBLEM).standing] == ["Fra a, mer", "Fra b, mer"]


@pytest.mark.parametrize(
    ("which", "text"), [("mine", "Fra b"), ("theirs", "Fra a"), ("both", "Fra a\n\nFra b")]
)
def test_whoever_comes_later_chooses(which: str, text: str) -> None:
    log = started()
    seen = log.state
    log.add(changes.write_field(seen, *PROBLEM, "Fra a"), "a")
    log.add(changes.write_field(seen, *PROBLEM, "Fra b"), "b")
    log.add(changes.choose(log.state, "field", "1:problem:problem", which), "b")
    cell = log.state.field(*PROBLEM)
    assert (cell.value, cell.others) == (text, ())
    log.add(changes.undo(log.state, "field", "1:problem:problem"))
    assert len(log.state.field(*PROBLEM).standing) == 2
    with pytest.raises(AnalysisError, match="bare én tekst"):
        changes.choose(started().state, "field", "1:problem:problem", "mine")


def test_a_text_that_changed_while_choosing_still_stands() -> None:
    log = started()
    seen = log.state
    log.add(changes.write_field(seen, *PROBLEM, "Fra a"), "a")
    log.add(changes.write_field(seen, *PROBLEM, "Fra b"), "b")
    chosen = changes.choose(log.state, "field", "1:problem:problem", "mine")
    log.add(changes.write_field(log.state, *PROBLEM, "Fra a, mer"), "a")
    log.add(chosen, "b")
    assert {v.value for v in log.state.field(*PROBLEM).standing} == {"Fra a, mer", "Fra b"}


def test_the_same_text_twice_and_a_lost_receipt_are_no_conflicts() -> None:
    log = started()
    seen = log.state
    log.add(changes.write_field(seen, *PROBLEM, "Likt"), "a")
    log.add(changes.write_field(seen, *PROBLEM, " Likt "), "b")
    assert not log.state.field(*PROBLEM).others
    log.add(
        changes.write_field(seen, *PROBLEM, "Likt og mer"), "a"
    )  # never saw that the first one came through
    assert [v.value for v in log.state.field(*PROBLEM).standing] == ["Likt og mer"]
    log.add(changes.write_field(seen, *PROBLEM, ""), "c")
    assert not log.state.field(*PROBLEM).others


def test_undo_and_redo_go_all_the_way() -> None:
    log = started()
    place = ("field", "1:problem:problem")
    for text in ("en", "to", "tre"):
        log.add(changes.write(log.state, *place, text))
    seen = []
    while log.state.cell(*place).can_undo:
        log.add(changes.undo(log.state, *place))
        seen.append(log.state.cell(*place).value)
    assert seen == ["to", "en", None]
    with pytest.raises(AnalysisError):
        changes.undo(log.state, *place)
    while log.state.cell(*place).can_redo:
        log.add(changes.redo(log.state, *place))
    assert log.state.cell(*place).value == "tre"
    assert [w.how for w in history(log.entries, *place)][:2] == ["redone", "redone"]
    assert {w.value for w in history(log.entries, *place)} == {"en", "to", "tre", None}


def test_undo_that_came_too_late_changes_nothing() -> None:
    log = started()
    log.add(changes.write_field(log.state, *PROBLEM, "en"), "a")
    late = changes.undo(log.state, "field", "1:problem:problem")
    log.add(changes.write_field(log.state, *PROBLEM, "to"), "b")
    with pytest.raises(Stale):
        log.add(late)
    log.add((*late[:3], None))
    assert log.state.problem == "to"


def test_undo_goes_back_through_the_places_in_order() -> None:
    log = Log()
    for place, text, by in (("1:a:a", "1", "x"), ("1:b:b", "2", "y"), ("1:a:a", "3", "x")):
        log.add(changes.write(log.state, "field", place, text), by)
    undone = []
    while place := log.state.last_written():
        undone.append(place[1])
        log.add(changes.undo(log.state, *place))
    assert undone == ["1:a:a", "1:b:b", "1:a:a"]
    assert log.state.last_undone() == ("field", "1:a:a")
    log.add(changes.redo(log.state, "field", "1:a:a"))
    assert log.state.last_written("y") is None


def test_ticks_and_choices_are_no_conflicts() -> None:
    log = started()
    log.add(changes.add_factor(log.state, "kontekst", "Få voksne ute", row="f"))
    seen = log.state
    log.add(changes.select(seen, "f"), "a")
    log.add(changes.select(seen, "f", False), "b")
    log.add(changes.write(seen, "factor", "f:perspective", "aktor"), "a")
    (factor,) = log.state.factors
    assert (factor.selected, factor.perspective, factor.conflicts) == (False, "aktor", ())


def test_removing_a_card_keeps_what_is_in_it() -> None:
    log = started()
    log.add(changes.add_factor(log.state, "individ", "Trenger tid", evidence="Samtale", row="f"))
    log.add(changes.add_measure(log.state, "Øve", ["f"], "m", start=TODAY))
    log.add(changes.remove(log.state, "factor", "f"))
    assert log.state.factors == ()
    assert log.state.all_factors["f"].text == "Trenger tid"
    assert log.state.measures[0].aims == ("f",)
    log.add(changes.undo(log.state, "factor", "f:removed"))
    assert log.state.factors[0].evidence == "Samtale"


def test_votes_links_and_limits() -> None:
    log = started()
    for i in "abc":
        log.add(changes.add_factor(log.state, "kontekst", f"Faktor {i}", row=i))
    log.add(changes.vote(log.state, "r1", {"a": 3, "b": 2}))
    log.add(changes.vote(log.state, "r2", {"a": 1}))
    log.add(changes.vote(log.state, "r1", {"a": 2}))
    log.add(changes.add_dots(log.state, "screen", "c", 4))
    assert [f.weight for f in log.state.factors] == [3, 0, 4]
    log.add(changes.link("b", "a", 9))
    assert [(k.a, k.b, k.strength) for k in log.state.links] == [("a", "b", 3)]
    log.add(changes.link("a", "b", 0))
    assert log.state.links == ()
    with pytest.raises(AnalysisError, match="høyst 3"):
        changes.vote(log.state, "r", {"a": 4})
    with pytest.raises(AnalysisError, match="5 stemmer"):
        changes.vote(log.state, "r", {"a": 3, "b": 3})
    with pytest.raises(AnalysisError):
        changes.link("a", "a", 1)


def test_a_long_paste_is_refused_with_a_sentence_and_not_cut() -> None:
    log = started()
    with pytest.raises(AnalysisError, match="20\u202f000 tegn"):
        changes.write_field(log.state, *PROBLEM, "x" * 20_000)
    with pytest.raises(AnalysisError, match="plass til 300"):
        changes.add_factor(log.state, "kontekst", "x" * 301)
    changes.add_factor(log.state, "kontekst", "x" * 300)


def test_there_is_an_end_to_the_number_of_cards() -> None:
    log = started()
    for i in range(changes.MOST_ROWS):
        log.add(changes.add_factor(log.state, "kontekst", f"Faktor {i}", row=f"f{i}"))
    with pytest.raises(AnalysisError, match="plass til 300"):
        changes.add_factor(log.state, "kontekst", "En til")
    log.add(changes.remove(log.state, "factor", "f7"))
    log.add(changes.add_factor(log.state, "kontekst", "En til"))
    assert len(log.state.factors) == changes.MOST_ROWS
    log.add(changes.undo(log.state, "factor", "f7:removed"))
    asked = votes_asked(log.state)
    assert asked
    assert len(asked.factors) == changes.MOST_ROWS


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0026-12-04", "2026-12-04"),
        ("0028-02-29", "2028-02-29"),
        ("", ""),
        ("0202-12-04", None),
        ("9999-12-31", None),
        ("12026-12-04", None),
        ("4.12.2026", None),
    ],
)
def test_a_date_is_whole_and_of_our_time(typed: str, kept: str | None) -> None:
    log = started()
    for kind, subject in (("measure", "m:start"), ("log", "l:date"), ("field", "1:ramme:dato")):
        if kept is None:
            with pytest.raises(AnalysisError, match="fra 2000 til 2099"):
                changes.write(log.state, kind, subject, typed)
        else:
            assert changes.write(log.state, kind, subject, typed)[2]["value"] == kept


def test_the_second_part_opens_when_the_first_is_done_or_with_a_reason() -> None:
    log = started()
    assert not log.state.steps[5].open
    with pytest.raises(AnalysisError, match="Skriv hvorfor"):
        changes.open_early(log.state, "tiltak", "  ")
    log.add(changes.open_early(log.state, "tiltak", "Foreldremøte i morgen."))
    assert all(s.open for s in log.state.steps)
    assert log.state.steps[5].early == "Foreldremøte i morgen."
    log = started()
    for step in log.state.steps[:5]:
        log.add(changes.finish_step(log.state, step.step.id))
    assert log.state.steps[5].open
    assert log.state.current.id == "tiltak"


def test_a_new_version_leaves_the_old_one_as_it_was() -> None:
    log = started()
    for step in log.state.steps:
        log.add(changes.finish_step(log.state, step.step.id))
    log.add(changes.write_field(log.state, *PROBLEM, "Første formulering"))
    log.add(changes.add_factor(log.state, "aktor", "Tør ikke spørre", row="f"))
    log.add(changes.evaluate(log.state, "goal", result="partly", next="adjust", reason="Bedre, ikke bra."))
    before = log.state
    log.add(changes.revise(log.state, "Vi mangler barnas stemme.", "informasjon"))
    assert log.state.version == 2
    assert log.state.problem == "Første formulering"
    assert [s.done for s in log.state.steps] == [True, True, True] + [False] * 6
    assert log.state.evaluation("goal").result == ""
    log.add(changes.write_field(log.state, *PROBLEM, "Andre formulering"))
    log.add(changes.write(log.state, "factor", "f:text", "Vet ikke hvordan de spør"))
    old = log.state.earlier[0]
    assert (old.problem, old.factors, old.evaluation("goal")) == (
        before.problem,
        before.factors,
        before.evaluation("goal"),
    )
    assert log.state.problem == "Andre formulering"
    assert log.state.versions[0].reason == "Vi mangler barnas stemme."
    log.add(changes.undo(log.state, "field", "2:problem:problem"))
    assert log.state.problem == "Første formulering"


def test_what_arrives_late_in_a_closed_version_is_found() -> None:
    log = started()
    seen = log.state
    log.add(changes.revise(log.state, "Igjen", "problem"))
    log.add(changes.write_field(seen, *PROBLEM, "Kom for sent"))
    assert log.state.late() == (("field", "1:problem:problem"),)
    assert log.state.problem == "Kom for sent"  # nothing newer stands there


def test_two_versions_cannot_be_opened_at_once() -> None:
    log = started()
    second = changes.revise(log.state, "En til", "problem")
    log.add(changes.revise(log.state, "Igjen", "problem"))
    with pytest.raises(Stale):
        log.add(second)
    log.add((*second[:3], None))
    assert log.state.version == 2


def test_summary_for_the_list() -> None:
    log = started()
    log.add(changes.write_field(log.state, "mal", "maldato", "2026-12-04"))
    log.add(changes.add_measure(log.state, "Lek", start="2026-11-16", evaluate="2026-12-18", row="m"))
    log.add(changes.add_measure(log.state, "Regler", row="n"))
    log.add(changes.evaluate(log.state, "n", next="stop"))
    s = summary(log.state, dt.date(2026, 11, 20))
    assert (s.title, s.unit_name, s.step) == ("Storefri på 3. trinn", "Bjørkåsen skole", "Ramme")
    assert (s.next_date, s.open_measures) == (dt.date(2026, 12, 4), 1)


def test_clock() -> None:
    log = started()
    log.add(changes.clock("problem", ends_at=MOMENT + dt.timedelta(minutes=5)))
    assert log.state.clock.seconds_left(MOMENT) == 300
    log.add(changes.clock("problem", left=12))
    assert (log.state.clock.step, log.state.clock.seconds_left(MOMENT)) == ("problem", 12)
    assert Analysis("x").clock.seconds_left(MOMENT) is None


def test_what_a_newer_kit_writes_is_left_alone() -> None:
    entry = Entry(1, "hologram", "x", {"value": 1}, MOMENT)
    odd = Entry(2, "factor", "f:perspective", {"value": ["?"]}, MOMENT)
    state = fold(Analysis("a"), [entry, odd])
    assert state.revision == 2
    assert state.factors[0].perspective == ""
    assert state.worksheet.id == "lp"


# --- any interleaving ---------------------------------------------------------------------

WRITERS = ("a", "b", "c")
PLACES = (
    ("field", "1:problem:problem"),
    ("field", "1:mal:mal"),
    ("field", "2:problem:problem"),
    ("factor", "f:text"),
    ("measure", "m:noticed"),
    ("evaluation", "1:goal:reason"),
)
ACTION = st.tuples(
    st.sampled_from(WRITERS),
    st.sampled_from(PLACES),
    st.sampled_from(("write", "write", "write", "look", "choose", "undo", "redo", "revise")),
    st.sampled_from(("mine", "theirs", "both")),
)


class Writer:
    """Somebody who writes on from what they saw last."""

    def __init__(self, name: str, log: Log) -> None:
        self.name, self.log, self.seen = name, log, log.state

    def look(self) -> None:
        self.seen = self.log.state

    def act(self, place: tuple[str, str], what: str, which: str, text: str) -> str | None:
        """Returns the text that was written, if one was."""
        try:
            match what:
                case "look":
                    self.look()
                case "write":
                    self.log.add(changes.write(self.seen, *place, text), self.name)
                    return text
                case "choose":
                    self.look()
                    self.log.add(changes.choose(self.seen, *place, which), self.name)
                case "undo" | "redo":
                    self.log.add(getattr(changes, what)(self.seen, *place), self.name)
                case "revise":
                    self.log.add(changes.revise(self.seen, text, "problem"), self.name)
        except (AnalysisError, Stale):
            pass
        return None


@settings(max_examples=120, deadline=None)
@given(st.lists(ACTION, max_size=40), st.integers(1, 7))
def test_any_interleaving_of_three_writers_keeps_every_text(actions, piece: int) -> None:
    log = started()
    writers = {name: Writer(name, log) for name in WRITERS}
    saw_when_writing: list[tuple[tuple[str, str], str, str, int]] = []
    for i, (name, place, what, which) in enumerate(actions):
        before = log.state.cell(*place)
        text = writers[name].act(place, what, which, f"tekst {i} fra {name}")
        if text:
            cell = log.state.cell(*place)
            values = [v.value for v in cell.standing]
            assert text in values  # it stands, beside whatever else stands
            seen = writers[name].seen.cell(*place)
            for version in before.standing:  # nothing that the writer had not seen or written goes away
                if version.value not in values:
                    assert version in seen.standing or version.by == name
            saw_when_writing.append((place, text, name, i))
    for place, text, _name, _i in saw_when_writing:
        assert text in {w.value for w in history(log.entries, *place)}
    folded = Analysis("a")
    for at in range(0, len(log.entries), piece):
        folded = fold(folded, log.entries[at : at + piece])
    assert folded == log.state == fold(Analysis("a"), log.entries)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(WRITERS), st.booleans()), min_size=1, max_size=12), st.data())
def test_undo_restores_exactly(writing, data) -> None:
    log = started()
    writers = {name: Writer(name, log) for name in WRITERS}
    place = data.draw(st.sampled_from(PLACES))
    stood = [log.state.cell(*place).standing]
    for i, (name, look) in enumerate(writing):
        if look:
            writers[name].look()
        writers[name].act(place, "write", "", f"tekst {i}")
        stood.append(log.state.cell(*place).standing)
    for expected in reversed(stood[:-1]):
        log.add(changes.undo(log.state, *place))
        assert log.state.cell(*place).standing == expected
    for expected in stood[1:]:
        log.add(changes.redo(log.state, *place))
        assert log.state.cell(*place).standing == expected
    others = [c for p, c in log.state.cells.items() if p != place]
    log.add(changes.undo(log.state, *place))
    assert [c for p, c in log.state.cells.items() if p != place] == others


def test_history_of_a_place_is_only_its_own() -> None:
    log = started()
    log.add(changes.write_field(log.state, *PROBLEM, "en"))
    assert [w.value for w in history(log.entries, "field", "1:problem:problem")] == ["en"]
    assert replace(log.state) == log.state
