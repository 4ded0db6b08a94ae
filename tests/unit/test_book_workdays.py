"""The working calendar: Monday to Friday, and every exception the office may enter."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiftbook.workdays import KINDS, CalendarException, WorkingCalendar
from tests.cast import PUBLISHED

HOLIDAYS = Path(__file__).parents[2] / "sync_server" / "data" / "holidays.csv"
SATURDAY, MONDAY = date(2024, 5, 4), date(2024, 4, 29)


def entered() -> list[dict[str, str]]:
    """The rows of the carried calendar, read without the product's importer."""
    with HOLIDAYS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("kind", "on_monday", "on_saturday"), [
    ("nghi_le", False, False), ("nghi_bu", False, False), ("nghi_hoan_doi", False, False), ("lam_bu", True, True),
    ("ngay_thuong", True, False), (None, True, False),
])  # fmt: skip
def test_each_kind_of_day(kind: str | None, on_monday: bool, on_saturday: bool) -> None:
    for day, worked in ((MONDAY, on_monday), (SATURDAY, on_saturday)):
        exceptions = [CalendarException(day, kind, "Theo thông báo", PUBLISHED)] if kind else []
        assert WorkingCalendar(exceptions).is_working(day) is worked


def test_no_kind_is_left_out_above() -> None:
    assert set(KINDS) == {"nghi_le", "nghi_bu", "nghi_hoan_doi", "lam_bu", "ngay_thuong"}


def test_every_day_of_four_years() -> None:
    rows = {date.fromisoformat(r["date"]): r["kind"] for r in entered()}
    calendar = WorkingCalendar(CalendarException(d, k, "", PUBLISHED) for d, k in rows.items())
    days = [date(2024, 1, 1) + timedelta(days=i) for i in range(366 + 365 * 3)]
    assert days[-1] == date(2027, 12, 31)
    for day in days:
        worked = rows[day] == "lam_bu" if day in rows else day.isoweekday() <= 5
        assert calendar.is_working(day) is worked, day


def test_swapped_days_and_make_up_saturdays_come_in_pairs() -> None:
    rows = {r["date"]: r for r in entered()}
    swapped = [r for r in rows.values() if r["kind"] in ("nghi_hoan_doi", "lam_bu")]
    assert len(swapped) == 8
    for row in swapped:
        partner = rows[row["swap_with"]]
        assert partner["swap_with"] == row["date"]
        assert {row["kind"], partner["kind"]} == {"nghi_hoan_doi", "lam_bu"}


def test_the_days_people_ask_about() -> None:
    rows = {date.fromisoformat(r["date"]): r["kind"] for r in entered()}
    calendar = WorkingCalendar(CalendarException(d, k, "", PUBLISHED) for d, k in rows.items())
    rest = [
        "2024-02-09",
        "2024-04-29",
        "2025-05-02",
        "2026-01-02",
        "2026-02-17",
        "2026-08-31",
        "2026-11-24",
        "2027-05-03",
    ]
    work = ["2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22", "2026-11-23", "2024-02-15"]
    assert not any(calendar.is_working(date.fromisoformat(d)) for d in rest)
    assert all(calendar.is_working(date.fromisoformat(d)) for d in work)


def test_a_day_is_as_it_was_known_at_the_time() -> None:
    noon = datetime(2024, 4, 20, 12, tzinfo=UTC)
    later = noon + timedelta(days=3)
    calendar = WorkingCalendar([CalendarException(MONDAY, "nghi_hoan_doi", "Hoán đổi", noon),
                                CalendarException(MONDAY, "ngay_thuong", "Thôi hoán đổi", later)])  # fmt: skip
    second = timedelta(seconds=1)
    asked = [noon - second, noon, later - second, later]
    assert [calendar.is_working(MONDAY, moment) for moment in asked] == [True, False, False, True]
    assert calendar.is_working(MONDAY) is True
    assert calendar.exception(MONDAY, noon - second) is None
    assert calendar.exception(MONDAY, noon).name == "Hoán đổi"
    assert calendar.exception(SATURDAY) is None


@given(st.permutations(range(6)))
def test_what_was_entered_last_holds_whatever_the_clock_said(order: list[int]) -> None:
    kinds = [*KINDS, "nghi_le"]
    entries = [CalendarException(MONDAY, kinds[i], str(i), PUBLISHED + timedelta(days=i)) for i in range(6)]
    assert WorkingCalendar(entries[i] for i in order).exception(MONDAY) == entries[order[-1]]
