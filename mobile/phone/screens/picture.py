"""My month as a picture to share: whose it is, as of when, and what it is not."""

from collections.abc import Awaitable, Callable

import flet as ft

from phone.calendar import weeks
from phone.mine import MyMonth
from phone.model import Phone
from phone.parts.boxes import notice
from phone.parts.buttons import main_button, other_button
from phone.parts.calendar import calendar, legend
from phone.parts.device import granted
from phone.parts.frame import screen
from phone.parts.opened import use_phone
from phone.parts.words import fault, hint, said
from phone.screens.mine import adjustments, total
from phone.strings import moment, say
from phone.theme import TITLE, C, theme
from shiftbook.moments import month_of, parse_month

# Sharp on any screen, and still a small file.
PIXELS = 2.5


@ft.component
def Picture():
    """What is seen here is what is shared, to the line."""
    phone = use_phone()
    month = phone.month(_asked(phone))
    done, set_done = ft.use_state("")
    refused, refuse = ft.use_state("")
    held: dict[str, ft.Screenshot] = ft.use_memo(dict, [])
    held["now"] = shot = ft.Screenshot(_drawn(phone, month))
    name = f"so-truc-{month.month}.png"

    def tell(text: str, refusal: str = "") -> None:
        set_done(text)
        refuse(refusal)

    async def taken(give: Callable[[bytes], Awaitable[object]]) -> bool:
        async def giving() -> None:
            await give(await held["now"].capture(PIXELS))

        return await granted(giving())

    async def share() -> None:
        def give(picture: bytes) -> Awaitable[object]:
            file = ft.ShareFile.from_bytes(picture, mime_type="image/png", name=name)
            return ft.Share().share_files([file], title=month.title)

        tell("", "" if await taken(give) else say("common.not_here"))

    async def save() -> None:
        saved = await taken(lambda picture: ft.FilePicker().save_file(file_name=name, src_bytes=picture))
        tell(say("picture.saved", name=name) if saved else "", "" if saved else say("common.not_here"))

    return screen(
        phone,
        f"/mine/picture/{month.month}",
        say("picture.title"),
        [
            shot,
            *([notice("good", done, live=True)] if done else []),
            fault(refused),
            main_button(say("picture.share"), share, ft.Icons.SHARE),
            other_button(say("picture.save"), save, ft.Icons.SAVE_ALT),
        ],
        back="/mine",
    )


def _asked(phone: Phone) -> str:
    """The month of the address, this one where that is none."""
    try:
        return parse_month(ft.use_route_params().get("month", ""))
    except ValueError:
        return month_of(phone.today)


def _drawn(phone: Phone, month: MyMonth) -> ft.Control:
    """Dark on white in every theme, since nobody knows where it will be looked at. Each text names its colour: one that
    does not takes the page's, not that of the container's theme."""
    found = weeks(phone, month)
    shown = [
        said(str((phone.me or {}).get("name", "")), size=TITLE, color=C.ON_SURFACE),
        said(say("picture.whose", commune=phone.commune.get("name", "")), color=C.ON_SURFACE),
        *([notice("care", say("common.demonstration"))] if phone.commune.get("demonstration") else []),
        said(month.title, size=TITLE, color=C.ON_SURFACE),
        calendar(found, phone.today),
        legend(found),
        total(month),
        *adjustments(month),
        hint(say("picture.as_of", when=moment(phone.clock.office_now().isoformat()))),
        *([hint(phone.sync_line().waiting)] if phone.sync_line().waiting else []),
        hint(say("picture.no_proof")),
    ]
    return ft.Container(
        ft.Column(shown, spacing=10, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        padding=14,
        bgcolor="#FFFFFF",
        theme=theme(),
        theme_mode=ft.ThemeMode.LIGHT,
    )
