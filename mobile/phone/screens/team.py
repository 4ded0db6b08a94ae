"""The team as its leader sees it: who is here first, then what waits for the leader, then the week's figures."""

from typing import Any

import flet as ft

from phone.model import Phone
from phone.parts.boxes import card
from phone.parts.buttons import go
from phone.parts.opened import use_phone
from phone.parts.rows import row_button
from phone.parts.shift_lines import hour
from phone.parts.team_told import team_screen, use_told
from phone.parts.words import hint, icon_line, line, title
from phone.strings import say, session_hours, words
from phone.team import CheckIn, check_ins
from phone.theme import C

PARTS = {
    "confirm": ("waiting", ft.Icons.HOW_TO_REG_OUTLINED),
    "swaps": ("swaps", ft.Icons.SWAP_HORIZ),
    "difficulties": ("difficulties", ft.Icons.REPORT_OUTLINED),
    "week": ("roster", ft.Icons.CALENDAR_MONTH_OUTLINED),
    "silent": ("silent", ft.Icons.PHONELINK_ERASE),
}
MARKS = {
    "came": (ft.Icons.CHECK_CIRCLE, C.PRIMARY),
    "staying": (ft.Icons.CHECK_CIRCLE, C.PRIMARY),
    "left": (ft.Icons.TASK_ALT, C.PRIMARY),
    "late": (ft.Icons.WARNING_AMBER_ROUNDED, C.TERTIARY),
    "missing": (ft.Icons.CANCEL_OUTLINED, C.ERROR),
    "expected": (ft.Icons.SCHEDULE, C.ON_SURFACE_VARIANT),
}


@ft.component
def Team():
    """Without network the last answer stands here, with its time."""
    phone = use_phone()
    told = use_told(phone)
    found = told.team or {}
    body = [
        title(say("team.here")),
        *(_shifts(phone, found) or [line(say("team.no_shift"))]),
        *(_entry(part, found) for part in PARTS),
        *(_figures(found["figures"]) if found else []),
    ]
    return team_screen(phone, told, ("/team", say("team.title")), body)


def _shifts(phone: Phone, found: dict[str, Any]) -> list[ft.Control]:
    today = [one for one in check_ins(phone) if one.told["day"] == found.get("day")]
    return [
        _shift(phone, shift, [c for c in today if all(c.told[at] == shift[at] for at in ("point", "session"))])
        for shift in found.get("shifts", [])
    ]


def _shift(phone: Phone, shift: dict[str, Any], came: list[CheckIn]) -> ft.Control:
    several = len(phone.commune.get("points", [])) > 1
    there = {person["member"] for person in shift["people"]}
    gone = {one.told["member"]: _gone(one) for one in came if one.told["member"] not in there}
    people = [_person(phone, person, came) for person in [*shift["people"], *gone.values()]]
    return card(
        line(session_hours(shift["session"], phone.hours_on(phone.today)), strong=True),
        *([hint(phone.point_name(shift["point"]))] if several else []),
        *(people or [icon_line(ft.Icons.PERSON_OFF_OUTLINED, say("team.nobody"), C.ERROR)]),
        *(icon_line(ft.Icons.BUILD_OUTLINED, _fault(fault), C.TERTIARY) for fault in shift["faults"]),
    )


def _gone(one: CheckIn) -> dict[str, Any]:
    """Somebody who is not on the roster, and whose check-in was taken back: the office tells of them no more."""
    return {**one.told, "rostered": False, "state": "gone", "came": None, "left": None}


def _person(phone: Phone, person: dict[str, Any], came: list[CheckIn]) -> ft.Control:
    """Who came leads to their check-ins, but for the leader: mine are in Việc đã ghi.

    A state that a later office tells is left out, the name stands.
    """
    icon, ink = MARKS.get(person["state"], (ft.Icons.PERSON_OUTLINE, C.ON_SURFACE_VARIANT))
    said = words("team.states").get(person["state"], "").format(came=hour(person["came"]), left=hour(person["left"]))
    own = [one for one in came if one.told["member"] == person["member"]]
    if own and not any(one.stands for one in own):
        icon, ink = ft.Icons.UNDO, C.TERTIARY
        said = ", ".join([*([said] if said and not person["came"] else []), say("team.taken_back")])
    stranger = [] if person["rostered"] else [say("team.not_rostered")]
    told = f"{person['name']}: {', '.join([said, *stranger])}"
    if not own or person["member"] == (phone.me or {}).get("id"):
        return icon_line(icon, told, ink)
    return row_button(told, go("/team/people/{}/{}".format(*own[0].whose)), icon)


def _fault(told: dict[str, str]) -> str:
    facility = words("facilities.names").get(told["facility"], told["facility"])
    state = words("facilities.states").get(told["state"], told["state"]).lower()
    return say("team.fault", facility=facility, state=state, name=told["name"])


def _entry(part: str, found: dict[str, Any]) -> ft.Control:
    name, icon = PARTS[part]
    rows = found.get(name, [])
    count = len(rows) if part != "week" else sum(not shift["members"] for shift in rows)
    under = say(f"team.{part}.some", count=count) if count else say(f"team.{part}.none")
    return row_button(say(f"team.{part}.title"), go(f"/team/{part}"), icon, under=under, count=count)


def _figures(told: dict[str, Any]) -> list[ft.Control]:
    ballots = sum(told["ballots"].values())
    return [
        title(say("team.figures.title")),
        card(
            icon_line(ft.Icons.GROUP_OUTLINED, say("team.figures.came", came=told["came"], due=told["due"])),
            icon_line(ft.Icons.EDIT_NOTE, say("team.figures.served", count=told["served"])),
            icon_line(ft.Icons.QR_CODE_2, say("team.figures.ballots", count=ballots)),
        ),
    ]
