"""My month, my shifts, what needs another look, and what is still on this phone."""

import flet as ft

from phone.strings import say
from shiftbook.codes import SENTENCES
from tests.screens.office import AN, EVERY_DAY, Office, allowance, duty, worked


def twelve_days():
    days = [worked(f"2026-11-{day:02d}", "A", counted=True) for day in range(2, 14)]
    return [*days, worked("2026-11-16", "B", "desk_code_missing"), worked("2026-11-17", "C", "desk_code_wrong")]


def test_the_month_shows_each_day_its_grade_and_the_total(enrolled):
    app = enrolled(Office(*EVERY_DAY, allowance("an", "2026-11", twelve_days())))
    app.tap("Của tôi")
    texts = app.texts()
    assert "Tháng 11 năm 2026" in texts
    assert "Tổng cộng: 360.000 đồng" in texts
    assert "12 ngày được tính" in texts
    assert texts.count("Mức A: Đủ bằng chứng") == 12 and texts.count("Được tính") == 12
    assert "Mức B: Tổ trưởng xác nhận" in texts and "Mức C: Văn phòng quyết định" in texts
    assert "Thứ Hai 16/11" in texts and SENTENCES["desk_code_missing"] in texts
    assert "Nhắc Tổ trưởng xác nhận ngày này." in texts


def test_other_months_are_an_arrow_away(enrolled):
    app = enrolled(Office(*EVERY_DAY, allowance("an", "2026-11", twelve_days())))
    app.tap("Của tôi")
    app.tap("Tháng trước")
    assert "Tháng 10 năm 2026" in app.texts() and "Tổng cộng: 0 đồng" in app.texts()
    assert "Tháng này bạn chưa có ngày trực nào." in app.texts()
    app.tap("Tháng sau")
    assert "Tổng cộng: 360.000 đồng" in app.texts()


def test_a_day_not_yet_sent_is_there_and_says_so(enrolled):
    app = enrolled()
    app.office.online = False
    app.tap("Vào ca")
    app.tap("Của tôi")
    assert "Thứ Hai 23/11" in app.texts() and "Chưa gửi" in app.texts()
    assert "Tổng cộng: 0 đồng" in app.texts()


def test_what_was_refused_is_listed_with_reason_and_what_to_do(enrolled):
    app = enrolled()
    app.office.refuse["checked_in"] = "device_revoked"
    app.tap("Vào ca")
    assert app.has(ft.Semantics, "Cần xem lại")
    app.tap("Cần xem lại")
    assert app.title == "Cần xem lại"
    assert SENTENCES["device_revoked"] in app.texts()
    assert say("mine.do.wait") in app.texts()


def test_nothing_refused_says_so(enrolled):
    app = enrolled()
    assert not app.has(ft.Semantics, "Cần xem lại")
    app.go("/trouble")
    assert "Không có mục nào cần xem lại." in app.texts()


def test_the_roster_goes_week_by_week_for_eight_weeks(enrolled):
    rows = (duty("2026-11-23"), duty("2026-11-27", "afternoon", AN), duty("2026-12-01"), duty("2027-02-01"))
    app = enrolled(Office(*rows))
    app.tap("Lịch")
    texts = app.texts()
    assert "Tuần này 23/11 – 29/11" in texts and "Tuần sau 30/11 – 06/12" in texts
    assert "Hôm nay" in texts and "Thứ Sáu 27/11" in texts and "Bạn trực một mình ca này." in texts
    assert "Cùng ca: Trần Quốc Bình" in texts
    assert not any("02" in text and "Tuần" in text for text in texts if "/02" in text)


def test_no_shift_says_whom_to_ask(enrolled):
    app = enrolled(Office(duty("2026-11-01")))
    app.tap("Lịch")
    assert "Tám tuần tới bạn chưa có ca trực nào." in app.texts()


def test_what_is_unsent_is_said_in_plain_lines_first(enrolled):
    app = enrolled()
    app.office.online = False
    app.tap("Vào ca")
    app.go("/write/2.000815")
    app.fill("Ghi chú (không bắt buộc)", "bà đi cùng con")
    app.tap("Chuyển công chức")
    app.tap("Ghi thêm lượt cùng thủ tục")
    app.tap("Lưu lượt hướng dẫn")
    app.tap("Mang mục chưa gửi đi")
    assert app.title == "Mục chưa gửi"
    for said in ("Vào ca", "Chuyển công chức: Chứng thực di chúc", "Lượt hướng dẫn: Chứng thực di chúc"):
        assert said in app.texts()
    assert app.texts().count("08:01 ngày 23/11") == 3
    assert "con" not in app.text().split() and "{" not in app.text()


def test_what_is_unsent_says_whose_it_is_where_several_share_a_phone(enrolled):
    app = enrolled()
    app.go("/enrol?code=MA-CUA-BINH")
    app.tap("Tham gia")
    app.go("/")
    app.office.online = False
    app.tap("Vào ca")
    app.tap("Mang mục chưa gửi đi")
    assert "08:01 ngày 23/11 · Trần Quốc Bình" in app.texts()
