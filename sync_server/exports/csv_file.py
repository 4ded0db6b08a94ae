"""A table as a CSV file that spreadsheets open: UTF-8 with its mark, and no cell that could be taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import quote

from fastapi import Response

Cell = str | int | None
# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection); full-width forms are folded by some.
_BEGINS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(cell: Cell) -> str:
    """A cell as text: a number as it is, nothing as nothing, what would be a formula behind an apostrophe."""
    if cell is None:
        return ""
    if isinstance(cell, int):
        return str(cell)
    return f"'{cell}" if cell.lstrip(" ").startswith(_BEGINS_FORMULA) else cell


def answer(name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """The file as a download; `name` is the file's name without its end."""
    text = io.StringIO()
    csv.writer(text).writerows([list(columns), *([safe(cell) for cell in row] for row in rows)])
    disposition = f"attachment; filename*=UTF-8''{quote(name)}.csv"
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response("\ufeff" + text.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)
