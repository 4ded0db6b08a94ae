"""Members from a table the office keeps: who is taken, and line by line who is not and why."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from io import BytesIO, StringIO
from itertools import islice
from typing import Any, Final
from zipfile import BadZipFile

import openpyxl
import xlsxwriter
from openpyxl.utils.exceptions import InvalidFileException

from shiftbook.allowance import GROUPS
from shiftbook.imports import Import, Unreadable
from shiftbook.moments import parse_day
from shiftbook.search import folded
from sync_server import dated, particulars
from sync_server.language import _
from sync_server.office.forms import PROBLEMS
from sync_server.setup import NewMember

COLUMNS: Final = {
    "name": "Họ và tên", "group": "Nhóm", "role": "Vai trò", "since": "Tham gia từ ngày", **particulars.FIELDS,
}  # fmt: skip
_ALSO: Final = {"ho ten": "name", "don vi": "organisation", "dien thoai": "phone", "so dien thoai": "phone",
                "ngay thang nam sinh": "born",
                "tu ngay": "since", "vai tro trong to": "role"}  # fmt: skip
# A birth date is read to judge by, and not kept.
_BIRTH: Final = {"born": "Ngày sinh"}
_NAMED: Final = {folded(heading): name for name, heading in (COLUMNS | _BIRTH).items()} | _ALSO
_AGES: Final = {folded(words): code for code, words in particulars.OF_AGE.items()}
_GROUPS: Final = {folded(words): group for group, words in GROUPS.items()}
_ROLES: Final = {"": "member", "thanh vien": "member", "to truong": "leader"}
_EXAMPLES: Final = (
    ("Ví dụ: Nguyễn Thị A", "Đoàn viên", "Tổ trưởng", "01/11/2026", "Đoàn Thanh niên", "12/QĐ-UBND",
     "Phân công trực, xác nhận ngày công", "0912 345 678", "Đủ", "", "", ""),
    ("Ví dụ: Trần Văn B", "Thanh niên", "Thành viên", "01/11/2026", "Đoàn Thanh niên", "12/QĐ-UBND", "Trực quầy", "",
     "Chưa", "15/03/2028", "Trần Văn C (cha)", "25/10/2026"),
)  # fmt: skip
_EXAMPLE: Final = "vi du:"
MOST_ROWS, MOST_COLUMNS = 1000, 40


def is_workbook(raw: bytes) -> bool:
    """Whether a file is a spreadsheet rather than text, new (.xlsx) or old (.xls)."""
    return raw[:4] == b"PK\x03\x04" or raw[:4] == b"\xd0\xcf\x11\xe0"


def as_csv(raw: bytes) -> str:
    """The first sheet of an .xlsx file as CSV, days as year-month-day; raises Unreadable with what to do."""
    try:
        book = openpyxl.load_workbook(BytesIO(raw), read_only=True, data_only=True)
        rows = list(islice(book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS), MOST_ROWS + 2))
    except (BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, SyntaxError, OSError):
        told = _("Không mở được bảng tính này. Hãy lưu lại theo dạng Excel (.xlsx) rồi chọn lại.")
        raise Unreadable(told) from None
    cells = [[_cell(value) for value in row] for row in rows]
    while cells and not any(cells[-1]):
        cells.pop()
    if len(cells) > MOST_ROWS + 1:
        raise Unreadable(_("Bảng tính dài quá {n} dòng. Hãy chia thành nhiều tệp.", n=MOST_ROWS))
    wide = max((place for row in cells for place, cell in enumerate(row, 1) if cell), default=0)
    written = StringIO()
    csv.writer(written, lineterminator="\n").writerows(row[:wide] for row in cells)
    return written.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else " ".join(str(value).split())


def template() -> bytes:
    """An empty list with its headings and two rows to go by; every cell is text, so that no number loses its zero."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        plain = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("Thành viên")
        sheet.set_column(0, len(COLUMNS) - 1, 20, plain)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.freeze_panes(1, 1)
        for place, heading in enumerate(COLUMNS.values()):
            sheet.write_string(0, place, heading, bold)
        for line, row in enumerate(_EXAMPLES, 1):
            for place, cell in enumerate(row):
                sheet.write_string(line, place, cell, plain)
        sheet.data_validation(1, 1, MOST_ROWS, 1, {"validate": "list", "source": list(GROUPS.values())})
        sheet.data_validation(1, 2, MOST_ROWS, 2, {"validate": "list", "source": ["Thành viên", "Tổ trưởng"]})
        age = list(COLUMNS).index("of_age")
        sheet.data_validation(1, age, MOST_ROWS, age, {"validate": "list", "source": list(particulars.OF_AGE.values())})
    return file.getvalue()


