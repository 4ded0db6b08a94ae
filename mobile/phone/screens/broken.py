"""Telling in two taps that something at the counter is broken or missing, while on duty."""

import flet as ft

from phone.parts.boxes import notice
from phone.parts.buttons import go, main_button, other_button
from phone.parts.drafts import forget, use_draft
from phone.parts.facilities import UNSEEN, State, facility
from phone.parts.frame import screen
from phone.parts.opened import use_opened
from phone.parts.saving import use_saving
from phone.parts.words import fault, hint, line
from phone.strings import say, say_to_others
from shiftbook.fields import FACILITIES, FACILITY_STATES

ROUTE = "/broken"
WRONG = tuple(state for state in FACILITY_STATES if state != "ok")


def text_of(told: State) -> str:
    """The words of the difficulty it becomes: the office and the leader read them, so they are Vietnamese."""
    each = [
        f"{say_to_others(f'facilities.names.{name}')} ({say_to_others(f'facilities.states.{told[name]}').lower()})"
        for name in FACILITIES
        if name in told
    ]
    return f"{say_to_others('broken.told')}: {', '.join(each)}."


@ft.component
def Broken():
    """A difficulty with its words filled in: a check-in's own list of facilities stays as it was when I came."""
    opened = use_opened()
    phone = opened.phone
    told, tell = use_draft(ROUTE, "told", UNSEEN)
    wrong, set_wrong = ft.use_state("")
    saved, set_saved = ft.use_state(False)
    busy, failed, once = use_saving()

    async def save() -> None:
        set_wrong("" if told else say("broken.nothing"))
        if told:
            await phone.record("difficulty_raised", {"text": text_of(told), "urgent": False})
            forget(opened, ROUTE)
            set_saved(True)

    if saved:
        done = notice("good", say("common.saved"), say("difficulty.comes"), live=True)
        back = other_button(say("common.to_today"), go("/"))
        return screen(phone, ROUTE, say("broken.title"), [done, back], back="/")
    return screen(
        phone,
        ROUTE,
        say("broken.title"),
        [
            line(say("broken.intro")),
            *(facility(name, told, tell, WRONG) for name in FACILITIES),
            fault(wrong or failed),
            main_button(say("broken.save"), once(save), ft.Icons.REPORT_OUTLINED, off=busy),
            hint(say("broken.more")),
        ],
        back="/",
    )
