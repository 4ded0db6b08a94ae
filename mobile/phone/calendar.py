"""My month as a calendar, and the months before it: what each day is, by the office's line and by my shifts."""

from dataclasses import dataclass
from datetime import date

from phone.mine import MyDay, MyMonth
from phone.model import Phone
from phone.strings import day_name, say, sessions_text
from shiftbook.moments import month_days, month_of

KINDS = ("counted", "waiting", "refused", "unsent", "ahead", "missed")


@dataclass(frozen=True)
class CalendarDay:
    """One day: `kind` is one of KINDS, empty when the day is none of mine; `shifts` are my sessions by the roster."""

    day: date
    kind: str
    mine: MyDay | None
    shifts: tuple[str, ...]

    @property
    def grade(self) -> str:
        """A, B, C; empty where nobody graded the day."""
        return (self.mine.grade if self.mine else None) or ""

    def told(self, today: date) -> str:
        """The whole day in one line, for a screen reader."""
        parts = [day_name(self.day), *([say("dates.today").lower()] if self.day == today else [])]
        parts += [say("grade.level_alone", grade=self.grade)] if self.grade else []
        parts += [say(f"calendar.kinds.{self.kind}").lower()] if self.kind else []
        return ", ".join(parts)

    def sessions(self) -> str:
        """Sáng, chiều: those worked, else those to come."""
        return sessions_text(self.mine.sessions if self.mine else self.shifts)


def weeks(phone: Phone, month: MyMonth) -> list[list[CalendarDay | None]]:
    """The weeks of a month, Monday to Sunday; None beside its days."""
    shifts: dict[date, tuple[str, ...]] = {}
    for duty in phone.duties():
        shifts[duty.day] = (*shifts.get(duty.day, ()), duty.session)
    span = month_days(month.month)
    days: list[CalendarDay | None] = [_day(day, month.on(day), shifts.get(day, ()), phone.today) for day in span]
    days = [None] * span[0].weekday() + days + [None] * (6 - span[-1].weekday())
    return [days[first : first + 7] for first in range(0, len(days), 7)]


def _day(day: date, mine: MyDay | None, shifts: tuple[str, ...], today: date) -> CalendarDay:
    if mine:
        return CalendarDay(day, _kind(mine), mine, shifts)
    return CalendarDay(day, "" if not shifts else "ahead" if day >= today else "missed", None, shifts)


def _kind(mine: MyDay) -> str:
    if mine.counted:
        return "counted"
    return "unsent" if mine.unsent else "waiting" if mine.undecided else "refused"


def weekdays() -> list[str]:
    """T2 to CN."""
    return [say(f"dates.short_weekdays.{number}") for number in range(7)]


def marked(week: list[CalendarDay | None]) -> list[CalendarDay]:
    """The days of a week that are mine."""
    return [each for each in week if each and each.kind]


def chosen_days(found: list[list[CalendarDay | None]], day: date | None, whole_week: bool) -> list[CalendarDay]:
    """The day that was tapped on a calendar, or all of its week that are mine; empty when none was."""
    week = next((mine for mine in map(marked, found) if day in [each.day for each in mine]), [])
    return [each for each in week if whole_week or each.day == day]


def months(phone: Phone) -> list[MyMonth]:
    """My months, the newest first: every one the office told or this phone has a check-in of, and this one."""
    me = str((phone.me or {}).get("id", ""))
    told = {
        name for name, _, member in (row["id"].partition(".") for row in phone.book.rows("allowance")) if member == me
    }
    own = {str(f["data"].get("day", ""))[:7] for f in phone.book.facts(me) if f["kind"] == "checked_in"}
    this = month_of(phone.today)
    return [phone.month(name) for name in sorted({*told, *own, this}, reverse=True) if name <= this]


def settled_dong(known: list[MyMonth]) -> int:
    """What the closed months come to, in whole đồng."""
    return sum(month.amount_dong for month in known if month.closed)
