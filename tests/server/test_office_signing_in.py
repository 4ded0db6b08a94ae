"""Signing in: each role to its own first page, wrong ones refused in place, ten a minute, twelve hours, and out."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest

from shiftbook.moments import format_instant
from sync_server import tables as t
from tests.server import office_cast as cast
from tests.server.office_cast import Office
from tests.server.stand import Stand

FIRST_PAGES = {
    "leader": "/office/today",
    "office": "/office/today",
    "accountant": "/office/months/2026-11",
    "chairman": "/office/chairman",
    "admin": "/office/people",
}


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


@pytest.mark.parametrize(("role", "first"), FIRST_PAGES.items())
def test_each_role_begins_where_its_work_is(office: Office, role: str, first: str) -> None:
    browser = office.browser()
    assert browser.get("/").headers["location"] == "/login"
    assert browser.sign_in(role).headers["location"] == first
    assert browser.get("/").headers["location"] == first


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(office: Office) -> None:
    cookie = office.browser().sign_in("office").headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Max-Age=43200", "Path=/"))
    assert "Secure" not in cookie


def test_the_cookie_is_held_to_https_where_there_is_https(stand: Stand, office: Office) -> None:
    stand.site.settings = stand.site.settings.model_copy(update={"public_url": "https://so-truc.example"})
    assert "Secure" in office.browser().sign_in("office").headers["set-cookie"]


@pytest.mark.parametrize(("username", "password"), [("leader", "sai"), ("không ai", cast.PASSWORD), ("", "")])
def test_a_wrong_one_comes_back_filled_with_the_sentence(office: Office, username: str, password: str) -> None:
    answer = office.browser().sign_in(username, password)
    assert answer.status_code == 401
    assert 'id="password-problem" role="alert">Tên đăng nhập hoặc mật khẩu không đúng.' in answer.text
    assert f'value="{username}"' in answer.text
    assert "set-cookie" not in answer.headers
    assert cast.PASSWORD not in answer.text


def test_ten_wrong_ones_a_minute_are_enough(office: Office) -> None:
    browser = office.browser()
    assert [browser.sign_in("leader", "sai").status_code for _ in range(10)] == [401] * 10
    answer = browser.sign_in("leader")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
    assert "Hãy đợi một phút" in answer.text


def test_right_ones_are_not_counted(office: Office) -> None:
    browser = office.browser()
    assert {browser.sign_in("leader").status_code for _ in range(12)} == {303}


@pytest.mark.parametrize("elsewhere", ["//evil.example/", "https://evil.example/", "/\\evil.example", "evil", "/\tx"])
def test_signing_in_never_leads_to_another_site(office: Office, elsewhere: str) -> None:
    fields = {"username": "office", "password": cast.PASSWORD, "next": elsewhere}
    assert office.browser().post("/login", fields).headers["location"] == "/office/today"


@pytest.mark.parametrize(("before", "back"), [
    ("http://testserver/office/roster?month=2026-11&point=p1", "/office/roster?month=2026-11&point=p1"),
    ("https://evil.example/office/roster", "/office/today"), ("", "/office/today"),
])  # fmt: skip
def test_what_was_sent_after_the_session_ended_is_said_not_to_be_kept(office: Office, before: str, back: str) -> None:
    browser = office.browser()
    answer = browser.post("/office/roster", {"do": "save"}, Referer=before)
    assert answer.status_code == 303
    shown = browser.get(answer.headers["location"]).text
    assert "Phiên đăng nhập đã hết nên điều vừa gửi chưa được lưu." in shown
    wanted = unescape(re.search('name="next" value="([^"]*)"', shown)[1])  # type: ignore[index]
    fields = {"username": "office", "password": cast.PASSWORD, "next": wanted}
    assert browser.post("/login", fields).headers["location"] == back


def test_signing_out_ends_the_session_itself(office: Office) -> None:
    browser, other = office.browser("office"), office.browser()
    kept = browser.cookie()
    assert other.get("/office/today", Cookie=kept).status_code == 200
    assert browser.post("/logout").headers["location"] == "/login"
    assert other.get("/office/today", Cookie=kept).status_code == 303


def test_who_signed_in_and_out_is_in_the_trail_and_from_where(office: Office) -> None:
    browser = office.browser("chairman")
    browser.post("/logout")
    browser.sign_in("chairman", "một mật khẩu khác")
    trail = [(row.act, row.by, row.source) for row in office.rows(t.audit)]
    where = "ứng dụng khác, mạng 127.0.0.*"
    assert trail == [("signed_in", "chairman", where), ("signed_out", "chairman", where)]
    reader = office.browser("office")
    shown = re.sub(r"<[^>]+>", " ", reader.get("/office/audit?signing=1").text)
    assert f"chairman Đăng xuất {where}" in " ".join(shown.split())
    assert "<td>Đăng xuất</td>" not in reader.get("/office/audit").text


def test_a_session_ends_after_twelve_hours_of_the_machine(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    real = stand.clock.real()
    stand.clock.real = lambda: real + timedelta(hours=11, minutes=59)  # type: ignore[method-assign]
    assert browser.get("/office/today").status_code == 200
    stand.clock.real = lambda: real + timedelta(hours=12, minutes=1)  # type: ignore[method-assign]
    assert browser.get("/office/today").status_code == 303


def test_old_sessions_are_swept_when_someone_signs_in(stand: Stand, office: Office) -> None:
    past = format_instant(stand.clock.real() - timedelta(days=1))
    row = {"hash": "cũ", "commune_id": stand.commune, "username": "office", "role": "office", "expires_at": past}
    stand.database.write(lambda tx: tx.execute(t.web_session.insert(), {**row, "csrf": ""}) and None)
    office.browser("office")
    assert "cũ" not in {session.hash for session in office.rows(t.web_session)}
