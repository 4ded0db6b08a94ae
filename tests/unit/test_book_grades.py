"""The grade table of the design, every cell: roster, window, clock, desk code and calendar decide together."""

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiftbook.allowance import Person
from shiftbook.attendance import Desk, Ground, best, clock_code, evidence, grade
from shiftbook.codes import heaviest
from shiftbook.facts import CheckedIn, Clock, Fact
from shiftbook.moments import VN, format_instant
from shiftbook.roster import Duty, Roster, window
from shiftbook.workdays import CalendarException, WorkingCalendar
from tests.cast import AN, BINH, CHI, OTHER_POINT, POINT, PUBLISHED, duty, uuid

MONDAY = date(2024, 3, 4)
EIGHT = datetime(2024, 3, 4, 8, 0, tzinfo=VN)
MILLISECOND = timedelta(milliseconds=1)

ROSTERS = {
    "alone": (AN,),
    "with another": (BINH, AN),
    "nobody": (),
    "one stranger": (BINH,),
    "two strangers": (BINH, CHI),
}
MOMENTS = {
    "early": EIGHT - timedelta(minutes=30) - MILLISECOND,
    "opening": EIGHT - timedelta(minutes=30),
    "during": EIGHT + timedelta(minutes=5),
    "ending": EIGHT + timedelta(hours=2),
    "late": EIGHT + timedelta(hours=2) + MILLISECOND,
}
DAY_S, FIVE_MINUTES_MS = 86_400, 300_000
CLOCKS = {
    "fresh": (Clock(-1_200, 0, True), "trusted"),
    "a day old": (Clock(0, DAY_S, True), "trusted"),
    "five minutes slow": (Clock(FIVE_MINUTES_MS, 60, True), "trusted"),
    "five minutes fast": (Clock(-FIVE_MINUTES_MS, 60, True), "trusted"),
    "too old": (Clock(0, DAY_S + 1, True), "drifting"),
    "too slow": (Clock(FIVE_MINUTES_MS + 1, 60, True), "drifting"),
    "too fast": (Clock(-FIVE_MINUTES_MS - 1, 60, True), "drifting"),
    "jumped": (Clock(0, 60, False), "drifting"),
    "never heard": (None, "unknown"),
}
DESKS: tuple[Desk, ...] = ("right", "wrong", "missing")
CELLS = list(product(ROSTERS, MOMENTS, CLOCKS, DESKS, (True, False)))

# design.md, "Evidence grades": (rostered, in the window, clock, desk code, working day) → grade; anything else is C.
TABLE = {
    (True, True, "trusted", "right", True): "A",
    (True, True, "drifting", "right", True): "B",
    (True, True, "trusted", "missing", True): "B",
}
# protocol.md §3, the one code that weighs most: the first line that holds.
WEIGHT = [
    ("shift_full", lambda c: c["strangers"] == 2),
    ("not_rostered", lambda c: not c["rostered"]),
    ("outside_window", lambda c: not c["in_time"]),
    ("not_a_working_day", lambda c: not c["working"]),
    ("clock_unknown", lambda c: c["clock"] == "unknown"),
    ("clock_drifting", lambda c: c["clock"] == "drifting"),
    ("desk_code_wrong", lambda c: c["desk"] == "wrong"),
    ("desk_code_missing", lambda c: c["desk"] == "missing"),
    (None, lambda c: True),
]


def check_in(moment: datetime, clock: Clock | None, session: str = "morning", day: date = MONDAY) -> Fact:
    """An's check-in whose corrected time is `moment`."""
    own = moment - timedelta(milliseconds=clock.offset_ms if clock else 0)
    entry = CheckedIn(point=POINT, day=day.isoformat(), session=session)
    return Fact(uuid(1), 1, "checked_in", AN.id, format_instant(own), clock, entry)


def judged(fact: Fact, ground: Ground, desk: Desk = "right") -> frozenset[str]:
    """The evidence of a check-in fact."""
    assert isinstance(fact.content, CheckedIn)
    return evidence(fact, fact.content, desk, ground)


def ground(*duties: Duty, holiday: bool = False) -> Ground:
    """A roster, and the Monday a holiday or not."""
    exceptions = [CalendarException(MONDAY, "nghi_le", "Ngày lễ", PUBLISHED)] if holiday else []
    return Ground(Roster(duties), WorkingCalendar(exceptions))


@pytest.mark.parametrize("roster", ROSTERS)
def test_every_cell_has_the_grade_and_the_code_of_the_table(roster: str) -> None:
    on_duty = ROSTERS[roster]
    for _, when, clock_name, desk, working in (cell for cell in CELLS if cell[0] == roster):
        clock, clock_is = CLOCKS[clock_name]
        cell = {
            "rostered": AN in on_duty,
            "strangers": len([m for m in on_duty if m is not AN]),
            "in_time": when in ("opening", "during", "ending"),
            "clock": clock_is,
            "desk": desk,
            "working": working,
        }
        codes = judged(check_in(MOMENTS[when], clock), ground(duty(MONDAY, *on_duty), holiday=not working), desk)
        wanted = TABLE.get((cell["rostered"], cell["in_time"], clock_is, desk, working), "C")
        assert (grade(codes), heaviest(codes)) == (wanted, next(code for code, holds in WEIGHT if holds(cell))), cell


def test_the_table_above_has_every_cell() -> None:
    assert len(CELLS) == 5 * 5 * 9 * 3 * 2
    by_class = Counter(kind for _, kind in CLOCKS.values())
    assert by_class == {"trusted": 4, "drifting": 4, "unknown": 1}


