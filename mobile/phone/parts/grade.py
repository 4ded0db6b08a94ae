"""The grade of a day as letter, word and icon, so that nobody has to tell colours apart."""

import flet as ft

from phone.mine import MyDay
from phone.theme import SMALL, C

WORDS = {"A": "Đủ bằng chứng", "B": "Tổ trưởng xác nhận", "C": "Văn phòng quyết định"}
LOOKS = {
    "A": (ft.Icons.VERIFIED_OUTLINED, C.PRIMARY_CONTAINER, C.ON_PRIMARY_CONTAINER),
    "B": (ft.Icons.HOW_TO_REG_OUTLINED, C.SECONDARY_CONTAINER, C.ON_SECONDARY_CONTAINER),
    "C": (ft.Icons.BALANCE_OUTLINED, C.TERTIARY_CONTAINER, C.ON_TERTIARY_CONTAINER),
    "": (ft.Icons.CLOUD_UPLOAD_OUTLINED, C.SURFACE_CONTAINER_HIGHEST, C.ON_SURFACE_VARIANT),
}


def grade_badge(day: MyDay) -> ft.Control:
    """Mức A with its word; a day that was not graded says so."""
    grade = day.grade or ""
    icon, ground, ink = LOOKS[grade]
    text = f"Mức {grade}: {_word(day)}" if grade else _word(day)
    return ft.Container(
        padding=ft.Padding.symmetric(vertical=4, horizontal=10),
        border_radius=16,
        bgcolor=ground,
        content=ft.Row(
            [
                ft.Icon(icon, size=18, color=ink),
                ft.Semantics(container=True, content=ft.Text(text, size=SMALL, color=ink)),
            ],
            tight=True,
            spacing=6,
        ),
    )


def _word(day: MyDay) -> str:
    """Who decides the day, or what was decided."""
    if day.decided:
        return "Văn phòng đã tính" if day.counted else "Văn phòng không tính"
    if day.grade == "B" and day.counted:
        return "Tổ trưởng đã xác nhận"
    return WORDS[day.grade] if day.grade else "Chưa gửi" if day.unsent else "Không có vào ca"


def standing(day: MyDay) -> tuple[ft.IconData, str]:
    """Whether the day is paid, in a word."""
    if day.counted:
        return ft.Icons.CHECK_CIRCLE, "Được tính"
    if day.unsent or day.undecided:
        return ft.Icons.SCHEDULE, "Chưa được tính"
    return ft.Icons.CANCEL_OUTLINED, "Không được tính"
