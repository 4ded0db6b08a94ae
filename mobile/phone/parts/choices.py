"""Choosing one of a few things that all stay in sight."""

from collections.abc import Callable, Mapping
from functools import partial

import flet as ft

from phone.parts.words import fault, hint, line
from phone.theme import CORNER, C


def chip(name: str, chosen: bool, choose: Callable[[], None], label: str = "") -> ft.Semantics:
    """A thing that can be chosen; `label` names it for a screen reader where its text alone says too little."""
    ink = C.ON_PRIMARY if chosen else C.ON_SURFACE
    mark = ft.Icon(ft.Icons.CHECK if chosen else ft.Icons.CIRCLE_OUTLINED, size=16, color=ink)
    box = ft.Container(
        padding=ft.Padding.only(left=7, right=9, top=13, bottom=13),
        border_radius=24,
        bgcolor=C.PRIMARY if chosen else C.SURFACE,
        border=ft.Border.all(1, C.PRIMARY if chosen else C.OUTLINE),
        ink=True,
        on_click=lambda _: choose(),
        content=ft.Row([mark, ft.Text(name, size=15, color=ink, semantics_label=label or None)], tight=True, spacing=5),
    )
    return ft.Semantics(container=True, checked=chosen, content=box)


def choice(
    label: str, options: Mapping[str, str], chosen: str | None, choose: Callable[[str], None], *, error: str = ""
) -> ft.Column:
    """One of several, with its question above and what is wrong below."""
    chips: list[ft.Control] = [chip(name, key == chosen, partial(choose, key)) for key, name in options.items()]
    asked = [hint(label)] if label else []
    return ft.Column([*asked, ft.Row(chips, wrap=True, spacing=6, run_spacing=8), fault(error)], spacing=6)


def tick(name: str, on: bool, turn: Callable[[bool], None], *, error: str = "") -> ft.Column:
    """A box to tick, with what is wrong below it; Flutter's own has but one line for its name."""
    mark = ft.Icon(
        ft.Icons.CHECK_BOX if on else ft.Icons.CHECK_BOX_OUTLINE_BLANK, color=C.ERROR if error else C.PRIMARY
    )
    box = ft.Container(
        padding=ft.Padding.symmetric(vertical=13, horizontal=4),
        border_radius=CORNER,
        ink=True,
        on_click=lambda _: turn(not on),
        content=ft.Row([mark, ft.Container(line(name), expand=True)], spacing=10),
    )
    return ft.Column([ft.Semantics(container=True, checked=on, content=box), fault(error)], spacing=0)
