"""A ballot for somebody without a phone: on paper, or by the poster with a phone of the family; only counted."""

from functools import partial

import flet as ft

from phone.acts import offered_today
from phone.parts.boxes import card, notice
from phone.parts.buttons import go, main_button, other_button
from phone.parts.frame import screen
from phone.parts.opened import use_phone
from phone.parts.saving import use_saving
from phone.parts.words import fault, hint, icon_line, line
from phone.strings import say

WAYS = {"paper": ft.Icons.DESCRIPTION_OUTLINED, "poster": ft.Icons.QR_CODE_2}


@ft.component
def PaperBallot():
    """The citizen fills it in alone; whoever wrote for them never touches the answer."""
    phone = use_phone()
    saved, set_saved = ft.use_state("")
    busy, failed, once = use_saving()

    async def offered(channel: str) -> None:
        await phone.record("ballot_offered", {"point": phone.point, "channel": channel})
        set_saved(channel)

    if saved:
        count = offered_today(phone)[saved]
        body: list[ft.Control] = [
            notice("good", say("common.saved"), say(f"paper_ballot.counted.{saved}", count=count), live=True),
            main_button(say("on_duty.write_one"), go("/write"), ft.Icons.EDIT_NOTE),
            other_button(say("common.to_today"), go("/")),
        ]
    else:
        body = [line(say("paper_ballot.choose"))]
        for channel, icon in WAYS.items():
            button = main_button if channel == "paper" else other_button
            name = say(f"paper_ballot.done.{channel}")
            how = icon_line(icon, say(f"paper_ballot.how.{channel}"))
            body.append(card(how, button(name, once(partial(offered, channel)), ft.Icons.CHECK, off=busy)))
        body += [fault(failed), hint(say("paper_ballot.cannot_write"))]
    return screen(phone, "/ballot/paper", say("ballot.no_phone"), body, back="/ballot")
