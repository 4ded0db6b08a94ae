"""What every paper of a month has in common: heading, title, standing, signatures and the printed page.

Layout after NĐ 30/2020/NĐ-CP (Điều 8, Phụ lục I): national name, motto, place and day on the right, the office and the
paper's number on the left, Times New Roman, 30 mm of margin on the left. The number and the day it is signed are the
office's to give, and are left blank.
"""

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from math import ceil
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from shiftbook.moments import month_days
from sync_server.commune import Commune
from sync_server.setup import unnamed

TEAM: Final = "Tổ “Lấy phiếu mức độ hài lòng” và “Viết hộ”"
DRAFT: Final = "Bản nháp – tháng chưa chốt"
# Each paper by its address: name of its files, name and use as the office's pages say them.
PAPERS: Final = {
    "payment-list": ("danh-sach-ky-nhan", "Danh sách ký nhận", "Mỗi người ký tên bên cạnh số tiền khi nhận."),
    "timesheet": ("bang-cham-cong", "Bảng chấm công", "Từng ngày công, kèm danh sách để chứng minh số ngày."),
    "payment-request": ("giay-de-nghi", "Giấy đề nghị thanh toán", "Gửi người duyệt chi để xin chi tổng số tiền."),
}
NUMBERED: Final = "Số: ……/……"
NOTHING: Final = "Tháng này không có khoản hỗ trợ nào."
# The locale makes dots between thousands where the program would follow its own language.
NUMBER: Final = "[$-42A]#,##0"
FONT: Final = "Times New Roman"
A4: Final = 9
SIGNED: Final = "(Ký, ghi rõ họ tên)"
SEALED: Final = "(Ký, họ tên, đóng dấu)"  # NĐ 30/2020/NĐ-CP, Điều 8: the seal belongs to who signs for the authority


@dataclass(frozen=True)
class Paper:
    """A month to be put on paper: its figures as the month's JSON tells them, the SHA-256 of that JSON in hexadecimal,
    and when they were made or closed."""

    month: str
    figures: dict[str, Any]
    commune: Commune
    public_url: str
    made: datetime
    rehearsal: bool = False
    digest: str = ""

    @property
    def last_day(self) -> date:
        """The month's last day, by which names and titles are chosen."""
        return month_days(self.month)[-1]

    @property
    def closed(self) -> bool:
        """Whether the figures are frozen."""
        return bool(self.figures["status"] == "closed")

    @property
    def office(self) -> dict[str, Any]:
        """The office's names, titles, recipients and grounds in force on the month's last day."""
        return self.commune.office_on(self.last_day)

    @property
    def standing(self) -> str:
        """One line: a draft; or two: closed and where the code can be checked, and the digest of the closed figures."""
        code = self.figures["verify_code"]
        if self.closed:
            checked = f"Tháng đã chốt. Mã kiểm tra {code} tại {self.public_url}/verify/{code}"
            return f"{checked}\nDấu số liệu đã chốt (SHA-256): {self.digest}"
        waiting = sum(d["undecided"] for line in self.figures["lines"] for d in line["days"]) + len(
            self.figures.get("late", [])
        )
        undecided = f" Còn {waiting} ngày chờ quyết định." if waiting else ""
        return f"{DRAFT}. Mã số liệu {code}, chỉ kiểm tra được sau khi chốt.{undecided}"

    @property
    def warnings(self) -> list[str]:
        """What keeps the paper from being used for paying."""
        return (
            ([] if self.closed else [f"{DRAFT.upper()} – KHÔNG DÙNG ĐỂ CHI TIỀN"])
            + (["CHƯA GHI TÊN CƠ QUAN"] if unnamed(self.office["authority"] + self.office["place"]) else [])
            + (["DỮ LIỆU TRÌNH DIỄN"] if self.commune.demonstration else [])
            + (["DIỄN TẬP"] if self.rehearsal else [])
        )

    @property
    def period(self) -> str:
        """The month in a sentence: tháng 11 năm 2026."""
        return f"tháng {int(self.month[5:])} năm {self.month[:4]}"

    @property
    def dated(self) -> str:
        """The place and a blank day."""
        return f"{self.office['place']}, ngày …… tháng …… năm ………"

    def titled(self, kind: str) -> str:
        """The paper's title: its kind and month, in capitals."""
        return f"{kind} {self.period.upper()}"


