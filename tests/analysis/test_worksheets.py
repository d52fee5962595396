"""The worksheets: two variants that ship, and mistakes told with file, line and field."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kit.analysis import worksheets
from kit.programme import templates_folder

SHEETS = templates_folder() / "worksheets"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    import importlib

    folder = tmp_path / "maler"
    (folder / "worksheets").mkdir(parents=True)
    monkeypatch.setattr(importlib.import_module("kit.analysis.worksheets"), "own_folder", lambda: folder)
    return folder / "worksheets"


def test_two_variants_ship() -> None:
    sheets = worksheets(own=False).all
    assert list(sheets) == ["lp", "problem-etter-data"]
    lp, later = sheets.values()
    assert [s.id for s in lp.steps][1:] == [
        "problem",
        "mal",
        "informasjon",
        "analyse",
        "tiltak",
        "gjennomforing",
        "evaluering",
        "revidering",
    ]
    order = [s.id for s in later.steps]
    assert order.index("datainnsamling") < order.index("problemformulering") < order.index("analyse")
    for sheet in sheets.values():
        assert sheet.where("problem")
        assert all(s.questions and s.intro for s in sheet.steps)
        assert {f.label for s in sheet.steps for f in s.fields}


def test_everything_has_nynorsk() -> None:
    for name, sheet in worksheets("nn", own=False).all.items():
        bokmaal = worksheets("nb", own=False).all[name]
        for step, other in zip(sheet.steps, bokmaal.steps, strict=True):
            assert step.intro != other.intro
            assert [f.id for f in step.fields] == [f.id for f in other.fields]


def test_own_worksheet_is_offered_and_may_replace_ours(own: Path) -> None:
    text = (SHEETS / "lp.yaml").read_text(encoding="utf-8")
    (own / "min.yaml").write_text(text.replace("\nid: lp\n", "\nid: min\n", 1), encoding="utf-8")
    (own / "lp.yaml").write_text(text.replace("Åtte faser", "Vårt ark", 1), encoding="utf-8")
    sheets = worksheets()
    assert sheets.problems == ()
    assert next(iter(sheets.all)) == "lp"
    assert sheets.all["lp"].title == "Vårt ark"
    assert "min" in sheets.all
    assert worksheets(own=False).all["lp"].title == "Åtte faser"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("    minutes: 15\n", "    minuter: 15\n", "«steps[2].minuter»; mente dere «minutes»"),
        ("        use: problem\n", "        bruk: problem\n", "«steps[2].fields[1].bruk»"),
        ("        use: problem\n", "", "«problem»"),
        ("        use: goal\n", "        use: problem\n", "«problem» står to ganger i arket"),
        ("    contains: [measures]", "    contains: [tiltak]", "ventes ett av disse"),
        ("    contains: [measures]", "    contains: [factors]", "«factors» står to ganger i arket"),
        ("    part: strategi\n    minutes: 20", "    part: analyse\n    minutes: mange", "helt tall"),
        ("id: mal\n    title", "id: problem\n    title", "«problem» står to ganger"),
        ("        weeks: [1, 3, 6]\n", "        weeks: [1, 3, 600]\n", "høyst 52"),
        (
            "        type: choice\n        label: {nb: Nivå",
            "        type: text\n        label: {nb: Nivå",
            "«options»",
        ),
    ],
)
def test_a_mistake_is_told_with_file_line_and_field(own: Path, old: str, new: str, says: str) -> None:
    text = (SHEETS / "lp.yaml").read_text(encoding="utf-8")
    assert old in text
    (own / "min.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    found = worksheets()
    (sentence,) = found.problems
    assert re.match(r"maler/worksheets/min\.yaml, linje ([5-9]|\d\d+): ", sentence), sentence
    assert says in sentence, sentence
    assert "lp" in found.all
