"""When members can serve, and what a roster to come has against it."""

from datetime import date
from typing import Any

import pytest

from shiftbook.availability import Availability, Conflict, Wishes, available, conflicts, sessions_a_week

MONDAY, SUNDAY = date(2026, 11, 30), date(2026, 12, 6)
SHIFT = ("p", MONDAY, "morning")
TOLD = {"busy": ["0.afternoon", "4.morning"], "away": [["2026-12-01", "2026-12-03"]], "most_a_week": 2}


def found(board: dict[Any, tuple[str, ...]], wishes: Wishes | None = None, working: bool = True) -> list[Conflict]:
    return conflicts(board, SHIFT, wishes or Wishes(), lambda day: working)


def test_what_is_kept_is_what_was_said() -> None:
    assert available(TOLD).json() == TOLD


@pytest.mark.parametrize(
    "wrong",
    [
        {"busy": ["7.morning"]},
        {"busy": ["0.night"]},
        {"away": [["2026-12-03", "2026-12-01"]]},
        {"away": [["hôm nay", "2026-12-01"]]},
        {"most_a_week": 0},
        {"most_a_week": 15},
    ],
)
def test_what_is_no_availability_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        available(TOLD | wrong)


@pytest.mark.parametrize(
    ("day", "session", "free"),
    [
        ("2026-11-30", "morning", True),
        ("2026-11-30", "afternoon", False),
        ("2026-12-01", "morning", False),
        ("2026-12-03", "afternoon", False),
        ("2026-12-04", "afternoon", True),
    ],
)
def test_days_away_count_both_ends_and_weekdays_by_session(day: str, session: str, free: bool) -> None:
    assert available(TOLD).free(date.fromisoformat(day), session) is free


def test_an_empty_shift_is_told_of_only_on_a_working_day() -> None:
    assert found({}) == [Conflict("empty")]
    assert found({}, working=False) == []


def test_somebody_on_a_holiday_away_and_elsewhere_is_told_three_times() -> None:
    board = {SHIFT: ("an",), ("q", MONDAY, "morning"): ("an",), ("q", MONDAY, "afternoon"): ("an",)}
    away = Wishes({"an": Availability(away=((MONDAY, MONDAY),))})
    assert [c.code for c in found(board, away, working=False)] == ["resting", "away", "elsewhere"]


def test_who_is_not_in_the_team_that_day_is_told_of() -> None:
    against = conflicts({SHIFT: ("an", "chi")}, SHIFT, Wishes(), lambda day: True, active=lambda m, day: m != "an")
    assert against == [Conflict("gone", ("an",))]


def test_a_week_is_monday_to_sunday_over_all_points() -> None:
    board = {SHIFT: ("an",), ("q", SUNDAY, "morning"): ("an",), ("p", date(2026, 12, 7), "morning"): ("an",)}
    assert sessions_a_week(board, "an", MONDAY) == 2
    assert found(board, Wishes({"an": Availability(most_a_week=1)})) == [Conflict("too_many", ("an",), 2)]
    assert found(board, Wishes({"an": Availability(most_a_week=2)})) == []


def test_pairs_are_told_by_both_names() -> None:
    pair = frozenset({frozenset(("an", "binh"))})
    assert found({SHIFT: ("binh", "an")}, Wishes(apart=pair)) == [Conflict("apart", ("an", "binh"))]
    assert found({SHIFT: ("an", "chi")}, Wishes(together=pair)) == [Conflict("without_partner", ("an", "binh"))]
    assert found({SHIFT: ("an", "binh")}, Wishes(together=pair)) == []
