"""The Word document holds everything that was entered, whatever was entered."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocumentObject

from kit.analysis import changes
from kit.export import analysis_document
from kit.export.analysis_document import document, file_name
from tests.analysis import case
from tests.analysis.helpers import TODAY, Log, started


def opened(log: Log) -> DocumentObject:
    return Document(BytesIO(document(log.state, TODAY)))


def said(file: DocumentObject) -> str:
    cells = [c.text for t in file.tables for r in t.rows for c in r.cells]
    return "\n".join([p.text for p in file.paragraphs] + cells)


@pytest.mark.parametrize("template", ["lp", "problem-etter-data"])
def test_everything_that_was_entered_is_there(template: str) -> None:
    log = case.whole_case(template)
    file = opened(log)
    text = said(file)
    for step in log.state.worksheet.steps:
        assert any(p.text.endswith(step.title) and p.style.name == "Heading 1" for p in file.paragraphs)
    entered = [v for k, v in case.FRAME.items() if not v[:1].isdigit()]
    entered += [case.TEXTS["problem", "problem"], case.TEXTS["mal", "mal"]]
    entered += [case.TEXTS["informasjon", "vet"].split("\n")[0], case.TEXTS["evaluering", "laert"]]
    entered += [row[k] for row in case.INFORMATION for k in ("question", "whom", "method", "responsible")]
    entered += [part for f in case.FACTORS for part in f[2:4]]
    entered += [part for m in case.MEASURES for part in (m[1], m[4], m[7])]
    entered += [line[1] for line in case.LOG] + [e[3] for e in case.EVALUATIONS]
    for one in entered:
        assert one in text, one
    for date in ("12. november 2026", "16.11.2026", "18.12.2026", "4. desember 2026", "75 minutter"):
        assert date in text
    assert "Åpnet før analysedelen var ferdig: Foresatte venter svar" in text
    assert "To voksne på et stort område" in text.split("Valgte faktorer uten tiltak")[1]
    assert len(file.inline_shapes) == 2
    alts = [s._inline.docPr.get("descr") for s in file.inline_shapes]
    assert alts[0].startswith("Problem: ")
    assert alts[1].startswith("3 tiltak. ")


def test_a_new_version_still_tells_what_was_decided_before() -> None:
    text = said(opened(case.revised_case()))
    assert "Torsdag og fredag er annerledes. Vi må vite hvorfor." in text
    assert "Tilbake til: Informasjon" in text
    assert "Øvingen ble for skolsk." in text
    assert "Foresatte venter svar" in text


def test_an_empty_analysis_says_so_in_each_step() -> None:
    text = said(opened(started()))
    assert text.count("Ikke fylt ut.") == 9
    assert "Storefri på 3. trinn" in text


def test_both_texts_of_a_conflict_are_kept() -> None:
    log = started()
    seen = log.state
    log.add(changes.write_field(seen, "problem", "problem", "Den ene"), "a")
    log.add(changes.write_field(seen, "problem", "problem", "Den andre"), "b")
    text = said(opened(log))
    assert "Den ene" in text
    assert "Den andre" in text
    assert "én skal velges" in text


def test_both_texts_of_a_conflict_in_any_row_are_kept() -> None:
    log = case.finished_case()
    places = [
        ("information", f"{log.state.information[0].id}:findings"),
        ("factor", f"{log.state.factors[0].id}:evidence"),
        ("measure", f"{log.state.measures[0].id}:noticed"),
        ("log", f"{log.state.log[0].id}:text"),
        ("evaluation", f"1:{log.state.measures[0].id}:reason"),
    ]
    seen = log.state
    for i, (kind, subject) in enumerate(places):
        for who in "ab":
            log.add(changes.write(seen, kind, subject, f"Tekst {i} fra {who}"), who)
    assert len(log.state.conflicts) == len(places)
    text = said(opened(log))
    assert [t for i in range(len(places)) for w in "ab" if (t := f"Tekst {i} fra {w}") not in text] == []


def test_odd_signs_and_long_texts() -> None:
    log = started()
    odd = "Null\x00 og \x0b <b>&amp; {{tittel}} " + "æøå 🙂 " * 800
    log.add(changes.write_field(log.state, "problem", "problem", odd))
    for i in range(60):
        log.add(changes.add_factor(log.state, "aktor", f"Faktor {i} " + "langt " * 40, row=f"f{i}"))
    log.add(changes.add_measure(log.state, "Uten noe", row="m"))
    assert "æøå 🙂" in said(opened(log))


def test_a_column_is_as_wide_as_its_longest_word_and_the_table_no_wider_than_the_page() -> None:
    def widths(responsible: str) -> list[float]:
        log = case.whole_case()
        log.add(changes.write(log.state, "measure", "m1:responsible", responsible))
        table = next(t for t in opened(log).tables if t.rows[0].cells[0].text == "Tiltak")
        return [c.width.cm for c in table.columns]

    usual, long = widths("Rektor"), widths("Læringsmiljøkoordinator")
    assert long[2] > 4.5 > usual[2]
    assert sum(long) == pytest.approx(sum(usual), abs=0.05)
    assert min(widths("Samarbeidsutviklingskompetansehevingstiltakskoordinator")) > 2.5


def test_removed_factor_that_a_measure_aims_at() -> None:
    log = case.whole_case()
    log.add(changes.remove(log.state, "factor", "f2"))
    assert "Regler for ballbingen lages av de eldste (tatt bort)" in said(opened(log))


def test_nynorsk_analysis_gets_a_file_in_its_language() -> None:
    log = started(language="nn")
    assert opened(log).core_properties.language == "nn-NO"


def test_own_template_is_used_with_its_marks_filled_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "documents"
    own.mkdir()
    file = Document(str(analysis_document.template()))
    file.paragraphs[0].insert_paragraph_before("Til eieren av {{enhet}}")
    file.add_paragraph("Hilsen rektor")
    file.save(str(own / analysis_document.TEMPLATE))
    monkeypatch.setattr(analysis_document, "own_folder", lambda: tmp_path)
    made = opened(case.whole_case())
    assert made.paragraphs[0].text == "Til eieren av Bjørkåsen skole"
    assert made.paragraphs[-1].text == "Hilsen rektor"
    assert "versjon 1" in made.sections[0].footer.paragraphs[0].text


def test_file_names() -> None:
    log = started()
    assert file_name(log.state, "docx") == "pedagogisk-analyse-storefri-pa-3-trinn.docx"
    log.add(changes.write_field(log.state, "ramme", "tittel", "../Ø & Å: «hva»?" + "x" * 99))
    log.add(changes.revise(log.state, "Igjen", "problem"))
    name = file_name(log.state, "ics")
    assert name.startswith("pedagogisk-analyse-o-a-hva-xxx")
    assert name.endswith("-v2.ics")
    assert len(name) < 100
    log.add(changes.write_field(log.state, "ramme", "tittel", ""))
    assert file_name(log.state, "png", "sirkel") == "sirkel-v2.png"


def test_dates_in_the_document_are_those_of_the_day() -> None:
    text = opened(started()).sections[0].footer.paragraphs[0].text
    assert "16. november 2026" in text
    assert dt.date(2026, 11, 16) == TODAY
