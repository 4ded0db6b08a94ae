"""What is new to somebody stands below the shift, one thing at a time, and never before a check-in."""

import flet as ft
import pytest

from tests.screens.office import EVERY_DAY, Office, duty
from tests.screens.team_cast import CONDUCT


def test_the_steps_come_once_and_then_the_rules_until_they_are_acknowledged(enrolled):
    app = enrolled(Office(*EVERY_DAY, CONDUCT))
    assert app.has(ft.FilledButton, "Vào ca")
    for _ in range(2):
        assert "Đọc quy tắc" not in app.seen()
        app.tap("Tiếp")
    app.tap("Đã hiểu")
    assert "Đến quầy: bấm Vào ca" not in app.texts()
    app.tap("Đọc quy tắc")
    app.tap("Tôi đã đọc và sẽ làm theo")
    assert app.facts("conduct_acknowledged")[0]["data"] == {"version": "2024-01"}
    app.tap("Về Hôm nay")
    assert "Đọc quy tắc" not in app.seen() and "Tiếp" not in app.seen()
    assert app.has(ft.FilledButton, "Vào ca")


def test_both_can_be_read_again_from_the_settings(enrolled):
    app = enrolled(Office(*EVERY_DAY, CONDUCT))
    app.tap("Để sau")
    app.go("/settings")
    app.tap("Cách dùng Sổ Trực")
    assert "Không có mạng vẫn ghi được" in app.texts()
    app.go("/settings")
    app.tap("Quy tắc ứng xử")
    assert "Không thu bất cứ khoản tiền nào." in app.texts()


@pytest.mark.parametrize(
    ("rows", "at", "kind"),
    [
        (EVERY_DAY, "2026-11-23T07:55:00+07:00", ft.FilledButton),
        (EVERY_DAY, "2026-11-23T06:30:00+07:00", ft.OutlinedButton),
        ((duty("2026-12-01"),), "2026-11-23T07:55:00+07:00", ft.OutlinedButton),
    ],
)
def test_what_the_office_would_have_to_decide_is_there_but_not_pressed_on_anybody(enrolled, rows, at, kind):
    office = Office(*rows)
    office.now = office.now.fromisoformat(at)
    app = enrolled(office)
    assert app.has(kind, "Vào ca")


def test_before_the_shift_it_says_from_when_and_what_to_bring(enrolled):
    office = Office()
    office.now = office.now.fromisoformat("2026-11-23T06:30:00+07:00")
    app = enrolled(office)
    assert "Vào ca đúng giờ từ 07:30 đến 10:00." in app.texts()
    assert "Nhớ mang: điện thoại đã sạc đủ pin, bút viết." in app.texts()


def test_what_breaks_on_duty_becomes_a_difficulty_with_its_words(enrolled):
    app = enrolled()
    app.tap("Vào ca")
    app.tap("Báo hỏng, thiếu ở quầy")
    app.tap("Giấy bút: Thiếu")
    app.tap("Mạng: Hỏng")
    app.tap("Báo Tổ trưởng và Văn phòng")
    data = app.facts("difficulty_raised")[0]["data"]
    assert data == {"text": "Quầy đang có thứ hỏng, thiếu: Mạng (hỏng), Giấy bút (thiếu).", "urgent": False}
    assert "Đã lưu trên máy" in app.texts()


def test_who_has_no_shift_asks_by_a_message_and_may_copy_it(enrolled):
    app = enrolled(Office(duty("2026-11-01")))
    app.wire.refused.add("share_text")
    app.tap("Xin Tổ trưởng một ca trực")
    assert "Máy này chưa cho làm việc ấy. Hãy chọn cách khác ở đây." in app.texts()
    app.tap("Sao chép")
    assert app.wire.copied == ["Nhờ Tổ trưởng xếp cho tôi một ca trực. – Nguyễn Thị An"]
