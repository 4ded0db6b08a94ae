"""One thing of the team at a time: days to confirm, swaps, difficulties, the week's roster, phones not heard of."""

from collections.abc import Callable
from datetime import date
from itertools import groupby
from typing import Any

import flet as ft

from phone.model import Phone
from phone.parts.boxes import card, empty
from phone.parts.opened import use_phone
from phone.parts.team_told import Told, team_screen, use_told
from phone.parts.words import hint, icon_line, line, title
from phone.screens.team_acts import ConfirmDays, Rulings
from phone.strings import day_name, moment, relative_day, say, session_hours
from phone.theme import C

Rows = list[dict[str, Any]]


@ft.component
def TeamPart():
    """What a part has nothing of says so in a sentence."""
    phone = use_phone()
    told = use_told(phone)
    part = ft.use_route_params().get("part", "")
    if part not in SHOWN:
        part = "week"
    route = (f"/team/{part}", say(f"team.{part}.title"))
    return team_screen(phone, told, route, SHOWN[part](phone, told) if told.team else [])


def _confirm(phone: Phone, told: Told) -> list[ft.Control]:
    return [ConfirmDays(told, key="confirm")]  # type: ignore[call-arg]


def _swaps(phone: Phone, told: Told) -> list[ft.Control]:
    return [Rulings(told, key="swaps")]  # type: ignore[call-arg]


def _difficulties(phone: Phone, told: Told) -> list[ft.Control]:
    found = (told.team or {})["difficulties"]
    return [_difficulty(each) for each in found] or [empty(ft.Icons.TASK_ALT, say("team.difficulties.none"))]


def _difficulty(told: dict[str, Any]) -> ft.Control:
    urgent = [icon_line(ft.Icons.PRIORITY_HIGH, say("team.difficulties.urgent"), C.ERROR)] if told["urgent"] else []
    return card(*urgent, line(told["text"]), hint(f"{told['name']} · {moment(told['at'])}"))


def _silent(phone: Phone, told: Told) -> list[ft.Control]:
    found = (told.team or {})["silent"]
    if not found:
        return [empty(ft.Icons.TASK_ALT, say("team.silent.none"))]
    return [line(say("team.silent.step")), *(_phone(each) for each in found)]


def _phone(told: dict[str, Any]) -> ft.Control:
    since = [hint(say("team.silent.since", when=moment(told["silent_since"])))] if told["silent_since"] else []
    missing = [line(say("team.silent.missing", count=told["missing"]))] if told["missing"] else []
    return card(line(told["name"], strong=True), *missing, *since)


def _week(phone: Phone, told: Told) -> list[ft.Control]:
    found: Rows = (told.team or {})["roster"]
    if not found:
        return [empty(ft.Icons.EVENT_BUSY, say("team.week.empty"))]
    days = groupby(sorted(found, key=lambda shift: str(shift["day"])), lambda shift: str(shift["day"]))
    return [*(_day(phone, day, list(shifts)) for day, shifts in days), hint(say("team.week.change"))]


def _day(phone: Phone, day: str, shifts: Rows) -> ft.Control:
    on = date.fromisoformat(day)
    near = f" · {relative_day(on, phone.today)}" if on == phone.today else ""
    return ft.Column(
        [title(f"{day_name(on)}{near}"), card(*(_shift(phone, shift) for shift in shifts))],
        spacing=8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _shift(phone: Phone, shift: dict[str, Any]) -> ft.Control:
    several = len(phone.commune.get("points", [])) > 1
    names = ", ".join(member["name"] for member in shift["members"])
    who = line(names) if names else icon_line(ft.Icons.PERSON_OFF_OUTLINED, say("team.nobody"), C.ERROR)
    when = session_hours(shift["session"], phone.hours_on(date.fromisoformat(shift["day"])))
    return ft.Column([hint(f"{when} · {phone.point_name(shift['point'])}" if several else when), who], spacing=0)


SHOWN: dict[str, Callable[[Phone, Told], list[ft.Control]]] = {
    "confirm": _confirm,
    "swaps": _swaps,
    "difficulties": _difficulties,
    "week": _week,
    "silent": _silent,
}
