"""A whole screen for the citizen's eyes: nothing of the app around it but the way back."""

from collections.abc import Sequence

import flet as ft

from phone.parts.buttons import TARGET, go
from phone.strings import say
from phone.theme import GAP, SIDE, side

WHITE, BLACK = "#FFFFFF", "#000000"


def cover(route: str, back: str, body: Sequence[ft.Control], *, beside: ft.Control | None = None) -> ft.View:
    """Black on white in every theme, so that the screen is as bright as it can be; `beside` stands left of the rest."""
    away = ft.IconButton(
        ft.Icon(ft.Icons.CLOSE, color=BLACK, semantics_label=say("common.close")),
        on_click=go(back),
        size_constraints=TARGET,
    )
    rest = ft.Column(
        [ft.Row([away], alignment=ft.MainAxisAlignment.END), *body, ft.Container(height=SIDE)],
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        spacing=GAP,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    whole = ft.Row([beside, rest], vertical_alignment=ft.CrossAxisAlignment.START) if beside else rest
    edge = SIDE if beside else side(ft.context.page.width)
    inside = ft.Container(whole, expand=True, padding=ft.Padding.symmetric(horizontal=edge))
    return ft.View(route=route, padding=0, bgcolor=WHITE, controls=[ft.SafeArea(inside, expand=True)])


def black(text: str, size: float, *, strong: bool = False) -> ft.Semantics:
    """A text on it."""
    weight = ft.FontWeight.W_600 if strong else None
    return ft.Semantics(container=True, content=ft.Text(text, size=size, color=BLACK, weight=weight))
