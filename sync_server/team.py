"""What the leader's phone is told of the team: the office's page of today, its roster and its figures, as JSON."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from shiftbook import weeks
from shiftbook.allowance import Day
from shiftbook.moments import format_instant, local_day, month_of, week_days, week_of
from sync_server import satisfaction, swaps, week_facts
from sync_server.commune import Commune
from sync_server.office import pending, words
from sync_server.office.presence import Seen, seen
from sync_server.office.roster import slots
from sync_server.office.today import Place, Shift, at_the_counter


def told(connection: sa.Connection, commune: Commune, now: datetime) -> dict[str, Any]:
    """The team at a moment: today's shifts, what waits for the leader, difficulties, this week's roster and figures."""
    today = local_day(now)
    shown = at_the_counter(connection, commune, today, now)
    waiting = pending.for_leader(connection, commune, today)
    return {
        "at": format_instant(now), "day": today.isoformat(), "working": shown["working"],
        "shifts": [_shift(commune, point, shift) for point, own in shown["shifts"].items() for shift in own],
        "waiting": [
            {"day": d.day.isoformat(), **_who(commune, d.member), "reasons": words.reasons(d.codes)}
            for d in waiting
        ],
        "check_ins": [_check_in(commune, one) for one in _check_ins(connection, commune, today, waiting)],
        "difficulties": [
            {**_who(commune, one.member), "text": one.text, "urgent": one.urgent, "at": format_instant(one.moment)}
            for one in shown["difficulties"]
        ],
        "silent": [
            {**_who(commune, row["member"]), "missing": row["missing"], "silent_since": row["silent_since"]}
            for row in shown["silent"]
        ],
        "swaps": [swap.json(commune) for swap, *_ in swaps.waiting(connection, commune, now)],
        "roster": _roster(commune, week_days(week_of(today)), now),
        "figures": _figures(connection, commune, week_days(week_of(today)), now),
    }  # fmt: skip


def _who(commune: Commune, member: str) -> dict[str, str]:
    return {"member": member, "name": commune.people[member].name if member in commune.people else ""}


def _shift(commune: Commune, point: str, shift: Shift) -> dict[str, Any]:
    return {
        "point": point, "session": shift.session, "begins": format_instant(shift.begins),
        "ends": format_instant(shift.ends), "state": shift.state,
        "people": [_place(commune, place) for place in shift.places],
        "faults": [{"facility": name, "state": state, **_who(commune, by)} for name, state, by in shift.faults],
    }  # fmt: skip


def _place(commune: Commune, place: Place) -> dict[str, Any]:
    """One person at a shift; of several check-ins the best one tells time and grade."""
    best = next(iter(place.check_ins), None)
    left = max((one.left for one in place.check_ins if one.left), default=None)
    return {
        **_who(commune, place.member), "rostered": place.rostered, "state": place.state,
        "came": format_instant(best.moment) if best else None, "left": format_instant(left) if left else None,
        "grade": best.grade if best else None, "reasons": words.reasons(best.codes) if best else [],
    }  # fmt: skip


def _check_ins(connection: sa.Connection, commune: Commune, today: date, waiting: list[Day]) -> list[Seen]:
    """Those of today, and those of the days that wait; also what was taken back, to be seen and undone."""
    days = {today, *(d.day for d in waiting)}
    named = {(d.member, d.day) for d in waiting}
    return [
        one
        for day in sorted(days)
        for one in seen(connection, commune, day)
        if one.entry.day == day.isoformat() and (day == today or (one.member, day) in named)
    ]


def _check_in(commune: Commune, one: Seen) -> dict[str, Any]:
    """One check-in with its corrections and voids, for the phone to fold with its own by the book's rule."""
    day = date.fromisoformat(one.entry.day)
    return {
        "id": one.id, **_who(commune, one.member), "day": one.entry.day, "session": one.session, "point": one.point,
        "at": format_instant(one.moment), "left": format_instant(one.left) if one.left else None, "grade": one.grade,
        "reasons": words.reasons(one.codes), "closed": month_of(day) in commune.closed,
        "changes": [
            {"id": c.id, "target": c.target, "replaces": not c.withdraws, "by": _who(commune, c.member)["name"],
             "at": format_instant(c.moment), "reason": c.reason}
            for c in one.changes
        ],
    }  # fmt: skip


def _roster(commune: Commune, days: list[date], now: datetime) -> list[dict[str, Any]]:
    """The week's shifts of every point; one with no members is empty."""
    return [
        {"day": slot.day.isoformat(), "session": slot.session, "point": point, "open": slot.open,
         "members": [{"id": m, "name": commune.people[m].name} for m in slot.members]}
        for point in commune.points_on(days[0], days[-1])
        for slot in slots(commune, (point, days), {}, now)
    ]  # fmt: skip


def _figures(connection: sa.Connection, commune: Commune, days: list[date], now: datetime) -> dict[str, Any]:
    """The week so far: places that were due and those filled, people served, ballots by channel (numbers only)."""
    came = week_facts.came(connection, commune, days)
    found = weeks.organised(week_facts.shifts(commune, came, days, now))
    channels = satisfaction.by_channel(connection, commune.id, (days[0], days[-1]), None)
    return {"week": week_of(days[0]), "due": found.places, "came": found.filled,
            "served": satisfaction.served(connection, commune.id, (days[0], days[-1])),
            "ballots": {channel: told["ballots"] for channel, told in channels.items()}}  # fmt: skip
