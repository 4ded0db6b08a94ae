"""Instants, days, weeks and months as the commune counts them, always at +07:00 (Vietnam keeps no summer time)."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

VN: Final = timezone(timedelta(hours=7))
_HOUR_MINUTE: Final = r"([01]\d|2[0-3]):[0-5]\d"
# Python versions differ in what else they let through (24:00, +07:60); phone and server must not.
_RFC3339: Final = re.compile(
    rf"\d{{4}}-\d\d-\d\d[Tt ]{_HOUR_MINUTE}:[0-5]\d(\.\d{{1,9}})?([Zz]|[+-]{_HOUR_MINUTE})", re.ASCII
)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
_WEEK: Final = re.compile(r"(\d{4})-W(\d\d)", re.ASCII)


@lru_cache(maxsize=4096)
def parse_instant(text: str) -> datetime:
    """An RFC 3339 time with an offset as an aware datetime; anything else raises ValueError."""
    if not _RFC3339.fullmatch(text):
        raise ValueError(f"not an RFC 3339 instant: {text!r}")
    return datetime.fromisoformat(text.upper().replace(" ", "T"))


def format_instant(moment: datetime) -> str:
    """RFC 3339 with milliseconds at +07:00, as every face of the product writes times."""
    return local(moment).isoformat(timespec="milliseconds")


def local(moment: datetime) -> datetime:
    """The same instant at +07:00; the two ends of the calendar, where that does not exist, stay as they are."""
    try:
        return moment.astimezone(VN)
    except OverflowError:
        return moment.replace(tzinfo=VN)


def shifted(moment: datetime, offset_ms: int) -> datetime:
    """The instant moved by whole milliseconds; held at the ends of the calendar rather than raising."""
    try:
        return moment + timedelta(milliseconds=offset_ms)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC) if offset_ms > 0 else datetime.min.replace(tzinfo=UTC)


def local_day(moment: datetime) -> date:
    """The calendar day of an instant at +07:00."""
    return local(moment).date()


def parse_day(text: str) -> date:
    """A day written YYYY-MM-DD; anything else raises ValueError."""
    if not _DAY.fullmatch(text):
        raise ValueError(f"not a day: {text!r}")
    return date.fromisoformat(text)


def month_of(day: date) -> str:
    """The month of a day as YYYY-MM."""
    return f"{day.year:04d}-{day.month:02d}"


def parse_month(text: str) -> str:
    """The text itself when it is a month YYYY-MM of the years 1-9998; anything else raises ValueError."""
    if not _MONTH.fullmatch(text) or not 1 <= int(text[:4]) <= 9998:
        raise ValueError(f"not a month: {text!r}")
    return text


def month_days(month: str) -> list[date]:
    """Every day of a month YYYY-MM in order."""
    first = date.fromisoformat(month + "-01")
    count = (date.fromisoformat(next_month(month) + "-01") - first).days
    return [first + timedelta(days=i) for i in range(count)]


def next_month(month: str) -> str:
    """The month after YYYY-MM."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year + 1:04d}-01" if number == 12 else f"{year:04d}-{number + 1:02d}"


def month_before(month: str) -> str:
    """The month before YYYY-MM."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year - 1:04d}-12" if number == 1 else f"{year:04d}-{number - 1:02d}"


def week_of(day: date) -> str:
    """The ISO week of a day as YYYY-Www (Monday to Sunday; the year is the week's own)."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def week_days(week: str) -> list[date]:
    """The seven days, Monday first, of an ISO week YYYY-Www; anything else raises ValueError."""
    match = _WEEK.fullmatch(week)
    if not match:
        raise ValueError(f"not a week: {week!r}")
    return [date.fromisocalendar(int(match[1]), int(match[2]), weekday) for weekday in range(1, 8)]
