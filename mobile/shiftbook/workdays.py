"""The working calendar: Monday to Friday, overlaid with the exceptions the office entered from each year's notice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

# Bộ luật Lao động 2019, Điều 112 names the holidays; which days are swapped or made up the Prime Minister decides each
# year (Điều 112 khoản 3), so they are data, never a rule.
KINDS: Final = {
    "nghi_le": ("Nghỉ lễ", False),
    "nghi_bu": ("Nghỉ bù", False),
    "nghi_hoan_doi": ("Nghỉ hoán đổi", False),
    "lam_bu": ("Làm bù", True),
    "ngay_thuong": ("Như ngày thường", None),
}


@dataclass(frozen=True, slots=True)
class CalendarException:
    """One day that differs from Monday-Friday; `known_from` is when the office entered it."""

    day: date
    kind: str
    name: str
    known_from: datetime


class WorkingCalendar:
    """Which days are worked, as it was known at a given moment; exceptions are given in the order they were entered."""

    def __init__(self, exceptions: Iterable[CalendarException]) -> None:
        self._by_day: dict[date, list[CalendarException]] = {}
        for exception in exceptions:
            self._by_day.setdefault(exception.day, []).append(exception)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WorkingCalendar) and self._by_day == other._by_day

    __hash__ = None  # type: ignore[assignment]

    def exception(self, day: date, as_of: datetime | None = None) -> CalendarException | None:
        """The exception in force for a day at a moment (the newest when no moment is given), or None."""
        known = [e for e in self._by_day.get(day, ()) if as_of is None or e.known_from <= as_of]
        return known[-1] if known else None

    def is_working(self, day: date, as_of: datetime | None = None) -> bool:
        """Whether a day is worked: a make-up Saturday is, a holiday or swapped day is not."""
        found = self.exception(day, as_of)
        worked = KINDS[found.kind][1] if found else None
        return day.weekday() < 5 if worked is None else worked
