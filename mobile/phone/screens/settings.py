"""What this phone is set to, and what it can tell of itself."""

import flet as ft

from phone.parts.choices import choice
from phone.parts.frame import screen
from phone.parts.opened import use_phone
from phone.parts.saving import use_saving
from phone.parts.words import fault
from phone.strings import language, say, words


@ft.component
def Settings():
    """The language first: who cannot read the rest looks for it."""
    phone = use_phone()
    _, failed, once = use_saving()

    def choose(name: str) -> None:
        ft.context.page.run_task(once(lambda: phone.speak(name)))

    return screen(
        phone,
        "/settings",
        say("settings.title"),
        [
            choice(say("settings.language"), words("settings.languages"), language(), choose, error=failed),
            fault(failed),
        ],
        back="/mine",
    )
