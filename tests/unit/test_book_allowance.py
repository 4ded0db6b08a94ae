"""The allowance: which days count, and what a month's lines come to."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiftbook.allowance import (
    GROUPS,
    CheckIn,
    Dated,
    Day,
    Decision,
    Line,
    Person,
    Terms,
    days,
    group_on,
    lines,
    value_on,
)  # fmt: skip
from shiftbook.codes import CHECK_IN_ORDER
from tests.cast import AN, BINH, CHI, PAID, TEAM, TERMS, person, uuid

MARCH = "2024-03"
FIRST = date(2024, 3, 1)
PEOPLE = st.sampled_from(TEAM)
DAYS = st.integers(0, 9).map(lambda n: date(2024, 2, 26) + timedelta(days=n))


@st.composite
def check_ins(draw: st.DrawFn) -> list[CheckIn]:
    """Judged check-ins of the team, each with an id of its own."""
    shape = st.tuples(PEOPLE, DAYS, st.sampled_from(["morning", "afternoon"]), st.sampled_from("ABC"),
                      st.lists(st.sampled_from(CHECK_IN_ORDER), max_size=3))  # fmt: skip
    drawn = draw(st.lists(shape, max_size=12))
    return [CheckIn(uuid(i), who.id, day, session, grade, tuple(codes))
            for i, (who, day, session, grade, codes) in enumerate(drawn)]  # fmt: skip


@st.composite
def decisions(draw: st.DrawFn) -> list[Decision]:
    """Decisions of the office, each with a revision of its own."""
    drawn = draw(st.lists(st.tuples(PEOPLE, DAYS, st.booleans()), max_size=5))
    return [Decision(who.id, day, counted, f"Lý do {rev}", "office", rev)
            for rev, (who, day, counted) in enumerate(drawn)]  # fmt: skip


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[CheckIn], list[Decision], set[str]]:
    """A team's check-ins, the office's decisions, and which check-ins the leader's confirmations covered."""
    entries = draw(check_ins())
    covered = draw(st.sets(st.sampled_from([e.id for e in entries]))) if entries else set()
    return entries, draw(decisions()), covered


def month(entries: Sequence[CheckIn], ruled: Sequence[Decision] = (), covered: Sequence[str] = ()) -> dict[str, Line]:
    """March's lines of the team, by member."""
    return {line.member: line for line in lines(MARCH, TEAM, TERMS, days(entries, ruled, covered))}


def on(day: int, who: Person = AN, grade: str = "A", session: str = "morning", number: int = 0) -> CheckIn:
    """A check-in on a day of March."""
    return CheckIn(uuid(number or day), who.id, FIRST + timedelta(days=day - 1), session, grade)


@given(stories(), st.randoms(use_true_random=False))
def test_any_order_and_repetition_gives_the_same(story: tuple, chance) -> None:
    entries, ruled, covered = story
    shuffled = entries + chance.choices(entries, k=5) if entries else []
    again = ruled + chance.choices(ruled, k=5) if ruled else []
    chance.shuffle(shuffled)
    chance.shuffle(again)
    assert days(shuffled, again, [*covered, *covered]) == days(entries, ruled, covered)
    assert month(shuffled, again, covered) == month(entries, ruled, covered)


@given(stories())
def test_a_line_is_its_different_counted_days_times_the_rate(story: tuple) -> None:
    """Counted afresh: the office's latest word, else a grade A, else a grade B the leader covered."""
    entries, ruled, covered = story
    for who in TEAM:
        latest = {d.day: d.counted for d in sorted(ruled, key=lambda d: d.rev) if d.member == who.id}
        evident = {
            e.day for e in entries if e.member == who.id and (e.grade == "A" or (e.grade == "B" and e.id in covered))
        }
        worked = {d for d in evident if latest.get(d, True)} | {d for d, counted in latest.items() if counted}
        worked = {d for d in worked if (d.year, d.month) == (2024, 3)}
        line = month(entries, ruled, covered)[who.id]
        assert line.count == len(worked)
        assert line.amount_dong == (30_000 * len(worked) if who in (AN, BINH) else 0)


