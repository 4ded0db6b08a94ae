"""A week counted: shifts by state, acts of help by kind, and the meeting its report is due for."""

from datetime import date, timedelta

import pytest

from shiftbook.weeks import Help, Shift, helped, meeting, organised, week_after, week_before

MONDAY = date(2026, 11, 16)


def shift(*came: str, rostered: tuple[str, ...] = ("an", "binh"), begun: bool = True, over: bool = True) -> Shift:
    return Shift(MONDAY, "morning", "p", rostered, frozenset(came), begun, over)


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (shift("an", "binh"), "held"),
        (shift("an", "chi"), "held"),
        (shift("an"), "short"),
        (shift("an", over=False), "held"),
        (shift(), "missed"),
        (shift(over=False), "on"),
        (shift(begun=False, over=False), "ahead"),
        (shift("chi", rostered=()), "held"),
    ],
)
def test_a_shift_is_held_short_or_missed(one: Shift, state: str) -> None:
    assert one.state == state


def test_a_short_shift_was_held_too_and_who_stood_in_fills_no_ones_place() -> None:
    found = organised([shift("an", "binh"), shift("an"), shift("chi"), shift(), shift(begun=False, over=False)])
    assert (found.due, found.held, found.short, found.missed, found.ahead) == (5, 3, 2, 1, 1)
    assert (found.places, found.filled, found.turns) == (8, 3, 4)
    assert [member for member, _ in found.absent] == ["binh", "an", "binh", "an", "binh"]


def test_nobody_is_absent_from_a_shift_that_is_not_over() -> None:
    assert organised([shift(over=False)]).absent == []


def test_help_is_counted_by_mode_field_and_procedure() -> None:
    birth = {"procedure": "1.1", "name": "Khai sinh", "field": "Hộ tịch", "same_day": True}
    found = helped([
        Help(MONDAY, "handwritten", **birth, due_on=MONDAY),
        Help(MONDAY, "typed", **birth, due_on=MONDAY + timedelta(1), organisation=True),
        Help(MONDAY, "typed", **birth, incomplete=True),
        Help(MONDAY, "guided", **birth),
        Help(MONDAY, "guided"),
    ])  # fmt: skip
    assert (found["served"], found["written"], found["guided"], found["typed"]) == (5, 3, 2, 2)
    assert (found["organisations"], found["incomplete"]) == (1, 1)
    assert found["same_day"] == {"written": 3, "due_same_day": 1, "not_told": 1}
    assert [(one["field"], one["typed"]) for one in found["fields"]] == [("Hộ tịch", 2), ("Không ghi thủ tục", 0)]
    assert [(one["procedure"], one["guided"]) for one in found["procedures"]] == [("1.1", 1)]


@pytest.mark.parametrize(
    ("weekday", "day"),
    [(5, "2026-11-20"), (6, "2026-11-21"), (7, "2026-11-22"), (1, "2026-11-23"), (3, "2026-11-25"), (4, "2026-11-26")],
)
def test_the_meeting_is_the_first_from_friday_on(weekday: int, day: str) -> None:
    assert meeting("2026-W47", weekday, "07:30").isoformat() == f"{day}T07:30:00+07:00"


def test_weeks_follow_each_other_over_the_year() -> None:
    assert (week_after("2026-W53"), week_before("2027-W01")) == ("2027-W01", "2026-W53")
    assert meeting("2026-W53", 1, "08:00").date() == date(2027, 1, 4)
