"""My shifts of the next eight weeks, week by week."""

from datetime import date, timedelta
from itertools import groupby

import flet as ft

from phone.model import Phone
from phone.parts.boxes import card, empty
from phone.parts.buttons import go
from phone.parts.frame import screen
from phone.parts.opened import use_phone
from phone.parts.own_page import OwnPage
from phone.parts.roster_told import roster_told
from phone.parts.shift_lines import page_of
from phone.parts.wish import Wish
from phone.parts.words import hint, line, title
from phone.screens.asked import all_asked_of_me
from phone.shifts import Duty
from phone.strings import others, relative_day, say, session_hours
from phone.theme import CORNER, C
from shiftbook.moments import week_days, week_of

WEEKS_AHEAD = 8


@ft.component
def Roster():
    """A tap on a shift leads to its page, where a colleague can be asked to take it."""
    phone = use_phone()
    today = phone.today
    _, draw = ft.use_state(0)
    until = today + timedelta(weeks=WEEKS_AHEAD)
    ahead = [duty for duty in phone.duties() if today <= duty.day <= until]
    if ahead:
        weeks = [_week(phone, week, list(own)) for week, own in groupby(ahead, lambda duty: week_of(duty.day))]
        body = [hint(say("roster.swap")), *weeks]
    else:
        body = [_nothing(bool(phone.book.receipt())), Wish(key="wish")]  # type: ignore[call-arg]
    asked = all_asked_of_me(phone)
    body.append(OwnPage(key="own"))  # type: ignore[call-arg]
    told = roster_told(phone, lambda: draw(lambda times: times + 1))
    body = [*told, *([title(say("asked.title"))] if asked else []), *asked, *body]
    return screen(phone, "/roster", say("roster.title"), body)


def _week(phone: Phone, week: str, own: list[Duty]) -> ft.Control:
    first, *_, last = week_days(week)
    near = {week_of(phone.today): "roster.this_week", week_of(phone.today + timedelta(7)): "roster.next_week"}
    rows = [_shift(phone, duty) for duty in own]
    return ft.Column(
        [title(say(near.get(week, "roster.week"), first=first, last=last)), card(*rows)],
        spacing=8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _shift(phone: Phone, duty: Duty) -> ft.Control:
    several = len(phone.commune.get("points", [])) > 1
    me = (phone.me or {}).get("id", "")
    is_today = duty.day == phone.today
    texts: list[ft.Control] = [
        line(relative_day(duty.day, phone.today), strong=True),
        line(session_hours(duty.session, phone.hours_on(duty.day))),
        *([line(phone.point_name(duty.point))] if several else []),
        hint(others(duty.members, me)),
    ]
    whole = ft.Row(
        [_date(duty.day, is_today), ft.Column(texts, spacing=0, expand=True), ft.Icon(ft.Icons.CHEVRON_RIGHT)],
        spacing=12,
    )
    box = ft.Container(whole, ink=True, border_radius=CORNER, on_click=go(page_of(duty)))
    return ft.Semantics(container=True, button=True, content=box)


def _date(day: date, is_today: bool) -> ft.Container:
    return ft.Container(
        width=52,
        height=52,
        border_radius=12,
        alignment=ft.Alignment.CENTER,
        bgcolor=C.PRIMARY if is_today else C.PRIMARY_CONTAINER,
        content=ft.Text(
            f"{day.day}",
            size=22,
            color=C.ON_PRIMARY if is_today else C.ON_PRIMARY_CONTAINER,
            semantics_label=say("roster.day", day=day.day),
        ),
    )


def _nothing(heard: bool) -> ft.Control:
    if not heard:
        return empty(ft.Icons.CALENDAR_MONTH, say("roster.unheard"), say("common.connect"))
    return empty(ft.Icons.CALENDAR_MONTH, say("roster.none"), say("roster.ask"))
