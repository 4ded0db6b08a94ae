"""What the office could not take as it stands, each with its reason and what to do."""

import flet as ft

from phone.mine import Trouble as OneTrouble
from phone.parts.boxes import card, empty
from phone.parts.frame import screen
from phone.parts.opened import use_phone
from phone.parts.words import hint, icon_line, line
from phone.strings import say


@ft.component
def Trouble():
    """Nothing here is lost: the office holds every one of these and can decide it."""
    phone = use_phone()
    found = phone.troubles()
    if not found:
        body: list[ft.Control] = [empty(ft.Icons.TASK_ALT, say("trouble.none"))]
    else:
        body = [line(say("trouble.held")), *(_one(trouble) for trouble in found)]
    return screen(phone, "/trouble", say("trouble.title"), body, back="/")


def _one(trouble: OneTrouble) -> ft.Control:
    return card(
        ft.Column([line(trouble.title, strong=True), hint(trouble.when)], spacing=0),
        icon_line(ft.Icons.HELP_OUTLINE, trouble.sentence),
        *([icon_line(ft.Icons.ARROW_FORWARD, trouble.what_to_do)] if trouble.what_to_do else []),
    )
