"""Settings: the language of everything at once, what the phone tells of itself, and a report without anybody's data."""

import flet as ft
import pytest

from phone.strings import say, speak
from tests.screens.office import AN, BINH, Office, allowance, duty, procedure, slips, worked

VI = ["Hôm nay", "Viết hộ", "Phiếu", "Lịch", "Của tôi"]
EN = ["Today", "Writing", "Ballot", "Roster", "Mine"]
# What the office sent or somebody typed, what the citizen reads, the currency, and the choice of language itself.
KEPT = [
    AN["name"], BINH["name"], *AN["name"].split(), "Xã Đại Lãnh", "Bộ phận Một cửa", "Hộ tịch", "Đăng ký khai sinh",
    "Chứng thực di chúc", "Giải quyết tố cáo", "Đăng ký cai nghiện", "Người dân tự đọc lại tờ khai.",
    "Luật Hộ tịch Điều 16", "Có mặt theo sổ giấy", "Mất điện ở quầy", "đồng", "Sổ Trực", "Tiếng Việt", "Ngôn ngữ",
    say("ballot.invite"),
]  # fmt: skip
ROUTES = (
    "/", "/write", "/write/1.001193", "/write/2.000815", "/write/2.002396", "/write/3.000527", "/write/nothing",
    "/ballot", "/roster", "/mine", "/trouble", "/people", "/enrol", "/rescue", "/rescue/qr", "/records", "/difficulty",
    "/outreach", "/settings", "/pin/an",
)  # fmt: skip


@pytest.fixture(autouse=True)
def vietnamese_again():
    yield
    speak("vi")


def lived():
    """An office with something for every screen."""
    days = [
        worked("2026-11-19", "A", counted=True),
        worked("2026-11-20", "B", "desk_code_missing"),
        worked("2026-11-21", "C", "outside_window", "desk_code_wrong"),
        {**worked("2026-11-22", "C", "shift_full"), "decided_by": "office", "reason": "Có mặt theo sổ giấy"},
    ]
    told = (
        procedure("1.001193", "Đăng ký khai sinh", "allowed"),
        procedure("2.000815", "Chứng thực di chúc", "barred"),
        procedure("2.002396", "Giải quyết tố cáo", "barred", "none"),
        procedure("3.000527", "Đăng ký cai nghiện", "officer_only", "count"),
        allowance("an", "2026-11", days),
        slips("AAAAAAAAAA"),
    )
    return Office(duty("2026-11-23"), duty("2026-11-25", "afternoon"), *told)


def english(app):
    app.tap("Của tôi")
    app.tap("Cài đặt")
    app.tap("English")


def read(app):
    """Everything somebody sees or hears of the screen on top."""
    names = ("value", "label", "semantics_label", "hint_text", "content", "error_text")
    found = (getattr(control, name, None) for control in app.all() for name in names)
    return {text for text in found if isinstance(text, str)}


def left_over(texts):
    """What is still Vietnamese of these, when names and what others wrote are taken out."""

    def bare(text):
        for name in sorted(KEPT, key=len, reverse=True):
            text = text.replace(name, "")
        return text

    return [text for text in texts if any(c.isalpha() and not c.isascii() for c in bare(text))]


def tabs(app):
    return [place.label for bar in app.all() if isinstance(bar, ft.NavigationBar) for place in bar.destinations]


def test_another_language_is_spoken_at_once_and_back(enrolled):
    app = enrolled()
    assert tabs(app) == VI and app.page.locale_configuration.current_locale.language_code == "vi"
    english(app)
    assert app.title == "Settings" and tabs(app) == EN and "The office has 0/0" in app.texts()
    assert app.page.locale_configuration.current_locale.language_code == "en"
    app.tap("Today")
    app.tap("Check in")
    assert "Saved on this phone" in app.texts() and "Monday, 23 November 2026" in app.texts()
    app.tap("Mine")
    assert app.title == "Mine"
    app.tap("Settings")
    app.tap("Tiếng Việt")
    assert app.title == "Cài đặt" and tabs(app) == VI
    assert app.page.locale_configuration.current_locale.language_code == "vi"


def test_no_screen_says_anything_vietnamese_in_english(enrolled):
    app = enrolled(lived())
    english(app)
    app.tap("Today")
    app.office.refuse = {"assisted": "not_signed", "difficulty_raised": "bad_field"}
    app.go("/difficulty")
    app.fill("The difficulty", "Mất điện ở quầy")
    app.tap("Save the difficulty")
    seen = read(app)
    app.go("/write/2.000815")
    app.tap("Save the guidance")
    seen |= read(app)
    app.office.online = False
    app.go("/")
    app.tap("Check in")
    for route in ROUTES:
        app.go(route)
        seen |= read(app)
    assert len(seen) > 150
    assert left_over(seen) == []
    assert say("mine.do.confirm") in seen


def test_the_language_is_there_after_a_restart(enrolled, open_app):
    app = enrolled()
    english(app)
    app.run(app.phone.courier.stop())
    app.phone.book.close()
    speak("vi")
    again = open_app("/", app.office)
    assert tabs(again) == EN and again.page.locale_configuration.current_locale.language_code == "en"


def test_the_office_reads_vietnamese_whatever_the_phone_speaks(enrolled):
    app = enrolled(lived())
    english(app)
    app.go("/write/2.000815")
    app.tap("Save the guidance")
    [fact] = app.facts("assisted")
    app.go(f"/records/{fact['id']}")
    app.tap("Take back…")
    app.tap("Recorded by mistake")
    app.tap("Take back")
    assert app.facts("voided")[0]["data"]["reason"] == "Ghi nhầm"


def test_the_page_tells_what_the_book_holds(enrolled):
    app = enrolled()
    app.office.online = False
    app.tap("Vào ca")
    app.go("/settings")
    told = app.texts()
    assert "1 mục, trong đó 1 mục chưa gửi" in told and "0/1" in told
    assert "https://dailanh.example, giao ước số 1" in told and "0,0 MB" in told


def test_a_report_is_shown_copied_and_holds_nobody_s_data(enrolled):
    app = enrolled(lived())
    app.office.online = False
    app.tap("Vào ca")
    app.go("/difficulty")
    app.fill("Khó khăn gặp phải", "Mất điện ở quầy")
    app.tap("Lưu khó khăn")
    app.go("/settings")
    app.tap("Gửi báo cáo lỗi")
    app.tap("Sao chép")
    [report] = app.wire.copied
    assert report in app.texts() and "Đã chép báo cáo. Dán vào tin nhắn gửi Văn phòng." in app.texts()
    assert report.startswith("Báo cáo lỗi Sổ Trực\n") and "unreachable" in report and "2 mục" in report
    facts = app.phone.book.facts()
    secrets = ["Mất điện", *AN["name"].split()[1:], "an,", app.phone.book.token(app.phone.base), app.phone.book.device]
    assert not [each for each in (*secrets, *(fact["id"] for fact in facts)) if each in report]


def test_a_phone_that_shares_nothing_says_so(enrolled):
    app = enrolled()
    app.go("/settings")
    app.tap("Gửi báo cáo lỗi")
    app.wire.refused = {"share_text", "set"}
    for way in ("Chia sẻ", "Sao chép"):
        app.tap(way)
        assert say("common.not_here") in app.texts(), way
    app.wire.refused.clear()
    app.tap("Sao chép")
    assert say("common.not_here") not in app.texts() and app.wire.copied
