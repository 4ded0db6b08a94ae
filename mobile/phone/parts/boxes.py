"""Cards and notices: rounded boxes that group what belongs together."""

import flet as ft

from phone.parts.words import said
from phone.theme import CORNER, GAP, SIDE, C

TONES = {
    "calm": (ft.Icons.INFO_OUTLINE, C.SECONDARY_CONTAINER, C.ON_SECONDARY_CONTAINER),
    "good": (ft.Icons.CHECK_CIRCLE, C.PRIMARY_CONTAINER, C.ON_PRIMARY_CONTAINER),
    "care": (ft.Icons.WARNING_AMBER_ROUNDED, C.TERTIARY_CONTAINER, C.ON_TERTIARY_CONTAINER),
    "stop": (ft.Icons.BLOCK, C.ERROR_CONTAINER, C.ON_ERROR_CONTAINER),
}


def card(*controls: ft.Control) -> ft.Container:
    """A quiet box."""
    return ft.Container(
        padding=14,
        border_radius=CORNER,
        bgcolor=C.SURFACE_CONTAINER_LOW,
        border=ft.Border.all(1, C.OUTLINE_VARIANT),
        content=ft.Column(list(controls), spacing=GAP, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
    )


def notice(tone: str, *lines: str, live: bool = False, more: ft.Control | None = None) -> ft.Container:
    """A coloured box with an icon; each line is its own node, the first one the heaviest."""
    icon, ground, ink = TONES[tone]
    heavy = ft.FontWeight.W_500 if len(lines) > 1 else None
    texts = [said(text, live=live, color=ink, weight=None if i else heavy) for i, text in enumerate(lines)]
    return ft.Container(
        padding=SIDE,
        border_radius=CORNER,
        bgcolor=ground,
        content=ft.Row(
            [ft.Icon(icon, color=ink), ft.Column([*texts, *([more] if more else [])], expand=True, spacing=4)],
            vertical_alignment=ft.CrossAxisAlignment.START,
        ),
    )


def empty(icon: ft.IconData, *lines: str) -> ft.Container:
    """What a screen says when it has nothing to list."""
    texts = [ft.Text(text, size=16, text_align=ft.TextAlign.CENTER, color=C.ON_SURFACE_VARIANT) for text in lines]
    middle = ft.CrossAxisAlignment.CENTER
    picture = ft.Icon(icon, size=48, color=C.OUTLINE)
    return ft.Container(
        padding=ft.Padding.symmetric(vertical=40, horizontal=SIDE),
        content=ft.Column([picture, *texts], horizontal_alignment=middle, spacing=GAP),
    )
