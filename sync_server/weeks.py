"""The weekly report of the six parts: drawn from the ledger while it is a draft, frozen when the leader sends it."""

import json
from collections import Counter
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from shiftbook import weeks
from shiftbook.moments import format_instant, local_day, parse_day, week_days, week_of
from shiftbook.roster import SESSIONS
from shiftbook.swaps import OPEN
from shiftbook.weeks import Shift
from sync_server import comments, dated, difficulties, satisfaction, signs, week_facts
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.ledger import swaps
from sync_server.week_facts import Told

# The plan says weekly (III.1, III.2) and "hội nghị giao ban hàng tuần" (II.3), not when: the office may change it.
TERMS: Final[dict[str, Any]] = {"weekday": 1, "time": "07:30"}
# What a report's paper carries of the office's names in force on the week's last day.
PAPER: Final = ("authority", "place", "unit", "counter", "chairman", "leader_title", "leader_name", "office_title",
                "office_name", "recipients", "grounds")  # fmt: skip
REASONS: Final = ("barred", "officer_only", "not_requested", "other")
TEXTS: Final = ("feedback", "causes", "proposals", "plan")
# A week in which none of this happened is nothing to compare with.
HAPPENED: Final = ("turns", "served", "handed_over", "ballots", "difficulties", "outreach")
CARRIED_WEEKS: Final = 8
# Who does each step of a report, and from where: team to office (plan III.2), office to chairman (plan III.1).
STEPS: Final = {
    "sent": ("leader", ("draft", "returned")),
    "returned": ("office", ("sent",)),
    "forwarded": ("office", ("sent",)),
    "acknowledged": ("chairman", ("forwarded",)),
}


def terms(commune: Commune) -> dict[str, Any]:
    """When the commune meets each week."""
    return {**TERMS, **commune.config.get("weekly", {})}


def due_at(commune: Commune, week: str) -> datetime:
    """The meeting before which a week's report should be with the chairman."""
    own = terms(commune)
    return weeks.meeting(week, int(own["weekday"]), own["time"])


def steps(connection: sa.Connection, commune: int, week: str | None = None) -> list[sa.Row[Any]]:
    """Every step of one week's report, or of all, the first first; without the frozen bodies."""
    s = t.week_step.c
    wanted = sa.select(s.rev, s.week, s.step, s.note, s.by, s.at, s.code).where(s.commune_id == commune)
    return list(connection.execute((wanted.where(s.week == week) if week else wanted).order_by(s.rev)))


def first(connection: sa.Connection, commune: Commune, last: str) -> str:
    """The first week of which anything is known."""
    days = [duty.day for duty in commune.ground.roster.current()[:1]]
    for column, table in ((t.fact.c.day, t.fact), (t.ballot.c.day, t.ballot)):
        told = connection.execute(sa.select(sa.func.min(column)).where(table.c.commune_id == commune.id)).scalar()
        days += [parse_day(told)] if told else []
    return min([last, *(week_of(day) for day in days if day.year >= 2000)])


def rostered(commune: Commune, week: str) -> bool:
    """Whether a roster was published for any day of a week."""
    return any(commune.ground.roster.on(day) for day in week_days(week))


def overdue(commune: Commune, week: str, status: str, now: datetime) -> bool:
    """Whether the meeting has come before the report; a week for which no roster was published needs none."""
    waits = status in ("draft", "returned", "sent") and due_at(commune, week) < now
    return waits and rostered(commune, week)


def late(connection: sa.Connection, commune: Commune, now: datetime) -> list[tuple[str, str]]:
    """The weeks whose report is overdue and where each is, the oldest first; those long past are not told any more."""
    last = {row.week: row.step for row in steps(connection, commune.id)}
    names = [week_of(local_day(now) - timedelta(weeks=n)) for n in range(CARRIED_WEEKS, -1, -1)]
    return [(w, last.get(w, "draft")) for w in names if overdue(commune, w, last.get(w, "draft"), now)]


def told(connection: sa.Connection, commune: Commune, week: str, now: datetime) -> dict[str, Any]:
    """The week as JSON (wire contract §6): from when the leader sent it on, what was sent, and what is new since then.

    `since` lists the totals that later facts have changed; it is empty for a draft. `undecided_signs` are the sittings
    with a clear sign that wait for the office now.
    """
    done = steps(connection, commune.id, week)
    status = done[-1].step if done else "draft"
    now_told = report(connection, commune, week, now)
    body = now_told if status in ("draft", "returned") else json.loads(frozen(connection, commune.id, week) or "{}")
    sent = next((row for row in reversed(done) if row.step == "sent"), None)
    return {
        "week": week,
        "status": status,
        "overdue": overdue(commune, week, status, now),
        **body,
        "steps": [{"step": r.step, "by": r.by, "at": r.at, "note": r.note} for r in done],
        "since": [
            {"figure": name, "sent": body["totals"][name], "now": number}
            for name, number in now_told["totals"].items()
            if body["totals"].get(name, number) != number
        ],
        "code": sent.code if sent and status != "returned" else None,
        "undecided_signs": now_told["ballots"]["signs"],
    }


