"""The check of the counter: one tap when all is well; what nobody looked at is not told."""

from collections.abc import Callable
from functools import partial

import flet as ft

from phone.parts.choices import chip
from phone.parts.words import hint, line
from phone.strings import say, words
from shiftbook.fields import FACILITIES, FACILITY_STATES

State = dict[str, str]
UNSEEN: State = {}
ALL_WELL: State = dict.fromkeys(FACILITIES, "ok")


@ft.component
def Facilities(told: State, tell: Callable[[State], None]):
    """A chip that says all is well; behind the other one three chips a facility."""
    opened, set_opened = ft.use_state(bool(told) and told != ALL_WELL)

    def all_well() -> None:
        set_opened(False)
        tell({} if told == ALL_WELL else ALL_WELL)

    def look_closer() -> None:
        set_opened(not opened)
        if told == ALL_WELL:
            tell({})

    chips: list[ft.Control] = [
        chip(say("facilities.all_well"), told == ALL_WELL and not opened, all_well),
        chip(say("facilities.some_wrong"), opened, look_closer),
    ]
    rows = [facility(name, told, tell) for name in FACILITIES] if opened else []
    return ft.Column(
        [hint(say("facilities.title")), ft.Row(chips, wrap=True, spacing=8, run_spacing=8), *rows], spacing=8
    )


def facility(
    name: str, told: State, tell: Callable[[State], None], states: tuple[str, ...] = FACILITY_STATES
) -> ft.Control:
    """One facility with the states it may be told to be in; a second tap tells nothing of it again."""
    called = say(f"facilities.names.{name}")

    def choose(state: str) -> None:
        rest = {key: value for key, value in told.items() if key != name}
        tell(rest if told.get(name) == state else {**rest, name: state})

    chips: list[ft.Control] = [
        chip(word, told.get(name) == state, partial(choose, state), f"{called}: {word}")
        for state, word in words("facilities.states").items()
        if state in states
    ]
    return ft.Column([line(called), ft.Row(chips, wrap=True, spacing=8, run_spacing=8)], spacing=4)
