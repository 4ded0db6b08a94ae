"""Telling what stands in the way of the team's work."""

import flet as ft

from phone.parts.boxes import notice
from phone.parts.buttons import go, main_button, other_button
from phone.parts.call import call_office
from phone.parts.choices import tick
from phone.parts.drafts import forget, use_draft, use_draft_typed
from phone.parts.fields import field
from phone.parts.frame import screen
from phone.parts.opened import use_opened
from phone.parts.reported import reported
from phone.parts.saving import use_saving
from phone.parts.words import fault, line
from phone.strings import say
from shiftbook.privacy import looks_private

ROUTE = "/difficulty"
KIND = "difficulty_raised"


@ft.component
def Difficulty():
    """What was typed stays until it is saved."""
    opened = use_opened()
    phone = opened.phone
    text = use_draft_typed(ROUTE, "text")
    wrong, set_wrong = ft.use_state("")
    urgent, set_urgent = use_draft(ROUTE, "urgent", False)
    saved, set_saved = ft.use_state("")
    busy, failed, once = use_saving()

    async def save() -> None:
        told = "" if text.value.strip() else say("difficulty.nothing_said")
        told = told or (say("common.private") if looks_private(text.value) else "")
        set_wrong(told)
        if not told:
            await phone.record(KIND, {"text": text.value.strip(), "urgent": urgent})
            forget(opened, ROUTE)
            set_saved("urgent" if urgent else "calm")

    if saved:
        lines = [say("difficulty.comes"), *([say("difficulty.call_too")] if saved == "urgent" else [])]
        call = call_office(phone) if saved == "urgent" else []
        home = other_button(say("common.to_today"), go("/"))
        done = [notice("good", say("common.saved"), *lines, live=True), *call, home, *reported(phone, KIND)]
        return screen(phone, ROUTE, say("difficulty.title"), done, back="/")
    text.hear = (lambda: set_wrong("")) if wrong else None
    return screen(
        phone,
        ROUTE,
        say("difficulty.title"),
        [
            line(say("difficulty.intro")),
            field(text, say("difficulty.text"), error=wrong, multiline=True, min_lines=4, max_lines=8),
            tick(say("difficulty.urgent"), urgent, set_urgent),
            *([notice("care", say("difficulty.call_too"), live=True), *call_office(phone)] if urgent else []),
            fault(failed),
            main_button(say("difficulty.save"), once(save), ft.Icons.SAVE_OUTLINED, off=busy),
            *reported(phone, KIND),
        ],
        back="/",
    )
