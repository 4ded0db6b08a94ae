"""What the screen says because of the hour changes as time passes, without a tap."""

import pytest

from phone.strings import say
from shiftbook.codes import SENTENCES
from tests.screens.office import Office


def at(office, hour):
    office.now = office.now.replace(hour=int(hour[:2]), minute=int(hour[3:]))
    return office


def test_the_window_opens(enrolled):
    app = enrolled(at(Office(), "07:25"))
    assert SENTENCES["outside_window"] in app.texts() and say("reminders.soon", count=30) not in app.texts()
    app.later("07:30:10")
    assert SENTENCES["outside_window"] not in app.texts()
    assert say("reminders.soon", count=30) in app.texts()
    app.later("07:59:10")
    assert say("reminders.soon", count=1) in app.texts()
    app.later("08:00:00")
    assert say("reminders.begun", hour="08:00") in app.texts()


def test_a_shift_that_is_over_asks_for_the_check_out(enrolled):
    app = enrolled()
    app.tap("Vào ca")
    app.later("10:00:00")
    assert say("reminders.leave", hour="10:00") not in app.texts()
    app.later("10:01:00")
    assert say("reminders.leave", hour="10:00") in app.texts()
    app.tap("Ra ca")
    assert say("reminders.leave", hour="10:00") not in app.texts()


def test_midnight(enrolled):
    app = enrolled()
    assert "Thứ Hai, 23/11/2026" in app.texts()
    app.later("24T00:00:05")
    assert "Thứ Ba, 24/11/2026" in app.texts()


def test_who_is_not_rostered_is_reminded_of_nothing(enrolled):
    app = enrolled(at(Office(*Office().rows[2:]), "07:40"))
    app.later("07:50:00")
    assert not any(text.startswith("Ca của bạn") for text in app.texts())


def test_typing_is_not_disturbed(enrolled):
    app = enrolled(at(Office(), "07:25"))
    app.fill("Mã quầy", "12")
    app.later("07:40:00")
    assert app.phone.clock.office_now().minute == 40
    app.fill("Mã quầy", "123")
    app.tap("Vào ca")
    assert any("123" in text for text in app.texts())


@pytest.mark.parametrize("refused", [False, True])
def test_a_saved_tap_is_felt_where_the_phone_can(enrolled, refused):
    app = enrolled()
    app.wire.refused |= {"medium_impact"} if refused else set()
    app.fill("Mã quầy", "12")
    app.tap("Vào ca")
    assert "medium_impact" not in [name for name, _ in app.wire.called]
    app.fill("Mã quầy", "")
    app.tap("Vào ca")
    assert [name for name, _ in app.wire.called].count("medium_impact") == 1
    assert "Đã lưu trên máy" in app.texts()
