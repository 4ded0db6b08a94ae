"""The month's papers word for word, in both kinds, and every paper as LibreOffice opens it."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from sync_server.exports.paper import PAPERS
from tests.server.libreoffice import known, lost
from tests.server.stand import Stand
from tests.server.test_papers_word import DECEMBER, read, two_closed_months
from tests.server.test_week_papers import GOLDEN, lines

__all__ = ["two_closed_months"]


def rows(file: bytes) -> str:
    """A sheet's text: a line a row with bars between its cells, figures as the program shows them."""
    sheet: Any = load_workbook(BytesIO(file), data_only=True).active
    told = ([str(cell).replace("\n", " / ") for cell in row if cell is not None] for row in sheet.values)
    return "\n".join(" | ".join(row).rstrip() for row in told if row) + "\n"


@pytest.mark.parametrize("kind", PAPERS)
def test_the_closed_months_papers_word_for_word(stand: Stand, kind: str) -> None:
    document, workbook = read(stand, kind, DECEMBER), stand.get(f"/office/months/{DECEMBER}/{kind}.xlsx").content
    for ending, text in (("docx", lines(document)), ("xlsx", rows(workbook))):
        assert known(text) == (GOLDEN / f"{kind}.{ending}.txt").read_text(encoding="utf-8")


@pytest.mark.nightly
def test_libreoffice_loses_no_word_of_a_months_paper(stand: Stand, tmp_path: Path) -> None:
    names = [f"{kind}.{ending}" for kind in PAPERS for ending in ("docx", "xlsx")]
    papers = {name: stand.get(f"/office/months/{DECEMBER}/{name}").content for name in names}
    assert lost(tmp_path, papers, {name: (GOLDEN / f"{name}.txt").read_text(encoding="utf-8") for name in names}) == {}
