"""Random months against a slow second opinion: page, JSON, XLSX and DOCX must equal it to the đồng (R33-R36).

The second opinion shares no code with the book: it keeps the story as a list and reads it again for every question.
"""

import re
import tempfile
from collections import Counter, defaultdict
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync_server import commune as communes
from sync_server import setup, totals
from tests.server import conftest
from tests.server import office_cast as cast
from tests.server.stand import Stand
from tests.server.test_exports import read, table
from tests.server.test_papers_word import tables

MONTHS = ("2026-11", "2026-12", "2027-01")
GRADES: dict[str, dict[str, Any]] = {"A": {}, "B": {"desk_code": None}, "C": {"desk_code": "000000"}}
PAID = ("union_member", "youth")
STEPS = st.one_of(
    st.tuples(st.just("came"), st.integers(0, 59), st.integers(0, 1), st.sampled_from("ABC")),
    st.tuples(st.just("came"), st.integers(0, 59), st.integers(0, 1), st.sampled_from("ABC")),
    st.tuples(st.just("decided"), st.integers(0, 11), st.integers(9, 20), st.booleans()),
    st.tuples(st.just("confirmed")),
    st.tuples(st.just("rated"), st.integers(10, 28), st.sampled_from([20_000, 45_000, 1_000_000])),
    st.tuples(st.just("closed")),
)


class Opinion:
    """What happened, in order, and what that comes to."""

    def __init__(self, groups: dict[str, str]) -> None:
        self.story: list[tuple[Any, ...]] = []
        self.groups = {member: [("2024-01-01", group)] for member, group in groups.items()}
        self.rates = {"2024-01-01": 30_000}
        self.frozen: dict[str, dict[str, int]] = {}
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

    def close(self) -> None:
        """Freeze the first open month."""
        month = self.open_month()
        self.frozen[month] = self.sums(month)
        for member, day in self.touched():
            if day[:7] in self.frozen:
                self.settled[member, day] = int(self.counts(member, day))


class Life:
    """A server and the second opinion, told the same."""

    def __init__(self, stand: Stand, leavers: set[int]) -> None:
        self.stand = stand
        stand.set("2026-12-31T17:00:00+07:00")
        self.opinion = Opinion({line["member"]: line["group"] for line in stand.month()["lines"]})
        with stand.database.reader() as connection:
            roster = communes.read(connection, stand.commune).ground.roster
        days = [d for d in roster.current() if "2026-11-09" <= d.day.isoformat() <= "2026-12-20"]
        self.duties = days[:60]
        self.phones: dict[str, Any] = {}
        for place in leavers:
            self._leaves(stand.members[place])

    def _leaves(self, member: str) -> None:
        """The member's primary group is an unpaid one from the middle of November on."""
        own = self.opinion.groups[member]
        own.append(("2026-11-18", "employee"))
        groups = [{"from": since, "group": group} for since, group in own]
        self.stand.database.write(lambda tx: setup.change_member(tx, self.stand.commune, member, {"groups": groups}))

    def came(self, shift: int, seat: int, grade: str) -> None:
        duty = self.duties[shift % len(self.duties)]
        member, day = duty.members[seat % len(duty.members)], duty.day.isoformat()
        if member not in self.phones:
            self.phones[member] = self.stand.phone(self.stand.members.index(member))
        at = f"{day}T{'08:10' if duty.session == 'morning' else '14:10'}:00+07:00"
        phone = self.phones[member]
        phone.push(self.stand.check_in(phone, at, duty.session, data=GRADES[grade]))
        self.opinion.story.append(("came", member, day, grade))

    def decided(self, place: int, number: int, counted: bool) -> None:
        month = self.opinion.open_month()
        for day in (f"2026-11-{number:02d}", f"2026-12-{number - 8:02d}"):
            if day[:7] == month or day[:7] in self.opinion.frozen:
                assert self.stand.decide(place, day, counted, month).status_code == 200
                self.opinion.story.append(("decided", self.stand.members[place], day, counted))

    def confirmed(self) -> None:
        month = self.opinion.open_month()
        assert self.stand.act(f"/api/v1/months/{month}/confirm", {}, "leader").status_code == 200
        self.opinion.story.append(("confirmed", month))

    def rated(self, number: int, dong: int) -> None:
        day = f"{self.opinion.open_month()}-{number:02d}"
        with cast.opened(self.stand) as office:
            fields = {"from": day, "rate_dong": str(dong), "rate_source": "Quyết định mới"}
            assert office.browser("office").post("/office/money/rate", fields).status_code == 303
        self.opinion.rates[day] = dong

    def closed(self) -> None:
        month = self.opinion.open_month()
        if month != MONTHS[-1]:
            answer = self.stand.act(f"/api/v1/months/{month}/close", {"override": "Đã đối chiếu"})
            assert answer.status_code == 200, answer.text
            self.opinion.close()


def dotted(dong: int) -> str:
    return f"{dong:,}".replace(",", ".")


def undotted(text: str) -> int:
    return int(text.replace(".", "") or 0)


def compare(life: Life, month: str) -> None:
    """Page, JSON, XLSX, DOCX and the stored total of a month against the second opinion."""
    stand, expected = life.stand, life.opinion.sums(month)
    told, total = stand.month(month), sum(expected.values())
    found: Counter[str] = Counter()
    for part in [*told["lines"], *told["adjustments"]]:
        found[part["member"]] += part["amount_dong"]
    assert {member: dong for member, dong in found.items() if dong} == expected
    assert told["total_dong"] == total
    assert [one.amount_dong for one in totals.current(stand.database, month)] == [total]
    shown = stand.get(f"/office/months/{month}").text
    assert f'<b class="sum">{dotted(total)} đồng</b>' in shown
    amounts = re.findall(r'<td class="number"><b>([\d.-]+)</b></td>', shown.split("<tfoot")[0])
    assert amounts == [dotted(line["amount_dong"]) for line in told["lines"]]
    sheet = read(stand, "payment-list", month)
    *rows, last = table(sheet)
    names = {line["member"]: line["name"] for line in told["lines"]}
    by_name: Counter[str] = Counter()
    for row in rows:
        if isinstance(row[5], int):
            by_name[str(row[1])] += row[5]
    assert {name: dong for name, dong in by_name.items() if dong} == {names[m]: dong for m, dong in expected.items()}
    assert (last[5] or 0) == total
    answer = stand.get(f"/office/months/{month}/payment-list.docx")
    printed = tables(docx.Document(BytesIO(answer.content)))[1]
    by_name = Counter()
    for cells in printed[1:-1]:
        if len(cells) > 5:
            by_name[cells[1]] += undotted(cells[5])
    assert {name: dong for name, dong in by_name.items() if dong} == {names[m]: dong for m, dong in expected.items()}
    assert undotted(printed[-1][3]) == total


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, min_size=4, max_size=18), st.sets(st.integers(0, 11), max_size=3))
def test_random_months_equal_the_second_opinion(
    demonstration: conftest.Demonstration, steps: list[tuple[Any, ...]], leavers: set[int]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        stand = conftest.stand_on(demonstration, Path(folder))
        try:
            life = Life(stand, leavers)
            for kind, *told in steps:
                getattr(life, kind)(*told)
            for month in MONTHS:
                compare(life, month)
            assert stand.differences() == []
        finally:
            stand.close()


def test_the_second_opinion_sees_a_wrong_figure(stand: Stand) -> None:
    life = Life(stand, set())
    life.came(0, 0, "A")
    life.opinion.story[0] = ("came", *life.opinion.story[0][1:3], "C")
    with pytest.raises(AssertionError):
        compare(life, "2026-11")
