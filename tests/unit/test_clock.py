"""The phone's clock: measured against the office's, watched for jumps, and right about the day after midnight."""

import asyncio
import os
import tempfile
import time
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from phone.book_reply import vietnam_day
from phone.clock import AGREES_WITHIN_S, PhoneClock
from phone.model import Phone
from phone.strings import say
from phone.words import clock_lines
from shiftbook.attendance import clock_code
from shiftbook.facts import Clock
from shiftbook.moments import VN, format_instant, local_day, parse_instant, week_of
from tests.unit.store_cast import enrolled

MORNING = datetime(2026, 11, 23, 8, tzinfo=VN)


class Bench:
    """A phone's clock on the bench: true time passes, and its wall clock can be set."""

    def __init__(self, skew_s=0.0):
        self.true_s, self.skew_s = MORNING.timestamp(), skew_s
        self.clock = self.new_run()

    def new_run(self):
        """The app is started (again); its steady clock begins anew."""
        begun = self.true_s
        return PhoneClock(lambda: self.true_s + self.skew_s, lambda: self.true_s - begun)

    def hear(self):
        """The office answers at once; what is remembered of that."""
        return self.clock.heard(datetime.fromtimestamp(self.true_s, VN), self.clock.asked())


def test_a_clock_nobody_compared_is_unknown_and_no_trouble():
    bench = Bench(skew_s=9000)
    assert bench.clock.stamp() is None and bench.clock.trouble() is None and clock_lines(bench.clock) == []


def test_half_of_the_way_there_and_back_is_allowed_for():
    bench = Bench(skew_s=-100)
    asked, told = bench.clock.asked(), bench.true_s + 10
    bench.true_s += 20
    assert bench.clock.heard(datetime.fromtimestamp(told, VN), asked)["offset_ms"] == 100_000


@pytest.mark.parametrize(("set_by", "slept"), [(3600, 0), (-86_400, 0), (0, 3600)])
def test_a_clock_set_or_a_phone_asleep_while_the_answer_comes_is_no_comparison(set_by, slept):
    awake = Bench()
    known, asked = awake.hear(), awake.clock.asked()
    told = datetime.fromtimestamp(awake.true_s, VN)
    awake.true_s += 1
    awake.skew_s += set_by + slept
    assert awake.clock.heard(told, asked) is None
    assert awake.clock.stamp() == {"offset_ms": known["offset_ms"], "age_s": 1, "steady": False}


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_a_jump_is_noticed_however_much_time_passes_and_gone_when_compared_again(jump, passes):
    bench = Bench()
    bench.hear()
    bench.true_s += passes
    bench.skew_s += jump
    if abs(abs(jump) - AGREES_WITHIN_S) > 0.01:
        jumped = abs(jump) > AGREES_WITHIN_S
        assert (bench.clock.trouble() == "moved") == jumped and bench.clock.stamp()["steady"] != jumped
    bench.hear()
    assert bench.clock.trouble() == ("far" if abs(bench.clock.behind) > timedelta(minutes=5) else None)
    assert bench.clock.stamp()["steady"]


def test_a_clock_set_back_between_two_runs_is_noticed():
    bench = Bench()
    told = bench.hear()
    bench.true_s += 60
    bench.clock = bench.new_run()
    bench.clock.remembered(told)
    assert bench.clock.trouble() is None, "whether it was set forward nobody can tell"
    bench.skew_s = -3600
    assert bench.clock.trouble() == "moved"


@pytest.mark.parametrize(
    ("skew_s", "said"),
    [
        (300, None),
        (-300, None),
        (301, "Giờ của máy nhanh 5 phút so với Văn phòng."),
        (-720, "Giờ của máy chậm 12 phút so với Văn phòng."),
        (7200, "Giờ của máy nhanh 2 giờ so với Văn phòng."),
        (-3650 * 86_400, "Giờ của máy chậm 3650 ngày so với Văn phòng."),
    ],
)
def test_a_clock_too_far_off_says_how_far_and_which_way(skew_s, said):
    bench = Bench(skew_s)
    bench.hear()
    assert clock_lines(bench.clock)[:1] == ([said] if said else [])
    bench.skew_s = 0.0
    assert clock_lines(bench.clock)[:1] == ([say("sync.clock_moved")] if skew_s else [])
    bench.hear()
    assert clock_lines(bench.clock) == []


@given(st.integers(-(10**9), 10**9), st.integers(0, 10**5))
def test_what_the_phone_calls_trouble_is_what_the_office_calls_drifting(skew_s, passes):
    """Of a clock compared in this run within a day, the notice and the grade never contradict each other."""
    bench = Bench(skew_s)
    bench.hear()
    bench.true_s += passes % 86_400
    code = clock_code(Clock(**bench.clock.stamp()))
    assert (code == "clock_drifting") == (bench.clock.trouble() is not None)


# From midnight to 07:00 the day in Việt Nam is not that of UTC.

NIGHTS = st.tuples(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.integers(0, 7 * 3600 - 1))
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
ZONES = st.sampled_from(["UTC", "Asia/Ho_Chi_Minh", "America/Los_Angeles", "Pacific/Kiritimati"])


def at_night(night):
    day, seconds = night
    return day, datetime(day.year, day.month, day.day, tzinfo=VN) + timedelta(seconds=seconds)


@given(NIGHTS, OFFSETS)
def test_in_the_book_a_night_belongs_to_the_day_that_begins(night, offset):
    day, moment = at_night(night)
    told = parse_instant(moment.astimezone(offset).isoformat())
    assert local_day(told) == day and format_instant(told)[:10] == day.isoformat()
    assert week_of(local_day(told)) == week_of(day)


@given(NIGHTS, OFFSETS, st.integers(-(10**10), 10**10))
def test_a_facts_day_is_that_of_its_time_put_right(night, offset, wrong_ms):
    day, moment = at_night(night)
    told = (moment - timedelta(milliseconds=wrong_ms)).astimezone(offset)
    assert vietnam_day(told.isoformat(timespec="milliseconds"), {"offset_ms": wrong_ms}) == day.isoformat()
    assert vietnam_day(moment.astimezone(offset).isoformat(), None) == day.isoformat()


@given(NIGHTS, ZONES, st.integers(-(10**6), 10**6))
@example((date(2026, 3, 1), 0), "America/Los_Angeles", 86_400)
def test_a_phone_wherever_it_thinks_to_be_writes_the_night_down_under_its_day(night, zone, skew_s):
    day, moment = at_night(night)
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        asyncio.run(_written(day, moment, skew_s))
    finally:
        os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
        time.tzset()


async def _written(day, moment, skew_s):
    clock = PhoneClock(lambda: moment.timestamp() + skew_s, lambda: 0.0)
    with tempfile.TemporaryDirectory() as folder:
        phone = Phone(await enrolled(folder), None, clock, "https://a")
        clock.heard(moment, clock.asked())
        assert phone.today == day
        data = {
            "point": "p1",
            "day": phone.today.isoformat(),
            "session": "morning",
            "desk_code": None,
            "facilities": {},
        }
        fact = await phone.record("checked_in", data)
        assert phone.book.fact(fact["id"])["day"] == day.isoformat()
        assert phone.open_turn().first["id"] == fact["id"], "what was just recorded is not on today's screen"
        phone.book.close()
