"""A touch of the bottom bar loses nothing that was begun: only saving and the arrow back do away with it."""

import flet as ft
import pytest

from phone.strings import say

BOXES = ("Người dân yêu cầu", "Người dân đã xem lại", "Người dân đã ký")
NOTE = "Khó khăn gặp phải"


@pytest.fixture
def birth(enrolled):
    """The form for a birth certificate, with some of it filled in."""
    app = enrolled()
    app.tap("Viết hộ")
    app.fill("Tìm thủ tục", "dang ky khai")
    app.tap("Đăng ký khai sinh")
    app.tap("Đánh máy")
    app.tick(BOXES[0])
    app.tap("Điểm chỉ")
    app.tap("Còn thiếu")
    app.fill("Giấy tờ còn thiếu", "giấy chứng sinh")
    return app


def test_a_half_filled_form_is_there_after_a_glance_at_another_tab(birth):
    birth.tap("Lịch")
    birth.tap("Viết hộ")
    assert "Đăng ký khai sinh" in birth.texts()
    assert [birth.boxes()[name] for name in BOXES] == [True, False, True]
    assert birth.find(ft.TextField, "Giấy tờ còn thiếu").value == "giấy chứng sinh"
    birth.tick(BOXES[1])
    birth.tap("Lưu lượt viết hộ")
    data = birth.facts("assisted")[0]["data"]
    assert (data["mode"], data["signed"], data["missing"]) == ("typed", "fingerprint", ["giấy chứng sinh"])


def test_a_second_tap_on_the_tab_leads_to_the_list_and_the_form_is_still_kept(birth):
    birth.tap("Viết hộ")
    assert birth.find(ft.TextField, "Tìm thủ tục").value == "dang ky khai"
    birth.tap("Đăng ký khai sinh")
    assert birth.boxes()[BOXES[0]]


def test_the_arrow_back_begins_anew(birth):
    birth.tap("Quay lại")
    birth.tap("Đăng ký khai sinh")
    assert not birth.boxes()[BOXES[0]] and not birth.has(ft.TextField, "Giấy tờ còn thiếu")


def test_what_was_saved_is_not_begun(birth):
    birth.tick(BOXES[1])
    birth.tap("Lưu lượt viết hộ")
    birth.tap("Lịch")
    birth.tap("Viết hộ")
    assert birth.find(ft.TextField, "Tìm thủ tục").value == ""
    birth.tap("Đăng ký khai sinh")
    assert not birth.boxes()[BOXES[0]]


def test_the_search_stays(enrolled):
    app = enrolled()
    app.tap("Viết hộ")
    app.fill("Tìm thủ tục", "di chuc")
    app.tap("Hôm nay")
    app.tap("Viết hộ")
    assert app.find(ft.TextField, "Tìm thủ tục").value == "di chuc"
    assert app.has(ft.Semantics, "Chứng thực di chúc") and not app.has(ft.Semantics, "Đăng ký khai sinh")


def test_a_note_for_the_officer_stays(enrolled):
    app = enrolled()
    app.go("/write/2.000815")
    app.fill("Ghi chú (không bắt buộc)", "bà đi cùng con")
    app.tap("Của tôi")
    app.tap("Viết hộ")
    app.tap("Chuyển công chức")
    assert app.facts("handed_over")[0]["data"]["note"] == "bà đi cùng con"


def test_an_urgent_difficulty_stays_until_it_is_saved(enrolled):
    app = enrolled()
    app.tap("Báo khó khăn")
    app.fill(NOTE, "Máy in hết mực")
    app.tick("Gấp, cần giải quyết ngay")
    app.tap("Của tôi")
    app.tap("Hôm nay")
    assert app.find(ft.TextField, NOTE).value == "Máy in hết mực"
    app.tap("Lưu khó khăn")
    assert app.facts("difficulty_raised")[0]["data"] == {"text": "Máy in hết mực", "urgent": True}
    assert "gọi điện cho Văn phòng" in app.text()
    app.tap("Về Hôm nay")
    app.tap("Báo khó khăn")
    assert app.find(ft.TextField, NOTE).value == ""


