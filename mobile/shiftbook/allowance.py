"""The allowance: days that count, lines a member, adjustments for closed months; one pure fold for phone and server.

Plan, II.4: union members and youth get 30.000 đồng a day for each person. Two sessions of one day are one day's pay
(R34); only the primary group decides pay (R36). Rates and paid groups are dated data, never constants.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from shiftbook.attendance import Grade, best
from shiftbook.moments import month_days, month_of
from shiftbook.roster import SESSIONS

GROUPS: Final = {
    "union_member": "Đoàn viên",
    "youth": "Thanh niên",
    "cadre": "Cán bộ",
    "civil_servant": "Công chức",
    "militia": "Dân quân",
    "employee": "Người lao động",
    "mass_org": "MTTQ, đoàn thể",
}


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A judged check-in that stands; `codes` are all its evidence codes, `told_by` its newest correction if any."""

    id: str
    member: str
    day: date
    session: str
    grade: Grade
    codes: tuple[str, ...] = ()
    told_by: str = ""

    @property
    def speaker(self) -> str:
        """The fact whose word holds now: what a confirmation covers, since a later correction tells something else."""
        return self.told_by or self.id


@dataclass(frozen=True, slots=True)
class Decision:
    """The office's word on a member's day; of several the one with the greatest `rev` holds."""

    member: str
    day: date
    counted: bool
    reason: str
    by: str
    rev: int


@dataclass(frozen=True, slots=True)
class Dated:
    """A value in force from a day on: a group, or a rate in đồng a day."""

    from_day: date
    value: str | int


@dataclass(frozen=True, slots=True)
class Person:
    """A member as the payment list knows them; `until` is the last day of membership, None while it lasts."""

    id: str
    name: str
    groups: tuple[Dated, ...]
    since: date = date.min
    until: date | None = None

    def active_on(self, day: date) -> bool:
        """Whether the person belongs to the team on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the commune pays and to whom: dated rates (đồng a day) and dated lists of paid groups."""

    rates: tuple[Dated, ...]
    paid_groups: tuple[tuple[date, frozenset[str]], ...]

    def day_rate(self, person: Person, day: date) -> int:
        """Đồng for one day of a person: the rate in force if the group of that day is paid, else 0."""
        paid: tuple[date, frozenset[str]] | None = None
        for one in self.paid_groups:
            if one[0] <= day and (paid is None or one[0] > paid[0]):
                paid = one
        return self.rate(day) if paid and group_on(person, day) in paid[1] else 0

    def rate(self, day: date) -> int:
        """The rate in force on a day, in đồng; 0 before the first."""
        return int(value_on(self.rates, day) or 0)


def value_on(values: Iterable[Dated], day: date) -> str | int | None:
    """The value in force on a day, None before the first."""
    found: Dated | None = None
    for one in values:
        if one.from_day <= day and (found is None or one.from_day > found.from_day):
            found = one
    return found.value if found else None


def group_on(person: Person, day: date) -> str:
    """The person's primary group on a day; before the first entry, the first entry's."""
    found = value_on(person.groups, day)
    return str(found or min(person.groups, key=lambda g: g.from_day).value)


@dataclass(frozen=True, slots=True)
class Day:
    """One member's day: best grade (None without a check-in), whether it counts, whether someone must still decide."""

    member: str
    day: date
    grade: Grade | None
    counted: bool
    undecided: bool
    sessions: tuple[str, ...]
    facts: tuple[str, ...]
    codes: tuple[str, ...]
    decided_by: str | None = None
    reason: str | None = None
    confirmed: bool = False


def days(
    check_ins: Iterable[CheckIn], decisions: Iterable[Decision], confirmed: Collection[str]
) -> dict[tuple[str, date], Day]:
    """Every member's day that has a check-in or a decision, by (member, day).

    `confirmed` are the speakers of the check-ins the leader's confirmations covered; only grade B counts by them.
    Order and repetition of what is given make no difference.
    """
    found: dict[tuple[str, date], dict[str, CheckIn]] = {}
    for entry in check_ins:
        found.setdefault((entry.member, entry.day), {})[entry.id] = entry
    ruling: dict[tuple[str, date], Decision] = {}
    for decision in decisions:
        key = (decision.member, decision.day)
        if key not in ruling or decision.rev > ruling[key].rev:
            ruling[key] = decision
    covered = frozenset(confirmed)
    keys = found.keys() | ruling.keys()
    return {key: _day(key, list(found.get(key, {}).values()), ruling.get(key), covered) for key in sorted(keys)}


