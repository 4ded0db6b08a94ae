"""Việc đã ghi: what I wrote down can be looked at, taken back and corrected with a reason, and is never wiped out."""

import flet as ft

from phone.strings import say
from tests.screens.office import Office


def written(app):
    """One written act, through the form."""
    app.go("/write/1.001193")
    for box in ("Người dân yêu cầu", "Người dân đã xem lại", "Người dân đã ký"):
        app.tick(box)
    app.tap("Lưu lượt viết hộ")


def look(app, title):
    """Open one of what was written down."""
    fact = next(f for f in app.phone.book.facts("an") if f["kind"] == title)
    app.go("/records")
    app.go(f"/records/{fact['id']}")
    return fact


def test_nothing_written_yet(enrolled):
    app = enrolled()
    app.tap("Việc đã ghi")
    assert app.title == "Việc đã ghi" and "Hai tuần qua bạn chưa ghi việc nào trên máy này." in app.texts()


def test_what_was_written_stands_there_by_day_with_where_it_is(enrolled):
    app = enrolled()
    app.tap("Vào ca")
    app.office.online = False
    written(app)
    app.go("/")
    app.tap("Việc đã ghi")
    texts = app.texts()
    assert texts.index("Lượt viết hộ: Đăng ký khai sinh") < texts.index("Vào ca")
    assert "08:01 · Văn phòng đã nhận" in texts and "08:01 · Chưa gửi" in texts and "Hôm nay" in texts


def test_taking_back_needs_a_reason_and_keeps_the_original(enrolled):
    app = enrolled()
    written(app)
    fact = look(app, "assisted")
    app.tap("Rút lại…")
    app.tap("Rút lại")
    assert say("records.no_reason") in app.texts()
    app.tap("Lý do khác")
    app.fill("Lý do", "gọi lại số 0912345678")
    app.tap("Rút lại")
    assert say("common.private") in app.texts() and not app.facts("voided")
    app.fill("Lý do", "người dân đổi ý")
    app.tap("Rút lại")
    assert app.facts("voided")[0]["data"] == {"target": fact["id"], "reason": "người dân đổi ý"}
    assert app.facts("assisted")[0]["data"] == fact["data"]
    assert "Đã rút lại" in app.texts() and any("người dân đổi ý" in text for text in app.texts())
    app.go("/records")
    assert "08:01 · Đã rút lại" in app.texts()
    look(app, "assisted")
    assert not app.has(ft.TextButton, "Rút lại…") and not app.has(ft.OutlinedButton, "Sửa")


def test_a_written_act_is_corrected_in_its_own_form(enrolled):
    app = enrolled()
    written(app)
    fact = look(app, "assisted")
    app.tap("Sửa")
    app.tap("Đánh máy")
    app.tap("Lưu phần sửa")
    assert say("records.no_reason") in app.texts() and not app.facts("corrected")
    app.tap("Ghi nhầm")
    app.tap("Lưu phần sửa")
    told = app.facts("corrected")[0]["data"]
    assert (told["target"], told["reason"]) == (fact["id"], "Ghi nhầm")
    assert told["data"] == {**fact["data"], "mode": "typed"}
    assert "Việc này đã được sửa." in app.texts() and any("Đánh máy" in text for text in app.texts())
    look(app, "assisted")
    app.tap("Sửa")
    app.tap("Còn thiếu")
    app.fill("Giấy tờ còn thiếu", "ảnh 3x4")
    app.tap("Ghi nhầm")
    app.tap("Lưu phần sửa")
    again = app.facts("corrected")[1]["data"]["data"]
    assert (again["mode"], again["outcome"], again["missing"]) == ("typed", "incomplete", ["ảnh 3x4"])


def test_a_shift_taken_back_says_what_that_costs_and_can_be_begun_again(enrolled):
    app = enrolled()
    app.tap("Vào ca")
    look(app, "checked_in")
    assert not app.has(ft.OutlinedButton, "Sửa")
    app.tap("Rút lại…")
    assert say("records.of_a_shift") in app.texts()
    app.tap("Ghi nhầm")
    app.tap("Rút lại")
    app.go("/")
    assert app.has(ft.FilledButton, "Vào ca")


def test_what_was_refused_and_taken_back_is_no_trouble_any_more(enrolled):
    office = Office()
    office.refuse = {"assisted": "not_reviewed"}
    app = enrolled(office)
    written(app)
    app.go("/")
    assert app.has(ft.Semantics, "Cần xem lại")
    look(app, "assisted")
    app.tap("Rút lại…")
    app.tap("Ghi nhầm")
    app.tap("Rút lại")
    app.go("/")
    assert not app.has(ft.Semantics, "Cần xem lại")


def test_an_unknown_one_says_so(enrolled):
    app = enrolled()
    app.go("/records/0199a000-0000-7000-8000-000000000000")
    assert "Không thấy việc này trên máy." in app.texts()


def test_a_shift_the_office_would_not_take_back_goes_on(enrolled):
    office = Office()
    office.refuse = {"voided": "not_allowed"}
    app = enrolled(office)
    app.tap("Vào ca")
    look(app, "checked_in")
    app.tap("Rút lại…")
    app.tap("Ghi nhầm")
    app.tap("Rút lại")
    app.go("/")
    assert app.has(ft.OutlinedButton, "Ra ca") and not app.has(ft.FilledButton, "Vào ca")
    app.go("/records")
    assert "08:01 · Văn phòng đã nhận" in app.texts()
