"""The reconciliation page: every mismatch named, owned, due and decided, alone or with others."""

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from shiftbook.workdays import CalendarException
from sync_server import commune as communes
from sync_server import setup
from sync_server import tables as t
from sync_server.database import Tx
from tests.server import office_cast as cast
from tests.server.ballot_cast import put
from tests.server.office_cast import Browser, Office, text
from tests.server.stand import Stand

MONTH = "/office/months/2026-11"
MATTERS = MONTH + "/matters"


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    cast.week(stand)
    with cast.opened(stand) as made:
        yield made


def values(browser: Browser, query: str = "") -> list[str]:
    """What the boxes of the page send."""
    return re.findall(r'name="matters" value="([^"]+)"', browser.get(MATTERS + query).text)


def words(office: Office) -> list[tuple[str, str, str | None, str]]:
    rows = sorted(office.rows(t.matter_word), key=lambda row: row.rev)
    return [(row.owner, row.due_on, row.verdict, row.reason) for row in rows]


def test_the_page_names_what_the_week_left_unmatched(stand: Stand, office: Office) -> None:
    shown = text(office.browser("chairman").get(MATTERS))
    for sentence in ("có lịch trực nhưng không vào ca", "không ghi lượt phục vụ nào"):
        assert sentence in shown
    assert "<form" not in shown.split("<main")[1]
    waiting = len(values(office.browser("office")))
    assert f"Đối chiếu: {waiting} chỗ lệch chưa quyết định" in text(office.browser("chairman").get(MONTH))
    assert "Tổ trưởng, hạn 30/11" in shown
    everything = len(values(office.browser("office"), "?show=all"))
    assert everything > 5
    assert f"Tất cả ({everything})" in shown


def left(tx: Tx, stand: Stand) -> None:
    known = communes.current(tx, stand.commune).people.values()
    absent = next(person.id for person in known if person.name == "Huỳnh Gia Hân")
    setup.change_member(tx, stand.commune, absent, {"until": "2026-11-17"})


def day_off(tx: Tx, stand: Stand) -> None:
    off = [CalendarException(date(2026, 11, day), "nghi_le", "Nghỉ bão", stand.clock.now()) for day in (17, 18)]
    setup.put_calendar(tx, stand.commune, off)


@pytest.mark.parametrize("change", [left, day_off])
def test_nobody_is_absent_who_had_left_or_whose_day_was_a_day_off(
    stand: Stand, office: Office, change: Callable[[Tx, Stand], None]
) -> None:
    browser, name = office.browser("office"), "Huỳnh Gia Hân"

    def named() -> tuple[bool, ...]:
        seen_today = f'<b>{name}</b> <span class="state">' in browser.get("/office/today?day=2026-11-18").text
        cell = f"{name}, ngày 18: có lịch trực, không vào ca" in text(browser.get(MONTH))
        told = stand.get("/api/v1/weeks/2026-W47", "chairman").json()["organisation"]["absent"]
        mine = any(v.startswith("absent.2026-11-18") for v in values(browser))
        return seen_today, cell, mine, any(one["day"] == "2026-11-18" for one in told)

    assert named() == (True,) * 4
    unrostered = [v for v in values(browser) if v.startswith("unrostered")]
    stand.database.write(lambda tx: change(tx, stand))
    assert named() == (False,) * 4
    assert [v for v in values(browser) if v.startswith("unrostered")] == unrostered  # who came keeps the place


