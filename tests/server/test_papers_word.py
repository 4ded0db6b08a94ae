"""The month's papers as Word files, and the payment request in both: the frozen figures, and nothing invented."""

import hashlib
import re
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from shiftbook.money import figures
from sync_server import setup
from sync_server import tables as t
from sync_server.exports import word
from sync_server.exports.paper import PAPERS
from tests.server.stand import Stand
from tests.server.test_exports import ALSO_PAID, END, PAID, UNPAID, change, set_config, texts

NOVEMBER, DECEMBER = "2026-11", "2026-12"
WHY = "Có mặt, đã hỏi Tổ trưởng"


@pytest.fixture(autouse=True)
def two_closed_months(stand: Stand) -> None:
    """November closed with five days to pay; December closed with one, one added to November and one taken away."""
    stand.set(END)
    for place, day in ((PAID, "03"), (PAID, "04"), (PAID, "16"), (ALSO_PAID, "16"), (ALSO_PAID, "17"), (UNPAID, "18")):
        assert stand.decide(place, f"2026-11-{day}").status_code == 200
    assert stand.act("/api/v1/months/2026-11/close", {"override": "Đã hỏi"}).status_code == 200
    stand.set("2026-12-31T17:00:00+07:00")
    stand.decide(PAID, "2026-11-04", counted=False, month=DECEMBER)
    stand.decide(ALSO_PAID, "2026-11-20", month=DECEMBER)
    stand.decide(ALSO_PAID, "2026-11-23", month=DECEMBER)
    stand.decide(PAID, "2026-12-01")
    assert stand.act("/api/v1/months/2026-12/close", {"override": "Đã hỏi"}).status_code == 200


def read(stand: Stand, kind: str, month: str = NOVEMBER) -> Document:
    answer = stand.get(f"/office/months/{month}/{kind}.docx")
    assert answer.status_code == 200, answer.text
    return docx.Document(BytesIO(answer.content))


def tables(document: Document) -> list[list[list[str]]]:
    """Every table's rows, each cell once however many columns it spans."""
    return [[_cells(row) for row in table.rows] for table in document.tables]


def _cells(row: Any) -> list[str]:
    return [cell.text for cell in dict.fromkeys(row.cells)]


def said(document: Document) -> str:
    return "\n".join(word.lines(document))


def test_the_payment_list_is_the_months_own_figures(stand: Stand) -> None:
    month = stand.month()
    document = read(stand, "payment-list")
    _, rows, signed = tables(document)
    paid = [line for line in month["lines"] if line["amount_dong"]]
    assert rows[0] == ["STT", "Họ và tên", "Đơn vị/\nnhóm", "Số ngày", "Mức hỗ trợ (đồng/ngày)", "Thành tiền (đồng)",
                       "Ký nhận", "Ghi chú"]  # fmt: skip
    assert rows[1:-1] == [
        [str(n), x["name"], group, str(x["count"]), figures(x["rate_dong"]), figures(x["amount_dong"]), "", ""]
        for (n, x), group in zip(enumerate(paid, 1), ("Đoàn viên", "Thanh niên"), strict=True)
    ]
    assert rows[-1] == ["Cộng", "5", "", figures(month["total_dong"]), "", ""]
    assert f"Bằng chữ: {month['total_words']}." in said(document)
    assert [cell.split("\n")[0] for cell in signed[0]] == ["Người lập biểu", "Kế toán", "Chủ tịch UBND xã"]


def test_adjustments_stand_under_their_own_heading_with_month_and_reason(stand: Stand) -> None:
    month = stand.month(DECEMBER)
    rows = tables(read(stand, "payment-list", DECEMBER))[1]
    assert rows[1:] == [
        ["1", "Trần Văn Bình", "Đoàn viên", "1", "30.000", "30.000", "", ""],
        ["Điều chỉnh của các tháng đã chốt"],
        ["2", "Trần Văn Bình", "Đoàn viên", "-1", "30.000", "-30.000", "",
         f"Giảm trừ tháng 11/2026, ngày 04/11/2026: {WHY}"],
        ["3", "Lê Hoàng Duy", "Thanh niên", "1", "30.000", "30.000", "",
         f"Bổ sung tháng 11/2026, ngày 20/11/2026: {WHY}"],
        ["4", "Lê Hoàng Duy", "Thanh niên", "1", "30.000", "30.000", "",
         f"Bổ sung tháng 11/2026, ngày 23/11/2026: {WHY}"],
        ["Cộng", "2", "", "60.000", "", ""],
    ]  # fmt: skip
    assert month["total_dong"] == 60_000


