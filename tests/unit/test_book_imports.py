"""The office's tables: what the carried data gives, and the sentence for every row that cannot be taken."""

import csv
import io
import json
import re
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from unicodedata import is_normalized, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiftbook.fields import identifier
from shiftbook.imports import Unreadable, calendar, procedures, read_csv, slug
from shiftbook.workdays import WorkingCalendar

CARRIED = Path(__file__).parents[2] / "sync_server" / "data"
START = date(2024, 1, 1)
KNOWN = datetime(2023, 12, 1, tzinfo=UTC)
HEADING = "code,name_vi,field_vi,write_on_behalf,record,handling_vi,legal_basis\n"
BIRTH = "1.001193,Đăng ký khai sinh,Hộ tịch,duoc_viet_ho,full,Viết tờ khai,Luật Hộ tịch Đ.16\n"


def carried(name: str) -> bytes:
    """One of the carried files as it lies on disk."""
    return (CARRIED / name).read_bytes()


def taken(text: str | bytes):
    """An import of procedures from CSV."""
    return procedures(read_csv(text), "2026-07", START)


def entered(rows: str):
    """An import of calendar rows below the usual heading."""
    return calendar(read_csv("date,kind,name_vi,swap_with\n" + rows), KNOWN)


def test_all_86_procedures_are_taken() -> None:
    got = taken(carried("procedures.csv"))
    assert (got.refused, got.warned) == ([], [])
    assert Counter(p.rule for p in got.taken) == {
        "allowed": 52, "conditional": 20, "barred": 7, "officer_only": 5, "not_applicable": 2}  # fmt: skip
    assert len({p.id for p in got.taken}) == 86
    assert sum(not p.code for p in got.taken) == 4
    assert sum(p.same_day for p in got.taken) == 11
    assert {p.rules_version for p in got.taken} == {"2026-07"}
    assert {(p.effective_from, p.effective_to) for p in got.taken} == {(START, None)}


def test_papers_are_taken_where_the_office_lists_them() -> None:
    rows = HEADING.strip() + ",papers\n" + BIRTH.strip() + ",Tờ khai; Giấy chứng sinh ;\n"
    assert taken(rows).taken[0].papers == ("Tờ khai", "Giấy chứng sinh")
    assert (taken(HEADING + BIRTH).taken[0].papers, "papers" in taken(HEADING + BIRTH).taken[0].json()) == ((), False)


def test_the_two_rules_that_need_no_form_keep_their_own_word() -> None:
    words = Counter(row["write_on_behalf"] for row in read_csv(carried("procedures.csv")))
    assert (words["khong_can_to_khai"], words["khong_ap_dung"]) == (1, 1)


def test_a_reader_meets_a_whole_sentence_on_every_procedure() -> None:
    for p in taken(carried("procedures.csv")).taken:
        assert identifier(p.id) == p.id
        assert all((p.name, p.field, p.reminder, p.legal_basis, p.source, p.confidence)), p.id
        assert "như trên" not in p.reminder.lower()
        assert is_normalized("NFC", str(p.json()))
        assert not re.search(r"\d{9}", p.source + p.reminder)


def test_what_is_kept_of_sensitive_matters() -> None:
    kept = {p.id: p.record for p in taken(carried("procedures.csv")).taken if p.record != "full"}
    urgent = "ap-dung-cac-bien-phap-can-thiep-khan-cap-hoac-tam-thoi-cach"
    assert kept == {"2.002396": "none", "3.000527": "count", urgent: "count"}


def test_an_id_is_the_code_or_else_the_name_without_diacritics() -> None:
    for row, p in zip(read_csv(carried("procedures.csv")), taken(carried("procedures.csv")).taken, strict=True):
        assert p.id == (p.code or slug(p.name)) == row["id"]
    assert slug("Tặng Giấy khen của Chủ tịch UBND cấp xã") == "tang-giay-khen-cua-chu-tich-ubnd-cap-xa"


def test_the_whole_calendar_is_taken_and_one_saturday_is_pointed_out() -> None:
    got = calendar(read_csv(carried("holidays.csv")), KNOWN)
    assert got.refused == []
    assert Counter(e.kind for e in got.taken) == {"nghi_le": 39, "nghi_hoan_doi": 4, "lam_bu": 4, "nghi_bu": 2}
    [(number, said)] = got.warned
    assert number == 45
    assert "2027-02-06" in said
    assert WorkingCalendar(got.taken).is_working(date(2026, 8, 22), KNOWN)


