"""The month's papers read back as a spreadsheet program reads them: the office's figures, and room to sign."""

import json
import re
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sync_server import months, setup
from sync_server import tables as t
from tests.server.stand import Stand

END = "2026-11-30T17:00:00+07:00"
PAID, ALSO_PAID, UNPAID = 1, 2, 7  # đoàn viên, thanh niên, dân quân
FITS_WIDTH = (None, 1)  # one page wide is what a file says by saying nothing
HEADINGS = [
    "STT", "Họ và tên", "Đơn vị/nhóm", "Số ngày", "Mức hỗ trợ (đồng/ngày)", "Thành tiền (đồng)", "Ký nhận", "Ghi chú",
]  # fmt: skip


@pytest.fixture(autouse=True)
def three_members_worked(stand: Stand) -> None:
    """Two members of paid groups with five days between them, one of an unpaid group with one."""
    phone = stand.phone(0)
    phone.send(stand.check_in(phone, "2026-11-17T07:55:00+07:00"))
    stand.set(END)
    stand.decide(0, "2026-11-17", counted=False)
    for place, day in ((PAID, "03"), (PAID, "04"), (PAID, "16"), (ALSO_PAID, "16"), (ALSO_PAID, "17"), (UNPAID, "18")):
        assert stand.decide(place, f"2026-11-{day}").status_code == 200


def read(stand: Stand, paper: str, month: str = "2026-11", *, formulas: bool = False) -> Worksheet:
    answer = stand.get(f"/office/months/{month}/{paper}.xlsx")
    assert answer.status_code == 200, answer.text
    sheet = load_workbook(BytesIO(answer.content), data_only=not formulas).active
    assert isinstance(sheet, Worksheet)
    return sheet


def texts(sheet: Worksheet) -> list[str]:
    return [cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]


def table(sheet: Worksheet) -> list[tuple[Any, ...]]:
    """The rows from the one under the headings to the total."""
    rows = list(sheet.iter_rows(values_only=True))
    first = next(n for n, row in enumerate(rows) if row[0] == "STT") + 1
    last = next(n for n, row in enumerate(rows) if row[0] == "Cộng")
    return [row for row in rows[first : last + 1] if any(cell is not None for cell in row[1:]) or row[0] == "Cộng"]


def change(stand: Stand, statement: Any) -> None:
    stand.database.write(lambda tx: tx.execute(statement) and None)


def set_config(stand: Stand, **more: Any) -> None:
    with stand.database.reader() as connection:
        config = json.loads(connection.execute(sa.select(t.commune.c.config)).scalar_one())
    change(stand, t.commune.update().values(config=json.dumps({**config, **more}, ensure_ascii=False)))


def test_payment_list_is_the_months_own_figures(stand: Stand) -> None:
    month = stand.month()
    sheet = read(stand, "payment-list")
    *rows, total = table(sheet)
    paid = [line for line in month["lines"] if line["amount_dong"]]
    told = [(x["name"], x["count"], x["rate_dong"], x["amount_dong"]) for x in paid]
    assert [(row[1], row[3], row[4], row[5]) for row in rows] == told
    assert told == [("Trần Văn Bình", 3, 30_000, 90_000), ("Lê Hoàng Duy", 2, 30_000, 60_000)]
    assert [row[2] for row in rows] == ["Đoàn viên", "Thanh niên"]
    assert (total[3], total[5]) == (5, month["total_dong"]) == (5, 150_000)
    assert f"Bằng chữ: {month['total_words']}." in texts(sheet)
    assert "Bằng chữ: Một trăm năm mươi nghìn đồng." in texts(sheet)


def test_sums_are_formulas_of_what_stands_above(stand: Stand) -> None:
    sheet = read(stand, "payment-list", formulas=True)
    *rows, total = table(sheet)
    first = next(cell.row for cell in sheet["A"] if cell.value == 1)
    assert [row[5] for row in rows] == [f"=D{first}*E{first}", f"=D{first + 1}*E{first + 1}"]
    assert (total[3], total[5]) == (f"=SUM(D{first}:D{first + 1})", f"=SUM(F{first}:F{first + 1})")


