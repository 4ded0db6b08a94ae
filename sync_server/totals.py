"""A month's totals of every commune, stored so that many are added up without reading anybody's ledger."""

import json
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from sync_server import commune as communes
from sync_server import months, settlement
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.database import Database, Tx
from sync_server.ledger import known

FIGURES = ("closed", "members", "days", "amount_dong")


@dataclass(frozen=True)
class Total:
    """What a commune's month comes to: members with an amount, days that count, whole đồng; adjustments included."""

    commune: int
    name: str
    closed: bool
    members: int
    days: int
    amount_dong: int


def told(month: str, found: list[Total]) -> dict[str, Any]:
    """The communes of a month and what they come to together, as `shiftbook totals --json` prints it."""
    sums = {name: sum(getattr(one, name) for one in found) for name in FIGURES}
    return {"month": month, "communes": [asdict(one) for one in found], **sums}


def stored(connection: sa.Connection, month: str) -> tuple[list[Total], list[int]]:
    """The stored totals that hold, and the communes that have none.

    A closed month's holds for ever, an open one's until anything at all happens in its commune.
    """
    found, missing = [], []
    for row in connection.execute(_JOINED, {"month": month}):
        if row.closed or row.rev == row.head:
            found.append(Total(row.commune_id, row.name, bool(row.closed), row.members, row.days, row.amount_dong))
        else:
            missing.append(row.commune_id)
    return found, missing


def current(database: Database, month: str, *, rebuild: bool = False) -> list[Total]:
    """Every commune's total; those that do not hold any more, or all, are made from the ledger and stored."""
    if rebuild:
        database.write(lambda tx: tx.execute(_m.delete().where(_m.c.month == month)) and None)
    with database.reader() as connection:
        found, missing = stored(connection, month)
        made = [(one.name, _row(connection, one, month)) for one in (communes.read(connection, n) for n in missing)]
    if made:
        database.write(lambda tx: _put(tx, [row for _, row in made]))
    found += [Total(row["commune_id"], name, **{k: row[k] for k in FIGURES}) for name, row in made]
    return sorted(found, key=lambda one: one.commune)


def keep_closed(tx: Tx, commune: int, month: str, frozen: bytes) -> None:
    """Store the total of a list in the transaction that freezes it."""
    _put(tx, [{"commune_id": commune, "month": month, "rev": tx.head(commune), **figures(frozen)}])


def figures(body: bytes) -> dict[str, Any]:
    """What is stored of a month, from its JSON (wire contract §6)."""
    told_now = json.loads(body)
    return {
        "closed": told_now["status"] == "closed",
        "members": len(settlement.amounts(body)),
        "days": sum(x["count"] for x in told_now["lines"]) + sum(a["days"] for a in told_now["adjustments"]),
        "amount_dong": told_now["total_dong"],
    }


def _row(connection: sa.Connection, commune: Commune, month: str) -> dict[str, Any]:
    made = figures(months.told(connection, commune, month))
    return {"commune_id": commune.id, "month": month, "rev": commune.rev, **made}


def _put(tx: Tx, rows: list[dict[str, Any]]) -> None:
    """A row read before another was written does not take that one's place."""
    insert = known.insert(tx.connection, _m)
    new = {name: insert.excluded[name] for name in ("rev", *FIGURES)}
    tx.execute(
        insert.on_conflict_do_update(
            index_elements=["commune_id", "month"], set_=new, where=_m.c.rev <= insert.excluded.rev
        ),
        rows,
    )


_m, _c, _h = t.month_total, t.commune.c, t.feed_head.c
_JOINED = (
    sa.select(_c.commune_id, _c.name, _h.rev.label("head"), _m.c.rev, *(_m.c[name] for name in FIGURES))
    .select_from(t.commune.join(t.feed_head, _h.commune_id == _c.commune_id))
    .outerjoin(_m, sa.and_(_m.c.commune_id == _c.commune_id, _m.c.month == sa.bindparam("month")))
    .order_by(_c.commune_id)
)
