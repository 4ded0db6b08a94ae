"""The leader's word on a swap: approving publishes the shift's new roster, and both phones hear of it."""

from datetime import date, datetime

import sqlalchemy as sa

from shiftbook.moments import format_instant
from shiftbook.swaps import OPEN
from sync_server import acts, setup
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.acts import Actor
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.ledger import swaps
from sync_server.ledger.swaps import Swap

LONGEST_REASON = 500


def waiting(connection: sa.Connection, commune: Commune, now: datetime) -> list[tuple[Swap, str, date, str]]:
    """The requests that still may be ruled on, each with its point, day and session, the nearest shift first."""
    found = [(s, *s.shift) for s in swaps.read(connection, commune) if s.shift and s.state in OPEN]
    ahead = [one for one in found if commune.windows(one[2])[one[3]].starts > now]
    return sorted(ahead, key=lambda one: (commune.windows(one[2])[one[3]].starts, one[0].ask.id))


def rule(tx: Tx, commune_id: int, ask: str, approved: bool, *, reason: str, actor: Actor, now: datetime) -> None:
    """The leader approves or declines; raises Refused when that can no longer be done, and then changes nothing."""
    commune = communes.current(tx, commune_id)
    found = next(iter(swaps.read(tx.connection, commune, [ask])), None)
    if found is None or found.shift is None:
        raise Refused("not_found", 404)
    said = reason.replace("\0", "").strip()[:LONGEST_REASON]
    members = _exchanged(commune, found, approved, now)
    row = {"commune_id": commune_id, "ask": ask, "rev": tx.next_rev(commune_id), "approved": approved, "reason": said,
           "by": actor.name, "at": format_instant(now)}  # fmt: skip
    tx.execute(t.swap_ruling.insert(), row)
    act = "swap_approved" if approved else "swap_declined"
    acts.record(tx, commune_id, act, {**told(found), "reason": said}, actor=actor, now=now)
    if approved:
        setup.publish(tx, commune_id, found.shift, members, now=now)
    swaps.tell(tx, communes.current(tx, commune_id), [ask])
    communes.settled(tx, commune_id)


def told(swap: Swap) -> dict[str, str]:
    """A request as the audit trail names it."""
    point, day, session = swap.shift or ("", date.min, "")
    return {"ask": swap.ask.id, "day": day.isoformat(), "session": session, "point": point,
            "from_member": swap.ask.member, "with_member": swap.ask.asked}  # fmt: skip


def _exchanged(commune: Commune, swap: Swap, approved: bool, now: datetime) -> list[str]:
    """Who is on the shift once the one asked stands in the asker's place."""
    assert swap.shift is not None
    point, day, session = swap.shift
    if commune.windows(day)[session].starts <= now:
        raise Refused("begun", 409)
    if swap.state not in OPEN:
        raise Refused("swap_over", 409)
    if approved and swap.state != "accepted":
        raise Refused("swap_unanswered", 409)
    before = commune.ground.roster.members(point, day, session)
    members = [swap.ask.asked if m == swap.ask.member else m for m in before]
    # Who was asked can serve, or the request were overtaken; that a fellow has left the team is no matter of these two.
    wrong = [code for code in setup.unfit(commune, swap.shift, members, now) if code != "member_unknown"]
    if approved and wrong:
        raise Refused(wrong[0], 409)
    return members
