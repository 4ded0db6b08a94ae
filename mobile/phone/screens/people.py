"""Who uses this phone: change over, or let another person join."""

from typing import Any

import flet as ft

from phone.parts.buttons import go, other_button, quiet_button
from phone.parts.frame import screen
from phone.parts.opened import use_phone
from phone.parts.words import hint, line, title
from phone.strings import say, words
from phone.theme import BODY, CORNER, C


@ft.component
def People():
    """Changing over loses nobody's unsent work."""
    phone = use_phone()
    me = (phone.me or {}).get("id")
    rows = [_person(member, member["id"] == me) for member in phone.members]
    pin = say("people.change_pin" if phone.pins.has(str(me)) else "people.choose_pin")
    return screen(
        phone,
        "/people",
        say("people.title"),
        [
            title(_capital(phone.commune.get("name", ""))),
            line(say("people.intro")),
            *rows,
            *([quiet_button(pin, go(f"/pin/{me}"), ft.Icons.PIN_OUTLINED)] if len(rows) > 1 else []),
            other_button(say("people.add"), go("/enrol"), ft.Icons.PERSON_ADD_OUTLINED),
            hint(say("people.hint")),
        ],
        back="/mine",
    )


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _person(member: dict[str, Any], active: bool) -> ft.Control:
    mark = ft.Icons.RADIO_BUTTON_CHECKED if active else ft.Icons.RADIO_BUTTON_UNCHECKED
    role = words("people.roles").get(str(member.get("role")), "")
    texts: list[ft.Control] = [ft.Text(member.get("name", ""), size=BODY), *([hint(role)] if role else [])]
    return ft.Semantics(
        container=True,
        checked=active,
        content=ft.Container(
            padding=14,
            border_radius=CORNER,
            ink=True,
            on_click=go("/" if active else f"/pin/{member['id']}"),
            border=ft.Border.all(1, C.PRIMARY if active else C.OUTLINE_VARIANT),
            content=ft.Row([ft.Icon(mark, color=C.PRIMARY), ft.Column(texts, spacing=0, expand=True)], spacing=12),
        ),
    )
