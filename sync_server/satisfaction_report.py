"""What a page, a print and a CSV file say of satisfaction between two days: the same figures from one reading."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from shiftbook import ballots
from shiftbook.ballots import Rate
from sync_server import satisfaction, slip_counts, week_facts
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.ledger.slips import BLOCK, PRINTED
from sync_server.satisfaction import CHANNELS, QUESTIONS, Figure, Span


@dataclass(frozen=True)
class Funnel:
    """One-use slips: codes given to phones and printed, shown to citizens or printed, and used."""

    issued: int
    offered: int
    used: int


@dataclass(frozen=True)
class Report:
    """Everything that is told of a span, of one point or of all (None), by one channel or by all together (None).

    `before` is the span of the same length just before; `points` compares each point with all others by
    `shiftbook.ballots.compared`. `outside` is how many ballots came outside the hours and outside the period. `levels`
    and the weeks they are of are those of `Answers.levels`, empty for one point or channel. `served_at` tells how many
    people were helped by week and by point, `unfinished` whether ballots wait for their sitting to end.
    """

    span: Span
    point: str | None
    channel: str | None
    served: int
    all: Figure
    before: Figure
    channels: dict[str, Figure]
    points: dict[str, tuple[Figure, int | None]]
    questions: dict[str, Figure]
    weeks: dict[str, Figure]
    funnel: Funnel
    outside: tuple[int, int]
    threshold: int
    levels: dict[str, int]
    level_weeks: list[str]
    served_at: dict[str, int]
    unfinished: bool

    @property
    def change(self) -> int | None:
        """Against the span before: None while either has too few ballots to conclude from."""
        return self._against(self.all.judged, self.before.judged)

    def _against(self, now: Rate, other: Rate) -> int | None:
        return ballots.compared(now, other) if min(now.ballots, other.ballots) >= self.threshold else None


def report(
    connection: sa.Connection, commune: Commune, span: Span, now: datetime, *, point: str | None = None,
    channel: str | None = None, found: satisfaction.Answers | None = None,
) -> Report:  # fmt: skip
    """The figures of a span; `found` are the ballots of a time that holds it and the one before, if read already."""
    before = just_before(span)
    found = found or satisfaction.answers(connection, commune, (before[0], span[1]), now)
    threshold = satisfaction.threshold_on(commune, span[1])
    chosen = (point, channel)
    levels = ({}, []) if any(chosen) else found.levels(span, commune, now)
    weeks, helped = satisfaction.weeks(span), satisfaction.served_on(connection, commune.id, span, point)
    points = _points(found, commune, span, channel, threshold=threshold) if point is None else {}
    served_at = {name: sum(n for day, n in helped.items() if part[0] <= day <= part[1]) for name, part in weeks.items()}
    served_at |= {name: satisfaction.served(connection, commune.id, span, name) for name in points}
    return Report(
        span,
        *chosen,
        helped.total(),
        found.figure(span, *chosen),
        found.figure(before, *chosen),
        {name: found.figure(span, point, name) for name in CHANNELS},
        points,
        {name: found.figure(span, *chosen, name) for name in QUESTIONS},
        {name: found.figure(part, *chosen) for name, part in weeks.items()},
        _funnel(connection, commune, span, point),
        _outside(connection, commune, span, chosen),
        threshold,
        *levels,
        served_at,
        found.unfinished(span, *chosen),
    )


def just_before(span: Span) -> Span:
    """The span of the same length that ends the day before one begins."""
    return span[0] - (span[1] - span[0]) - timedelta(days=1), span[0] - timedelta(days=1)


def _points(
    found: satisfaction.Answers, commune: Commune, span: Span, channel: str | None, *, threshold: int
) -> dict[str, tuple[Figure, int | None]]:
    figures = {point: found.figure(span, point, channel) for point in commune.points}
    number = sum(one.judged.ballots for one in figures.values())
    satisfied = sum(one.judged.satisfied for one in figures.values())
    result = {}
    for point, one in figures.items():
        others, good = number - one.judged.ballots, satisfied - one.judged.satisfied
        enough = min(one.judged.ballots, others) >= threshold
        rest = ballots.rate({5: good, 1: others - good})
        result[point] = (one, ballots.compared(one.judged, rest) if enough else None)
    return result


def _funnel(connection: sa.Connection, commune: Commune, span: Span, point: str | None) -> Funnel:
    first, last = span[0].isoformat(), span[1].isoformat()
    s, b = t.slip_block.c, t.ballot.c
    given = sa.select(sa.func.coalesce(sa.func.sum(s.blocks), 0)).where(
        s.commune_id == commune.id, s.day.between(first, last), ~s.device.startswith(PRINTED, autoescape=True),
        *([s.point == point] if point else []),
    )  # fmt: skip
    used = sa.select(sa.func.count()).where(
        b.commune_id == commune.id, b.day.between(first, last), b.channel == "slip",
        *([b.point == point] if point else []),
    )  # fmt: skip
    told = week_facts.told(connection, commune.id, ("ballot_offered",), span)
    offered = sum(one.content.channel == "slip" and point in (None, one.content.point) for one in told)
    # Paper counts from its printing to its day: whoever has it may use it at once.
    papers = slip_counts.printed(connection, commune.id, *span)
    paper = BLOCK * sum(row.blocks for row, _ in papers if point in (None, row.point))
    issued = BLOCK * int(connection.execute(given).scalar_one()) + paper
    return Funnel(issued, offered + paper, connection.execute(used).scalar_one())


def _outside(
    connection: sa.Connection, commune: Commune, span: Span, chosen: tuple[str | None, str | None]
) -> tuple[int, int]:
    b = t.ballot.c
    where: list[Any] = [b.commune_id == commune.id, b.day.between(span[0].isoformat(), span[1].isoformat())]
    where += [column == value for column, value in zip((b.point, b.channel), chosen, strict=True) if value]
    counts = [
        connection.execute(sa.select(sa.func.count()).select_from(t.ballot).where(*where, flag)).scalar_one()
        for flag in (b.outside_hours, b.outside_period)
    ]
    return counts[0], counts[1]
