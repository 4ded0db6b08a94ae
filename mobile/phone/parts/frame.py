"""What every screen has around it: its title, the line of the office, the five tabs."""

from collections.abc import Sequence

import flet as ft

from phone.model import Phone
from phone.parts.buttons import go, icon_button
from phone.parts.sync_strip import sync_strip
from phone.strings import TABS
from phone.theme import GAP, SIDE, C, side

ICONS = {
    "/": (ft.Icons.TODAY_OUTLINED, ft.Icons.TODAY),
    "/write": (ft.Icons.EDIT_NOTE_OUTLINED, ft.Icons.EDIT_NOTE),
    "/ballot": (ft.Icons.QR_CODE_2_OUTLINED, ft.Icons.QR_CODE_2),
    "/roster": (ft.Icons.CALENDAR_MONTH_OUTLINED, ft.Icons.CALENDAR_MONTH),
    "/mine": (ft.Icons.PERSON_OUTLINE, ft.Icons.PERSON),
}


def screen(phone: Phone | None, route: str, title: str, body: Sequence[ft.Control], *, back: str = "") -> ft.View:
    """A screen; without a phone (before enrolment) it has neither line nor tabs. `back` leads from a deeper screen."""
    page = ft.context.page
    edge = side(page.width)
    content = ft.Container(
        expand=True,
        padding=ft.Padding.symmetric(horizontal=edge),
        content=ft.Column(
            [ft.Container(height=4), *body, ft.Container(height=SIDE)],
            expand=True,
            scroll=ft.ScrollMode.AUTO,
            spacing=GAP,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )
    enrolled = phone is not None and phone.me is not None
    return ft.View(
        route=route,
        padding=0,
        spacing=0,
        appbar=_bar(phone if enrolled else None, title, back),
        navigation_bar=_tabs(route) if enrolled else None,
        controls=[*([sync_strip(phone, page.width)] if enrolled and phone else []), content],
    )


def _bar(phone: Phone | None, title: str, back: str) -> ft.AppBar:
    leading = icon_button(ft.Icons.ARROW_BACK, "Quay lại", go(back)) if back else None
    return ft.AppBar(
        title=ft.Text(title, size=20),
        toolbar_height=52,
        leading=leading,
        automatically_imply_leading=False,
        bgcolor=C.SURFACE,
        title_spacing=4 if back else SIDE,
        actions=[_who(phone)] if phone and not back else None,
    )


def _who(phone: Phone) -> ft.TextButton:
    """Who uses the phone now; a tap leads to changing that."""
    me = phone.me or {}
    given = str(me.get("name", "")).split()[-1:]
    low = ft.ButtonStyle(padding=ft.Padding.symmetric(vertical=0, horizontal=12))
    return ft.TextButton(" ".join(given), icon=ft.Icons.ACCOUNT_CIRCLE_OUTLINED, style=low, on_click=go("/people"))


def _tabs(route: str) -> ft.NavigationBar:
    roots = list(TABS)
    first = "/" + route.strip("/").split("/")[0]
    here = roots.index(first) if first in roots else 0
    return ft.NavigationBar(
        selected_index=here,
        on_change=lambda e: ft.context.page.navigate(roots[e.control.selected_index]),
        destinations=[
            ft.NavigationBarDestination(icon=ICONS[r][0], selected_icon=ICONS[r][1], label=name)
            for r, name in TABS.items()
        ],
    )
