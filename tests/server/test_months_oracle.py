"""Random months against a slow second opinion: page, JSON, XLSX and DOCX must equal it to the đồng and day (R33-R36).

The second opinion (`second_opinion.py`) shares no code with the book.
"""

import re
import tempfile
from collections import Counter
from contextlib import closing
from datetime import timedelta
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync_server import commune as communes
from sync_server import setup, swaps, totals
from sync_server.acts import Actor
from tests.server import conftest
from tests.server import office_cast as cast
from tests.server.second_opinion import MONTHS, Opinion
from tests.server.stand import Stand
from tests.server.test_exports import read, table
from tests.server.test_papers_word import tables

GRADES: dict[str, dict[str, Any]] = {"A": {}, "B": {"desk_code": None}, "C": {"desk_code": "000000"}}
END = "2026-12-31T17:00:00+07:00"
STEPS = st.one_of(
    st.tuples(st.just("came"), st.integers(0, 59), st.integers(0, 1), st.sampled_from("ABC")),
    st.tuples(st.just("came"), st.integers(0, 59), st.integers(0, 1), st.sampled_from("ABC")),
    st.tuples(st.just("swapped"), st.integers(0, 59), st.integers(0, 1), st.integers(0, 11), st.booleans()),
    st.tuples(st.just("decided"), st.integers(0, 11), st.integers(9, 20), st.booleans()),
    st.tuples(st.just("confirmed")),
    st.tuples(st.just("rated"), st.integers(10, 28), st.sampled_from([20_000, 45_000, 1_000_000])),
    st.tuples(st.just("closed")),
)


class Life:
    """A server and the second opinion, told the same."""

    def __init__(self, stand: Stand, leavers: set[int]) -> None:
        self.stand = stand
        stand.set(END)
        self.opinion = Opinion({line["member"]: line["group"] for line in stand.month()["lines"]})
        with stand.database.reader() as connection:
            roster = communes.read(connection, stand.commune).ground.roster
        days = [d for d in roster.current() if "2026-11-09" <= d.day.isoformat() <= "2026-12-20"]
        self.duties = days[:60]
        self.seats = [list(duty.members) for duty in self.duties]
        self.served: set[int] = set()
        self.phones: dict[str, Any] = {}
        self.office: cast.Office | None = None
        for place in leavers:
            self._leaves(stand.members[place])

    @cached_property
    def browser(self) -> cast.Browser:
        """The office's, signed in once: a password takes long to check."""
        self.office = cast.Office(self.stand)
        return self.office.browser("office")

    def close(self) -> None:
        if self.office:
            self.office.close()

    def _leaves(self, member: str) -> None:
        """The member's primary group is an unpaid one from the middle of November on."""
        own = self.opinion.groups[member]
        own.append(("2026-11-18", "employee"))
        groups = [{"from": since, "group": group} for since, group in own]
        self.stand.database.write(lambda tx: setup.change_member(tx, self.stand.commune, member, {"groups": groups}))

    def came(self, shift: int, seat: int, grade: str) -> None:
        shift %= len(self.duties)
        self._comes(shift, self.seats[shift][seat], grade)

    def _comes(self, shift: int, member: str, grade: str) -> None:
        duty = self.duties[shift]
        at = f"{duty.day}T{'08:10' if duty.session == 'morning' else '14:10'}:00+07:00"
        phone = self._phone(member)
        phone.push(self.stand.check_in(phone, at, duty.session, data=GRADES[grade]))
        self.served.add(shift)
        rostered = member in self.seats[shift]
        self.opinion.story.append(("came", member, duty.day.isoformat(), grade if rostered else "C"))

    def _phone(self, member: str) -> Any:
        if member not in self.phones:
            self.phones[member] = self.stand.phone(self.stand.members.index(member))
        return self.phones[member]

    def swapped(self, shift: int, seat: int, place: int, asked: bool) -> None:
        """Another takes the seat the day before, asked and approved or published anew; both come all the same."""
        shift %= len(self.duties)
        duty, leaves, enters = self.duties[shift], self.seats[shift][seat], self.stand.members[place]
        if shift in self.served or enters in self.seats[shift]:
            return
        at = f"{duty.day - timedelta(days=1)}T17:00:00+07:00"
        self.stand.set(at)
        self.seats[shift][seat] = enters
        if asked:
            self._approved(leaves, enters, {"duty": duty.id, "with": enters}, at)
        else:
            where, now = (duty.point, duty.day, duty.session), self.stand.clock.now()
            commune, members = self.stand.commune, self.seats[shift]
            self.stand.database.write(lambda tx: setup.publish(tx, commune, where, members, now=now))
        self.stand.set(END)
        self._comes(shift, enters, "A")
        self._comes(shift, leaves, "A")

    def _approved(self, leaves: str, enters: str, wish: dict[str, Any], at: str) -> None:
        one, other, now = self._phone(leaves), self._phone(enters), self.stand.clock.now()
        ask = one.fact("swap_asked", wish, at)
        one.push(ask)
        other.push(other.fact("swap_answered", {"ask": ask["id"], "accept": True}, at))
        leader, commune = Actor("leader", "leader"), self.stand.commune
        self.stand.database.write(lambda tx: swaps.rule(tx, commune, ask["id"], True, reason="", actor=leader, now=now))

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
        fields = {"from": day, "rate_dong": str(dong), "rate_source": "Quyết định mới"}
        assert self.browser.post("/office/money/rate", fields).status_code == 303
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


