"""What this phone is set to, what it tells of itself, and a report of that for whoever helps."""

import flet as ft

from phone import about
from phone.browser_disk import Room
from phone.parts.boxes import card, notice
from phone.parts.buttons import go, main_button, other_button, quiet_button
from phone.parts.choices import choice
from phone.parts.device import granted
from phone.parts.frame import screen
from phone.parts.opened import use_phone
from phone.parts.saving import use_saving
from phone.parts.words import fault, hint, line, title
from phone.strings import language, say, words

UNMEASURED: Room | None = None


@ft.component
def Settings():
    """The language first: who cannot read the rest looks for it."""
    phone = use_phone()
    _, failed, once = use_saving()
    room, set_room = ft.use_state(UNMEASURED)
    asked, ask = ft.use_state(False)

    def choose(name: str) -> None:
        ft.context.page.run_task(once(lambda: phone.speak(name)))

    async def measure() -> None:
        set_room(await phone.book.disk.room())

    ft.use_effect(measure, [])
    rows = [*about.of_app(phone), *about.of_book(phone, room)]
    return screen(
        phone,
        "/settings",
        say("settings.title"),
        [
            choice(say("settings.language"), words("settings.languages"), language(), choose),
            fault(failed),
            title(say("settings.about")),
            card(*(_row(name, value) for name, value in rows)),
            other_button(say("how.title"), go("/how"), ft.Icons.LIGHTBULB_OUTLINED),
            other_button(say("conduct.title"), go("/conduct"), ft.Icons.MENU_BOOK_OUTLINED),
            title(say("settings.trouble")),
            Report(room) if asked else other_button(say("settings.report"), lambda: ask(True), ft.Icons.BUG_REPORT),
        ],
        back="/mine",
    )


def _row(name: str, value: str) -> ft.Control:
    return ft.Column([hint(name), line(value)], spacing=0)


@ft.component
def Report(room: Room | None):
    """Shown whole before it goes anywhere, so that everybody sees what is in it."""
    phone, page = use_phone(), ft.context.page
    done, set_done = ft.use_state("")
    refused, refuse = ft.use_state("")
    text = about.report(phone, room, (page.width or 0, page.height or 0))

    async def share() -> None:
        refuse("" if await granted(ft.Share().share_text(text, title=say("about.report"))) else say("common.not_here"))

    async def copy() -> None:
        copied = await granted(ft.Clipboard().set(text))
        set_done(say("settings.copied") if copied else "")
        refuse("" if copied else say("common.not_here"))

    return ft.Column(
        [
            line(say("settings.explain")),
            card(line(text)),
            *([notice("good", done, live=True)] if done else []),
            fault(refused),
            main_button(say("common.share"), share, ft.Icons.SHARE),
            quiet_button(say("common.copy"), copy, ft.Icons.COPY),
        ],
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
