"""On duty: what is saved, what the day will be worth, what to do next, and going off duty."""

from datetime import datetime
from typing import Any

import flet as ft

from phone.mine import MyDay
from phone.model import Phone
from phone.parts.boxes import card, notice
from phone.parts.buttons import go, main_button, other_button
from phone.parts.grade import grade_badge, next_step
from phone.parts.opened import use_phone
from phone.parts.saving import use_saving
from phone.parts.words import fault, hint, icon_line, line
from phone.strings import SAVED
from shiftbook.codes import SENTENCES
from shiftbook.moments import local, month_of
from shiftbook.roster import SESSION_NAMES

NOT_JUDGED = "Chưa gửi đến Văn phòng. Gửi xong, ở đây sẽ hiện ngày này được tính thế nào."
COUNTS = "Đủ bằng chứng: ngày này tự được tính."


@ft.component
def OnDuty():
    """From check-in to check-out."""
    phone = use_phone()
    busy, failed, once = use_saving()
    check_in = phone.open_check_in()
    if check_in is None:
        return ft.Container(visible=False)

    async def leave() -> None:
        await phone.record("checked_out", {"check_in": check_in["id"]})

    return ft.Column(
        [
            notice("good", SAVED, f"Vào ca lúc {_hour(check_in['at'])}, {_session(check_in)}.", live=True),
            *worth(phone, check_in),
            card(
                icon_line(ft.Icons.PEOPLE_ALT_OUTLINED, f"Hôm nay bạn đã giúp {phone.served_today()} lượt."),
                main_button("Ghi một lượt viết hộ", go("/write"), ft.Icons.EDIT_NOTE),
                other_button("Đưa phiếu ý kiến", go("/ballot"), ft.Icons.QR_CODE_2),
            ),
            fault(failed),
            other_button("Ra ca", once(leave), ft.Icons.LOGOUT, off=busy),
        ],
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def receipt(phone: Phone, check_in: dict[str, Any]) -> list[ft.Control]:
    """What is left of a shift that is over."""
    left = _check_out(phone, check_in["id"])
    out = f"Ra ca lúc {_hour(left['at'])}." if left else "Chưa bấm Ra ca; việc này không làm mất ngày công."
    came = f"Vào ca lúc {_hour(check_in['at'])}, {_session(check_in)}."
    served = f"Hôm nay bạn đã giúp {phone.served_today()} lượt."
    return [notice("good", SAVED, came, out, served), *worth(phone, check_in)]


def worth(phone: Phone, check_in: dict[str, Any]) -> list[ft.Control]:
    """How the day stands with the office, once it has answered."""
    if check_in["stage"] == "unsent":
        return [icon_line(ft.Icons.SCHEDULE, NOT_JUDGED)]
    day = _day(phone, check_in)
    if day is None or day.grade is None:
        code = check_in.get("code")
        return [icon_line(ft.Icons.FACT_CHECK_OUTLINED, SENTENCES.get(code, "") if code else COUNTS)]
    step = next_step(day)
    weighty = SENTENCES.get(check_in.get("code") or "")
    standing = COUNTS if day.grade == "A" else "Ngày này được tính." if day.counted else " ".join(day.sentences)
    why = weighty if weighty and not day.counted else standing
    return [ft.Column([grade_badge(day), *([hint(why)] if why else []), *([line(step)] if step else [])], spacing=6)]


def _day(phone: Phone, check_in: dict[str, Any]) -> MyDay | None:
    day = datetime.fromisoformat(check_in["data"]["day"]).date()
    return next((d for d in phone.month(month_of(day)).days if d.day == day), None)


def _check_out(phone: Phone, check_in: str) -> dict[str, Any] | None:
    me = (phone.me or {}).get("id")
    return next(
        (f for f in phone.book.facts(me) if f["kind"] == "checked_out" and f["data"].get("check_in") == check_in), None
    )


def _hour(at: str) -> str:
    return local(datetime.fromisoformat(at)).strftime("%H:%M")


def _session(check_in: dict[str, Any]) -> str:
    return SESSION_NAMES[check_in["data"]["session"]].lower()
