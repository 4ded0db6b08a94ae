"""One shift of mine: when, where, with whom, and asking a colleague to take it."""

from functools import partial
from urllib.parse import unquote

import flet as ft

from phone.parts.boxes import card, empty, notice
from phone.parts.buttons import go, main_button, other_button, quiet_button
from phone.parts.drafts import forget, use_draft
from phone.parts.frame import screen
from phone.parts.opened import use_opened, use_phone
from phone.parts.rows import row_button
from phone.parts.saving import use_saving
from phone.parts.shift_lines import bring, shift_lines
from phone.parts.words import fault, hint, line, title
from phone.shifts import Duty
from phone.strings import say
from phone.swaps import Swap, ask, askable, swaps, whom, withdraw
from shiftbook.roster import duty_id

NOBODY: str | None = None


@ft.component
def OneShift():
    """A request stands below the shift with what became of it; until it is approved the shift stays mine."""
    phone = use_phone()
    wanted = unquote(ft.use_route_params().get("duty", ""))
    duty = next((d for d in phone.duties() if duty_id(d.point, d.day, d.session) == wanted), None)
    made = [s for s in swaps(phone) if s.mine and duty_id(s.point, s.day, s.session) == wanted]
    requests = [Asked(swap, key=swap.ask) for swap in reversed(made)]  # type: ignore[call-arg]
    if duty is None:
        gone = empty(ft.Icons.EVENT_BUSY, say("shift.not_mine"))
        body: list[ft.Control] = [gone, *requests, other_button(say("shift.to_roster"), go("/roster"))]
    elif duty in askable(phone):
        more = AskSomebody(duty, bool(made), key="ask")  # type: ignore[call-arg]
        body = [card(*shift_lines(phone, duty), bring()), *requests, more]
    else:
        body = [card(*shift_lines(phone, duty)), *requests, hint(say("shift.begun"))]
    return screen(phone, f"/roster/{wanted}", say("shift.title"), body, back="/roster")


@ft.component
def Asked(swap: Swap):
    """Whom I asked, what became of it, and taking it back."""
    phone = use_phone()
    busy, failed, once = use_saving()
    back = quiet_button(say("shift.withdraw"), once(lambda: withdraw(phone, swap)), ft.Icons.UNDO, off=busy)
    return card(
        line(say("shift.asked_whom", name=swap.asked["name"]), strong=True),
        line(swap.sentence),
        fault(failed),
        *([back] if swap.may_withdraw else []),
    )


@ft.component
def AskSomebody(duty: Duty, again: bool):
    """Nobody is asked by a slip of the thumb: first a name, then what it means and the button."""
    opened = use_opened()
    phone, route = opened.phone, f"/roster/{duty_id(duty.point, duty.day, duty.session)}"
    chosen, choose = use_draft(route, "whom", NOBODY)
    listed, show = ft.use_state(False)
    busy, failed, once = use_saving()
    people = whom(phone, duty)
    name = next((person["name"] for person in people if person["id"] == chosen), "")

    async def send() -> None:
        await ask(phone, duty, chosen)
        forget(opened, route)
        show(False)

    if name:
        body: list[ft.Control] = [
            notice("calm", say("shift.sure", name=name), say("shift.stays", name=name)),
            fault(failed),
            main_button(say("shift.send", name=name), once(send), ft.Icons.SEND_OUTLINED, off=busy),
            other_button(say("shift.another"), lambda: (choose(None), show(True))),
        ]
    elif not listed:
        say_it = say("shift.ask_another" if again else "shift.ask")
        body = [other_button(say_it, lambda: show(True), ft.Icons.SWAP_HORIZ)]
    else:
        rows = [row_button(p["name"], partial(choose, p["id"]), ft.Icons.PERSON_OUTLINE) for p in people]
        body = [title(say("shift.whom")), *(rows or _nobody(bool(phone.book.rows("team"))))]
    return ft.Column(body, spacing=12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _nobody(heard: bool) -> list[ft.Control]:
    if heard:
        return [notice("calm", say("shift.nobody"))]
    return [notice("calm", say("shift.unheard"), say("common.connect"))]
