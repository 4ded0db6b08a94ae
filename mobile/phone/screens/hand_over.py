"""Taking somebody to the officer, or showing the way, where writing is not allowed."""

from collections.abc import Callable

import flet as ft

from phone.parts.boxes import card
from phone.parts.buttons import main_button, other_button
from phone.parts.choices import choice
from phone.parts.drafts import use_draft, use_draft_typed
from phone.parts.fields import NO_FAULTS, field
from phone.parts.opened import use_phone
from phone.parts.saving import use_saving
from phone.parts.words import fault, hint, icon_line
from phone.screens.act import guided, handed_over
from phone.strings import say, words
from shiftbook.legality import Procedure, may_write
from shiftbook.privacy import looks_private

# Told what was saved, in words, and the fact it became.
Saved = Callable[[str, str], None]


@ft.component
def HandOver(procedure: Procedure, saved: Saved):
    """The rule is the reason where it forbids writing; else one is chosen."""
    phone = use_phone()
    route = f"/write/{procedure.id}"
    note = use_draft_typed(route, "note")
    fixed = {"barred": "barred", "officer_only": "officer_only", "not_applicable": "other"}.get(procedure.rule)
    reason, set_reason = use_draft(route, "reason", fixed)
    wrong, set_wrong = ft.use_state(NO_FAULTS)
    busy, failed, once = use_saving()

    async def take() -> None:
        told = {} if reason else {"reason": say("hand_over.no_reason")}
        told |= {"note": say("common.private")} if looks_private(note.value) else {}
        set_wrong(told)
        if not told:
            fact = await phone.record("handed_over", handed_over(procedure, phone.point, str(reason), note.value))
            saved(say("hand_over.handed"), fact["id"])

    async def show_way() -> None:
        fact = await phone.record("assisted", guided(procedure, phone.point))
        saved(say("hand_over.guided"), fact["id"])

    note.hear = (lambda: set_wrong(NO_FAULTS)) if wrong else None
    asked = (
        []
        if fixed
        else [choice(say("common.why"), words("hand_over.reasons"), reason, set_reason, error=wrong.get("reason", ""))]
    )
    unnamed = [hint(say("hand_over.count_only"))] if procedure.record == "count" else []
    guidance = (
        []
        if may_write(procedure)
        else [other_button(say("hand_over.guide"), once(show_way), ft.Icons.SIGNPOST, off=busy)]
    )
    return card(
        icon_line(ft.Icons.BADGE_OUTLINED, say("hand_over.field", field=procedure.field)),
        *asked,
        field(note, say("common.note"), error=wrong.get("note", ""), multiline=True, max_lines=4),
        *unnamed,
        fault(failed),
        main_button(say("hand_over.button"), once(take), ft.Icons.TRANSFER_WITHIN_A_STATION, off=busy),
        *guidance,
    )
