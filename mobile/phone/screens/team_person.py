"""One person's check-ins of a day as the leader sees them: how they are proved, and taking one back.

What is done here is the leader's own fact, kept at once and sent later; the person concerned is told by the office.
"""

from collections.abc import Callable
from datetime import date

import flet as ft

from phone.model import Phone
from phone.parts.boxes import card, empty, notice
from phone.parts.buttons import Do, go, other_button, quiet_button
from phone.parts.grade import LOOKS
from phone.parts.opened import use_phone
from phone.parts.saving import use_saving
from phone.parts.shift_lines import hour
from phone.parts.team_told import team_screen, use_told
from phone.parts.words import fault, hint, icon_line, line, title
from phone.screens.records import TakeBack, Wish
from phone.strings import day_name, say, session_hours
from phone.team import CheckIn, check_ins, let_stand

REASONS = ("absent", "mistake", "other")


@ft.component
def TeamPerson():
    """Every check-in that the office told of; one form is open at a time."""
    phone = use_phone()
    told = use_told(phone)
    doing, do = ft.use_state("")
    done, set_done = ft.use_state("")
    params = ft.use_route_params()
    whose = params.get("member", ""), params.get("day", "")
    route = "/team/people/{}/{}".format(*whose)
    found = [one for one in check_ins(phone) if one.whose == whose]
    busy, failed, once = use_saving()

    def close(said: str) -> None:
        do("")
        set_done(said)

    def buttons(one: CheckIn) -> list[ft.Control]:
        if whose[0] == (phone.me or {}).get("id"):
            return [other_button(say("records.title"), go("/records"), ft.Icons.HISTORY)]
        if not one.stands:
            undo = once(lambda: _undone(phone, one, close))
            again = [quiet_button(say("team.person.let_stand"), undo, ft.Icons.REDO, off=busy)] if one.mine else []
            return [*again, fault(failed)]
        if doing == one.told["id"]:
            taken = TakeBack(route, _wish(one), lambda: close(say("team.person.done", name=one.told["name"])))
            return [taken, quiet_button(say("team.swaps.leave"), lambda: do(""))]
        return [_more(lambda: do(one.told["id"]))]

    said = [notice("good", say("common.saved"), done, live=True)] if done else []
    cards = [_check_in(phone, one, buttons(one)) for one in found]
    none = [empty(ft.Icons.SEARCH_OFF, say("team.person.none"))]
    head = [title(day_name(date.fromisoformat(whose[1])))] if found else []
    name = found[0].told["name"] if found else say("team.person.title")
    return team_screen(phone, told, (route, name), [*head, *said, *(cards or none)])


async def _undone(phone: Phone, one: CheckIn, close: Callable[[str], None]) -> None:
    await let_stand(phone, one)
    close(say("team.person.stands_again", name=one.told["name"]))


def _more(do: Do) -> ft.Control:
    return other_button(say("team.person.take_back_more"), do, ft.Icons.UNDO)


def _wish(one: CheckIn) -> Wish:
    care = "team.person.closed" if one.told["closed"] else "team.person.costs"
    return Wish(one.told["id"], say(care, name=one.told["name"]), REASONS)


def _check_in(phone: Phone, one: CheckIn, buttons: list[ft.Control]) -> ft.Control:
    told = one.told
    several = len(phone.commune.get("points", [])) > 1
    icon, *_ = LOOKS.get(told["grade"], LOOKS[""])
    grade = say("grade.level", grade=told["grade"], word=say(f"grade.words.{told['grade']}"))
    left = [icon_line(ft.Icons.LOGOUT, say("team.person.left", at=hour(told["left"])))] if told["left"] else []
    gone = [icon_line(ft.Icons.UNDO, say("records.taken_back"))] if not one.stands else []
    return card(
        line(session_hours(told["session"], phone.hours_on(date.fromisoformat(told["day"]))), strong=True),
        *([hint(phone.point_name(told["point"]))] if several else []),
        icon_line(ft.Icons.LOGIN, say("team.person.came", at=hour(told["at"]))),
        *left,
        icon_line(icon, grade),
        *(hint(reason) for reason in told["reasons"]),
        *gone,
        *(icon_line(ft.Icons.HISTORY, change) for change in one.changes),
        *buttons,
    )
