"""Noting that the team's work was made known (plan, II.3)."""

import flet as ft

from phone.parts.boxes import notice
from phone.parts.buttons import go, main_button, other_button
from phone.parts.choices import choice
from phone.parts.drafts import forget, use_draft, use_draft_typed
from phone.parts.fields import NO_FAULTS, field
from phone.parts.frame import screen
from phone.parts.opened import use_opened
from phone.parts.reported import reported
from phone.parts.saving import use_saving
from phone.parts.words import fault, line
from phone.strings import say, words
from shiftbook.privacy import looks_private

ROUTE = "/outreach"
KIND = "outreach_done"


@ft.component
def Outreach():
    """One entry for each time."""
    opened = use_opened()
    phone = opened.phone
    note = use_draft_typed(ROUTE, "note")
    channel, set_channel = use_draft(ROUTE, "channel", None)
    wrong, set_wrong = ft.use_state(NO_FAULTS)
    saved, set_saved = ft.use_state(False)
    busy, failed, once = use_saving()

    async def save() -> None:
        told = {} if channel else {"channel": say("outreach.no_channel")}
        told |= {"note": say("common.private")} if looks_private(note.value) else {}
        set_wrong(told)
        if not told:
            await phone.record(KIND, {"channel": channel, "note": note.value.strip()})
            forget(opened, ROUTE)
            set_saved(True)

    if saved:
        done = [
            notice("good", say("common.saved"), say("outreach.recorded"), live=True),
            other_button(say("common.to_today"), go("/")),
            *reported(phone, KIND),
        ]
        return screen(phone, ROUTE, say("outreach.title"), done, back="/")
    return screen(
        phone,
        ROUTE,
        say("outreach.title"),
        [
            line(say("outreach.intro")),
            choice(
                say("outreach.how"), words("outreach.channels"), channel, set_channel, error=wrong.get("channel", "")
            ),
            field(note, say("common.note"), error=wrong.get("note", ""), multiline=True, min_lines=2, max_lines=6),
            fault(failed),
            main_button(say("outreach.save"), once(save), ft.Icons.SAVE_OUTLINED, off=busy),
            *reported(phone, KIND),
        ],
        back="/",
    )
