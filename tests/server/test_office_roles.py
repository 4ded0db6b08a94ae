"""Every page and every act beside every role: who is let in, who is refused, who is asked to sign in (contract §6)."""

import re
from collections.abc import Iterator

import pytest
from starlette.routing import compile_path

from sync_server import pages
from tests.browser import office_pages
from tests.server import office_cast as cast
from tests.server.office_cast import Office
from tests.server.stand import Stand

MONTH = "/office/months/2026-11"
WEEK = "/office/weeks/2026-W47"
PAGES = {
    "/office/today": {"leader", "office"},
    "/office/today?day=2026-11-21": {"leader", "office"},
    "/office/months": {"leader", "office", "accountant", "chairman"},
    MONTH: {"leader", "office", "accountant", "chairman"},
    MONTH + "/days/{member}/2026-11-16": {"leader", "office", "accountant", "chairman"},
    "/office/weeks": {"leader", "office", "accountant", "chairman"},
    WEEK: {"leader", "office", "accountant", "chairman"},
    "/office/roster": {"leader", "office"},
    "/office/roster/publish": {"leader", "office"},
    "/office/availability": {"leader", "office"},
    "/office/roster/history": {"leader", "office"},
    "/office/roster/print": {"leader", "office"},
    "/office/people": {"leader", "office", "admin"},
    "/office/people/{member}": {"office", "admin"},
    "/office/privacy": {"office", "admin"},
    "/invites": {"leader", "office", "admin"},
    "/office/posters/{point}": {"leader", "office", "admin"},
    "/office/screens": {"leader", "office"},
    "/office/slips": {"leader", "office"},
    "/office/posters": {"leader", "office", "admin"},
    "/office/wording": {"office", "admin"},
    "/desk/{point}": {"leader", "office"},
    "/office/imports": {"office", "admin"},
    "/office/conduct": {"office", "admin"},
    "/office/papers": {"office", "admin"},
    "/office/setup": {"admin"},
    "/office/terms": {"office", "admin"},
    "/office/terms/notice": {"leader", "office", "admin"},
    "/office/names": {"office", "admin"},
    "/office/procedures": {"office", "admin"},
    "/office/procedures/new": {"office", "admin"},
    "/office/procedures/1.001193": {"office", "admin"},
    "/office/calendar": {"office", "admin"},
    "/office/rehearsal": {"admin"},
    "/office/roster.csv": {"leader", "office"},
    "/office/people.csv": {"leader", "office", "admin"},
    "/office/audit": {"office", "chairman", "admin"},
    MONTH + "/paid": {"leader", "office", "accountant", "chairman"},
    MONTH + "/matters": {"leader", "office", "accountant", "chairman"},
    MONTH + "/several": {"office"},
    "/office/money": {"office", "accountant", "chairman"},
    "/office/audit.csv": {"office", "chairman", "admin"},
    "/office/chairman": {"office", "chairman"},
    "/office/registers/difficulties": {"leader", "office", "chairman"},
    "/office/registers/difficulties.csv": {"leader", "office", "chairman"},
    "/office/registers/handovers": {"officer", "leader", "office", "chairman"},
    "/office/registers/handovers.csv": {"officer", "leader", "office", "chairman"},
    "/office/registers/facilities": {"leader", "office", "chairman"},
    "/office/registers/facilities.csv": {"leader", "office", "chairman"},
    "/office/registers/outreach": {"leader", "office", "accountant", "chairman"},
    "/office/registers/outreach.csv": {"leader", "office", "accountant", "chairman"},
    "/office/registers/conduct": {"leader", "office"},
    "/office/registers/conduct.csv": {"leader", "office"},
    "/office/registers/complaints": {"office"},
    "/office/registers/complaints.csv": {"office"},
    "/office/satisfaction": {"leader", "office", "chairman"},
    "/office/satisfaction.csv": {"leader", "office", "chairman"},
    "/office/satisfaction/signs": {"leader", "office", "chairman"},
    "/office/satisfaction/comments": {"office", "chairman"},
    "/office/said": {"leader", "office", "officer", "accountant", "chairman"},
    "/office/said.csv": {"leader", "office", "officer", "accountant", "chairman"},
    "/office/satisfaction/papers": {"office"},
}
ACTS = {
    "/office/satisfaction/threshold": {"office"},
    "/office/satisfaction/signs/x": {"office"},
    "/office/satisfaction/comments/words": {"office"},
    "/office/satisfaction/comments/x": {"office", "chairman"},
    "/office/satisfaction/papers": {"office"},
    "/office/satisfaction/papers/x": {"office"},
    "/office/satisfaction/papers/x/settle": {"office"},
    "/office/satisfaction/papers/x/drop": {"office"},
    "/office/today/confirm": {"leader"},
    MONTH + "/confirm": {"leader"},
    MONTH + "/decide": {"office"},
    MONTH + "/days/{member}/2026-11-16": {"office"},
    MONTH + "/close": {"office"},
    WEEK + "/text": {"leader"},
    WEEK + "/sent": {"leader"},
    WEEK + "/returned": {"office"},
    WEEK + "/forwarded": {"office"},
    WEEK + "/acknowledged": {"chairman"},
    "/office/weeks/terms": {"office"},
    "/office/registers/difficulties/x": {"leader", "office"},
    "/office/registers/handovers": {"officer", "office"},
    "/office/devices/d1/revoke": {"office"},
    "/office/roster": {"leader", "office"},
    "/office/roster/publish": {"leader", "office"},
    "/office/availability/pairs": {"leader", "office"},
    "/office/availability/x": {"leader", "office"},
    "/office/availability/x/renew": {"leader", "office"},
    "/office/roster/swaps/x": {"leader"},
    "/office/conduct": {"office", "admin"},
    "/office/papers": {"office", "admin"},
    "/office/papers/shipped": {"office", "admin"},
    "/office/people": {"admin"},
    "/office/people/{member}": {"office", "admin"},
    "/office/people/{member}/particulars": {"office", "admin"},
    "/office/people/{member}/erase": {"office"},
    "/office/privacy": {"office", "admin"},
    "/office/privacy/comments": {"office", "admin"},
    "/office/privacy/comments/erase": {"office"},
    "/office/names": {"office", "admin"},
    "/office/names/2030-01-01/remove": {"office", "admin"},
    "/office/terms/target": {"office", "admin"},
    "/office/terms/hours": {"office", "admin"},
    "/office/terms/period": {"office", "admin"},
    "/office/terms/notice": {"office", "admin"},
    "/office/procedures": {"office", "admin"},
    "/office/procedures/1.001193/approve": {"office", "admin"},
    "/office/calendar": {"office", "admin"},
    "/office/rehearsal": {"admin"},
    "/office/rehearsal/end": {"admin"},
    "/office/points": {"admin"},
    "/office/people/{member}/invite": {"leader", "office", "admin"},
    "/invites": {"leader", "office", "admin"},
    "/office/users": {"admin"},
    "/office/users/chairman/password": {"admin"},
    "/office/users/chairman/remove": {"admin"},
    "/office/screens": {"leader", "office"},
    "/office/screens/revoke": {"leader", "office"},
    "/office/slips": {"leader", "office"},
    "/office/posters": {"office", "admin"},
    "/office/posters/{point}/replace": {"office", "admin"},
    "/office/wording": {"office", "admin"},
    "/office/wording/preview/full": {"office", "admin"},
    "/office/imports": {"office", "admin"},
    "/office/imports/accept": {"office", "admin"},
    "/office/setup/commune": {"admin"},
    "/office/setup/point": {"admin"},
    "/office/setup/members": {"admin"},
    "/office/setup/users": {"admin"},
    MONTH + "/paid": {"office", "accountant"},
    MONTH + "/paid/back": {"office", "accountant"},
    MONTH + "/paid/agreed": {"accountant"},
    MONTH + "/paid/questioned": {"accountant"},
    MONTH + "/paid/approved": {"chairman"},
    MONTH + "/paid/declined": {"chairman"},
    MONTH + "/matters": {"leader", "office"},
    MONTH + "/several": {"office"},
    "/office/money/rate": {"office"},
    "/office/money/groups": {"office"},
    "/office/money/budget": {"office", "accountant"},
    "/office/money/threshold": {"office", "accountant"},
    "/office/money/cost": {"office", "accountant"},
}


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


