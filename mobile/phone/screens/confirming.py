"""The citizen's three confirmations: none can be ticked by habit, and each says what its tick asserts."""

from collections.abc import Callable
from functools import partial
from itertools import permutations

import flet as ft

from phone.parts.boxes import card
from phone.parts.choices import choice, tick
from phone.parts.fields import Faults
from phone.parts.words import hint, line
from phone.screens.act import Act
from phone.strings import say, words

THREE = ("requested", "reviewed", "signed")
# Each begins with another one than the order before it.
ORDERS = tuple(list(permutations(THREE))[place] for place in (0, 2, 4, 1, 3, 5))
# What a bare tick stands for, shown at once as a chosen chip that can be changed.
USUAL = {"reviewed": "read", "signed": "signature"}
WAYS = {"reviewed": "writing.reviews", "signed": "writing.signings"}


def order(made: int) -> tuple[str, ...]:
    """In which order they are asked for, after so many acts: a hand that knows the places must read all the same."""
    return ORDERS[made % len(ORDERS)]


def confirmations(act: Act, change: Callable[..., None], wrong: Faults, asked: tuple[str, ...]) -> ft.Control:
    """Each box stays empty until somebody ticks it; ticking shows how it was done, and that can be changed in sight."""
    return card(
        line(say("writing.three"), strong=True), *(_one(name, act, change, wrong.get(name, "")) for name in asked)
    )


def _one(name: str, act: Act, change: Callable[..., None], error: str) -> ft.Control:
    told = getattr(act, name)
    usual = USUAL.get(name)

    def put(value: str | bool | None) -> None:
        change(**{name: value})

    def turn(on: bool) -> None:
        put((usual or True) if on else (None if usual else False))

    asserted = f"writing.asserts.{name}.{told or usual}" if usual else f"writing.asserts.{name}"
    ways = [choice("", words(WAYS[name]), told, partial(put))] if usual else []
    box = tick(say(f"writing.{name}"), bool(told), turn, error=error)
    return ft.Column([box, hint(say(asserted)), *ways], spacing=6)
