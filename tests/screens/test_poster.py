"""The morning check of the poster: asked for once a day, remembered when good, reported in one tap when not."""

from datetime import datetime
from urllib.parse import unquote, urlsplit

import flet as ft
import pytest

from phone.posters import page
from tests.screens.office import EVERY_DAY, POINT, Office, duty

CARD = "Kiểm tra mã trên áp phích"


@pytest.fixture
def on_duty(enrolled):
    app = enrolled()
    app.tap("Vào ca")
    return app


def come(app, at: str) -> None:
    """To the counter again, later."""
    app.office.now = datetime.fromisoformat(at)
    app.go("/roster")
    app.go("/")
    app.tap("Vào ca")


def asked_for(app) -> bool:
    app.go("/")
    return app.has(ft.OutlinedButton, CARD)


def test_the_page_is_told_the_address_that_must_stand_there(on_duty):
    address = page(on_duty.phone)
    assert address.startswith("ap-phich.html#")
    assert unquote(urlsplit(address).fragment) == "https://dailanh.example/q/BIENQUAY"


def test_it_is_asked_for_on_duty_only(enrolled):
    app = enrolled()
    assert not asked_for(app)
    app.tap("Vào ca")
    assert asked_for(app)


@pytest.mark.parametrize("found", ["ok", "unasked"])
def test_a_good_poster_is_remembered_for_the_day(on_duty, found):
    on_duty.tap(CARD)
    on_duty.go(f"/poster?found={found}")
    assert "Áp phích đúng" in on_duty.text()
    assert not asked_for(on_duty) and on_duty.facts("difficulty_raised") == []
    come(on_duty, "2026-11-25T14:01:00+07:00")
    assert asked_for(on_duty)


def test_the_second_shift_of_a_day_does_not_ask(enrolled):
    app = enrolled(Office(*EVERY_DAY, duty("2026-11-23", "afternoon")))
    app.tap("Vào ca")
    assert asked_for(app)
    app.tap("Ra ca")
    come(app, "2026-11-23T14:01:00+07:00")
    assert len(app.facts("checked_in")) == 2 and not asked_for(app)


@pytest.mark.parametrize("found", ["wrong", "dead", "unreadable"])
def test_a_bad_poster_becomes_an_urgent_difficulty_in_one_tap(on_duty, found):
    on_duty.go(f"/poster?found={found}")
    assert on_duty.facts("difficulty_raised") == [] and asked_for(on_duty)
    on_duty.go(f"/poster?found={found}")
    on_duty.tap("Báo khó khăn, gấp")
    (told,) = (f["data"] for f in on_duty.facts("difficulty_raised"))
    assert told["urgent"] is True and "áp phích" in told["text"] and "Bộ phận Một cửa" in told["text"]
    assert "Đã lưu trên máy" in on_duty.texts() and not asked_for(on_duty)


def test_a_missing_poster_needs_no_scanning(on_duty):
    on_duty.tap(CARD)
    on_duty.tap("Áp phích bị mất, báo Văn phòng")
    assert "Không thấy áp phích" in on_duty.facts("difficulty_raised")[0]["data"]["text"]


def test_an_address_made_up_by_somebody_records_nothing(on_duty):
    on_duty.go("/poster?found=gì-đó")
    assert on_duty.has(ft.FilledButton, "Quét mã trên áp phích")
    assert on_duty.phone.book.recall("poster") is None and on_duty.phone.point == POINT


def test_leaving_for_the_page_waits_for_what_is_not_saved(on_duty):
    on_duty.go("/difficulty")
    on_duty.fill("Khó khăn gặp phải", "Máy in hỏng")
    on_duty.go("/poster")
    assert on_duty.find(ft.FilledButton, "Quét mã trên áp phích").disabled
    on_duty.go("/difficulty")
    on_duty.tap("Lưu khó khăn")
    on_duty.go("/poster")
    assert not on_duty.find(ft.FilledButton, "Quét mã trên áp phích").disabled
