"""A mistake in a file is told with file, line, field and what is expected; own files never stop the kit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kit.programme import TemplateError, programme, templates_folder
from kit.programme import _read as read

GOOD = """\
id: egen
theme: 3
kind: scale
title: Min egen
prompt: Hvordan går det?
why: Fordi det er fint å vite.
guide:
  introduce: Si hei.
  look_for: Se etter spredning.
  sum_up: Takk for i dag.
minutes: 10
format:
  name: Gruppearbeid
  phases:
    - {name: I gruppa, minutes: 10}
emphasis: [t3-e4]
settings:
  statements:
    - id: en
      text: Det går bra
    - id: to
      text: Det går fint
"""


def problem(own: Path, text: str) -> str:
    """The one sentence about an own template with this text."""
    (own / "egen.yaml").write_text(text, encoding="utf-8")
    known = programme()
    assert "egen" not in known.activities
    assert len(known.activities) > 20
    (sentence,) = known.problems
    return sentence


def test_good_own_template_is_offered(own: Path) -> None:
    (own / "egen.yaml").write_text(GOOD, encoding="utf-8")
    known = programme()
    assert known.problems == ()
    assert known.activities["egen"].own
    assert known.activities_for(3)[-1].id == "egen"


def test_own_template_takes_the_place_of_ours(own: Path) -> None:
    ours = programme().activities["t3-trygt-a-si-fra"]
    (own / "ny.yaml").write_text(GOOD.replace("id: egen", "id: t3-trygt-a-si-fra"), encoding="utf-8")
    known = programme()
    assert known.activities[ours.id].title == "Min egen"
    assert len([a for a in known.activities_for(3) if a.id == ours.id]) == 1


def test_own_template_does_not_change_the_sample(own: Path) -> None:
    (own / "ny.yaml").write_text(GOOD.replace("id: egen", "id: t3-trygt-a-si-fra"), encoding="utf-8")
    assert read.sample().answers["t3-trygt-a-si-fra"]
    assert programme(own=False).activities["t3-trygt-a-si-fra"].kind == "open"


def test_own_agenda(own: Path) -> None:
    (own / "agendas").mkdir()
    agenda = "id: min\ntheme: 3\ntitle: Min dag\nactivities: [t3-trygt-a-si-fra]\n"
    (own / "agendas" / "min.yaml").write_text(agenda, encoding="utf-8")
    assert programme().agendas["min"].activities == ("t3-trygt-a-si-fra",)


def test_edited_file_is_read_again(own: Path) -> None:
    (own / "egen.yaml").write_text(GOOD, encoding="utf-8")
    assert programme().activities["egen"].title == "Min egen"
    (own / "egen.yaml").write_text(GOOD.replace("Min egen", "Vår felles"), encoding="utf-8")
    assert programme().activities["egen"].title == "Vår felles"


def test_bilingual_text(own: Path) -> None:
    text = GOOD.replace("title: Min egen", "title: {nb: Min egen, nn: Mi eiga}")
    (own / "egen.yaml").write_text(
        text.replace("text: Det går bra", "text: {nb: Ikke så bra}"), encoding="utf-8"
    )
    assert programme("nb").activities["egen"].title == "Min egen"
    nynorsk = programme("nn").activities["egen"]
    assert nynorsk.title == "Mi eiga"
    assert nynorsk.prompt == "Hvordan går det?"
    assert nynorsk.settings["statements"][0]["text"] == "Ikke så bra"


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        # a field that nobody knows, with the likely one
        ("prompt: Hvordan", "promt: Hvordan", 5, "«promt»; mente dere «prompt»"),
        ("minutes: 10\nformat", "farge: rød\nminutes: 10\nformat", 11, "«farge»; feltene her er id, version"),
        # missing: the line of the nearest field around it
        ("prompt: Hvordan går det?\n", "", 1, "feltet «prompt» mangler; her ventes tekst"),
        ("  sum_up: Takk for i dag.\n", "", 7, "feltet «guide.sum_up» mangler"),
        ("      text: Det går fint\n", "", 21, "«settings.statements[2].text» mangler"),
        # wrong type
        ("minutes: 10\nformat", "minutes: ti\nformat", 11, "«minutes» ventes et helt tall"),
        ("title: Min egen", "title: [a, b]", 4, "«title» ventes tekst"),
        ("emphasis: [t3-e4]", "emphasis: t3-e4", 16, "«emphasis» ventes en liste"),
        ("title: Min egen", "title: {nb: Min, en: My}", 4, "«title» ventes tekst"),
        ("theme: 3", "theme: 5", 2, "«theme» ventes høyst 4"),
        ("title: Min egen", "title: " + "lang " * 20, 4, "«title» ventes høyst 60 tegn"),
        ("emphasis:", "unit_kinds: [barnehage, grunnskole]\nemphasis:", 16, "'barnehage', 'skole', 'sfo'"),
        ("id: egen", "id: Min egen", 1, "«id» ventes en id med små bokstaver"),
        # ids that do not exist
        ("emphasis: [t3-e4]", "emphasis: [t3-e4, t1-e1]", 16, "«t1-e1», som ikke finnes"),
        ("minutes: 10\nformat", "minutes: 15\nformat", 11, "sier 15, men fasene tar 10"),
        # kind and its settings, nested in a list
        ("kind: scale", "kind: skala", 3, "ikke noe aktivitetsslag «skala»; her ventes ett av open, choice"),
        (
            "      text: Det går fint",
            "      tekst: Det går fint",
            22,
            "«settings.statements[2].tekst»; mente dere «text»",
        ),
        (
            "      text: Det går bra",
            "      text: Det går bra\n      snudd: ja",
            21,
            "«settings.statements[1].snudd»",
        ),
        ("  statements:", "  steps: 6\n  statements:", 18, "«settings.steps» ventes ett av disse: 5, 7"),
        ("settings:", "settings:\n  color: red", 18, "«settings.color»; feltene her er statements"),
        ("text: Det går fint", "text: 12", 22, "«settings.statements[2].text» ventes tekst"),
        # YAML
        ("why: Fordi", "why: Fordi: det", 6, "kolon inne i teksten"),
        ("  look_for:", "\tlook_for:", 9, "tabulator"),
        ("title: Min egen", "title: Min egen\ntitle: Din", 5, "feltet «title» står to ganger"),
        ("emphasis: [t3-e4]", "emphasis: [t3-e4", 17, "parentes"),
        ("{name: I gruppa,", "{name: I gruppa, og sammen,", 15, "«og sammen» blir lest som et eget felt"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_field(
    own: Path, old: str, new: str, line: int, says: str
) -> None:
    assert GOOD.count(old) == 1
    sentence = problem(own, GOOD.replace(old, new))
    assert sentence.startswith(f"maler/egen.yaml, linje {line}: ")
    assert says in sentence
    assert "\n" not in sentence


def test_unclosed_quotation_mark(own: Path) -> None:
    assert "anførselstegn" in problem(own, GOOD.replace("title: Min egen", 'title: "Min egen'))


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "bare tekst"])
def test_a_file_of_another_shape(own: Path, text: str) -> None:
    assert "felter med verdier" in problem(own, text)


def test_a_file_in_another_encoding(own: Path) -> None:
    (own / "egen.yaml").write_bytes(GOOD.replace("Si hei", "Så hei").encode("latin-1"))
    (sentence,) = programme().problems
    assert sentence == "maler/egen.yaml, linje 5: fila må lagres som UTF-8."


def test_one_broken_own_file_leaves_the_others(own: Path) -> None:
    (own / "egen.yaml").write_text(GOOD, encoding="utf-8")
    (own / "feil.yaml").write_text("id: [", encoding="utf-8")
    known = programme()
    assert "egen" in known.activities
    assert len(known.problems) == 1


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of our own templates that a test may break."""
    folder = tmp_path / "templates"
    shutil.copytree(templates_folder(), folder)
    monkeypatch.setattr(read, "templates_folder", lambda: folder)
    return folder


