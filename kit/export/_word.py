"""A Word document written into a template: headings, texts, tables and pictures in the template's own styles."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

MARKER = "{{innhold}}"  # the paragraph of a template where the content goes
TABLE, CELL, QUIET, CAPTION = "Fagsamling tabell", "Fagsamling celle", "Fagsamling dempet", "Caption"
# Centimetres: of a letter in a table, beside it in its cell, and for a column that takes what is left.
_LETTER, _SIDES, _LEAST_FREE = 0.2, 0.35, 4.0
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def safe(text: str) -> str:
    """Text without the characters that no XML file may hold."""
    return _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n"))


class Page:
    """Writes from the marker of a template on, in order; :meth:`bytes` is the finished file."""

    def __init__(self, template: Path, values: Mapping[str, str], *, title: str, language: str) -> None:
        self._document: DocumentObject = Document(str(template))
        self._rest = self._cut_at_marker()
        self._width = _text_width(self._document)
        _fill_in(self._document, values)
        self._document.core_properties.title = safe(title)[:250]
        self._document.core_properties.language = language
        self._document.core_properties.author = ""

    def _cut_at_marker(self) -> list[Any]:
        """Takes the marker away, and what follows it for as long as the content is written."""
        body = self._document.element.body
        marker = next((p for p in self._document.paragraphs if MARKER in p.text), None)
        if marker is None:
            return []
        after = [e for e in marker._p.itersiblings() if e.tag != qn("w:sectPr")]
        for element in (marker._p, *after):
            body.remove(element)
        return after

    def heading(self, text: str, level: int = 1) -> None:
        self._document.add_paragraph(safe(text), style=f"Heading {level}")

    def title(self, text: str, under: str = "") -> None:
        self._document.add_paragraph(safe(text), style="Title")
        if under:
            self._document.add_paragraph(safe(under), style="Subtitle")

    def text(self, text: str, style: str = "Normal") -> None:
        """One paragraph per line; empty lines only part them."""
        for line in safe(text).split("\n"):
            if line.strip():
                self._document.add_paragraph(line.strip(), style=style)

    def labelled(self, label: str, text: str, style: str = "Normal") -> None:
        """A bold label, and the text on the lines below it."""
        paragraph = self._document.add_paragraph(style="Normal")
        paragraph.add_run(safe(label)).bold = True
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_after = 0
        self.text(text, style)

    def quiet(self, text: str) -> None:
        self.text(text, QUIET)

    def picture(self, png: bytes, alt: str, caption: str = "") -> None:
        """As wide as the text; ``alt`` is read aloud to those who cannot see it."""
        paragraph = self._document.add_paragraph(style="Normal")
        paragraph.paragraph_format.space_before = Pt(6)
        if caption:
            paragraph.paragraph_format.keep_with_next = True
        picture = paragraph.add_run().add_picture(BytesIO(png), width=self._width)
        picture._inline.docPr.set("descr", safe(alt)[:2000])
        if caption:
            self._document.add_paragraph(safe(caption), style=CAPTION)

    def pairs(self, rows: Sequence[tuple[str, str]], first: float = 4.2) -> None:
        """Labels on the left, what they are on the right; no head."""
        table = self._document.add_table(rows=0, cols=2, style=TABLE)
        _no_head(table)
        for label, text in rows:
            cells = table.add_row().cells
            _write(cells[0], label, bold=True)
            _write(cells[1], text)
        self._widths(table, [first, 0])
        self._after_table()

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        """``widths`` in centimetres; one that is 0 takes what is left. «**» before a text: bold first line.

        A column grows where its longest word would be broken.
        """
        table = self._document.add_table(rows=1, cols=len(head), style=TABLE)
        for cell, text in zip(table.rows[0].cells, head, strict=True):
            _write(cell, text, bold=True)
        _repeat(table.rows[0])
        for row in rows:
            line = table.add_row()
            _keep_whole(line)
            for cell, text in zip(line.cells, row, strict=True):
                _write(cell, text.removeprefix("**"), bold=text.startswith("**"))
        self._widths(table, roomy(widths, [head, *rows], self._width.cm))
        self._after_table()

    def _widths(self, table: Any, widths: Sequence[float]) -> None:
        free = self._width.cm - sum(widths)
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        table.autofit = False
        for column, width in enumerate(widths):
            size = Cm(width or free / widths.count(0))
            table.columns[column].width = size
            for cell in table.columns[column].cells:
                cell.width = size

    def _after_table(self) -> None:
        """Air, so that what follows does not lean on the table."""
        paragraph = self._document.add_paragraph(style="Normal")
        paragraph.paragraph_format.space_after = 0
        paragraph.paragraph_format.line_spacing = 0.6

    def bytes(self) -> bytes:
        body = self._document.element.body
        for element in self._rest:
            body.insert(len(body) - 1, deepcopy(element))
        out = BytesIO()
        self._document.save(out)
        return out.getvalue()


def roomy(widths: Sequence[float], rows: Sequence[Sequence[str]], whole: float) -> list[float]:
    """Column widths in which the longest words stay whole, as long as those that take what is left keep enough."""
    wanted = [
        max(w, _longest_word(cells)) if w else 0
        for w, cells in zip(widths, zip(*rows, strict=True), strict=True)
    ]
    left = whole - sum(widths)
    needed = max(_LEAST_FREE * list(widths).count(0), 0)
    more = [b - a for a, b in zip(widths, wanted, strict=True)]
    share = min(1.0, max(0.0, left - needed) / sum(more)) if sum(more) else 0.0
    return [w + m * share for w, m in zip(widths, more, strict=True)]


def _longest_word(cells: Sequence[str]) -> float:
    """What the longest word of a column needs in a cell, in centimetres."""
    return _SIDES + _LETTER * max(
        (len(word) for cell in cells for word in re.split(r"[\s/–-]", cell)), default=0
    )


def _text_width(document: DocumentObject) -> Any:
    section = document.sections[0]
    width = (
        (section.page_width or Cm(21)) - (section.left_margin or Cm(2.5)) - (section.right_margin or Cm(2.5))
    )
    return Cm(width / Cm(1))


def _fill_in(document: DocumentObject, values: Mapping[str, str]) -> None:
    """``{{name}}`` anywhere in the template's body, heads and feet."""
    section = document.sections[0]
    for part in (
        document,
        section.header,
        section.footer,
        section.first_page_header,
        section.first_page_footer,
    ):
        for paragraph in part.paragraphs:
            if "{{" in paragraph.text:
                _fill_paragraph(paragraph, values)


def _fill_paragraph(paragraph: Paragraph, values: Mapping[str, str]) -> None:
    for run in paragraph.runs:
        for name, value in values.items():
            if f"{{{{{name}}}}}" in run.text:
                run.text = run.text.replace(f"{{{{{name}}}}}", safe(value))


def _write(cell: _Cell, text: str, *, bold: bool = False) -> None:
    lines = [line.strip() for line in safe(text).split("\n") if line.strip()] or [""]
    for i, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if i == 0 else cell.add_paragraph()
        paragraph.style = CELL
        run = paragraph.add_run(line)
        run.bold = True if bold and i == 0 else None


def _repeat(row: Any) -> None:
    """The head comes again on the next page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    _keep_whole(row)


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _no_head(table: Any) -> None:
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is not None:
        look.set(qn("w:firstRow"), "0")
        look.set(qn("w:val"), "0480")
