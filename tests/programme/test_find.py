"""Activities are found by words in any inflection and by what they are for; the coverage table."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.activities import KINDS
from kit.programme import coverage, find, programme
from kit.programme._find import folded
from kit.programme.coverage import table


def ids(*args: object, **filters: object) -> list[str]:
    return [a.id for a in find(*args, **filters)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("tilbakemelding", "t3-tilbakemelding"),
        ("tilbakemeldingene", "t3-tilbakemelding"),
        ("overgangene", "t4-overgangene-vare"),
        ("overgangar", "t4-overgangene-vare"),  # nynorsk finds bokmål and the other way round
        ("en skriftlig plan", "t2-skriftlig-plan"),
        ("Skriftlige planer!", "t2-skriftlig-plan"),
        ("forankring", "t1-forankring"),
        ("nyansatt vikar", "t3-mottak-av-nye"),
    ],
)
def test_words_are_found_in_any_inflection(words: str, first: str) -> None:
    assert first in ids(words)[:3]


def test_the_title_weighs_more_than_the_guide() -> None:
    found = ids("minutter lek")
    assert found[0] == "t1-minutter-til-lek"


def test_every_word_must_be_found() -> None:
    assert set(ids("foreldre lek")) <= set(ids("foreldre")) & set(ids("lek"))
    assert ids("foreldre traktor") == []
    assert ids("xyzzy") == []


def test_a_compound_is_found_by_its_first_part_and_not_by_two_letters() -> None:
    assert "t1-hva-kaller-vi-det" in ids("mobb")
    assert ids("t") == []


def test_the_law_is_found_by_its_paragraph() -> None:
    assert set(ids("§ 43")) == {a.id for a in programme().activities.values() if "bhl-43" in a.law}
    assert "t2-skriftlig-plan" in ids("§ 12-4")


def test_without_words_everything_in_file_order() -> None:
    assert ids() == list(programme().activities)
    assert ids("og i det som") == ids()


def test_filters() -> None:
    known = programme().activities.values()
    assert ids(theme=3) == [a.id for a in known if a.theme == 3]
    assert ids(emphasis="t3-e3") == [a.id for a in known if "t3-e3" in a.emphasis]
    assert ids(strand="laget-rundt") == [a.id for a in known if "laget-rundt" in a.strands]
    assert ids(kind="grid") == [a.id for a in known if a.kind == "grid"]
    assert ids(unit_kind="sfo") == [a.id for a in known if "sfo" in a.unit_kinds]
    assert ids(audience="ppt") == [a.id for a in known if "ppt" in a.audience]
    assert ids(minutes=10) == [a.id for a in known if a.minutes <= 10]
    assert ids("plan", theme=2, kind="choice", minutes=10)[0] == "t2-skriftlig-plan"


def test_the_activities_come_in_the_language_asked_for() -> None:
    assert find("evaluering", theme=1, language="nn")[0].prompt.startswith("Kor godt")
    assert ids("evaluering", language="nn") == ids("evaluering")


def test_an_own_activity_is_found(own: Path) -> None:
    text = (Path(__file__).parents[2] / "data/templates/activities/tema-4/90-evaluering.yaml").read_text(
        "utf-8"
    )
    text = text.replace("id: t4-evaluering", "id: min").replace(
        "nb: Evaluering av semesteret", "nb: Traktorkjøring"
    )
    (own / "min.yaml").write_text(text, encoding="utf-8")
    assert ids("traktor") == ["min"]


def test_folding() -> None:
    assert folded("Barna og barnet, barns") == folded("barn")
    assert folded("§ 12-4 og § 42") == ["12-4", "42"]


def test_coverage_has_a_row_for_each_item_and_counts() -> None:
    rows = {r.id: r for r in coverage()}
    known = programme()
    assert [r.part for r in coverage()].count("emphasis") == 16
    assert len(rows) == 16 + 5 + 5 + 6 + 8
    row = rows["t3-e3"]
    mine = [a for a in known.activities.values() if "t3-e3" in a.emphasis]
    assert (row.activities, row.minutes) == (len(mine), sum(a.minutes for a in mine))
    assert sum(row.kinds.values()) == row.activities
    assert set(row.kinds) <= set(KINDS)


def test_the_table_can_be_read() -> None:
    text = table()
    assert "Det legges vekt på" in text
    assert f"{len(programme().activities)} aktiviteter" in text
    assert max(len(line) for line in text.splitlines()) < 200
    assert "sortering" in text
    assert "Voksenrollen" in text
    assert "Vaksenrolla" in table("nn")


def test_the_command_prints_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    from kit.app import main

    assert main(["innhold"]) == 0
    assert capsys.readouterr().out == f"{table()}\n"
    assert main(["innhold", "nn"]) == 0
    assert capsys.readouterr().out == f"{table('nn')}\n"
