"""The office's tables (procedures, calendar) from CSV: what was taken, and row by row what was refused and why."""

import csv
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Generic, TypeVar
from unicodedata import normalize

from shiftbook.legality import RECORDS, RULES, Procedure
from shiftbook.moments import parse_day
from shiftbook.search import folded
from shiftbook.sentences import Sentence
from shiftbook.workdays import KINDS, CalendarException

T = TypeVar("T")

RULE_WORDS: Final = {
    "duoc_viet_ho": "allowed",
    "co_dieu_kien": "conditional",
    "chi_cong_chuc_ghi": "officer_only",
    "khong_viet_ho": "barred",
    "khong_can_to_khai": "not_applicable",
    "khong_ap_dung": "not_applicable",
}
LONGEST_ID: Final = 60
LONGEST_NAME: Final = 500
_CODE: Final = re.compile(r"\d\.\d{6}", re.ASCII)
_ID: Final = re.compile(r"[a-z0-9][a-z0-9.\-]{0,59}", re.ASCII)
_NOT_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffd\ud800-\udfff]")
_SURPLUS: Final = "(thừa)"
_NEEDED_PROCEDURE: Final = ("code", "name_vi", "field_vi", "write_on_behalf", "handling_vi", "legal_basis")
_NEEDED_CALENDAR: Final = ("date", "kind", "name_vi")


class Unreadable(ValueError):
    """A file that is not a table at all; its only argument is the Vietnamese sentence that says what to do."""


class _Refused(ValueError):
    """A row that cannot be taken, with the sentence that says why."""

    def __init__(self, text: str, **values: Any) -> None:
        super().__init__(text)
        self.sentence = Sentence(text, **values)


@dataclass(frozen=True, slots=True)
class Import(Generic[T]):
    """What a file gave: rows taken, and (row number, sentence) for those refused and for those taken with a warning.

    Rows are numbered as a spreadsheet shows them: the heading is row 1.
    """

    taken: list[T] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    warned: list[tuple[int, str]] = field(default_factory=list)


def read_csv(source: str | bytes) -> list[dict[str, str]]:
    """The rows of a CSV file with comma, semicolon or tab between columns, as the office's spreadsheet saves it.

    Heading names and cells are trimmed and NFC; an empty row stays as an empty mapping, so that row numbers hold; a
    file without any row gives an empty list. Raises Unreadable for what is not such a file.
    """
    text = _decoded(source) if isinstance(source, bytes) else source
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if _NOT_TEXT.search(text):
        raise Unreadable("Tệp có ký tự hỏng hoặc không phải CSV. Hãy lưu lại từ bảng tính theo dạng “CSV UTF-8”.")
    lines = text.rstrip("\n").split("\n")
    separator = max(",;\t", key=lines[0].count)
    try:
        table = list(csv.reader((line + "\n" for line in lines), delimiter=separator, strict=True))
    except csv.Error:
        raise Unreadable("Tệp có dấu ngoặc kép đặt sai. Hãy lưu lại từ bảng tính theo dạng “CSV UTF-8”.") from None
    names = [_tidy(cell) for cell in table[0]] if table else []
    if len({n for n in names if n}) < len([n for n in names if n]):
        raise Unreadable("Dòng tiêu đề có hai cột cùng tên. Hãy bỏ bớt một cột.")
    return [_row(names, cells) for cells in table[1:]]


