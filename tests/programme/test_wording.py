"""Other words for a kind of unit, and two written languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.programme import ActivityTemplate, programme, templates_folder, untranslated

README = (templates_folder() / "activities" / "README.md").read_text(encoding="utf-8")
EXAMPLE = README.split("```yaml\n")[1].split("```")[0]


@pytest.fixture
def example(own: Path) -> Path:
    file = own / "leken.yaml"
    file.write_text(EXAMPLE, encoding="utf-8")
    return file


def read(language: str = "nb") -> ActivityTemplate:
    known = programme(language)
    assert known.problems == ()
    return known.activities["t1-leken-i-gang"]


def test_the_example_of_the_guide_can_be_used_as_it_is(example: Path) -> None:
    assert read().interim_work is not None
    assert [a.id for a in programme().actors_of(read())] == ["ansatte"]
    assert untranslated(example.parent) == []


def test_other_words_for_a_kind_of_unit(example: Path) -> None:
    common, school = read(), read().for_unit_kind("skole")
    assert "elev" in school.prompt
    assert school.title == common.title
    assert [s["id"] for s in school.settings["statements"]] == ["ser", "inn"]
    assert school.settings["statements"][0] == common.settings["statements"][0]
    assert "friminuttet" in school.settings["statements"][1]["text"]
    assert school.settings["high"] == "alltid"
    assert common.for_unit_kind("sfo") is common
    assert common.for_unit_kind(None) is common
    assert school.for_unit_kind("barnehage") is school


def test_nynorsk_from_the_text_from_the_phrases_and_from_the_kind(example: Path) -> None:
    text = EXAMPLE.replace("  low: svært sjelden\n", "").replace(", nn: Når leiken kjem i gang}", "}")
    example.write_text(text, encoding="utf-8")
    nynorsk = read("nn")
    assert nynorsk.settings["statements"][0]["text"] == "Vi ser kven som står åleine"
    assert nynorsk.format.phases[0].name == "Kvar for seg"
    assert nynorsk.settings["low"] == "heilt ueinig"
    assert nynorsk.title == "Når leken kommer i gang"  # falls back
    assert untranslated(example.parent) == [("maler/leken.yaml", 6, "title")]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "        - {id: inn, text: {nb",
            "        - {id: inn, tekst: {nb",
            "linje 42: det finnes ikke noe felt «for.skole",
        ),
        (
            "  skole:\n    prompt",
            "  skole:\n    promt",
            "linje 40: det finnes ikke noe felt «for.skole.promt»",
        ),
        ("[barnehage, skole, sfo]", "[barnehage]", "linje 39: feltet «for» viser til «skole»"),
        ("audience: [alle-ansatte]", "audience: [alle]", "«audience[1]» ventes ett av disse: 'alle-ansatte'"),
        ("subgoals: [d4]", "subgoals: [d7]", "feltet «subgoals» viser til «d7»"),
    ],
)
def test_a_mistake_is_told(own: Path, old: str, new: str, says: str) -> None:
    assert old in EXAMPLE
    (own / "leken.yaml").write_text(EXAMPLE.replace(old, new), encoding="utf-8")
    (sentence,) = programme().problems
    assert says in sentence