def test_payment_list_is_laid_out_to_be_signed(stand: Stand) -> None:
    sheet = read(stand, "payment-list")
    said = texts(sheet)
    for text in (
        "ỦY BAN NHÂN DÂN XÃ ĐẠI LÃNH", "VĂN PHÒNG HĐND VÀ UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", "DANH SÁCH KÝ NHẬN HỖ TRỢ THÁNG 11 NĂM 2026", "Người lập biểu", "Kế toán",
        "Chủ tịch UBND xã", "Đại Lãnh, ngày …… tháng …… năm ………", *HEADINGS,
    ):  # fmt: skip
        assert text in said, text
    asked = [text for text in said if text.startswith("(Ký")]
    assert asked == ["(Ký, ghi rõ họ tên)", "(Ký, ghi rõ họ tên)", "(Ký, họ tên, đóng dấu)"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert (sheet.page_setup.fitToWidth in FITS_WIDTH, sheet.page_setup.fitToHeight) == (True, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    head = next(cell.row for cell in sheet["A"] if cell.value == "STT")
    assert sheet.print_title_rows == f"${head}:${head}"
    assert "Trang &P/&N" in sheet.oddFooter.right.text
    assert (sheet.row_dimensions[head + 1].height or 0) >= 30
    assert {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value} == {"Times New Roman"}
    seen: set[tuple[int, int]] = set()
    for merged in sheet.merged_cells.ranges:
        cells = {(r, c) for r, c, *_ in (cell for row in merged.rows for cell in row)}
        assert not cells & seen
        seen |= cells


@pytest.mark.parametrize("paper", ["payment-list", "timesheet"])
def test_a_code_that_begins_with_a_digit_is_no_size_of_the_footer(
    stand: Stand, monkeypatch: pytest.MonkeyPatch, paper: str
) -> None:
    code = "2345-6789-ABCD-EFGH"
    monkeypatch.setattr(months, "verify_code", lambda *_: code)
    sheet = read(stand, paper)
    assert re.findall(r"&(\d+)", sheet.oddFooter.left.text or "") in ([], ["9"])
    assert sheet.oddFooter.left.size == 9
    assert f"Mã kiểm tra {code}" in (sheet.oddFooter.left.text or "")
    assert sheet.oddFooter.right.size == 9


def test_open_month_says_that_it_is_a_draft(stand: Stand) -> None:
    for paper in ("payment-list", "timesheet"):
        said = "\n".join(texts(read(stand, paper)))
        assert "BẢN NHÁP – THÁNG CHƯA CHỐT" in said and "DỮ LIỆU TRÌNH DIỄN" in said
        assert "/verify/" not in said


def test_closed_month_carries_its_code_and_never_changes(stand: Stand) -> None:
    assert stand.act("/api/v1/months/2026-11/close", {"override": "Đã hỏi"}).status_code == 200
    month = stand.month()
    code = month["verify_code"]
    path = "/office/months/2026-11/payment-list.xlsx"
    before = stand.get(path).content
    said = "\n".join(texts(read(stand, "payment-list")))
    assert f"Mã kiểm tra {code} tại http://testserver/verify/{code}" in said
    assert "nháp" not in said.lower()
    stand.set("2026-12-04T09:00:00+07:00")
    assert stand.decide(PAID, "2026-11-05", month="2026-12").status_code == 200
    change(stand, t.member.update().where(t.member.c.id == stand.members[PAID]).values(place=99))
    assert stand.get(path).content == before


def test_adjustments_are_lines_of_their_own_with_month_and_reason(stand: Stand) -> None:
    stand.act("/api/v1/months/2026-11/close", {"override": "Đã hỏi"})
    stand.set("2026-12-04T09:00:00+07:00")
    stand.decide(PAID, "2026-11-04", counted=False, month="2026-12")
    stand.decide(ALSO_PAID, "2026-11-20", month="2026-12")
    stand.decide(UNPAID, "2026-11-20", month="2026-12")
    stand.decide(PAID, "2026-12-01")
    month = stand.month("2026-12")
    rows = table(read(stand, "payment-list", "2026-12"))
    why = "Có mặt, đã hỏi Tổ trưởng"
    assert [(row[0], row[1], row[3], row[5], row[7]) for row in rows if row[7]] == [
        (2, "Trần Văn Bình", -1, -30_000, f"Giảm trừ tháng 11/2026, ngày 04/11/2026: {why}"),
        (3, "Lê Hoàng Duy", 1, 30_000, f"Bổ sung tháng 11/2026, ngày 20/11/2026: {why}"),
    ]
    assert (rows[-1][3], rows[-1][5]) == (1, month["total_dong"]) == (1, 30_000)


def test_month_with_two_rates_has_a_row_for_each(stand: Stand) -> None:
    set_config(stand, rates=[{"from": "2024-01-01", "dong": 30_000}, {"from": "2026-11-10", "dong": 45_000}])
    *rows, total = table(read(stand, "payment-list"))
    assert [(row[1], row[3], row[4], row[5]) for row in rows] == [
        ("Trần Văn Bình", 2, 30_000, 60_000), ("Trần Văn Bình", 1, 45_000, 45_000), ("Lê Hoàng Duy", 2, 45_000, 90_000),
    ]  # fmt: skip
    assert [row[7] for row in rows[:2]] == ["Các ngày từ 03/11 đến 04/11", "Ngày 16/11"]
    assert (total[5], stand.month()["total_dong"]) == (195_000, 195_000)


def test_terms_changed_after_closing_do_not_touch_the_list(stand: Stand) -> None:
    stand.act("/api/v1/months/2026-11/close", {"override": "Đã hỏi"})
    set_config(stand, rates=[{"from": "2024-01-01", "dong": 50_000}])
    *rows, total = table(read(stand, "payment-list"))
    assert [(row[3], row[4], row[5]) for row in rows] == [(3, 30_000, 90_000), (2, 30_000, 60_000)]
    assert total[5] == 150_000


def test_a_paper_without_the_offices_name_says_so(stand: Stand) -> None:
    assert "CHƯA GHI TÊN" not in "".join(texts(read(stand, "payment-list")))
    set_config(stand, offices=setup.plan_config("xã chưa đặt tên")["offices"])
    assert "CHƯA GHI TÊN CƠ QUAN" in "".join(texts(read(stand, "payment-list")))


def test_office_names_are_those_of_the_month(stand: Stand) -> None:
    first = setup.plan_config("xã Cũ")["offices"][0]
    set_config(stand, offices=[{**first, "from": "2026-12-01", "authority": "ỦY BAN NHÂN DÂN XÃ MỚI"}, first])
    assert "ỦY BAN NHÂN DÂN XÃ CŨ" in texts(read(stand, "payment-list"))
    assert "ỦY BAN NHÂN DÂN XÃ MỚI" in texts(read(stand, "payment-list", "2026-12"))


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x")', "+1", "@SUM(A1)", "https://example.vn"])
def test_name_that_looks_like_a_formula_stays_text(stand: Stand, name: str) -> None:
    change(stand, t.member.update().where(t.member.c.id == stand.members[PAID]).values(name=name))
    for paper in ("payment-list", "timesheet"):
        sheet = read(stand, paper, formulas=True)
        found = [cell for row in sheet.iter_rows() for cell in row if cell.value == name]
        assert [(cell.data_type, cell.hyperlink) for cell in found] == [("s", None)]


def test_timesheet_marks_every_member_and_day(stand: Stand) -> None:
    phone = stand.phone(3)
    for session, at in (("morning", "07:55"), ("afternoon", "13:55")):
        phone.send(stand.check_in(phone, f"2026-11-19T{at}:00+07:00", session))
    stand.decide(3, "2026-11-19")
    sheet = read(stand, "timesheet")
    month, rows = stand.month(), list(sheet.iter_rows(values_only=True))
    marks = {row[1]: row for row in rows if isinstance(row[0], int)}
    assert list(marks) == [line["name"] for line in month["lines"]] and len(marks) == 12
    assert [marks[line["name"]][-1] for line in month["lines"]] == [line["count"] for line in month["lines"]]
    assert marks["Nguyễn Thị Ánh Tuyết"][2 + 17] == "–"
    assert marks["Phạm Thị Mỹ Duyên"][2 + 19] == "SC²"
    assert (marks["Trần Văn Bình"][2 + 3], marks["Bùi Quốc Phong"][2 + 18]) == ("X", "X")
    head = next(row for row in rows if row[0] == "STT")
    assert (head[3:33], head[33]) == (tuple(range(1, 31)), "Tổng số ngày")
    assert "BẢNG CHẤM CÔNG THÁNG 11 NĂM 2026" in texts(sheet)
    assert {"Người chấm công", "Phụ trách bộ phận", "Người duyệt"} <= set(texts(sheet))
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth in FITS_WIDTH) == ("landscape", True)


def test_timesheet_totals_are_formulas_and_rest_days_are_shaded(stand: Stand) -> None:
    sheet = read(stand, "timesheet", formulas=True)
    row = next(cell.row for cell in sheet["A"] if cell.value == 1)
    assert sheet.cell(row, 34).value == "=" + "+".join(f'COUNTIF(D{row}:AG{row},"{m}")' for m in ("S*", "C*", "X"))
    assert sheet.cell(row + 12, 34).value == f"=SUM(AH{row}:AH{row + 11})"
    shaded = {c - 3 for c in range(4, 34) if sheet.cell(row, c).fill.fgColor.rgb == "FFD9D9D9"}
    assert shaded == {1, 7, 8, 14, 15, 21, 22, 24, 28, 29}


def test_file_names_are_given_in_both_ways(stand: Stand) -> None:
    told = stand.get("/office/months/2026-11/timesheet.xlsx").headers["content-disposition"]
    assert 'filename="bang-cham-cong-2026-11.xlsx"' in told
    assert unquote(told.split("filename*=UTF-8''")[1]) == "Bảng chấm công 2026-11.xlsx"


def test_only_who_may_read_the_month_gets_its_papers(stand: Stand) -> None:
    path = "/office/months/2026-11/payment-list.xlsx"
    roles = ("leader", "office", "accountant", "chairman", "admin", "officer")
    assert [stand.get(path, role).status_code for role in roles] == [200, 200, 200, 200, 403, 403]
    assert stand.client.get(path).status_code == 401


def test_address_without_a_month_is_refused_in_words(stand: Stand) -> None:
    answer = stand.get("/office/months/2026-13/payment-list.xlsx")
    assert (answer.status_code, answer.json()["code"]) == (422, "month_unreadable")


def test_month_without_a_line_to_pay_says_so(stand: Stand) -> None:
    sheet = read(stand, "payment-list", "2027-01")
    assert "Tháng này không có khoản hỗ trợ nào." in texts(sheet)
    assert "Bằng chữ: Không đồng." in texts(sheet)
    assert table(sheet)[-1][5] == 0
