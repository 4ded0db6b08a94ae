"""A published roster that changed my shifts: told once, on Hôm nay and in Lịch, until I have read it."""

from tests.screens.office import EVERY_DAY, Office, roster_notice

WEDNESDAY, THURSDAY, FRIDAY = "2026-11-25.afternoon", "2026-11-26.morning", "2026-11-27.morning"
TITLE = "Lịch trực của bạn đã đổi"


def test_what_changed_is_told_until_it_is_read_here_or_there(enrolled):
    app = enrolled(Office(*EVERY_DAY, roster_notice("an", 7, more=(WEDNESDAY,), less=(THURSDAY,), others=(FRIDAY,))))
    told = app.texts()
    assert told[told.index(TITLE) + 1 :][:3] == [
        "Thêm 1 ca: Thứ Tư 25/11, buổi chiều.",
        "Bớt 1 ca, bạn không trực nữa: Thứ Năm 26/11, buổi sáng.",
        "Đổi người trực cùng 1 ca: Thứ Sáu 27/11, buổi sáng.",
    ]
    app.tap("Lịch")
    app.tap("Đã hiểu")
    assert TITLE not in app.texts()
    app.tap("Hôm nay")
    assert TITLE not in app.texts()
    app.office.later.append(roster_notice("an", 9, less=(WEDNESDAY,)))
    app.run(app.phone.send_now())
    assert "Bớt 1 ca, bạn không trực nữa: Thứ Tư 25/11, buổi chiều." in app.texts()


def test_what_one_publication_gave_and_the_next_took_is_not_told(enrolled):
    given, taken = roster_notice("an", 7, more=(WEDNESDAY, THURSDAY)), roster_notice("an", 8, less=(WEDNESDAY,))
    app = enrolled(Office(*EVERY_DAY, taken, given))
    assert "Thêm 1 ca: Thứ Năm 26/11, buổi sáng." in app.texts()
    assert "không trực nữa" not in app.text()


def test_days_gone_by_and_other_people_are_no_matter(enrolled):
    rows = (roster_notice("an", 7, more=("2026-11-20.morning",)), roster_notice("binh", 7, less=(WEDNESDAY,)))
    assert TITLE not in enrolled(Office(*EVERY_DAY, *rows)).texts()
