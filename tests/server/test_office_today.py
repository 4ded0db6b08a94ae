"""The day's page: who is rostered, who came, who is missing, what was told, and the leader's confirmation."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from sync_server import commune as communes
from tests.server import office_cast as cast
from tests.server.office_cast import Office
from tests.server.phone_script import Phone
from tests.server.stand import Stand


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


@pytest.fixture
def phones(stand: Stand) -> dict[int, Phone]:
    return cast.week(stand)


def words(office: Office, path: str = "/office/today", role: str = "leader") -> str:
    """A page's own words, without its marks."""
    shown = cast.text(office.browser(role).get(path)).split("<main")[1]
    return " ".join(re.sub("<[^>]+>", " ", shown).split())


def test_the_day_says_who_came_and_who_did_not(office: Office, phones: dict[int, Phone]) -> None:
    shown = words(office)
    for sentence in (
        "Thứ Sáu, 20/11/2026", "Nguyễn Thị Ánh Tuyết Đang trực", "Trần Văn Bình Chưa vào ca",
        "Đỗ Anh Thư Đang trực Không có trong lịch", "Lê Hoàng Duy Chưa đến giờ", "3 lượt người dân được giúp",
        "Gấp Máy in hết mực", "Võ Minh Khôi : còn thiếu 4 mục",
    ):  # fmt: skip
        assert sentence in shown, sentence


def test_nobody_is_on_duty_once_the_session_is_over(stand: Stand, office: Office, phones: dict[int, Phone]) -> None:
    stand.set("2026-11-20T10:00:00+07:00")
    assert "Nguyễn Thị Ánh Tuyết Đang trực" in words(office)
    stand.set("2026-11-20T10:00:01+07:00")
    assert "Nguyễn Thị Ánh Tuyết Chưa ra ca" in words(office)
    stand.set("2026-11-21T08:30:00+07:00")
    assert "Đang trực" not in words(office, "/office/today?day=2026-11-20")


def test_a_day_that_is_over_says_who_left_and_who_was_missing(office: Office, phones: dict[int, Phone]) -> None:
    shown = words(office, "/office/today?day=2026-11-18")
    assert "Huỳnh Gia Hân Vắng" in shown
    assert "Vào ca 07:52, ra ca 10:00" in shown


def test_who_came_late_is_said_to_be_late(stand: Stand, office: Office) -> None:
    stand.set("2026-11-20T09:25:00+07:00")
    place = next(p for p in range(12) if rostered_now(stand, p))
    phone = stand.phone(place)
    data = {"point": stand.point, "day": "2026-11-20", "session": "morning", "desk_code": None, "facilities": {}}
    phone.send(phone.fact("checked_in", data, "2026-11-20T09:20:30+07:00"))
    assert "Vào ca 09:20 muộn 80 phút" in words(office)


def test_a_second_check_in_of_who_came_in_time_is_not_late(stand: Stand, office: Office) -> None:
    phone = stand.phone(next(p for p in range(12) if rostered_now(stand, p)))
    for at in ("2026-11-20T07:52:10+07:00", "2026-11-20T09:20:00+07:00"):
        stand.set(at)
        phone.push(stand.check_in(phone, at))
    shown = words(office)
    assert "Vào ca 07:52" in shown and "Vào ca 09:20" in shown and "muộn" not in shown


def rostered_now(stand: Stand, place: int) -> bool:
    with stand.database.reader() as connection:
        roster = cast.communes.read(connection, stand.commune).ground.roster
    return stand.members[place] in roster.members(stand.point, cast.TODAY, "morning")


def test_who_has_a_shift_and_no_phone_is_named(stand: Stand, office: Office, phones: dict[int, Phone]) -> None:
    name = "Huỳnh Gia Hân"
    sentence = f"chưa có điện thoại, hoặc máy chưa gửi mục nào: {name}"
    shown = words(office)
    assert sentence in shown and "Mọi điện thoại đã gửi đủ" not in shown
    assert sentence in words(office, "/office/weeks/2026-W47")
    stamp = stand.get("/api/v1/weeks/2026-W47", "office").json()["completeness"]
    assert ([one["name"] for one in stamp["phoneless"]], stamp["complete"]) == ([name], False)
    with stand.database.reader() as connection:
        known = cast.communes.read(connection, stand.commune).people.values()
    stand.decide(stand.members.index(next(one.id for one in known if one.name == name)), "2026-11-18")
    assert "chưa có điện thoại, hoặc" not in words(office)


def test_difficulties_stay_on_today_until_they_are_done(stand: Stand, office: Office) -> None:
    phone = stand.phone(3)
    facts = [
        phone.fact("difficulty_raised", {"text": text, "urgent": urgent}, "2026-11-02T08:00:00+07:00")
        for text, urgent in (("Thiếu ghế", False), ("Máy in hỏng", True), ("Mất mạng", True))
    ]
    phone.send(*facts)
    step = {"standing": "working", "owner": "Chị Hoa", "due": "2026-11-10", "answer": ""}
    browser, register = office.browser("office"), "/office/registers/difficulties"
    assert browser.post(f"{register}/{facts[1]['id']}", step).status_code == 303
    assert (
        browser.post(f"{register}/{facts[2]['id']}", step | {"standing": "done", "answer": "Đã có mạng"}).status_code
        == 303
    )
    shown = words(office)
    assert "Gấp Máy in hỏng" in shown
    assert "đang xử lý; Chị Hoa, hạn 10/11/2026 Quá hạn" in shown
    assert shown.index("Máy in hỏng") < shown.index("Thiếu ghế") and "Mất mạng" not in shown
    assert f'href="{register}#d{facts[1]["id"]}"' in browser.get("/office/today").text


