"""What belongs to the ballots, derived again: slips and their marks, versions of the wording, posters over time."""

import json
from collections import Counter
from collections.abc import Iterator

import sqlalchemy as sa

from sync_server import ballot_texts
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.ledger.slips import BLOCK, PRINTED, scope
from sync_server.security import Keys


def slips(connection: sa.Connection, commune: Commune, keys: Keys) -> Iterator[str]:
    """Slips that are not those of their block, marks of no slip, and points without a ballot for each used slip."""
    s, b, v, m = t.slip.c, t.slip_block.c, t.ballot.c, t.slip_spent.c
    held: dict[tuple[str, ...], dict[str, bool]] = {}
    points: dict[str, str] = {}
    used: Counter[str] = Counter()
    for row in connection.execute(sa.select(t.slip).where(s.commune_id == commune.id)):
        held.setdefault((row.device, row.point, row.day, row.session), {})[row.hash] = bool(row.spent)
        points[keys.spent(row.hash)] = row.point
        used[row.point] += bool(row.spent)
    for row in connection.execute(sa.select(t.slip_block).where(b.commune_id == commune.id)):
        own = held.pop((row.device, row.point, row.day, row.session), {})
        codes = keys.slips(scope(commune.id, row.device, (row.point, row.day, row.session)), row.blocks, BLOCK)
        printed = row.device.startswith(PRINTED)
        right = len(own) == row.blocks * BLOCK if printed else own.keys() == {keys.hashed(code) for code in codes}
        if not right or sum(own.values()) != row.spent:
            yield f"Phiếu của điện thoại {row.device} cho {row.session} {row.day}: dấu trong sổ không khớp"
    if held:
        yield f"Có {len(held)} ca có mã phiếu mà sổ không ghi đã phát"
    marks = connection.execute(sa.select(m.mark).where(m.commune_id == commune.id)).scalars().all()
    if unknown := [mark for mark in marks if mark not in points]:
        yield f"Có {len(unknown)} dấu đã dùng không thuộc mã phiếu nào"
    used.update(points[mark] for mark in marks if mark in points)
    own_ballots = (v.commune_id == commune.id, v.channel == "slip")
    cast = Counter(connection.execute(sa.select(v.point).where(*own_ballots)).scalars())
    for point, more in sorted((cast - used).items()):
        yield f"Điểm trực {point}: nhiều hơn {more} phiếu so với số mã đã dùng"
    for point, less in sorted((used - cast).items()):
        yield f"Điểm trực {point}: thiếu {less} phiếu so với số mã đã dùng"


def wordings(connection: sa.Connection, commune: Commune, _keys: Keys) -> Iterator[str]:
    """Versions of the ballot's wording that are not as the trail and the phones have them, ballots of no version."""
    a, v, f = t.audit.c, t.ballot.c, t.feed.c
    versions = {w.version: w for w in ballot_texts.versions(connection, commune.id)}
    noted = sa.select(a.by, a.at, a.detail).where(a.commune_id == commune.id, a.act == "ballot_text_set")
    trail = {(row.by, row.at, row.detail) for row in connection.execute(noted)}
    told = sa.select(f.body).where(f.commune_id == commune.id, f.kind == "ballot_texts")
    phones = {
        found["version"]: found
        for body in connection.execute(told).scalars()
        if "version" in (found := json.loads(body))
    }
    for number, one in sorted(versions.items()):
        if number and (one.by, one.at, json.dumps({"version": number, "from": one.from_day})) not in trail:
            yield f"Lời trên phiếu, bản {number}: không khớp với nhật ký"
        elif number and phones.get(number) != {**one.texts, "version": number, "from": one.from_day}:
            yield f"Lời trên phiếu, bản {number}: khác với lời đã gửi tới điện thoại"
    answered = connection.execute(sa.select(v.version).where(v.commune_id == commune.id).distinct()).scalars()
    for number in sorted(set(answered) - versions.keys()):
        yield f"Có phiếu theo bản lời {number} mà sổ không có"


def posters(connection: sa.Connection, commune: Commune, _keys: Keys) -> Iterator[str]:
    """Points whose poster is not the one in use, and replaced posters that are not as the trail has them."""
    p, q, a = t.poster.c, t.point.c, t.audit.c
    rows = connection.execute(sa.select(t.poster).where(p.commune_id == commune.id)).all()
    hanging = {(row.point, row.code) for row in rows if row.retired_on is None}
    current = connection.execute(sa.select(q.id, q.poster_code).where(q.commune_id == commune.id))
    for point, _ in sorted({tuple(row) for row in current} ^ hanging):
        yield f"Điểm trực {point}: mã áp phích đang dùng không khớp"
    noted = sa.select(a.detail).where(a.commune_id == commune.id, a.act == "poster_replaced")
    acts = Counter(json.loads(detail)["point"] for detail in connection.execute(noted).scalars())
    gone = Counter(row.point for row in rows if row.retired_on is not None)
    for point in sorted((acts - gone) + (gone - acts)):
        yield f"Điểm trực {point}: áp phích đã thay không khớp với nhật ký"
