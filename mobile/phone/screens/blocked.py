"""What is shown while there is no open book: opening it, open in another tab, or a disk that refuses."""

import flet as ft

from phone.parts.boxes import empty, notice
from phone.parts.buttons import Do, main_button
from phone.parts.frame import screen
from phone.parts.words import line
from phone.strings import say


def opening() -> ft.View:
    """For the moment the book takes to open."""
    ring = ft.Container(ft.ProgressRing(), alignment=ft.Alignment.CENTER, padding=48)
    return screen(None, "/opening", say("app.name"), [ring, empty(ft.Icons.MENU_BOOK, say("blocked.opening"))])


def another_tab() -> ft.View:
    """The book opens here by itself as soon as the other tab is closed."""
    ring = ft.Container(ft.ProgressRing(), alignment=ft.Alignment.CENTER, padding=24)
    return screen(
        None,
        "/busy",
        say("app.name"),
        [ft.Container(height=24), notice("care", say("blocked.elsewhere"), say("store.store_busy")), ring],
    )


def broken(sentence: str, again: Do) -> ft.View:
    """The disk would not give the book."""
    return screen(
        None,
        "/broken",
        say("app.name"),
        [
            ft.Container(height=24),
            notice("stop", say("blocked.broken"), sentence),
            line(say("blocked.nothing_lost")),
            main_button(say("blocked.again"), again, ft.Icons.REFRESH),
        ],
    )