def test_a_mistake_in_our_own_files_is_raised(copy: Path) -> None:
    file = copy / "themes" / "tema-2.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("number: 2\n", "number: to\n", 1), encoding="utf-8"
    )
    with pytest.raises(TemplateError) as raised:
        programme()
    e = raised.value
    assert (e.file, e.line, e.field) == ("templates/themes/tema-2.yaml", 2, "number")


def test_an_id_is_used_once(copy: Path) -> None:
    shutil.copy(copy / "activities/tema-1/01-varme-og-krav.yaml", copy / "activities/tema-1/99.yaml")
    with pytest.raises(TemplateError, match=r"99\.yaml, linje 2: id-en «t1-varme-og-krav» er brukt"):
        programme()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("unit: mixed", "unit: Bjørnåsen skole", r"«Bjørnåsen skole», som ikke finnes"),
        ("- t3-trygt-a-si-fra", "- t3-finnes-ikke", r"«t3-finnes-ikke», som ikke finnes"),
        ("    - {usikker: ", "    - {usikre: ", r"sample\.yaml, linje \d+: "),
    ],
)
def test_a_mistake_in_the_sample(copy: Path, old: str, new: str, says: str) -> None:
    file = copy / "sample.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(TemplateError, match=says):
        read.sample()


def test_the_server_does_not_pay_for_pictures() -> None:
    code = (
        "import sys; from kit.programme import programme, sample; programme(); sample()\n"
        "print({'pandas', 'matplotlib', 'numpy', 'sqlalchemy', 'tornado'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=True
    )
    assert done.stdout.strip() == "set()"
