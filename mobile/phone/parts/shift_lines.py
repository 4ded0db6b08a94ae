"""When, where and with whom a shift is."""

from datetime import date, datetime
from urllib.parse import quote

import flet as ft

from phone.model import Phone
from phone.parts.words import icon_line, line
from phone.shifts import Duty
from phone.strings import others, relative_day, say, session_hours
from phone.swaps import Swap
from shiftbook.moments import local
from shiftbook.roster import duty_id


def when(phone: Phone, day: date, session: str) -> str:
    """Ngày mai, buổi sáng, 08:00–10:00."""
    hours = session_hours(session, phone.hours_on(day))
    return f"{relative_day(day, phone.today)}, {hours[:1].lower()}{hours[1:]}"


def shift_lines(phone: Phone, duty: Duty) -> list[ft.Control]:
    """A shift of mine."""
    me = str((phone.me or {}).get("id", ""))
    return [
        line(when(phone, duty.day, duty.session), strong=True),
        icon_line(ft.Icons.PLACE_OUTLINED, phone.point_name(duty.point)),
        icon_line(ft.Icons.GROUP_OUTLINED, others(duty.members, me)),
    ]


def swap_lines(phone: Phone, swap: Swap) -> list[ft.Control]:
    """The shift a request is about."""
    return [
        icon_line(ft.Icons.EVENT, when(phone, swap.day, swap.session)),
        icon_line(ft.Icons.PLACE_OUTLINED, phone.point_name(swap.point)),
    ]


def hour(at: str | None) -> str:
    """08:01 of an instant; nothing for none."""
    return local(datetime.fromisoformat(at)).strftime("%H:%M") if at else ""


def page_of(shift: Duty | Swap) -> str:
    """Where a shift has its page."""
    return f"/roster/{quote(duty_id(shift.point, shift.day, shift.session))}"


def bring() -> ft.Control:
    """What one cannot do without."""
    return icon_line(ft.Icons.BACKPACK_OUTLINED, say("shift.bring"))
