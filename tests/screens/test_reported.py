"""Difficulties and outreach: what I told the office, whether it has it, and calling it when something is urgent."""

import flet as ft

from tests.screens.office import Office

CALL = "Gọi Văn phòng: 0258 3842 001"


def tell(app, text: str) -> None:
    app.go("/difficulty")
    app.fill("Khó khăn gặp phải", text)
    app.tap("Lưu khó khăn")


def test_what_i_told_says_whether_the_office_has_it(enrolled):
    app = enrolled()
    tell(app, "Máy in hỏng")
    app.office.online = False
    app.go("/")
    tell(app, "Hết mẫu giấy")
    texts = app.texts()
    newest, oldest = texts.index("Hết mẫu giấy"), texts.index("Máy in hỏng")
    assert newest < oldest
    assert "Chưa gửi" in texts[newest + 1] and "Văn phòng đã nhận" in texts[oldest + 1]


def test_one_taken_back_is_no_longer_listed(enrolled):
    app = enrolled()
    tell(app, "Máy in hỏng")
    app.run(app.phone.record("voided", {"target": app.facts("difficulty_raised")[0]["id"], "reason": "Ghi nhầm"}))
    assert "Máy in hỏng" not in app.texts()


def test_outreach_is_listed_with_its_channel(enrolled):
    app = enrolled()
    app.go("/outreach")
    app.tap("Họp giao ban")
    app.tap("Lưu tuyên truyền")
    assert "Họp giao ban" in app.texts() and "Việc đã báo" in app.texts()


def test_an_urgent_one_offers_to_call_where_the_number_is_known(enrolled):
    office = Office()
    office.commune["office_phone"] = "0258 3842 001"
    app = enrolled(office)
    app.go("/difficulty")
    assert not app.has(ft.OutlinedButton, CALL)
    app.tick("Gấp, cần giải quyết ngay")
    assert app.find(ft.OutlinedButton, CALL).url == "tel:02583842001"


def test_without_a_number_there_is_no_button_that_does_nothing(enrolled):
    app = enrolled()
    app.go("/difficulty")
    app.tick("Gấp, cần giải quyết ngay")
    assert "gọi điện cho Văn phòng nữa" in app.text()
    assert not [c for c in app.all() if isinstance(c, ft.OutlinedButton)]


def test_the_offices_answer_stands_below_what_i_told(enrolled):
    app = enrolled()
    tell(app, "Máy in hỏng")
    identity = app.facts("difficulty_raised")[0]["id"]
    told = {"about": identity, "standing": "working", "text": "Mai có thợ đến"}
    app.office.later.append(("notice", f"difficulty.{identity}", told))
    app.run(app.phone.send_now())
    app.go("/difficulty")
    assert "Đang xử lý · Văn phòng trả lời: Mai có thợ đến" in app.text()