@pytest.mark.parametrize(("session", "first", "last"), [("morning", "07:30:00.000", "10:00:00.000"),
                                                        ("afternoon", "13:30:00.000", "16:00:00.000")])  # fmt: skip
def test_both_ends_of_the_window_are_in_it_to_the_millisecond(session: str, first: str, last: str) -> None:
    shift = window(MONDAY, session)
    begin, end = (datetime.fromisoformat(f"2024-03-04T{text}+07:00") for text in (first, last))
    assert [shift.holds(begin), shift.holds(end)] == [True, True]
    assert [shift.holds(begin - MILLISECOND), shift.holds(end + MILLISECOND)] == [False, False]


def test_hours_are_configuration() -> None:
    shift = window(MONDAY, "morning", {"morning": ("07:00", "11:30")})
    assert (shift.opens, shift.ends) == (EIGHT - timedelta(minutes=90), EIGHT + timedelta(minutes=210))


@pytest.mark.parametrize("name", CLOCKS)
def test_clock_thresholds(name: str) -> None:
    clock, kind = CLOCKS[name]
    assert clock_code(clock) == {"trusted": None, "drifting": "clock_drifting", "unknown": "clock_unknown"}[kind]


def test_the_corrected_time_decides_not_the_phones_own() -> None:
    slow = Clock(4 * 60_000, 60, True)
    on_the_phone = EIGHT - timedelta(minutes=34)
    fact = Fact(uuid(1), 1, "checked_in", AN.id, format_instant(on_the_phone), slow,
                CheckedIn(POINT, MONDAY.isoformat(), "morning"))  # fmt: skip
    assert judged(fact, ground(duty(MONDAY, AN))) == frozenset()


def test_a_roster_published_after_the_session_began_is_not_used() -> None:
    fact = check_in(EIGHT + timedelta(minutes=20), Clock(0, 0, True))
    late = ground(duty(MONDAY, BINH), duty(MONDAY, AN, published=EIGHT + MILLISECOND))
    assert judged(fact, late) == {"not_rostered"}
    in_time = ground(duty(MONDAY, BINH), duty(MONDAY, AN, published=EIGHT))
    assert judged(fact, in_time) == frozenset()


def test_a_roster_published_between_check_in_and_start_does_not_help_an_early_bird() -> None:
    fact = check_in(EIGHT - timedelta(minutes=20), Clock(0, 0, True))
    assert judged(fact, ground(duty(MONDAY, AN, published=EIGHT - timedelta(minutes=10)))) == {"not_rostered"}


@given(st.lists(st.tuples(st.integers(1, 10**6), st.sets(st.sampled_from([AN, BINH, CHI]), max_size=2)), max_size=5))
def test_later_changes_never_regrade(changes: list[tuple[int, set[Person]]]) -> None:
    fact = check_in(EIGHT + timedelta(minutes=1), Clock(0, 0, True))
    known = EIGHT + timedelta(minutes=1)
    duties = [duty(MONDAY, *who, published=known + timedelta(seconds=s)) for s, who in changes]
    holidays = [CalendarException(MONDAY, "nghi_le", "Ngày lễ", known + timedelta(seconds=s)) for s, _ in changes]
    later = Ground(Roster([duty(MONDAY, AN), *duties]), WorkingCalendar(holidays))
    assert judged(fact, later) == judged(fact, ground(duty(MONDAY, AN))) == frozenset()


def test_a_shift_of_another_point_or_session_is_not_this_one() -> None:
    fact = check_in(EIGHT, Clock(0, 0, True))
    elsewhere = CheckedIn(OTHER_POINT, MONDAY.isoformat(), "morning")
    assert evidence(fact, elsewhere, "right", ground(duty(MONDAY, AN))) == {"not_rostered"}
    assert judged(fact, ground(duty(MONDAY, AN, session="afternoon"))) == {"not_rostered"}


def test_a_full_shift_never_turns_away_one_who_is_on_it() -> None:
    for member in (AN, BINH):
        fact = Fact(uuid(1), 1, "checked_in", member.id, format_instant(EIGHT), Clock(0, 0, True),
                    CheckedIn(POINT, MONDAY.isoformat(), "morning"))  # fmt: skip
        assert judged(fact, ground(duty(MONDAY, AN, BINH))) == frozenset()


def test_a_check_in_for_another_day_is_outside_that_days_window() -> None:
    tuesday = MONDAY + timedelta(days=1)
    fact = check_in(EIGHT, Clock(0, 0, True), day=tuesday)
    assert judged(fact, ground(duty(tuesday, AN))) == {"outside_window"}


@pytest.mark.parametrize("day", [date.min, date.max])
@pytest.mark.parametrize("offset", [-(10**13), 10**13])
def test_the_ends_of_the_calendar_are_judged_not_raised(day: date, offset: int) -> None:
    for at in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999-12:00"):
        entry = CheckedIn(POINT, day.isoformat(), "morning")
        fact = Fact(uuid(1), 1, "checked_in", AN.id, at, Clock(offset, 0, True), entry)
        assert grade(judged(fact, ground(duty(day, AN)))) == "C"


@pytest.mark.parametrize("code", ["device_revoked", "member_inactive", "already_checked_in"])
def test_what_the_ledger_adds_is_always_for_the_office(code: str) -> None:
    assert grade({code}) == "C"
    assert grade({code, "desk_code_missing"}) == "C"


@given(st.lists(st.sampled_from("ABC")))
def test_the_best_grade_of_a_day(grades: list[str]) -> None:
    wanted = next((g for g in "ABC" if g in grades), None)
    assert best(grades) == wanted
