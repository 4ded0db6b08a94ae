"""What a test of the roster's pages does at the office: plan, publish and look."""

from datetime import date
from typing import Any

import httpx

from sync_server import commune as communes
from sync_server import roster_drafts as drafts
from tests.server.office_cast import Browser
from tests.server.stand import Stand

MONTH = "2026-11"
WEDNESDAY = "2026-11-25"


def rostered(stand: Stand, day: str, session: str = "morning") -> list[int]:
    """Who is on a published shift, by their places in the cast."""
    with stand.database.reader() as connection:
        roster = communes.read(connection, stand.commune).ground.roster
    return [stand.members.index(m) for m in roster.members(stand.point, date.fromisoformat(day), session)]


def draft(stand: Stand, month: str = MONTH) -> drafts.Draft:
    """The draft of a month."""
    with stand.database.reader() as connection:
        commune = communes.read(connection, stand.commune)
        return drafts.read(connection, commune, (stand.point, month), stand.clock.now())


def drafted(stand: Stand, month: str = MONTH) -> dict[str, list[int]]:
    """The changed shifts of a draft, by their fields' names."""
    return {
        f"{day}.{session}": [stand.members.index(m) for m in planned.members]
        for (day, session), planned in draft(stand, month).changed.items()
    }


def fields(stand: Stand, month: str = MONTH, do: str = "save", **shifts: list[int]) -> dict[str, Any]:
    """The month's form with these shifts, named as wednesday's sessions."""
    named = {f"{WEDNESDAY}.{session}": [stand.members[p] for p in places] for session, places in shifts.items()}
    return {"month": month, "point": stand.point, "do": do, **named}


def plan(browser: Browser, stand: Stand, day: str, *places: int, session: str = "morning") -> httpx.Response:
    """Put people on one shift of the draft."""
    form = fields(stand, day[:7]) | {f"{day}.{session}": [stand.members[p] for p in places] or [""]}
    return browser.post("/office/roster", form)


def publish(browser: Browser, stand: Stand, month: str = MONTH) -> httpx.Response:
    """Publish the draft as it stands."""
    form = {"month": month, "point": stand.point, "rev": str(draft(stand, month).rev)}
    return browser.post("/office/roster/publish", form)