class Sheet:
    """One printed sheet: a worksheet that knows its ways of writing by name."""

    def __init__(self, paper: Paper, name: str, *, widths: list[float], landscape: bool, size: int) -> None:
        self.paper, self.size, self.last, self.width = paper, size, len(widths) - 1, sum(widths)
        self._bytes = BytesIO()
        self.book: Workbook = xlsxwriter.Workbook(
            self._bytes, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self.book.set_properties({"title": name, "created": paper.made.replace(tzinfo=None)})
        self.page: Worksheet = self.book.add_worksheet(name)
        self._styles: dict[tuple[tuple[str, Any], ...], Format] = {}
        for column, width in enumerate(widths):
            self.page.set_column(column, column, width, self.style())
        self.page.set_landscape() if landscape else self.page.set_portrait()
        self.page.set_paper(A4)
        self.page.fit_to_pages(1, 0)
        self.page.set_margins(left=1.18, right=0.6, top=0.79, bottom=0.79)
        self.page.center_horizontally()
        self.page.hide_gridlines(2)
        self.page.set_footer(self._footer())

    def _footer(self) -> str:
        # Words stand before the code: after "&9" a digit of it would be read as part of the size.
        left = " – ".join([f"Mã kiểm tra {self.paper.figures['verify_code']}", *self.paper.warnings[:1]])
        return f'&L&"{FONT},Regular"&9{left}&R&"{FONT},Regular"&9Trang &P/&N'

    def style(self, **more: Any) -> Format:
        """A way of writing: Times New Roman at the sheet's size, and what is asked beyond it."""
        asked = {"font_name": FONT, "font_size": self.size, "valign": "vcenter", "text_wrap": True, **more}
        key = tuple(sorted(asked.items()))
        if key not in self._styles:
            self._styles[key] = self.book.add_format(asked)
        return self._styles[key]

    def cell(self, **more: Any) -> Format:
        """A way of writing in a ruled table."""
        return self.style(border=1, **more)

    def across(self, row: int, columns: tuple[int, int], text: str, **more: Any) -> None:
        """Text over several columns of a row; always text, whatever it begins with."""
        style = self.style(**more)
        if columns[0] < columns[1]:
            self.page.merge_range(row, columns[0], row, columns[1], "", style)
        self.page.write_string(row, columns[0], text, style)

    def heading(self, split: int, title: str, under: str) -> int:
        """The top of the paper, the left block ending before column `split`; answers the next free row."""
        office, left, right, middle = self.paper.office, (0, split - 1), (split, self.last), {"align": "center"}
        self.across(0, left, office["authority"], **middle)
        self.across(0, right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, **middle)
        self.across(1, left, office["unit"].upper(), bold=True, underline=1, **middle)
        self.across(1, right, "Độc lập - Tự do - Hạnh phúc", bold=True, underline=1, **middle)
        self.across(2, left, NUMBERED, **middle)
        self.across(2, right, self.paper.dated, italic=True, **middle)
        for row in range(3):
            self.page.set_row(row, 19)
        self.across(3, (0, self.last), title, bold=True, font_size=self.size + 2, **middle)
        self.page.set_row(3, 34)
        self.across(4, (0, self.last), under, italic=True, **middle)
        self.across(5, (0, self.last), self.paper.standing, font_size=self.size - 1, **middle)
        self.page.set_row(5, 6 + 18 * sum(ceil(len(line) / self.width) for line in self.paper.standing.splitlines()))
        if self.paper.warnings:
            text = " – ".join(self.paper.warnings)
            self.across(6, (0, self.last), text, bold=True, border=2, bg_color="#E7E6E6", **middle)
            self.page.set_row(6, 24)
            self.page.set_row(7, 8)
            return 8
        self.page.set_row(6, 8)
        return 7

    def signatures(self, row: int, blocks: list[tuple[tuple[int, int], str, str]], *, sealed: bool = False) -> None:
        """Titles over room to sign and the names known; if `sealed`, the last with a seal."""
        for columns, title, name in blocks:
            asked = SEALED if sealed and columns == blocks[-1][0] else SIGNED
            self.across(row, columns, title, bold=True, align="center")
            self.across(row + 1, columns, asked, italic=True, font_size=self.size - 1, align="center")
            if name:
                self.across(row + 6, columns, name, bold=True, align="center")
        for blank in range(row + 2, row + 7):
            self.page.set_row(blank, 18)
        self.page.print_area(0, 0, row + 6, self.last)

    def done(self) -> bytes:
        """The file."""
        self.book.close()
        return self._bytes.getvalue()