def test_the_timesheet_has_a_mark_for_every_day(stand: Stand) -> None:
    month = stand.month()
    document = read(stand, "timesheet")
    head, weekdays, *rows = (["" if cell == "" else cell for cell in row] for row in _grid(document.tables[1]))
    assert head == ["STT", "Họ và tên", "Nhóm", *map(str, range(1, 31)), "Số ngày"]
    assert weekdays[3:10] == ["CN", "T2", "T3", "T4", "T5", "T6", "T7"]
    assert [(row[1], row[-1]) for row in rows] == [(x["name"], str(x["count"])) for x in month["lines"]]
    marks = {row[1]: row[3:] for row in rows}
    assert (marks["Trần Văn Bình"][:5], marks["Bùi Quốc Phong"][17]) == (["", "", "X", "X", ""], "X")
    assert f"Tổng cộng: {sum(x['count'] for x in month['lines'])} ngày công." in said(document)
    fills = [cell.find(f".//{qn('w:shd')}").get(qn("w:fill")) for cell in _drawn(document.tables[1].rows[2])[3:33]]
    assert {day for day, fill in enumerate(fills, 1) if fill == "D9D9D9"} == {1, 7, 8, 14, 15, 21, 22, 24, 28, 29}
    assert (document.sections[0].page_width or 0) > (document.sections[0].page_height or 0)


def _drawn(row: Any) -> list[Any]:
    return list(row._tr.findall(qn("w:tc")))


def _grid(table: Any) -> list[list[str]]:
    return [["".join(node.text or "" for node in cell.iter(qn("w:t"))) for cell in _drawn(row)] for row in table.rows]


@pytest.mark.parametrize("month", ["2026-11", "2027-02"])
def test_the_columns_of_the_timesheet_are_as_wide_as_their_cells(stand: Stand, month: str) -> None:
    table = read(stand, "timesheet", month).tables[1]
    grid = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.findall(qn("w:gridCol"))]
    assert len(grid) == len(_drawn(table.rows[0]))
    assert len(set(grid[3:-1])) == 1 and grid[1] > 5 * grid[3]


def test_the_payment_request_asks_for_the_total_in_both_kinds(stand: Stand) -> None:
    month = stand.month(DECEMBER)
    expected = [
        ("1", "Hỗ trợ thành viên trực tháng 12 năm 2026 (1 người)", "1", "30.000"),
        ("2", "Điều chỉnh tháng 11 năm 2026 đã chốt (2 ngày bổ sung, 1 ngày giảm trừ)", "1", "30.000"),
    ]
    document = read(stand, "payment-request", DECEMBER)
    rows = tables(document)[1]
    assert [tuple(row) for row in rows[1:-1]] == expected
    assert rows[-1] == ["Cộng", "2", "60.000"]
    content = stand.get("/office/months/2026-12/payment-request.xlsx").content
    shown, formulas = (load_workbook(BytesIO(content), data_only=only).active for only in (True, False))
    assert shown is not None and formulas is not None
    first = next(cell.row for cell in shown["A"] if cell.value == "STT") + 1
    cells = [[shown.cell(row, column).value for column in (1, 2, 4, 5)] for row in (first, first + 1, first + 2)]
    assert cells[:2] == [[int(n), what, int(d), int(x.replace(".", ""))] for n, what, d, x in expected]
    assert cells[2] == ["Cộng", None, 2, month["total_dong"]]
    assert formulas.cell(first + 2, 5).value == f"=SUM(E{first}:E{first + 1})"
    for text in (said(document), "\n".join(texts(shown))):  # type: ignore[arg-type]
        assert f"Bằng chữ: {month['total_words']}." in text
        assert "Kính gửi: Chủ tịch UBND xã" in text
        assert f"cùng mã kiểm tra {month['verify_code']}" in text


@pytest.mark.parametrize("kind", PAPERS)
def test_a_closed_paper_carries_code_and_digest_and_only_blanks_for_what_the_office_gives(
    stand: Stand, kind: str
) -> None:
    frozen = stand.get(f"/api/v1/months/{NOVEMBER}").content
    code = stand.month()["verify_code"]
    word_file, workbook = said(read(stand, kind)), stand.get(f"/office/months/{NOVEMBER}/{kind}.xlsx").content
    for text in (word_file, "\n".join(texts(load_workbook(BytesIO(workbook)).active))):  # type: ignore[arg-type]
        assert f"Mã kiểm tra {code} tại http://testserver/verify/{code}" in text
        assert f"Dấu số liệu đã chốt (SHA-256): {hashlib.sha256(frozen).hexdigest()}" in text
        assert "NHÁP" not in text
        assert "Số: ……/……" in text and "Đại Lãnh, ngày …… tháng …… năm ………" in text
        assert not re.search(r"{{|{%|%}|}}", text)
    assert hashlib.sha256(frozen).hexdigest() in stand.client.get(f"/verify/{code}").text


