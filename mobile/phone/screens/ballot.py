"""The ballot's QR code for the citizen to scan; the volunteer never touches the answer."""

import flet as ft

from phone.parts.boxes import notice
from phone.parts.buttons import main_button
from phone.parts.frame import LOW, room, screen
from phone.parts.opened import use_opened
from phone.parts.saving import use_saving
from phone.parts.words import fault, hint
from phone.qr import qr_png
from phone.strings import say, say_to_others
from phone.theme import CORNER, SIDE, WIDEST

# From here on there is room for the invitation above the code, with the button still in sight, even without network.
TALL = 700


@ft.component
def Ballot():
    """Looking spends nothing: the slip on show stays until the next is asked for, here or after serving somebody."""
    opened = use_opened()
    phone = opened.phone
    busy, failed, once = use_saving()
    shown = phone.address_on_show()

    async def first() -> None:
        wanted, opened.next_citizen = opened.next_citizen, False
        if wanted or shown is None:
            await once(phone.next_slip)()

    ft.use_effect(first, [])
    poster = shown is not None and shown == phone.poster_url()
    left = phone.slips_left()
    page = ft.context.page
    width, height = page.width or 390, page.height or 844
    low, tall = height < LOW, height >= TALL
    picture = [_picture(shown, _edge(width, height))] if shown else []
    return screen(
        phone,
        "/ballot",
        say("ballot.title"),
        [
            *([notice("calm", say_to_others("ballot.invite"))] if tall else []),
            *([] if low else picture),
            *([notice("care", say("ballot.run_out"))] if poster else []),
            fault(failed),
            main_button(say("ballot.next"), once(phone.next_slip), ft.Icons.SKIP_NEXT, off=busy),
            *([] if tall else [hint(say_to_others("ballot.invite"))]),
            hint(say("ballot.one_each")),
            hint(say("ballot.your_part")),
            hint(say("ballot.left", count=left) if left else say("ballot.none_left")),
        ],
        beside=picture[0] if low and picture else None,
    )


def _edge(width: float, height: float) -> float:
    """As large as the screen allows with the button still in sight; on a low screen all the height there is."""
    if height < LOW:
        return room(height)
    return min(width - 2 * SIDE, WIDEST, max(220, height - 400))


def _picture(address: str, edge: float) -> ft.Control:
    """Black on white in every theme."""
    return ft.Container(
        alignment=ft.Alignment.CENTER,
        content=ft.Container(
            width=edge,
            height=edge,
            bgcolor="#FFFFFF",
            border_radius=CORNER,
            content=ft.Image(
                src=qr_png(address),
                fit=ft.BoxFit.CONTAIN,
                filter_quality=ft.FilterQuality.NONE,
                semantics_label=say("ballot.picture"),
                gapless_playback=True,
            ),
        ),
    )
