"""Going on duty and off duty, with and without network, and what the screen says of it."""

from datetime import date, datetime

import flet as ft
import pytest

from phone import shifts
from phone.journal_file import StoreFull
from phone.screens.desk_code import desk_code_fault
from phone.strings import say
from shiftbook.codes import SENTENCES
from tests.screens.office import EVERY_DAY, Office, allowance, duty, worked


def test_one_tap_is_on_disk_before_the_screen_says_so(enrolled):
    app = enrolled()
    app.office.online = False
    app.tap("Vào ca")
    fact = app.facts("checked_in")[0]
    assert fact["data"] == {
        "point": "dai-lanh-1", "day": "2026-11-23", "session": "morning", "desk_code": None, "facilities": {},
    }  # fmt: skip
    assert fact["stage"] == "unsent"
    assert "Đã lưu trên máy" in app.texts()
    assert "Văn phòng đã nhận 0/1" in app.texts()
    assert "Còn 1 mục chưa gửi" in app.texts()


def test_the_shift_says_when_where_and_with_whom(enrolled):
    app = enrolled()
    assert "Buổi sáng, 08:00–10:00" in app.texts()
    assert "Bộ phận Một cửa" in app.texts()
    assert "Cùng ca: Trần Quốc Bình" in app.texts()
    assert "Ca tiếp theo: Thứ Tư 25/11, buổi chiều, 14:00–16:00" in app.texts()


def test_a_desk_code_of_the_wrong_length_is_told_before_saving_and_stays(enrolled):
    app = enrolled()
    app.fill("Mã quầy", "1234")
    app.tap("Vào ca")
    assert desk_code_fault("1234") in app.texts()
    assert app.facts("checked_in") == []
    assert app.find(ft.TextField, "Mã quầy").value == "1234"
    app.fill("Mã quầy", "123 456")
    app.tap("Vào ca")
    assert app.facts("checked_in")[0]["data"]["desk_code"] == "123456"


@pytest.mark.parametrize("code", ["", " ", "012345", "12 34 56"])
def test_a_desk_code_may_be_this(code):
    assert desk_code_fault(code) == ""


@pytest.mark.parametrize("code", ["12345", "1234567", "12345a", "１２３４５６"])
def test_a_desk_code_may_not_be_this(code):
    assert code in desk_code_fault(code)


def test_facilities_are_told_only_when_somebody_looked(enrolled):
    app = enrolled()
    app.tap("Có hỏng, thiếu")
    app.tap("Mạng: Hỏng")
    app.tap("Giấy bút: Thiếu")
    app.tap("Giấy bút: Thiếu")
    app.tap("Vào ca")
    assert app.facts("checked_in")[0]["data"]["facilities"] == {"internet": "broken"}


def test_all_well_is_one_tap(enrolled):
    app = enrolled()
    app.tap("Mọi thứ đều ổn")
    app.tap("Vào ca")
    every = dict.fromkeys(("computer", "internet", "desk", "paper"), "ok")
    assert app.facts("checked_in")[0]["data"]["facilities"] == every


def test_off_duty_leaves_a_receipt(enrolled):
    app = enrolled()
    app.tap("Vào ca")
    check_in = app.facts("checked_in")[0]
    app.office.now = datetime.fromisoformat("2026-11-23T10:02:00+07:00")
    app.tap("Ra ca")
    assert app.facts("checked_out")[0]["data"] == {"check_in": check_in["id"]}
    assert "Ra ca lúc 10:02." in app.texts()
    assert not app.has(ft.FilledButton, "Vào ca")


def test_who_is_not_rostered_is_told_that_the_office_decides_and_may_still_begin(enrolled):
    app = enrolled(Office(duty("2026-12-01")))
    assert SENTENCES["not_rostered"] in app.texts()
    app.tap("Vào ca")
    assert len(app.facts("checked_in")) == 1


def test_outside_the_window_the_office_decides(enrolled):
    office = Office()
    office.now = datetime.fromisoformat("2026-11-23T06:30:00+07:00")
    app = enrolled(office)
    assert SENTENCES["outside_window"] in app.texts()
    app.tap("Vào ca")
    assert len(app.facts("checked_in")) == 1


def test_somebody_without_any_shift_is_told_what_to_do(enrolled):
    app = enrolled(Office(duty("2026-11-01")))
    assert "Bạn chưa có ca trực nào sắp tới. Hãy hỏi Tổ trưởng khi nào có lịch." in app.texts()


