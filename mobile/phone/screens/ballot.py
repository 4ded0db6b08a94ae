"""The ballot's QR code for the citizen to scan; the volunteer never touches the answer."""

import flet as ft

from phone.parts.boxes import notice
from phone.parts.buttons import main_button
from phone.parts.frame import LOW, room, screen
from phone.parts.opened import use_opened
from phone.parts.saving import use_saving
from phone.parts.words import fault, hint
from phone.qr import qr_png
from phone.theme import CORNER, SIDE, WIDEST

# From here on there is room for the invitation above the code, with the button still in sight, even without network.
TALL = 700
INVITE = "Mời ông/bà quét mã để cho ý kiến. Phiếu không ghi tên, chỉ mất khoảng 10 giây."
YOUR_PART = "Quay màn hình về phía người dân. Không bấm hộ, không nhìn khi người dân chọn."
RUN_OUT = "Máy đã hết mã phiếu của buổi này nên đang hiện mã chung của áp phích. Phiếu vẫn được tính, đếm riêng."
ONE_EACH = "Mỗi mã chỉ dùng một lần: với người tiếp theo, hãy bấm Phiếu tiếp theo."


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
        "Phiếu ý kiến",
        [
            *([notice("calm", INVITE)] if tall else []),
            *([] if low else picture),
            *([notice("care", RUN_OUT)] if poster else []),
            fault(failed),
            main_button("Phiếu tiếp theo", once(phone.next_slip), ft.Icons.SKIP_NEXT, off=busy),
            *([] if tall else [hint(INVITE)]),
            hint(ONE_EACH),
            hint(YOUR_PART),
            hint(f"Còn {left} mã phiếu cho buổi này." if left else "Không còn mã phiếu cho buổi này."),
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
                semantics_label="Mã QR phiếu",
                gapless_playback=True,
            ),
        ),
    )