def frozen(connection: sa.Connection, commune: int, week: str) -> str | None:
    """The text frozen when the leader sent the report the last time, None while nothing was sent."""
    s = t.week_step.c
    wanted = sa.select(s.body).where(s.commune_id == commune, s.week == week, s.step == "sent")
    return connection.execute(wanted.order_by(s.rev.desc()).limit(1)).scalar()


def versions(connection: sa.Connection, commune: int, week: str) -> list[dict[str, Any]]:
    """Every version of what the leader wrote for a week, the newest first."""
    x = t.week_text.c
    rows = connection.execute(sa.select(t.week_text).where(x.commune_id == commune, x.week == week).order_by(x.rev))
    found = [{"rev": r.rev, "by": r.by, "at": r.at, **json.loads(r.body)} for r in rows]
    return [{**one, "number": number} for number, one in enumerate(found, 1)][::-1]


def report(connection: sa.Connection, commune: Commune, week: str, now: datetime) -> dict[str, Any]:
    """The report as the facts and the leader's newest words make it now: exactly what is frozen when it is sent."""
    days = week_days(week)
    last = weeks.week_before(week)
    found = satisfaction.answers(connection, commune, (week_days(last)[0], days[-1]), now)
    counted = figures(connection, commune, days, now, found=found)
    before = figures(connection, commune, week_days(last), now, found=found)
    newest = next(iter(versions(connection, commune.id, week)), None)
    written = {name: newest[name] if newest else "" for name in TEXTS}
    shifts = counted.pop("shifts")
    counted["ballots"]["signs"] = signs.undecided(connection, commune, (days[0], days[-1]))
    return {
        "week": week,
        "from": days[0].isoformat(),
        "to": days[-1].isoformat(),
        "due_at": format_instant(due_at(commune, week)),
        **counted,
        "before": {"week": last, "totals": before["totals"]} if any(before["totals"][n] for n in HAPPENED) else None,
        "difficulties": _difficulties(connection, commune, days),
        "heard": comments.published(connection, commune.id, (days[0], days[-1])),
        "next_week": _next_week(commune, week_days(weeks.week_after(week))),
        "texts": written,
        "version": newest["number"] if newest else 0,
        "completeness": week_facts.completeness(connection, commune, shifts, now),
        "paper": _paper(commune, days[-1]),
    }  # fmt: skip


def totals(
    connection: sa.Connection, commune: Commune, week: str, now: datetime, *, found: satisfaction.Answers
) -> dict[str, int]:
    """A week's main figures, as the report's `totals`, from the ballots of a time that holds the week."""
    told: dict[str, int] = figures(connection, commune, week_days(week), now, found=found)["totals"]
    return told


def figures(
    connection: sa.Connection, commune: Commune, days: list[date], now: datetime, *, found: satisfaction.Answers
) -> dict[str, Any]:
    """Everything counted of these days: the report's totals and parts, and the `shifts` they are counted from."""
    span = (days[0], days[-1])
    came = week_facts.came(connection, commune, days)
    shifts = week_facts.shifts(commune, came, days, now)
    helps = week_facts.helps(connection, commune, span)
    others = week_facts.told(connection, commune.id, ("handed_over", "outreach_done", "difficulty_raised"), span)
    handed = [one for one in others if one.kind == "handed_over"]
    spoken = [one for one in others if one.kind == "outreach_done"]
    own, done = weeks.organised(shifts), weeks.helped(helps)
    cast = week_facts.ballots(connection, commune, days, now, found=found)
    reasons = Counter(one.content.reason for one in handed)
    return {
        "totals": {
            **{name: value for name, value in asdict(own).items() if name != "absent"},
            **{name: done[name] for name in ("served", "written", *weeks.MODES)},
            "handed_over": len(handed), "ballots": cast["total"], "judged": cast["judged"],
            "satisfied": cast["satisfied"],
            "difficulties": sum(one.kind == "difficulty_raised" for one in others), "outreach": len(spoken),
        },
        "organisation": {"members": _members(commune, shifts), "absent": _absent(commune, own.absent),
                         "swaps": _swaps(connection, commune, days), "places": _places(shifts)},
        "results": {**done, "handed_over": {"total": len(handed), **{name: reasons[name] for name in REASONS}},
                    "counted": week_facts.counted(connection, commune.id, span)},
        "ballots": cast,
        "facilities": week_facts.facilities(came),
        "outreach": _outreach(spoken),
        "days": week_facts.by_day(shifts, helps, handed, week_facts.ballot_days(connection, commune.id, days)),
        "shifts": shifts,
    }  # fmt: skip


