"""The Vietnamese headings and words of the office's tables of procedures and days, beside the book's own codes."""

from collections.abc import Mapping
from typing import Any, Final

from shiftbook import imports
from shiftbook.imports import Import
from shiftbook.legality import RECORDS, RULES
from shiftbook.search import folded
from shiftbook.workdays import KINDS
from sync_server.language import told
from sync_server.office.newcomers import as_day

COLUMNS: Final = {
    "procedures": {
        "code": "Mã thủ tục", "name_vi": "Tên thủ tục", "field_vi": "Lĩnh vực", "write_on_behalf": "Viết hộ",
        "handling_vi": "Lời nhắc cho người viết hộ", "legal_basis": "Căn cứ pháp lý", "record": "Sổ ghi gì",
        "papers": "Giấy tờ người dân cần mang", "statutory_time_vi": "Thời hạn giải quyết",
        "same_day": "Giải quyết trong ngày", "effective_from": "Áp dụng từ ngày", "effective_to": "Đến hết ngày",
    },
    "calendar": {"date": "Ngày", "kind": "Loại", "name_vi": "Tên ngày nghỉ hoặc lý do"},
}  # fmt: skip
WORDS: Final = {
    "write_on_behalf": RULES,
    "record": {"full": "Ghi tên thủ tục", "count": "Chỉ đếm", "none": "Không ghi gì"},
    "kind": {kind: words[0] for kind, words in KINDS.items()},
}
_CODES: Final = {
    "write_on_behalf": imports.RULE_WORDS | dict.fromkeys(RULES), "record": RECORDS, "kind": KINDS,
}  # fmt: skip
_DAYS: Final = ("date", "effective_from", "effective_to")


def coded(rows: list[dict[str, str]], kind: str) -> tuple[list[dict[str, str]], dict[str, str]]:
    """Rows with the book's codes for Vietnamese headings and words, and by what headings the person knows the columns.

    A table that has the codes themselves stays as it is, and its columns go by their codes.
    """
    names = {folded(heading): code for code, heading in COLUMNS[kind].items()}
    typed = {names[folded(heading)]: heading for row in rows for heading in row if folded(heading) in names}
    if not typed:
        return rows, {}
    return [
        {(code := names.get(folded(heading), heading)): _word(code, cell) for heading, cell in row.items()}
        for row in rows
    ], COLUMNS[kind] | typed


def _word(column: str, cell: str) -> str:
    if column in _DAYS:
        return as_day(cell)
    return {folded(words): code for code, words in WORDS.get(column, {}).items()}.get(folded(cell), cell)


def named(result: Import[Any], columns: Mapping[str, str]) -> Import[Any]:
    """The same outcome, its sentences with the headings and words the person knows."""
    if not columns:
        return result
    refused, warned = ([(n, _renamed(told(s), columns)) for n, s in rows] for rows in (result.refused, result.warned))
    return Import(result.taken, refused, warned)


def _renamed(sentence: str, columns: Mapping[str, str]) -> str:
    for code, heading in columns.items():
        sentence = sentence.replace(f"“{code}”", f"“{heading}”")
    for column, codes in _CODES.items():
        sentence = sentence.replace(", ".join(codes), ", ".join(WORDS[column].values()))
    return sentence
