"""The ballot's QR code for the citizen to scan; the volunteer never touches the answer."""

import flet as ft

from phone.acts import offered_today
from phone.model import Phone
from phone.parts.boxes import notice
from phone.parts.buttons import go, main_button, other_button
from phone.parts.cover import black, cover
from phone.parts.device import granted
from phone.parts.frame import LOW, room, screen
from phone.parts.opened import use_opened
from phone.parts.saving import Act, use_saving
from phone.parts.words import fault, hint
from phone.qr import qr_png
from phone.strings import say, say_to_others, words
from phone.theme import BODY, CORNER, SIDE, WIDEST

# From here on there is room for the invitation above the code, with the button still in sight, even without network.
TALL = 700


def _use_slip() -> tuple[str | None, ft.Control, Act, bool]:
    """The address on show, what is wrong, what puts the next one there, whether it is on its way.

    Looking spends nothing: the slip on show stays until the next is asked for, here or after serving somebody.
    """
    opened = use_opened()
    phone = opened.phone
    busy, failed, once = use_saving()
    shown = phone.address_on_show()

    async def first() -> None:
        wanted, opened.next_citizen = opened.next_citizen, False
        if wanted or shown is None:
            await once(phone.next_slip)()

    ft.use_effect(first, [])
    return shown, fault(failed), once(phone.next_slip), busy


@ft.component
def Ballot():
    """The code, and the ways to offer it to somebody who cannot scan it like this."""
    opened = use_opened()
    phone = opened.phone
    shown, failed, following, busy = _use_slip()
    width, height = _size()
    low, tall = height < LOW, height >= TALL and (width, height) not in opened.cramped
    picture = [_picture(shown, _edge(width, height))] if shown else []
    poster = shown is not None and shown == phone.poster_url()
    return screen(
        phone,
        "/ballot",
        say("ballot.title"),
        [
            *([notice("calm", say_to_others("ballot.invite"))] if tall else []),
            *([] if low else picture),
            *([notice("care", say("ballot.run_out"))] if poster else []),
            failed,
            main_button(say("ballot.next"), following, ft.Icons.SKIP_NEXT, off=busy),
            other_button(say("ballot.larger"), go("/ballot/large"), ft.Icons.FULLSCREEN),
            other_button(say("ballot.explain"), go("/ballot/card"), ft.Icons.RECORD_VOICE_OVER_OUTLINED),
            other_button(say("ballot.no_phone"), go("/ballot/paper"), ft.Icons.DESCRIPTION_OUTLINED),
            *([] if tall else [hint(say_to_others("ballot.invite"))]),
            hint(say("ballot.one_each")),
            hint(say("ballot.your_part")),
            *_counts(phone),
        ],
        beside=picture[0] if low and picture else None,
    )


@ft.component
def LargeBallot():
    """The code alone, as large and as bright as the screen can show it, and the screen stays lit."""
    shown, failed, following, busy = _use_slip()

    async def stay_lit() -> None:
        await granted(ft.Wakelock().enable())

    async def leave() -> None:
        await granted(ft.Wakelock().disable())

    ft.use_effect(stay_lit, [], cleanup=leave)
    width, height = _size()
    low = height < LOW
    edge = height - SIDE if low else min(width, max(220, height - 220))
    picture = _picture(shown, edge) if shown else None
    body = [
        failed,
        black(say("ballot.brighter"), BODY),
        main_button(say("ballot.next"), following, ft.Icons.SKIP_NEXT, off=busy),
    ]
    return cover("/ballot/large", "/ballot", body, above=None if low else picture, beside=picture if low else None)


@ft.component
def BallotCard():
    """What the volunteer would say, in large letters, for turning the phone around; in both languages at once."""
    said: list[ft.Control] = []
    for lines, size in ((words("ballot.card.vi"), 28), (words("ballot.card.en"), 20)):
        said += [ft.Divider(color="#767676")] if said else []
        said += [black(text, size, strong=not place) for place, text in enumerate(lines.values())]
    code = main_button(say("ballot.show_code"), go("/ballot/large"), ft.Icons.QR_CODE_2)
    return cover("/ballot/card", "/ballot", [*said, code])


def _counts(phone: Phone) -> list[ft.Control]:
    left, told = phone.slips_left(), offered_today(phone)
    offered = [hint(say("ballot.offered", total=sum(told.values()), **told))] if any(told.values()) else []
    return [hint(say("ballot.left", count=left) if left else say("ballot.none_left")), *offered]


def _size() -> tuple[float, float]:
    page = ft.context.page
    return page.width or 390, page.height or 844


def _edge(width: float, height: float) -> float:
    """As large as the screen allows with the button still in sight; on a low screen all the height there is."""
    if height < LOW:
        return room(height)
    return min(width - 2 * SIDE, WIDEST, max(220, height - 400))


def _picture(address: str, edge: float) -> ft.Control:
    """Black on white in every theme."""
    return ft.Container(
        alignment=ft.Alignment.CENTER,
        content=ft.Container(
            width=edge,
            height=edge,
            bgcolor="#FFFFFF",
            border_radius=CORNER,
            content=ft.Image(
                src=qr_png(address),
                fit=ft.BoxFit.CONTAIN,
                filter_quality=ft.FilterQuality.NONE,
                semantics_label=say("ballot.picture"),
                gapless_playback=True,
            ),
        ),
    )
