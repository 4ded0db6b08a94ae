"""The attendance sheet: a row a member, a column a day, a mark for each day.

S, C and SC are the team's own (report §5), and so are the small figures that say by whose word a day counts.
"""

from datetime import date
from math import ceil
from typing import Any, Final

from xlsxwriter.utility import xl_rowcol_to_cell as at

from shiftbook.allowance import GROUPS
from shiftbook.moments import month_days
from sync_server.exports.paper import NUMBER, TEAM, Paper, Sheet

MARKS: Final = {("morning",): "S", ("afternoon",): "C", ("morning", "afternoon"): "SC", (): "X"}
CONFIRMED, DECIDED, NOT_COUNTED, WAITING = "¹", "²", "–", "?"
# What the total counts: "S*" is S, SC and either with a small figure behind it.
COUNTED: Final = ("S*", "C*", "X")
FIRST_DAY: Final = 3
NAME_ON_A_LINE: Final = 17  # characters, where the name column is narrow
WEEKDAYS: Final = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
REST: Final = "#D9D9D9"


def mark(day: dict[str, Any]) -> str:
    """The mark of a day: its sessions and by whose word it counts; X, counted by the office without a check-in."""
    if not day["counted"]:
        return WAITING if day["undecided"] else NOT_COUNTED
    letters = MARKS[tuple(day["sessions"])]
    if not day["sessions"] or (day["grade"] == "A" and not day["decided_by"]):
        return letters
    return letters + (DECIDED if day["decided_by"] else CONFIRMED)


def write(paper: Paper) -> bytes:
    """The attendance sheet as an XLSX file."""
    days = month_days(paper.month)
    sheet = Sheet(
        paper, f"Chấm công {paper.month}", widths=[4.5, 20, 12, *[3.3] * len(days), 6.5], landscape=True, size=12
    )
    top = sheet.heading(FIRST_DAY + 9, paper.titled("BẢNG CHẤM CÔNG"), TEAM)
    _head(sheet, top, days)
    after = _table(sheet, top + 2, days)
    _legend(sheet, after + 1)
    middle = FIRST_DAY + len(days) // 2 - 4
    sheet.signatures(after + 3, [
        ((0, FIRST_DAY - 1), "Người chấm công", ""), ((middle - 5, middle + 4), "Phụ trách bộ phận", ""),
        ((sheet.last - 11, sheet.last), "Người duyệt", paper.office["chairman_name"]),
    ])  # fmt: skip
    return sheet.done()


def _head(sheet: Sheet, top: int, days: list[date]) -> None:
    page, bold = sheet.page, {"bold": True, "align": "center"}
    for column, name in ((0, "STT"), (1, "Họ và tên"), (2, "Nhóm"), (sheet.last, "Tổng số ngày")):
        page.merge_range(top, column, top + 1, column, "", sheet.cell(**bold))
        page.write_string(top, column, name, sheet.cell(**bold))
    for column, day in enumerate(days, FIRST_DAY):
        page.write_number(top, column, day.day, sheet.cell(**bold, **_ground(sheet, day)))
        narrow = {"align": "center", "font_size": sheet.size - 3}
        page.write_string(top + 1, column, WEEKDAYS[day.weekday()], sheet.cell(**narrow, **_ground(sheet, day)))
    page.set_row(top, 24)
    page.set_row(top + 1, 24)
    page.repeat_rows(top, top + 1)
    page.freeze_panes(top + 2, FIRST_DAY)


def _ground(sheet: Sheet, day: date) -> dict[str, str]:
    return {} if sheet.paper.commune.ground.calendar.is_working(day) else {"bg_color": REST}


def _table(sheet: Sheet, first: int, days: list[date]) -> int:
    lines = sheet.paper.figures["lines"]
    for row, line in enumerate(lines, first):
        sheet.page.write_number(row, 0, row - first + 1, sheet.cell(align="center"))
        sheet.page.write_string(row, 1, line["name"], sheet.cell(indent=1))
        sheet.page.write_string(row, 2, GROUPS[line["group"]], sheet.cell(align="center"))
        marks = {d["day"]: mark(d) for d in line["days"]}
        for column, day in enumerate(days, FIRST_DAY):
            style = sheet.cell(align="center", font_size=sheet.size - 1, text_wrap=False, **_ground(sheet, day))
            sheet.page.write_string(row, column, marks.get(day.isoformat(), ""), style)
        span = f"{at(row, FIRST_DAY)}:{at(row, sheet.last - 1)}"
        counted = "+".join(f'COUNTIF({span},"{m}")' for m in COUNTED)
        total = sheet.cell(bold=True, align="center", num_format=NUMBER)
        sheet.page.write_formula(row, sheet.last, f"={counted}", total, line["count"])
        sheet.page.set_row(row, 16 * max(2, -(-len(line["name"]) // NAME_ON_A_LINE)))
    after = first + len(lines)
    sheet.across(after, (0, sheet.last - 1), "Cộng", bold=True, border=1, align="right", indent=1)
    span = f"{at(first, sheet.last)}:{at(after - 1, sheet.last)}"
    total = sheet.cell(bold=True, align="center", num_format=NUMBER)
    sheet.page.write_formula(after, sheet.last, f"=SUM({span})", total, sum(x["count"] for x in lines))
    sheet.page.set_row(after, 24)
    return after + 1


def legend(paper: Paper) -> str:
    """What the marks mean, and what the sheet leaves out."""
    hours = {name: "–".join(span) for name, span in paper.commune.hours_on(paper.last_day).items()}
    told = (
        f"S: buổi sáng ({hours['morning']}); C: buổi chiều ({hours['afternoon']}); SC: cả hai buổi, tính là một ngày. "
        f"Không có số nhỏ: mức A, đủ chứng cứ; {CONFIRMED}: mức B, Tổ trưởng xác nhận; {DECIDED}: Văn phòng quyết định "
        f"tính; X: Văn phòng quyết định tính, không có lần vào ca. “{NOT_COUNTED}”: Văn phòng quyết định không tính; "
        f"“{WAITING}”: chờ quyết định, chưa tính. Ô xám: ngày nghỉ."
    )
    late = len(paper.figures["adjustments"])
    if late:
        told += f" Ngoài bảng này còn {late} ngày điều chỉnh của các tháng đã chốt, xem danh sách ký nhận."
    return told


def _legend(sheet: Sheet, row: int) -> None:
    told = legend(sheet.paper)
    sheet.across(row, (0, sheet.last), told, font_size=sheet.size - 1, valign="top")
    sheet.page.set_row(row - 1, 8)
    sheet.page.set_row(row, 17 * ceil(len(told) / (1.1 * sheet.width)))
