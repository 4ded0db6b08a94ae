"""Which numbers of a device's facts have come, and the receipt that says so."""

import json
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

import orjson
import sqlalchemy as sa

from shiftbook.moments import format_instant
from sync_server import tables as t
from sync_server.database import Tx
from sync_server.security import Keys


@dataclass
class Device:
    """A device's counters while a request is worked on; `ranges` are the numbers that came, as [first, last]."""

    id: str
    stored: int
    ranges: list[list[int]]
    revoked: bool
    generation: int
    members: frozenset[str]
    receipt: str | None = None
    last_heard: str | None = None
    unsent: int = 0

    @property
    def contiguous(self) -> int:
        """The last number before the first gap."""
        return self.ranges[0][1] if self.ranges and self.ranges[0][0] == 1 else 0

    @property
    def highest(self) -> int:
        """The greatest number that came."""
        return self.ranges[-1][1] if self.ranges else 0

    @property
    def gap(self) -> int:
        """How many numbers below the greatest have not come."""
        return self.highest - sum(last - first + 1 for first, last in self.ranges)

    @property
    def told(self) -> dict[str, int]:
        """Its numbers as people are told them: what it still holds, how many never came, up to where all came."""
        return {"unsent": self.unsent, "gap": self.gap, "contiguous_seq": self.contiguous, "highest_seq": self.highest}

    def count(self, seq: int | None) -> None:
        """One more item is kept; its number, if it has one, has come."""
        self.stored += 1
        if seq is not None:
            add(self.ranges, seq)

    def heard(self, at: str, unsent: int) -> None:
        """The device itself called, and told how much it still holds."""
        self.last_heard, self.unsent = at, unsent

    def brought(self, new: int) -> None:
        """A carrier brought so many new items: fewer are missing, but the phone itself is as silent as before."""
        self.unsent = max(0, self.unsent - new)


def add(ranges: list[list[int]], seq: int) -> None:
    """Put one number into sorted, disjoint, never touching ranges."""
    if ranges and ranges[-1][1] + 1 == seq:
        ranges[-1][1] = seq
        return
    index = bisect_left(ranges, seq, key=itemgetter(1))
    if index < len(ranges) and ranges[index][0] <= seq:
        return
    ranges.insert(index, [seq, seq])
    _join(ranges, index + 1)
    _join(ranges, index)


def _join(ranges: list[list[int]], index: int) -> None:
    if 0 < index < len(ranges) and ranges[index - 1][1] + 1 >= ranges[index][0]:
        ranges[index - 1][1] = max(ranges[index - 1][1], ranges[index][1])
        del ranges[index]


_d, _m = t.device.c, t.device_member.c
_NAMED: Any = sa.bindparam("ids", expanding=True)
_DEVICES = sa.select(
    _d.id, _d.stored, _d.ranges, _d.revoked_at, _d.generation, _d.receipt, _d.last_heard, _d.unsent
).where(_d.commune_id == sa.bindparam("commune"), _d.id.in_(_NAMED))
_MEMBERS = sa.select(_m.device, _m.member).where(_m.commune_id == sa.bindparam("commune"), _m.device.in_(_NAMED))


def load(connection: sa.Connection, commune: int, ids: Iterable[str]) -> dict[str, Device]:
    """The devices of a commune with these ids; unknown ones are left out."""
    told = {"commune": commune, "ids": sorted(ids)}
    members: dict[str, set[str]] = {}
    for device, member in connection.execute(_MEMBERS, told):
        members.setdefault(device, set()).add(member)
    return {r.id: _device(r, frozenset(members.get(r.id, ()))) for r in connection.execute(_DEVICES, told)}


def with_token(connection: sa.Connection, commune: int, ids: Iterable[str]) -> set[str]:
    """Which of these devices a phone still speaks for itself."""
    k = t.device_token.c
    query = sa.select(k.device).where(k.commune_id == commune, k.device.in_(sorted(ids)))
    return set(connection.execute(query).scalars())


def _device(row: Any, members: frozenset[str]) -> Device:
    counters = (row.id, row.stored, json.loads(row.ranges), row.revoked_at is not None, row.generation)
    return Device(*counters, members, row.receipt, row.last_heard, row.unsent)


def recreate(tx: Tx, commune: int, device: str, at: datetime) -> Device:
    """A device this database does not know, named by a phone that enrolled again: made anew, empty."""
    tx.execute(
        t.device.insert(),
        {"commune_id": commune, "id": device, "model": "", "os": "", "app_version": "", "made_at": format_instant(at)},
    )
    return Device(device, 0, [], False, 0, frozenset())


_SAVE = (
    t.device.update()
    .where(t.device.c.commune_id == sa.bindparam("of_commune"), t.device.c.id == sa.bindparam("of_device"))
    .values({name: sa.bindparam(name) for name in ("stored", "ranges", "receipt", "last_heard", "unsent")})
)


def save(tx: Tx, commune: int, changed: Iterable[Device]) -> None:
    """Write devices' counters, receipts and what they told of themselves."""
    rows = [
        {"of_commune": commune, "of_device": d.id, "stored": d.stored, "receipt": d.receipt, "unsent": d.unsent,
         "ranges": json.dumps(d.ranges, separators=(",", ":")), "last_heard": d.last_heard}
        for d in changed
    ]  # fmt: skip
    tx.execute(_SAVE, rows)


def receipt(device: Device, at: str, keys: Keys) -> dict[str, Any]:
    """What has arrived from a device, sealed against forgery (wire contract §3); the last one is kept."""
    told = {
        "device": device.id,
        "contiguous_seq": device.contiguous,
        "highest_seq": device.highest,
        "stored": device.stored,
        "at": at,
    }
    sealed = {**told, "mac": keys.seal(sealed_text(told))}
    device.receipt = orjson.dumps(sealed).decode()
    return sealed


def sealed_text(told: dict[str, Any]) -> str:
    """The text a receipt's seal covers: its other fields in their order."""
    return "|".join(str(told[name]) for name in ("device", "contiguous_seq", "highest_seq", "stored", "at"))
