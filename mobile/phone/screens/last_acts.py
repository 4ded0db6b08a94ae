"""The last acts of the shift on duty, each of which can be undone in two taps."""

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from phone.acts import of_turn, undo
from phone.mine import title_of
from phone.parts.boxes import card, notice
from phone.parts.buttons import main_button, quiet_button
from phone.parts.opened import use_phone
from phone.parts.saving import use_saving
from phone.parts.words import fault, hint, line, title
from phone.strings import moment, say
from phone.turns import Turn


@ft.component
def LastActs(turn: Turn):
    """The second tap asks, because the first may be a thumb that scrolls; what was recorded stays in the book."""
    phone = use_phone()
    asked, ask = ft.use_state("")
    gone, set_gone = ft.use_state("")
    busy, failed, once = use_saving()
    acts = of_turn(phone, turn)
    names = {p.id: p.name for p in phone.procedures()}

    async def take_back(fact: dict[str, Any]) -> None:
        await undo(phone, fact["id"])
        ask("")
        set_gone(title_of(fact, names))

    rows: list[ft.Control] = [
        _asking(title_of(fact, names), once(partial(take_back, fact)), lambda: ask(""), busy)
        if asked == fact["id"]
        else _row(fact, title_of(fact, names), partial(ask, fact["id"]))
        for fact in acts
    ]
    told: list[ft.Control] = [notice("good", say("undo.undone"), gone, live=True)] if gone else []
    if not acts:
        return ft.Column(told)
    return ft.Column(
        [*told, title(say("undo.last")), card(*rows), fault(failed)],
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _row(fact: dict[str, Any], name: str, choose: Callable[[], None]) -> ft.Control:
    at = moment(fact["at"])
    told = ft.Column([line(name), hint(at)], spacing=0)
    which = say("undo.which", name=name, at=at)
    return ft.Row(
        [
            ft.Semantics(container=True, content=told, expand=True),
            quiet_button(say("undo.undo"), choose, ft.Icons.UNDO, called=which),
        ],
        spacing=4,
    )


def _asking(name: str, take_back: Callable[[], Any], leave: Callable[[], None], busy: bool) -> ft.Control:
    return ft.Column(
        [
            line(say("undo.sure", name=name)),
            main_button(say("undo.take_back"), take_back, ft.Icons.UNDO, off=busy),
            quiet_button(say("undo.leave"), leave),
        ],
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
