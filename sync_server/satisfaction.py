"""Satisfaction figures from ballots: never by person, and never of fewer than five ballots together."""

import json
from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa

from shiftbook import amendments, ballots
from shiftbook.ballots import LEVELS, SATISFIED, Heap, Rate
from shiftbook.moments import local_day, parse_day, parse_instant, week_days, week_of
from shiftbook.roster import SESSIONS
from shiftbook.weeks import week_after
from sync_server import tables as t
from sync_server.ballots import TEXTS
from sync_server.commune import Commune

CHANNELS = ("slip", "poster", "tablet", "paper")
Span = tuple[date, date]
Sitting = tuple[str, date, str]
OVERALL: Final = "rating"
# A commune sets it from a day on; between 5 and this a rate is shown and said to be too little to conclude from.
THRESHOLD: Final[dict[str, Any]] = {"from": "2024-01-01", "ballots": 30, "source": "mặc định của phần mềm"}


@dataclass(frozen=True)
class Question:
    """One question of the full ballot, which answers are valid and which of them the rate counts."""

    no: int
    text: str
    counted: str
    good: Container[int]
    valid: Iterable[int]


_SINGLE: Final = {7: ("chỉ phải đến 1 lần", (1,)), 8: ("không phải trả thêm", (0,))}
QUESTIONS: Final = {
    f"q{q['no']}": Question(q["no"], q["vi"], "hài lòng, rất hài lòng", SATISFIED, LEVELS)
    if q["type"] == "scale"
    else Question(q["no"], q["vi"], *_SINGLE[q["no"]], tuple(int(option["value"]) for option in q["options"]))
    for q in TEXTS["full"]
    if q["no"] <= 8
}


@dataclass(frozen=True)
class Figure:
    """Ballots that came, the rate of those that may be told (`judged`) and of those counted apart.

    `judged.ballots` and `apart.ballots` say how many each rests on.
    """

    ballots: int
    judged: Rate
    apart: Rate

    @property
    def whole(self) -> bool:
        """Whether every ballot that came is told and counted in."""
        return self.judged.ballots == self.ballots


class Answers:
    """The ballots of some years as heaps, from which every figure of any span in them is summed."""

    def __init__(
        self, came: dict[tuple[str, str], Counter[date]], heaps: dict[tuple[str, str, str], list[Heap]],
        unfinished: set[tuple[str, str, date]],
    ):  # fmt: skip
        self._came, self._heaps, self._unfinished = came, heaps, unfinished

    def unfinished(self, span: Span, point: str | None = None, channel: str | None = None) -> bool:
        """Whether a sitting of a span that has ballots is not over."""
        return any(
            point in (None, place) and channel in (None, way) and span[0] <= day <= span[1]
            for place, way, day in self._unfinished
        )

    def levels(self, span: Span, commune: Commune, now: datetime) -> tuple[dict[str, int], list[str]]:
        """The levels of all points and channels together (`ballots.added`), and the weeks of a span they are of.

        They are told of whole ISO weeks only, of a week once its Friday's last session is over (report.vi.md §7.2) and
        of what was complete then, for ever the same; not of a week with ballots counted apart. So no difference of two
        spans, of before and after, or of two channels is the levels of a few.
        """
        found = {}
        for name, days in weeks(span).items():
            friday = sitting_over(commune, (week_days(name)[4], SESSIONS[-1], False))
            told = [heap for key, own in self._heaps.items() if key[2] == OVERALL for heap in own
                    if heap.inside(days) and heap.over <= friday]  # fmt: skip
            whole = (days[1] - days[0]).days == 6 and friday <= now
            if whole and told and not any(heap.apart for heap in told):
                found[name] = ballots.grouped(sum((Counter(heap.answers) for heap in told), Counter[int]()))
        return ballots.added(list(found.values())), list(found)

    def figure(
        self, span: Span, point: str | None = None, channel: str | None = None, question: str = OVERALL
    ) -> Figure:
        """The figure of a span, of one point and one channel or of all together."""
        ballots_, told, apart = 0, Counter[int](), Counter[int]()
        for (place, way), days in self._came.items():
            if point in (None, place) and channel in (None, way):
                ballots_ += sum(number for day, number in days.items() if span[0] <= day <= span[1])
                for heap in self._heaps.get((place, way, question), ()):
                    if heap.inside(span):
                        (apart if heap.apart else told).update(heap.answers)
        known = QUESTIONS.get(question)
        terms = (known.good, known.valid) if known else (SATISFIED, LEVELS)
        return Figure(ballots_, ballots.rate(told, *terms), ballots.rate(apart, *terms))


