"""Two sessions at once over a month's days and its closing: one outcome, and a clear page for the second."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from sync_server import tables as t
from tests.server import office_cast as cast
from tests.server.office_cast import Browser, Office, text
from tests.server.stand import Stand

MONTH = "/office/months/2026-11"
SEVERAL = MONTH + "/several"


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    cast.week(stand)
    with cast.opened(stand) as made:
        yield made


def hidden(browser: Browser, path: str, name: str) -> str:
    """What a page keeps in a form of what it showed."""
    found = re.search(rf'name="{name}" value="([^"]*)"', browser.get(path).text)
    assert found
    return found[1]


def waiting(browser: Browser) -> list[str]:
    return re.findall(r'name="days" value="([^"]+)"', browser.get(SEVERAL).text)


def test_of_two_who_decide_a_day_the_second_sees_the_first(stand: Stand, office: Office) -> None:
    one, two = office.browser("office"), office.browser("office")
    path = f"{MONTH}/days/{stand.members[9]}/{cast.TODAY}"
    as_of = [hidden(browser, path, "as_of") for browser in (one, two)]
    assert one.post(path, {"counted": "yes", "reason": "Có mặt", "as_of": as_of[0]}).status_code == 303
    answer = two.post(path, {"counted": "no", "reason": "Không thấy", "as_of": as_of[1]})
    shown = text(answer)
    assert (answer.status_code, "có người vừa quyết định ngày này" in shown) == (409, True)
    assert "<b>Tính</b>: Có mặt" in shown
    assert ">Không thấy</textarea>" in shown
    assert len(office.rows(t.decision)) == 1
    fresh = re.search(r'name="as_of" value="(\d+)"', answer.text)
    assert fresh
    assert two.post(path, {"counted": "no", "reason": "Không thấy", "as_of": fresh[1]}).status_code == 303


def test_the_month_pages_own_form_says_so_too(stand: Stand, office: Office) -> None:
    one, two = office.browser("office"), office.browser("office")
    wish = {"member": stand.members[1], "day": "2026-11-17", "counted": "yes", "reason": "Điện thoại hỏng"}
    as_of = hidden(two, MONTH, "as_of")
    assert one.post(f"{MONTH}/decide", {**wish, "as_of": as_of}).status_code == 303
    answer = two.post(f"{MONTH}/decide", {**wish, "counted": "no", "as_of": as_of})
    assert (answer.status_code, len(office.rows(t.decision))) == (409, 1)


def test_many_sessions_at_once_leave_one_decision(stand: Stand, office: Office) -> None:
    browsers = [office.browser("office") for _ in range(4)]
    path = f"{MONTH}/days/{stand.members[9]}/{cast.TODAY}"
    as_of = hidden(browsers[0], path, "as_of")

    def decide(number: int) -> int:
        fields = {"counted": "yes", "reason": f"Người thứ {number}", "as_of": as_of}
        return browsers[number].post(path, fields).status_code

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(decide, range(4)))
    assert statuses == [303, 409, 409, 409]
    assert len(office.rows(t.decision)) == 1


def test_several_days_are_decided_alike(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    some = waiting(browser)[:2]
    assert len(some) == 2
    assert not re.search(r'name="days"[^>]* checked', browser.get(SEVERAL).text)
    fields = {"days": some, "counted": "yes", "reason": "Đã đối chiếu sổ giấy", "looked": "yes"}
    assert browser.post(SEVERAL, fields).headers["location"] == MONTH
    rows = office.rows(t.decision)
    assert sorted(f"{row.member}.{row.day}" for row in rows) == sorted(some)
    assert {row.reason for row in rows} == {"Đã đối chiếu sổ giấy"}
    assert not set(some) & set(waiting(browser))
    assert stand.differences() == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"days": []}, "Chưa chọn ngày nào ở bảng trên."),
        ({"looked": ""}, "Hãy xem từng ngày rồi đánh dấu"),
        ({"counted": ""}, "Chưa chọn tính hay không tính"),
        ({"reason": " "}, "Chưa ghi lý do."),
        ({"days": ["m0.2026-11-16"]}, "Có ngày đã chọn không còn chờ"),
    ],
)
def test_what_is_wrong_is_said_and_no_day_is_decided(office: Office, change: dict, sentence: str) -> None:
    browser = office.browser("office")
    fields = {"days": waiting(browser)[:2], "counted": "yes", "reason": "Giữ lại", "looked": "yes", **change}
    answer = browser.post(SEVERAL, fields)
    assert (answer.status_code in (409, 422), sentence in answer.text) == (True, True)
    assert office.rows(t.decision) == []
    if "reason" not in change:
        assert ">Giữ lại</textarea>" in answer.text


def test_a_day_decided_meanwhile_keeps_all_from_being_decided(stand: Stand, office: Office) -> None:
    one, two = office.browser("office"), office.browser("office")
    some = waiting(one)[:2]
    fields = {"counted": "yes", "reason": "Có mặt", "looked": "yes"}
    assert two.post(SEVERAL, {**fields, "days": some[1]}).status_code == 303
    answer = one.post(SEVERAL, {**fields, "days": some})
    assert (answer.status_code, "không còn chờ" in answer.text) == (409, True)
    assert len(office.rows(t.decision)) == 1


def test_a_closed_month_has_no_days_to_choose(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    fields = {"days": waiting(browser), "counted": "yes", "reason": "Có mặt", "looked": "yes"}
    stand.act("/api/v1/months/2026-11/close", {"override": "Đã đối chiếu"})
    answer = browser.post(SEVERAL, fields)
    assert (answer.status_code, "Tháng này đã chốt" in answer.text) == (409, True)
    assert "Không còn ngày nào chờ" in answer.text


def test_figures_that_changed_since_they_were_looked_at_are_not_closed(stand: Stand, office: Office) -> None:
    one, two = office.browser("office"), office.browser("office")
    fields = {"looked": "yes", "override": "Đã đối chiếu", "code": hidden(one, MONTH, "code")}
    assert stand.decide(1, "2026-11-17").status_code == 200
    answer = one.post(f"{MONTH}/close", fields)
    assert (answer.status_code, "Số liệu vừa đổi" in answer.text) == (409, True)
    assert not re.search(r'id="looked"[^>]* checked', answer.text)
    assert stand.month()["status"] == "open"
    fields["code"] = hidden(one, MONTH, "code")
    assert two.post(f"{MONTH}/close", fields).status_code == 303
    answer = one.post(f"{MONTH}/close", fields)
    assert (answer.status_code, "Tháng này đã chốt" in answer.text) == (409, True)
    assert len(office.rows(t.closing)) == 1


def test_a_check_in_that_comes_while_the_month_is_looked_at_keeps_it_open(stand: Stand, office: Office) -> None:
    one, phone = office.browser("office"), stand.phone(1)
    fields = {"looked": "yes", "override": "Đã đối chiếu", "code": hidden(one, MONTH, "code")}
    phone.push(stand.check_in(phone, "2026-11-18T07:55:00+07:00"))
    answer = one.post(f"{MONTH}/close", fields)
    assert (answer.status_code, "Số liệu vừa đổi" in answer.text) == (409, True)
    assert ">Đã đối chiếu</textarea>" in answer.text or 'value="Đã đối chiếu"' in answer.text
    assert office.rows(t.closing) == []
    fields["code"] = hidden(one, MONTH, "code")
    assert one.post(f"{MONTH}/close", fields).status_code == 303


def test_closing_deciding_and_a_phone_at_once_have_one_outcome(stand: Stand, office: Office) -> None:
    """Two close, three decide, a phone sends what it kept: each day is in the closed list or handed on."""
    browsers, phone = [office.browser("office") for _ in range(5)], stand.phone(1)
    late = stand.check_in(phone, "2026-11-18T07:55:00+07:00")
    wishes = [
        {"member": stand.members[9], "day": f"2026-11-{day}", "counted": "yes", "reason": "Có mặt"}
        for day in (17, 18, 19)
    ]

    def close(browser: Browser) -> int:
        return browser.post(f"{MONTH}/close", {"looked": "yes", "override": "Đã đối chiếu"}).status_code

    with ThreadPoolExecutor(6) as pool:
        decided = [pool.submit(browsers[n].post, f"{MONTH}/decide", wish) for n, wish in enumerate(wishes)]
        closed = [pool.submit(close, browser) for browser in browsers[3:]]
        [told] = pool.submit(phone.push, late).result()
    assert sorted(one.result() for one in closed) == [303, 409]
    taken = {wish["day"] for wish, answer in zip(wishes, decided, strict=True) if answer.result().status_code == 303}
    refused = [answer.result() for answer in decided if answer.result().status_code != 303]
    assert all((one.status_code, "Tháng này đã chốt" in one.text) == (409, True) for one in refused)
    assert {row.day for row in office.rows(t.decision)} == taken
    counted = {(x["member"], d["day"]) for x in stand.month()["lines"] for d in x["days"] if d["decided_by"]}
    assert counted == {(stand.members[9], day) for day in taken}
    days = {d["day"] for x in stand.month()["lines"] if x["member"] == phone.member for d in x["days"]}
    assert ("2026-11-18" in days) == (told["code"] != "month_closed")
    if told["code"] == "month_closed":
        assert [day["day"] for day in stand.month("2026-12")["late"]] + [
            one["day"] for one in stand.month("2026-12")["adjustments"]
        ] == ["2026-11-18"]
    assert stand.differences() == []