@pytest.mark.parametrize("kind", PAPERS)
def test_an_open_paper_is_a_draft_on_every_page(stand: Stand, kind: str) -> None:
    document = read(stand, kind, "2027-01")
    assert said(document).count("BẢN NHÁP – THÁNG CHƯA CHỐT – KHÔNG DÙNG ĐỂ CHI TIỀN") == 2
    assert "BẢN NHÁP" in document.sections[0].footer.paragraphs[0].text
    assert "/verify/" not in said(document)


@pytest.mark.parametrize("kind", PAPERS)
def test_pages_are_laid_out_as_the_decree_says(stand: Stand, kind: str) -> None:
    document = read(stand, kind)
    section = document.sections[0]
    edges = [getattr(section, f"{side}_margin").mm for side in ("top", "bottom", "left", "right")]
    assert [round(edge) for edge in edges] == [20, 20, 30, 15]
    assert document.styles["Normal"].font.name == "Times New Roman"
    fields = [field.get(qn("w:instr")).strip() for field in section.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert document.tables[1].rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    for text in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "ỦY BAN NHÂN DÂN XÃ ĐẠI LÃNH"):
        assert text in said(document)


def test_what_changes_after_closing_changes_no_paper(stand: Stand) -> None:
    before = {kind: said(read(stand, kind, DECEMBER)) for kind in PAPERS}
    own = t.member.c.id == stand.members[ALSO_PAID]
    change(
        stand, t.member.update().where(own).values(name="Tên Mới", groups='[{"from":"2024-01-01","group":"militia"}]')
    )
    set_config(stand, rates=[{"from": "2024-01-01", "dong": 50_000}])
    assert {kind: said(read(stand, kind, DECEMBER)) for kind in PAPERS} == before


def test_a_month_without_a_line_to_pay_says_so(stand: Stand) -> None:
    for kind in ("payment-list", "payment-request"):
        text = said(read(stand, kind, "2027-02"))
        assert "Tháng này không có khoản hỗ trợ nào." in text and "Bằng chữ: Không đồng." in text
    assert "Nội dung thanh toán: Không đề nghị chi tháng 2 năm 2027: tổng cộng 0 đồng." in text
    page = stand.get("/office/months/2027-02").text
    assert "Tổng cộng 0 đồng nên không có gì để đề nghị chi." in page and "payment-request.docx" not in page
    assert "Điều chỉnh" not in said(read(stand, "payment-list", "2027-02"))


def test_a_month_that_takes_back_asks_for_nothing(stand: Stand) -> None:
    stand.decide(PAID, "2026-11-03", counted=False, month="2027-01")
    asked = "Nội dung thanh toán: Không đề nghị chi tháng 1 năm 2027: phải thu lại 30.000 đồng"
    content = stand.get("/office/months/2027-01/payment-request.xlsx").content
    sheet = load_workbook(BytesIO(content), data_only=True).active
    assert f"{asked}." in said(read(stand, "payment-request", "2027-01"))
    assert asked in "\n".join(texts(sheet))  # type: ignore[arg-type]
    page = stand.get("/office/months/2027-01").text
    assert "Phải thu lại 30.000 đồng nên không đề nghị chi." in page and "payment-request.docx" not in page


def test_a_paper_without_the_offices_name_says_so(stand: Stand) -> None:
    set_config(stand, offices=setup.plan_config("xã chưa đặt tên")["offices"])
    assert "CHƯA GHI TÊN CƠ QUAN" in said(read(stand, "payment-request"))


@pytest.mark.parametrize("name", ["Lê & <b>Lan</b> {{ 7*7 }}", "A\x0bB\x01C\ufffe", "{% for x in dong %}"])
def test_a_name_is_printed_and_never_obeyed(stand: Stand, name: str) -> None:
    change(stand, t.member.update().where(t.member.c.id == stand.members[PAID]).values(name=name))
    stand.decide(PAID, "2027-01-04")
    rows = tables(read(stand, "payment-list", "2027-01"))[1]
    assert rows[1][1] == re.sub("[\x00-\x1f\ufffe]", "", name)


def test_only_who_may_read_the_month_gets_its_papers(stand: Stand) -> None:
    roles = ("leader", "office", "accountant", "chairman", "admin", "officer")
    for kind in PAPERS:
        for ending in ("docx", "xlsx"):
            path = f"/office/months/{NOVEMBER}/{kind}.{ending}"
            assert [stand.get(path, role).status_code for role in roles] == [200, 200, 200, 200, 403, 403], path
            assert stand.client.get(path).status_code == 401
    answer = stand.get(f"/office/months/{NOVEMBER}/receipt.docx")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_word_files_are_named_in_both_ways(stand: Stand) -> None:
    told = stand.get(f"/office/months/{NOVEMBER}/payment-request.docx").headers["content-disposition"]
    assert 'filename="giay-de-nghi-2026-11.docx"' in told
    assert unquote(told.split("filename*=UTF-8''")[1]) == "Giấy đề nghị thanh toán 2026-11.docx"
