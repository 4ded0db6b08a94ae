"""The months I have been on duty, what each comes to, and whether the office has closed it."""

from functools import partial

import flet as ft

from phone import paid
from phone.calendar import months, settled_dong
from phone.mine import MyMonth
from phone.parts.boxes import card
from phone.parts.frame import screen
from phone.parts.opened import Opened, use_opened
from phone.parts.words import hint, icon_line, line, said
from phone.strings import money, say
from phone.theme import CORNER, C


@ft.component
def Months():
    """The newest first; a tap leads to the month. What was handed out is asked for whenever this opens."""
    opened = use_opened()
    _, draw = ft.use_state(0)

    async def ask() -> None:
        if await paid.fetch(opened.phone):
            draw(lambda times: times + 1)

    ft.use_effect(ask, [])
    known = months(opened.phone)
    closed = [month for month in known if month.closed]
    settled = say("months.settled", amount=money(settled_dong(known)), count=len(closed))
    return screen(
        opened.phone,
        "/mine/months",
        say("months.title"),
        [
            *([said(settled, weight=ft.FontWeight.W_500)] if closed else []),
            *(_month(opened, month) for month in known),
            hint(say("months.paid")),
        ],
        back="/mine",
    )


def _month(opened: Opened, month: MyMonth) -> ft.Control:
    mark, ink = (ft.Icons.LOCK_OUTLINE, C.PRIMARY) if month.closed else (ft.Icons.LOCK_OPEN, C.ON_SURFACE_VARIANT)
    handed = paid.told(opened.phone, month.month) if month.closed else ""
    box = card(
        line(month.title, strong=True),
        line(month.total_text),
        hint(say("mine.counted", count=month.count)),
        icon_line(mark, say("months.closed" if month.closed else "months.open"), ink),
        *([line(handed)] if handed else []),
        *(hint(text) for text in month.adjustments),
    )
    box.ink, box.on_click, box.border_radius = True, partial(_lead, opened, month.month), CORNER
    return ft.Semantics(container=True, button=True, label=month.title, content=box)


def _lead(opened: Opened, month: str) -> None:
    opened.month = month
    ft.context.page.navigate("/mine")
