"""Asking the leader for a shift: the words for a message of one's own, since the book has no fact for a wish."""

import flet as ft

from phone.parts.boxes import notice
from phone.parts.buttons import other_button, quiet_button
from phone.parts.device import granted
from phone.parts.opened import use_phone
from phone.parts.words import fault, hint
from phone.strings import say, say_to_others


@ft.component
def Wish():
    """Handed to the phone's own share sheet; copied where there is none."""
    phone = use_phone()
    refused, refuse = ft.use_state(False)
    copied, set_copied = ft.use_state(False)
    text = f"{say_to_others('wish.text')} – {(phone.me or {}).get('name', '')}"

    async def share() -> None:
        refuse(not await granted(ft.Share().share_text(text)))

    async def copy() -> None:
        done = await granted(ft.Clipboard().set(text))
        set_copied(done)
        refuse(not done)

    return ft.Column(
        [
            other_button(say("wish.ask"), share, ft.Icons.SEND_OUTLINED),
            hint(say("wish.how")),
            fault(say("common.not_here") if refused else ""),
            *([quiet_button(say("common.copy"), copy, ft.Icons.COPY)] if refused or copied else []),
            *([notice("good", say("wish.copied"), live=True)] if copied else []),
        ],
        spacing=8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
