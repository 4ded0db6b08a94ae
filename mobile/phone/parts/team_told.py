"""What the office last told the leader, asked for anew whenever one of the leader's screens is opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import flet as ft

from phone import team
from phone.model import Phone
from phone.parts.boxes import empty, notice
from phone.parts.buttons import Do, quiet_button
from phone.parts.frame import screen
from phone.parts.saving import use_saving
from phone.parts.words import fault, hint
from phone.strings import moment, say


@dataclass(frozen=True)
class Told:
    """`team` as phone.team.kept has it, None before the office ever told; `why` says why nothing newer came.

    `heard` is called after an act, which the office answers with the team as it is then.
    """

    team: dict[str, Any] | None
    asking: bool
    why: str
    again: Do
    heard: Do


def use_told(phone: Phone) -> Told:
    """Asks once when the screen opens."""
    why, set_why = ft.use_state("")
    _, draw = ft.use_state(0)
    asking, failed, once = use_saving()

    async def ask() -> None:
        set_why(await team.fetch(phone))

    def heard() -> None:
        set_why("")
        draw(lambda times: times + 1)

    again = once(ask)
    ft.use_effect(again if team.leads(phone) else lambda: None, [])
    return Told(team.kept(phone), asking, failed or why, again, heard)


def team_screen(phone: Phone, told: Told, name: tuple[str, str], body: Sequence[ft.Control]) -> ft.View:
    """One of the leader's screens: of when it is, and why it is no newer; `name` is its route and title."""
    route, title = name
    back = "/" if route == "/team" else "/team"
    if not team.leads(phone):
        return screen(phone, route, title, [empty(ft.Icons.LOCK_OUTLINE, say("team.not_leader"))], back="/")
    again = quiet_button(say("team.again"), told.again, ft.Icons.REFRESH, off=told.asking)
    return screen(phone, route, title, [*_as_of(told), *(body if told.team else []), again], back=back)


def _as_of(told: Told) -> list[ft.Control]:
    when = moment(told.team["at"]) if told.team else ""
    if told.why:
        old = [say("team.old", when=when)] if when else []
        return [notice("care", told.why, *old, live=True)]
    if told.team is None:
        return [notice("calm", say("team.asking"), live=True)] if told.asking else []
    return [hint(say("team.asking") if told.asking else say("team.as_of", when=when))]


def acting(told: Told, failed: str) -> list[ft.Control]:
    """Beside a button that needs the office: what went wrong, else that it needs network while there is none."""
    return [fault(failed)] if failed else [hint(say("team.needs_network"))] if told.why else []
