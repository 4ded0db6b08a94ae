"""A year's money for the model: budget, spent, left and where it leads; dated rates and what outreach has cost."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from shiftbook.budget import forecast
from shiftbook.moments import format_instant, local_day, month_days, month_of
from sync_server import acts, dated, lines, months, settlement, setup
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.acts import Actor
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.settlement import Due, Sums
from sync_server.settlement_acts import set_terms


@dataclass(frozen=True)
class Purse:
    """One of the two purposes of the plan's money (II.4, R32), in đồng; `budget` and `ahead` are None when not known.

    `closed` is fixed (closed lists, or what was entered), `open` is what open months come to so far, `ahead` the
    forecast to 31 December.
    """

    budget: int | None
    closed: int
    open: int
    ahead: int | None

    @property
    def spent(self) -> int:
        """Closed and open together."""
        return self.closed + self.open

    @property
    def left(self) -> int | None:
        """What the budget still has."""
        return None if self.budget is None else self.budget - self.spent

    @property
    def short(self) -> int:
        """By how much the forecast is above the budget, 0 when it is not or nothing is known."""
        return max(0, self.ahead - self.budget) if self.budget is not None and self.ahead is not None else 0


@dataclass(frozen=True)
class Year:
    """A year's two purses, the months of the allowance, what closed ones handed out, what outreach cost."""

    year: int
    allowance: Purse
    outreach: Purse
    months: list[tuple[str, bool, int, Sums]]
    handed: Sums
    costs: list[sa.Row[Any]]
    source: str


def year(connection: sa.Connection, commune: Commune, number: int, now: datetime) -> Year:
    """A year as it stands at a moment; `months` are (month, closed, đồng, sums) of those that come to something."""
    owed = settlement.due(connection, commune.id)
    told = _months(connection, commune, number, owed=owed, now=now)
    costs = _costs(connection, commune.id, number)
    own = commune.config.get("budgets", {}).get(str(number), {})
    closed = sum(amount for _, shut, amount, _ in told if shut)
    still = sum(amount for _, shut, amount, _ in told if not shut)
    spent = sum(row.amount_dong for row in costs)
    began = min([*(month_days(part[0])[0] for part in told), *(date.fromisoformat(row.day) for row in costs)],
                default=None)  # fmt: skip
    passed, ahead = _pace(commune, began, number, local_day(now))
    return Year(
        number,
        Purse(own.get("allowance_dong"), closed, still, forecast(closed + still, passed, ahead)),
        Purse(own.get("outreach_dong"), spent, 0, forecast(spent, passed, ahead)),
        told,
        Sums.of([one for one in owed if one.month[:4] == f"{number:04d}"]),
        costs,
        own.get("source", ""),
    )


def _months(
    connection: sa.Connection, commune: Commune, number: int, *, owed: list[Due], now: datetime
) -> list[tuple[str, bool, int, Sums]]:
    found = []
    for month in (f"{number:04d}-{n:02d}" for n in range(1, 13)):
        frozen = months.closed_body(connection, commune.id, month)
        if frozen is not None:
            amount = int(json.loads(frozen)["total_dong"])
        elif month <= month_of(local_day(now)):
            amount = months.sheet(connection, commune, month).total_dong
        else:
            continue
        if frozen is not None or amount:
            found.append((month, frozen is not None, amount, Sums.of([one for one in owed if one.month == month])))
    return found


def _costs(connection: sa.Connection, commune: int, number: int) -> list[sa.Row[Any]]:
    o = t.outreach_cost.c
    span = o.day.between(f"{number:04d}-01-01", f"{number:04d}-12-31")
    wanted = sa.select(t.outreach_cost).where(o.commune_id == commune, span).order_by(o.day, o.rev)
    return list(connection.execute(wanted))


def _pace(commune: Commune, began: date | None, number: int, today: date) -> tuple[int, int]:
    """Working days of the year since spending began up to today, and those after it."""
    first, last = date(number, 1, 1), date(number, 12, 31)
    start = max(first, began) if began else first
    span = (start + timedelta(days=n) for n in range((last - start).days + 1))
    worked = [day for day in span if commune.ground.calendar.is_working(day)]
    passed = sum(day <= today for day in worked)
    return passed, len(worked) - passed


