"""The figures of sent weekly reports, derived again from the ledger as it was when each was sent."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import sqlalchemy as sa

from shiftbook.allowance import Person
from shiftbook.moments import parse_day, parse_instant, week_days
from shiftbook.weeks import week_before
from sync_server import commune as communes
from sync_server import erasing, months, satisfaction, week_words, weeks
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.security import Keys

# What stands in the ledger under a revision that never changes, and what a week is made of besides.
_DATED: Final = (t.duty, t.calendar_exception, t.procedure, t.presence, t.amendment, t.swap_ruling, t.counted_day,
                 t.difficulty_step)  # fmt: skip
_WHOLE: Final = (t.commune, t.feed_head, t.point, t.member)
_EARLIER: Final = ("difficulty_raised", "corrected", "voided", "swap_asked", "swap_answered")
_BALLOTS: Final = ("ballots", "judged", "satisfied")
_PARTS: Final = {"organisation": 0, "results": 1, "facilities": 3, "outreach": 3, "days": 1}


def sent(connection: sa.Connection, commune: Commune, _keys: Keys) -> Iterator[str]:
    """Sent reports that say other figures than the ledger gives as of then.

    Its ballots are not compared: a ballot keeps no time, and a box of paper is counted days later. A text that does not
    match its code is told elsewhere.
    """
    touched = erasing.cleaned(connection, commune.id, "weeks")
    s = t.week_step.c
    steps = sa.select(t.week_step).where(s.commune_id == commune.id, s.step == "sent").order_by(s.rev)
    for row in connection.execute(steps):
        if months.code_of(row.body) != row.code and row.rev not in touched:
            continue
        told = json.loads(row.body)
        for what in _differing(connection, commune, row, told):
            yield f"Tuần {row.week}: báo cáo đã gửi lúc {row.at} không khớp khi tính lại từ sổ: {what}"


def _differing(connection: sa.Connection, commune: Commune, row: Any, told: dict[str, Any]) -> Iterator[str]:
    with _ledger_of(connection, commune.id, row) as then:
        known = communes.read(then, commune.id)
        gone = {point: parse_day(since) for point, since in told["paper"].get("gone", {}).items()}
        named = gone.keys() | told["paper"]["points"].keys()
        points = {point: name for point, name in known.points.items() if point in named}
        known = replace(known, points=points, gone=gone, people=_people(known, told["paper"].get("away", [])))
        now = parse_instant(row.at)
        days, earlier = week_days(row.week), week_days(week_before(row.week))
        found = satisfaction.answers(then, known, (earlier[0], days[-1]), now)
        again = weeks.figures(then, known, days, now, found=found)
        before = weeks.figures(then, known, earlier, now, found=found)["totals"] if told["before"] else {}
    if "blank" not in told["totals"]:  # sent when a day's sessions still counted those nobody was rostered for
        for day in again["days"]:
            day["sessions"] += day["blank"]
    yield from _totals(told["totals"], again["totals"])
    for what in _totals((told["before"] or {}).get("totals", {}), before):
        yield f"tuần trước, {what}"
    for name, part in _PARTS.items():
        if _bare(told[name]) != _bare(again[name], like=told[name]):
            yield f"phần {week_words.PARTS[part].lower()}"


def _people(known: Commune, away: list[dict[str, Any]]) -> dict[str, Person]:
    """The team with the first and last days that were known when the report was sent."""
    people = {m: replace(person, since=date.min, until=None) for m, person in known.people.items()}
    for one in away:
        if one["member"] in people:
            until = parse_day(one["until"]) if one["until"] else None
            people[one["member"]] = replace(people[one["member"]], since=parse_day(one["since"]), until=until)
    return people


def _totals(told: dict[str, int], again: dict[str, int]) -> Iterator[str]:
    for name, number in told.items():
        if name not in _BALLOTS and again.get(name) != number:
            yield f"{week_words.TOTALS[name].lower()} ghi {number}, sổ có {again.get(name)}"


def _bare(value: Any, like: Any = None) -> Any:
    """A part without names of people, words, and ballots of a day; of a mapping only what the sent one has too."""
    if isinstance(value, dict):
        known = like if isinstance(like, dict) else value
        left = {k: v for k, v in value.items() if k in known and not (k == "name" and "member" in value)}
        return {k: _bare(v, known[k]) for k, v in left.items() if k not in ("notes", "comments") and
                not (k == "ballots" and "sessions" in value)}  # fmt: skip
    if isinstance(value, list):
        pairs = like if isinstance(like, list) and len(like) == len(value) else value
        return [_bare(one, other) for one, other in zip(value, pairs, strict=True)]
    return value


@contextmanager
def _ledger_of(connection: sa.Connection, commune: int, step: Any) -> Iterator[sa.Connection]:
    """What the ledger held of a week, the one before it and what they carried when a step was taken, in memory."""
    first, last = week_days(week_before(step.week))[0], week_days(step.week)[-1]
    long_before = (first - timedelta(weeks=weeks.CARRIED_WEEKS)).isoformat()
    f = t.fact.c
    span = (first.isoformat(), last.isoformat())
    # A fact's revision moves when its verdict does; then the instant of its arrival tells whether it was there.
    there = sa.or_(f.rev <= step.rev, f.arrived_at < step.at)
    near = sa.or_(f.day.between(*span), sa.and_(f.kind.in_(_EARLIER), f.day >= long_before))
    wanted = {
        **{table: sa.select(table) for table in _WHOLE},
        **{table: sa.select(table).where(table.c.rev <= step.rev) for table in _DATED},
        t.fact: sa.select(t.fact).where(there, near),
    }  # fmt: skip
    engine = sa.create_engine("sqlite://")
    with engine.connect() as memory:
        t.metadata.create_all(memory)
        for table, query in wanted.items():
            rows = connection.execute(query.where(table.c.commune_id == commune)).mappings().all()
            if rows:
                memory.execute(table.insert(), [dict(row) for row in rows])
        yield memory
    engine.dispose()
