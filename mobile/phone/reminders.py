"""What a screen says because of the hour: the shift that begins, the one that is over; and its change without a tap."""

from collections.abc import Callable
from datetime import date, timedelta

from phone import shifts
from phone.model import Phone
from phone.strings import say
from shiftbook.roster import window

MINUTE = timedelta(minutes=1)


def reminder(phone: Phone) -> str:
    """The one thing to remember now; nothing most of the day."""
    now, hours = phone.clock.office_now(), shifts.hours(phone.commune)
    turn = phone.open_turn()
    if turn:
        day, session = turn.shift
        ends = window(date.fromisoformat(day), session, hours).ends if session in hours else now
        return say("reminders.leave", hour=f"{ends:%H:%M}") if now > ends else ""
    shift, last = phone.shift_now(), phone.last_turn()
    if shift is None or not shift.rostered or not shift.window.holds(now):
        return ""
    if last and last.shift == (shift.day.isoformat(), shift.session):
        return ""
    if now < shift.window.starts:
        return say("reminders.soon", count=-((now - shift.window.starts) // MINUTE))
    return say("reminders.begun", hour=f"{shift.window.starts:%H:%M}")


async def watch(phone: Phone, changed: Callable[[], None]) -> None:
    """Tell, each minute, when what the screens show of the time is another: a window opens, a shift ends, midnight."""
    seen = _shown(phone)
    while True:
        now = phone.clock.office_now()
        await phone.clock.nap(60 - now.second)
        shown = _shown(phone)
        if shown != seen:
            seen = shown
            changed()


def _shown(phone: Phone) -> tuple[object, ...]:
    shift = phone.shift_now()
    warned = tuple(phone.warnings(shift, "")) if shift else ()
    return (phone.today, shift, warned, reminder(phone), phone.clock.trouble())
