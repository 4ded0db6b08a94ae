"""Putting a mistyped or missing counter code right: a second check-in, and the better one is the day's."""

from datetime import datetime

import flet as ft
import pytest

from phone.strings import say
from shiftbook.codes import SENTENCES
from tests.screens.office import Office

AGAIN = "Gửi lại mã quầy"
RIGHT, WRONG = "123456", "654321"


@pytest.fixture
def office():
    """An office whose counter screen shows the right code."""
    made = Office()
    made.desk_code = RIGHT
    return made


@pytest.fixture
def on_duty(enrolled, office):
    """An on duty with the code she typed."""

    def make(code="", *, online=True):
        app = enrolled(office)
        office.online = online
        app.fill("Mã quầy", code)
        app.tap("Vào ca")
        return app

    return make


def send(app, code):
    app.fill("Mã quầy", code)
    app.office.now = datetime.fromisoformat("2026-11-23T08:05:00+07:00")
    app.tap(AGAIN)


@pytest.mark.parametrize("first", ["", WRONG])
def test_a_code_put_right_makes_the_day_count_and_leaves_no_trouble(on_duty, first):
    app = on_duty(first)
    assert app.has(ft.FilledButton, AGAIN) and say("desk_code.still_time") in app.texts()
    assert not {say("mine.do.wait"), say("mine.do.confirm"), say("mine.do.code_again")} & set(app.texts())
    send(app, RIGHT)
    one, two = app.facts("checked_in")
    assert two["data"] == {**one["data"], "desk_code": RIGHT}
    assert (one["code"], two["code"]) == (f"desk_code_{'wrong' if first else 'missing'}", "already_checked_in")
    assert "Mức A: Đủ bằng chứng" in app.texts()
    assert "Vào ca lúc 08:01, buổi sáng." in app.texts() and "Gửi lại mã quầy lúc 08:05." in app.texts()
    assert not app.has(ft.FilledButton, AGAIN)
    assert not app.has(ft.Semantics, "Cần xem lại")
    app.tap("Của tôi")
    assert "Tổng cộng: 30.000 đồng" in app.texts() and "Được tính" in app.texts()


def test_a_right_code_is_not_asked_for_again(on_duty):
    app = on_duty(RIGHT)
    assert "Mức A: Đủ bằng chứng" in app.texts() and not app.has(ft.FilledButton, AGAIN)


def test_without_network_only_a_code_left_empty_can_be_sent_again(on_duty, office):
    app = on_duty("", online=False)
    send(app, RIGHT)
    assert "Văn phòng đã nhận 0/2" in app.texts()
    assert not app.has(ft.FilledButton, AGAIN)
    office.online = True
    app.tap("Gửi ngay")
    assert "Mức A: Đủ bằng chứng" in app.texts() and not app.has(ft.Semantics, "Cần xem lại")


def test_without_network_nobody_knows_whether_a_typed_code_was_right(on_duty):
    assert not on_duty(WRONG, online=False).has(ft.FilledButton, AGAIN)


def test_a_second_wrong_code_can_be_put_right_too(on_duty):
    app = on_duty(WRONG)
    send(app, "111111")
    assert "Mức C: Văn phòng quyết định" in app.texts() and app.has(ft.FilledButton, AGAIN)
    assert app.find(ft.TextField, "Mã quầy").value == ""
    app.tap("Cần xem lại")
    assert app.texts().count("Vào ca") == 1 and say("mine.do.code_again") in app.texts()
    assert SENTENCES["already_checked_in"] not in app.texts()
    app.tap("Hôm nay")
    send(app, RIGHT)
    assert "Mức A: Đủ bằng chứng" in app.texts()


def test_a_wrong_second_code_does_not_lower_a_day_the_leader_may_confirm(on_duty):
    app = on_duty("")
    send(app, WRONG)
    assert "Mức B: Tổ trưởng xác nhận" in app.texts() and app.has(ft.FilledButton, AGAIN)
    app.tap("Của tôi")
    assert SENTENCES["desk_code_missing"] in app.texts() and SENTENCES["desk_code_wrong"] not in app.texts()


def test_a_right_code_beside_a_drifting_clock_is_the_leaders_and_not_asked_for_again(on_duty, office):
    office.also = {"clock_drifting"}
    app = on_duty("")
    assert "Mức C: Văn phòng quyết định" in app.texts()
    send(app, RIGHT)
    assert "Mức B: Tổ trưởng xác nhận" in app.texts() and not app.has(ft.FilledButton, AGAIN)
    app.tap("Cần xem lại")
    assert SENTENCES["clock_drifting"] in app.text() and say("mine.do.confirm") in app.texts()


def test_an_empty_or_short_code_is_not_sent(on_duty):
    app = on_duty("")
    app.tap(AGAIN)
    assert say("desk_code.no_code") in app.texts()
    app.fill("Mã quầy", "12345")
    app.tap(AGAIN)
    assert "Mã quầy có đúng 6 chữ số" in app.text() and len(app.facts("checked_in")) == 1


def test_after_the_window_and_after_leaving_the_office_decides(on_duty, office):
    app = on_duty(WRONG)
    office.now = datetime.fromisoformat("2026-11-23T10:00:01+07:00")
    app.tap("Gửi ngay")
    assert not app.has(ft.FilledButton, AGAIN) and say("mine.do.wait") in app.texts()


def test_who_is_not_rostered_gains_nothing_by_a_code(enrolled, office):
    office.rows = [row for row in office.rows if row[0] != "duty"]
    office.also = {"not_rostered"}
    app = enrolled(office)
    app.tap("Vào ca")
    assert not app.has(ft.FilledButton, AGAIN) and say("mine.do.wait") in app.texts()


def test_leaving_once_leaves_the_shift_however_often_the_code_was_sent(on_duty):
    app = on_duty("")
    send(app, RIGHT)
    app.tap("Ra ca")
    assert app.facts("checked_out")[0]["data"] == {"check_in": app.facts("checked_in")[0]["id"]}
    assert "Ra ca lúc 08:05." in app.texts() and not app.has(ft.OutlinedButton, "Ra ca")


def test_a_code_on_its_way_is_told_beside_the_day(on_duty, office):
    app = on_duty(WRONG)
    office.online = False
    send(app, RIGHT)
    assert say("mine.late.one_more") in app.texts() and not app.has(ft.FilledButton, AGAIN)
    app.tap("Của tôi")
    assert say("mine.late.one_more") in app.texts() and "Mức C: Văn phòng quyết định" in app.texts()
