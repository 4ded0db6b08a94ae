"""A phone whose clock cannot be trusted says so on Hôm nay, and stops saying so once it is right."""

from datetime import timedelta

from phone.strings import say


def test_a_clock_far_from_the_offices_is_told_with_what_to_do(enrolled):
    app = enrolled()
    app.skew_s = -1800
    app.tap("Gửi ngay")
    said = "Giờ của máy chậm 30 phút so với Văn phòng."
    assert [text for text in app.texts() if text in (said, say("sync.clock_step"), say("sync.clock_means"))] == [
        said,
        say("sync.clock_step"),
        say("sync.clock_means"),
    ]
    app.tap("Vào ca")
    assert app.facts("checked_in")[0]["clock"]["offset_ms"] == 1_800_000
    app.skew_s = 0.0
    app.tap("Gửi ngay")
    assert say("sync.clock_step") not in app.texts()


def test_a_check_in_made_before_the_first_exchange_carries_the_clock_of_the_enrolment(open_app):
    app = open_app("/enrol?code=MA-CUA-AN")
    app.skew_s = 120.0
    app.office.only_enrols = True
    app.tap("Tham gia")
    app.run(app.phone.record("difficulty_raised", {"text": "Mất mạng", "urgent": False}))
    assert app.facts("difficulty_raised")[0]["clock"] == {"offset_ms": -120_000, "age_s": 0, "steady": True}


def test_a_clock_that_is_set_is_noticed_without_any_network(enrolled):
    app = enrolled()
    app.office.online = False
    app.office.now += timedelta(hours=1)
    app.tap("Gửi ngay")
    assert say("sync.clock_step") not in app.texts()
    app.skew_s = 86_400
    app.tap("Gửi ngay")
    assert say("sync.clock_moved") in app.texts() and say("sync.clock_means") in app.texts()
    app.office.online = True
    app.skew_s = 0.0
    app.tap("Gửi ngay")
    assert say("sync.clock_moved") not in app.texts()


def test_a_check_in_with_a_clock_a_day_late_is_on_the_screen_of_today(enrolled):
    app = enrolled()
    app.skew_s = -86_400
    app.tap("Gửi ngay")
    app.tap("Vào ca")
    assert "Đã lưu trên máy" in app.texts() and app.facts("checked_in")[0]["day"] == "2026-11-23"
