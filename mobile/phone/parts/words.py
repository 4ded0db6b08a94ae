"""Pieces of text, each its own node for a screen reader."""

import flet as ft

from phone.theme import BODY, SMALL, TITLE, C


def said(
    text: str,
    *,
    live: bool = False,
    size: float = BODY,
    color: ft.ColorValue | None = None,
    weight: ft.FontWeight | None = None,
) -> ft.Semantics:
    """A text of its own, never read together with its neighbours; `live` is read out when it comes."""
    shown = ft.Text(text, size=size, color=color, weight=weight)
    return ft.Semantics(container=True, live_region=live or None, content=shown)


def title(text: str) -> ft.Semantics:
    """The head of a part of the screen."""
    return ft.Semantics(container=True, header=True, content=ft.Text(text, size=TITLE, weight=ft.FontWeight.W_500))


def line(text: str, *, strong: bool = False) -> ft.Text:
    """A line of running text."""
    return ft.Text(text, size=BODY, weight=ft.FontWeight.W_500 if strong else None)


def hint(text: str) -> ft.Text:
    """A smaller, quieter line."""
    return ft.Text(text, size=SMALL, color=C.ON_SURFACE_VARIANT)


def fault(text: str) -> ft.Control:
    """What is wrong, beside the thing that is wrong; nothing when nothing is."""
    if not text:
        return ft.Container(visible=False)
    mark = ft.Icon(ft.Icons.ERROR_OUTLINE, color=C.ERROR, size=20)
    return ft.Row([mark, ft.Container(said(text, live=True, size=SMALL, color=C.ERROR), expand=True)])


def icon_line(icon: ft.IconData, text: str, color: ft.ColorValue | None = None) -> ft.Row:
    """A line that begins with an icon."""
    mark = ft.Icon(icon, size=20, color=color or C.ON_SURFACE_VARIANT)
    return ft.Row([mark, ft.Container(said(text), expand=True)], vertical_alignment=ft.CrossAxisAlignment.START)
