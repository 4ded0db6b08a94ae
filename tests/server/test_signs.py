"""Signs of stuffing: told of sittings and never of ballots or people, with their chance, ruled by the office."""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from shiftbook.moments import format_instant, parse_instant
from sync_server import tables as t
from sync_server.arrivals import Arrivals
from sync_server.ballots import Answer, Sent, keep
from sync_server.doors import Door
from tests.server import office_cast as cast
from tests.server.ballot_cast import ballots, put
from tests.server.office_cast import Office, text
from tests.server.stand import Stand
from tests.server.week_cast import vote, written

PATH = "/office/satisfaction/signs"
DAY = "2026-11-17"
DOOR = (1, "p1", "poster")


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    stand.set(f"{DAY}T09:00:00+07:00")
    with cast.opened(stand) as made:
        yield made


def words(answer: Any) -> str:
    """A page's words without its tags."""
    assert answer.status_code in (200, 422), answer.text
    return " ".join(re.sub("<[^>]+>", " ", text(answer).split("<main")[1]).split())


def signs(stand: Stand) -> list[tuple[str, int]]:
    with stand.database.reader() as connection:
        return [(row.sign, row.number) for row in connection.execute(sa.select(t.ballot_sign))]


def arriving(networks: str, minutes: float, at: str = "09:00", door: tuple[int, str, str] = DOOR) -> list[Any]:
    """The signs of ballots that come one after another, each from the network of its letter."""
    known, now, found = Arrivals(), parse_instant(f"{DAY}T{at}:00+07:00"), []
    for network in networks:
        found += known.signs(door, network, now)
        now += timedelta(minutes=minutes)
    return found


def test_eight_within_ten_minutes_are_a_burst_and_seven_are_not() -> None:
    assert arriving("abcdefgh", 1.4) == [("burst", 8)]
    assert arriving("abcdefghik", 1) == [("burst", 8), ("burst", 9), ("burst", 10)]
    assert arriving("abcdefghik", 1.25) == [("burst", 8), ("burst", 9), ("burst", 9)]
    assert arriving("abcdefg", 1.4) == []
    assert arriving("abcdefgh", 1.5) == []


def test_ten_in_a_row_from_one_network_are_a_run_but_not_on_the_counters_tablet() -> None:
    assert arriving("a" * 11, 5) == [("run", 10), ("run", 11)]
    assert arriving("a" * 9 + "b" + "a" * 9, 5) == []
    assert arriving("a" * 11, 5, door=(1, "p1", "tablet")) == []


@pytest.mark.parametrize(("at", "is_night"), [("21:59", 0), ("22:00", 1), ("00:00", 1), ("04:59", 1), ("05:00", 0)])
def test_night_is_from_ten_to_five(at: str, is_night: int) -> None:
    assert arriving("a", 1, at) == [("night", 1)] * is_night


def test_signs_are_counted_for_the_sitting_and_no_ballot_is_told_from_another(stand: Stand) -> None:
    stand.set(f"{DAY}T09:00:00+07:00")
    for rating in (5, 5, 1, 2, 5, 5, 5, 4, 5, 5, 5):
        vote(stand, rating)
    assert signs(stand) == [("burst", 11), ("run", 11)]
    told = {name: {row._asdict()[name] for row in ballots(stand)} for name in ballots(stand)[0]._fields}
    assert {name for name, values in told.items() if len(values) > 1} == {"id", "rating"}


def test_of_runs_and_windows_the_greatest_is_kept_and_nights_are_added(stand: Stand) -> None:
    door, now = Door(stand.commune, stand.point, "poster"), parse_instant(f"{DAY}T22:30:00+07:00")

    def sent(name: str, *signs: tuple[str, int]) -> Sent:
        return Sent(door, Answer(5, "", "vi", {}, name), now, (*signs, ("night", 1)))

    for together in ([sent("a", ("run", 12), ("burst", 9)), sent("b", ("run", 13))], [sent("c", ("run", 10))]):
        assert all(stand.database.write(partial(keep, sent=together)))
    assert signs(stand) == [("burst", 9), ("night", 3), ("run", 13)]


