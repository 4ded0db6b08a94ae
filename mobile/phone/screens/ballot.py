"""The ballot's QR code for the citizen to scan; the volunteer never touches the answer."""

from datetime import timedelta

import flet as ft

from phone.parts.boxes import notice
from phone.parts.buttons import main_button
from phone.parts.frame import screen
from phone.parts.opened import Opened, use_opened
from phone.parts.saving import use_saving
from phone.parts.words import fault, hint
from phone.qr import qr_png
from phone.theme import CORNER, SIDE, WIDEST

KEPT_FOR = timedelta(minutes=2)
INVITE = "Mời ông/bà quét mã để cho ý kiến. Phiếu không ghi tên, chỉ mất khoảng 10 giây."
YOUR_PART = "Quay màn hình về phía người dân. Không bấm hộ, không nhìn khi người dân chọn."
RUN_OUT = "Máy đã hết mã phiếu của buổi này nên đang hiện mã chung của áp phích. Phiếu vẫn được tính, đếm riêng."


@ft.component
def Ballot():
    """A slip is drawn when the screen opens; coming back soon without having served anybody shows the same one."""
    opened = use_opened()
    phone = opened.phone
    shown, show = ft.use_state(opened.slip if _still_good(opened) else None)
    busy, failed, once = use_saving()

    async def draw() -> None:
        slip = await phone.next_slip()
        opened.slip = slip or phone.poster_url()
        opened.slip_shown, opened.slip_after = phone.now(), phone.served_today()
        show(opened.slip)
        await phone.record("ballot_offered", {"point": phone.point, "channel": "slip" if slip else "poster"})

    async def first() -> None:
        if shown is None:
            await once(draw)()

    ft.use_effect(first, [])
    poster = shown is not None and shown == phone.poster_url()
    left = phone.slips_left()
    return screen(
        phone,
        "/ballot",
        "Phiếu ý kiến",
        [
            notice("calm", INVITE),
            *([_picture(shown)] if shown else []),
            *([notice("care", RUN_OUT)] if poster else []),
            fault(failed),
            main_button("Phiếu tiếp theo", once(draw), ft.Icons.SKIP_NEXT, off=busy),
            hint(YOUR_PART),
            hint(
                f"Còn {left} mã phiếu cho buổi này. Mỗi mã dùng một lần."
                if left
                else "Không còn mã phiếu cho buổi này."
            ),
        ],
    )


def _still_good(opened: Opened) -> bool:
    if opened.slip is None or opened.slip_shown is None:
        return False
    recent = timedelta(0) <= opened.phone.now() - opened.slip_shown <= KEPT_FOR
    return recent and opened.slip_after == opened.phone.served_today()


def _picture(address: str) -> ft.Control:
    """Black on white in every theme, as large as the screen allows."""
    page = ft.context.page
    width, height = page.width or 390, page.height or 844
    edge = min(width - 2 * SIDE, WIDEST, max(220, height - 400))
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
