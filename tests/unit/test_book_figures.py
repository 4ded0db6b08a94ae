"""Satisfaction with its interval, and the sentences people read for a code."""

import re
from unicodedata import is_normalized

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiftbook.ballots import rate, wilson
from shiftbook.codes import CHECK_IN_ORDER, SENTENCES, heaviest, sentence

# Wilson score, 95 %, to four places; 10 of 10 and 0 of 10 by hand: 1/(1 + z²/10) and z²/(10 + z²), z = 1.959964.
KNOWN = {
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
