"""A CSV file opens as text in a spreadsheet, whatever somebody typed."""

import csv
import io

import pytest

from sync_server.exports import csv_file


@pytest.mark.parametrize("typed", ["=1+1", "+84905", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "  =1+1"])
def test_what_would_be_a_formula_is_text(typed: str) -> None:
    assert csv_file.safe(typed) == f"'{typed}"


@pytest.mark.parametrize(("cell", "told"), [(None, ""), (0, "0"), (-3, "-3"), ("Hết giấy, mực", "Hết giấy, mực")])
def test_anything_else_stays_as_it_is(cell: csv_file.Cell, told: str) -> None:
    assert csv_file.safe(cell) == told


def test_the_file_reads_back_and_carries_its_mark() -> None:
    sent = csv_file.answer("Sổ khó khăn", ("Việc", "Số"), [('Máy in "cũ"\nhỏng', 2), ("=x", None)])
    text = bytes(sent.body).decode("utf-8")
    assert text.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert read == [["Việc", "Số"], ['Máy in "cũ"\nhỏng', "2"], ["'=x", ""]]
    assert sent.headers["content-disposition"].endswith("S%E1%BB%95%20kh%C3%B3%20kh%C4%83n.csv")
