"""A document in the form of NĐ 30/2020/NĐ-CP (Điều 8, Phụ lục I) as a Word file; number and day are left blank.

Written part by part and not filled into a template: any part of a report may be missing, short or long.
"""

from datetime import datetime
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.document import Document as Words
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

FONT: Final = "Times New Roman"
BODY, SMALL = 13, 11


class Letter:
    """One A4 document: margins 20, 20, 30 and 15 mm, Times New Roman, page numbers above from the second page on."""

    def __init__(self, title: str, made: datetime) -> None:
        self.words: Words = Document()
        self.words.core_properties.title, self.words.core_properties.author = title, ""
        self.words.core_properties.created = made.replace(tzinfo=None)
        style = self.words.styles["Normal"]
        style.font.name, style.font.size = FONT, Pt(BODY)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
        style.paragraph_format.space_after = Pt(0)
        page = self.words.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.top_margin = page.bottom_margin = Mm(20)
        page.left_margin, page.right_margin = Mm(30), Mm(15)
        page.header_distance = Mm(10)
        page.different_first_page_header_footer = True
        self._page_number(page.header.paragraphs[0])

    def _page_number(self, where: Paragraph) -> None:
        where.alignment = ALIGN.CENTER
        for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
            run = where.add_run()
            run.font.size = Pt(BODY)
            mark = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                mark.set(qn("w:fldCharType"), kind)
            mark.text = text or None
            run._r.append(mark)

    def heading(self, above: str, own: str, place: str) -> None:
        """Who writes, under whom, on the left; the nation and its motto on the right; number and day left blank."""
        table = self.words.add_table(rows=2, cols=2)
        _widths(table, [73, 92])
        _unpadded(table)
        left, right = table.rows[0].cells
        centre(left.paragraphs[0], above.upper(), size=12)
        centre(left.add_paragraph(), own.upper(), size=12, bold=True)
        ruled(left.add_paragraph(), Mm(22))
        centre(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True)
        centre(right.add_paragraph(), "Độc lập - Tự do - Hạnh phúc", size=13, bold=True)
        ruled(right.add_paragraph(), Mm(18))
        left, right = table.rows[1].cells
        centre(left.paragraphs[0], "Số:          /BC-", size=13)
        centre(right.paragraphs[0], f"{place}, ngày        tháng        năm ", size=13, italic=True)

    def title(self, kind: str, about: str, to: str = "") -> None:
        """The kind of document, what it is about, and to whom it goes."""
        centre(self.words.add_paragraph(), kind, size=14, bold=True, before=14)
        centre(self.words.add_paragraph(), about, size=14, bold=True)
        ruled(self.words.add_paragraph(), Mm(62))
        if to:
            centre(self.words.add_paragraph(), f"Kính gửi: {to}", size=14, before=2, after=6)

    def notice(self, text: str) -> None:
        """A line that keeps the document from being taken for what it is not yet."""
        table = self.words.add_table(rows=1, cols=1)
        table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
        centre(table.rows[0].cells[0].paragraphs[0], text, size=12, bold=True, before=2, after=2)

    def section(self, text: str) -> None:
        """The name of a part."""
        self.paragraph(text, bold=True, indent=False, keep=True)

    def paragraph(self, text: str, *, bold: bool = False, italic: bool = False, indent: bool = True,
                  keep: bool = False) -> None:  # fmt: skip
        """A paragraph of the body, justified; its line ends stay."""
        made = self.words.add_paragraph()
        made.alignment = ALIGN.JUSTIFY if "\n" not in text else ALIGN.LEFT
        layout = made.paragraph_format
        layout.space_before, layout.line_spacing, layout.keep_with_next = Pt(6), 1.0, keep
        layout.first_line_indent = Mm(10) if indent else None
        _run(made, text, bold=bold, italic=italic)

    def table(self, head: list[str], rows: list[list[str]], widths: list[int], *, caption: str = "") -> None:
        """A ruled table of texts, numbers to the right; widths in mm; its head is repeated on each page."""
        if caption:
            self.paragraph(caption, italic=True, indent=False, keep=True)
        made = self.words.add_table(rows=0, cols=len(head))
        made.style, made.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
        for place, texts in enumerate([head, *rows]):
            row = made.add_row()
            for cell, text in zip(row.cells, texts, strict=True):
                _fill(cell, text, head=not place)
            marks = row._tr.get_or_add_trPr()
            for name in ("w:tblHeader", "w:cantSplit") if not place else ("w:cantSplit",):
                marks.append(OxmlElement(name))
        _widths(made, widths)

    def signed(self, recipients: list[str], title: str, name: str) -> None:
        """Where it goes on the left, who signs on the right, with a name when it is known."""
        table = self.words.add_table(rows=1, cols=2)
        left, right = table.rows[0].cells
        left.paragraphs[0].paragraph_format.space_before = Pt(12)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        _run(left.paragraphs[0], "Nơi nhận:", bold=True, italic=True, size=12)
        for line in recipients:
            _run(left.add_paragraph(), f"- {line}", size=11)
        centre(right.paragraphs[0], title.upper(), size=13, bold=True, before=12)
        for _ in range(3):
            right.add_paragraph()
        if name:
            centre(right.add_paragraph(), name, size=14, bold=True)

    def new_page(self) -> None:
        """Go on at the top of the next page."""
        self.words.add_page_break()

    def done(self) -> bytes:
        """The file."""
        held = BytesIO()
        self.words.save(held)
        return held.getvalue()


def _widths(table: Table, widths: list[int]) -> None:
    """Columns of so many mm: Word believes the cells, LibreOffice the grid."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _unpadded(table: Table) -> None:
    """Cells whose text reaches their edges, so that the national name keeps to one line."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def _run(where: Paragraph, text: str, *, bold: bool = False, italic: bool = False, size: int = BODY) -> None:
    run = where.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def centre(where: Paragraph, text: str, *, size: int, bold: bool = False, italic: bool = False, before: int = 0,
           after: int = 0) -> None:  # fmt: skip
    """Text in the middle."""
    where.alignment = ALIGN.CENTER
    where.paragraph_format.space_before, where.paragraph_format.space_after = Pt(before), Pt(after)
    _run(where, text, bold=bold, italic=italic, size=size)


def ruled(where: Paragraph, inset: Any) -> None:
    """A short rule under what is above."""
    layout = where.paragraph_format
    layout.left_indent = layout.right_indent = inset
    layout.line_spacing = Pt(5)
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    where._p.get_or_add_pPr().append(borders)


def _fill(cell: _Cell, text: str, *, head: bool) -> None:
    paragraph = cell.paragraphs[0]
    number = text.lstrip("+−").isdigit() or text == "–"
    paragraph.alignment = ALIGN.CENTER if head else ALIGN.RIGHT if number else ALIGN.LEFT
    _run(paragraph, text, bold=head, size=SMALL)