def weeks(span: Span) -> dict[str, Span]:
    """The ISO weeks of a span, the first and the last cut to it."""
    found, name = {}, week_of(span[0])
    while name <= week_of(span[1]):
        days = week_days(name)
        found[name] = (max(days[0], span[0]), min(days[-1], span[1]))
        name = week_after(name)
    return found


def answers(connection: sa.Connection, commune: Commune, span: Span, now: datetime) -> Answers:
    """The ballots of every year that a span touches, as far as their sittings are over.

    A year begins with new heaps, so that the figures of one never hang on the others.
    """
    b = t.ballot.c
    years = (max(2000, span[0].year), min(span[1].year, local_day(now).year + 1))
    within = b.day.between(f"{years[0]}-01-01", f"{years[1]}-12-31")
    columns = (b.point, b.channel, b.day, b.session, b.outside_hours, b.rating, b.answers)
    wanted = sa.select(*columns, sa.func.count()).where(b.commune_id == commune.id, within).group_by(*columns)
    came: dict[tuple[str, str], Counter[date]] = {}
    sat: dict[tuple[str, str, str], dict[Any, Counter[int]]] = {}
    papers = _papers(connection, commune.id)
    unfinished: set[tuple[str, str, date]] = set()
    for point, channel, text, session, outside, rating, others, number in connection.execute(wanted):
        day = parse_day(text)
        came.setdefault((point, channel), Counter())[day] += number
        # Paper comes when it has been entered, long after its day perhaps: it stands in that order.
        over, entered = sitting_over(commune, (day, session, bool(outside))), 0
        if channel == "paper":
            entered, over = papers.get((point, text, session), (0, over))
        elif over > now:
            unfinished.add((point, channel, day))
            continue
        place = (day.year, entered, day, bool(outside), SESSIONS.index(session), over)
        for question, value in _given(rating, others):
            sat.setdefault((point, channel, question), {}).setdefault(place, Counter())[value] += number
    apart = _apart(connection, commune.id)
    heaps = {
        key: [heap for year in range(years[0], years[1] + 1) for heap in ballots.heaped(
            Heap(place[2], place[2], found, place[5], (key[0], place[2], SESSIONS[place[4]], key[1]) in apart)
            for place, found in sorted(sittings.items()) if place[0] == year
        )]
        for key, sittings in sat.items()
    }  # fmt: skip
    return Answers(came, heaps, unfinished)


def sitting_over(commune: Commune, sitting: tuple[date, str, bool]) -> datetime:
    """`Commune.sitting_over` of a sitting (day, session, outside the hours)."""
    return commune.sitting_over(sitting[0], sitting[1], outside=sitting[2])


def _given(rating: int, others: str) -> Iterable[tuple[str, int]]:
    yield OVERALL, rating
    if others != "{}":
        for name, value in json.loads(others).items():
            if name in QUESTIONS and isinstance(value, int):
                yield name, value


def _papers(connection: sa.Connection, commune: int) -> dict[tuple[str, str, str], tuple[int, datetime]]:
    """In which order the boxes of paper were stored, and when."""
    p = t.paper_batch.c
    wanted = sa.select(t.paper_batch).where(p.commune_id == commune, p.stored_rev > 0)
    return {(row.point, row.day, row.session): (row.stored_rev, parse_instant(json.loads(row.outcome)["at"]))
            for row in connection.execute(wanted)}  # fmt: skip


