"""The Word templates the product brings, written by python-docx: what an office downloads, edits and may come back to.

Layout after NĐ 30/2020/NĐ-CP, Điều 8 and Phụ lục I: A4, margins 20 mm above and below, 30 mm left, 15 mm right, Times
New Roman. The pages are numbered at the foot, each with the whole number, so that none can be taken out or put in.
"""

from functools import cache
from io import BytesIO
from typing import Any, Final

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.parfmt import ParagraphFormat

from sync_server.exports.paper import FONT, NOTHING, NUMBERED

LEFT, CENTER, RIGHT, JUSTIFY = (WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT,
                                WD_ALIGN_PARAGRAPH.JUSTIFY)  # fmt: skip
BLANK: Final = "…" * 18
PORTRAIT, LANDSCAPE = 16.5, 25.2  # cm between the margins
ACCOUNTANT, CHAIRMAN = ("{{ ke_toan }}", "ten_ke_toan"), ("{{ nguoi_duyet }}", "ten_nguoi_duyet")
REPEATED: Final = f"<w:tblHeader {nsdecls('w')}/>"
WHOLE: Final = f"<w:cantSplit {nsdecls('w')}/>"


@cache
def template(kind: str) -> bytes:
    """The shipped template of a paper."""
    author = {"payment-list": _payment_list, "timesheet": _timesheet, "payment-request": _payment_request}[kind]
    document = _empty(landscape=kind == "timesheet")
    author(document)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _empty(*, landscape: bool) -> Document:
    document = docx.Document()
    section, normal = document.sections[0], document.styles["Normal"]
    width, height = Mm(210), Mm(297)
    section.page_width, section.page_height = (height, width) if landscape else (width, height)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    normal.font.name, normal.font.size = FONT, Pt(13)
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    marks = normal.element.get_or_add_rPr()
    marks.rFonts.set(qn("w:eastAsia"), FONT)
    marks.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="vi-VN"/>'))
    document.core_properties.author, document.core_properties.comments = "", ""
    package = document.part.package
    for name in [name for name, relation in package.rels.items() if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del package.rels[name]  # the picture of a page that is not this one
    line = section.footer.paragraphs[0]
    line.style = normal
    _footer(line, LANDSCAPE if landscape else PORTRAIT)
    return document


def _footer(line: Paragraph, width: float) -> None:
    line.paragraph_format.tab_stops.add_tab_stop(Cm(width), WD_TAB_ALIGNMENT.RIGHT)
    _said(line, "Mã kiểm tra {{ ma_kiem_tra }}{% if canh_bao %} – {{ canh_bao }}{% endif %}\tTrang ", size=9)
    for instruction, joint in (("PAGE", "/"), ("NUMPAGES", "")):
        run = f'<w:r {nsdecls("w")}><w:rPr><w:sz w:val="18"/></w:rPr><w:t>1</w:t></w:r>'
        field = f'<w:fldSimple {nsdecls("w")} w:instr=" {instruction} ">{run}</w:fldSimple>'
        line._p.append(parse_xml(field))
        _said(line, joint, size=9)


def _said(line: Paragraph, text: str, *, size: float = 13, **look: bool) -> Paragraph:
    run = line.add_run(text)
    run.font.size = Pt(size)
    for name, on in look.items():
        setattr(run.font, name, on)
    return line


def _line(
    document: Document, text: str, *, align: Any = LEFT, after: float = 6, size: float = 13, **look: bool
) -> ParagraphFormat:
    line = document.add_paragraph()
    line.alignment, line.paragraph_format.space_after = align, Pt(after)
    _said(line, text, size=size, **look)
    return line.paragraph_format


def _put(
    cell: _Cell, text: str, *, align: Any = CENTER, size: float = 12, leading: float | None = None, **look: bool
) -> None:  # fmt: skip
    line = cell.paragraphs[-1] if not cell.text else cell.add_paragraph()
    line.paragraph_format.line_spacing = Pt(leading) if leading else None
    line.alignment = align
    _said(line, text, size=size, **look)


def _table(document: Document, widths: list[float], *, ruled: bool = True, padding: float = 0.1) -> Table:
    table = document.add_table(0, len(widths), "Table Grid" if ruled else None)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    around = (("top", 0.04), ("left", padding), ("bottom", 0.04), ("right", padding))
    sides = "".join(f'<w:{side} w:w="{Cm(space).twips}" w:type="dxa"/>' for side, space in around)
    table._tbl.tblPr.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>"))
    return table


def _row(table: Table, height: float, *properties: str) -> list[_Cell]:
    row = table.add_row()
    row.height = Cm(height)
    for told in (WHOLE, *properties):
        row._tr.get_or_add_trPr().append(parse_xml(told))
    cells = list(row.cells)
    for cell, column in zip(cells, table.columns, strict=True):
        cell.width = column.width
        cell.vertical_alignment = 1
    return cells


def _tag(table: Table, text: str) -> None:
    """A row that is there only for docxtpl, and gone in the paper."""
    cells = _row(table, 0.5)
    _put(cells[0].merge(cells[-1]), text, align=LEFT, size=9)


def _across(table: Table, text: str, height: float = 0.8, **look: bool) -> None:
    cells = _row(table, height)
    _put(cells[0].merge(cells[-1]), text, align=LEFT, **look)


def _heading(document: Document, width: float) -> None:
    table = _table(document, [width * 0.435, width * 0.565], ruled=False, padding=0)
    for left, right in (
        (("{{ co_quan }}", {}), ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", {"bold": True})),
        (("{{ bo_phan|upper }}", {"bold": True, "underline": True}),
         ("Độc lập - Tự do - Hạnh phúc", {"bold": True, "underline": True})),
        ((NUMBERED, {}), ("{{ noi_va_ngay }}", {"italic": True})),
    ):  # fmt: skip
        for cell, (text, look) in zip(_row(table, 0.6), (left, right), strict=True):
            _put(cell, text, **look)


def _title(document: Document, title: str, under: str, *, tight: bool = False) -> None:
    _line(document, "", after=0 if tight else 4, size=6).line_spacing = Pt(6) if tight else None
    _line(document, title, align=CENTER, after=2, size=14, bold=True)
    _line(document, under, align=CENTER, after=2)
    after = 2 if tight else 6
    _line(document, "{{ tinh_trang }}", align=CENTER, size=9, italic=True, after=after)
    for text, look in (("{%p if canh_bao %}", {}), ("{{ canh_bao }}", {"bold": True}), ("{%p endif %}", {})):
        _line(document, text, align=CENTER, size=11 if tight else 13, after=after, **look)


def _signatures(document: Document, width: float, titles: list[tuple[str, str]], *, room: float | None = None) -> None:
    """Titles over three lines of room to sign, each as high as its points say."""
    table = _table(document, [width / len(titles)] * len(titles), ruled=False)
    for cell, (title, name) in zip(_row(table, 0.6), titles, strict=True):
        _put(cell, title, bold=True)
        _put(cell, "{{ dong_dau }}" if title == "{{ nguoi_duyet }}" else "{{ ky_ten }}", size=11, italic=True)
        for _ in range(3):
            cell.add_paragraph().paragraph_format.line_spacing = Pt(room) if room else None
        line = cell.add_paragraph()
        line.alignment = CENTER
        _said(line, f"{{{{ {name} }}}}" if name else "", size=12, bold=True)


def _repeated(document: Document, of: str, text: str, **look: Any) -> None:
    """A line for each member of a list, none when it is empty."""
    _line(document, f"{{%p for x in {of} %}}", after=0, size=9)
    _line(document, text, **look)
    _line(document, "{%p endfor %}", after=0, size=9)


def _payment_list(document: Document) -> None:
    _heading(document, PORTRAIT)
    _title(document, "DANH SÁCH KÝ NHẬN HỖ TRỢ {{ ky|upper }}", "Thành viên {{ to }}")
    names = ("STT", "Họ và tên", "Đơn vị/\nnhóm", "Số ngày", "Mức hỗ trợ (đồng/ngày)", "Thành tiền (đồng)", "Ký nhận",
             "Ghi chú")  # fmt: skip
    table = _table(document, [1.0, 3.4, 1.7, 1.0, 2.2, 2.1, 2.2, 2.9])
    for cell, name in zip(_row(table, 1.4, REPEATED), names, strict=True):
        _put(cell, name, size=10, bold=True)
    _tag(table, "{%tr for d in dong %}")
    _to_sign(table)
    _tag(table, "{%tr endfor %}")
    _tag(table, "{%tr if dieu_chinh %}")
    _across(table, "Điều chỉnh của các tháng đã chốt", bold=True)
    _tag(table, "{%tr endif %}")
    _tag(table, "{%tr for d in dieu_chinh %}")
    _to_sign(table)
    _tag(table, "{%tr endfor %}")
    _none(table, "not dong and not dieu_chinh")
    total = _row(table, 0.9)
    _put(total[0].merge(total[2]), "Cộng", bold=True)
    _put(total[3], "{{ tong_ngay }}", bold=True)
    _put(total[5], "{{ tong_tien }}", align=RIGHT, bold=True)
    _in_words(document)
    _signatures(document, PORTRAIT, [("{{ nguoi_lap }}", "ten_nguoi_lap"), ACCOUNTANT, CHAIRMAN])


def _to_sign(table: Table) -> None:
    looks = (("stt", CENTER), ("ho_ten", LEFT), ("nhom", CENTER), ("so_ngay", CENTER), ("muc", RIGHT),
             ("thanh_tien", RIGHT))  # fmt: skip
    cells = _row(table, 1.2)
    for cell, (name, align) in zip(cells, looks, strict=False):
        _put(cell, f"{{{{ d.{name} }}}}", align=align)
    _put(cells[-1], "{{ d.ghi_chu }}", align=LEFT, size=10)


def _none(table: Table, condition: str) -> None:
    _tag(table, f"{{%tr if {condition} %}}")
    _across(table, NOTHING, 1.0, italic=True)
    _tag(table, "{%tr endif %}")


def _in_words(document: Document) -> None:
    for cell in document.tables[-1].rows[-1].cells:  # the total stays on the page that is signed
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    _line(document, "", after=0, size=6).keep_with_next = True
    _line(document, "Bằng chữ: {{ bang_chu }}.", bold=True, italic=True).keep_with_next = True


def _timesheet(document: Document) -> None:
    _heading(document, LANDSCAPE)
    _title(document, "BẢNG CHẤM CÔNG {{ ky|upper }}", "{{ to }}", tight=True)
    table = _table(document, [0.8, 3.7, 2.5, 2.2, 0.54, 2.2, 1.2], padding=0.02)
    upper, lower = _row(table, 0.46, REPEATED), _row(table, 0.46, REPEATED)
    for cell, text in zip((*upper[:3], upper[-1]), ("STT", "Họ và tên", "Nhóm", "Số ngày"), strict=True):
        _put(cell, text, size=10, bold=True)
    _over_days(upper, "ngay", "{{ d.so }}", size=9)
    _over_days(lower, "ngay", "{{ d.thu }}", size=7)
    for column in (0, 1, 2, -1):
        table.rows[0].cells[column].merge(table.rows[1].cells[column])
    _tag(table, "{%tr for n in nguoi %}")
    cells = _row(table, 0.46)
    for cell, (name, align) in zip(cells, (("stt", CENTER), ("ho_ten", LEFT), ("nhom", CENTER)), strict=False):
        _put(cell, f"{{{{ n.{name} }}}}", align=align, size=10, leading=11)
    _over_days(cells, "n.o", "{{ d.dau }}", size=8)
    _put(cells[-1], "{{ n.so_ngay }}", size=10, leading=11, bold=True)
    _tag(table, "{%tr endfor %}")
    total = _line(document, "Tổng cộng: {{ tong_ngay }} ngày công.", after=1, size=11, bold=True)
    total.space_before, total.keep_with_next = Pt(2), True
    _line(document, "{{ chu_giai }}", align=JUSTIFY, size=8, after=3).keep_with_next = True
    signed = [("Người chấm công", ""), ("Phụ trách bộ phận", ""), ("Người duyệt", "ten_nguoi_duyet")]
    _signatures(document, LANDSCAPE, signed, room=12)  # a team of twelve fits one page


def _over_days(cells: list[_Cell], of: str, text: str, *, size: float) -> None:
    """A cell a day: docxtpl takes out the two that hold only the beginning and the end of the loop."""
    _put(cells[3], f"{{%tc for d in {of} %}}", size=5)
    _put(cells[4], f"{{% cellbg d.mau %}}{text}", size=size, leading=11)
    _put(cells[5], "{%tc endfor %}", size=5)


def _payment_request(document: Document) -> None:
    _heading(document, PORTRAIT)
    _title(document, "GIẤY ĐỀ NGHỊ THANH TOÁN", "Kính gửi: {{ nguoi_duyet }}")
    _repeated(document, "can_cu", "{{ x.dong }}", align=JUSTIFY, after=4, italic=True)
    for text in (
        f"Họ và tên người đề nghị thanh toán: {BLANK}", "Bộ phận: {{ bo_phan }}", "Nội dung thanh toán: {{ ve_viec }}.",
        f"Nguồn kinh phí: {BLANK}",
    ):  # fmt: skip
        _line(document, text)
    table = _table(document, [1.2, 9.3, 2.2, 3.8])
    for cell, name in zip(_row(table, 0.9, REPEATED), ("STT", "Nội dung", "Số ngày", "Số tiền (đồng)"), strict=True):
        _put(cell, name, bold=True)
    _tag(table, "{%tr for k in khoan %}")
    looks = (("stt", CENTER), ("noi_dung", LEFT), ("so_ngay", CENTER), ("so_tien", RIGHT))
    for cell, (name, align) in zip(_row(table, 1.0), looks, strict=True):
        _put(cell, f"{{{{ k.{name} }}}}", align=align)
    _tag(table, "{%tr endfor %}")
    _none(table, "not khoan")
    total = _row(table, 0.9)
    _put(total[0].merge(total[1]), "Cộng", bold=True)
    _put(total[2], "{{ tong_ngay }}", bold=True)
    _put(total[3], "{{ tong_tien }}", align=RIGHT, bold=True)
    _in_words(document)
    _line(document, "Kèm theo: {{ kem_theo }}.", align=JUSTIFY, after=12)
    _signatures(document, PORTRAIT, [("Người đề nghị thanh toán", ""), ACCOUNTANT, CHAIRMAN])
    _line(document, "Nơi nhận:", after=0, size=12, bold=True, italic=True)
    _repeated(document, "noi_nhan", "- {{ x.dong }}", after=0, size=11)
