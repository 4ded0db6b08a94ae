"""Putting the app on the home screen: the two taps on Android, as pictures."""

from collections.abc import Callable

import flet as ft

from phone import http
from phone.model import Phone
from phone.parts.boxes import card
from phone.parts.buttons import quiet_button
from phone.parts.words import line
from phone.strings import say

LATER = "install_later"


def install(phone: Phone, ended: Callable[[], None]) -> list[ft.Control]:
    """Shown in a browser's tab until somebody puts it off; never in the way of anything."""
    if not http.in_tab() or phone.book.recall(LATER):
        return []

    async def later() -> None:
        await phone.book.remember(LATER, True)
        ended()

    return [
        card(
            line(say("install.why"), strong=True),
            _step(ft.Icons.MORE_VERT, say("install.menu")),
            _step(ft.Icons.INSTALL_MOBILE, say("install.add")),
            quiet_button(say("install.later"), later),
        )
    ]


def _step(icon: ft.IconData, text: str) -> ft.Row:
    return ft.Row([ft.Icon(icon, size=32), ft.Container(line(text), expand=True)], spacing=12)
