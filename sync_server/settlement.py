"""What is recorded beside a closed month and never changes it: the accountant's view, the approval, what was paid."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa

from shiftbook.allowance import Dated, value_on
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.setup import data_text

# Who takes each step and whether it needs words; none of them is a condition of closing (plan III.1, II.4).
STEPS: Final = {
    "agreed": ("accountant", False),
    "questioned": ("accountant", True),
    "approved": ("chairman", False),
    "declined": ("chairman", True),
}
WAYS: Final = {"cash": "Tiền mặt", "transfer": "Chuyển khoản"}


@dataclass(frozen=True)
class Paid:
    """That a member's amount of a closed month was handed out: on which day, how, under which receipt number."""

    month: str
    member: str
    amount_dong: int
    day: date
    way: str
    receipt: str
    by: str
    at: str


@dataclass(frozen=True)
class Due:
    """What a closed month owes a member by its frozen list, with its adjustments; negative is owed by them."""

    month: str
    member: str
    name: str
    amount_dong: int
    paid: Paid | None

    @property
    def pair(self) -> tuple[str, str]:
        """Id and name, for a list to choose from."""
        return self.member, self.name


def steps(connection: sa.Connection, commune: int, month: str | None = None) -> list[sa.Row[Any]]:
    """Every step of a month, or of every month, the first first."""
    s = t.month_step.c
    wanted = sa.select(t.month_step).where(s.commune_id == commune).order_by(s.rev)
    return list(connection.execute(wanted.where(s.month == month) if month else wanted))


def newest(done: list[sa.Row[Any]]) -> dict[str, sa.Row[Any]]:
    """The step that holds of each role."""
    return {STEPS[row.step][0]: row for row in done}


@dataclass(frozen=True)
class Sums:
    """Both ways of a closed month's money, each by itself and never below zero: handing out to one person does not make
    up for taking back from another."""

    due_dong: int
    paid_dong: int
    back_dong: int
    taken_dong: int

    @classmethod
    def of(cls, found: list[Due]) -> "Sums":
        """What is due and what is marked: `due` and `paid` to be handed out, `back` and `taken` to be taken back."""
        out = [one for one in found if one.amount_dong > 0]
        back = [one for one in found if one.amount_dong < 0]
        return cls(
            sum(one.amount_dong for one in out), sum(one.amount_dong for one in out if one.paid),
            -sum(one.amount_dong for one in back), -sum(one.amount_dong for one in back if one.paid),
        )  # fmt: skip

    @property
    def settled(self) -> bool:
        """Whether everybody with an amount is marked."""
        return (self.paid_dong, self.taken_dong) == (self.due_dong, self.back_dong)


@dataclass(frozen=True)
class Standing:
    """How far a closed month is: the step that holds of each role, and its sums."""

    said: dict[str, sa.Row[Any]]
    sums: Sums


def standing(connection: sa.Connection, commune: Commune) -> dict[str, Standing]:
    """Every closed month's standing, the oldest first."""
    done, owed = steps(connection, commune.id), due(connection, commune.id)
    found = {}
    for month in sorted(commune.closed):
        own = Sums.of([one for one in owed if one.month == month])
        found[month] = Standing(newest([row for row in done if row.month == month]), own)
    return found


def unsaid(connection: sa.Connection, commune: Commune) -> list[str]:
    """The closed months on which the chairman has not said a word, the oldest first."""
    said = {row.month for row in steps(connection, commune.id) if STEPS[row.step][0] == "chairman"}
    return sorted(commune.closed.keys() - said)


def payments(connection: sa.Connection, commune: int) -> dict[tuple[str, str], Paid]:
    """The marks that hold, by (month, member): the newest one, unless it takes the mark back."""
    p = t.payment.c
    found: dict[tuple[str, str], Paid] = {}
    for row in connection.execute(sa.select(t.payment).where(p.commune_id == commune).order_by(p.rev)):
        if row.day is None:
            found.pop((row.month, row.member), None)
        else:
            told = (row.month, row.member, row.amount_dong, date.fromisoformat(row.day))
            found[row.month, row.member] = Paid(*told, row.way, row.receipt, row.by, row.at)
    return found


def history(connection: sa.Connection, commune: int, month: str) -> list[sa.Row[Any]]:
    """Every mark of a month, also those taken back, the first first."""
    p = t.payment.c
    wanted = sa.select(t.payment).where(p.commune_id == commune, p.month == month).order_by(p.rev)
    return list(connection.execute(wanted))


def amounts(body: str | bytes) -> dict[str, tuple[str, int]]:
    """Name and đồng of every member a closed list pays something to or takes something back from."""
    told = json.loads(body)
    names = {part["member"]: part["name"] for part in [*told["adjustments"], *told["lines"]]}
    sums: dict[str, int] = defaultdict(int)
    for part in [*told["lines"], *told["adjustments"]]:
        sums[part["member"]] += part["amount_dong"]
    return {member: (names[member], amount) for member, amount in sums.items() if amount}


def due(connection: sa.Connection, commune: int, month: str | None = None) -> list[Due]:
    """What one closed month, or every one, owes to each member, by month and the order of the list."""
    c = t.closing.c
    wanted = sa.select(c.month, c.body).where(c.commune_id == commune)
    rows = connection.execute((wanted.where(c.month == month) if month else wanted).order_by(c.month)).all()
    marks = payments(connection, commune)
    return [
        Due(row.month, member, name, amount, marks.get((row.month, member)))
        for row in rows
        for member, (name, amount) in amounts(row.body).items()
    ]


def thresholds(commune: Commune) -> list[dict[str, Any]]:
    """From which day on which sum of one payment is one to look at ({"from", "dong", "source"}), the first first."""
    own = commune.config.get("tax_thresholds") or json.loads(data_text("tax.json"))
    return sorted(own, key=lambda one: str(one["from"]))


def threshold_on(commune: Commune, day: date) -> int | None:
    """The threshold in force on a day, in đồng; None before the first."""
    found = value_on((Dated(date.fromisoformat(x["from"]), int(x["dong"])) for x in thresholds(commune)), day)
    return None if found is None else int(found)


@dataclass(frozen=True)
class Large:
    """One payment to a person, or all that is owed to them at once, that reaches the threshold of its day."""

    member: str
    name: str
    amount_dong: int
    threshold_dong: int
    months: tuple[str, ...]
    day: date | None


def large(commune: Commune, found: list[Due], today: date) -> list[Large]:
    """What the accountant should judge: what one person got on one day, and what is still owed to one if paid today.

    `found` is every closed month's; what is to be taken back makes no payment smaller. Whether the support is
    taxable at all is the accountant's to say.
    """
    groups: dict[tuple[str, date | None], list[Due]] = defaultdict(list)
    for one in (one for one in found if one.amount_dong > 0):
        groups[one.member, one.paid.day if one.paid else None].append(one)
    result = []
    for (member, day), parts in groups.items():
        bound, amount = threshold_on(commune, day or today), sum(part.amount_dong for part in parts)
        if bound is not None and amount >= bound:
            months = tuple(part.month for part in parts)
            result.append(Large(member, parts[-1].name, amount, bound, months, day))
    return sorted(result, key=lambda one: (one.day or date.max, one.name))
