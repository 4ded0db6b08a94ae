"""What is shown while there is no open book: opening it, open in another tab, or a disk that refuses."""

import flet as ft

from phone.browser_disk import ANOTHER_TAB
from phone.parts.boxes import empty, notice
from phone.parts.buttons import Do, main_button
from phone.parts.frame import screen
from phone.parts.words import line
from phone.strings import APP


def opening() -> ft.View:
    """For the moment the book takes to open."""
    ring = ft.Container(ft.ProgressRing(), alignment=ft.Alignment.CENTER, padding=48)
    return screen(None, "/opening", APP, [ring, empty(ft.Icons.MENU_BOOK, "Đang mở sổ…")])


def another_tab() -> ft.View:
    """The book opens here by itself as soon as the other tab is closed."""
    ring = ft.Container(ft.ProgressRing(), alignment=ft.Alignment.CENTER, padding=24)
    return screen(
        None, "/busy", APP, [ft.Container(height=24), notice("care", "Sổ đang mở ở nơi khác", ANOTHER_TAB), ring]
    )


def broken(sentence: str, again: Do) -> ft.View:
    """The disk would not give the book."""
    return screen(
        None,
        "/broken",
        APP,
        [
            ft.Container(height=24),
            notice("stop", "Chưa mở được sổ trên máy này", sentence),
            line("Chưa có gì bị xóa. Nếu thử lại vẫn không được, hãy ghi vào sổ giấy và báo Tổ trưởng."),
            main_button("Thử lại", again, ft.Icons.REFRESH),
        ],
    )
