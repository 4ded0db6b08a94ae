"""What the office did and shows, derived again: its acts, closed lists, the lines on phones, and the slips' marks."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from shiftbook import allowance
from sync_server import difficulties, erasing, months, trail, week_acts, weeks
from sync_server import lines as phone_lines
from sync_server import swaps as office_swaps
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.ledger import leading, swaps
from sync_server.security import Keys


def acts(connection: sa.Connection, commune: Commune, _keys: Keys) -> Iterator[str]:
    """Decisions, confirmations and closings that are not as the audit trail has them, or are in one of the two only."""
    d, c, k, a = t.decision.c, t.confirmation.c, t.closing.c, t.audit.c
    done: Counter[tuple[str, ...]] = Counter()
    for row in connection.execute(sa.select(t.decision).where(d.commune_id == commune.id)):
        done[_act("decided", row, {n: getattr(row, n) for n in ("member", "day", "counted", "reason")})] += 1
    for row in connection.execute(sa.select(t.confirmation).where(c.commune_id == commune.id)):
        detail = {"month": row.month, "day": row.day, "covers": len(json.loads(row.covers))}
        done[_act("confirmed", row, detail)] += 1
    for row in connection.execute(sa.select(t.closing).where(k.commune_id == commune.id)):
        total = json.loads(row.body)["total_dong"]
        done[_act("closed", row, {"month": row.month, "override": row.override, "total_dong": total})] += 1
    swapped = {s.ask.id: s for s in swaps.read(connection, commune)}
    for row in connection.execute(sa.select(t.swap_ruling).where(t.swap_ruling.c.commune_id == commune.id)):
        name = "swap_approved" if row.approved else "swap_declined"
        about = office_swaps.told(swapped[row.ask]) if row.ask in swapped else {}
        done[_act(name, row, {**about, "reason": row.reason})] += 1
    trail: Counter[tuple[str, ...]] = Counter()
    for row in connection.execute(sa.select(t.audit).where(a.commune_id == commune.id)):
        if row.act in ("decided", "confirmed", "closed", "swap_approved", "swap_declined"):
            detail = {name: value for name, value in json.loads(row.detail).items() if name != "before"}
            trail[_act(row.act, row, detail)] += 1
    for act in sorted((done - trail) + (trail - done)):
        yield f"Việc của Văn phòng không khớp với nhật ký: {' '.join(act)}"
    revoked = sa.select(t.device.c.id).where(t.device.c.commune_id == commune.id, t.device.c.revoked_at.is_not(None))
    noted = sa.select(a.detail).where(a.commune_id == commune.id, a.act == "device_revoked")
    told = {json.loads(detail)["device"] for detail in connection.execute(noted).scalars()}
    for device in sorted(told ^ set(connection.execute(revoked).scalars())):
        yield f"Điện thoại {device}: việc thu hồi không khớp với nhật ký"


def week_reports(connection: sa.Connection, commune: Commune, _keys: Keys) -> Iterator[str]:
    """Weekly reports that no longer match their code, and steps that are not as the audit trail has them."""
    s, a = t.week_step.c, t.audit.c
    done: Counter[tuple[str, ...]] = Counter()
    touched = erasing.cleaned(connection, commune.id, "weeks")
    for row in connection.execute(sa.select(t.week_step).where(s.commune_id == commune.id).order_by(s.rev)):
        if row.body is not None and row.rev not in touched and months.code_of(row.body) != row.code:
            yield f"Tuần {row.week}: báo cáo đã gửi không còn khớp mã số liệu"
        done[_act(f"week_{row.step}", row, week_acts.told_of(row))] += 1
    names = [f"week_{step}" for step in weeks.STEPS]
    kept = connection.execute(sa.select(t.audit).where(a.commune_id == commune.id, a.act.in_(names)))
    trail = Counter(_act(row.act, row, json.loads(row.detail)) for row in kept)
    for act in sorted((done - trail) + (trail - done)):
        yield f"Bước của báo cáo tuần không khớp với nhật ký: {' '.join(act)}"


def registers(connection: sa.Connection, commune: Commune, _keys: Keys) -> Iterator[str]:
    """What was set of difficulties and counted by officers that is not as the audit trail has it."""
    done: Counter[tuple[str, ...]] = Counter()
    for row in connection.execute(sa.select(t.difficulty_step).where(t.difficulty_step.c.commune_id == commune.id)):
        after = {name: getattr(row, name) for name in difficulties.SET}
        done[_act("difficulty_set", row, {"difficulty": row.fact, "after": after})] += 1
    for row in connection.execute(sa.select(t.counted_day).where(t.counted_day.c.commune_id == commune.id)):
        after = {"received": row.received, "same_day": row.same_day}
        done[_act("counted", row, {"day": row.day, "field": row.field, "after": after})] += 1
    a, names = t.audit.c, ("difficulty_set", "counted")
    kept = sa.select(t.audit).where(a.commune_id == commune.id, a.act.in_(names))
    told = ((row, json.loads(row.detail)) for row in connection.execute(kept))
    trail_ = Counter(_act(row.act, row, {k: v for k, v in detail.items() if k != "before"}) for row, detail in told)
    for act in sorted((done - trail_) + (trail_ - done)):
        yield f"Sổ theo dõi không khớp với nhật ký: {' '.join(act)}"


def trail_chain(connection: sa.Connection, commune: Commune, _keys: Keys) -> Iterator[str]:
    """Places where the audit trail was cut, changed or added to afterwards."""
    for _, row in trail.breaks(connection, commune.id):
        if row is None:
            yield "Nhật ký: các việc sau cùng đã bị bớt"
        else:
            yield f"Nhật ký bị đứt trước việc {row.act} lúc {row.at} của {row.by}: đã sửa, bớt hoặc chèn"


def _act(name: str, row: sa.Row[Any], detail: dict[str, Any]) -> tuple[str, ...]:
    return name, row.by, row.at, json.dumps(detail, ensure_ascii=False, sort_keys=True)


def closings(connection: sa.Connection, commune: Commune, _keys: Keys) -> Iterator[str]:
    """Closed lists that do not match their code, their own sums or the ledger as it was when they were closed."""
    c = t.closing.c
    for row in connection.execute(sa.select(t.closing).where(c.commune_id == commune.id).order_by(c.month)):
        frozen = json.loads(row.body)
        shown = {k: frozen[k] for k in ("lines", "adjustments", "total_dong", "total_words")}
        if months.verify_code(row.commune, row.month, shown) != row.code:
            yield f"Tháng {row.month}: danh sách đã chốt không còn khớp mã kiểm tra"
        parts = [x["amount_dong"] for x in [*frozen["lines"], *frozen["adjustments"]]]
        if sum(parts) != frozen["total_dong"]:
            yield f"Tháng {row.month}: tổng {frozen['total_dong']} khác tổng các dòng {sum(parts)}"
        then = months.days(connection, commune, row.month, until=row.rev)
        again = allowance.lines(row.month, commune.people.values(), commune.terms, then)
        own = {(x.member, x.count, x.amount_dong) for x in again if x.count}
        told = {(x["member"], x["count"], x["amount_dong"]) for x in frozen["lines"] if x["count"]}
        for member in sorted({line[0] for line in own ^ told}):
            yield f"Tháng {row.month}: dòng của {_name(commune, member)} không khớp khi tính lại từ sổ"
        moved, _ = months.carried(connection, commune, row.month, until=row.rev)
        later = {(a.member, a.day.isoformat(), a.days, a.amount_dong) for a in moved}
        kept = {(a["member"], a["day"], a["days"], a["amount_dong"]) for a in frozen["adjustments"]}
        for member, day, *_ in sorted(later ^ kept):
            yield f"Tháng {row.month}: điều chỉnh ngày {day} của {_name(commune, member)} không khớp khi tính lại từ sổ"


def _name(commune: Commune, member: str) -> str:
    return commune.people[member].name if member in commune.people else member


def lines(connection: sa.Connection, commune: Commune, _keys: Keys) -> Iterator[str]:
    """The lines phones were told, but for those waiting to be made again."""
    f, s = t.feed.c, t.stale_line.c
    stale = connection.execute(sa.select(s.member, s.month).where(s.commune_id == commune.id))
    waiting = {(r.member, month) for r in stale for month in phone_lines.touched(commune, r.month)}
    rows = connection.execute(
        sa.select(f.id, f.body).where(f.commune_id == commune.id, f.kind == "allowance", f.deleted.is_(False))
    )
    for row in rows:
        told = json.loads(row.body)
        if (told["member"], told["month"]) in waiting:
            continue
        if json.loads(phone_lines.text(connection, commune, told["member"], told["month"]) or "{}") != told:
            yield f"Dòng hỗ trợ {row.id} trên điện thoại khác với sổ"


def swap_rows(connection: sa.Connection, commune: Commune, _keys: Keys) -> Iterator[str]:
    """What phones were told of each swap that is not what facts, rulings and the newest roster make of it."""
    f = t.feed.c
    rows = connection.execute(sa.select(f.audience, f.body).where(f.commune_id == commune.id, f.kind == "swap"))
    told = {(row.audience, json.loads(row.body)["ask"]): json.loads(row.body) for row in rows}
    again = {
        (f"m:{member}", swap.ask.id): swap.json(commune)
        for swap in swaps.read(connection, commune)
        for member in (swap.ask.member, swap.ask.asked)
    }
    for audience, ask in sorted(key for key in told.keys() | again.keys() if told.get(key) != again.get(key)):
        yield f"Lời xin đổi ca {ask} báo cho {_name(commune, audience[2:])} khác với sổ"


def amendment_rows(connection: sa.Connection, commune: Commune, _keys: Keys) -> Iterator[str]:
    """What members were told of the leader's corrections and voids that is not what the ledger holds."""
    f = t.feed.c
    columns = (f.audience, f.id, f.body)
    rows = connection.execute(sa.select(*columns).where(f.commune_id == commune.id, f.kind == leading.KIND))
    told = {(row.audience, row.id): row.body for row in rows}
    again = leading.read(connection, commune)
    for audience, identity in sorted(key for key in told.keys() | again.keys() if told.get(key) != again.get(key)):
        yield f"Dòng {identity} báo cho {_name(commune, audience[2:])} khác với sổ"