def filled(stand: Stand, path: str) -> str:
    return path.format(member=stand.members[1], point=stand.point)


@pytest.mark.parametrize("role", cast.ROLES)
def test_a_role_sees_its_own_pages_and_no_other(stand: Stand, office: Office, role: str) -> None:
    browser = office.browser(role)
    let_in = {path for path in PAGES if browser.get(filled(stand, path)).status_code == 200}
    refused = {path for path in PAGES if browser.get(filled(stand, path)).status_code == 403}
    assert let_in == {path for path, roles in PAGES.items() if role in roles}
    assert let_in | refused == set(PAGES)


@pytest.mark.parametrize("role", cast.ROLES)
def test_a_role_does_nothing_that_is_not_its_own(stand: Stand, office: Office, role: str) -> None:
    browser = office.browser(role)
    others = [path for path, roles in ACTS.items() if role not in roles]
    before = len(office.acts())
    assert {path: browser.post(filled(stand, path)).status_code for path in others} == dict.fromkeys(others, 403)
    assert len(office.acts()) == before


def test_who_is_not_signed_in_is_asked_to_and_comes_back(stand: Stand, office: Office) -> None:
    browser = office.browser()
    for path in PAGES:
        answer = browser.get(filled(stand, path))
        assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/login"), path
    for path in ACTS:
        assert browser.post(filled(stand, path)).headers["location"] == "/login?lost=1&next="
    asked = browser.get("/office/today?day=2026-11-18").headers["location"]
    assert asked == "/login?next=/office/today%3Fday%3D2026-11-18"
    fields = {"username": "office", "password": cast.PASSWORD, "next": "/office/today?day=2026-11-18"}
    assert browser.post("/login", fields).headers["location"] == "/office/today?day=2026-11-18"


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}])
def test_no_act_is_taken_from_another_site(stand: Stand, office: Office, headers: dict[str, str]) -> None:
    for role in ("leader", "office", "admin"):
        browser = office.browser(role)
        before = len(office.acts())
        own = [path for path, roles in ACTS.items() if role in roles]
        assert {browser.post(filled(stand, path), **headers).status_code for path in own} == {403}
        assert len(office.acts()) == before


