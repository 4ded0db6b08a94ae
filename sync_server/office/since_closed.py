"""What came to a closed month afterwards: lines of adjustment in later months, and late days that wait."""

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from shiftbook.allowance import Day
from shiftbook.moments import month_of
from sync_server import months
from sync_server.commune import Commune


@dataclass(frozen=True)
class Since:
    """Lines of adjustment (with member, day, amount_dong and reason) by the month that has them, the oldest first; and
    the days that still wait for a decision in the first open month, `open`."""

    moved: dict[str, list[Any]]
    late: list[Day]
    open: str


def of(connection: sa.Connection, commune: Commune, month: str) -> Since | None:
    """What has come to a month since it was closed; None while it is open."""
    if month not in commune.closed:
        return None
    still = months.first_open_after(commune.closed, month)
    moved: dict[str, list[Any]] = {}
    for later in sorted(name for name in commune.closed if name > month):
        frozen = json.loads(months.closed_body(connection, commune.id, later) or b"{}")
        moved[later] = [line for line in frozen["adjustments"] if line["from_month"] == month]
    adjusted, late = months.carried(connection, commune, still)
    moved[still] = [line for line in adjusted if line.from_month == month]
    own = {name: moved[name] for name in sorted(moved) if moved[name]}
    return Since(own, [one for one in late if month_of(one.day) == month], still)