def _decoded(source: bytes) -> str:
    encoding = "utf-16" if source[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return source.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable("Tệp không phải mã UTF-8 nên chữ Việt sẽ hỏng. Hãy lưu lại theo dạng “CSV UTF-8”.") from None


def _row(names: list[str], cells: list[str]) -> dict[str, str]:
    row = {name: _tidy(cell) for name, cell in zip(names, cells, strict=False) if name}
    surplus = " ".join(filter(None, map(_tidy, cells[len(names) :])))
    if surplus:
        row[_SURPLUS] = surplus
    return row if any(row.values()) else {}


def _tidy(cell: str) -> str:
    return " ".join(normalize("NFC", cell).split())


def procedures(text_rows: Iterable[Mapping[str, str]], version: str, effective_from: date) -> Import[Procedure]:
    """Procedures from rows with the columns of the product's procedures.csv.

    Every one gets `rules_version` = `version` and begins on `effective_from` unless its own columns `effective_from`
    and `effective_to` say otherwise. The id is the column `id`, else the national code, else a slug of the name.
    """
    result: Import[Procedure] = Import()
    rows = _complete(text_rows, _NEEDED_PROCEDURE, result)
    if rows and "record" not in rows[0][1]:
        result.warned.append((1, "Không có cột “record”: mọi thủ tục đều được ghi đầy đủ, kể cả việc cần giữ kín."))
    seen: dict[str, int] = {}
    for number, row in rows:
        try:
            taken = _procedure(row, version, effective_from)
            for key in {taken.id, taken.code or taken.id}:
                _once(seen, number, key, text=_PROCEDURE_TWICE, name=taken.code or taken.name)
        except _Refused as refused:
            result.refused.append((number, refused.sentence))
        else:
            result.taken.append(taken)
    return result


def _procedure(row: Mapping[str, str], version: str, effective_from: date) -> Procedure:
    _no_surplus(row)
    code, name = row["code"], row["name_vi"]
    if code and not _CODE.fullmatch(code):
        raise _Refused(
            "Cột “code”: “{code}” không phải mã thủ tục. Mã có dạng 1.001193; chưa có mã thì để trống.", code=code
        )
    if not name or len(name) > LONGEST_NAME:
        raise _Refused("Cột “name_vi”: cần tên thủ tục, không quá {most} ký tự.", most=LONGEST_NAME)
    begins = _day(row, "effective_from") or effective_from
    ends = _day(row, "effective_to")
    if ends is not None and ends < begins:
        raise _Refused("Cột “effective_to”: ngày hết hiệu lực phải từ ngày bắt đầu trở đi.")
    return Procedure(
        id=_identity(row),
        code=code,
        name=name,
        field=row["field_vi"],
        rule=_chosen(row, "write_on_behalf", RULE_WORDS | {rule: rule for rule in RULES}),
        record=_chosen(row, "record", {record: record for record in RECORDS}, "full"),
        reminder=row["handling_vi"],
        legal_basis=row["legal_basis"],
        rules_version=version,
        effective_from=begins,
        effective_to=ends,
        same_day=folded(row.get("same_day", "")).split(" ")[0] == "co",
        time_limit=row.get("statutory_time_vi", ""),
        source=row.get("source", ""),
        confidence=_confidence(row),
        papers=tuple(paper for part in row.get("papers", "").split(";") if (paper := part.strip())),
    )


def _identity(row: Mapping[str, str]) -> str:
    identity = row.get("id") or row["code"] or slug(row["name_vi"])
    if not _ID.fullmatch(identity):
        raise _Refused("Cột “id”: chỉ gồm chữ thường không dấu, số, dấu chấm và gạch nối, không quá 60 ký tự.")
    return identity


def slug(name: str) -> str:
    """A name as an id of at most 60 letters, digits and hyphens: 'Tách hộ' → 'tach-ho'; cut between words."""
    whole = re.sub(r"[^a-z0-9]+", "-", folded(name)).strip("-")
    return whole if len(whole) <= LONGEST_ID else whole[: LONGEST_ID + 1].rpartition("-")[0] or whole[:LONGEST_ID]


def _confidence(row: Mapping[str, str]) -> str:
    """The marks of name, time limit and rule in one text: which of the three was checked is what the office asks."""
    marks = [("tên", row.get("confidence")), ("thời hạn", row.get("conf_time")), ("quy tắc", row.get("conf_rule"))]
    return ", ".join(f"{what} {mark}" for what, mark in marks if mark)


def calendar(rows: Iterable[Mapping[str, str]], known_from: datetime) -> Import[CalendarException]:
    """Calendar exceptions from rows with the columns of the product's holidays.csv, known from one moment on."""
    result: Import[CalendarException] = Import()
    seen: dict[str, int] = {}
    for number, row in _complete(rows, _NEEDED_CALENDAR, result):
        try:
            taken = _exception(row, known_from)
            _once(seen, number, taken.day.isoformat(), text=_DAY_TWICE, name=taken.day.isoformat())
        except _Refused as refused:
            result.refused.append((number, refused.sentence))
        else:
            result.taken.append(taken)
            if taken.kind == "nghi_le" and taken.day.weekday() >= 5:
                result.warned.append((number, Sentence(_HOLIDAY_AT_REST, day=taken.day.isoformat())))
    return result


_HOLIDAY_AT_REST: Final = "Ngày {day} là thứ Bảy hoặc Chủ nhật: đã nhận, nhưng hãy xem thông báo có ngày nghỉ bù không."


def _exception(row: Mapping[str, str], known_from: datetime) -> CalendarException:
    _no_surplus(row)
    day = _day(row, "date")
    if day is None:
        raise _Refused("Cột “date”: thiếu ngày. Hãy ghi năm-tháng-ngày, ví dụ 2027-02-08.")
    kind = _chosen(row, "kind", {kind: kind for kind in KINDS})
    if not row["name_vi"]:
        raise _Refused("Cột “name_vi”: cần tên ngày nghỉ hoặc lý do.")
    _day(row, "swap_with")
    at_rest = day.weekday() >= 5
    if kind == "lam_bu" and not at_rest:
        raise _Refused("Cột “kind”: ngày làm bù phải là thứ Bảy hoặc Chủ nhật. Hãy xem lại ngày.")
    if kind in ("nghi_bu", "nghi_hoan_doi") and at_rest:
        raise _Refused("Cột “kind”: ngày nghỉ bù, nghỉ hoán đổi phải từ thứ Hai đến thứ Sáu. Hãy xem lại ngày.")
    return CalendarException(day, kind, row["name_vi"], known_from)


def _complete(
    rows: Iterable[Mapping[str, str]], needed: Collection[str], result: Import[T]
) -> list[tuple[int, Mapping[str, str]]]:
    """Numbered rows that say something, every cell tidy; none, and the reason, when the table cannot be one of ours."""
    numbered = [(number, {k: _tidy(v or "") for k, v in row.items() if k}) for number, row in enumerate(rows, start=2)]
    filled = [(number, row) for number, row in numbered if any(row.values())]
    if not filled:
        result.refused.append((1, "Tệp không có dòng dữ liệu nào. Hãy chọn tệp có dòng tiêu đề và ít nhất một dòng."))
        return []
    named = {name for _, row in filled for name in row}
    missing = [name for name in needed if name not in named]
    if missing:
        columns = ", ".join(f"“{name}”" for name in missing)
        told = Sentence("Thiếu cột {columns}. Hãy giữ đúng dòng tiêu đề của tệp mẫu.", columns=columns)
        result.refused.append((1, told))
        return []
    return [(number, dict.fromkeys(named, "") | row) for number, row in filled]


def _chosen(row: Mapping[str, str], column: str, words: Mapping[str, str], default: str | None = None) -> str:
    word = row.get(column, "")
    if not word and default is not None:
        return default
    if word not in words:
        told = "Cột “{column}”: “{word}” không hiểu được. Hãy ghi một trong: {words}."
        raise _Refused(told, column=column, word=word, words=", ".join(words))
    return words[word]


def _day(row: Mapping[str, str], column: str) -> date | None:
    written = row.get(column, "")
    try:
        return parse_day(written) if written else None
    except ValueError:
        told = "Cột “{column}”: “{written}” không phải ngày. Hãy ghi năm-tháng-ngày, ví dụ 2027-02-08."
        raise _Refused(told, column=column, written=written) from None


def _no_surplus(row: Mapping[str, str]) -> None:
    if row.get(_SURPLUS):
        raise _Refused("Dòng có nhiều ô hơn dòng tiêu đề. Hãy đặt trong ngoặc kép những ô có dấu phẩy, rồi nạp lại.")


_PROCEDURE_TWICE: Final = "Cột “code”: thủ tục “{name}” đã có ở dòng {row}. Hãy giữ lại một dòng."
_DAY_TWICE: Final = "Cột “date”: ngày {name} đã có ở dòng {row}. Hãy giữ lại một dòng."


def _once(seen: dict[str, int], number: int, key: str, *, text: str, name: str) -> None:
    if key in seen:
        raise _Refused(text, name=name, row=seen[key])
    seen[key] = number
