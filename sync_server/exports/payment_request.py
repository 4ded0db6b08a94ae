"""The payment request: what is asked for, in one line for the month and one for each closed month it settles."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from typing import Final

from xlsxwriter.utility import xl_rowcol_to_cell as at

from shiftbook.money import dong
from sync_server.exports.paper import NOTHING, NUMBER, TEAM, Paper, Sheet
from sync_server.exports.payment_list import adjusted, rows

COLUMNS: Final = (5, 28, 24, 10, 18)
DAYS, AMOUNT = 3, 4
BLANK: Final = "…" * 20
LINE, WIDTH = 18, 80


@dataclass(frozen=True)
class Item:
    """One line of the request: days and đồng as the payment list sums them."""

    what: str
    days: int
    amount_dong: int


def items(paper: Paper) -> list[Item]:
    """The month's own days, then each closed month that is adjusted; together the month's frozen total."""
    return [*_own(paper), *_moved(paper)]


def _own(paper: Paper) -> Iterator[Item]:
    own = rows(paper)
    if own:
        people = sum(1 for line in paper.figures["lines"] if line["amount_dong"])
        what = f"Hỗ trợ thành viên trực {paper.period} ({people} người)"
        yield Item(what, sum(row.days for row in own), sum(row.amount_dong for row in own))


def _moved(paper: Paper) -> Iterator[Item]:
    late = sorted(adjusted(paper), key=lambda row: row.from_month)
    for month, of_month in groupby(late, key=lambda row: row.from_month):
        found = list(of_month)
        more = sum(row.days > 0 for row in found)
        counts = ((more, "bổ sung"), (len(found) - more, "giảm trừ"))
        told = ", ".join(f"{number} ngày {kind}" for number, kind in counts if number)
        what = f"Điều chỉnh tháng {int(month[5:])} năm {month[:4]} đã chốt ({told})"
        yield Item(what, sum(row.days for row in found), sum(row.amount_dong for row in found))


def about(paper: Paper) -> str:
    """What the payment is for, or that none is asked for: what is to be taken back is no request."""
    total = paper.figures["total_dong"]
    if total <= 0:
        return f"Không đề nghị chi {paper.period}: " + (f"phải thu lại {dong(-total)}" if total else "tổng cộng 0 đồng")
    return f"Hỗ trợ {paper.period} cho thành viên {TEAM}"


def attached(paper: Paper) -> str:
    """Which papers go with it."""
    code = paper.figures["verify_code"]
    return f"Danh sách ký nhận và Bảng chấm công {paper.period}, cùng mã kiểm tra {code}"


def write(paper: Paper) -> bytes:
    """The payment request as an XLSX file."""
    sheet = Sheet(paper, f"Đề nghị {paper.month}", widths=list(COLUMNS), landscape=False, size=13)
    office = paper.office
    row = sheet.heading(2, "GIẤY ĐỀ NGHỊ THANH TOÁN", f"Kính gửi: {office['chairman']}")
    for ground in office["grounds"]:
        _line(sheet, row, ground, LINE * ceil(len(ground) / WIDTH), italic=True)
        row += 1
    for text in (
        f"Họ và tên người đề nghị thanh toán: {BLANK}", f"Bộ phận: {office['unit']}",
        f"Nội dung thanh toán: {about(paper)}", f"Nguồn kinh phí: {BLANK}",
    ):  # fmt: skip
        _line(sheet, row, text)
        row += 1
    row = _totals(sheet, _head(sheet, row + 1))
    _line(sheet, row + 1, f"Kèm theo: {attached(paper)}.", 42)
    blocks = [
        ((0, 1), "Người đề nghị thanh toán", ""),
        ((2, 2), office["accountant"], office["accountant_name"]),
        ((DAYS, AMOUNT), office["chairman"], office["chairman_name"]),
    ]
    sheet.signatures(row + 3, blocks, sealed=True)
    _recipients(sheet, row + 11)
    return sheet.done()


def _recipients(sheet: Sheet, first: int) -> None:
    """Where the paper goes (NĐ 30/2020/NĐ-CP, Phụ lục I), below the signatures on the left."""
    told = ["Nơi nhận:", *(f"- {one}" for one in sheet.paper.office["request_recipients"])]
    for row, text in enumerate(told, first):
        sheet.across(row, (0, 2), text, font_size=sheet.size - 2, bold=row == first, italic=row == first)
        sheet.page.set_row(row, 17)
    sheet.page.print_area(0, 0, first + len(told) - 1, sheet.last)


def _line(sheet: Sheet, row: int, text: str, height: int = 26, **more: object) -> None:
    sheet.across(row, (0, sheet.last), text, **more)
    sheet.page.set_row(row, height)


def _head(sheet: Sheet, row: int) -> int:
    bold = {"bold": True, "align": "center"}
    sheet.page.write_string(row, 0, "STT", sheet.cell(**bold))
    sheet.across(row, (1, 2), "Nội dung", border=1, **bold)
    sheet.page.write_string(row, DAYS, "Số ngày", sheet.cell(**bold))
    sheet.page.write_string(row, AMOUNT, "Số tiền (đồng)", sheet.cell(**bold))
    sheet.page.set_row(row, 28)
    return row + 1


def _totals(sheet: Sheet, first: int) -> int:
    """The table below its heading, the sums and the amount in words; answers the row of the words."""
    paper, page, found = sheet.paper, sheet.page, items(sheet.paper)
    money = {"num_format": NUMBER, "align": "right", "indent": 1, "text_wrap": False}
    for row, item in enumerate(found, first):
        page.write_number(row, 0, row - first + 1, sheet.cell(align="center"))
        sheet.across(row, (1, 2), item.what, border=1, indent=1)
        page.write_number(row, DAYS, item.days, sheet.cell(num_format=NUMBER, align="center"))
        page.write_number(row, AMOUNT, item.amount_dong, sheet.cell(**money))
        page.set_row(row, 36)
    if not found:
        _line(sheet, first, NOTHING, 32, italic=True, border=1, indent=1)
    after = first + max(len(found), 1)
    sheet.across(after, (0, 2), "Cộng", bold=True, border=1, align="center")
    days = (DAYS, sum(item.days for item in found), {"num_format": NUMBER, "align": "center"})
    for column, total, look in (days, (AMOUNT, paper.figures["total_dong"], money)):
        span = f"{at(first, column)}:{at(after - 1, column)}"
        page.write_formula(after, column, f"=SUM({span})", sheet.cell(bold=True, **look), total)
    page.set_row(after, 28)
    _line(sheet, after + 1, f"Bằng chữ: {paper.figures['total_words']}.", 30, bold=True, italic=True)
    return after + 1
