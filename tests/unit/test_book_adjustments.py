"""What a closed month still owes or is owed: the difference of two folds, once."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shiftbook.allowance import Adjustment, CheckIn, Dated, Decision, Person, Terms, adjustments, days
from shiftbook.moments import month_of
from tests.cast import AN, BINH, CHI, TEAM, TERMS, uuid

PEOPLE = {p.id: p for p in TEAM}
FOURTH = date(2024, 3, 4)
KEYS = st.tuples(st.sampled_from(sorted(PEOPLE)), st.integers(0, 60).map(lambda n: FOURTH + timedelta(days=n)))


def present(*keys: tuple[str, date]) -> dict:
    """Days with a grade A check-in."""
    return days([CheckIn(uuid(i), m, d, "morning", "A") for i, (m, d) in enumerate(keys)], [], [])


def test_a_late_grade_a_day_is_owed() -> None:
    assert adjustments({}, present((AN.id, FOURTH)), PEOPLE, TERMS) == [
        Adjustment(AN.id, FOURTH, 1, 30_000, "Dữ liệu đến sau khi chốt tháng", "2024-03")
    ]


def test_a_day_taken_back_is_negative() -> None:
    [back] = adjustments({(AN.id, FOURTH): True}, {}, PEOPLE, TERMS)
    assert (back.days, back.amount_dong, back.from_month) == (-1, -30_000, "2024-03")
    assert back.reason == "Lần vào ca đã bị rút lại hoặc sửa sau khi chốt tháng"


def test_what_was_settled_and_still_stands_is_silent() -> None:
    assert adjustments({(AN.id, FOURTH): True}, present((AN.id, FOURTH)), PEOPLE, TERMS) == []
    assert adjustments({(AN.id, FOURTH): False}, {}, PEOPLE, TERMS) == []


def test_a_late_day_that_is_not_grade_a_waits_for_the_office() -> None:
    late = [CheckIn(uuid(1), AN.id, FOURTH, "morning", "B")]
    assert adjustments({}, days(late, [], []), PEOPLE, TERMS) == []
    decided = days(late, [Decision(AN.id, FOURTH, True, "Đã hỏi Tổ trưởng", "office", 5)], [])
    [owed] = adjustments({}, decided, PEOPLE, TERMS)
    assert (owed.days, owed.reason) == (1, "Đã hỏi Tổ trưởng")


def test_a_day_already_counted_by_its_morning_owes_nothing_for_its_afternoon() -> None:
    both = days([CheckIn(uuid(1), AN.id, FOURTH, "morning", "A"), CheckIn(uuid(2), AN.id, FOURTH, "afternoon", "A")],
                [], [])  # fmt: skip
    assert adjustments({(AN.id, FOURTH): True}, both, PEOPLE, TERMS) == []


def test_the_rate_and_group_of_the_day_worked() -> None:
    raised = Terms((Dated(date(2024, 1, 1), 30_000), Dated(date(2024, 4, 1), 50_000)), TERMS.paid_groups)
    moved = Person(AN.id, AN.name, (Dated(date(2024, 1, 1), "youth"), Dated(date(2024, 4, 1), "civil_servant")))
    april = date(2024, 4, 1)
    owed = adjustments({}, present((AN.id, FOURTH), (AN.id, april), (BINH.id, april)), PEOPLE | {AN.id: moved}, raised)
    assert [(a.member, a.day, a.amount_dong) for a in owed] == [
        (AN.id, FOURTH, 30_000), (AN.id, april, 0), (BINH.id, april, 50_000)]  # fmt: skip


def test_an_unpaid_group_is_adjusted_in_days_but_not_in_money() -> None:
    [owed] = adjustments({}, present((CHI.id, FOURTH)), PEOPLE, TERMS)
    assert (owed.days, owed.amount_dong) == (1, 0)


@given(st.dictionaries(KEYS, st.booleans(), max_size=20), st.sets(KEYS, max_size=20))
def test_it_is_the_difference_and_settling_it_leaves_nothing(settled: dict, now: set) -> None:
    found = present(*now)
    owed = adjustments(settled, found, PEOPLE, TERMS)
    counted = {key for key, was in settled.items() if was}
    assert {(a.member, a.day) for a in owed if a.days == 1} == now - counted
    assert {(a.member, a.day) for a in owed if a.days == -1} == counted - now
    assert [(a.day, a.member) for a in owed] == sorted({(a.day, a.member) for a in owed})
    for a in owed:
        assert a.amount_dong == (30_000 * a.days if a.member in (AN.id, BINH.id) else 0)
        assert a.from_month == month_of(a.day)
    after = settled | {(a.member, a.day): a.days == 1 for a in owed}
    assert adjustments(after, found, PEOPLE, TERMS) == []
