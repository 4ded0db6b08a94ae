"""On duty: what is saved, what the day will be worth, what to do next, and going off duty."""

from datetime import date, datetime

import flet as ft

from phone.acts import served_today
from phone.mine import next_step
from phone.model import Phone
from phone.parts.boxes import card, notice
from phone.parts.buttons import go, main_button, other_button, quiet_button
from phone.parts.grade import grade_badge
from phone.parts.opened import use_phone
from phone.parts.saving import use_saving
from phone.parts.words import fault, hint, icon_line, line
from phone.posters import due
from phone.screens.desk_code import CodeAgain
from phone.screens.last_acts import LastActs
from phone.strings import say, session_name, words
from phone.turns import Turn
from phone.words import receipt_of
from shiftbook.moments import local, month_of


@ft.component
def OnDuty():
    """From check-in to check-out."""
    phone = use_phone()
    busy, failed, once = use_saving()
    turn = phone.open_turn()
    if turn is None:
        return ft.Container(visible=False)

    async def leave() -> None:
        await phone.record("checked_out", {"check_in": turn.first["id"]})

    again = phone.desk_code_again(turn)
    return ft.Column(
        [
            notice("good", say("common.saved"), *_came(turn), live=True),
            *worth(phone, turn),
            *([CodeAgain(turn, key=turn.last["id"])] if again else []),  # type: ignore[call-arg]
            card(
                icon_line(ft.Icons.PEOPLE_ALT_OUTLINED, say("on_duty.served", count=served_today(phone))),
                main_button(say("on_duty.write_one"), go("/write"), ft.Icons.EDIT_NOTE),
                other_button(say("common.show_ballot"), go("/ballot"), ft.Icons.QR_CODE_2),
                quiet_button(say("broken.title"), go("/broken"), ft.Icons.BUILD_OUTLINED),
            ),
            *(_poster() if due(phone) else []),
            LastActs(turn, key=f"{turn.first['id']}.acts"),  # type: ignore[call-arg]
            fault(failed),
            other_button(say("on_duty.leave"), once(leave), ft.Icons.LOGOUT, off=busy),
        ],
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _poster() -> list[ft.Control]:
    """Once on the first shift of the day: a poster that was pasted over would lead people who knows where."""
    why = icon_line(ft.Icons.QR_CODE_SCANNER, say("poster.due"))
    return [card(why, other_button(say("poster.title"), go("/poster"), ft.Icons.QR_CODE_SCANNER))]


def receipt(phone: Phone, turn: Turn) -> list[ft.Control]:
    """What is left of a shift that is over."""
    left = turn.left
    out = say("on_duty.left", hour=_hour(left["at"])) if left else say("on_duty.not_left")
    served = say("on_duty.served", count=served_today(phone))
    told = [icon_line(ft.Icons.RECEIPT_LONG_OUTLINED, receipt_of(phone.book, left))] if left else []
    return [notice("good", say("common.saved"), *_came(turn), out, served), *told, *worth(phone, turn)]


def worth(phone: Phone, turn: Turn) -> list[ft.Control]:
    """How the day stands with the office, once it has answered: the best check-in of the shift grades it.

    Where the desk code can be sent again the card for that is the next step, and says so itself.
    """
    if turn.first["stage"] == "unsent":
        return [icon_line(ft.Icons.SCHEDULE, say("on_duty.not_judged"))]
    day = date.fromisoformat(turn.shift[0])
    told = phone.month(month_of(day)).on(day)
    if told is None or told.grade is None:
        code = turn.first.get("code")
        return [
            icon_line(
                ft.Icons.FACT_CHECK_OUTLINED, words("book.codes").get(code, "") if code else say("on_duty.counts")
            )
        ]
    counts = say("on_duty.counts" if told.grade == "A" else "on_duty.day_counts")
    standing = [counts] if told.counted else []
    step = "" if told.again else next_step(told)
    whys = [hint(sentence) for sentence in (*standing, *told.sentences)]
    return [ft.Column([grade_badge(told), *whys, *([line(step)] if step else [])], spacing=6)]


def _came(turn: Turn) -> list[str]:
    session = session_name(turn.shift[1]).lower()
    came = [say("on_duty.came", hour=_hour(turn.first["at"]), session=session)]
    return came + ([say("on_duty.code_sent", hour=_hour(turn.last["at"]))] if len(turn.tries) > 1 else [])


def _hour(at: str) -> str:
    return local(datetime.fromisoformat(at)).strftime("%H:%M")
