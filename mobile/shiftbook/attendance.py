"""Evidence and grade of a check-in: A counts by itself, B when the leader confirms, C when the office decides."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

from shiftbook.facts import CheckedIn, Clock, Fact
from shiftbook.moments import parse_day
from shiftbook.roster import MOST_ON_A_SHIFT, PLAN_HOURS, Hours, Roster, window
from shiftbook.workdays import WorkingCalendar

Grade = Literal["A", "B", "C"]
Desk = Literal["right", "wrong", "missing"]

HEARD_WITHIN: Final = timedelta(hours=24)
LARGEST_OFFSET: Final = timedelta(minutes=5)
_LEADER_MAY_CONFIRM: Final = frozenset({"clock_drifting", "desk_code_missing"})


def clock_code(clock: Clock | None) -> str | None:
    """None for a trusted clock (heard within 24 h, steady, at most 5 minutes off), else what is wrong with it."""
    if clock is None:
        return "clock_unknown"
    near = abs(clock.offset_ms) <= LARGEST_OFFSET // timedelta(milliseconds=1)
    trusted = clock.age_s <= HEARD_WITHIN.total_seconds() and clock.steady and near
    return None if trusted else "clock_drifting"


@dataclass(frozen=True, slots=True)
class Ground:
    """What a check-in is judged by: roster, working calendar and the hours of the two sessions."""

    roster: Roster
    calendar: WorkingCalendar
    hours: Hours | Mapping[str, tuple[str, str]] = field(default_factory=lambda: PLAN_HOURS)


def evidence(
    fact: Fact, entry: CheckedIn, desk: Desk, ground: Ground, *, arrived: datetime | None = None
) -> frozenset[str]:
    """Every evidence code a check-in carries, none when nothing speaks against it.

    `entry` is the check-in's content (that of its correction, if it was corrected); `desk` says what its desk code is
    worth at its corrected time. The roster and calendar in force at the corrected time are used, no roster published
    after the session began, and nothing published after `arrived`, when the entry reached the office (None = now): a
    phone whose clock runs ahead is judged by what was known, and judged again it gets the same grade.
    """
    day, moment = parse_day(entry.day), fact.corrected_moment
    as_of = min(moment, arrived) if arrived else moment
    shift = window(day, entry.session, ground.hours)
    codes = {clock_code(fact.clock), None if desk == "right" else f"desk_code_{desk}"}
    rostered = ground.roster.members(entry.point, day, entry.session, min(as_of, shift.starts))
    if fact.member not in rostered:
        codes.add("shift_full" if len(rostered) >= MOST_ON_A_SHIFT else "not_rostered")
    if not shift.holds(moment):
        codes.add("outside_window")
    if not ground.calendar.is_working(day, as_of):
        codes.add("not_a_working_day")
    return frozenset(code for code in codes if code)


def grade(codes: Collection[str]) -> Grade:
    """The grade of a check-in's evidence codes: none is A, exactly one that a leader can vouch for is B, else C."""
    if not codes:
        return "A"
    return "B" if len(codes) == 1 and set(codes) <= _LEADER_MAY_CONFIRM else "C"


def best(grades: Collection[Grade]) -> Grade | None:
    """The best of several grades, None of none."""
    return min(grades, default=None)