def test_sixty_ballots_of_one_network_without_anybody_served_are_a_clear_sign(stand: Stand, office: Office) -> None:
    known, door, sent = Arrivals(), Door(stand.commune, stand.point, "poster"), []
    for minute in range(0, 120, 2):
        at = parse_instant(f"{DAY}T08:00:00+07:00") + timedelta(minutes=minute)
        signs = known.signs((door.commune, door.point, door.channel), "a", at)
        sent.append(Sent(door, Answer(5, "", "vi", {}, f"{minute}"), at, signs))
    assert all(stand.database.write(partial(keep, sent=sent)))
    page = words(office.browser("office").get(PATH))
    assert "dài nhất 60 phiếu liền nhau cùng một mạng Khả năng báo nhầm dưới 0,1%" in page
    assert "Chưa quyết định, đang tính chung" in page and "dấu hiệu yếu" not in page


def test_each_sign_is_explained_with_its_chance(stand: Stand, office: Office) -> None:
    phone = stand.phone(1)
    offer = phone.fact("ballot_offered", {"point": stand.point, "channel": "slip"}, f"{DAY}T09:05:00+07:00")
    assert {v["status"] for v in phone.push(*(written(stand, phone, n) for n in range(10)), offer)} == {"stored"}
    put(stand, DAY, "5555", "slip")
    put(stand, DAY, "5" * 20, "tablet")
    page = words(office.browser("leader").get(PATH))
    assert "4 phiếu, 10 lượt được giúp, 0 lượt chuyển công chức. Chưa quyết định, đang tính chung" in page
    assert "Dùng nhiều hơn mời 4 mã đã dùng; lượt mời và mã in giấy cộng lại là 1 Khả năng báo nhầm 1,9%" in page
    assert "Dùng nhiều hơn mời Coi số thật dao động quanh số được ghi theo phân phối Poisson" in page
    assert "20 phiếu trên máy tính bảng, chỉ ghi 10 lượt giúp và chuyển công chức" in page
    assert "0,3%" in page
    assert "Ghi quyết định" not in page


@pytest.mark.parametrize(("channel", "said"), [("poster", "qua áp phích"), ("tablet", "trên máy tính bảng")])
def test_more_ballots_than_people_is_a_sign_in_each_channel(
    stand: Stand, office: Office, channel: str, said: str
) -> None:
    phone = stand.phone(1)
    phone.push(*(written(stand, phone, n) for n in range(3)))
    put(stand, DAY, "5" * 3, channel)
    browser = office.browser("office")
    assert "Không có dấu hiệu nào" in words(browser.get(PATH))
    put(stand, DAY, "5" * 12, channel)
    page = words(browser.get(PATH))
    assert f"15 phiếu {said}, chỉ ghi 3 lượt giúp và chuyển công chức Khả năng báo nhầm dưới 0,1%" in page
    assert "cũng làm lệch." in page


def test_clear_signs_are_told_until_the_office_has_decided(stand: Stand, office: Office) -> None:
    put(stand, DAY, "5" * 30, "tablet")
    browser, today, week = office.browser("office"), "/office/today", "/office/weeks/2026-W47"
    line = "Phiếu có dấu hiệu bất thường : 1 buổi chờ Văn phòng quyết định"
    assert line not in words(browser.get(today)), "the phones may still hold who was helped"
    stand.set("2026-11-18T09:00:00+07:00")
    assert line in words(browser.get(today))
    assert line not in words(office.browser("leader").get(today))
    said = "1 buổi có dấu hiệu bất thường rõ mà Văn phòng chưa quyết định, đang tính chung."
    assert said in words(browser.get(week))
    key = f"{DAY}.morning.tablet.{stand.point}"
    assert browser.post(f"{PATH}/{key}", {"ruling": "in", "reason": "Có đoàn về"}).status_code == 303
    assert line not in words(browser.get(today)) and said not in words(browser.get(week))


def test_a_box_of_paper_is_held_against_who_came_since_the_last_one(stand: Stand, office: Office) -> None:
    phone = stand.phone(1)
    phone.push(*(written(stand, phone, n) for n in range(10)))
    stand.set("2026-11-30T09:00:00+07:00")
    browser, said = office.browser("office"), "lượt giúp và chuyển công chức Khả năng báo nhầm"
    put(stand, "2026-11-19", "5" * 10, "paper")
    assert "Không có dấu hiệu nào" in words(browser.get(PATH))
    put(stand, "2026-11-20", "5" * 10, "paper")
    page = words(browser.get(f"{PATH}?from=2026-11-20&to=2026-11-30"))
    assert f"10 phiếu giấy; từ lần mở hòm trước chỉ ghi 0 {said} dưới 0,1%" in page and page.count("phiếu giấy;") == 1
    assert "Đếm lượt từ lần mở hòm trước, nhiều nhất từ bảy ngày trước." in page
    put(stand, "2026-11-19", "5" * 20, "paper")
    assert f"30 phiếu giấy; từ lần mở hòm trước chỉ ghi 10 {said} dưới 0,1%" in words(browser.get(PATH))


