"""The rule of a procedure as a word with an icon."""

import flet as ft

from phone.parts.words import said
from phone.strings import say
from phone.theme import SMALL, C
from shiftbook.legality import Procedure

LOOKS = {
    "allowed": (ft.Icons.CHECK_CIRCLE_OUTLINE, C.PRIMARY),
    "conditional": (ft.Icons.RULE, C.TERTIARY),
    "officer_only": (ft.Icons.BADGE_OUTLINED, C.ERROR),
    "barred": (ft.Icons.BLOCK, C.ERROR),
    "not_applicable": (ft.Icons.DO_NOT_DISTURB_ON_OUTLINED, C.ON_SURFACE_VARIANT),
}


def rule_badge(procedure: Procedure, size: float = SMALL) -> ft.Row:
    """Được viết hộ, Không được viết hộ and so on."""
    icon, ink = LOOKS[procedure.rule]
    word = said(say(f"book.rules.{procedure.rule}"), size=size, color=ink, weight=ft.FontWeight.W_500)
    word.expand, word.expand_loose = True, True  # large letters go on in a second line
    return ft.Row([ft.Icon(icon, size=size + 6, color=ink), word], tight=True, spacing=6)