def set_rate(tx: Tx, commune_id: int, since: date, dong: int, *, source: str, actor: Actor, now: datetime) -> None:
    """A day's support from a day on; refused when a closed month would have been paid by it."""
    commune = communes.current(tx, commune_id)
    if any(month_days(month)[-1] >= since for month in commune.closed):
        raise Refused("rate_closed", 422, field="from")
    day, config = since.isoformat(), commune.config
    rates = [rate for rate in config["rates"] if rate["from"] != day] + [{"from": day, "dong": dong}]
    change = {"rates": sorted(rates, key=lambda rate: str(rate["from"])),
              "rate_sources": {**config.get("rate_sources", {}), day: source}}  # fmt: skip
    told, held = {"from": day, "dong": dong, "source": source}, dated.before(config["rates"], day)
    before = {**held, "source": config.get("rate_sources", {}).get(held.get("from"), "")}
    set_terms(tx, commune_id, "rate_set", change, told=told, actor=actor, now=now, before=before)
    setup.tell_commune(tx, commune_id)
    for member in communes.current(tx, commune_id).people:
        lines.all_stale(tx, commune_id, member)


def set_groups(
    tx: Tx, commune_id: int, since: date, groups: list[str], *, source: str, actor: Actor, now: datetime
) -> None:  # fmt: skip
    """Which groups are paid from a day on; refused when a closed month would have been paid by it."""
    commune = communes.current(tx, commune_id)
    if any(month_days(month)[-1] >= since for month in commune.closed):
        raise Refused("rate_closed", 422, field="groups_from")
    told = {"from": since.isoformat(), "groups_paid": groups, "source": source}
    entry = {"from": told["from"], "groups": groups, "source": source}
    change = {"paid_groups": dated.put(commune.config["paid_groups"], entry)}
    held = dict(dated.before(commune.config["paid_groups"], since.isoformat()))
    before = {"groups_paid": held.pop("groups", None), **held}
    set_terms(tx, commune_id, "groups_set", change, told=told, actor=actor, now=now, before=before)
    setup.tell_commune(tx, commune_id)
    for member in communes.current(tx, commune_id).people:
        lines.all_stale(tx, commune_id, member)


def set_budget(tx: Tx, commune_id: int, number: int, budget: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    """A year's budget: `allowance_dong`, `outreach_dong` and the `source` it was read in."""
    budgets = communes.current(tx, commune_id).config.get("budgets", {})
    change = {"budgets": {**budgets, str(number): budget}}
    told, before = {"year": number, **budget}, budgets.get(str(number))
    set_terms(tx, commune_id, "budget_set", change, told=told, actor=actor, now=now, before=before)


def set_threshold(
    tx: Tx, commune_id: int, since: date, dong: int, *, source: str, actor: Actor, now: datetime
) -> None:  # fmt: skip
    """From which sum of one payment to a person on the accountant is reminded, from a day on."""
    told = {"from": since.isoformat(), "dong": dong, "source": source}
    known = settlement.thresholds(communes.current(tx, commune_id))
    change = {"tax_thresholds": [*(one for one in known if one["from"] != told["from"]), told]}
    before = dated.before(known, since.isoformat())
    set_terms(tx, commune_id, "threshold_set", change, told=told, actor=actor, now=now, before=before)


def add_cost(
    tx: Tx, commune_id: int, day: date, dong: int, *, about: str, receipt: str, actor: Actor, now: datetime
) -> None:  # fmt: skip
    """What outreach cost on a day; a negative sum takes back what was entered by mistake."""
    if day > local_day(now):
        raise Refused("day_ahead", 422, field="day")
    if dong < 0 and sum(row.amount_dong for row in _costs(tx.connection, commune_id, day.year)) + dong < 0:
        raise Refused("below_zero", 422, field="cost_dong")
    told = {"day": day.isoformat(), "amount_dong": dong, "about": about, "receipt": receipt}
    row = {**told, "commune_id": commune_id, "rev": tx.next_rev(commune_id), "by": actor.name,
           "at": format_instant(now)}  # fmt: skip
    tx.execute(t.outreach_cost.insert(), row)
    acts.record(tx, commune_id, "outreach_paid", told, actor=actor, now=now)
    communes.settled(tx, commune_id)
