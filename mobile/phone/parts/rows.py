"""A wide row that leads somewhere or chooses somebody."""

import flet as ft

from phone.parts.buttons import Do
from phone.parts.words import line, said
from phone.theme import CORNER, SMALL, C


def row_button(name: str, do: Do, icon: ft.IconData | None = None, *, under: str = "", count: int = 0) -> ft.Semantics:
    """`under` says in small what waits there; a `count` stands in colour at the end.

    What is left out of the semantics is a container, or box and name would be two buttons to a screen reader.
    """
    title = ft.Semantics(container=True, exclude_semantics=True, content=line(name, strong=True))
    number = ft.Container(
        padding=ft.Padding.symmetric(vertical=2, horizontal=10),
        border_radius=16,
        bgcolor=C.PRIMARY,
        content=ft.Text(str(count), color=C.ON_PRIMARY),
    )
    begin = [ft.Icon(icon, color=C.PRIMARY)] if icon else []
    end = [ft.Semantics(container=True, exclude_semantics=True, content=number)] if count else []
    texts = ft.Column([title, *([said(under, size=SMALL)] if under else [])], spacing=0, expand=True)
    box = ft.Container(
        padding=12,
        border_radius=CORNER,
        border=ft.Border.all(1, C.OUTLINE_VARIANT),
        ink=True,
        on_click=do,
        content=ft.Row([*begin, texts, *end, ft.Icon(ft.Icons.CHEVRON_RIGHT)], spacing=12),
    )
    return ft.Semantics(container=True, button=True, label=name, content=box)
