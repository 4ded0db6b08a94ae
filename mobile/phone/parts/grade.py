"""The grade of a day as letter, word and icon, so that nobody has to tell colours apart."""

import flet as ft

from phone.mine import MyDay
from phone.strings import say
from phone.theme import SMALL, C

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
    text = say("grade.level", grade=grade, word=_word(day)) if grade else _word(day)
    return ft.Container(
        padding=ft.Padding.symmetric(vertical=4, horizontal=10),
        border_radius=16,
        bgcolor=ground,
        content=ft.Row(
            [
                ft.Icon(icon, size=18, color=ink),
                ft.Semantics(
                    container=True, content=ft.Text(text, size=SMALL, color=ink), expand=True, expand_loose=True
                ),
            ],
            tight=True,
            spacing=6,
        ),
    )


def _word(day: MyDay) -> str:
    """Who decides the day, or what was decided."""
    if day.decided:
        return say("grade.office_counted") if day.counted else say("grade.office_not_counted")
    if day.grade == "B" and day.counted:
        return say("grade.leader_confirmed")
    if day.grade:
        return say(f"grade.words.{day.grade}")
    return say("grade.not_sent") if day.unsent else say("grade.no_check_in")


def standing(day: MyDay) -> tuple[ft.IconData, str]:
    """Whether the day is paid, in a word."""
    if day.counted:
        return ft.Icons.CHECK_CIRCLE, say("grade.counted")
    if day.unsent or day.undecided:
        return ft.Icons.SCHEDULE, say("grade.not_yet")
    return ft.Icons.CANCEL_OUTLINED, say("grade.not_counted")
