"""A person's PIN on a shared phone: entering it to take the phone over, choosing the first one, changing it."""

from urllib.parse import unquote

import flet as ft

from phone.parts.buttons import main_button
from phone.parts.fields import Typed, field, use_typed
from phone.parts.frame import screen
from phone.parts.opened import use_phone
from phone.parts.saving import use_saving
from phone.parts.words import fault, hint, line, title

NOT_ALIKE = "Hai lần nhập chưa giống nhau. Hãy nhập lại."
WHY = "Nhiều người dùng chung máy này. Mã PIN giữ cho không ai ghi nhầm dưới tên bạn."
FORGOTTEN = (
    "Quên mã PIN? Hãy xin Tổ trưởng hoặc Văn phòng một mã mời mới cho chính mình, rồi bấm Thêm người dùng máy này, "
    "nhập mã ấy và đặt mã PIN mới. Mục đã ghi vẫn còn nguyên."
)


@ft.component
def Pin():
    """Who has a PIN is asked for it, who has none chooses one; one's own is changed after giving the old one."""
    phone = use_phone()
    page = ft.context.page
    member = next((m for m in phone.members if m["id"] == unquote(ft.use_route_params().get("member", ""))), phone.me)
    assert member is not None
    mine, has = member["id"] == phone.me["id"], phone.pins.has(member["id"])  # type: ignore[index]
    old, new, again = use_typed(), use_typed(), use_typed()
    refused, refuse = ft.use_state("")
    busy, failed, once = use_saving()

    async def save() -> None:
        if new.value != again.value:
            told = NOT_ALIKE
        elif mine:
            told = await phone.change_pin(old.value, new.value)
        else:
            told = await phone.switch(member["id"], old.value or new.value)
        refuse(told)
        for typed in (old, new, again):
            typed.put("")
        if not told:
            page.navigate("/")

    for typed in (old, new, again):
        typed.enter = once(save)
    return screen(
        phone,
        f"/pin/{member['id']}",
        "Mã PIN",
        [
            title(member.get("name", "")),
            *([] if has else [line(WHY)]),
            *([_digits(old, "Mã PIN đang dùng" if mine else "Mã PIN")] if has else []),
            *([_digits(new, "Mã PIN mới"), _digits(again, "Nhập lại mã PIN mới")] if mine or not has else []),
            fault(refused or failed),
            main_button(_verb(mine, has), once(save), off=busy),
            hint(FORGOTTEN if has else "Mã PIN có từ 4 đến 6 chữ số."),
        ],
        back="/people",
    )


def _verb(mine: bool, has: bool) -> str:
    return "Đổi mã PIN" if mine and has else "Nhận máy" if has else "Đặt mã PIN"


def _digits(typed: Typed, label: str) -> ft.Control:
    return field(typed, label, password=True, max_length=6, keyboard_type=ft.KeyboardType.NUMBER, autocorrect=False)
