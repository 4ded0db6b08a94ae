"""A month laid out for the page: a cell a day, what still stands in the way of closing, what to look at twice."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

import sqlalchemy as sa

from shiftbook.allowance import Day
from shiftbook.moments import local_day, month_days
from sync_server import months
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.exports.payment_list import Row, rows_of
from sync_server.language import _
from sync_server.office import words
from sync_server.office.pending import left_undecided

_WAITS: Final = {"A": "chờ quyết định", "B": "chờ Tổ trưởng xác nhận", "C": "chờ văn phòng quyết định"}


@dataclass(frozen=True)
class Cell:
    """A day of a member: a shape and a letter for the eye, words for the ear, a state for the colour."""

    day: date
    shape: str
    letter: str
    words: str
    state: str

    @cached_property
    def key(self) -> str:
        """The day as an address has it."""
        return self.day.isoformat()

    @cached_property
    def titled(self) -> str:
        """The words after their day, as a whole."""
        return f"{words.named(self.day)}: {self.words}"

    @cached_property
    def spoken(self) -> str:
        """The words after the day's number, to be read after a name."""
        return _("ngày {day}: {words}", day=self.day.day, words=self.words)


@dataclass(frozen=True)
class Month:
    """Everything the month page shows; `told` is what the API tells of the same month."""

    name: str
    told: dict[str, Any]
    days: list[date]
    resting: set[date]
    cells: dict[str, list[Cell | None]]
    unpaid: set[str]
    split: dict[str, list[Row]]
    waiting: list[dict[str, Any]]
    left: list[Day]
    self_confirmed: list[tuple[str, str]]
    closing: sa.Row[Any] | None
    confirmations: list[sa.Row[Any]]
    begun: bool
    settles: bool
    days_left: int

    @property
    def closed(self) -> bool:
        """Whether nothing of it can change any more."""
        return self.told["status"] == "closed"

    @property
    def so_far(self) -> list[date]:
        """Its days up to today."""
        return self.days[: max(0, len(self.days) - self.days_left)]


def laid_out(
    connection: sa.Connection, commune: Commune, month: str, now: datetime, *, found: months.Found | None = None
) -> Month:
    """The month as it stands, from its days where they are at hand."""
    told = months.shown(connection, commune, month, found)
    span, today = month_days(month), local_day(now)
    rostered = _rostered(commune, month)
    lines = {line["member"]: {d["day"]: d for d in line["days"]} for line in told["lines"]}
    known: dict[Any, Cell | None] = {}
    confirmations = _confirmations(connection, commune.id, month)
    keys = [(day, day.isoformat(), day < today) for day in span]
    cells = {m: [_alike(known, day, own.get(key), over and (m, day) in rostered) for day, key, over in keys]
             for m, own in lines.items()}  # fmt: skip
    waiting = [{**d, "member": m} for m, own in lines.items() for d in own.values() if d["undecided"]]
    return Month(
        name=month,
        told=told,
        days=span,
        resting={day for day in span if not commune.ground.calendar.is_working(day)},
        cells=cells,
        unpaid={m for m in lines if m in commune.people and not _paid(commune, m, span)},
        split={
            x["member"]: rows_of(commune, x)
            for x in told["lines"]
            if x["amount_dong"] and x["amount_dong"] != x["count"] * x["rate_dong"]
        },
        waiting=waiting,
        left=left_undecided(connection, commune, month),
        self_confirmed=_self_confirmed(confirmations, lines),
        closing=closing_of(connection, commune.id, month),
        confirmations=confirmations,
        begun=today >= span[0],
        settles=bool(commune.closed) and months.first_open_after(commune.closed, max(commune.closed)) == month,
        days_left=max(0, (span[-1] - today).days),
    )


def _alike(known: dict[Any, Cell | None], day: date, told: dict[str, Any] | None, absent: bool) -> Cell | None:
    """The cell of a day, put into words once for all members whose day is alike."""
    kind = told and (told["grade"], told["counted"], told["undecided"], bool(told["decided_by"]), told["confirmed"])
    if (day, kind, absent) not in known:
        known[day, kind, absent] = _cell(day, told, absent)
    return known[day, kind, absent]


