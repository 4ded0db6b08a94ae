"""Instants, days, weeks and months at +07:00, at every edge of the calendar."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiftbook import moments
from shiftbook.moments import VN

OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
INSTANTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=OFFSETS)


@pytest.mark.parametrize(("text", "day"), [
    ("2026-11-23T00:00:00.000+07:00", date(2026, 11, 23)),
    ("2026-11-22T23:59:59.999+07:00", date(2026, 11, 22)),
    ("2026-11-23T06:59:59+07:00", date(2026, 11, 23)),
    ("2026-11-22T17:00:00Z", date(2026, 11, 23)),
    ("2026-11-22T16:59:59.999Z", date(2026, 11, 22)),
    ("2026-11-22t17:00:00z", date(2026, 11, 23)),
    ("2026-11-22 17:00:00.5-00:00", date(2026, 11, 23)),
    ("2026-11-22T12:00:00-05:00", date(2026, 11, 23)),
    ("2026-11-22T11:59:59-05:00", date(2026, 11, 22)),
    ("2026-11-23T06:59:59+14:00", date(2026, 11, 22)),
    ("2026-11-23T07:00:00+14:00", date(2026, 11, 23)),
    ("2024-02-28T17:00:00Z", date(2024, 2, 29)),
    ("2023-02-28T17:00:00Z", date(2023, 3, 1)),
    ("2026-12-31T17:00:00.123456789Z", date(2027, 1, 1)),
    ("2026-11-30T23:59:59.999999+07:00", date(2026, 11, 30)),
])  # fmt: skip
def test_the_day_is_the_communes_day(text: str, day: date) -> None:
    assert moments.local_day(moments.parse_instant(text)) == day


@pytest.mark.parametrize("text", [
    "", "2026-11-23", "2026-11-23T08:00:00", "2026-11-23T08:00+07:00", "2026-11-23T08:00:00+07", "2026-11-23T24:00:00Z",
    "2026-11-23T08:60:00Z", "2026-11-23T08:00:60Z", "2026-11-23T08:00:00+07:60", "2026-11-23T08:00:00+24:00",
    "2026-02-29T08:00:00Z", "2026-13-01T08:00:00Z", "0000-01-01T08:00:00Z", "２０２６-11-23T08:00:00Z",
    "2026-11-23T08:00:00,5Z", "2026-11-23T08:00:00Z\n", " 2026-11-23T08:00:00Z", "20261123T080000Z",
])  # fmt: skip
def test_what_is_not_an_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not an RFC 3339|must be|out of range|Invalid"):
        moments.parse_instant(text)


@given(INSTANTS)
def test_local_days_by_plain_arithmetic(moment: datetime) -> None:
    utc = moment.replace(tzinfo=None) - moment.utcoffset()
    assert moments.local_day(moments.parse_instant(moment.isoformat())) == (utc + timedelta(hours=7)).date()


@given(INSTANTS)
def test_what_is_written_reads_back_to_the_millisecond(moment: datetime) -> None:
    text = moments.format_instant(moment)
    assert text.endswith("+07:00")
    assert timedelta(0) <= moment - moments.parse_instant(text) < timedelta(milliseconds=1)


@given(INSTANTS, st.integers(-(10**13), 10**13))
def test_shifting_never_raises(moment: datetime, offset_ms: int) -> None:
    moved = moments.shifted(moment, offset_ms)
    inside = abs(offset_ms) < 5 * 10**12
    assert not inside or moved - moment == timedelta(milliseconds=offset_ms)
    assert (moved > moment) == (offset_ms > 0)


def test_a_shift_beyond_the_calendar_stops_at_its_end() -> None:
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    assert [moments.shifted(last, ms) for ms in (1, 10**13)] == [last, last]
    assert [moments.shifted(first, ms) for ms in (-1, -(10**13))] == [first, first]


@pytest.mark.parametrize("moment", [datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=timezone.max)])
def test_the_ends_of_the_calendar_have_a_day(moment: datetime) -> None:
    assert moments.local(moment).tzinfo is VN
    assert moments.local_day(moment) in (date.min, date.max)


@pytest.mark.parametrize(
    "text", ["2026-2-03", "2026-02-30", "2026-W05-1", "20260203", "2026-02-03 ", "０026-02-03", ""]
)
def test_what_is_not_a_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        moments.parse_day(text)


@given(st.dates(date(1, 1, 1), date(9998, 12, 31)))
def test_a_months_days_are_the_days_of_that_month(day: date) -> None:
    month = moments.month_of(day)
    span = moments.month_days(moments.parse_month(month))
    assert day in span
    assert span == sorted(set(span))
    assert {moments.month_of(d) for d in span} == {month}
    assert span[0].day == 1
    assert moments.month_of(span[-1] + timedelta(days=1)) == moments.next_month(month)
    assert moments.month_before(moments.next_month(month)) == month


@pytest.mark.parametrize(("month", "length"), [("2024-02", 29), ("2025-02", 28), ("2100-02", 28), ("2000-02", 29),
                                               ("2026-12", 31), ("2026-11", 30)])  # fmt: skip
def test_lengths_of_months(month: str, length: int) -> None:
    assert len(moments.month_days(month)) == length


@pytest.mark.parametrize("text", ["2024-13", "2024-00", "2024-1", "0000-01", "9999-12", "2024-01-01", "２024-01", ""])
def test_what_is_not_a_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a month"):
        moments.parse_month(text)


@given(st.dates(date(1, 1, 1), date(9999, 12, 24)))
def test_a_week_holds_its_day_and_begins_on_monday(day: date) -> None:
    span = moments.week_days(moments.week_of(day))
    assert day in span
    assert [d.weekday() for d in span] == list(range(7))
    assert {moments.week_of(d) for d in span} == {moments.week_of(day)}


@pytest.mark.parametrize(("day", "week"), [
    (date(2026, 12, 31), "2026-W53"), (date(2027, 1, 3), "2026-W53"), (date(2027, 1, 4), "2027-W01"),
    (date(2024, 12, 30), "2025-W01"), (date(2023, 1, 1), "2022-W52"), (date(2024, 2, 29), "2024-W09"),
])  # fmt: skip
def test_weeks_at_the_turn_of_the_year(day: date, week: str) -> None:
    assert moments.week_of(day) == week


@pytest.mark.parametrize("text", ["2025-W53", "2025-W00", "2025-W1", "2025W01", "0000-W01", "9999-W52", "2025-w01", ""])
def test_what_is_not_a_week_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a week|nvalid week|out of range|9999"):
        moments.week_days(text)