def test_the_ballot_has_both_languages_and_five_degrees() -> None:
    ballot = json.loads(carried("ballot.json"))
    assert [(s["value"], s["satisfied"]) for s in ballot["scale"]] == [
        (5, True), (4, True), (3, False), (2, False), (1, False)]  # fmt: skip
    assert [q["no"] for q in ballot["full"]] == list(range(1, 10))
    for entry in [*ballot["scale"], *ballot["full"], *(o for q in ballot["full"] for o in q.get("options", []))]:
        assert entry["vi"]
        assert entry["en"]
    texts = ballot["quick"]
    assert {n.removesuffix("_vi") for n in texts if n.endswith("_vi")} == {
        n.removesuffix("_en") for n in texts if n.endswith("_en")}  # fmt: skip


@pytest.mark.parametrize("written", ["allowed", "conditional", "officer_only", "barred", "not_applicable"])
def test_rules_may_be_written_as_the_wire_names_them(written: str) -> None:
    assert taken(HEADING + BIRTH.replace("duoc_viet_ho", written)).taken[0].rule == written


def test_a_procedure_may_have_its_own_days() -> None:
    rows = HEADING.strip() + ",effective_from,effective_to\n" + BIRTH.strip() + ",2025-07-01,2026-12-31\n"
    [p] = taken(rows).taken
    assert (p.effective_from, p.effective_to) == (date(2025, 7, 1), date(2026, 12, 31))


@pytest.mark.parametrize(("old", "new", "column"), [
    ("duoc_viet_ho", "duoc", "write_on_behalf"), ("duoc_viet_ho", "", "write_on_behalf"),
    ("Đăng ký khai sinh", "", "name_vi"), ("Đăng ký khai sinh", "   ", "name_vi"),
    ("Đăng ký khai sinh", "x" * 501, "name_vi"),
    ("1.001193", "1.1193", "code"), ("1.001193", "１.００１１９３", "code"), (",full,", ",some,", "record"),
])  # fmt: skip
def test_a_procedure_that_cannot_be_taken(old: str, new: str, column: str) -> None:
    got = taken(HEADING + BIRTH + "\n" + BIRTH.replace("1.001193", "1.000894").replace(
        old.replace("1.001193", "1.000894"), new))  # fmt: skip
    assert [p.code for p in got.taken] == ["1.001193"]
    [(number, said)] = got.refused
    assert number == 4
    assert f"“{column}”" in said
    assert said.endswith(".")


@pytest.mark.parametrize(("begins", "ends", "column"), [
    ("01/07/2025", "", "effective_from"), ("2025-02-30", "", "effective_from"), ("", "mai", "effective_to"),
    ("2025-07-01", "2025-06-30", "effective_to"),
])  # fmt: skip
def test_days_of_a_procedure_that_cannot_be(begins: str, ends: str, column: str) -> None:
    got = taken(HEADING.strip() + ",effective_from,effective_to\n" + BIRTH.strip() + f",{begins},{ends}\n")
    assert got.taken == []
    assert f"“{column}”" in got.refused[0][1]


@pytest.mark.parametrize("second", [
    BIRTH, BIRTH.replace("Đăng ký khai sinh", "Khai sinh"),
    BIRTH.replace(",duoc", " ,duoc").replace("1.001193", " 1.001193"),
])  # fmt: skip
def test_one_code_is_taken_once(second: str) -> None:
    got = taken(HEADING + BIRTH + second)
    assert len(got.taken) == 1
    assert got.refused == [(3, "Cột “code”: thủ tục “1.001193” đã có ở dòng 2. Hãy giữ lại một dòng.")]


def test_one_code_is_taken_once_under_two_ids_and_one_name_once_without_code() -> None:
    by_id = "id," + HEADING + "a," + BIRTH + "b," + BIRTH
    assert [n for n, _ in taken(by_id).refused] == [3]
    nameless = BIRTH.replace("1.001193", "")
    assert [n for n, _ in taken(HEADING + nameless + nameless).refused] == [3]
    assert "“id”" in taken("id," + HEADING + "Có dấu," + BIRTH).refused[0][1]


def test_without_a_record_column_the_office_is_warned() -> None:
    got = taken(HEADING.replace("record,", "") + BIRTH.replace("full,", ""))
    assert [p.record for p in got.taken] == ["full"]
    assert [n for n, _ in got.warned] == [1]


def test_marks_of_name_time_and_rule_are_told_apart() -> None:
    rows = HEADING.strip() + ",confidence,conf_time,conf_rule\n" + BIRTH.strip() + ",v,,m\n"
    assert taken(rows).taken[0].confidence == "tên v, quy tắc m"


