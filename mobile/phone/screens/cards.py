"""What Hôm nay shows below the shift, in this order; nothing here stands before a check-in."""

from collections.abc import Callable

import flet as ft

from phone.model import Phone
from phone.newcomer import new_here
from phone.parts.buttons import go
from phone.parts.install import install
from phone.parts.roster_told import roster_told
from phone.parts.rows import row_button
from phone.parts.troubles import trouble_entry
from phone.screens.asked import asked_of_me, told_to_me
from phone.screens.conduct import conduct_card
from phone.screens.how import HowCard
from phone.strings import say
from phone.swaps import swaps
from phone.team import kept, leads


def cards(phone: Phone, draw: Callable[[], None]) -> list[ft.Control]:
    """My roster if it changed, somebody who waits for me, then what needs another look, then what can wait."""
    known = swaps(phone)
    return [
        *roster_told(phone, draw),
        *asked_of_me(known),
        *trouble_entry(phone),
        *told_to_me(phone, known),
        *_team(phone),
        *_newcomer(phone, draw),
    ]


def _team(phone: Phone) -> list[ft.Control]:
    """The leader's own way to the team, with how much waits as far as it was told."""
    if not leads(phone):
        return []
    told = kept(phone) or {}
    waiting = len(told.get("waiting", [])) + len(told.get("swaps", []))
    entry = row_button(say("team.title"), go("/team"), ft.Icons.GROUPS_OUTLINED, under=say("team.under"), count=waiting)
    return [entry]


def _newcomer(phone: Phone, draw: Callable[[], None]) -> list[ft.Control]:
    """One at a time: how it works, then the rules, then how to put the app on the home screen."""
    if new_here(phone):
        return [HowCard(draw, key="how")]  # type: ignore[call-arg]
    return conduct_card(phone) or install(phone, draw)
