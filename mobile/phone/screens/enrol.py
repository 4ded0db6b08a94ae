"""Joining: the code from the link or typed by hand, and what to do when it does not work."""

from collections.abc import Callable

import flet as ft

from phone import joining
from phone.parts.boxes import notice
from phone.parts.buttons import main_button
from phone.parts.fields import Typed, field, use_typed
from phone.parts.frame import screen
from phone.parts.install import install
from phone.parts.opened import use_phone
from phone.parts.saving import use_saving
from phone.parts.words import hint, line, title
from phone.strings import say

LARGE = ft.TextCapitalization.CHARACTERS


@ft.component
def Enrol():
    """The first screen of a new phone, and the way a second person joins it."""
    phone = use_phone()
    page = ft.context.page
    code = use_typed(_linked(page.route or ""))
    error, set_error = ft.use_state("")
    waiting, failed, once = use_saving()
    _, draw = ft.use_state(0)
    second = phone.me is not None
    _use_links(code, set_error, first=not second)

    async def join() -> None:
        set_error("" if code.value.strip() else say("enrol.no_code"))
        if not code.value.strip():
            return
        if not second:
            # The first enrolment opens the whole app, at the address that stands in the browser then.
            await page.push_route("/")
        refused = await phone.enrol(code.value.strip())
        set_error(refused or "")
        if phone.me and second and not refused:
            page.navigate(f"/pin/{phone.me['id']}" if len(phone.members) > 1 else "/")

    code.hear = (lambda: set_error("")) if error else None
    code.enter = once(join)
    return screen(
        phone,
        "/enrol",
        say("enrol.second" if second else "app.name"),
        [
            *_welcome(second),
            # Never read only while waiting: a screen reader would go on hearing that after a refusal.
            field(code, say("enrol.code"), error=error or failed, autocorrect=False, capitalization=LARGE),
            *([notice("calm", say("enrol.waiting"), live=True)] if waiting else []),
            main_button(say("enrol.join"), once(join), off=waiting),
            hint(say("enrol.hint")),
            hint(say("enrol.data")),
            *([] if second else install(phone, lambda: draw(lambda times: times + 1))),
        ],
        back="/people" if second else "",
    )


def _use_links(code: Typed, set_error: Callable[[str], None], *, first: bool) -> None:
    """Follow an invite link opened in the running app: with nobody enrolled there is no router yet to hear of it."""
    page = ft.context.page
    _, draw = ft.use_state("")

    def follow(event: ft.RouteChangeEvent) -> None:
        linked = _linked(event.route)
        if linked:
            code.put(linked)
            set_error("")
            draw(linked)

    def listen() -> None:
        if first:
            page.on_route_change = follow

    ft.use_effect(listen, [])


def _linked(route: str) -> str:
    """What a link that opened the app puts into the field: the code, or the whole link where that names the office."""
    told = joining.read(route)
    return "" if told.code == route.strip() else route if told.office else told.code


def _welcome(second: bool) -> list[ft.Control]:
    if second:
        return [line(say("enrol.shared"))]
    return [ft.Container(height=16), title(say("enrol.hello")), line(say("enrol.what")), line(say("enrol.enter"))]