def _named(commune: Commune, member: str) -> dict[str, str]:
    return {"member": member, "name": commune.people[member].name if member in commune.people else ""}


def _members(commune: Commune, shifts: list[Shift]) -> list[dict[str, Any]]:
    """Who was to serve or came, with both numbers, in the order of the team."""
    due = Counter(member for shift in shifts for member in shift.rostered)
    came = Counter(member for shift in shifts for member in shift.came)
    known = [member for member in commune.people if member in due or member in came]
    return [{**_named(commune, m), "rostered": due[m], "came": came[m]} for m in known]


def _absent(commune: Commune, missing: list[tuple[str, Shift]]) -> list[dict[str, Any]]:
    return [
        {**_named(commune, m), "day": s.day.isoformat(), "session": s.session, "point": s.point} for m, s in missing
    ]


def _places(shifts: list[Shift]) -> list[str]:
    """The points where somebody came; where nobody did, those somebody was to serve at."""
    held = [shift.point for shift in shifts if shift.came]
    return list(dict.fromkeys(held or [shift.point for shift in shifts if shift.rostered]))


def _swaps(connection: sa.Connection, commune: Commune, days: list[date]) -> dict[str, int]:
    """Requests about the week's shifts: all of them, those approved, declined, and still open."""
    found = Counter(one.state for one in swaps.read(connection, commune) if one.shift and one.shift[1] in days)
    return {"asked": sum(found.values()), "approved": found["approved"], "declined": found["declined"],
            "open": sum(found[state] for state in OPEN)}  # fmt: skip


def _outreach(spoken: list[Told]) -> list[dict[str, Any]]:
    channels: dict[str, list[str]] = {}
    for one in spoken:
        channels.setdefault(one.content.channel, []).append(one.content.note)
    return [{"channel": c, "times": len(notes), "notes": [n for n in notes if n]} for c, notes in channels.items()]


def _difficulties(connection: sa.Connection, commune: Commune, days: list[date]) -> list[dict[str, Any]]:
    """What was raised in the week, and what earlier weeks left undone, the urgent first, with its newest standing."""
    steps = difficulties.steps(connection, commune.id)
    standing = {i: rows[-1].standing for i, rows in steps.items()}
    begins = days[0].isoformat()
    before = {i: row.standing for i, rows in steps.items() for row in rows if row.at < begins}
    span = (days[0] - timedelta(weeks=CARRIED_WEEKS), days[-1])
    raised = week_facts.told(connection, commune.id, ("difficulty_raised",), span)
    found = [
        {"id": one.id, "day": one.day.isoformat(), **_named(commune, one.member), "text": one.content.text,
         "urgent": one.content.urgent, "standing": standing.get(one.id, "new"), "carried": one.day < days[0]}
        for one in raised
        if one.day >= days[0] or before.get(one.id) != "done"
    ]  # fmt: skip
    return sorted(found, key=lambda one: (not one["urgent"], one["day"], one["id"]))


def _next_week(commune: Commune, days: list[date]) -> dict[str, Any]:
    """Next week's roster: a row for each shift of a working day or with somebody on it."""
    rows = [
        {"day": day.isoformat(), "session": session, "point": point,
         "names": [_named(commune, m)["name"] for m in commune.due(point, day, session)]}
        for day in days
        for session in SESSIONS
        for point in commune.points
        if (point in commune.points_on(day) and commune.ground.calendar.is_working(day))
        or commune.due(point, day, session)
    ]  # fmt: skip
    exceptions = ((day, commune.ground.calendar.exception(day)) for day in days)
    resting = [(day, named) for day, named in exceptions if named and not commune.ground.calendar.is_working(day)]
    return {"week": week_of(days[0]), "shifts": rows, "empty": sum(not row["names"] for row in rows),
            "resting": [{"day": day.isoformat(), "name": named.name} for day, named in resting]}  # fmt: skip


def _paper(commune: Commune, day: date) -> dict[str, Any]:
    """What the report's paper carries beside figures: the names in force on the week's last day."""
    office = commune.office_on(day)
    return {
        **{name: office[name] for name in PAPER},
        "target": dated.on(dated.targets(commune.config), day)["percent"],
        "threshold": satisfaction.threshold_on(commune, day),
        "team": "Tổ “Lấy phiếu mức độ hài lòng” và “Viết hộ”",
        "commune": commune.name,
        "points": commune.points_on(week_days(week_of(day))[0], day),
        "gone": {point: since.isoformat() for point, since in commune.gone.items()},
        "away": week_facts.away(commune, day),
        "hours": {name: list(span) for name, span in commune.hours_on(day).items()},
        "demonstration": commune.demonstration,
    }
