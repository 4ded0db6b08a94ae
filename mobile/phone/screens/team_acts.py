"""What the leader does from the phone: vouching for a day and ruling on a swap. Both need the office at once."""

from datetime import date
from itertools import groupby
from typing import Any

import flet as ft

from phone import team
from phone.model import Phone
from phone.parts.boxes import card, empty, notice
from phone.parts.buttons import go, main_button, other_button, quiet_button
from phone.parts.drafts import forget, use_draft_typed
from phone.parts.fields import field
from phone.parts.opened import use_opened, use_phone
from phone.parts.rows import row_button
from phone.parts.saving import use_saving
from phone.parts.shift_lines import when
from phone.parts.team_told import Told, acting
from phone.parts.words import hint, icon_line, line
from phone.strings import day_name, relative_day, say


@ft.component
def ConfirmDays(told: Told):
    """Day by day; who was confirmed is no longer in the answer, so what was done is said above."""
    done, set_done = ft.use_state("")
    waiting = sorted((told.team or {})["waiting"], key=lambda each: str(each["day"]))
    days = [(day, list(people)) for day, people in groupby(waiting, lambda each: str(each["day"]))]
    cards: list[ft.Control] = [
        ConfirmDay(told, day, people, set_done, key=day)  # type: ignore[call-arg]
        for day, people in days
    ]
    said = [notice("good", done, live=True)] if done else []
    none = [empty(ft.Icons.TASK_ALT, say("team.confirm.none"))]
    return _stack([*said, *([line(say("team.confirm.means")), *cards] if cards else none)])


@ft.component
def ConfirmDay(told: Told, day: str, people: list[dict[str, Any]], done: Any):
    """Whom and why stands above the button."""
    phone = use_phone()
    failed, fail = ft.use_state("")
    busy, unkept, once = use_saving()
    on = date.fromisoformat(day)

    async def confirm() -> None:
        wrong = await team.confirm(phone, day)
        fail(wrong)
        if not wrong:
            told.heard()
            done(say("team.confirm.done", day=day_name(on)))

    who = [_waiting(phone, each) for each in people]
    name = say("team.confirm.button", day=day_name(on))
    if all(_gone(phone, each) for each in people):
        return card(line(relative_day(on, phone.today)), *who)
    return card(
        line(relative_day(on, phone.today)),
        *who,
        *acting(told, failed or unkept),
        main_button(name, once(confirm), ft.Icons.HOW_TO_REG_OUTLINED, off=busy),
    )


def _gone(phone: Phone, who: dict[str, Any]) -> bool:
    """Whether I took back all that somebody's day waits for, and the office has not heard of it."""
    own = _check_ins(phone, who)
    return bool(own) and not any(one.stands for one in own)


def _check_ins(phone: Phone, who: dict[str, Any]) -> list[team.CheckIn]:
    return [one for one in team.check_ins(phone) if one.whose == (who["member"], who["day"])]


def _waiting(phone: Phone, who: dict[str, Any]) -> ft.Control:
    """Whose day waits and why; another person's leads to its check-ins."""
    if not _check_ins(phone, who) or who["member"] == (phone.me or {}).get("id"):
        return ft.Column([line(who["name"], strong=True), *(hint(why) for why in who["reasons"])], spacing=0)
    under = say("team.taken_back_alone") if _gone(phone, who) else " ".join(who["reasons"])
    return row_button(who["name"], go(f"/team/people/{who['member']}/{who['day']}"), under=under)


@ft.component
def Rulings(told: Told):
    """Every request that may still be ruled on."""
    done, set_done = ft.use_state("")
    rows = (told.team or {})["swaps"]
    cards: list[ft.Control] = [Ruling(told, row, set_done, key=row["ask"]) for row in rows]  # type: ignore[call-arg]
    said = [notice("good", done, live=True)] if done else []
    none = [empty(ft.Icons.TASK_ALT, say("team.swaps.none"))]
    return _stack([*said, *([line(say("team.swaps.means")), *cards] if cards else none)])


@ft.component
def Ruling(told: Told, row: dict[str, Any], done: Any):
    """Approving waits for the colleague's yes; declining asks for a reason that nobody has to give."""
    opened = use_opened()
    phone = opened.phone
    route = f"/team/swaps/{row['ask']}"
    reason = use_draft_typed(route, "reason")
    declining, decline = ft.use_state(False)
    failed, fail = ft.use_state("")
    busy, unkept, once = use_saving()

    async def rule(approve: bool) -> None:
        wrong = await team.rule(phone, row["ask"], approve, "" if approve else reason.value.strip())
        fail(wrong)
        if not wrong:
            forget(opened, route)
            told.heard()
            done(say("team.swaps.approved" if approve else "team.swaps.declined"))

    asker, asked = row["from"]["name"], row["with"]["name"]
    accepted = row["state"] == "accepted"
    approve = main_button(say("team.swaps.approve"), once(lambda: rule(True)), ft.Icons.CHECK, off=busy)
    no = main_button(say("team.swaps.decline_now"), once(lambda: rule(False)), off=busy)
    ask_why = other_button(say("team.swaps.decline"), lambda: decline(True), off=busy)
    leave = quiet_button(say("team.swaps.leave"), lambda: decline(False), off=busy)
    return card(
        line(say("team.swaps.head", asked=asked, asker=asker), strong=True),
        icon_line(ft.Icons.EVENT, when(phone, date.fromisoformat(row["day"]), row["session"])),
        icon_line(ft.Icons.PLACE_OUTLINED, phone.point_name(row["point"])),
        line(say("team.swaps.accepted" if accepted else "team.swaps.asked", asked=asked)),
        *([field(reason, say("team.swaps.reason"), multiline=True, max_lines=4)] if declining else []),
        *acting(told, failed or unkept),
        *([no, leave] if declining else [*([approve] if accepted else []), ask_why]),
    )


def _stack(body: list[ft.Control]) -> ft.Control:
    return ft.Column(body, spacing=12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
