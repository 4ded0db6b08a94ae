"""What stands beside closed months and in the year's money, against the lists, the ledger and the audit trail."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa

from sync_server import months, settlement, settlement_acts, totals
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.security import Keys

Told = Callable[[Any], tuple[str, dict[str, Any]]]  # a row as the audit trail names it: act and detail


def settlements(connection: sa.Connection, commune: Commune, _keys: Keys) -> Iterator[str]:
    """Marks of payment that are not what the closed list says, and acts that are not as the audit trail has them."""
    owed = {(one.month, one.member): one.amount_dong for one in settlement.due(connection, commune.id)}
    p = t.payment.c
    for row in connection.execute(sa.select(t.payment).where(p.commune_id == commune.id).order_by(p.rev)):
        if owed.get((row.month, row.member)) != row.amount_dong:
            yield f"Tháng {row.month}: dấu chi {row.amount_dong} của {row.member} khác danh sách đã chốt"
    yield from _compared(connection, commune, t.payment, told=_mark, acts=("paid", "unpaid"))
    steps = tuple(f"month_{step}" for step in settlement.STEPS)
    yield from _compared(connection, commune, t.month_step, told=_step, acts=steps)
    yield from _compared(connection, commune, t.matter_word, told=_word, acts=("matter_said",))
    yield from _compared(connection, commune, t.outreach_cost, told=_cost, acts=("outreach_paid",))


def month_totals(connection: sa.Connection, commune: Commune, _keys: Keys) -> Iterator[str]:
    """Stored totals that hold and are not what the ledger or the closed list comes to."""
    m = t.month_total.c
    for row in connection.execute(sa.select(t.month_total).where(m.commune_id == commune.id).order_by(m.month)):
        if row.closed or row.rev >= commune.rev:
            again = totals.figures(months.told(connection, commune, row.month))
            kept = {name: getattr(row, name) for name in totals.FIGURES}
            if kept != again:
                yield (
                    f"Tháng {row.month}: tổng đã lưu {_told(kept)}, tính lại là {_told(again)};"
                    f" hãy chạy `shiftbook totals {row.month} --rebuild`"
                )


def _told(total: dict[str, Any]) -> str:
    return f"{total['amount_dong']} đồng, {total['days']} ngày, {total['members']} người" + (
        ", đã chốt" if total["closed"] else ""
    )


def _mark(row: Any) -> tuple[str, dict[str, Any]]:
    return "paid" if row.day else "unpaid", settlement_acts.told_of(row)


def _step(row: Any) -> tuple[str, dict[str, Any]]:
    return f"month_{row.step}", {"month": row.month, "note": row.note}


def _word(row: Any) -> tuple[str, dict[str, Any]]:
    names = ("month", "matter", "owner", "due_on", "verdict", "reason")
    return "matter_said", {name: getattr(row, name) for name in names}


def _cost(row: Any) -> tuple[str, dict[str, Any]]:
    return "outreach_paid", {name: getattr(row, name) for name in ("day", "amount_dong", "about", "receipt")}


def _without_before(detail: str) -> dict[str, Any]:
    """What an act says, but for what stood before it, which an earlier act says."""
    return {name: value for name, value in json.loads(detail).items() if name != "before"}


def _compared(
    connection: sa.Connection, commune: Commune, table: sa.Table, *, told: Told, acts: tuple[str, ...]
) -> Iterator[str]:
    """Rows of a table and entries of the trail that are in one of the two only."""
    done: Counter[tuple[str, ...]] = Counter()
    for row in connection.execute(sa.select(table).where(table.c.commune_id == commune.id)):
        name, detail = told(row)
        done[name, row.by, row.at, json.dumps(detail, ensure_ascii=False, sort_keys=True)] += 1
    a = t.audit.c
    trail: Counter[tuple[str, ...]] = Counter(
        (row.act, row.by, row.at, json.dumps(_without_before(row.detail), ensure_ascii=False, sort_keys=True))
        for row in connection.execute(sa.select(t.audit).where(a.commune_id == commune.id, a.act.in_(acts)))
    )
    for act in sorted((done - trail) + (trail - done)):
        yield f"Việc ghi bên cạnh danh sách không khớp với nhật ký: {' '.join(act)}"
