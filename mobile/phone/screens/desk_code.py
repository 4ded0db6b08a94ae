"""The desk code: typing it, what is wrong with what was typed, and sending it again for a shift already begun."""

from typing import Any

import flet as ft

from phone.model import Phone
from phone.parts.boxes import card
from phone.parts.buttons import main_button
from phone.parts.fields import Typed, field, use_typed
from phone.parts.opened import use_phone
from phone.parts.saving import use_saving
from phone.parts.words import fault, line
from phone.strings import say
from phone.turns import Turn


def digits(code: str) -> str:
    """What was typed without the spaces people put between digits."""
    return "".join(code.split())


def desk_code_fault(code: str) -> str:
    """What is wrong with a typed desk code, nothing when it is left empty or has its six digits."""
    told = digits(code)
    if not told or (len(told) == 6 and told.isascii() and told.isdigit()):
        return ""
    return say("desk_code.wrong", code=code.strip())


def desk_code_field(code: Typed, *, error: str, helper: str) -> ft.Control:
    """The field itself, the same wherever a code is asked for."""
    return field(
        code,
        say("desk_code.label"),
        error=error,
        helper=helper,
        keyboard_type=ft.KeyboardType.NUMBER,
        autocorrect=False,
    )


async def send_code_again(phone: Phone, turn: Turn, desk_code: str) -> dict[str, Any]:
    """A second check-in for the same shift, as the first but for its code; the office takes the better of the two."""
    return await phone.record("checked_in", {**turn.first["data"], "desk_code": desk_code})


@ft.component
def CodeAgain(turn: Turn):
    """A mistyped or missing code is put right while the shift lasts."""
    phone = use_phone()
    code = use_typed()
    wrong, set_wrong = ft.use_state("")
    busy, failed, once = use_saving()

    async def send() -> None:
        told = desk_code_fault(code.value) if digits(code.value) else say("desk_code.no_code")
        set_wrong(told)
        if not told:
            await send_code_again(phone, turn, digits(code.value))

    code.hear = (lambda: set_wrong("")) if wrong else None
    code.enter = once(send)
    return card(
        line(say("desk_code.still_time")),
        desk_code_field(code, error=wrong, helper=""),
        fault(failed),
        main_button(say("desk_code.send_again"), once(send), ft.Icons.PIN_OUTLINED, off=busy),
    )
