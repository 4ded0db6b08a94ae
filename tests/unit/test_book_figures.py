"""Satisfaction with its interval, and the sentences people read for a code."""

import re
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal, localcontext
from math import sqrt
from random import Random
from statistics import NormalDist
from unicodedata import is_normalized

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from shiftbook import stuffing
from shiftbook.ballots import Heap, compared, heaped, rate, wilson
from shiftbook.codes import CHECK_IN_ORDER, SENTENCES, heaviest, sentence
from shiftbook.moments import VN

# Wilson score, 95 %, to four places: 81/263, 15/148, 0/20 and 1/29 are Newcombe's examples (1998, Stat. Med.
# 17:857-872, table I, method 3); 10 of 10 and 0 of 10 by hand: 1/(1 + z²/10) and z²/(10 + z²), z = 1.959964.
KNOWN = {
    (0, 20): (0.0, 0.1611),
    (0, 10): (0.0, 0.2775),
    (10, 10): (0.7225, 1.0),
    (5, 10): (0.2366, 0.7634),
    (81, 263): (0.2553, 0.3662),
    (15, 148): (0.0624, 0.1605),
    (1, 29): (0.0061, 0.1718),
    (96, 100): (0.9016, 0.9843),
}
WEIGHT = [
    "device_revoked", "member_inactive", "already_checked_in", "shift_full", "not_rostered", "outside_window",
    "not_a_working_day", "clock_unknown", "clock_drifting", "desk_code_wrong", "desk_code_missing",
]  # fmt: skip
REFUSALS = [
    *WEIGHT, "procedure_barred", "procedure_officer_only", "not_requested", "not_reviewed", "not_signed",
    "nothing_to_write", "month_closed", "target_unknown", "not_allowed", "content_changed",
]  # fmt: skip


@pytest.mark.parametrize(("of", "interval"), KNOWN.items())
def test_known_wilson_intervals(of: tuple[int, int], interval: tuple[float, float]) -> None:
    assert wilson(*of) == pytest.approx(interval, abs=6e-5)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_lies_between_none_and_all(of: tuple[int, int]) -> None:
    low, high = wilson(*of)
    share = of[0] / of[1]
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1
    mirrored = wilson(of[1] - of[0], of[1])
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-12)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_ends_where_the_share_is_just_a_tail_away(of: tuple[int, int]) -> None:
    """Wilson's own definition: the share is exactly z standard errors from each end, z of the standard library."""
    share, z = of[0] / of[1], NormalDist().inv_cdf(0.975)
    for end in wilson(*of):
        assert abs(share - end) == pytest.approx(z * sqrt(end * (1 - end) / of[1]), abs=1e-7)


def test_satisfied_is_the_two_best_answers_and_neutral_is_not() -> None:
    got = rate({1: 1, 2: 2, 3: 3, 4: 4, 5: 10})
    assert (got.ballots, got.satisfied, got.rate) == (20, 14, 0.7)
    assert got.low is not None
    assert got.low < 0.7 < got.high


@pytest.mark.parametrize("answers", [{}, {5: 4}, {1: 2, 5: 2}, {0: 50, 6: 50, 5: 4}])
def test_under_five_ballots_there_is_no_rate(answers: dict[int, int]) -> None:
    got = rate(answers)
    assert (got.rate, got.low, got.high) == (None, None, None)
    assert got.ballots == sum(n for v, n in answers.items() if 1 <= v <= 5)


def test_five_ballots_are_enough() -> None:
    assert rate({5: 5}).rate == 1.0


@pytest.mark.parametrize("code", REFUSALS)
def test_every_code_of_the_contract_has_one_natural_sentence(code: str) -> None:
    said = sentence(code)
    assert said is not None
    assert said[0].isupper()
    assert said.endswith(".")
    assert is_normalized("NFC", said)
    assert not re.search(r"[_A-Za-z]*_[a-z]+|  ", said)
    assert re.search(r"[àáâãèéêìíòóôõùúăđĩũơưạ-ỹ]", said)


def test_no_code_no_sentence_and_no_two_codes_the_same() -> None:
    assert sentence(None) is None
    assert len(set(SENTENCES.values())) == len(SENTENCES)
    with pytest.raises(KeyError):
        sentence("nothing_known")


def test_the_weight_of_codes_is_the_contracts() -> None:
    assert list(CHECK_IN_ORDER) == WEIGHT


@given(st.sets(st.sampled_from(WEIGHT)))
def test_the_heaviest_code(codes: set[str]) -> None:
    assert heaviest(codes) == min(codes, key=WEIGHT.index, default=None)


def test_a_leader_is_promised_only_what_a_leader_can_do() -> None:
    promised = {code for code in CHECK_IN_ORDER if "Tổ trưởng xác nhận" in SENTENCES[code]}
    assert promised == {"clock_drifting", "desk_code_missing"}


