"""A table of a register: searched without diacritics, sorted as Vietnamese is, shown on a page or sent as CSV."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from fastapi import Response

from shiftbook.search import by_given_name, folded, sorting
from sync_server.exports import csv_file
from sync_server.office import words

Cell = str | int | date | None
PEOPLE: Final = frozenset({"Thành viên", "Người báo", "Người ghi"})


@dataclass(frozen=True)
class Table:
    """Columns and rows of cells; a column of PEOPLE is sorted by given name."""

    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]

    def narrowed(self, query: str, by: str) -> "Table":
        """The rows that hold every word of a query; sorted by a column's number when one is named, else as they are."""
        wanted = folded(query).split()
        rows = [row for row in self.rows if all(word in _searched(row) for word in wanted)]
        if by.isascii() and by.isdigit() and int(by) < len(self.columns):
            place = int(by)
            key = by_given_name if self.columns[place] in PEOPLE else sorting
            rows.sort(key=lambda row: _place(row[place], key))
        return replace(self, rows=rows)

    def csv(self, name: str) -> Response:
        """The table as a download."""
        rows = ([cell if isinstance(cell, int) else told(cell) for cell in row] for row in self.rows)
        return csv_file.answer(name, self.columns, rows)


def told(cell: Cell) -> str:
    """A cell as a page shows it."""
    return "" if cell is None else words.full(cell) if isinstance(cell, date) else str(cell)


def _searched(row: tuple[Cell, ...]) -> str:
    return folded(" ".join(map(told, row)))


def _place(cell: Cell, key: Any) -> tuple[bool, Any]:
    """Empty cells come last."""
    return (True, 0) if cell in (None, "") else (False, key(cell) if isinstance(cell, str) else cell)