def _day(key: tuple[str, date], entries: Sequence[CheckIn], ruling: Decision | None, covered: frozenset[str]) -> Day:
    grades, here = [e.grade for e in entries], {e.session for e in entries}
    grade = best(grades)
    vouched = "B" in grades and any(e.grade == "B" and e.speaker in covered for e in entries)
    by_evidence = grade == "A" or vouched
    return Day(
        member=key[0],
        day=key[1],
        grade=grade,
        counted=ruling.counted if ruling else by_evidence,
        undecided=bool(entries) and not by_evidence and ruling is None,
        sessions=tuple([s for s in SESSIONS if s in here]),
        facts=tuple(sorted([e.id for e in entries])),
        codes=tuple(sorted({code for e in entries for code in e.codes})),
        decided_by=ruling.by if ruling else None,
        reason=ruling.reason if ruling else None,
        confirmed=vouched,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One member's month: days in order, how many count, rate and amount in whole đồng (0 for an unpaid group)."""

    member: str
    name: str
    group: str
    days: tuple[Day, ...]
    count: int
    rate_dong: int
    amount_dong: int


def lines(month: str, people: Iterable[Person], terms: Terms, found: Mapping[tuple[str, date], Day]) -> list[Line]:
    """A line for each member active in a month YYYY-MM or with a day in it, in the order of `people`.

    `found` is what `days` answered. Each counted day is paid once, at the rate and by the group of that day;
    `rate_dong` is the rate of the last counted day, or of the month's last day when none counts.
    """
    span = month_days(month)
    result = []
    for person in people:
        own = tuple(found[person.id, day] for day in span if (person.id, day) in found)
        if own or any(person.active_on(day) for day in span):
            result.append(_line(person, terms, own, span[-1]))
    return result


def _line(person: Person, terms: Terms, own: tuple[Day, ...], last: date) -> Line:
    counted = [d.day for d in own if d.counted]
    stands_on = min(last, person.until) if person.until else last
    return Line(
        member=person.id,
        name=person.name,
        group=group_on(person, stands_on),
        days=own,
        count=len(counted),
        rate_dong=terms.rate(counted[-1] if counted else last),
        amount_dong=sum(terms.day_rate(person, day) for day in counted),
    )


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A day of a closed month that counts differently now: `days` is 1 or -1, the amount in đồng has the same sign."""

    member: str
    day: date
    days: int
    amount_dong: int
    reason: str
    from_month: str


def adjustments(
    settled: Mapping[tuple[str, date], bool],
    found: Mapping[tuple[str, date], Day],
    people: Mapping[str, Person],
    terms: Terms,
) -> list[Adjustment]:
    """What closed months still owe or are owed, by day and member.

    `settled` says for every member's day of the closed months in question whether it has been counted so far (in the
    closed list and in the adjustments of months closed since); `found` is what `days` answers for those months now.
    The rate and group of the day worked are used.
    """
    result = []
    for key in sorted(settled.keys() | found.keys(), key=lambda k: (k[1], k[0])):
        member, day = key
        now = found[key].counted if key in found else False
        before = settled.get(key, False)
        if now != before:
            sign = 1 if now else -1
            amount = sign * terms.day_rate(people[member], day)
            result.append(Adjustment(member, day, sign, amount, _why(found.get(key), now), month_of(day)))
    return result


def _why(day: Day | None, now: bool) -> str:
    if day is not None and day.reason:
        return day.reason
    return "Dữ liệu đến sau khi chốt tháng" if now else "Lần vào ca đã bị rút lại hoặc sửa sau khi chốt tháng"