@given(st.lists(st.integers(0, 12), max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_whatever_is_told_is_a_sum_of_heaps_of_at_least_five(numbers: list[int], one: int, other: int) -> None:
    day = date(2026, 1, 1)
    over = datetime(2026, 11, 2, 10, tzinfo=VN)
    sittings = [
        Heap(day + timedelta(n), day + timedelta(n), {5: number}, over + timedelta(n))
        for n, number in enumerate(numbers)
    ]
    heaps = heaped(sittings)
    assert all(heap.number >= 5 for heap in heaps)
    assert sum(numbers) - sum(heap.number for heap in heaps) < 5
    span = (day + timedelta(min(one, other)), day + timedelta(max(one, other)))
    inside = [heap for heap in heaps if heap.inside(span)]
    assert (
        0
        <= sum(numbers[min(one, other) : max(one, other) + 1]) - sum(heap.number for heap in inside)
        <= 8 + max([0, *numbers])
    )
    assert heaped(sittings[:-1]) in (heaps, heaps[:-1])


def test_two_rates_differ_only_where_their_intervals_are_apart() -> None:
    low, high, middle = (rate({5: n, 1: 100 - n}) for n in (20, 80, 73))
    assert (compared(high, low), compared(low, high), compared(high, middle)) == (1, -1, 0)
    assert compared(high, rate({5: 4})) is None


@given(st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_intervals_are_those_of_another_library(of: tuple[int, int]) -> None:
    interval = stats.binomtest(*of).proportion_ci(method="wilson")
    assert wilson(*of) == pytest.approx((interval.low, interval.high), abs=1e-9)


# P(X >= k) to four places, as in printed tables of cumulative Poisson terms (Molina, Poisson's Exponential Binomial
# Limit, 1942, table II).
POISSON = {
    (1, 1.0): 0.6321, (3, 1.0): 0.0803, (5, 2.0): 0.0527, (2, 0.5): 0.0902, (8, 4.0): 0.0511, (10, 5.0): 0.0318,
    (11, 10.0): 0.4170, (16, 10.0): 0.0487, (21, 10.0): 0.0016, (0, 3.0): 1.0,
}  # fmt: skip


@pytest.mark.parametrize(("of", "chance"), POISSON.items())
def test_known_poisson_tails(of: tuple[int, float], chance: float) -> None:
    assert stuffing.at_least(*of) == pytest.approx(chance, abs=6e-5)


@given(st.integers(0, 60), st.integers(1, 4000))
def test_poisson_tails_agree_with_exact_sums(number: int, hundredths: int) -> None:
    """Against the same sum in exact fractions, each term divided by an e to 60 places."""
    expected = Decimal(hundredths) / 100
    with localcontext(prec=60):
        term = below = Decimal(1)
        for n in range(1, number):
            term *= expected / n
            below += term
        chance = 1 - below / expected.exp() if number else Decimal(1)
    assert stuffing.at_least(number, float(expected)) == pytest.approx(float(chance), rel=1e-6, abs=1e-15)


@given(st.integers(0, 2000), st.floats(0.01, 1000))
def test_poisson_tails_are_those_of_another_library(number: int, expected: float) -> None:
    assert stuffing.at_least(number, expected) == pytest.approx(stats.poisson.sf(number - 1, expected), abs=1e-9)


def test_a_stretch_or_run_is_never_less_likely_than_its_simulation() -> None:
    """Boole's bound against 4 000 honest sessions drawn at random: 20 people, each sends one ballot at once."""
    draw, fullest, longest = Random(6), Counter[int](), Counter[int]()
    for _ in range(4000):
        came = sorted(draw.uniform(0, stuffing.SESSION_MINUTES) for _ in range(20))
        fullest[max(sum(one <= b <= one + stuffing.WINDOW_MINUTES for b in came) for one in came)] += 1
        same = "".join("1" if draw.random() < stuffing.SAME_NETWORK else "0" for _ in range(40))
        longest[max(map(len, same.split("0")))] += 1
    for number in range(5, 9):
        assert 0 < sum(n for k, n in fullest.items() if k >= number) / 4000 <= stuffing.burst(number, 20, 20)
    for number in range(5, 13):
        assert 0 < sum(n for k, n in longest.items() if k >= number) / 4000 <= stuffing.run(number, 40)
    assert stuffing.burst(8, 20, 20) < 0.1 and stuffing.run(10, 40) < 0.1


@given(st.integers(2, 60), st.integers(0, 60), st.integers(0, 300), st.integers(1, 60))
def test_more_stuffing_is_never_called_more_likely_honest(number: int, others: int, served: int, more: int) -> None:
    """`number` of a session's ballots are stuffed, then some more in the same run, window or night."""
    few, many = (number, number + others), (number + more, number + others + more)
    assert stuffing.run(*many) <= stuffing.run(*few)
    assert stuffing.burst(*many, served) <= stuffing.burst(*few, served)
    assert stuffing.night(*many) <= stuffing.night(*few)
    assert stuffing.more_than(many[1], served) <= stuffing.more_than(few[1], served)


@pytest.mark.parametrize(("longest", "ballots"), [(4, 9), (6, 30), (10, 60)])
def test_the_bound_of_a_run_is_above_the_exact_chance(longest: int, ballots: int) -> None:
    """The exact chance by counting, length by length, the rows of heads and tails without such a run of heads."""
    without = [2**n for n in range(longest)]
    for _ in range(longest, ballots + 1):
        without.append(sum(without[-longest:]))
    exact = 1 - without[ballots] / 2**ballots
    assert exact <= stuffing.run(longest, ballots) <= 6 * exact
