"""Buttons by what they are for."""

from collections.abc import Callable
from typing import Any

import flet as ft

from phone.theme import THUMB

Do = Callable[[], Any]
TARGET = ft.BoxConstraints(min_width=THUMB, min_height=THUMB)


def main_button(name: str, do: Do, icon: ft.IconData | None = None, *, off: bool = False) -> ft.FilledButton:
    """The one thing a screen is for."""
    return ft.FilledButton(name, icon=icon, on_click=do, disabled=off)


def other_button(name: str, do: Do, icon: ft.IconData | None = None, *, off: bool = False) -> ft.OutlinedButton:
    """Another thing that can be done here."""
    return ft.OutlinedButton(name, icon=icon, on_click=do, disabled=off)


def quiet_button(
    name: str, do: Do, icon: ft.IconData | None = None, *, off: bool = False, called: str = ""
) -> ft.TextButton:
    """A thing seldom done; `called` is its whole name for a screen reader where several say the same."""
    shown = ft.Text(name, semantics_label=called) if called else name
    return ft.TextButton(shown, icon=icon, on_click=do, disabled=off)


def go(route: str) -> Do:
    """What a button does that leads to another screen."""
    return lambda: ft.context.page.navigate(route)


def icon_button(icon: ft.IconData, name: str, do: Do, *, off: bool = False) -> ft.IconButton:
    """A button without a word on it; its name sits on the icon, because a tooltip would name the box around it."""
    return ft.IconButton(ft.Icon(icon, semantics_label=name), on_click=do, disabled=off, size_constraints=TARGET)
