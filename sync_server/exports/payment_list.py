"""The payment list: a row for each member and rate, a row for each adjustment, and the room to sign (report §5)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from math import ceil
from typing import Any, Final

from xlsxwriter.utility import xl_rowcol_to_cell as at

from shiftbook.allowance import GROUPS, Person, Terms, group_on
from sync_server.commune import Commune
from sync_server.exports.paper import NOTHING, NUMBER, TEAM, Paper, Sheet

COLUMNS: Final = (
    ("STT", 5), ("Họ và tên", 21), ("Đơn vị/nhóm", 11), ("Số ngày", 6.5), ("Mức hỗ trợ (đồng/ngày)", 10),
    ("Thành tiền (đồng)", 11.5), ("Ký nhận", 14), ("Ghi chú", 16),
)  # fmt: skip
DAYS, RATE, AMOUNT, NOTE = 3, 4, 5, 7
LINE_HEIGHT, SIGNING_HEIGHT = 16, 32


@dataclass(frozen=True)
class Row:
    """One row to sign: days at a rate, both whole numbers, and the amount frozen with the month.

    `from_month` is the closed month an adjustment comes from, empty for the month's own days.
    """

    name: str
    group: str
    days: int
    rate_dong: int
    amount_dong: int
    note: str = ""
    from_month: str = ""


def rows(paper: Paper) -> list[Row]:
    """The month's own rows: members of paid groups with days that count, split where the rate or group changed."""
    return [row for line in paper.figures["lines"] if line["amount_dong"] for row in rows_of(paper.commune, line)]


def rows_of(commune: Commune, line: dict[str, Any]) -> list[Row]:
    """The rows of a line that comes to something."""
    person = commune.people.get(line["member"])
    counted = [date.fromisoformat(d["day"]) for d in line["days"] if d["counted"]]
    split = list(_split(commune.terms, person, counted, line["name"])) if person else []
    if sum(row.amount_dong for row in split) == line["amount_dong"]:
        return split if len(split) > 1 else [replace(split[0], note="")]
    # The terms have been changed since the month was closed: what was closed stands.
    return [Row(line["name"], GROUPS[line["group"]], line["count"], line["rate_dong"], line["amount_dong"])]


def _split(terms: Terms, person: Person, counted: list[date], name: str) -> Iterator[Row]:
    for (rate, group), same in groupby(counted, key=lambda d: (terms.day_rate(person, d), group_on(person, d))):
        days = list(same)
        if rate:
            more = f"Các ngày từ {days[0]:%d/%m} đến {days[-1]:%d/%m}"
            note = more if len(days) > 1 else f"Ngày {days[0]:%d/%m}"
            yield Row(name, GROUPS[group], len(days), rate, len(days) * rate, note)


def adjusted(paper: Paper) -> list[Row]:
    """A row for each day of a closed month that counts differently now, with its month and why."""
    return [_adjusted(a) for a in paper.figures["adjustments"] if a["amount_dong"]]


def _adjusted(told: dict[str, Any]) -> Row:
    day = date.fromisoformat(told["day"])
    month = f"{int(told['from_month'][5:])}/{told['from_month'][:4]}"
    change = "Bổ sung" if told["days"] > 0 else "Giảm trừ"
    note = f"{change} tháng {month}, ngày {day:%d/%m/%Y}: {told['reason']}"
    rate = abs(told["amount_dong"]) // abs(told["days"])
    of = {"note": note, "from_month": told["from_month"]}
    return Row(told["name"], GROUPS[told["group"]], told["days"], rate, told["amount_dong"], **of)


def write(paper: Paper) -> bytes:
    """The payment list as an XLSX file."""
    sheet = Sheet(paper, f"Ký nhận {paper.month}", widths=[width for _, width in COLUMNS], landscape=False, size=13)
    top = sheet.heading(3, paper.titled("DANH SÁCH KÝ NHẬN HỖ TRỢ"), f"Thành viên {TEAM}")
    for column, (name, _) in enumerate(COLUMNS):
        sheet.page.write_string(top, column, name, sheet.cell(bold=True, align="center"))
    sheet.page.set_row(top, 54)
    sheet.page.repeat_rows(top)
    sheet.page.freeze_panes(top + 1, 2)
    after = _table(sheet, top + 1)
    _totals(sheet, top + 1, after)
    office = paper.office
    places = {"maker": (0, 1), "accountant": (2, 4), "chairman": (5, 7)}
    blocks = [(columns, office[who], office[f"{who}_name"]) for who, columns in places.items()]
    sheet.signatures(after + 3, blocks, sealed=True)
    return sheet.done()


def _table(sheet: Sheet, row: int) -> int:
    own, late = rows(sheet.paper), adjusted(sheet.paper)
    for number, entry in enumerate(own, 1):
        _row(sheet, row, number, entry)
        row += 1
    if late:
        sheet.across(row, (0, sheet.last), "Điều chỉnh của các tháng đã chốt", bold=True, border=1, indent=1)
        sheet.page.set_row(row, 22)
        for number, entry in enumerate(late, len(own) + 1):
            _row(sheet, row + number - len(own), number, entry)
        row += len(late) + 1
    if not own and not late:
        sheet.across(row, (0, sheet.last), NOTHING, italic=True, border=1, indent=1)
        sheet.page.set_row(row, SIGNING_HEIGHT)
        row += 1
    return row


def _row(sheet: Sheet, row: int, number: int, entry: Row) -> None:
    page, figure = sheet.page, sheet.cell(num_format=NUMBER, align="right", indent=1, text_wrap=False)
    page.write_number(row, 0, number, sheet.cell(align="center"))
    page.write_string(row, 1, entry.name, sheet.cell(indent=1))
    page.write_string(row, 2, entry.group, sheet.cell(align="center"))
    page.write_number(row, DAYS, entry.days, sheet.cell(num_format=NUMBER, align="center"))
    page.write_number(row, RATE, entry.rate_dong, figure)
    if entry.days * entry.rate_dong == entry.amount_dong:
        page.write_formula(row, AMOUNT, f"={at(row, DAYS)}*{at(row, RATE)}", figure, entry.amount_dong)
    else:
        page.write_number(row, AMOUNT, entry.amount_dong, figure)
    page.write_blank(row, NOTE - 1, None, sheet.cell())
    page.write_string(row, NOTE, entry.note, sheet.cell(font_size=sheet.size - 2))
    page.set_row(row, max(SIGNING_HEIGHT, LINE_HEIGHT * ceil(len(entry.note) / (1.1 * COLUMNS[NOTE][1]))))


def _totals(sheet: Sheet, first: int, after: int) -> None:
    paper, page, bold = sheet.paper, sheet.page, {"bold": True, "num_format": NUMBER}
    entries = rows(paper) + adjusted(paper)
    sheet.across(after, (0, 2), "Cộng", bold=True, border=1, align="center")
    for column, total, align in (
        (DAYS, sum(e.days for e in entries), "center"), (AMOUNT, paper.figures["total_dong"], "right")
    ):  # fmt: skip
        span = f"{at(first, column)}:{at(after - 1, column)}"
        page.write_formula(
            after, column, f"=SUM({span})", sheet.cell(align=align, indent=int(align == "right"), **bold), total
        )
    for column in (RATE, NOTE - 1, NOTE):
        page.write_blank(after, column, None, sheet.cell())
    page.set_row(after, 26)
    words = f"Bằng chữ: {paper.figures['total_words']}."
    sheet.across(after + 1, (0, sheet.last), words, bold=True, italic=True)
    page.set_row(after + 1, 26)
