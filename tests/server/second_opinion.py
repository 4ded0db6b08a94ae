"""A second opinion on the months, sharing no code with the book: the story is a list, read again for every question."""

from collections import Counter, defaultdict
from typing import Any

MONTHS = ("2026-11", "2026-12", "2027-01")
PAID = ("union_member", "youth")


class Opinion:
    """What happened, in order, and what that comes to."""

    def __init__(self, groups: dict[str, str]) -> None:
        self.story: list[tuple[Any, ...]] = []
        self.groups = {member: [("2024-01-01", group)] for member, group in groups.items()}
        self.rates = {"2024-01-01": 30_000}
        self.frozen: dict[str, dict[str, int]] = {}
        self.sheets: dict[str, dict[str, set[str]]] = {}
        self.settled: Counter[tuple[str, str]] = Counter()

    def counts(self, member: str, day: str) -> bool:
        """Whether a day counts now."""
        grades, covered, ruling = set(), False, None
        for kind, *told in self.story:
            if kind == "came" and told[:2] == [member, day]:
                grades.add(told[2])
            elif kind == "decided" and told[:2] == [member, day]:
                ruling = told[2]
            elif kind == "confirmed" and told[0] == day[:7] and "B" in grades and "A" not in grades:
                covered = True
        return ruling if ruling is not None else "A" in grades or covered

    def dong(self, member: str, day: str) -> int:
        """What one counted day of a member is worth."""
        group = [g for since, g in self.groups[member] if since <= day][-1]
        return self.rates[max(since for since in self.rates if since <= day)] if group in PAID else 0

    def touched(self) -> list[tuple[str, str]]:
        """Every member's day anything was said about."""
        return sorted({(told[0], told[1]) for kind, *told in self.story if kind in ("came", "decided")})

    def open_month(self) -> str:
        """The first month that is not closed."""
        return next(month for month in MONTHS if month not in self.frozen)

    def sums(self, month: str) -> dict[str, int]:
        """Each member's đồng in a month, adjustments of closed months included."""
        if month in self.frozen:
            return self.frozen[month]
        found: dict[str, int] = defaultdict(int)
        for member, day in self.touched():
            change = int(self.counts(member, day)) - self.settled[member, day]
            if day[:7] == month or (month == self.open_month() and day[:7] in self.frozen):
                found[member] += change * self.dong(member, day)
        return {member: dong for member, dong in found.items() if dong}

    def counted(self, month: str) -> dict[str, set[str]]:
        """Each member's days of a month that count, as they did when it was closed."""
        found: dict[str, set[str]] = defaultdict(set)
        for member, day in self.touched():
            if day[:7] == month and self.counts(member, day):
                found[member].add(day)
        return self.sheets.get(month, dict(found))

    def close(self) -> None:
        """Freeze the first open month."""
        month = self.open_month()
        self.frozen[month], self.sheets[month] = self.sums(month), self.counted(month)
        for member, day in self.touched():
            if day[:7] in self.frozen:
                self.settled[member, day] = int(self.counts(member, day))