def _apart(connection: sa.Connection, commune: int) -> set[tuple[str, date, str, str]]:
    """The sittings whose ballots the office counts apart, by its newest word on each."""
    r = t.ballot_ruling.c
    last = {
        (row.point, parse_day(row.day), row.session, row.channel): bool(row.apart)
        for row in connection.execute(sa.select(t.ballot_ruling).where(r.commune_id == commune).order_by(r.rev))
    }
    return {key for key, apart in last.items() if apart}


def threshold_on(commune: Commune, day: date) -> int:
    """From how many ballots on something may be concluded on a day."""
    known = [one for one in thresholds(commune) if one["from"] <= day.isoformat()]
    return int((known[-1] if known else THRESHOLD)["ballots"])


def thresholds(commune: Commune) -> list[dict[str, Any]]:
    """Every threshold with the day from which on it holds and its ground, the first first."""
    return sorted([THRESHOLD, *commune.config.get("ballot_thresholds", [])], key=lambda one: str(one["from"]))


def released(found: Answers, span: Span, people: int) -> dict[str, Any]:
    """For each channel what `by_channel` tells, with answers only of whole heaps; `judged` says of how many ballots."""
    told = {}
    for channel in CHANNELS:
        figure = found.figure(span, channel=channel)
        told[channel] = {**asdict(figure.judged), "ballots": figure.ballots, "judged": figure.judged.ballots,
                         "served": people}  # fmt: skip
    return told


def by_channel(connection: sa.Connection, commune: int, span: Span, point: str | None) -> dict[str, Any]:
    """For each channel ballots, satisfied, rate with interval, and how many people were served in the time.

    The contract's exact counts of any span, for scripts alone (decision 0015).
    """
    b = t.ballot.c
    first, last = span[0].isoformat(), span[1].isoformat()
    where = [b.commune_id == commune, b.day.between(first, last)] + ([b.point == point] if point else [])
    rows = connection.execute(
        sa.select(b.channel, b.rating, sa.func.count()).where(*where).group_by(b.channel, b.rating)
    ).all()
    counted: dict[str, dict[int, int]] = {channel: {} for channel in CHANNELS}
    for channel, rating, number in rows:
        counted[channel][rating] = number
    people = served(connection, commune, span, point)
    return {channel: {**asdict(ballots.rate(counted[channel])), "served": people} for channel in CHANNELS}


def for_people(
    connection: sa.Connection, commune: Commune, span: Span, point: str | None, *, now: datetime
) -> dict[str, Any]:
    """The same shape for who is signed in: a channel's answers are null unless every ballot of the span may be told."""
    found, people = answers(connection, commune, span, now), served(connection, commune.id, span, point)
    told = {}
    for channel in CHANNELS:
        figure = found.figure(span, point, channel)
        known = asdict(figure.judged) if figure.whole else {"satisfied": None, "rate": None, "low": None, "high": None}
        told[channel] = {**known, "ballots": figure.ballots, "served": people}
    return told


def served(connection: sa.Connection, commune: int, span: Span, point: str | None = None) -> int:
    """How many people were helped: every act of help that stands and counts, as its newest correction tells it."""
    return served_on(connection, commune, span, point).total()


def served_on(connection: sa.Connection, commune: int, span: Span, point: str | None = None) -> Counter[date]:
    """How many people were helped on each day."""
    f = t.fact.c
    where = [f.commune_id == commune, f.kind == "assisted", f.day.between(span[0].isoformat(), span[1].isoformat())]
    if point:
        where.append(f.body.contains(f'"point":"{point}"', autoescape=True))
    days = {row.id: parse_day(row.day) for row in connection.execute(sa.select(f.id, f.day).where(*where))}
    return Counter(days[root] for root in counting(connection, commune, sa.select(f.id).where(*where)))


def counting(connection: sa.Connection, commune: int, ids: sa.Select[Any], *, doubted: bool = False) -> dict[str, str]:
    """Of the facts selected those that stand and count, each with what speaks for it: its newest correction; `doubted`
    ones too, which have a code."""
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
    return {root: speaker for root, speaker in speakers.items() if doubted or speaker in good}
