"""What colleagues ask of me, and what became of what I asked: each with what can be done about it."""

import flet as ft

from phone.model import Phone
from phone.parts.boxes import card, notice
from phone.parts.buttons import go, main_button, other_button, quiet_button
from phone.parts.opened import use_phone
from phone.parts.saving import Act, use_saving
from phone.parts.shift_lines import page_of, swap_lines
from phone.parts.words import fault, hint, line
from phone.strings import say
from phone.swaps import Swap, answer, askable, swaps


def asked_of_me(known: list[Swap]) -> list[ft.Control]:
    """Requests that I may still say something to; what I refused stays in Lịch, where I may think better of it."""
    return [_asked(swap) for swap in known if swap.may_refuse]


def all_asked_of_me(phone: Phone) -> list[ft.Control]:
    """The same with those I refused and those that were ruled on, of shifts still to come."""
    return [_asked(swap) for swap in swaps(phone) if not swap.mine and swap.day >= phone.today]


def _asked(swap: Swap) -> ft.Control:
    return AskedOfMe(swap, key=swap.ask)  # type: ignore[call-arg]


def told_to_me(phone: Phone, known: list[Swap]) -> list[ft.Control]:
    """My own requests that came to nothing while the shift is still mine: somebody else can be asked."""
    mine = {page_of(duty) for duty in askable(phone)}
    newest = {page_of(swap): swap for swap in sorted(known, key=lambda s: s.ask) if swap.mine}
    return [
        notice("care", swap.sentence, say("asked.still_mine"), more=quiet_button(say("asked.look"), go(page)))
        for page, swap in newest.items()
        if page in mine and swap.state in ("refused", "declined")
    ]


@ft.component
def AskedOfMe(swap: Swap):
    """Whose shift, when and where; the last tap holds until the leader rules."""
    phone = use_phone()
    busy, failed, once = use_saving()

    def say_so(accept: bool) -> Act:
        return once(lambda: answer(phone, swap, accept))

    if swap.state == "asked":
        standing: list[ft.Control] = [
            hint(say("asked.means")),
            fault(failed),
            main_button(say("asked.accept"), say_so(True), ft.Icons.CHECK, off=busy),
            other_button(say("asked.refuse"), say_so(False), off=busy),
        ]
    else:
        refuse = [quiet_button(say("asked.not_any_more"), say_so(False), off=busy)] if swap.may_refuse else []
        accept = [other_button(say("asked.accept"), say_so(True), off=busy)] if swap.may_accept else []
        standing = [line(swap.sentence), fault(failed), *refuse, *accept]
    head = line(say("asked.head", name=swap.asker["name"]), strong=True)
    return card(head, *swap_lines(phone, swap), *standing)
