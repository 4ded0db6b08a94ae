"""Every table of every page is offered as a file, and no cell of a file could be taken for a formula."""

import csv
import io
import re

import pytest
from fastapi import Request

from sync_server import tables as t
from sync_server.office import table_files
from sync_server.week_words import OWN_BALLOT
from tests.server import office_cast as cast
from tests.server.stand import Stand
from tests.server.test_office_roles import PAGES

TABLE = re.compile(r"<table([^>]*)>(.*?)</table>", re.DOTALL)
LINK = re.compile(r'href="\?([^"]*csv=\d+)"')


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_each_table_of_each_page_is_offered_as_a_file(stand: Stand) -> None:
    cast.week(stand)
    formula = t.member.update().where(t.member.c.id == stand.members[3]).values(name='=HYPERLINK("http://x")')
    stand.database.write(lambda tx: tx.execute(formula) and None)
    found: dict[str, int] = {}
    with cast.opened(stand) as office:
        browsers = {role: office.browser(role) for role in cast.ROLES}
        for pattern, roles in PAGES.items():
            path = pattern.format(member=stand.members[1], point=stand.point)
            browser = browsers[sorted(roles)[0]]
            page = browser.get(path)
            if path.endswith(".csv"):
                continue
            tables = TABLE.findall(page.text)
            offered = [body for marks, body in tables if "data-form" not in marks and "data-own" not in marks]
            links = LINK.findall(page.text)
            headless = "".join(body for marks, body in tables if 'class="stack"' in marks)  # on a phone, without names
            assert '<td class="number"' not in headless, path
            assert len(links) == len(offered), path
            assert any("data-own" in marks for marks, _ in tables) <= (".csv" in page.text or "print" in path), path
            for link, body in zip(links, offered, strict=True):
                file = browser.get(f"{path.partition('?')[0]}?{link.replace('&amp;', '&')}")
                assert file.headers["content-type"] == "text/csv; charset=utf-8", link
                told = rows(file.text)
                noted = OWN_BALLOT in page.text
                assert len(told) == body.count("<tr") + noted, (path, link)
                assert (told[-1] == [OWN_BALLOT]) == noted, (path, link)
                assert not [cell for row in told for cell in row if cell.startswith(("=", "+", "@"))], (path, link)
                found[pattern] = found.get(pattern, 0) + 1
    assert {"/office/availability", "/office/money", "/office/months/2026-11", "/office/weeks"} <= found.keys()
    assert sum(found.values()) >= 14


def test_a_short_caption_names_a_table_and_a_long_one_only_where_there_is_no_heading() -> None:
    table = "<h2>Tính thế nào</h2><table><caption>{}</caption><tr><th>x</th></tr></table>{}"
    shown = table_files.listed(asked(""), table.format("Từng kênh, không trộn với nhau", table_files.PLACE))
    assert ">Từng kênh, không trộn với nhau</a>" in shown
    assert ">Tính thế nào</a>" in table_files.listed(asked(""), table.format("dài " * 20, table_files.PLACE))


PAGE = """<h2>Chi</h2><table><thead><tr><th>Tên</th><th class="number">Tiền</th></tr></thead><tbody>
<tr><th scope="row">An<small>Đoàn viên</small><span class="hidden">xem</span></th>
<td class="number">1.230.000 đồng</td></tr>
<tr><td colspan="2">=1+1<form><button>Bỏ</button></form><br>hai</td></tr></tbody></table>
<table data-form><tr><td>x</td></tr></table><table><caption>Khác</caption><tr><th>a</th></tr></table><!-- files -->"""


def asked(query: str, method: str = "GET") -> Request:
    return Request({"type": "http", "method": method, "query_string": query.encode(), "headers": [], "path": "/x"})


def test_a_table_is_told_cell_by_cell_as_it_is_seen() -> None:
    file = table_files.answer(asked("csv=1"), PAGE)
    assert file is not None
    assert rows(bytes(file.body).decode()) == [["Tên", "Tiền"], ["An; Đoàn viên", "1230000"], ["'=1+1; hai", ""]]
    shown = table_files.listed(asked("day=2026-11-16"), PAGE)
    assert shown.endswith(
        '<a href="?day=2026-11-16&amp;csv=1">Chi</a> · <a href="?day=2026-11-16&amp;csv=2">Khác</a></p>'
    )


def test_three_tables_of_one_name_are_told_apart() -> None:
    page = f"<h1>Giấy</h1>{'<table><tr><th>x</th></tr></table>' * 3}{table_files.PLACE}"
    assert re.findall(">(Giấy[^<]*)</a>", table_files.listed(asked(""), page)) == ["Giấy", "Giấy (2)", "Giấy (3)"]


@pytest.mark.parametrize("query", ["", "csv=0", "csv=3", "csv=999", "csv=x", "csv=²"])
def test_what_is_no_table_is_no_file(query: str) -> None:
    assert table_files.answer(asked(query), PAGE) is None
    assert table_files.answer(asked("csv=1", "POST"), PAGE) is None
    assert table_files.listed(asked("", "POST"), PAGE) == PAGE
