"""The roster: every published version kept, the newest of each shift shown."""

from datetime import date, timedelta

from shiftbook.roster import Roster, duty_id, hours, window
from tests.cast import AN, BINH, CHI, OTHER_POINT, POINT, PUBLISHED, duty

MONDAY, TUESDAY = date(2024, 3, 4), date(2024, 3, 5)
HOUR = timedelta(hours=1)
FIRST = duty(MONDAY, AN)
SECOND = duty(MONDAY, AN, BINH, published=PUBLISHED + HOUR)
WITHDRAWN = duty(MONDAY, published=PUBLISHED + 2 * HOUR)


def test_each_moment_has_its_version() -> None:
    roster = Roster([FIRST, SECOND, WITHDRAWN])
    asked = [PUBLISHED - HOUR, PUBLISHED, PUBLISHED + HOUR, PUBLISHED + 2 * HOUR]
    seen = [roster.members(POINT, MONDAY, "morning", moment) for moment in asked]
    assert seen == [(), (AN.id,), (AN.id, BINH.id), ()]
    assert roster.members(POINT, MONDAY, "morning") == ()


def test_what_was_published_last_holds_though_the_clock_was_set_back_between() -> None:
    roster = Roster([SECOND, FIRST])
    assert roster.on(MONDAY) == roster.current() == [FIRST]
    assert roster.members(POINT, MONDAY, "morning", PUBLISHED + HOUR) == (AN.id,)


def test_the_newest_of_every_shift_by_day_session_and_point() -> None:
    afternoon, tuesday = duty(MONDAY, CHI, session="afternoon"), duty(TUESDAY, BINH)
    assert Roster([tuesday, afternoon, FIRST, SECOND]).current() == [SECOND, afternoon, tuesday]
    assert Roster([]).current() == []


def test_the_name_of_a_shift_is_the_same_for_all_its_versions() -> None:
    assert FIRST.id == SECOND.id == duty_id(POINT, MONDAY, "morning") == f"2024-03-04.morning.{POINT}"
    assert (
        len({duty_id(p, d, s) for p in (POINT, OTHER_POINT) for d in (MONDAY, TUESDAY) for s in ("morning", "x")}) == 8
    )


def test_hours_hold_from_their_day_and_none_are_known_before_any_are_told() -> None:
    told = {"hours": {"morning": ["08:00", "10:00"]}, "hours_from": [
        {"from": "2024-03-05", "morning": ["07:30", "10:30"], "source": "x"},
        {"from": "2024-03-07", "morning": ["09:00", "11:00"]},
    ]}  # fmt: skip
    known = hours(told)
    days = [MONDAY, TUESDAY, date(2024, 3, 6), date(2024, 3, 7)]
    assert [f"{window(day, 'morning', known).starts:%H:%M}" for day in days] == ["08:00", "07:30", "07:30", "09:00"]
    assert "morning" in known and "afternoon" not in known
    assert window(MONDAY, "morning", known).opens == window(MONDAY, "morning", known).starts - HOUR / 2
    early = hours(told | {"hours_from": [{"from": "2024-01-01", "morning": ["08:00", "10:00"], "opens_before": 60}]})
    assert window(MONDAY, "morning", early).opens == window(MONDAY, "morning", early).starts - HOUR
    assert known and not hours({}) and hours({}).on(MONDAY) == {}
