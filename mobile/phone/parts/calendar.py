"""A month at a glance: a shape and a letter a day, so that nobody has to tell colours apart."""

from collections.abc import Callable
from datetime import date
from functools import partial

import flet as ft

from phone.calendar import KINDS, CalendarDay, marked, weekdays
from phone.parts.words import hint
from phone.strings import say
from phone.theme import SMALL, THUMB, C, side

Weeks = list[list[CalendarDay | None]]
Choose = Callable[[date], None]
# Shape first: a full disc, a ring, a square; what has no grade is an icon.
SHAPES = {
    "counted": (20, C.PRIMARY, C.PRIMARY, C.ON_PRIMARY),
    "waiting": (20, None, C.TERTIARY, C.ON_SURFACE),
    "refused": (0, None, C.ERROR, C.ON_SURFACE),
}
ICONS = {"unsent": ft.Icons.CLOUD_UPLOAD_OUTLINED, "ahead": ft.Icons.EVENT_OUTLINED, "missed": ft.Icons.REMOVE}


def whole_weeks(width: float | None) -> bool:
    """Whether a page is too narrow for days that a thumb can hit, so that a tap is for a week."""
    return bool(width) and (width or 0) - 2 * side(width) < 7 * THUMB


def calendar(weeks: Weeks, today: date, chosen: date | None = None, choose: Choose | None = None) -> ft.Column:
    """Monday to Sunday; without `choose` it is a picture of it. A week is chosen by the first of its marked days."""
    names: list[ft.Control] = [_name(name) for name in weekdays()]
    top = ft.CrossAxisAlignment.START
    by_week = choose is not None and whole_weeks(ft.context.page.width)
    rows: list[ft.Control] = [
        ft.Row(
            [_cell(each, today, None if by_week else chosen, None if by_week else choose) for each in week],
            spacing=0,
            vertical_alignment=top,
        )
        for week in weeks
    ]
    if choose and by_week:
        rows = [_week(row, marked(week), today, chosen, choose=choose) for row, week in zip(rows, weeks, strict=True)]
    return ft.Column(
        [ft.Semantics(container=True, exclude_semantics=True, content=ft.Row(names, spacing=0)), *rows], spacing=0
    )


def legend(weeks: Weeks) -> ft.Control:
    """What the shapes in sight mean."""
    found = {each.kind for week in weeks for each in week if each}
    told: list[ft.Control] = [
        ft.Row([_mark(kind, ""), hint(say(f"calendar.kinds.{kind}"))], tight=True, spacing=6)
        for kind in KINDS
        if kind in found
    ]
    return ft.Row(told, wrap=True, spacing=14, run_spacing=4, visible=bool(told))


def _name(name: str) -> ft.Control:
    text = ft.Text(name, size=12, color=C.ON_SURFACE_VARIANT, text_align=ft.TextAlign.CENTER, no_wrap=True)
    return ft.Container(text, expand=True)


def _week(row: ft.Control, days: list[CalendarDay], today: date, chosen: date | None, *, choose: Choose) -> ft.Control:
    if not days:
        return row
    picked = chosen in [each.day for each in days]
    box = ft.Container(
        ft.Semantics(container=True, exclude_semantics=True, content=row),
        border_radius=8,
        bgcolor=C.SECONDARY_CONTAINER if picked else None,
        ink=True,
        on_click=partial(choose, days[0].day),
    )
    label = "; ".join(each.told(today) for each in days)
    return ft.Semantics(container=True, button=True, selected=picked or None, label=label, content=box)


def _cell(each: CalendarDay | None, today: date, chosen: date | None, choose: Choose | None) -> ft.Control:
    if each is None:
        return ft.Container(expand=True)
    now, picked = each.day == today, each.day == chosen
    number = ft.Text(
        str(each.day.day), size=SMALL, weight=ft.FontWeight.BOLD if now else None, no_wrap=True,
        color=C.ON_SURFACE if each.kind or now else C.ON_SURFACE_VARIANT,
    )  # fmt: skip
    marks = [_mark(each.kind, each.grade)] if each.kind else []
    middle = ft.CrossAxisAlignment.CENTER
    inside = ft.Column([number, *marks], spacing=2, tight=True, horizontal_alignment=middle)
    tappable = choose is not None and bool(each.kind)
    box = ft.Container(
        ft.Semantics(container=True, exclude_semantics=True, content=inside),
        padding=ft.Padding.symmetric(vertical=5),
        alignment=ft.Alignment.TOP_CENTER,
        border_radius=8,
        bgcolor=C.SECONDARY_CONTAINER if picked else None,
        ink=tappable,
        border=ft.Border.all(2, C.PRIMARY if now else C.TRANSPARENT),
        on_click=partial(choose, each.day) if choose and tappable else None,
    )
    label = each.told(today)
    return ft.Container(
        ft.Semantics(container=True, button=tappable or None, selected=picked or None, label=label, content=box),
        expand=True,
    )


def _mark(kind: str, grade: str) -> ft.Control:
    if kind in ICONS:
        return ft.Icon(ICONS[kind], size=20, color=C.ON_SURFACE_VARIANT)
    radius, ground, edge, ink = SHAPES[kind]
    return ft.Container(
        ft.Text(grade or " ", size=12, color=ink, weight=ft.FontWeight.BOLD, no_wrap=True),
        padding=ft.Padding.symmetric(horizontal=6, vertical=1),
        border_radius=radius,
        bgcolor=ground,
        border=ft.Border.all(2, edge),
    )
