"""The phones that may still hold something back: what is missing of them, and since when they were not heard."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from shiftbook.moments import month_days
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.ledger.devices import load


def of_month(connection: sa.Connection, commune: Commune, month: str) -> list[dict[str, Any]]:
    """The devices that may still hold facts of this month, a row for each member on them."""
    return unheard(connection, commune, last_session_ends(commune, month))


def unheard(connection: sa.Connection, commune: Commune, ends: dict[str, datetime]) -> list[dict[str, Any]]:
    """The devices that hold something back, or were not heard since their member's last session `ends`."""
    d = t.device.c
    rows = connection.execute(
        sa.select(d.id, d.last_heard).where(d.commune_id == commune.id, d.revoked_at.is_(None), d.stored > 0)
    ).all()
    held = load(connection, commune.id, [r.id for r in rows])
    found = []
    for row in rows:
        told = held[row.id].told
        missing = told["gap"] + told["unsent"]
        for member in sorted(held[row.id].members & commune.people.keys()):
            # One made anew from what another phone carried is never heard itself: only a gap speaks of it.
            silent = member in ends and row.last_heard is not None and _instant(row.last_heard) < ends[member]
            if missing or silent:
                since = row.last_heard
                found.append({"device": row.id, "member": member, "missing": missing, "silent_since": since, **told})
    return sorted(found, key=lambda r: (r["member"], r["device"]))


def last_session_ends(commune: Commune, month: str) -> dict[str, datetime]:
    """When the last session of each member rostered in a month ends."""
    ends: dict[str, datetime] = {}
    for day in reversed(month_days(month)):
        closes = {session: times.ends for session, times in commune.windows(day).items()}
        for duty in sorted(commune.ground.roster.on(day), key=lambda one: closes[one.session], reverse=True):
            for member in duty.members:
                ends.setdefault(member, closes[duty.session])
    return ends


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
