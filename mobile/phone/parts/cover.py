"""A whole screen for the citizen's eyes: nothing of the app around it but the way back."""

from collections.abc import Sequence

import flet as ft

from phone.parts.buttons import TARGET, go
from phone.strings import say
from phone.theme import GAP, SIDE, side

WHITE, BLACK = "#FFFFFF", "#000000"


def cover(
    route: str,
    back: str,
    body: Sequence[ft.Control],
    *,
    above: ft.Control | None = None,
    beside: ft.Control | None = None,
) -> ft.View:
    """Black on white in every theme, so that the screen is as bright as it can be.

    `above` the rest has the screen's whole width; `beside` stands at its left, where the phone lies on its side.
    """
    away = ft.IconButton(
        ft.Icon(ft.Icons.CLOSE, color=BLACK, semantics_label=say("common.close")),
        on_click=go(back),
        size_constraints=TARGET,
    )
    stretch = ft.CrossAxisAlignment.STRETCH
    edge = SIDE if beside else side(ft.context.page.width)
    told = ft.Column(list(body), spacing=GAP, horizontal_alignment=stretch)
    rest = ft.Column(
        [
            ft.Row([away], alignment=ft.MainAxisAlignment.END),
            *([above] if above else []),
            ft.Container(told, padding=ft.Padding.only(left=edge, right=edge, bottom=SIDE)),
        ],
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        spacing=GAP,
        horizontal_alignment=stretch,
    )
    whole = ft.Row([beside, rest], vertical_alignment=ft.CrossAxisAlignment.START) if beside else rest
    return ft.View(route=route, padding=0, bgcolor=WHITE, controls=[ft.SafeArea(whole, expand=True)])


def black(text: str, size: float, *, strong: bool = False) -> ft.Semantics:
    """A text on it."""
    weight = ft.FontWeight.W_600 if strong else None
    return ft.Semantics(container=True, content=ft.Text(text, size=size, color=BLACK, weight=weight))
