"""Text fields whose content lives beside the screen, so that drawing the screen again never disturbs who is typing."""

from collections.abc import Callable
from typing import Any

import flet as ft

from phone.parts.words import fault, hint
from phone.theme import BODY, C

# A fact takes 2000 characters; nobody should have to write so much on a phone.
LONGEST = 1000
Faults = dict[str, str]
NO_FAULTS: Faults = {}
ROUND = ft.OutlineInputBorder(border_radius=8)
RED = {
    ft.ControlState.DEFAULT: ft.OutlineInputBorder(border_radius=8, side=ft.BorderSide(1, C.ERROR)),
    ft.ControlState.FOCUSED: ft.OutlineInputBorder(border_radius=8, side=ft.BorderSide(2, C.ERROR)),
}


class Typed:
    """What stands in one text field. Typing draws nothing again unless somebody asked to `hear` of it; `changed` is
    told of every letter, to keep it.
    """

    def __init__(self, value: str = "") -> None:
        self.value = value
        self.version = 0
        self.hear: Callable[[], None] | None = None
        self.enter: Callable[[], Any] | None = None
        self.changed: Callable[[], None] | None = None

    def put(self, value: str) -> None:
        """Replace what stands there; the field shows it when it is drawn next."""
        self.value = value
        self.version += 1


@ft.component
def _field(typed: Typed, version: int, label: str, options: tuple[tuple[str, Any], ...]) -> ft.TextField:
    def changed(event: Any) -> None:
        typed.value = event.control.value
        if typed.changed:
            typed.changed()
        if typed.hear:
            typed.hear()

    async def entered() -> None:
        if typed.enter:
            await typed.enter()

    return ft.TextField(
        label=label,
        value=typed.value,
        align_label_with_hint=True,
        text_size=BODY,
        on_change=changed,
        on_submit=entered,
        **dict(options),
    )


def field(typed: Typed, label: str, *, error: str = "", helper: str = "", **options: Any) -> ft.Column:
    """A text field with what is wrong below it, else with `helper`; `options` are those of ft.TextField.

    Both stand outside the field: inside it a longer text would lie over the place a program clicks on to type.
    """
    options = {"max_length": LONGEST, "counter": "", **options}
    options["border"] = RED if error else ROUND
    below = fault(error) if error else hint(helper)
    box = ft.memo(_field)(typed, typed.version, label, tuple(options.items()))
    shown = [box, below] if error or helper else [box]
    return ft.Column(shown, spacing=6, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def use_typed(value: str = "") -> Typed:
    """The content of one field, kept as long as its screen."""
    kept: tuple[Typed, Any] = ft.use_state(lambda: Typed(value))
    return kept[0]
