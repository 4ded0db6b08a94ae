"""A person's PIN on a shared phone: entering it to take the phone over, choosing the first one, changing it."""

from urllib.parse import unquote

import flet as ft

from phone.parts.buttons import main_button
from phone.parts.fields import Typed, field, use_typed
from phone.parts.frame import screen
from phone.parts.opened import use_phone
from phone.parts.saving import use_saving
from phone.parts.words import fault, hint, line, title
from phone.strings import say


@ft.component
def Pin():
    """Who has a PIN is asked for it, who has none chooses one; one's own is changed after giving the old one."""
    phone = use_phone()
    page = ft.context.page
    member = next((m for m in phone.members if m["id"] == unquote(ft.use_route_params().get("member", ""))), phone.me)
    assert member is not None
    mine, has = member["id"] == phone.me["id"], phone.pins.has(member["id"])  # type: ignore[index]
    old, new, again = use_typed(), use_typed(), use_typed()
    refused, refuse = ft.use_state("")
    busy, failed, once = use_saving()

    async def save() -> None:
        if new.value != again.value:
            told = say("pin.not_alike")
        elif mine:
            told = await phone.change_pin(old.value, new.value)
        else:
            told = await phone.switch(member["id"], old.value or new.value)
        refuse(told)
        for typed in (old, new, again):
            typed.put("")
        if not told:
            page.navigate("/")

    for typed in (old, new, again):
        typed.enter = once(save)
    return screen(
        phone,
        f"/pin/{member['id']}",
        say("pin.title"),
        [
            title(member.get("name", "")),
            *([] if has else [line(say("pin.why"))]),
            *([_digits(old, say("pin.old" if mine else "pin.pin"))] if has else []),
            *([_digits(new, say("pin.new")), _digits(again, say("pin.again"))] if mine or not has else []),
            fault(refused or failed),
            main_button(_verb(mine, has), once(save), off=busy),
            hint(say("pin.forgotten" if has else "pin.hint")),
        ],
        back="/people",
    )


def _verb(mine: bool, has: bool) -> str:
    return say("pin.change" if mine and has else "pin.take" if has else "pin.choose")


def _digits(typed: Typed, label: str) -> ft.Control:
    return field(typed, label, password=True, max_length=6, keyboard_type=ft.KeyboardType.NUMBER, autocorrect=False)
