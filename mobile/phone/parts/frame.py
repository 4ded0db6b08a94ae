"""What every screen has around it: its title, the line of the office, the five tabs."""

from collections.abc import Sequence
from urllib.parse import quote

import flet as ft

from phone.model import Phone
from phone.parts.buttons import Do, go, icon_button
from phone.parts.drafts import forget, keep_now, root_of, tab_leads_to
from phone.parts.opened import OPENED, Opened
from phone.parts.sync_strip import SyncStrip
from phone.strings import say
from phone.theme import GAP, SIDE, THUMB, C, side

# Lower than this, a phone lies on its side: title bar 48, strip of the demonstration 24, tabs 80, padding 8.
LOW = 480
BARS = 160
ICONS = {
    "/": (ft.Icons.TODAY_OUTLINED, ft.Icons.TODAY),
    "/write": (ft.Icons.EDIT_NOTE_OUTLINED, ft.Icons.EDIT_NOTE),
    "/ballot": (ft.Icons.QR_CODE_2_OUTLINED, ft.Icons.QR_CODE_2),
    "/roster": (ft.Icons.CALENDAR_MONTH_OUTLINED, ft.Icons.CALENDAR_MONTH),
    "/mine": (ft.Icons.PERSON_OUTLINE, ft.Icons.PERSON),
}


def screen(
    phone: Phone | None,
    route: str,
    title: str,
    body: Sequence[ft.Control],
    *,
    back: str = "",
    beside: ft.Control | None = None,
) -> ft.View:
    """A screen; without a phone (before enrolment) it has neither line nor tabs. `back` leads from a deeper screen.

    `beside` stands at the left in all the height between the bars, and the line of the office above the rest.
    """
    page, opened = ft.context.page, ft.use_context(OPENED)
    enrolled = phone is not None and phone.me is not None
    edge = SIDE if beside else side(page.width)
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
    told = [SyncStrip(edge)] if enrolled and phone else []
    return ft.View(
        route=route,
        padding=0,
        spacing=0,
        appbar=_bar(phone if enrolled else None, title, _back(opened, route, back) if back else None),
        navigation_bar=_tabs(opened, route) if enrolled and opened else None,
        controls=[*_demonstration(phone), *([_halves(beside, [*told, content])] if beside else [*told, content])],
    )


def room(height: float) -> float:
    """How high something `beside` the rest may be: what bars and strips leave of a low screen."""
    return max(120.0, height - BARS)


def _halves(beside: ft.Control, rest: list[ft.Control]) -> ft.Control:
    left = ft.Container(beside, padding=ft.Padding.symmetric(vertical=4, horizontal=SIDE))
    right = ft.Column(rest, spacing=0, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    # Read one half and then the other: of lines that stand beside each other the reader would make its own order.
    read = ft.Semantics(container=True, content=right, expand=True)
    return ft.Row([left, read], expand=True, spacing=0, vertical_alignment=ft.CrossAxisAlignment.STRETCH)


def _demonstration(phone: Phone | None) -> list[ft.Control]:
    """Nobody may take a figure of the demonstration, or of a rehearsal, for money."""
    told = [name for name in ("rehearsal", "demonstration") if phone and phone.commune.get(name)]
    if not told:
        return []
    text = ft.Text(say(f"common.{told[0]}"), size=12, color=C.ON_TERTIARY_CONTAINER, text_align=ft.TextAlign.CENTER)
    strip = ft.Semantics(container=True, content=text)
    center = ft.Alignment.CENTER
    return [
        ft.Container(strip, bgcolor=C.TERTIARY_CONTAINER, padding=ft.Padding.symmetric(vertical=2), alignment=center)
    ]


def _back(opened: Opened | None, route: str, back: str) -> Do:
    """The arrow leaves what was begun here for good; every other way out keeps it."""

    def leave() -> None:
        if opened:
            forget(opened, route)
        ft.context.page.navigate(back)

    return leave


def _bar(phone: Phone | None, title: str, back: Do | None) -> ft.AppBar:
    leading = icon_button(ft.Icons.ARROW_BACK, say("common.back"), back) if back else None
    return ft.AppBar(
        title=ft.Text(title, size=20),
        toolbar_height=48 if (ft.context.page.height or 844) < LOW else 52,
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
    return ft.TextButton(
        " ".join(given), icon=ft.Icons.ACCOUNT_CIRCLE_OUTLINED, style=low, height=THUMB, on_click=go("/people")
    )


def _tabs(opened: Opened, route: str) -> ft.NavigationBar:
    roots = list(ICONS)

    def lead(event: ft.Event[ft.NavigationBar]) -> None:
        opened.month = ""
        ft.context.page.run_task(keep_now, opened)
        ft.context.page.navigate(quote(tab_leads_to(opened, route, roots[int(event.control.selected_index)])))

    return ft.NavigationBar(
        selected_index=roots.index(root_of(route)),
        on_change=lead,
        destinations=[
            ft.NavigationBarDestination(icon=icon, selected_icon=selected, label=say(f"tabs.{root}"))
            for root, (icon, selected) in ICONS.items()
        ],
    )
