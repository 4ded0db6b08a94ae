"""Satisfaction figures from ballots: by channel, never by person."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from shiftbook import amendments, ballots
from sync_server import tables as t

CHANNELS = ("slip", "poster", "tablet", "paper")


def by_channel(connection: sa.Connection, commune: int, span: tuple[date, date], point: str | None) -> dict[str, Any]:
    """For each channel ballots, satisfied, rate with interval, and how many people were served in the time."""
    b = t.ballot.c
    first, last = span[0].isoformat(), span[1].isoformat()
    where = [b.commune_id == commune, b.day.between(first, last)] + ([b.point == point] if point else [])
    rows = connection.execute(
        sa.select(b.channel, b.rating, sa.func.count()).where(*where).group_by(b.channel, b.rating)
    ).all()
    answers: dict[str, dict[int, int]] = {channel: {} for channel in CHANNELS}
    for channel, rating, number in rows:
        answers[channel][rating] = number
    people = served(connection, commune, span, point)
    return {channel: _told(ballots.rate(answers[channel]), people) for channel in CHANNELS}


def _told(rate: ballots.Rate, people: int) -> dict[str, Any]:
    return {"ballots": rate.ballots, "satisfied": rate.satisfied, "rate": rate.rate, "low": rate.low,
            "high": rate.high, "served": people}  # fmt: skip


def served(connection: sa.Connection, commune: int, span: tuple[date, date], point: str | None = None) -> int:
    """How many people were helped: every act of help that stands and counts, as its newest correction tells it."""
    f = t.fact.c
    where = [f.commune_id == commune, f.kind == "assisted", f.day.between(span[0].isoformat(), span[1].isoformat())]
    if point:
        where.append(f.body.contains(f'"point":"{point}"', autoescape=True))
    return len(counting(connection, commune, sa.select(f.id).where(*where)))


def counting(connection: sa.Connection, commune: int, ids: sa.Select[Any]) -> dict[str, str]:
    """Of the facts selected those that stand and count, each with what speaks for it: its newest correction."""
    f, a = t.fact.c, t.amendment.c
    amended = [
        amendments.Amendment(r.id, r.target, bool(r.replaces))
        for r in connection.execute(sa.select(t.amendment).where(a.commune_id == commune, a.root.in_(ids)))
    ]
    corrections = sa.select(a.id).where(a.commune_id == commune, a.root.in_(ids))
    good = set(
        connection.execute(
            sa.select(f.id).where(
                f.commune_id == commune, f.code.is_(None), sa.or_(f.id.in_(ids), f.id.in_(corrections))
            )
        ).scalars()
    )
    speakers = amendments.standing(connection.execute(ids).scalars(), amended)
    return {root: speaker for root, speaker in speakers.items() if speaker in good}