@pytest.mark.parametrize(("day", "point"), [("2026-11-30", "cu"), ("2026-12-01", "moi")])
def test_who_has_no_shift_begins_at_the_first_counter_in_use(day, point):
    commune = {"points": [{"id": "cu", "closed_from": "2026-12-01"}, {"id": "moi"}]}
    assert shifts.first_point(commune, date.fromisoformat(day)) == point


def test_the_grade_comes_with_the_verdict(enrolled):
    office = Office(*EVERY_DAY, allowance("an", "2026-11", [worked("2026-11-23", "B", "desk_code_missing")]))
    app = enrolled(office)
    office.refuse["checked_in"] = "desk_code_missing"
    app.tap("Vào ca")
    assert "Mức B: Tổ trưởng xác nhận" in app.texts()
    assert SENTENCES["desk_code_missing"] in app.texts()
    assert "Văn phòng đã nhận 1/1" in app.texts()


def test_a_full_disk_says_so_and_nothing_typed_is_lost(enrolled, monkeypatch):
    app = enrolled()
    app.fill("Mã quầy", "123456")

    async def refuse(*_args, **_more):
        raise StoreFull

    monkeypatch.setattr(app.phone.book, "write", refuse)
    app.tap("Vào ca")
    assert say("store.store_full") in app.texts()
    assert "Đã lưu trên máy" not in app.texts()
    assert app.find(ft.TextField, "Mã quầy").value == "123456"


def test_a_double_tap_saves_once(enrolled):
    app = enrolled()
    button = app.find(ft.FilledButton, "Vào ca")

    async def twice():
        await app.session.dispatch_event(button._i, "click", None)
        await app.session.dispatch_event(button._i, "click", None)

    app.run(twice())
    assert len(app.facts("checked_in")) == 1


def test_the_tabs_are_these_five(enrolled):
    app = enrolled()
    bar = next(c for c in app.all() if isinstance(c, ft.NavigationBar))
    assert [d.label for d in bar.destinations] == ["Hôm nay", "Viết hộ", "Phiếu", "Lịch", "Của tôi"]
    for name, title in zip(
        ("Viết hộ", "Phiếu", "Lịch", "Của tôi", "Hôm nay"),
        ("Viết hộ", "Phiếu ý kiến", "Lịch trực", "Của tôi", "Hôm nay"),
        strict=True,
    ):
        app.tap(name)
        assert app.title == title
        assert "Văn phòng đã nhận" in app.text()
        assert app.has(ft.TextButton, "Gửi ngay")


def test_sending_now_says_the_truth(enrolled):
    app = enrolled()
    app.office.online = False
    app.tap("Vào ca")
    app.tap("Gửi ngay")
    assert "Văn phòng đã nhận 0/1" in app.texts()
    assert "Chưa có mạng" in app.text()
    app.office.online = True
    app.tap("Gửi ngay")
    assert "Văn phòng đã nhận 1/1" in app.texts()
    assert "chưa gửi" not in app.text()


def test_a_difficulty_with_a_phone_number_is_stopped_gently(enrolled):
    app = enrolled()
    app.tap("Báo khó khăn")
    app.tap("Lưu khó khăn")
    assert "Hãy viết vài chữ về khó khăn gặp phải." in app.texts()
    app.fill("Khó khăn gặp phải", "Bà gọi lại số 0912345678")
    app.tick("Gấp, cần giải quyết ngay")
    app.tap("Lưu khó khăn")
    assert "số điện thoại" in app.text()
    assert app.find(ft.TextField, "Khó khăn gặp phải").value == "Bà gọi lại số 0912345678"
    app.fill("Khó khăn gặp phải", "Máy in hết mực")
    app.tap("Lưu khó khăn")
    assert app.facts("difficulty_raised")[0]["data"] == {"text": "Máy in hết mực", "urgent": True}
    assert "gọi điện cho Văn phòng" in app.text()


def test_outreach_needs_its_channel(enrolled):
    app = enrolled()
    app.tap("Ghi tuyên truyền")
    app.fill("Ghi chú (không bắt buộc)", "Bản tin sáng")
    app.tap("Lưu tuyên truyền")
    assert "Hãy chọn cách đã tuyên truyền." in app.texts()
    app.tap("Loa truyền thanh")
    app.tap("Lưu tuyên truyền")
    assert app.facts("outreach_done")[0]["data"] == {"channel": "radio", "note": "Bản tin sáng"}
