"""The line that is on every screen: what the office has, what still waits, and the button to send now."""

import flet as ft

from phone.model import Phone
from phone.parts.buttons import go, icon_button, quiet_button
from phone.parts.opened import use_opened
from phone.parts.words import said
from phone.strings import say
from phone.theme import SMALL, C
from phone.words import SyncLine

INK = C.ON_SURFACE_VARIANT
MOST = 0.2  # of the height of the page
NARROW = 360  # px: below, the button's word would need a line of its own


@ft.component
def SyncStrip(edge: float):
    """The truth from the office's receipts, and nothing else; with large text the button goes to a line of its own.

    Where all that would take more than a fifth of the page, as on a small phone, the reason waits unfolded with the
    rest and the button is its icon; where that is still too much, as with large letters, they grow less.
    """
    opened, page = use_opened(), ft.context.page
    phone = opened.phone
    unfolded, unfold = ft.use_state(False)
    _, again = ft.use_state(0)
    size = (page.width or 0.0, page.height or 0.0)
    cramped = opened.cramped.get(size, 1 if 0 < size[0] < NARROW else 0)
    told = phone.sync_line()

    def measured(event: ft.LayoutSizeChangeEvent[ft.LayoutControl]) -> None:
        if not unfolded and cramped < 2 and event.height > size[1] * MOST:
            opened.cramped[size] = cramped + 1
            again(lambda times: times + 1)

    more = [*(told.details if unfolded else ()), *([told.why] if told.why and (unfolded or not cramped) else [])]
    rescue = [quiet_button(say("sync.carry"), go("/rescue"), ft.Icons.IOS_SHARE)] if told.waiting else []
    below = ft.Container(
        ft.Column(
            [*(said(sentence, size=SMALL, color=INK) for sentence in more), *(rescue if cramped and unfolded else [])],
            spacing=2,
        ),
        visible=bool(more),
        padding=ft.Padding.only(right=12, bottom=8),
    )
    fold = ft.Semantics(
        container=True,
        button=True,
        label=say("sync.less" if unfolded else "sync.more"),
        expand=True if cramped else None,  # False is an error in a row that wraps
        content=ft.Container(
            _counts(told, unfolded, SMALL * 0.75 if cramped > 1 else SMALL),
            on_click=lambda: unfold(not unfolded),
            padding=ft.Padding.symmetric(vertical=7 if told.waiting else 14),
        ),
    )
    return ft.Container(
        bgcolor=C.SURFACE_CONTAINER,
        padding=ft.Padding.only(left=edge, right=max(0, edge - 12)),
        key=f"{cramped} {size}",  # measured anew: what the strip before it measured is not to be held against it
        on_size_change=measured,
        content=ft.Column(
            [_line(phone, told, fold, cramped), below], spacing=0, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
        ),
    )


def _line(phone: Phone, told: SyncLine, fold: ft.Control, cramped: int) -> ft.Row:
    if cramped:
        return ft.Row([fold, icon_button(ft.Icons.SEND, say("sync.send"), phone.send_now, off=told.busy)], spacing=0)
    rescue = [icon_button(ft.Icons.IOS_SHARE, say("sync.carry"), go("/rescue"))] if told.waiting else []
    send = ft.TextButton(say("sync.send"), on_click=phone.send_now, disabled=told.busy)
    return ft.Row(
        [fold, ft.Row([*rescue, send], spacing=0, tight=True)],
        wrap=True,
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        run_alignment=ft.MainAxisAlignment.CENTER,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
        spacing=8,
        run_spacing=0,
    )


def _counts(told: SyncLine, unfolded: bool, size: float) -> ft.Row:
    texts: list[ft.Control] = [said(told.received, size=size, color=INK)]
    if told.waiting:
        texts.append(said(told.waiting, size=size, color=C.ON_SURFACE, weight=ft.FontWeight.W_500))
    fold = ft.Icon(ft.Icons.EXPAND_LESS if unfolded else ft.Icons.EXPAND_MORE, size=18, color=INK)
    texts[-1] = ft.Row([ft.Container(texts[-1], expand=True, expand_loose=True), fold], spacing=2, tight=True)
    mark = ft.Icons.CLOUD_UPLOAD_OUTLINED if told.waiting else ft.Icons.CLOUD_DONE_OUTLINED
    picture = ft.ProgressRing(width=20, height=20, stroke_width=2) if told.busy else ft.Icon(mark, size=20, color=INK)
    return ft.Row(
        [picture, ft.Column(texts, spacing=0, tight=True, expand=True, expand_loose=True)], spacing=8, tight=True
    )
