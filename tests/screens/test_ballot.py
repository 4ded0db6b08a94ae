"""The ballot's QR code: one slip after another, then the poster's."""

from datetime import datetime

import flet as ft

from phone.qr import qr_png
from tests.screens.office import Office, duty, slips


def picture(app):
    return app.find(ft.Image, "Mã QR phiếu").src


def test_each_citizen_gets_a_slip_of_their_own(enrolled):
    app = enrolled()
    app.tap("Phiếu")
    assert picture(app) == qr_png("https://dailanh.example/r/AAAAAAAAAA")
    assert "Còn 1 mã phiếu cho buổi này. Mỗi mã dùng một lần." in app.texts()
    app.tap("Phiếu tiếp theo")
    assert picture(app) == qr_png("https://dailanh.example/r/BBBBBBBBBB")
    assert [f["data"] for f in app.facts("ballot_offered")] == [{"point": "dai-lanh-1", "channel": "slip"}] * 2


def test_a_glance_elsewhere_wastes_no_slip(enrolled):
    app = enrolled()
    app.tap("Phiếu")
    first = picture(app)
    app.tap("Lịch")
    app.tap("Phiếu")
    assert picture(app) == first
    assert len(app.facts("ballot_offered")) == 1


def test_later_the_next_citizen_gets_the_next_slip(enrolled):
    app = enrolled()
    app.tap("Phiếu")
    app.tap("Hôm nay")
    app.office.now = datetime.fromisoformat("2026-11-23T08:20:00+07:00")
    app.tap("Phiếu")
    assert picture(app) == qr_png("https://dailanh.example/r/BBBBBBBBBB")


def test_without_slips_the_poster_takes_over_and_says_why(enrolled):
    app = enrolled(Office(duty("2026-11-23"), slips("AAAAAAAAAA")))
    app.tap("Phiếu")
    app.tap("Phiếu tiếp theo")
    assert picture(app) == qr_png("https://dailanh.example/q/BIENQUAY")
    assert "Máy đã hết mã phiếu" in app.text()
    assert [f["data"]["channel"] for f in app.facts("ballot_offered")] == ["slip", "poster"]


def test_it_works_without_network(enrolled):
    app = enrolled()
    app.office.online = False
    app.tap("Phiếu")
    assert picture(app) == qr_png("https://dailanh.example/r/AAAAAAAAAA")
