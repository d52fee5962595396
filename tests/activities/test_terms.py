"""Counting terms in Norwegian texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.activities._terms import Folder, count_terms, resolve, stem


def counted(*answers: str | list[str], **how) -> dict[str, int]:
    said = [[a] if isinstance(a, str) else a for a in answers]
    return {term.label: term.count for term in count_terms(said, **how)}


@pytest.mark.parametrize(
    "forms",
    [
        "tid tiden tida tider",
        "leder lederen ledere lederne",
        "lytte lytter lyttet",
        "elev elever eleven elevene elevar elevane",
        "barn barna barnet barnas",
        "rutine rutiner rutinene",
        "relasjon relasjoner relasjonar",
        "kollega kolleger kollegaer kollegaene",
        "ansvar ansvaret",
        "rom rommet rommene",
        "spør spørre spurte",
        "trygg trygge trygghet tryggheten tryggleik",
        "krenkelse krenkelser krenkelsen",
        "følge følger følgje fulgte",
        "tidlig tidlige tidligere",
        "skole skolen skoler skolar",
        "ro roen",
        "foreldre foreldrene",
    ],
)
def test_inflections_are_folded(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1, {f: stem(f) for f in forms.split()}


@pytest.mark.parametrize(
    "words",
    [
        "ledelse leder",
        "tidlig tid",
        "mobbing mobil",
        "ro rom",
        "lek lege",
        "mål måltid",
        "vi vis",
        "personlig person",
    ],
)
def test_different_words_stay_apart(words: str) -> None:
    first, second = words.split()
    assert stem(first) != stem(second)


def test_neuter_and_plural_fold_where_the_word_is_there() -> None:
    assert list(counted("trygt", "trygg", "trygge").values()) == [3]
    assert counted("åpne", "åpen", "åpen", "åpent") == {"åpen": 4}
    assert len(counted("lett", "le")) == 2


def test_short_words_count_and_stop_words_do_not() -> None:
    assert counted("Vi har det i oss og på jobben", "ro", "Ro og vi") == {"ro": 2, "vi": 2, "jobben": 1}
    assert counted("eg og ikkje dei, men me", "jeg ikke de") == {"me": 1}


def test_norwegian_letters_stay() -> None:
    assert set(counted("ærlighet", "ønsker", "åpenhet")) == {"ærlighet", "ønsker", "åpenhet"}
    assert [t.label for t in count_terms([["zoo ære øre åre"]])] == ["zoo", "ære", "øre", "åre"]


def test_a_term_counts_once_per_answer() -> None:
    terms = count_terms([["tid tiden tid", "mer tid"], ["tid"]])
    assert [(t.label, t.count) for t in terms] == [("tid", 2)]


def test_the_label_is_the_form_most_used() -> None:
    assert "rutiner" in counted("rutiner", "rutiner", "rutine")
    assert "SFO" in counted("SFO", "sfo og SFO", "SFO")


def test_expressions_are_found_across_inflections_and_connectors() -> None:
    terms = count_terms([["Leder som spør"], ["lederen spør oss"], ["ledere som spør"], ["humor"]])
    assert (terms[0].key, terms[0].count) == ("led spør", 3)
    assert "leder som spør" in terms[0].forms
    assert counted("felles språk", "et felles språk", "god tid", "tid") == {
        "felles språk": 2,
        "tid": 2,
        "god": 1,
    }


def test_an_expression_does_not_reach_across_a_comma() -> None:
    assert counted("ro, tid", "ro, tid") == {"ro": 2, "tid": 2}


def test_verb_and_particle_are_one_term() -> None:
    said = ("å si fra", "si ifra når det trengs", "følge godt med", "følge med", "gripe inn")
    assert counted(*said) == {"si fra": 2, "følge med": 2, "gripe inn": 1, "trengs": 1, "godt": 1}


def test_addresses_and_numbers_are_no_terms() -> None:
    assert counted("kari@skole.no 41234567 www.skole.no https://x.no/a tid") == {"tid": 1}


def test_merging_counts_an_answer_once_and_takes_the_new_name() -> None:
    merged = {"tid": "Tid og rom", "rom": "Tid og rom"}
    assert counted("tid og rom", "tiden", "humor", merged=merged) == {"Tid og rom": 2, "humor": 1}


def test_merges_chain_and_cycles_do_no_harm() -> None:
    assert counted("ro", "fred", "stillhet", merged={"ro": "fred", "fred": "stillhet"}) == {"stillhet": 3}
    assert list(counted("ro", "fred", merged={"ro": "fred", "fred": "ro"}).values()) == [2]
    assert counted("ro", merged={"ro": "ro"}) == {"ro": 1}
    assert resolve("a", {"a": "b", "b": "c", "c": "b"}) == "b"


def test_an_expression_can_be_merged_and_dropped() -> None:
    said = ("felles språk", "felles språket", "ro")
    assert counted(*said, merged={"felles språk": "ro"}) == {"ro": 3}
    assert counted(*said, dropped=["Felles språk"]) == {"ro": 1}
    assert counted("ro", "fred", merged={"ro": "fred"}, dropped=["fred"]) == {}
    assert counted("rolig", "rutiner", dropped=["rutine", ""]) == {"rolig": 1}


def test_a_term_as_shown_is_its_own_key() -> None:
    texts = ["leder som spør", "lederen spør", "si fra", "åpne dører", "trygt å lære"]
    folder = Folder(texts)
    for term in count_terms([[t] for t in texts]):
        assert folder.phrase(term.label) == term.key
        assert folder.phrase(term.label.upper()) == term.key


@given(
    st.lists(st.lists(st.text(), max_size=3), max_size=6), st.dictionaries(st.text(), st.text(), max_size=4)
)
def test_any_text_can_be_counted(answers: list[list[str]], merged: dict[str, str]) -> None:
    terms = count_terms(answers, merged, list(merged)[:1])
    assert all(1 <= t.count <= len(answers) and t.label and t.forms for t in terms)
    assert len({t.key for t in terms}) == len(terms)
    assert [t.count for t in terms] == sorted((t.count for t in terms), reverse=True)