def test_a_ballot_alone_changes_the_number_on_the_months_page(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    before = len(values(browser))
    assert f"Đối chiếu: {before} chỗ lệch" in text(browser.get(MONTH))
    put(stand, "2026-11-10", "5", channel="slip")
    now = len(values(browser))
    assert now == before + 1
    assert f"Đối chiếu: {now} chỗ lệch" in text(browser.get(MONTH))


def test_a_shift_that_is_not_over_is_no_mismatch(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    assert not [value for value in values(browser) if f"{cast.TODAY}" in value]
    stand.set(f"{cast.TODAY}T16:30:00+07:00")
    found = [value.split(".")[0] for value in values(browser) if f"{cast.TODAY}" in value]
    assert {"unrostered", "absent"} <= set(found)


def test_one_is_given_an_owner_and_a_day_then_decided(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    first = values(browser)[0]
    fields = {"matters": first, "owner": stand.members[3], "due_on": "2026-11-25"}
    assert browser.post(MATTERS, fields).headers["location"] == MATTERS
    assert "Phạm Thị Mỹ Duyên, hạn 25/11" in text(browser.get(MATTERS))
    named = next(value for value in values(browser) if value.startswith(first.partition("@")[0]))
    assert browser.post(MATTERS, {"matters": named, "verdict": "explained"}).status_code == 422
    decided = {"matters": named, "verdict": "explained", "reason": "Bệnh, đã báo Tổ trưởng"}
    assert browser.post(MATTERS, decided).status_code == 303
    assert words(office) == [
        (stand.members[3], "2026-11-25", None, ""),
        (stand.members[3], "2026-11-25", "explained", "Bệnh, đã báo Tổ trưởng"),
    ]
    assert named.partition("@")[0] not in browser.get(MATTERS).text
    assert "Bệnh, đã báo Tổ trưởng" in browser.get(f"{MATTERS}?show=done").text
    reopened = {**decided, "matters": values(browser, "?show=done")[0], "verdict": "open", "reason": "Xem lại"}
    assert browser.post(MATTERS, reopened).status_code == 303
    trail = text(browser.get("/office/audit"))
    assert re.search("lý do: Xem lại; trước: [^<]*lý do: Bệnh, đã báo Tổ trưởng</td>", trail)
    assert stand.differences() == []


def test_several_at_once_need_a_look_and_are_all_or_none(stand: Stand, office: Office) -> None:
    browser, other = office.browser("office"), office.browser("office")
    some = values(browser)[:3]
    fields = {"matters": some, "verdict": "faulted", "reason": "Vắng không báo"}
    answer = browser.post(MATTERS, fields)
    assert (answer.status_code, "tôi đã xem từng chỗ" in answer.text) == (422, True)
    assert answer.text.count(" checked>") == 3
    assert other.post(MATTERS, {"matters": some[1], "reason": "Đang hỏi"}).status_code == 303
    answer = browser.post(MATTERS, {**fields, "looked": "yes"})
    assert (answer.status_code, "vừa được người khác ghi" in answer.text) == (409, True)
    assert len(words(office)) == 1
    again = [value for value in values(browser) if value.partition("@")[0] in {one.partition("@")[0] for one in some}]
    assert browser.post(MATTERS, {**fields, "matters": again, "looked": "yes"}).status_code == 303
    assert len(words(office)) == 4


def test_the_leader_explains_and_the_office_decides(stand: Stand, office: Office) -> None:
    leader, browser = office.browser("leader"), office.browser("office")
    first = values(leader)[0]
    assert leader.post(MATTERS, {"matters": first, "verdict": "explained", "reason": "Ốm"}).status_code == 409
    assert leader.post(MATTERS, {"matters": first, "reason": "Ốm, có gọi điện"}).status_code == 303
    name = first.partition("@")[0]
    told = next(value for value in values(browser) if value.startswith(name))
    assert browser.post(MATTERS, {"matters": told, "verdict": "explained", "reason": "Nhận"}).status_code == 303
    told = next(value for value in values(leader, "?show=done") if value.startswith(name))
    assert leader.post(MATTERS, {"matters": told, "reason": "Thêm"}).status_code == 409
    assert browser.post(MATTERS, {"matters": told, "verdict": "open"}).status_code == 303
    assert words(office)[-1][2:] == (None, "Nhận")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"matters": []}, "Chưa chọn chỗ lệch nào"),
        ({"owner": "", "reason": ""}, "Chưa ghi người lo, hạn, quyết định hay giải trình nào."),
        ({"owner": "ai đó"}, "Không có thành viên này."),
        ({"due_on": "mai"}, "Ngày chưa đúng."),
        ({"verdict": "guilty"}, "Lựa chọn này không có."),
        ({"matters": "absent.2026-11-16.morning.p.m@x"}, "không còn lệch"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(office: Office, fields: dict, sentence: str) -> None:
    browser = office.browser("office")
    answer = browser.post(MATTERS, {"matters": values(browser)[0], "reason": "Giữ lại", **fields})
    assert answer.status_code in (409, 422)
    assert sentence in answer.text
    assert words(office) == []


def test_deciding_the_day_settles_the_mismatch(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    absent = next(value for value in values(browser, "?kind=absent"))
    _, day, *_, member = absent.partition("@")[0].split(".")
    wish = {"member": member, "day": day, "counted": True, "reason": "Điện thoại hỏng"}
    assert stand.act("/api/v1/months/2026-11/decide", wish).status_code == 200
    assert absent not in values(browser)
    assert "Ngày công: <b>tính</b>, Điện thoại hỏng" in text(browser.get(f"{MATTERS}?show=done"))


def test_what_is_late_is_marked(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    assert "Quá hạn (0)" in text(browser.get(MATTERS))
    assert "chỗ lệch đã quá hạn" not in browser.get("/office/today").text
    stand.set("2026-12-01T08:00:00+07:00")
    late = len(values(browser, "?show=late"))
    last_day = [v for v in values(browser, "?show=all") if "2026-11-30" in v]
    assert last_day and not [v for v in values(browser, "?show=late") if "2026-11-30" in v]  # due the next working day
    assert f"Đối chiếu tháng 11/2026</a>: <b>{late}</b> chỗ lệch đã quá hạn" in browser.get("/office/today").text
    assert re.search(r"Quá hạn \([1-9]\d*\)", text(browser.get(MATTERS)))
    assert '<span class="tag warn">Quá hạn</span>' in browser.get(f"{MATTERS}?show=late").text


def test_nothing_against_closing_is_not_nothing_left(stand: Stand) -> None:
    with cast.opened(stand) as office:
        stand.set("2026-11-20T09:10:00+07:00")
        shown = text(office.browser("office").get(MONTH))
    assert "Không có gì cản việc chốt; đối chiếu còn <a" in shown and "Không còn gì vướng" not in shown


def test_a_month_before_any_roster_has_none(office: Office) -> None:
    assert "Bốn sổ khớp nhau" in text(office.browser("office").get("/office/months/2026-10/matters"))