def _cell(day: date, told: dict[str, Any] | None, absent: bool) -> Cell | None:
    if told is None:
        return Cell(day, "V", "", _("có lịch trực, không vào ca"), "absent") if absent else None
    letter = told["grade"] or ""
    evidence = _("mức {letter}", letter=letter) if letter else _("không có lần vào ca")
    if told["undecided"]:
        return Cell(day, words.GRADES[letter][0], letter, f"{evidence}, {_(_WAITS[letter])}", "waiting")
    if told["decided_by"]:
        verdict = _("văn phòng tính") if told["counted"] else _("văn phòng không tính")
        return Cell(day, "✓" if told["counted"] else "✕", letter, f"{evidence}, {verdict}",
                    "counted" if told["counted"] else "refused")  # fmt: skip
    if told["confirmed"] and letter == "B":
        return Cell(day, "✓", letter, f"{evidence}, {_('Tổ trưởng đã xác nhận, được tính')}", "counted")
    return Cell(day, words.GRADES[letter][0], letter, f"{evidence}, {_('được tính')}", "counted")


def days_in_words(commune: Commune, told: dict[str, Any]) -> str:
    """A month's days as its total is made of them: those that are paid and, when there are more, all that count."""
    paid = sum(_paid_days(commune, line) for line in told["lines"])
    paid += sum(a["days"] for a in told["adjustments"] if a["amount_dong"])
    counted = sum(line["count"] for line in told["lines"]) + sum(a["days"] for a in told["adjustments"])
    told_paid = _("{n} ngày được chi", n=paid)
    return told_paid + (_(" (tổng {n} ngày công)", n=counted) if counted != paid else "")


def _paid_days(commune: Commune, line: dict[str, Any]) -> int:
    """The days behind a line's amount; where terms were changed since it was frozen, all of its days."""
    person = commune.people.get(line["member"])
    counted = [date.fromisoformat(d["day"]) for d in line["days"] if d["counted"]]
    rates = [commune.terms.day_rate(person, day) for day in counted] if person else []
    if sum(rates) == line["amount_dong"]:
        return sum(rate > 0 for rate in rates)
    return len(counted) if line["amount_dong"] else 0


def _paid(commune: Commune, member: str, span: list[date]) -> bool:
    """Whether a day of this month may be paid to a member."""
    return any(commune.terms.day_rate(commune.people[member], day) for day in span)


def _rostered(commune: Commune, month: str) -> set[tuple[str, date]]:
    duties = (duty for day in month_days(month) for duty in commune.ground.roster.on(day))
    return {(member, duty.day) for duty in duties for member in commune.due(duty.point, duty.day, duty.session)}


def _confirmations(connection: sa.Connection, commune: int, month: str) -> list[sa.Row[Any]]:
    c = t.confirmation.c
    wanted = sa.select(t.confirmation).where(c.commune_id == commune, c.month == month)
    return list(connection.execute(wanted.order_by(c.rev)))


def _self_confirmed(confirmations: list[sa.Row[Any]], lines: dict[str, dict[str, Any]]) -> list[tuple[str, str]]:
    """The B days a leader confirmed for themselves: counted, and shown to the office as such."""
    return [
        (row.by_member, day)
        for row in confirmations
        if row.by_member
        for day, told in lines.get(row.by_member, {}).items()
        if told["grade"] == "B" and not told["decided_by"] and set(told["facts"]) & set(json.loads(row.covers).values())
    ]


def closing_of(connection: sa.Connection, commune: int, month: str) -> Any:
    """Who closed a month, when, and in spite of what; None while it is open."""
    c = t.closing.c
    wanted = sa.select(c.by, c.at, c.override, c.code).where(c.commune_id == commune, c.month == month)
    return connection.execute(wanted).first()
