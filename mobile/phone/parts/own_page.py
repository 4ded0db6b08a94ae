"""The member's own page at the office: when they cannot serve, and their shifts for the phone's own calendar."""

from urllib.parse import quote

import flet as ft

from phone.http import Unreachable
from phone.model import Phone
from phone.parts.buttons import other_button
from phone.parts.opened import use_phone
from phone.parts.saving import use_saving
from phone.parts.words import fault, hint
from phone.strings import say

PATH = "/api/v1/calendar"


@ft.component
def OwnPage():
    """Asks the office for the address, which may be renewed at any time; needs network, and says so.

    A second tap opens it: browsers block a tab that opens later than the tap that asked for it.
    """
    phone = use_phone()
    address, keep = ft.use_state("")
    why, tell = ft.use_state("")
    busy, failed, once = use_saving()

    async def ask() -> None:
        found = await _address(phone)
        keep(found)
        tell("" if found else say("own_page.not_told"))

    if address:
        opened = ft.OutlinedButton(say("own_page.go"), icon=ft.Icons.OPEN_IN_NEW, url=address)
    else:
        opened = other_button(say("own_page.open"), once(ask), ft.Icons.EVENT_BUSY_OUTLINED, off=busy)
    return ft.Column(
        [opened, hint(say("own_page.how")), fault(failed or why)],
        spacing=8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


async def _address(phone: Phone) -> str:
    """The page's address; empty when the office did not tell it."""
    me = str((phone.me or {}).get("id"))
    try:
        answer = await phone.post(f"{PATH}?member={quote(me)}", None, phone.book.token(phone.base))
    except Unreachable:
        return ""
    page = answer.body.get("page") if answer.status == 200 else None
    return page if isinstance(page, str) and page.startswith(("https://", "http://")) else ""