@given(stories())
def test_a_group_that_is_not_paid_never_gets_a_dong(story: tuple) -> None:
    for line in month(*story).values():
        assert (line.amount_dong > 0) <= (line.group in PAID)


@given(stories())
def test_undecided_is_a_check_in_that_nobody_and_nothing_counted(story: tuple) -> None:
    entries, ruled, covered = story
    for (member, day), found in days(entries, ruled, covered).items():
        own = [e for e in entries if (e.member, e.day) == (member, day)]
        decided = any((d.member, d.day) == (member, day) for d in ruled)
        evident = any(e.grade == "A" or (e.grade == "B" and e.id in covered) for e in own)
        assert found.undecided == (bool(own) and not decided and not evident)
        assert not (found.undecided and found.counted)


def test_two_sessions_are_one_day() -> None:
    both = month([on(4), on(4, session="afternoon", number=40)])[AN.id]
    assert (both.count, both.amount_dong) == (1, 30_000)
    assert both.days[0].sessions == ("morning", "afternoon")
    assert month([on(4, session="afternoon")])[AN.id].amount_dong == 30_000


def test_a_second_check_in_never_lowers_the_day_and_a_better_one_lifts_it() -> None:
    for grades in ("AC", "CA"):
        entries = [on(4, grade=g, number=i + 1) for i, g in enumerate(grades)]
        found = days(entries, [], [])[AN.id, date(2024, 3, 4)]
        assert (found.grade, found.counted, found.undecided) == ("A", True, False)
        assert found.facts == (uuid(1), uuid(2))


@pytest.mark.parametrize(("grade", "covered", "counted", "undecided"), [
    ("A", False, True, False), ("A", True, True, False), ("B", False, False, True), ("B", True, True, False),
    ("C", False, False, True), ("C", True, False, True),
])  # fmt: skip
def test_a_confirmation_makes_only_grade_b_count(grade: str, covered: bool, counted: bool, undecided: bool) -> None:
    found = days([on(4, grade=grade)], [], [uuid(4)] if covered else [])[AN.id, date(2024, 3, 4)]
    assert (found.counted, found.undecided, found.confirmed) == (counted, undecided, grade == "B" and covered)


def test_a_confirmation_covers_only_the_check_ins_it_saw() -> None:
    later = on(5, grade="B")
    found = days([on(4, grade="B"), later], [], [uuid(4)])
    assert [d.counted for d in found.values()] == [True, False]
    assert found[AN.id, later.day].undecided


def test_the_offices_latest_word_holds_over_evidence_and_confirmation() -> None:
    day = date(2024, 3, 4)
    no = Decision(AN.id, day, False, "Không có mặt", "office", 7)
    yes = Decision(AN.id, day, True, "Có mặt, Tổ trưởng thấy", "office", 9)
    for grade in "ABC":
        entries = [on(4, grade=grade)]
        assert not days(entries, [no], [uuid(4)])[AN.id, day].counted
        for ruled in ([no, yes], [yes, no]):
            found = days(entries, ruled, [])[AN.id, day]
            assert (found.counted, found.undecided, found.decided_by) == (True, False, "office")
            assert found.reason == "Có mặt, Tổ trưởng thấy"


def test_the_office_may_decide_a_day_without_facts() -> None:
    day = date(2024, 3, 4)
    found = days([], [Decision(AN.id, day, True, "Điện thoại hỏng", "office", 1)], [])
    assert found[AN.id, day] == Day(AN.id, day, None, True, False, (), (), (), "office", "Điện thoại hỏng")
    assert lines(MARCH, [AN], TERMS, found)[0].amount_dong == 30_000


