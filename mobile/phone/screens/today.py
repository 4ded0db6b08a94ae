"""Today: my shift now or next, going on duty and off duty, and what the day will be worth."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import flet as ft

from phone.model import Phone
from phone.parts.boxes import card, notice
from phone.parts.buttons import go, main_button, other_button, quiet_button
from phone.parts.drafts import forget, left_open, use_draft
from phone.parts.facilities import UNSEEN, Facilities
from phone.parts.fields import use_typed
from phone.parts.frame import screen
from phone.parts.opened import Opened, use_opened
from phone.parts.saving import use_saving
from phone.parts.shift_lines import bring, page_of, shift_lines, when
from phone.parts.wish import Wish
from phone.parts.words import fault, hint, icon_line, line, title
from phone.reminders import reminder
from phone.screens.cards import cards
from phone.screens.desk_code import desk_code_fault, desk_code_field, digits
from phone.screens.on_duty import OnDuty, receipt
from phone.shifts import Shift
from phone.strings import long_day, others, say, session_hours
from phone.turns import Turn
from phone.words import clock_lines, join_again
from shiftbook import attendance
from shiftbook.codes import heaviest

ROOMY = 700.0  # the least height of a page on which the check of the counter may stand above Vào ca


@ft.component
def Today():
    """What to do now comes first, even before the date where that is Vào ca: its card has the date."""
    opened = use_opened()
    phone = opened.phone
    day, shift = title(long_day(phone.today)), phone.shift_now()
    coming = bool(shift and shift.rostered and not phone.last_turn() and not _warning(phone, shift))
    _, draw = ft.use_state(0)

    def read() -> None:
        opened.recovery_read = True
        draw(lambda times: times + 1)

    return screen(
        phone,
        "/",
        say("today.title"),
        [
            *_recovery(opened, read),
            *_cares(phone),
            *([*_shifts(phone), *_reminders(opened)] if coming else [*_reminders(opened), day, *_shifts(phone)]),
            *cards(phone, lambda: draw(lambda times: times + 1)),
            _more(phone),
        ],
    )


async def on_check_in(phone: Phone, shift: Shift, desk_code: str, facilities: dict[str, str]) -> dict[str, Any]:
    """The tap on Vào ca: on disk when this returns, whatever the network does; StoreError when the disk refuses."""
    return await phone.record(
        "checked_in",
        {
            "point": shift.point,
            "day": shift.day.isoformat(),
            "session": shift.session,
            "desk_code": desk_code or None,
            "facilities": facilities,
        },
    )


def _recovery(opened: Opened, read: Callable[[], None]) -> list[ft.Control]:
    sentence = opened.phone.book.recovery.sentence
    if not sentence or opened.recovery_read:
        return []
    return [notice("care", say("today.restored"), sentence, more=quiet_button(say("today.understood"), read))]


def _cares(phone: Phone) -> list[ft.Control]:
    told = [clock_lines(phone.clock), join_again(phone.book, phone.me)]
    return [notice("care", *lines) for lines in told if lines]


def _reminders(opened: Opened) -> list[ft.Control]:
    """What the hour asks for, and what was begun and not saved."""
    told, left = reminder(opened.phone), left_open(opened)
    go_on = quiet_button(say("reminders.go_on"), go(quote(left)), ft.Icons.EDIT_NOTE)
    hour = [notice("calm", told, live=True)] if told else []
    return [*hour, *([notice("care", say("reminders.unsaved"), more=go_on)] if left else [])]


def _shifts(phone: Phone) -> list[ft.Control]:
    """The shift now, then the next one; on a day off the next one first."""
    shift, last = phone.shift_now(), phone.last_turn()
    off = shift is not None and not shift.rostered and last is None
    return [*_next(phone), *_now(phone)] if off else [*_now(phone), *_next(phone)]


def _now(phone: Phone) -> list[ft.Control]:
    if phone.open_turn():
        return [OnDuty()]
    shift, last = phone.shift_now(), phone.last_turn()
    done = receipt(phone, last) if last else []
    if shift is None:
        return [*done, notice("calm", say("today.no_hours"), say("common.connect"))]
    if last and (_is_for(last, shift) or not shift.rostered):
        return done
    return [*done, CheckIn(shift, key=f"{shift.day}.{shift.session}")]  # type: ignore[call-arg]


def _is_for(turn: Turn, shift: Shift) -> bool:
    return turn.shift == (shift.day.isoformat(), shift.session)


@ft.component
def CheckIn(shift: Shift):
    """The card of a shift that has not been begun; who is not rostered may begin it too, and is told what follows."""
    opened = use_opened()
    phone, route = opened.phone, f"/{shift.day}.{shift.session}"
    # The code is not kept: after a look at another tab it would be an old one.
    code = use_typed()
    wrong, set_wrong = ft.use_state("")
    facilities, set_facilities = use_draft(route, "facilities", UNSEEN)
    busy, failed, once = use_saving()
    # Only a day that lacks nothing but the code is the Tổ trưởng's to confirm; nothing else may be promised here.
    confirmable = attendance.grade(phone.warnings(shift, "")) == "B"
    helper = say("today.desk_code" if confirmable else "today.no_promise")

    async def save() -> None:
        told = desk_code_fault(code.value)
        set_wrong(told)
        if not told:
            await on_check_in(phone, shift, digits(code.value), facilities)
            forget(opened, route)

    code.hear = (lambda: set_wrong("")) if wrong else None
    code.enter = once(save)
    weighty = _warning(phone, shift)
    seen = [Facilities(facilities, set_facilities)] if shift.rostered else []
    if weighty:
        # What the office would have to decide is there all the same, but is not what the screen is for.
        return card(
            *_shift_lines(phone, shift),
            notice("care", say(f"book.codes.{weighty}"), say("today.may_begin")),
            desk_code_field(code, error=wrong, helper=helper),
            *seen,
            fault(failed),
            other_button(say("today.check_in"), once(save), ft.Icons.LOGIN, off=busy),
        )
    # On a small phone with large letters there is room for a line, the field and the button.
    roomy = (ft.context.page.height or ROOMY) >= ROOMY
    hours, *rest = _shift_lines(phone, shift)
    return card(
        hours,
        desk_code_field(code, error=wrong, helper=""),
        *(seen if roomy else []),
        fault(failed),
        main_button(say("today.check_in"), once(save), ft.Icons.LOGIN, off=busy),
        hint(helper),
        *([] if roomy else seen),
        *([] if phone.last_turn() else [icon_line(ft.Icons.TODAY, long_day(phone.today))]),
        *rest,
    )


def _shift_lines(phone: Phone, shift: Shift) -> list[ft.Control]:
    me = (phone.me or {}).get("id", "")
    hours = phone.hours_on(shift.day)
    place = icon_line(ft.Icons.PLACE_OUTLINED, phone.point_name(shift.point))
    if not shift.rostered:
        where = f"{session_hours(shift.session, hours)} · {phone.point_name(shift.point)}"
        return [line(say("today.not_rostered"), strong=True), hint(where)]
    return [
        line(session_hours(shift.session, hours), strong=True),
        place,
        icon_line(ft.Icons.GROUP_OUTLINED, others(shift.members, me)),
        *(_before(shift) if phone.clock.office_now() < shift.window.opens else []),
    ]


def _before(shift: Shift) -> list[ft.Control]:
    """What to know before leaving home."""
    frame = shift.window
    opens, ends = frame.opens.strftime("%H:%M"), frame.ends.strftime("%H:%M")
    return [icon_line(ft.Icons.SCHEDULE, say("shift.in_time", opens=opens, ends=ends)), bring()]


def _warning(phone: Phone, shift: Shift) -> str:
    """What the office would hold against a check-in now, of what no code and no better clock can mend."""
    codes = phone.warnings(shift, "")
    return heaviest([c for c in codes if c not in ("desk_code_missing", "clock_drifting", "clock_unknown")]) or ""


def _next(phone: Phone) -> list[ft.Control]:
    """My next shift after the one above; for somebody without any shift, what to do."""
    now = phone.shift_now()
    shown = (now.day, now.session) if now and now.rostered else None
    later = [d for d in phone.duties() if d.day >= phone.today and (d.day, d.session) != shown and _ahead(phone, d)]
    if not later:
        return [] if shown else [icon_line(ft.Icons.EVENT_BUSY, say("today.no_shifts")), Wish(key="wish")]  # type: ignore[call-arg]
    duty = later[0]
    told = icon_line(ft.Icons.EVENT, say("today.next", when=when(phone, duty.day, duty.session)))
    if shown:
        return [told]
    *_, fellows = shift_lines(phone, duty)
    return [card(told, fellows, quiet_button(say("asked.look"), go(page_of(duty))))]


def _ahead(phone: Phone, duty: Any) -> bool:
    hours = phone.hours_on(duty.day).get(duty.session)
    return duty.day > phone.today or not hours or phone.clock.office_now().strftime("%H:%M") < hours[0]


def _more(phone: Phone) -> ft.Control:
    several = len(phone.members) > 1
    return ft.Row(
        [
            *([quiet_button(say("today.hand_phone"), go("/people"), ft.Icons.SWITCH_ACCOUNT)] if several else []),
            quiet_button(say("difficulty.title"), go("/difficulty"), ft.Icons.REPORT_OUTLINED),
            quiet_button(say("outreach.title"), go("/outreach"), ft.Icons.CAMPAIGN_OUTLINED),
            quiet_button(say("records.title"), go("/records"), ft.Icons.HISTORY),
        ],
        wrap=True,
        spacing=0,
    )
