"""The counter screen: its code is the API's, its link opens once, and it opens nothing else."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from sync_server import setup
from sync_server import tables as t
from tests.server import office_cast as cast
from tests.server.office_cast import Browser, Office
from tests.server.stand import Stand


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


def link(stand: Stand, office: Office, role: str = "leader") -> str:
    """A fresh link as the page shows it, without the server's name."""
    answer = office.browser(role).post("/office/screens", {"point": stand.point})
    found = re.search(r'href="http://testserver(/desk/start/[^"]+)"', answer.text)
    assert found, answer.text
    return found[1]


def started(stand: Stand, office: Office) -> Browser:
    screen = office.browser()
    assert screen.get(link(stand, office)).headers["location"] == f"/desk/{stand.point}"
    return screen


def test_the_screen_shows_the_code_of_this_minute(stand: Stand, office: Office) -> None:
    stand.set("2026-11-16T07:50:12+07:00")
    page = office.browser("office").get(f"/desk/{stand.point}")
    code = stand.get(f"/api/v1/desk/{stand.point}/code").json()["code"]
    assert f"<span>{code[:3]}</span><span>{code[3:]}</span>" in page.text
    assert "Trung tâm Phục vụ hành chính công xã Đại Lãnh" in page.text
    assert '<noscript><meta http-equiv="refresh" content="49"></noscript>' in page.text
    assert 'data-until="2026-11-16T07:51:00.000+07:00"' in page.text
    assert 'class="desk dark"' in office.browser("office").get(f"/desk/{stand.point}?dark=1").text


def test_a_link_opens_one_screen_once(stand: Stand, office: Office) -> None:
    path = link(stand, office)
    screen, other = office.browser(), office.browser()
    first = screen.get(path)
    assert first.headers["location"] == f"/desk/{stand.point}"
    assert "Max-Age=2592000" in first.headers["set-cookie"]
    assert path.rsplit("/", 1)[1] not in first.headers["set-cookie"]
    again = other.get(path)
    assert again.status_code == 410
    assert "đã được dùng" in again.text
    assert screen.get(f"/desk/{stand.point}").status_code == 200
    assert other.get(f"/desk/{stand.point}").status_code == 303


def code_of(path: str) -> str:
    return path.rsplit("/", 1)[1]


def test_the_code_is_typed_on_the_counters_own_machine(stand: Stand, office: Office) -> None:
    shown = office.browser("leader").post("/office/screens", {"point": stand.point})
    found = re.search(r'href="http://testserver(/desk/start/[^"]+)"', shown.text)
    assert found
    code = code_of(found[1])
    assert re.fullmatch("[0-9A-HJKMNP-TV-Z]{8}", code)
    told = re.sub("<[^>]+>", "", cast.text(shown))
    assert f"Trên máy ở quầy, mở testserver/desk và gõ mã {code[:4]} {code[4:]}" in told
    assert 'alt="Mã QR mở màn hình quầy"' in shown.text
    screen, other = office.browser(), office.browser()
    assert 'name="code"' in screen.get("/desk").text
    typed = f" {code[:4].lower()} {code[4:].lower()} "
    assert screen.post("/desk", {"code": typed}).headers["location"] == f"/desk/{stand.point}"
    assert screen.get(f"/desk/{stand.point}").status_code == 200
    assert screen.get("/desk").headers["location"] == f"/desk/{stand.point}"
    again = other.post("/desk", {"code": code})
    assert (again.status_code, 'id="code-problem" role="alert">Mã này không đúng, đã dùng' in again.text) == (422, True)
    assert other.get(f"/desk/start/{code}").status_code == 410


def test_a_code_is_not_guessed(stand: Stand, office: Office) -> None:
    path, guesser = link(stand, office), office.browser()
    for n in range(5):
        assert guesser.post("/desk", {"code": f"AAAA000{n}"}).status_code == 422
        assert guesser.get(f"/desk/start/BBBB000{n}").status_code == 410
    assert guesser.post("/desk", {"code": code_of(path)}).status_code == 429
    assert guesser.get(path).status_code == 429
    assert not [row for row in office.rows(t.web_session) if row.started_at and row.role == "screen"]
    assert code_of(path) not in str([tuple(row) for row in office.rows(t.web_session)])


def test_the_secret_of_a_link_is_no_session(stand: Stand, office: Office) -> None:
    path = link(stand, office)
    secret = path.rsplit("/", 1)[1]
    for _ in ("before it is opened", "after"):
        answer = office.browser().get(f"/desk/{stand.point}", Cookie=f"sotruc={secret}")
        assert answer.status_code == 303
        office.browser().get(path)


def test_a_screen_opens_its_own_counter_and_nothing_else(stand: Stand, office: Office) -> None:
    other, _ = stand.database.write(lambda tx: setup.add_point(tx, stand.commune, "Điểm tiếp nhận Vạn Thọ"))
    screen = started(stand, office)
    assert screen.get(f"/api/v1/desk/{stand.point}/code").status_code == 200
    assert screen.get(f"/desk/{other}").status_code == 403
    assert screen.get(f"/api/v1/desk/{other}/code").status_code == 403
    for path in ("/office/today", "/office/months/2026-11", "/office/people", "/office/screens", "/office/roster"):
        assert screen.get(path).status_code == 403, path
    assert screen.post("/office/screens", {"point": stand.point}).status_code == 403
    assert screen.get("/api/v1/months/2026-11").status_code == 403
    assert screen.get("/").headers["location"] == f"/desk/{stand.point}"
    assert "Đăng xuất" not in screen.get(f"/desk/{stand.point}").text


def test_a_revoked_screen_goes_dark(stand: Stand, office: Office) -> None:
    screen, leader = started(stand, office), office.browser("leader")
    name = next(row.hash for row in office.rows(t.web_session) if row.role == "screen")
    assert leader.post("/office/screens/revoke", {"screen": name}).status_code == 303
    assert screen.get(f"/desk/{stand.point}").status_code == 303
    assert leader.post("/office/screens/revoke", {"screen": name}).status_code == 404


def test_nobody_signs_another_out_by_revoking_a_screen(office: Office) -> None:
    browser, chairman = office.browser("leader"), office.browser("chairman")
    name = next(row.hash for row in office.rows(t.web_session) if row.role == "chairman")
    assert browser.post("/office/screens/revoke", {"screen": name}).status_code == 404
    assert chairman.get("/office/months").status_code == 200


def test_a_link_and_a_screen_have_their_time(stand: Stand, office: Office) -> None:
    path, screen, real = link(stand, office), started(stand, office), stand.clock.real()
    stand.clock.real = lambda: real + timedelta(minutes=61)  # type: ignore[method-assign]
    assert office.browser().get(path).status_code == 410
    assert screen.get(f"/desk/{stand.point}").status_code == 200
    stand.clock.real = lambda: real + timedelta(days=31)  # type: ignore[method-assign]
    assert screen.get(f"/desk/{stand.point}").status_code == 303


def test_unknown_counters_are_refused(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    assert browser.get("/desk/p000000").status_code == 404
    answer = browser.post("/office/screens", {"point": "p000000"})
    assert (answer.status_code, "Lựa chọn này không có." in answer.text) == (422, True)
    assert not [row for row in office.rows(t.web_session) if row.role == "screen"]
