"""The ballot's QR code: one slip after another, then the poster's."""

import io
from datetime import datetime

import flet as ft
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from phone.qr import qr_png
from phone.strings import say
from tests.screens.office import EVERY_DAY, Office, duty, slips


def picture(app):
    return app.find(ft.Image, "Mã QR phiếu").src


def test_each_citizen_gets_a_slip_of_their_own(enrolled):
    app = enrolled()
    app.tap("Phiếu")
    assert picture(app) == qr_png("https://dailanh.example/r/AAAAAAAAAA")
    assert "Còn 1 mã phiếu cho buổi này." in app.texts() and say("ballot.one_each") in app.texts()
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


def test_looking_spends_no_slip_however_late(enrolled):
    app = enrolled()
    app.tap("Phiếu")
    app.tap("Hôm nay")
    app.office.now = datetime.fromisoformat("2026-11-23T09:20:00+07:00")
    app.tap("Phiếu")
    assert picture(app) == qr_png("https://dailanh.example/r/AAAAAAAAAA")
    assert len(app.facts("ballot_offered")) == 1


def test_a_restart_shows_the_same_slip_and_records_nothing(enrolled, open_app):
    app = enrolled()
    app.tap("Phiếu")
    app.phone.book.close()
    again = open_app("/ballot")
    assert picture(again) == qr_png("https://dailanh.example/r/AAAAAAAAAA")
    assert len(again.facts("ballot_offered")) == 1 and again.phone.slips_left() == 1


def test_the_next_day_has_slips_of_its_own(enrolled):
    app = enrolled(Office(*EVERY_DAY, slips("CCCCCCCCCC", day="2026-11-24")))
    app.tap("Phiếu")
    app.tap("Hôm nay")
    app.office.now = datetime.fromisoformat("2026-11-24T08:20:00+07:00")
    app.tap("Phiếu")
    assert picture(app) == qr_png("https://dailanh.example/r/CCCCCCCCCC")


def test_whoever_was_just_served_gets_a_slip_nobody_saw(enrolled):
    app = enrolled()
    app.tap("Phiếu")
    app.go("/write/2.000815")
    app.tap("Lưu lượt hướng dẫn")
    app.tap("Đưa phiếu ý kiến")
    assert picture(app) == qr_png("https://dailanh.example/r/BBBBBBBBBB")
    app.tap("Hôm nay")
    app.tap("Phiếu")
    assert picture(app) == qr_png("https://dailanh.example/r/BBBBBBBBBB")
    assert len(app.facts("ballot_offered")) == 2


@pytest.mark.parametrize(("size", "least"), [((844, 390), 200), ((390, 844), 340), ((320, 640), 220)])
def test_the_whole_picture_fits(enrolled, size, least):
    """What it may take of the height: all but the bars where the phone lies on its side, and no notice above it."""
    app = enrolled()
    app.resize(*size)
    app.tap("Phiếu")
    code = app.find(ft.Image, "Mã QR phiếu")
    box = next(c for c in app.all() if isinstance(c, ft.Container) and c.content is code)
    assert box.width == box.height and least <= box.width <= size[0] - 32
    low = size[1] < 480
    bars = next(c for c in app.all() if isinstance(c, ft.AppBar)).toolbar_height + 24 + 80
    assert box.height + bars + 8 <= size[1]
    assert low == (size[0] > size[1]) and say("ballot.invite") in app.texts()
    order = [c for c in app.all() if c is code or (isinstance(c, ft.Text) and c.value == say("ballot.invite"))]
    assert (order[0] is code) == (size[1] < 700)
    assert "Văn phòng đã nhận" in app.text() and app.has(ft.FilledButton, "Phiếu tiếp theo")


def test_without_slips_the_poster_takes_over_and_says_why(enrolled):
    app = enrolled(Office(duty("2026-11-23"), slips("AAAAAAAAAA")))
    app.tap("Phiếu")
    app.tap("Phiếu tiếp theo")
    assert picture(app) == qr_png("https://dailanh.example/q/BIENQUAY")
    assert "Máy đã hết mã phiếu" in app.text()
    assert [f["data"]["channel"] for f in app.facts("ballot_offered")] == ["slip", "poster"]


def seen_from_afar(app) -> str:
    """What a camera reads of the code where each side is a quarter, and the screen dim and a little out of focus."""
    code = app.find(ft.Image, "Mã QR phiếu")
    box = next(c for c in app.all() if isinstance(c, ft.Container) and c.content is code)
    shown = Image.open(io.BytesIO(code.src)).convert("L").resize((int(box.width),) * 2, Image.Resampling.NEAREST)
    small = shown.resize((int(box.width) // 4,) * 2, Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(0.5))
    room = Image.new("L", (360, 640), 30)
    room.paste(small.point(lambda level: 30 + level // 6), (120, 200))
    return "".join(found.text for found in zxingcpp.read_barcodes(room))


@pytest.mark.parametrize("size", [(390, 844), (320, 568), (844, 390)])
def test_the_large_code_is_read_from_a_metre_on_a_dim_screen(enrolled, size):
    app = enrolled()
    app.resize(*size)
    app.tap("Phiếu")
    app.tap("Phóng to mã")
    assert seen_from_afar(app) == "https://dailanh.example/r/AAAAAAAAAA"
    assert say("ballot.brighter") in app.texts() and len(app.facts("ballot_offered")) == 1
    app.tap("Phiếu tiếp theo")
    assert seen_from_afar(app) == "https://dailanh.example/r/BBBBBBBBBB"
    app.tap("Đóng")
    assert picture(app) == qr_png("https://dailanh.example/r/BBBBBBBBBB")


def test_the_invitation_is_read_by_the_citizen_in_both_languages(enrolled):
    app = enrolled()
    app.tap("Phiếu")
    app.tap("Lời mời cho người dân đọc")
    large = [c for c in app.all() if isinstance(c, ft.Text) and c.size and c.size >= 20]
    assert {"Kính mời Ông/Bà cho ý kiến", "Please tell us what you think"} <= {c.value for c in large}
    assert not any(isinstance(c, ft.AppBar | ft.NavigationBar) for c in app.all())
    app.tap("Hiện mã QR")
    assert picture(app) == qr_png("https://dailanh.example/r/AAAAAAAAAA")


def test_who_has_no_phone_gets_paper_and_no_slip_is_spent(enrolled):
    app = enrolled()
    app.go("/write/2.000815")
    app.tap("Lưu lượt hướng dẫn")
    app.tap("Người dân không có điện thoại")
    app.tap("Đã đưa phiếu giấy")
    assert [f["data"] for f in app.facts("ballot_offered")] == [{"point": "dai-lanh-1", "channel": "paper"}]
    assert "Hôm nay bạn đã đưa 1 phiếu giấy." in app.texts()
    app.tap("Phiếu")
    assert picture(app) == qr_png("https://dailanh.example/r/AAAAAAAAAA")
    app.tap("Người dân không có điện thoại")
    app.tap("Đã mời quét áp phích")
    app.tap("Phiếu")
    assert "Hôm nay bạn đã mời 3 lượt: 1 quét mã, 1 áp phích, 1 phiếu giấy." in app.texts()


def test_it_works_without_network(enrolled):
    app = enrolled()
    app.office.online = False
    app.tap("Phiếu")
    assert picture(app) == qr_png("https://dailanh.example/r/AAAAAAAAAA")