def test_what_is_broken_is_said_with_who_said_it(office: Office, phones: dict[int, Phone]) -> None:
    shown = words(office, "/office/today?day=2026-11-16")
    assert "Máy vi tính hỏng (Ngô Thị Thanh Thảo báo)" in shown
    assert "Giấy bút thiếu" in shown


def test_the_leader_confirms_a_day_and_only_that_day(stand: Stand, office: Office, phones: dict[int, Phone]) -> None:
    browser = office.browser("leader")
    assert "Nguyễn Thị Ánh Tuyết ◐ B Chờ Tổ trưởng Không ghi mã quầy." in words(office)
    answer = browser.post("/office/today/confirm", {"day": str(cast.TODAY)})
    assert answer.headers["location"] == f"/office/today?day={cast.TODAY}"
    assert "Không có ngày công nào chờ xác nhận." in words(office)
    leader = stand.day(0, str(cast.TODAY))
    earlier = stand.day(0, "2026-11-17")
    assert leader and leader["confirmed"] and leader["counted"]
    assert earlier and earlier["undecided"]


def test_nobody_vouches_for_a_day_that_was_not_shown(stand: Stand, office: Office, phones: dict[int, Phone]) -> None:
    browser = office.browser("leader")
    with stand.database.reader() as connection:
        roster = communes.read(connection, stand.commune).ground.roster.on(date(2026, 11, 18))
    place, session = next(
        (stand.members.index(m), duty.session)
        for duty in roster for m in duty.members if stand.day(stand.members.index(m), "2026-11-18") is None
    )  # fmt: skip
    seen = re.findall(r'name="as_of" value="(\d+)"', browser.get("/office/today?day=2026-11-18").text)[0]
    hour = {"morning": "08", "afternoon": "14"}[session]
    phones[place].push(
        stand.check_in(phones[place], f"2026-11-18T{hour}:00:00+07:00", session, data={"desk_code": None})
    )
    states = []
    for as_of in ({"as_of": seen}, {}):
        browser.post("/office/today/confirm", {"day": "2026-11-18", **as_of})
        told = stand.day(place, "2026-11-18") or {}
        states.append((told["grade"], told["undecided"]))
    assert states == [("B", True), ("B", False)]


@pytest.mark.parametrize("role", ["leader", "office"])
def test_what_waits_in_the_month_is_said_on_a_day_without_any(
    stand: Stand, office: Office, phones: dict[int, Phone], role: str
) -> None:
    undecided = [d["grade"] for line in stand.month()["lines"] for d in line["days"] if d["undecided"]]
    leader, ours = undecided.count("B"), undecided.count("C")
    assert leader and ours
    sentence = f"Tháng 11/2026 còn {leader} ngày chờ Tổ trưởng và {ours} ngày chờ Văn phòng"
    for day in ("", "?day=2026-11-22", "?day=2026-12-01"):
        assert sentence in words(office, f"/office/today{day}", role), day
    assert 'href="/office/months/2026-11#waiting"' in office.browser(role).get("/office/today").text
    stand.act("/api/v1/months/2026-11/confirm", {}, "leader")
    assert f"Tháng 11/2026 còn {ours} ngày chờ Văn phòng" in words(office, role=role)


def test_only_the_leader_has_the_button(office: Office, phones: dict[int, Phone]) -> None:
    assert "Xác nhận ngày" in words(office)
    assert "Xác nhận ngày" not in words(office, role="office")
    assert "Chờ Tổ trưởng xác nhận." in words(office, role="office")


def test_a_day_of_rest_says_why(office: Office) -> None:
    assert "Không phải ngày làm việc Không có ca trực." in words(office, "/office/today?day=2026-11-21")
    assert "Không phải ngày làm việc Tết Dương lịch" in words(office, "/office/today?day=2027-01-01")


def test_a_holiday_on_a_rostered_day_says_who_still_stands_on_the_roster(stand: Stand, office: Office) -> None:
    day = {"day": "2026-11-25", "kind": "nghi_le", "name_vi": "Nghỉ bão", "source": "Công điện 9"}
    assert office.browser("office").post("/office/calendar", day).status_code == 303
    for path in ("/office/today?day=2026-11-25", "/office/calendar?year=2026"):
        assert "Lịch đã công bố còn tên: " in words(office, path, "office"), path
    shown = words(office, "/office/today?day=2026-11-25")
    assert "Chưa đến giờ" not in shown and "Không có ca." in shown
    assert "Nghị quyết 28/2026/QH16" in words(office, "/office/calendar?year=2026", "office")


def test_a_day_to_come_is_not_confirmed(office: Office) -> None:
    answer = office.browser("leader").post("/office/today/confirm", {"day": "2026-11-25"})
    assert (answer.status_code, "Ngày này chưa đến." in answer.text) == (422, True)


def test_once_a_shift_has_begun_the_leader_is_told_what_a_substitute_does(stand: Stand, office: Office) -> None:
    stand.set("2026-11-20T08:20:00+07:00")
    assert "Người đến thay cứ bấm Vào ca" in words(office)
    assert "người đến thay cứ bấm Vào ca" in words(office, "/office/roster")


def test_a_day_nobody_is_rostered_on_says_so(office: Office) -> None:
    shown = words(office, "/office/today?day=2027-02-24")
    assert "Chưa xếp ai trực buổi này. Xếp lịch" in shown
    assert "Không có ngày công nào chờ xác nhận." in shown


@pytest.mark.parametrize("day", ["hôm nay", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_what_is_no_day_is_a_page_that_says_so(office: Office, day: str) -> None:
    answer = office.browser("office").get(f"/office/today?day={day}")
    assert (answer.status_code, "Ngày chưa đúng." in answer.text) == (422, True)
    assert office.browser("leader").post("/office/today/confirm", {"day": day}).status_code == 422
