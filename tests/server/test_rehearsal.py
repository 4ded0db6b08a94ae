"""A rehearsal started from its page: a copy by its own clock at its own address, beside the real book."""

import re
import socket
from collections.abc import Iterator

import httpx
import pytest

from sync_server import rehearsal
from sync_server import tables as t
from tests.server import office_cast as cast
from tests.server.office_cast import Office, text
from tests.server.stand import Stand

PATH = "/office/rehearsal"
BEGIN = {"day": "2026-11-30", "time": "07:50", "fresh": "yes"}


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made
    if stand.site.rehearsal:
        stand.site.rehearsal.stop()


def test_one_click_serves_a_copy_by_its_own_clock_and_another_ends_it(stand: Stand, office: Office) -> None:
    admin = office.browser("admin")
    assert admin.post(PATH, BEGIN).status_code == 303
    url = re.search(r'href="(http://testserver:\d+)/login"', admin.get(PATH).text)
    assert url
    there = f"http://127.0.0.1:{url[1].rpartition(':')[2]}"
    with httpx.Client(base_url=there, headers={"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}) as browser:
        assert "Diễn tập – đồng hồ đang đặt lúc 07:50 ngày 30/11/2026" in browser.get("/login").text
        assert browser.post("/login", data={"username": "office", "password": cast.PASSWORD}).status_code == 303
        assert list(browser.cookies) == [rehearsal.COOKIE]
        held = browser.post("/office/people/" + stand.members[3] + "/invite")
        code = re.search(r"code=([A-Z0-9]+)", held.text)
        assert code
        told = browser.post("/api/v1/enrol", json={"code": code[1], "device": {}}).json()
        assert told["commune"]["rehearsal"] is True
    assert len(office.rows(t.device)) == 0, "the real book has no phone"
    assert "Đang mở" in text(admin.get(PATH)) and admin.post(PATH, BEGIN).status_code == 404
    assert admin.post(f"{PATH}/end").status_code == 303
    assert not rehearsal.file(stand.site.settings).exists()
    with pytest.raises(httpx.TransportError):
        httpx.get(there)
    shown = text(admin.get("/office/audit"))
    assert "Mở bản diễn tập" in shown and "Đóng bản diễn tập" in shown
    assert stand.differences() == []


def test_a_copy_that_was_kept_is_opened_again_as_it_was_left(stand: Stand, office: Office) -> None:
    admin = office.browser("admin")
    admin.post(PATH, BEGIN)
    copy = stand.site.rehearsal.site.database
    copy.write(lambda tx: tx.execute(t.point.update().values(name="Điểm tập")) and None)
    stand.site.rehearsal.stop()
    stand.site.rehearsal = None
    assert "Mở lại bản đã chép" in text(admin.get(PATH))
    assert admin.post(PATH, BEGIN | {"fresh": "no"}).status_code == 303
    with stand.site.rehearsal.site.database.reader() as connection:
        assert connection.execute(t.point.select()).one().name == "Điểm tập"


def test_what_cannot_begin_is_said_beside_its_field(stand: Stand, office: Office) -> None:
    admin = office.browser("admin")
    for wrong, name in (({"day": "mai"}, "day"), ({"time": "25:00"}, "time"), ({"time": ""}, "time")):
        assert f'id="{name}-problem"' in admin.post(PATH, BEGIN | wrong).text
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        stand.site.where = ("127.0.0.1", port - 1)
        answer = admin.post(PATH, BEGIN)
    assert answer.status_code == 422 and f"Không mở được cổng {port}" in text(answer)
    assert stand.site.rehearsal is None and not rehearsal.file(stand.site.settings).exists()


def test_behind_https_the_page_says_what_to_set_up(stand: Stand, office: Office) -> None:
    admin = office.browser("admin")
    stand.site.settings = stand.site.settings.model_copy(update={"public_url": "https://sotruc.example.vn"})
    shown = text(admin.get(PATH))
    assert "SHIFTBOOK_REHEARSAL_URL=https://sotruc.example.vn:8443" in shown and "Chép sổ" not in shown
    assert admin.post(PATH, BEGIN).status_code == 404
    own = stand.site.settings.model_copy(update={"rehearsal_url": "https://sotruc.example.vn:8443"})
    assert rehearsal.address(own, 8001) == "https://sotruc.example.vn:8443"
