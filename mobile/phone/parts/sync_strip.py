"""The line that is on every screen: what the office has, what still waits, and the button to send now."""

import flet as ft

from phone.model import Phone
from phone.parts.buttons import go, icon_button
from phone.parts.words import said
from phone.theme import SMALL, C


def sync_strip(phone: Phone, edge: float) -> ft.Container:
    """The truth from the office's receipts, and nothing else; with large text the button goes to a line of its own."""
    told = phone.sync_line()
    ink = C.ON_SURFACE_VARIANT
    texts: list[ft.Control] = [said(told.received, size=SMALL, color=ink)]
    if told.waiting:
        texts.append(said(told.waiting, size=SMALL, color=C.ON_SURFACE, weight=ft.FontWeight.W_500))
    mark = ft.Icons.CLOUD_UPLOAD_OUTLINED if told.waiting else ft.Icons.CLOUD_DONE_OUTLINED
    picture = ft.ProgressRing(width=20, height=20, stroke_width=2) if told.busy else ft.Icon(mark, size=20, color=ink)
    rescue = [icon_button(ft.Icons.IOS_SHARE, "Mang mục chưa gửi đi", go("/rescue"))] if told.waiting else []
    send = ft.TextButton("Gửi ngay", on_click=phone.send_now, disabled=told.busy)
    line = ft.Row(
        [
            ft.Row(
                [picture, ft.Column(texts, spacing=0, tight=True, expand=True, expand_loose=True)],
                spacing=8,
                tight=True,
            ),
            ft.Row([*rescue, send], spacing=0, tight=True),
        ],
        wrap=True,
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        run_alignment=ft.MainAxisAlignment.CENTER,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
        spacing=8,
        run_spacing=0,
    )
    why = (
        [ft.Container(said(told.why, size=SMALL, color=ink), padding=ft.Padding.only(right=12, bottom=8))]
        if told.why
        else []
    )
    return ft.Container(
        bgcolor=C.SURFACE_CONTAINER,
        padding=ft.Padding.only(left=edge, right=max(0, edge - 12)),
        content=ft.Column([line, *why], spacing=0, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
    )
