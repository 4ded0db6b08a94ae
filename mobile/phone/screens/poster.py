"""The morning check of the printed poster: out to the page that reads it, back with what was found there."""

from functools import partial
from urllib.parse import parse_qs, urlsplit

import flet as ft

from phone.parts.boxes import card, notice
from phone.parts.buttons import go, main_button, other_button, quiet_button
from phone.parts.call import call_office
from phone.parts.device import leave_for
from phone.parts.drafts import begun
from phone.parts.frame import screen
from phone.parts.opened import Opened, use_opened
from phone.parts.saving import use_saving
from phone.parts.words import fault, hint, icon_line, line
from phone.posters import BAD, FINE, REPORTED, found_today, keep, page, report
from phone.strings import say

ROUTE = "/poster"


@ft.component
def Poster():
    """A good poster is remembered for the day by coming back; a bad one is reported with one tap."""
    opened = use_opened()
    phone = opened.phone
    found = parse_qs(urlsplit(ft.context.page.route or "").query).get("found", [""])[0]
    busy, failed, once = use_saving()
    _, draw = ft.use_state(0)

    async def remember() -> None:
        if found in FINE:
            await once(partial(keep, phone, found))()

    async def tell(what: str) -> None:
        await report(phone, what)
        draw(lambda times: times + 1)

    async def leave() -> None:
        await leave_for(phone.base, page(phone))

    ft.use_effect(remember, [found])
    today = found_today(phone)
    if today == REPORTED:
        lines = [say("difficulty.comes"), say("difficulty.call_too")]
        body = [notice("good", say("common.saved"), *lines, live=True), *call_office(phone), _home()]
    elif found in BAD:
        body = [
            notice("stop", say(f"poster.found.{found}"), say(f"poster.then.{found}"), live=True),
            fault(failed),
            main_button(say("poster.tell"), once(partial(tell, found)), ft.Icons.REPORT_OUTLINED, off=busy),
            other_button(say("poster.again"), leave, ft.Icons.QR_CODE_SCANNER),
        ]
    elif found in FINE or today:
        good = found if found in FINE else today
        body = [notice("good", say(f"poster.found.{good}"), say(f"poster.then.{good}"), live=True), _home()]
        body += [fault(failed), quiet_button(say("poster.again"), leave, ft.Icons.QR_CODE_SCANNER)]
    else:
        unsaved = _unsaved(opened)
        body = [
            line(say("poster.why")),
            card(
                icon_line(ft.Icons.DIRECTIONS_WALK, say("poster.how")),
                *([notice("care", say("poster.unsaved"))] if unsaved else []),
                main_button(say("poster.scan"), leave, ft.Icons.QR_CODE_SCANNER, off=unsaved),
            ),
            hint(say("poster.no_poster")),
            fault(failed),
            other_button(say("poster.gone"), once(partial(tell, "gone")), ft.Icons.REPORT_OUTLINED, off=busy),
        ]
    return screen(phone, ROUTE, say("poster.title"), body, back="/")


def _unsaved(opened: Opened) -> bool:
    """The page takes the app's place for a while: what is begun and not saved elsewhere would be gone."""
    return any(begun(opened, route) for _, route in opened.drafts if route != "/write")


def _home() -> ft.Control:
    return main_button(say("common.to_today"), go("/"), ft.Icons.TODAY)