def test_a_days_codes_are_the_union_of_its_check_ins() -> None:
    entries = [CheckIn(uuid(1), AN.id, FIRST, "morning", "C", ("outside_window", "clock_unknown")),
               CheckIn(uuid(2), AN.id, FIRST, "afternoon", "B", ("clock_drifting",))]  # fmt: skip
    assert set(days(entries, [], [])[AN.id, FIRST].codes) == {"outside_window", "clock_unknown", "clock_drifting"}


def test_days_outside_the_month_are_not_in_it() -> None:
    around = [CheckIn(uuid(i), AN.id, day, "morning", "A") for i, day in
              enumerate([date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 31), date(2024, 4, 1)])]  # fmt: skip
    assert [d.day for d in month(around)[AN.id].days] == [date(2024, 3, 1), date(2024, 3, 31)]


def test_each_day_is_paid_at_the_rate_of_that_day() -> None:
    raised = Terms((Dated(date(2024, 3, 16), 50_000), Dated(date(2024, 1, 1), 30_000)), TERMS.paid_groups)
    line = lines(MARCH, [AN], raised, days([on(15), on(16), on(17)], [], []))[0]
    assert (line.count, line.amount_dong, line.rate_dong) == (3, 130_000, 50_000)
    assert lines(MARCH, [AN], raised, days([on(15)], [], []))[0].rate_dong == 30_000
    assert lines("2023-12", [person("an", "An", "youth", date(2023, 1, 1))], raised, {})[0].rate_dong == 0


def test_each_day_is_paid_by_the_group_of_that_day() -> None:
    moved = Person("an", "Nguyễn Thị An", (Dated(date(2024, 3, 16), "civil_servant"), Dated(date(2024, 1, 1), "youth")))
    line = lines(MARCH, [moved], TERMS, days([on(15), on(16)], [], []))[0]
    assert (line.count, line.amount_dong, line.group) == (2, 30_000, "civil_servant")


def test_which_groups_are_paid_is_dated_too() -> None:
    widened = Terms(TERMS.rates, ((date(2024, 3, 16), PAID | {"militia"}), (date(2024, 1, 1), PAID)))
    militia = person("an", "Nguyễn Thị An", "militia")
    assert lines(MARCH, [militia], widened, days([on(15), on(16)], [], []))[0].amount_dong == 30_000


def test_only_the_plans_two_groups_are_paid() -> None:
    paid = {g for g in GROUPS if TERMS.day_rate(person("x", "Võ Thị X", g), FIRST)}
    assert paid == {"union_member", "youth"}


def test_before_the_first_entry_the_first_group_stands() -> None:
    late = Person("an", "Nguyễn Thị An", (Dated(date(2024, 6, 1), "cadre"), Dated(date(2024, 3, 10), "youth")))
    assert [group_on(late, d) for d in (FIRST, date(2024, 5, 31), date(2024, 6, 1))] == ["youth", "youth", "cadre"]
    assert value_on(late.groups, FIRST) is None


def test_members_who_come_and_go() -> None:
    left = Person("an", "Nguyễn Thị An", (Dated(date(2024, 1, 1), "youth"),), date(2024, 1, 1), date(2024, 3, 10))
    comes = Person("binh", "Trần Quốc Bình", (Dated(date(2024, 4, 1), "youth"),), date(2024, 4, 1))
    found = days([on(10), on(20)], [Decision(AN.id, date(2024, 3, 20), True, "Bàn giao", "office", 1)], [])
    assert [(line.member, line.count) for line in lines(MARCH, [left, comes], TERMS, found)] == [("an", 2)]
    assert lines("2024-04", [left, comes], TERMS, found)[0].member == "binh"
    assert [left.active_on(date(2024, 3, d)) for d in (10, 11)] == [True, False]


def test_lines_keep_the_order_of_people_and_name_those_without_a_day() -> None:
    got = lines(MARCH, [CHI, BINH, AN], TERMS, days([on(4)], [], []))
    assert [(line.member, line.count, line.amount_dong) for line in got] == [
        ("chi", 0, 0),
        ("binh", 0, 0),
        ("an", 1, 30_000),
    ]
    assert got[1].rate_dong == 30_000
