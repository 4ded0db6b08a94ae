"""My month: every day that will be paid, and why one will not."""

from functools import partial

import flet as ft

from phone.mine import MyDay, MyMonth, next_step
from phone.parts.boxes import card, empty, notice
from phone.parts.buttons import go, icon_button, quiet_button
from phone.parts.device import granted
from phone.parts.frame import screen
from phone.parts.grade import grade_badge, standing
from phone.parts.opened import use_phone
from phone.parts.troubles import trouble_entry
from phone.parts.words import hint, line, said, title
from phone.strings import day_name, say, sessions_text
from phone.theme import C
from shiftbook.moments import month_before, month_of, next_month


@ft.component
def Mine():
    """The month of today first; arrows lead to others."""
    phone = use_phone()
    this = month_of(phone.today)
    shown, show = ft.use_state(this)

    async def receive() -> None:
        await granted(ft.UrlLauncher().launch_url(f"{phone.base}/app/nhan-ho.html"))

    month = phone.month(shown)
    ahead = icon_button(
        ft.Icons.CHEVRON_RIGHT, say("mine.next_month"), partial(show, next_month(shown)), off=shown >= this
    )
    before = icon_button(ft.Icons.CHEVRON_LEFT, say("mine.month_before"), partial(show, month_before(shown)))
    head = ft.Row([before, ft.Container(title(month.title), expand=True, alignment=ft.Alignment.CENTER), ahead])
    return screen(
        phone,
        "/mine",
        say("mine.title"),
        [
            *trouble_entry(phone),
            head,
            _total(month),
            *([_days(month.days)] if month.days else [empty(ft.Icons.EVENT_BUSY, say("mine.no_days"))]),
            *_adjustments(month),
            hint(say("mine.basis")),
            ft.Row(
                [
                    quiet_button(say("mine.people"), go("/people"), ft.Icons.SWITCH_ACCOUNT_OUTLINED),
                    quiet_button(say("mine.unsent"), go("/rescue"), ft.Icons.IOS_SHARE),
                    quiet_button(say("mine.receive"), receive, ft.Icons.QR_CODE_SCANNER),
                    quiet_button(say("mine.settings"), go("/settings"), ft.Icons.SETTINGS_OUTLINED),
                ],
                wrap=True,
                spacing=0,
            ),
        ],
    )


def _total(month: MyMonth) -> ft.Control:
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
    step = next_step(day)
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


def _adjustments(month: MyMonth) -> list[ft.Control]:
    if not month.adjustments:
        return []
    return [notice("calm", say("mine.adjustments"), *month.adjustments)]