def test_an_old_browser_is_judged_by_its_origin(office: Office) -> None:
    browser = office.browser("leader")
    del browser.headers["Sec-Fetch-Site"]
    day = {"day": "2026-11-16"}
    assert browser.post("/office/today/confirm", day, Origin="https://evil.example").status_code == 403
    assert browser.post("/office/today/confirm", day, Origin="http://testserver").status_code == 303


@pytest.mark.parametrize("role", cast.ROLES)
def test_pages_hold_the_browser_to_this_server(office: Office, role: str) -> None:
    answer = office.browser(role).get("/office/months")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert " style=" not in answer.text


def test_every_page_says_that_it_shows_demonstration_data(stand: Stand, office: Office) -> None:
    for role in cast.ROLES:
        browser = office.browser(role)
        shown = [path for path, roles in PAGES.items() if not path.endswith(".csv") or role not in roles]
        for path in (*shown, "/login", "/verify/AAAA", "/nothing"):
            assert "Dữ liệu trình diễn – không dùng để chi tiền" in browser.get(filled(stand, path)).text, (role, path)


def test_a_rehearsal_says_what_time_it_takes_it_to_be(stand: Stand, office: Office) -> None:
    stand.clock.rehearsed = stand.clock.now()
    assert "Diễn tập – đồng hồ đang đặt lúc 07:50 ngày 16/11/2026" in office.browser("office").get("/office/today").text


def test_no_page_is_left_out_of_the_search_for_barriers() -> None:
    gets = [r for one in pages.routers() for r in one.routes if "GET" in getattr(r, "methods", ())]
    shown = {r.path: compile_path(r.path)[0] for r in gets if not re.search(r"\.[a-z{]+}?$|^/api/", r.path)}
    box = "/office/satisfaction/papers/x"
    opened = [path.split("?")[0].replace("{box}", box) for paths in office_pages.PAGES.values() for path in paths]
    found = {next((route for route, form in shown.items() if form.match(path)), path) for path in opened}
    assert shown.keys() == found | office_pages.ELSEWHERE.keys()
