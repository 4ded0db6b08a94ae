"""The pages of the office, the leader and the administrator: server-rendered, working without JavaScript."""

from importlib import import_module
from typing import Any, Final

# The modules that have pages, in the order in which an address is looked for.
FACES: Final = (
    "assets", "languages", "signing_in", "today", "month", "day", "papers", "roster", "roster_published",
    "availability", "own_calendar", "people", "member", "posters", "invites", "users", "screens", "desk",
    "first_run", "hand_in", "imports", "conduct", "audit", "verify", "weeks", "settlement", "matters", "several",
    "money", "difficulties", "registers", "chairman", "privacy", "names", "terms", "procedures", "days_off",
    "rehearsal", "satisfaction", "signs", "comments", "paper_ballots", "slips", "wording", "comment_period",
    "news",
)  # fmt: skip


def routers() -> list[Any]:
    """The routes of these pages, module by module."""
    return [import_module(f"{__name__}.{face}").router for face in FACES]
