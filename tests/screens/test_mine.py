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


def closed_months():
    moved = {"day": "2026-09-14", "amount_dong": 30_000, "reason": "Dữ liệu đến sau khi chốt tháng"}
    september = [worked("2026-09-07", "A", counted=True)]
    october = [worked(f"2026-10-{day:02d}", "A", counted=True) for day in (5, 12)]
    return Office(
        *EVERY_DAY,
        allowance("an", "2026-09", september, closed=True),
        allowance("an", "2026-10", october, moved, closed=True),
        allowance("binh", "2026-08", [worked("2026-08-03", "A", counted=True)], closed=True),
    )


def test_the_months_tell_what_each_came_to_and_lead_to_it(enrolled):
    app = enrolled(closed_months())
    app.tap("Của tôi")
    app.tap("Các tháng của tôi")
    assert app.title == "Các tháng của tôi"
    assert "2 tháng đã chốt, cộng lại: 120.000 đồng" in app.texts()
    titles = [text for text in app.texts() if text.startswith("Tháng ")]
    assert titles == ["Tháng 11 năm 2026", "Tháng 10 năm 2026", "Tháng 9 năm 2026"]
    assert "Ngày 14/09: 30.000 đồng. Dữ liệu đến sau khi chốt tháng" in app.texts()
    app.tap("Tháng 10 năm 2026")
    assert app.title == "Của tôi" and "Tổng cộng: 90.000 đồng" in app.texts()
    app.tap("Lịch")
    app.tap("Của tôi")
    assert "Tháng 11 năm 2026" in app.texts()


def test_what_was_paid_is_told_by_the_office_and_kept(enrolled):
    app = enrolled(closed_months())
    paid = {"month": "2026-10", "amount_dong": 90_000, "day": "2026-11-05", "way": "cash", "receipt": "PC 45"}
    app.office.paid = [{**paid, "month": "2026-09", "day": None, "way": None, "receipt": None}, paid]
    app.go("/mine/months")
    said = "Đã chi 90.000 đồng ngày 05/11/2026, tiền mặt, chứng từ số PC 45."
    assert said in app.texts()
    assert app.texts().count("Văn phòng chưa đánh dấu đã chi.") == 1
    app.office.online = False
    app.go("/mine")
    app.go("/mine/months")
    assert said in app.texts()
    app.office.online = True
    app.office.paid = [{**paid, "amount_dong": -30_000, "receipt": "PT 7"},
                       {**paid, "month": "2026-09", "amount_dong": -30_000, "day": None}]  # fmt: skip
    app.go("/mine")
    app.go("/mine/months")
    said = "Đã thu lại 30.000 đồng ngày 05/11/2026, tiền mặt, chứng từ số PT 7."
    assert said in app.texts() and "Phải thu lại 30.000 đồng; Văn phòng chưa đánh dấu đã thu lại." in app.texts()
    app.office.paid = [{**paid, "way": "gold"}, {"month": 5}]
    app.go("/mine")
    app.go("/mine/months")
    assert said in app.texts()


def test_every_day_of_the_calendar_has_one_label_in_order(enrolled):
    app = enrolled(Office(*EVERY_DAY, duty("2026-11-20"), allowance("an", "2026-11", twelve_days())))
    app.tap("Của tôi")
    labels = [c.label for c in app.all() if isinstance(c, ft.Semantics) and c.label and "/11" in c.label]
    assert len(labels) == 30 and labels[0] == "Chủ nhật 01/11"
    assert labels[1] == "Thứ Hai 02/11, mức A, ngày được tính"
    assert labels[16] == "Thứ Ba 17/11, mức C, ngày chờ xác nhận"
    assert labels[19] == "Thứ Sáu 20/11, có ca, chưa thấy vào ca"
    assert labels[22] == "Thứ Hai 23/11, hôm nay, có ca trực"
    app.tap(labels[19])
    assert say("calendar.missed") in app.texts()
    app.tap(labels[16])
    assert app.texts().count("Thứ Ba 17/11") == 2 and say("calendar.missed") not in app.texts()


def test_a_month_is_shared_as_a_picture(enrolled):
    app = enrolled(closed_months())
    app.go("/mine/picture/2026-10")
    app.wire.picture = b"PNG"
    for said in ("Nguyễn Thị An", "Sổ Trực xã Đại Lãnh", "Tháng 10 năm 2026", "Tổng cộng: 90.000 đồng"):
        assert said in app.texts()
    assert "Văn phòng đã chốt tháng này." in app.texts()
    app.tap("Chia sẻ ảnh")
    shared = next(args["files"][0] for name, args in app.wire.called if name == "share_files")
    assert (shared.data, shared.mime_type, shared.name) == (b"PNG", "image/png", "so-truc-2026-10.png")
    app.tap("Lưu ảnh vào máy")
    assert say("picture.saved", name="so-truc-2026-10.png") in app.texts()


def test_a_phone_that_will_not_share_says_so(enrolled):
    app = enrolled()
    app.go("/mine/picture/khong")
    assert "Tháng 11 năm 2026" in app.texts()
    app.wire.picture = b"PNG"
    app.wire.refused.add("share_files")
    app.tap("Chia sẻ ảnh")
    assert say("common.not_here") in app.texts()


def test_a_day_that_is_not_paid_says_what_to_do(enrolled):
    no = worked("2026-11-18", "C", "outside_window") | {"undecided": False, "decided_by": "office", "reason": "Vắng"}
    app = enrolled(Office(*EVERY_DAY, allowance("an", "2026-11", [no])))
    app.tap("Của tôi")
    assert "Lý do của Văn phòng: Vắng" in app.texts() and say("mine.do.ask_leader") in app.texts()