def members(
    rows: Iterable[Mapping[str, str]], taken_names: Iterable[str], since: date, *, today: date
) -> Import[NewMember]:
    """New members from rows headed as `COLUMNS`; who has no day of their own joins on `since`.

    Somebody whose name is in the team already, or on an earlier line, is refused: nobody is written over by a file.
    """
    result: Import[NewMember] = Import()
    filled = [(number, row) for number, row in enumerate(rows, 2) if any(row.values())]
    headings = list(dict.fromkeys(heading for _, row in filled for heading in row))
    held = set(map(_column, headings))
    missing = [COLUMNS[name] for name in ("name", "group") if name not in held]
    if held.isdisjoint({"of_age", "adult_from", "born"}):
        missing.append(COLUMNS["of_age"])
    if not filled or missing:
        columns = f" {_('và')} ".join(f"“{name}”" for name in missing)
        told = _("Thiếu cột {columns}. Hãy giữ đúng dòng tiêu đề của tệp mẫu.", columns=columns)
        nobody = _("Tệp không có dòng dữ liệu nào. Hãy ghi mỗi người một dòng dưới dòng tiêu đề.")
        result.refused.append((1, told if filled else nobody))
        return result
    unknown = ", ".join(f"“{heading}”" for heading in headings if not _column(heading) and folded(heading) != "stt")
    if unknown:
        result.warned.append((1, _("Sổ không giữ cột {columns} nên không nhận cột ấy.", columns=unknown)))
    if "born" in held:
        result.warned.append((1, _("Cột “Ngày sinh” chỉ đọc để xét đủ 18 tuổi khi tham gia, không giữ lại.")))
    names = dict.fromkeys(map(particulars.alike, taken_names), 0)
    for number, row in filled:
        known = {_column(k): v for k, v in row.items() if _column(k)}
        _take(result, number, known, names=names, since=since, today=today)
    return result


def _column(heading: str) -> str:
    return _NAMED.get(folded(heading), "")


def _take(
    result: Import[NewMember], number: int, row: dict[str, str], *, names: dict[str, int], since: date, today: date
) -> None:
    told = {**row, **{name: as_day(row.get(name, "")) for name in ("since", *particulars.DAYS)}}
    if len(told.get("phone", "")) == 9 and told["phone"].isdigit() and told["phone"][0] != "0":
        told["phone"] = "0" + told["phone"]
        result.warned.append((number, _("Số điện thoại thiếu số 0 ở đầu, đã ghi là {phone}.", phone=told["phone"])))
    wrong = _wrong(told, names)
    begins = parse_day(told["since"]) if told["since"] and "since" not in wrong else since
    told |= _age(told, begins, wrong)
    for name, problem in particulars.problems(told, begins, today).items():
        wrong.setdefault(name, _(PROBLEMS[problem]))
    if wrong:
        sentences = (
            _(
                "Cột “{column}”{cell}: {problem}",
                column=(COLUMNS | _BIRTH)[name],
                cell=_quoted(row.get(name, "")),
                problem=said,
            )
            for name, said in wrong.items()
        )
        result.refused.append((number, " ".join(sentences)))
        return
    names[particulars.alike(told["name"])] = number
    kept = {name: told[name] for name in particulars.FIELDS if told.get(name)}
    role = _ROLES[folded(told.get("role", ""))]
    result.taken.append(NewMember(told["name"], _GROUPS[folded(told["group"])], role, begins, kept))


def _wrong(told: Mapping[str, str], names: Mapping[str, int]) -> dict[str, str]:
    """The sentence for each of name, group, role and first day that cannot be taken."""
    wrong, name = {}, told.get("name", "")
    if not name:
        wrong["name"] = _("chưa ghi họ tên.")
    elif folded(name).startswith(_EXAMPLE):
        wrong["name"] = _("dòng ví dụ của tệp mẫu, không nhận.")
    elif len(name) > particulars.LONGEST:
        wrong["name"] = _(PROBLEMS["too_long"])
    elif (alike := particulars.alike(name)) in names:
        there = _("đã có ở dòng {number}.", number=names[alike]) if names[alike] else _("đã có trong Tổ.")
        wrong["name"] = there + _(" Người khác trùng tên thì ghi thêm để phân biệt; muốn sửa thì mở trang Thành viên.")
    if folded(told.get("group", "")) not in _GROUPS:
        wrong["group"] = _("hãy ghi một trong: {groups}.", groups=", ".join(GROUPS.values()))
    if folded(told.get("role", "")) not in _ROLES:
        wrong["role"] = _("hãy ghi Thành viên hoặc Tổ trưởng.")
    if told["since"]:
        try:
            if not dated.sensible(parse_day(told["since"])):
                wrong["since"] = _(PROBLEMS["year"])
        except ValueError:
            wrong["since"] = _("hãy ghi ngày/tháng/năm, ví dụ 01/11/2026.")
    return wrong


def _age(told: Mapping[str, str], joins: date, wrong: dict[str, str]) -> dict[str, str]:
    """Whether somebody is of age on joining and from when: by the birth date if there is one, else by the cells."""
    of_age = _AGES.get(folded(told.get("of_age", "")), "")
    if not told.get("born"):
        return {"of_age": of_age or ("no" if told.get("adult_from") else "")}
    born = as_day(told["born"])
    try:  # a year alone counts from its last day, so that nobody is taken as older than they are
        adult = particulars.comes_of_age(parse_day(f"{born}-12-31" if born.isdigit() and len(born) == 4 else born))
    except ValueError:
        wrong["born"] = _("hãy ghi ngày/tháng/năm, ví dụ 15/03/2010.")
        return {"of_age": of_age}
    if adult <= joins:
        return {"of_age": "yes"}
    return {"of_age": "no", "adult_from": told["adult_from"] or adult.isoformat()}


def _quoted(cell: str) -> str:
    return _(" ghi “{cell}”", cell=cell[:60]) if cell else ""


def as_day(cell: str) -> str:
    """A day as people write it, 1/11/2026 or 2026-11-01, as year-month-day; what is none stays as it is."""
    parts = cell.replace(".", "/").replace("-", "/").split("/")
    if len(parts) == 3 and all(p.isascii() and p.isdigit() for p in parts) and len(parts[2]) == 4:
        return f"{parts[2]}-{int(parts[1]):02d}-{int(parts[0]):02d}"
    return cell
