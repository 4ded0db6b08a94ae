"""The sealed bundle as a series of QR codes, one after the other and round again, for another phone's camera."""

import asyncio
from collections.abc import Callable

import flet as ft

from phone.parts.boxes import notice
from phone.parts.buttons import icon_button, main_button, other_button
from phone.parts.device import granted
from phone.parts.frame import screen
from phone.parts.opened import use_phone
from phone.parts.words import hint, line
from phone.qr import qr_png
from phone.strings import say
from phone.theme import CORNER, SIDE, WIDEST
from shiftbook import sealed

# Seconds a frame stays, from the quickest that cameras of cheap phones follow.
PACES = (0.3, 0.6, 1.2)


@ft.component
def CarryByQr():
    """Frames are drawn when they are due, so that the first is there at once however many there are."""
    phone = use_phone()
    none: list[str] = []
    frames, set_frames = ft.use_state(none)
    at, set_at = ft.use_state(0)
    runs, set_runs = ft.use_state(True)
    pace, set_pace = ft.use_state(1)

    async def seal() -> None:
        if phone.bundle.possible and phone.waiting():
            set_frames(sealed.frames(await phone.bundle.text()))
            await granted(ft.Wakelock().enable())

    async def leave() -> None:
        await granted(ft.Wakelock().disable())

    async def turn() -> None:
        while runs and len(frames) > 1:
            await asyncio.sleep(PACES[pace])
            set_at(lambda place: place + 1)

    ft.use_effect(seal, [], cleanup=leave)
    ft.use_effect(turn, [runs, pace, len(frames)], cleanup=lambda: None)  # without one a turn would never end
    if not phone.bundle.possible:
        return screen(phone, "/rescue/qr", say("carry.title"), [notice("care", say("rescue.no_key"))], back="/rescue")
    if not frames:
        said = say("carry.sealing" if phone.waiting() else "carry.all_sent")
        return screen(phone, "/rescue/qr", say("carry.title"), [line(said)], back="/rescue")
    place = at % len(frames)
    page = ft.context.page
    edge = min((page.width or 390) - 2 * SIDE, WIDEST, max(220, (page.height or 844) - 430))

    def step(by: int) -> None:
        set_runs(False)
        set_at(place + by)

    return screen(
        phone,
        "/rescue/qr",
        say("carry.title"),
        [
            _picture(frames[place], edge, say("carry.picture", place=place + 1, total=len(frames))),
            *([hint(say("carry.one"))] if len(frames) == 1 else _series(place, len(frames), step)),
            *([] if len(frames) == 1 else [_pause(runs, set_runs), _pace(pace, set_pace), hint(say("carry.how"))]),
        ],
        back="/rescue",
    )


def _series(place: int, total: int, step: Callable[[int], None]) -> list[ft.Control]:
    steps = ft.Row(
        [
            icon_button(ft.Icons.SKIP_PREVIOUS, say("carry.before"), lambda: step(-1)),
            line(say("carry.frame", place=place + 1, total=total), strong=True),
            icon_button(ft.Icons.SKIP_NEXT, say("carry.next"), lambda: step(1)),
        ],
        alignment=ft.MainAxisAlignment.CENTER,
    )
    return [steps, ft.ProgressBar(value=(place + 1) / total)]


def _pace(pace: int, set_pace: Callable[[int], None]) -> ft.Control:
    return other_button(say(f"carry.paces.{pace}"), lambda: set_pace((pace + 1) % len(PACES)))


def _pause(runs: bool, set_runs: Callable[[bool], None]) -> ft.Control:
    if runs:
        return main_button(say("carry.stop"), lambda: set_runs(False), ft.Icons.PAUSE)
    return main_button(say("carry.go_on"), lambda: set_runs(True), ft.Icons.PLAY_ARROW)


def _picture(frame: str, edge: float, name: str) -> ft.Control:
    """Black on white in every theme."""
    code = ft.Image(
        src=qr_png(frame, 4), fit=ft.BoxFit.CONTAIN, filter_quality=ft.FilterQuality.NONE, semantics_label=name,
        gapless_playback=True,
    )  # fmt: skip
    box = ft.Container(code, width=edge, height=edge, bgcolor="#FFFFFF", border_radius=CORNER)
    return ft.Container(box, alignment=ft.Alignment.CENTER)
