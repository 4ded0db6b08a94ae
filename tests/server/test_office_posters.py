"""The poster of a service point: what it says, where it leads, and where the office finds it."""

import re
from collections.abc import Iterator

import pytest

from sync_server import commune as communes
from sync_server import setup
from sync_server import tables as t
from tests.server import office_cast as cast
from tests.server.office_cast import Office, text
from tests.server.stand import Stand
from tests.server.test_exports import set_config


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


def test_a_poster_says_where_it_is_and_that_nobody_is_named(stand: Stand, office: Office) -> None:
    shown = text(office.browser("leader").get(f"/office/posters/{stand.point}"))
    for words in (
        "ỦY BAN NHÂN DÂN XÃ ĐẠI LÃNH", "Trung tâm Phục vụ hành chính công xã Đại Lãnh", "Phiếu không ghi tên",
        "Mời Ông/Bà cho ý kiến về sự phục vụ hôm nay", f"testserver/q/{stand.poster[:4]}-{stand.poster[4:]}",
    ):  # fmt: skip
        assert words in shown, words
    assert "Nhận ý kiến" not in shown
    set_config(stand, ballot_period={"from": "2024-01-01", "to": "2024-10-31"})
    shown = text(office.browser("leader").get(f"/office/posters/{stand.point}"))
    assert "Nhận ý kiến từ ngày 01/01/2024 đến hết ngày 31/10/2024." in shown


def test_the_address_in_letters_opens_the_ballot(stand: Stand, office: Office) -> None:
    shown = text(office.browser("office").get(f"/office/posters/{stand.point}"))
    typed = shown.split("testserver")[1].split("<")[0].lower()
    assert office.browser().get(typed).status_code == 200


def test_an_address_no_citizen_can_open_is_told_before_printing(stand: Stand, office: Office) -> None:
    browser = office.browser("admin")
    warning = "chỉ mở được ngay trên máy chủ này"
    assert warning not in browser.get(f"/office/posters/{stand.point}").text
    stand.site.settings = stand.site.settings.model_copy(update={"public_url": "http://127.0.0.1:8000"})
    assert warning in browser.get(f"/office/posters/{stand.point}").text


def test_every_point_has_its_own_and_no_other_point_has_one(stand: Stand, office: Office) -> None:
    other, code = stand.database.write(lambda tx: setup.add_point(tx, stand.commune, "Điểm tiếp nhận Vạn Thọ"))
    shown = text(office.browser("office").get(f"/office/posters/{other}"))
    assert "Điểm tiếp nhận Vạn Thọ" in shown and f"{code[:4]}-{code[4:]}" in shown
    assert office.browser("office").get("/office/posters/p000000").status_code == 404


@pytest.mark.parametrize(
    ("role", "path"),
    [(role, path) for role in ("leader", "office") for path in ("today", "screens", "people")] + [("admin", "people")],
)
def test_it_is_linked_from_where_the_point_is(stand: Stand, office: Office, role: str, path: str) -> None:
    assert f'href="/office/posters/{stand.point}">In áp phích' in office.browser(role).get(f"/office/{path}").text


BALLOTS = ("satisfaction", "satisfaction/comments", "satisfaction/signs", "satisfaction/papers", "posters", "slips",
           "wording")  # fmt: skip


@pytest.mark.parametrize(
    ("role", "menu", "tabs"),
    [
        ("office", "satisfaction", BALLOTS),
        ("leader", "satisfaction", ("satisfaction", "satisfaction/signs", "posters", "slips")),
        ("admin", "terms", ("posters", "wording")),
    ],
)
def test_the_ballots_pages_lead_to_each_other(office: Office, role: str, menu: str, tabs: tuple[str, ...]) -> None:
    browser = office.browser(role)
    for name in tabs:
        page = browser.get(f"/office/{name}").text
        own = page.split('aria-label="Các trang về phiếu ý kiến"')[1].split("</nav>")[0]
        assert re.findall(r'href="/office/([a-z/]+)"', own) == list(tabs)
        assert f'href="/office/{name}" aria-current="page"' in own
        assert f'<a href="/office/{menu}" aria-current="page">' in page.split("<main")[0]
        assert 'href="/office/posters"' not in page.split("<main")[0]
    assert 'href="/office/posters"' in browser.get(f"/office/{menu}").text


@pytest.mark.parametrize(("role", "sees"), [("leader", True), ("office", True), ("admin", False)])
def test_what_the_commune_did_can_hang_beside_the_poster(stand: Stand, office: Office, role: str, sees: bool) -> None:
    browser = office.browser(role)
    for path in (f"/office/posters/{stand.point}", "/office/posters"):
        assert ('href="/office/said"' in browser.get(path).text) is sees
    sheet = browser.get("/office/said")
    assert ((sheet.status_code, 'class="leaf said"' in sheet.text) == (200, True)) is sees


def test_a_closed_point_s_posters_are_still_told(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    assert browser.post(f"/office/posters/{stand.point}/replace", {"reason": "Rách"}).status_code == 303
    gone = t.point.update().where(t.point.c.id == stand.point).values(closed_from="2026-11-16")
    stand.database.write(lambda tx: [tx.execute(gone), communes.changed(tx, stand.commune)].clear())
    shown = text(browser.get("/office/posters"))
    assert "Điểm này đã thôi dùng. Hãy gỡ áp phích mã" in shown and f"{stand.poster[:4]}-{stand.poster[4:]}" in shown
    assert "thay: Rách" in shown and f"/office/posters/{stand.point}/replace" not in shown