def test_printed_slips_count_as_offered_for_a_week(stand: Stand, office: Office) -> None:
    """An honest counter with printed slips offers nothing on a phone, today or six days later."""
    browser = office.browser("office")
    sheet = {"point": stand.point, "day": DAY, "session": "morning", "blocks": "1"}
    assert browser.post("/office/slips", sheet).status_code == 200
    put(stand, DAY, "5" * 6, "slip")
    put(stand, "2026-11-23", "5" * 6, "slip")
    put(stand, "2026-11-25", "5" * 6, "slip")
    stand.set("2026-11-26T08:00:00+07:00")
    page = words(browser.get(PATH))
    assert page.count("6 mã đã dùng; lượt mời và mã in giấy cộng lại là 0") == 1 and "Buổi sáng Thứ Tư, 25/11" in page
    assert "Mã in giấy của ngày ấy và bảy ngày trước đều coi như đã mời." in page
    rows = text(browser.get("/office/slips?day=2026-11-23")).split("<tbody>")[1].split("</tr>")
    assert ["Dùng nhiều hơn số đã mời và đã in" in row for row in rows if ">6<" in row] == [False, True]


def test_people_taken_to_the_officer_may_be_offered_a_ballot_and_are_not_called_helped(
    stand: Stand, office: Office
) -> None:
    """One helped, one handed over, a slip and a paper offered: the same served on every page, slips alone offered."""
    phone, at = stand.phone(1), f"{DAY}T09:05:00+07:00"
    handed = phone.fact("handed_over", {"point": stand.point, "reason": "barred", "procedure": None, "note": ""}, at)
    offers = [phone.fact("ballot_offered", {"point": stand.point, "channel": c}, at) for c in ("slip", "paper")]
    phone.push(written(stand, phone, 1), handed, *offers)
    browser, day = office.browser("leader"), f"from={DAY}&to={DAY}"
    assert "Đã mời và in giấy 1" in words(browser.get(f"/office/satisfaction?{day}"))
    assert "0 phiếu trên 1 lượt được giúp" in words(browser.get(f"/office/satisfaction?{day}"))
    row = text(browser.get("/office/slips")).split("Buổi sáng Thứ Ba 17/11")[1].split("</tr>")[0]
    assert re.findall(r"data-name=\"(Đã mời|Lượt được giúp)\">(\d+)<", row) == [
        ("Đã mời", "1"),
        ("Lượt được giúp", "1"),
    ]
    assert "Không có dấu hiệu nào" in words(browser.get(f"{PATH}?{day}"))


def test_a_sitting_without_ballots_leaves_nothing_to_decide(stand: Stand, office: Office) -> None:
    phone, at = stand.phone(1), f"{DAY}T09:05:00+07:00"
    phone.push(*(phone.fact("ballot_offered", {"point": stand.point, "channel": "slip"}, at) for _ in range(4)))
    page = words(office.browser("office").get(PATH))
    assert "mời 4 phiếu, chỉ ghi 0 lượt giúp và chuyển công chức" in page and "Chưa có phiếu nào để quyết định." in page
    assert "Chưa quyết định" not in page and "Ghi quyết định" not in page


def test_ballots_outside_the_hours_are_shown_and_still_counted(stand: Stand, office: Office) -> None:
    stand.set("2026-11-15T23:30:00+07:00")
    vote(stand, 5)
    stand.set(f"{DAY}T09:00:00+07:00")
    page = words(office.browser("chairman").get(PATH))
    assert "1 trên 1 phiếu gửi từ 22 giờ đến 5 giờ sáng" in page
    assert "15/11/2026 Buổi chiều Áp phích (ai cũng quét được) Trung tâm Phục vụ" in page


def test_nothing_odd_says_so(office: Office) -> None:
    assert "Không có dấu hiệu nào" in words(office.browser("office").get(PATH))


