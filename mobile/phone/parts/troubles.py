"""The way to what needs another look, shown only when there is something."""

import flet as ft

from phone.model import Phone
from phone.parts.buttons import go
from phone.parts.words import line, said
from phone.strings import say
from phone.theme import BODY, CORNER, SMALL, C


def trouble_entry(phone: Phone) -> list[ft.Control]:
    """A wide button with the number of facts the office could not take as they stand."""
    count = len(phone.troubles())
    if not count:
        return []
    number = ft.Container(
        padding=ft.Padding.symmetric(vertical=4, horizontal=12),
        border_radius=20,
        bgcolor=C.ERROR,
        content=ft.Text(str(count), size=BODY, color=C.ON_ERROR),
    )
    name = ft.Semantics(container=True, exclude_semantics=True, content=line(say("trouble.title"), strong=True))
    texts = ft.Column([name, said(say("trouble.count", count=count), size=SMALL)], spacing=0, expand=True)
    picture = ft.Semantics(container=True, exclude_semantics=True, content=number)
    box = ft.Container(
        padding=12,
        border_radius=CORNER,
        border=ft.Border.all(1, C.ERROR),
        ink=True,
        on_click=go("/trouble"),
        content=ft.Row([picture, texts, ft.Icon(ft.Icons.CHEVRON_RIGHT)], spacing=12),
    )
    return [ft.Semantics(container=True, button=True, label=say("trouble.title"), content=box)]
