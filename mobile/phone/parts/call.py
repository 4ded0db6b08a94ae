"""Calling the office, where the commune has told its number."""

import re

import flet as ft

from phone.model import Phone
from phone.strings import say


def call_office(phone: Phone) -> list[ft.Control]:
    """A button that opens the phone's own dialler; nothing where no number is known."""
    told = str(phone.commune.get("office_phone") or "").strip()
    number = re.sub(r"[^\d+]", "", told)
    if not number:
        return []
    return [ft.OutlinedButton(say("difficulty.call", number=told), icon=ft.Icons.CALL, url=f"tel:{number}")]