def compare_days(life: Life, month: str) -> None:
    """The attendance sheet and the JSON of a month against the second opinion, day for day."""
    expected, told = life.opinion.counted(month), life.stand.month(month)
    found = {line["member"]: {d["day"] for d in line["days"] if d["counted"]} for line in told["lines"]}
    assert {member: days for member, days in found.items() if days} == expected
    if not expected:
        return
    *rows, last = table(read(life.stand, "timesheet", month))
    for line, (_, name, _, *marks, count) in zip(told["lines"], rows[-len(told["lines"]) :], strict=True):
        assert name == line["name"]
        worked = {f"{month}-{number:02d}" for number, mark in enumerate(marks, 1) if mark not in (None, "", "–", "?")}
        assert (worked, count) == (expected.get(line["member"], set()), len(worked)), name
    assert last[-1] == sum(map(len, expected.values()))


def lived(demonstration: conftest.Demonstration, steps: list[tuple[Any, ...]], leavers: set[int]) -> None:
    """Tell a server and the second opinion the same, and compare every month."""
    with tempfile.TemporaryDirectory() as folder:
        stand = conftest.stand_on(demonstration, Path(folder))
        try:
            with closing(Life(stand, leavers)) as life:
                for kind, *told in steps:
                    getattr(life, kind)(*told)
                for month in MONTHS:
                    compare(life, month)
                    compare_days(life, month)
            assert stand.differences() == []
        finally:
            stand.close()


FEW = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
MONTHS_LIVED = given(st.lists(STEPS, min_size=4, max_size=18), st.sets(st.integers(0, 11), max_size=3))


@FEW
@MONTHS_LIVED
def test_random_months_equal_the_second_opinion(
    demonstration: conftest.Demonstration, steps: list[tuple[Any, ...]], leavers: set[int]
) -> None:
    lived(demonstration, steps, leavers)


@pytest.mark.nightly
@pytest.mark.timeout(1800)
@settings(FEW, max_examples=200)
@MONTHS_LIVED
def test_many_random_months_equal_the_second_opinion(
    demonstration: conftest.Demonstration, steps: list[tuple[Any, ...]], leavers: set[int]
) -> None:
    lived(demonstration, steps, leavers)


def test_a_line_that_waits_for_a_decision_in_a_closed_month_is_no_fault(demonstration: conftest.Demonstration) -> None:
    lived(demonstration, [("closed",), ("closed",), ("came", 0, 0, "A"), ("decided", 0, 9, False)], set())


def test_a_substitute_is_paid_and_the_other_is_not(stand: Stand) -> None:
    life = Life(stand, set())
    for place, asked in ((0, True), (2, False)):
        leaves, enters = life.seats[place][0], next(m for m in stand.members if m not in life.seats[place])
        life.swapped(place, 0, stand.members.index(enters), asked)
        day = life.duties[place].day.isoformat()
        assert [(life.opinion.counts(m, day)) for m in (enters, leaves)] == [True, False]
    compare(life, "2026-11")
    compare_days(life, "2026-11")


def test_the_second_opinion_sees_a_wrong_figure(stand: Stand) -> None:
    life = Life(stand, set())
    life.came(0, 0, "A")
    life.opinion.story[0] = ("came", *life.opinion.story[0][1:3], "C")
    with pytest.raises(AssertionError):
        compare(life, "2026-11")
