"""What is still on this phone when it cannot send, and how somebody else may carry it to the office."""

import flet as ft

from phone.mine import Waiting
from phone.model import Phone
from phone.parts.boxes import card, empty, notice
from phone.parts.buttons import go, main_button, other_button, quiet_button
from phone.parts.device import granted
from phone.parts.frame import screen
from phone.parts.opened import use_phone
from phone.parts.words import fault, hint, line, title
from phone.strings import say

FIRST = 50


@ft.component
def Rescue():
    """Carrying changes nothing here: the facts stay unsent until the office has told this phone that it holds them."""
    phone = use_phone()
    waiting = phone.waiting()
    if not waiting:
        body = [_nothing(phone)]
    else:
        body = [
            line(say("rescue.left", count=len(waiting))),
            card(*(_one(one) for one in waiting[:FIRST]), *_rest(len(waiting))),
            Carry(),
        ]
    return screen(phone, "/rescue", say("rescue.title"), body, back="/mine")


@ft.component
def Carry():
    """The ways out without network: from screen to camera, as a file, as text."""
    phone = use_phone()
    sealed, set_sealed = ft.use_state("")
    done, set_done = ft.use_state("")
    refused, refuse = ft.use_state("")
    count = len(phone.waiting())
    # Not their number: while one is sent another may be saved.
    holds = phone.bundle.holds()

    async def seal() -> None:
        set_sealed(await phone.bundle.text() if count and phone.bundle.possible else "")

    ft.use_effect(seal, [holds])

    def tell(text: str) -> None:
        set_done(text)
        refuse("" if text else say("common.not_here"))

    async def save() -> None:
        name = f"so-truc-{phone.today:%Y%m%d}-{count}-muc.txt"
        saved = await granted(ft.FilePicker().save_file(file_name=name, src_bytes=sealed.encode()))
        tell(say("rescue.saved", name=name) if saved else "")

    async def copy() -> None:
        tell(say("rescue.copied", count=count) if await granted(ft.Clipboard().set(sealed)) else "")

    async def share() -> None:
        if not await granted(ft.Share().share_text(sealed, title=say("rescue.bundle"))):
            tell("")

    if not phone.bundle.possible:
        return notice("care", say("rescue.no_key"))
    off = not sealed
    return ft.Column(
        [
            title(say("rescue.ask")),
            line(say("rescue.carried")),
            *([notice("good", done, live=True)] if done else []),
            fault(refused),
            main_button(say("carry.title"), go("/rescue/qr"), ft.Icons.QR_CODE_2, off=off),
            other_button(say("rescue.file"), save, ft.Icons.SAVE_ALT, off=off),
            other_button(say("common.share"), share, ft.Icons.SHARE, off=off),
            quiet_button(say("common.copy"), copy, ft.Icons.COPY, off=off),
            hint(say("rescue.where")),
            hint(say("rescue.kept")),
        ],
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _one(waiting: Waiting) -> ft.Control:
    """What and when, and whose it is where several people use the phone."""
    below = " · ".join(part for part in (waiting.when, waiting.who) if part)
    return ft.Column([line(waiting.title), hint(below)], spacing=0)


def _rest(count: int) -> list[ft.Control]:
    return [hint(say("rescue.rest", count=count - FIRST))] if count > FIRST else []


def _nothing(phone: Phone) -> ft.Control:
    last = phone.sync_line().last_heard
    heard = [say("rescue.heard", when=last)] if last else []
    return empty(ft.Icons.CLOUD_DONE_OUTLINED, say("rescue.none"), *heard)