def test_outreach_stays_with_its_channel(enrolled):
    app = enrolled()
    app.tap("Ghi tuyên truyền")
    app.tap("Loa truyền thanh")
    app.fill("Ghi chú (không bắt buộc)", "Bản tin sáng")
    app.tap("Phiếu")
    app.tap("Hôm nay")
    app.tap("Lưu tuyên truyền")
    assert app.facts("outreach_done")[0]["data"] == {"channel": "radio", "note": "Bản tin sáng"}


def test_the_check_of_the_counter_stays(enrolled):
    app = enrolled()
    app.tap("Mọi thứ đều ổn")
    app.tap("Lịch")
    app.tap("Hôm nay")
    app.tap("Vào ca")
    assert set(app.facts("checked_in")[0]["data"]["facilities"].values()) == {"ok"}


def test_nothing_begun_leads_to_the_tab_itself(enrolled):
    app = enrolled()
    app.tap("Báo khó khăn")
    app.tap("Lịch")
    app.tap("Hôm nay")
    assert app.title == "Hôm nay"


def test_another_person_sees_nothing_of_it(enrolled):
    app = enrolled()
    app.tap("Báo khó khăn")
    app.fill(NOTE, "Máy in hết mực")
    app.go("/enrol?code=MA-CUA-BINH")
    app.tap("Tham gia")
    app.go("/")
    app.tap("Báo khó khăn")
    assert app.find(ft.TextField, NOTE).value == ""


@pytest.fixture
def again(open_app):
    """The app as it opens after the system ended it."""

    def make(app, route):
        app.close()
        return open_app(route, app.office)

    return make


def test_what_was_typed_is_there_after_the_system_ended_the_app(enrolled, again):
    app = enrolled()
    app.tap("Báo khó khăn")
    app.fill(NOTE, "Máy in hết mực")
    app.tick("Gấp, cần giải quyết ngay")
    app.later()
    app = again(app, "/difficulty")
    assert app.find(ft.TextField, NOTE).value == "Máy in hết mực"
    assert app.boxes()["Gấp, cần giải quyết ngay"]
    app.tap("Lưu khó khăn")
    app.later()
    assert app.phone.book.recall("drafts") == []


def test_a_half_filled_form_is_kept_as_soon_as_another_app_comes_before(birth, again):
    birth.hide()
    app = again(birth, "/write/1.001193")
    assert app.find(ft.TextField, "Giấy tờ còn thiếu").value == "giấy chứng sinh"
    app.tick(BOXES[1])
    app.tap("Lưu lượt viết hộ")
    data = app.facts("assisted")[0]["data"]
    assert (data["mode"], data["signed"], data["missing"]) == ("typed", "fingerprint", ["giấy chứng sinh"])


def test_today_leads_to_what_was_begun(birth, again):
    birth.hide()
    app = again(birth, "/")
    assert say("reminders.unsaved") in app.texts()
    app.tap(say("reminders.go_on"))
    assert app.boxes()[BOXES[0]]
    app.tap("Quay lại")
    app.tap("Hôm nay")
    assert say("reminders.unsaved") not in app.texts()
    app.later()
    assert [route for _, route, _ in app.phone.book.recall("drafts")] == ["/write"]


def test_a_desk_code_is_never_kept(enrolled, again):
    app = enrolled()
    app.fill("Mã quầy", "123456")
    app.tap("Mọi thứ đều ổn")
    app.hide()
    assert "123456" not in str(app.phone.book.recall("drafts"))
    app = again(app, "/")
    assert app.find(ft.TextField, "Mã quầy").value == ""
    app.tap("Vào ca")
    assert set(app.facts("checked_in")[0]["data"]["facilities"].values()) == {"ok"}


def test_a_form_of_another_version_is_begun_anew(birth, again):
    birth.hide()
    kept = birth.phone.book.recall("drafts")
    for _, _, named in kept:
        if "act" in named:
            named["act"] = {"fields": {"gone": 1}}
    birth.run(birth.phone.book.remember("drafts", kept))
    app = again(birth, "/write/1.001193")
    assert not app.boxes()[BOXES[0]]
