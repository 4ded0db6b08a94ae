"""A paper as a Word file: a template, shipped or the office's own, filled by docxtpl in a locked environment."""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE as REL
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from lxml import etree

from sync_server.exports.paper import Paper
from sync_server.exports.tags import Locked
from sync_server.exports.values import values

PARTS = (REL.HEADER, REL.FOOTER, REL.FOOTNOTES)
_CELL_TAG = re.compile(r"{%\s*cellbg\s+([^%]*?)\s*%}")
_PLACE = re.compile(r"({%|{{|{#)(?:tr|tc|p|r) ")
_TAG = re.compile(r"{%.*?%}|{{.*?}}")
_QUOTES = str.maketrans("“”‘’", "\"\"''")


class _Word(DocxTemplate):
    def fix_tables(self, xml: str) -> Any:
        """As docxtpl does it, but what is no XML any more is refused, where docxtpl would mend it by leaving out."""
        etree.fromstring(xml)
        return super().fix_tables(xml)


def write(kind: str, paper: Paper, template: bytes, shape: dict[str, Any]) -> bytes:
    """The paper made of a template; `shape` are values with a member in every list, which say what names there are.

    What keeps a paper from paying is put at its head when the template leaves it out.
    """
    word = _Word(BytesIO(template))
    told = values(kind, paper)
    word.render(told, Locked(shape), autoescape=True)
    document: Document = word.docx
    _true_widths(document)
    if told["canh_bao"] and told["canh_bao"] not in "\n".join(lines(document)):
        head = document.element.body.makeelement(qn("w:p"), {})
        document.element.body.insert(0, head)
        paragraph = document.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(told["canh_bao"]).bold = True
    file = BytesIO()
    word.save(file)
    return file.getvalue()


def _true_widths(document: Document) -> None:
    """The grid and width of a table made of its own cells: docxtpl gives every column it repeats the average width."""
    for table in document.element.body.iter(qn("w:tbl")):
        grid = table.find(qn("w:tblGrid")).findall(qn("w:gridCol"))
        for row in table.findall(qn("w:tr")):
            widths = [cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}") for cell in row.findall(qn("w:tc"))]
            if len(widths) == len(grid) and None not in widths:
                for column, width in zip(grid, widths, strict=True):
                    column.set(qn("w:w"), width.get(qn("w:w")))
                for whole in table.findall(f"{qn('w:tblPr')}/{qn('w:tblW')}[@{qn('w:type')}='dxa']"):
                    whole.set(qn("w:w"), str(sum(int(width.get(qn("w:w"))) for width in widths)))
                break


def lines(document: Document) -> list[str]:
    """A document's text, a line a paragraph: the body, then headers, footers and footnotes, then its properties."""
    told = [*_paragraphs([document.element.body]), *_paragraphs(_parts(document))]
    about = document.core_properties
    return [*told, about.author, about.comments, about.identifier, about.language, about.subject, about.title]


def _parts(document: Document) -> Iterator[Any]:
    for relation in document.part.rels.values():
        if relation.reltype in PARTS:
            yield parse_xml(relation.target_part.blob)


def _paragraphs(roots: Iterable[Any]) -> Iterator[str]:
    for root in roots:
        for paragraph in root.iter(qn("w:p")):
            yield "".join(
                _text(node) for node in paragraph.iter() if next(node.iterancestors(qn("w:p")), None) is paragraph
            )


def _text(node: Any) -> str:
    if node.tag == qn("w:t"):
        return node.text or ""
    return " " if node.tag in (qn("w:tab"), qn("w:br")) else ""


def as_template(line: str) -> str:
    """A paragraph as Jinja would read it alone: without docxtpl's own letters, quotes made straight in its tags."""
    plain = _PLACE.sub(r"\1 ", _CELL_TAG.sub(r"{{ \1 }}", line))
    return _TAG.sub(lambda tag: tag[0].translate(_QUOTES), plain.replace("\n", " "))
