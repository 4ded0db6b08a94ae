"""How the app works, in three short steps: once on Hôm nay, afterwards whenever somebody looks for it."""

from collections.abc import Callable

import flet as ft

from phone.newcomer import STEPS, seen
from phone.parts.boxes import card
from phone.parts.buttons import main_button, quiet_button
from phone.parts.frame import screen
from phone.parts.opened import use_phone
from phone.parts.saving import use_saving
from phone.parts.words import fault, hint, line, title
from phone.strings import say


@ft.component
def HowCard(ended: Callable[[], None]):
    """One step at a time; putting it aside is a tap."""
    phone = use_phone()
    place, turn = ft.use_state(0)
    _, failed, once = use_saving()

    async def end() -> None:
        await seen(phone)
        ended()

    last = place == len(STEPS) - 1
    forth = (
        main_button(say("how.done"), once(end))
        if last
        else main_button(say("how.next"), lambda: turn(place + 1), ft.Icons.ARROW_FORWARD)
    )
    return card(
        hint(f"{say('how.title')} · {say('how.place', place=place + 1, total=len(STEPS))}"),
        *_step(STEPS[place]),
        *([hint(say("how.again"))] if last else []),
        fault(failed),
        forth,
        *([] if last else [quiet_button(say("how.skip"), once(end))]),
    )


@ft.component
def How():
    """All steps at once."""
    steps = [card(*_step(step)) for step in STEPS]
    return screen(use_phone(), "/how", say("how.title"), steps, back="/settings")


def _step(step: str) -> list[ft.Control]:
    return [title(say(f"how.steps.{step}.title")), line(say(f"how.steps.{step}.text"))]