@pytest.mark.parametrize(("row", "column"), [
    ("2027-02-30,nghi_le,Tết,", "date"), ("06/02/2027,nghi_le,Tết,", "date"), (",nghi_le,Tết,", "date"),
    ("2027-02-08,nghi,Tết,", "kind"), ("2027-02-08,,Tết,", "kind"), ("2027-02-08,nghi_le,,", "name_vi"),
    ("2027-02-08,lam_bu,Làm bù,", "kind"), ("2027-02-06,nghi_bu,Nghỉ bù,", "kind"),
    ("2027-02-07,nghi_hoan_doi,Hoán đổi,", "kind"), ("2027-02-08,nghi_hoan_doi,Hoán đổi,13/2", "swap_with"),
])  # fmt: skip
def test_a_calendar_row_that_cannot_be_taken(row: str, column: str) -> None:
    got = entered(f"2027-01-01,nghi_le,Tết Dương lịch,\n{row}\n")
    assert len(got.taken) == 1
    [(number, said)] = got.refused
    assert number == 3
    assert said.startswith(f"Cột “{column}”")
    assert said.endswith(".")


def test_a_day_is_entered_once_and_known_from_the_moment_given() -> None:
    got = entered("2027-01-01,nghi_le,Tết,\n2027-01-01,ngay_thuong,Đi làm,\n2027-02-13,lam_bu,Làm bù,2027-02-05\n")
    assert [(e.day, e.known_from) for e in got.taken] == [(date(2027, 1, 1), KNOWN), (date(2027, 2, 13), KNOWN)]
    assert got.refused == [(3, "Cột “date”: ngày 2027-01-01 đã có ở dòng 2. Hãy giữ lại một dòng.")]


@pytest.mark.parametrize("text", ["", "\ufeff", "\n\n", HEADING, HEADING + "\n,,,,,,\n", b"", b"\xef\xbb\xbf"])
def test_an_empty_file_says_so(text: str | bytes) -> None:
    got = taken(text)
    assert got.taken == []
    assert got.refused == [
        (1, "Tệp không có dòng dữ liệu nào. Hãy chọn tệp có dòng tiêu đề và ít nhất một dòng.")]  # fmt: skip


def test_missing_columns_are_named_once_for_the_file() -> None:
    got = taken("code,name_vi,field_vi,record\n1.001193,Đăng ký khai sinh,Hộ tịch,full\n")
    assert got.taken == []
    assert got.refused == [(1, "Thiếu cột “write_on_behalf”, “handling_vi”, “legal_basis”."
                               " Hãy giữ đúng dòng tiêu đề của tệp mẫu.")]  # fmt: skip
    assert "“kind”" in calendar(read_csv("date,name_vi\n2027-01-01,Tết\n"), KNOWN).refused[0][1]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_spreadsheets_save(separator: str, ending: str, encoding: str) -> None:
    out = io.StringIO()
    rows = list(csv.reader(io.StringIO(carried("procedures.csv").decode())))
    csv.writer(out, delimiter=separator, lineterminator=ending).writerows(rows)
    text = normalize("NFD", out.getvalue())
    assert taken(text.encode(encoding)) == taken(carried("procedures.csv"))


def test_a_row_with_a_loose_comma_is_refused_not_shifted() -> None:
    got = taken(HEADING + BIRTH.replace("Viết tờ khai", "Viết tờ khai, đọc lại"))
    assert got.taken == []
    assert got.refused[0][0] == 2
    assert "nhiều ô hơn" in got.refused[0][1]


def test_row_numbers_are_the_spreadsheets_also_after_a_cell_of_two_lines() -> None:
    two_lines = BIRTH.replace("Viết tờ khai", '"Viết tờ khai\nrồi đọc lại"')
    got = taken(HEADING + two_lines + BIRTH.replace("duoc_viet_ho", "x").replace("1.001193", "1.000894"))
    assert got.taken[0].reminder == "Viết tờ khai rồi đọc lại"
    assert [n for n, _ in got.refused] == [3]


@pytest.mark.parametrize("source", [
    "Đăng ký".encode("utf-16-le"), "Tờ khai".encode("cp1258", "replace") + b"\xf0\xd0", b"PK\x03\x04\xff\x00",
    b"\xff\xfe\x00",
    'code,name\n"mở mà không đóng', 'a,b\n"x"y,z', "a,b\n\x00,1", "code,code\n1,2",
])  # fmt: skip
def test_what_is_no_table_is_said_in_one_sentence(source: str | bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        read_csv(source)
    [said] = refused.value.args
    assert said.endswith(".")
    assert "Hãy" in said


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffd"), max_size=15)


@given(st.lists(st.lists(CELLS, min_size=7, max_size=7), max_size=6))
def test_every_row_that_says_something_is_taken_or_refused_once(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([HEADING.strip().split(","), *rows])
    got = taken(out.getvalue())
    saying = [n for n, row in enumerate(rows, start=2) if any(cell.split() for cell in row)]
    assert len(got.taken) + len([n for n, _ in got.refused if n > 1]) == len(saying)
    assert {n for n, _ in got.refused} <= {1, *saying}
    for _, said in got.refused:
        assert said.endswith(".")