def test_the_office_counts_a_sitting_apart_and_back_in_with_reasons(stand: Stand, office: Office) -> None:
    stand.set("2026-11-20T09:00:00+07:00")
    put(stand, DAY, "5" * 30, "tablet")
    put(stand, "2026-11-18", "1" * 10, "tablet")
    browser = office.browser("office")
    key = f"{DAY}.morning.tablet.{stand.point}"
    empty = browser.post(f"{PATH}/{key}", {"ruling": "apart", "reason": ""})
    assert empty.status_code == 422 and "Ô này chưa ghi." in words(empty)
    assert 'value="apart" checked' in empty.text
    assert browser.post(f"{PATH}/{key}", {"ruling": "apart", "reason": "Một người bấm 30 lần"}).status_code == 303
    assert "Tính riêng : Một người bấm 30 lần" in words(browser.get(PATH))
    page = words(browser.get("/office/satisfaction"))
    assert "Máy tính bảng 40 10 0 0,0%" in page
    assert "30 phiếu Văn phòng quyết định tính riêng: 100,0% hài lòng" in page
    assert stand.differences() == []
    assert browser.post(f"{PATH}/{key}", {"ruling": "in", "reason": "Có đoàn về"}).status_code == 303
    assert "Máy tính bảng 40 40 30 75,0%" in words(browser.get("/office/satisfaction"))
    assert "tính riêng" in words(browser.get("/office/audit")).lower()
    assert stand.differences() == []
    stand.database.write(lambda tx: tx.execute(t.ballot_ruling.update().values(reason="khác")) and None)
    assert len(stand.differences()) == 4


@pytest.mark.parametrize("channel", ["slip", "poster", "tablet", "paper"])
def test_the_office_rules_on_any_sitting_with_ballots(stand: Stand, office: Office, channel: str) -> None:
    phone = stand.phone(1)
    offer = phone.fact("ballot_offered", {"point": stand.point, "channel": "slip"}, f"{DAY}T09:05:00+07:00")
    phone.push(*(written(stand, phone, n) for n in range(6)), offer)
    put(stand, DAY, "5", channel)
    browser = office.browser("office")
    assert "Không có dấu hiệu nào" in words(browser.get(PATH))
    asked = f"{PATH}?day={DAY}&session=morning&channel={channel}&point={stand.point}"
    page = words(browser.get(asked))
    assert "1 phiếu, 6 lượt được giúp" in page and "Ghi quyết định" in page
    key = f"{DAY}.morning.{channel}.{stand.point}"
    empty = browser.post(f"{PATH}/{key}", {"ruling": "apart", "reason": ""})
    assert empty.status_code == 422 and "Ô này chưa ghi." in words(empty)
    assert browser.post(f"{PATH}/{key}", {"ruling": "apart", "reason": "Nhập nhầm buổi"}).status_code == 303
    assert "Tính riêng : Nhập nhầm buổi" in words(browser.get(PATH))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("day=2026-11-17&session=morning&channel=slip", "Buổi ấy không có phiếu nào ở kênh và điểm trực này."),
        ("day=17/11&session=morning&channel=slip", "Ngày chưa đúng."),
        ("day=2026-11-17&session=noon&channel=slip", "Lựa chọn này không có."),
    ],
)
def test_a_sitting_asked_for_in_vain_is_said_beside_the_field(
    stand: Stand, office: Office, asked: str, said: str
) -> None:
    answer = office.browser("office").get(f"{PATH}?{asked}&point={stand.point}")
    assert answer.status_code == 422 and said in words(answer)
    assert "Chọn một buổi khác" not in words(office.browser("leader").get(PATH))


def test_apart_goes_a_whole_heap_so_that_no_few_are_left(stand: Stand, office: Office) -> None:
    stand.set("2026-11-20T09:00:00+07:00")
    put(stand, DAY, "555", "tablet")
    put(stand, "2026-11-18", "11", "tablet")
    browser = office.browser("office")
    browser.post(f"{PATH}/{DAY}.morning.tablet.{stand.point}", {"ruling": "apart", "reason": "Trẻ em bấm"})
    page = words(browser.get("/office/satisfaction"))
    assert "5 phiếu Văn phòng quyết định tính riêng: 60,0% hài lòng" in page


@pytest.mark.parametrize("key", ["2026-11-17.morning.tablet.nowhere", "x", "2026-11-17.noon.slip.p", "...."])
def test_no_such_sitting_is_ruled(office: Office, key: str) -> None:
    answer = office.browser("office").post(f"{PATH}/{key}", {"ruling": "in", "reason": "x"})
    assert answer.status_code == 404
    assert format_instant(office.stand.clock.now()) not in [row.at for row in office.rows(t.ballot_ruling)]
