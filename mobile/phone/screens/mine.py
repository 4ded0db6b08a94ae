"""My month: every day that will be paid, and why one will not."""

from datetime import date
from functools import partial

import flet as ft

from phone.calendar import CalendarDay, chosen_days, weeks
from phone.mine import MyDay, MyMonth, next_step
from phone.model import Phone
from phone.parts.boxes import card, empty, notice
from phone.parts.buttons import go, icon_button, other_button, quiet_button
from phone.parts.calendar import calendar, legend, whole_weeks
from phone.parts.device import granted
from phone.parts.frame import screen
from phone.parts.grade import grade_badge, standing
from phone.parts.opened import use_opened
from phone.parts.troubles import trouble_entry
from phone.parts.words import hint, line, said, title
from phone.records import taken_by_leader
from phone.strings import day_name, moment, say, session_hours, session_name, sessions_text
from phone.theme import C
from shiftbook.moments import month_before, month_of, next_month

NO_DAY: date | None = None


@ft.component
def Mine():
    """The month of today first; arrows and the list of months lead to others."""
    opened = use_opened()
    phone = opened.phone
    this = month_of(phone.today)
    shown = opened.month or this
    chosen, choose = ft.use_state(NO_DAY)
    _, draw = ft.use_state(0)

    def show(month: str) -> None:
        opened.month = "" if month == this else month
        choose(None)
        draw(lambda times: times + 1)

    month = phone.month(shown)
    found = weeks(phone, month)
    ahead = icon_button(
        ft.Icons.CHEVRON_RIGHT, say("mine.next_month"), partial(show, next_month(shown)), off=shown >= this
    )
    before = icon_button(ft.Icons.CHEVRON_LEFT, say("mine.month_before"), partial(show, month_before(shown)))
    middle = ft.Container(title(month.title), expand=True, alignment=ft.Alignment.CENTER)
    head = ft.Row([before, middle, ahead], spacing=0)
    return screen(
        phone,
        "/mine",
        say("mine.title"),
        [
            *trouble_entry(phone),
            head,
            total(month),
            *_taken_back(phone, shown),
            calendar(found, phone.today, chosen, choose),
            legend(found),
            *(_chosen(phone, each) for each in chosen_days(found, chosen, whole_weeks(ft.context.page.width))),
            *([_days(month.days)] if month.days else [empty(ft.Icons.EVENT_BUSY, say("mine.no_days"))]),
            *adjustments(month),
            hint(say("mine.basis")),
            other_button(say("months.title"), go("/mine/months"), ft.Icons.HISTORY),
            other_button(say("picture.title"), go(f"/mine/picture/{shown}"), ft.Icons.IMAGE_OUTLINED),
            _ways(phone),
        ],
    )


def _taken_back(phone: Phone, month: str) -> list[ft.Control]:
    """The check-ins of a month that a leader took back: why, and what I can do."""
    found = [one for one in taken_by_leader(phone.my_facts()) if one.fact["kind"] == "checked_in"]
    return [
        notice(
            "care",
            say(
                "mine.taken_back",
                who=one.by,
                day=day_name(date.fromisoformat(one.fact["data"]["day"])),
                session=session_name(one.fact["data"]["session"]).lower(),
                when=moment(one.at),
            ),
            say("mine.taken_back_why", reason=one.reason),
            say("mine.do.taken_back"),
        )
        for one in found
        if one.fact["data"]["day"][:7] == month
    ]


def _ways(phone: Phone) -> ft.Control:
    """What is seldom done."""

    async def receive() -> None:
        await granted(ft.UrlLauncher().launch_url(f"{phone.base}/app/nhan-ho.html"))

    return ft.Row(
        [
            quiet_button(say("mine.people"), go("/people"), ft.Icons.SWITCH_ACCOUNT_OUTLINED),
            quiet_button(say("mine.unsent"), go("/rescue"), ft.Icons.IOS_SHARE),
            quiet_button(say("mine.receive"), receive, ft.Icons.QR_CODE_SCANNER),
            quiet_button(say("mine.settings"), go("/settings"), ft.Icons.SETTINGS_OUTLINED),
        ],
        wrap=True,
        spacing=0,
    )


def _chosen(phone: Phone, each: CalendarDay) -> ft.Control:
    """A day that was tapped on the calendar."""
    if each.mine:
        return card(_day(each.mine))
    hours = phone.hours_on(each.day)
    shifts = [line(session_hours(session, hours)) for session in each.shifts]
    return card(line(day_name(each.day), strong=True), *shifts, hint(say(f"calendar.{each.kind}")))


def total(month: MyMonth) -> ft.Control:
    """What the month comes to, and whether that may still change."""
    state = say("mine.closed") if month.closed else say("mine.open")
    return ft.Container(
        padding=16,
        border_radius=12,
        bgcolor=C.PRIMARY_CONTAINER,
        content=ft.Column(
            [
                said(month.total_text, size=20, color=C.ON_PRIMARY_CONTAINER, weight=ft.FontWeight.W_500),
                said(say("mine.counted", count=month.count), color=C.ON_PRIMARY_CONTAINER),
                *([said(month.unpaid, size=14, color=C.ON_PRIMARY_CONTAINER)] if month.unpaid else []),
                said(state, size=14, color=C.ON_PRIMARY_CONTAINER),
            ],
            spacing=2,
        ),
    )


def _days(days: list[MyDay]) -> ft.Control:
    rows: list[ft.Control] = []
    for day in days:
        rows += [ft.Divider(height=1)] if rows else []
        rows.append(_day(day))
    return card(*rows)


def _day(day: MyDay) -> ft.Control:
    icon, word = standing(day)
    ink = C.PRIMARY if day.counted else C.ON_SURFACE_VARIANT
    step = _step(day)
    return ft.Column(
        [
            ft.Row(
                [line(day_name(day.day), strong=True), hint(sessions_text(day.sessions))],
                wrap=True,
                spacing=8,
                run_spacing=0,
            ),
            ft.Row(
                [grade_badge(day), ft.Row([ft.Icon(icon, size=18, color=ink), hint(word)], tight=True, spacing=4)],
                wrap=True,
                spacing=12,
                run_spacing=4,
            ),
            *(hint(sentence) for sentence in day.sentences),
            *([line(step)] if step else []),
        ],
        spacing=4,
    )


def _step(day: MyDay) -> str:
    """What to do about a day that is not paid."""
    if day.unsent:
        return say("common.connect")
    return next_step(day) or ("" if day.counted else say("mine.do.ask_leader"))


def adjustments(month: MyMonth) -> list[ft.Control]:
    """Days of closed months that this one settles."""
    if not month.adjustments:
        return []
    return [notice("calm", say("mine.adjustments"), *month.adjustments)]
